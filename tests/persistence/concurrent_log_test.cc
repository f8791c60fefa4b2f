// Many threads append while the log's own threads write: on real files, and on the disk that fails.
#include "persistence/store.h"
#include "tests/persistence/key_value_engine.h"
#include "tests/persistence/temporary_folder.h"
#include "tests/support/lossy_file_system.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace earmark::persistence {
namespace {

constexpr std::uint32_t kThreads = 4;
constexpr std::uint64_t kChangesPerThread = 3000;

/// Waits for LSNs as a server's replies do.
class Waiter {
  public:
    void hear(Lsn lsn) {
        {
            const std::scoped_lock lock(mutex_);
            EXPECT_GT(lsn, durable_);
            durable_ = lsn;
        }
        changed_.notify_all();
    }

    void give_up() {
        {
            const std::scoped_lock lock(mutex_);
            given_up_ = true;
        }
        changed_.notify_all();
    }

    /// Answers whether the change is durable.
    bool wait(Lsn lsn) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return durable_ >= lsn || given_up_; });
        return durable_ >= lsn;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    Lsn durable_ = 0;
    bool given_up_ = false;
};

/// Appends from several threads, each key by one thread only; every 50th change waits to be
/// durable.
///
/// Returns: for each thread, the newest value that was acknowledged.
std::vector<std::uint64_t> change_from_many_threads(
    WriteAheadLog& log, KeyValueEngine& engine, Waiter& waiter
) {
    std::vector<std::uint64_t> acknowledged(kThreads, 0);
    std::vector<std::thread> threads;
    for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&, thread] {
            for (std::uint64_t value = 1; value <= kChangesPerThread; ++value) {
                const KeyValueChange change{thread, 0, value};
                const auto record = KeyValueEngine::encode(change, value % 90);
                LogAdmission admission = log.set_aside(record.size() + 8);
                while (admission == LogAdmission::busy) {
                    std::this_thread::yield();
                    admission = log.set_aside(record.size() + 8);
                }
                if (admission != LogAdmission::granted) return;
                const Lsn lsn = log.append(record.size() + 8, record);
                engine.apply(lsn, change);
                if (value % 50 != 0) continue;
                if (!waiter.wait(lsn)) return;
                acknowledged[thread] = value;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    return acknowledged;
}

StoreOptions small_options() {
    StoreOptions options;
    options.log.segment_bytes = 64 * kPageBytes;
    options.log.buffer_bytes = std::size_t{64} << 10U;
    options.log.release_bytes = std::size_t{8} << 10U;
    options.log.promise_after = std::chrono::milliseconds(1);
    return options;
}

struct Opened {
    std::unique_ptr<KeyValueEngine> engine;
    std::unique_ptr<Store> store;
};

Opened open_store(const std::string& folder, StoreOptions options) {
    Opened opened;
    auto store = Store::open(folder, std::move(options), [&opened]() -> StateImageTarget& {
        opened.engine = std::make_unique<KeyValueEngine>();
        return *opened.engine;
    });
    EXPECT_TRUE(store) << store.error().detail;
    if (store) opened.store = std::move(*store);
    return opened;
}

class ConcurrentLog : public testing::TestWithParam<DurabilityMode> {
  protected:
    TemporaryFolder folder_;
};

TEST_P(ConcurrentLog, ManyThreadsSnapshotsAndSegmentsAtOnceLoseNothing) {
    StoreOptions options = small_options();
    options.log.mode = GetParam();
    options.log.relaxed_sync_every = std::chrono::milliseconds(1);
    KeyValueEngine::Contents before;
    {
        Opened opened = open_store(folder_.path(), options);
        ASSERT_TRUE(opened.store);
        Waiter waiter;
        opened.store->log().on_durable([&waiter](Lsn lsn) { waiter.hear(lsn); });
        std::atomic<bool> done = false;
        std::atomic<int> snapshots = 0;
        std::thread saver([&] {
            while (!done) {
                auto report = opened.store->snapshot(*opened.engine);
                EXPECT_TRUE(report) << report.error().detail;
                ++snapshots;
            }
        });
        const auto acknowledged =
            change_from_many_threads(opened.store->log(), *opened.engine, waiter);
        done = true;
        saver.join();
        EXPECT_EQ(acknowledged, std::vector<std::uint64_t>(kThreads, kChangesPerThread));
        EXPECT_GE(snapshots, 1);
        before = opened.engine->contents();
        const LogStatistics statistics = opened.store->log().statistics();
        EXPECT_EQ(statistics.records, kThreads * kChangesPerThread);
        EXPECT_GT(statistics.flush_time_p99.count(), 0);
        ASSERT_TRUE(opened.store->close());
    }
    options.recovery.threads = 2;
    const Opened opened = open_store(folder_.path(), options);
    ASSERT_TRUE(opened.store);
    EXPECT_TRUE(opened.store->recovered().clean);
    EXPECT_TRUE(opened.engine->contents() == before);
}

std::string name_of(const testing::TestParamInfo<DurabilityMode>& mode) {
    static constexpr const char* kNames[] = {"Sync", "Relaxed", "None"};
    return kNames[static_cast<std::size_t>(mode.param)];
}

INSTANTIATE_TEST_SUITE_P(
    Modes,
    ConcurrentLog,
    testing::Values(DurabilityMode::sync, DurabilityMode::relaxed, DurabilityMode::none),
    name_of
);

TEST(ConcurrentFailure, ADiskThatFailsInTheMiddleLosesNothingAcknowledged) {
    int failures = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        LossyFileSystem files(seed, /*direct=*/seed % 2 == 0);
        StoreOptions options = small_options();
        options.files = &files;
        Waiter waiter;
        options.on_failed = [&waiter](const Error&) { waiter.give_up(); };
        std::vector<std::uint64_t> acknowledged;
        {
            Opened opened = open_store("/data", options);
            ASSERT_TRUE(opened.store);
            opened.store->log().on_durable([&waiter](Lsn lsn) { waiter.hear(lsn); });
            files.fail_operation(30 + 7 * seed, seed % 3 == 0 ? Fault::power_cut : Fault::io_error);
            acknowledged = change_from_many_threads(opened.store->log(), *opened.engine, waiter);
            failures += opened.store->log().failure() ? 1 : 0;
        }
        files.lose_power();
        options.on_failed = nullptr;
        const Opened opened = open_store("/data", options);
        ASSERT_TRUE(opened.store);
        auto contents = opened.engine->contents();
        for (std::uint32_t thread = 0; thread < kThreads; ++thread)
            EXPECT_GE(contents[thread].value, acknowledged[thread]) << seed;
    }
    EXPECT_GT(failures, 0);
}

TEST(ConcurrentBurst, WhatComesInABurstSharesAFlushAndWaitsForItsEndAlone) {
    const TemporaryFolder folder;
    StoreOptions options = small_options();
    options.log.promise_after = std::chrono::hours(1);
    options.log.gather_within = std::chrono::hours(1);
    Opened opened = open_store(folder.path(), options);
    ASSERT_TRUE(opened.store);
    WriteAheadLog& log = opened.store->log();
    std::atomic<Lsn> durable = 0;
    std::atomic<bool> may_go_on = false;
    log.on_durable([&](Lsn lsn) {
        durable = lsn;
        while (!may_go_on)
            std::this_thread::yield();
    });
    const auto append = [&log](int count) {
        Lsn newest = 0;
        for (int each = 0; each < count; ++each) {
            const auto record = KeyValueEngine::encode({1, 0, 2});
            EXPECT_EQ(log.set_aside(record.size()), LogAdmission::granted);
            newest = log.append(record.size(), record);
        }
        return newest;
    };
    const auto wait_for = [&durable](Lsn lsn) {
        while (durable < lsn)
            std::this_thread::yield();
    };
    wait_for(append(1));
    // While the log's thread tells of the first, several come, and more are to come.
    log.begin_burst();
    const Lsn several = append(8);
    may_go_on = true;
    wait_for(several);
    for (int each = 0; each < 2; ++each)
        append(1);
    const Lsn last = append(1);
    log.end_burst();
    wait_for(last);
    // The opening block, that of the first, of the several, and of the last three.
    EXPECT_EQ(log.statistics().blocks, 4U);
}

TEST(ConcurrentIdle, AnIdleLogSaysThatItsLastCommitIsDurable) {
    const TemporaryFolder folder;
    {
        Opened opened = open_store(folder.path(), small_options());
        ASSERT_TRUE(opened.store);
        WriteAheadLog& log = opened.store->log();
        const auto record = KeyValueEngine::encode({1, 0, 2});
        ASSERT_EQ(log.set_aside(record.size()), LogAdmission::granted);
        log.append(record.size(), record);
        // The opening block, the record's, and the one that says so.
        while (log.statistics().blocks < 3)
            std::this_thread::yield();
    }
    // With the promise on disk, damage to the record's block is told from a torn tail.
    PosixFileSystem files;
    auto file =
        files.open(folder.path() + "/log/segment-0000000001", OpenFor::writing, WriteThrough::no);
    ASSERT_TRUE(file);
    const std::vector<std::byte> damage(1, std::byte{0xFF});
    ASSERT_TRUE((*file)->write_at(2 * kPageBytes + 70, damage));
    KeyValueEngine engine;
    auto store = Store::open(folder.path(), small_options(), [&engine]() -> StateImageTarget& {
        return engine;
    });
    ASSERT_FALSE(store);
    EXPECT_NE(store.error().detail.find("records it as durable"), std::string::npos)
        << store.error().detail;
}

}  // namespace
}  // namespace earmark::persistence
