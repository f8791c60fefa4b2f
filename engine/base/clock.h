// Time as an input.
//
// The engine never asks what time it is: whoever calls it says so, once per command, and replay
// takes the time out of the record. A Clock is what the outermost callers read.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace earmark {

using Duration = std::chrono::microseconds;

/// A moment in UTC, to the microsecond, counted from 1970-01-01.
using Time = std::chrono::time_point<std::chrono::system_clock, Duration>;

/// Seconds since 1970, cut; 0 for no time. Requires: from 1970 to 2106.
inline std::uint32_t whole_seconds(std::optional<Time> time) {
    if (!time) return 0;
    return static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count()
    );
}

/// Thread: any thread.
class Clock {
  public:
    virtual ~Clock() = default;

    /// The time of day. It may jump, forwards or back.
    virtual Time wall() = 0;

    /// Time passed since some fixed moment. It never jumps.
    virtual Duration steady() = 0;
};

/// The clock of the machine.
class SystemClock : public Clock {
  public:
    Time wall() override;
    Duration steady() override;
};

}  // namespace earmark
