// Finds the newest sound snapshot and loads it.
#pragma once

#include "engine/base/result.h"
#include "engine/state_image.h"
#include "persistence/recovery.h"
#include "persistence/snapshot_files.h"
#include "persistence/snapshotter.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace earmark::persistence {

/// The numbers of the snapshots in the folder, oldest first.
Result<std::vector<std::uint64_t>> list_snapshots(FileSystem& files, const DataFolder& folder);

/// Loads one snapshot: file 0 first, the others side by side.
///
/// Errors: corrupt_record - it is damaged, and `target` holds a part of it; unsupported; io_failed.
Status load_snapshot(
    FileSystem& files,
    const DataFolder& folder,
    const Manifest& manifest,
    StateImageTarget& target,
    const RecoveryOptions& options
);

struct SnapshotChoice {
    StateImageTarget* target = nullptr;  ///< Loaded from `loaded`, or empty.
    std::optional<Manifest> loaded;      ///< None: there is no sound one.
    std::vector<KeptSnapshot> sound;     ///< Oldest first, the loaded one last.
    std::vector<std::uint64_t> damaged;  ///< To be set aside.
    std::string damage;                  ///< What was wrong with the newest damaged one.
    Lsn newest_end_lsn = 0;              ///< The log reached this far, as any manifest says.
};

/// Loads the newest snapshot that is sound; tells of each that is not.
///
/// Errors: unsupported - the newest is of another version; io_failed - the folder cannot be listed.
Result<SnapshotChoice> load_newest_snapshot(
    FileSystem& files,
    const DataFolder& folder,
    const StoreUuid& store,
    const RecoveryOptions& options,
    const FreshTarget& fresh_target
);

}  // namespace earmark::persistence
