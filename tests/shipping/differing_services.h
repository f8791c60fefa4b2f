// A shop at random whose nodes ship by services that differ: in what they refuse, how they bill
// volume by the day, when they leave and arrive and what they emit, from days that orders of before
// have filled in part.
#pragma once

#include "tests/shipping/differing_world.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace earmark {

/// What limits its nodes' days.
enum class DayLimits : std::uint8_t { shipments, all_units };

class DifferingNetwork : public DifferingWorld {
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
    ProfileId profile{};

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }
    Micros money(std::size_t count) { return static_cast<Micros>(below(count)) * kDifferingMoney; }

  private:
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
