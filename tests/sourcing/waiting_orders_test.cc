// Joint planning of orders with tariffs, whole lines and penalties against every plan of small
// problems.
#include "engine/joint/waiting_orders.h"

#include "engine/joint/joint_planner.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

namespace earmark {
namespace {

using Matrix = std::vector<std::vector<std::int64_t>>;

/// Waiting orders, and what they share: stock[node][item].
struct SharedWorld {
    WaitingOrders waiting;
    Matrix stock;
};

/// An order of its own kind, over some of the nodes, for what there is.
WaitingOrder random_order(Random& random, const ProblemMix& mix, const Matrix& stock) {
    WaitingOrder order;
    do {
        order.problem = random_problem(random, mix);
    } while (order.problem.line_count == 0 || order.problem.node_count > stock.size());
    PlanProblem& problem = order.problem;
    std::vector<std::uint32_t> nodes(stock.size());
    std::iota(nodes.begin(), nodes.end(), 0U);
    std::shuffle(nodes.begin(), nodes.end(), random);
    order.node.assign(
        nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(problem.node_count)
    );
    std::vector<std::uint32_t> items(stock.front().size());
    std::iota(items.begin(), items.end(), 0U);
    std::shuffle(items.begin(), items.end(), random);
    order.item.assign(
        items.begin(), items.begin() + static_cast<std::ptrdiff_t>(problem.line_count)
    );
    problem.item.clear();
    if (!problem.line_split && problem.line_count > 1 && draw(random, 0, 2) == 0) {
        order.item[1] = order.item[0];
        problem.item = order.item;
    }
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        for (std::size_t line = 0; line < problem.line_count; ++line) {
            const std::int64_t there = stock[order.node[node]][order.item[line]];
            problem.stock[node * problem.line_count + line] = there;
        }
    }
    if (problem.short_cost.empty() || !problem.allow_partial) {
        order.fills_most = problem.allow_partial;
        problem.short_cost.clear();
        problem.short_cost.reserve(problem.line_count);
        for (std::size_t line = 0; line < problem.line_count; ++line)
            problem.short_cost.push_back(draw(random, 0, 60));
    }
    return order;
}

SharedWorld random_world(Random& random, std::int64_t orders_max, const ProblemMix& mix) {
    SharedWorld world;
    const std::int64_t items = static_cast<std::int64_t>(mix.lines_max) + draw(random, 0, 1);
    world.stock.assign(
        mix.nodes_max, std::vector<std::int64_t>(static_cast<std::size_t>(items), 0)
    );
    for (auto& row : world.stock) {
        for (std::int64_t& units : row)
            units = draw(random, 0, mix.quantity_max + 1);
    }
    world.waiting.node_count = world.stock.size();
    const std::int64_t orders = draw(random, 1, orders_max);
    for (std::int64_t order = 0; order < orders; ++order)
        world.waiting.orders.push_back(random_order(random, mix, world.stock));
    return world;
}

std::int64_t cost_of_nothing(const PlanProblem& problem) {
    std::int64_t cost = 0;
    for (std::size_t line = 0; line < problem.line_count; ++line)
        cost += problem.short_cost[line] * problem.quantity[line];
    return cost;
}

/// What the order's plan costs by the definition; nothing if it breaks a rule of the order.
std::optional<std::int64_t> cost_by_definition(const PlanProblem& problem, const Matrix& units) {
    const auto ships = [](const auto& row) {
        return std::ranges::any_of(row, [](std::int64_t u) { return u > 0; });
    };
    if (std::ranges::none_of(units, ships)) return cost_of_nothing(problem);
    const auto worth = worth_of(problem, units);
    if (!worth) return std::nullopt;
    return worth->cost;
}

/// A plan that an order may have.
struct Choice {
    Matrix units;
    std::int64_t cost = 0;
};

std::vector<Choice> choices_of(const PlanProblem& problem) {
    const Matrix nothing(problem.node_count, std::vector<std::int64_t>(problem.line_count, 0));
    std::vector<Choice> choices{{nothing, cost_of_nothing(problem)}};
    best_plan_by_force(problem, [&](const Matrix& units) {
        if (const auto cost = cost_by_definition(problem, units)) choices.push_back({units, *cost});
        return true;
    });
    return choices;
}

class AllJointPlans {
  public:
    explicit AllJointPlans(const SharedWorld& world) : world_(world), left_(world.stock) {
        choices_.reserve(world.waiting.orders.size());
        for (const WaitingOrder& order : world.waiting.orders)
            choices_.push_back(choices_of(order.problem));
    }

    std::int64_t least_cost() {
        try_order(0, 0);
        return best_;
    }

  private:
    void try_order(std::size_t index, std::int64_t cost) {
        if (cost >= best_) return;
        if (index == choices_.size()) {
            best_ = cost;
            return;
        }
        for (const Choice& choice : choices_[index]) {
            const bool fits = take(index, choice.units, 1);
            if (fits) try_order(index + 1, cost + choice.cost);
            take(index, choice.units, -1);
        }
    }

    bool take(std::size_t index, const Matrix& units, std::int64_t sign) {
        const WaitingOrder& order = world_.waiting.orders[index];
        bool fits = true;
        for (std::size_t node = 0; node < units.size(); ++node) {
            for (std::size_t line = 0; line < units[node].size(); ++line) {
                std::int64_t& left = left_[order.node[node]][order.item[line]];
                left -= sign * units[node][line];
                fits = fits && left >= 0;
            }
        }
        return fits;
    }

    const SharedWorld& world_;
    Matrix left_;
    std::vector<std::vector<Choice>> choices_;
    std::int64_t best_ = std::numeric_limits<std::int64_t>::max();
};

WaitingPlan plan_of(
    const WaitingOrders& waiting, std::size_t threads = 1, std::uint64_t steps_max = 200'000'000
) {
    JointOptions options;
    options.threads = threads;
    options.steps_max = steps_max;
    WaitingPlan plan;
    const Status status = plan_jointly(waiting, options, plan);
    EXPECT_TRUE(status) << status.error().detail;
    return plan;
}

/// Each order's plan keeps its rules and costs what is said, and all together fit the stock.
void expect_sound_plan(const SharedWorld& world, const WaitingPlan& plan) {
    Matrix left = world.stock;
    std::int64_t sum = 0;
    ASSERT_EQ(plan.plans.size(), world.waiting.orders.size());
    for (std::size_t index = 0; index < plan.plans.size(); ++index) {
        const WaitingOrder& order = world.waiting.orders[index];
        Matrix units(
            order.problem.node_count, std::vector<std::int64_t>(order.problem.line_count, 0)
        );
        for (const PlannedUnits& planned : plan.plans[index]) {
            units[planned.node][planned.line] += planned.units;
            left[order.node[planned.node]][order.item[planned.line]] -= planned.units;
        }
        const auto cost = cost_by_definition(order.problem, units);
        ASSERT_TRUE(cost) << "order " << index << " breaks a rule\n" << described(order.problem);
        EXPECT_EQ(*cost, plan.cost[index]) << "order " << index;
        sum += *cost;
    }
    EXPECT_EQ(sum, plan.joint.cost);
    for (const auto& row : left) {
        for (const std::int64_t units : row)
            EXPECT_GE(units, 0) << "more than there is";
    }
}

constexpr ProblemMix kSmall{
    .lines_max = 2, .nodes_max = 2, .quantity_max = 2, .may_cap = false, .may_have_tariffs = true
};

TEST(WaitingOrders, BoundsAndPlansAgreeWithEveryPlanOfSmallProblems) {
    const std::uint64_t seed = test_seed();
    Random random(seed);
    std::int64_t best_sum = 0;
    std::int64_t cost_sum = 0;
    for (int round = 0; round < 300; ++round) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
        const SharedWorld world = random_world(random, 3, kSmall);
        const WaitingPlan plan = plan_of(world.waiting);
        expect_sound_plan(world, plan);
        const std::int64_t best = AllJointPlans(world).least_cost();
        EXPECT_LE(plan.joint.lower_bound, best);
        EXPECT_GE(plan.joint.cost, best);
        EXPECT_LE(plan.joint.cost, plan.first_come_cost);
        best_sum += best;
        cost_sum += plan.joint.cost;
        if (HasFailure()) return;
    }
    EXPECT_LE(static_cast<double>(cost_sum), 1.05 * static_cast<double>(best_sum));
}

TEST(WaitingOrders, TheNumberOfThreadsChangesNothing) {
    constexpr std::uint64_t kFewSteps = 5'000'000;
    Random random(test_seed());
    const ProblemMix mix{.lines_max = 4, .nodes_max = 6, .quantity_max = 3, .may_cap = false};
    for (int round = 0; round < 3; ++round) {
        const SharedWorld world = random_world(random, 12, mix);
        const WaitingPlan one = plan_of(world.waiting, 1, kFewSteps);
        const WaitingPlan three = plan_of(world.waiting, 3, kFewSteps);
        EXPECT_EQ(one.joint.cost, three.joint.cost);
        EXPECT_EQ(one.joint.lower_bound, three.joint.lower_bound);
        EXPECT_EQ(one.plans, three.plans);
        expect_sound_plan(world, one);
    }
}

TEST(WaitingOrders, NoneAreAPlan) {
    const WaitingPlan plan = plan_of({.node_count = 3, .orders = {}});
    EXPECT_EQ(plan.joint.cost, 0);
    EXPECT_EQ(plan.joint.lower_bound, 0);
    EXPECT_TRUE(plan.plans.empty());
}

TEST(WaitingOrders, WrongOnesAreNamed) {
    WaitingOrders waiting{.node_count = 1, .orders = {}};
    WaitingOrder& order = waiting.orders.emplace_back();
    order.problem.reset(1, 1);
    order.problem.quantity = {2};
    order.problem.short_cost = {5};
    order.node = {1};
    order.item = {0};
    WaitingPlan plan;
    Status status = plan_jointly(waiting, {}, plan);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().detail, "orders[0]: expected nodes that there are");
    order.node = {0};
    order.problem.short_cost = {std::int64_t{1} << 59U};
    status = plan_jointly(waiting, {}, plan);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace earmark
