#include "engine/sourcing/plan_tree.h"

#include "engine/sourcing/incumbent.h"

#include <algorithm>
#include <tuple>

namespace earmark {

namespace {

bool is_later(const PlanTree::Branch& branch, const PlanTree::Branch& other) {
    return std::tie(other.short_units, other.cost) < std::tie(branch.short_units, branch.cost);
}

}  // namespace

Status PlanTree::search(
    PlanProblem& problem, const Limits& limits, const Solve& solve, const Divide& divide, Plan& plan
) {
    fills_first_ = problem.allow_partial && problem.short_cost.empty();
    open_.assign(1, Branch{});
    unproven_.clear();
    best_ = limits.known == nullptr ? Plan() : *limits.known;
    best_.status = limits.known == nullptr ? PlanStatus::infeasible : PlanStatus::optimal;
    std::uint64_t steps = 0;
    for (std::size_t solves = 0; !open_.empty(); ++solves) {
        if (solves == limits.solves_max || steps >= limits.steps_max) break;
        std::pop_heap(open_.begin(), open_.end(), is_later);
        Branch branch = std::move(open_.back());
        open_.pop_back();
        // What costs as much as the best may still come first.
        if (best_.has_plan() &&
            std::pair(short_of(best_), best_.cost) < std::pair(branch.short_units, branch.cost))
            break;
        if (const Status solved = solve_branch(problem, branch, solve, steps); !solved)
            return solved;
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
        const std::size_t before = open_.size();
        if (divide(tried_, branch, open_)) {
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
Status PlanTree::solve_branch(
    PlanProblem& problem, const Branch& branch, const Solve& solve, std::uint64_t steps
) {
    std::vector<Cut> before;
    before.reserve(branch.cuts.size());
    for (const auto& [place, units] : branch.cuts) {
        before.emplace_back(place, problem.stock[place]);
        problem.stock[place] = std::min(problem.stock[place], units);
    }
    const Status solved = solve(branch, steps, tried_);
    for (auto cut = before.rbegin(); cut != before.rend(); ++cut)
        problem.stock[cut->first] = cut->second;
    return solved;
}

void PlanTree::keep_best() {
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

void PlanTree::finish(bool is_partial, std::uint64_t steps, Plan& plan) const {
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
