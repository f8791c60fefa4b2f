// Lets one thread sleep until another has work for it, or a time has passed.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace earmark::persistence {

/// The sleeper announces itself, looks once more for work, and only then sleeps; whoever brings
/// work signals after making it visible. Both sides use sequentially consistent atomics, so one of
/// them always sees the other.
class WakeEvent {
  public:
    /// Announces that wait_for() or cancel() follows.
    void prepare() { sleeping_.store(1, std::memory_order_seq_cst); }

    void cancel() { sleeping_.store(0, std::memory_order_relaxed); }

    /// Sleeps until signal(), or at most this long.
    void wait_for(std::chrono::microseconds time);

    /// Cost: one load while nobody sleeps, else a system call.
    void signal() {
        if (sleeping_.load(std::memory_order_seq_cst) == 0) return;
        if (sleeping_.exchange(0, std::memory_order_seq_cst) != 0) wake();
    }

  private:
    void wake();

    std::atomic<std::uint32_t> sleeping_ = 0;
};

}  // namespace earmark::persistence
