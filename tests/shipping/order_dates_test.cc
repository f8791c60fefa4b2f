// Dates of an order by the services of its nodes, and what lateness is worth.
#include "engine/order_dates.h"

#include "tests/shipping/clock_text.h"

#include <gtest/gtest.h>

#include <memory>

namespace earmark {
namespace {

// Services by name.
constexpr std::uint32_t kAir = 0;
constexpr std::uint32_t kBike = 1;
constexpr std::uint32_t kGround = 2;
constexpr std::uint8_t kNear = 1;
constexpr std::uint8_t kFar = 3;
const NodeId kEast(1);
const NodeId kWest(2);
const NodeId kStore(3);

/// Two warehouses, in New York and Los Angeles, and a store that has no hours.
class Dates : public testing::Test {
  protected:
    Dates() {
        add_node("east", "America/New_York");
        add_node("west", "America/Los_Angeles");
        add_node("store", "America/New_York");
        book_.put(CalendarRow{.name = "week", .weekdays = kMondayToFriday});
        book_.put(ground_);
        book_.put(ServiceRow{
            .name = "air",
            .carrier = "van",
            .tariff = "rates",
            .transit_days = {1, 1, kZoneNotServed},
            .delivery_calendar = "week",
            .until = day("2026-12-31")
        });
        book_.put(ServiceRow{.name = "bike", .carrier = "van", .tariff = "rates"});
        for (const NodeId node : {kEast, kWest})
            book_.put(hours_of(node));
        for (const NodeId node : {kEast, kWest, kStore}) {
            for (const char* service : {"air", "bike", "ground"})
                book_.put(PickupRow{.node = node, .service = service, .minute = 17 * 60});
        }
    }

    static HoursRow hours_of(NodeId node) {
        return {
            .node = node,
            .calendar = "week",
            .opens_minute = 8 * 60,
            .closes_minute = 18 * 60,
            .cutoff_minute = 14 * 60,
            .processing_minutes = 60
        };
    }

    void add_node(const char* key, const char* zone) {
        auto node = std::make_shared<Node>();
        node->key = key;
        node->time_zone = zone;
        nodes_.nodes.push_back(std::move(node));
    }

    void place(const char* at, const DeliveryWish& wish) {
        dates_ = ServiceDates::of(dates_, std::make_shared<ShippingBook>(book_), nodes_);
        order_.start(dates_.get(), wish, utc(at), receiving_);
    }

    /// "2026-12-08 > 2026-12-10, by 18:59:59 UTC" or "nothing".
    std::string said(NodeId node, std::uint32_t service, std::uint8_t zone) {
        const ShipmentDates dates = order_.of(node, service, zone);
        if (!dates.are_said()) return "nothing";
        return format_day(dates.ship_day) + " > " + format_day(dates.delivery_day) + ", by " +
               text_of(dates.order_by) + " UTC";
    }

    const ServiceRow ground_{
        .name = "ground",
        .carrier = "van",
        .tariff = "rates",
        .transit_days = {1, 2, 5},
        .delivery_calendar = "week",
        .window_from_minute = 9 * 60,
        .window_until_minute = 17 * 60
    };
    NodeId receiving_;  ///< The store that the order goes to; none = an address.
    NodeDirectory nodes_;
    ShippingBook book_;
    std::shared_ptr<const ServiceDates> dates_;
    std::optional<Micros> lateness(NodeId node, std::uint32_t service, std::uint8_t zone) {
        const auto sent = order_.dispatch(node, service, zone, kNoDay);
        return sent ? std::optional(sent->lateness) : std::nullopt;
    }

    OrderDates order_;
};

TEST_F(Dates, EachNodeGoesByItsOwnClock) {
    place("2026-12-08 20:00", {});  // 15:00 in New York, 12:00 in Los Angeles.
    EXPECT_EQ(said(kEast, kGround, kFar), "2026-12-09 > 2026-12-16, by 2026-12-09 18:59:59 UTC");
    EXPECT_EQ(said(kWest, kGround, kFar), "2026-12-08 > 2026-12-15, by 2026-12-08 21:59:59 UTC");
    EXPECT_EQ(said(kWest, kGround, kNear), "2026-12-08 > 2026-12-09, by 2026-12-08 21:59:59 UTC");
    const ShipmentDates dates = order_.of(kWest, kGround, kNear);
    EXPECT_EQ(dates.window_from_minute, 9 * 60);
    EXPECT_EQ(dates.window_until_minute, 17 * 60);
}

TEST_F(Dates, NeedByIsTheLastDayOfDelivery) {
    place("2026-12-08 20:00", {.need_by = day("2026-12-09")});
    EXPECT_EQ(lateness(kWest, kGround, kNear), Micros{0});
    EXPECT_EQ(lateness(kEast, kGround, kNear), std::nullopt);
    place("2026-12-08 20:00", {.need_by = day("2026-12-10")});
    EXPECT_EQ(lateness(kEast, kGround, kNear), Micros{0});
    EXPECT_EQ(lateness(kWest, kGround, kFar), std::nullopt);
}

TEST_F(Dates, LatenessIsPricedByTheDayAfterTheWish) {
    place("2026-12-08 20:00", {.wish_by = day("2026-12-09"), .lateness_per_day = 500'000});
    EXPECT_EQ(lateness(kWest, kGround, kNear), Micros{0});
    EXPECT_EQ(lateness(kEast, kGround, kNear), Micros{500'000});
    EXPECT_EQ(lateness(kEast, kGround, kFar), Micros{3'500'000});
    place(
        "2026-12-08 20:00",
        {.need_by = day("2026-12-15"), .wish_by = day("2026-12-09"), .lateness_per_day = 500'000}
    );
    EXPECT_EQ(lateness(kWest, kGround, kFar), Micros{3'000'000});
    EXPECT_EQ(lateness(kEast, kGround, kFar), std::nullopt);
}

TEST_F(Dates, WhatNeverLeavesIsOut) {
    place("2026-12-31 18:00", {});  // The last day of air, at 13 o'clock in New York.
    EXPECT_EQ(said(kEast, kAir, kNear), "2026-12-31 > 2027-01-01, by 2026-12-31 18:59:59 UTC");
    EXPECT_EQ(lateness(kEast, kAir, kNear), Micros{0});
    EXPECT_EQ(lateness(kEast, kAir, kFar), std::nullopt);
    place("2026-12-31 19:00", {});
    EXPECT_EQ(lateness(kEast, kAir, kNear), std::nullopt);
    EXPECT_EQ(said(kEast, kAir, kNear), "nothing");
}

TEST_F(Dates, WhatSaysNoDateIsNeverLateAndNeverSure) {
    add_node("nowhere", "America/Springfield");
    const NodeId nowhere(4);
    book_.put(hours_of(nowhere));
    book_.put(PickupRow{.node = nowhere, .service = "ground", .minute = 17 * 60});
    place("2026-12-08 20:00", {.wish_by = day("2026-12-08"), .lateness_per_day = 500'000});
    EXPECT_EQ(lateness(kEast, kBike, kNear), Micros{0});
    EXPECT_EQ(lateness(kStore, kGround, kNear), Micros{0});
    EXPECT_EQ(lateness(nowhere, kGround, kNear), Micros{0});
    EXPECT_EQ(said(kEast, kBike, kNear), "nothing");
    EXPECT_EQ(said(kStore, kGround, kNear), "nothing");
    EXPECT_EQ(said(nowhere, kGround, kNear), "nothing");
    place("2026-12-08 20:00", {.need_by = day("2027-12-31")});
    EXPECT_EQ(lateness(kEast, kBike, kNear), std::nullopt);
    EXPECT_EQ(lateness(kStore, kGround, kNear), std::nullopt);
    EXPECT_EQ(lateness(nowhere, kGround, kNear), std::nullopt);
}

TEST_F(Dates, WhatGoesToAStoreIsThereWhenItIsOpen) {
    const char* const friday = "2026-12-04 16:00";
    book_.put(CalendarRow{.name = "tuesdays", .weekdays = 0x02});
    HoursRow hours = hours_of(kWest);
    hours.calendar = "tuesdays";
    book_.put(hours);
    place(friday, {});
    EXPECT_EQ(said(kEast, kGround, kNear), "2026-12-04 > 2026-12-07, by 2026-12-04 18:59:59 UTC");
    receiving_ = kWest;
    place(friday, {});
    EXPECT_EQ(said(kEast, kGround, kNear), "2026-12-04 > 2026-12-08, by 2026-12-04 18:59:59 UTC");
    EXPECT_EQ(order_.of(kEast, kGround, kNear).window_until_minute, 0);
    place(friday, {.need_by = day("2026-12-07")});
    EXPECT_EQ(lateness(kEast, kGround, kNear), std::nullopt);
    place(friday, {.wish_by = day("2026-12-07"), .lateness_per_day = 500'000});
    EXPECT_EQ(lateness(kEast, kGround, kNear), Micros{500'000});
    receiving_ = kStore;  // It has no hours.
    place(friday, {.need_by = day("2026-12-07")});
    EXPECT_EQ(lateness(kEast, kGround, kNear), Micros{0});
}

TEST_F(Dates, WithoutHoursThereAreNone) {
    book_.hours.clear();
    place("2026-12-08 20:00", {.need_by = day("2027-12-31")});
    EXPECT_EQ(dates_, nullptr);
    EXPECT_EQ(lateness(kEast, kGround, kNear), std::nullopt);
    EXPECT_EQ(said(kEast, kGround, kNear), "nothing");
}

TEST_F(Dates, TheLastPickupOfTheDayCounts) {
    book_.put(PickupRow{.node = kEast, .service = "ground", .minute = 11 * 60});
    book_.put(CalendarRow{.name = "tuesdays", .weekdays = 0x02});
    book_.put(
        PickupRow{.node = kEast, .service = "ground", .minute = 13 * 60, .calendar = "tuesdays"}
    );
    book_.remove(PickupRow{.node = kEast, .service = "ground", .minute = 17 * 60});
    place("2026-12-08 16:30", {});  // A Tuesday, 11:30 in New York.
    EXPECT_EQ(said(kEast, kGround, kNear), "2026-12-08 > 2026-12-09, by 2026-12-08 17:00 UTC");
    place("2026-12-09 16:30", {});
    EXPECT_EQ(said(kEast, kGround, kNear), "2026-12-10 > 2026-12-11, by 2026-12-10 15:00 UTC");
    EXPECT_EQ(said(kEast, kAir, kNear), "2026-12-09 > 2026-12-10, by 2026-12-09 18:59:59 UTC");
}

TEST_F(Dates, AreMadeAnewOnlyWhenSomethingChanged) {
    const auto book = std::make_shared<ShippingBook>(book_);
    const auto first = ServiceDates::of(nullptr, book, nodes_);
    EXPECT_EQ(ServiceDates::of(first, book, nodes_), first);
    EXPECT_NE(ServiceDates::of(first, std::make_shared<ShippingBook>(book_), nodes_), first);
    auto moved = std::make_shared<Node>(*nodes_.nodes[0]);
    moved->time_zone = "America/Chicago";
    nodes_.nodes[0] = std::move(moved);
    const auto second = ServiceDates::of(first, book, nodes_);
    EXPECT_NE(second, first);
    EXPECT_EQ(second->hours_of(kEast)->zone->name(), "America/Chicago");
}

}  // namespace
}  // namespace earmark
