// Requests that follow the changes.
#include "protocol/request_handler.h"

namespace earmark::protocol {

using wire::MessageKind;

Answer RequestHandler::look_again(const Frame& frame, const Parked& parked) {
    EARMARK_CHECK(frame.header.kind == MessageKind::read_changes);
    return changes(frame, &parked);
}

/// Only what is durable is told, so the reply waits for nothing.
Answer RequestHandler::changes(const Frame& frame, const Parked* parked) {
    ReadChangesRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    if (service_.changes == nullptr) {
        return refuse(
            {.refusal = wire::Refusal::unavailable, .detail = "this server does not tell changes"}
        );
    }
    const Duration now = service_.clock.steady();
    const Duration until = parked != nullptr ? parked->until : now + request.wait;
    if (parked != nullptr) request.from_lsn = parked->from;
    ReadChangesReply reply;
    const auto read =
        read_changes(*service_.changes, service_.engine, service_.log.newest(), request, reply);
    if (!read)
        return refuse({.refusal = wire::Refusal::unavailable, .detail = read.error().detail});
    encode_reply(builder_, reply);
    Answer answer{.kind = MessageKind::read_changes};
    const bool found_nothing = reply.outcome == ChangesOutcome::done && reply.events.empty();
    if (found_nothing && until > now) {
        answer.looks_again_from = reply.next_lsn;
        answer.looks_again_until = until;
    }
    return answer;
}

}  // namespace earmark::protocol
