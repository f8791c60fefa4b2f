// A small random network with prices, told to an engine and kept for brute force.
#pragma once

#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark {

struct Goods {
    SkuId sku;
    std::int64_t weight_g = 0;
    std::int64_t volume_mm3 = 0;
};

struct Rates {
    std::vector<std::pair<std::int64_t, Micros>>
        steps;  ///< Up to grams: money, surcharge included.
    std::int64_t dim_cm3_per_kg = 0;
};

struct Place {
    NodeId node;
    std::optional<Rates> rates;  ///< None = ships for nothing.
    bool may_ship = true;        ///< Enabled, allowed, and with a lane to the address.
    Micros per_shipment = 0;
    Micros per_line = 0;
    Micros per_unit = 0;
};

/// units[place][line]
using Units2 = std::vector<std::vector<Units>>;

/// A small network with prices, told to the engine and kept for the brute force.
class SourcingNetwork {
  public:
    explicit SourcingNetwork(std::uint64_t seed) : random_(seed) {
        put_zones();
        put_items();
        put_nodes();
        put_stock();
    }

    Shop shop;
    std::vector<Goods> goods;
    std::vector<Place> places;
    Units2 stock;

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }

    /// What a node asks for these units of each line; goods[i] is line i.
    Micros price(const Place& place, const std::vector<Units>& units) const {
        Micros handling = place.per_shipment;
        std::int64_t grams = 0;
        std::int64_t mm3 = 0;
        for (std::size_t line = 0; line < units.size(); ++line) {
            if (units[line] == 0) continue;
            handling += place.per_line + place.per_unit * units[line];
            grams += goods[line].weight_g * units[line];
            mm3 += goods[line].volume_mm3 * units[line];
        }
        return handling + (place.rates ? transport(*place.rates, grams, mm3) : 0);
    }

    static std::int64_t billed(const Rates& rates, std::int64_t grams, std::int64_t mm3) {
        if (rates.dim_cm3_per_kg == 0) return grams;
        const std::int64_t divisor = rates.dim_cm3_per_kg;
        return std::max(grams, (mm3 + divisor - 1) / divisor);
    }

    /// Whole parcels of the last step, and one for the rest.
    static Micros transport(const Rates& rates, std::int64_t grams, std::int64_t mm3) {
        std::int64_t left = billed(rates, grams, mm3);
        Micros sum = 0;
        const auto& [last_grams, last_money] = rates.steps.back();
        for (; left > last_grams; left -= last_grams)
            sum += last_money;
        for (const auto& [most, money] : rates.steps) {
            if (left <= most) return sum + money;
        }
        return sum;
    }

  private:
    static constexpr Micros kMoney = 1'000'000;

    void put_zones() {
        const ZonePair pairs[] = {
            {.origin_prefix = "100", .destination_prefix = "900", .zone = 1},
            {.origin_prefix = "200", .destination_prefix = "900", .zone = 2},
        };
        PutReply reply;
        shop.engine().put_zones({.pairs = pairs, .bands = {}}, shop.context(), reply);
        EXPECT_EQ(reply.outcome, Outcome::done);
    }

    void put_items() {
        const std::size_t count = 1 + below(4);
        for (std::size_t i = 0; i < count; ++i) {
            const std::string name = "item" + std::to_string(i);
            const auto side = static_cast<std::uint32_t>(50 + 10 * below(20));
            ItemRow row;
            row.sku = name;
            row.weight_g = static_cast<std::uint32_t>(below(900));
            row.length_mm = side;
            row.width_mm = 101;
            row.height_mm = 203;
            PutReply reply;
            shop.engine().put_items({&row, 1}, shop.context(), reply);
            goods.push_back(
                {.sku = SkuId(reply.ids.at(0)),
                 .weight_g = row.weight_g,
                 .volume_mm3 = std::int64_t{side} * 101 * 203}
            );
        }
    }

    /// A tariff of two zones, of which one may not be served.
    std::vector<Rates> put_tariff(const std::string& name) {
        std::vector<Rates> by_zone(2);
        std::vector<std::vector<Micros>> rates;
        const Micros surcharge = static_cast<Micros>(below(3)) * kMoney / 2;
        const auto dim = chance(50) ? static_cast<std::uint32_t>(4'000 + below(3'000)) : 0U;
        const bool zone_two_served = chance(80);
        Micros money = static_cast<Micros>(2 + below(6)) * kMoney;
        std::uint32_t grams = 0;
        std::vector<std::uint32_t> weights;
        for (std::size_t step = 0, steps = 1 + below(3); step < steps; ++step) {
            grams += static_cast<std::uint32_t>(300 + below(1'500));
            money += static_cast<Micros>(below(4'000'000));
            weights.push_back(grams);
            rates.push_back({money, zone_two_served ? money + kMoney : -1});
            by_zone[0].steps.emplace_back(grams, money + surcharge);
            if (zone_two_served) by_zone[1].steps.emplace_back(grams, money + kMoney + surcharge);
        }
        std::vector<TariffStep> steps;
        for (std::size_t step = 0; step < weights.size(); ++step)
            steps.push_back({.weight_g_max = weights[step], .rates = rates[step]});
        for (Rates& zone : by_zone)
            zone.dim_cm3_per_kg = dim;
        const TariffRow row{
            .name = name, .dim_cm3_per_kg = dim, .surcharge_per_parcel = surcharge, .steps = steps
        };
        PutReply reply;
        shop.engine().put_tariffs({&row, 1}, shop.context(), reply);
        EXPECT_TRUE(reply.answers.empty()) << reply.answers[0].detail;
        return by_zone;
    }

    void put_nodes() {
        const std::size_t count = 1 + below(4);
        for (std::size_t i = 0; i < count; ++i) {
            const std::string key = "node" + std::to_string(i);
            const std::string tariff = "tariff" + std::to_string(i);
            Place place;
            NodeRow row;
            row.key = key;
            row.priority = static_cast<std::uint16_t>(below(3));
            row.enabled = !chance(10);
            row.handling_per_shipment = place.per_shipment = static_cast<Micros>(below(3)) * kMoney;
            row.handling_per_line = place.per_line = static_cast<Micros>(below(3)) * kMoney / 4;
            row.handling_per_unit = place.per_unit = static_cast<Micros>(below(3)) * kMoney / 10;
            place.may_ship = row.enabled;
            if (!chance(10)) {
                const std::size_t zone = below(3);  // The last is no zone at all.
                constexpr std::string_view kCodes[] = {"10001", "20001", "30001"};
                const std::vector<Rates> by_zone = put_tariff(tariff);
                row.tariff = tariff;
                row.postal_code = kCodes[zone];
                const bool has_lane = zone < 2 && !by_zone[zone].steps.empty();
                if (has_lane) place.rates = by_zone[zone];
                place.may_ship = place.may_ship && has_lane;
            }
            PutReply reply;
            shop.engine().put_nodes({&row, 1}, shop.context(), reply);
            place.node = NodeId(reply.ids.at(0));
            places.push_back(place);
        }
    }

    void put_stock() {
        stock.assign(places.size(), std::vector<Units>(goods.size(), 0));
        for (std::size_t place = 0; place < places.size(); ++place) {
            for (std::size_t line = 0; line < goods.size(); ++line) {
                if (chance(30)) continue;
                stock[place][line] = static_cast<Units>(below(5));
                shop.stock(goods[line].sku, places[place].node, stock[place][line]);
            }
        }
    }

    std::mt19937_64 random_;
};

}  // namespace earmark
