// The solver against its naive twin, on every mix of features.
#include "engine/sourcing/plan_solver.h"

#include "bench/sourcing_orders.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <tuple>

namespace earmark {
namespace {

constexpr double kListedPlansMax = 20'000;

PlanProblem small_problem(Random& random, const ProblemMix& mix) {
    while (true) {
        PlanProblem problem = random_problem(random, mix);
        if (plans_to_try(problem) <= kListedPlansMax) return problem;
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

/// Of a small budget so much is gone at once that searches go as they do late in large ones.
TEST(PlanSolver, LongSearchesFindTheSamePlans) {
    Random random(test_seed());
    PlanSolver soon(400'000);
    PlanSolver late;
    Plan one;
    Plan other;
    int compared = 0;
    for (int i = 0; i < 800; ++i) {
        ProblemMix mix{.lines_max = 6, .nodes_max = 25, .quantity_max = 20};
        mix.may_have_tariffs = false;
        mix.may_have_line_costs = false;
        const PlanProblem problem = random_problem(random, mix);
        ASSERT_TRUE(soon.solve(problem, one));
        ASSERT_TRUE(late.solve(problem, other));
        const bool is_proven =
            one.status == PlanStatus::optimal || one.status == PlanStatus::infeasible;
        if (!is_proven) continue;
        ++compared;
        ASSERT_EQ(one.status, other.status) << i << described(problem);
        ASSERT_EQ(one.cost, other.cost) << i << described(problem);
        if (!one.ties_settled || !other.ties_settled) continue;
        ASSERT_EQ(one.shipments, other.shipments) << i << described(problem);
    }
    EXPECT_GT(compared, 400);
}

/// Orders of hundreds of lines: one look at all of their prices may take longer than the budget.
TEST(PlanSolver, OrdersOfManyLinesEndByTheirBudget) {
    Random random(test_seed());
    constexpr std::uint64_t kBudget = 20'000'000;
    PlanSolver solver(kBudget);
    Plan plan;
    for (const auto& [lines, nodes, splits] :
         {std::tuple(300, 3, false), std::tuple(300, 3, true), std::tuple(120, 20, true)}) {
        PlanProblem problem;
        problem.reset(static_cast<std::size_t>(lines), static_cast<std::size_t>(nodes));
        problem.line_split = splits;
        problem.allow_partial = !splits;
        const auto fill = [&](std::vector<std::int64_t>& numbers, int least, int most) {
            for (std::int64_t& number : numbers)
                number = draw(random, least, most);
        };
        fill(problem.quantity, 1, 5);
        fill(problem.fixed_cost, 0, 50);
        fill(problem.unit_cost, 0, 20);
        fill(problem.stock, splits ? 2 : 0, 6);
        ASSERT_TRUE(solver.solve(problem, plan));
        EXPECT_LT(plan.steps, 4 * kBudget) << lines << " lines, " << nodes << " nodes";
        EXPECT_TRUE(plan.has_plan() || splits);
    }
}

TEST_F(TwinTest, EveryMixAgrees) {
    agree_on({}, 12'000);
}

TEST_F(TwinTest, UnitsThatTakeMoreRoomAgree) {
    agree_on({.may_weigh_units = true}, 4000);
    agree_on(
        {.lines_max = 5, .may_split = false, .may_weigh_units = true, .may_share_stock = true}, 4000
    );
}

/// Small orders by a carrier's tariff: of a parcel, and so heavy that there are several.
TEST_F(TwinTest, CarriersTariffsAgree) {
    Random random(test_seed());
    PlanProblem problem;
    int solved = 0;
    while (solved < 6000) {
        const bool dimensional = draw(random, 0, 1) == 1;
        const bench::OrderShape shape{
            .nodes = static_cast<std::size_t>(draw(random, 2, 5)),
            .lines_min = 1,
            .lines_max = 4,
            .shallow = true,
            .quantity_max = 4,
            .stepped = !dimensional,
            .dimensional = dimensional
        };
        bench::OrderSource source(shape, static_cast<std::uint64_t>(draw(random, 0, 1 << 30)));
        source.next(problem);
        problem.allow_partial = draw(random, 0, 2) > 0;
        problem.split_penalty = draw(random, 0, 3) * 1'000'000;
        const std::int64_t heaviness = draw(random, 0, 1) == 0 ? 1 : draw(random, 5, 60);
        for (std::int64_t& grams : problem.weight_grams)
            grams *= heaviness;
        if (plans_to_try(problem) > kListedPlansMax) continue;
        ASSERT_TRUE(solver_.solve(problem, plan_));
        expect_best(problem, plan_);
        if (HasFatalFailure()) FAIL() << "order " << solved;
        ++solved;
    }
}

TEST_F(TwinTest, FewLinesOfManyUnitsAgree) {
    agree_on({.lines_max = 2, .nodes_max = 3, .quantity_max = 12}, 4000);
}

}  // namespace
}  // namespace earmark
