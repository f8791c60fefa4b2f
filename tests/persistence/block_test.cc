#include "persistence/block.h"

#include "persistence/aligned_buffer.h"
#include "persistence/crc32c.h"
#include "persistence/duration_histogram.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string_view>
#include <vector>

namespace earmark::persistence {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

TEST(Crc32c, AgreesWithTheStandardsExamples) {
    const std::vector<std::byte> zeros(32);
    const std::vector<std::byte> ones(32, std::byte{0xFF});
    EXPECT_EQ(crc32c(zeros), 0x8A9136AAU);
    EXPECT_EQ(crc32c(ones), 0x62A8AB43U);
    EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE3069283U);
}

TEST(Crc32c, IsTheSameWithAndWithoutTheProcessor) {
    std::mt19937_64 random(5);
    std::vector<std::byte> bytes(300);
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>(random());
    for (std::size_t count = 0; count < bytes.size(); ++count) {
        const auto part = std::span(bytes).first(count);
        EXPECT_EQ(crc32c(part), crc32c_portable(part));
        const auto before = crc32c(part.first(count / 3));
        EXPECT_EQ(crc32c(part.subspan(count / 3), before), crc32c(part));
    }
}

TEST(DurationHistogram, QuantilesAreWithinABucket) {
    DurationHistogram histogram;
    EXPECT_EQ(histogram.quantile(0.5).count(), 0);
    for (int us = 1; us <= 1000; ++us)
        histogram.record(std::chrono::microseconds(us));
    EXPECT_EQ(histogram.count(), 1000U);
    EXPECT_NEAR(static_cast<double>(histogram.quantile(0.5).count()), 500, 500 * 0.07);
    EXPECT_NEAR(static_cast<double>(histogram.quantile(0.99).count()), 990, 990 * 0.07);
    EXPECT_GE(histogram.quantile(1.0).count(), 1000);
    EXPECT_EQ(histogram.quantile(0.001).count(), 1);
}

TEST(DurationHistogram, AVeryLongTimeIsStillCounted) {
    DurationHistogram histogram;
    histogram.record(std::chrono::hours(24 * 365 * 100));
    histogram.record(std::chrono::microseconds(-5));
    EXPECT_EQ(histogram.count(), 2U);
}

class BlockTest : public testing::Test {
  protected:
    BlockTest() {
        const std::string_view records("\x05\0\0\0hello\x02\0\0\0yo\0\0\0\0", 19);
        header_.payload_bytes = static_cast<std::uint32_t>(records.size());
        header_.number = 3;
        header_.first_lsn = 10;
        header_.record_count = 3;
        header_.durable_block = 2;
        header_.durable_lsn = 9;
        header_.previous_crc = 77;
        const auto block = segment_.span().subspan(kPlace.offset);
        std::memcpy(block.data() + sizeof header_, records.data(), records.size());
        bytes_ = seal_block(block, header_, kPlace);
    }

    static constexpr BlockPlace kPlace = {.nonce = 42, .offset = kPageBytes};
    AlignedBuffer segment_{4 * kPageBytes};
    BlockHeader header_{};
    std::size_t bytes_ = 0;
};

TEST_F(BlockTest, IsReadAsWritten) {
    const BlockView view = view_block(segment_.span(), kPlace);
    ASSERT_EQ(view.fault, BlockFault::none);
    EXPECT_EQ(view.bytes, kPageBytes);
    std::vector<std::pair<Lsn, std::string>> read;
    auto status = for_each_record(view, [&read](Lsn lsn, std::span<const std::byte> record) {
        std::string text(record.size(), '\0');
        if (!record.empty()) std::memcpy(text.data(), record.data(), record.size());
        read.emplace_back(lsn, text);
        return Status(Done{});
    });
    EXPECT_TRUE(status);
    const std::vector<std::pair<Lsn, std::string>> expected = {{10, "hello"}, {11, "yo"}, {12, ""}};
    EXPECT_EQ(read, expected);
}

TEST_F(BlockTest, AnyFlippedBitIsFound) {
    for (std::size_t at = 0; at < bytes_; ++at) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            std::byte& byte = segment_.span()[kPlace.offset + at];
            byte ^= std::byte{1} << bit;
            EXPECT_NE(view_block(segment_.span(), kPlace).fault, BlockFault::none) << at;
            byte ^= std::byte{1} << bit;
        }
    }
}

TEST_F(BlockTest, ElsewhereOrFromAnotherUseOfTheDiskIsNoBlock) {
    EXPECT_EQ(view_block(segment_.span(), {43, kPlace.offset}).fault, BlockFault::checksum);
    const auto moved = segment_.span().subspan(2 * kPageBytes, bytes_);
    std::memcpy(moved.data(), segment_.span().data() + kPlace.offset, bytes_);
    EXPECT_EQ(view_block(segment_.span(), {42, 2 * kPageBytes}).fault, BlockFault::checksum);
}

TEST_F(BlockTest, CutAnywhereIsNoBlockAndReadsNothingBeyond) {
    for (std::size_t end = 0; end < kPlace.offset + bytes_; ++end) {
        const std::vector<std::byte> cut(
            segment_.span().begin(), segment_.span().begin() + static_cast<std::ptrdiff_t>(end)
        );
        EXPECT_NE(view_block(cut, kPlace).fault, BlockFault::none) << end;
    }
}

TEST_F(BlockTest, LengthsThatDoNotAddUpAreRefused) {
    const auto payload = segment_.span().subspan(kPlace.offset + sizeof header_);
    for (const int length : {4, 6, 200, 255}) {
        payload[0] = static_cast<std::byte>(length);
        seal_block(segment_.span().subspan(kPlace.offset), header_, kPlace);
        const BlockView view = view_block(segment_.span(), kPlace);
        ASSERT_EQ(view.fault, BlockFault::none);
        auto status =
            for_each_record(view, [](Lsn, std::span<const std::byte>) { return Status(Done{}); });
        ASSERT_FALSE(status) << length;
        EXPECT_EQ(status.error().code, ErrorCode::corrupt_record);
    }
}

TEST_F(BlockTest, ContinuesOnlyAfterItsPredecessor) {
    const ChainPosition right{.next_block = 3, .next_lsn = 10, .previous_crc = 77};
    EXPECT_TRUE(continues_chain(header_, right));
    EXPECT_FALSE(continues_chain(header_, {.next_block = 4, .next_lsn = 10, .previous_crc = 77}));
    EXPECT_FALSE(continues_chain(header_, {.next_block = 3, .next_lsn = 9, .previous_crc = 77}));
    EXPECT_FALSE(continues_chain(header_, {.next_block = 3, .next_lsn = 10, .previous_crc = 78}));
}

}  // namespace
}  // namespace earmark::persistence
