// Orders of several parcels: the bound that keeps the sum of the loads, against brute force, and
// orders that only it proves.
#include "engine/sourcing/load_search.h"

#include "bench/large_orders.h"
#include "bench/sourcing_orders.h"
#include "engine/sourcing/plan_solver.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace earmark {
namespace {

class LoadSearchTest : public testing::Test {
  protected:
    /// Compares the search by loads alone, which the solver asks for hard orders only.
    void agree_on(const ProblemMix& mix, int problems) {
        Random random(test_seed());
        for (int i = 0; i < problems; ++i) {
            const PlanProblem problem = random_problem(random, mix);
            if (!problem.line_split || !problem.has_tariffs()) continue;
            if (plans_to_try(problem) > 50'000) continue;
            const auto bounds = check_problem(problem);
            ASSERT_TRUE(bounds);
            model_.reset(problem, *bounds);
            model_.bound_tariffs();
            if (model_.is_hopeless() || model_.line_count() == 0) continue;
            compare(problem, *bounds);
            if (HasFatalFailure()) FAIL() << "problem " << i << ' ' << described(problem);
        }
        std::printf("%d compared, %d of them proven by loads\n", compared_, proven_);
        EXPECT_GT(proven_, compared_ / 4);
    }

    /// Compares it with the search by nodes, which does without loads for orders of few units.
    void agree_with_nodes(const ProblemMix& mix, int problems) {
        Random random(test_seed());
        PlanSolver solver(5'000'000);
        Plan plan;
        for (int i = 0; i < problems; ++i) {
            PlanProblem problem = random_problem(random, mix);
            make_shallow(random, problem);
            if (!problem.line_split || !problem.has_tariffs()) continue;
            const auto bounds = check_problem(problem);
            ASSERT_TRUE(bounds);
            ASSERT_TRUE(solver.solve(problem, plan));
            model_.reset(problem, *bounds);
            model_.bound_tariffs();
            if (plan.status != PlanStatus::optimal || model_.line_count() == 0) continue;
            compare_with(problem, *bounds, model_.value_of(plan.shipments));
            if (HasFatalFailure()) FAIL() << "problem " << i << ' ' << described(problem);
        }
        std::printf("%d compared, %d of them proven by loads\n", compared_, proven_);
        EXPECT_GT(proven_, compared_ / 8);
    }

  private:
    /// No node has a third of what is wanted, so that plans are of many shipments.
    static void make_shallow(Random& random, PlanProblem& problem) {
        for (std::size_t pair = 0; pair < problem.stock.size(); ++pair) {
            std::int64_t& wanted = problem.quantity[pair % problem.line_count];
            wanted = std::max<std::int64_t>(wanted, 4);
            problem.stock[pair] = draw(random, 0, (wanted - 1) / 3);
        }
    }

    void compare(const PlanProblem& problem, const PlanBounds& bounds) {
        const auto best = best_plan_by_force(problem);
        if (best) {
            compare_with(problem, bounds, model_.value_of(best->shipments));
        } else {
            search(problem, bounds);
            ASSERT_FALSE(incumbent_.has_plan());
        }
    }

    void compare_with(const PlanProblem& problem, const PlanBounds& bounds, std::int64_t least) {
        const std::int64_t bound = search(problem, bounds);
        ASSERT_LE(bound, least);
        if (incumbent_.has_plan()) {
            ASSERT_EQ(model_.value_of(incumbent_.plan()), incumbent_.value());
            ASSERT_GE(incumbent_.value(), least);
        }
        if (bound == least) ++proven_;
    }

    std::int64_t search(const PlanProblem& problem, const PlanBounds& bounds) {
        incumbent_.reset(model_.must_fill() ? bounds.cost_max + problem.split_penalty : kNoValue);
        incumbent_.offer({}, model_.value_of({}));
        nodes_.resize(problem.node_count);
        std::iota(nodes_.begin(), nodes_.end(), 0U);
        prices_.clear();
        for (std::size_t line = 0; line < model_.line_count(); ++line)
            prices_.push_back(model_.short_price(line) / 2);
        StepBudget budget{300'000};
        ++compared_;
        return search_.run(model_, nodes_, prices_, incumbent_, budget);
    }

    OrderModel model_;
    LoadSearch search_;
    Incumbent incumbent_;
    std::vector<std::uint32_t> nodes_;
    std::vector<std::int64_t> prices_;
    int compared_ = 0;
    int proven_ = 0;
};

TEST_F(LoadSearchTest, NoPlanIsBelowTheBound) {
    agree_on({.lines_max = 3, .nodes_max = 4, .quantity_max = 4}, 1500);
}

TEST_F(LoadSearchTest, NoPlanOfManyUnitsIsBelowTheBound) {
    agree_on({.lines_max = 2, .nodes_max = 3, .quantity_max = 15}, 1500);
}

TEST_F(LoadSearchTest, NoPlanOfManyShipmentsIsBelowTheBound) {
    agree_with_nodes({.lines_max = 4, .nodes_max = 9, .quantity_max = 15}, 1500);
}

/// Twelve lines of up to sixty units over ten nodes that each have all of it.
void expect_proven(int orders, std::uint64_t steps_max) {
    bench::OrderSource source(
        {.nodes = 10,
         .lines_min = 12,
         .lines_max = 12,
         .shallow = true,
         .quantity_max = 60,
         .stepped = true},
        test_seed()
    );
    PlanSolver solver(steps_max);
    PlanProblem problem;
    Plan plan;
    for (int i = 0; i < orders; ++i) {
        source.next(problem);
        std::fill(problem.stock.begin(), problem.stock.end(), 60);
        problem.split_penalty = 1'000'000;
        ASSERT_TRUE(solver.solve(problem, plan));
        ASSERT_EQ(plan.status, PlanStatus::optimal) << "order " << i << ' ' << plan.steps;
        ASSERT_TRUE(plan.ties_settled) << "order " << i << ' ' << plan.steps;
        ASSERT_EQ(worth_of(problem, plan)->cost, plan.cost) << "order " << i;
    }
}

TEST(DeepOrders, ManyParcelsAreProven) {
    expect_proven(100, 400'000'000);
}

/// Orders that no node can fill alone, or not well.
void expect_family_proven(bench::LargeOrderKind kind, int orders, std::uint64_t steps_max) {
    bench::LargeOrderSource source(kind, test_seed());
    PlanSolver solver(steps_max);
    PlanProblem problem;
    Plan plan;
    for (int i = 0; i < orders; ++i) {
        source.next(problem);
        ASSERT_TRUE(solver.solve(problem, plan));
        ASSERT_EQ(plan.status, PlanStatus::optimal) << "order " << i << ' ' << plan.steps;
        ASSERT_EQ(worth_of(problem, plan)->cost, plan.cost) << "order " << i;
    }
}

TEST(DeepOrders, OrdersThatTwoNodesMustCombineForAreProven) {
    expect_family_proven(bench::LargeOrderKind::combining, 1, 60'000'000);
}

TEST(DeepOrders, OrdersOverManyNodesAreProven) {
    expect_family_proven(bench::LargeOrderKind::many_nodes, 2, 4'000'000'000);
}

TEST(DeepOrders, OrdersOfTwoShipmentsAtMostAreProven) {
    expect_family_proven(bench::LargeOrderKind::two_nodes, 1, 60'000'000);
}

}  // namespace
}  // namespace earmark
