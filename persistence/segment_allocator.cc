#include "persistence/segment_allocator.h"

#include "persistence/segment.h"

#include <chrono>

namespace earmark::persistence {

namespace {

constexpr std::chrono::milliseconds kLookEvery{1000};
constexpr std::chrono::milliseconds kLookEveryWhenFull{50};
constexpr std::uint64_t kSegmentsKeptFree = 2;

}  // namespace

SegmentAllocator::SegmentAllocator(
    FileSystem& files,
    DataFolder folder,
    const LogOptions& options,
    WriteThrough write_through,
    std::uint64_t next,
    std::uint64_t ready
)
    : files_(files),
      folder_(std::move(folder)),
      segment_bytes_(options.segment_bytes),
      spares_wanted_(options.spare_segments),
      write_through_(write_through),
      thread_kind_(options.thread),
      existing_end_(next + ready),
      next_to_make_(next) {
    look_at_room();
}

void SegmentAllocator::start(std::function<void()> on_failed) {
    on_failed_ = std::move(on_failed);
    if (thread_kind_ == LogThread::own) thread_ = std::thread([this] { run(); });
}

SegmentAllocator::~SegmentAllocator() {
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Result<SegmentAllocator::Segment> SegmentAllocator::take() {
    if (thread_kind_ == LogThread::caller) make_one();
    const MutexLock lock(mutex_);
    while (spares_.empty()) {
        if (failure_) return *failure_;
        if (full_) {
            return Error{
                ErrorCode::disk_full,
                "no room for " + folder_.segment(next_to_make_) + ", " +
                    std::to_string(segment_bytes_) + " bytes"
            };
        }
        if (thread_kind_ == LogThread::caller) {
            return Error{ErrorCode::io_failed, "no segment is ready"};
        }
        changed_.wait(mutex_);
    }
    Segment segment = std::move(spares_.front());
    spares_.pop_front();
    changed_.notify_all();
    return segment;
}

std::optional<Error> SegmentAllocator::failure() const {
    const MutexLock lock(mutex_);
    return failure_;
}

void SegmentAllocator::fail(const Error& error) {
    failure_ = error;
    has_failed_.store(true, std::memory_order_release);
}

void SegmentAllocator::work() {
    while (true) {
        {
            const MutexLock lock(mutex_);
            if (spares_.size() >= spares_wanted_) break;
        }
        if (!make_one()) break;
    }
    look_at_room();
}

void SegmentAllocator::run() {
    while (true) {
        {
            const MutexLock lock(mutex_);
            if (stopping_) return;
            if (spares_.size() >= std::max<std::size_t>(spares_wanted_, 1) || full_) {
                changed_.wait_for(mutex_, full_ ? kLookEveryWhenFull : kLookEvery);
                if (stopping_) return;
            }
        }
        make_one();
        look_at_room();
        if (!has_failed()) continue;
        on_failed_();
        return;
    }
}

bool SegmentAllocator::make_one() {
    std::uint64_t number = 0;
    {
        const MutexLock lock(mutex_);
        if (failure_ || spares_.size() >= std::max<std::size_t>(spares_wanted_, 1)) return false;
        number = next_to_make_;
    }
    // Asked first: claiming the last bytes of a disk would starve everything else on it.
    auto free = files_.free_bytes(folder_.log());
    Result<std::unique_ptr<File>> file =
        !free ? Result<std::unique_ptr<File>>(free.error())
        : number >= existing_end_ && *free < segment_bytes_
            ? Result<std::unique_ptr<File>>(Error{ErrorCode::disk_full, "the disk is full"})
            : open_or_create(number);
    const MutexLock lock(mutex_);
    if (file) {
        spares_.push_back({number, std::move(*file)});
        ++next_to_make_;
        full_ = false;
    } else if (file.error().code == ErrorCode::disk_full) {
        full_ = true;
    } else {
        fail(file.error());
    }
    changed_.notify_all();
    return file.has_value();
}

Result<std::unique_ptr<File>> SegmentAllocator::open_or_create(std::uint64_t number) {
    if (number < existing_end_) {
        auto file = files_.open(folder_.segment(number), OpenFor::writing, write_through_);
        if (!file) return file.error();
        // Whoever made it may have died before its size was durable.
        if (auto status = (*file)->sync(); !status) return status.error();
        return file;
    }
    return create_segment_file(files_, folder_, number, segment_bytes_, write_through_);
}

void SegmentAllocator::look_at_room() {
    const auto free = files_.free_bytes(folder_.log());
    const MutexLock lock(mutex_);
    if (!free) {
        fail(free.error());
        return;
    }
    if (*free >= kSegmentsKeptFree * segment_bytes_) {
        full_ = false;
        room_ = DiskRoom::ample;
    } else {
        room_ = spares_.empty() && *free < segment_bytes_ ? DiskRoom::none : DiskRoom::tight;
    }
    changed_.notify_all();
}

}  // namespace earmark::persistence
