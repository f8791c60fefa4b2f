// Frames: what a connection's bytes are cut into, in both directions.
//
// A frame is a header of 32 bytes and a payload, a multiple of 8 bytes, so that every frame of a
// stream begins aligned and its payload is read where it lies. Memory follows the bytes that have
// come, never the length that a header claims.
#pragma once

#include "protocol/byte_buffer.h"
#include "protocol/earmark_generated.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <type_traits>

namespace earmark::protocol {

/// "EMK1" in the order of the bytes.
inline constexpr std::uint32_t kFrameMagic = 0x314B'4D45;
inline constexpr std::uint16_t kFrameVersion = 1;
inline constexpr std::size_t kFrameAlignment = 8;

/// Bits of FrameHeader::flags.
inline constexpr std::uint32_t kFlagReply = 1;        ///< From the server.
inline constexpr std::uint32_t kFlagWaitDurable = 2;  ///< Request: answer when durable.
inline constexpr std::uint32_t kFlagLatest = 4;       ///< Request: answer at once.
inline constexpr std::uint32_t kFlagRelaxed = 8;      ///< Reply: this server is not in sync mode.
inline constexpr std::uint32_t kFlagNotDurable = 16;  ///< Reply: its LSN is not durable yet.
inline constexpr std::uint32_t kFlagsOfRequests = kFlagWaitDurable | kFlagLatest;

/// Precedes every payload. Little-endian, no padding.
/// Source: protocol/wire_format.md, "Header".
struct FrameHeader {
    std::uint32_t magic = kFrameMagic;
    std::uint16_t version = kFrameVersion;
    wire::MessageKind kind = wire::MessageKind::none;
    std::uint32_t flags = 0;
    std::uint32_t payload_bytes = 0;
    std::uint64_t request_id = 0;     ///< Chosen by the client; the reply carries it back.
    std::uint32_t time_left_ms = 0;   ///< Of a request, from its arrival; 0 = no deadline.
    std::uint32_t header_crc32c = 0;  ///< Of the 28 bytes before.
};
static_assert(sizeof(FrameHeader) == 32);
static_assert(std::has_unique_object_representations_v<FrameHeader>, "padding would leak memory");

struct Frame {
    FrameHeader header;
    std::span<const std::byte> payload;  ///< Aligned to 8.
};

struct FrameLimits {
    std::uint32_t frame_bytes_max = std::uint32_t{4} << 20U;

    /// Until the first frame in which nothing was wrong.
    std::uint32_t first_frame_bytes_max = std::uint32_t{16} << 10U;
};

/// Why the stream cannot go on.
struct FrameFault {
    wire::Refusal refusal = wire::Refusal::bad_magic;
    std::string detail;
    std::uint64_t request_id = 0;  ///< 0 if the header cannot be believed.
};

/// Appends one frame; fills in payload_bytes and the checksum, and pads.
void append_frame(ByteBuffer& buffer, FrameHeader header, std::span<const std::byte> payload);

std::uint32_t header_crc32c(const FrameHeader& header);

/// Cuts a stream of bytes into frames. Knows no socket.
class FrameReader {
  public:
    enum class Next { frame, incomplete, broken };

    explicit FrameReader(const FrameLimits& limits);

    /// Where the next bytes go. Never empty. Ends the life of frames given out before.
    std::span<std::byte> space();

    /// The first `bytes` of space() have been filled.
    void received(std::size_t bytes);

    /// The next frame, if all of it has come. `broken` stays: the stream has lost its step.
    Next next(Frame& frame);

    /// Requires: next() said broken.
    const FrameFault& fault() const { return fault_; }

    /// Lifts the limit of the first frame.
    void trust() { frame_bytes_max_ = limits_.frame_bytes_max; }

    /// Some bytes of a frame have come, and not all.
    bool is_inside_frame() const { return end_ != begin_; }

    /// Gives room back that only large frames needed. Call when nothing is inside.
    void shrink();
    std::size_t capacity() const { return capacity_; }

  private:
    void compact();
    void grow_to(std::size_t capacity);
    Next broken(wire::Refusal refusal, std::uint64_t request_id, std::string detail);
    bool accept_header(const FrameHeader& header);

    FrameLimits limits_;
    std::size_t frame_bytes_max_;
    std::unique_ptr<std::byte[]> room_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;  ///< Of the bytes not yet given out; a multiple of 8.
    std::size_t end_ = 0;
    std::size_t frame_bytes_ = 0;  ///< Of the frame at begin_, once its header has come.
    bool filled_ = false;          ///< The last read left no space.
    bool broken_ = false;
    FrameFault fault_;
};

}  // namespace earmark::protocol
