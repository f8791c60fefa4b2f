// Requests about services of carriers and the days of nodes.
#include "protocol/request_handler.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

Answer RequestHandler::put_shipping(const Frame& frame) {
    std::vector<ShippingRowChange> rows;
    Note note;
    if (const auto status = decode_request(frame.payload, rows, note); !status)
        return bad_message(status.error());
    service_.engine.put_shipping(rows, context(note), supply_reply_);
    return reply_with(
        MessageKind::put_shipping, supply_reply_, Waits::for_durable, supply_reply_.lsn
    );
}

Answer RequestHandler::list_shipping(const Frame& frame) {
    ListShippingRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    std::vector<ShippingRow> rows = service_.engine.shipping_rows(request.kind);
    const std::size_t begin = std::min<std::size_t>(request.after, rows.size());
    const std::size_t end =
        std::min(rows.size(), begin + std::clamp<std::uint32_t>(request.limit, 1, kPageEntriesMax));
    ShippingPage page;
    page.rows.assign(
        std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(begin)),
        std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(end))
    );
    if (end < rows.size()) page.next = static_cast<std::uint32_t>(end);
    return reply_with(MessageKind::list_shipping, page, Waits::for_nothing, 0);
}

Answer RequestHandler::rerate(const Frame& frame) {
    RerateRequest request;
    if (const auto status = decode_request(frame.payload, room_, request); !status)
        return bad_message(status.error());
    RerateReply reply;
    service_.engine.rerate(request, reply);
    return reply_with(MessageKind::rerate, reply, Waits::for_nothing, reply.lsn);
}

Answer RequestHandler::capacity(const Frame& frame) {
    CapacityRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    CapacityReply reply;
    service_.engine.capacity(request, service_.clock.wall(), reply);
    return reply_with(MessageKind::capacity, reply, Waits::for_nothing, reply.lsn);
}

}  // namespace earmark::protocol
