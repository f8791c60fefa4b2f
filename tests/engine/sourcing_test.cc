// Orders sourced by the engine against brute force over its own reference data: every way to give
// lines to nodes is priced by the domain's formulas, and none may be better than the answer.
#include "tests/engine/every_plan.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace earmark {
namespace {

/// The plan can be done, is priced right, and leaves out exactly what it says.
void expect_honest(
    const SourcingNetwork& network, const AskedOrder& order, const SourceReply& reply
) {
    std::vector<Units> left = order.quantity;
    Micros cost = 0;
    for (const Shipment& shipment : reply.shipments) {
        const auto at =
            std::find_if(network.places.begin(), network.places.end(), [&](const Place& place) {
                return place.node == shipment.node;
            });
        ASSERT_NE(at, network.places.end());
        const auto place = static_cast<std::size_t>(at - network.places.begin());
        EXPECT_TRUE(at->may_ship);
        std::vector<Units> units(order.quantity.size(), 0);
        for (const ShipmentLine& line : shipment.lines) {
            ASSERT_GT(line.quantity, 0);
            units.at(line.line) += line.quantity;
            left.at(line.line) -= line.quantity;
            EXPECT_EQ(line.sku, network.goods.at(line.line).sku);
            EXPECT_LE(units.at(line.line), network.stock[place].at(line.line));
            if (!order.may_split) {
                EXPECT_EQ(line.quantity, order.quantity.at(line.line));
            }
        }
        EXPECT_EQ(shipment.transport + shipment.handling, network.price(*at, units));
        cost += shipment.transport + shipment.handling;
    }
    const auto splits = static_cast<Micros>(std::max<std::size_t>(1, reply.shipments.size()) - 1);
    EXPECT_EQ(reply.cost.total(), cost + order.split_penalty * splits);
    EXPECT_LE(reply.shipments.size(), order.shipments_max);
    std::map<std::uint32_t, Units> unfilled;
    for (const UnfilledLine& line : reply.unfilled)
        unfilled[line.line] += line.quantity;
    for (std::uint32_t line = 0; line < left.size(); ++line)
        EXPECT_EQ(unfilled[line], left[line]) << "line " << line;
}

void source_one(std::uint64_t seed) {
    OrderedNetwork ordered(seed);
    SourcingNetwork& network = ordered.network;
    SourceRequest request = ordered.request();
    request.id = "order";

    const std::uint64_t before = network.shop.engine().state_digest();
    SourceReply quoted;
    network.shop.engine().source(request, network.shop.context(), quoted);
    EXPECT_EQ(network.shop.engine().state_digest(), before) << "a quote has no effect";

    const BestPlan best = EveryPlan(network, ordered.order).best;
    if (best.units < 0) {
        EXPECT_EQ(quoted.outcome, Outcome::cannot_source);
        EXPECT_EQ(quoted.unfilled.size(), ordered.lines.size());
        return;
    }
    ASSERT_EQ(quoted.outcome, Outcome::done) << quoted.detail;
    expect_honest(network, ordered.order, quoted);
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
