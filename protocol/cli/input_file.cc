#include "protocol/cli/input_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <zlib.h>

namespace earmark::cli {
namespace {

constexpr std::size_t kInputBytes = std::size_t{1} << 16U;
constexpr unsigned char kMagic[] = {0x1F, 0x8B};

/// Of inflateInit2: the largest window, and a gzip header, nothing else.
constexpr int kGzipWindowBits = 15 + 16;

}  // namespace

/// The bytes as stored, and what zlib makes of them.
class InputFile::Unpacker {
  public:
    enum class Place : std::uint8_t { in_a_member, between_members };

    explicit Unpacker(std::FILE* file) : file_(file) {}

    ~Unpacker() {
        if (is_gzip_) inflateEnd(&stream_);
    }
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    /// Reads the first bytes and tells by them what the file is.
    Status begin() {
        if (const Status filled = fill(); !filled) return filled;
        is_gzip_ = left() >= sizeof(kMagic) && std::memcmp(next(), kMagic, sizeof(kMagic)) == 0;
        if (!is_gzip_ || inflateInit2(&stream_, kGzipWindowBits) == Z_OK) return Done{};
        is_gzip_ = false;
        return Error{ErrorCode::io_failed, "there is no memory to unpack it"};
    }

    bool is_gzip() const { return is_gzip_; }
    std::uint64_t bytes_read() const { return bytes_read_; }

    /// Stored bytes that wait.
    std::size_t left() const { return stream_.avail_in; }
    const Bytef* next() const { return stream_.next_in; }
    void skip(std::size_t bytes) {
        stream_.next_in += bytes;
        stream_.avail_in -= static_cast<uInt>(bytes);
    }

    /// More of them; none at the file's end.
    Status fill() {
        const std::size_t bytes = std::fread(input_.data(), 1, input_.size(), file_.get());
        if (bytes == 0 && std::ferror(file_.get()) != 0)
            return Error{ErrorCode::io_failed, std::generic_category().message(errno)};
        bytes_read_ += bytes;
        stream_.next_in = input_.data();
        stream_.avail_in = static_cast<uInt>(bytes);
        return Done{};
    }

    /// Unpacks some of what waits; how many bytes came of it, perhaps before a failure.
    std::size_t step(std::span<char> space, std::optional<Error>& failure) {
        if (place_ == Place::between_members) {
            if (const Status begun = begin_member(); !begun) failure = begun.error();
            if (failure || left() == 0) return 0;
        }
        // A char may be looked at as a byte.
        stream_.next_out = reinterpret_cast<Bytef*>(space.data());  // NOLINT
        stream_.avail_out = static_cast<uInt>(space.size());
        const int code = inflate(&stream_, Z_NO_FLUSH);
        if (code == Z_STREAM_END) place_ = Place::between_members;
        // No progress is no fault: more bytes follow, or more space.
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) failure = damaged();
        return space.size() - stream_.avail_out;
    }

    /// What the file's end means here.
    Status end() const {
        if (place_ == Place::between_members) return Done{};
        return Error{ErrorCode::io_failed, "the gzip stream ends in the middle: the file is cut"};
    }

  private:
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    /// Passes over zeros, behind which nothing may stand, or begins the next member.
    Status begin_member() {
        while (left() > 0 && *next() == 0) {
            is_filled_up_ = true;
            skip(1);
        }
        if (left() == 0) return Done{};
        if (is_filled_up_) return damaged();
        inflateReset(&stream_);
        place_ = Place::in_a_member;
        return Done{};
    }

    Error damaged() const {
        const char* const why = stream_.msg == nullptr ? "bytes behind its end" : stream_.msg;
        return {ErrorCode::io_failed, std::string("the gzip stream is damaged: ") + why};
    }

    std::unique_ptr<std::FILE, CloseFile> file_;
    z_stream stream_{};
    std::array<Bytef, kInputBytes> input_{};
    std::uint64_t bytes_read_ = 0;
    Place place_ = Place::in_a_member;
    bool is_gzip_ = false;
    bool is_filled_up_ = false;  ///< Zeros came behind the last member.
};

InputFile::InputFile() = default;
InputFile::~InputFile() = default;

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path) {
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) return Error{ErrorCode::io_failed, std::generic_category().message(errno)};
    std::unique_ptr<InputFile> input(new InputFile);
    input->unpacker_ = std::make_unique<Unpacker>(file);
    if (const Status begun = input->unpacker_->begin(); !begun) return begun.error();
    return input;
}

Result<std::size_t> InputFile::read(std::span<char> space) {
    std::size_t bytes = 0;
    while (!failure_ && bytes < space.size()) {
        if (unpacker_->left() == 0) {
            if (const Status filled = unpacker_->fill(); !filled) failure_ = filled.error();
            if (unpacker_->left() == 0) break;
        }
        const auto rest = space.subspan(bytes);
        bytes += unpacker_->is_gzip() ? unpacker_->step(rest, failure_) : copy_plain(rest);
    }
    if (bytes > 0) return bytes;
    if (!failure_ && unpacker_->is_gzip()) {
        if (const Status ended = unpacker_->end(); !ended) failure_ = ended.error();
    }
    if (failure_) return *failure_;
    return bytes;
}

std::size_t InputFile::copy_plain(std::span<char> space) {
    const std::size_t bytes = std::min(space.size(), unpacker_->left());
    std::memcpy(space.data(), unpacker_->next(), bytes);
    unpacker_->skip(bytes);
    return bytes;
}

std::uint64_t InputFile::bytes_read() const {
    return unpacker_->bytes_read();
}

}  // namespace earmark::cli
