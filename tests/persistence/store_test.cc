#include "persistence/store.h"

#include "tests/persistence/store_harness.h"

#include <gtest/gtest.h>

namespace earmark::persistence {
namespace {

class StoreTest : public testing::Test {
  protected:
    void open() {
        auto status = harness_.open();
        ASSERT_TRUE(status) << status.error().detail;
    }

    LossyFileSystem files_{1};
    StoreHarness harness_{files_};
};

TEST_F(StoreTest, ANewStoreIsEmpty) {
    open();
    EXPECT_TRUE(harness_.store().recovered().created);
    EXPECT_EQ(harness_.store().log().newest(), 0U);
    EXPECT_TRUE(harness_.engine().contents().empty());
}

TEST_F(StoreTest, TheFirstChangeIsNumberOne) {
    open();
    EXPECT_EQ(harness_.change(7, 70), 1U);
    EXPECT_EQ(harness_.change(7, 71), 2U);
}

TEST_F(StoreTest, WhatWasFlushedSurvivesTheLossOfPower) {
    open();
    harness_.change_some(100);
    ASSERT_TRUE(harness_.store().log().flush());
    EXPECT_EQ(harness_.store().log().durable(), 100U);
    harness_.drop();
    files_.lose_power();
    open();
    EXPECT_EQ(harness_.store().recovered().newest, 100U);
    EXPECT_EQ(harness_.store().recovered().records, 100U);
    EXPECT_FALSE(harness_.store().recovered().clean);
    harness_.expect_recovered_what_was_promised();
}

TEST_F(StoreTest, WhatWasNotFlushedIsNotAcknowledged) {
    open();
    harness_.change(1, 10);
    EXPECT_EQ(harness_.store().log().newest(), 1U);
    EXPECT_EQ(harness_.store().log().durable(), 0U);
}

TEST_F(StoreTest, ACleanShutdownLosesNothingAndNumbersGoOn) {
    open();
    harness_.change_some(10);
    ASSERT_TRUE(harness_.store().close());
    EXPECT_EQ(harness_.store().log().durable(), 10U);
    harness_.drop();
    files_.lose_power();
    open();
    EXPECT_TRUE(harness_.store().recovered().clean);
    harness_.expect_recovered_what_was_promised();
    EXPECT_EQ(harness_.change(1, 1000), 11U);
}

TEST_F(StoreTest, NumbersGivenOutBeforeACrashAreNeverUsedAgain) {
    open();
    harness_.change_some(5);
    ASSERT_TRUE(harness_.store().log().flush());
    harness_.change_some(5);  // Seen by readers, never durable.
    harness_.drop();
    files_.kill_process();
    open();
    EXPECT_EQ(harness_.store().recovered().newest, 5U);
    EXPECT_EQ(harness_.change(1, 1000), kLsnRestartStep + 1);
    harness_.drop();  // And once more before anything was written.
    files_.kill_process();
    open();
    EXPECT_EQ(harness_.change(1, 1001), 2 * kLsnRestartStep + 1);
}

TEST_F(StoreTest, TheLogRunsThroughManySegments) {
    open();
    for (int i = 0; i < 60; ++i) {
        harness_.change_some(20);
        ASSERT_TRUE(harness_.store().log().flush());
    }
    harness_.drop();
    files_.lose_power();
    EXPECT_TRUE(files_.image().contains("/data/log/segment-0000000010"));
    open();
    EXPECT_EQ(harness_.store().recovered().newest, 1200U);
    harness_.expect_recovered_what_was_promised();
}

TEST_F(StoreTest, ReplayByManyThreadsIsReplayByOne) {
    open();
    for (int i = 0; i < 10; ++i) {
        harness_.change_some(100);
        ASSERT_TRUE(harness_.store().log().flush());
    }
    harness_.drop();
    files_.kill_process();
    auto options = harness_.options();
    options.recovery.threads = 4;
    ASSERT_TRUE(harness_.open(options));
    harness_.expect_recovered_what_was_promised();
}

TEST_F(StoreTest, ASecondServerIsRefused) {
    open();
    StoreHarness second(files_);
    const auto status = second.open();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::in_use);
}

TEST_F(StoreTest, FullBuffersRefuseReservationsButNotReleases) {
    open();
    WriteAheadLog& log = harness_.store().log();
    while (log.set_aside(1000) == LogAdmission::granted) {
    }
    EXPECT_EQ(log.set_aside(1000), LogAdmission::busy);
    EXPECT_EQ(log.set_aside_for_release(1000), LogAdmission::granted);
    for (int i = 0; i < 20; ++i)
        log.give_back(1000);
    EXPECT_EQ(log.set_aside(1000), LogAdmission::granted);
}

TEST_F(StoreTest, WhatAChangeDidNotNeedOfItsSpaceIsGivenBack) {
    open();
    WriteAheadLog& log = harness_.store().log();
    const auto record = KeyValueEngine::encode({1, 0, 2});
    for (int i = 0; i < 500; ++i) {
        ASSERT_EQ(log.set_aside(10'000), LogAdmission::granted);
        log.append(10'000, record);
        if (i % 100 != 0) continue;
        ASSERT_TRUE(log.flush());
    }
}

TEST_F(StoreTest, ANearlyFullDiskRefusesReservationsUntilThereIsRoomAgain) {
    open();
    WriteAheadLog& log = harness_.store().log();
    files_.set_free_bytes(2 * StoreHarness::kSegmentBytes - 1);
    ASSERT_TRUE(log.flush());
    EXPECT_EQ(log.set_aside(100), LogAdmission::disk_full);
    EXPECT_EQ(log.set_aside_for_release(100), LogAdmission::granted);
    files_.set_free_bytes(2 * StoreHarness::kSegmentBytes);
    ASSERT_TRUE(log.flush());
    EXPECT_EQ(log.set_aside(100), LogAdmission::granted);
}

TEST_F(StoreTest, AClosedLogGrantsNothing) {
    open();
    ASSERT_TRUE(harness_.store().close());
    EXPECT_EQ(harness_.store().log().set_aside(1), LogAdmission::closed);
    EXPECT_EQ(harness_.store().log().set_aside_for_release(1), LogAdmission::closed);
}

TEST_F(StoreTest, TheListenerHearsEachStepOfDurability) {
    open();
    std::vector<Lsn> heard;
    harness_.store().log().on_durable([&heard](Lsn lsn) { heard.push_back(lsn); });
    harness_.change_some(3);
    ASSERT_TRUE(harness_.store().log().flush());
    harness_.change_some(2);
    ASSERT_TRUE(harness_.store().log().flush());
    ASSERT_TRUE(harness_.store().log().settle());
    EXPECT_EQ(heard, (std::vector<Lsn>{3, 5}));
}

TEST_F(StoreTest, AFailedWriteEndsTheLogForGood) {
    auto options = harness_.options();
    int failures = 0;
    options.on_failed = [&failures](const Error&) { ++failures; };
    ASSERT_TRUE(harness_.open(options));
    harness_.change_some(3);
    files_.fail_operation(1, Fault::io_error);
    EXPECT_FALSE(harness_.store().log().flush());
    EXPECT_EQ(failures, 1);
    EXPECT_EQ(harness_.store().log().set_aside(1), LogAdmission::closed);
    EXPECT_FALSE(harness_.store().log().flush());  // Although the disk works again.
    EXPECT_EQ(harness_.store().log().durable(), 0U);
    EXPECT_FALSE(harness_.store().close());
    EXPECT_EQ(failures, 1);
}

}  // namespace
}  // namespace earmark::persistence
