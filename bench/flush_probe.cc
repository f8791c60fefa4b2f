#include "bench/flush_probe.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <system_error>
#include <unistd.h>

namespace earmark::bench {

namespace {

constexpr std::size_t kPageBytes = 4'096;
constexpr std::size_t kFileBytes = std::size_t{64} << 20U;

struct FreeBlock {
    void operator()(void* block) const { std::free(block); }
};

/// A file that is gone when this is.
class ScratchFile {
  public:
    explicit ScratchFile(std::string path) : path_(std::move(path)) {}
    ~ScratchFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
        ::unlink(path_.c_str());
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    /// Errors: io_failed.
    Status open(int flags) {
        if (descriptor_ >= 0) ::close(descriptor_);
        descriptor_ = ::open(path_.c_str(), flags, 0600);
        return descriptor_ >= 0 ? Status(Done{}) : failed("open");
    }

    Error failed(const char* what) const {
        return {
            ErrorCode::io_failed,
            path_ + ": " + what + ": " + std::generic_category().message(errno),
        };
    }

    int descriptor() const { return descriptor_; }

  private:
    std::string path_;
    int descriptor_ = -1;
};

Status fill_with_zeros(const ScratchFile& file, const void* block, std::size_t block_bytes) {
    for (std::size_t offset = 0; offset + block_bytes <= kFileBytes; offset += block_bytes) {
        if (::pwrite(file.descriptor(), block, block_bytes, static_cast<off_t>(offset)) < 0)
            return file.failed("write");
    }
    return ::fsync(file.descriptor()) == 0 ? Status(Done{}) : file.failed("fsync");
}

}  // namespace

Result<LatencyHistogram> probe_flushes(
    const std::string& folder, std::size_t block_bytes, std::chrono::milliseconds span
) {
    EARMARK_CHECK(block_bytes > 0 && block_bytes % kPageBytes == 0);
    const std::unique_ptr<void, FreeBlock> block(std::aligned_alloc(kPageBytes, block_bytes));
    std::fill_n(static_cast<char*>(block.get()), block_bytes, '\0');
    ScratchFile file(folder + "/flush_probe." + std::to_string(::getpid()));
    if (auto opened = file.open(O_CREAT | O_RDWR | O_TRUNC | O_CLOEXEC); !opened)
        return opened.error();
    if (auto filled = fill_with_zeros(file, block.get(), block_bytes); !filled)
        return filled.error();
    if (!file.open(O_RDWR | O_DIRECT | O_DSYNC | O_CLOEXEC)) {
        if (auto opened = file.open(O_RDWR | O_DSYNC | O_CLOEXEC); !opened) return opened.error();
    }
    LatencyHistogram latencies;
    const auto end = std::chrono::steady_clock::now() + span;
    std::size_t offset = 0;
    for (auto now = std::chrono::steady_clock::now(); now < end;) {
        if (::pwrite(file.descriptor(), block.get(), block_bytes, static_cast<off_t>(offset)) < 0)
            return file.failed("write");
        offset = (offset + block_bytes) % (kFileBytes - block_bytes);
        const auto done = std::chrono::steady_clock::now();
        latencies.record(done - now);
        now = done;
    }
    return latencies;
}

}  // namespace earmark::bench
