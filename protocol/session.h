// One connection's conversation, with no socket: bytes in, bytes out.
//
// The owner reads into space(), says received(), sends what take_output() gives, and tells when
// records have become durable or a job is done. Requests are answered in the order in which they
// come, on the spot; long ones go to a JobQueue, and their replies come when they are ready. A
// reply that waits for its LSN to be durable is kept, encoded, behind those that waited before it.
//
// Bounded: replies not yet sent stop the reading (wants_input), requests not yet answered are
// refused beyond a limit, before their payload is looked at.
#pragma once

#include "engine/base/clock.h"
#include "engine/change_log.h"
#include "protocol/byte_buffer.h"
#include "protocol/frame.h"
#include "protocol/request_handler.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace earmark::protocol {

struct SessionLimits {
    FrameLimits frames{};

    /// Replies of one connection that wait: to become durable, or for a job.
    std::uint32_t requests_waiting_max = 4'096;

    /// Encoded replies of one connection, kept or not yet sent: beyond it nothing more is read.
    std::size_t output_bytes_max = std::size_t{1} << 20U;

    /// What an overloaded server tells its clients.
    std::uint32_t retry_after_ms = 20;
};

/// What the sessions of one thread use together.
struct SessionShare {
    std::uint64_t requests_waiting_max = 65'536;
    std::size_t output_bytes_max = std::size_t{256} << 20U;
    std::uint64_t requests_waiting = 0;
    std::size_t output_bytes = 0;
};

/// A request for a job thread: it owns its bytes.
struct Job {
    std::uint64_t session = 0;
    FrameHeader header;
    ByteBuffer payload;
    Duration arrived{};
    std::optional<Parked> parked{};  ///< It was looked at before, and found nothing.
};

struct JobResult {
    std::uint64_t session = 0;
    FrameHeader header;  ///< Of the request.
    Answer answer;
    ByteBuffer payload;
};

/// Thread: submit() on the session's thread.
class JobQueue {
  public:
    virtual ~JobQueue() = default;

    /// Takes the job and later hands its result to the session, unless it says false: full.
    virtual bool submit(Job& job) = 0;
};

/// What a job thread does with a job.
JobResult run_job(RequestHandler& handler, const Job& job);

/// "No LSN": larger than all.
inline constexpr Lsn kLsnNever = std::numeric_limits<Lsn>::max();

class Session {
  public:
    Session(
        std::uint64_t id,
        RequestHandler& handler,
        JobQueue& jobs,
        SessionShare& share,
        const SessionLimits& limits
    );
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Where the next bytes of the peer go.
    std::span<std::byte> space() { return reader_.space(); }

    /// Answers every request that has come whole, until output is owed to the peer.
    void received(std::size_t bytes);

    /// Goes on with requests left lying for want of room. Call when output was sent, or durable()
    /// grew.
    void resume();

    /// Is the peer to be read from?
    bool wants_input() const;

    /// The smallest LSN whose durability lets a reply go; kLsnNever if none waits.
    Lsn waits_for() const;
    void durable_grew(Lsn durable);
    void job_done(const JobResult& result);

    /// Swaps the replies that may leave into `target`, which must be empty; report them sent.
    void take_output(ByteBuffer& target);
    bool has_output() const { return !output_.is_empty(); }
    void output_sent(std::size_t bytes);

    /// Tells the peer why, and ends the conversation once that is sent.
    void give_up(wire::Refusal refusal, const std::string& detail);

    /// The conversation is over, and nothing is left to be sent.
    bool is_over() const { return ending_ && is_quiet(); }

    /// Nothing is under way: no reply waits, no job runs, nothing is to be sent.
    bool is_quiet() const { return requests_waiting_ == 0 && unsent_bytes_ == 0; }
    bool is_inside_frame() const { return reader_.is_inside_frame(); }

    /// Whole frames that have come.
    std::uint64_t frames() const { return frames_; }

    /// Gives room back while the peer is silent.
    void shrink();

  private:
    struct Mark {
        Lsn lsn;
        std::size_t bytes;
    };

    void work_off();
    void handle(const Frame& frame);
    void answer_gathered();
    void trust(const Answer& answer);
    bool is_late(const FrameHeader& header);
    bool is_admitted(const Frame& frame);
    void to_job_thread(const Frame& frame);
    void refuse(const FrameHeader& header, const ErrorAnswer& error);
    void finish(const FrameHeader& request, const Answer& answer, Payload payload);
    void append(ByteBuffer& buffer, const FrameHeader& header, Payload payload);
    void add_waiting(std::uint64_t count);
    void remove_waiting(std::uint64_t count);
    bool has_room() const;

    const std::uint64_t id_;
    RequestHandler& handler_;
    Service& service_;
    JobQueue& jobs_;
    SessionShare& share_;
    const SessionLimits limits_;
    FrameReader reader_;
    ByteBuffer output_;
    ByteBuffer waiting_;  ///< Replies in the order of their marks.
    std::vector<Mark> marks_;
    std::uint64_t frames_ = 0;
    std::size_t marks_begin_ = 0;
    std::uint64_t requests_waiting_ = 0;  ///< Marks and jobs.
    std::size_t unsent_bytes_ = 0;        ///< Output and waiting, until reported sent.
    Lsn durable_ = 0;                     ///< As last seen.
    Duration arrived_{};                  ///< When the newest bytes came.
    Duration now_{};                      ///< As of the last look at the clock.
    bool now_is_old_ = false;             ///< Work was done since.
    bool trusted_ = false;
    bool left_lying_ = false;  ///< Whole frames may be inside, for want of room.
    bool ending_ = false;
};

}  // namespace earmark::protocol
