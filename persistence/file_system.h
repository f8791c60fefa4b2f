// Everything persistence asks of a disk, in one small interface.
//
// The simulator stands in for it with a disk that loses, tears and flips on a seed, so nothing here
// may be done around it: no stream, no std::filesystem, no system call elsewhere in this folder.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::persistence {

enum class OpenFor : std::uint8_t {
    reading,
    writing,   ///< An existing file, to read and write.
    creating,  ///< A new file, to read and write. An error if the name is taken.
};

enum class WriteThrough : std::uint8_t {
    no,   ///< write_at() returns early; sync() makes durable.
    yes,  ///< write_at() returns when the bytes are durable, if the file system can do that.
};

/// Direct writes need this alignment of offset, length and memory.
inline constexpr std::size_t kPageBytes = 4096;

/// Thread: one at a time, except read_at.
class File {
  public:
    virtual ~File() = default;

    /// Fills `into`, or reads to the end of the file.
    ///
    /// Returns: bytes read; fewer than asked only at the end of the file.
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) = 0;

    /// Writes all the bytes. After an error nobody knows what the file holds there.
    ///
    /// Requires: for files opened with WriteThrough::yes, everything aligned to kPageBytes.
    virtual Status write_at(std::uint64_t offset, std::span<const std::byte> bytes) = 0;

    /// Makes durable what was written. After an error the earlier writes are lost for good: a
    /// second sync() that succeeds would prove nothing.
    virtual Status sync() = 0;

    /// Whether write_at() alone makes durable, so that sync() is not needed.
    virtual bool writes_through() const = 0;

    /// Makes the file this large and claims the space for it.
    virtual Status preallocate(std::uint64_t bytes) = 0;

    virtual Result<std::uint64_t> bytes() = 0;

    /// How writes reach the disk, for people.
    virtual std::string_view write_path() const = 0;
};

/// Held as long as the object lives, and ended by the death of the process.
class FolderLock {
  public:
    virtual ~FolderLock() = default;
};

/// Errors: io_failed, or disk_full where space ran out. `detail` names the path and the reason.
/// Thread: any thread.
class FileSystem {
  public:
    virtual ~FileSystem() = default;

    virtual Result<std::unique_ptr<File>> open(
        const std::string& path, OpenFor open_for, WriteThrough write_through
    ) = 0;

    /// Names in a folder, sorted.
    virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;

    virtual Result<bool> exists(const std::string& path) = 0;

    /// An existing folder is no error.
    virtual Status create_folder(const std::string& path) = 0;

    /// Replaces `target` if it exists. Durable only after sync_folder().
    virtual Status rename(const std::string& source, const std::string& target) = 0;

    /// Durable only after sync_folder().
    virtual Status remove(const std::string& path) = 0;

    /// Makes created, renamed and removed names in a folder durable.
    virtual Status sync_folder(const std::string& folder) = 0;

    /// What is left for this user on the disk that holds the folder.
    virtual Result<std::uint64_t> free_bytes(const std::string& folder) = 0;

    /// Errors: in_use - another process has it; `detail` names the folder and the process.
    virtual Result<std::unique_ptr<FolderLock>> lock_folder(const std::string& folder) = 0;
};

/// Reads a whole file.
///
/// Errors: limit_exceeded - it is larger than bytes_max.
Result<std::vector<std::byte>> read_file(
    FileSystem& files, const std::string& path, std::size_t bytes_max
);

/// Writes a new file under a temporary name, makes it durable and gives it its name: after a crash
/// the whole file is there, or none of it.
Status write_file_whole(
    FileSystem& files,
    const std::string& folder,
    std::string_view name,
    std::span<const std::byte> bytes
);

}  // namespace earmark::persistence
