// What earmark-kernels measures inside one process. Each prints one line of JSON per figure.
#pragma once

#include "bench/workload.h"
#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace earmark::bench {

struct KernelOptions {
    DataShape shape;
    KeySpread spread = KeySpread::uniform;
    std::size_t pairs = 5;
    std::uint64_t operations = 1'000'000;  ///< Per measurement.
    std::uint64_t seed = 1;
    std::size_t threads_max = 0;  ///< 0 = all cores.
    std::string folder;           ///< Where to write.
};

/// What a kernel does when the world fails: says so and ends the process.
[[noreturn]] void give_up(const Error& error);

/// ATS over all nodes of a random item, one at a time and in batches, beside a bare hash map
/// look-up of a 12-byte key.
int measure_ats(const KernelOptions& options);

/// The same where two segments have a floor at every position, asked for one of them.
int measure_segment_ats(const KernelOptions& options);

/// Three-line holds, one thread, no log.
int measure_reserve(const KernelOptions& options);

/// Resident bytes per position, then per live three-line hold. Needs a fresh process.
int measure_memory(const KernelOptions& options);

/// Positions loaded from a snapshot per second, holds replayed from the log per second.
int measure_recovery(const KernelOptions& options);

/// Stock rows per second into a durable engine, alone and beside 10,000 reads a second, and the
/// latency of those.
int measure_load(const KernelOptions& options);

/// A full count of a node in a durable engine; one position in a hundred differs.
int measure_counting(const KernelOptions& options);

/// ATS and holds on 1, 2, 4 ... threads: rates and efficiency.
int measure_scaling(const KernelOptions& options);

/// Durable 4 KiB writes, one after the other.
int measure_flushes(const KernelOptions& options);

/// Small kernels under Google Benchmark, for instruction counts.
int run_micro_benchmarks(int argc, char** argv);

}  // namespace earmark::bench
