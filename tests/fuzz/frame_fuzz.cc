// Any bytes, cut anywhere, are frames or a fault; and how they are cut makes no difference.
#include "engine/base/check.h"
#include "protocol/frame.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace earmark::protocol {
namespace {

struct Seen {
    std::size_t frames = 0;
    std::size_t payload_bytes = 0;
    bool is_broken = false;
};

Seen read_in_parts(std::span<const std::byte> bytes, std::size_t part_bytes) {
    FrameReader reader({.frame_bytes_max = 1U << 20U, .first_frame_bytes_max = 4'096});
    Seen seen;
    Frame frame;
    while (!bytes.empty() && !seen.is_broken) {
        const auto space = reader.space();
        EARMARK_CHECK(!space.empty());
        const std::size_t part = std::min({space.size(), bytes.size(), part_bytes});
        std::memcpy(space.data(), bytes.data(), part);
        reader.received(part);
        bytes = bytes.subspan(part);
        for (auto next = reader.next(frame); next != FrameReader::Next::incomplete;
             next = reader.next(frame)) {
            if (next == FrameReader::Next::broken) {
                EARMARK_CHECK(!reader.fault().detail.empty());
                seen.is_broken = true;
                break;
            }
            EARMARK_CHECK(reinterpret_cast<std::uintptr_t>(frame.payload.data()) % 8 == 0);
            ++seen.frames;
            seen.payload_bytes += frame.payload.size();
            reader.trust();
        }
    }
    EARMARK_CHECK(reader.capacity() <= 2U << 20U);
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
    const Seen whole = read_in_parts(bytes, size + 1);
    const Seen parts = read_in_parts(bytes, 7);
    EARMARK_CHECK(whole.frames == parts.frames);
    EARMARK_CHECK(whole.payload_bytes == parts.payload_bytes);
    EARMARK_CHECK(whole.is_broken == parts.is_broken);
    return 0;
}

}  // namespace earmark::protocol
