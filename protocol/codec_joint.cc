// Many orders in one message, and what became of each.
#include "protocol/codec_parts.h"

#include <cstddef>
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

wire::JointShipment to_struct(const JointShipment& shipment) {
    return {shipment.units, shipment.order, shipment.node.value()};
}

wire::ScarcityRow to_price(const ScarcityRow& row) {
    return {row.sku.value(), row.node.value(), row.price};
}

}  // namespace

void encode_request(Builder& builder, const JointSourceRequest& request, const Note& note) {
    builder.Clear();
    std::vector<Offset<wire::SourceRequest>> orders;
    orders.reserve(request.orders.size());
    for (const SourceRequest& order : request.orders)
        orders.push_back(write_order(builder, order, {}));
    const auto orders_offset = builder.CreateVector(orders);
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
        note_offset
    ));
}

Status decode_request(Payload payload, DecodeRoom& room, JointSourceRequest& request, Note& note) {
    const auto* message = verified<wire::SourceJointlyRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::SourceJointlyRequest>(payload);
    if (!read_enum(message->mode(), request.mode))
        return bad_enum("SourceJointlyRequest.mode", message->mode());
    room.orders.clear();
    if (message->orders() != nullptr) {
        room.orders.reserve(message->orders()->size());
        for (const wire::SourceRequest* order : *message->orders()) {
            if (auto status = read_order(*order, room.orders.emplace_back()); !status)
                return status;
        }
    }
    request.orders = room.orders;
    request.batch = view(message->batch());
    request.short_price = message->short_price();
    request.short_value_percent = message->short_value_percent();
    request.threads = message->threads();
    request.time_max = std::chrono::milliseconds(message->time_max_ms());
    request.keep_prices = message->keep_prices();
    note = read(message->note());
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

void encode_reply(Builder& builder, const JointSourceReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto answers = write_structs<wire::JointOrderAnswer>(
        builder, std::span<const JointOrderAnswer>(reply.answers), &to_struct
    );
    const auto shipments = write_structs<wire::JointShipment>(
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
        shipments,
        prices,
        refusals_offset,
        reply.lsn,
        &more_cost
    ));
}

Status decode_reply(Payload payload, JointSourceReply& reply) {
    const auto* message = verified<wire::SourceJointlyReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::SourceJointlyReply>(payload);
    reply = {};
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
    if (message->shipments() != nullptr) {
        if (!is_aligned(message->shipments())) return misaligned("SourceJointlyReply.shipments");
        reply.shipments.reserve(message->shipments()->size());
        for (const wire::JointShipment* shipment : *message->shipments()) {
            const NodeId node(shipment->node());
            reply.shipments.push_back({shipment->units(), shipment->order(), node});
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
