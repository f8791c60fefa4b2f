#include "protocol/session.h"

#include "engine/base/check.h"

#include <algorithm>
#include <utility>

namespace earmark::protocol {
namespace {

/// Has the time that the client gave run out?
bool has_passed(const FrameHeader& header, Duration arrived, Duration now) {
    return header.time_left_ms != 0 &&
           now - arrived >= std::chrono::milliseconds(header.time_left_ms);
}

ErrorAnswer too_late(const FrameHeader& header) {
    return {
        .refusal = wire::Refusal::deadline_passed,
        .detail = "time_left_ms: " + std::to_string(header.time_left_ms) +
                  " had passed before the work began; nothing was done"
    };
}

}  // namespace

JobResult run_job(RequestHandler& handler, const Job& job) {
    Service& service = handler.service();
    const Frame frame{.header = job.header, .payload = job.payload.span()};
    Answer answer;
    // One that was parked is answered with what there is, before the client's time is over.
    if (!job.parked && has_passed(job.header, job.arrived, service.clock.steady())) {
        answer = handler.refuse(too_late(job.header));
    } else if (service.closing.load(std::memory_order_relaxed)) {
        answer = handler.refuse(
            {.refusal = wire::Refusal::closing, .detail = "the server is stopping; nothing was done"
            }
        );
    } else if (job.parked) {
        answer = handler.look_again(frame, *job.parked);
    } else {
        answer = handler.answer(frame, Place::job_thread);
    }
    if (answer.looks_again_from != 0 && job.header.time_left_ms != 0) {
        const Duration last = job.arrived + std::chrono::milliseconds(job.header.time_left_ms);
        answer.looks_again_until = std::min(answer.looks_again_until, last);
    }
    JobResult result{.session = job.session, .header = job.header, .answer = answer, .payload = {}};
    result.payload.append(handler.payload());
    return result;
}

Session::Session(
    std::uint64_t id,
    RequestHandler& handler,
    JobQueue& jobs,
    SessionShare& share,
    const SessionLimits& limits
)
    : id_(id),
      handler_(handler),
      service_(handler.service()),
      jobs_(jobs),
      share_(share),
      limits_(limits),
      reader_(limits.frames) {}

Session::~Session() {
    remove_waiting(requests_waiting_);
    share_.output_bytes -= unsent_bytes_;
}

void Session::received(std::size_t bytes) {
    reader_.received(bytes);
    arrived_ = service_.clock.steady();
    now_ = arrived_;
    now_is_old_ = false;
    left_lying_ = true;
    work_off();
    answer_gathered();
}

void Session::resume() {
    if (!left_lying_) return;
    now_is_old_ = true;
    work_off();
    answer_gathered();
}

/// Small questions of availability that came together wait for one another, and for nothing else:
/// whatever is not one of them is preceded by their answers.
void Session::work_off() {
    Frame frame;
    while (!ending_ && has_room()) {
        switch (reader_.next(frame)) {
            case FrameReader::Next::frame:
                handle(frame);
                break;
            case FrameReader::Next::incomplete:
                left_lying_ = false;
                return;
            case FrameReader::Next::broken: {
                answer_gathered();
                const FrameFault& fault = reader_.fault();
                FrameHeader header;
                header.request_id = fault.request_id;
                refuse(header, {.refusal = fault.refusal, .detail = fault.detail});
                ending_ = true;
                return;
            }
        }
    }
}

void Session::answer_gathered() {
    if (!handler_.has_gathered()) return;
    handler_.answer_gathered([this](const FrameHeader& header, const Answer& answer) {
        finish(header, answer, handler_.payload());
        trust(answer);
    });
}

/// A session alone may use what its limit says; when all together use too much, those that are owed
/// the most wait.
bool Session::has_room() const {
    if (unsent_bytes_ >= limits_.output_bytes_max) return false;
    return share_.output_bytes < share_.output_bytes_max || unsent_bytes_ == 0;
}

bool Session::wants_input() const {
    return !ending_ && !left_lying_ && has_room();
}

void Session::handle(const Frame& frame) {
    ++frames_;
    ServiceCounters::add_one(handler_.counters().requests);
    if (!is_admitted(frame)) return;
    if (trusted_ && handler_.gather(frame)) return;
    answer_gathered();
    now_is_old_ = true;
    const Answer answer = handler_.answer(frame, Place::connection_thread);
    if (answer.is_long) {
        to_job_thread(frame);
    } else {
        finish(frame.header, answer, handler_.payload());
    }
    trust(answer);
}

void Session::trust(const Answer& answer) {
    if (trusted_ || answer.kind == wire::MessageKind::error) return;
    trusted_ = true;
    reader_.trust();
}

/// Looks at the clock only when work was done since: questions that are gathered take no time yet.
bool Session::is_late(const FrameHeader& header) {
    if (now_is_old_ && header.time_left_ms != 0) {
        now_ = service_.clock.steady();
        now_is_old_ = false;
    }
    return has_passed(header, arrived_, now_);
}

bool Session::is_admitted(const Frame& frame) {
    const FrameHeader& header = frame.header;
    if ((header.flags & ~kFlagsOfRequests) != 0) {
        refuse(
            header,
            {.refusal = wire::Refusal::bad_message,
             .detail = "frame flags: found " + std::to_string(header.flags) +
                       ", expected of a request only " + std::to_string(kFlagsOfRequests)}
        );
        return false;
    }
    if (service_.closing.load(std::memory_order_relaxed)) {
        refuse(
            header,
            {.refusal = wire::Refusal::closing, .detail = "the server is stopping; nothing was done"
            }
        );
        return false;
    }
    if (requests_waiting_ >= limits_.requests_waiting_max ||
        share_.requests_waiting >= share_.requests_waiting_max) {
        ServiceCounters::add_one(handler_.counters().refused_overload);
        refuse(
            header,
            {.refusal = wire::Refusal::overloaded,
             .detail = "too many requests wait for their answers; nothing was done",
             .retry_after_ms = limits_.retry_after_ms}
        );
        return false;
    }
    if (is_late(header)) {
        refuse(header, too_late(header));
        return false;
    }
    return true;
}

void Session::to_job_thread(const Frame& frame) {
    Job job{.session = id_, .header = frame.header, .payload = {}, .arrived = arrived_};
    job.payload.append(frame.payload);
    if (jobs_.submit(job)) {
        add_waiting(1);
        return;
    }
    ServiceCounters::add_one(handler_.counters().refused_overload);
    refuse(
        frame.header,
        {.refusal = wire::Refusal::overloaded,
         .detail = "too many long requests wait; nothing was done",
         .retry_after_ms = limits_.retry_after_ms}
    );
}

void Session::job_done(const JobResult& result) {
    remove_waiting(1);
    finish(result.header, result.answer, result.payload.span());
}

void Session::refuse(const FrameHeader& header, const ErrorAnswer& error) {
    const Answer answer = handler_.refuse(error);
    finish(header, answer, handler_.payload());
}

void Session::finish(const FrameHeader& request, const Answer& answer, Payload payload) {
    FrameHeader header;
    header.kind = answer.kind;
    header.flags = kFlagReply;
    header.request_id = request.request_id;
    if (service_.hello.durability != Durability::sync) header.flags |= kFlagRelaxed;
    if (answer.lsn > durable_) durable_ = service_.log.durable();
    const bool is_durable = answer.lsn <= durable_;
    const bool asks_latest = (request.flags & kFlagLatest) != 0;
    const bool asks_durable = (request.flags & kFlagWaitDurable) != 0;
    const bool waits = asks_durable || (answer.waits == Answer::Waits::for_durable && !asks_latest);
    if (is_durable || !waits) {
        if (!is_durable) header.flags |= kFlagNotDurable;
        append(output_, header, payload);
        return;
    }
    const std::size_t before = waiting_.bytes();
    append(waiting_, header, payload);
    const Lsn behind = marks_begin_ == marks_.size() ? 0 : marks_.back().lsn;
    marks_.push_back({std::max(answer.lsn, behind), waiting_.bytes() - before});
    add_waiting(1);
}

void Session::append(ByteBuffer& buffer, const FrameHeader& header, Payload payload) {
    const std::size_t before = buffer.bytes();
    append_frame(buffer, header, payload);
    const std::size_t bytes = buffer.bytes() - before;
    unsent_bytes_ += bytes;
    share_.output_bytes += bytes;
}

Lsn Session::waits_for() const {
    return marks_begin_ == marks_.size() ? kLsnNever : marks_[marks_begin_].lsn;
}

void Session::durable_grew(Lsn durable) {
    durable_ = std::max(durable_, durable);
    std::size_t bytes = 0;
    std::uint64_t count = 0;
    while (marks_begin_ != marks_.size() && marks_[marks_begin_].lsn <= durable_) {
        bytes += marks_[marks_begin_].bytes;
        ++marks_begin_;
        ++count;
    }
    if (count == 0) return;
    remove_waiting(count);
    if (bytes == waiting_.bytes() && output_.is_empty()) {
        output_.swap(waiting_);
    } else {
        output_.append(waiting_.span().first(bytes));
        waiting_.erase_front(bytes);
    }
    if (marks_begin_ == marks_.size()) {
        marks_.clear();
        marks_begin_ = 0;
    } else if (marks_begin_ > marks_.size() / 2) {
        marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(marks_begin_));
        marks_begin_ = 0;
    }
}

void Session::take_output(ByteBuffer& target) {
    EARMARK_CHECK(target.is_empty());
    output_.swap(target);
}

void Session::output_sent(std::size_t bytes) {
    EARMARK_CHECK(bytes <= unsent_bytes_);
    unsent_bytes_ -= bytes;
    share_.output_bytes -= bytes;
}

void Session::give_up(wire::Refusal refusal, const std::string& detail) {
    if (ending_) return;
    refuse(FrameHeader(), {.refusal = refusal, .detail = detail});
    ending_ = true;
}

void Session::shrink() {
    if (!is_quiet() || reader_.is_inside_frame()) return;
    reader_.shrink();
    output_.release();
    waiting_.release();
}

void Session::add_waiting(std::uint64_t count) {
    requests_waiting_ += count;
    share_.requests_waiting += count;
}

void Session::remove_waiting(std::uint64_t count) {
    requests_waiting_ -= count;
    share_.requests_waiting -= count;
}

}  // namespace earmark::protocol
