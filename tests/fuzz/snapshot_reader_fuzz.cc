// Any bytes as a manifest or an image file: what was written, or damage that is named.
#include "persistence/crc32c.h"
#include "persistence/snapshot_files.h"
#include "tests/support/lossy_file_system.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace earmark::persistence {
namespace {

constexpr ImagePlace kPlace = {.store = {1, 2, 3}, .snapshot = 5, .file = 1};

void put_header(std::vector<std::byte>& image) {
    ImageHeader header{};
    header.magic = kImageMagic;
    header.format_version = kSnapshotFormatVersion;
    header.store = kPlace.store;
    header.snapshot = kPlace.snapshot;
    header.file = kPlace.file;
    header.crc32c = crc32c(std::as_bytes(std::span(&header, 1)));
    std::memcpy(image.data(), &header, sizeof header);
}

/// Random bytes never have a right checksum: without this, nothing behind it would be reached.
void mend_chunks(std::vector<std::byte>& image) {
    std::size_t offset = sizeof(ImageHeader);
    for (std::uint64_t index = 0; offset + sizeof(ChunkHeader) <= image.size(); ++index) {
        ChunkHeader header{};
        std::memcpy(&header, image.data() + offset, sizeof header);
        if (header.bytes > image.size() - offset - sizeof header) return;
        const std::array<std::uint64_t, 3> place = {kPlace.snapshot, kPlace.file, index};
        const auto rest = std::span(image).subspan(
            offset + sizeof header.crc32c, sizeof header - sizeof header.crc32c + header.bytes
        );
        header.crc32c = crc32c(rest, crc32c(std::as_bytes(std::span(place))));
        std::memcpy(image.data() + offset, &header, sizeof header);
        offset += sizeof header + header.bytes;
    }
}

void read_as_image(std::vector<std::byte> image, bool mend) {
    if (mend && image.size() >= sizeof(ImageHeader)) {
        put_header(image);
        mend_chunks(image);
    }
    const std::size_t image_bytes = image.size();
    LossyFileSystem files(1, DiskImage{{"/image", std::move(image)}});
    std::uint64_t chunks = 0;
    const auto entry = read_image_file(files, "/image", kPlace, [&chunks](const ImageChunk& chunk) {
        EARMARK_CHECK(!chunk.bytes.empty());
        EARMARK_CHECK(chunk.index == chunks);
        ++chunks;
        return Status(Done{});
    });
    if (!entry) return;
    EARMARK_CHECK(entry->bytes == image_bytes);
    EARMARK_CHECK(entry->chunk_count == chunks);
}

void read_as_manifest(std::vector<std::byte> bytes, bool mend) {
    if (mend && bytes.size() >= sizeof(ManifestHeader)) {
        std::memset(bytes.data() + offsetof(ManifestHeader, crc32c), 0, sizeof(std::uint32_t));
        const std::uint32_t checksum = crc32c(bytes);
        std::memcpy(bytes.data() + offsetof(ManifestHeader, crc32c), &checksum, sizeof checksum);
    }
    const auto manifest = decode_manifest(bytes);
    if (!manifest) return;
    EARMARK_CHECK(!manifest->files.empty());
    EARMARK_CHECK(manifest->begin_lsn <= manifest->end_lsn);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto bytes = std::as_bytes(std::span(data, size)).subspan(1);
    const std::vector<std::byte> content(bytes.begin(), bytes.end());
    const bool mend = (data[0] & 1U) != 0;
    if ((data[0] & 2U) != 0) {
        read_as_image(content, mend);
    } else {
        read_as_manifest(content, mend);
    }
    return 0;
}

}  // namespace earmark::persistence
