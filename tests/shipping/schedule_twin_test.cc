// Schedules against a twin that waits minute by minute, on random warehouses, much of the time
// around changes of the clock.
#include "engine/shipping/schedule.h"
#include "tests/shipping/clock_text.h"
#include "tests/shipping/naive_schedule.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <list>
#include <random>
#include <vector>

namespace earmark {
namespace {

constexpr std::int64_t kLongWaitDays = 120;

class RandomWarehouse {
  public:
    explicit RandomWarehouse(std::uint64_t seed) : random_(seed) {
        begins_ = pick(day("2026-01-01"), day("2029-12-01"));
        // Half of them around a change of the clock.
        const std::vector<Day> changes{
            day("2026-03-08"), day("2026-11-01"), day("2027-03-14"), day("2028-11-05")
        };
        if (chance(2)) begins_ = changes[static_cast<std::size_t>(pick(0, 3))] - pick(0, 3);
        twin_.days = calendar();
        twin_.delivery = calendar();
        twin_.transit = pick(0, 6);
        twin_.opens = chance(3) ? 0 : chance(2) ? pick(0, 200) : pick(0, 1'200);
        twin_.closes = chance(4) ? 1'440 : pick(twin_.opens + 1, 1'440);
        twin_.cutoff = pick(std::max<std::int64_t>(0, twin_.opens - 30), twin_.closes);
        const std::int64_t opened = twin_.closes - twin_.opens;
        twin_.processing = chance(4) ? 0 : pick(1, chance(2) ? opened : 4 * opened);
        for (std::int64_t left = pick(1, 3); left > 0; --left)
            twin_.pickups.push_back({chance(2) ? pick(0, 200) : pick(0, 1'439), calendar()});
        if (chance(6)) twin_.until = begins_ + pick(0, 20);
        build();
    }

    const naive::Shop& twin() const { return twin_; }
    const NodeHours& hours() const { return hours_; }
    std::span<const PickupTime> pickups() const { return pickups_; }
    const ServiceDays& service() const { return service_; }

    Time moment() {
        return Time(std::chrono::minutes(begins_ * 1'440 + pick(0, std::int64_t{6} * 1'440)));
    }

  private:
    std::int64_t pick(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
    }
    bool chance(std::int64_t one_in) { return pick(1, one_in) == 1; }

    naive::Calendar calendar() {
        naive::Calendar made;
        made.weekdays = chance(2) ? 0x1f : static_cast<std::uint8_t>(pick(1, 0x7f));
        for (std::int64_t left = pick(0, 8); left > 0; --left)
            made.closed.insert(begins_ + pick(0, 30));
        for (std::int64_t left = pick(0, 3); left > 0; --left)
            made.opened.insert(begins_ + pick(0, 30));
        return made;
    }

    const WorkingDays* days_of(const naive::Calendar& calendar) {
        std::vector<Day> closed;
        closed.reserve(calendar.closed.size());
        for (const std::int64_t each : calendar.closed)
            closed.push_back(static_cast<Day>(each));
        std::vector<Day> opened;
        opened.reserve(calendar.opened.size());
        for (const std::int64_t each : calendar.opened)
            opened.push_back(static_cast<Day>(each));
        return &calendars_.emplace_back(calendar.weekdays, closed, opened);
    }

    void build() {
        hours_.zone = zone_.get();
        hours_.days = days_of(twin_.days);
        hours_.opens_minute = static_cast<std::uint16_t>(twin_.opens);
        hours_.closes_minute = static_cast<std::uint16_t>(twin_.closes);
        hours_.cutoff_minute = static_cast<std::uint16_t>(twin_.cutoff);
        hours_.processing_minutes = static_cast<std::uint32_t>(twin_.processing);
        pickups_.reserve(twin_.pickups.size());
        for (const naive::Pickup& pickup : twin_.pickups)
            pickups_.push_back({static_cast<std::uint16_t>(pickup.minute), days_of(pickup.days)});
        service_.until = static_cast<Day>(twin_.until);
        service_.delivery = days_of(twin_.delivery);
    }

    std::mt19937_64 random_;
    std::int64_t begins_ = 0;
    naive::Shop twin_;
    std::shared_ptr<const TimeZone> zone_ = zone_of("America/New_York");
    std::list<WorkingDays> calendars_;
    NodeHours hours_;
    std::vector<PickupTime> pickups_;
    ServiceDays service_;
};

std::optional<Day> ships(const RandomWarehouse& shop, Time ordered) {
    const auto ready = ready_at(shop.hours(), ordered);
    return ready ? ship_day(shop.hours(), shop.pickups(), shop.service(), *ready) : std::nullopt;
}

Time time_of(naive::Minute minute) {
    return Time(std::chrono::minutes(minute));
}

void expect_same(const RandomWarehouse& shop, Time ordered) {
    const auto minute =
        std::chrono::floor<std::chrono::minutes>(ordered.time_since_epoch()).count();
    const auto expected = naive::wait(shop.twin(), minute, kLongWaitDays);
    const auto shipped = ships(shop, ordered);
    ASSERT_EQ(shipped.has_value(), expected.has_value());
    if (!expected) return;
    EXPECT_EQ(work_begins(shop.hours(), ordered), time_of(expected->begins));
    EXPECT_EQ(ready_at(shop.hours(), ordered), time_of(expected->ready));
    EXPECT_EQ(*shipped, expected->shipped);
    const auto transit = static_cast<std::uint8_t>(shop.twin().transit);
    EXPECT_EQ(delivery_day(shop.service(), *shipped, transit), expected->delivered);
}

void expect_last_moment(const RandomWarehouse& shop, Time ordered) {
    const auto shipped = ships(shop, ordered);
    if (!shipped) return;
    const auto last = order_by(shop.hours(), shop.pickups(), *shipped);
    ASSERT_TRUE(last.has_value());
    EXPECT_GE(*last, ordered);
    EXPECT_EQ(ships(shop, *last), shipped);
    EXPECT_NE(ships(shop, *last + Duration(1)), shipped);
    EXPECT_NE(ships(shop, *last + std::chrono::seconds(1)), shipped);
}

TEST(ScheduleTwin, FindsWhatWaitingFinds) {
    for (const std::uint64_t seed : random_seeds(300)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        RandomWarehouse shop(seed);
        for (int count = 0; count < 5; ++count) {
            const Time ordered = shop.moment();
            SCOPED_TRACE("ordered at " + text_of(ordered) + " UTC");
            expect_same(shop, ordered);
            expect_last_moment(shop, ordered);
            if (testing::Test::HasFailure()) return;
        }
    }
}

TEST(ScheduleTwin, WhoOrdersLaterGetsItNoEarlier) {
    for (const std::uint64_t seed : random_seeds(300)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        RandomWarehouse shop(seed);
        for (int count = 0; count < 50; ++count) {
            const Time one = shop.moment();
            const Time other = shop.moment();
            const auto first = ships(shop, std::min(one, other));
            const auto second = ships(shop, std::max(one, other));
            if (second) {
                ASSERT_TRUE(first.has_value());
                ASSERT_LE(*first, *second);
            }
        }
    }
}

TEST(TimeZone, NewYorkKeepsToItsLaw) {
    const auto zone = zone_of("America/New_York");
    const std::int64_t end = std::int64_t{day("2037-12-31")} * 1'440;
    for (std::int64_t at = std::int64_t{day("2008-01-01")} * 1'440; at < end; at += 60) {
        const Duration ahead =
            zone->local(time_of(at)).time_since_epoch() - time_of(at).time_since_epoch();
        ASSERT_EQ(ahead, std::chrono::minutes(naive::new_york_offset(at))) << at;
    }
}

}  // namespace
}  // namespace earmark
