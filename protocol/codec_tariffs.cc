// Tariffs, and what past orders would have cost by others.
#include "protocol/codec_parts.h"

#include <cstddef>
#include <vector>

namespace earmark::protocol {
namespace {

/// Zones are 1 .. 32 (engine/command.h).
constexpr std::size_t kRatesOfAStepMax = 32;

using TariffVector = flatbuffers::Vector<flatbuffers::Offset<wire::TariffRow>>;

flatbuffers::Offset<wire::TariffRow> write_tariff(Builder& builder, const TariffRow& row) {
    std::vector<flatbuffers::Offset<wire::TariffStep>> steps;
    steps.reserve(row.steps.size());
    for (const TariffStep& step : row.steps) {
        const auto rates = builder.CreateVector(step.rates.data(), step.rates.size());
        steps.push_back(wire::CreateTariffStep(builder, step.weight_g_max, rates));
    }
    const auto name = write(builder, row.name);
    const auto steps_offset = builder.CreateVector(steps);
    return wire::CreateTariffRow(
        builder, name, row.dim_cm3_per_kg, row.surcharge_per_parcel, steps_offset, row.from
    );
}

flatbuffers::Offset<TariffVector> write_tariffs(Builder& builder, std::span<const TariffRow> rows) {
    std::vector<flatbuffers::Offset<wire::TariffRow>> offsets;
    offsets.reserve(rows.size());
    for (const TariffRow& row : rows)
        offsets.push_back(write_tariff(builder, row));
    return builder.CreateVector(offsets);
}

/// The rows point into the message and the room.
Status read_tariffs(
    const TariffVector* wire_rows, DecodeRoom& room, std::span<const TariffRow>& rows
) {
    room.tariffs.clear();
    room.steps.clear();
    rows = {};
    if (wire_rows == nullptr) return Done{};
    std::size_t steps_count = 0;
    for (const wire::TariffRow* row : *wire_rows)
        steps_count += row->steps() == nullptr ? 0 : row->steps()->size();
    room.steps.reserve(steps_count);
    for (const wire::TariffRow* row : *wire_rows) {
        const std::size_t first = room.steps.size();
        const auto* wire_steps = row->steps();
        for (std::size_t step = 0; wire_steps != nullptr && step < wire_steps->size(); ++step) {
            const auto* wire_step = wire_steps->Get(static_cast<flatbuffers::uoffset_t>(step));
            const auto rates = scalars<Micros>(wire_step->rates());
            if (!is_aligned(rates)) return misaligned("TariffStep.rates");
            if (rates.size() > kRatesOfAStepMax) {
                return malformed(
                    "TariffStep.rates",
                    "found " + std::to_string(rates.size()) + ", expected at most 32"
                );
            }
            room.steps.push_back({.weight_g_max = wire_step->weight_g_max(), .rates = rates});
        }
        room.tariffs.push_back({
            .name = view(row->name()),
            .dim_cm3_per_kg = row->dim_cm3_per_kg(),
            .surcharge_per_parcel = row->surcharge_per_parcel(),
            .steps = std::span(room.steps).subspan(first),
            .from = row->from(),
        });
    }
    rows = room.tariffs;
    return Done{};
}

flatbuffers::Offset<wire::RatedCost> write_rated_cost(Builder& builder, const RatedCost& cost) {
    const auto tariff = write(builder, cost.tariff);
    const auto service = write(builder, cost.service);
    return wire::CreateRatedCost(
        builder, cost.is_rated, cost.cost, cost.billed_g, cost.parcels, cost.step_g, tariff, service
    );
}

RatedCost read_rated_cost(const wire::RatedCost* cost) {
    if (cost == nullptr) return {};
    return {
        .is_rated = cost->is_rated(),
        .cost = cost->cost(),
        .billed_g = cost->billed_g(),
        .parcels = cost->parcels(),
        .step_g = cost->step_g(),
        .tariff = std::string(view(cost->tariff())),
        .service = std::string(view(cost->service())),
    };
}

flatbuffers::Offset<wire::RatedShipment> write_rated_shipment(
    Builder& builder, const RatedShipment& shipment
) {
    const auto reservation = write(builder, shipment.reservation);
    const auto loaded = write_rated_cost(builder, shipment.loaded);
    const auto proposed = write_rated_cost(builder, shipment.proposed);
    return wire::CreateRatedShipment(
        builder,
        reservation,
        shipment.node.value(),
        shipment.made,
        shipment.zone,
        shipment.weight_g,
        shipment.volume_cm3,
        loaded,
        proposed,
        shipment.goes_by_proposed
    );
}

}  // namespace

void encode_request(Builder& builder, std::span<const TariffRow> rows, const Note& note) {
    builder.Clear();
    const auto offset = write_tariffs(builder, rows);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutTariffsRequest(builder, offset, note_offset));
}

Status decode_request(
    Payload payload, DecodeRoom& room, std::span<const TariffRow>& tariff_rows, Note& note
) {
    const auto* request = verified<wire::PutTariffsRequest>(payload, kRowTablesMax);
    if (request == nullptr) return not_that_message<wire::PutTariffsRequest>(payload);
    note = read(request->note());
    return read_tariffs(request->rows(), room, tariff_rows);
}

void encode_request(Builder& builder, const RerateRequest& request) {
    builder.Clear();
    const auto tariffs = write_tariffs(builder, request.tariffs);
    const auto after = write(builder, request.after);
    builder.Finish(wire::CreateRerateRequest(
        builder, tariffs, request.since, request.until, after, request.limit
    ));
}

Status decode_request(Payload payload, DecodeRoom& room, RerateRequest& request) {
    const auto* message = verified<wire::RerateRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::RerateRequest>(payload);
    request.since = message->since();
    request.until = message->until();
    request.after = view(message->after());
    request.limit = message->limit();
    return read_tariffs(message->tariffs(), room, request.tariffs);
}

void encode_reply(Builder& builder, const RerateReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    std::vector<flatbuffers::Offset<wire::RatedShipment>> offsets;
    offsets.reserve(reply.shipments.size());
    for (const RatedShipment& shipment : reply.shipments)
        offsets.push_back(write_rated_shipment(builder, shipment));
    const auto shipments = builder.CreateVector(offsets);
    const auto next = write(builder, reply.next);
    builder.Finish(wire::CreateRerateReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        shipments,
        reply.orders,
        reply.not_sourced,
        reply.with_kits,
        next,
        reply.lsn
    ));
}

Status decode_reply(Payload payload, RerateReply& reply) {
    const auto* message = verified<wire::RerateReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::RerateReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.shipments.clear();
    reply.orders = message->orders();
    reply.not_sourced = message->not_sourced();
    reply.with_kits = message->with_kits();
    assign(reply.next, message->next());
    reply.lsn = message->lsn();
    if (message->shipments() == nullptr) return Done{};
    reply.shipments.reserve(message->shipments()->size());
    for (const wire::RatedShipment* from : *message->shipments()) {
        reply.shipments.push_back({
            .reservation = std::string(view(from->reservation())),
            .node = NodeId(from->node()),
            .made = from->made(),
            .zone = from->zone(),
            .weight_g = from->weight_g(),
            .volume_cm3 = from->volume_cm3(),
            .loaded = read_rated_cost(from->loaded()),
            .proposed = read_rated_cost(from->proposed()),
            .goes_by_proposed = from->goes_by_proposed(),
        });
    }
    return Done{};
}

}  // namespace earmark::protocol
