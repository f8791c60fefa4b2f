// Closed-loop load over TCP on any protocol that answers in order: what the peers are measured
// with.
//
// Each connection keeps `depth` requests outstanding: as many new ones go out, in one write, as
// replies came in with one read.
#pragma once

#include "bench/latency_histogram.h"
#include "bench/process_usage.h"
#include "engine/base/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace earmark::bench {

/// One connection's side of a protocol.
class Dialogue {
  public:
    virtual ~Dialogue() = default;

    /// Appends the next request; false if there is none left.
    virtual bool append_request(std::string& bytes) = 0;

    /// Takes one reply from the front and checks it. Returns its bytes; 0 = it is not all there
    /// yet. Errors: malformed_frame - the reply is not what it must be.
    virtual Result<std::size_t> take_reply(std::string_view bytes) = 0;
};

struct LoadPlan {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::size_t connections = 1;
    std::size_t depth = 1;
    std::chrono::milliseconds warm_up{500};
    std::chrono::milliseconds measure{3000};  ///< 0 = until the dialogues have no request left.
};

/// What happened after the warm-up.
struct LoadResult {
    std::uint64_t requests = 0;
    std::chrono::nanoseconds wall{0};
    std::optional<std::chrono::milliseconds> server_cpu;
    LatencyHistogram latencies;

    double per_second() const;
    std::optional<double> per_cpu_second() const;
};

using DialogueMaker = std::function<std::unique_ptr<Dialogue>(std::size_t connection)>;
using UsageReader = std::function<Result<ProcessUsage>()>;

/// Runs the plan on one thread.
///
/// `read_usage` may be empty; it is read when the warm-up ends and when the measurement ends.
/// Errors: unreachable, io_failed; those of the dialogues.
Result<LoadResult> run_pipelined(
    const LoadPlan& plan, const DialogueMaker& make_dialogue, const UsageReader& read_usage
);

}  // namespace earmark::bench
