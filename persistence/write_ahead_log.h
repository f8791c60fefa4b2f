// The change log in local files.
//
// One thread takes what has gathered, writes it as one block, makes it durable, says so, and begins
// again at once: there is no timer, the disk's own time is what gathers. Whoever appends never
// waits for it. The first failed write or sync ends the log: nothing is retried, since a sync that
// succeeds after one that failed proves nothing.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/mutex.h"
#include "engine/base/result.h"
#include "engine/change_log.h"
#include "persistence/aligned_buffer.h"
#include "persistence/duration_histogram.h"
#include "persistence/log_options.h"
#include "persistence/log_writer.h"
#include "persistence/record_ring.h"
#include "persistence/wake_event.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <thread>

namespace earmark::persistence {

/// Counted since the log was opened.
struct LogStatistics {
    std::uint64_t blocks = 0;
    std::uint64_t records = 0;
    std::uint64_t record_bytes = 0;   ///< With 4 bytes each for the length.
    std::uint64_t written_bytes = 0;  ///< With headers and padding.
    std::uint64_t flushes = 0;
    std::chrono::microseconds flush_time_p50{0};
    std::chrono::microseconds flush_time_p99{0};
    std::chrono::microseconds flush_time_max{0};
    DiskRoom room = DiskRoom::ample;
    DurabilityMode mode = DurabilityMode::sync;
};

class WriteAheadLog : public ChangeLog {
  public:
    struct Parts {
        FileSystem& files;
        DataFolder folder;
        StoreUuid store;
        RandomSource random;
        Clock& clock;
        std::unique_ptr<SegmentAllocator> allocator;
        std::unique_ptr<LogWriter> writer;
        /// The first LSN of each segment there is, by number.
        std::map<std::uint64_t, Lsn> segments;
        /// Called once, on the thread that met the first failed write or sync.
        std::function<void(const Error&)> on_failed;
    };

    /// Writes the opening block; the first record gets LSN newest + 1.
    static Result<std::unique_ptr<WriteAheadLog>> start(
        Parts parts, const LogOptions& options, Lsn newest
    );

    /// Stops as a crash would: without close(), what is not yet written is lost.
    ~WriteAheadLog() override;

    LogAdmission set_aside(std::size_t bytes) override;
    LogAdmission set_aside_for_release(std::size_t bytes) override;
    Lsn append(std::size_t set_aside_bytes, std::span<const std::byte> record) override;
    void give_back(std::size_t set_aside_bytes) override;
    Lsn newest() const override { return ring_.newest(); }

    /// In relaxed and none: all records up to this one are written, and survive the end of the
    /// process but not of the machine.
    Lsn durable() const override { return acknowledged_.load(std::memory_order_acquire); }
    void on_durable(std::function<void(Lsn)> listener) override;
    void begin_burst() override { bursts_.fetch_add(1, std::memory_order_relaxed); }
    void end_burst() override;

    /// Waits until everything up to `lsn` would survive the loss of power, in every mode.
    ///
    /// Errors: io_failed - the log has failed, or was closed before.
    Status wait_durable(Lsn lsn);

    /// Removes the segments in which every LSN is at most `lsn`.
    Status drop_through(Lsn lsn);

    /// Writes what was appended and the closing block. Nothing is granted from now on.
    ///
    /// Requires: nobody appends any more.
    Status close();

    /// The first LSN of each segment there is, by number: all that hold what is durable.
    std::map<std::uint64_t, Lsn> segments() const;

    /// Why the log has ended, if it has failed.
    std::optional<Error> failure() const;

    LogStatistics statistics() const;

    /// Writes all that has gathered, in blocks. LogThread::caller only.
    Status flush();

    /// Syncs, and says that the last commit is durable if no block has said so yet.
    /// LogThread::caller only.
    Status settle();

  private:
    WriteAheadLog(Parts parts, const LogOptions& options, Lsn newest);

    LogAdmission admit(std::size_t bytes, std::size_t keep, DiskRoom worst);
    void run();
    /// Puts the next block off while bursts go on, for each costs the same: a flush, and waking
    /// who waits for it.
    void gather();
    /// Writes one block of what has gathered. Answers whether there was anything.
    Result<bool> step();
    /// What there is to do while nothing gathers. Answers how long one may sleep.
    Result<std::chrono::microseconds> idle();
    void wait_for_work(std::chrono::microseconds time);
    Status write_block(const RecordRing::Taken& taken, BlockFlag flags);
    Status sync();
    void publish();
    Status fail(const Error& error);
    bool sync_wanted() const;

    Parts parts_;
    const LogOptions options_;
    RecordRing ring_;
    WakeEvent work_;
    WakeEvent gathered_;
    std::function<void(Lsn)> listener_;
    AlignedBuffer block_;
    const std::size_t payload_bytes_max_;

    std::atomic<Lsn> acknowledged_;
    std::atomic<bool> admitting_ = true;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> closing_ = false;
    std::atomic<Lsn> sync_wanted_lsn_ = 0;
    std::atomic<std::uint32_t> bursts_ = 0;

    mutable Mutex mutex_;
    std::condition_variable_any synced_;
    Lsn synced_lsn_ EARMARK_GUARDED_BY(mutex_);
    std::optional<Error> failure_ EARMARK_GUARDED_BY(mutex_);
    std::map<std::uint64_t, Lsn> segments_ EARMARK_GUARDED_BY(mutex_);
    bool ended_ EARMARK_GUARDED_BY(mutex_) = false;
    Mutex dropping_;

    // Of the log thread alone.
    Duration last_write_{0};
    Duration last_sync_{0};
    std::uint32_t block_records_ = 0;  ///< Of the last block.

    std::atomic<std::uint64_t> blocks_ = 0;
    std::atomic<std::uint64_t> records_ = 0;
    std::atomic<std::uint64_t> record_bytes_ = 0;
    std::atomic<std::uint64_t> written_bytes_ = 0;
    DurationHistogram flush_time_;

    std::thread thread_;
};

}  // namespace earmark::persistence
