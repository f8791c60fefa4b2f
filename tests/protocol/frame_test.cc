#include "protocol/frame.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace earmark::protocol {
namespace {

using Next = FrameReader::Next;
using wire::MessageKind;
using wire::Refusal;

std::vector<std::byte> some_bytes(std::size_t count) {
    std::vector<std::byte> bytes(count);
    for (std::size_t index = 0; index < count; ++index)
        bytes[index] = static_cast<std::byte>(index * 7 + 1);
    return bytes;
}

FrameHeader header(std::uint64_t request_id, MessageKind kind = MessageKind::status) {
    FrameHeader header;
    header.kind = kind;
    header.request_id = request_id;
    return header;
}

void feed(FrameReader& reader, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const auto space = reader.space();
        const std::size_t part = std::min(space.size(), bytes.size());
        std::memcpy(space.data(), bytes.data(), part);
        reader.received(part);
        bytes = bytes.subspan(part);
    }
}

/// A frame whose header says what the test wants, with a right checksum.
ByteBuffer raw(FrameHeader wanted, std::size_t bytes_after = 0) {
    wanted.header_crc32c = header_crc32c(wanted);
    ByteBuffer buffer;
    std::memcpy(buffer.extend(sizeof wanted), &wanted, sizeof wanted);
    if (bytes_after != 0) std::memset(buffer.extend(bytes_after), 0, bytes_after);
    return buffer;
}

TEST(Frame, ChecksumIsCrc32C) {
    // RFC 3720, B.4 gives 32 bytes; of 28 zeros the value below was computed bit by bit.
    FrameHeader zeros{.magic = 0, .version = 0};
    std::uint32_t crc = 0xFFFF'FFFF;
    for (int bit = 0; bit < 28 * 8; ++bit)
        crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82F6'3B78U : 0U);
    EXPECT_EQ(header_crc32c(zeros), ~crc);
}

TEST(Frame, HeaderBytesAreWhereTheFormatSays) {
    ByteBuffer buffer;
    FrameHeader wanted = header(0x1122'3344'5566'7788, MessageKind::reserve);
    wanted.flags = kFlagLatest;
    wanted.time_left_ms = 1'000;
    append_frame(buffer, wanted, some_bytes(5));
    const auto at = [&](std::size_t index) {
        return std::to_integer<unsigned>(buffer.span()[index]);
    };
    ASSERT_EQ(buffer.bytes(), 40U);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(buffer.span().data()), 4), "EMK1");
    EXPECT_EQ(at(4), 1U);   // version
    EXPECT_EQ(at(6), 40U);  // kind
    EXPECT_EQ(at(8), 4U);   // flags
    EXPECT_EQ(at(12), 8U);  // payload_bytes, padded
    EXPECT_EQ(at(16), 0x88U);
    EXPECT_EQ(at(24), 0xE8U);
    EXPECT_EQ(at(37), 0U);
}

TEST(FrameReader, FramesComeWholeHoweverTheirBytesAreCut) {
    ByteBuffer stream;
    for (std::uint64_t id = 1; id <= 5; ++id)
        append_frame(stream, header(id), some_bytes(id * 13));
    for (std::size_t cut = 0; cut <= stream.bytes(); ++cut) {
        FrameReader reader{FrameLimits{}};
        std::uint64_t seen = 0;
        Frame frame;
        const auto take_all = [&] {
            while (reader.next(frame) == Next::frame) {
                ++seen;
                EXPECT_EQ(frame.header.request_id, seen);
                const auto expected = some_bytes(seen * 13);
                ASSERT_GE(frame.payload.size(), expected.size());
                EXPECT_TRUE(std::equal(expected.begin(), expected.end(), frame.payload.begin()));
                EXPECT_EQ(reinterpret_cast<std::uintptr_t>(frame.payload.data()) % 8, 0U);
            }
        };
        feed(reader, stream.span().first(cut));
        take_all();
        feed(reader, stream.span().subspan(cut));
        take_all();
        EXPECT_EQ(seen, 5U) << "cut at " << cut;
        EXPECT_FALSE(reader.is_inside_frame());
    }
}

TEST(FrameReader, FramesComeWholeByteByByte) {
    ByteBuffer stream;
    for (std::uint64_t id = 1; id <= 300; ++id)
        append_frame(stream, header(id), some_bytes((id * 37) % 900));
    FrameReader reader{FrameLimits{}};
    std::uint64_t seen = 0;
    Frame frame;
    for (const std::byte& byte : stream.span()) {
        feed(reader, {&byte, 1});
        while (reader.next(frame) == Next::frame)
            EXPECT_EQ(frame.header.request_id, ++seen);
    }
    EXPECT_EQ(seen, 300U);
}

void expect_broken(const ByteBuffer& bytes, Refusal refusal, const std::string& detail) {
    FrameReader reader{FrameLimits{}};
    feed(reader, bytes.span());
    Frame frame;
    ASSERT_EQ(reader.next(frame), Next::broken);
    EXPECT_EQ(reader.fault().refusal, refusal);
    EXPECT_NE(reader.fault().detail.find(detail), std::string::npos) << reader.fault().detail;
    EXPECT_EQ(reader.next(frame), Next::broken);
}

TEST(FrameReader, AStreamThatLostItsStepIsRefusedByName) {
    FrameHeader wrong = header(1);
    wrong.magic = 0x2054'4547;  // "GET "
    expect_broken(raw(wrong), Refusal::bad_magic, "frame magic: found 0x20544547");
    wrong = header(1);
    wrong.version = 2;
    expect_broken(raw(wrong), Refusal::bad_version, "frame version: found 2, expected 1");
    wrong = header(1);
    wrong.payload_bytes = 0xFFFF'FFF8;
    expect_broken(raw(wrong), Refusal::frame_too_large, "found 4294967288");
    wrong = header(1);
    wrong.payload_bytes = 12;
    expect_broken(raw(wrong), Refusal::bad_header, "expected a multiple of 8");
    ByteBuffer flipped = raw(header(1));
    flipped.data()[17] ^= std::byte{1};
    expect_broken(flipped, Refusal::bad_header, "header_crc32c");
}

TEST(FrameReader, AnyFlippedBitOfAHeaderIsSeen) {
    for (std::size_t bit = 0; bit < sizeof(FrameHeader) * 8; ++bit) {
        ByteBuffer flipped = raw(header(99), 64);
        flipped.data()[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
        FrameReader reader{FrameLimits{}};
        feed(reader, flipped.span());
        Frame frame;
        EXPECT_EQ(reader.next(frame), Next::broken) << "bit " << bit;
    }
}

TEST(FrameReader, TheFirstFrameIsSmallUntilTrustIsEarned) {
    const FrameLimits limits{.frame_bytes_max = 1U << 20U, .first_frame_bytes_max = 1'024};
    FrameHeader large = header(1);
    large.payload_bytes = 2'000;
    FrameReader reader(limits);
    feed(reader, raw(large).span());
    Frame frame;
    EXPECT_EQ(reader.next(frame), Next::broken);

    FrameReader trusted(limits);
    trusted.trust();
    feed(trusted, raw(large, 2'000).span());
    EXPECT_EQ(trusted.next(frame), Next::frame);
}

TEST(FrameReader, MemoryFollowsWhatHasComeAndNotWhatAHeaderClaims) {
    const FrameLimits limits{.frame_bytes_max = 1U << 30U, .first_frame_bytes_max = 1U << 30U};
    FrameReader reader(limits);
    FrameHeader large = header(1);
    large.payload_bytes = (1U << 30U) - 64;
    feed(reader, raw(large, 1'000).span());
    Frame frame;
    EXPECT_EQ(reader.next(frame), Next::incomplete);
    EXPECT_LE(reader.capacity(), 64U << 10U);
}

TEST(FrameReader, RoomOfALargeFrameIsGivenBack) {
    FrameReader reader{FrameLimits{.first_frame_bytes_max = 4U << 20U}};
    ByteBuffer stream;
    append_frame(stream, header(1), some_bytes(1U << 20U));
    feed(reader, stream.span());
    Frame frame;
    ASSERT_EQ(reader.next(frame), Next::frame);
    EXPECT_GE(reader.capacity(), 1U << 20U);
    reader.shrink();
    EXPECT_EQ(reader.capacity(), 0U);
    stream.clear();
    append_frame(stream, header(2), some_bytes(10));
    feed(reader, stream.span());
    ASSERT_EQ(reader.next(frame), Next::frame);
    EXPECT_EQ(frame.header.request_id, 2U);
}

}  // namespace
}  // namespace earmark::protocol
