// Durable records are read again from any LSN, while the log goes on and after it was trimmed.
#include "persistence/change_reader.h"

#include "tests/persistence/store_harness.h"

#include <gtest/gtest.h>

#include <vector>

namespace earmark::persistence {
namespace {

class ChangeReaderTest : public testing::Test {
  protected:
    void SetUp() override { open(); }

    void open() {
        const auto status = harness_.open();
        ASSERT_TRUE(status) << status.error().detail;
    }

    ChangesRead read(Lsn from, std::vector<Lsn>& lsns, std::size_t limit = 1'000'000) {
        auto read = store().changes().read(from, [&](Lsn lsn, std::span<const std::byte> record) {
            EXPECT_GE(record.size(), sizeof(KeyValueChange));
            lsns.push_back(lsn);
            return lsns.size() < limit;
        });
        EXPECT_TRUE(read) << read.error().detail;
        return read ? *read : ChangesRead();
    }

    /// All from `from` on, in pages of `limit`.
    std::vector<Lsn> read_all(Lsn from, std::size_t limit) {
        std::vector<Lsn> all;
        ChangesRead page{.next_lsn = from};
        do {
            std::vector<Lsn> lsns;
            page = read(page.next_lsn, lsns, limit);
            EXPECT_TRUE(page.kept);
            all.insert(all.end(), lsns.begin(), lsns.end());
        } while (page.next_lsn <= page.durable_lsn);
        return all;
    }

    static std::vector<Lsn> from_to(Lsn first, Lsn last) {
        std::vector<Lsn> lsns;
        for (Lsn lsn = first; lsn <= last; ++lsn)
            lsns.push_back(lsn);
        return lsns;
    }

    Store& store() { return harness_.store(); }

    LossyFileSystem files_{1};
    StoreHarness harness_{files_};
};

TEST_F(ChangeReaderTest, TellsNothingThatIsNotDurable) {
    harness_.change_some(5);
    std::vector<Lsn> lsns;
    EXPECT_EQ(read(1, lsns).next_lsn, 1U);
    EXPECT_TRUE(lsns.empty());
    ASSERT_TRUE(store().log().flush());
    harness_.change_some(5);
    EXPECT_EQ(read(1, lsns).next_lsn, 6U);
    EXPECT_EQ(lsns, from_to(1, 5));
}

TEST_F(ChangeReaderTest, GoesOnAcrossBlocksAndSegmentsFromAnyLsn) {
    for (int round = 0; round < 60; ++round) {
        harness_.change_some(5);
        ASSERT_TRUE(store().log().flush());
    }
    ASSERT_GT(store().log().segments().size(), 2U);
    for (const Lsn from : {Lsn{1}, Lsn{2}, Lsn{7}, Lsn{150}, Lsn{299}, Lsn{300}, Lsn{151}})
        EXPECT_EQ(read_all(from, 7), from_to(from, 300)) << from;
    std::vector<Lsn> none;
    EXPECT_EQ(read(301, none).next_lsn, 301U);
    EXPECT_TRUE(none.empty());
}

TEST_F(ChangeReaderTest, AFollowerWhoGoesOnReadsEachRecordOnce) {
    std::vector<Lsn> all;
    Lsn next = 1;
    for (int round = 0; round < 100; ++round) {
        harness_.change_some(round % 7);
        ASSERT_TRUE(round % 3 == 0 ? store().log().settle() : store().log().flush());
        std::vector<Lsn> lsns;
        next = read(next, lsns).next_lsn;
        all.insert(all.end(), lsns.begin(), lsns.end());
    }
    EXPECT_EQ(all, from_to(1, store().log().newest()));
}

TEST_F(ChangeReaderTest, GoesOnAfterARestartAndPastTheGapOfACrash) {
    harness_.change_some(20);
    ASSERT_TRUE(store().log().flush());
    std::vector<Lsn> before;
    const Lsn next = read(1, before).next_lsn;
    ASSERT_TRUE(store().close());
    harness_.drop();
    open();
    harness_.change_some(5);
    ASSERT_TRUE(store().log().flush());
    EXPECT_EQ(read_all(next, 3), from_to(21, 25));
    harness_.drop();
    files_.lose_power();
    open();
    const auto first = harness_.change(1, 7'000);
    ASSERT_TRUE(store().log().flush());
    ASSERT_TRUE(first);
    EXPECT_GT(*first, 26U);
    EXPECT_EQ(read_all(26, 3), (std::vector<Lsn>{*first}));
    auto all = from_to(1, 25);
    all.push_back(*first);
    EXPECT_EQ(read_all(1, 4), all);
}

TEST_F(ChangeReaderTest, SaysWhatIsNoLongerKeptAndWhatIs) {
    const auto write_some = [this] {
        for (int round = 0; round < 40; ++round) {
            harness_.change_some(5);
            ASSERT_TRUE(store().log().flush());
        }
    };
    write_some();
    std::vector<Lsn> lsns;
    read(50, lsns, 1);
    ASSERT_TRUE(store().snapshot(harness_.engine()));
    write_some();
    ASSERT_TRUE(store().snapshot(harness_.engine()));
    lsns.clear();
    const auto answer = read(51, lsns);
    EXPECT_FALSE(answer.kept);
    EXPECT_TRUE(lsns.empty());
    EXPECT_GT(answer.oldest_lsn, 51U);
    EXPECT_LE(answer.oldest_lsn, 201U);
    EXPECT_EQ(read_all(answer.oldest_lsn, 50), from_to(answer.oldest_lsn, 400));
    EXPECT_EQ(read_all(0, 50), from_to(answer.oldest_lsn, 400));
}

TEST_F(ChangeReaderTest, DamageIsAnErrorAndNotAnEnd) {
    harness_.change_some(20);
    ASSERT_TRUE(store().log().flush());
    harness_.change_some(20);
    ASSERT_TRUE(store().log().flush());
    const auto file = files_.open(
        std::string(StoreHarness::kFolder) + "/log/segment-0000000001",
        OpenFor::writing,
        WriteThrough::no
    );
    ASSERT_TRUE(file);
    std::vector<std::byte> page(kPageBytes);
    ASSERT_TRUE((*file)->read_at(2 * kPageBytes, page));
    page[100] ^= std::byte{1};
    ASSERT_TRUE((*file)->write_at(2 * kPageBytes, page));
    const auto read =
        store().changes().read(1, [](Lsn, std::span<const std::byte>) { return true; });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, ErrorCode::corrupt_record) << read.error().detail;
}

}  // namespace
}  // namespace earmark::persistence
