// A lock for a few dozen nanoseconds of work: spins a little, then sleeps.
//
// std::mutex goes to the kernel at the first contention, and a lock that only spins burns the time
// slice of the very thread it waits for when there are more threads than cores.
#pragma once

#include "engine/base/mutex.h"

#include <atomic>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace earmark::persistence {

/// Tells the processor that this thread is waiting for another.
inline void relax() {
#if defined(__x86_64__)
    _mm_pause();
#endif
}

class EARMARK_THREAD_ATTRIBUTE(capability("mutex")) SpinLock {
  public:
    void lock() EARMARK_THREAD_ATTRIBUTE(acquire_capability()) {
        constexpr int kSpins = 200;
        for (int spin = 0; spin < kSpins; ++spin) {
            std::uint32_t expected = kFree;
            if (state_.load(std::memory_order_relaxed) == kFree &&
                state_.compare_exchange_weak(expected, kHeld, std::memory_order_acquire)) {
                return;
            }
            relax();
        }
        while (state_.exchange(kHeldAndAwaited, std::memory_order_acquire) != kFree)
            state_.wait(kHeldAndAwaited, std::memory_order_relaxed);
    }

    void unlock() EARMARK_THREAD_ATTRIBUTE(release_capability()) {
        if (state_.exchange(kFree, std::memory_order_release) == kHeldAndAwaited) {
            state_.notify_one();
        }
    }

  private:
    static constexpr std::uint32_t kFree = 0;
    static constexpr std::uint32_t kHeld = 1;
    static constexpr std::uint32_t kHeldAndAwaited = 2;

    std::atomic<std::uint32_t> state_ = kFree;
};

class EARMARK_THREAD_ATTRIBUTE(scoped_lockable) SpinLockHolder {
  public:
    explicit SpinLockHolder(SpinLock& lock) EARMARK_THREAD_ATTRIBUTE(acquire_capability(lock))
        : lock_(lock) {
        lock_.lock();
    }
    ~SpinLockHolder() EARMARK_THREAD_ATTRIBUTE(release_capability()) { lock_.unlock(); }
    SpinLockHolder(const SpinLockHolder&) = delete;
    SpinLockHolder& operator=(const SpinLockHolder&) = delete;

  private:
    SpinLock& lock_;
};

}  // namespace earmark::persistence
