// Many orders in one message, and what became of each.
#include "protocol/codec_parts.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark::protocol {
namespace {

using flatbuffers::Offset;

wire::JointFigures to_struct(const JointFigures& figures) {
    return {
        figures.orders,
        figures.cost,
        figures.lower_bound,
        figures.first_come_cost,
        figures.short_units,
        figures.first_come_short_units,
        figures.rounds,
        figures.trials
    };
}

JointFigures read(const wire::JointFigures* figures) {
    if (figures == nullptr) return {};
    return {
        .orders = figures->orders(),
        .cost = figures->cost(),
        .lower_bound = figures->lower_bound(),
        .first_come_cost = figures->first_come_cost(),
        .short_units = figures->short_units(),
        .first_come_short_units = figures->first_come_short_units(),
        .rounds = figures->rounds(),
        .trials = figures->trials()
    };
}

wire::JointOrderAnswer to_struct(const JointOrderAnswer& answer) {
    return {
        answer.cost,
        answer.objective,
        answer.short_units,
        answer.shipments,
        to_wire<wire::Outcome>(answer.outcome),
        to_wire<wire::JointStanding>(answer.standing),
        answer.is_proven
    };
}

JointOrderAnswer read(const wire::JointOrderAnswer& answer) {
    return {
        .cost = answer.cost(),
        .objective = answer.objective(),
        .short_units = answer.short_units(),
        .shipments = answer.shipments(),
        .outcome = static_cast<Outcome>(answer.outcome()),
        .standing = static_cast<JointStanding>(answer.standing()),
        .is_proven = answer.is_proven()
    };
}

wire::JointShippedLine to_struct(const JointShipment& shipment) {
    return {
        shipment.units, shipment.order, shipment.line, shipment.sku.value(), shipment.node.value()
    };
}

wire::ScarcityRow to_price(const ScarcityRow& row) {
    return {row.sku.value(), row.node.value(), row.price};
}

/// As many as stay below so many bytes, but one in any case.
std::vector<Offset<wire::SourceRequest>> write_orders(
    Builder& builder, std::span<const SourceRequest> orders, std::size_t bytes_max
) {
    std::vector<Offset<wire::SourceRequest>> written;
    for (const SourceRequest& order : orders) {
        written.push_back(write_order(builder, order, {}));
        if (builder.GetSize() + written.size() * sizeof(written[0]) >= bytes_max) break;
    }
    return written;
}

Status read_orders(
    const flatbuffers::Vector<Offset<wire::SourceRequest>>* orders, DecodeRoom& room
) {
    room.orders.clear();
    if (orders == nullptr) return Done{};
    room.orders.reserve(orders->size());
    for (const wire::SourceRequest* order : *orders) {
        if (auto status = read_order(*order, room.orders.emplace_back()); !status) return status;
    }
    return Done{};
}

}  // namespace

void encode_request(Builder& builder, const JointCall& call, const Note& note) {
    builder.Clear();
    const JointSourceRequest& request = call.batch;
    const auto orders_offset =
        builder.CreateVector(write_orders(builder, request.orders, SIZE_MAX));
    const auto batch = write(builder, request.batch);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreateSourceJointlyRequest(
        builder,
        to_wire<wire::SourceMode>(request.mode),
        batch,
        orders_offset,
        request.short_price,
        request.short_value_percent,
        request.threads,
        request.time_max.count(),
        request.keep_prices,
        note_offset,
        call.parts
    ));
}

Status decode_request(Payload payload, DecodeRoom& room, JointCall& call, Note& note) {
    const auto* message = verified<wire::SourceJointlyRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::SourceJointlyRequest>(payload);
    JointSourceRequest& request = call.batch;
    if (!read_enum(message->mode(), request.mode))
        return bad_enum("SourceJointlyRequest.mode", message->mode());
    if (auto status = read_orders(message->orders(), room); !status) return status;
    request.orders = room.orders;
    request.batch = view(message->batch());
    request.short_price = message->short_price();
    request.short_value_percent = message->short_value_percent();
    request.threads = message->threads();
    request.time_max = std::chrono::milliseconds(message->time_max_ms());
    request.keep_prices = message->keep_prices();
    call.parts = message->parts();
    note = read(message->note());
    return Done{};
}

std::size_t encode_part(
    Builder& builder, const JointOrdersPart& request, std::size_t payload_bytes_max
) {
    builder.Clear();
    const auto orders = write_orders(builder, request.orders, payload_bytes_max);
    const auto orders_offset = builder.CreateVector(orders);
    const auto batch = write(builder, request.batch);
    builder.Finish(wire::CreateJointOrdersRequest(builder, batch, request.part, orders_offset));
    return orders.size();
}

void encode_request(Builder& builder, const JointOrdersPart& request) {
    encode_part(builder, request, SIZE_MAX);
}

Status decode_request(Payload payload, DecodeRoom& room, JointOrdersPart& request) {
    const auto* message = verified<wire::JointOrdersRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::JointOrdersRequest>(payload);
    if (auto status = read_orders(message->orders(), room); !status) return status;
    request = {.batch = view(message->batch()), .part = message->part(), .orders = room.orders};
    return Done{};
}

void encode_reply(Builder& builder, const JointOrdersReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    builder.Finish(wire::CreateJointOrdersReply(
        builder, to_wire<wire::Outcome>(reply.outcome), detail, reply.parts, reply.orders
    ));
}

Status decode_reply(Payload payload, JointOrdersReply& reply) {
    const auto* message = verified<wire::JointOrdersReply>(payload);
    if (message == nullptr) return not_that_message<wire::JointOrdersReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.parts = message->parts();
    reply.orders = message->orders();
    return Done{};
}

void encode_request(Builder& builder, const JointRowsRequest& request) {
    builder.Clear();
    const auto batch = write(builder, request.batch);
    builder.Finish(wire::CreateJointRowsRequest(builder, batch, request.row));
}

Status decode_request(Payload payload, JointRowsRequest& request) {
    const auto* message = verified<wire::JointRowsRequest>(payload);
    if (message == nullptr) return not_that_message<wire::JointRowsRequest>(payload);
    request = {.batch = view(message->batch()), .row = message->row()};
    return Done{};
}

void encode_joint_progress(Builder& builder, std::string_view batch) {
    builder.Clear();
    const auto batch_offset = write(builder, batch);
    builder.Finish(wire::CreateJointProgressRequest(builder, batch_offset));
}

Status decode_joint_progress(Payload payload, std::string_view& batch) {
    const auto* message = verified<wire::JointProgressRequest>(payload);
    if (message == nullptr) return not_that_message<wire::JointProgressRequest>(payload);
    batch = view(message->batch());
    return Done{};
}

void encode_reply(Builder& builder, const JointPage& page) {
    builder.Clear();
    const JointSourceReply& reply = page.reply;
    const auto detail = write(builder, reply.detail);
    const auto answers = write_structs<wire::JointOrderAnswer>(
        builder, std::span<const JointOrderAnswer>(reply.answers), &to_struct
    );
    const auto shipped = write_structs<wire::JointShippedLine>(
        builder, std::span<const JointShipment>(reply.shipments), &to_struct
    );
    const auto prices = write_structs<wire::ScarcityRow>(
        builder, std::span<const ScarcityRow>(reply.prices), &to_price
    );
    std::vector<Offset<wire::JointRefusal>> refusals;
    refusals.reserve(reply.refusals.size());
    for (const JointRefusal& refusal : reply.refusals) {
        const auto why = write(builder, refusal.detail);
        refusals.push_back(wire::CreateJointRefusal(builder, refusal.order, why));
    }
    const auto refusals_offset = builder.CreateVector(refusals);
    const wire::JointFigures planned = to_struct(reply.planned);
    const wire::CostTerms cost = to_struct(reply.cost);
    const wire::MoreCostTerms more_cost = more_of(reply.cost);
    builder.Finish(wire::CreateSourceJointlyReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        &planned,
        reply.held,
        reply.alone,
        reply.replans,
        &cost,
        reply.prices_found,
        reply.prices_kept,
        answers,
        prices,
        refusals_offset,
        reply.lsn,
        &more_cost,
        shipped,
        page.next_row,
        reply.backorders,
        reply.backorders_taken,
        reply.backorder_units
    ));
}

Status decode_reply(Payload payload, JointPage& page) {
    const auto* message = verified<wire::SourceJointlyReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::SourceJointlyReply>(payload);
    page = {.reply = {}, .next_row = message->next_row()};
    JointSourceReply& reply = page.reply;
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.planned = read(message->planned());
    reply.held = message->held();
    reply.alone = message->alone();
    reply.replans = message->replans();
    reply.cost = read(message->cost(), message->more_cost());
    reply.prices_found = message->prices_found();
    reply.prices_kept = message->prices_kept();
    if (message->answers() != nullptr) {
        if (!is_aligned(message->answers())) return misaligned("SourceJointlyReply.answers");
        reply.answers.reserve(message->answers()->size());
        for (const wire::JointOrderAnswer* answer : *message->answers())
            reply.answers.push_back(read(*answer));
    }
    if (message->shipped() != nullptr) {
        if (!is_aligned(message->shipped())) return misaligned("SourceJointlyReply.shipped");
        reply.shipments.reserve(message->shipped()->size());
        for (const wire::JointShippedLine* line : *message->shipped()) {
            const SkuId sku(line->sku());
            const NodeId node(line->node());
            reply.shipments.push_back({line->units(), line->order(), line->line(), sku, node});
        }
    }
    const auto prices = rows<ScarcityRow>(message->prices());
    if (!is_aligned(prices)) return misaligned("SourceJointlyReply.prices");
    reply.prices.assign(prices.begin(), prices.end());
    if (message->refusals() != nullptr) {
        reply.refusals.reserve(message->refusals()->size());
        for (const wire::JointRefusal* refusal : *message->refusals())
            reply.refusals.push_back({refusal->order(), std::string(view(refusal->detail()))});
    }
    reply.lsn = message->lsn();
    reply.backorders = message->backorders();
    reply.backorders_taken = message->backorders_taken();
    reply.backorder_units = message->backorder_units();
    return Done{};
}

void encode_reply(Builder& builder, const JointSourceProgress& reply) {
    builder.Clear();
    builder.Finish(wire::CreateJointProgressReply(
        builder,
        to_wire<wire::JointPhase>(reply.phase),
        reply.orders,
        reply.rounds,
        reply.trials,
        reply.cost,
        reply.lower_bound,
        reply.first_come_cost,
        reply.done,
        reply.held
    ));
}

Status decode_reply(Payload payload, JointSourceProgress& reply) {
    const auto* message = verified<wire::JointProgressReply>(payload);
    if (message == nullptr) return not_that_message<wire::JointProgressReply>(payload);
    reply.phase = static_cast<JointPhase>(message->phase());
    reply.orders = message->orders();
    reply.rounds = message->rounds();
    reply.trials = message->trials();
    reply.cost = message->cost();
    reply.lower_bound = message->lower_bound();
    reply.first_come_cost = message->first_come_cost();
    reply.done = message->done();
    reply.held = message->held();
    return Done{};
}

}  // namespace earmark::protocol
