#include "engine/sourcing/plan_solver.h"

#include "engine/sourcing/plan_cost.h"

#include <algorithm>

namespace earmark {

Status PlanSolver::solve(const PlanProblem& problem, Plan& plan) {
    const auto bounds = check_problem(problem);
    if (!bounds) return bounds.error();
    if (problem.rate_choices.empty()) return solve_in_room(problem, *bounds, 0, plan);
    return solve_with_choices(problem, *bounds, plan);
}

std::uint64_t PlanSolver::steps_max_of(const PlanProblem& problem) const {
    return problem.line_count <= kProvenLinesMax ? proof_steps_max_ : steps_max_;
}

Status PlanSolver::solve_with_choices(
    const PlanProblem& problem, const PlanBounds& bounds, Plan& plan
) {
    const Status solved = choices_.solve(
        problem,
        steps_max_of(problem),
        [&](const PlanProblem& spread, std::uint64_t steps_before, Plan& tried) -> Status {
            const auto own = check_problem(spread);
            if (!own) return own.error();
            return solve_in_room(spread, *own, steps_before, tried);
        },
        plan
    );
    if (!solved || plan.status != PlanStatus::feasible) return solved;
    // What is not proven may go by choices that are not the cheapest.
    plan.cost = shipping_cost(problem, bounds, plan.shipments);
    if (problem.allow_partial) plan.cost += shortage_cost(problem, plan.shipments);
    plan.lower_bound = std::min(plan.lower_bound, plan.cost);
    return solved;
}

/// A problem without choices. Of the budget `steps_before` were taken before.
Status PlanSolver::solve_in_room(
    const PlanProblem& problem, const PlanBounds& bounds, std::uint64_t steps_before, Plan& plan
) {
    if (problem.capacity.empty() || problem.room_per_unit.empty())
        return solve_limited(problem, bounds, steps_before, plan);
    const std::uint64_t steps_max = steps_max_of(problem);
    return rooms_.solve(
        problem,
        steps_max - std::min(steps_max, steps_before),
        [&](const PlanProblem& open, std::uint64_t steps_of_tree, Plan& tried) {
            return solve_limited(open, bounds, steps_before + steps_of_tree, tried);
        },
        plan
    );
}

/// A problem without choices, each of whose units counts as one. Of the budget `steps_before` were
/// taken before.
Status PlanSolver::solve_limited(
    const PlanProblem& problem, const PlanBounds& bounds, std::uint64_t steps_before, Plan& plan
) {
    if (problem.node_lines_max.empty()) return solve_open(problem, bounds, steps_before, plan);
    const std::uint64_t steps_max = steps_max_of(problem);
    return node_lines_.solve(
        problem,
        steps_max - std::min(steps_max, steps_before),
        [&](const PlanProblem& open, std::uint64_t steps_of_tree, Plan& tried) {
            return solve_open(open, bounds, steps_before + steps_of_tree, tried);
        },
        plan
    );
}

/// A problem without limits of nodes' lines either. Of the budget `steps_before` were taken before.
Status PlanSolver::solve_open(
    const PlanProblem& problem, const PlanBounds& bounds, std::uint64_t steps_before, Plan& plan
) {
    if (problem.line_nodes_max.empty()) {
        solve_checked(problem, bounds, steps_before, plan);
        return Done{};
    }
    const std::uint64_t steps_max = steps_max_of(problem);
    return line_nodes_.solve(
        problem,
        steps_max - std::min(steps_max, steps_before),
        [&](const PlanProblem& narrowed, std::uint64_t steps_of_tree, Plan& tried) -> Status {
            const auto own = check_problem(narrowed);
            if (!own) return own.error();
            solve_checked(narrowed, *own, steps_before + steps_of_tree, tried);
            return Done{};
        },
        plan
    );
}

/// Of the budget `steps_before` were taken before.
void PlanSolver::solve_checked(
    const PlanProblem& problem, const PlanBounds& bounds, std::uint64_t steps_before, Plan& plan
) {
    model_.reset(problem, bounds);
    const bool is_to_be_proven = model_.line_count() <= kProvenLinesMax;
    budget_ = StepBudget{is_to_be_proven ? proof_steps_max_ : steps_max_};
    budget_.limit -= std::min(budget_.limit, steps_before);
    budget_.used = problem.node_count * problem.line_count;
    // Every plan that the order accepts costs less than the bound on costs.
    incumbent_.reset(model_.must_fill() ? bounds.cost_max + problem.split_penalty : kNoValue);
    bound_ = kNoValue;
    ties_settled_ = true;
    if (!model_.is_hopeless()) search();
    write_plan(plan);
}

/// The nodes that can ship some line, in order.
void PlanSolver::find_nodes() {
    nodes_.clear();
    const PlanProblem& problem = model_.problem();
    const bool is_open = model_.is_split() && !model_.has_capacities();
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        if (is_open) {
            // What a node has of any line it can ship.
            const std::int64_t* stock = problem.stock.data() + node * problem.line_count;
            std::int64_t any = 0;
            for (const std::uint32_t line : model_.lines())
                any |= stock[line];
            if (any != 0) nodes_.push_back(node);
            continue;
        }
        for (std::size_t line = 0; line < model_.line_count(); ++line) {
            if (model_.most_units(node, line) == 0) continue;
            nodes_.push_back(node);
            break;
        }
    }
}

void PlanSolver::search() {
    incumbent_.offer({}, model_.value_of({}));
    if (model_.line_count() == 0) return;
    const bool is_whole = !model_.is_split();
    // Without tariffs bounds are mostly exact, and two lines of a node are read at a time.
    if (is_whole && model_.line_count() <= WholeLineShortlist::kLinesMax &&
        model_.problem().has_tariffs())
        return shortlist_.solve(model_, incumbent_, budget_);
    model_.bound_tariffs();
    if (is_whole && model_.line_count() <= WholeLineCover::kLinesMax) {
        if (line_search_.run(model_, incumbent_, budget_)) return;
        nodes_.clear();
        for (std::size_t i = 0; i < line_search_.rows().count(); ++i)
            nodes_.push_back(line_search_.rows().row(i).node);
        const std::int64_t value = cover_.solve(model_, nodes_, budget_.used);
        incumbent_.offer(cover_.plan(), value);
        return;
    }
    find_nodes();
    bound_ = node_search_.run(model_, nodes_, incumbent_, budget_);
    ties_settled_ = node_search_.ties_settled();
}

void PlanSolver::write_plan(Plan& plan) {
    plan.steps = budget_.used;
    plan.shipments.assign(incumbent_.plan().begin(), incumbent_.plan().end());
    plan.short_units = model_.short_units_of(plan.shipments);
    const bool is_proven = bound_ >= incumbent_.value();
    plan.ties_settled = is_proven && ties_settled_;
    if (!incumbent_.has_plan()) {
        plan.status = is_proven ? PlanStatus::infeasible : PlanStatus::undecided;
        plan.cost = 0;
        plan.lower_bound = is_proven ? 0 : model_.cost_bound(bound_, 0);
        return;
    }
    plan.cost = model_.cost_of(plan.shipments);
    plan.status = is_proven ? PlanStatus::optimal : PlanStatus::feasible;
    plan.lower_bound =
        is_proven ? plan.cost : std::min(plan.cost, model_.cost_bound(bound_, plan.short_units));
}

}  // namespace earmark
