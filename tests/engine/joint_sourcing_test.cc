// Orders sourced together by the engine: never more than there is, never dearer than first come,
// first served, whatever others take meanwhile.
#include "engine/joint_sourcing.h"

#include "tests/engine/sourcing_network.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"
#include "tests/support/waiting_requests.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <string>
#include <thread>
#include <vector>

namespace earmark {
namespace {

Waiting random_orders(SourcingNetwork& network, std::size_t orders_max) {
    Waiting waiting;
    const std::size_t count = 1 + network.below(orders_max);
    for (std::size_t index = 0; index < count; ++index) {
        WaitingRequest& order = waiting.emplace_back();
        order.id = "o" + std::to_string(index);
        for (std::size_t line = 0; line < network.goods.size(); ++line) {
            if (network.chance(40)) continue;
            order.lines.push_back(
                {.line = static_cast<std::uint32_t>(line + 1),
                 .sku = network.goods[line].sku,
                 .quantity = static_cast<Units>(1 + network.below(3))}
            );
        }
        if (order.lines.empty())
            order.lines.push_back({.line = 1, .sku = network.goods[0].sku, .quantity = 1});
        SourceRequest& request = order.request;
        request.ship_to.postal_code = "90001";
        if (network.chance(50)) request.splitting = LineSplit::may_split;
        if (network.chance(50)) request.filling = Filling::partial;
        if (network.chance(30)) request.split_penalty = 1'500'000;
        if (network.chance(20)) request.shipments_max = 1;
    }
    return waiting;
}

void expect_not_oversold(SourcingNetwork& network) {
    network.shop.expect_sound();
    for (const Place& place : network.places) {
        for (const Goods& goods : network.goods) {
            const Availability figures = network.shop.figures(goods.sku, place.node);
            EXPECT_LE(figures.reserved, figures.on_hand);
        }
    }
}

TEST(SourceJointly, NeverDearerThanFirstComeAndNeverOversold) {
    for (const std::uint64_t seed : random_seeds(4)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        SourcingNetwork network(seed);
        const Waiting waiting = random_orders(network, 6);
        const std::vector<SourceRequest> orders = requests_of(waiting);
        const JointSourceReply quoted = source_jointly(network.shop, orders, SourceMode::quote);
        EXPECT_EQ(network.shop.engine().status().reservations_live, 0U);
        const JointSourceReply reply = source_jointly(network.shop, orders);
        EXPECT_EQ(quoted.planned.cost, reply.planned.cost);
        EXPECT_EQ(reply.planned.orders, orders.size());
        EXPECT_EQ(reply.replans, 0U);
        EXPECT_LE(reply.planned.lower_bound, reply.planned.cost);
        EXPECT_LE(reply.planned.cost, reply.planned.first_come_cost);
        // What was held is what was planned.
        Micros sum = 0;
        for (const JointOrderAnswer& answer : reply.answers)
            sum += worth(answer);
        EXPECT_EQ(sum, reply.planned.cost);
        EXPECT_EQ(network.shop.engine().status().reservations_live, reply.held);
        expect_not_oversold(network);
        // First come, first served costs in an equal shop what was said.
        SourcingNetwork twin(seed);
        EXPECT_EQ(first_come(twin.shop, orders), reply.planned.first_come_cost);
        // Asked again, all that is held says so, and nothing more is held than there was.
        const JointSourceReply again = source_jointly(network.shop, orders);
        EXPECT_LE(again.alone + reply.held, orders.size());
        for (std::size_t index = 0; index < orders.size(); ++index) {
            if (reply.answers[index].outcome != Outcome::done) continue;
            EXPECT_EQ(again.answers[index].outcome, Outcome::repeated);
            EXPECT_EQ(again.answers[index].cost, reply.answers[index].cost);
        }
        expect_not_oversold(network);
        if (HasFailure()) return;
    }
}

/// Two nodes, of which a has little; from b everything costs more.
class ScarceShop : public testing::Test {
  protected:
    void SetUp() override {
        put_node("a", 0);
        put_node("b", 4'000'000);
        cup_ = shop_.item("cup");
        shop_.stock(cup_, node_.at(0), 2);
        shop_.stock(cup_, node_.at(1), 3);
    }

    void put_node(std::string_view key, Micros handling) {
        NodeRow row;
        row.key = key;
        row.handling_per_shipment = handling;
        PutReply reply;
        shop_.engine().put_nodes({&row, 1}, shop_.context(), reply);
        node_.push_back(NodeId(reply.ids.at(0)));
    }

    /// Each wants one cup.
    std::vector<SourceRequest> orders(std::size_t count) {
        for (std::size_t index = 0; index < count; ++index) {
            WaitingRequest& order = waiting_.emplace_back();
            order.id = "w" + std::to_string(index);
            order.lines = {{.line = 1, .sku = cup_, .quantity = 1}};
        }
        return requests_of(waiting_);
    }

    Shop shop_;
    std::vector<NodeId> node_;
    SkuId cup_;
    Waiting waiting_;
};

TEST_F(ScarceShop, WhatGoesBetweenPlanAndHoldIsPlannedAnew) {
    const auto four = orders(4);
    JointWatch watch;
    bool has_come = false;
    watch.on_progress = [&](const JointSourceProgress& progress) {
        if (progress.phase != JointPhase::holding || has_come) return;
        has_come = true;
        const ReserveLine line{.line = 1, .sku = cup_, .node = node_[0], .quantity = 2};
        ASSERT_EQ(shop_.reserve("shopper", {line}).outcome, Outcome::done);
    };
    const JointSourceReply reply = source_jointly(shop_, four, SourceMode::reserve, watch);
    EXPECT_TRUE(has_come);
    EXPECT_EQ(reply.planned.cost, 8'000'000);
    EXPECT_EQ(reply.held, 3U);
    EXPECT_GE(reply.replans, 2U);
    std::size_t replanned = 0;
    for (const JointOrderAnswer& answer : reply.answers)
        replanned += answer.standing == JointStanding::replanned ? 1 : 0;
    EXPECT_GE(replanned, 2U);
    EXPECT_EQ(shop_.ats(cup_, node_[1]), 0);
    shop_.expect_sound();
}

TEST_F(ScarceShop, PricesThatAreKeptAreThoseOfLiveOrders) {
    const auto four = orders(4);
    JointSourceRequest request;
    request.orders = four;
    request.short_price = kShortPrice;
    request.keep_prices = true;
    JointSourceReply reply;
    shop_.engine().source_jointly(request, shop_.context(), {}, reply);
    ASSERT_EQ(reply.outcome, Outcome::done);
    ASSERT_EQ(reply.prices_found, 1U);
    EXPECT_EQ(reply.prices_kept, 1U);
    EXPECT_EQ(reply.prices[0].sku, cup_);
    EXPECT_EQ(reply.prices[0].node, node_[0]);
    EXPECT_GT(reply.prices[0].price, 3'000'000);
    EXPECT_LE(reply.prices[0].price, kShortPrice);
    ProfileRow row;
    row.name = "thrifty";
    PutReply put;
    shop_.engine().put_profiles({&row, 1}, shop_.context(), put);
    SourceRequest live = four[0];
    live.mode = SourceMode::quote;
    live.profile = ProfileId(static_cast<std::uint16_t>(put.ids.at(0)));
    SourceReply answer;
    shop_.engine().source(live, shop_.context(), answer);
    ASSERT_EQ(answer.outcome, Outcome::done) << answer.detail;
    EXPECT_EQ(
        answer.cost.scarcity, answer.shipments[0].node == node_[0] ? reply.prices[0].price : 0
    );
    // Without an order that waits nothing is scarce any more.
    request.orders = {};
    shop_.engine().source_jointly(request, shop_.context(), {}, reply);
    EXPECT_EQ(reply.prices_found, 0U);
    shop_.engine().source(live, shop_.context(), answer);
    EXPECT_EQ(answer.cost.scarcity, 0);
}

TEST_F(ScarceShop, WrongOrdersAreRefusedAndTheOthersHeld) {
    auto three = orders(3);
    three[1].lines = {};
    three[2].id = three[0].id;
    const JointSourceReply reply = source_jointly(shop_, three);
    EXPECT_EQ(reply.answers[0].standing, JointStanding::planned);
    EXPECT_EQ(reply.answers[1].standing, JointStanding::refused);
    EXPECT_EQ(reply.answers[1].outcome, Outcome::no_lines);
    ASSERT_EQ(reply.refusals.size(), 1U);
    EXPECT_EQ(reply.refusals[0].order, 1U);
    EXPECT_EQ(reply.answers[2].standing, JointStanding::alone);
    EXPECT_EQ(reply.answers[2].outcome, Outcome::repeated);
    EXPECT_EQ(shop_.engine().status().reservations_live, 1U);
}

TEST_F(ScarceShop, AnOrderTooLargeToAddUpDoesNotSpoilTheBatch) {
    auto two = orders(2);
    const OrderLine many{.line = 1, .sku = cup_, .quantity = kUnitsMax};
    two[1].lines = {&many, 1};
    const JointSourceReply reply = source_jointly(shop_, two);
    EXPECT_EQ(reply.answers[0].standing, JointStanding::planned);
    EXPECT_EQ(reply.answers[0].outcome, Outcome::done);
    EXPECT_EQ(reply.answers[1].standing, JointStanding::alone);
    EXPECT_EQ(reply.answers[1].outcome, Outcome::cannot_source);
}

TEST_F(ScarceShop, ABatchOutOfFormIsNamed) {
    JointSourceRequest request;
    request.short_price = -1;
    JointSourceReply reply;
    shop_.engine().source_jointly(request, shop_.context(), {}, reply);
    EXPECT_EQ(reply.outcome, Outcome::bad_value);
    EXPECT_TRUE(reply.detail.starts_with("short_price")) << reply.detail;
    const std::vector<SourceRequest> many(kJointOrdersMax + 1);
    request.short_price = 0;
    request.orders = many;
    shop_.engine().source_jointly(request, shop_.context(), {}, reply);
    EXPECT_EQ(reply.outcome, Outcome::bad_value);
    EXPECT_TRUE(reply.detail.starts_with("orders")) << reply.detail;
}

/// Shoppers take and give back what the batch has planned while it holds it.
TEST(Threads, ABatchAmongShoppersOversellsNothing) {
    for (const std::uint64_t seed : random_seeds(4)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        SourcingNetwork network(seed);
        const Waiting waiting = random_orders(network, 12);
        const std::vector<SourceRequest> orders = requests_of(waiting);
        const auto visit_all = [&network](int shopper) {
            for (std::size_t visit = 0; visit < 100; ++visit) {
                const std::string id = "s" + std::to_string(shopper) + "-" + std::to_string(visit);
                const ReserveLine line{
                    .line = 1,
                    .sku = network.goods[visit % network.goods.size()].sku,
                    .node = network.places[visit % network.places.size()].node,
                    .quantity = 1
                };
                network.shop.reserve(id, {line});
                if (visit % 3 != 0) network.shop.step(ReservationStep::release, id);
            }
        };
        std::vector<std::thread> shoppers;
        JointWatch watch;
        watch.on_progress = [&](const JointSourceProgress& progress) {
            if (progress.phase != JointPhase::holding || !shoppers.empty()) return;
            for (int shopper = 0; shopper < 2; ++shopper)
                shoppers.emplace_back(visit_all, shopper);
        };
        const JointSourceReply reply =
            source_jointly(network.shop, orders, SourceMode::reserve, watch);
        for (std::thread& shopper : shoppers)
            shopper.join();
        EXPECT_LE(reply.planned.cost, reply.planned.first_come_cost);
        for (std::size_t index = 0; index < orders.size(); ++index) {
            const bool is_held = reply.answers[index].outcome == Outcome::done;
            const auto known = network.shop.reservation(orders[index].id).outcome;
            EXPECT_EQ(is_held, known == Outcome::done) << orders[index].id;
        }
        expect_not_oversold(network);
    }
}

}  // namespace
}  // namespace earmark
