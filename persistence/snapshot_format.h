// A snapshot's bytes on disk, declared.  See persistence/snapshot_format.md.
#pragma once

#include "engine/state_image.h"
#include "persistence/log_format.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace earmark::persistence {

inline constexpr std::uint32_t kSnapshotFormatVersion = 3;
inline constexpr Magic kManifestMagic = {'E', 'M', 'S', 'N', 'A', 'P', 'S', 'H'};
inline constexpr Magic kImageMagic = {'E', 'M', 'S', 'I', 'M', 'A', 'G', 'E'};

struct ManifestHeader {
    Magic magic;
    std::uint32_t format_version;
    std::uint32_t crc32c;  ///< Of the whole manifest with this field zero.
    StoreUuid store;
    std::uint64_t number;
    std::uint64_t begin_lsn;
    std::uint64_t end_lsn;
    std::uint64_t written_at_us;
    std::uint32_t file_count;
    std::uint32_t zero;
};
static_assert(sizeof(ManifestHeader) == 72);
static_assert(std::has_unique_object_representations_v<ManifestHeader>);

struct ImageFileEntry {
    std::uint64_t bytes;
    std::uint64_t chunk_count;
    std::uint64_t hash_low;
    std::uint64_t hash_high;
    friend bool operator==(const ImageFileEntry&, const ImageFileEntry&) = default;
};
static_assert(sizeof(ImageFileEntry) == 32);
static_assert(std::has_unique_object_representations_v<ImageFileEntry>);

struct ImageHeader {
    Magic magic;
    std::uint32_t format_version;
    std::uint32_t crc32c;  ///< Of the struct with this field zero.
    StoreUuid store;
    std::uint64_t snapshot;
    std::uint32_t file;
    std::uint32_t zero;
};
static_assert(sizeof(ImageHeader) == 48);
static_assert(std::has_unique_object_representations_v<ImageHeader>);

struct ChunkHeader {
    std::uint32_t crc32c;  ///< Of the chunk's place, then of everything after this field.
    std::uint32_t bytes;
    std::uint32_t part;
    std::uint32_t zero;
};
static_assert(sizeof(ChunkHeader) == 16);
static_assert(std::has_unique_object_representations_v<ChunkHeader>);

/// The part of the header that ends an image file.
inline constexpr std::uint32_t kPartEnd = std::numeric_limits<std::uint32_t>::max();

/// Files of a snapshot besides file 0.
inline constexpr std::size_t kImageFilesMax = 16;

}  // namespace earmark::persistence
