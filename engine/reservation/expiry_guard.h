// ExpiryGuard: may the clock be believed?
//
// A wall clock that jumps forward would end every hold at once. So expiry compares how far the wall
// clock and the steady one have moved since they were last believed, and pauses while they differ
// by more than five seconds; it goes on when they agree again or when a person accepts the new
// time.
#pragma once

#include "engine/base/clock.h"

#include <atomic>
#include <optional>

namespace earmark {

/// Thread: believes() one at a time; the others any thread.
class ExpiryGuard {
  public:
    static constexpr Duration kJumpMax = std::chrono::seconds(5);

    bool believes(Time now, Duration steady) {
        const Duration offset = now.time_since_epoch() - steady;
        if (!offset_ || accept_.exchange(false)) offset_ = offset;
        const Duration drift = offset - *offset_;
        const bool jumped = drift > kJumpMax || drift < -kJumpMax;
        // Small differences are the clock being disciplined: follow them.
        if (!jumped) offset_ = offset;
        paused_.store(jumped, std::memory_order_relaxed);
        return !jumped;
    }

    void accept() { accept_.store(true); }
    bool paused() const { return paused_.load(std::memory_order_relaxed); }

  private:
    std::optional<Duration> offset_;
    std::atomic<bool> accept_{false};
    std::atomic<bool> paused_{false};
};

}  // namespace earmark
