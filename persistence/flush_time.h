// How long the disk takes to make one block durable: what every durable answer waits for.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "persistence/file_system.h"

#include <chrono>
#include <cstddef>
#include <string>

namespace earmark::persistence {

struct FlushTime {
    std::chrono::microseconds p50{0};
    std::chrono::microseconds p99{0};
    std::size_t count = 0;
    std::string write_path;  ///< "O_DIRECT, O_DSYNC", or what the file system can do.
};

/// Writes 4 KiB `count` times over a zero-filled file in the folder as the log does, one after the
/// other, and removes it.
///
/// Errors: io_failed, disk_full.
Result<FlushTime> measure_flush_time(
    FileSystem& files, Clock& clock, const std::string& folder, std::size_t count
);

}  // namespace earmark::persistence
