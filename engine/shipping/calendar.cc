#include "engine/shipping/calendar.h"

#include <algorithm>
#include <bit>

namespace earmark {

namespace {

constexpr std::uint32_t kDayCount = std::uint32_t{kDayMax} + 1;
constexpr std::uint32_t kDaysPerWord = 64;

/// 1970-01-01 was a Thursday; Monday = 0.
std::uint32_t weekday_of(std::uint32_t day) {
    return (day + 3) % 7;
}

}  // namespace

WorkingDays::WorkingDays(
    std::uint8_t weekdays, std::span<const Day> closed, std::span<const Day> opened
)
    : days_(kDayCount / kDaysPerWord) {
    const auto bit_of = [](std::uint32_t day) { return std::uint64_t{1} << (day % kDaysPerWord); };
    for (std::uint32_t day = 0; day < kDayCount; ++day) {
        if (((std::uint32_t{weekdays} >> weekday_of(day)) & 1U) != 0)
            days_[day / kDaysPerWord] |= bit_of(day);
    }
    for (const Day day : opened)
        days_[day / kDaysPerWord] |= bit_of(day);
    for (const Day day : closed)
        days_[day / kDaysPerWord] &= ~bit_of(day);
    days_[0] &= ~bit_of(kNoDay);
}

std::optional<Day> WorkingDays::next(Day day) const {
    const std::uint32_t last = std::min(std::uint32_t{kDayMax}, day + kCalendarSearchDays);
    std::uint64_t bits = days_[day / kDaysPerWord] & (~std::uint64_t{0} << (day % kDaysPerWord));
    for (std::uint32_t word = day / kDaysPerWord;; bits = days_[word]) {
        if (bits != 0) {
            const std::uint32_t found =
                word * kDaysPerWord + static_cast<std::uint32_t>(std::countr_zero(bits));
            return found <= last ? std::optional(static_cast<Day>(found)) : std::nullopt;
        }
        if (++word > last / kDaysPerWord) return std::nullopt;
    }
}

std::optional<Day> WorkingDays::add(Day day, std::uint32_t count) const {
    if (count == 0) return next(day);
    std::optional<Day> reached = day;
    for (std::uint32_t left = count; left > 0 && reached; --left) {
        if (*reached == kDayMax) return std::nullopt;
        reached = next(static_cast<Day>(*reached + 1U));
    }
    return reached;
}

std::uint32_t WorkingDays::count(Day from, Day until) const {
    std::uint32_t sum = 0;
    for (std::uint32_t word = from / kDaysPerWord; word * kDaysPerWord < until; ++word) {
        std::uint64_t bits = days_[word];
        if (word == from / kDaysPerWord) bits &= ~std::uint64_t{0} << (from % kDaysPerWord);
        if (word == until / kDaysPerWord) bits &= ~(~std::uint64_t{0} << (until % kDaysPerWord));
        sum += static_cast<std::uint32_t>(std::popcount(bits));
    }
    return sum;
}

}  // namespace earmark
