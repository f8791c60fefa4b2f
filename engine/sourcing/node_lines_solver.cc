#include "engine/sourcing/node_lines_solver.h"

#include "engine/sourcing/plan_cost.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace earmark {

Status NodeLinesSolver::solve(
    const PlanProblem& problem, std::uint64_t steps_max, const Solve& solve, Plan& plan
) {
    constexpr std::size_t kDivesMax = 1'024;
    problem_ = &problem;
    plan = {};
    if (!problem.allow_partial && !has_room_for_all()) {
        plan.status = PlanStatus::infeasible;
        return Done{};
    }
    open_ = problem;
    open_.node_lines_max.clear();
    open_.line_rows.clear();
    open_.row_group.clear();
    open_.rows_there.clear();
    return tree_.search(
        open_,
        {.solves_max = kSolvesMax, .steps_max = steps_max, .dives_max = kDivesMax},
        [&](const PlanTree::Branch&, std::uint64_t steps_before, Plan& tried) {
            return solve(open_, steps_before, tried);
        },
        [&](const Plan& tried, const PlanTree::Branch& branch, auto& branches) {
            return divide(tried, branch, branches);
        },
        plan
    );
}

/// Each line that is wanted leaves from one node at least.
bool NodeLinesSolver::has_room_for_all() const {
    std::int64_t rows = 0;
    for (std::size_t line = 0; line < problem_->line_count; ++line) {
        if (problem_->quantity[line] == 0) continue;
        bool is_counted = false;
        for (std::size_t other = 0; other < line && !is_counted; ++other)
            is_counted = problem_->quantity[other] > 0 && problem_->are_of_one_row(other, line);
        std::int64_t least = problem_->rows_of(0, line);
        for (std::size_t node = 1; node < problem_->node_count; ++node)
            least = std::min(least, problem_->rows_of(node, line));
        if (!is_counted) rows += least;
    }
    for (const std::int64_t most : problem_->node_lines_max) {
        if (most == PlanProblem::kUnlimited) return true;
        rows -= std::min(rows, most);
    }
    return rows == 0;
}

/// A whole line that leaves from there leaves from nowhere else: so branches have no plan in
/// common.
void NodeLinesSolver::keep_at(std::uint32_t node, std::uint32_t line, PlanTree::Branch& branch)
    const {
    branch.used.push_back(std::size_t{node} * problem_->line_count + line);
    for (std::size_t other = 0; other < problem_->node_count; ++other) {
        if (other == node || problem_->stock_of(other, line) == 0) continue;
        branch.cuts.emplace_back(other * problem_->line_count + line, 0);
    }
}

/// The first of them.
void NodeLinesSolver::leave_one_of_each_row() {
    std::size_t kept = 0;
    for (const std::uint32_t line : lines_) {
        const bool is_known = std::any_of(
            lines_.begin(),
            lines_.begin() + static_cast<std::ptrdiff_t>(kept),
            [&](std::uint32_t other) { return problem_->are_of_one_row(other, line); }
        );
        if (!is_known) lines_[kept++] = line;
    }
    lines_.resize(kept);
}

/// False: the plan keeps to the limits. Else divides the first shipment that does not.
bool NodeLinesSolver::divide(
    const Plan& plan, const PlanTree::Branch& branch, std::vector<PlanTree::Branch>& branches
) {
    for (auto begin = plan.shipments.begin(), end = begin; begin != plan.shipments.end();
         begin = end) {
        const std::uint32_t node = begin->node;
        while (end != plan.shipments.end() && end->node == node)
            ++end;
        const std::int64_t most = problem_->node_lines_max[node];
        if (most == PlanProblem::kUnlimited || rows_of(*problem_, {begin, end}) <= most) continue;
        lines_.clear();
        for (auto planned = begin; planned != end; ++planned)
            if (problem_->rows_of(node, planned->line) > 0) lines_.push_back(planned->line);
        // Those that stay; then those of the most rows: the fewest that are too many.
        const auto place_of = [&](std::uint32_t line) {
            return node * problem_->line_count + line;
        };
        const auto rank = [&](std::uint32_t line) {
            const bool stays = std::ranges::find(branch.used, place_of(line)) != branch.used.end();
            return std::tuple(stays ? 0 : 1, -problem_->rows_of(node, line), line);
        };
        std::ranges::sort(lines_, {}, rank);
        leave_one_of_each_row();
        std::int64_t rows = 0;
        PlanTree::Branch with = branch;
        for (const std::uint32_t line : lines_) {
            if (std::get<0>(rank(line)) == 0) {
                rows += problem_->rows_of(node, line);
                continue;
            }
            branches.emplace_back(with).cuts.emplace_back(place_of(line), 0);
            rows += problem_->rows_of(node, line);
            if (rows > most) break;
            if (!problem_->line_split) keep_at(node, line, with);
        }
        return true;
    }
    return false;
}

}  // namespace earmark
