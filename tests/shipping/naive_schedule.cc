#include "tests/shipping/naive_schedule.h"

#include <algorithm>
#include <chrono>

namespace earmark::naive {

namespace {

constexpr std::int64_t kHourMinutes = 60;
constexpr std::int64_t kDayMinutes = 24 * kHourMinutes;

/// The `count`-th Sunday of a month, in days since 1970.
std::int64_t sunday_of(int year, unsigned month, unsigned count) {
    const std::chrono::sys_days found{
        std::chrono::year(year) / std::chrono::month(month) / std::chrono::Sunday[count]
    };
    return found.time_since_epoch().count();
}

/// The clock, held back where it goes back: so that each time is shown once, the first.
class Clock {
  public:
    explicit Clock(Minute at) : at_(at - 3 * kHourMinutes) {
        while (at_ < at)
            tick();
    }

    void tick() {
        before_ = shown_;
        ++at_;
        shown_ = std::max(shown_, at_ + new_york_offset(at_));
    }

    Minute at() const { return at_; }
    std::int64_t day() const { return shown_ / kDayMinutes; }
    std::int64_t minute() const { return shown_ % kDayMinutes; }
    std::int64_t shown() const { return shown_; }
    /// What it showed a minute ago.
    std::int64_t before() const { return before_; }

  private:
    Minute at_;
    std::int64_t shown_ = 0;
    std::int64_t before_ = 0;
};

bool is_open(const Shop& shop, const Clock& clock) {
    return shop.days.works(clock.day()) && clock.minute() >= shop.opens &&
           clock.minute() < shop.closes;
}

/// The day of a pickup at this minute.
std::optional<std::int64_t> picked_up(const Shop& shop, const Clock& clock) {
    // A change of the clock may bring it past several times, even past midnight.
    for (std::int64_t passed = clock.before() + 1; passed <= clock.shown(); ++passed) {
        const std::int64_t day = passed / kDayMinutes;
        for (const Pickup& pickup : shop.pickups) {
            if (passed % kDayMinutes == pickup.minute && pickup.days.works(day)) return day;
        }
    }
    return std::nullopt;
}

std::int64_t deliver(const Shop& shop, std::int64_t shipped) {
    std::int64_t day = shipped;
    for (std::int64_t left = shop.transit; left > 0;) {
        ++day;
        if (shop.delivery.works(day)) --left;
    }
    while (!shop.delivery.works(day))
        ++day;
    return day;
}

}  // namespace

bool Calendar::works(std::int64_t day) const {
    if (closed.contains(day)) return false;
    return opened.contains(day) || ((weekdays >> ((day + 3) % 7)) & 1) != 0;
}

std::int64_t new_york_offset(Minute at) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(at / kDayMinutes)
    )};
    const int year = static_cast<int>(date.year());
    const Minute spring = sunday_of(year, 3, 2) * kDayMinutes + 7 * kHourMinutes;
    const Minute autumn = sunday_of(year, 11, 1) * kDayMinutes + 6 * kHourMinutes;
    return at >= spring && at < autumn ? -4 * kHourMinutes : -5 * kHourMinutes;
}

std::optional<Found> wait(const Shop& shop, Minute ordered, std::int64_t days_max) {
    Found found;
    Clock clock(ordered);
    bool has_begun = is_open(shop, clock) && clock.minute() < shop.cutoff;
    std::int64_t closed_day = is_open(shop, clock) ? clock.day() : 0;  // Past its cut-off.
    while (!has_begun) {
        clock.tick();
        if (clock.at() - ordered > days_max * kDayMinutes) return std::nullopt;
        has_begun = is_open(shop, clock) && clock.day() != closed_day;
    }
    found.begins = clock.at();
    for (std::int64_t left = shop.processing; left > 0; clock.tick()) {
        if (is_open(shop, clock)) --left;
        if (clock.at() - ordered > days_max * kDayMinutes) return std::nullopt;
    }
    found.ready = clock.at();
    std::optional<std::int64_t> shipped = picked_up(shop, clock);
    for (; !shipped; shipped = picked_up(shop, clock)) {
        clock.tick();
        if (clock.at() - ordered > 2 * days_max * kDayMinutes) return std::nullopt;
    }
    if (shop.until != 0 && *shipped > shop.until) return std::nullopt;
    found.shipped = *shipped;
    found.delivered = deliver(shop, *shipped);
    return found;
}

}  // namespace earmark::naive
