#include "persistence/posix_file_system.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

namespace earmark::persistence {

namespace {

Error system_error(const std::string& what, int code) {
    const bool full = code == ENOSPC || code == EDQUOT;
    return Error{
        full ? ErrorCode::disk_full : ErrorCode::io_failed,
        what + ": " + std::generic_category().message(code)
    };
}

/// Closes on every path out.
class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : value_(other.value_) { other.value_ = -1; }
    Descriptor& operator=(Descriptor&&) = delete;

    int value() const { return value_; }

  private:
    int value_;
};

std::string at(std::uint64_t offset, const std::string& path) {
    return " at byte " + std::to_string(offset) + " of " + path;
}

class PosixFile : public File {
  public:
    PosixFile(Descriptor descriptor, std::string path, bool through, bool direct)
        : descriptor_(std::move(descriptor)),
          path_(std::move(path)),
          through_(through),
          direct_(direct) {}

    Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) override {
        std::size_t done = 0;
        while (done < into.size()) {
            const ssize_t got = ::pread(
                descriptor_.value(),
                into.data() + done,
                into.size() - done,
                static_cast<off_t>(offset + done)
            );
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return system_error("cannot read" + at(offset + done, path_), errno);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        return done;
    }

    Status write_at(std::uint64_t offset, std::span<const std::byte> bytes) override {
        ssize_t put = -1;
        do {
            put = ::pwrite(
                descriptor_.value(), bytes.data(), bytes.size(), static_cast<off_t>(offset)
            );
        } while (put < 0 && errno == EINTR);
        const std::string what =
            put == static_cast<ssize_t>(bytes.size())
                ? std::string()
                : "cannot write " + std::to_string(bytes.size()) + " bytes" + at(offset, path_);
        if (put < 0) return system_error(what, errno);
        // Going on from here could leave a hole with valid bytes behind it.
        if (!what.empty()) {
            return Error{ErrorCode::io_failed, what + ": only " + std::to_string(put) + " written"};
        }
        return Done{};
    }

    Status sync() override {
        if (::fdatasync(descriptor_.value()) != 0) {
            return system_error("cannot sync " + path_, errno);
        }
        return Done{};
    }

    bool writes_through() const override { return through_; }

    Status preallocate(std::uint64_t bytes) override {
        const int code = ::posix_fallocate(descriptor_.value(), 0, static_cast<off_t>(bytes));
        if (code != 0) {
            return system_error(
                "cannot claim " + std::to_string(bytes) + " bytes for " + path_, code
            );
        }
        return Done{};
    }

    Result<std::uint64_t> bytes() override {
        struct stat status{};
        if (::fstat(descriptor_.value(), &status) != 0) {
            return system_error("cannot examine " + path_, errno);
        }
        return static_cast<std::uint64_t>(status.st_size);
    }

    std::string_view write_path() const override {
        if (!through_) return "buffered, fdatasync";
        return direct_ ? "O_DIRECT, O_DSYNC" : "O_DSYNC";
    }

  private:
    Descriptor descriptor_;
    std::string path_;
    bool through_;
    bool direct_;
};

class PosixFolderLock : public FolderLock {
  public:
    explicit PosixFolderLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  private:
    Descriptor descriptor_;
};

std::string holder_of(int descriptor) {
    std::array<char, 32> text{};
    const ssize_t got = ::pread(descriptor, text.data(), text.size() - 1, 0);
    std::string holder(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    holder.erase(
        std::find_if(holder.begin(), holder.end(), [](char c) { return c < '0' || c > '9'; }),
        holder.end()
    );
    return holder.empty() ? "another process" : "process " + holder;
}

}  // namespace

Result<std::unique_ptr<File>> PosixFileSystem::open(
    const std::string& path, OpenFor open_for, WriteThrough write_through
) {
    int flags = O_CLOEXEC | (open_for == OpenFor::reading ? O_RDONLY : O_RDWR);
    if (open_for == OpenFor::creating) flags |= O_CREAT | O_EXCL;
    const bool through = write_through == WriteThrough::yes;
    bool direct = through;
    constexpr mode_t kOwnerOnly = 0600;
    int descriptor = ::open(path.c_str(), flags | (through ? O_DIRECT | O_DSYNC : 0), kOwnerOnly);
    if (descriptor < 0 && errno == EINVAL && through) {
        direct = false;
        // The refused attempt may have left the new file behind.
        descriptor = ::open(path.c_str(), (flags & ~O_EXCL) | O_DSYNC, kOwnerOnly);
    }
    if (descriptor < 0) {
        const bool create = open_for == OpenFor::creating;
        return system_error((create ? "cannot create " : "cannot open ") + path, errno);
    }
    return std::unique_ptr<File>(
        std::make_unique<PosixFile>(Descriptor(descriptor), path, through, direct)
    );
}

Result<std::vector<std::string>> PosixFileSystem::list(const std::string& folder) {
    DIR* stream = ::opendir(folder.c_str());
    if (stream == nullptr) return system_error("cannot list " + folder, errno);
    std::vector<std::string> names;
    errno = 0;
    // readdir is safe here: no other thread has this stream.
    while (const dirent* entry = ::readdir(stream)) {  // NOLINT(concurrency-mt-unsafe)
        const std::string name = static_cast<const char*>(entry->d_name);
        if (name != "." && name != "..") names.push_back(name);
        errno = 0;
    }
    const int code = errno;
    ::closedir(stream);
    if (code != 0) return system_error("cannot list " + folder, code);
    std::sort(names.begin(), names.end());
    return names;
}

Result<bool> PosixFileSystem::exists(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0) return true;
    if (errno == ENOENT) return false;
    return system_error("cannot examine " + path, errno);
}

Status PosixFileSystem::create_folder(const std::string& path) {
    constexpr mode_t kOwnerOnly = 0700;
    if (::mkdir(path.c_str(), kOwnerOnly) == 0) return Done{};
    const int code = errno;
    struct stat status{};
    if (code == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        return Done{};
    }
    return system_error("cannot create the folder " + path, code);
}

Status PosixFileSystem::rename(const std::string& source, const std::string& target) {
    if (std::rename(source.c_str(), target.c_str()) == 0) return Done{};
    return system_error("cannot rename " + source + " to " + target, errno);
}

Status PosixFileSystem::remove(const std::string& path) {
    if (::unlink(path.c_str()) == 0) return Done{};
    return system_error("cannot remove " + path, errno);
}

Status PosixFileSystem::sync_folder(const std::string& folder) {
    const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (descriptor.value() < 0) return system_error("cannot open the folder " + folder, errno);
    if (::fsync(descriptor.value()) != 0) {
        return system_error("cannot sync the folder " + folder, errno);
    }
    return Done{};
}

Result<std::uint64_t> PosixFileSystem::free_bytes(const std::string& folder) {
    struct statvfs status{};
    if (::statvfs(folder.c_str(), &status) != 0) {
        return system_error("cannot ask for the free space of " + folder, errno);
    }
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

Result<std::unique_ptr<FolderLock>> PosixFileSystem::lock_folder(const std::string& folder) {
    const std::string path = folder + "/lock";
    Descriptor descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (descriptor.value() < 0) {
        return system_error("cannot write in the data folder " + folder + ", its lock file", errno);
    }
    if (::flock(descriptor.value(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return system_error("cannot lock " + path, errno);
        return Error{
            ErrorCode::in_use,
            "the data folder " + folder + " is in use by " + holder_of(descriptor.value()) +
                "; expected to be the only one"
        };
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor.value(), 0) != 0 ||
        ::pwrite(descriptor.value(), pid.data(), pid.size(), 0) < 0) {
        return system_error("cannot write " + path, errno);
    }
    return std::unique_ptr<FolderLock>(std::make_unique<PosixFolderLock>(std::move(descriptor)));
}

}  // namespace earmark::persistence
