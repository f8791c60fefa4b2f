// What every request needs, and those about the server itself.
#include "protocol/request_handler.h"

#include <string_view>

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

RequestHandler::RequestHandler(Service& service)
    : service_(service), counters_(service.add_counters()) {}

Answer RequestHandler::refuse(const ErrorAnswer& error) {
    encode_reply(builder_, error);
    return {.kind = MessageKind::error};
}

Answer RequestHandler::bad_message(const Error& error) {
    return refuse({.refusal = wire::Refusal::bad_message, .detail = error.detail});
}

CallContext RequestHandler::context(const Note& note) {
    return {.now = service_.clock.wall(), .actor = note.actor, .reason = note.reason};
}

Answer RequestHandler::hello(const Frame& frame) {
    std::string_view client;
    if (const auto status = decode_hello(frame.payload, client); !status)
        return bad_message(status.error());
    return reply_with(MessageKind::hello, service_.hello, Waits::for_nothing, 0);
}

Answer RequestHandler::no_fields(const Frame& frame) {
    const MessageKind kind = frame.header.kind;
    if (const auto status = decode_empty(frame.payload); !status)
        return bad_message(status.error());
    if (kind == MessageKind::status)
        return reply_with(kind, service_.status(), Waits::for_nothing, 0);
    if (kind == MessageKind::list_segments) {
        const SegmentList list{.names = service_.engine.segments()};
        return reply_with(kind, list, Waits::for_nothing, 0);
    }
    if (kind == MessageKind::list_profiles) {
        const ProfileList list{.profiles = service_.engine.profiles()};
        return reply_with(kind, list, Waits::for_nothing, 0);
    }
    const Lsn newest = service_.log.newest();
    if (kind == MessageKind::audit)
        return reply_with(kind, service_.engine.audit(), Waits::for_nothing, newest);
    if (kind == MessageKind::state_digest) {
        const DigestAnswer digest{.state_digest = service_.engine.state_digest()};
        return reply_with(kind, digest, Waits::for_nothing, newest);
    }
    service_.engine.accept_clock();
    const ClockAnswer clock{.expiry_paused = service_.engine.status().expiry_paused};
    return reply_with(kind, clock, Waits::for_nothing, 0);
}

Answer RequestHandler::snapshot(const Frame& frame) {
    if (const auto status = decode_empty(frame.payload); !status)
        return bad_message(status.error());
    const char* nothing = "this server keeps no snapshots";
    if (!service_.take_snapshot)
        return refuse({.refusal = wire::Refusal::unavailable, .detail = nothing});
    const auto taken = service_.take_snapshot();
    if (!taken)
        return refuse({.refusal = wire::Refusal::unavailable, .detail = taken.error().detail});
    return reply_with(MessageKind::snapshot, *taken, Waits::for_nothing, taken->lsn);
}

}  // namespace earmark::protocol
