// Load on an Earmark server: closed loop (as many requests outstanding as asked for) or open loop
// (requests leave when their time has come, answers or not).
//
// In the open loop a latency counts from the moment at which the request should have left: a stall
// of the server, or of this process, shows up in every request that had to wait for it.
#pragma once

#include "bench/latency_histogram.h"
#include "bench/pipelined_load.h"
#include "bench/server_data.h"

#include <cstdint>
#include <optional>
#include <string>

namespace earmark::bench {

enum class ServerWork : std::uint8_t {
    ats,        ///< One availability query per request: an item over all nodes.
    ats_batch,  ///< A hundred of them per request.
    reserve,    ///< A hold of three lines.
    mix,        ///< 90 % ats, 8 % reserve, 2 % release of an earlier hold.
    source,     ///< An order of three lines, planned and held in one step.
};

inline constexpr std::size_t kQueriesPerBatch = 100;

struct ServerLoadPlan {
    LoadPlan load;
    ServerWork work = ServerWork::ats;
    KeySpread spread = KeySpread::uniform;
    std::uint64_t seed = 1;
    std::size_t threads = 1;         ///< Of this process; connections are dealt out to them.
    std::optional<double> rate;      ///< Requests per second in all; absent = closed loop.
    bool poisson = true;             ///< Arrivals of the open loop; else evenly spaced.
    bool spin = false;               ///< Poll instead of sleeping.
    bool untouched = false;          ///< Nothing was ever reserved: ATS can be checked exactly.
    std::string name = "b";          ///< Begins each reservation's id; a new one for each run.
    std::uint64_t requests_max = 0;  ///< Stop after so many; 0 = when the time is over.
};

struct ServerLoadResult {
    LoadResult load;             ///< Requests: queries for the ats works, else as sent.
    std::uint64_t reserved = 0;  ///< Orders held, in the whole run.
    std::uint64_t refused = 0;   ///< Orders refused for want of stock, in the whole run.
    Units units_held = 0;        ///< Granted and not released, in the whole run.
};

/// Errors: unreachable, io_failed; malformed_frame - a reply was wrong; overloaded requests and
/// unknown outcomes end the run, too.
Result<ServerLoadResult> run_server_load(
    const ServerLoadPlan& plan, const ServerData& data, const UsageReader& read_usage
);

}  // namespace earmark::bench
