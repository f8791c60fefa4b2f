// A change log that keeps nothing: what the engine costs without its disk.
#pragma once

#include "engine/change_log.h"

#include <atomic>

namespace earmark::bench {

/// Numbers the records and forgets them; everything is durable at once.
class NullLog : public ChangeLog {
  public:
    LogAdmission set_aside(std::size_t) override { return LogAdmission::granted; }
    LogAdmission set_aside_for_release(std::size_t) override { return LogAdmission::granted; }
    Lsn append(std::size_t, std::span<const std::byte>) override {
        return newest_.fetch_add(1, std::memory_order_relaxed) + 1;
    }
    void give_back(std::size_t) override {}
    Lsn newest() const override { return newest_.load(std::memory_order_relaxed); }
    Lsn durable() const override { return newest(); }
    void on_durable(std::function<void(Lsn)>) override {}

  private:
    std::atomic<Lsn> newest_{0};
};

}  // namespace earmark::bench
