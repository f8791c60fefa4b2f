// The solver against its naive twin, on every mix of features.
#include "engine/sourcing/plan_solver.h"

#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

constexpr double kPlansMax = 20'000;

PlanProblem small_problem(Random& random, const ProblemMix& mix) {
    while (true) {
        PlanProblem problem = random_problem(random, mix);
        if (plans_to_try(problem) <= kPlansMax) return problem;
    }
}

void expect_best(const PlanProblem& problem, const Plan& plan) {
    const auto best = best_plan_by_force(problem);
    if (!best) {
        ASSERT_EQ(plan.status, PlanStatus::infeasible) << described(problem);
        ASSERT_TRUE(plan.shipments.empty());
        return;
    }
    ASSERT_EQ(plan.status, PlanStatus::optimal) << described(problem) << best->worth.cost;
    const auto worth = worth_of(problem, plan);
    ASSERT_TRUE(worth) << described(problem);
    ASSERT_EQ(worth->cost, plan.cost) << described(problem);
    ASSERT_EQ(worth->short_units, plan.short_units) << described(problem);
    ASSERT_EQ(plan.lower_bound, plan.cost);
    ASSERT_TRUE(plan.ties_settled) << described(problem);
    ASSERT_EQ(plan.shipments, best->shipments) << described(problem) << described(plan);
    ASSERT_EQ(plan.cost, best->worth.cost) << described(problem);
    if (problem.allow_partial && problem.short_cost.empty()) {
        ASSERT_EQ(plan.short_units, best->worth.short_units) << described(problem);
    }
}

class TwinTest : public testing::Test {
  protected:
    void agree_on(const ProblemMix& mix, int problems) {
        Random random(test_seed());
        for (int i = 0; i < problems; ++i) {
            const PlanProblem problem = small_problem(random, mix);
            const Status solved = solver_.solve(problem, plan_);
            ASSERT_TRUE(solved) << solved.error().detail << described(problem);
            expect_best(problem, plan_);
            if (HasFatalFailure()) FAIL() << "problem " << i;
        }
    }

    PlanSolver solver_;
    Plan plan_;
};

TEST_F(TwinTest, WholeLinesAgree) {
    agree_on(
        {.lines_max = 5, .may_split = false, .may_have_tariffs = false, .may_have_line_costs = false
        },
        6000
    );
}

TEST_F(TwinTest, WholeLinesWithTariffsAgree) {
    agree_on({.lines_max = 5, .may_split = false}, 6000);
}

TEST_F(TwinTest, LinesOfOneItemAgree) {
    agree_on({.lines_max = 5, .may_split = false, .may_share_stock = true}, 8000);
}

TEST_F(TwinTest, SplitLinesAgree) {
    agree_on({.may_have_tariffs = false, .may_have_line_costs = false}, 6000);
}

TEST_F(TwinTest, SplitLinesWithTariffsAgree) {
    agree_on({.may_cap = false, .may_limit_shipments = false}, 12'000);
}

TEST_F(TwinTest, EveryMixAgrees) {
    agree_on({}, 12'000);
}

TEST_F(TwinTest, FewLinesOfManyUnitsAgree) {
    agree_on({.lines_max = 2, .nodes_max = 3, .quantity_max = 12}, 4000);
}

}  // namespace
}  // namespace earmark
