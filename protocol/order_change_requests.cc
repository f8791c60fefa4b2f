// Requests that change an order.
#include "protocol/request_handler.h"

namespace earmark::protocol {

Answer RequestHandler::change_order(const Frame& frame) {
    ChangeOrderRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    ChangeOrderReply reply;
    service_.engine.change_order(request, context(note), reply);
    const auto waits =
        request.mode == SourceMode::quote ? Answer::Waits::for_nothing : Answer::Waits::for_durable;
    encode_reply(builder_, reply);
    return {.kind = frame.header.kind, .waits = waits, .lsn = reply.lsn};
}

}  // namespace earmark::protocol
