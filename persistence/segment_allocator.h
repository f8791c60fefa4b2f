// Makes segments ahead of the log, and knows how much room is left.
#pragma once

#include "engine/base/mutex.h"
#include "engine/base/result.h"
#include "persistence/data_folder.h"
#include "persistence/file_system.h"
#include "persistence/log_options.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace earmark::persistence {

/// What the disk has room for.
enum class DiskRoom : std::uint8_t {
    ample,  ///< At least two more segments, beyond those made ahead.
    tight,  ///< Less, but a segment is ready: for what gives stock back.
    none,   ///< Nothing is ready either.
};

class SegmentAllocator {
  public:
    /// Makes segments from number `next` on; those up to next + ready - 1 exist already, all zeros.
    SegmentAllocator(
        FileSystem& files,
        DataFolder folder,
        const LogOptions& options,
        WriteThrough write_through,
        std::uint64_t next,
        std::uint64_t ready
    );
    ~SegmentAllocator();
    SegmentAllocator(const SegmentAllocator&) = delete;
    SegmentAllocator& operator=(const SegmentAllocator&) = delete;

    /// Begins to make segments, on a thread of its own if the options say so; on that thread,
    /// `on_failed` is called once if one cannot be made for another reason than a full disk.
    void start(std::function<void()> on_failed);

    struct Segment {
        std::uint64_t number;
        std::unique_ptr<File> file;
    };

    /// The next segment. Waits while it is being made.
    ///
    /// Requires: start() was called.
    /// Errors: disk_full, io_failed.
    Result<Segment> take();

    /// Why no more segments can be made, other than a full disk.
    std::optional<Error> failure() const;
    bool has_failed() const { return has_failed_.load(std::memory_order_acquire); }

    DiskRoom room() const { return room_.load(std::memory_order_relaxed); }

    /// Makes what is missing and looks at the free space. LogThread::caller only.
    void work();

  private:
    void run();
    /// Makes one segment if one is wanted. Answers whether it did.
    bool make_one();
    void look_at_room();
    void fail(const Error& error) EARMARK_REQUIRES(mutex_);
    Result<std::unique_ptr<File>> open_or_create(std::uint64_t number);

    FileSystem& files_;
    const DataFolder folder_;
    const std::uint64_t segment_bytes_;
    const std::size_t spares_wanted_;
    const WriteThrough write_through_;
    const LogThread thread_kind_;
    const std::uint64_t existing_end_;
    std::function<void()> on_failed_;

    mutable Mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Segment> spares_ EARMARK_GUARDED_BY(mutex_);
    std::uint64_t next_to_make_ EARMARK_GUARDED_BY(mutex_);
    std::optional<Error> failure_ EARMARK_GUARDED_BY(mutex_);
    bool full_ EARMARK_GUARDED_BY(mutex_) = false;
    bool stopping_ EARMARK_GUARDED_BY(mutex_) = false;

    std::atomic<bool> has_failed_ = false;
    std::atomic<DiskRoom> room_ = DiskRoom::ample;
    std::thread thread_;
};

}  // namespace earmark::persistence
