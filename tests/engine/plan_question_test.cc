// Questions about plans: every figure against brute force over small networks, and what-if against
// an engine in which it is so.
#include "tests/engine/every_plan.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace earmark {
namespace {

/// A network, an order of its goods, and what is asked about it.
struct AskedNetwork : OrderedNetwork {
    explicit AskedNetwork(std::uint64_t seed)
        : OrderedNetwork(seed), question{.order = request()} {}

    PlanAnswer ask() {
        PlanAnswer answer;
        network.shop.engine().ask_plan(question, network.shop.context(), answer);
        return answer;
    }
    SourceReply quote() {
        SourceReply reply;
        network.shop.engine().source(question.order, network.shop.context(), reply);
        return reply;
    }

    PlanQuestion question;
};

void expect_same(const SourceReply& left, const SourceReply& right) {
    EXPECT_EQ(left.outcome, right.outcome) << left.detail << right.detail;
    EXPECT_EQ(left.cost, right.cost);
    EXPECT_EQ(left.objective, right.objective);
    EXPECT_EQ(left.proven_optimal, right.proven_optimal);
    ASSERT_EQ(left.shipments.size(), right.shipments.size());
    for (std::size_t index = 0; index < left.shipments.size(); ++index) {
        EXPECT_EQ(left.shipments[index].node, right.shipments[index].node);
        EXPECT_EQ(left.shipments[index].transport, right.shipments[index].transport);
        ASSERT_EQ(left.shipments[index].lines.size(), right.shipments[index].lines.size());
    }
    ASSERT_EQ(left.unfilled.size(), right.unfilled.size());
    for (std::size_t index = 0; index < left.unfilled.size(); ++index) {
        EXPECT_EQ(left.unfilled[index].quantity, right.unfilled[index].quantity);
        EXPECT_EQ(left.unfilled[index].reason, right.unfilled[index].reason);
    }
}

void expect_figures(const ExplainedNode& node, const BestPlan& best, const BestPlan& other) {
    if (other.units < 0) {
        EXPECT_EQ(node.pricing, NodePricing::no_plan);
        return;
    }
    ASSERT_EQ(node.pricing, NodePricing::proven);
    EXPECT_EQ(node.more, other.cost - best.cost);
    EXPECT_EQ(node.more_objective, other.cost - best.cost);
    EXPECT_EQ(node.more_unfilled, best.units - other.units);
}

void explain_one(std::uint64_t seed) {
    AskedNetwork asked(seed);
    asked.question.explain = true;
    const std::uint64_t before = asked.network.shop.engine().state_digest();
    const PlanAnswer answer = asked.ask();
    EXPECT_EQ(asked.network.shop.engine().state_digest(), before) << "a question has no effect";
    expect_same(answer.plan, asked.quote());
    const EveryPlan every(asked.network, asked.order);
    ASSERT_EQ(answer.nodes.size(), asked.network.places.size());
    for (std::size_t place = 0; place < answer.nodes.size(); ++place) {
        const ExplainedNode& node = answer.nodes[place];
        SCOPED_TRACE("node " + std::to_string(place) + " " + std::string(to_string(node.fate)));
        ASSERT_EQ(node.node, asked.network.places[place].node);
        if (node.fate == PlanFate::chosen) {
            expect_figures(node, every.best, every.without[place]);
        } else if (node.fate == PlanFate::not_chosen && every.best.units > 0) {
            expect_figures(node, every.best, every.with[place]);
        } else {
            EXPECT_EQ(node.pricing, NodePricing::not_asked);
            if (every.best.units > 0) {
                EXPECT_LT(every.with[place].units, 0) << "it could ship";
            }
        }
    }
    Micros shared = 0;
    for (const CostShare& share : answer.shares)
        shared += share.amount;
    EXPECT_EQ(shared, answer.plan.cost.total());
    EXPECT_EQ(answer.lines.size(), answer.plan.unfilled.size());
}

TEST(PlanQuestion, EveryFigureIsThatOfBruteForce) {
    for (const std::uint64_t seed : random_seeds(150)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        explain_one(seed);
        if (testing::Test::HasFailure()) return;
    }
}

/// What a question supposes, at random, and the same done to the network of the same seed.
void suppose_one(std::uint64_t seed) {
    AskedNetwork asked(seed);
    AskedNetwork changed(seed);
    SourcingNetwork& network = asked.network;
    std::vector<StockIf> stock;
    std::vector<NodeIf> nodes;
    for (std::size_t place = 0; place < network.places.size(); ++place) {
        const NodeId node = network.places[place].node;
        for (std::size_t line = 0; line < network.goods.size(); ++line) {
            if (!network.chance(40)) continue;
            const SkuId sku = network.goods[line].sku;
            const bool adds = network.chance(50);
            const auto units = static_cast<Units>(network.below(5)) - (adds ? 2 : 0);
            const auto change = adds ? StockIfChange::add : StockIfChange::set;
            stock.push_back({sku, node, change, units});
            const Units now = std::max<Units>(units + (adds ? network.stock[place][line] : 0), 0);
            changed.network.shop.stock(sku, node, now);
        }
        if (!network.chance(40)) continue;
        const bool enabled = network.chance(50);
        nodes.push_back({node, enabled ? NodeIfChange::enable : NodeIfChange::disable});
        const auto view = changed.network.shop.engine().node(node);
        NodeRow row;
        row.key = view->key;
        row.priority = view->priority;
        row.tariff = view->tariff;
        row.postal_code = view->postal_code;
        row.handling_per_shipment = view->handling_per_shipment;
        row.handling_per_line = view->handling_per_line;
        row.handling_per_unit = view->handling_per_unit;
        row.enabled = enabled;
        PutReply reply;
        changed.network.shop.engine().put_nodes({&row, 1}, changed.network.shop.context(), reply);
        ASSERT_TRUE(reply.answers.empty());
    }
    const SourceReply as_it_is = asked.quote();
    const std::uint64_t before = network.shop.engine().state_digest();
    asked.question.stock = stock;
    asked.question.nodes = nodes;
    expect_same(asked.ask().plan, changed.quote());
    EXPECT_EQ(network.shop.engine().state_digest(), before) << "a question has no effect";
    expect_same(asked.quote(), as_it_is);
}

TEST(PlanQuestion, WhatIfIsWhatItWouldBe) {
    for (const std::uint64_t seed : random_seeds(150)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        suppose_one(seed);
        if (testing::Test::HasFailure()) return;
    }
}

class AskedShop : public testing::Test {
  protected:
    AskedShop() {
        const std::array<std::vector<Micros>, 2> rates{
            std::vector<Micros>{5'000'000}, std::vector<Micros>{2'000'000}
        };
        for (std::size_t index = 0; index < rates.size(); ++index) {
            const TariffStep step{.weight_g_max = 1'000, .rates = rates[index]};
            const TariffRow row{
                .name = index == 0 ? "dear" : "cheap",
                .steps = std::span<const TariffStep>(&step, 1)
            };
            PutReply reply;
            shop_.engine().put_tariffs({&row, 1}, shop_.context(), reply);
        }
        const ZonePair pair{.origin_prefix = "100", .destination_prefix = "900", .zone = 1};
        PutReply zoned;
        shop_.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop_.context(), zoned);
        for (const std::string_view key : {"east", "west"}) {
            NodeRow row;
            row.key = key;
            row.tariff = "dear";
            row.postal_code = "10001";
            row.priority = key == "east" ? 1 : 2;
            PutReply reply;
            shop_.engine().put_nodes({&row, 1}, shop_.context(), reply);
            nodes_.push_back(NodeId(reply.ids.at(0)));
        }
        cup_ = shop_.item("cup");
        shop_.stock(cup_, nodes_[0], 3);
        shop_.stock(cup_, nodes_[1], 3);
        line_ = {.line = 1, .sku = cup_, .quantity = 2};
        question_.order.lines = {&line_, 1};
        question_.order.ship_to.postal_code = "90001";
    }

    PlanAnswer ask() {
        PlanAnswer answer;
        shop_.engine().ask_plan(question_, shop_.context(), answer);
        return answer;
    }

    Shop shop_;
    std::vector<NodeId> nodes_;
    SkuId cup_;
    OrderLine line_;
    PlanQuestion question_;
};

TEST_F(AskedShop, AnotherTariffAndAnotherProfile) {
    EXPECT_EQ(ask().plan.shipments.at(0).node, nodes_[0]);
    const NodeIf cheap{nodes_[1], NodeIfChange::tariff, "cheap"};
    question_.nodes = {&cheap, 1};
    EXPECT_EQ(ask().plan.shipments.at(0).node, nodes_[1]);
    EXPECT_EQ(ask().plan.cost.total(), 2'000'000);
    question_.profile = ProfileRow{.name = "merchant", .per_priority = 4'000'000};
    EXPECT_EQ(ask().plan.shipments.at(0).node, nodes_[0]);
    EXPECT_EQ(ask().plan.cost.preference, 4'000'000);
    EXPECT_TRUE(shop_.engine().profiles().empty());
}

TEST_F(AskedShop, EachFateHasItsName) {
    question_.explain = true;
    question_.order.excluded_nodes = {nodes_.data(), 1};
    EXPECT_EQ(ask().nodes.at(0).fate, PlanFate::excluded);
    question_.order.excluded_nodes = {};
    question_.order.allowed_nodes = {nodes_.data(), 1};
    EXPECT_EQ(ask().nodes.at(1).fate, PlanFate::not_allowed);
    question_.order.allowed_nodes = {};
    const GroupId group = shop_.group("west", {nodes_[1]});
    question_.order.group = group;
    EXPECT_EQ(ask().nodes.at(0).fate, PlanFate::not_in_group);
    question_.order.group = {};
    const NodeIf closed{nodes_[1], NodeIfChange::disable};
    question_.nodes = {&closed, 1};
    EXPECT_EQ(ask().nodes.at(1).fate, PlanFate::disabled);
    question_.nodes = {};
    const StockIf none{cup_, nodes_[1], StockIfChange::set, 0};
    question_.stock = {&none, 1};
    EXPECT_EQ(ask().nodes.at(1).fate, PlanFate::no_stock);
    EXPECT_EQ(ask().nodes.at(0).pricing, NodePricing::no_plan) << "none without the only one";
    question_.stock = {};
    question_.order.ship_to.postal_code = "80001";
    EXPECT_EQ(ask().nodes.at(0).fate, PlanFate::no_lane);
    question_.order.ship_to.postal_code = "90001";
    question_.order.delivery.need_by = 30'000;
    EXPECT_EQ(ask().nodes.at(0).fate, PlanFate::too_late);
}

TEST_F(AskedShop, WhatALineLacksAndWhenItCouldBeHad) {
    question_.explain = true;
    line_.quantity = 8;
    question_.order.splitting = LineSplit::may_split;
    question_.order.excluded_nodes = {nodes_.data(), 1};
    const ExplainedLine lack = ask().lines.at(0);
    EXPECT_EQ(lack.short_anywhere, 2);
    EXPECT_EQ(lack.short_allowed, 5);
    EXPECT_EQ(lack.short_reachable, 5);
    EXPECT_FALSE(lack.earliest.has_value());
}

TEST_F(AskedShop, WrongQuestionsAreRefused) {
    question_.order.mode = SourceMode::reserve;
    EXPECT_EQ(ask().plan.outcome, Outcome::bad_value);
    question_.order.mode = SourceMode::quote;
    const NodeIf wrong{nodes_[0], NodeIfChange::tariff, "nothing"};
    question_.nodes = {&wrong, 1};
    EXPECT_EQ(ask().plan.outcome, Outcome::bad_value);
    const NodeIf unknown{NodeId(99), NodeIfChange::disable};
    question_.nodes = {&unknown, 1};
    EXPECT_EQ(ask().plan.outcome, Outcome::unknown_node);
    question_.nodes = {};
    const StockIf less{cup_, nodes_[0], StockIfChange::set, -1};
    question_.stock = {&less, 1};
    EXPECT_EQ(ask().plan.outcome, Outcome::bad_value);
    question_.stock = {};
    question_.profile = ProfileRow{.name = ""};
    EXPECT_EQ(ask().plan.outcome, Outcome::bad_value);
    question_.profile.reset();
    CapacityLoad taken{NodeId(99), 20'000, method_ship, {1, 1, 1}};
    question_.taken = {&taken, 1};
    EXPECT_EQ(ask().plan.outcome, Outcome::unknown_node);
    taken.node = nodes_[0];
    EXPECT_EQ(ask().plan.outcome, Outcome::done);
    taken.method = method_ship | method_pickup;
    EXPECT_EQ(ask().plan.outcome, Outcome::bad_value);
    taken = {nodes_[0], 20'000, method_ship, {1, -1, 1}};
    EXPECT_EQ(ask().plan.outcome, Outcome::bad_value);
}

}  // namespace
}  // namespace earmark
