// WorkingDays: the days on which somebody works, by one calendar.
//
// One bit a day up to 2149, made once from weekdays, holidays and extra days, so that to ask costs
// a few loads whatever the calendar says: 8 KiB a calendar, of which there are few. Immutable.
#pragma once

#include "engine/base/day.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace earmark {

/// How far one step looks for a working day. A year without any has stopped work for good.
inline constexpr std::uint32_t kCalendarSearchDays = 400;

class WorkingDays {
  public:
    /// weekdays: bits, Monday = bit 0. A day that is both closed and opened is closed.
    WorkingDays(std::uint8_t weekdays, std::span<const Day> closed, std::span<const Day> opened);

    static WorkingDays every_day() { return {0x7f, {}, {}}; }

    bool contains(Day day) const { return ((days_[day / 64U] >> (day % 64U)) & 1U) != 0; }

    /// The first working day at or after `day`; nothing if there is none within
    /// kCalendarSearchDays.
    std::optional<Day> next(Day day) const;

    /// The `count`-th working day after `day`; of 0, the first at or after it. Nothing where two
    /// of them lie further apart than kCalendarSearchDays.
    /// Cost: O(count).
    std::optional<Day> add(Day day, std::uint32_t count) const;

    /// Working days from `from` on and before `until`; 0 if these are the wrong way round.
    std::uint32_t count(Day from, Day until) const;

  private:
    std::vector<std::uint64_t> days_;
};

}  // namespace earmark
