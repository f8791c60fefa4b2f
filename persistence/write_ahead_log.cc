#include "persistence/write_ahead_log.h"

#include "engine/base/check.h"

#include <algorithm>
#include <string>

namespace earmark::persistence {

namespace {

constexpr std::chrono::microseconds kForever = std::chrono::hours(1);

/// Where a block has fewer records, few write at once: they wait for it, and nobody else comes.
constexpr std::uint32_t kGatherFromRecords = 4;
/// So many are worth a flush of their own.
constexpr Lsn kGatherRecordsMax = 64;

Error ended_error() {
    return Error{ErrorCode::io_failed, "the log has been closed"};
}

}  // namespace

WriteAheadLog::WriteAheadLog(Parts parts, const LogOptions& options, Lsn newest)
    : parts_(std::move(parts)),
      options_(options),
      ring_(options.buffer_bytes, newest),
      block_(sizeof(BlockHeader) + parts_.writer->payload_bytes_max()),
      payload_bytes_max_(parts_.writer->payload_bytes_max()),
      acknowledged_(newest),
      synced_lsn_(newest),
      segments_(parts_.segments) {}

Result<std::unique_ptr<WriteAheadLog>> WriteAheadLog::start(
    Parts parts, const LogOptions& options, Lsn newest
) {
    EARMARK_CHECK(options.release_bytes < options.buffer_bytes);
    std::unique_ptr<WriteAheadLog> log(new WriteAheadLog(std::move(parts), options, newest));
    log->parts_.allocator->start([self = log.get()] { self->work_.signal(); });
    RecordRing::Taken nothing;
    nothing.first_lsn = newest + 1;
    if (auto status = log->write_block(nothing, block_opened); !status) return status.error();
    // It tells which LSNs are taken: it must be durable before any is given out, in every mode.
    if (auto status = log->sync(); !status) return status.error();
    if (options.thread == LogThread::own) {
        log->thread_ = std::thread([self = log.get()] { self->run(); });
    }
    return log;
}

WriteAheadLog::~WriteAheadLog() {
    admitting_ = false;
    stopping_ = true;
    work_.signal();
    if (thread_.joinable()) thread_.join();
    // Its thread signals work_, which goes first.
    parts_.writer.reset();
    parts_.allocator.reset();
}

LogAdmission WriteAheadLog::set_aside(std::size_t bytes) {
    return admit(bytes, options_.release_bytes, DiskRoom::ample);
}

LogAdmission WriteAheadLog::set_aside_for_release(std::size_t bytes) {
    return admit(bytes, 0, DiskRoom::tight);
}

LogAdmission WriteAheadLog::admit(std::size_t bytes, std::size_t keep, DiskRoom worst) {
    EARMARK_CHECK(bytes + sizeof(RecordPrefix) <= payload_bytes_max_);
    if (!admitting_.load(std::memory_order_relaxed)) return LogAdmission::closed;
    if (parts_.allocator->room() > worst) return LogAdmission::disk_full;
    return ring_.grant(bytes, keep) ? LogAdmission::granted : LogAdmission::busy;
}

Lsn WriteAheadLog::append(std::size_t set_aside_bytes, std::span<const std::byte> record) {
    const Lsn lsn = ring_.append(set_aside_bytes, record);
    work_.signal();
    return lsn;
}

void WriteAheadLog::give_back(std::size_t set_aside_bytes) {
    ring_.give_back(set_aside_bytes);
}

void WriteAheadLog::on_durable(std::function<void(Lsn)> listener) {
    EARMARK_CHECK(!listener_);
    listener_ = std::move(listener);
}

void WriteAheadLog::end_burst() {
    if (bursts_.fetch_sub(1, std::memory_order_seq_cst) == 1) gathered_.signal();
}

void WriteAheadLog::run() {
    while (!stopping_) {
        if (options_.mode == DurabilityMode::sync) gather();
        auto wrote = step();
        if (!wrote) return;
        if (*wrote) continue;
        if (closing_) return;
        auto sleep = idle();
        if (!sleep) return;
        wait_for_work(*sleep);
    }
}

/// A thread that ends the last burst sees this one sleep, or this one sees that there is none.
void WriteAheadLog::gather() {
    if (block_records_ < kGatherFromRecords) return;
    if (ring_.newest() - ring_.taken() >= kGatherRecordsMax) return;
    const Duration left = last_write_ + options_.gather_within - parts_.clock.steady();
    if (left <= Duration(0)) return;
    gathered_.prepare();
    if (bursts_.load(std::memory_order_seq_cst) == 0) {
        gathered_.cancel();
        return;
    }
    gathered_.wait_for(left);
}

Result<bool> WriteAheadLog::step() {
    if (parts_.allocator->has_failed()) return fail(*parts_.allocator->failure()).error();
    const auto taken = ring_.take(block_.span().subspan(sizeof(BlockHeader), payload_bytes_max_));
    block_records_ = taken.record_count;
    if (taken.record_count == 0) return false;
    if (auto status = write_block(taken, block_plain); !status) return status.error();
    const bool due = options_.mode == DurabilityMode::relaxed &&
                     last_write_ - last_sync_ >= options_.relaxed_sync_every;
    if (due || sync_wanted()) {
        if (auto status = sync(); !status) return status.error();
    }
    return true;
}

Result<std::chrono::microseconds> WriteAheadLog::idle() {
    const Duration now = parts_.clock.steady();
    if (sync_wanted()) {
        if (auto status = sync(); !status) return status.error();
    }
    std::chrono::microseconds sleep = kForever;
    if (options_.mode == DurabilityMode::relaxed && parts_.writer->has_unsynced()) {
        const Duration left = last_sync_ + options_.relaxed_sync_every - now;
        if (left > Duration(0)) return left;
        if (auto status = sync(); !status) return status.error();
    }
    if (options_.mode == DurabilityMode::none || !parts_.writer->owes_promise()) return sleep;
    const Duration left = last_write_ + options_.promise_after - now;
    if (left > Duration(0)) return left;
    RecordRing::Taken nothing;
    nothing.first_lsn = ring_.taken() + 1;
    if (auto status = write_block(nothing, block_plain); !status) return status.error();
    if (parts_.writer->has_unsynced()) sleep = options_.relaxed_sync_every;
    return sleep;
}

void WriteAheadLog::wait_for_work(std::chrono::microseconds time) {
    const auto has_work = [this] { return ring_.newest() != ring_.taken(); };
    const Duration until = parts_.clock.steady() + options_.spin;
    do {
        for (int look = 0; look < 32; ++look) {
            if (has_work()) return;
            relax();
        }
    } while (parts_.clock.steady() < until);
    work_.prepare();
    if (has_work() || stopping_ || closing_ || sync_wanted() || parts_.allocator->has_failed()) {
        work_.cancel();
        return;
    }
    work_.wait_for(time);
}

Status WriteAheadLog::write_block(const RecordRing::Taken& taken, BlockFlag flags) {
    LogWriter::Block block;
    block.payload_bytes = taken.payload_bytes;
    block.first_lsn = taken.first_lsn;
    block.record_count = taken.record_count;
    block.flags = flags;
    block.written_at_us =
        static_cast<std::uint64_t>(parts_.clock.wall().time_since_epoch().count());
    const Duration before = parts_.clock.steady();
    if (auto status = parts_.writer->write(block_.span(), block); !status) {
        return fail(status.error());
    }
    last_write_ = parts_.clock.steady();
    if (options_.mode == DurabilityMode::sync) flush_time_.record(last_write_ - before);
    blocks_.fetch_add(1, std::memory_order_relaxed);
    records_.fetch_add(taken.record_count, std::memory_order_relaxed);
    record_bytes_.fetch_add(taken.payload_bytes, std::memory_order_relaxed);
    written_bytes_.store(parts_.writer->bytes_written(), std::memory_order_relaxed);
    publish();
    return Done{};
}

Status WriteAheadLog::sync() {
    const Duration before = parts_.clock.steady();
    if (auto status = parts_.writer->sync(); !status) return fail(status.error());
    last_sync_ = parts_.clock.steady();
    if (options_.mode != DurabilityMode::sync) flush_time_.record(last_sync_ - before);
    publish();
    return Done{};
}

void WriteAheadLog::publish() {
    {
        const MutexLock lock(mutex_);
        // The opening block moves the numbers on past those that may have been given out before.
        synced_lsn_ = std::max(synced_lsn_, parts_.writer->durable_lsn());
        segments_.try_emplace(parts_.writer->segment_number(), parts_.writer->segment_first_lsn());
    }
    synced_.notify_all();
    const Lsn written = parts_.writer->written_lsn();
    if (written <= acknowledged_.load(std::memory_order_relaxed)) return;
    acknowledged_.store(written, std::memory_order_release);
    if (listener_) listener_(written);
}

Status WriteAheadLog::fail(const Error& error) {
    admitting_ = false;
    {
        const MutexLock lock(mutex_);
        if (failure_) return error;
        failure_ = error;
    }
    synced_.notify_all();
    if (parts_.on_failed) parts_.on_failed(error);
    return error;
}

bool WriteAheadLog::sync_wanted() const {
    return sync_wanted_lsn_.load(std::memory_order_seq_cst) > parts_.writer->durable_lsn() &&
           parts_.writer->has_unsynced();
}

Status WriteAheadLog::wait_durable(Lsn lsn) {
    EARMARK_CHECK(lsn <= newest());
    Lsn wanted = sync_wanted_lsn_.load();
    while (wanted < lsn && !sync_wanted_lsn_.compare_exchange_weak(wanted, lsn)) {
    }
    if (options_.thread == LogThread::caller) {
        if (auto status = flush(); !status) return status;
        if (auto status = sync(); !status) return status;
    }
    work_.signal();
    const MutexLock lock(mutex_);
    while (synced_lsn_ < lsn) {
        if (failure_) return *failure_;
        if (ended_) return ended_error();
        synced_.wait(mutex_);
    }
    return Done{};
}

Status WriteAheadLog::drop_through(Lsn lsn) {
    const MutexLock one_at_a_time(dropping_);
    // Oldest first, and never past one that could not be removed: what is left is without a gap.
    while (true) {
        std::uint64_t number = 0;
        {
            const MutexLock lock(mutex_);
            const auto oldest = segments_.begin();
            const auto next = std::next(oldest);
            if (next == segments_.end() || next->second > lsn + 1) return Done{};
            number = oldest->first;
        }
        const std::string path = parts_.folder.segment(number);
        auto there = parts_.files.exists(path);
        if (!there) return there.error();
        if (*there) {
            if (auto removed = parts_.files.remove(path); !removed) return removed;
        }
        auto synced = parts_.files.sync_folder(parts_.folder.log());
        if (!synced) return synced;
        const MutexLock lock(mutex_);
        segments_.erase(number);
    }
}

Status WriteAheadLog::close() {
    admitting_ = false;
    closing_ = true;
    work_.signal();
    if (thread_.joinable()) thread_.join();
    {
        const MutexLock lock(mutex_);
        if (failure_) return *failure_;
        if (ended_) return Done{};
        ended_ = true;
    }
    synced_.notify_all();
    while (true) {
        auto wrote = step();
        if (!wrote) return wrote.error();
        if (!*wrote) break;
    }
    // Synced first, so that the closing block can say that everything before it is durable.
    if (auto status = sync(); !status) return status;
    RecordRing::Taken nothing;
    nothing.first_lsn = ring_.taken() + 1;
    if (auto status = write_block(nothing, block_closed); !status) return status;
    return sync();
}

std::map<std::uint64_t, Lsn> WriteAheadLog::segments() const {
    const MutexLock lock(mutex_);
    return segments_;
}

std::optional<Error> WriteAheadLog::failure() const {
    const MutexLock lock(mutex_);
    return failure_;
}

LogStatistics WriteAheadLog::statistics() const {
    LogStatistics statistics;
    statistics.blocks = blocks_.load(std::memory_order_relaxed);
    statistics.records = records_.load(std::memory_order_relaxed);
    statistics.record_bytes = record_bytes_.load(std::memory_order_relaxed);
    statistics.written_bytes = written_bytes_.load(std::memory_order_relaxed);
    statistics.flushes = flush_time_.count();
    statistics.flush_time_p50 = flush_time_.quantile(0.50);
    statistics.flush_time_p99 = flush_time_.quantile(0.99);
    statistics.flush_time_max = flush_time_.quantile(1.0);
    statistics.room = parts_.allocator->room();
    statistics.mode = options_.mode;
    return statistics;
}

Status WriteAheadLog::flush() {
    EARMARK_CHECK(options_.thread == LogThread::caller);
    if (auto failed = failure()) return *failed;
    while (true) {
        auto wrote = step();
        if (!wrote) return wrote.error();
        if (!*wrote) break;
    }
    parts_.allocator->work();
    if (parts_.allocator->has_failed()) return fail(*parts_.allocator->failure());
    return Done{};
}

Status WriteAheadLog::settle() {
    if (auto status = flush(); !status) return status;
    if (auto status = sync(); !status) return status;
    if (!parts_.writer->owes_promise()) return Done{};
    RecordRing::Taken nothing;
    nothing.first_lsn = ring_.taken() + 1;
    if (auto status = write_block(nothing, block_plain); !status) return status;
    return sync();
}

}  // namespace earmark::persistence
