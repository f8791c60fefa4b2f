#include "persistence/block.h"

#include "engine/base/bytes.h"
#include "persistence/aligned_buffer.h"
#include "persistence/crc32c.h"
#include "persistence/hex.h"

#include <algorithm>
#include <cstring>

namespace earmark::persistence {

namespace {

std::uint32_t checksum_of(std::span<const std::byte> header_and_payload, BlockPlace place) {
    static_assert(sizeof(BlockPlace) == 16);
    const std::uint32_t seed = crc32c(std::as_bytes(std::span(&place, 1)));
    return crc32c(header_and_payload.subspan(sizeof(BlockHeader::crc32c)), seed);
}

bool fields_make_sense(const BlockHeader& header) {
    const bool empty = header.record_count == 0;
    return header.zero == 0 && (header.flags & ~kBlockFlagsKnown) == 0 && header.number > 0 &&
           header.first_lsn > 0 && header.first_lsn <= kLsnMax &&
           header.durable_block < header.number && header.durable_lsn < header.first_lsn &&
           empty == (header.payload_bytes == 0) && (empty || header.flags == block_plain) &&
           header.record_count <= header.payload_bytes / sizeof(RecordPrefix);
}

}  // namespace

std::size_t seal_block(std::span<std::byte> block, BlockHeader header, BlockPlace place) {
    const std::size_t used = sizeof(BlockHeader) + header.payload_bytes;
    const std::size_t bytes = whole_pages(used);
    EARMARK_CHECK(header.payload_bytes <= kBlockPayloadBytesMax);
    EARMARK_CHECK(bytes <= block.size());
    std::memset(block.data() + used, 0, bytes - used);
    header.zero = 0;
    header.crc32c = 0;
    std::memcpy(block.data(), &header, sizeof header);
    header.crc32c = checksum_of(block.first(used), place);
    std::memcpy(block.data(), &header.crc32c, sizeof header.crc32c);
    return bytes;
}

BlockView view_block(std::span<const std::byte> segment, BlockPlace place) {
    return view_block_alone(segment.subspan(std::min(place.offset, segment.size())), place);
}

BlockView view_block_alone(std::span<const std::byte> bytes, BlockPlace place) {
    BlockView view;
    const auto fault = [&view](BlockFault what, std::uint64_t found, std::uint64_t expected) {
        view.fault = what;
        view.found = found;
        view.expected = expected;
        return view;
    };
    if (bytes.size() < sizeof(BlockHeader)) {
        return fault(BlockFault::zeros, 0, sizeof(BlockHeader));
    }
    std::memcpy(&view.header, bytes.data(), sizeof view.header);
    if (all_zero(bytes.first(std::min(bytes.size(), kPageBytes)))) {
        return fault(BlockFault::zeros, 0, 0);
    }
    const std::size_t length_max =
        std::min(kBlockPayloadBytesMax, bytes.size() - sizeof(BlockHeader));
    if (view.header.payload_bytes > length_max) {
        return fault(BlockFault::length, view.header.payload_bytes, length_max);
    }
    const std::size_t used = sizeof(BlockHeader) + view.header.payload_bytes;
    const std::uint32_t checksum = checksum_of(bytes.first(used), place);
    if (checksum != view.header.crc32c) {
        return fault(BlockFault::checksum, view.header.crc32c, checksum);
    }
    const std::size_t whole = whole_pages(used);
    if (whole > bytes.size()) return fault(BlockFault::length, whole, bytes.size());
    if (!all_zero(bytes.subspan(used, whole - used))) return fault(BlockFault::padding, 0, 0);
    if (!fields_make_sense(view.header)) return fault(BlockFault::fields, view.header.flags, 0);
    view.fault = BlockFault::none;
    view.payload = bytes.subspan(sizeof(BlockHeader), view.header.payload_bytes);
    view.bytes = whole;
    return view;
}

std::string describe_fault(const BlockView& view) {
    switch (view.fault) {
        case BlockFault::none:
            return "nothing wrong";
        case BlockFault::zeros:
            return "found zeros, expected a block";
        case BlockFault::length:
            return "payload length found " + std::to_string(view.found) + ", expected at most " +
                   std::to_string(view.expected);
        case BlockFault::checksum:
            return "checksum found " + hex32(view.found) + ", expected " + hex32(view.expected);
        case BlockFault::padding:
            return "padding found with other bytes, expected zeros";
        case BlockFault::fields:
            return "header fields found that contradict one another (flags " + hex32(view.found) +
                   "), expected those of a block";
    }
    return {};
}

bool continues_chain(const BlockHeader& header, const ChainPosition& position) {
    const bool lsn_fits = (header.flags & block_opened) != 0
                              ? header.first_lsn >= position.next_lsn
                              : header.first_lsn == position.next_lsn;
    return header.number == position.next_block && header.previous_crc == position.previous_crc &&
           lsn_fits;
}

ChainPosition position_after(const BlockHeader& header) {
    return {
        .next_block = header.number + 1,
        .next_lsn = header.first_lsn + header.record_count,
        .previous_crc = header.crc32c
    };
}

Result<std::span<const std::byte>> take_record(std::span<const std::byte>& payload) {
    RecordPrefix bytes = 0;
    if (payload.size() < sizeof bytes) {
        return Error{
            ErrorCode::corrupt_record,
            "a record's length is cut: found " + std::to_string(payload.size()) +
                " bytes, expected " + std::to_string(sizeof bytes)
        };
    }
    std::memcpy(&bytes, payload.data(), sizeof bytes);
    payload = payload.subspan(sizeof bytes);
    if (bytes > payload.size()) {
        return Error{
            ErrorCode::corrupt_record,
            "a record passes the end of its block: found length " + std::to_string(bytes) +
                ", expected at most " + std::to_string(payload.size())
        };
    }
    const auto record = payload.first(bytes);
    payload = payload.subspan(bytes);
    return record;
}

Error left_over_error(const BlockHeader& header, std::size_t bytes) {
    return Error{
        ErrorCode::corrupt_record,
        "block " + std::to_string(header.number) + ": found " + std::to_string(bytes) +
            " bytes after the last of " + std::to_string(header.record_count) +
            " records, expected none"
    };
}

}  // namespace earmark::persistence
