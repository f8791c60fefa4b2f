// Nodes that may ship a few lines only, against every plan there is.
#include "engine/sourcing/plan_solver.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <array>

namespace earmark {
namespace {

void limit_lines(Random& random, PlanProblem& problem) {
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        const bool is_limited = draw(random, 0, 3) != 0;
        problem.node_lines_max.push_back(is_limited ? draw(random, 0, 3) : PlanProblem::kUnlimited);
    }
    for (std::size_t line = 0; line < problem.line_count && draw(random, 0, 1) == 0; ++line)
        problem.line_rows.assign(problem.line_count, draw(random, 0, 2));
    const bool has_groups = draw(random, 0, 1) == 0;
    for (std::size_t line = 0; line < problem.line_count && has_groups; ++line)
        problem.row_group.push_back(static_cast<std::uint32_t>(draw(random, 7, 9)));
    if (draw(random, 0, 2) != 0) return;
    const std::size_t lines = problem.line_count;
    for (std::size_t place = 0; place < problem.node_count * lines; ++place) {
        std::size_t first = 0;
        while (!problem.are_of_one_row(first, place % lines))
            ++first;
        const bool is_first = first == place % lines;
        const std::uint8_t there = draw(random, 0, 3) == 0 ? 1 : 0;
        problem.rows_there.push_back(
            is_first ? there : problem.rows_there[place - place % lines + first]
        );
    }
}

bool keeps_lines(const PlanProblem& problem, const std::vector<std::vector<std::int64_t>>& units) {
    for (std::size_t node = 0; node < units.size(); ++node) {
        const std::int64_t rows = rows_by_force(problem, node, units[node]);
        const std::int64_t most = problem.node_lines_max[node];
        if (most != PlanProblem::kUnlimited && rows > most) return false;
    }
    return true;
}

void agree_on(const ProblemMix& mix, int problems) {
    Random random(test_seed());
    PlanSolver solver;
    Plan plan;
    int changed = 0;
    for (int index = 0; index < problems; ++index) {
        PlanProblem problem = random_problem(random, mix);
        if (plans_to_try(problem) > 20'000) continue;
        const auto loose = best_plan_by_force(problem);
        limit_lines(random, problem);
        const auto best = best_plan_by_force(problem, [&](const auto& units) {
            return keeps_lines(problem, units);
        });
        ASSERT_TRUE(solver.solve(problem, plan));
        ASSERT_EQ(plan.has_plan(), best.has_value()) << index << described(problem);
        if (!best) {
            ASSERT_EQ(plan.status, PlanStatus::infeasible) << index << described(problem);
            continue;
        }
        ASSERT_EQ(plan.status, PlanStatus::optimal) << index << described(problem);
        ASSERT_EQ(plan.short_units, best->worth.short_units) << index << described(problem);
        ASSERT_EQ(plan.cost, best->worth.cost) << index << described(problem);
        if (plan.ties_settled) {
            ASSERT_EQ(plan.shipments, best->shipments) << index << described(problem);
        }
        if (!loose || loose->shipments != best->shipments) ++changed;
    }
    EXPECT_GT(changed, problems / 20);
}

TEST(NodeLinesSolver, FindsWhatTryingEveryPlanFinds) {
    agree_on({.lines_max = 4, .nodes_max = 3}, 2'000);
}

TEST(NodeLinesSolver, AgreesOnWholeLines) {
    agree_on({.lines_max = 4, .nodes_max = 5, .may_split = false, .may_share_stock = true}, 2'000);
}

TEST(NodeLinesSolver, AgreesWhereLinesAreLimitedToo) {
    agree_on(
        {.lines_max = 3,
         .nodes_max = 4,
         .quantity_max = 2,
         .may_have_choices = true,
         .limits_line_nodes = true},
        1'000
    );
}

TEST(NodeLinesSolver, FindsAPlanOfLargeOrdersOverFewNodes) {
    for (const auto& [lines, nodes, most] :
         {std::array<std::size_t, 3>{14, 2, 8}, {20, 4, 5}, {30, 4, 15}}) {
        PlanProblem problem;
        problem.reset(lines, nodes);
        problem.quantity.assign(lines, 1);
        problem.stock.assign(lines * nodes, 1);
        for (std::size_t node = 0; node < nodes; ++node) {
            problem.fixed_cost[node] = 5;
            for (std::size_t line = 0; line < lines; ++line)
                problem.unit_cost[node * lines + line] = static_cast<std::int64_t>(node);
        }
        problem.node_lines_max.assign(nodes, static_cast<std::int64_t>(most));
        PlanSolver solver;
        Plan plan;
        ASSERT_TRUE(solver.solve(problem, plan));
        EXPECT_TRUE(plan.has_plan()) << lines << " over " << nodes;
    }
}

TEST(NodeLinesSolver, FindsAPlanWhereManyLinesHaveToSpread) {
    constexpr std::size_t kLines = 8;
    PlanProblem problem;
    problem.reset(kLines, kLines);
    problem.quantity.assign(kLines, 1);
    problem.stock.assign(kLines * kLines, 1);
    for (std::size_t node = 0; node < kLines; ++node)
        problem.fixed_cost[node] = static_cast<std::int64_t>(10 + node);
    problem.node_lines_max.assign(kLines, 1);
    PlanSolver solver;
    Plan plan;
    ASSERT_TRUE(solver.solve(problem, plan));
    ASSERT_TRUE(plan.has_plan());
    EXPECT_EQ(plan.shipments.size(), kLines);
    problem.node_lines_max[0] = 0;
    ASSERT_TRUE(solver.solve(problem, plan));
    EXPECT_EQ(plan.status, PlanStatus::infeasible);
}

}  // namespace
}  // namespace earmark
