// Day: a date in UTC, as supply and promises are dated.
#pragma once

#include "engine/base/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace earmark {

/// Days since 1970-01-01, up to 2149; 0 = no date.
using Day = std::uint16_t;

inline constexpr Day kNoDay = 0;
inline constexpr Day kDayMax = 0xffff;

/// The date of a moment; kNoDay before 1970-01-02 and after 2149.
inline Day day_of(Time time) {
    const auto days = std::chrono::floor<std::chrono::days>(time.time_since_epoch()).count();
    return days > 0 && days <= kDayMax ? static_cast<Day>(days) : kNoDay;
}

/// "2030-01-07"; empty for kNoDay.
std::string format_day(Day day);

/// Nothing unless the text is a date of the calendar in this form, after 1970-01-01.
std::optional<Day> parse_day(std::string_view text);

}  // namespace earmark
