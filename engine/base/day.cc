#include "engine/base/day.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace earmark {

std::string format_day(Day day) {
    if (day == kNoDay) return {};
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    std::array<char, 32> text{};
    const int bytes = std::snprintf(
        text.data(),
        text.size(),
        "%04d-%02u-%02u",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day())
    );
    return {text.data(), static_cast<std::size_t>(bytes)};
}

std::optional<Day> parse_day(std::string_view text) {
    constexpr std::string_view kForm = "0000-00-00";
    if (text.size() != kForm.size() || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto number = [&](std::size_t begin, std::size_t count) {
        unsigned value = 0;
        const char* const end = text.data() + begin + count;
        const auto [read, error] = std::from_chars(text.data() + begin, end, value);
        return error == std::errc() && read == end ? std::optional(value) : std::nullopt;
    };
    const auto year = number(0, 4);
    const auto month = number(5, 2);
    const auto day = number(8, 2);
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(static_cast<int>(*year)),
        std::chrono::month(*month),
        std::chrono::day(*day)
    };
    if (!date.ok()) return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    if (days <= 0 || days > kDayMax) return std::nullopt;
    return static_cast<Day>(days);
}

}  // namespace earmark
