// Lines that share stock in different measure: kits, and loose units of their parts.
#include "engine/sourcing/shared_stock.h"

#include "engine/sourcing/plan_solver.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace earmark {
namespace {

using Shared = std::vector<SharedStock>;

Plan plan_of(PlanProblem problem, const Shared& shared, const OverdraftCheck& check = {}) {
    SharedStockSolver shared_solver;
    PlanSolver solver;
    Plan plan;
    const auto solve = [&](const PlanProblem& open, std::uint64_t, Plan& tried) {
        return solver.solve(open, tried);
    };
    const Status solved =
        shared_solver.solve(problem, shared, solve, kPlanStepsDefault, plan, check);
    EXPECT_TRUE(solved.has_value());
    return plan;
}

/// Two lines over two nodes; a unit of line 0 takes two of what a unit of line 1 takes one.
PlanProblem two_by_two() {
    PlanProblem problem;
    problem.reset(2, 2);
    problem.quantity = {3, 4};
    problem.stock = {5, 10, 5, 10};
    problem.fixed_cost = {10, 20};
    problem.unit_cost = {1, 1, 1, 1};
    return problem;
}

TEST(SharedStockSolver, SendsWhatANodeCannotGiveTwiceFromElsewhere) {
    const Shared shared = {{.takers = {{0, 2}, {1, 1}}, .stock = {10, 10}}};
    const Plan fits = plan_of(two_by_two(), shared);
    EXPECT_EQ(fits.cost, 10 + 7);
    const Shared short_of_one = {{.takers = {{0, 2}, {1, 1}}, .stock = {9, 10}}};
    PlanProblem problem = two_by_two();
    problem.stock = {4, 9, 5, 10};
    EXPECT_EQ(plan_of(problem, short_of_one).cost, 20 + 7);
}

TEST(SharedStockSolver, ProvesThatThereIsNoPlan) {
    PlanProblem problem = two_by_two();
    problem.stock = {4, 9, 0, 0};
    const Plan plan = plan_of(problem, {{.takers = {{0, 2}, {1, 1}}, .stock = {9, 0}}});
    EXPECT_EQ(plan.status, PlanStatus::infeasible);
}

TEST(SharedStockSolver, ManyUnitsNeedFewLevels) {
    PlanProblem problem = two_by_two();
    problem.line_split = true;
    problem.quantity = {300'000, 500'000};
    problem.stock = {350'000, 700'000, 350'000, 700'000};
    problem.unit_cost = {1, 1, 5, 2};
    const Plan plan = plan_of(problem, {{.takers = {{0, 2}, {1, 1}}, .stock = {700'000, 700'000}}});
    ASSERT_EQ(plan.status, PlanStatus::optimal);
    // The first node keeps the dear line whole, and has 100,000 left for the other.
    EXPECT_EQ(plan.cost, 30 + 300'000 + 100'000 + 2 * 400'000);
}

/// Random lines that take of one or two things, each of which no line alone overdraws.
Shared random_shares(Random& random, PlanProblem& problem) {
    Shared shared(static_cast<std::size_t>(draw(random, 1, 2)));
    for (SharedStock& thing : shared) {
        thing.stock.resize(problem.node_count);
        for (std::int64_t& stock : thing.stock)
            stock = draw(random, 0, 8);
        for (std::uint32_t line = 0; line < problem.line_count; ++line) {
            if (draw(random, 0, 3) == 0) continue;
            const std::int64_t per_unit = draw(random, 1, 3);
            thing.takers.push_back({line, per_unit});
            for (std::size_t node = 0; node < problem.node_count; ++node) {
                std::int64_t& stock = problem.stock[node * problem.line_count + line];
                stock = std::min(stock, thing.stock[node] / per_unit);
            }
        }
    }
    return shared;
}

bool keeps_to(const Shared& shared, const std::vector<std::vector<std::int64_t>>& units) {
    for (const SharedStock& thing : shared) {
        for (std::size_t node = 0; node < units.size(); ++node) {
            std::int64_t taken = 0;
            for (const SharedStock::Taker& taker : thing.takers)
                taken += taker.per_unit * units[node][taker.line];
            if (taken > thing.stock[node]) return false;
        }
    }
    return true;
}

TEST(SharedStockSolver, FindsWhatTryingEveryPlanFinds) {
    Random random(test_seed());
    int divided = 0;
    int unproven = 0;
    for (int index = 0; index < 3'000; ++index) {
        PlanProblem problem = random_problem(random, {.lines_max = 4, .nodes_max = 3});
        const Shared shared = random_shares(random, problem);
        if (plans_to_try(problem) > 20'000) continue;
        const auto accepts = [&](const auto& units) { return keeps_to(shared, units); };
        const auto best = best_plan_by_force(problem, accepts);
        const auto stock = problem.stock;
        const Plan plan = plan_of(problem, shared);
        ASSERT_EQ(problem.stock, stock);
        ASSERT_EQ(plan.has_plan(), best.has_value()) << index << described(problem);
        if (!best) continue;
        if (plan.status != PlanStatus::optimal) {  // Its tree was too large.
            ASSERT_LE(plan.lower_bound, best->worth.cost) << index << described(problem);
            ++unproven;
            continue;
        }
        ASSERT_EQ(plan.short_units, best->worth.short_units) << index << described(problem);
        ASSERT_EQ(plan.cost, best->worth.cost) << index << described(problem);
        ASSERT_EQ(plan.shipments, best->shipments)
            << index << described(problem) << described(plan);
        const auto loose = best_plan_by_force(problem);
        if (loose->shipments != best->shipments) ++divided;
    }
    EXPECT_GT(divided, 100);
    EXPECT_LE(unproven, 5);
}

/// A thing that some nodes share, of which each unit of some lines takes some.
struct Pool {
    std::vector<std::int64_t> per_unit;  ///< By line.
    std::vector<bool> has_node;
    std::int64_t stock = 0;
};

Pool random_pool(Random& random, const PlanProblem& problem) {
    Pool pool;
    for (std::size_t line = 0; line < problem.line_count; ++line)
        pool.per_unit.push_back(draw(random, 0, 2));
    for (std::size_t node = 0; node < problem.node_count; ++node)
        pool.has_node.push_back(draw(random, 0, 3) != 0);
    pool.stock = draw(random, 0, 12);
    return pool;
}

std::optional<Overdraft> overdraft_of(const Pool& pool, const Plan& plan) {
    Overdraft over{.takers = {}, .stock = pool.stock, .excess = -pool.stock};
    for (const PlannedUnits& planned : plan.shipments) {
        const std::int64_t per_unit = pool.per_unit[planned.line];
        if (!pool.has_node[planned.node] || per_unit == 0) continue;
        over.takers.push_back({planned.node, planned.line, per_unit, planned.units});
        over.excess += per_unit * planned.units;
    }
    return over.excess > 0 ? std::optional(over) : std::nullopt;
}

TEST(SharedStockSolver, FindsTheBestOfWhatNodesShare) {
    Random random(test_seed());
    int divided = 0;
    int unproven = 0;
    for (int index = 0; index < 3'000; ++index) {
        const PlanProblem problem = random_problem(random, {.lines_max = 3, .nodes_max = 3});
        if (!problem.item.empty() || plans_to_try(problem) > 20'000) continue;
        const Pool pool = random_pool(random, problem);
        const auto accepts = [&](const auto& units) {
            std::int64_t taken = 0;
            for (std::size_t node = 0; node < problem.node_count; ++node) {
                for (std::size_t line = 0; line < problem.line_count; ++line)
                    taken += pool.has_node[node] ? pool.per_unit[line] * units[node][line] : 0;
            }
            return taken <= pool.stock;
        };
        const auto best = best_plan_by_force(problem, accepts);
        const Plan plan = plan_of(problem, {}, {.find = [&](const Plan& tried) {
                                      return overdraft_of(pool, tried);
                                  }});
        ASSERT_EQ(plan.has_plan(), best.has_value()) << index << described(problem);
        if (!best) continue;
        const auto loose = best_plan_by_force(problem);
        if (loose->shipments != best->shipments) ++divided;
        if (plan.status != PlanStatus::optimal) {  // Its tree was too large.
            ASSERT_LE(plan.lower_bound, best->worth.cost) << index << described(problem);
            ++unproven;
            continue;
        }
        ASSERT_EQ(plan.short_units, best->worth.short_units) << index << described(problem);
        ASSERT_EQ(plan.cost, best->worth.cost) << index << described(problem);
    }
    EXPECT_GT(divided, 100);
    EXPECT_LE(unproven, 5);
}

}  // namespace
}  // namespace earmark
