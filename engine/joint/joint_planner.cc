#include "engine/joint/joint_planner.h"

#include "engine/base/check.h"
#include "engine/base/parallel.h"
#include "engine/joint/joint_dive.h"
#include "engine/joint/joint_improvement.h"
#include "engine/joint/joint_repair.h"
#include "engine/joint/joint_run.h"
#include "engine/joint/price_search.h"

#include <algorithm>
#include <array>
#include <utility>

namespace earmark {

namespace {

void write_plan(const JointProblem& problem, const JointState& state, JointPlan& plan) {
    write_joint_figures(state, plan);
    for (std::uint32_t index = 0; index < state.book.count(); ++index) {
        const JointOrder& order = problem.orders[index];
        for (const std::int64_t quantity : order.quantity)
            plan.short_units += quantity;
        for (const PlannedUnits& planned : state.best.plans[index]) {
            plan.shipments.push_back(
                {index, state.book.order(index).nodes[planned.node], planned.line, planned.units}
            );
            plan.short_units -= planned.units;
        }
    }
}

}  // namespace

void write_joint_figures(const JointState& state, JointPlan& plan) {
    plan = {};
    plan.rounds = state.rounds;
    plan.trials = state.trials;
    plan.steps = state.steps;
    plan.cost = state.cost();
    plan.lower_bound = std::min(plan.cost, state.lower_bound());
    const auto add = [&](std::uint32_t node, std::uint32_t item, std::int64_t price) {
        const auto scale = static_cast<double>(state.book.scale());
        if (price > 0) plan.prices.push_back({node, item, static_cast<double>(price) / scale});
    };
    for (std::size_t pair = 0; pair < state.prices.stock.size(); ++pair) {
        const OrderBook::Pair& place = state.book.pairs()[pair];
        add(place.node, place.item, state.prices.stock[pair]);
    }
    for (std::uint32_t node = 0; node < state.book.node_count(); ++node)
        add(node, ShadowPrice::kCapacity, state.prices.limits[node]);
    std::ranges::sort(plan.prices, [](const ShadowPrice& left, const ShadowPrice& right) {
        return left.node != right.node ? left.node < right.node : left.item < right.item;
    });
}

namespace {

/// What is left is planned at full prices, which leave more to others, or at lower ones.
void make_plans(
    JointState& state, const JointPrices& prices, const std::vector<BookSolver::Answer>& wishes
) {
    constexpr std::array<std::int64_t, 3> kQuarters{4, 2, 0};
    std::array<JointChoice, kQuarters.size()> choices;
    std::array<std::uint64_t, kQuarters.size()> steps{};
    parallel_for_each_index(kQuarters.size(), state.options.threads, [&](std::size_t at) {
        const JointPrices share = share_of(prices, kQuarters[at]);
        choices[at] = repaired(state.book, share, wishes, steps[at]);
    });
    for (std::size_t at = 0; at < choices.size(); ++at) {
        state.steps += steps[at];
        if (choices[at].cost < state.best.cost) state.best = std::move(choices[at]);
    }
}

}  // namespace

void run_joint_search(JointState& state) {
    const JointOptions& options = state.options;
    PriceSearch search(state);
    search.run(
        options.steps_max / 2,
        [&](const JointPrices& prices, const std::vector<BookSolver::Answer>& wishes) {
            make_plans(state, prices, wishes);
        }
    );
    if (state.has_many()) {
        JointDive dive(state, search.scarce_pairs(), search.scarce_limits());
        dive.run((options.steps_max - std::min(options.steps_max, state.steps)) / 2);
    }
    JointImprovement improvement(state);
    improvement.run(options.steps_max - std::min(options.steps_max, state.steps));
    state.tell();
}

Status plan_jointly(const JointProblem& problem, const JointOptions& options, JointPlan& plan) {
    EARMARK_CHECK(options.threads > 0);
    const auto cost_max = check_joint_problem(problem);
    if (!cost_max) return cost_max.error();
    const OrderBook book(problem, *cost_max);
    JointState state(book, options);
    run_joint_search(state);
    write_plan(problem, state, plan);
    return Done{};
}

}  // namespace earmark
