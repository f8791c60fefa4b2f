#include "engine/shipping/schedule.h"

#include "engine/base/check.h"

#include <algorithm>

namespace earmark {

namespace {

/// The opened time of one day.
struct Opened {
    Time opens;
    Time closes;
};

Opened opened_on(const NodeHours& hours, Day day) {
    return {
        .opens = hours.zone->utc(local_time(day, hours.opens_minute)),
        .closes = hours.zone->utc(local_time(day, hours.closes_minute))
    };
}

/// When the day's orders begin to wait: at its cut-off, or when it closes.
Time orders_end(const NodeHours& hours, Day day, const Opened& opened) {
    return std::min(opened.closes, hours.zone->utc(local_time(day, hours.cutoff_minute)));
}

/// Days on which the node opens, one after the other. A day all of whose hours a clock change
/// skips is none.
class OpenedDays {
  public:
    OpenedDays(const NodeHours& hours, Day from) : hours_(hours), from_(from) { seek(from); }

    bool is_over() const { return !day_; }
    Day day() const { return *day_; }
    const Opened& opened() const { return opened_; }

    void advance() {
        if (*day_ == kDayMax) {
            day_.reset();
            return;
        }
        seek(static_cast<Day>(*day_ + 1U));
    }

  private:
    void seek(Day day) {
        day_ = hours_.days->next(day);
        while (day_ && *day_ - from_ <= static_cast<int>(kCalendarSearchDays)) {
            opened_ = opened_on(hours_, *day_);
            if (opened_.opens < opened_.closes) return;
            day_ = *day_ == kDayMax ? std::nullopt : hours_.days->next(static_cast<Day>(*day_ + 1));
        }
        day_.reset();
    }

    const NodeHours& hours_;
    Day from_;
    std::optional<Day> day_;
    Opened opened_;
};

/// Where work on the order begins: `days` stands on that day then.
std::optional<Time> begin_on(const NodeHours& hours, OpenedDays& days, Time ordered) {
    if (days.is_over()) return std::nullopt;
    if (ordered < days.opened().opens) return days.opened().opens;
    if (ordered < orders_end(hours, days.day(), days.opened())) return ordered;
    days.advance();
    return days.is_over() ? std::nullopt : std::optional(days.opened().opens);
}

}  // namespace

std::optional<Time> work_begins(const NodeHours& hours, Time ordered) {
    const Day today = local_day(hours.zone->local(ordered));
    if (today == kNoDay) return std::nullopt;
    OpenedDays days(hours, today);
    return begin_on(hours, days, ordered);
}

std::optional<Time> ready_at(const NodeHours& hours, Time ordered) {
    const Day today = local_day(hours.zone->local(ordered));
    if (today == kNoDay) return std::nullopt;
    OpenedDays days(hours, today);
    const std::optional<Time> begins = begin_on(hours, days, ordered);
    if (!begins) return std::nullopt;
    Time from = *begins;
    Duration left = std::chrono::minutes(hours.processing_minutes);
    while (left > days.opened().closes - from) {
        left -= days.opened().closes - from;
        days.advance();
        if (days.is_over()) return std::nullopt;
        from = days.opened().opens;
    }
    return from + left;
}

std::optional<Day> ship_day(
    const NodeHours& hours,
    std::span<const PickupTime> pickups,
    const ServiceDays& service,
    Time ready
) {
    // What is ready at midnight is in time for a pickup at 24:00 of the day before.
    const Day today = local_day(hours.zone->local(ready - Duration(1)));
    if (today == kNoDay) return std::nullopt;
    std::optional<Time> first;
    std::optional<Day> leaves;
    for (const PickupTime& pickup : pickups) {
        std::optional<Day> day = pickup.days->next(today);
        if (!day) continue;
        Time picked_up = hours.zone->utc(local_time(*day, pickup.minute));
        if (picked_up < ready) {
            day = *day == kDayMax ? std::nullopt : pickup.days->next(static_cast<Day>(*day + 1U));
            if (!day) continue;
            picked_up = hours.zone->utc(local_time(*day, pickup.minute));
        }
        if (first && *first <= picked_up) continue;
        first = picked_up;
        leaves = day;
    }
    if (leaves && service.until != kNoDay && *leaves > service.until) return std::nullopt;
    return leaves;
}

std::optional<Day> delivery_day(
    const ServiceDays& service, Day shipped, std::uint8_t transit_days
) {
    if (service.delivery != nullptr) return service.delivery->add(shipped, transit_days);
    const std::uint32_t day = std::uint32_t{shipped} + transit_days;
    return day <= kDayMax ? std::optional(static_cast<Day>(day)) : std::nullopt;
}

std::optional<Time> order_by(
    const NodeHours& hours, std::span<const PickupTime> pickups, Day shipped
) {
    std::optional<Time> last;
    for (const PickupTime& pickup : pickups) {
        if (!pickup.days->contains(shipped)) continue;
        const Time picked_up = hours.zone->utc(local_time(shipped, pickup.minute));
        if (!last || *last < picked_up) last = picked_up;
    }
    if (!last) return std::nullopt;

    // The last moment of work that is early enough, then the last order that begins by then.
    Duration left = std::chrono::minutes(hours.processing_minutes);
    // An order is ready within so many days, and shipped within as many more.
    constexpr std::uint32_t kBackDays = 2 * (kCalendarSearchDays + 1);
    for (std::uint32_t back = 0; back <= kBackDays && back < shipped; ++back) {
        const auto day = static_cast<Day>(shipped - back);
        if (!hours.days->contains(day)) continue;
        const Opened opened = opened_on(hours, day);
        const Time end = std::min(opened.closes, *last);
        if (opened.opens > end || opened.opens == opened.closes) continue;
        if (left > end - opened.opens) {
            left -= end - opened.opens;
            continue;
        }
        const Time order_end = orders_end(hours, day, opened);
        if (order_end <= opened.opens) return opened.opens - Duration(1);
        return std::min(end - left, order_end - Duration(1));
    }
    return std::nullopt;
}

}  // namespace earmark
