// Orders that are hard to prove: many lines of many units over nodes that have a few units each, so
// that every plan takes several of many alike nodes. What a search costs is counted in steps.
#include "bench/sourcing_orders.h"
#include "engine/sourcing/plan_solver.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

/// Solves orders of a shape with so many steps and no more.
void expect_proven(const bench::OrderShape& shape, int orders, std::uint64_t steps_max) {
    bench::OrderSource source(shape, test_seed());
    PlanSolver solver(steps_max);
    PlanProblem problem;
    Plan plan;
    for (int i = 0; i < orders; ++i) {
        source.next(problem);
        ASSERT_TRUE(solver.solve(problem, plan));
        ASSERT_EQ(plan.status, PlanStatus::optimal) << "order " << i << ' ' << plan.steps;
        ASSERT_TRUE(plan.ties_settled) << "order " << i << ' ' << plan.steps;
        const auto worth = worth_of(problem, plan);
        ASSERT_TRUE(worth) << "order " << i;
        ASSERT_EQ(worth->cost, plan.cost) << "order " << i;
    }
}

TEST(ShallowOrders, ManyUnitsOverAHundredNodesAreProven) {
    expect_proven(
        {.nodes = 100, .lines_min = 8, .lines_max = 12, .shallow = true, .quantity_max = 12},
        100,
        40'000'000
    );
}

TEST(ShallowOrders, ManyUnitsOverFiveHundredNodesAreProven) {
    expect_proven(
        {.nodes = 500, .lines_min = 8, .lines_max = 12, .shallow = true, .quantity_max = 12},
        60,
        80'000'000
    );
}

}  // namespace
}  // namespace earmark
