#include "engine/joint/book_solver.h"

#include "engine/base/check.h"

#include <algorithm>

namespace earmark {

Status solve_sharing(
    PlanSolver& solver,
    SharedStockSolver& sharing_solver,
    const std::vector<SharedStock>& shared,
    PlanProblem& problem,
    Plan& plan
) {
    if (shared.empty()) return solver.solve(problem, plan);
    const auto solve = [&](const PlanProblem& open, std::uint64_t, Plan& tried) {
        return solver.solve(open, tried);
    };
    return sharing_solver.solve(problem, shared, solve, solver.steps_max(), plan);
}

void BookSolver::solve(std::size_t index, Answer& answer) {
    answer.plan.clear();
    answer.bound = 0;
    // At prices that add up to more than a number holds nothing is shipped.
    if (!solve_sharing(solver_, sharing_solver_, shared_, problem_, plan_)) return;
    answer.steps += plan_.steps;
    if (problem_.allow_partial) {
        // Nothing shipped is one. Only a tree around the solver can end before it has any.
        EARMARK_CHECK(
            plan_.has_plan() || !shared_.empty() || !problem_.rate_choices.empty() ||
            !problem_.line_nodes_max.empty() || !problem_.node_lines_max.empty()
        );
        answer.plan.assign(plan_.shipments.begin(), plan_.shipments.end());
        answer.bound = plan_.lower_bound;
        return;
    }
    // All of it or nothing.
    const std::int64_t nothing = book_->order(index).short_value;
    answer.bound = plan_.status == PlanStatus::infeasible ? nothing
                   : plan_.has_plan()                     ? std::min(plan_.lower_bound, nothing)
                                                          : 0;
    if (plan_.has_plan() && plan_.cost < nothing)
        answer.plan.assign(plan_.shipments.begin(), plan_.shipments.end());
}

void BookSolver::relaxed(
    std::size_t index, const JointPrices& prices, const JointStock& left, Answer& answer
) {
    answer.steps = 0;
    shared_.clear();
    book_->make_problem(index, prices, left, problem_);
    departures_.relax(index, prices, left, problem_);
    solve(index, answer);
    departures_.assign(index, prices, left, DepartureChoice::Days::with_any_room, answer.plan);
}

void BookSolver::fitting(
    std::size_t index, const JointPrices& prices, JointStock& left, Answer& answer
) {
    answer.steps = 0;
    book_->find_shared(index, left, shared_);
    book_->make_problem(index, prices, left, problem_);
    departures_.fix(index, prices, left, problem_);
    do {
        solve(index, answer);
    } while (book_->order(index).repeats_items && limit_repeated(index, left, answer));
    departures_.assign(index, prices, left, DepartureChoice::Days::that_fit, answer.plan);
}

/// Leaves to later lines of an item what the plan gives to earlier ones; whether it has to be
/// planned again.
bool BookSolver::limit_repeated(std::size_t index, const JointStock& left, const Answer& answer) {
    const OrderBook::Order& order = book_->order(index);
    const std::size_t lines = order.line_count();
    bool has_changed = false;
    for (const PlannedUnits& planned : answer.plan) {
        const std::uint32_t pair = order.pair[planned.node * lines + planned.line];
        std::int64_t rest = left.stock[pair];
        for (const PlannedUnits& other : answer.plan) {
            if (other.node == planned.node && other.line < planned.line &&
                order.pair[other.node * lines + other.line] == pair)
                rest -= other.units;
        }
        std::int64_t& stock = problem_.stock[planned.node * lines + planned.line];
        if (planned.units <= rest) continue;
        stock = std::max<std::int64_t>(rest, 0);
        has_changed = true;
    }
    return has_changed;
}

}  // namespace earmark
