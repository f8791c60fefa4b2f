// A shop at random whose services emit, whose nodes' days have limits and are partly used, and
// whose profile prices both; with what a shipment costs there by first principles.
#pragma once

#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace earmark {

inline constexpr Micros kTermsMoney = 1'000'000;
inline constexpr std::size_t kTermsZones = 2;

/// A tariff of two zones.
struct Rates {
    std::vector<std::pair<std::int64_t, std::array<Micros, kTermsZones>>> steps;  ///< Up to grams.

    /// What a shipment costs and how its grams part into parcels: full ones of the last step, and
    /// what is left.
    std::pair<Micros, std::vector<std::int64_t>> of(std::int64_t grams, std::size_t zone) const {
        std::vector<std::int64_t> parcels;
        Micros sum = 0;
        for (; grams > steps.back().first; grams -= steps.back().first) {
            parcels.push_back(steps.back().first);
            sum += steps.back().second[zone];
        }
        parcels.push_back(grams);
        const auto step =
            std::ranges::find_if(steps, [&](const auto& each) { return grams <= each.first; });
        return {sum + step->second[zone], parcels};
    }
};

struct Emission {
    std::int64_t parcel_g = 0;
    std::int64_t kg_g = 0;
};

struct Carrier {
    std::string name;
    Rates rates;
    std::array<Emission, kTermsZones> emissions{};
};

struct TermsPlace {
    NodeId node;
    std::size_t zone = 0;
    std::vector<std::size_t> carriers;  ///< Empty: it ships by `own`.
    Rates own;
    Micros handling = 0;
    Micros load = 0;  ///< By first principles, as the orders of before filled its day.
};

struct TermsAsked {
    Micros carbon_per_tonne = 0;
    Micros load_price = 0;
    Micros transport_weight = 1;
    Micros handling_weight = 1;
    Micros carbon_weight = 1;
    Micros load_weight = 1;
    Micros split_penalty = 0;
};

/// What a shipment costs, by term.
struct TermsSums {
    Micros transport = 0;
    Micros carbon = 0;
    std::int64_t carbon_g = 0;
    Micros load = 0;

    Micros weighed(const TermsAsked& asked) const {
        return asked.transport_weight * transport + asked.carbon_weight * carbon +
               asked.load_weight * load;
    }
};

class TermsNetwork {
  public:
    explicit TermsNetwork(std::uint64_t seed) : random_(seed) {
        choose_profile();
        put_items();
        put_carriers();
        put_places();
        fill_days();
    }

    Shop shop;
    TermsAsked asked;
    ProfileId profile;
    std::vector<SkuId> items;
    std::vector<std::int64_t> grams;
    std::vector<Carrier> carriers;
    std::vector<TermsPlace> places;
    std::vector<std::vector<Units>> stock;  ///< [place][item]

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }

    /// What the units cost from a place, by the carrier that the profile likes best.
    TermsSums price(const TermsPlace& place, const std::vector<Units>& units) const {
        std::int64_t weight = 0;
        for (std::size_t item = 0; item < units.size(); ++item)
            weight += grams[item] * units[item];
        if (place.carriers.empty())
            return {.transport = place.own.of(weight, place.zone).first, .load = place.load};
        std::optional<TermsSums> best;
        for (const std::size_t index : place.carriers) {
            const Carrier& carrier = carriers[index];
            const auto [transport, parcels] = carrier.rates.of(weight, place.zone);
            TermsSums sums{.transport = transport, .load = place.load};
            for (const std::int64_t parcel : parcels) {
                const Emission& emission = carrier.emissions[place.zone];
                std::int64_t kilograms = 1;
                while (kilograms * 1'000 < parcel)
                    ++kilograms;
                const std::int64_t emitted = emission.parcel_g + emission.kg_g * kilograms;
                sums.carbon_g += emitted;
                sums.carbon += (emitted * asked.carbon_per_tonne + 500'000) / 1'000'000;
            }
            if (!best || sums.weighed(asked) < best->weighed(asked)) best = sums;
        }
        return *best;
    }

  private:
    Micros weight() { return static_cast<Micros>(1 + below(3)); }

    void choose_profile() {
        asked = {
            .carbon_per_tonne = chance(20) ? 0 : static_cast<Micros>(below(2'000)) * 731'001,
            .load_price = chance(30) ? 0 : static_cast<Micros>(below(20)) * 333'333,
            .transport_weight = weight(),
            .handling_weight = weight(),
            .carbon_weight = weight(),
            .load_weight = weight(),
            .split_penalty = static_cast<Micros>(below(3)) * kTermsMoney
        };
        if (chance(25)) asked.carbon_weight = asked.load_weight = asked.transport_weight;
        ProfileRow row{
            .name = "terms",
            .split_penalty = asked.split_penalty,
            .carbon_per_tonne = asked.carbon_per_tonne,
            .load_price = asked.load_price
        };
        const auto weigh = [&](CostTerm term, Micros by) {
            row.weights.thousandths[static_cast<std::size_t>(term)] =
                static_cast<std::uint32_t>(by) * kWeightOne;
        };
        weigh(CostTerm::transport, asked.transport_weight);
        weigh(CostTerm::handling, asked.handling_weight);
        weigh(CostTerm::carbon, asked.carbon_weight);
        weigh(CostTerm::load, asked.load_weight);
        PutReply reply;
        shop.engine().put_profiles({&row, 1}, shop.context(), reply);
        ASSERT_TRUE(reply.answers.empty()) << reply.answers.front().detail;
        profile = ProfileId(static_cast<std::uint16_t>(reply.ids.at(0)));
    }

    void put_items() {
        for (std::size_t item = 0; item < 1 + below(3); ++item) {
            const std::string name = "item" + std::to_string(item);
            ItemRow row;
            row.sku = name;
            row.weight_g = static_cast<std::uint32_t>(below(2'000));
            PutReply reply;
            shop.engine().put_items({&row, 1}, shop.context(), reply);
            items.emplace_back(reply.ids.at(0));
            grams.push_back(row.weight_g);
        }
    }

    Rates put_rates(const std::string& name) {
        Rates made;
        std::int64_t most = 0;
        std::array<Micros, kTermsZones> money{
            static_cast<Micros>(below(8)) * kTermsMoney, static_cast<Micros>(below(8)) * kTermsMoney
        };
        for (std::size_t steps = 1 + below(4); steps > 0; --steps) {
            most += static_cast<std::int64_t>(300 + below(2'500));
            for (Micros& each : money)
                each += static_cast<Micros>(below(4)) * kTermsMoney + static_cast<Micros>(below(3));
            made.steps.emplace_back(most, money);
        }
        std::vector<TariffStep> rows;
        rows.reserve(made.steps.size());
        for (const auto& [grams_max, rates] : made.steps)
            rows.push_back({.weight_g_max = static_cast<std::uint32_t>(grams_max), .rates = rates});
        const TariffRow tariff{.name = name, .steps = rows};
        PutReply reply;
        shop.engine().put_tariffs({&tariff, 1}, shop.context(), reply);
        EXPECT_TRUE(reply.answers.empty()) << reply.answers.front().detail;
        return made;
    }

    Emission emission() {
        return {static_cast<std::int64_t>(below(3'000)), static_cast<std::int64_t>(below(1'500))};
    }

    void put_carriers() {
        std::vector<ShippingRow> rows;
        for (std::size_t index = 0; index < 3; ++index) {
            Carrier& carrier = carriers.emplace_back();
            carrier.name = "s" + std::to_string(index);
            carrier.rates = put_rates("t" + carrier.name);
            ServiceRow row;
            row.name = carrier.name;
            row.carrier = "ups";
            row.tariff = "t" + carrier.name;
            rows.emplace_back(row);
            const auto emits = [&](std::uint8_t zone, const Emission& grams_of) {
                rows.emplace_back(CarbonRow{
                    .service = carrier.name,
                    .zone = zone,
                    .per_parcel_g = static_cast<std::uint32_t>(grams_of.parcel_g),
                    .per_kg_g = static_cast<std::uint32_t>(grams_of.kg_g)
                });
            };
            if (chance(70)) {
                carrier.emissions.fill(emission());
                emits(0, carrier.emissions[0]);
            }
            for (std::uint8_t zone = 1; zone <= kTermsZones; ++zone) {
                if (!chance(30)) continue;
                carrier.emissions[zone - 1U] = emission();
                emits(zone, carrier.emissions[zone - 1U]);
            }
        }
        const SupplyReply reply = shop.shipping(rows);
        ASSERT_EQ(reply.applied, rows.size()) << reply.answers.front().detail;
    }

    void put_places() {
        for (std::size_t index = 0; index < 1 + below(3); ++index) {
            const std::string number = std::to_string(index);
            const std::string key = "n" + number;
            const std::string postal_code = "10" + number + "01";
            const std::string tariff = "own" + number;
            TermsPlace place;
            place.zone = below(kTermsZones);
            const std::string prefix = "10" + number;
            const ZonePair pair{
                .origin_prefix = prefix,
                .destination_prefix = "900",
                .zone = static_cast<std::uint8_t>(place.zone + 1)
            };
            PutReply reply;
            shop.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop.context(), reply);
            place.handling = static_cast<Micros>(below(4)) * kTermsMoney;
            NodeRow row;
            row.key = key;
            row.postal_code = postal_code;
            row.handling_per_shipment = place.handling;
            const bool has_own = chance(25);
            if (has_own) place.own = put_rates(tariff);
            if (has_own) row.tariff = tariff;
            shop.engine().put_nodes({&row, 1}, shop.context(), reply);
            ASSERT_TRUE(reply.answers.empty()) << reply.answers.front().detail;
            place.node = NodeId(reply.ids.at(0));
            std::vector<ShippingRow> pickups;
            for (std::size_t carrier = 0; carrier < carriers.size() && !has_own; ++carrier) {
                if (carrier > 0 && !chance(50)) continue;
                place.carriers.push_back(carrier);
                pickups.emplace_back(
                    PickupRow{.node = place.node, .service = carriers[carrier].name, .minute = 600}
                );
            }
            if (!pickups.empty()) {
                ASSERT_EQ(shop.shipping(pickups).applied, pickups.size());
            }
            auto& units = stock.emplace_back();
            for (const SkuId sku : items) {
                units.push_back(static_cast<Units>(below(5)));
                shop.stock(sku, place.node, units.back());
            }
            places.push_back(std::move(place));
        }
    }

    /// Limits of some nodes' days, and orders of another item that use some of them.
    void fill_days() {
        const SkuId filler = shop.item("filler");
        for (TermsPlace& place : places) {
            if (chance(30)) continue;
            const std::array<Units, kCapacityUnits> most{
                static_cast<Units>(3 + below(6)),  // Never full.
                static_cast<Units>(6 + below(6)),
                static_cast<Units>(30 + below(20))
            };
            std::array<Units, kCapacityUnits> used{};
            std::array<bool, kCapacityUnits> counts{};
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
                counts[unit] = chance(60);
                if (!counts[unit]) continue;
                const CapacityRow row{
                    .node = place.node,
                    .method = chance(50) ? std::uint8_t{method_ship} : std::uint8_t{0},
                    .unit = static_cast<CapacityUnit>(unit),
                    .most = most[unit]
                };
                ASSERT_EQ(shop.shipping({row}).applied, 1U);
            }
            if (std::ranges::none_of(counts, [](bool each) { return each; })) continue;
            shop.stock(filler, place.node, 20);
            for (std::size_t orders = below(3); orders > 0; --orders) {
                const std::string id =
                    "f" + std::to_string(place.node.value()) + "-" + std::to_string(orders);
                const OrderLine line{
                    .line = 1, .sku = filler, .quantity = static_cast<Units>(1 + below(5))
                };
                SourceRequest request;
                request.mode = SourceMode::reserve;
                request.id = id;
                request.lines = {&line, 1};
                request.allowed_nodes = {&place.node, 1};
                request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
                SourceReply reply;
                shop.engine().source(request, shop.context(), reply);
                ASSERT_EQ(reply.outcome, Outcome::done);
                used[0] += 1;
                used[1] += 1;
                used[2] += line.quantity;
            }
            for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
                if (!counts[unit]) continue;
                const Micros load =
                    (asked.load_price * used[unit] * 2 + most[unit]) / (most[unit] * 2);
                place.load = std::max(place.load, load);
            }
        }
    }

    std::mt19937_64 random_;
};

}  // namespace earmark
