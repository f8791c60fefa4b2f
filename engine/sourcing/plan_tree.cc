#include "engine/sourcing/plan_tree.h"

#include "engine/sourcing/incumbent.h"

#include <algorithm>
#include <iterator>
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
    const Search search{problem, solve, divide};
    fills_first_ = problem.allow_partial && problem.short_cost.empty();
    open_.assign(1, Branch{});
    unproven_.clear();
    best_ = limits.known == nullptr ? Plan() : *limits.known;
    best_.status = limits.known == nullptr ? PlanStatus::infeasible : PlanStatus::optimal;
    steps_ = 0;
    for (std::size_t solves = 0; !open_.empty(); ++solves) {
        if (solves == limits.solves_max || steps_ >= limits.steps_max) break;
        std::pop_heap(open_.begin(), open_.end(), is_later);
        Branch branch = std::move(open_.back());
        open_.pop_back();
        // What costs as much as the best may still come first.
        if (best_.has_plan() &&
            std::pair(short_of(best_), best_.cost) < std::pair(branch.short_units, branch.cost))
            break;
        if (const Status looked = look_at(search, std::move(branch), steps_); !looked)
            return looked;
        for (Branch& made : made_) {
            open_.push_back(std::move(made));
            std::push_heap(open_.begin(), open_.end(), is_later);
        }
    }
    if (!best_.has_plan()) {
        if (const Status dived = dive(search, limits); !dived) return dived;
    }
    finish(problem.allow_partial, plan);
    return Done{};
}

/// Solves a branch: made_ are those that it is divided into, else its plan may be the best.
Status PlanTree::look_at(const Search& search, Branch branch, std::uint64_t steps_before) {
    made_.clear();
    if (const Status solved = solve_branch(search, branch, steps_before); !solved) return solved;
    steps_ += tried_.steps;
    const bool is_proven =
        tried_.status == PlanStatus::optimal || tried_.status == PlanStatus::infeasible;
    if (tried_.status == PlanStatus::infeasible) return Done{};
    // Without proof another plan may fill more and cost less.
    branch.short_units = is_proven ? short_of(tried_) : 0;
    branch.cost = is_proven || !search.problem.allow_partial ? tried_.lower_bound : 0;
    if (!tried_.has_plan()) {
        unproven_.push_back(std::move(branch));
        return Done{};
    }
    if (search.divide(tried_, branch, made_)) return Done{};
    keep_best();
    if (!is_proven) unproven_.push_back(std::move(branch));
    return Done{};
}

Status PlanTree::dive(const Search& search, const Limits& limits) {
    constexpr std::uint64_t kPart = 16;
    std::vector<Branch> ways;  // The one to go next is last.
    for (std::size_t dives = 0; dives < limits.dives_max && !best_.has_plan(); ++dives) {
        if (ways.empty()) {
            if (open_.empty()) break;
            std::pop_heap(open_.begin(), open_.end(), is_later);
            ways.push_back(std::move(open_.back()));
            open_.pop_back();
        }
        Branch branch = std::move(ways.back());
        ways.pop_back();
        const std::uint64_t before = limits.steps_max - limits.steps_max / kPart;
        if (const Status looked = look_at(search, std::move(branch), before); !looked)
            return looked;
        std::move(made_.rbegin(), made_.rend(), std::back_inserter(ways));
    }
    std::ranges::move(ways, std::back_inserter(open_));
    return Done{};
}

/// Into tried_; the problem's stock is as it was afterwards.
Status PlanTree::solve_branch(
    const Search& search, const Branch& branch, std::uint64_t steps_before
) {
    std::vector<std::int64_t>& stock = search.problem.stock;
    std::vector<Cut> before;
    before.reserve(branch.cuts.size());
    for (const auto& [place, units] : branch.cuts) {
        before.emplace_back(place, stock[place]);
        stock[place] = std::min(stock[place], units);
    }
    const Status solved = search.solve(branch, steps_before, tried_);
    for (auto cut = before.rbegin(); cut != before.rend(); ++cut)
        stock[cut->first] = cut->second;
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

void PlanTree::finish(bool is_partial, Plan& plan) const {
    plan = best_;
    plan.steps = steps_;
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
