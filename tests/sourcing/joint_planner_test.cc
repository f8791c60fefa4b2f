// Joint planning against every plan of small problems, and what must hold for any.
#include "engine/joint/joint_planner.h"

#include "engine/joint/joint_dive.h"
#include "engine/joint/joint_repair.h"
#include "engine/joint/price_search.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace earmark {
namespace {

struct JointMix {
    std::int64_t orders_max = 3;
    std::int64_t nodes_max = 3;
    std::int64_t items_max = 2;
    std::int64_t quantity_max = 2;
    std::int64_t stock_max = 3;
    bool may_cap = true;
};

JointProblem random_joint(Random& random, const JointMix& mix) {
    JointProblem problem;
    problem.node_count = static_cast<std::size_t>(draw(random, 1, mix.nodes_max));
    problem.item_count = static_cast<std::size_t>(draw(random, 1, mix.items_max));
    for (std::size_t i = 0; i < problem.node_count * problem.item_count; ++i)
        problem.stock.push_back(draw(random, 0, mix.stock_max));
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        const bool is_capped = mix.may_cap && draw(random, 0, 2) == 0;
        problem.capacity.push_back(is_capped ? draw(random, 0, 4) : PlanProblem::kUnlimited);
    }
    problem.orders.resize(static_cast<std::size_t>(draw(random, 1, mix.orders_max)));
    for (JointOrder& order : problem.orders) {
        const std::int64_t lines = draw(random, 1, 2);
        for (std::int64_t line = 0; line < lines; ++line) {
            const auto items = static_cast<std::int64_t>(problem.item_count);
            order.item.push_back(static_cast<std::uint32_t>(draw(random, 0, items - 1)));
            order.quantity.push_back(draw(random, 0, mix.quantity_max));
            order.short_cost.push_back(draw(random, 0, 30));
        }
        for (std::size_t node = 0; node < problem.node_count; ++node) {
            order.fixed_cost.push_back(draw(random, 0, 12));
            for (std::int64_t line = 0; line < lines; ++line)
                order.unit_cost.push_back(draw(random, 0, 9));
        }
        if (draw(random, 0, 2) == 0)
            order.shipments_max = static_cast<std::size_t>(draw(random, 0, 2));
    }
    return problem;
}

/// What the units cost by the definition; nothing if they break a limit.
std::optional<std::int64_t> cost_of(
    const JointProblem& problem, const std::vector<JointUnits>& shipments
) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> taken;  // Node, item.
    std::map<std::uint32_t, std::int64_t> by_node;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> by_line;  // Order, line.
    std::set<std::pair<std::uint32_t, std::uint32_t>> ships;                  // Order, node.
    std::int64_t cost = 0;
    for (const JointUnits& each : shipments) {
        const JointOrder& order = problem.orders[each.order];
        taken[{each.node, order.item[each.line]}] += each.units;
        by_node[each.node] += each.units;
        by_line[{each.order, each.line}] += each.units;
        cost += each.units * order.unit_cost[each.node * order.line_count() + each.line];
        if (ships.insert({each.order, each.node}).second) cost += order.fixed_cost[each.node];
    }
    for (const auto& [place, units] : taken)
        if (units > problem.stock_of(place.first, place.second)) return std::nullopt;
    for (const auto& [node, units] : by_node) {
        const std::int64_t most = problem.capacity[node];
        if (most != PlanProblem::kUnlimited && units > most) return std::nullopt;
    }
    for (std::uint32_t index = 0; index < problem.orders.size(); ++index) {
        const JointOrder& order = problem.orders[index];
        const auto from_order = [&](const auto& ship) { return ship.first == index; };
        const auto count = static_cast<std::size_t>(std::ranges::count_if(ships, from_order));
        if (count > order.shipments_max) return std::nullopt;
        for (std::uint32_t line = 0; line < order.line_count(); ++line) {
            const std::int64_t left = order.quantity[line] - by_line[{index, line}];
            if (left < 0) return std::nullopt;
            cost += left * order.short_cost[line];
        }
    }
    return cost;
}

/// Tries every number of units from every node for every line.
class AllPlans {
  public:
    explicit AllPlans(const JointProblem& problem) : problem_(problem) {
        for (std::uint32_t order = 0; order < problem.orders.size(); ++order) {
            for (std::uint32_t line = 0; line < problem.orders[order].line_count(); ++line) {
                for (std::uint32_t node = 0; node < problem.node_count; ++node)
                    cells_.push_back({order, node, line, 0});
            }
        }
    }

    std::int64_t least_cost() {
        best_ = *cost_of(problem_, {});
        try_from(0);
        return best_;
    }

  private:
    void try_from(std::size_t cell) {
        if (cell == cells_.size()) {
            std::vector<JointUnits> shipped;
            for (const JointUnits& each : cells_)
                if (each.units > 0) shipped.push_back(each);
            if (const auto cost = cost_of(problem_, shipped)) best_ = std::min(best_, *cost);
            return;
        }
        JointUnits& at = cells_[cell];
        const JointOrder& order = problem_.orders[at.order];
        std::int64_t left = order.quantity[at.line];
        for (std::size_t before = 0; before < cell; ++before) {
            const bool is_same = cells_[before].order == at.order && cells_[before].line == at.line;
            if (is_same) left -= cells_[before].units;
        }
        const std::int64_t most = std::min(left, problem_.stock_of(at.node, order.item[at.line]));
        for (at.units = 0; at.units <= most; ++at.units)
            try_from(cell + 1);
        at.units = 0;
    }

    const JointProblem& problem_;
    std::vector<JointUnits> cells_;
    std::int64_t best_ = 0;
};

JointPlan planned(
    const JointProblem& problem, std::size_t threads = 1, std::uint64_t steps_max = 200'000'000
) {
    JointOptions options;
    options.threads = threads;
    options.steps_max = steps_max;
    JointPlan plan;
    const Status status = plan_jointly(problem, options, plan);
    EXPECT_TRUE(status) << status.error().detail;
    return plan;
}

TEST(JointPlanner, BoundsAndPlansAgreeWithEveryPlanOfSmallProblems) {
    const std::uint64_t seed = test_seed();
    Random random(seed);
    std::int64_t best_sum = 0;
    std::int64_t cost_sum = 0;
    for (int round = 0; round < 150; ++round) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
        const JointProblem problem = random_joint(random, {});
        const JointPlan plan = planned(problem);
        const auto cost = cost_of(problem, plan.shipments);
        ASSERT_TRUE(cost) << "the plan breaks a limit";
        EXPECT_EQ(*cost, plan.cost);
        const std::int64_t best = AllPlans(problem).least_cost();
        EXPECT_LE(plan.lower_bound, best);
        EXPECT_GE(plan.cost, best);
        best_sum += best;
        cost_sum += plan.cost;
        if (HasFailure()) return;
    }
    // Of such problems the search finds nearly always the best plan: measured 0 to 0.1 % above.
    EXPECT_LE(static_cast<double>(cost_sum), 1.01 * static_cast<double>(best_sum));
}

TEST(JointPlanner, TheNumberOfThreadsChangesNothing) {
    Random random(test_seed());
    const JointMix mix{
        .orders_max = 60, .nodes_max = 12, .items_max = 9, .quantity_max = 4, .stock_max = 9
    };
    for (int round = 0; round < 6; ++round) {
        const JointProblem problem = random_joint(random, mix);
        const JointPlan one = planned(problem, 1, 1'000'000);
        const JointPlan three = planned(problem, 3, 1'000'000);
        EXPECT_EQ(one.cost, three.cost);
        EXPECT_EQ(one.lower_bound, three.lower_bound);
        EXPECT_EQ(one.shipments, three.shipments);
        EXPECT_TRUE(cost_of(problem, one.shipments));
        EXPECT_LE(one.lower_bound, one.cost);
    }
}

/// So many orders, wanting so much of few items, that the planner comes near their prices first.
JointProblem many_orders(Random& random, std::size_t orders) {
    JointProblem problem;
    problem.node_count = 8;
    problem.item_count = 12;
    for (std::size_t i = 0; i < problem.node_count * problem.item_count; ++i)
        problem.stock.push_back(draw(random, 0, 5));
    problem.capacity.assign(problem.node_count, PlanProblem::kUnlimited);
    problem.capacity[0] = 20;
    for (std::size_t index = 0; index < orders; ++index) {
        JointOrder order;
        const std::int64_t lines = draw(random, 1, 3);
        for (std::int64_t line = 0; line < lines; ++line) {
            order.item.push_back(static_cast<std::uint32_t>(draw(random, 0, 11)));
            order.quantity.push_back(draw(random, 1, 2));
            order.short_cost.push_back(draw(random, 40, 90));
        }
        for (std::size_t node = 0; node < problem.node_count; ++node) {
            order.fixed_cost.push_back(draw(random, 5, 30));
            for (std::int64_t line = 0; line < lines; ++line)
                order.unit_cost.push_back(draw(random, 1, 9));
        }
        problem.orders.push_back(order);
    }
    return problem;
}

TEST(JointPlanner, ManyOrdersGetTheSamePlanOnAnyNumberOfThreads) {
    Random random(test_seed());
    const JointProblem problem = many_orders(random, 110);
    JointOptions options;
    options.many_orders = 100;
    options.steps_max = 4'000'000;
    JointPlan one;
    ASSERT_TRUE(plan_jointly(problem, options, one));
    options.threads = 3;
    JointPlan three;
    ASSERT_TRUE(plan_jointly(problem, options, three));
    EXPECT_EQ(one.cost, three.cost);
    EXPECT_EQ(one.lower_bound, three.lower_bound);
    EXPECT_EQ(one.shipments, three.shipments);
    EXPECT_GT(one.trials, 0U);
}

/// Also while a plan becomes dearer on its way to a better one.
TEST(JointPlanner, ProgressTellsTheBestPlanAndTheHighestBound) {
    Random random(test_seed());
    const JointProblem problem = many_orders(random, 110);
    JointOptions options;
    options.many_orders = 100;
    options.steps_max = 8'000'000;
    std::int64_t told_cost = std::numeric_limits<std::int64_t>::max();
    std::int64_t told_bound = 0;
    options.on_progress = [&](const JointProgress& progress) {
        EXPECT_LE(progress.cost, told_cost);
        EXPECT_GE(progress.lower_bound, told_bound);
        told_cost = progress.cost;
        told_bound = progress.lower_bound;
    };
    JointPlan plan;
    ASSERT_TRUE(plan_jointly(problem, options, plan));
    EXPECT_EQ(plan.cost, told_cost);
    const auto cost = cost_of(problem, plan.shipments);
    ASSERT_TRUE(cost) << "the plan breaks a limit";
    EXPECT_EQ(*cost, plan.cost);
    EXPECT_LE(plan.lower_bound, plan.cost);
}

/// In so few steps rounds alone hardly move the prices. Measured: 0.7 to 1.2 % less.
TEST(JointPlanner, PassesLeadToBetterPlansOfManyOrdersThanRoundsAlone) {
    const std::uint64_t seed = test_seed();
    Random random(seed);
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::int64_t with_passes = 0;
    std::int64_t with_rounds = 0;
    for (int round = 0; round < 2; ++round) {
        const JointProblem problem = many_orders(random, 400);
        JointOptions options;
        options.steps_max = 3'000'000;
        options.many_orders = 400;
        JointPlan plan;
        ASSERT_TRUE(plan_jointly(problem, options, plan));
        with_passes += plan.cost;
        options.many_orders = 401;
        ASSERT_TRUE(plan_jointly(problem, options, plan));
        with_rounds += plan.cost;
    }
    EXPECT_LT(static_cast<double>(with_passes), 0.997 * static_cast<double>(with_rounds));
}

/// The best of repairs at all shares of the prices. Measured: 1.8 to 2.8 % less.
TEST(JointPlanner, SettlingLittleByLittleEndsBelowRepair) {
    const std::uint64_t seed = test_seed();
    Random random(seed);
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::int64_t repaired_cost = 0;
    std::int64_t settled_cost = 0;
    for (int round = 0; round < 3; ++round) {
        const JointProblem problem = many_orders(random, 200);
        const JointOptions options;
        const auto cost_max = check_joint_problem(problem);
        ASSERT_TRUE(cost_max);
        const OrderBook book(problem, *cost_max);
        JointState state(book, options);
        PriceSearch search(state);
        search.run(20'000'000, [&](const JointPrices& prices, const auto& wishes) {
            for (std::int64_t quarters = 0; quarters <= 4; ++quarters) {
                JointChoice choice =
                    repaired(book, share_of(prices, quarters), wishes, state.steps);
                if (choice.cost < state.best.cost) state.best = std::move(choice);
            }
        });
        repaired_cost += state.cost();
        state.best = {};
        JointDive dive(state, search.scarce_pairs(), search.scarce_limits());
        dive.run(/*steps_max=*/1'000'000'000);
        settled_cost += state.cost();
        EXPECT_GE(state.cost(), state.lower_bound());
        EXPECT_GE(std::ranges::min(state.best.left.stock), 0);
    }
    EXPECT_LT(static_cast<double>(settled_cost), 0.99 * static_cast<double>(repaired_cost));
}

/// Time that ends in the middle settles the rest at once.
TEST(JointPlanner, ManyOrdersGetAPlanWheneverTimeEnds) {
    Random random(test_seed());
    const JointProblem problem = many_orders(random, 110);
    for (int asked_max = 1; asked_max <= 1'024; asked_max *= 4) {
        JointOptions options;
        int asked = 0;
        options.time_spent = [&] { return static_cast<double>(++asked) / asked_max; };
        JointPlan plan;
        ASSERT_TRUE(plan_jointly(problem, options, plan));
        const auto cost = cost_of(problem, plan.shipments);
        ASSERT_TRUE(cost) << "the plan breaks a limit";
        EXPECT_EQ(*cost, plan.cost);
    }
}

/// Two orders want the only unit nearby: the one that would have to pay more elsewhere gets it, not
/// the first.
TEST(JointPlanner, TheScarceUnitGoesWhereItSavesMost) {
    JointProblem problem;
    problem.node_count = 2;
    problem.item_count = 1;
    problem.stock = {1, 5};
    problem.capacity.assign(2, PlanProblem::kUnlimited);
    const JointOrder near{
        .item = {0}, .quantity = {1}, .short_cost = {100}, .fixed_cost = {0, 0}, .unit_cost = {5, 6}
    };
    JointOrder far = near;
    far.unit_cost = {5, 40};
    problem.orders = {near, far};
    const JointPlan plan = planned(problem);
    EXPECT_EQ(plan.cost, 11);
    EXPECT_EQ(plan.lower_bound, 11);
    EXPECT_EQ(plan.shipments, (std::vector<JointUnits>{{0, 1, 0, 1}, {1, 0, 0, 1}}));
    EXPECT_EQ(plan.short_units, 0);
    ASSERT_EQ(plan.prices.size(), 1U);
    EXPECT_EQ(plan.prices[0].node, 0U);
    EXPECT_GE(plan.prices[0].price, 1.0);
    EXPECT_LE(plan.prices[0].price, 35.0);
}

TEST(JointPlanner, LinesOfOneItemShareItsStock) {
    JointProblem problem;
    problem.node_count = 1;
    problem.item_count = 1;
    problem.stock = {3};
    problem.capacity.assign(1, PlanProblem::kUnlimited);
    problem.orders = {
        {.item = {0, 0},
         .quantity = {2, 2},
         .short_cost = {50, 20},
         .fixed_cost = {1},
         .unit_cost = {1, 1}}
    };
    const JointPlan plan = planned(problem);
    EXPECT_EQ(plan.short_units, 1);
    EXPECT_EQ(plan.cost, 1 + 3 + 20);
    EXPECT_LE(plan.lower_bound, plan.cost);
}

TEST(JointPlanner, WrongProblemsAreNamed) {
    JointProblem problem;
    problem.node_count = 1;
    problem.item_count = 1;
    problem.stock = {3};
    problem.capacity.assign(1, PlanProblem::kUnlimited);
    problem.orders = {
        {.item = {1}, .quantity = {2}, .short_cost = {5}, .fixed_cost = {1}, .unit_cost = {1}}
    };
    JointPlan plan;
    Status status = plan_jointly(problem, {}, plan);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().detail, "orders[0].sku[0] is 1, expected an index below 1");
    problem.orders[0].item = {0};
    problem.orders[0].unit_cost = {-1};
    status = plan_jointly(problem, {}, plan);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().detail, "orders[0].unit[0] is -1, expected 0 to 2^60 - 1");
    problem.orders[0].unit_cost = {std::int64_t{1} << 59U};
    status = plan_jointly(problem, {}, plan);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace earmark
