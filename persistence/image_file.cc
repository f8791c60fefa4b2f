// Writing and reading image files.
#include "persistence/crc32c.h"
#include "persistence/hex.h"
#include "persistence/snapshot_files.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <xxhash.h>

namespace earmark::persistence {

class Xxh3 {
  public:
    Xxh3() : state_(XXH3_createState()) {
        EARMARK_CHECK(state_ != nullptr);
        XXH3_128bits_reset(state_);
    }
    ~Xxh3() { XXH3_freeState(state_); }
    Xxh3(const Xxh3&) = delete;
    Xxh3& operator=(const Xxh3&) = delete;

    void update(std::span<const std::byte> bytes) {
        XXH3_128bits_update(state_, bytes.data(), bytes.size());
    }

    void digest_into(ImageFileEntry& entry) const {
        const XXH128_hash_t hash = XXH3_128bits_digest(state_);
        entry.hash_low = hash.low64;
        entry.hash_high = hash.high64;
    }

  private:
    XXH3_state_t* state_;
};

namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20U;
/// Synced this often, so that the system never has much to write at once while the log waits.
constexpr std::uint64_t kSyncEveryBytes = std::uint64_t{8} << 20U;

std::uint32_t checksum_of(ImageHeader header) {
    header.crc32c = 0;
    return crc32c(std::as_bytes(std::span(&header, 1)));
}

std::uint32_t checksum_of(
    const ImagePlace& place,
    std::uint64_t index,
    const ChunkHeader& header,
    std::span<const std::byte> chunk
) {
    const std::array<std::uint64_t, 3> seed = {place.snapshot, place.file, index};
    std::uint32_t crc = crc32c(std::as_bytes(std::span(seed)));
    const auto header_bytes = std::as_bytes(std::span(&header, 1));
    crc = crc32c(header_bytes.subspan(sizeof(ChunkHeader::crc32c)), crc);
    return crc32c(chunk, crc);
}

ImageHeader header_of(const ImagePlace& place) {
    ImageHeader header{};
    header.magic = kImageMagic;
    header.format_version = kSnapshotFormatVersion;
    header.store = place.store;
    header.snapshot = place.snapshot;
    header.file = place.file;
    header.crc32c = checksum_of(header);
    return header;
}

/// Reads a file from its beginning, hashing all of it once.
class HashingReader {
  public:
    explicit HashingReader(std::unique_ptr<File> file) : file_(std::move(file)) {
        buffer_.resize(2 * kBufferBytes + sizeof(ChunkHeader));
    }

    /// The next bytes, fewer than asked only at the end of the file; valid until the next call.
    Result<std::span<const std::byte>> take(std::size_t count) {
        if (end_ - begin_ < count) {
            std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
            auto read = file_->read_at(read_, std::span(buffer_).subspan(end_));
            if (!read) return read.error();
            hash_.update(std::span(buffer_).subspan(end_, *read));
            end_ += *read;
            read_ += *read;
        }
        const std::size_t given = std::min(count, end_ - begin_);
        const auto bytes = std::span<const std::byte>(buffer_).subspan(begin_, given);
        begin_ += given;
        return bytes;
    }

    std::uint64_t offset() const { return read_ - (end_ - begin_); }
    const Xxh3& hash() const { return hash_; }

  private:
    std::unique_ptr<File> file_;
    std::vector<std::byte> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t read_ = 0;
    Xxh3 hash_;
};

Error broken(const std::string& path, std::uint64_t offset, const std::string& what) {
    return Error{
        ErrorCode::corrupt_record, path + ", byte " + std::to_string(offset) + ": " + what
    };
}

Status check_header(
    const std::string& path, const ImagePlace& place, std::span<const std::byte> bytes
) {
    ImageHeader header{};
    if (bytes.size() < sizeof header) return broken(path, 0, "the header is cut");
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.magic != kImageMagic) return broken(path, 0, "is no image file");
    if (header.format_version != kSnapshotFormatVersion) {
        return Error{
            ErrorCode::unsupported,
            path + ": snapshot format version found " + std::to_string(header.format_version) +
                ", expected " + std::to_string(kSnapshotFormatVersion)
        };
    }
    if (const auto checksum = checksum_of(header); checksum != header.crc32c) {
        return broken(
            path,
            0,
            "header checksum found " + hex32(header.crc32c) + ", expected " + hex32(checksum)
        );
    }
    if (header.store != place.store || header.snapshot != place.snapshot ||
        header.file != place.file) {
        return broken(
            path,
            0,
            "is file " + std::to_string(header.file) + " of snapshot " +
                std::to_string(header.snapshot) + " of store " + to_string(header.store) +
                ", expected file " + std::to_string(place.file) + " of snapshot " +
                std::to_string(place.snapshot) + " of store " + to_string(place.store)
        );
    }
    return Done{};
}

}  // namespace

ImageFileWriter::ImageFileWriter(std::unique_ptr<File> file, const ImagePlace& place)
    : file_(std::move(file)), place_(place), hash_(std::make_unique<Xxh3>()) {
    buffer_.reserve(kBufferBytes);
}

ImageFileWriter::~ImageFileWriter() = default;

Result<std::unique_ptr<ImageFileWriter>> ImageFileWriter::create(
    FileSystem& files, const std::string& path, const ImagePlace& place
) {
    auto file = files.open(path, OpenFor::creating, WriteThrough::no);
    if (!file) return file.error();
    std::unique_ptr<ImageFileWriter> writer(new ImageFileWriter(std::move(*file), place));
    const ImageHeader header = header_of(place);
    auto put = writer->put(std::as_bytes(std::span(&header, 1)));
    if (!put) return put.error();
    return writer;
}

Status ImageFileWriter::write(std::span<const std::byte> chunk) {
    EARMARK_CHECK(!chunk.empty());
    EARMARK_CHECK(chunk.size() <= kImageChunkBytesMax);
    ChunkHeader header{0, static_cast<std::uint32_t>(chunk.size()), part_, 0};
    header.crc32c = checksum_of(place_, chunk_count_, header, chunk);
    ++chunk_count_;
    if (auto status = put(std::as_bytes(std::span(&header, 1))); !status) return status;
    return put(chunk);
}

Result<ImageFileEntry> ImageFileWriter::finish() {
    ChunkHeader header{0, 0, kPartEnd, 0};
    header.crc32c = checksum_of(place_, chunk_count_, header, {});
    if (auto status = put(std::as_bytes(std::span(&header, 1))); !status) return status.error();
    if (auto status = write_out(); !status) return status.error();
    if (auto status = file_->sync(); !status) return status.error();
    ImageFileEntry entry{};
    entry.bytes = offset_;
    entry.chunk_count = chunk_count_;
    hash_->digest_into(entry);
    return entry;
}

Status ImageFileWriter::put(std::span<const std::byte> bytes) {
    hash_->update(bytes);
    while (!bytes.empty()) {
        const std::size_t step = std::min(bytes.size(), kBufferBytes - buffer_.size());
        buffer_.insert(
            buffer_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(step)
        );
        bytes = bytes.subspan(step);
        if (buffer_.size() < kBufferBytes) break;
        if (auto status = write_out(); !status) return status;
    }
    return Done{};
}

Status ImageFileWriter::write_out() {
    if (auto status = file_->write_at(offset_, buffer_); !status) return status;
    offset_ += buffer_.size();
    buffer_.clear();
    if (offset_ - synced_ < kSyncEveryBytes) return Done{};
    synced_ = offset_;
    return file_->sync();
}

Result<ImageFileEntry> read_image_file(
    FileSystem& files,
    const std::string& path,
    const ImagePlace& place,
    const std::function<Status(const ImageChunk&)>& visit
) {
    auto file = files.open(path, OpenFor::reading, WriteThrough::no);
    if (!file) return file.error();
    HashingReader reader(std::move(*file));
    auto header_bytes = reader.take(sizeof(ImageHeader));
    if (!header_bytes) return header_bytes.error();
    if (auto status = check_header(path, place, *header_bytes); !status) return status.error();
    for (std::uint64_t index = 0;; ++index) {
        const std::uint64_t offset = reader.offset();
        auto bytes = reader.take(sizeof(ChunkHeader));
        if (!bytes) return bytes.error();
        if (bytes->size() < sizeof(ChunkHeader)) return broken(path, offset, "the file is cut");
        ChunkHeader header{};
        std::memcpy(&header, bytes->data(), sizeof header);
        const bool is_end = header.part == kPartEnd;
        if (header.bytes > kImageChunkBytesMax || is_end != (header.bytes == 0)) {
            return broken(
                path,
                offset,
                "chunk length found " + std::to_string(header.bytes) + ", expected 1 to " +
                    std::to_string(kImageChunkBytesMax)
            );
        }
        auto chunk = reader.take(header.bytes);
        if (!chunk) return chunk.error();
        if (chunk->size() < header.bytes) return broken(path, offset, "a chunk is cut");
        if (const auto checksum = checksum_of(place, index, header, *chunk);
            checksum != header.crc32c) {
            return broken(
                path,
                offset,
                "chunk checksum found " + hex32(header.crc32c) + ", expected " + hex32(checksum)
            );
        }
        if (!is_end) {
            if (auto status = visit({header.part, index, offset, *chunk}); !status) {
                return broken(path, offset, status.error().detail);
            }
            continue;
        }
        auto rest = reader.take(1);
        if (!rest) return rest.error();
        if (!rest->empty()) return broken(path, reader.offset(), "bytes after the end");
        ImageFileEntry entry{};
        entry.bytes = reader.offset();
        entry.chunk_count = index;
        reader.hash().digest_into(entry);
        return entry;
    }
}

}  // namespace earmark::persistence
