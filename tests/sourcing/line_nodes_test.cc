// Orders whose lines may ship from a few nodes only, against the naive twin.
#include "engine/sourcing/plan_solver.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

constexpr double kLimitedPlansMax = 20'000;

class LineNodesTest : public testing::Test {
  protected:
    /// Returns how many of the plans would have been others without the limit.
    int agree_on(ProblemMix mix, int problems) {
        mix.limits_line_nodes = true;
        Random random(test_seed());
        int bound = 0;
        for (int i = 0; i < problems;) {
            const PlanProblem problem = random_problem(random, mix);
            if (plans_to_try(problem) > kLimitedPlansMax) continue;
            const Status solved = solver_.solve(problem, plan_);
            EXPECT_TRUE(solved) << described(problem);
            expect_best(problem);
            if (HasFatalFailure()) {
                ADD_FAILURE() << "problem " << i;
                return bound;
            }
            PlanProblem loose = problem;
            loose.line_nodes_max.clear();
            Plan other;
            EXPECT_TRUE(solver_.solve(loose, other));
            if (other.shipments != plan_.shipments) ++bound;
            ++i;
        }
        return bound;
    }

    void expect_best(const PlanProblem& problem) {
        const auto best = best_plan_by_force(problem);
        if (!best) {
            ASSERT_EQ(plan_.status, PlanStatus::infeasible) << described(problem);
            ASSERT_TRUE(plan_.shipments.empty());
            return;
        }
        ASSERT_EQ(plan_.status, PlanStatus::optimal) << described(problem) << best->worth.cost;
        const auto worth = worth_of(problem, plan_);
        ASSERT_TRUE(worth) << described(problem) << described(plan_);
        ASSERT_EQ(worth->cost, plan_.cost) << described(problem) << described(plan_);
        ASSERT_EQ(worth->short_units, plan_.short_units) << described(problem);
        ASSERT_EQ(plan_.cost, best->worth.cost) << described(problem) << described(plan_);
        ASSERT_EQ(plan_.lower_bound, plan_.cost);
        if (problem.allow_partial && problem.short_cost.empty()) {
            ASSERT_EQ(plan_.short_units, best->worth.short_units) << described(problem);
        }
        if (!problem.rate_choices.empty()) return;
        ASSERT_TRUE(plan_.ties_settled) << described(problem);
        ASSERT_EQ(plan_.shipments, best->shipments) << described(problem) << described(plan_);
    }

    PlanSolver solver_;
    Plan plan_;
};

TEST_F(LineNodesTest, EveryMixAgrees) {
    EXPECT_GT(agree_on({.lines_max = 3, .nodes_max = 5, .quantity_max = 5}, 6000), 500);
}

TEST_F(LineNodesTest, FewLinesOfManyUnitsAgree) {
    EXPECT_GT(agree_on({.lines_max = 2, .nodes_max = 4, .quantity_max = 9}, 3000), 300);
}

TEST_F(LineNodesTest, LinesThatStayWholeAgree) {
    EXPECT_GT(agree_on({.lines_max = 5, .may_split = false, .may_share_stock = true}, 2000), 100);
}

TEST_F(LineNodesTest, NodesOfSeveralServicesAgree) {
    EXPECT_GT(agree_on({.quantity_max = 4, .may_have_choices = true}, 3000), 100);
}

/// With steps for little, what is said of the plan is true all the same.
TEST_F(LineNodesTest, BoundsHoldWithoutProof) {
    Random random(test_seed());
    const ProblemMix mix{.quantity_max = 5, .limits_line_nodes = true};
    int unproven = 0;
    for (int i = 0; i < 3000; ++i) {
        const PlanProblem problem = random_problem(random, mix);
        if (plans_to_try(problem) > kLimitedPlansMax) continue;
        PlanSolver hasty(static_cast<std::uint64_t>(draw(random, 1, 3'000)));
        ASSERT_TRUE(hasty.solve(problem, plan_));
        const auto best = best_plan_by_force(problem);
        if (plan_.status == PlanStatus::infeasible) {
            ASSERT_FALSE(best) << described(problem);
        }
        if (!plan_.has_plan()) continue;
        ASSERT_TRUE(best) << described(problem);
        const auto worth = worth_of(problem, plan_);
        ASSERT_TRUE(worth) << described(problem) << described(plan_);
        ASSERT_EQ(worth->cost, plan_.cost) << described(problem) << described(plan_);
        if (plan_.status == PlanStatus::optimal) {
            ASSERT_EQ(plan_.cost, best->worth.cost) << described(problem);
            continue;
        }
        ++unproven;
        if (plan_.short_units == best->worth.short_units || !problem.short_cost.empty()) {
            ASSERT_LE(plan_.lower_bound, best->worth.cost) << described(problem);
        }
    }
    EXPECT_GT(unproven, 10);
}

}  // namespace
}  // namespace earmark
