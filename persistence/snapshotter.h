// Takes snapshots while changes go on, and lets go of what they make superfluous.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/result.h"
#include "engine/state_image.h"
#include "persistence/data_folder.h"
#include "persistence/recovery.h"
#include "persistence/snapshot_files.h"
#include "persistence/write_ahead_log.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark::persistence {

struct SnapshotReport {
    std::uint64_t number = 0;
    Lsn begin_lsn = 0;
    Lsn end_lsn = 0;
    std::uint64_t bytes = 0;
    std::uint64_t chunks = 0;
    std::chrono::microseconds time{0};
};

class Snapshotter {
  public:
    struct Parts {
        FileSystem& files;
        DataFolder folder;
        StoreUuid store;
        Clock& clock;
        WriteAheadLog& log;
    };

    /// `kept` are the sound snapshots there are, oldest first; new ones are numbered from `next`.
    Snapshotter(Parts parts, std::vector<KeptSnapshot> kept, std::uint64_t next);

    /// Writes a snapshot, at most two threads writing; then drops older ones and the log below the
    /// older of the two that are kept.
    ///
    /// Errors: in_use - another is being taken; io_failed, disk_full - there is no new snapshot,
    /// what
    ///   was there before still stands, and the log is whole.
    /// Thread: any; takes as long as the writing.
    Result<SnapshotReport> take(const StateImageSource& source);

    /// The number of the newest one, 0 if there is none.
    std::uint64_t newest() const { return newest_.load(std::memory_order_relaxed); }

  private:
    Result<SnapshotReport> write(std::uint64_t number, const StateImageSource& source);
    Result<std::vector<ImageFileEntry>> write_images(
        std::uint64_t number, const StateImageSource& source
    );
    Status drop_superfluous();

    Parts parts_;
    std::atomic<bool> running_ = false;
    // Of whoever set running_.
    std::vector<KeptSnapshot> kept_;
    std::uint64_t next_;
    std::atomic<std::uint64_t> newest_;
};

/// Removes a snapshot: its manifest first, so that no half of it is ever taken for a whole.
Status remove_snapshot(FileSystem& files, const DataFolder& folder, std::uint64_t number);

/// Removes what is left of snapshots that were never finished or were set aside before, and sets
/// the given damaged ones aside.
///
/// Returns: a number above all that were ever used.
Result<std::uint64_t> tidy_snapshots(
    FileSystem& files, const DataFolder& folder, const std::vector<std::uint64_t>& damaged
);

}  // namespace earmark::persistence
