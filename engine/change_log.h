// What the engine asks of durability.
//
// The engine encodes each change as one opaque record and appends it while it still holds the locks
// of what it changed; the log gives the record its place in the one ordered history. Nothing here
// waits for a disk. Replies wait for durable(), outside the engine. A replicated log can stand in
// for local files behind this interface: it is asynchronous, and it may say that it is fenced.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace earmark {

/// Log sequence number: the position of a change in the one ordered history. The first is 1.
using Lsn = std::uint64_t;

/// The largest record the engine ever appends. A block holds at least one.
inline constexpr std::size_t kRecordBytesMax = std::size_t{1} << 20U;

enum class LogAdmission : std::uint8_t {
    granted,
    busy,       ///< The buffers are full: the disk is behind. Try again shortly.
    disk_full,  ///< Writes are refused while little space is left; reads go on.
    closed,     ///< Shut down, failed, or fenced off by another writer.
};

/// The one ordered history of changes.
///
/// Thread: any thread, for every function.
class ChangeLog {
  public:
    virtual ~ChangeLog() = default;

    /// Sets space aside for one record of at most `bytes`. May be asked under a lock of the engine,
    /// but before any item is locked: a refusal must come before a change is made.
    ///
    /// Requires: bytes <= kRecordBytesMax.
    /// Cost: O(1), no I/O, does not block.
    virtual LogAdmission set_aside(std::size_t bytes) = 0;

    /// As set_aside, for what gives stock back (releases, expiries): served from a part of the
    /// buffers that set_aside never touches, so that an overloaded log still lets holds end.
    virtual LogAdmission set_aside_for_release(std::size_t bytes) = 0;

    /// Appends a record in the space set aside before, and gives back what it did not need.
    /// Called under the engine's locks: copies the bytes and returns.
    ///
    /// Requires: record.size() <= set_aside_bytes, granted before by either set_aside.
    /// Returns: the record's LSN, one more than that of the record before it; after an unclean end
    /// of the process the first one skips ahead (kLsnRestartStep), and none is given out twice.
    virtual Lsn append(std::size_t set_aside_bytes, std::span<const std::byte> record) = 0;

    /// Gives back space that turned out not to be needed.
    virtual void give_back(std::size_t set_aside_bytes) = 0;

    /// The LSN of the newest record appended; 0 before the first.
    virtual Lsn newest() const = 0;

    /// All records up to and including this LSN survive a crash.
    virtual Lsn durable() const = 0;

    /// Calls `listener(durable LSN)` on the log's own thread each time durable() has grown. The
    /// listener must not block. Set it once, before the first append.
    virtual void on_durable(std::function<void(Lsn)> listener) = 0;

    /// The thread has appended, and what it does next may append more: until it ends the burst,
    /// records may be put off a little, so that more of them share a flush.
    virtual void begin_burst() {}
    virtual void end_burst() {}
};

}  // namespace earmark
