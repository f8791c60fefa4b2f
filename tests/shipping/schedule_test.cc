// When orders leave and arrive, in cases that a planner would tell.
#include "engine/shipping/schedule.h"

#include "tests/shipping/clock_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace earmark {
namespace {

/// A warehouse in New York: Monday to Friday from 8 to 18, orders until 14, the truck at 17.
class Warehouse : public testing::Test {
  protected:
    const std::vector<Day> holidays_{
        day("2026-05-25"), day("2026-11-26"), day("2026-12-25"), day("2027-01-01")
    };
    const WorkingDays week_{kMondayToFriday, holidays_, {}};
    const WorkingDays every_day_ = WorkingDays::every_day();
    const std::shared_ptr<const TimeZone> zone_ = zone_of("America/New_York");
    NodeHours hours_{
        .zone = zone_.get(),
        .days = &week_,
        .opens_minute = 8 * 60,
        .closes_minute = 18 * 60,
        .cutoff_minute = 14 * 60,
        .processing_minutes = 120
    };
    std::vector<PickupTime> pickups_{{17 * 60, &week_}};
    ServiceDays service_{.delivery = &week_};

    struct Case {
        const char* name;
        const char* ordered;
        const char* begins;
        const char* ready;
        const char* ships;
        const char* arrives;
        const char* order_by;
    };

    std::string shown_text(std::optional<Time> time) const {
        return time ? text_of(zone_->local(*time)) : "never";
    }

    /// All times on the clock of the warehouse; delivery takes two days.
    void expect(const std::vector<Case>& cases) const {
        for (const Case& each : cases) {
            SCOPED_TRACE(each.name);
            const Time ordered = zone_->utc(shown(each.ordered));
            EXPECT_EQ(shown_text(work_begins(hours_, ordered)), each.begins);
            const auto ready = ready_at(hours_, ordered);
            ASSERT_EQ(shown_text(ready), each.ready);
            const auto shipped = ship_day(hours_, pickups_, service_, *ready);
            ASSERT_EQ(text_of(shipped), each.ships);
            EXPECT_EQ(text_of(delivery_day(service_, *shipped, 2)), each.arrives);
            const auto last = order_by(hours_, pickups_, *shipped);
            ASSERT_EQ(shown_text(last), each.order_by);
            EXPECT_EQ(text_of(ships(*last)), each.ships);
            EXPECT_NE(text_of(ships(*last + std::chrono::seconds(1))), each.ships);
        }
    }

    std::optional<Day> ships(Time ordered) const {
        const auto ready = ready_at(hours_, ordered);
        return ready ? ship_day(hours_, pickups_, service_, *ready) : std::nullopt;
    }
    std::string ships(const char* ordered) const {
        return text_of(ships(zone_->utc(shown(ordered))));
    }
};

TEST_F(Warehouse, ShipsByCutOffWeekendAndHoliday) {
    expect({
        // name, ordered, work begins, ready, ships, arrives, order by
        {"in the morning",
         "2026-12-08 09:15",
         "2026-12-08 09:15",
         "2026-12-08 11:15",
         "2026-12-08",
         "2026-12-10",
         "2026-12-08 13:59:59"},
        {"before it opens",
         "2026-12-08 06:30",
         "2026-12-08 08:00",
         "2026-12-08 10:00",
         "2026-12-08",
         "2026-12-10",
         "2026-12-08 13:59:59"},
        {"a second before the cut-off",
         "2026-12-08 13:59:59",
         "2026-12-08 13:59:59",
         "2026-12-08 15:59:59",
         "2026-12-08",
         "2026-12-10",
         "2026-12-08 13:59:59"},
        {"at the cut-off",
         "2026-12-08 14:00",
         "2026-12-09 08:00",
         "2026-12-09 10:00",
         "2026-12-09",
         "2026-12-11",
         "2026-12-09 13:59:59"},
        {"on Friday evening",
         "2026-12-11 19:00",
         "2026-12-14 08:00",
         "2026-12-14 10:00",
         "2026-12-14",
         "2026-12-16",
         "2026-12-14 13:59:59"},
        {"on Sunday",
         "2026-12-13 12:00",
         "2026-12-14 08:00",
         "2026-12-14 10:00",
         "2026-12-14",
         "2026-12-16",
         "2026-12-14 13:59:59"},
        {"late before a holiday on Monday",
         "2026-05-22 15:00",
         "2026-05-26 08:00",
         "2026-05-26 10:00",
         "2026-05-26",
         "2026-05-28",
         "2026-05-26 13:59:59"},
        {"over Thanksgiving",
         "2026-11-25 10:00",
         "2026-11-25 10:00",
         "2026-11-25 12:00",
         "2026-11-25",
         "2026-11-30",
         "2026-11-25 13:59:59"},
        {"at the end of the year",
         "2026-12-31 14:30",
         "2027-01-04 08:00",
         "2027-01-04 10:00",
         "2027-01-04",
         "2027-01-06",
         "2027-01-04 13:59:59"},
    });
}

TEST_F(Warehouse, WhatIsReadyAfterTheTruckWaitsForTheNext) {
    hours_.processing_minutes = 4 * 60;
    expect({
        {"in time",
         "2026-12-08 13:00",
         "2026-12-08 13:00",
         "2026-12-08 17:00",
         "2026-12-08",
         "2026-12-10",
         "2026-12-08 13:00"},
        {"before the cut-off, yet too late for the truck",
         "2026-12-08 13:30",
         "2026-12-08 13:30",
         "2026-12-08 17:30",
         "2026-12-09",
         "2026-12-11",
         "2026-12-09 13:00"},
    });
}

TEST_F(Warehouse, WorkGoesOnWhereItEndedTheDayBefore) {
    hours_.processing_minutes = 11 * 60;
    expect({
        {"one night",
         "2026-12-08 13:00",
         "2026-12-08 13:00",
         "2026-12-09 14:00",
         "2026-12-09",
         "2026-12-11",
         "2026-12-08 13:59:59"},
        {"a weekend",
         "2026-12-11 08:00",
         "2026-12-11 08:00",
         "2026-12-14 09:00",
         "2026-12-14",
         "2026-12-16",
         "2026-12-11 13:59:59"},
    });
    hours_.processing_minutes = 20 * 60;
    EXPECT_EQ(ships("2026-12-08 08:00"), "2026-12-10");  // Ready when it closes, after the truck.
    hours_.processing_minutes = 0;
    EXPECT_EQ(ships("2026-12-08 13:59"), "2026-12-08");
}

TEST_F(Warehouse, TheSecondTruckTakesWhatMissedTheFirst) {
    pickups_ = {{16 * 60, &week_}, {11 * 60, &week_}};
    hours_.processing_minutes = 150;
    expect({
        {"for the first",
         "2026-12-08 08:00",
         "2026-12-08 08:00",
         "2026-12-08 10:30",
         "2026-12-08",
         "2026-12-10",
         "2026-12-08 13:30"},
        {"for the second",
         "2026-12-08 09:00",
         "2026-12-08 09:00",
         "2026-12-08 11:30",
         "2026-12-08",
         "2026-12-10",
         "2026-12-08 13:30"},
        {"for the first of the next day",
         "2026-12-08 13:31",
         "2026-12-08 13:31",
         "2026-12-08 16:01",
         "2026-12-09",
         "2026-12-11",
         "2026-12-09 13:30"},
    });
}

TEST_F(Warehouse, ATruckMayComeOnDaysOfItsOwn) {
    const std::vector<Day> saturday{day("2026-12-12")};
    const WorkingDays tuesdays(0x02, {}, saturday);
    pickups_ = {{9 * 60, &tuesdays}};
    expect({
        {"from Wednesday to the Saturday on which it comes once",
         "2026-12-09 10:00",
         "2026-12-09 10:00",
         "2026-12-09 12:00",
         "2026-12-12",
         "2026-12-15",
         "2026-12-11 13:59:59"},
        {"early on Tuesday",
         "2026-12-15 06:00",
         "2026-12-15 08:00",
         "2026-12-15 10:00",
         "2026-12-22",
         "2026-12-24",
         "2026-12-21 13:59:59"},
    });
}

TEST_F(Warehouse, AServiceTakesShipmentsUpToItsLastDay) {
    service_.until = day("2026-12-11");
    EXPECT_EQ(ships("2026-12-11 13:59"), "2026-12-11");
    EXPECT_EQ(ships("2026-12-11 14:00"), "never");
}

TEST_F(Warehouse, DeliveryCountsTheDaysOnWhichTheCarrierDelivers) {
    const Day friday = day("2026-12-11");
    EXPECT_EQ(text_of(delivery_day(service_, friday, 0)), "2026-12-11");
    EXPECT_EQ(text_of(delivery_day(service_, friday, 1)), "2026-12-14");
    EXPECT_EQ(text_of(delivery_day(service_, day("2026-12-12"), 0)), "2026-12-14");
    EXPECT_EQ(text_of(delivery_day({}, friday, 1)), "2026-12-12");
    EXPECT_EQ(text_of(delivery_day({}, kDayMax, 1)), "never");
    const WorkingDays none(0, {}, {});
    EXPECT_EQ(text_of(delivery_day({.delivery = &none}, friday, 1)), "never");
}

TEST_F(Warehouse, NeverShipsWithoutAWorkingDay) {
    const WorkingDays none(0, {}, {});
    pickups_ = {{17 * 60, &none}};
    EXPECT_EQ(ships("2026-12-08 09:00"), "never");
    pickups_ = {};
    EXPECT_EQ(ships("2026-12-08 09:00"), "never");
    hours_.days = &none;
    EXPECT_EQ(ready_at(hours_, utc("2026-12-08 09:00")), std::nullopt);
    EXPECT_EQ(work_begins(hours_, utc("2026-12-08 09:00")), std::nullopt);
    EXPECT_EQ(order_by(hours_, pickups_, day("2026-12-08")), std::nullopt);
    hours_.days = &week_;
    hours_.closes_minute = hours_.opens_minute;
    EXPECT_EQ(work_begins(hours_, utc("2026-12-08 09:00")), std::nullopt);
}

TEST_F(Warehouse, AnOrderFromBeforeAllDaysNeverShips) {
    EXPECT_EQ(ready_at(hours_, utc("1970-01-02 00:00")), std::nullopt);  // The first there.
    EXPECT_EQ(work_begins(hours_, Time()), std::nullopt);
}

/// The same warehouse working at night, every day, while clocks change.
class NightShift : public Warehouse {
  protected:
    NightShift() {
        hours_.days = &every_day_;
        hours_.opens_minute = 0;
        hours_.closes_minute = 6 * 60;
        hours_.cutoff_minute = 6 * 60;
        hours_.processing_minutes = 180;
        pickups_ = {{5 * 60, &every_day_}};
        service_.delivery = nullptr;
    }
};

TEST_F(NightShift, ASkippedHourIsNotWorked) {
    expect({
        {"the night before",
         "2027-03-13 01:00",
         "2027-03-13 01:00",
         "2027-03-13 04:00",
         "2027-03-13",
         "2027-03-15",
         "2027-03-13 02:00"},
        {"from 2 to 3 there is no hour",
         "2027-03-14 01:00",
         "2027-03-14 01:00",
         "2027-03-14 05:00",
         "2027-03-14",
         "2027-03-16",
         "2027-03-14 01:00"},
    });
    hours_.opens_minute = 2 * 60;
    hours_.closes_minute = 3 * 60;  // An hour a day, but none on the 14th.
    EXPECT_EQ(
        shown_text(ready_at(hours_, zone_->utc(shown("2027-03-13 02:00")))), "2027-03-16 03:00"
    );
    pickups_ = {{2 * 60 + 30, &every_day_}};
    hours_.opens_minute = 0;
    hours_.processing_minutes = 30;
    EXPECT_EQ(
        ships("2027-03-14 01:30"), "2027-03-14"
    );  // Picked up at 3, the moment of the change.
    EXPECT_EQ(ships("2027-03-14 01:31"), "2027-03-15");
}

TEST_F(NightShift, ARepeatedHourIsWorkedTwice) {
    expect({
        {"two hours lie between 1 and 2",
         "2026-11-01 00:30",
         "2026-11-01 00:30",
         "2026-11-01 02:30",
         "2026-11-01",
         "2026-11-03",
         "2026-11-01 02:00"},
    });
    pickups_ = {{1 * 60 + 30, &every_day_}};
    hours_.processing_minutes = 30;
    EXPECT_EQ(
        ships("2026-11-01 01:00"), "2026-11-01"
    );  // The truck comes at the first half past 1.
    EXPECT_EQ(ships("2026-11-01 01:01"), "2026-11-02");
}

}  // namespace
}  // namespace earmark
