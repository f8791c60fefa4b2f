// A data folder in use: recovery, the log, snapshots.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/result.h"
#include "persistence/change_reader.h"
#include "persistence/log_options.h"
#include "persistence/posix_file_system.h"
#include "persistence/recovery.h"
#include "persistence/snapshotter.h"
#include "persistence/write_ahead_log.h"

#include <functional>
#include <memory>
#include <string>

namespace earmark::persistence {

struct StoreOptions {
    LogOptions log;
    RecoveryOptions recovery;
    /// Called once, on the log's own thread: the process should end, nothing more becomes durable.
    std::function<void(const Error&)> on_failed;
    /// Below this, what stands in for the machine in tests; the machine itself by default.
    FileSystem* files = nullptr;
    Clock* clock = nullptr;
    RandomSource random;
};

class Store {
  public:
    /// Opens the store in a folder, makes one if there is none, and recovers it into a fresh
    /// target.
    ///
    /// Errors: in_use - another server has the folder; corrupt_record - acknowledged changes are
    ///   missing or damaged; unsupported - written by another version; io_failed; disk_full.
    static Result<std::unique_ptr<Store>> open(
        const std::string& folder, StoreOptions options, const FreshTarget& fresh_target
    );

    WriteAheadLog& log() { return *log_; }

    /// The durable changes, for those who follow them.
    ChangeReader& changes() { return *changes_; }
    const RecoveryReport& recovered() const { return report_; }
    const StoreUuid& uuid() const { return uuid_; }

    /// Writes a snapshot while changes go on.
    ///
    /// Errors: in_use - another is being taken; io_failed, disk_full - there is no new one, and
    ///   nothing was lost.
    /// Thread: any; takes as long as the writing.
    Result<SnapshotReport> snapshot(const StateImageSource& source) {
        return snapshotter_->take(source);
    }

    /// The number of the newest snapshot, 0 if there is none.
    std::uint64_t newest_snapshot() const { return snapshotter_->newest(); }

    /// Ends the log cleanly.
    ///
    /// Requires: nobody appends any more.
    Status close() { return log_->close(); }

  private:
    Store() = default;

    std::unique_ptr<PosixFileSystem> own_files_;
    std::unique_ptr<Clock> own_clock_;
    std::unique_ptr<FolderLock> lock_;
    StoreUuid uuid_{};
    RecoveryReport report_;
    std::unique_ptr<WriteAheadLog> log_;
    std::unique_ptr<Snapshotter> snapshotter_;
    std::unique_ptr<ChangeReader> changes_;
};

}  // namespace earmark::persistence
