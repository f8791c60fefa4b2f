// Working days: weekdays, holidays, extra days.
#include "engine/shipping/calendar.h"

#include "tests/shipping/clock_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace earmark {
namespace {

TEST(WorkingDays, AWeekendIsPassedOver) {
    const WorkingDays days(kMondayToFriday, {}, {});
    EXPECT_TRUE(days.contains(day("2026-11-27")));  // Friday
    EXPECT_FALSE(days.contains(day("2026-11-28")));
    EXPECT_FALSE(days.contains(day("2026-11-29")));
    EXPECT_EQ(text_of(days.next(day("2026-11-27"))), "2026-11-27");
    EXPECT_EQ(text_of(days.next(day("2026-11-28"))), "2026-11-30");
    EXPECT_EQ(text_of(days.add(day("2026-11-27"), 1)), "2026-11-30");
    EXPECT_EQ(text_of(days.add(day("2026-11-28"), 1)), "2026-11-30");
    EXPECT_EQ(text_of(days.add(day("2026-11-28"), 0)), "2026-11-30");
    EXPECT_EQ(text_of(days.add(day("2026-11-27"), 6)), "2026-12-07");
}

TEST(WorkingDays, HolidaysCloseAndExtraDaysOpen) {
    const std::vector<Day> closed{day("2026-12-25"), day("2027-01-01")};
    const std::vector<Day> opened{day("2026-12-20")};  // A Sunday before Christmas.
    const WorkingDays days(kMondayToFriday, closed, opened);
    EXPECT_EQ(text_of(days.next(day("2026-12-19"))), "2026-12-20");
    EXPECT_EQ(text_of(days.next(day("2026-12-25"))), "2026-12-28");
    EXPECT_EQ(text_of(days.add(day("2026-12-31"), 1)), "2027-01-04");
    EXPECT_EQ(days.count(day("2026-12-14"), day("2026-12-28")), 10U);
    EXPECT_EQ(days.count(day("2026-12-25"), day("2026-12-26")), 0U);
    EXPECT_EQ(days.count(day("2026-12-24"), day("2026-12-24")), 0U);
    EXPECT_EQ(days.count(day("2026-12-28"), day("2026-12-14")), 0U);
}

TEST(WorkingDays, AHolidayIsClosedThoughItIsAlsoOpened) {
    const std::vector<Day> both{day("2026-12-24")};
    EXPECT_FALSE(WorkingDays(kMondayToFriday, both, both).contains(both[0]));
}

TEST(WorkingDays, NoDayIsFoundBeyondTheSearch) {
    const std::vector<Day> once{day("2028-02-29")};
    const WorkingDays days(0, {}, once);
    const auto before = [&](int count) { return static_cast<Day>(once[0] - count); };
    EXPECT_EQ(text_of(days.next(before(400))), "2028-02-29");
    EXPECT_EQ(text_of(days.next(before(401))), "never");
    EXPECT_EQ(text_of(days.add(before(1), 1)), "2028-02-29");
    EXPECT_EQ(text_of(days.add(before(1), 2)), "never");
    EXPECT_EQ(text_of(days.next(static_cast<Day>(once[0] + 1))), "never");
}

TEST(WorkingDays, TheCalendarEndsIn2149) {
    const WorkingDays days = WorkingDays::every_day();
    EXPECT_EQ(days.next(kDayMax), kDayMax);
    EXPECT_EQ(text_of(days.add(kDayMax, 1)), "never");
    EXPECT_FALSE(days.contains(kNoDay));
    EXPECT_EQ(days.count(0, kDayMax), kDayMax - 1U);
}

}  // namespace
}  // namespace earmark
