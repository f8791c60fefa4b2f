// Reads the log, segment by segment, and finds its end.
#pragma once

#include "engine/base/result.h"
#include "persistence/block.h"
#include "persistence/log_end.h"
#include "persistence/segment.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace earmark::persistence {

/// The records of one segment, and the memory they lie in.
struct SegmentRecords {
    struct Record {
        Lsn lsn;
        std::span<const std::byte> bytes;
    };
    std::uint64_t segment_number = 0;
    std::vector<std::byte> memory;
    std::vector<Record> records;
};

/// Where the log ended, and all that a writer needs to go on from there.
struct LogTail {
    SegmentFile segment;
    std::uint64_t offset = 0;  ///< Where the next block goes.
    ChainPosition position;
    Lsn newest_record = 0;         ///< 0 if no record was read.
    std::uint64_t unproven = 0;    ///< Where the blocks begin that no later one says are durable.
    bool closed = false;           ///< By a clean shutdown: nothing at all was lost.
    std::uint64_t torn_bytes = 0;  ///< Behind `offset`, never acknowledged.
    std::string torn;              ///< What is wrong with them.
    std::string loss;              ///< Salvage only: what acknowledged changes were lost, and why.
};

/// Which segment's bytes lie in memory, and what comes after it.
struct SegmentInMemory {
    const SegmentFile& file;
    std::span<const std::byte> bytes;        ///< As many as the file has, at most header.bytes.
    const SegmentFile* following = nullptr;  ///< The next one; none, used or with a torn header.
};

/// Visits every block of a segment from `position` on, and answers what its end means.
///
/// Pure: any bytes may be given. `visit(offset, block)` answers a Status.
/// Errors: corrupt_record - damaged, as the table in log_end.h has it; or what `visit` answers.
struct SegmentEnd {
    LogEnd verdict = LogEnd::end;
    std::uint64_t offset = 0;
    ChainPosition position;
    std::uint64_t unproven = 0;    ///< Where the blocks begin that no later one says are durable.
    std::uint32_t last_flags = 0;  ///< Of the last block; 0 without one.
    std::uint64_t torn_bytes = 0;
    std::string what;  ///< Of a cut or of damage: file, byte, found, expected.
};
template <typename Visit>
Result<SegmentEnd> walk_segment(
    const SegmentInMemory& segment, ChainPosition position, const Visit& visit
);

/// The position at which a segment begins.
ChainPosition position_of(const SegmentHeader& header);

class LogReader {
  public:
    /// Begins at survey.used[first].
    ///
    /// Requires: first < survey.used.size(); the survey outlives the reader.
    LogReader(FileSystem& files, const LogSurvey& survey, std::size_t first, OnDamage on_damage);

    /// Reads the next segment.
    ///
    /// Returns: nothing after the last; tail() then says where the log ended.
    /// Errors: corrupt_record - acknowledged changes are missing or damaged; io_failed.
    Result<std::optional<SegmentRecords>> next();

    const LogTail& tail() const { return tail_; }

  private:
    Status settle(const SegmentFile& file, const SegmentEnd& end);

    FileSystem& files_;
    const LogSurvey& survey_;
    std::size_t next_;
    OnDamage on_damage_;
    bool ended_ = false;
    ChainPosition position_;
    LogTail tail_;
};

// ---

/// What the bytes at `offset`, which are not the next block, mean.
SegmentEnd judge_end(
    const SegmentInMemory& segment, std::uint64_t offset, const ChainPosition& position
);

template <typename Visit>
Result<SegmentEnd> walk_segment(
    const SegmentInMemory& segment, ChainPosition position, const Visit& visit
) {
    std::uint64_t offset = kPageBytes;
    std::uint32_t last_flags = 0;
    std::deque<std::pair<std::uint64_t, std::uint64_t>> unproven;  // Number and offset.
    while (true) {
        const BlockView block = view_block(segment.bytes, {segment.file.header.nonce, offset});
        if (block.fault != BlockFault::none || !continues_chain(block.header, position)) break;
        if (auto status = visit(offset, block); !status) return status.error();
        unproven.emplace_back(block.header.number, offset);
        while (unproven.front().first <= block.header.durable_block)
            unproven.pop_front();
        position = position_after(block.header);
        last_flags = block.header.flags;
        offset += block.bytes;
    }
    SegmentEnd end = judge_end(segment, offset, position);
    end.last_flags = last_flags;
    end.unproven = unproven.empty() ? offset : unproven.front().second;
    return end;
}

}  // namespace earmark::persistence
