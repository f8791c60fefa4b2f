// Reports of reservations.
#include "protocol/codec_parts.h"

#include <cstddef>
#include <vector>

namespace earmark::protocol {

void encode_request(Builder& builder, const ListReservationsRequest& request) {
    builder.Clear();
    const ReservationFilter& filter = request.filter;
    const auto reference = write(builder, filter.reference);
    const auto made_by = write(builder, filter.made_by);
    const auto after = write(builder, request.after);
    wire::ListReservationsRequestBuilder message(builder);
    message.add_reference(reference);
    message.add_made_by(made_by);
    message.add_sku(filter.sku.value());
    message.add_node(filter.node.value());
    if (filter.state) message.add_state(to_wire<wire::ReservationState>(*filter.state));
    message.add_older_than(filter.older_than.count());
    message.add_after(after);
    message.add_limit(request.limit);
    builder.Finish(message.Finish());
}

Status decode_request(Payload payload, ListReservationsRequest& request) {
    const auto* message = verified<wire::ListReservationsRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ListReservationsRequest>(payload);
    ReservationFilter& filter = request.filter;
    filter.reference = view(message->reference());
    filter.made_by = view(message->made_by());
    filter.sku = SkuId(message->sku());
    filter.node = NodeId(message->node());
    filter.state.reset();
    if (const auto state = message->state()) {
        if (!read_enum(*state, filter.state.emplace()))
            return bad_enum("ListReservationsRequest.state", *state);
    }
    filter.older_than = std::chrono::seconds(message->older_than());
    request.after = view(message->after());
    request.limit = message->limit();
    return Done{};
}

void encode_reply(Builder& builder, const ListReservationsReply& reply) {
    builder.Clear();
    std::vector<flatbuffers::Offset<wire::ReservationEntry>> entries;
    entries.reserve(reply.reservations.size());
    for (const ReservationEntry& entry : reply.reservations) {
        const auto id = write(builder, entry.id);
        const auto reference = write(builder, entry.reference);
        const auto made_by = write(builder, entry.made_by);
        const auto lines = write_lines(builder, entry.lines);
        entries.push_back(wire::CreateReservationEntry(
            builder,
            id,
            to_wire<wire::ReservationState>(entry.state),
            reference,
            made_by,
            entry.made_at.time_since_epoch().count(),
            entry.expires_at.time_since_epoch().count(),
            lines
        ));
    }
    const auto detail = write(builder, reply.detail);
    const auto reservations = builder.CreateVector(entries);
    const auto next = write(builder, reply.next);
    builder.Finish(wire::CreateListReservationsReply(
        builder, to_wire<wire::Outcome>(reply.outcome), detail, reservations, next, reply.lsn
    ));
}

Status decode_reply(Payload payload, ListReservationsReply& reply) {
    const auto* message = verified<wire::ListReservationsReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListReservationsReply>(payload);
    reply.outcome = static_cast<Outcome>(message->outcome());
    assign(reply.detail, message->detail());
    reply.reservations.clear();
    const auto* entries = message->reservations();
    for (flatbuffers::uoffset_t index = 0; entries != nullptr && index < entries->size(); ++index) {
        const wire::ReservationEntry& from = *entries->Get(index);
        ReservationEntry& entry = reply.reservations.emplace_back();
        assign(entry.id, from.id());
        entry.state = static_cast<ReservationState>(from.state());
        assign(entry.reference, from.reference());
        assign(entry.made_by, from.made_by());
        entry.made_at = Time(Duration(from.made_at()));
        entry.expires_at = Time(Duration(from.expires_at()));
        const auto lines = rows<ReservationLine>(from.lines());
        if (!is_aligned(lines)) return misaligned("ReservationEntry.lines");
        entry.lines.assign(lines.begin(), lines.end());
    }
    assign(reply.next, message->next());
    reply.lsn = message->lsn();
    return Done{};
}

}  // namespace earmark::protocol
