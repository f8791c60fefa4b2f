// Requests about reservations.
#include "protocol/request_handler.h"

#include <string_view>

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

Answer RequestHandler::reserve(const Frame& frame) {
    ReserveRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.reserve(request, context(note), reserve_reply_);
    return reply_with(MessageKind::reserve, reserve_reply_, Waits::for_durable, reserve_reply_.lsn);
}

Answer RequestHandler::step(const Frame& frame) {
    StepRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.step(request, context(note), reservation_reply_);
    return reply_with(
        MessageKind::step, reservation_reply_, Waits::for_durable, reservation_reply_.lsn
    );
}

Answer RequestHandler::amend(const Frame& frame) {
    AmendRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.amend(request, context(note), reservation_reply_);
    return reply_with(
        MessageKind::amend, reservation_reply_, Waits::for_durable, reservation_reply_.lsn
    );
}

Answer RequestHandler::split(const Frame& frame) {
    SplitRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    service_.engine.split(request, context(note), reservation_reply_);
    return reply_with(
        MessageKind::split, reservation_reply_, Waits::for_durable, reservation_reply_.lsn
    );
}

Answer RequestHandler::list_reservations(const Frame& frame) {
    ListReservationsRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    ListReservationsReply reply;
    service_.engine.list_reservations(request, service_.clock.wall(), reply);
    return reply_with(MessageKind::list_reservations, reply, Waits::for_durable, reply.lsn);
}

Answer RequestHandler::reservation(const Frame& frame) {
    std::string_view id;
    if (const auto status = decode_reservation_request(frame.payload, id); !status)
        return bad_message(status.error());
    service_.engine.reservation(id, reservation_reply_);
    return reply_with(
        MessageKind::reservation, reservation_reply_, Waits::for_durable, reservation_reply_.lsn
    );
}

}  // namespace earmark::protocol
