#include "persistence/flush_time.h"

#include "persistence/aligned_buffer.h"
#include "persistence/duration_histogram.h"
#include "persistence/segment.h"

#include <memory>

namespace earmark::persistence {

namespace {

Result<FlushTime> measure(File& file, Clock& clock, std::size_t count) {
    constexpr std::uint64_t kFileBytes = std::uint64_t{4} << 20U;
    if (auto status = file.preallocate(kFileBytes); !status) return status.error();
    if (auto status = zero_fill(file, 0, kFileBytes); !status) return status.error();
    const AlignedBuffer page(kPageBytes);
    const auto times = std::make_unique<DurationHistogram>();
    for (std::size_t index = 0; index < count; ++index) {
        const Duration before = clock.steady();
        const std::uint64_t offset = index * kPageBytes % kFileBytes;
        if (auto status = file.write_at(offset, page.span()); !status) return status.error();
        if (!file.writes_through()) {
            if (auto status = file.sync(); !status) return status.error();
        }
        times->record(clock.steady() - before);
    }
    FlushTime result;
    result.p50 = times->quantile(0.50);
    result.p99 = times->quantile(0.99);
    result.count = count;
    result.write_path = file.write_path();
    return result;
}

}  // namespace

Result<FlushTime> measure_flush_time(
    FileSystem& files, Clock& clock, const std::string& folder, std::size_t count
) {
    const std::string path = folder + "/flush-time.tmp";
    auto left_over = files.exists(path);
    if (!left_over) return left_over.error();
    if (*left_over) {
        if (auto status = files.remove(path); !status) return status.error();
    }
    auto file = files.open(path, OpenFor::creating, WriteThrough::yes);
    if (!file) return file.error();
    auto result = measure(**file, clock, count);
    file->reset();
    if (auto status = files.remove(path); !status) return status.error();
    return result;
}

}  // namespace earmark::persistence
