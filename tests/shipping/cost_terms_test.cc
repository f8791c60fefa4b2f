// Carbon and load as terms of a plan's cost, against brute force over plans and, for each shipment,
// services; and whether they survive a restart.
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

constexpr Micros kMoney = 1'000'000;
constexpr std::size_t kZones = 2;

SupplyReply put_rows(Shop& shop, const std::vector<ShippingRow>& rows) {
    std::vector<ShippingRowChange> changes;
    changes.reserve(rows.size());
    for (const ShippingRow& row : rows)
        changes.push_back({.row = row});
    SupplyReply reply;
    shop.engine().put_shipping(changes, shop.context(), reply);
    return reply;
}

/// A tariff of two zones.
struct Rates {
    std::vector<std::pair<std::int64_t, std::array<Micros, kZones>>> steps;  ///< Up to grams.

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
    std::array<Emission, kZones> emissions{};
};

struct Place {
    NodeId node;
    std::size_t zone = 0;
    std::vector<std::size_t> carriers;  ///< Empty: it ships by `own`.
    Rates own;
    Micros handling = 0;
    Micros load = 0;  ///< By first principles, as the orders of before filled its day.
};

struct Asked {
    Micros carbon_per_tonne = 0;
    Micros load_price = 0;
    Micros transport_weight = 1;
    Micros handling_weight = 1;
    Micros carbon_weight = 1;
    Micros load_weight = 1;
    Micros split_penalty = 0;
};

/// What a shipment costs, by term.
struct Sums {
    Micros transport = 0;
    Micros carbon = 0;
    std::int64_t carbon_g = 0;
    Micros load = 0;

    Micros weighed(const Asked& asked) const {
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
    Asked asked;
    ProfileId profile;
    std::vector<SkuId> items;
    std::vector<std::int64_t> grams;
    std::vector<Carrier> carriers;
    std::vector<Place> places;
    std::vector<std::vector<Units>> stock;  ///< [place][item]

    std::size_t below(std::size_t count) { return random_() % count; }
    bool chance(std::size_t percent) { return below(100) < percent; }

    /// What the units cost from a place, by the carrier that the profile likes best.
    Sums price(const Place& place, const std::vector<Units>& units) const {
        std::int64_t weight = 0;
        for (std::size_t item = 0; item < units.size(); ++item)
            weight += grams[item] * units[item];
        if (place.carriers.empty())
            return {.transport = place.own.of(weight, place.zone).first, .load = place.load};
        std::optional<Sums> best;
        for (const std::size_t index : place.carriers) {
            const Carrier& carrier = carriers[index];
            const auto [transport, parcels] = carrier.rates.of(weight, place.zone);
            Sums sums{.transport = transport, .load = place.load};
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
            .split_penalty = static_cast<Micros>(below(3)) * kMoney
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
        std::array<Micros, kZones> money{
            static_cast<Micros>(below(8)) * kMoney, static_cast<Micros>(below(8)) * kMoney
        };
        for (std::size_t steps = 1 + below(4); steps > 0; --steps) {
            most += static_cast<std::int64_t>(300 + below(2'500));
            for (Micros& each : money)
                each += static_cast<Micros>(below(4)) * kMoney + static_cast<Micros>(below(3));
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
            for (std::uint8_t zone = 1; zone <= kZones; ++zone) {
                if (!chance(30)) continue;
                carrier.emissions[zone - 1U] = emission();
                emits(zone, carrier.emissions[zone - 1U]);
            }
        }
        const SupplyReply reply = put_rows(shop, rows);
        ASSERT_EQ(reply.applied, rows.size()) << reply.answers.front().detail;
    }

    void put_places() {
        for (std::size_t index = 0; index < 1 + below(3); ++index) {
            const std::string number = std::to_string(index);
            const std::string key = "n" + number;
            const std::string postal_code = "10" + number + "01";
            const std::string tariff = "own" + number;
            Place place;
            place.zone = below(kZones);
            const std::string prefix = "10" + number;
            const ZonePair pair{
                .origin_prefix = prefix,
                .destination_prefix = "900",
                .zone = static_cast<std::uint8_t>(place.zone + 1)
            };
            PutReply reply;
            shop.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop.context(), reply);
            place.handling = static_cast<Micros>(below(4)) * kMoney;
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
                ASSERT_EQ(put_rows(shop, pickups).applied, pickups.size());
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
        for (Place& place : places) {
            if (chance(30)) continue;
            const std::array<Units, kCapacityUnits> most{
                static_cast<Units>(2 + below(6)),
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
                ASSERT_EQ(put_rows(shop, {row}).applied, 1U);
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

/// Every way to give the lines' units to places.
class TermsBruteForce {
  public:
    TermsBruteForce(const TermsNetwork& network, const SourceRequest& request)
        : network_(network), request_(request) {
        plan_.assign(network.places.size(), std::vector<Units>(network.items.size(), 0));
        give(0, 0, request.lines[0].quantity);
    }
    std::optional<Micros> best;

  private:
    void give(std::size_t line, std::size_t place, Units left) {
        if (left == 0) {
            if (line + 1 == request_.lines.size()) return judge();
            return give(line + 1, 0, request_.lines[line + 1].quantity);
        }
        if (place == network_.places.size()) return;
        const Units most = std::min(left, network_.stock[place][line]);
        for (Units units = 0; units <= most; ++units) {
            if (request_.splitting == LineSplit::whole_lines && units != 0 && units != left)
                continue;
            plan_[place][line] = units;
            give(line, place + 1, left - units);
        }
        plan_[place][line] = 0;
    }

    void judge() {
        const Asked& asked = network_.asked;
        Micros cost = -asked.split_penalty;
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            if (std::ranges::all_of(plan_[place], [](Units each) { return each == 0; })) continue;
            const Place& from = network_.places[place];
            cost += network_.price(from, plan_[place]).weighed(asked) +
                    asked.handling_weight * from.handling + asked.split_penalty;
        }
        if (!best || cost < *best) best = cost;
    }

    const TermsNetwork& network_;
    const SourceRequest& request_;
    std::vector<std::vector<Units>> plan_;
};

/// Each shipment is told what it costs, and the terms add up to what the plan was chosen by.
void expect_true_terms(const TermsNetwork& network, const SourceReply& reply) {
    Micros carbon = 0;
    Micros load = 0;
    Micros objective = network.asked.handling_weight * reply.cost.handling + reply.cost.split;
    for (const Shipment& shipment : reply.shipments) {
        const auto place = std::ranges::find(network.places, shipment.node, &Place::node);
        ASSERT_NE(place, network.places.end());
        std::vector<Units> units(network.items.size(), 0);
        for (const ShipmentLine& line : shipment.lines)
            units[line.line - 1] += line.quantity;
        const Sums sums = network.price(*place, units);
        EXPECT_EQ(shipment.load, sums.load);
        const Sums told{shipment.transport, shipment.carbon, 0, shipment.load};
        EXPECT_EQ(told.weighed(network.asked), sums.weighed(network.asked));
        if (told.transport == sums.transport && told.carbon == sums.carbon) {
            const auto same = static_cast<std::uint64_t>(sums.carbon_g);
            EXPECT_TRUE(shipment.carbon_g == same || network.asked.carbon_per_tonne == 0);
        }
        carbon += shipment.carbon;
        load += shipment.load;
        objective += told.weighed(network.asked);
    }
    EXPECT_EQ(reply.cost.carbon, carbon);
    EXPECT_EQ(reply.cost.load, load);
    if (reply.proven_optimal && !reply.shipments.empty()) EXPECT_EQ(reply.objective, objective);
}

SourceRequest order_of(TermsNetwork& network, std::vector<OrderLine>& lines) {
    for (std::size_t item = 0; item < network.items.size(); ++item) {
        lines.push_back({
            .line = static_cast<std::uint32_t>(item + 1),
            .sku = network.items[item],
            .quantity = static_cast<Units>(1 + network.below(4)),
        });
    }
    SourceRequest request;
    request.lines = lines;
    request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
    request.splitting = network.chance(50) ? LineSplit::may_split : LineSplit::whole_lines;
    request.profile = network.profile;
    return request;
}

TEST(CostTerms, PlansCostLeastWithCarbonAndLoad) {
    std::size_t proven = 0;
    std::size_t asked = 0;
    std::size_t with_carbon = 0;
    std::size_t with_load = 0;
    for (const std::uint64_t seed : random_seeds(400)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        TermsNetwork network(seed);
        std::vector<OrderLine> lines;
        const SourceRequest request = order_of(network, lines);
        SourceReply reply;
        network.shop.engine().source(request, network.shop.context(), reply);
        const TermsBruteForce brute(network, request);
        ++asked;
        if (reply.proven_optimal) {
            ++proven;
            ASSERT_TRUE(brute.best.has_value());
            ASSERT_EQ(reply.objective, *brute.best);
            ASSERT_EQ(reply.lower_bound, *brute.best);
        } else if (reply.outcome == Outcome::done) {
            ASSERT_TRUE(brute.best.has_value());
            ASSERT_LE(reply.lower_bound, *brute.best);
        }
        expect_true_terms(network, reply);
        if (reply.cost.carbon > 0) ++with_carbon;
        if (reply.cost.load > 0) ++with_load;
        if (::testing::Test::HasFailure()) return;
    }
    // Else this would say little.
    EXPECT_GT(proven * 3, asked);
    EXPECT_GT(with_carbon * 10, asked);
    EXPECT_GT(with_load * 20, asked);
}

TEST(CostTerms, AnAnswerIsRepeatedWithAllItsTermsAfterARestart) {
    std::size_t compared = 0;
    for (const std::uint64_t seed : random_seeds(60)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        TermsNetwork network(seed);
        std::vector<OrderLine> lines;
        SourceRequest request = order_of(network, lines);
        request.mode = SourceMode::reserve;
        request.id = "order";
        SourceReply first;
        network.shop.engine().source(request, network.shop.context(), first);
        if (first.outcome != Outcome::done) continue;
        const StateImage image = image_of(network.shop.engine(), network.shop.log());
        for (const auto& copy :
             {replayed(network.shop.log()),
              recovered(image, network.shop.log(), network.shop.log().newest())}) {
            SourceReply again;
            copy->source(request, network.shop.context(), again);
            ASSERT_EQ(again.outcome, Outcome::repeated);
            ASSERT_EQ(again.cost, first.cost);
            ASSERT_EQ(again.shipments.size(), first.shipments.size());
            for (std::size_t at = 0; at < first.shipments.size(); ++at) {
                EXPECT_EQ(again.shipments[at].carbon_g, first.shipments[at].carbon_g);
                EXPECT_EQ(again.shipments[at].carbon, first.shipments[at].carbon);
                EXPECT_EQ(again.shipments[at].load, first.shipments[at].load);
            }
            EXPECT_EQ(
                copy->shipping_rows(ShippingKind::carbon),
                network.shop.engine().shipping_rows(ShippingKind::carbon)
            );
            const auto profiles = copy->profiles();
            ASSERT_EQ(profiles.size(), 1U);
            EXPECT_EQ(profiles[0].profile.carbon_per_tonne, network.asked.carbon_per_tonne);
            EXPECT_EQ(profiles[0].profile.load_price, network.asked.load_price);
            ++compared;
        }
    }
    EXPECT_GT(compared, 0U);
}

}  // namespace
}  // namespace earmark
