// One group commit as bytes: how it is formed, and how any bytes are told from one.
//
// Pure functions over memory, so that a fuzzer and an exhaustive test can feed them anything.
#pragma once

#include "engine/base/result.h"
#include "persistence/log_format.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace earmark::persistence {

/// Where a block lies: goes into its checksum.
struct BlockPlace {
    std::uint64_t nonce;   ///< Of the segment.
    std::uint64_t offset;  ///< In the segment.
};

/// Completes the block whose payload already lies in `block` behind the space for the header:
/// zeroes the padding, sets the checksum.
///
/// Returns: bytes of the block, whole pages.
/// Requires: header.payload_bytes fits in `block`.
std::size_t seal_block(std::span<std::byte> block, BlockHeader header, BlockPlace place);

/// What is wrong with bytes that should be a block.
enum class BlockFault : std::uint8_t {
    none,
    zeros,     ///< Nothing was ever written here.
    length,    ///< The payload's length is over the limit or passes the end of the segment.
    checksum,  ///< Or bytes of another place or another use of the disk.
    padding,   ///< The padding is not zero.
    fields,    ///< The checksum holds but a field has a value that is never written.
};

struct BlockView {
    BlockFault fault = BlockFault::zeros;
    BlockHeader header{};                ///< As found, whatever the fault.
    std::span<const std::byte> payload;  ///< Only without a fault.
    std::size_t bytes = 0;               ///< Whole pages; only without a fault.
    std::uint64_t found = 0;             ///< Of the faulty thing,
    std::uint64_t expected = 0;          ///< and what it should have been.
};

/// Examines what lies at place.offset of a segment. Never reads outside `segment`.
BlockView view_block(std::span<const std::byte> segment, BlockPlace place);

/// The same of bytes that begin at place.offset of their segment and hold the block whole.
BlockView view_block_alone(std::span<const std::byte> bytes, BlockPlace place);

/// For people: "checksum found 1a2b3c4d, expected 99aabbcc".
std::string describe_fault(const BlockView& view);

/// What the next block must say.
struct ChainPosition {
    std::uint64_t next_block = 1;
    Lsn next_lsn = 1;
    std::uint32_t previous_crc = 0;
};

/// Whether a faultless block is the next one.
bool continues_chain(const BlockHeader& header, const ChainPosition& position);

/// The position after that block.
ChainPosition position_after(const BlockHeader& header);

/// Calls visit(lsn, record) for each record of a faultless block, until it answers an error.
///
/// Errors: corrupt_record - lengths and count do not add up to the payload.
template <typename Visit>
Status for_each_record(const BlockView& block, const Visit& visit);

// ---

/// Takes the first record off `payload`.
Result<std::span<const std::byte>> take_record(std::span<const std::byte>& payload);

/// What for_each_record answers when bytes are left after the last record.
Error left_over_error(const BlockHeader& header, std::size_t bytes);

template <typename Visit>
Status for_each_record(const BlockView& block, const Visit& visit) {
    std::span<const std::byte> payload = block.payload;
    for (std::uint32_t index = 0; index < block.header.record_count; ++index) {
        auto record = take_record(payload);
        if (!record) return record.error();
        if (auto status = visit(block.header.first_lsn + index, *record); !status) return status;
    }
    if (!payload.empty()) return left_over_error(block.header, payload.size());
    return Done{};
}

}  // namespace earmark::persistence
