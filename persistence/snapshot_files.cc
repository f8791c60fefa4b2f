#include "persistence/snapshot_files.h"

#include "persistence/crc32c.h"
#include "persistence/hex.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace earmark::persistence {

namespace {

constexpr std::string_view kPrefix = "snapshot-";
constexpr std::string_view kManifestSuffix = ".manifest";
constexpr std::string_view kDamagedSuffix = ".manifest.damaged";
constexpr std::string_view kImageSuffix = ".image";
constexpr std::size_t kManifestBytesMax = std::size_t{1} << 20U;

std::uint32_t header_checksum(std::span<const std::byte> bytes) {
    constexpr std::size_t kField = offsetof(ManifestHeader, crc32c);
    constexpr std::array<std::byte, sizeof(ManifestHeader::crc32c)> kZero{};
    std::uint32_t crc = crc32c(bytes.first(kField));
    crc = crc32c(kZero, crc);
    return crc32c(bytes.subspan(kField + kZero.size()), crc);
}

Error corrupt(const std::string& what) {
    return Error{ErrorCode::corrupt_record, what};
}

std::optional<std::uint64_t> strip(std::string_view name, std::string_view suffix) {
    if (!name.ends_with(suffix)) return std::nullopt;
    return number_of_name(kPrefix, name.substr(0, name.size() - suffix.size()));
}

std::string hash_text(const ImageFileEntry& entry) {
    return hex(std::as_bytes(std::span(&entry.hash_low, 1))) +
           hex(std::as_bytes(std::span(&entry.hash_high, 1)));
}

}  // namespace

std::string SnapshotNames::manifest(std::uint64_t snapshot) {
    return numbered_name(kPrefix, snapshot) + std::string(kManifestSuffix);
}

std::string SnapshotNames::damaged_manifest(std::uint64_t snapshot) {
    return numbered_name(kPrefix, snapshot) + std::string(kDamagedSuffix);
}

std::string SnapshotNames::image(std::uint64_t snapshot, std::size_t file) {
    return numbered_name(numbered_name(kPrefix, snapshot) + "-", file) + std::string(kImageSuffix);
}

SnapshotNames::Parsed SnapshotNames::parse(std::string_view name) {
    if (const auto number = strip(name, kManifestSuffix)) return {Kind::manifest, *number};
    if (const auto number = strip(name, kDamagedSuffix)) return {Kind::damaged_manifest, *number};
    const std::size_t dash = name.rfind('-');
    if (!name.ends_with(kImageSuffix) || dash == std::string_view::npos || dash < kPrefix.size()) {
        return {};
    }
    const auto number = number_of_name(kPrefix, name.substr(0, dash));
    if (!number) return {};
    return {Kind::image, *number};
}

std::uint64_t Manifest::image_bytes() const {
    std::uint64_t sum = 0;
    for (const ImageFileEntry& file : files)
        sum += file.bytes;
    return sum;
}

std::vector<std::byte> encode_manifest(const Manifest& manifest) {
    ManifestHeader header{};
    header.magic = kManifestMagic;
    header.format_version = kSnapshotFormatVersion;
    header.store = manifest.store;
    header.number = manifest.number;
    header.begin_lsn = manifest.begin_lsn;
    header.end_lsn = manifest.end_lsn;
    header.written_at_us = manifest.written_at_us;
    header.file_count = static_cast<std::uint32_t>(manifest.files.size());
    const std::size_t entries_bytes = manifest.files.size() * sizeof(ImageFileEntry);
    std::vector<std::byte> bytes(sizeof header + entries_bytes);
    std::memcpy(bytes.data(), &header, sizeof header);
    if (entries_bytes > 0) {
        std::memcpy(bytes.data() + sizeof header, manifest.files.data(), entries_bytes);
    }
    header.crc32c = header_checksum(bytes);
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes;
}

Result<Manifest> decode_manifest(std::span<const std::byte> bytes) {
    ManifestHeader header{};
    if (bytes.size() < sizeof header) {
        return corrupt(
            "found " + std::to_string(bytes.size()) + " bytes, expected at least " +
            std::to_string(sizeof header)
        );
    }
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.magic != kManifestMagic) {
        return corrupt(
            "found magic " + hex(std::as_bytes(std::span(header.magic))) + ", expected " +
            hex(std::as_bytes(std::span(kManifestMagic)))
        );
    }
    if (header.format_version != kSnapshotFormatVersion) {
        return Error{
            ErrorCode::unsupported,
            "snapshot format version found " + std::to_string(header.format_version) +
                ", expected " + std::to_string(kSnapshotFormatVersion)
        };
    }
    if (const auto checksum = header_checksum(bytes); checksum != header.crc32c) {
        return corrupt("checksum found " + hex32(header.crc32c) + ", expected " + hex32(checksum));
    }
    const std::size_t expected = sizeof header + header.file_count * sizeof(ImageFileEntry);
    if (bytes.size() != expected || header.file_count == 0) {
        return corrupt(
            "found " + std::to_string(bytes.size()) + " bytes, expected " +
            std::to_string(expected) + " for " + std::to_string(header.file_count) + " files"
        );
    }
    if (header.begin_lsn > header.end_lsn || header.end_lsn > kLsnMax) {
        return corrupt("LSNs found that are never written");
    }
    Manifest manifest;
    manifest.number = header.number;
    manifest.store = header.store;
    manifest.begin_lsn = header.begin_lsn;
    manifest.end_lsn = header.end_lsn;
    manifest.written_at_us = header.written_at_us;
    manifest.files.resize(header.file_count);
    std::memcpy(
        manifest.files.data(),
        bytes.data() + sizeof header,
        header.file_count * sizeof(ImageFileEntry)
    );
    return manifest;
}

Result<Manifest> read_manifest(
    FileSystem& files, const DataFolder& folder, std::uint64_t snapshot, const StoreUuid& store
) {
    const std::string path = folder.snapshots() + "/" + SnapshotNames::manifest(snapshot);
    auto bytes = read_file(files, path, kManifestBytesMax);
    if (!bytes) return bytes.error();
    auto manifest = decode_manifest(*bytes);
    if (!manifest) return Error{manifest.error().code, path + ": " + manifest.error().detail};
    if (manifest->store != store) {
        return corrupt(
            path + ": belongs to another store: found " + to_string(manifest->store) +
            ", expected " + to_string(store)
        );
    }
    if (manifest->number != snapshot) {
        return corrupt(
            path + ": is another snapshot than its name says: found number " +
            std::to_string(manifest->number) + ", expected " + std::to_string(snapshot)
        );
    }
    return manifest;
}

std::optional<Error> compare_entries(
    const std::string& path, const ImageFileEntry& found, const ImageFileEntry& expected
) {
    if (found == expected) return std::nullopt;
    const auto differs = [&path](const std::string& what, const auto& a, const auto& b) {
        return corrupt(path + ": " + what + " found " + a + ", the manifest expects " + b);
    };
    if (found.bytes != expected.bytes) {
        return differs("bytes", std::to_string(found.bytes), std::to_string(expected.bytes));
    }
    if (found.chunk_count != expected.chunk_count) {
        return differs(
            "chunks", std::to_string(found.chunk_count), std::to_string(expected.chunk_count)
        );
    }
    return differs("hash", hash_text(found), hash_text(expected));
}

}  // namespace earmark::persistence
