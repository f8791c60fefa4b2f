// A sourced order that is changed.
#include "protocol/codec_parts.h"

#include <cstddef>

namespace earmark::protocol {
namespace {

wire::GivenBack to_struct(const GivenBack& back) {
    return {back.line, back.sku.value(), back.node.value(), back.units};
}

flatbuffers::Offset<wire::ShipTo> write_new_address(
    Builder& builder, const std::optional<ShipTo>& ship_to
) {
    if (!ship_to) return {};
    const auto country = write(builder, ship_to->country);
    const auto postal_code = write(builder, ship_to->postal_code);
    if (!ship_to->location) return wire::CreateShipTo(builder, country, postal_code);
    const wire::Location location(ship_to->location->latitude_e6, ship_to->location->longitude_e6);
    return wire::CreateShipTo(builder, country, postal_code, &location);
}

std::optional<ShipTo> read_new_address(const wire::ShipTo* ship_to) {
    if (ship_to == nullptr) return std::nullopt;
    ShipTo address{
        .country = view(ship_to->country()),
        .postal_code = view(ship_to->postal_code()),
        .location = {}
    };
    if (const auto* location = ship_to->location())
        address.location = Location{location->latitude_e6(), location->longitude_e6()};
    return address;
}

/// A scalar that may be left out.
template <typename Native, typename Wire>
std::optional<Native> read_optional(flatbuffers::Optional<Wire> value) {
    if (!value) return std::nullopt;
    return static_cast<Native>(*value);
}

}  // namespace

void encode_request(Builder& builder, const ChangeOrderRequest& request, const Note& note) {
    builder.Clear();
    const auto id = write(builder, request.id);
    const auto operation = write(builder, request.operation);
    const auto lines = write_structs<wire::OrderLine>(builder, request.lines, &to_struct);
    const auto ship_to = write_new_address(builder, request.ship_to);
    const auto note_offset = write(builder, note);
    wire::ChangeOrderRequestBuilder message(builder);
    message.add_mode(to_wire<wire::SourceMode>(request.mode));
    message.add_id(id);
    message.add_operation(operation);
    message.add_lines(lines);
    message.add_ship_to(ship_to);
    if (request.residential) message.add_residential(*request.residential);
    if (request.need_by) message.add_need_by(*request.need_by);
    if (request.wish_by) message.add_wish_by(*request.wish_by);
    if (request.lateness_per_day) message.add_lateness_per_day(*request.lateness_per_day);
    if (request.profile) message.add_profile(request.profile->value());
    message.add_plans_all(request.plans_all);
    if (request.filling) message.add_filling(to_wire<wire::Filling>(*request.filling));
    message.add_note(note_offset);
    builder.Finish(message.Finish());
}

Status decode_request(Payload payload, ChangeOrderRequest& request, Note& note) {
    const auto* message = verified<wire::ChangeOrderRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ChangeOrderRequest>(payload);
    if (!read_enum(message->mode(), request.mode))
        return bad_enum("ChangeOrderRequest.mode", message->mode());
    request.filling.reset();
    if (const auto filling = message->filling()) {
        if (!read_enum(*filling, request.filling.emplace()))
            return bad_enum("ChangeOrderRequest.filling", *filling);
    }
    request.id = view(message->id());
    request.operation = view(message->operation());
    request.lines = rows<OrderLine>(message->lines());
    if (!is_aligned(request.lines)) return misaligned("ChangeOrderRequest.lines");
    request.ship_to = read_new_address(message->ship_to());
    request.residential = read_optional<bool>(message->residential());
    request.need_by = read_optional<Day>(message->need_by());
    request.wish_by = read_optional<Day>(message->wish_by());
    request.lateness_per_day = read_optional<Micros>(message->lateness_per_day());
    request.profile = read_optional<ProfileId>(message->profile());
    request.plans_all = message->plans_all();
    note = read(message->note());
    return Done{};
}

void encode_reply(Builder& builder, const ChangeOrderReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto shipments = write_shipments(builder, reply.shipments);
    const auto joined = write_handles(builder, std::span<const NodeId>(reply.joined));
    const auto given_back = write_structs<wire::GivenBack>(
        builder, std::span<const GivenBack>(reply.given_back), &to_struct
    );
    const auto unfilled = write_unfilled(builder, reply.unfilled);
    const auto lines = write_lines(builder, reply.lines);
    const wire::CostTerms cost = to_struct(reply.cost);
    const wire::MoreCostTerms more_cost = more_of(reply.cost);
    builder.Finish(wire::CreateChangeOrderReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        to_wire<wire::OrderReplan>(reply.replan),
        reply.proven_optimal,
        &cost,
        reply.saved,
        reply.objective,
        reply.lower_bound,
        shipments,
        joined,
        given_back,
        unfilled,
        write_state(reply.state, !reply.lines.empty()),
        reply.expires_at.time_since_epoch().count(),
        lines,
        reply.replans,
        reply.lsn,
        &more_cost
    ));
}

Status decode_reply(Payload payload, ChangeOrderReply& reply) {
    const auto* message = verified<wire::ChangeOrderReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ChangeOrderReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.replan = static_cast<OrderReplan>(message->replan());
    reply.proven_optimal = message->proven_optimal();
    reply.cost = read(message->cost(), message->more_cost());
    reply.saved = message->saved();
    reply.objective = message->objective();
    reply.lower_bound = message->lower_bound();
    if (auto status = read_shipments(message->shipments(), reply.shipments); !status) return status;
    const auto joined = scalars<NodeId>(message->joined());
    if (!is_aligned(joined)) return misaligned("ChangeOrderReply.joined");
    reply.joined.assign(joined.begin(), joined.end());
    const auto given_back = rows<GivenBack>(message->given_back());
    if (!is_aligned(given_back)) return misaligned("ChangeOrderReply.given_back");
    reply.given_back.assign(given_back.begin(), given_back.end());
    const auto unfilled = rows<UnfilledLine>(message->unfilled());
    if (!is_aligned(unfilled)) return misaligned("ChangeOrderReply.unfilled");
    reply.unfilled.assign(unfilled.begin(), unfilled.end());
    reply.state = read_state(message->state());
    reply.expires_at = Time(Duration(message->expires_at()));
    const auto lines = rows<ReservationLine>(message->lines());
    if (!is_aligned(lines)) return misaligned("ChangeOrderReply.lines");
    reply.lines.assign(lines.begin(), lines.end());
    reply.replans = message->replans();
    reply.lsn = message->lsn();
    return Done{};
}

}  // namespace earmark::protocol
