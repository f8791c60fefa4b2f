// The log of a story: every record, kept in memory.
#pragma once

#include "engine/base/mutex.h"
#include "engine/change_log.h"

#include <vector>

namespace earmark {

/// Always has room; everything is durable at once.
class StoryLog : public ChangeLog {
  public:
    LogAdmission set_aside(std::size_t /*bytes*/) override { return LogAdmission::granted; }
    LogAdmission set_aside_for_release(std::size_t /*bytes*/) override {
        return LogAdmission::granted;
    }
    Lsn append(std::size_t /*set_aside_bytes*/, std::span<const std::byte> record) override {
        const MutexLock lock(mutex_);
        records_.emplace_back(record.begin(), record.end());
        return records_.size();
    }
    void give_back(std::size_t /*set_aside_bytes*/) override {}
    Lsn newest() const override {
        const MutexLock lock(mutex_);
        return records_.size();
    }
    Lsn durable() const override { return newest(); }
    void on_durable(std::function<void(Lsn)> /*listener*/) override {}

    std::vector<std::byte> record(Lsn lsn) const {
        const MutexLock lock(mutex_);
        return records_[static_cast<std::size_t>(lsn - 1)];
    }

  private:
    mutable Mutex mutex_;
    std::vector<std::vector<std::byte>> records_ EARMARK_GUARDED_BY(mutex_);
};

}  // namespace earmark
