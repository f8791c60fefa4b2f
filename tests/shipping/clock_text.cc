#include "tests/shipping/clock_text.h"

#include <array>
#include <cstdio>

namespace earmark {

namespace {

int number_at(std::string_view text, std::size_t place) {
    return text.size() < place + 2 ? 0 : std::stoi(std::string(text.substr(place, 2)));
}

}  // namespace

std::shared_ptr<const TimeZone> zone_of(std::string_view name) {
    auto zone = TimeZone::find(name);
    EARMARK_CHECK(zone.has_value());
    return *zone;
}

Day day(std::string_view text) {
    return parse_day(text).value();
}

LocalTime shown(std::string_view text) {
    return local_time(day(text.substr(0, 10)), 0) + std::chrono::hours(number_at(text, 11)) +
           std::chrono::minutes(number_at(text, 14)) + std::chrono::seconds(number_at(text, 17));
}

Time utc(std::string_view text) {
    return Time(shown(text).time_since_epoch());
}

std::string text_of(LocalTime time) {
    const Duration since = time.time_since_epoch();
    const auto date = std::chrono::floor<std::chrono::days>(since);
    const auto seconds =
        static_cast<int>(std::chrono::floor<std::chrono::seconds>(since - date).count());
    std::array<char, 16> clock{};
    std::snprintf(clock.data(), clock.size(), " %02d:%02d", seconds / 3600, seconds / 60 % 60);
    std::string text = format_day(static_cast<Day>(date.count())) + clock.data();
    if (seconds % 60 == 0) return text;
    std::snprintf(clock.data(), clock.size(), ":%02d", seconds % 60);
    return text + clock.data();
}

std::string text_of(Time time) {
    return text_of(LocalTime(time.time_since_epoch()));
}

std::string text_of(std::optional<Day> day) {
    return day ? format_day(*day) : "never";
}

}  // namespace earmark
