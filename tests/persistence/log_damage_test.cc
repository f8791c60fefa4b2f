// A small log, damaged in every way: what was acknowledged is there, or the server does not start.
#include "persistence/crc32c.h"
#include "persistence/log_reader.h"
#include "tests/persistence/store_harness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

namespace earmark::persistence {
namespace {

constexpr std::uint64_t kSmallSegmentBytes = 4 * kPageBytes;

class LogDamageTest : public testing::Test {
  protected:
    /// Three segments in use and one made ahead. The last block is acknowledged, but no later one
    /// says so: nobody can tell it from a torn one.
    void SetUp() override {
        StoreHarness harness(files_);
        StoreOptions options = harness.options();
        options.log.segment_bytes = kSmallSegmentBytes;
        ASSERT_TRUE(harness.open(options));
        for (int block = 0; block < 5; ++block) {
            proven_lsn_ = harness.store().log().durable();
            harness.change(static_cast<std::uint32_t>(block), 100);
            harness.change(7, 100 + static_cast<std::uint64_t>(block), 30);
            ASSERT_TRUE(harness.store().log().flush());
        }
        newest_lsn_ = harness.store().log().newest();
        uuid_ = harness.store().uuid();
        harness.drop();
        files_.lose_power();
        intact_ = files_.image();
        const auto recovered = recover_now();
        ASSERT_TRUE(recovered);
        ASSERT_EQ(recovered->survey.used.size(), 2U);
        ASSERT_EQ(recovered->survey.unused.size(), 1U);
        tail_ = recovered->tail;
    }

    Result<Recovered> recover_now(OnDamage on_damage = OnDamage::refuse) {
        RecoveryOptions options;
        options.on_damage = on_damage;
        KeyValueEngine engine;
        return recover(files_, folder_, uuid_, options, [&engine]() -> StateImageTarget& {
            return engine;
        });
    }

    std::vector<std::byte> segment(std::uint64_t number) const {
        return intact_.at(folder_.segment(number));
    }

    /// What may come of other bytes in the page at `offset` of a segment.
    void expect_damage_is_handled(std::uint64_t number, std::uint64_t offset) {
        const auto recovered = recover_now();
        const bool in_last_segment = number == tail_.segment.number;
        const bool unused = number > tail_.segment.number ||
                            (in_last_segment && offset >= tail_.offset) ||
                            (!in_last_segment && offset >= used_end(number));
        if (unused) {
            // A page that was never written: nothing is lost, or a person is asked.
            EXPECT_TRUE(!recovered || recovered->report.newest == newest_lsn_);
            return;
        }
        const bool last_block = in_last_segment && offset >= tail_.unproven;
        if (last_block) {
            ASSERT_TRUE(recovered) << recovered.error().detail;
            EXPECT_EQ(recovered->report.newest, proven_lsn_);
            EXPECT_GT(recovered->report.torn_bytes, 0U);
            EXPECT_NE(recovered->report.torn.find("segment-0000000002, byte "), std::string::npos);
            return;
        }
        ASSERT_FALSE(recovered);
        EXPECT_NE(recovered.error().code, ErrorCode::io_failed);
        EXPECT_NE(recovered.error().detail.find("found"), std::string::npos)
            << recovered.error().detail;
        EXPECT_NE(recovered.error().detail.find("expected"), std::string::npos)
            << recovered.error().detail;
    }

    /// Bytes used of a segment that another follows.
    std::uint64_t used_end(std::uint64_t number) const {
        SegmentHeader next{};
        std::memcpy(&next, intact_.at(folder_.segment(number + 1)).data(), sizeof next);
        return next.previous_bytes;
    }

    LossyFileSystem files_{1};
    const DataFolder folder_{StoreHarness::kFolder};
    StoreUuid uuid_{};
    DiskImage intact_;
    LogTail tail_;
    Lsn proven_lsn_ = 0;
    Lsn newest_lsn_ = 0;
};

TEST_F(LogDamageTest, AnyFlippedBit) {
    for (std::uint64_t number = 1; number <= 3; ++number) {
        const auto intact = segment(number);
        for (std::size_t at = 0; at < intact.size(); ++at) {
            // Every bit of headers and records; one bit here and there in the padding.
            const bool padding = at % kPageBytes >= 200;
            if (padding && at % 5 != 0) continue;
            for (unsigned bit = padding ? at % 8 : 0; bit < 8; bit += padding ? 8 : 1) {
                auto damaged = intact;
                damaged[at] ^= std::byte{1} << bit;
                files_.replace(folder_.segment(number), damaged);
                expect_damage_is_handled(number, at);
                if (HasFailure())
                    FAIL() << "segment " << number << " byte " << at << " bit " << bit;
            }
        }
        files_.replace(folder_.segment(number), intact);
    }
}

TEST_F(LogDamageTest, AWriteOfTheLastBlockTornAtAnyByte) {
    const auto intact = segment(tail_.segment.number);
    for (std::size_t written = tail_.unproven; written < tail_.offset; ++written) {
        auto torn = intact;
        std::fill(torn.begin() + static_cast<std::ptrdiff_t>(written), torn.end(), std::byte{0});
        files_.replace(folder_.segment(tail_.segment.number), torn);
        const auto recovered = recover_now();
        ASSERT_TRUE(recovered) << recovered.error().detail;
        // The block's padding is zeros: from there on it is whole.
        const bool whole = torn == intact;
        EXPECT_EQ(recovered->report.newest, whole ? newest_lsn_ : proven_lsn_) << written;
    }
}

TEST_F(LogDamageTest, AFileCutAtAnyByteLosesNothingSilently) {
    for (std::uint64_t number = 1; number <= 3; ++number) {
        const auto intact = segment(number);
        const auto step = [](std::size_t bytes) {
            return std::size_t{bytes % 512 < 100 ? 1U : 37U};
        };
        for (std::size_t bytes = 0; bytes < intact.size(); bytes += step(bytes)) {
            files_.replace(
                folder_.segment(number),
                std::vector<std::byte>(
                    intact.begin(), intact.begin() + static_cast<std::ptrdiff_t>(bytes)
                )
            );
            const auto recovered = recover_now();
            if (recovered) {
                EXPECT_EQ(recovered->report.newest, newest_lsn_) << number << " cut to " << bytes;
            } else {
                EXPECT_NE(recovered.error().code, ErrorCode::io_failed) << recovered.error().detail;
            }
        }
        files_.replace(folder_.segment(number), intact);
    }
}

TEST_F(LogDamageTest, APageWrittenInThePlaceOfAnother) {
    for (std::uint64_t source = 1; source <= 3; ++source) {
        for (std::uint64_t target = 1; target <= 3; ++target) {
            for (std::size_t from = 0; from < kSmallSegmentBytes; from += kPageBytes) {
                for (std::size_t to = 0; to < kSmallSegmentBytes; to += kPageBytes) {
                    const auto other = segment(source);
                    auto damaged = segment(target);
                    std::copy_n(
                        other.begin() + static_cast<std::ptrdiff_t>(from),
                        kPageBytes,
                        damaged.begin() + static_cast<std::ptrdiff_t>(to)
                    );
                    if (damaged == segment(target)) continue;
                    files_.replace(folder_.segment(target), damaged);
                    const auto recovered = recover_now();
                    if (recovered) {
                        const bool last_block = target == tail_.segment.number &&
                                                to >= tail_.unproven && to < tail_.offset;
                        EXPECT_EQ(recovered->report.newest, last_block ? proven_lsn_ : newest_lsn_)
                            << source << ":" << from << " -> " << target << ":" << to;
                    }
                    files_.replace(folder_.segment(target), segment(target));
                }
            }
        }
    }
}

TEST_F(LogDamageTest, TwoSegmentsSwapped) {
    files_.replace(folder_.segment(1), segment(2));
    files_.replace(folder_.segment(2), segment(1));
    const auto recovered = recover_now();
    ASSERT_FALSE(recovered);
    EXPECT_NE(recovered.error().detail.find("is another segment"), std::string::npos);
}

TEST_F(LogDamageTest, AnySegmentMissing) {
    for (std::uint64_t number = 1; number <= 2; ++number) {
        DiskImage image = intact_;
        image.erase(folder_.segment(number));
        files_.replace_all(image);
        const auto recovered = recover_now();
        ASSERT_FALSE(recovered) << number;
        EXPECT_NE(recovered.error().detail.find("missing"), std::string::npos)
            << recovered.error().detail;
    }
}

TEST_F(LogDamageTest, NoSegmentAtAll) {
    DiskImage image = intact_;
    for (std::uint64_t number = 1; number <= 3; ++number)
        image.erase(folder_.segment(number));
    image["/data/log/x"] = {};
    files_.replace_all(image);
    const auto recovered = recover_now();
    ASSERT_FALSE(recovered);
    EXPECT_EQ(recovered.error().code, ErrorCode::corrupt_record);
}

/// Changes a header and makes its checksum right again.
std::vector<std::byte> with_header(
    std::vector<std::byte> segment, const std::function<void(SegmentHeader&)>& change
) {
    SegmentHeader header{};
    std::memcpy(&header, segment.data(), sizeof header);
    change(header);
    header.crc32c = 0;
    std::memcpy(segment.data(), &header, sizeof header);
    header.crc32c = crc32c(std::span(segment).first(kPageBytes));
    std::memcpy(segment.data(), &header, sizeof header);
    return segment;
}

TEST_F(LogDamageTest, ASegmentOfAnotherVersionIsRefusedAsSuch) {
    for (const std::uint32_t version : {kLogFormatVersion - 1, kLogFormatVersion + 1}) {
        files_.replace(folder_.segment(2), with_header(segment(2), [&](SegmentHeader& header) {
                           header.format_version = version;
                       }));
        const auto recovered = recover_now();
        ASSERT_FALSE(recovered);
        EXPECT_EQ(recovered.error().code, ErrorCode::unsupported);
        const std::string expected =
            "found " + std::to_string(version) + ", expected " + std::to_string(kLogFormatVersion);
        EXPECT_NE(recovered.error().detail.find(expected), std::string::npos)
            << recovered.error().detail;
    }
}

TEST_F(LogDamageTest, ASegmentOfAnotherStore) {
    files_.replace(folder_.segment(2), with_header(segment(2), [](SegmentHeader& header) {
                       header.store[0] ^= 1;
                   }));
    const auto recovered = recover_now();
    ASSERT_FALSE(recovered);
    EXPECT_NE(recovered.error().detail.find("belongs to another store"), std::string::npos);
}

TEST_F(LogDamageTest, AnOlderCopyOfASegmentInItsPlace) {
    // As if a backup of the first segment, taken before its last block, had been put back.
    auto older = segment(1);
    std::fill(
        older.begin() + static_cast<std::ptrdiff_t>(used_end(1) - kPageBytes),
        older.end(),
        std::byte{0}
    );
    files_.replace(folder_.segment(1), older);
    const auto recovered = recover_now();
    ASSERT_FALSE(recovered);
    EXPECT_NE(recovered.error().detail.find("goes on with"), std::string::npos)
        << recovered.error().detail;
}

TEST_F(LogDamageTest, AnErrorOfReadingIsNeverTheEndOfTheLog) {
    int reads = 0;
    for (std::uint64_t n = 1;; ++n) {
        files_.fail_read(n);
        const auto recovered = recover_now();
        if (recovered) {
            EXPECT_EQ(recovered->report.newest, newest_lsn_);
            break;
        }
        EXPECT_EQ(recovered.error().code, ErrorCode::io_failed) << recovered.error().detail;
        ++reads;
    }
    EXPECT_GE(reads, 5);
}

TEST_F(LogDamageTest, SalvageKeepsWhatPrecedesTheDamage) {
    auto damaged = segment(1);
    damaged[2 * kPageBytes + 80] ^= std::byte{1};
    files_.replace(folder_.segment(1), damaged);
    StoreHarness harness(files_);
    StoreOptions options = harness.options();
    options.log.segment_bytes = kSmallSegmentBytes;
    EXPECT_FALSE(harness.open(options));
    files_.kill_process();
    options = harness.options();
    options.log.segment_bytes = kSmallSegmentBytes;
    options.recovery.on_damage = OnDamage::salvage;
    auto opened = harness.open(options);
    ASSERT_TRUE(opened) << opened.error().detail;
    EXPECT_EQ(harness.store().recovered().newest, 0U);
    EXPECT_NE(harness.store().recovered().loss.find("byte 8192"), std::string::npos);
    EXPECT_TRUE(files_.image().contains("/data/log/lost-segment-0000000002"));
    harness.change(1, 5);
    ASSERT_TRUE(harness.store().log().flush());
    EXPECT_GT(harness.store().log().newest(), newest_lsn_);
    harness.drop();
    files_.lose_power();
    options = harness.options();
    options.log.segment_bytes = kSmallSegmentBytes;
    ASSERT_TRUE(harness.open(options));
    harness.expect_recovered_what_was_promised();
}

}  // namespace
}  // namespace earmark::persistence
