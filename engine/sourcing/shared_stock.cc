#include "engine/sourcing/shared_stock.h"

#include "engine/base/check.h"
#include "engine/sourcing/incumbent.h"

#include <algorithm>
#include <tuple>

namespace earmark {

bool SharedStockSolver::is_cheaper(const Branch& branch, const Branch& other) {
    return std::tie(branch.short_units, branch.cost) < std::tie(other.short_units, other.cost);
}

Status SharedStockSolver::solve(
    PlanProblem& problem,
    const std::vector<SharedStock>& shared,
    PlanSolver& solver,
    std::uint64_t steps_max,
    Plan& plan
) {
    shared_ = &shared;
    fills_first_ = problem.allow_partial && problem.short_cost.empty();
    const auto is_later = [](const Branch& branch, const Branch& other) {
        return is_cheaper(other, branch);
    };
    open_.assign(1, Branch{});
    unproven_.clear();
    best_ = {};
    best_.status = PlanStatus::infeasible;
    std::uint64_t steps = 0;
    for (std::size_t solves = 0; !open_.empty(); ++solves) {
        if (solves == kSolvesMax || steps >= steps_max) break;
        std::pop_heap(open_.begin(), open_.end(), is_later);
        Branch branch = std::move(open_.back());
        open_.pop_back();
        // What costs as much as the best may still come first.
        if (best_.has_plan() &&
            std::pair(short_of(best_), best_.cost) < std::pair(branch.short_units, branch.cost))
            break;
        if (const Status solved = solve_branch(problem, branch, solver); !solved) return solved;
        steps += tried_.steps;
        const bool is_proven =
            tried_.status == PlanStatus::optimal || tried_.status == PlanStatus::infeasible;
        if (tried_.status == PlanStatus::infeasible) continue;
        // Without proof another plan may fill more and cost less.
        branch.short_units = is_proven ? short_of(tried_) : 0;
        branch.cost = is_proven || !problem.allow_partial ? tried_.lower_bound : 0;
        if (!tried_.has_plan()) {
            unproven_.push_back(std::move(branch));
            continue;
        }
        if (auto over = overdraft(problem)) {
            const std::size_t before = open_.size();
            divide(problem, branch, *over);
            for (std::size_t end = before + 1; end <= open_.size(); ++end) {
                std::push_heap(
                    open_.begin(), open_.begin() + static_cast<std::ptrdiff_t>(end), is_later
                );
            }
            continue;
        }
        keep_best();
        if (!is_proven) unproven_.push_back(std::move(branch));
    }
    finish(problem.allow_partial, steps, plan);
    return Done{};
}

/// Into tried_; the problem's stock is as it was afterwards.
Status SharedStockSolver::solve_branch(
    PlanProblem& problem, const Branch& branch, PlanSolver& solver
) {
    std::vector<Cut> before;
    before.reserve(branch.cuts.size());
    for (const auto& [place, units] : branch.cuts) {
        before.emplace_back(place, problem.stock[place]);
        problem.stock[place] = std::min(problem.stock[place], units);
    }
    const Status solved = solver.solve(problem, tried_);
    for (auto cut = before.rbegin(); cut != before.rend(); ++cut)
        problem.stock[cut->first] = cut->second;
    return solved;
}

/// The first overdraft of the plan that was tried, in the order of things and nodes.
std::optional<SharedStockSolver::Overdraft> SharedStockSolver::overdraft(const PlanProblem& problem
) const {
    std::vector<std::int64_t> taken;
    for (const SharedStock& shared : *shared_) {
        taken.assign(problem.node_count, 0);
        for (const PlannedUnits& planned : tried_.shipments) {
            for (const SharedStock::Taker& taker : shared.takers) {
                if (taker.line == planned.line)
                    taken[planned.node] += taker.per_unit * planned.units;
            }
        }
        for (std::uint32_t node = 0; node < taken.size(); ++node) {
            if (taken[node] <= shared.stock[node]) continue;
            Overdraft over{&shared, node, taken[node] - shared.stock[node], {}};
            for (const PlannedUnits& planned : tried_.shipments) {
                if (planned.node != node) continue;
                for (const SharedStock::Taker& taker : shared.takers)
                    if (taker.line == planned.line) over.takers.emplace_back(taker, planned.units);
            }
            return over;
        }
    }
    return std::nullopt;
}

/// Leaves out takers without which the rest still takes too much: then each one that is left, less
/// what is too much, is still something.
void SharedStockSolver::leave_needed(Overdraft& over) {
    std::ranges::sort(over.takers, [](const auto& left, const auto& right) {
        return std::pair(left.first.per_unit * left.second, left.first.line) <
               std::pair(right.first.per_unit * right.second, right.first.line);
    });
    std::erase_if(over.takers, [&](const auto& taker) {
        const std::int64_t units = taker.first.per_unit * taker.second;
        if (over.excess - units <= 0) return false;
        over.excess -= units;
        return true;
    });
}

/// Every plan that keeps to the stock is in one of the branches, and the plan that was tried is in
/// none. With x units of each taker i, x' = x - d of it where all d together are less than what is
/// too much: either some taker but the last ships less than its x', or all ship at least that, and
/// the last no more than they leave. The d are large, so that a few levels of the tree are enough.
void SharedStockSolver::divide(const PlanProblem& problem, const Branch& branch, Overdraft& over) {
    leave_needed(over);
    const auto count = static_cast<std::int64_t>(over.takers.size());
    EARMARK_CHECK(count > 1);
    std::int64_t left = over.of->stock[over.node];
    for (std::int64_t index = 0; index < count; ++index) {
        const auto& [taker, units] = over.takers[static_cast<std::size_t>(index)];
        const std::int64_t less = over.excess / (count * taker.per_unit);
        const bool is_last = index + 1 == count;
        const std::int64_t most = is_last ? left / taker.per_unit : units - less - 1;
        EARMARK_CHECK(most >= 0 && most < units);
        left -= taker.per_unit * (units - less);
        Branch& made = open_.emplace_back(branch);
        made.cuts.emplace_back(over.node * problem.line_count + taker.line, most);
    }
}

void SharedStockSolver::keep_best() {
    const auto value = [&](const Plan& plan) { return std::pair(short_of(plan), plan.cost); };
    const bool is_better =
        !best_.has_plan() || value(tried_) < value(best_) ||
        (value(tried_) == value(best_) && comes_first(tried_.shipments, best_.shipments));
    if (!is_better) return;
    best_.shipments = tried_.shipments;
    best_.cost = tried_.cost;
    best_.short_units = tried_.short_units;
    best_.ties_settled = tried_.ties_settled;
    best_.status = PlanStatus::optimal;
}

void SharedStockSolver::finish(bool is_partial, std::uint64_t steps, Plan& plan) const {
    plan = best_;
    plan.steps = steps;
    plan.lower_bound = best_.cost;
    bool is_proven = true;
    for (const auto* branches : {&open_, &unproven_}) {
        for (const Branch& branch : *branches) {
            const auto bound = std::pair(branch.short_units, branch.cost);
            const auto value = std::pair(short_of(best_), best_.cost);
            if (best_.has_plan() && bound > value) continue;
            plan.ties_settled = false;
            if (best_.has_plan() && bound == value) continue;
            is_proven = false;
            plan.lower_bound = is_partial ? 0 : std::min(plan.lower_bound, branch.cost);
        }
    }
    if (is_proven) return;
    plan.status = best_.has_plan() ? PlanStatus::feasible : PlanStatus::undecided;
}

}  // namespace earmark
