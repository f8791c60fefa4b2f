// Joint batches: on a job thread, with a watch by the server's clock.
#include "protocol/request_handler.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <thread>

namespace earmark::protocol {

using wire::MessageKind;

Answer RequestHandler::source_jointly(const Frame& frame) {
    DecodeRoom room;  // Not kept: a batch is large, and rare.
    JointSourceRequest request;
    Note note;
    if (const auto status = decode_request(frame.payload, room, request, note); !status)
        return bad_message(status.error());
    JointSourceReply reply;
    if (request.batch.size() > kJointBatchNameBytesMax) {
        reply.outcome = Outcome::bad_value;
        reply.detail = "batch: found a longer name, expected at most 64 bytes";
        return reply_with(MessageKind::source_jointly, reply, Answer::Waits::for_nothing, 0);
    }
    if (!service_.joint.begin(request.batch)) {
        reply.outcome = Outcome::overloaded;
        reply.detail = "another joint batch is under way";
        return reply_with(MessageKind::source_jointly, reply, Answer::Waits::for_nothing, 0);
    }
    const std::uint32_t cores = std::max(1U, std::thread::hardware_concurrency());
    // Others are served meanwhile.
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
    service_.engine.source_jointly(request, context(note), watch, reply);
    service_.joint.end();
    const auto waits = request.mode == SourceMode::quote && reply.prices_kept == 0
                           ? Answer::Waits::for_nothing
                           : Answer::Waits::for_durable;
    return reply_with(MessageKind::source_jointly, reply, waits, reply.lsn);
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
