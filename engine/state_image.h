// The engine's state as a stream of opaque chunks: what a snapshot holds.
//
// A chunk stands alone and carries, for every item, hold and counter in it, the LSN of its last
// change. Chunks are written while changes go on; the log from the LSN at which the writing began
// brings all of them to the same moment, because a record is applied to a part only where it is
// newer.
#pragma once

#include "engine/base/result.h"
#include "engine/change_log.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace earmark {

/// A chunk is at most this large, whatever is in it.
inline constexpr std::size_t kImageChunkBytesMax = std::size_t{1} << 20U;

/// Takes chunks as the engine writes them.
class StateImageSink {
  public:
    virtual ~StateImageSink() = default;

    /// Called holding no lock of the engine.
    virtual Status write(std::span<const std::byte> chunk) = 0;
};

/// A part of the engine's state can be written and read independently of the others, so that
/// several threads share the work: part 0 is the reference data (items by name, nodes, groups,
/// tariffs) and must be read before the rest.
class StateImageSource {
  public:
    virtual ~StateImageSource() = default;

    virtual std::size_t image_parts() const = 0;

    /// Requires: part < image_parts().
    virtual Status write_image(std::size_t part, StateImageSink& sink) const = 0;
};

/// How soon a record's turn comes: first its items are looked for, then their positions.
enum class ReplayTurn : std::uint8_t { later, soon };

/// What recovery feeds: first chunks, then records in LSN order.
class StateImageTarget {
  public:
    virtual ~StateImageTarget() = default;

    /// Loads a chunk. Thread: different parts may be read by different threads at once.
    /// Errors: corrupt_record - the chunk breaks the format.
    virtual Status read_image(std::span<const std::byte> chunk) = 0;

    /// Applies a record where it is newer than what is there.
    ///
    /// With `workers` > 1 the caller gives every record to each of `workers` threads, in order, and
    /// each applies only its own share of every record: `worker` < `workers`.
    /// Errors: corrupt_record - the record breaks the format.
    virtual Status replay(
        Lsn lsn, std::span<const std::byte> record, std::size_t worker, std::size_t workers
    ) = 0;

    /// Brings nearer what the worker will change when the record's turn comes, since memory is what
    /// replay waits for. Promises nothing; any bytes may be given.
    virtual void prefetch_replay(
        std::span<const std::byte> /*record*/,
        ReplayTurn /*turn*/,
        std::size_t /*worker*/,
        std::size_t /*workers*/
    ) const {}
};

}  // namespace earmark
