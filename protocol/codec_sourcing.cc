// Orders and plans.
#include "protocol/codec_parts.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace earmark::protocol {
namespace {

using flatbuffers::Offset;

wire::TogetherLine to_struct(const TogetherLine& line) {
    return {line.set, line.line};
}

wire::TakenBackorder to_struct(const TakenBackorder& taken) {
    std::array<std::uint8_t, kReceiptIdBytesMax> name{};
    std::copy(taken.name.begin(), taken.name.end(), name.begin());
    return {taken.line, taken.node.value(), taken.name_bytes, flatbuffers::make_span(name)};
}

wire::ShipmentLine to_struct(const ShipmentLine& line) {
    return {line.line, line.sku.value(), line.quantity};
}

wire::UnfilledLine to_struct(const UnfilledLine& line) {
    return {line.line, line.quantity, line.ats, to_wire<wire::UnfilledReason>(line.reason)};
}

}  // namespace

Offset<wire::ShipTo> write_address(Builder& builder, const ShipTo& ship_to) {
    const auto country = write(builder, ship_to.country);
    const auto postal_code = write(builder, ship_to.postal_code);
    if (!ship_to.location) return wire::CreateShipTo(builder, country, postal_code);
    const wire::Location location(ship_to.location->latitude_e6, ship_to.location->longitude_e6);
    return wire::CreateShipTo(builder, country, postal_code, &location);
}

ShipTo read_address(const wire::ShipTo* ship_to) {
    ShipTo address{};
    if (ship_to == nullptr) return address;
    address.country = view(ship_to->country());
    address.postal_code = view(ship_to->postal_code());
    if (const auto* location = ship_to->location())
        address.location = Location{location->latitude_e6(), location->longitude_e6()};
    return address;
}

Offset<flatbuffers::Vector<std::uint32_t>> write_handles(
    Builder& builder, std::span<const NodeId> nodes
) {
    if (nodes.empty()) return {};
    static_assert(sizeof(NodeId) == sizeof(std::uint32_t));
    return builder.CreateVector(reinterpret_cast<const std::uint32_t*>(nodes.data()), nodes.size());
}

Offset<wire::SourceRequest> write_order(
    Builder& builder, const SourceRequest& request, const Note& note
) {
    const auto id = write(builder, request.id);
    const auto lines = write_structs<wire::OrderLine>(builder, request.lines, &to_struct);
    const auto ship_to = write_address(builder, request.ship_to);
    const auto allowed_nodes = write_handles(builder, request.allowed_nodes);
    const auto excluded_nodes = write_handles(builder, request.excluded_nodes);
    const auto note_offset = write(builder, note);
    const auto reference = write(builder, request.reference);
    const auto customer_class = write(builder, request.customer_class);
    const auto preferred_nodes = write_handles(builder, request.preferred_nodes);
    const auto together = write_structs<wire::TogetherLine>(builder, request.together, &to_struct);
    const auto backorders =
        write_structs<wire::TakenBackorder>(builder, request.backorders, &to_struct);
    wire::SourceRequestBuilder message(builder);
    message.add_mode(to_wire<wire::SourceMode>(request.mode));
    message.add_id(id);
    message.add_lines(lines);
    message.add_ship_to(ship_to);
    message.add_group(request.group.value());
    message.add_allowed_nodes(allowed_nodes);
    message.add_excluded_nodes(excluded_nodes);
    if (request.shipments_max) message.add_shipments_max(*request.shipments_max);
    message.add_splitting(to_wire<wire::LineSplit>(request.splitting));
    message.add_filling(to_wire<wire::Filling>(request.filling));
    message.add_split_penalty(request.split_penalty);
    message.add_hold_for(request.hold_for.count());
    if (request.stamped_at) message.add_stamped_at(request.stamped_at->time_since_epoch().count());
    message.add_note(note_offset);
    message.add_reference(reference);
    message.add_segment(request.segment.value());
    message.add_ignore_safety(request.ignore_safety);
    message.add_profile(request.profile.value());
    message.add_residential(request.residential);
    message.add_need_by(request.delivery.need_by);
    message.add_wish_by(request.delivery.wish_by);
    message.add_lateness_per_day(request.delivery.lateness_per_day);
    message.add_method(request.method);
    message.add_store(request.store.value());
    message.add_customer_class(customer_class);
    message.add_preferred_nodes(preferred_nodes);
    message.add_preference(request.preference);
    message.add_together(together);
    message.add_backorders(backorders);
    if (request.nodes_per_line_max) message.add_nodes_per_line_max(*request.nodes_per_line_max);
    return message.Finish();
}

void encode_request(Builder& builder, const SourceRequest& request, const Note& note) {
    builder.Clear();
    builder.Finish(write_order(builder, request, note));
}

Status decode_request(Payload payload, SourceRequest& request, Note& note) {
    const auto* message = verified<wire::SourceRequest>(payload);
    if (message == nullptr) return not_that_message<wire::SourceRequest>(payload);
    note = read(message->note());
    return read_order(*message, request);
}

Status read_order(const wire::SourceRequest& message, SourceRequest& request) {
    if (!read_enum(message.mode(), request.mode))
        return bad_enum("SourceRequest.mode", message.mode());
    if (!read_enum(message.splitting(), request.splitting))
        return bad_enum("SourceRequest.splitting", message.splitting());
    if (!read_enum(message.filling(), request.filling))
        return bad_enum("SourceRequest.filling", message.filling());
    request.id = view(message.id());
    request.lines = rows<OrderLine>(message.lines());
    if (!is_aligned(request.lines)) return misaligned("SourceRequest.lines");
    request.ship_to = read_address(message.ship_to());
    request.group = GroupId(message.group());
    request.allowed_nodes = scalars<NodeId>(message.allowed_nodes());
    request.excluded_nodes = scalars<NodeId>(message.excluded_nodes());
    request.shipments_max.reset();
    if (const auto most = message.shipments_max()) request.shipments_max = *most;
    request.split_penalty = message.split_penalty();
    request.hold_for = std::chrono::seconds(message.hold_for());
    request.stamped_at.reset();
    if (const auto stamped_at = message.stamped_at())
        request.stamped_at = Time(Duration(*stamped_at));
    request.reference = view(message.reference());
    request.segment = SegmentId(message.segment());
    request.ignore_safety = message.ignore_safety();
    request.profile = ProfileId(message.profile());
    request.residential = message.residential();
    request.delivery = {message.need_by(), message.wish_by(), message.lateness_per_day()};
    request.method = message.method();
    request.store = NodeId(message.store());
    request.customer_class = view(message.customer_class());
    request.preferred_nodes = scalars<NodeId>(message.preferred_nodes());
    request.preference = message.preference();
    request.together = rows<TogetherLine>(message.together());
    if (!is_aligned(request.together)) return misaligned("SourceRequest.together");
    request.backorders = rows<TakenBackorder>(message.backorders());
    if (!is_aligned(request.backorders)) return misaligned("SourceRequest.backorders");
    request.nodes_per_line_max.reset();
    if (const auto most = message.nodes_per_line_max()) request.nodes_per_line_max = *most;
    return Done{};
}

Offset<WireShipments> write_shipments(Builder& builder, const std::vector<Shipment>& plan) {
    std::vector<Offset<wire::Shipment>> shipments;
    shipments.reserve(plan.size());
    for (const Shipment& shipment : plan) {
        const auto lines = write_structs<wire::ShipmentLine>(
            builder, std::span<const ShipmentLine>(shipment.lines), &to_struct
        );
        const auto service = write(builder, shipment.service);
        shipments.push_back(wire::CreateShipment(
            builder,
            shipment.node.value(),
            shipment.zone,
            shipment.parcels,
            shipment.billed_g,
            shipment.transport,
            shipment.handling,
            lines,
            service,
            shipment.lateness,
            shipment.dates.ship_day,
            shipment.dates.delivery_day,
            shipment.dates.window_from_minute,
            shipment.dates.window_until_minute,
            shipment.dates.order_by.time_since_epoch().count(),
            shipment.carbon_g,
            shipment.carbon,
            shipment.load
        ));
    }
    return builder.CreateVector(shipments);
}

Offset<flatbuffers::Vector<const wire::UnfilledLine*>> write_unfilled(
    Builder& builder, const std::vector<UnfilledLine>& lines
) {
    return write_structs<wire::UnfilledLine>(
        builder, std::span<const UnfilledLine>(lines), &to_struct
    );
}

Offset<wire::SourceReply> write_plan(Builder& builder, const SourceReply& reply) {
    const auto detail = write(builder, reply.detail);
    const auto shipments_offset = write_shipments(builder, reply.shipments);
    const auto unfilled = write_unfilled(builder, reply.unfilled);
    const wire::CostTerms cost = to_struct(reply.cost);
    const wire::MoreCostTerms more_cost = more_of(reply.cost);
    const auto substitutes = write_offers(builder, reply.substitutes);
    return wire::CreateSourceReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        reply.proven_optimal,
        &cost,
        reply.lower_bound,
        shipments_offset,
        unfilled,
        reply.expires_at.time_since_epoch().count(),
        reply.replans,
        reply.lsn,
        substitutes,
        reply.objective,
        &more_cost
    );
}

void encode_reply(Builder& builder, const SourceReply& reply) {
    builder.Clear();
    builder.Finish(write_plan(builder, reply));
}

namespace {

Status read_shipment(const wire::Shipment& wire_shipment, Shipment& shipment) {
    shipment.node = NodeId(wire_shipment.node());
    shipment.zone = wire_shipment.zone();
    assign(shipment.service, wire_shipment.service());
    shipment.parcels = wire_shipment.parcels();
    shipment.billed_g = wire_shipment.billed_g();
    shipment.transport = wire_shipment.transport();
    shipment.handling = wire_shipment.handling();
    const auto lines = rows<ShipmentLine>(wire_shipment.lines());
    if (!is_aligned(lines)) return misaligned("Shipment.lines");
    shipment.lines.assign(lines.begin(), lines.end());
    shipment.lateness = wire_shipment.lateness();
    shipment.dates = {
        .ship_day = wire_shipment.ship_day(),
        .delivery_day = wire_shipment.delivery_day(),
        .window_from_minute = wire_shipment.window_from_minute(),
        .window_until_minute = wire_shipment.window_until_minute(),
        .order_by = Time(Duration(wire_shipment.order_by()))
    };
    shipment.carbon_g = wire_shipment.carbon_g();
    shipment.carbon = wire_shipment.carbon();
    shipment.load = wire_shipment.load();
    return Done{};
}

}  // namespace

Status read_shipments(const WireShipments* shipments, std::vector<Shipment>& plan) {
    const std::size_t count = shipments == nullptr ? 0 : shipments->size();
    plan.resize(count);
    for (std::size_t index = 0; index < count; ++index) {
        const auto* shipment = shipments->Get(static_cast<flatbuffers::uoffset_t>(index));
        if (auto status = read_shipment(*shipment, plan[index]); !status) return status;
    }
    return Done{};
}

Status decode_reply(Payload payload, SourceReply& reply) {
    const auto* message = verified<wire::SourceReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::SourceReply>(payload);
    return read_plan(*message, reply);
}

Status read_plan(const wire::SourceReply& message, SourceReply& reply) {
    reply.outcome = static_cast<Outcome>(message.outcome());
    assign(reply.detail, message.detail());
    reply.proven_optimal = message.proven_optimal();
    reply.cost = read(message.cost(), message.more_cost());
    reply.objective = message.objective();
    reply.lower_bound = message.lower_bound();
    if (auto status = read_shipments(message.shipments(), reply.shipments); !status) return status;
    const auto unfilled = rows<UnfilledLine>(message.unfilled());
    if (!is_aligned(unfilled)) return misaligned("SourceReply.unfilled");
    reply.unfilled.assign(unfilled.begin(), unfilled.end());
    reply.expires_at = Time(Duration(message.expires_at()));
    reply.replans = message.replans();
    reply.lsn = message.lsn();
    return read_offers(message.substitutes(), reply.substitutes);
}

}  // namespace earmark::protocol
