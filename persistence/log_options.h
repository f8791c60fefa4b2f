// What an operator may choose about the log.
#pragma once

#include "persistence/log_format.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace earmark::persistence {

/// When a change is acknowledged.
enum class DurabilityMode : std::uint8_t {
    sync,     ///< When it would survive the loss of power.
    relaxed,  ///< When it is written; synced a few milliseconds later. Survives a crash of the
              ///< server.
    none,     ///< As relaxed, synced only now and then. For tests and caches.
};

/// Who writes blocks and makes segments ahead.
enum class LogThread : std::uint8_t {
    own,     ///< Threads of the log's own.
    caller,  ///< Whoever calls flush(), so that a simulation is repeatable.
};

struct LogOptions {
    DurabilityMode mode = DurabilityMode::sync;
    LogThread thread = LogThread::own;

    /// A multiple of kPageBytes, at least 2 pages.
    std::uint64_t segment_bytes = kSegmentBytesDefault;

    /// Segments kept ready ahead of the one in use.
    std::size_t spare_segments = 2;

    /// What may be set aside and appended but not yet handed to the disk.
    std::size_t buffer_bytes = std::size_t{16} << 20U;

    /// The part of buffer_bytes that only releases may use.
    std::size_t release_bytes = std::size_t{4} << 20U;

    /// relaxed only: how much time of acknowledged changes a loss of power may take.
    std::chrono::microseconds relaxed_sync_every = std::chrono::milliseconds(5);

    /// How long after the last commit of a burst the log says that it is durable.
    std::chrono::microseconds promise_after = std::chrono::milliseconds(50);

    /// sync only: how long after a block bursts may put the next one off. About two flushes.
    std::chrono::microseconds gather_within = std::chrono::microseconds(250);

    /// How long the log thread looks for work before it sleeps.
    std::chrono::microseconds spin = std::chrono::microseconds(20);
};

}  // namespace earmark::persistence
