// The files of a snapshot: names, manifest, images.
#pragma once

#include "engine/base/result.h"
#include "engine/state_image.h"
#include "persistence/data_folder.h"
#include "persistence/file_system.h"
#include "persistence/snapshot_format.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::persistence {

struct SnapshotNames {
    static std::string manifest(std::uint64_t snapshot);
    static std::string damaged_manifest(std::uint64_t snapshot);
    static std::string image(std::uint64_t snapshot, std::size_t file);

    enum class Kind : std::uint8_t { manifest, damaged_manifest, image, other };
    struct Parsed {
        Kind kind = Kind::other;
        std::uint64_t snapshot = 0;
    };
    static Parsed parse(std::string_view name);
};

struct Manifest {
    std::uint64_t number = 0;
    StoreUuid store{};
    Lsn begin_lsn = 0;
    Lsn end_lsn = 0;
    std::uint64_t written_at_us = 0;
    std::vector<ImageFileEntry> files;

    std::uint64_t image_bytes() const;
};

std::vector<std::byte> encode_manifest(const Manifest& manifest);

/// Pure: any bytes may be given.
///
/// Errors: corrupt_record; unsupported - of another version.
Result<Manifest> decode_manifest(std::span<const std::byte> bytes);

/// Reads a snapshot's manifest and checks it against its name and store.
Result<Manifest> read_manifest(
    FileSystem& files, const DataFolder& folder, std::uint64_t snapshot, const StoreUuid& store
);

/// Which image file, of which snapshot.
struct ImagePlace {
    StoreUuid store{};
    std::uint64_t snapshot = 0;
    std::uint32_t file = 0;
};

class Xxh3;

/// Writes the chunks of one image file.
class ImageFileWriter : public StateImageSink {
  public:
    static Result<std::unique_ptr<ImageFileWriter>> create(
        FileSystem& files, const std::string& path, const ImagePlace& place
    );
    ~ImageFileWriter() override;

    /// The chunks that follow are of this part.
    void begin_part(std::size_t part) { part_ = static_cast<std::uint32_t>(part); }

    /// Requires: 0 < chunk.size() <= kImageChunkBytesMax.
    Status write(std::span<const std::byte> chunk) override;

    /// Ends the file, durably. Its name is durable once the folder is synced.
    Result<ImageFileEntry> finish();

  private:
    ImageFileWriter(std::unique_ptr<File> file, const ImagePlace& place);
    Status put(std::span<const std::byte> bytes);
    Status write_out();

    std::unique_ptr<File> file_;
    const ImagePlace place_;
    std::vector<std::byte> buffer_;
    std::unique_ptr<Xxh3> hash_;
    std::uint64_t offset_ = 0;
    std::uint64_t synced_ = 0;
    std::uint64_t chunk_count_ = 0;
    std::uint32_t part_ = 0;
};

struct ImageChunk {
    std::uint32_t part = 0;
    std::uint64_t index = 0;
    std::uint64_t offset = 0;
    std::span<const std::byte> bytes;
};

/// Visits each chunk of an image file once its checksum is found right.
///
/// Returns: the file's size, chunks and hash, to be compared with the manifest's.
/// Errors: corrupt_record, unsupported, io_failed, or what `visit` answers.
Result<ImageFileEntry> read_image_file(
    FileSystem& files,
    const std::string& path,
    const ImagePlace& place,
    const std::function<Status(const ImageChunk&)>& visit
);

/// What a wrong entry says, or nothing.
std::optional<Error> compare_entries(
    const std::string& path, const ImageFileEntry& found, const ImageFileEntry& expected
);

}  // namespace earmark::persistence
