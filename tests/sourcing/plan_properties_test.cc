// What must hold of every plan, whatever the problem.
#include "engine/sourcing/plan_solver.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace earmark {
namespace {

constexpr ProblemMix kMedium{.lines_max = 5, .nodes_max = 6, .quantity_max = 4};

/// A problem that rapidcheck chooses by its seed.
PlanProblem any_problem(const ProblemMix& mix = kMedium) {
    Random random(*rc::gen::arbitrary<std::uint64_t>());
    return random_problem(random, mix);
}

Plan plan_of(const PlanProblem& problem, std::uint64_t steps_max = kPlanStepsDefault) {
    PlanSolver solver(steps_max);
    Plan plan;
    RC_ASSERT(solver.solve(problem, plan).has_value());
    return plan;
}

/// Whether the first plan is worse: it leaves more short where that comes first, or costs more.
bool is_worse(const PlanProblem& problem, const Plan& plan, const Plan& than) {
    if (!plan.has_plan()) return than.has_plan();
    if (!than.has_plan()) return false;
    const bool fill_first = problem.allow_partial && problem.short_cost.empty();
    if (fill_first && plan.short_units != than.short_units)
        return plan.short_units > than.short_units;
    return plan.cost > than.cost;
}

RC_GTEST_PROP(PlanProperties, TheCostIsWhatTheShipmentsCost, ()) {
    const PlanProblem problem = any_problem();
    const Plan plan = plan_of(problem);
    if (!plan.has_plan()) return;
    const auto worth = worth_of(problem, plan);
    RC_ASSERT(worth.has_value());
    RC_ASSERT(worth->cost == plan.cost);
    RC_ASSERT(worth->short_units == plan.short_units);
}

RC_GTEST_PROP(PlanProperties, MoreStockIsNeverWorse, ()) {
    PlanProblem problem = any_problem();
    const Plan before = plan_of(problem);
    const auto pair = *rc::gen::inRange<std::size_t>(0, problem.stock.size());
    problem.stock[pair] += *rc::gen::inRange<std::int64_t>(1, 5);
    RC_ASSERT(!is_worse(problem, plan_of(problem), before));
}

RC_GTEST_PROP(PlanProperties, OneShipmentMoreIsNeverWorse, ()) {
    PlanProblem problem = any_problem();
    RC_PRE(problem.shipments_max != PlanProblem::kAnyCount);
    const Plan before = plan_of(problem);
    ++problem.shipments_max;
    RC_ASSERT(!is_worse(problem, plan_of(problem), before));
}

RC_GTEST_PROP(PlanProperties, CostsInAnotherCurrencyGiveTheSameWorth, ()) {
    PlanProblem problem = any_problem();
    const Plan before = plan_of(problem);
    for (auto* costs :
         {&problem.fixed_cost, &problem.unit_cost, &problem.line_cost, &problem.short_cost}) {
        for (std::int64_t& cost : *costs)
            cost *= 7;
    }
    for (RateStep& step : problem.rate_steps)
        step.rate *= 7;
    problem.split_penalty *= 7;
    const Plan after = plan_of(problem);
    RC_ASSERT(after.status == before.status);
    RC_ASSERT(after.cost == before.cost * 7);
    RC_ASSERT(after.short_units == before.short_units);
    RC_ASSERT(after.shipments == before.shipments);
}

RC_GTEST_PROP(PlanProperties, QuantitiesInFinerUnitsGiveTheSamePlan, ()) {
    ProblemMix mix = kMedium;
    mix.may_have_tariffs = false;
    PlanProblem problem = any_problem(mix);
    const Plan before = plan_of(problem);
    for (auto* amounts :
         {&problem.quantity,
          &problem.stock,
          &problem.fixed_cost,
          &problem.line_cost,
          &problem.capacity}) {
        for (std::int64_t& amount : *amounts)
            amount *= amount < 0 ? 1 : 300;
    }
    problem.split_penalty *= 300;
    const Plan after = plan_of(problem);
    RC_ASSERT(after.status == before.status);
    RC_ASSERT(after.cost == before.cost * 300);
    RC_ASSERT(after.short_units == before.short_units * 300);
}

/// Costs and quantities that fill half a word are planned in another way than larger ones.
RC_GTEST_PROP(PlanProperties, WholeLinesInLargeNumbersGiveTheSamePlan, ()) {
    constexpr std::int64_t kMicros = std::int64_t{1} << 28U;
    constexpr std::int64_t kGrains = std::int64_t{1} << 33U;
    ProblemMix mix = kMedium;
    mix.may_have_tariffs = false;
    mix.may_have_line_costs = false;
    PlanProblem problem = any_problem(mix);
    problem.line_split = false;
    problem.capacity.clear();
    const Plan before = plan_of(problem);
    PlanProblem dear = problem;
    for (auto* costs : {&dear.fixed_cost, &dear.unit_cost, &dear.short_cost}) {
        for (std::int64_t& cost : *costs)
            cost *= kMicros;
    }
    dear.split_penalty *= kMicros;
    const Plan after = plan_of(dear);
    RC_ASSERT(after.status == before.status);
    RC_ASSERT(after.cost == before.cost * kMicros);
    RC_ASSERT(after.shipments == before.shipments);
    if (problem.allow_partial && problem.short_cost.empty()) return;  // Would be refused.
    for (auto* amounts : {&problem.quantity, &problem.stock, &problem.fixed_cost}) {
        for (std::int64_t& amount : *amounts)
            amount *= kGrains;
    }
    problem.split_penalty *= kGrains;
    const Plan fine = plan_of(problem);
    RC_ASSERT(fine.status == before.status);
    RC_ASSERT(fine.cost == before.cost * kGrains);
    RC_ASSERT(fine.shipments.size() == before.shipments.size());
}

RC_GTEST_PROP(PlanProperties, TheOrderOfNodesDoesNotChangeTheCost, ()) {
    const PlanProblem problem = any_problem();
    PlanProblem turned = problem;
    std::reverse(turned.fixed_cost.begin(), turned.fixed_cost.end());
    std::reverse(turned.line_cost.begin(), turned.line_cost.end());
    std::reverse(turned.capacity.begin(), turned.capacity.end());
    std::reverse(turned.tariff_column.begin(), turned.tariff_column.end());
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        for (std::size_t line = 0; line < problem.line_count; ++line) {
            const std::size_t to = (problem.node_count - 1 - node) * problem.line_count + line;
            turned.stock[to] = problem.stock_of(node, line);
            turned.unit_cost[to] = problem.unit_cost_of(node, line);
        }
    }
    const Plan plan = plan_of(problem);
    const Plan other = plan_of(turned);
    RC_ASSERT(plan.status == other.status);
    RC_ASSERT(plan.cost == other.cost);
    // At a price, a unit short may cost just what it costs to ship.
    if (problem.short_cost.empty()) RC_ASSERT(plan.short_units == other.short_units);
}

RC_GTEST_PROP(PlanProperties, TheSolversPastDoesNotChangeThePlan, ()) {
    const PlanProblem problem = any_problem();
    const Plan fresh = plan_of(problem);
    PlanSolver used;
    Plan plan;
    RC_ASSERT(used.solve(any_problem(), plan).has_value());
    RC_ASSERT(used.solve(any_problem(), plan).has_value());
    RC_ASSERT(used.solve(problem, plan).has_value());
    RC_ASSERT(plan.status == fresh.status);
    RC_ASSERT(plan.cost == fresh.cost);
    RC_ASSERT(plan.shipments == fresh.shipments);
    RC_ASSERT(plan.steps == fresh.steps);
}

/// Larger orders with split lines: those that a small budget does not prove.
constexpr ProblemMix kLarge{
    .lines_max = 7, .nodes_max = 18, .quantity_max = 6, .may_have_line_costs = false
};

RC_GTEST_PROP(PlanProperties, ASmallBudgetStillTellsTheTruth, ()) {
    PlanProblem problem = any_problem(kLarge);
    problem.line_split = true;
    const Plan best = plan_of(problem);
    RC_PRE(best.status == PlanStatus::optimal || best.status == PlanStatus::infeasible);
    const Plan plan = plan_of(problem, *rc::gen::inRange<std::uint64_t>(0, 200'000));
    const bool fill_first = problem.allow_partial && problem.short_cost.empty();
    if (plan.status == PlanStatus::optimal || plan.status == PlanStatus::infeasible) {
        RC_ASSERT(plan.status == best.status);
        RC_ASSERT(plan.cost == best.cost);
        // Of plans of one cost more or fewer units may be left out at their price.
        RC_ASSERT(!fill_first || plan.short_units == best.short_units);
    }
    if (best.has_plan() && (!fill_first || plan.short_units == best.short_units))
        RC_ASSERT(plan.lower_bound <= best.cost);
    if (!plan.has_plan()) return;
    RC_ASSERT(best.has_plan());
    RC_ASSERT(!is_worse(problem, best, plan));
    RC_ASSERT(plan.lower_bound <= plan.cost);
    const auto worth = worth_of(problem, plan);
    RC_ASSERT(worth.has_value());
    RC_ASSERT(worth->cost == plan.cost);
}

TEST(PlanTies, TheEarlierOfTwoEqualNodesShips) {
    PlanProblem problem;
    problem.reset(/*lines=*/2, /*nodes=*/3);
    problem.quantity = {1, 2};
    problem.fixed_cost = {6, 5, 5};
    problem.stock = {9, 9, 9, 9, 9, 9};
    problem.unit_cost = {1, 1, 1, 1, 1, 1};
    Plan plan;
    ASSERT_TRUE(PlanSolver().solve(problem, plan));
    EXPECT_EQ(plan.shipments, (std::vector<PlannedUnits>{{1, 0, 1}, {1, 1, 2}}));
}

TEST(PlanTies, OfEqualSplitsTheOneWithTheFirstNodesShips) {
    PlanProblem problem;
    problem.reset(/*lines=*/2, /*nodes=*/4);
    problem.quantity = {2, 2};
    problem.fixed_cost = {5, 5, 5, 5};
    problem.stock = {0, 2, 2, 0, 1, 2, 2, 0};
    Plan plan;
    ASSERT_TRUE(PlanSolver().solve(problem, plan));
    EXPECT_EQ(plan.shipments, (std::vector<PlannedUnits>{{0, 1, 2}, {1, 0, 2}}));
    problem.line_split = true;
    problem.stock = {0, 1, 2, 0, 1, 2, 2, 1};
    ASSERT_TRUE(PlanSolver().solve(problem, plan));
    EXPECT_EQ(plan.shipments, (std::vector<PlannedUnits>{{0, 1, 1}, {3, 0, 2}, {3, 1, 1}}));
    EXPECT_TRUE(plan.ties_settled);
}

TEST(PlanTies, FewerShipmentsComeFirst) {
    PlanProblem problem;
    problem.reset(/*lines=*/2, /*nodes=*/3);
    problem.quantity = {1, 1};
    problem.stock = {1, 0, 0, 1, 1, 1};
    Plan plan;
    ASSERT_TRUE(PlanSolver().solve(problem, plan));
    EXPECT_EQ(plan.shipments, (std::vector<PlannedUnits>{{2, 0, 1}, {2, 1, 1}}));
}

/// Seven fit into the first node, six into the second: no unit to spare.
TEST(PlanItems, ThirteenLinesOfOneItemFillTwoNodes) {
    PlanProblem problem;
    problem.reset(/*lines=*/13, /*nodes=*/2);
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        problem.quantity[line] = 3;
        problem.item.push_back(7);
        problem.stock[line] = 21;
        problem.stock[problem.line_count + line] = 18;
    }
    Plan plan;
    ASSERT_TRUE(PlanSolver().solve(problem, plan));
    EXPECT_EQ(plan.status, PlanStatus::optimal);
    for (std::uint32_t line = 0; line < problem.line_count; ++line)
        EXPECT_EQ(plan.shipments[line], (PlannedUnits{line < 7 ? 0U : 1U, line, 3}));
}

TEST(PlanTariffs, TheShipmentIsBilledByTheLargerOfWeightAndVolumeInOnePiece) {
    PlanProblem problem;
    problem.reset(/*lines=*/2, /*nodes=*/1);
    problem.quantity = {3, 500};  // The second in thousandths of a unit.
    problem.stock = {3, 500};
    problem.tariff_column = {0};
    problem.rate_columns = {{0, 2, /*dim_cm3_per_kg=*/5000}};
    problem.rate_steps = {{1000, 70}, {2000, 100}};
    problem.weight_grams = {100, 1401};  // 300 g and 700.5 g: 1,001 g together.
    problem.units_per_weight = {1, 1000};
    problem.volume_mm3 = {1'000'000, 0};  // 600 g.
    Plan plan;
    PlanSolver solver;
    ASSERT_TRUE(solver.solve(problem, plan));
    EXPECT_EQ(plan.cost, 100);
    problem.volume_mm3 = {8'000'000, 0};  // 4,800 g: two full parcels and one of 800 g.
    ASSERT_TRUE(solver.solve(problem, plan));
    EXPECT_EQ(plan.cost, 270);
}

TEST(PlanTariffs, ATariffThatFallsIsRefusedByColumnAndStep) {
    PlanProblem problem;
    problem.reset(/*lines=*/1, /*nodes=*/1);
    problem.quantity = {1};
    problem.stock = {1};
    problem.tariff_column = {0};
    problem.rate_columns = {{0, 2}};
    problem.rate_steps = {{1000, 70}, {2000, 69}};
    problem.weight_grams = {100};
    Plan plan;
    const Status solved = PlanSolver().solve(problem, plan);
    ASSERT_FALSE(solved);
    EXPECT_EQ(solved.error().code, ErrorCode::bad_input);
    EXPECT_NE(solved.error().detail.find("rate_columns[0] step 1"), std::string::npos);
}

/// Stores of a chain near each other, with one to three units each, and a parcel tariff by the
/// pound: many sets of nodes cost about the same.
TEST(PlanTariffs, SplitLinesOverShallowStoresAreProven) {
    Random random(test_seed());
    PlanProblem problem;
    problem.reset(/*lines=*/5, /*nodes=*/120);
    problem.line_split = true;
    problem.split_penalty = 100;
    for (std::uint32_t zone = 0; zone < 8; ++zone) {
        problem.rate_columns.push_back({zone * 20, 20, /*dim_cm3_per_kg=*/5021});
        for (std::int64_t pound = 1; pound <= 20; ++pound)
            problem.rate_steps.push_back({pound * 454, 900 + 30 * zone + (60 + 15 * zone) * pound});
    }
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        problem.quantity[line] = draw(random, 2, 4);
        problem.weight_grams.push_back(draw(random, 100, 2400));
        problem.volume_mm3.push_back(draw(random, 100'000, 9'000'000));
    }
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        problem.tariff_column.push_back(static_cast<std::uint32_t>(draw(random, 0, 7)));
        for (std::size_t line = 0; line < problem.line_count; ++line) {
            const bool has_some = draw(random, 0, 99) < 45;
            problem.stock[node * problem.line_count + line] = has_some ? draw(random, 1, 3) : 0;
        }
    }
    Plan plan;
    ASSERT_TRUE(PlanSolver().solve(problem, plan));
    EXPECT_EQ(plan.status, PlanStatus::optimal);
    EXPECT_EQ(plan.lower_bound, plan.cost);
    EXPECT_EQ(worth_of(problem, plan)->cost, plan.cost);
}

}  // namespace
}  // namespace earmark
