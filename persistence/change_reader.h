// Reads durable records back from the log's files while the log goes on.
//
// It goes block by block, by the chain that recovery follows, and never past the durable LSN, so
// that it meets no block that is being written. Segments are dropped under it as snapshots are
// taken; a file that is open stays readable, and one that is gone is answered as no longer kept.
//
// Where a read ended is remembered, for the reader who goes on from there: only one who comes with
// another LSN walks a segment's headers from its beginning.
#pragma once

#include "engine/base/mutex.h"
#include "engine/stream/change_source.h"
#include "persistence/block.h"
#include "persistence/data_folder.h"
#include "persistence/file_system.h"
#include "persistence/log_format.h"
#include "persistence/segment.h"
#include "persistence/write_ahead_log.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace earmark::persistence {

class ChangeReader : public ChangeSource {
  public:
    /// Requires: `files` and `log` outlive it.
    ChangeReader(
        FileSystem& files, DataFolder folder, const StoreUuid& store, const WriteAheadLog& log
    );

    /// Reads some MiB of blocks at most.
    Result<ChangesRead> read(Lsn from, const ChangeVisitor& visit) override;

  private:
    /// Before a block.
    struct Mark {
        std::uint64_t segment = 0;
        std::uint64_t offset = 0;
        ChainPosition position{};
    };
    using Segments = std::map<std::uint64_t, Lsn>;

    /// A segment that is being read.
    struct OpenSegment {
        SegmentFile file;
        std::unique_ptr<File> handle;
    };

    Result<OpenSegment> open(std::uint64_t number) const;
    Result<bool> read_segment(
        Mark& mark, Lsn from, const ChangeVisitor& visit, ChangesRead& read, std::size_t& bytes_left
    );
    Result<std::size_t> read_block(
        OpenSegment& segment, const Mark& mark, Lsn from, std::vector<std::byte>& memory
    ) const;
    std::optional<Mark> remembered(Lsn from, std::uint64_t segment) const;
    void remember(const Mark& mark);

    FileSystem& files_;
    const DataFolder folder_;
    const StoreUuid store_;
    const WriteAheadLog& log_;

    mutable Mutex mutex_;
    std::vector<Mark> marks_ EARMARK_GUARDED_BY(mutex_);
    std::size_t oldest_mark_ EARMARK_GUARDED_BY(mutex_) = 0;
};

}  // namespace earmark::persistence
