// Joint batches: on a job thread, with a watch by the server's clock.
#include "protocol/request_handler.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace earmark::protocol {

using wire::MessageKind;

namespace {

/// Of rows: the rest of a frame is more than enough for what else a reply tells.
std::size_t page_bytes_max(const Service& service) {
    return std::size_t{service.hello.frame_bytes_max} / 4 * 3;
}

/// The orders of parts, which have to stay where they are.
Status read_parts(const std::vector<ByteBuffer>& parts, std::vector<SourceRequest>& orders) {
    DecodeRoom room;
    for (const ByteBuffer& payload : parts) {
        JointOrdersPart part;
        if (auto status = decode_request(payload.span(), room, part); !status) return status;
        orders.insert(orders.end(), part.orders.begin(), part.orders.end());
    }
    return Done{};
}

JointPage refused(Outcome outcome, std::string detail) {
    JointPage page;
    page.reply.outcome = outcome;
    page.reply.detail = std::move(detail);
    return page;
}

}  // namespace

Answer RequestHandler::joint_orders(const Frame& frame) {
    DecodeRoom room;
    JointOrdersPart part;
    if (const auto status = decode_request(frame.payload, room, part); !status)
        return bad_message(status.error());
    JointOrdersReply reply;
    service_.joint_parts.add(part, frame.payload, service_.clock.steady(), reply);
    return reply_with(MessageKind::joint_orders, reply, Answer::Waits::for_nothing, 0);
}

Answer RequestHandler::joint_rows(const Frame& frame) {
    JointRowsRequest request;
    if (const auto status = decode_request(frame.payload, request); !status)
        return bad_message(status.error());
    const JointPage page =
        service_.joint_results.page(request, page_bytes_max(service_), service_.clock.steady());
    return reply_with(MessageKind::joint_rows, page, Answer::Waits::for_nothing, 0);
}

Answer RequestHandler::source_jointly(const Frame& frame) {
    const auto refuse_batch = [this](Outcome outcome, std::string detail) {
        return reply_with(
            MessageKind::source_jointly,
            refused(outcome, std::move(detail)),
            Answer::Waits::for_nothing,
            0
        );
    };
    DecodeRoom room;  // Not kept: a batch is large, and rare.
    JointCall call;
    Note note;
    if (const auto status = decode_request(frame.payload, room, call, note); !status)
        return bad_message(status.error());
    JointSourceRequest& request = call.batch;
    if (request.batch.size() > kJointBatchNameBytesMax) {
        return refuse_batch(
            Outcome::bad_value, "batch: found a longer name, expected at most 64 bytes"
        );
    }
    if (call.parts > 0 && !request.orders.empty())
        return refuse_batch(Outcome::bad_value, "expected orders in parts, or here, not both");
    if (!service_.joint.begin(request.batch))
        return refuse_batch(Outcome::overloaded, "another joint batch is under way");
    std::vector<ByteBuffer> parts;
    std::vector<SourceRequest> orders;
    if (call.parts > 0) {
        std::string lacking = service_.joint_parts.take(request.batch, call.parts, parts);
        const Status read = read_parts(parts, orders);
        if (!lacking.empty() || !read) {
            service_.joint.end();
            return read ? refuse_batch(Outcome::bad_value, std::move(lacking))
                        : bad_message(read.error());
        }
        request.orders = orders;
    }
    JointSourceReply reply;
    source_batch(request, context(note), reply);
    service_.joint.end();
    const auto waits = request.mode == SourceMode::quote && reply.prices_kept == 0
                           ? Answer::Waits::for_nothing
                           : Answer::Waits::for_durable;
    const Lsn lsn = reply.lsn;
    const JointPage first = service_.joint_results.keep(
        request.batch, std::move(reply), page_bytes_max(service_), service_.clock.steady()
    );
    return reply_with(MessageKind::source_jointly, first, waits, lsn);
}

/// By the server's clock, with no more threads than leave others theirs.
void RequestHandler::source_batch(
    JointSourceRequest& request, const CallContext& context, JointSourceReply& reply
) {
    const std::uint32_t cores = std::max(1U, std::thread::hardware_concurrency());
    request.threads =
        request.threads == 0 ? std::max(1U, cores / 2) : std::min(request.threads, cores);
    const Duration begun = service_.clock.steady();
    JointWatch watch;
    watch.time_spent = [&] {
        if (service_.closing.load(std::memory_order_relaxed)) return 1.0;
        const std::chrono::duration<double> spent = service_.clock.steady() - begun;
        return spent / std::chrono::duration<double>(request.time_max);
    };
    watch.now = [&] { return service_.clock.wall(); };
    watch.on_progress = [&](const JointSourceProgress& progress) { service_.joint.tell(progress); };
    service_.engine.source_jointly(request, context, watch, reply);
}

Answer RequestHandler::joint_progress(const Frame& frame) {
    std::string_view batch;
    if (const auto status = decode_joint_progress(frame.payload, batch); !status)
        return bad_message(status.error());
    return reply_with(
        MessageKind::joint_progress, service_.joint.progress(batch), Answer::Waits::for_nothing, 0
    );
}

}  // namespace earmark::protocol
