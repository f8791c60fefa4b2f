// Where durable changes are read again: what the stream of changes asks of durability.
//
// The log itself is the stream: whoever follows it asks for the records from an LSN on, at its own
// pace, so that a slow follower costs the engine nothing and resuming takes no more than an LSN.
// Refused: a queue per subscriber filled by the engine, which is memory without a bound, or a
// change that waits for somebody to read it.
#pragma once

#include "engine/base/result.h"
#include "engine/change_log.h"

#include <cstddef>
#include <functional>
#include <span>

namespace earmark {

/// How far a read came.
struct ChangesRead {
    bool kept = true;     ///< False: the first LSN asked for is older than all that is kept.
    Lsn next_lsn = 0;     ///< The first one not visited: go on from here.
    Lsn oldest_lsn = 0;   ///< The first one that is kept.
    Lsn durable_lsn = 0;  ///< Nothing after it was visited.
};

/// Called with each record in the order of LSNs. False: enough, this one included.
using ChangeVisitor = std::function<bool(Lsn lsn, std::span<const std::byte> record)>;

class ChangeSource {
  public:
    virtual ~ChangeSource() = default;

    /// Visits the durable records from `from` on, until the visitor or the source has enough.
    ///
    /// Errors: io_failed, corrupt_record - the log cannot be read there.
    /// Thread: any; never holds up what appends.
    virtual Result<ChangesRead> read(Lsn from, const ChangeVisitor& visit) = 0;
};

}  // namespace earmark
