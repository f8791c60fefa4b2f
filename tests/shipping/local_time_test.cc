// Clocks of places: UTC and back, and the times that changes of the clock skip and repeat.
#include "engine/shipping/local_time.h"

#include "tests/shipping/clock_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace earmark {
namespace {

struct Reading {
    const char* zone;
    const char* utc;
    const char* shown;
};

TEST(TimeZone, ClocksShowWhatTheirZoneSays) {
    const std::vector<Reading> readings{
        {"America/New_York", "2026-11-27 18:59", "2026-11-27 13:59"},
        {"America/New_York", "2026-07-04 16:00", "2026-07-04 12:00"},
        {"America/New_York", "2027-01-01 04:59", "2026-12-31 23:59"},
        {"America/Chicago", "2027-01-01 05:59", "2026-12-31 23:59"},
        {"America/Phoenix", "2026-07-04 19:00", "2026-07-04 12:00"},
        {"Europe/Berlin", "2026-03-29 00:59", "2026-03-29 01:59"},
        {"Europe/Berlin", "2026-03-29 01:00", "2026-03-29 03:00"},
        {"Asia/Kolkata", "2026-11-27 18:30", "2026-11-28 00:00"},
        {"Australia/Lord_Howe", "2026-01-15 00:00", "2026-01-15 11:00"},
        {"Australia/Lord_Howe", "2026-07-15 00:00", "2026-07-15 10:30"},
        {"UTC", "2026-11-27 18:30", "2026-11-27 18:30"},
    };
    for (const Reading& reading : readings) {
        SCOPED_TRACE(std::string(reading.zone) + " " + reading.utc);
        const auto zone = zone_of(reading.zone);
        EXPECT_EQ(text_of(zone->local(utc(reading.utc))), reading.shown);
        EXPECT_EQ(text_of(zone->utc(shown(reading.shown))), reading.utc);
    }
}

TEST(TimeZone, ASkippedTimeIsTheMomentOfTheChange) {
    const auto zone = zone_of("America/New_York");  // 02:00 to 03:00 on 2027-03-14.
    EXPECT_EQ(text_of(zone->utc(shown("2027-03-14 01:59"))), "2027-03-14 06:59");
    EXPECT_EQ(text_of(zone->utc(shown("2027-03-14 02:00"))), "2027-03-14 07:00");
    EXPECT_EQ(text_of(zone->utc(shown("2027-03-14 02:30"))), "2027-03-14 07:00");
    EXPECT_EQ(text_of(zone->utc(shown("2027-03-14 03:00"))), "2027-03-14 07:00");
    EXPECT_EQ(text_of(zone->utc(shown("2027-03-14 03:01"))), "2027-03-14 07:01");
}

TEST(TimeZone, ARepeatedTimeIsItsFirstShowing) {
    const auto zone = zone_of("America/New_York");  // 02:00 back to 01:00 on 2026-11-01.
    EXPECT_EQ(text_of(zone->local(utc("2026-11-01 05:30"))), "2026-11-01 01:30");
    EXPECT_EQ(text_of(zone->local(utc("2026-11-01 06:30"))), "2026-11-01 01:30");
    EXPECT_EQ(text_of(zone->utc(shown("2026-11-01 01:30"))), "2026-11-01 05:30");
    EXPECT_EQ(text_of(zone->utc(shown("2026-11-01 02:00"))), "2026-11-01 07:00");
}

TEST(TimeZone, AMidnightIsSkippedInSomePlaces) {
    const auto zone = zone_of("Africa/Cairo");  // 00:00 to 01:00 on 2026-04-24.
    EXPECT_EQ(text_of(zone->local(zone->utc(shown("2026-04-24")))), "2026-04-24 01:00");
    EXPECT_EQ(zone->utc(local_time(day("2026-04-23"), 1440)), zone->utc(shown("2026-04-24")));
}

TEST(TimeZone, TheFilesSayTheClockChangesUntil2037) {
    const auto zone = zone_of("America/New_York");
    EXPECT_EQ(text_of(zone->local(utc("2037-07-01 12:00"))), "2037-07-01 08:00");
    EXPECT_EQ(text_of(zone->local(utc("2149-01-01 12:00"))), "2149-01-01 07:00");
}

TEST(TimeZone, AnUnknownZoneIsToldByItsName) {
    for (const char* name : {"America/Springfield", "", "../../etc/passwd", "america/new_york"}) {
        const auto zone = TimeZone::find(name);
        ASSERT_FALSE(zone.has_value()) << name;
        EXPECT_EQ(zone.error().code, ErrorCode::not_found);
        EXPECT_EQ(
            zone.error().detail,
            "time zone '" + std::string(name) +
                "' is unknown; expected an IANA name such as America/New_York"
        );
    }
}

TEST(TimeZone, IsLookedUpOnce) {
    EXPECT_EQ(zone_of("America/Denver").get(), zone_of("America/Denver").get());
}

}  // namespace
}  // namespace earmark
