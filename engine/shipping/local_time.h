// Time on the clocks of a place: the only part that knows a database of time zones.
//
// A zone is looked up once, by its IANA name, with Howard Hinnant's date/tz, which reads the
// system's files (Debian: package tzdata). What it says is kept as a short table of stretches of
// one offset each, so that a conversion is a search in memory and never touches the library or a
// file. The files say the coming clock changes up to 2037; after that a zone keeps its last offset.
//
// A clock change skips an hour or repeats it. A time on the clock means the first moment at which
// the clock shows it or something later: of a skipped time the moment of the change, of a repeated
// one its first showing.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/day.h"
#include "engine/base/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// What a clock on the wall shows: microseconds since it showed 1970-01-01 00:00.
using LocalTime = std::chrono::local_time<Duration>;

/// `minute` from 0 to 1,440, the latter being midnight at the end of the day.
inline LocalTime local_time(Day day, std::uint32_t minute) {
    return LocalTime(std::chrono::days(day) + std::chrono::minutes(minute));
}

/// The date on the clock; kNoDay before 1970-01-02 and after 2149.
inline Day local_day(LocalTime time) {
    return day_of(Time(time.time_since_epoch()));
}

class TimeZone {
  public:
    /// The zone of an IANA name: "America/New_York". Kept for the life of the process.
    ///
    /// Errors: not_found - there is no such zone.
    ///         io_failed - the machine has no database of time zones.
    ///         unsupported - this program was built without one.
    /// Thread: any thread. Cost: reads a file when a name is asked for the first time.
    static Result<std::shared_ptr<const TimeZone>> find(std::string_view name);

    LocalTime local(Time time) const;

    /// The first moment at which the clock shows `time` or later.
    Time utc(LocalTime time) const;

    const std::string& name() const { return name_; }

  private:
    /// From `begin` on, until the next begins, the clock is `offset` ahead of UTC.
    struct Stretch {
        Time begin;
        Duration offset;
        LocalTime end;  ///< On the clock, just before it changes.
    };

    TimeZone() = default;
    static Result<TimeZone> read(std::string_view name);

    std::string name_;
    std::vector<Stretch> stretches_;  ///< At least one; the first begins before all times.
};

}  // namespace earmark
