// Orders sourced by the engine against brute force over its own reference data: every way to give
// lines to nodes is priced by the domain's formulas, and none may be better than the answer.
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

namespace earmark {
namespace {

struct Goods {
    SkuId sku;
    std::int64_t weight_g = 0;
    std::int64_t volume_cm3 = 0;
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
        std::int64_t cm3 = 0;
        for (std::size_t line = 0; line < units.size(); ++line) {
            if (units[line] == 0) continue;
            handling += place.per_line + place.per_unit * units[line];
            grams += goods[line].weight_g * units[line];
            cm3 += goods[line].volume_cm3 * units[line];
        }
        return handling + (place.rates ? transport(*place.rates, grams, cm3) : 0);
    }

    static std::int64_t billed(const Rates& rates, std::int64_t grams, std::int64_t cm3) {
        if (rates.dim_cm3_per_kg == 0) return grams;
        const std::int64_t divisor = rates.dim_cm3_per_kg;
        return std::max(grams, (cm3 * 1'000 + divisor - 1) / divisor);
    }

    /// Whole parcels of the last step, and one for the rest.
    static Micros transport(const Rates& rates, std::int64_t grams, std::int64_t cm3) {
        std::int64_t left = billed(rates, grams, cm3);
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
            row.width_mm = 100;
            row.height_mm = 200;
            PutReply reply;
            shop.engine().put_items({&row, 1}, shop.context(), reply);
            goods.push_back(
                {.sku = SkuId(reply.ids.at(0)),
                 .weight_g = row.weight_g,
                 .volume_cm3 = std::int64_t{side} * 100 * 200 / 1'000}
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

struct Wish {
    std::vector<Units> quantity;
    bool may_split = false;
    bool partial = false;
    std::size_t shipments_max = 99;
    Micros split_penalty = 0;
};

struct Best {
    Units units = -1;  ///< -1 = no plan at all.
    Micros cost = 0;
};

/// Tries every plan. Of those that are allowed the one with most units, then least cost.
class BruteForce {
  public:
    BruteForce(const SourcingNetwork& network, const Wish& wish) : network_(network), wish_(wish) {
        plan_.assign(network.places.size(), std::vector<Units>(wish.quantity.size(), 0));
        try_line(0);
    }

    const Best& best() const { return best_; }

  private:
    void try_line(std::size_t line) {
        if (line == wish_.quantity.size()) return judge();
        if (wish_.may_split) return try_place(line, 0, wish_.quantity[line]);
        if (wish_.partial) try_line(line + 1);
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            if (!can_give(place, line, wish_.quantity[line])) continue;
            plan_[place][line] = wish_.quantity[line];
            try_line(line + 1);
            plan_[place][line] = 0;
        }
    }

    void try_place(std::size_t line, std::size_t place, Units left) {
        if (place == plan_.size()) {
            if (left == 0 || wish_.partial) try_line(line + 1);
            return;
        }
        for (Units units = 0; units <= left; ++units) {
            if (units > 0 && !can_give(place, line, units)) break;
            plan_[place][line] = units;
            try_place(line, place + 1, left - units);
        }
        plan_[place][line] = 0;
    }

    bool can_give(std::size_t place, std::size_t line, Units units) const {
        return network_.places[place].may_ship && network_.stock[place][line] >= units;
    }

    void judge() {
        Best found{.units = 0, .cost = 0};
        std::size_t shipments = 0;
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            Units units = 0;
            for (const Units each : plan_[place])
                units += each;
            if (units == 0) continue;
            ++shipments;
            found.units += units;
            found.cost += network_.price(network_.places[place], plan_[place]);
        }
        if (shipments == 0 || shipments > wish_.shipments_max) return;
        found.cost += wish_.split_penalty * static_cast<Micros>(shipments - 1);
        if (found.units > best_.units || (found.units == best_.units && found.cost < best_.cost))
            best_ = found;
    }

    const SourcingNetwork& network_;
    const Wish& wish_;
    Units2 plan_;
    Best best_;
};

/// The plan can be done, is priced right, and leaves out exactly what it says.
void expect_honest(const SourcingNetwork& network, const Wish& wish, const SourceReply& reply) {
    std::vector<Units> left = wish.quantity;
    Micros cost = 0;
    for (const Shipment& shipment : reply.shipments) {
        const auto at =
            std::find_if(network.places.begin(), network.places.end(), [&](const Place& place) {
                return place.node == shipment.node;
            });
        ASSERT_NE(at, network.places.end());
        const auto place = static_cast<std::size_t>(at - network.places.begin());
        EXPECT_TRUE(at->may_ship);
        std::vector<Units> units(wish.quantity.size(), 0);
        for (const ShipmentLine& line : shipment.lines) {
            ASSERT_GT(line.quantity, 0);
            units.at(line.line) += line.quantity;
            left.at(line.line) -= line.quantity;
            EXPECT_EQ(line.sku, network.goods.at(line.line).sku);
            EXPECT_LE(units.at(line.line), network.stock[place].at(line.line));
            if (!wish.may_split) {
                EXPECT_EQ(line.quantity, wish.quantity.at(line.line));
            }
        }
        EXPECT_EQ(shipment.transport + shipment.handling, network.price(*at, units));
        cost += shipment.transport + shipment.handling;
    }
    const auto splits = static_cast<Micros>(std::max<std::size_t>(1, reply.shipments.size()) - 1);
    EXPECT_EQ(reply.cost.total(), cost + wish.split_penalty * splits);
    EXPECT_LE(reply.shipments.size(), wish.shipments_max);
    std::map<std::uint32_t, Units> unfilled;
    for (const UnfilledLine& line : reply.unfilled)
        unfilled[line.line] += line.quantity;
    for (std::uint32_t line = 0; line < left.size(); ++line)
        EXPECT_EQ(unfilled[line], left[line]) << "line " << line;
}

void source_one(std::uint64_t seed) {
    SourcingNetwork network(seed);
    Wish wish;
    wish.may_split = network.chance(50);
    wish.partial = network.chance(50);
    if (network.chance(40)) wish.shipments_max = 1 + network.below(2);
    if (network.chance(50)) wish.split_penalty = static_cast<Micros>(network.below(4'000'000));
    std::vector<OrderLine> lines;
    for (std::uint32_t i = 0; i < network.goods.size(); ++i) {
        wish.quantity.push_back(1 + static_cast<Units>(network.below(4)));
        lines.push_back({.line = i, .sku = network.goods[i].sku, .quantity = wish.quantity[i]});
    }
    SourceRequest request;
    request.id = "order";
    request.lines = lines;
    request.ship_to.postal_code = "90001";
    request.splitting = wish.may_split ? LineSplit::may_split : LineSplit::whole_lines;
    request.filling = wish.partial ? Filling::partial : Filling::all_or_nothing;
    request.split_penalty = wish.split_penalty;
    if (wish.shipments_max < 99)
        request.shipments_max = static_cast<std::uint32_t>(wish.shipments_max);
    std::vector<NodeId> excluded;
    for (Place& place : network.places) {
        if (!network.chance(10)) continue;
        excluded.push_back(place.node);
        place.may_ship = false;
    }
    request.excluded_nodes = excluded;

    const std::uint64_t before = network.shop.engine().state_digest();
    SourceReply quoted;
    network.shop.engine().source(request, network.shop.context(), quoted);
    EXPECT_EQ(network.shop.engine().state_digest(), before) << "a quote has no effect";

    const Best best = BruteForce(network, wish).best();
    if (best.units < 0) {
        EXPECT_EQ(quoted.outcome, Outcome::cannot_source);
        EXPECT_EQ(quoted.unfilled.size(), lines.size());
        return;
    }
    ASSERT_EQ(quoted.outcome, Outcome::done) << quoted.detail;
    expect_honest(network, wish, quoted);
    Units filled = 0;
    for (const Shipment& shipment : quoted.shipments) {
        for (const ShipmentLine& line : shipment.lines)
            filled += line.quantity;
    }
    EXPECT_EQ(filled, best.units);
    EXPECT_EQ(quoted.cost.total(), best.cost);
    EXPECT_TRUE(quoted.proven_optimal);
    EXPECT_EQ(quoted.lower_bound, quoted.cost.total());

    request.mode = SourceMode::reserve;
    SourceReply held;
    network.shop.engine().source(request, network.shop.context(), held);
    ASSERT_EQ(held.outcome, Outcome::done) << held.detail;
    EXPECT_EQ(held.cost, quoted.cost);
    Units reserved = 0;
    for (const Goods& each : network.goods)
        reserved += network.shop.figures({.sku = each.sku, .node = {}, .group = {}}).reserved;
    EXPECT_EQ(reserved, best.units);
    network.shop.engine().source(request, network.shop.context(), held);
    EXPECT_EQ(held.outcome, Outcome::repeated);
    EXPECT_EQ(held.cost, quoted.cost);
    network.shop.expect_sound();
}

void source_many(std::size_t count) {
    for (const std::uint64_t seed : random_seeds(count)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        source_one(seed);
        if (testing::Test::HasFailure()) return;
    }
}

TEST(SourcingTwin, NoPlanIsBetter) {
    source_many(3'000);
}

TEST(SourceOrder, NoPlanIsBetter) {
    source_many(100);
}

class SourceRequests : public testing::Test {
  protected:
    SourceReply source(SourceRequest request) {
        request.mode = SourceMode::reserve;
        SourceReply reply;
        shop_.engine().source(request, shop_.context(), reply);
        return reply;
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const NodeId dc_ = shop_.node("dc1");
};

TEST_F(SourceRequests, OutOfFormAreNamed) {
    shop_.stock(cup_, dc_, 10);
    const std::vector<OrderLine> one{{1, cup_, 1}};
    const std::vector<OrderLine> twice{{1, cup_, 1}, {1, cup_, 1}};
    const std::vector<OrderLine> zero{{1, cup_, 0}};
    const std::vector<OrderLine> negative{{1, cup_, -1}};
    const std::vector<OrderLine> large{{1, cup_, kUnitsMax}, {2, cup_, kUnitsMax}};
    const std::vector<OrderLine> many(kOrderLinesMax + 1, {1, cup_, 1});
    const std::vector<NodeId> stranger{NodeId(77)};
    const std::string long_text(kTextBytesMax + 1, 't');
    const auto base = [&](const std::vector<OrderLine>& lines) {
        SourceRequest request;
        request.id = "o1";
        request.lines = lines;
        return request;
    };
    const auto expect = [&](const SourceRequest& request, Outcome outcome) {
        const SourceReply reply = source(request);
        EXPECT_EQ(reply.outcome, outcome) << reply.detail;
        EXPECT_TRUE(reply.shipments.empty());
    };
    SourceRequest request = base(one);
    request.id = "";
    expect(request, Outcome::id_missing);
    expect(base({}), Outcome::no_lines);
    expect(base(many), Outcome::too_many_lines);
    expect(base(twice), Outcome::repeated_line);
    expect(base(zero), Outcome::bad_value);
    expect(base(negative), Outcome::bad_value);
    expect(base(large), Outcome::bad_value);
    request = base(one);
    request.group = GroupId(77);
    expect(request, Outcome::unknown_group);
    request = base(one);
    request.allowed_nodes = stranger;
    expect(request, Outcome::unknown_node);
    request = base(one);
    request.excluded_nodes = stranger;
    expect(request, Outcome::unknown_node);
    request = base(one);
    request.split_penalty = -1;
    expect(request, Outcome::bad_value);
    request = base(one);
    request.split_penalty = INT64_MAX;
    expect(request, Outcome::bad_value);
    request = base(one);
    request.shipments_max = 0;
    expect(request, Outcome::bad_value);
    request = base(one);
    request.ship_to.postal_code = long_text;
    expect(request, Outcome::bad_value);
    request = base(one);
    request.hold_for = std::chrono::seconds(0);
    expect(request, Outcome::bad_value);
    request = base(one);
    request.hold_for = kHoldForMax + std::chrono::seconds(1);
    expect(request, Outcome::hold_too_long);
    request = base(one);
    request.stamped_at = shop_.clock().wall() - std::chrono::hours(25);
    expect(request, Outcome::too_old);
    EXPECT_EQ(shop_.ats(cup_, dc_), 10);
    shop_.expect_sound();
}

TEST_F(SourceRequests, LargestAddressesAreOnTheGlobe) {
    shop_.stock(cup_, dc_, 10);
    const std::vector<OrderLine> one{{1, cup_, 1}};
    SourceRequest request;
    request.id = "o1";
    request.lines = one;
    request.ship_to.location = Location{INT32_MIN, INT32_MAX};
    const SourceReply reply = source(request);
    EXPECT_TRUE(reply.outcome == Outcome::bad_value || reply.outcome == Outcome::done);
}

// More parts than one reservation may have: refused by name, and nothing is held.
TEST_F(SourceRequests, PlansOfTooManyPartsAreRefused) {
    std::vector<NodeId> nodes;
    for (int i = 0; i < 12; ++i)
        nodes.push_back(shop_.node("node" + std::to_string(i)));
    std::vector<OrderLine> lines;
    for (std::uint32_t i = 0; i < kOrderLinesMax; ++i) {
        const SkuId sku = shop_.item("item" + std::to_string(i));
        lines.push_back({.line = i, .sku = sku, .quantity = 12});
        std::vector<SupplyRow> rows;
        for (const NodeId node : nodes)
            rows.push_back({.sku = sku, .node = node, .quantity = 1});
        ASSERT_EQ(shop_.supply({}, rows).applied, rows.size());
    }
    SourceRequest request;
    request.id = "o1";
    request.lines = lines;
    request.splitting = LineSplit::may_split;
    const SourceReply reply = source(request);
    EXPECT_EQ(reply.outcome, Outcome::too_many_lines) << reply.detail;
    EXPECT_EQ(shop_.reservation("o1").outcome, Outcome::unknown_reservation);
    shop_.expect_sound();
}

TEST_F(SourceRequests, SplitLineIsHeldNodeByNodeAndHandledByPart) {
    const NodeId other = shop_.node("dc2");
    shop_.stock(cup_, dc_, 3);
    shop_.stock(cup_, other, 3);
    const std::vector<OrderLine> lines{{7, cup_, 5}};
    SourceRequest request;
    request.id = "o1";
    request.lines = lines;
    request.splitting = LineSplit::may_split;
    ASSERT_EQ(source(request).outcome, Outcome::done);
    EXPECT_EQ(shop_.figures({.sku = cup_, .node = {}, .group = {}}).reserved, 5);
    const auto at_node = [&](ReservationStep step, std::string_view name, NodeId node, Units units
                         ) {
        const PartLine part{.line = 7, .node = node, .quantity = units};
        ReservationReply reply;
        shop_.engine().step(
            {.step = step, .id = "o1", .operation = name, .parts = {&part, 1}},
            shop_.context(),
            reply
        );
        return reply.outcome;
    };
    const Units there = shop_.figures(cup_, other).reserved;
    EXPECT_EQ(at_node(ReservationStep::commit, "a", other, there + 1), Outcome::more_than_there_is);
    EXPECT_EQ(at_node(ReservationStep::commit, "a", other, there), Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, other).allocated, there);
    EXPECT_EQ(shop_.figures(cup_, dc_).allocated, 0);
    // Without a node the part is taken in the order of the plan.
    EXPECT_EQ(at_node(ReservationStep::commit, "b", {}, 5 - there), Outcome::done);
    EXPECT_EQ(shop_.reservation("o1").state, ReservationState::committed);
    shop_.expect_sound();
}

}  // namespace
}  // namespace earmark
