// Shows a data folder to a person or a program: snapshots, segments, blocks, records.
//
// It takes no lock and changes nothing, so it may look at a folder in use; the newest block can
// then look torn.
#pragma once

#include "engine/base/result.h"
#include "engine/change_log.h"
#include "persistence/file_system.h"
#include "persistence/row_printer.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <span>
#include <string>

namespace earmark::persistence {

enum class DumpDetail : std::uint8_t {
    segments,  ///< Snapshots and segments, one row each.
    blocks,    ///< Also each block, and each chunk of a snapshot.
    records,   ///< Also each record.
};

struct DumpOptions {
    RowStyle style = RowStyle::table;
    DumpDetail detail = DumpDetail::segments;
    Lsn from_lsn = 1;  ///< Records before this one are not shown.
    std::uint64_t records_max = UINT64_MAX;
    /// Reads the images of snapshots, too, and compares their hashes.
    bool verify = false;
    /// A record in words.
    std::function<std::string(std::span<const std::byte>)> describe;
};

struct DumpSummary {
    std::uint64_t segments = 0;
    std::uint64_t blocks = 0;
    std::uint64_t records = 0;
    Lsn newest_lsn = 0;
    std::uint64_t snapshots = 0;
    std::uint64_t torn_bytes = 0;
    std::uint64_t problems = 0;  ///< Damage found; each was printed.
};

/// Prints what lies in a data folder, damaged or not.
///
/// Errors: bad_input - it is no data folder; io_failed.
Result<DumpSummary> dump_folder(
    FileSystem& files, const std::string& folder, const DumpOptions& options, std::ostream& out
);

}  // namespace earmark::persistence
