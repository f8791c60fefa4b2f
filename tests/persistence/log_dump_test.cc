#include "persistence/log_dump.h"

#include "persistence/flush_time.h"
#include "tests/persistence/store_harness.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace earmark::persistence {
namespace {

class LogDumpTest : public testing::Test {
  protected:
    void SetUp() override {
        ASSERT_TRUE(harness_.open());
        for (int i = 0; i < 20; ++i) {
            harness_.change_some(10);
            ASSERT_TRUE(harness_.store().log().flush());
        }
        ASSERT_TRUE(harness_.store().snapshot(harness_.engine()));
        harness_.change_some(1);
        ASSERT_TRUE(harness_.store().close());
        harness_.drop();
        files_.kill_process();
    }

    DumpSummary dump(const DumpOptions& options) {
        out_.str({});
        auto summary = dump_folder(files_, StoreHarness::kFolder, options, out_);
        EXPECT_TRUE(summary) << summary.error().detail;
        return summary ? *summary : DumpSummary{};
    }

    bool printed(const std::string& text) const {
        return out_.str().find(text) != std::string::npos;
    }

    LossyFileSystem files_{1};
    StoreHarness harness_{files_};
    std::ostringstream out_;
};

TEST_F(LogDumpTest, ATableNamesSnapshotsAndSegments) {
    const DumpSummary summary = dump({});
    EXPECT_GT(summary.segments, 1U);
    EXPECT_EQ(summary.records, 201U);
    EXPECT_EQ(summary.newest_lsn, 201U);
    EXPECT_EQ(summary.snapshots, 1U);
    EXPECT_EQ(summary.problems, 0U);
    EXPECT_TRUE(printed("begin_lsn"));
    EXPECT_TRUE(printed("clean shutdown"));
    EXPECT_FALSE(printed("\nblock"));
}

TEST_F(LogDumpTest, BesideRecordsOnlyTheirBlocksAreShown) {
    DumpOptions options;
    options.detail = DumpDetail::records;
    options.style = RowStyle::json;
    options.from_lsn = 95;
    options.records_max = 8;
    dump(options);
    std::istringstream lines(out_.str());
    std::string line;
    int blocks = 0;
    int records = 0;
    while (std::getline(lines, line)) {
        if (line.starts_with(R"({"kind":"block")")) ++blocks;
        if (line.starts_with(R"({"kind":"record")")) ++records;
    }
    EXPECT_EQ(records, 8);
    // Ten changes a block: 95 to 102 are the end of one and the beginning of the next.
    EXPECT_GE(blocks, 2);
    EXPECT_LE(blocks, 3);
}

TEST_F(LogDumpTest, RecordsAreDescribedFromAnLsnOn) {
    DumpOptions options;
    options.detail = DumpDetail::records;
    options.from_lsn = 10;
    options.records_max = 3;
    options.describe = [](std::span<const std::byte> record) {
        return "say \"" + std::to_string(record.size()) + "\"";
    };
    options.style = RowStyle::json;
    dump(options);
    EXPECT_TRUE(printed(R"({"kind":"record","lsn":10,"bytes":)"));
    EXPECT_TRUE(printed(R"("what":"say \")"));
    EXPECT_TRUE(printed(R"("lsn":12,)"));
    EXPECT_FALSE(printed(R"({"kind":"record","lsn":9,)"));
    EXPECT_FALSE(printed(R"({"kind":"record","lsn":13,)"));
}

TEST_F(LogDumpTest, BlocksAndChunksAreListed) {
    DumpOptions options;
    options.detail = DumpDetail::blocks;
    dump(options);
    EXPECT_TRUE(printed("opened"));
    EXPECT_TRUE(printed("closed"));
    EXPECT_TRUE(printed("chunk"));
}

TEST_F(LogDumpTest, DamageIsCountedAndTheRestStillShown) {
    const DumpSummary sound = dump({});
    const std::string segment = "/data/log/segment-0000000002";
    auto bytes = files_.image().at(segment);
    bytes[kPageBytes + 100] ^= std::byte{1};
    files_.replace(segment, bytes);
    const DumpSummary damaged = dump({});
    EXPECT_EQ(damaged.problems, 1U);
    EXPECT_EQ(damaged.segments, sound.segments);
    EXPECT_LT(damaged.records, sound.records);
    EXPECT_TRUE(printed(segment + ", byte 4096"));
}

TEST_F(LogDumpTest, VerifyFindsADamagedImage) {
    const std::string image = "/data/snapshots/snapshot-0000000001-0000000002.image";
    auto bytes = files_.image().at(image);
    bytes[bytes.size() / 2] ^= std::byte{1};
    files_.replace(image, bytes);
    EXPECT_EQ(dump({}).problems, 0U);
    DumpOptions options;
    options.verify = true;
    EXPECT_EQ(dump(options).problems, 1U);
    EXPECT_TRUE(printed(image));
}

TEST_F(LogDumpTest, WhatIsNoDataFolderIsSaidToBeNone) {
    const auto summary = dump_folder(files_, "/data/log", {}, out_);
    ASSERT_FALSE(summary);
    EXPECT_EQ(summary.error().code, ErrorCode::bad_input);
}

TEST(FlushTimeTest, LeavesNothingBehind) {
    LossyFileSystem files(1);
    ASSERT_TRUE(files.create_folder("/data"));
    SystemClock clock;
    const auto time = measure_flush_time(files, clock, "/data", 10);
    ASSERT_TRUE(time);
    EXPECT_EQ(time->count, 10U);
    EXPECT_LE(time->p50, time->p99);
    EXPECT_TRUE(files.image().empty());
}

}  // namespace
}  // namespace earmark::persistence
