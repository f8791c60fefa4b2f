// Calendars, carrier services, area surcharges, hours of nodes, pickups, capacities, carbon,
// couriers.
#include "engine/base/decimal.h"
#include "engine/shipping/shipping_codec.h"
#include "engine/story/story_verbs.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace earmark {
namespace {

constexpr std::array<std::string_view, 7> kWeekdayWords{
    "mon", "tue", "wed", "thu", "fri", "sat", "sun"
};

/// "2026-12-25"; nothing where the next word is none.
std::optional<Day> accept_date(StoryWords& words) {
    if (words.at_end()) return std::nullopt;
    StoryWords ahead = words;
    const auto day = parse_day(ahead.take("a date"));
    if (day) words = ahead;
    return day;
}

/// "17:30".
std::uint16_t take_time_of_day(StoryWords& words) {
    const std::string text = words.take("a time of day");
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    constexpr std::size_t kLength = 5;
    if (text.size() != kLength || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) ||
        !digit(4)) {
        words.fail(text, "a time of day such as 17:30");
        return 0;
    }
    return static_cast<std::uint16_t>(std::stoi(text) * 60 + std::stoi(text.substr(3)));
}

/// "12.5%".
std::uint32_t take_part(StoryWords& words) {
    std::string text = words.take("a percentage");
    if (!text.empty() && text.back() == '%') text.pop_back();
    const Decimal part = parse_decimal(text, 2);
    if (part.is_good() && part.value >= 0 && part.value <= kFuelMax)
        return static_cast<std::uint32_t>(part.value);
    words.fail(text, "a percentage such as 12.5%");
    return 0;
}

CalendarRow take_calendar(StoryWords& words) {
    CalendarRow row{.name = words.take("a calendar")};
    for (unsigned day = 0; day < kWeekdayWords.size(); ++day) {
        if (words.accept(kWeekdayWords[day]))
            row.weekdays = static_cast<std::uint8_t>(row.weekdays | 1U << day);
    }
    if (words.accept("closed")) {
        while (const auto day = accept_date(words))
            row.closed.push_back(*day);
    }
    if (words.accept("opened")) {
        while (const auto day = accept_date(words))
            row.opened.push_back(*day);
    }
    return row;
}

/// "1;2;-".
void take_transit(StoryWords& words, std::vector<std::uint8_t>& days) {
    const std::string text = words.take("days by zone");
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(';', begin), text.size());
        const std::string word = text.substr(begin, end - begin);
        begin = end + 1;
        if (word == "-") {
            days.push_back(kZoneNotServed);
            continue;
        }
        const Decimal number = parse_decimal(word, 0);
        if (number.is_good() && number.value >= 0 && number.value <= kTransitDaysMax) {
            days.push_back(static_cast<std::uint8_t>(number.value));
            continue;
        }
        const std::string most = std::to_string(kTransitDaysMax);
        return words.fail(text, "days by zone from 0 to " + most + " such as 1;2;-");
    }
}

void read_service_attribute(StoryWords& words, ServiceRow& row) {
    if (words.accept("carrier")) {
        row.carrier = words.take("a carrier");
    } else if (words.accept("tariff")) {
        row.tariff = words.take("a tariff");
    } else if (words.accept("discount")) {
        row.discount = take_part(words);
    } else if (words.accept("fuel")) {
        row.fuel = take_part(words);
    } else if (words.accept("residential")) {
        row.residential_per_parcel = words.take_decimal(kMoneyScale, "an amount of money");
    } else if (words.accept("refuses")) {
        row.refuses.push_back(words.take("an attribute of items"));
    } else if (words.accept("transit")) {
        take_transit(words, row.transit_days);
    } else if (words.accept("delivers")) {
        row.delivery_calendar = words.take("a calendar");
    } else if (words.accept("window")) {
        row.window_from_minute = take_time_of_day(words);
        row.window_until_minute = take_time_of_day(words);
    } else if (words.accept("from")) {
        row.from = take_date(words);
    } else if (words.accept("until")) {
        row.until = take_date(words);
    } else {
        const std::string found = words.take("an attribute of the service");
        words.fail(
            found,
            "carrier, tariff, discount, fuel, residential, refuses, transit, delivers, window, "
            "from or until"
        );
    }
}

ServiceRow take_service(StoryWords& words) {
    ServiceRow row;
    row.name = words.take("a service");
    while (!words.at_end() && !words.has_mistake())
        read_service_attribute(words, row);
    return row;
}

/// "ups US 967", without what it costs.
AreaRow take_area(StoryWords& words) {
    AreaRow row;
    row.carrier = words.take("a carrier");
    row.country = words.take("a country");
    if (!words.accept("all")) row.postal_prefix = words.take("the first characters of a code");
    return row;
}

/// "ground zone 2", without what it emits.
CarbonRow take_carbon(StoryWords& words) {
    CarbonRow row;
    row.service = words.take("a service");
    if (words.accept("all")) return row;
    words.demand("zone");
    row.zone = static_cast<std::uint8_t>(words.take_whole(1, kCarbonZonesMax, "a zone"));
    return row;
}

PickupRow take_pickup(const StoryWorld& world, StoryWords& words) {
    PickupRow row;
    row.node = world.node(words.take("a node"));
    row.service = words.take("a service");
    row.minute = take_time_of_day(words);
    return row;
}

StoryAnswer tell_shipping(StoryWorld& world, StoryWords& words, const ShippingRowChange& change) {
    if (!words.finish()) return {};
    SupplyReply reply;
    world.engine().put_shipping({&change, 1}, world.context(), reply);
    return StoryAnswer::of(reply);
}

}  // namespace

Day take_date(StoryWords& words) {
    if (const auto day = accept_date(words)) return *day;
    words.fail(words.take("a date"), "a date such as 2026-12-25");
    return kNoDay;
}

StoryAnswer tell_calendar(StoryWorld& world, StoryWords& words) {
    return tell_shipping(world, words, {.row = take_calendar(words)});
}

StoryAnswer tell_service(StoryWorld& world, StoryWords& words) {
    return tell_shipping(world, words, {.row = take_service(words)});
}

StoryAnswer tell_area(StoryWorld& world, StoryWords& words) {
    AreaRow row = take_area(words);
    row.per_parcel = words.take_decimal(kMoneyScale, "an amount of money");
    return tell_shipping(world, words, {.row = row});
}

StoryAnswer tell_carbon(StoryWorld& world, StoryWords& words) {
    CarbonRow row = take_carbon(words);
    const auto take_grams = [&] {
        return static_cast<std::uint32_t>(words.take_whole(0, kCarbonGramsMax, "grams"));
    };
    words.demand("parcel_g");
    row.per_parcel_g = take_grams();
    words.demand("kg_g");
    row.per_kg_g = take_grams();
    return tell_shipping(world, words, {.row = row});
}

StoryAnswer tell_courier(StoryWorld& world, StoryWords& words) {
    constexpr std::uint8_t kKilometreScale = 3;
    CourierRow row;
    row.node = world.node(words.take("a node"));
    words.demand("radius_km");
    row.radius_m = static_cast<std::uint32_t>(
        words.take_decimal(kKilometreScale, 0, kCourierRadiusMetresMax, "kilometres")
    );
    words.demand("cutoff");
    row.cutoff_minute = take_time_of_day(words);
    row.per_shipment = words.take_decimal(kMoneyScale, "an amount of money");
    return tell_shipping(world, words, {.row = row});
}

StoryAnswer tell_hours(StoryWorld& world, StoryWords& words) {
    HoursRow row;
    row.node = world.node(words.take("a node"));
    row.calendar = words.take("a calendar");
    row.opens_minute = take_time_of_day(words);
    row.closes_minute = take_time_of_day(words);
    row.cutoff_minute = words.accept("cutoff") ? take_time_of_day(words) : row.closes_minute;
    if (words.accept("processing")) {
        row.processing_minutes =
            static_cast<std::uint32_t>(words.take_whole(0, kProcessingMinutesMax, "minutes"));
    }
    return tell_shipping(world, words, {.row = row});
}

StoryAnswer tell_pickup(StoryWorld& world, StoryWords& words) {
    PickupRow row = take_pickup(world, words);
    if (words.accept("calendar")) row.calendar = words.take("a calendar");
    return tell_shipping(world, words, {.row = row});
}

namespace {

/// "dc1 [DATE | mon] [method M] shipments": what a row of capacity is found by.
CapacityRow take_capacity_key(const StoryWorld& world, StoryWords& words) {
    CapacityRow row;
    row.node = world.node(words.take("a node"));
    if (const auto date = accept_date(words)) row.date = *date;
    for (unsigned day = 0; day < kWeekdayWords.size(); ++day) {
        if (words.accept(kWeekdayWords[day])) row.weekday = static_cast<std::uint8_t>(day + 1);
    }
    if (words.sees("method")) {
        bool is_safety_ignored = false;
        take_asking(words, row.method, is_safety_ignored);
    }
    const std::string unit = words.take("shipments, lines or units");
    for (const CapacityUnit each :
         {CapacityUnit::shipments, CapacityUnit::lines, CapacityUnit::units}) {
        if (unit != to_string(each)) continue;
        row.unit = each;
        return row;
    }
    words.fail(unit, "shipments, lines or units");
    return row;
}

}  // namespace

StoryAnswer tell_capacity(StoryWorld& world, StoryWords& words) {
    CapacityRow row = take_capacity_key(world, words);
    row.most = words.take_whole(0, kUnitsMax, "how many at most");
    return tell_shipping(world, words, {.row = row});
}

StoryAnswer tell_used(StoryWorld& world, StoryWords& words) {
    CapacityRequest request;
    request.node = world.node(words.take("a node"));
    request.day = take_date(words);
    if (!words.finish()) return {};
    CapacityReply reply;
    world.engine().capacity(request, world.context().now, reply);
    auto answer = StoryAnswer::of(to_string(reply.outcome), reply.outcome == Outcome::done);
    for (const CapacityEntry& entry : reply.entries) {
        constexpr std::array<std::string_view, 4> kMethodWords{
            "ship", "pickup", "ship_to_store", "same_day"
        };
        std::string of = "all";
        if (entry.method != 0)
            of = kMethodWords[static_cast<std::size_t>(std::countr_zero(entry.method))];
        answer.facts.push_back(
            {.subject = of + " " + std::string(to_string(entry.unit)),
             .words = {},
             .figures =
                 {{"most", std::to_string(entry.most)},
                  {"used", std::to_string(entry.used)},
                  {"left", std::to_string(entry.left())}}}
        );
    }
    return answer;
}

StoryAnswer tell_drop(StoryWorld& world, StoryWords& words) {
    ShippingRowChange change{.change = ShippingChange::remove, .row = {}};
    if (words.accept("calendar")) {
        change.row = CalendarRow{.name = words.take("a calendar")};
    } else if (words.accept("service")) {
        ServiceRow row;
        row.name = words.take("a service");
        change.row = row;
    } else if (words.accept("area")) {
        change.row = take_area(words);
    } else if (words.accept("hours")) {
        change.row = HoursRow{.node = world.node(words.take("a node"))};
    } else if (words.accept("pickup")) {
        change.row = take_pickup(world, words);
    } else if (words.accept("capacity")) {
        change.row = take_capacity_key(world, words);
    } else if (words.accept("carbon")) {
        change.row = take_carbon(words);
    } else if (words.accept("courier")) {
        change.row = CourierRow{.node = world.node(words.take("a node"))};
    } else {
        const std::string found = words.take("what to drop");
        words.fail(found, "calendar, service, area, hours, pickup, capacity, carbon or courier");
    }
    return tell_shipping(world, words, change);
}

}  // namespace earmark
