// A std::mutex that clang's thread-safety analysis understands (g++ ignores the attributes), and
// the order in which the engine takes its locks.
#pragma once

#include "engine/base/check.h"

#include <cstddef>
#include <cstdint>
#include <mutex>

#if defined(__clang__)
#define EARMARK_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define EARMARK_THREAD_ATTRIBUTE(x)
#endif
#define EARMARK_GUARDED_BY(mutex) EARMARK_THREAD_ATTRIBUTE(guarded_by(mutex))
#define EARMARK_REQUIRES(...) EARMARK_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
/// For functions that lock a computed set of stripes, which the analysis cannot follow.
#define EARMARK_LOCKS_A_SET EARMARK_THREAD_ATTRIBUTE(no_thread_safety_analysis)

namespace earmark {

class EARMARK_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
  public:
    void lock() EARMARK_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
    void unlock() EARMARK_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }

  private:
    std::mutex mutex_;
};

class EARMARK_THREAD_ATTRIBUTE(scoped_lockable) MutexLock {
  public:
    explicit MutexLock(Mutex& mutex) EARMARK_THREAD_ATTRIBUTE(acquire_capability(mutex))
        : mutex_(mutex) {
        mutex_.lock();
    }
    ~MutexLock() EARMARK_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;

  private:
    Mutex& mutex_;
};

/// The one order of locks: a thread takes only what is above all that it holds.
enum class LockRank : std::uint8_t { reservations = 1, items = 2, capacity = 3 };

/// In debug builds, aborts when a thread takes stripes against the order.
class LockOrder {
  public:
#ifdef NDEBUG
    static void taken(LockRank /*rank*/, std::uint32_t /*stripe*/) {}
    static void dropped(LockRank /*rank*/) {}
#else
    static void taken(LockRank rank, std::uint32_t stripe) {
        const std::uint64_t place =
            (std::uint64_t{static_cast<std::uint8_t>(rank)} << 32U) | stripe;
        EARMARK_CHECK(held_[index(rank)] == 0 || place > highest_[index(rank)]);
        for (std::size_t above = index(rank) + 1; above < kRanks; ++above)
            EARMARK_CHECK(held_[above] == 0);
        highest_[index(rank)] = place;
        ++held_[index(rank)];
    }
    static void dropped(LockRank rank) {
        EARMARK_CHECK(held_[index(rank)] > 0);
        --held_[index(rank)];
    }

  private:
    static std::size_t index(LockRank rank) { return static_cast<std::size_t>(rank) - 1; }
    static constexpr std::size_t kRanks = 3;
    static inline thread_local std::uint32_t held_[kRanks] = {};
    static inline thread_local std::uint64_t highest_[kRanks] = {};
#endif
};

}  // namespace earmark
