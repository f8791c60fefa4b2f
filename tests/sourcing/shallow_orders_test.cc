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

/// Of a hundred nodes those are compared that prices leave; the next orders have others.
TEST(ShallowOrders, APlanDependsOnNoOrderBefore) {
    bench::OrderSource source({.nodes = 100, .shallow = true, .quantity_max = 4}, test_seed());
    PlanSolver solver;
    PlanProblem problem;
    Plan plan;
    for (int i = 0; i < 300; ++i) {
        source.next(problem);
        ASSERT_TRUE(solver.solve(problem, plan));
        PlanSolver fresh;
        Plan expected;
        ASSERT_TRUE(fresh.solve(problem, expected));
        ASSERT_EQ(plan.shipments, expected.shipments) << "order " << i;
        ASSERT_EQ(plan.steps, expected.steps) << "order " << i;
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
        100'000'000
    );
}

TEST(ShallowOrders, ManyUnitsBilledByStepsOverAHundredNodesAreProven) {
    expect_proven(
        {.nodes = 100,
         .lines_min = 8,
         .lines_max = 12,
         .shallow = true,
         .quantity_max = 12,
         .stepped = true},
        60,
        kProofStepsMax
    );
}

TEST(ShallowOrders, ManyUnitsBilledByStepsOverFiveHundredNodesAreProven) {
    expect_proven(
        {.nodes = 500,
         .lines_min = 8,
         .lines_max = 12,
         .shallow = true,
         .quantity_max = 12,
         .stepped = true},
        40,
        kProofStepsMax
    );
}

TEST(ShallowOrders, ManyUnitsBilledByDimensionalWeightAreProven) {
    for (const std::size_t nodes : {100U, 500U}) {
        expect_proven(
            {.nodes = nodes,
             .lines_min = 8,
             .lines_max = 12,
             .shallow = true,
             .quantity_max = 12,
             .dimensional = true},
            nodes == 100 ? 40 : 20,
            kProofStepsMax
        );
    }
}

/// Stores of a chain with a parcel tariff by the pound, and lines of up to four units.
PlanProblem tariff_order(Random& random, std::size_t nodes) {
    constexpr std::uint32_t kZones = 8;
    constexpr std::uint32_t kPounds = 70;
    PlanProblem problem;
    problem.reset(static_cast<std::size_t>(draw(random, 4, 7)), nodes);
    problem.line_split = true;
    problem.split_penalty = 100;
    for (std::uint32_t zone = 0; zone < kZones; ++zone) {
        problem.rate_columns.push_back({zone * kPounds, kPounds, /*dim_cm3_per_kg=*/5021});
        for (std::int64_t pound = 1; pound <= kPounds; ++pound) {
            problem.rate_steps.push_back(
                {pound * 454, 900 + 30 * std::int64_t{zone} + (60 + 15 * std::int64_t{zone}) * pound
                }
            );
        }
    }
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        problem.quantity[line] = draw(random, 1, 4);
        problem.weight_grams.push_back(draw(random, 100, 2400));
        problem.volume_mm3.push_back(1'000 * draw(random, 100, 9000));
    }
    for (std::size_t node = 0; node < nodes; ++node) {
        problem.tariff_column.push_back(static_cast<std::uint32_t>(draw(random, 0, kZones - 1)));
        for (std::size_t line = 0; line < problem.line_count; ++line) {
            const bool has_some = draw(random, 0, 99) < 45;
            problem.stock[node * problem.line_count + line] = has_some ? draw(random, 1, 3) : 0;
        }
    }
    return problem;
}

TEST(ShallowOrders, SteppedTariffsOverAHundredNodesAreProven) {
    Random random(test_seed());
    PlanSolver solver(150'000'000);
    Plan plan;
    for (int i = 0; i < 40; ++i) {
        const PlanProblem problem = tariff_order(random, 100);
        ASSERT_TRUE(solver.solve(problem, plan));
        ASSERT_EQ(plan.status, PlanStatus::optimal) << "order " << i << ' ' << plan.steps;
        ASSERT_EQ(worth_of(problem, plan)->cost, plan.cost) << "order " << i;
    }
}

}  // namespace
}  // namespace earmark
