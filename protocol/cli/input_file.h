// The bytes of a file, unpacked if it is gzipped, a block at a time.
//
// zlib's own gzread ends in silence at whatever stands behind a gzip member and is no other, so
// that all rows behind one damaged byte would be missing. Here only zeros may stand there, which
// is how some systems fill a last block.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace earmark::cli {

class InputFile {
  public:
    /// Whether it is gzipped is told by its first two bytes.
    /// Errors: io_failed - cannot be opened or read. The detail does not name the file.
    static Result<std::unique_ptr<InputFile>> open(const std::string& path);

    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    /// Fills the space from its beginning; 0 is the file's end. What stands before a fault is read
    /// first.
    /// Errors: io_failed - cannot be read, or the gzip stream is cut or damaged.
    Result<std::size_t> read(std::span<char> space);

    /// Of the file as it is stored.
    std::uint64_t bytes_read() const;

  private:
    class Unpacker;

    InputFile();

    std::size_t copy_plain(std::span<char> space);

    std::unique_ptr<Unpacker> unpacker_;
    std::optional<Error> failure_;
};

}  // namespace earmark::cli
