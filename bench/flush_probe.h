// How long the disk takes to make one write durable: the limit of every durable latency.
#pragma once

#include "bench/latency_histogram.h"
#include "engine/base/result.h"

#include <chrono>
#include <cstddef>
#include <string>

namespace earmark::bench {

/// Writes blocks one after the other into a preallocated, zero-filled file in `folder`, each
/// durable before the next (O_DIRECT and O_DSYNC; without O_DIRECT where the file system has none),
/// and removes the file.
///
/// Requires: block_bytes is a multiple of 4,096.
/// Errors: io_failed.
Result<LatencyHistogram> probe_flushes(
    const std::string& folder, std::size_t block_bytes, std::chrono::milliseconds span
);

}  // namespace earmark::bench
