// The solver against a general MIP solver, on orders too large for brute force.
#include "bench/cbc_peer.h"
#include "engine/sourcing/plan_solver.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace earmark {
namespace {

using bench::CbcAnswer;

/// How many problems a mix gets; EARMARK_CBC_PROBLEMS sets another number.
int problem_count(int usual) {
    const char* given = std::getenv("EARMARK_CBC_PROBLEMS");
    return given != nullptr ? std::atoi(given) : usual;
}

class CbcTest : public testing::Test {
  protected:
    void agree_on(ProblemMix mix, int problems) {
        if (!bench::is_cbc_installed()) GTEST_SKIP() << "no program cbc (package coinor-cbc)";
        mix.may_have_tariffs = false;
        Random random(test_seed());
        for (int i = 0; i < problems; ++i) {
            const PlanProblem problem = random_problem(random, mix);
            SCOPED_TRACE("problem " + std::to_string(i));
            compare(problem);
            if (HasFatalFailure()) return;
        }
        std::printf("%d compared, %d of them infeasible\n", compared_, infeasible_);
    }

    /// Every plan takes many of the nodes: long searches.
    static PlanProblem order_of_many_shipments(Random& random, bool has_capacities) {
        constexpr std::size_t kNodes = 150;
        constexpr std::size_t kLines = 12;
        PlanProblem problem;
        problem.reset(kLines, kNodes);
        problem.line_split = true;
        for (std::int64_t& quantity : problem.quantity)
            quantity = draw(random, 20, 60);
        for (std::int64_t& cost : problem.fixed_cost)
            cost = draw(random, 300'000, 900'000);
        for (std::int64_t& cost : problem.unit_cost)
            cost = draw(random, 1'000, 200'000);
        for (std::int64_t& stock : problem.stock)
            stock = std::max<std::int64_t>(draw(random, -60, 60), 0);
        if (!has_capacities) return problem;
        for (std::size_t node = 0; node < kNodes; ++node)
            problem.capacity.push_back(draw(random, 0, 4) == 0 ? -1 : draw(random, 60, 240));
        return problem;
    }

    void compare(const PlanProblem& problem) {
        const auto answer = bench::solve_with_cbc(problem, /*seconds_max=*/20);
        if (!answer || answer->kind == CbcAnswer::Kind::gave_up) return;
        ++compared_;
        ASSERT_TRUE(solver_.solve(problem, plan_));
        if (answer->kind == CbcAnswer::Kind::infeasible) {
            ++infeasible_;
            ASSERT_EQ(plan_.status, PlanStatus::infeasible) << described(problem);
            return;
        }
        ASSERT_EQ(plan_.status, PlanStatus::optimal) << plan_.steps << described(problem);
        const auto worth = worth_of(problem, plan_);
        ASSERT_TRUE(worth) << described(problem);
        ASSERT_EQ(worth->cost, plan_.cost);
        ASSERT_EQ(plan_.cost, answer->cost) << described(problem);
        if (problem.allow_partial && problem.short_cost.empty()) {
            ASSERT_EQ(plan_.short_units, answer->short_units);
        }
    }

  private:
    PlanSolver solver_;
    Plan plan_;
    int compared_ = 0;
    int infeasible_ = 0;
};

TEST_F(CbcTest, WholeLinesAgree) {
    agree_on(
        {.lines_max = 12, .nodes_max = 20, .quantity_max = 9, .may_split = false}, problem_count(40)
    );
}

TEST_F(CbcTest, ManyWholeLinesAgree) {
    agree_on(
        {.lines_max = 18,
         .nodes_max = 12,
         .quantity_max = 9,
         .may_split = false,
         .may_cap = false,
         .may_have_line_costs = false},
        problem_count(30)
    );
}

TEST_F(CbcTest, ManyLinesOfOneItemAgree) {
    agree_on(
        {.lines_max = 18,
         .nodes_max = 8,
         .quantity_max = 5,
         .may_split = false,
         .may_cap = false,
         .may_have_line_costs = false,
         .may_share_stock = true},
        problem_count(30)
    );
}

TEST_F(CbcTest, SplitLinesAgree) {
    agree_on(
        {.lines_max = 8, .nodes_max = 15, .quantity_max = 12, .may_have_line_costs = false},
        problem_count(40)
    );
}

TEST_F(CbcTest, SplitLinesOverManyNodesAgree) {
    agree_on(
        {.lines_max = 9,
         .nodes_max = 70,
         .quantity_max = 12,
         .may_be_partial = false,
         .may_have_line_costs = false},
        problem_count(20)
    );
}

TEST_F(CbcTest, ManyShipmentsAgree) {
    if (!bench::is_cbc_installed()) GTEST_SKIP() << "no program cbc (package coinor-cbc)";
    Random random(test_seed());
    for (int i = 0; i < 6; ++i) {
        SCOPED_TRACE("problem " + std::to_string(i));
        compare(order_of_many_shipments(random, i % 2 == 1));
        if (HasFatalFailure()) return;
    }
}

TEST_F(CbcTest, EveryMixAgrees) {
    agree_on({.lines_max = 6, .nodes_max = 9, .quantity_max = 8}, problem_count(40));
}

}  // namespace
}  // namespace earmark
