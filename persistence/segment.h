// Segments: the files of the log.
#pragma once

#include "engine/base/result.h"
#include "persistence/data_folder.h"
#include "persistence/file_system.h"
#include "persistence/log_format.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace earmark::persistence {

/// Fills a page with the header, checksum and all. The caller leaves crc32c and zero alone.
///
/// Requires: page.size() == kPageBytes.
void encode_segment_header(std::span<std::byte> page, SegmentHeader header);

enum class SegmentState : std::uint8_t {
    used,
    unused,       ///< Zeros: made ahead.
    torn_header,  ///< A header cut while it was written, and nothing behind it.
};

/// The first page of a segment, told from any other bytes.
///
/// Returns: the header, or none if the page is zeros or damaged; `fault` then says what is wrong.
/// Errors: unsupported - written by another version.
struct SegmentHeaderView {
    std::optional<SegmentHeader> header;
    bool zeros = false;
    std::string fault;
};
Result<SegmentHeaderView> view_segment_header(std::span<const std::byte> page);

/// One file of the log folder.
struct SegmentFile {
    std::uint64_t number = 0;
    std::string path;
    std::uint64_t file_bytes = 0;
    SegmentState state = SegmentState::unused;
    SegmentHeader header{};  ///< Of a used one.
};

/// What lies in the log folder, by number.
///
/// Errors: corrupt_record - one is missing, damaged, misnamed, of another store, or out of place;
///   unsupported; io_failed.
struct LogSurvey {
    std::vector<SegmentFile> used;    ///< One after the other, without a gap.
    std::vector<SegmentFile> unused;  ///< Those after them; only unused and torn_header.
    std::vector<std::uint64_t> lost;  ///< Salvage only: the first damaged one and all after it.
    std::string loss;                 ///< What was wrong with it.
};

enum class OnDamage : std::uint8_t {
    refuse,
    salvage,  ///< Keep what precedes the damage, and say what was lost.
};

Result<LogSurvey> survey_log(
    FileSystem& files, const DataFolder& folder, const StoreUuid& store, OnDamage on_damage
);

/// Looks at one file, without regard to its neighbours. `store` may be absent: any will do.
Result<SegmentFile> examine_segment(
    FileSystem& files,
    const DataFolder& folder,
    std::uint64_t number,
    const std::optional<StoreUuid>& store
);

/// Makes the file of a segment: claimed, all zeros, its name and bytes durable.
///
/// Errors: disk_full - nothing is left of it; io_failed.
Result<std::unique_ptr<File>> create_segment_file(
    FileSystem& files,
    const DataFolder& folder,
    std::uint64_t number,
    std::uint64_t bytes,
    WriteThrough write_through
);

/// Zeroes part of a file, durably; both ends are multiples of kPageBytes.
Status zero_fill(File& file, std::uint64_t begin, std::uint64_t end);

/// Whether every byte of [begin, end) that the file has is zero.
Result<bool> is_zero(File& file, std::uint64_t begin, std::uint64_t end);

}  // namespace earmark::persistence
