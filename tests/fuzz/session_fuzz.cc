// Any payload under any kind gets exactly one reply, which is a well-formed frame.
//
// The input is a list of requests: kind (1 byte), flags (1), payload bytes (2, little-endian),
// payload; the target puts right headers before them, since a checksum would keep the fuzzer out.
// The engine lives on from input to input, so that references to what exists are found.
#include "engine/base/check.h"
#include "engine/engine.h"
#include "protocol/session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_log.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace earmark::protocol {
namespace {

/// Does jobs at once, keeping their results until the session is asked.
class JobsAtOnce : public JobQueue {
  public:
    explicit JobsAtOnce(RequestHandler& handler) : handler_(handler) {}

    bool submit(Job& job) override {
        results_.push_back(run_job(handler_, job));
        return true;
    }

    std::vector<JobResult> take() { return std::exchange(results_, {}); }

  private:
    RequestHandler& handler_;
    std::vector<JobResult> results_;
};

struct World {
    MemoryLog log{MemoryLog::Durability::at_once, MemoryLog::Keeping::nothing};
    FakeClock clock;
    Engine engine{
        EngineLimits{.items = 100, .nodes = 100, .positions = 1'000, .reservations = 1'000}
    };
    Service service{engine, log, clock};
    RequestHandler handler{service};
    RequestHandler job_handler{service};

    World() { engine.start(log); }
};

void feed(Session& session, std::span<const std::byte> bytes) {
    while (!bytes.empty() && session.wants_input()) {
        const auto space = session.space();
        const std::size_t part = std::min(space.size(), bytes.size());
        std::memcpy(space.data(), bytes.data(), part);
        session.received(part);
        bytes = bytes.subspan(part);
    }
}

std::size_t count_replies(Session& session) {
    FrameReader reader({.frame_bytes_max = 1U << 30U, .first_frame_bytes_max = 1U << 30U});
    ByteBuffer output;
    session.take_output(output);
    session.output_sent(output.bytes());
    std::span<const std::byte> left = output.span();
    std::size_t replies = 0;
    Frame frame;
    while (!left.empty()) {
        const auto space = reader.space();
        const std::size_t part = std::min(space.size(), left.size());
        std::memcpy(space.data(), left.data(), part);
        reader.received(part);
        left = left.subspan(part);
        while (reader.next(frame) == FrameReader::Next::frame) {
            EARMARK_CHECK((frame.header.flags & kFlagReply) != 0);
            ++replies;
        }
    }
    EARMARK_CHECK(!reader.is_inside_frame());
    return replies;
}

void answer_all(World& world, std::span<const std::byte> input) {
    JobsAtOnce jobs(world.job_handler);
    SessionShare share;
    Session session(1, world.handler, jobs, share, {});
    std::uint64_t request_id = 0;
    while (input.size() >= 4) {
        std::uint16_t payload_bytes = 0;
        std::memcpy(&payload_bytes, input.data() + 2, sizeof payload_bytes);
        FrameHeader header;
        header.kind = static_cast<wire::MessageKind>(std::to_integer<unsigned>(input[0]));
        header.flags = std::to_integer<std::uint32_t>(input[1]);
        header.request_id = ++request_id;
        input = input.subspan(4);
        const auto payload = input.first(std::min<std::size_t>(payload_bytes, input.size()));
        input = input.subspan(payload.size());
        ByteBuffer bytes;
        append_frame(bytes, header, payload);
        feed(session, bytes.span());
        for (const JobResult& result : jobs.take())
            session.job_done(result);
        session.durable_grew(world.log.durable());
        EARMARK_CHECK(count_replies(session) == 1);
        if (session.is_over()) return;  // The first frame was too large.
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto world = std::make_unique<World>();
    answer_all(*world, std::as_bytes(std::span(data, size)));
    return 0;
}

}  // namespace earmark::protocol
