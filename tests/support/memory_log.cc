#include "tests/support/memory_log.h"

#include "engine/base/check.h"

#include <algorithm>
#include <utility>

namespace earmark {

LogAdmission MemoryLog::grant(LogAdmission answer, std::size_t bytes) {
    EARMARK_CHECK(bytes <= kRecordBytesMax);
    if (answer != LogAdmission::granted) return answer;
    bytes_set_aside_ += bytes;
    bytes_set_aside_max_ = std::max(bytes_set_aside_max_, bytes_set_aside_);
    return answer;
}

void MemoryLog::take_back(std::size_t bytes) {
    EARMARK_CHECK(bytes <= bytes_set_aside_);
    bytes_set_aside_ -= bytes;
}

LogAdmission MemoryLog::set_aside(std::size_t bytes) {
    const MutexLock lock(mutex_);
    return grant(takes_, bytes);
}

LogAdmission MemoryLog::set_aside_for_release(std::size_t bytes) {
    const MutexLock lock(mutex_);
    return grant(gives_back_, bytes);
}

Lsn MemoryLog::append(std::size_t set_aside_bytes, std::span<const std::byte> record) {
    const MutexLock lock(mutex_);
    EARMARK_CHECK(record.size() <= set_aside_bytes);
    EARMARK_CHECK(!record.empty());
    take_back(set_aside_bytes);
    bytes_appended_ += record.size();
    if (keeping_ == Keeping::everything) records_.emplace_back(record.begin(), record.end());
    ++newest_;
    if (durability_ == Durability::at_once) durable_ = newest_;
    return newest_;
}

void MemoryLog::give_back(std::size_t set_aside_bytes) {
    const MutexLock lock(mutex_);
    take_back(set_aside_bytes);
}

Lsn MemoryLog::newest() const {
    const MutexLock lock(mutex_);
    return newest_;
}

Lsn MemoryLog::durable() const {
    const MutexLock lock(mutex_);
    return durable_;
}

void MemoryLog::on_durable(std::function<void(Lsn)> listener) {
    const MutexLock lock(mutex_);
    listener_ = std::move(listener);
}

void MemoryLog::admit(LogAdmission takes, LogAdmission gives_back) {
    const MutexLock lock(mutex_);
    takes_ = takes;
    gives_back_ = gives_back;
}

void MemoryLog::make_durable(Lsn lsn) {
    std::function<void(Lsn)> listener;
    {
        const MutexLock lock(mutex_);
        EARMARK_CHECK(lsn <= newest_);
        if (lsn <= durable_) return;
        durable_ = lsn;
        listener = listener_;
    }
    if (listener) listener(lsn);
}

std::vector<std::byte> MemoryLog::record(Lsn lsn) const {
    const MutexLock lock(mutex_);
    EARMARK_CHECK(keeping_ == Keeping::everything);
    EARMARK_CHECK(lsn >= 1 && lsn <= newest_);
    return records_[static_cast<std::size_t>(lsn - 1)];
}

std::size_t MemoryLog::bytes_set_aside() const {
    const MutexLock lock(mutex_);
    return bytes_set_aside_;
}

std::size_t MemoryLog::bytes_set_aside_max() const {
    const MutexLock lock(mutex_);
    return bytes_set_aside_max_;
}

std::uint64_t MemoryLog::bytes_appended() const {
    const MutexLock lock(mutex_);
    return bytes_appended_;
}

}  // namespace earmark
