// Any bytes in a segment: blocks, an end, or damage that is named; never a crash.
#include "persistence/log_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace earmark::persistence {
namespace {

constexpr std::uint64_t kNonce = 0x5EED;

/// Random bytes never have a right checksum: without this, nothing behind it would be reached.
void mend_checksums(std::vector<std::byte>& segment) {
    for (std::uint64_t offset = kPageBytes; offset < segment.size(); offset += kPageBytes) {
        const BlockView view = view_block(segment, {kNonce, offset});
        if (view.fault != BlockFault::checksum) continue;
        const auto checksum = static_cast<std::uint32_t>(view.expected);
        std::memcpy(segment.data() + offset, &checksum, sizeof checksum);
    }
}

void walk(const std::vector<std::byte>& segment, const SegmentFile& file, const SegmentFile* next) {
    std::uint64_t last_offset = 0;
    ChainPosition position = position_of(file.header);
    if (segment.size() >= kPageBytes + sizeof(BlockHeader)) {
        // Begin wherever the first block says, so that more than the first check is reached.
        BlockHeader first{};
        std::memcpy(&first, segment.data() + kPageBytes, sizeof first);
        position = {first.number, first.first_lsn, first.previous_crc};
    }
    auto end = walk_segment(
        {file, segment, next},
        position,
        [&last_offset](std::uint64_t offset, const BlockView& block) {
            EARMARK_CHECK(offset > last_offset);
            last_offset = offset;
            return for_each_record(block, [](Lsn, std::span<const std::byte> record) {
                EARMARK_CHECK(record.size() <= kBlockPayloadBytesMax);
                return Status(Done{});
            });
        }
    );
    if (!end) return;
    EARMARK_CHECK(end->offset <= segment.size() || last_offset == 0);
    EARMARK_CHECK(
        (end->verdict == LogEnd::damaged || end->verdict == LogEnd::cut) != end->what.empty()
    );
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto bytes = std::as_bytes(std::span(data, size));
    const bool mend = (data[0] & 1U) != 0;
    std::vector<std::byte> segment(bytes.begin() + 1, bytes.end());
    static_cast<void>(
        view_segment_header(std::span(segment).first(std::min(segment.size(), kPageBytes)))
    );
    if (mend) mend_checksums(segment);
    SegmentFile file;
    file.number = 1;
    file.path = "segment-0000000001";
    file.file_bytes = segment.size();
    file.header.nonce = kNonce;
    file.header.first_lsn = 1;
    file.header.first_block = 1;
    file.header.bytes = (data[0] & 2U) != 0 ? segment.size() : segment.size() + kPageBytes;
    SegmentFile next = file;
    next.state = static_cast<SegmentState>((data[0] >> 2U) % 3);
    walk(segment, file, (data[0] & 32U) != 0 ? &next : nullptr);
    return 0;
}

}  // namespace earmark::persistence
