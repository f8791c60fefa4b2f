#include "engine/order_solver.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace earmark {

Status OrderSolver::solve(Plan& plan) {
    return candidates_.has_network_items() ? solve_beside_groups(plan)
                                           : solve_with(candidates_.shared(), {}, plan);
}

Status OrderSolver::solve_with(
    const std::vector<SharedStock>& shared, const OverdraftCheck& check, Plan& plan
) {
    PlanProblem& problem = candidates_.problem();
    const auto solve = [&](const PlanProblem& open, std::uint64_t, Plan& tried) {
        return solver_.solve(open, tried);
    };
    const Status solved =
        shared.empty() && !check.find
            ? solver_.solve(problem, plan)
            : shared_solver_.solve(problem, shared, solve, steps_left_, plan, check);
    if (solved) steps_left_ -= std::min(steps_left_, plan.steps);
    return solved;
}

/// Most plans take no more than groups leave. Where the best would, one that is made of what they
/// leave when it is shared out to nodes, the cheapest first, is the least that the tree has to
/// find.
Status OrderSolver::solve_beside_groups(Plan& plan) {
    if (!candidates_.problem().allow_partial && candidates_.is_beyond_reach()) {
        plan = {};
        plan.status = PlanStatus::infeasible;
        return Done{};
    }
    const auto find = [this](const Plan& tried) { return candidates_.find_overdraft(tried); };
    Status solved = solve_with(candidates_.shared(), {}, plan);
    if (!solved || plan.status == PlanStatus::infeasible) return solved;
    if (plan.has_plan() && !find(plan)) return solved;
    Plan known;
    solved = solve_shared_out(known);
    if (!solved) return solved;
    const bool is_known = known.has_plan() && !find(known);
    return solve_with(
        candidates_.shared(),
        {.find = find,
         .steps_of_unit = candidates_.look_steps(),
         .known = is_known ? &known : nullptr},
        plan
    );
}

Status OrderSolver::solve_shared_out(Plan& plan) {
    PlanProblem& problem = candidates_.problem();
    const std::vector<std::int64_t> stock = problem.stock;
    std::vector<SharedStock> shared = candidates_.shared();
    for (SharedStock& share : candidates_.network_shares()) {
        for (const SharedStock::Taker& taker : share.takers) {
            for (std::size_t node = 0; node < problem.node_count; ++node) {
                std::int64_t& most = problem.stock[node * problem.line_count + taker.line];
                most = std::min(most, share.stock[node] / taker.per_unit);
            }
        }
        if (share.takers.size() > 1) shared.push_back(std::move(share));
    }
    const Status solved = solve_with(shared, {}, plan);
    problem.stock = stock;
    return solved;
}

}  // namespace earmark
