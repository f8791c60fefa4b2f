// What a node does not ship of an order, planned anew.
#include "protocol/codec_parts.h"

#include <cstddef>

namespace earmark::protocol {
namespace {

wire::FoundUnits to_struct(const FoundUnits& found) {
    return {found.line, found.units};
}

}  // namespace

void encode_request(Builder& builder, const ResourceRequest& request, const Note& note) {
    builder.Clear();
    const auto id = write(builder, request.id);
    const auto operation = write(builder, request.operation);
    const auto found = write_structs<wire::FoundUnits>(builder, request.found, &to_struct);
    const auto excluded_nodes = write_handles(builder, request.excluded_nodes);
    const auto note_offset = write(builder, note);
    const auto filling =
        request.filling
            ? flatbuffers::Optional<wire::Filling>(to_wire<wire::Filling>(*request.filling))
            : flatbuffers::nullopt;
    builder.Finish(wire::CreateResourceRequest(
        builder,
        to_wire<wire::SourceMode>(request.mode),
        id,
        operation,
        request.node.value(),
        to_wire<wire::ShortCause>(request.cause),
        found,
        request.correct_count,
        excluded_nodes,
        filling,
        note_offset,
        request.keeps_date
    ));
}

Status decode_request(Payload payload, ResourceRequest& request, Note& note) {
    const auto* message = verified<wire::ResourceRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ResourceRequest>(payload);
    if (!read_enum(message->mode(), request.mode))
        return bad_enum("ResourceRequest.mode", message->mode());
    if (!read_enum(message->cause(), request.cause))
        return bad_enum("ResourceRequest.cause", message->cause());
    request.filling.reset();
    if (const auto filling = message->filling()) {
        if (!read_enum(*filling, request.filling.emplace()))
            return bad_enum("ResourceRequest.filling", *filling);
    }
    request.id = view(message->id());
    request.operation = view(message->operation());
    request.node = NodeId(message->node());
    request.found = rows<FoundUnits>(message->found());
    if (!is_aligned(request.found)) return misaligned("ResourceRequest.found");
    request.correct_count = message->correct_count();
    request.excluded_nodes = scalars<NodeId>(message->excluded_nodes());
    if (!is_aligned(request.excluded_nodes)) return misaligned("ResourceRequest.excluded_nodes");
    request.keeps_date = message->keeps_date();
    note = read(message->note());
    return Done{};
}

void encode_reply(Builder& builder, const ResourceReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    const auto shipments = write_shipments(builder, reply.shipments);
    const auto joined = write_handles(builder, std::span<const NodeId>(reply.joined));
    const auto unfilled = write_unfilled(builder, reply.unfilled);
    const auto lines = write_lines(builder, reply.lines);
    const wire::CostTerms cost = to_struct(reply.cost);
    const wire::MoreCostTerms more_cost = more_of(reply.cost);
    builder.Finish(wire::CreateResourceReply(
        builder,
        to_wire<wire::Outcome>(reply.outcome),
        detail,
        reply.proven_optimal,
        &cost,
        reply.objective,
        reply.lower_bound,
        shipments,
        joined,
        unfilled,
        reply.corrected_units,
        write_state(reply.state, !reply.lines.empty()),
        reply.expires_at.time_since_epoch().count(),
        lines,
        reply.replans,
        reply.lsn,
        &more_cost,
        reply.days_late
    ));
}

Status decode_reply(Payload payload, ResourceReply& reply) {
    const auto* message = verified<wire::ResourceReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ResourceReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.proven_optimal = message->proven_optimal();
    reply.cost = read(message->cost(), message->more_cost());
    reply.objective = message->objective();
    reply.lower_bound = message->lower_bound();
    if (auto status = read_shipments(message->shipments(), reply.shipments); !status) return status;
    const auto joined = scalars<NodeId>(message->joined());
    if (!is_aligned(joined)) return misaligned("ResourceReply.joined");
    reply.joined.assign(joined.begin(), joined.end());
    const auto unfilled = rows<UnfilledLine>(message->unfilled());
    if (!is_aligned(unfilled)) return misaligned("ResourceReply.unfilled");
    reply.unfilled.assign(unfilled.begin(), unfilled.end());
    reply.corrected_units = message->corrected_units();
    reply.state = read_state(message->state());
    reply.expires_at = Time(Duration(message->expires_at()));
    const auto lines = rows<ReservationLine>(message->lines());
    if (!is_aligned(lines)) return misaligned("ResourceReply.lines");
    reply.lines.assign(lines.begin(), lines.end());
    reply.days_late = message->days_late();
    reply.replans = message->replans();
    reply.lsn = message->lsn();
    return Done{};
}

}  // namespace earmark::protocol
