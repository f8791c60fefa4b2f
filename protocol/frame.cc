#include "protocol/frame.h"

#include "engine/base/check.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#ifdef __SSE4_2__
#include <nmmintrin.h>
#endif

namespace earmark::protocol {
namespace {

static_assert(std::endian::native == std::endian::little, "headers are copied as they are");

constexpr std::size_t kRoomBytesMin = std::size_t{16} << 10U;
constexpr std::size_t kReadBytesMax = std::size_t{64} << 10U;
constexpr std::size_t kCheckedHeaderBytes = 28;

std::string hex(std::uint32_t value) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "0x";
    for (int shift = 28; shift >= 0; shift -= 4)
        text += kDigits[(value >> static_cast<unsigned>(shift)) & 15U];
    return text;
}

}  // namespace

std::uint32_t header_crc32c(const FrameHeader& header) {
    std::array<std::byte, kCheckedHeaderBytes> bytes;
    std::memcpy(bytes.data(), &header, bytes.size());
#ifdef __SSE4_2__
    std::uint64_t crc = 0xFFFF'FFFF;
    for (std::size_t offset = 0; offset + 8 <= bytes.size(); offset += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + offset, sizeof word);
        crc = _mm_crc32_u64(crc, word);
    }
    std::uint32_t last = 0;
    std::memcpy(&last, bytes.data() + 24, sizeof last);
    return ~_mm_crc32_u32(static_cast<std::uint32_t>(crc), last);
#else
    std::uint32_t crc = 0xFFFF'FFFF;
    for (const std::byte byte : bytes) {
        crc ^= std::to_integer<std::uint32_t>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82F6'3B78U : 0U);
    }
    return ~crc;
#endif
}

void append_frame(ByteBuffer& buffer, FrameHeader header, std::span<const std::byte> payload) {
    const std::size_t padding =
        (kFrameAlignment - payload.size() % kFrameAlignment) % kFrameAlignment;
    const std::size_t payload_bytes = payload.size() + padding;
    header.payload_bytes = static_cast<std::uint32_t>(payload_bytes);
    header.header_crc32c = header_crc32c(header);
    std::byte* place = buffer.extend(sizeof header + payload_bytes);
    std::memcpy(place, &header, sizeof header);
    if (payload.empty()) return;
    std::memcpy(place + sizeof header, payload.data(), payload.size());
    std::memset(place + sizeof header + payload.size(), 0, padding);
}

FrameReader::FrameReader(const FrameLimits& limits)
    : limits_(limits),
      frame_bytes_max_(std::min(limits.first_frame_bytes_max, limits.frame_bytes_max)) {}

std::span<std::byte> FrameReader::space() {
    compact();
    if (capacity_ == 0) grow_to(kRoomBytesMin);
    const bool is_full = end_ == capacity_;
    const bool comes_fast = filled_ && capacity_ < kReadBytesMax;
    if (is_full || comes_fast) {
        const std::size_t enough = frame_bytes_max_ + kReadBytesMax;
        grow_to(capacity_ < enough ? std::min(2 * capacity_, enough) : 2 * capacity_);
    }
    return {room_.get() + end_, capacity_ - end_};
}

void FrameReader::received(std::size_t bytes) {
    EARMARK_CHECK(bytes <= capacity_ - end_);
    end_ += bytes;
    filled_ = end_ == capacity_;
}

FrameReader::Next FrameReader::next(Frame& frame) {
    if (broken_) return Next::broken;
    const std::size_t there = end_ - begin_;
    if (there < sizeof(FrameHeader)) return Next::incomplete;
    std::memcpy(&frame.header, room_.get() + begin_, sizeof(FrameHeader));
    if (frame_bytes_ == 0) {
        if (!accept_header(frame.header)) return Next::broken;
        frame_bytes_ = sizeof(FrameHeader) + frame.header.payload_bytes;
    }
    if (there < frame_bytes_) return Next::incomplete;
    frame.payload = {room_.get() + begin_ + sizeof(FrameHeader), frame.header.payload_bytes};
    begin_ += frame_bytes_;
    frame_bytes_ = 0;
    return Next::frame;
}

bool FrameReader::accept_header(const FrameHeader& header) {
    using wire::Refusal;
    if (header.magic != kFrameMagic) {
        broken(
            Refusal::bad_magic,
            0,
            "frame magic: found " + hex(header.magic) + ", expected " + hex(kFrameMagic) +
                " (\"EMK1\")"
        );
    } else if (header.version != kFrameVersion) {
        broken(
            Refusal::bad_version,
            header.request_id,
            "frame version: found " + std::to_string(header.version) + ", expected " +
                std::to_string(kFrameVersion)
        );
    } else if (const auto crc = header_crc32c(header); header.header_crc32c != crc) {
        broken(
            Refusal::bad_header,
            0,
            "frame header_crc32c: found " + hex(header.header_crc32c) + ", expected " + hex(crc)
        );
    } else if (header.payload_bytes > frame_bytes_max_ - sizeof(FrameHeader)) {
        broken(
            Refusal::frame_too_large,
            header.request_id,
            "frame payload_bytes: found " + std::to_string(header.payload_bytes) +
                ", expected at most " + std::to_string(frame_bytes_max_ - sizeof(FrameHeader)) +
                (frame_bytes_max_ < limits_.frame_bytes_max ? " in the first frame" : "")
        );
    } else if (header.payload_bytes % kFrameAlignment != 0) {
        broken(
            Refusal::bad_header,
            header.request_id,
            "frame payload_bytes: found " + std::to_string(header.payload_bytes) +
                ", expected a multiple of " + std::to_string(kFrameAlignment)
        );
    }
    return !broken_;
}

FrameReader::Next FrameReader::broken(
    wire::Refusal refusal, std::uint64_t request_id, std::string detail
) {
    broken_ = true;
    fault_ = {.refusal = refusal, .detail = std::move(detail), .request_id = request_id};
    return Next::broken;
}

void FrameReader::shrink() {
    if (begin_ != end_ || capacity_ <= kRoomBytesMin) return;
    room_.reset();
    capacity_ = begin_ = end_ = 0;
    filled_ = false;
}

/// Moves what is there to the front when the space behind it is short of what is needed.
void FrameReader::compact() {
    if (begin_ == 0) return;
    const std::size_t there = end_ - begin_;
    const std::size_t wanted = std::max(frame_bytes_, kRoomBytesMin / 4);
    if (there != 0 && capacity_ - begin_ >= wanted && capacity_ - end_ >= kRoomBytesMin / 4) return;
    if (there != 0) std::memmove(room_.get(), room_.get() + begin_, there);
    begin_ = 0;
    end_ = there;
}

void FrameReader::grow_to(std::size_t capacity) {
    auto room = std::make_unique_for_overwrite<std::byte[]>(capacity);
    const std::size_t there = end_ - begin_;
    if (there != 0) std::memcpy(room.get(), room_.get() + begin_, there);
    room_ = std::move(room);
    capacity_ = capacity;
    begin_ = 0;
    end_ = there;
}

}  // namespace earmark::protocol
