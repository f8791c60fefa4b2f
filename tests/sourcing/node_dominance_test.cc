// Nodes that are not needed, against brute force: without them the best plan is as good.
#include "engine/sourcing/node_dominance.h"

#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <vector>

namespace earmark {
namespace {

/// Makes some nodes nearly the same as an earlier one, and gives some all of a line.
void make_alike(Random& random, PlanProblem& problem) {
    const std::size_t lines = problem.line_count;
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        for (std::size_t line = 0; line < lines; ++line) {
            if (draw(random, 0, 2) > 0) problem.stock[node * lines + line] = problem.quantity[line];
        }
        if (node == 0 || draw(random, 0, 2) == 0) continue;
        const auto same =
            static_cast<std::size_t>(draw(random, 0, static_cast<std::int64_t>(node) - 1));
        problem.fixed_cost[node] = problem.fixed_cost[same] + draw(random, 0, 2);
        for (std::size_t line = 0; line < lines; ++line) {
            problem.unit_cost[node * lines + line] =
                problem.unit_cost[same * lines + line] + draw(random, 0, 1);
        }
        if (problem.has_tariffs()) problem.tariff_column[node] = problem.tariff_column[same];
        if (!problem.line_cost.empty()) problem.line_cost[node] = problem.line_cost[same];
    }
}

TEST(NodeDominance, NodesThatAreNotNeededDoNotMakePlansCheaper) {
    Random random(test_seed());
    std::size_t left_out = 0;
    int compared = 0;
    for (int i = 0; i < 3000; ++i) {
        PlanProblem problem =
            random_problem(random, {.lines_max = 3, .nodes_max = 5, .quantity_max = 3});
        make_alike(random, problem);
        if (plans_to_try(problem) > 20'000) continue;
        const auto bounds = check_problem(problem);
        ASSERT_TRUE(bounds);
        OrderModel model;
        model.reset(problem, *bounds);
        model.bound_tariffs();
        if (model.is_hopeless() || model.line_count() == 0) continue;
        std::vector<std::uint32_t> nodes(problem.node_count);
        std::iota(nodes.begin(), nodes.end(), 0U);
        NodeDominance dominance;
        std::uint64_t steps = 0;
        const auto needed = dominance.find_needed(model, nodes, steps);
        if (needed.size() == nodes.size()) continue;
        left_out += nodes.size() - needed.size();
        ++compared;
        const auto best = best_plan_by_force(problem);
        const auto without = best_plan_by_force(problem, [&](const auto& units) {
            for (std::uint32_t node = 0; node < problem.node_count; ++node) {
                if (std::find(needed.begin(), needed.end(), node) != needed.end()) continue;
                if (std::any_of(units[node].begin(), units[node].end(), [](auto some) {
                        return some > 0;
                    }))
                    return false;
            }
            return true;
        });
        ASSERT_EQ(best.has_value(), without.has_value()) << "problem " << i;
        if (!best) continue;
        const std::int64_t least = model.value_of(best->shipments);
        ASSERT_EQ(model.value_of(without->shipments), least)
            << "problem " << i << ' ' << described(problem);
    }
    std::printf("%d problems with %zu nodes that are not needed\n", compared, left_out);
    EXPECT_GT(compared, 200);
}

}  // namespace
}  // namespace earmark
