// The log's bytes on disk, declared.  See persistence/log_format.md.
#pragma once

#include "engine/change_log.h"
#include "persistence/file_system.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace earmark::persistence {

static_assert(std::endian::native == std::endian::little, "the formats are little-endian");

inline constexpr std::uint32_t kLogFormatVersion = 3;
inline constexpr std::uint32_t kStoreFormatVersion = 3;

using Magic = std::array<char, 8>;
inline constexpr Magic kStoreMagic = {'E', 'M', 'S', 'T', 'O', 'R', 'E', '1'};
inline constexpr Magic kSegmentMagic = {'E', 'M', 'L', 'O', 'G', 'S', 'E', 'G'};

/// Tells stores apart.
using StoreUuid = std::array<std::uint8_t, 16>;

/// The file FOLDER/store.
struct StoreIdentity {
    Magic magic;
    std::uint32_t format_version;
    std::uint32_t crc32c;  ///< Of the struct with this field zero.
    StoreUuid uuid;
};
static_assert(sizeof(StoreIdentity) == 32);
static_assert(std::has_unique_object_representations_v<StoreIdentity>);

/// The beginning of a segment's first page; zeros follow it.
struct SegmentHeader {
    Magic magic;
    std::uint32_t format_version;
    std::uint32_t crc32c;  ///< Of the page with this field zero.
    StoreUuid store;
    std::uint64_t number;
    std::uint64_t nonce;
    std::uint64_t first_lsn;
    std::uint64_t first_block;
    std::uint64_t bytes;           ///< Of the whole segment.
    std::uint64_t previous_bytes;  ///< Used in the previous segment; 0 in the first.
    std::uint32_t previous_crc;    ///< Of the previous segment's last block; 0 in the first.
    std::uint32_t zero;
};
static_assert(sizeof(SegmentHeader) == 88);
static_assert(std::has_unique_object_representations_v<SegmentHeader>);

enum BlockFlag : std::uint32_t {
    block_plain = 0,
    block_opened = 1,  ///< The first block after a start.
    block_closed = 2,  ///< The last block of a clean shutdown.
};
inline constexpr std::uint32_t kBlockFlagsKnown = block_opened | block_closed;

/// Precedes the records of one group commit.
struct BlockHeader {
    std::uint32_t crc32c;  ///< Of nonce and place, then of everything after this field.
    std::uint32_t payload_bytes;
    std::uint64_t number;
    std::uint64_t first_lsn;
    std::uint32_t record_count;
    std::uint32_t flags;
    std::uint64_t durable_block;
    std::uint64_t durable_lsn;
    std::uint32_t previous_crc;
    std::uint32_t zero;
    std::uint64_t written_at_us;
};
static_assert(sizeof(BlockHeader) == 64);
static_assert(std::has_unique_object_representations_v<BlockHeader>);

inline constexpr std::size_t kBlockBytesMax = kRecordBytesMax + kPageBytes;
inline constexpr std::size_t kBlockPayloadBytesMax = kBlockBytesMax - sizeof(BlockHeader);

/// Precedes each record in a payload.
using RecordPrefix = std::uint32_t;
static_assert(kRecordBytesMax + sizeof(RecordPrefix) <= kBlockPayloadBytesMax);

inline constexpr std::uint64_t kSegmentBytesDefault = std::uint64_t{64} << 20U;

/// No log comes near it, so that adding to an LSN never overflows.
inline constexpr Lsn kLsnMax = Lsn{1} << 62U;

/// After an unclean end the next LSN is 1 past a multiple of kLsnRestartStep, and at least
/// kLsnRestartGap past the last one found: more than could have been given out but not written.
inline constexpr Lsn kLsnRestartStep = 1'000'000'000;
inline constexpr Lsn kLsnRestartGap = 100'000'000;

}  // namespace earmark::persistence
