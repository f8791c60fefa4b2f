// A small random network with services, hours, pickups and tariffs by day, told to an engine and
// kept for brute force.
#pragma once

#include "tests/shipping/clock_text.h"
#include "tests/shipping/naive_schedule.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace earmark {

inline constexpr std::size_t kDatedPlaces = 3;
inline constexpr std::size_t kDatedServices = 3;
inline constexpr std::size_t kDatedLinesMost = 3;
inline constexpr std::int64_t kSmallParcel = 1'000;
inline constexpr std::int64_t kLargeParcel = 9'000;  // More than an order weighs.

/// The rate of each zone for a small and a large parcel; negative = not served.
struct TwinRates {
    Day from = kNoDay;
    std::array<std::array<Micros, 2>, kDatedPlaces> rates{};
};

struct TwinService {
    std::vector<TwinRates> versions;
    std::array<std::int64_t, kDatedPlaces> transit{};
    naive::Calendar delivery;
};

/// Place p lies in zone p + 1 of the address.
struct TwinPlace {
    NodeId node;
    bool has_hours = false;
    naive::Shop hours;  ///< Without pickups.
    std::array<std::vector<naive::Pickup>, kDatedServices> pickups;
    std::array<bool, kDatedLinesMost> stock{};

    bool has_services() const {
        return std::ranges::any_of(pickups, [](const auto& each) { return !each.empty(); });
    }
};

/// The profiles of the network, by their handles; 0 = none.
inline constexpr std::size_t kHurry = 1;
inline constexpr std::size_t kOnTime = 2;

class DatedNetwork {
  public:
    explicit DatedNetwork(std::uint64_t seed) : random_(seed) {
        put_zones();
        for (std::size_t line = 0; line < kDatedLinesMost; ++line)
            put_item(line);
        rows_.emplace_back(
            CalendarRow{.name = "week", .weekdays = kMondayToFriday, .closed = {day("2027-03-15")}}
        );
        rows_.emplace_back(CalendarRow{.name = "daily", .weekdays = 0x7f});
        for (std::size_t service = 0; service < kDatedServices; ++service)
            put_service(service);
        for (std::size_t place = 0; place < kDatedPlaces; ++place)
            put_place(place);
        put_shipping();
        put_profiles();
    }

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }

    Time moment() {
        // A week around the change of the clock in spring.
        return Time(std::chrono::minutes(
            std::int64_t{day("2027-03-10")} * 1'440 +
            static_cast<std::int64_t>(below(std::size_t{7} * 1'440))
        ));
    }

    DeliveryWish random_wish(Time now) {
        DeliveryWish wish;
        const auto days_ahead = [&] { return static_cast<Day>(day_of(now) + below(8)); };
        if (chance(50)) wish.need_by = days_ahead();
        if (!chance(50)) return wish;
        wish.wish_by = days_ahead();
        wish.lateness_per_day = static_cast<Micros>(below(5'000'000));
        return wish;
    }

    /// Of the last version that begins on the day or before; negative = none serves the zone.
    Micros rate_on(std::size_t service, std::int64_t day, std::size_t zone, std::size_t step)
        const {
        const TwinRates* best = nullptr;
        for (const TwinRates& version : services.at(service).versions) {
            if (version.from > day || (best != nullptr && best->from > version.from)) continue;
            best = &version;
        }
        return best == nullptr ? -1 : best->rates.at(zone).at(step);
    }

    Shop shop;
    std::vector<SkuId> items;
    std::array<std::int64_t, kDatedLinesMost> weights{};
    std::array<TwinService, kDatedServices> services;
    std::array<TwinPlace, kDatedPlaces> places;
    Micros transport_weight = 1;  ///< Of the profile kHurry.
    Micros lateness_weight = 1;

  private:
    std::uint16_t minute_from(std::size_t least, std::size_t most) {
        return static_cast<std::uint16_t>(least + below(most - least));
    }

    static naive::Calendar twin_of(const std::string& calendar) {
        if (calendar == "daily") return {.weekdays = 0x7f, .closed = {}, .opened = {}};
        return {.weekdays = kMondayToFriday, .closed = {day("2027-03-15")}, .opened = {}};
    }
    std::string any_calendar() { return chance(60) ? "week" : "daily"; }

    void put_zones() {
        const ZonePair pairs[] = {
            {.origin_prefix = "100", .destination_prefix = "900", .zone = 1},
            {.origin_prefix = "200", .destination_prefix = "900", .zone = 2},
            {.origin_prefix = "300", .destination_prefix = "900", .zone = 3},
        };
        PutReply reply;
        shop.engine().put_zones({.pairs = pairs, .bands = {}}, shop.context(), reply);
        EXPECT_EQ(reply.outcome, Outcome::done);
    }

    void put_item(std::size_t line) {
        const std::string sku = "item" + std::to_string(line);
        ItemRow row;
        row.sku = sku;
        row.weight_g = static_cast<std::uint32_t>(200 + below(1'200));
        weights.at(line) = row.weight_g;
        PutReply reply;
        shop.engine().put_items({&row, 1}, shop.context(), reply);
        items.emplace_back(reply.ids.at(0));
    }

    void put_service(std::size_t index) {
        TwinService& twin = services.at(index);
        ServiceRow row;
        row.name = "service" + std::to_string(index);
        row.carrier = "van";
        row.tariff = "tariff" + std::to_string(index);
        row.delivery_calendar = any_calendar();
        twin.delivery = twin_of(row.delivery_calendar);
        row.transit_days.reserve(kDatedPlaces);
        for (std::size_t zone = 0; zone < kDatedPlaces; ++zone) {
            twin.transit.at(zone) = static_cast<std::int64_t>(below(4));
            row.transit_days.push_back(static_cast<std::uint8_t>(twin.transit.at(zone)));
        }
        // Versions from days in any order, of which one may come again.
        if (chance(85)) put_version(twin, row.tariff, kNoDay);
        while (twin.versions.empty() || chance(50))
            put_version(twin, row.tariff, static_cast<Day>(day("2027-03-08") + below(14)));
        rows_.emplace_back(row);
    }

    void put_version(TwinService& twin, const std::string& name, Day from) {
        TwinRates version{.from = from};
        std::vector<Micros> small;
        std::vector<Micros> large;
        small.reserve(kDatedPlaces);
        large.reserve(kDatedPlaces);
        bool serves_any = false;
        for (auto& zone : version.rates) {
            // A tariff serves one zone at least.
            const bool is_last = &zone == &version.rates.back();
            const bool is_served = chance(85) || (is_last && !serves_any);
            serves_any = serves_any || is_served;
            const auto rate = static_cast<Micros>(1'000'000 + below(9'000'000));
            zone = {is_served ? rate : -1, is_served ? 2 * rate : -1};
            small.push_back(zone[0]);
            large.push_back(zone[1]);
        }
        const TariffStep steps[] = {
            {.weight_g_max = kSmallParcel, .rates = small},
            {.weight_g_max = kLargeParcel, .rates = large}
        };
        const TariffRow tariff{.name = name, .steps = steps, .from = from};
        PutReply reply;
        shop.engine().put_tariffs({&tariff, 1}, shop.context(), reply);
        EXPECT_TRUE(reply.answers.empty());
        std::erase_if(twin.versions, [&](const TwinRates& known) { return known.from == from; });
        twin.versions.push_back(version);
    }

    void put_profiles() {
        transport_weight = static_cast<Micros>(below(4));
        lateness_weight = static_cast<Micros>(below(4));
        const Criterion criteria[] = {Criterion::late_days, Criterion::cost};
        std::vector<ProfileRow> rows(2);
        rows[0].name = "hurry";
        const auto weigh = [&](CostTerm term, Micros weight) {
            rows[0].weights.thousandths.at(static_cast<std::size_t>(term)) =
                static_cast<std::uint32_t>(weight) * kWeightOne;
        };
        weigh(CostTerm::transport, transport_weight);
        weigh(CostTerm::lateness, lateness_weight);
        rows[1].name = "on-time";
        rows[1].kind = ProfileKind::lexicographic;
        rows[1].criteria = criteria;
        PutReply reply;
        shop.engine().put_profiles(rows, shop.context(), reply);
        EXPECT_TRUE(reply.answers.empty()) << reply.answers[0].detail;
    }

    void put_place(std::size_t index) {
        TwinPlace& twin = places.at(index);
        const std::string key = "place" + std::to_string(index);
        const std::string postal = std::to_string(index + 1) + "0001";
        NodeRow row;
        row.key = key;
        row.postal_code = postal;
        row.time_zone = "America/New_York";
        row.tariff = "tariff0";
        PutReply reply;
        shop.engine().put_nodes({&row, 1}, shop.context(), reply);
        twin.node = NodeId(reply.ids.at(0));
        for (std::size_t line = 0; line < kDatedLinesMost; ++line) {
            twin.stock.at(line) = chance(70);
            if (twin.stock.at(line)) shop.stock(items.at(line), twin.node, 5);
        }
        twin.has_hours = chance(85);
        if (twin.has_hours) put_hours(twin);
        for (std::size_t service = 0; service < kDatedServices; ++service)
            put_pickups(twin, service);
    }

    void put_hours(TwinPlace& twin) {
        HoursRow row{.node = twin.node, .calendar = any_calendar()};
        row.opens_minute = minute_from(0, 700);
        row.closes_minute = minute_from(row.opens_minute + 60U, 1'440);
        row.cutoff_minute = minute_from(row.opens_minute + 10U, row.closes_minute);
        row.processing_minutes = static_cast<std::uint32_t>(below(400));
        twin.hours.days = twin_of(row.calendar);
        twin.hours.opens = row.opens_minute;
        twin.hours.closes = row.closes_minute;
        twin.hours.cutoff = row.cutoff_minute;
        twin.hours.processing = row.processing_minutes;
        rows_.emplace_back(row);
    }

    void put_pickups(TwinPlace& twin, std::size_t service) {
        for (std::size_t left = below(3); left > 0; --left) {
            // Where a node has no hours a pickup needs a calendar of its own.
            const std::string calendar = any_calendar();
            const std::uint16_t minute = minute_from(0, 1'440);
            const auto& known = twin.pickups.at(service);
            if (std::ranges::find(known, minute, &naive::Pickup::minute) != known.end()) continue;
            rows_.emplace_back(PickupRow{
                .node = twin.node,
                .service = "service" + std::to_string(service),
                .minute = minute,
                .calendar = calendar
            });
            twin.pickups.at(service).push_back({minute, twin_of(calendar)});
        }
    }

    void put_shipping() {
        // Rows see those before them: hours and pickups come last.
        const SupplyReply reply = shop.shipping(rows_);
        ASSERT_EQ(reply.refused, 0U) << reply.answers.front().detail;
    }

    std::mt19937_64 random_;
    std::vector<ShippingRow> rows_;
};

}  // namespace earmark
