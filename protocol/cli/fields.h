// Text that people write, into the engine's types.
//
// Each function returns the value, or an Error whose detail completes the sentence "expected ...":
// the caller knows where the text was found and says that part.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/day.h"
#include "engine/base/result.h"
#include "engine/command.h"
#include "engine/limits.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace earmark::cli {

/// A whole number from min to max.
Result<std::int64_t> parse_whole(std::string_view text, std::int64_t min, std::int64_t max);

/// A quantity of an item, in its unit of measure, as a count of its smallest unit.
Result<Units> parse_quantity(std::string_view text, std::uint8_t scale);

/// An amount of the currency, with up to 6 decimals, in micros.
Result<Micros> parse_money(std::string_view text);

/// An angle from -limit to limit degrees, in millionths. More decimals than six are rounded: a
/// place is not stock, and public tables carry up to fifteen.
Result<std::int32_t> parse_degrees(std::string_view text, std::int32_t limit);

/// "yes" or "no".
Result<bool> parse_yes_no(std::string_view text);

/// "dc", "store", "vendor" or "3pl".
Result<NodeType> parse_node_type(std::string_view text);
std::string_view to_string(NodeType type);

/// Words with ';' between: "ship;pickup". Bits of DeliveryMethod.
Result<std::uint8_t> parse_methods(std::string_view text);
std::string format_methods(std::uint8_t methods);

/// One of these words.
Result<std::uint8_t> parse_method(std::string_view text);

/// A whole number and s, m, h or d: "90s", "15m", "2h", "1d". A number alone is seconds.
Result<std::chrono::seconds> parse_duration(std::string_view text);

/// As parse_duration, with "ms" besides: "250ms".
Result<std::chrono::milliseconds> parse_short_duration(std::string_view text);

/// Text of at most bytes_max bytes, in UTF-8, without control characters.
Result<std::string_view> parse_text(std::string_view text, std::size_t bytes_max);

/// A moment in UTC: "2026-11-27", "2026-11-27T18:30:00Z". ISO 8601.
Result<Time> parse_time(std::string_view text);

/// A floor or a ceiling: a quantity, or a part of the stock such as "25%" or "12.5%".
struct SegmentFigure {
    SegmentBasis basis = SegmentBasis::units;
    Units figure = 0;
};
Result<SegmentFigure> parse_segment_figure(std::string_view text, std::uint8_t scale);
std::string format_segment_figure(SegmentBasis basis, Units figure, std::uint8_t scale);

/// "2026-03-01 14:05:09 UTC".
std::string format_time(Time time);

/// "1m 30s"; "250 ms" below a second.
std::string format_duration(Duration duration);

/// 1234567 is "1,234,567".
std::string format_count(std::uint64_t count);

/// "2026-12-24": a day of some calendar, wherever that is.
Result<Day> parse_calendar_day(std::string_view text);

/// A date, or nothing for no day.
inline std::string date_of(Day day) {
    return day == kNoDay ? "" : format_day(day);
}

}  // namespace earmark::cli
