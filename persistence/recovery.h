// From what lies in the data folder to the state it stands for.
#pragma once

#include "engine/base/result.h"
#include "engine/state_image.h"
#include "persistence/data_folder.h"
#include "persistence/file_system.h"
#include "persistence/log_reader.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::persistence {

enum class RecoveryStage : std::uint8_t { snapshot, log };

struct RecoveryProgress {
    RecoveryStage stage = RecoveryStage::snapshot;
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_total = 0;
};

struct RecoveryOptions {
    std::size_t threads = 1;
    OnDamage on_damage = OnDamage::refuse;
    std::function<void(const RecoveryProgress&)> on_progress;
    /// Something a person must hear of, although recovery goes on.
    std::function<void(std::string_view)> on_warning;
};

/// Answers an empty engine to recover into. Called once, and once more each time a snapshot turns
/// out to be damaged while it is being loaded.
using FreshTarget = std::function<StateImageTarget&()>;

/// What recovery found.
struct RecoveryReport {
    bool created = false;                   ///< There was no store in the folder.
    bool clean = false;                     ///< The last shutdown was clean.
    std::optional<std::uint64_t> snapshot;  ///< The one loaded.
    Lsn snapshot_begin = 0;
    std::uint64_t snapshot_bytes = 0;
    std::uint64_t log_bytes = 0;  ///< Read after the snapshot.
    std::uint64_t records = 0;    ///< Replayed.
    Lsn newest = 0;               ///< The newest change recovered.
    std::uint64_t torn_bytes = 0;
    std::string torn;  ///< What was cut: written in part, never acknowledged.
    std::string loss;  ///< Salvage only: what was lost.
};

/// A sound snapshot in the folder.
struct KeptSnapshot {
    std::uint64_t number = 0;
    Lsn begin_lsn = 0;
};

struct Recovered {
    RecoveryReport report;
    std::vector<KeptSnapshot> snapshots;           ///< Sound ones, oldest first.
    std::vector<std::uint64_t> damaged_snapshots;  ///< To be set aside.
    LogSurvey survey;
    LogTail tail;
    Lsn lsn_taken = 0;  ///< No LSN up to this one may be given out again.
};

/// Loads the newest sound snapshot and replays the log after it.
///
/// Errors: corrupt_record - acknowledged changes are missing or damaged; unsupported; io_failed.
Result<Recovered> recover(
    FileSystem& files,
    const DataFolder& folder,
    const StoreUuid& store,
    const RecoveryOptions& options,
    const FreshTarget& fresh_target
);

/// Makes the log ready to be written on: cuts the torn tail, makes durable what was recovered,
/// clears away what cannot be used.
///
/// Returns: how many segments after the tail's are ready to be used.
Result<std::uint64_t> make_writable(
    FileSystem& files,
    const DataFolder& folder,
    const Recovered& recovered,
    std::uint64_t segment_bytes
);

/// Applies records after `after` to the target, with as many threads as there are workers.
Status replay_in_parallel(
    StateImageTarget& target,
    const std::vector<SegmentRecords::Record>& records,
    Lsn after,
    std::size_t workers
);

}  // namespace earmark::persistence
