// A shop at random whose nodes ship by services that differ: in what they refuse, how they bill
// volume by the day, when they leave and arrive and what they emit, from days that orders of before
// have filled in part. With what a shipment costs there by first principles.
#pragma once

#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace earmark {

inline constexpr Micros kDifferingMoney = 1'000'000;
inline constexpr std::array<std::string_view, 3> kDifferingTags{"hazmat", "fragile", "oversize"};

/// How the orders of the network compare plans.
enum class Compared : std::uint8_t { cost, weights, on_time, on_time_then_few };

/// What limits its nodes' days.
enum class DayLimits : std::uint8_t { shipments, all_units };

struct DifferingGoods {
    SkuId sku;
    std::int64_t weight_g = 0;
    std::int64_t volume_mm3 = 0;
    unsigned tags = 0;  ///< Bits: of kDifferingTags.
};

/// A tariff of one zone, from a day.
struct DifferingRates {
    Day from = kNoDay;
    std::int64_t dim_cm3_per_kg = 0;
    std::vector<std::pair<std::int64_t, Micros>> steps;  ///< Up to grams.
};

struct DifferingService {
    std::string name;
    std::vector<DifferingRates> versions;  ///< The later ones last.
    unsigned refused = 0;
    std::int64_t parcel_carbon_g = 0;
    std::int64_t kilogram_carbon_g = 0;
    Day transit = 1;
    bool leaves_today = true;  ///< Its pickups are after the orders of the day, or before.
    Day from = kNoDay;
    Day until = kNoDay;

    /// Whether it takes what leaves on the day.
    bool is_open(Day day) const {
        return (from == kNoDay || from <= day) && (until == kNoDay || day <= until);
    }
};

struct DifferingPlace {
    NodeId node;
    std::vector<std::size_t> services;
    Micros per_shipment = 0;
    Micros per_line = 0;
    Micros per_unit = 0;
    CapacityFigures most{};  ///< Of each day; 0 = any number.
    std::map<Day, CapacityFigures> used;

    CapacityFigures used_on(Day day) const {
        const auto known = used.find(day);
        return known == used.end() ? CapacityFigures{} : known->second;
    }
};

struct DifferingWeights {
    Micros transport = 1;
    Micros handling = 1;
    Micros lateness = 1;
    Micros carbon = 1;
    Micros load = 1;
    Micros split = 1;
    Micros carbon_per_tonne = 0;
    Micros load_price = 0;
};

/// What a shipment costs by a service.
struct DifferingSums {
    std::size_t service = 0;
    std::int64_t grams = 0;  ///< Billed.
    Micros transport = 0;
    Micros lateness = 0;
    Micros carbon = 0;
    Micros load = 0;
    std::int64_t carbon_g = 0;
    std::int64_t days_late = 0;
    Day shipped = kNoDay;
    Day delivered = kNoDay;

    Micros weighed(const DifferingWeights& by) const {
        return by.transport * transport + by.lateness * lateness + by.carbon * carbon +
               by.load * load;
    }
};

class DifferingNetwork {
  public:
    explicit DifferingNetwork(std::uint64_t seed, DayLimits limits = DayLimits::shipments)
        : random_(seed) {
        today = day_of(shop.clock().wall());
        choose_profile();
        put_goods();
        put_services();
        put_places();
        fill_days(limits);
    }

    Shop shop;
    Day today = kNoDay;
    Compared compared = Compared::cost;
    DifferingWeights weights;
    ProfileId profile{};
    std::vector<DifferingGoods> goods;
    std::vector<DifferingService> services;
    std::vector<DifferingPlace> places;
    std::vector<std::vector<Units>> stock;  ///< [place][good]

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }
    Micros money(std::size_t count) { return static_cast<Micros>(below(count)) * kDifferingMoney; }

    Day next_pickup(const DifferingService& service) const {
        return static_cast<Day>(service.leaves_today ? today : today + 1);
    }

    bool is_in_time(const DifferingService& service, const DeliveryWish& wish) const {
        const auto day = static_cast<Day>(next_pickup(service) + service.transit);
        return service.is_open(next_pickup(service)) &&
               (wish.need_by == kNoDay || day <= wish.need_by);
    }

    /// When a good could be there from the place, if its days were not full.
    Day first_delivery(const DifferingPlace& place, std::size_t good) const {
        Day first = kNoDay;
        for (const std::size_t index : place.services) {
            const DifferingService& service = services[index];
            if (!service.is_open(next_pickup(service))) continue;
            if ((goods[good].tags & service.refused) != 0) continue;
            const auto day = static_cast<Day>(next_pickup(service) + service.transit);
            if (first == kNoDay || day < first) first = day;
        }
        return first;
    }

    /// Units of each good by one service, of what the order could have of the place; nothing: it
    /// does not take them, or not in time.
    std::optional<DifferingSums> by_service(
        const DifferingPlace& place,
        std::size_t index,
        const std::vector<Units>& units,
        const std::vector<Units>& needed,
        const DeliveryWish& wish
    ) const {
        const DifferingService& service = services[index];
        std::int64_t grams = 0;
        std::int64_t mm3 = 0;
        for (std::size_t good = 0; good < units.size(); ++good) {
            if (units[good] > 0 && (goods[good].tags & service.refused) != 0) return std::nullopt;
            grams += goods[good].weight_g * units[good];
            mm3 += goods[good].volume_mm3 * units[good];
        }
        const std::optional<Day> day = first_day(place, service, units, needed, wish);
        if (!day) return std::nullopt;
        DifferingSums sums{.service = index, .shipped = *day};
        sums.delivered = static_cast<Day>(*day + service.transit);
        if (wish.wish_by != kNoDay && sums.delivered > wish.wish_by)
            sums.days_late = sums.delivered - wish.wish_by;
        sums.lateness = wish.lateness_per_day * sums.days_late;
        const CapacityFigures used = place.used_on(*day);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            const Units most = place.most.at(unit);
            if (most == 0) continue;
            const Micros load = (2 * weights.load_price * used.at(unit) + most) / (2 * most);
            sums.load = std::max(sums.load, load);
        }
        add_parcels(service, grams, mm3, sums);
        return sums;
    }

    /// By the service that the order likes best; of several the one that arrives first.
    std::optional<DifferingSums> cheapest(
        const DifferingPlace& place,
        const std::vector<Units>& units,
        const std::vector<Units>& needed,
        const DeliveryWish& wish
    ) const {
        std::optional<DifferingSums> best;
        for (const std::size_t index : place.services) {
            const auto next = by_service(place, index, units, needed, wish);
            if (next && (!best || rank(*next) < rank(*best))) best = next;
        }
        return best;
    }

  private:
    std::tuple<std::int64_t, Micros, Day> rank(const DifferingSums& sums) const {
        const bool counts_days =
            compared == Compared::on_time || compared == Compared::on_time_then_few;
        return {counts_days ? sums.days_late : 0, sums.weighed(weights), sums.delivered};
    }

    static bool has_room(const CapacityFigures& room, const CapacityFigures& need) {
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            if (room.at(unit) < need.at(unit)) return false;
        return true;
    }

    /// On which the service takes this; where no day has room for all that it could take of the
    /// order, none is looked for that is like one before.
    std::optional<Day> first_day(
        const DifferingPlace& place,
        const DifferingService& service,
        const std::vector<Units>& units,
        const std::vector<Units>& needed,
        const DeliveryWish& wish
    ) const {
        CapacityFigures shipped{1, 0, 0};
        CapacityFigures need{1, 0, 0};
        for (std::size_t good = 0; good < units.size(); ++good) {
            shipped.at(1) += units[good] > 0 ? 1 : 0;
            shipped.at(2) += units[good];
            if (needed[good] == 0 || (goods[good].tags & service.refused) != 0) continue;
            need.at(1) += 1;
            need.at(2) += needed[good];
        }
        for (Day day = next_pickup(service); service.is_open(day) && day < today + 60; ++day) {
            if (wish.need_by != kNoDay && day + service.transit > wish.need_by) break;
            CapacityFigures room = need;
            const CapacityFigures used = place.used_on(day);
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
                const Units most = place.most.at(unit);
                if (most > 0) room.at(unit) = std::min(room.at(unit), most - used.at(unit));
            }
            if (has_room(room, shipped)) return day;
        }
        return std::nullopt;
    }

    void add_parcels(
        const DifferingService& service, std::int64_t grams, std::int64_t mm3, DifferingSums& sums
    ) const {
        const DifferingRates* rates = nullptr;
        for (const DifferingRates& version : service.versions)
            if (version.from <= sums.shipped) rates = &version;
        const std::int64_t divisor = rates->dim_cm3_per_kg;
        std::int64_t left = grams;
        if (divisor > 0) left = std::max(left, (mm3 + divisor - 1) / divisor);
        sums.grams = left;
        const std::int64_t full = rates->steps.back().first;
        for (bool is_last = false; !is_last; left -= full) {
            is_last = left <= full;
            const std::int64_t parcel = std::min(left, full);
            const auto step = std::ranges::find_if(rates->steps, [&](const auto& each) {
                return parcel <= each.first;
            });
            sums.transport += step->second;
            std::int64_t kilograms = 1;
            while (kilograms * 1'000 < parcel)
                ++kilograms;
            const std::int64_t emitted =
                service.parcel_carbon_g + service.kilogram_carbon_g * kilograms;
            sums.carbon_g += emitted;
            sums.carbon += (emitted * weights.carbon_per_tonne + 500'000) / 1'000'000;
        }
    }

    void put_rows(const std::vector<ShippingRow>& rows) {
        const SupplyReply reply = shop.shipping(rows);
        ASSERT_EQ(reply.applied, rows.size()) << reply.answers.front().detail;
    }

    void choose_profile() {
        compared = static_cast<Compared>(below(4));
        if (compared == Compared::cost) return;
        ProfileRow row{.name = "own"};
        static constexpr Criterion kFew[] = {
            Criterion::late_days, Criterion::shipments, Criterion::cost
        };
        static constexpr Criterion kOnTime[] = {Criterion::late_days, Criterion::cost};
        if (compared == Compared::weights) {
            weigh_terms(row);
        } else {
            row.kind = ProfileKind::lexicographic;
            row.criteria = compared == Compared::on_time ? std::span<const Criterion>(kOnTime)
                                                         : std::span<const Criterion>(kFew);
        }
        PutReply reply;
        shop.engine().put_profiles({&row, 1}, shop.context(), reply);
        ASSERT_TRUE(reply.answers.empty()) << reply.answers.front().detail;
        profile = ProfileId(static_cast<std::uint16_t>(reply.ids.at(0)));
    }

    void weigh_terms(ProfileRow& row) {
        const auto weigh = [&](CostTerm term, Micros& weight) {
            weight = static_cast<Micros>(1 + below(3));
            row.weights.thousandths.at(static_cast<std::size_t>(term)) =
                static_cast<std::uint32_t>(weight) * kWeightOne;
        };
        weigh(CostTerm::transport, weights.transport);
        weigh(CostTerm::handling, weights.handling);
        weigh(CostTerm::lateness, weights.lateness);
        weigh(CostTerm::carbon, weights.carbon);
        weigh(CostTerm::load, weights.load);
        weigh(CostTerm::split, weights.split);
        if (chance(75)) weights.carbon_per_tonne = static_cast<Micros>(below(2'000)) * 731'001;
        if (chance(75)) weights.load_price = static_cast<Micros>(below(20)) * 333'333;
        // What has no price has the weight of transport.
        if (weights.carbon_per_tonne == 0) weights.carbon = weights.transport;
        if (weights.load_price == 0) weights.load = weights.transport;
        row.carbon_per_tonne = weights.carbon_per_tonne;
        row.load_price = weights.load_price;
    }

    unsigned some_tags(std::size_t percent) {
        unsigned tags = 0;
        for (std::size_t tag = 0; tag < kDifferingTags.size(); ++tag)
            if (chance(percent)) tags |= 1U << tag;
        return tags;
    }

    void put_goods() {
        const std::size_t percent = chance(70) ? 30 : 0;
        for (std::size_t good = 0; good < 4; ++good) {
            const std::string name = "good" + std::to_string(good);
            DifferingGoods& made = goods.emplace_back();
            made.tags = some_tags(percent);
            std::string attributes;
            for (std::size_t tag = 0; tag < kDifferingTags.size(); ++tag) {
                if ((made.tags >> tag & 1U) == 0) continue;
                if (!attributes.empty()) attributes += ';';
                attributes += kDifferingTags.at(tag);
            }
            const auto side = static_cast<std::uint32_t>(50 + 10 * below(30));
            ItemRow row;
            row.sku = name;
            row.weight_g = static_cast<std::uint32_t>(below(1'500));
            row.length_mm = side;
            row.width_mm = 101;
            row.height_mm = 203;
            row.attributes = attributes;
            PutReply reply;
            shop.engine().put_items({&row, 1}, shop.context(), reply);
            made.sku = SkuId(reply.ids.at(0));
            made.weight_g = row.weight_g;
            made.volume_mm3 = std::int64_t{side} * 101 * 203;
        }
        // Services name only attributes that some item has.
        ItemRow marked;
        marked.sku = "marked";
        marked.attributes = "hazmat;fragile;oversize";
        PutReply reply;
        shop.engine().put_items({&marked, 1}, shop.context(), reply);
    }

    void put_services() {
        const bool bill_apart = chance(70);
        for (std::size_t index = 0; index < 4; ++index) {
            DifferingService& service = services.emplace_back();
            service.name = "s" + std::to_string(index);
            service.refused = index == 0 ? 0 : some_tags(30);
            if (chance(60)) {
                service.parcel_carbon_g = static_cast<std::int64_t>(below(3'000));
                service.kilogram_carbon_g = static_cast<std::int64_t>(below(1'500));
            }
            service.transit = static_cast<Day>(1 + below(3));
            service.leaves_today = chance(60);
            if (chance(15)) service.from = static_cast<Day>(today + below(3));
            if (chance(15)) service.until = static_cast<Day>(today + below(3));
            if (service.from > service.until) service.until = kNoDay;
            const auto divisor = [&] {
                return chance(30) ? 0 : static_cast<std::int64_t>(1'000 + 1'000 * below(5));
            };
            const bool as_first = index > 0 && !bill_apart;
            put_rates(
                service, kNoDay, as_first ? services[0].versions[0].dim_cm3_per_kg : divisor()
            );
            if (chance(30)) put_rates(service, static_cast<Day>(today + 1), divisor());
            put_service(service);
        }
    }

    void put_rates(DifferingService& service, Day from, std::int64_t divisor) {
        DifferingRates& made = service.versions.emplace_back();
        made.from = from;
        made.dim_cm3_per_kg = divisor;
        std::int64_t most = 0;
        Micros rate = money(8);
        for (std::size_t steps = 1 + below(4); steps > 0; --steps) {
            most += static_cast<std::int64_t>(300 + below(2'500));
            rate += money(4) + static_cast<Micros>(below(3));
            made.steps.emplace_back(most, rate);
        }
        std::vector<TariffStep> rows;
        rows.reserve(made.steps.size());
        for (const auto& [grams, asked] : made.steps) {
            const auto most_g = static_cast<std::uint32_t>(grams);
            rows.push_back({.weight_g_max = most_g, .rates = {&asked, 1}});
        }
        const std::string name = "t" + service.name;
        const TariffRow tariff{
            .name = name,
            .dim_cm3_per_kg = static_cast<std::uint32_t>(divisor),
            .steps = rows,
            .from = from
        };
        PutReply reply;
        shop.engine().put_tariffs({&tariff, 1}, shop.context(), reply);
        ASSERT_TRUE(reply.answers.empty()) << reply.answers.front().detail;
    }

    void put_service(const DifferingService& service) {
        ServiceRow row;
        row.name = service.name;
        row.carrier = "van";
        row.tariff = "t" + service.name;
        row.transit_days = {static_cast<std::uint8_t>(service.transit)};
        row.from = service.from;
        row.until = service.until;
        for (std::size_t tag = 0; tag < kDifferingTags.size(); ++tag) {
            if ((service.refused >> tag & 1U) != 0)
                row.refuses.emplace_back(kDifferingTags.at(tag));
        }
        std::vector<ShippingRow> rows{row};
        if (service.parcel_carbon_g + service.kilogram_carbon_g > 0) {
            rows.emplace_back(CarbonRow{
                .service = service.name,
                .per_parcel_g = static_cast<std::uint32_t>(service.parcel_carbon_g),
                .per_kg_g = static_cast<std::uint32_t>(service.kilogram_carbon_g)
            });
        }
        put_rows(rows);
    }

    void put_places() {
        const ZonePair pair{.origin_prefix = "1", .destination_prefix = "9", .zone = 1};
        PutReply reply;
        shop.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop.context(), reply);
        put_rows({CalendarRow{.name = "daily", .weekdays = 0x7f}});
        for (std::size_t index = 0; index < 3; ++index) {
            const std::string key = "n" + std::to_string(index);
            DifferingPlace& place = places.emplace_back();
            place.per_shipment = money(4);
            place.per_line = chance(30) ? money(2) : 0;
            place.per_unit = static_cast<Micros>(below(3)) * 100'000;
            NodeRow row;
            row.key = key;
            row.postal_code = "10001";
            row.time_zone = "UTC";
            row.handling_per_shipment = place.per_shipment;
            row.handling_per_line = place.per_line;
            row.handling_per_unit = place.per_unit;
            shop.engine().put_nodes({&row, 1}, shop.context(), reply);
            place.node = NodeId(reply.ids.at(0));
            put_pickups(place);
            auto& units = stock.emplace_back();
            for (const DifferingGoods& good : goods) {
                units.push_back(static_cast<Units>(below(5)));
                shop.stock(good.sku, place.node, units.back());
            }
        }
    }

    void put_pickups(DifferingPlace& place) {
        std::vector<ShippingRow> rows{HoursRow{
            .node = place.node,
            .calendar = "daily",
            .opens_minute = 0,
            .closes_minute = kMinutesOfDay,
            .cutoff_minute = kMinutesOfDay - 1
        }};
        for (std::size_t index = 0; index < services.size(); ++index) {
            if (!chance(index == 0 ? 80 : 50)) continue;
            place.services.push_back(index);
            // Orders are placed at 08:00.
            const auto minute =
                static_cast<std::uint16_t>(services[index].leaves_today ? 600 : 300);
            rows.emplace_back(
                PickupRow{.node = place.node, .service = services[index].name, .minute = minute}
            );
        }
        if (place.services.empty()) {
            place.services.push_back(0);
            const auto minute = static_cast<std::uint16_t>(services[0].leaves_today ? 600 : 300);
            rows.emplace_back(PickupRow{.node = place.node, .service = "s0", .minute = minute});
        }
        put_rows(rows);
    }

    void limit_days(DifferingPlace& place, DayLimits limits) {
        static constexpr std::array<Units, kCapacityUnits> kMost{3, 4, 8};
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            const bool is_limited = limits == DayLimits::shipments ? unit == 0 : chance(60);
            if (!is_limited) continue;
            const auto most =
                static_cast<Units>(1 + below(static_cast<std::size_t>(kMost.at(unit))));
            place.most.at(unit) = most;
            put_rows({CapacityRow{
                .node = place.node, .unit = static_cast<CapacityUnit>(unit), .most = most
            }});
        }
    }

    /// Limits of some nodes' days, and orders of another item that use some of them.
    void fill_days(DayLimits limits) {
        const SkuId filler = shop.item("filler");
        for (DifferingPlace& place : places) {
            if (chance(40)) continue;
            limit_days(place, limits);
            shop.stock(filler, place.node, 20);
            for (std::size_t orders = below(4); orders > 0; --orders) {
                const std::string id =
                    "f" + std::to_string(place.node.value()) + "-" + std::to_string(orders);
                const OrderLine line{
                    .line = 1, .sku = filler, .quantity = static_cast<Units>(1 + below(3))
                };
                SourceRequest request;
                request.mode = SourceMode::reserve;
                request.id = id;
                request.lines = {&line, 1};
                request.allowed_nodes = {&place.node, 1};
                request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
                SourceReply reply;
                shop.engine().source(request, shop.context(), reply);
                if (reply.outcome != Outcome::done) break;  // Its services have not begun.
                CapacityFigures& used = place.used[reply.shipments.at(0).dates.ship_day];
                used.at(0) += 1;
                used.at(1) += 1;
                used.at(2) += line.quantity;
            }
        }
    }

    std::mt19937_64 random_;
};

}  // namespace earmark
