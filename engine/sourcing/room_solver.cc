#include "engine/sourcing/room_solver.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace earmark {

namespace {

constexpr std::int64_t kOpen = std::numeric_limits<std::int64_t>::max();

}  // namespace

Status RoomSolver::solve(
    const PlanProblem& problem,
    std::uint64_t steps_max,
    const SharedStockSolver::Solve& solve,
    Plan& plan
) {
    plan = {};
    if (!problem.allow_partial && !has_room_for_all(problem)) {
        plan.status = PlanStatus::infeasible;
        return Done{};
    }
    count_units(problem);
    const auto& mixed = room_.front().stock;
    if (std::ranges::all_of(mixed, [](std::int64_t most) { return most == kOpen; }))
        return solve(open_, 0, plan);
    Status solved = shared_.solve(open_, room_, solve, steps_max, plan);
    if (!solved || plan.status == PlanStatus::optimal || plan.status == PlanStatus::infeasible)
        return solved;
    return solve_carefully(problem, solve, plan);
}

RoomSolver::Weights RoomSolver::weights_at(const PlanProblem& problem, std::size_t node) {
    Weights weights{.lightest = kOpen, .heaviest = 1};
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        if (problem.stock_of(node, line) == 0 || problem.quantity[line] == 0) continue;
        weights.lightest = std::min(weights.lightest, problem.room_of(line));
        weights.heaviest = std::max(weights.heaviest, problem.room_of(line));
    }
    weights.lightest = std::min(weights.lightest, weights.heaviest);
    return weights;
}

bool RoomSolver::has_room_for_all(const PlanProblem& problem) {
    std::int64_t wanted = 0;
    for (std::size_t line = 0; line < problem.line_count; ++line)
        wanted += problem.quantity[line] * problem.room_of(line);
    for (const std::int64_t most : problem.capacity) {
        if (most == PlanProblem::kUnlimited) return true;
        wanted -= std::min(wanted, most);
    }
    return wanted == 0;
}

/// The problem, each of whose units counts as one, and what else is to be kept to.
void RoomSolver::count_units(const PlanProblem& problem) {
    open_ = problem;
    open_.room_per_unit.clear();
    room_.assign(1, {});
    SharedStock& room = room_.front();
    for (std::uint32_t line = 0; line < problem.line_count; ++line)
        room.takers.push_back({line, problem.room_of(line)});
    room.stock.assign(problem.node_count, kOpen);
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        const std::int64_t most = problem.capacity[node];
        if (most == PlanProblem::kUnlimited) continue;
        const Weights weights = weights_at(problem, node);
        if (weights.lightest != weights.heaviest) room.stock[node] = most;
        open_.capacity[node] = most / weights.lightest;
        for (std::size_t line = 0; line < problem.line_count; ++line) {
            // Only of lines that it cannot ship whole: others of one item have the same stock.
            const std::int64_t units = most / problem.room_of(line);
            if (units >= problem.quantity[line]) continue;
            std::int64_t& stock = open_.stock[node * problem.line_count + line];
            stock = std::min(stock, units);
        }
    }
}

/// Keeps the plan that takes all units of a node for its heaviest, if that is better or the only
/// one.
Status RoomSolver::solve_carefully(
    const PlanProblem& problem, const SharedStockSolver::Solve& solve, Plan& plan
) {
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        if (problem.capacity[node] != PlanProblem::kUnlimited)
            open_.capacity[node] = problem.capacity[node] / weights_at(problem, node).heaviest;
    }
    Status solved = solve(open_, plan.steps, careful_);
    if (!solved) return solved;
    plan.steps += careful_.steps;
    if (!careful_.has_plan()) return solved;
    const bool fills_first = problem.allow_partial && problem.short_cost.empty();
    const auto value = [&](const Plan& of) {
        return std::pair(fills_first ? of.short_units : 0, of.cost);
    };
    if (plan.has_plan() && value(plan) <= value(careful_)) return solved;
    plan.shipments.swap(careful_.shipments);
    plan.cost = careful_.cost;
    plan.short_units = careful_.short_units;
    plan.status = PlanStatus::feasible;
    plan.lower_bound = std::min(plan.lower_bound, plan.cost);
    plan.ties_settled = false;
    return solved;
}

}  // namespace earmark
