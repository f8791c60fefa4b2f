// Divisions of a plan between its nodes, against brute force.
#include "engine/sourcing/load_split.h"

#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace earmark {
namespace {

using Units = std::vector<std::vector<std::int64_t>>;  // [node][line]

std::vector<std::int64_t> by_line(const PlanProblem& problem, std::span<const PlannedUnits> plan) {
    std::vector<std::int64_t> units(problem.line_count, 0);
    for (const PlannedUnits& planned : plan)
        units[planned.line] += planned.units;
    return units;
}

/// A plan that ships some units, wherever it can.
std::vector<PlannedUnits> random_plan(Random& random, const OrderModel& model) {
    std::vector<PlannedUnits> plan;
    for (std::uint32_t node = 0; node < model.problem().node_count; ++node) {
        for (std::size_t line = 0; line < model.line_count(); ++line) {
            std::int64_t missing = model.need(line);
            for (const PlannedUnits& planned : plan)
                if (planned.line == model.lines()[line]) missing -= planned.units;
            const bool is_last = node + 1 == model.problem().node_count;
            const std::int64_t most = std::min(missing, model.most_units(node, line));
            const std::int64_t units = is_last ? most : draw(random, 0, most);
            if (units > 0) plan.push_back({node, model.lines()[line], units});
        }
    }
    return plan;
}

TEST(LoadSplit, TwoNodesAreDividedAtTheLeastCost) {
    Random random(test_seed());
    int compared = 0;
    for (int i = 0; i < 40000; ++i) {
        const PlanProblem problem = random_problem(
            random, {.lines_max = 3, .nodes_max = 2, .quantity_max = 5, .may_cap = false}
        );
        if (!problem.line_split || !problem.has_tariffs() || problem.node_count != 2) continue;
        if (problem.shipments_max < 2 || plans_to_try(problem) > 20'000) continue;
        const auto bounds = check_problem(problem);
        ASSERT_TRUE(bounds);
        OrderModel model;
        model.reset(problem, *bounds);
        model.bound_tariffs();
        if (model.is_hopeless() || model.line_count() == 0) continue;
        const auto plan = random_plan(random, model);
        if (plan.size() < 2 || plan.front().node == plan.back().node) continue;
        const std::int64_t value = model.value_of(plan);
        if (value >= kNoValue) continue;
        LoadSplit split;
        std::uint64_t steps = 0;
        const auto divided = split.improve(model, plan, steps);
        const std::int64_t improved = model.value_of(divided);
        ASSERT_EQ(by_line(problem, divided), by_line(problem, plan)) << described(problem);
        ASSERT_LE(improved, value) << described(problem);
        const bool has_sides =
            std::any_of(problem.rate_columns.begin(), problem.rate_columns.end(), [](auto& column) {
                return column.dim_cm3_per_kg > 0;
            });
        // What the table does not see: a second side of loads, and costs of lines.
        if (has_sides || !problem.line_cost.empty()) continue;
        const auto wanted = by_line(problem, plan);
        // That one node alone is cheaper to open than both is not its affair.
        const auto ships = [](const std::vector<std::int64_t>& units) {
            return std::any_of(units.begin(), units.end(), [](auto some) { return some > 0; });
        };
        const auto best = best_plan_by_force(problem, [&](const Units& units) {
            if (!ships(units[0]) || !ships(units[1])) return false;
            for (std::size_t line = 0; line < problem.line_count; ++line)
                if (units[0][line] + units[1][line] != wanted[line]) return false;
            return true;
        });
        ASSERT_TRUE(best);
        ASSERT_LE(improved, model.value_of(best->shipments))
            << "problem " << i << ' ' << described(problem);
        ++compared;
    }
    std::printf("%d plans compared\n", compared);
    EXPECT_GT(compared, 200);
}

TEST(LoadSplit, WhatTwoNodesLeaveFreeAThirdCanUse) {
    // Parcels of a kilogram. Three nodes could ship three full ones, and ship 1040 g, 980 g and
    // 980 g: no two of them can do better, unless those of 980 g become 1000 g and 960 g first.
    PlanProblem problem;
    problem.reset(6, 3);
    problem.line_split = true;
    problem.quantity.assign(6, 1);
    problem.stock.assign(18, 1);
    problem.weight_grams = {400, 640, 360, 620, 600, 380};
    problem.rate_columns.push_back({0, 1});
    problem.rate_steps.push_back({1000, 10});
    problem.tariff_column.assign(3, 0);
    const auto bounds = check_problem(problem);
    ASSERT_TRUE(bounds);
    OrderModel model;
    model.reset(problem, *bounds);
    model.bound_tariffs();
    // Whichever node ships which of the three.
    std::vector<std::uint32_t> nodes{0, 1, 2};
    do {
        std::vector<PlannedUnits> plan;
        for (std::uint32_t line = 0; line < 6; ++line)
            plan.push_back({nodes[line / 2], line, 1});
        EXPECT_EQ(model.cost_of(plan), 40);
        LoadSplit split;
        std::uint64_t steps = 0;
        EXPECT_EQ(model.cost_of(split.improve(model, plan, steps)), 30);
    } while (std::next_permutation(nodes.begin(), nodes.end()));
}

}  // namespace
}  // namespace earmark
