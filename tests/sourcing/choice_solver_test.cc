// Orders some of whose nodes ship by several tariffs, against the naive twin.
#include "engine/sourcing/plan_cost.h"
#include "engine/sourcing/plan_solver.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

constexpr double kPlansMax = 20'000;

class ChoicesTest : public testing::Test {
  protected:
    /// Of the problems with choices.
    void agree_on(ProblemMix mix, int problems) {
        mix.may_have_choices = true;
        Random random(test_seed());
        for (int i = 0; i < problems;) {
            const PlanProblem problem = random_problem(random, mix);
            if (problem.rate_choices.empty() || plans_to_try(problem) > kPlansMax) continue;
            const Status solved = solver_.solve(problem, plan_);
            ASSERT_TRUE(solved) << solved.error().detail << described(problem);
            expect_best(problem);
            if (HasFatalFailure()) FAIL() << "problem " << i;
            ++i;
        }
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
        ASSERT_EQ(worth->cost, plan_.cost) << described(problem);
        ASSERT_EQ(worth->short_units, plan_.short_units) << described(problem);
        ASSERT_EQ(plan_.cost, best->worth.cost) << described(problem) << described(plan_);
        ASSERT_EQ(plan_.lower_bound, plan_.cost);
        if (problem.allow_partial && problem.short_cost.empty()) {
            ASSERT_EQ(plan_.short_units, best->worth.short_units) << described(problem);
        }
        expect_same_cost(problem);
    }

    /// As plans are valued that others made.
    void expect_same_cost(const PlanProblem& problem) {
        const auto bounds = check_problem(problem);
        ASSERT_TRUE(bounds);
        std::int64_t cost = shipping_cost(problem, *bounds, plan_.shipments);
        if (problem.allow_partial) cost += shortage_cost(problem, plan_.shipments);
        ASSERT_EQ(cost, plan_.cost) << described(problem);
    }

    PlanSolver solver_;
    Plan plan_;
};

TEST_F(ChoicesTest, WholeLinesAgree) {
    agree_on({.lines_max = 5, .may_split = false}, 3000);
}

TEST_F(ChoicesTest, LinesOfOneItemAgree) {
    agree_on({.lines_max = 5, .may_split = false, .may_share_stock = true}, 2000);
}

TEST_F(ChoicesTest, EveryMixAgrees) {
    agree_on({}, 4000);
}

TEST_F(ChoicesTest, UnitsThatTakeMoreRoomAgree) {
    agree_on({.may_weigh_units = true}, 3000);
}

TEST_F(ChoicesTest, FewLinesOfManyUnitsAgree) {
    agree_on({.lines_max = 2, .nodes_max = 3, .quantity_max = 12}, 1500);
}

/// Two lines that only separate services of the one node carry, and another node with one of them.
PlanProblem two_that_part() {
    PlanProblem problem;
    problem.reset(2, 2);
    problem.quantity = {1, 1};
    problem.stock = {1, 1, 1, 0};
    problem.fixed_cost = {1, 50};
    problem.weight_grams = {100, 100};
    problem.rate_columns = {{0, 1}};
    problem.rate_steps = {{1'000, 10}};
    problem.tariff_column = {PlanProblem::kNoTariff, 0};
    problem.rate_choices = {{0, 0}, {0, 0}};
    problem.choice_carries = {1, 0, 0, 1};
    return problem;
}

TEST_F(ChoicesTest, ANodeMakesOneShipmentOfWhatOneServiceCarries) {
    PlanProblem problem = two_that_part();
    ASSERT_TRUE(solver_.solve(problem, plan_));
    EXPECT_EQ(plan_.status, PlanStatus::optimal);
    EXPECT_EQ(plan_.cost, 11 + 60);
    problem.shipments_max = 1;
    ASSERT_TRUE(solver_.solve(problem, plan_));
    EXPECT_EQ(plan_.status, PlanStatus::infeasible);
    problem.allow_partial = true;
    ASSERT_TRUE(solver_.solve(problem, plan_));
    EXPECT_EQ(plan_.status, PlanStatus::optimal);
    EXPECT_EQ(plan_.short_units, 1);
    EXPECT_EQ(plan_.cost, 11);
}

TEST_F(ChoicesTest, WhatCountsAsMostUnitsIsFilledFirst) {
    PlanProblem problem = two_that_part();
    problem.shipments_max = 1;
    problem.allow_partial = true;
    problem.counts_as = {1, 3};
    ASSERT_TRUE(solver_.solve(problem, plan_));
    ASSERT_EQ(plan_.shipments.size(), 1U);
    EXPECT_EQ(plan_.shipments[0].line, 1U);
    EXPECT_EQ(plan_.short_units, 1);
}

TEST_F(ChoicesTest, ChoicesThatMakeNoSenseAreRefused) {
    PlanProblem problem = two_that_part();
    problem.rate_choices[1].column = 1;
    const Status solved = solver_.solve(problem, plan_);
    ASSERT_FALSE(solved);
    EXPECT_EQ(solved.error().code, ErrorCode::bad_input);
    EXPECT_NE(solved.error().detail.find("rate_choices[1]"), std::string::npos);
    problem = two_that_part();
    problem.choice_carries.pop_back();
    EXPECT_FALSE(solver_.solve(problem, plan_));
    problem = two_that_part();
    problem.tariff_column[0] = 0;
    EXPECT_FALSE(solver_.solve(problem, plan_));
}

/// With steps for little, what is said of the plan is true all the same.
TEST_F(ChoicesTest, BoundsHoldWithoutProof) {
    Random random(test_seed());
    ProblemMix mix;
    mix.may_have_choices = true;
    int unproven = 0;
    for (int i = 0; i < 2000; ++i) {
        const PlanProblem problem = random_problem(random, mix);
        if (problem.rate_choices.empty() || plans_to_try(problem) > kPlansMax) continue;
        PlanSolver hasty(static_cast<std::uint64_t>(draw(random, 1, 2'000)));
        ASSERT_TRUE(hasty.solve(problem, plan_));
        const auto best = best_plan_by_force(problem);
        if (plan_.status == PlanStatus::infeasible) {
            ASSERT_FALSE(best) << described(problem);
        }
        if (!plan_.has_plan()) continue;
        ASSERT_TRUE(best);
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

/// Lines over dozens of nodes: a carrier that refuses some of the goods is the cheapest.
PlanProblem of_lines(Random& random, std::size_t lines) {
    PlanProblem problem;
    problem.reset(lines, static_cast<std::size_t>(draw(random, 5, 30)));
    problem.line_split = draw(random, 0, 2) == 0;
    problem.split_penalty = draw(random, 0, 2) * 1'000'000;
    for (std::int64_t& quantity : problem.quantity)
        quantity = draw(random, 1, 3);
    for (std::int64_t& stock : problem.stock)
        stock = draw(random, 0, 9) < 4 ? 0 : draw(random, 1, 10);
    for (std::int64_t& fixed : problem.fixed_cost)
        fixed = draw(random, 0, 2'000'000);
    for (std::size_t line = 0; line < lines; ++line) {
        problem.weight_grams.push_back(draw(random, 50, 2'000));
        problem.volume_mm3.push_back(draw(random, 50'000, 12'000'000));
    }
    for (const std::int64_t dim : {5'000, 0, 6'000}) {
        const auto first = static_cast<std::uint32_t>(problem.rate_steps.size());
        std::int64_t rate = draw(random, 2'000'000, 5'000'000);
        for (std::int64_t grams = 500; grams <= 20'000; grams += 500) {
            rate += draw(random, 0, 400'000);
            problem.rate_steps.push_back({grams, rate});
        }
        problem.rate_columns.push_back({first, 40, dim});
    }
    std::vector<std::uint8_t> refused(3 * lines, 0);
    for (std::size_t at = lines; at < refused.size(); ++at)
        refused[at] = draw(random, 0, 3) == 0 ? 1 : 0;
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        problem.tariff_column.push_back(PlanProblem::kNoTariff);
        for (std::uint32_t column = 0; column < 3; ++column) {
            if (column > 0 && draw(random, 0, 2) == 0) continue;
            problem.rate_choices.push_back({node, column});
            for (std::size_t line = 0; line < lines; ++line)
                problem.choice_carries.push_back(refused[column * lines + line] == 0 ? 1 : 0);
        }
    }
    return problem;
}

TEST_F(ChoicesTest, OrdersOfADozenLinesAreProven) {
    Random random(test_seed());
    for (int i = 0; i < 60; ++i) {
        ASSERT_TRUE(solver_.solve(of_lines(random, 12), plan_));
        ASSERT_TRUE(plan_.status == PlanStatus::optimal || plan_.status == PlanStatus::infeasible)
            << "order " << i;
    }
}

/// Where steps end before the tree has a plan that keeps to one choice a node.
TEST_F(ChoicesTest, LargeOrdersHaveAPlanWithItsBound) {
    Random random(test_seed());
    for (int i = 0; i < 12; ++i) {
        const PlanProblem problem = of_lines(random, 24);
        PlanSolver hasty(std::uint64_t{4'000'000});
        ASSERT_TRUE(hasty.solve(problem, plan_));
        if (plan_.status == PlanStatus::infeasible) continue;  // No node has some line whole.
        ASSERT_TRUE(plan_.has_plan()) << "order " << i;
        const auto worth = worth_of(problem, plan_);
        ASSERT_TRUE(worth) << "order " << i;
        EXPECT_EQ(worth->cost, plan_.cost);
        EXPECT_LE(plan_.lower_bound, plan_.cost);
        EXPECT_GT(plan_.lower_bound, 0);
    }
}

}  // namespace
}  // namespace earmark
