// Questions about plans whose nodes have limits: against orders that are held, and against every
// day by which one could be needed.
#include "engine/planning/plan_question.h"
#include "tests/shipping/limited_shop.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

/// A shop may have room on no day: so few may all be such.
constexpr std::size_t kFewSeeds = 5;

/// What plans would take one after the other, asked with no effect.
class AskedShop {
  public:
    explicit AskedShop(std::uint64_t seed) : shop_(seed) { shop_.limit_at_random(); }

    LimitedShop& shop() { return shop_; }

    SourceRequest order_of(const std::vector<OrderLine>& lines) const {
        SourceRequest order;
        order.lines = lines;
        order.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
        return order;
    }

    PlanAnswer ask(const SourceRequest& order, bool explain = false) {
        PlanAnswer answer;
        const PlanQuestion question{
            .order = order, .stock = stock_, .explain = explain, .taken = taken_
        };
        shop_.shop().engine().ask_plan(question, shop_.shop().context(), answer);
        return answer;
    }

    void take(const PlanAnswer& answer) {
        for (const Shipment& shipment : answer.plan.shipments) {
            for (const ShipmentLine& line : shipment.lines)
                stock_.push_back({line.sku, shipment.node, StockIfChange::add, -line.quantity});
        }
        taken_.insert(taken_.end(), answer.taken.begin(), answer.taken.end());
    }

  private:
    LimitedShop shop_;
    std::vector<StockIf> stock_;
    std::vector<CapacityLoad> taken_;
};

/// Where what leaves, and when.
std::vector<std::pair<NodeId, Day>> leaving(const SourceReply& plan) {
    std::vector<std::pair<NodeId, Day>> leaves;
    for (const Shipment& shipment : plan.shipments)
        leaves.emplace_back(shipment.node, shipment.dates.ship_day);
    return leaves;
}

TEST(AskedDays, WhatPlansTookIsTakenAsIfTheyWereHeld) {
    std::size_t planned = 0;
    const auto seeds = random_seeds(20);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        AskedShop asked(seed);
        LimitedShop& shop = asked.shop();
        std::vector<std::vector<OrderLine>> orders;
        std::vector<PlanAnswer> answers;
        std::vector<LineSplit> splitting;
        for (std::size_t order = 0; order < 20; ++order) {
            auto& lines = orders.emplace_back();
            for (std::uint32_t line = 1; line <= 1 + shop.below(2); ++line) {
                const SkuId sku = shop.items()[shop.below(kLimitedItems)];
                lines.push_back({line, sku, static_cast<Units>(1 + shop.below(6))});
            }
            splitting.push_back(shop.below(2) == 0 ? LineSplit::may_split : LineSplit::whole_lines);
            SourceRequest request = asked.order_of(lines);
            request.splitting = splitting.back();
            answers.push_back(asked.ask(request));
            if (answers.back().plan.outcome == Outcome::done) asked.take(answers.back());
        }
        for (std::size_t order = 0; order < orders.size(); ++order) {
            SCOPED_TRACE("order " + std::to_string(order));
            SourceRequest request = asked.order_of(orders[order]);
            request.splitting = splitting[order];
            const SourceReply held = shop.source("o" + std::to_string(order), request);
            const SourceReply& plan = answers[order].plan;
            ASSERT_EQ(plan.outcome, held.outcome);
            ASSERT_EQ(leaving(plan), leaving(held));
            ASSERT_EQ(plan.cost, held.cost);
            if (held.outcome == Outcome::done) ++planned;
        }
    }
    if (seeds.size() > kFewSeeds) {
        EXPECT_GT(planned, 0U);
    }
}

/// The first day by which an order could be needed and would be sourced.
std::optional<Day> first_day_in_time(AskedShop& asked, SourceRequest order) {
    constexpr Day kDaysTried = 70;
    const Day first = asked.shop().first_day();
    for (Day day = first; day < first + kDaysTried; ++day) {
        order.delivery.need_by = day;
        if (asked.ask(order).plan.outcome == Outcome::done) return day;
    }
    return std::nullopt;
}

TEST(AskedDays, ALineThatIsTooLateIsToldWhenItCouldBeHad) {
    std::size_t told = 0;
    const auto seeds = random_seeds(30);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        AskedShop asked(seed);
        LimitedShop& shop = asked.shop();
        for (std::size_t order = 0; order < 12; ++order) {
            const std::vector<OrderLine> lines{
                {1, shop.items()[shop.below(kLimitedItems)], static_cast<Units>(1 + shop.below(70))}
            };
            SourceRequest request = asked.order_of(lines);
            request.excluded_nodes = std::span(shop.nodes()).last(shop.below(2));
            const auto expected = first_day_in_time(asked, request);
            request.delivery.need_by = shop.first_day();
            const PlanAnswer answer = asked.ask(request, /*explain=*/true);
            ASSERT_EQ(answer.lines.size(), 1U);
            EXPECT_EQ(answer.lines.front().earliest, expected);
            if (expected) ++told;
            if (const PlanAnswer next = asked.ask(asked.order_of(lines));
                next.plan.outcome == Outcome::done)
                asked.take(next);
        }
    }
    if (seeds.size() > kFewSeeds) {
        EXPECT_GT(told, 0U);
    }
}

}  // namespace
}  // namespace earmark
