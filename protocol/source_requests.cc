// Requests to source one order, and for when it would arrive.
#include "engine/network/network_place.h"
#include "protocol/request_handler.h"

#include <algorithm>
#include <atomic>
#include <cstddef>

namespace earmark::protocol {

using wire::MessageKind;
using Waits = Answer::Waits;

namespace {

/// Lines times nodes up to which a plan is made on the connection's thread: tens of microseconds.
/// Lines that split over shallow stock may take a thousand times as long as whole ones.
constexpr std::size_t kInlineSourcingWholeLines = 10'000;
constexpr std::size_t kInlineSourcingSplitLines = 24;

bool is_long(const SourceRequest& request, std::size_t node_count) {
    const bool is_short_list = !request.allowed_nodes.empty() &&
                               std::ranges::none_of(request.allowed_nodes, is_group_place);
    const std::size_t nodes = is_short_list ? request.allowed_nodes.size() : node_count;
    const std::size_t work = request.lines.size() * nodes;
    return request.splitting == LineSplit::whole_lines
               ? work > kInlineSourcingWholeLines || request.lines.size() > 12
               : work > kInlineSourcingSplitLines;
}

}  // namespace

Answer RequestHandler::source(const Frame& frame, Place place) {
    SourceRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    const auto nodes = service_.node_count.load(std::memory_order_relaxed);
    if (place == Place::connection_thread && is_long(request, nodes))
        return {.kind = MessageKind::source, .is_long = true};
    service_.engine.source(request, context(note), source_reply_);
    const auto waits = request.mode == SourceMode::quote ? Waits::for_nothing : Waits::for_durable;
    return reply_with(MessageKind::source, source_reply_, waits, source_reply_.lsn);
}

Answer RequestHandler::delivery(const Frame& frame) {
    DeliveryRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    DeliveryReply reply;
    service_.engine.promise_delivery(request, context({}), reply);
    return reply_with(MessageKind::delivery, reply, Waits::for_nothing, {});
}

Answer RequestHandler::resource(const Frame& frame) {
    ResourceRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, request, note); !status)
        return bad_message(status.error());
    ResourceReply reply;
    service_.engine.resource(request, context(note), reply);
    const auto waits = request.mode == SourceMode::quote ? Waits::for_nothing : Waits::for_durable;
    return reply_with(MessageKind::resource, reply, waits, reply.lsn);
}

}  // namespace earmark::protocol
