// A clock that moves only when the test says so.
#pragma once

#include "engine/base/clock.h"

#include <atomic>
#include <chrono>

namespace earmark {

/// Thread: any thread.
class FakeClock : public Clock {
  public:
    Time wall() override { return Time(Duration(wall_us_.load())); }
    Duration steady() override { return Duration(steady_us_.load()); }

    /// Time passes: both faces move.
    void advance(Duration by) {
        wall_us_ += by.count();
        steady_us_ += by.count();
    }

    /// Someone sets the clock: only the time of day moves.
    void jump(Duration by) { wall_us_ += by.count(); }

  private:
    // 2030-01-07 08:00:00 UTC, a Monday.
    std::atomic<Duration::rep> wall_us_{1'894'003'200'000'000};
    std::atomic<Duration::rep> steady_us_{1'000'000};
};

}  // namespace earmark
