// Writes blocks, one after the other, and knows which of them are durable.
#pragma once

#include "engine/base/result.h"
#include "persistence/block.h"
#include "persistence/data_folder.h"
#include "persistence/file_system.h"
#include "persistence/log_options.h"
#include "persistence/log_reader.h"
#include "persistence/segment_allocator.h"

#include <cstdint>
#include <memory>
#include <span>

namespace earmark::persistence {

/// Thread: one at a time.
class LogWriter {
  public:
    struct Parts {
        FileSystem& files;
        DataFolder folder;
        StoreUuid store;
        RandomSource random;
        SegmentAllocator& allocator;
    };

    /// Goes on where the log ended.
    ///
    /// Requires: everything before tail.offset is durable, and zeros follow it.
    static Result<std::unique_ptr<LogWriter>> begin(
        Parts parts, DurabilityMode mode, std::uint64_t segment_bytes, const LogTail& tail
    );

    /// The largest payload of a block, given the size of segments.
    std::size_t payload_bytes_max() const;

    struct Block {
        std::size_t payload_bytes = 0;
        Lsn first_lsn = 0;
        std::uint32_t record_count = 0;
        BlockFlag flags = block_plain;
        std::uint64_t written_at_us = 0;
    };

    /// Writes a block whose payload lies in `memory` behind the space for the header; goes on to a
    /// new segment where it does not fit. In DurabilityMode::sync it is durable afterwards.
    ///
    /// Errors: io_failed, disk_full: nothing may be written again.
    Status write(std::span<std::byte> memory, const Block& block);

    /// Makes durable what was written.
    Status sync();

    /// Whether something was written that is not durable.
    bool has_unsynced() const { return durable_block_ + 1 < position_.next_block; }

    /// Whether records were written of which no block says yet that they are durable.
    bool owes_promise() const { return newest_block_with_records_ > promised_block_; }

    Lsn written_lsn() const { return position_.next_lsn - 1; }
    Lsn durable_lsn() const { return durable_lsn_; }
    std::uint64_t segment_number() const { return segment_number_; }
    Lsn segment_first_lsn() const { return segment_first_lsn_; }
    std::uint64_t bytes_written() const { return bytes_written_; }

  private:
    LogWriter(Parts parts, DurabilityMode mode, std::uint64_t segment_bytes, const LogTail& tail);
    Status begin_next_segment(Lsn first_lsn);

    Parts parts_;
    const DurabilityMode mode_;
    const std::uint64_t segment_bytes_default_;
    std::unique_ptr<File> file_;
    std::uint64_t segment_number_;
    std::uint64_t segment_bytes_;
    std::uint64_t nonce_;
    Lsn segment_first_lsn_;
    std::uint64_t offset_;
    ChainPosition position_;
    std::uint64_t durable_block_;
    Lsn durable_lsn_;
    std::uint64_t newest_block_with_records_ = 0;
    std::uint64_t promised_block_ = 0;
    std::uint64_t bytes_written_ = 0;
};

/// How the log's files are opened in a mode.
WriteThrough write_through_of(DurabilityMode mode);

}  // namespace earmark::persistence
