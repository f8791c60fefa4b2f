// Times of tests, as a planner would write them: "2026-11-27 13:59".
#pragma once

#include "engine/base/clock.h"
#include "engine/shipping/local_time.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace earmark {

/// Requires: a name of the IANA list.
std::shared_ptr<const TimeZone> zone_of(std::string_view name);

/// Requires: "2026-11-27", "2026-11-27 13:59" or "2026-11-27 13:59:30".
LocalTime shown(std::string_view text);

/// The same, as a moment of UTC.
Time utc(std::string_view text);

/// To the second, which is cut; seconds only where there are some.
std::string text_of(LocalTime time);
std::string text_of(Time time);

/// "never" for none.
std::string text_of(std::optional<Day> day);

Day day(std::string_view text);

inline constexpr std::uint8_t kMondayToFriday = 0x1f;  ///< Of a calendar.

}  // namespace earmark
