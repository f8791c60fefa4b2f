// Divisions of an order between two nodes, against brute force: no plan is below the bound, and
// where the table sees all that counts, the bound is a plan's value.
#include "engine/sourcing/load_pair.h"

#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

namespace earmark {
namespace {

bool ships_from_both(const std::vector<std::vector<std::int64_t>>& units) {
    return std::all_of(units.begin(), units.end(), [](const auto& own) {
        return std::any_of(own.begin(), own.end(), [](std::int64_t some) { return some > 0; });
    });
}

/// An order that must be filled from two nodes, whose lines may split, under tariffs.
PlanProblem two_node_problem(Random& random, const ProblemMix& mix) {
    while (true) {
        PlanProblem problem = random_problem(random, mix);
        const bool fits = problem.line_split && problem.has_tariffs() && !problem.allow_partial &&
                          problem.node_count == 2 && problem.shipments_max >= 2;
        if (fits && plans_to_try(problem) < 50'000) return problem;
    }
}

void compare_divisions(const ProblemMix& mix, int problems) {
    Random random(test_seed());
    int exact = 0;
    int compared = 0;
    for (int i = 0; i < problems; ++i) {
        const PlanProblem problem = two_node_problem(random, mix);
        const auto bounds = check_problem(problem);
        ASSERT_TRUE(bounds);
        OrderModel model;
        model.reset(problem, *bounds);
        model.bound_tariffs();
        if (model.is_hopeless() || model.line_count() == 0) continue;
        std::vector<std::int64_t> pool;
        for (std::size_t line = 0; line < model.line_count(); ++line)
            pool.push_back(model.need(line));
        std::array<LoadPair::Node, 2> nodes{LoadPair::Node{0, 0}, LoadPair::Node{1, 0}};
        for (LoadPair::Node& node : nodes) {
            const bool has_capacity = model.capacity(node.id) < kNoValue;
            if (has_capacity) node.unit_price = draw(random, 0, 3);
        }
        Incumbent incumbent;
        incumbent.reset(bounds->cost_max + problem.split_penalty + 1);
        LoadPair pair;
        std::uint64_t steps = 0;
        const std::int64_t bound = pair.run(
            model,
            nodes,
            {.units = pool, .others = {}, .cost_of_others = model.constant()},
            1,
            incumbent,
            steps
        );
        const auto best = best_plan_by_force(problem, ships_from_both);
        if (!best || bound == -kNoValue) continue;
        ++compared;
        const std::int64_t least = model.value_of(best->shipments);
        ASSERT_LE(bound, least) << "problem " << i << ' ' << described(problem);
        if (incumbent.has_plan()) {
            ASSERT_EQ(model.value_of(incumbent.plan()), incumbent.value());
        }
        if (bound == least) ++exact;
        const bool has_sides =
            std::any_of(problem.rate_columns.begin(), problem.rate_columns.end(), [](auto& column) {
                return column.dim_cm3_per_kg > 0;
            });
        if (has_sides || model.has_capacities()) continue;
        // A division may leave everything to one node, which the table counts as two shipments.
        ASSERT_TRUE(incumbent.has_plan()) << "problem " << i << ' ' << described(problem);
        ASSERT_LE(incumbent.value(), least) << "problem " << i << ' ' << described(problem);
    }
    std::printf("%d compared, %d of them exactly\n", compared, exact);
    EXPECT_GT(compared, problems / 8);
    EXPECT_GT(exact, compared / 3);
}

TEST(LoadPair, NoDivisionIsBelowTheBound) {
    compare_divisions({.lines_max = 3, .nodes_max = 2, .quantity_max = 5}, 1000);
}

TEST(LoadPair, DivisionsWithoutCapacitiesAreExact) {
    compare_divisions({.lines_max = 3, .nodes_max = 2, .quantity_max = 6, .may_cap = false}, 1000);
}

TEST(LoadPair, NoDivisionOfManyUnitsIsBelowTheBound) {
    compare_divisions({.lines_max = 2, .nodes_max = 2, .quantity_max = 40}, 800);
}

}  // namespace
}  // namespace earmark
