// What is used of the limits of nodes' days.
#include "protocol/codec_parts.h"

#include <vector>

namespace earmark::protocol {

void encode_request(Builder& builder, const CapacityRequest& request) {
    builder.Clear();
    builder.Finish(wire::CreateCapacityRequest(builder, request.node.value(), request.day));
}

Status decode_request(Payload payload, CapacityRequest& request) {
    const auto* message = verified<wire::CapacityRequest>(payload);
    if (message == nullptr) return not_that_message<wire::CapacityRequest>(payload);
    request.node = NodeId(message->node());
    request.day = message->day();
    return Done{};
}

void encode_reply(Builder& builder, const CapacityReply& reply) {
    builder.Clear();
    const auto detail = write(builder, reply.detail);
    std::vector<wire::CapacityEntry> written;
    written.reserve(reply.entries.size());
    for (const CapacityEntry& entry : reply.entries) {
        written.emplace_back(
            entry.node.value(),
            entry.method,
            to_wire<wire::CapacityUnit>(entry.unit),
            entry.most,
            entry.used
        );
    }
    const auto entries = builder.CreateVectorOfStructs(written);
    builder.Finish(wire::CreateCapacityReply(
        builder, to_wire<wire::Outcome>(reply.outcome), detail, reply.day, entries, reply.lsn
    ));
}

Status decode_reply(Payload payload, CapacityReply& reply) {
    const auto* message = verified<wire::CapacityReply>(payload);
    if (message == nullptr) return not_that_message<wire::CapacityReply>(payload);
    if (!read_enum(message->outcome(), reply.outcome))
        return bad_enum("CapacityReply.outcome", message->outcome());
    assign(reply.detail, message->detail());
    reply.day = message->day();
    reply.lsn = message->lsn();
    reply.entries.clear();
    if (message->entries() == nullptr) return Done{};
    if (!is_aligned(message->entries())) return misaligned("CapacityReply.entries");
    reply.entries.reserve(message->entries()->size());
    for (const wire::CapacityEntry* entry : *message->entries()) {
        CapacityEntry& read = reply.entries.emplace_back();
        read.node = NodeId(entry->node());
        read.method = entry->method();
        if (!read_enum(entry->unit(), read.unit))
            return bad_enum("CapacityEntry.unit", entry->unit());
        read.most = entry->most();
        read.used = entry->used();
    }
    return Done{};
}

}  // namespace earmark::protocol
