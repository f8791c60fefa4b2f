#include "engine/sourcing/choice_solver.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

constexpr std::int64_t kUnlimited = PlanProblem::kUnlimited;

std::int64_t least(std::int64_t left, std::int64_t right) {
    if (left == kUnlimited) return right;
    return right == kUnlimited ? left : std::min(left, right);
}

}  // namespace

Status ChoiceSolver::solve(
    const PlanProblem& problem, std::uint64_t steps_max, const Solve& solve, Plan& plan
) {
    spread(problem);
    Status solved = tree_.search(
        spread_,
        {.solves_max = kSolvesMax, .steps_max = steps_max, .dives_max = kDivesMax},
        [&](const Branch&, std::uint64_t steps_before, Plan& tried) {
            return solve(spread_, steps_before, tried);
        },
        [&](const Plan& tried, const Branch& branch, std::vector<Branch>& branches) {
            return divide(tried, branch, branches);
        },
        plan
    );
    if (!solved) return solved;
    // Choices stand in the order of their nodes, so the plan keeps its order.
    for (PlannedUnits& planned : plan.shipments)
        planned.node = origin_[planned.node];
    plan.ties_settled = false;
    return Done{};
}

/// The problem with a node for each choice in place of each node that has some.
void ChoiceSolver::spread(const PlanProblem& problem) {
    spread_.reset(problem.line_count, 0);
    spread_.quantity = problem.quantity;
    spread_.short_cost = problem.short_cost;
    spread_.counts_as = problem.counts_as;
    spread_.item = problem.item;
    spread_.shipments_max = problem.shipments_max;
    spread_.split_penalty = problem.split_penalty;
    spread_.line_split = problem.line_split;
    spread_.allow_partial = problem.allow_partial;
    spread_.line_nodes_max = problem.line_nodes_max;
    spread_.line_rows = problem.line_rows;
    spread_.row_group = problem.row_group;
    spread_.room_per_unit = problem.room_per_unit;
    spread_.rate_columns = problem.rate_columns;
    spread_.rate_steps = problem.rate_steps;
    spread_.weight_grams = problem.weight_grams;
    spread_.volume_mm3 = problem.volume_mm3;
    spread_.units_per_weight = problem.units_per_weight;
    origin_.clear();
    limits_units_ = problem.limits_units();
    limits_rows_ = problem.limits_rows();
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        const auto choices = problem.choices_of(node);
        if (choices.empty()) add_node(problem, node, nullptr);
        for (const RateChoice& choice : choices)
            add_node(problem, node, &choice);
    }
}

void ChoiceSolver::add_node(
    const PlanProblem& problem, std::uint32_t node, const RateChoice* choice
) {
    origin_.push_back(node);
    ++spread_.node_count;
    spread_.fixed_cost.push_back(
        problem.fixed_cost[node] + (choice == nullptr ? 0 : choice->extra)
    );
    if (!problem.line_cost.empty()) spread_.line_cost.push_back(problem.line_cost[node]);
    if (limits_units_) {
        spread_.capacity.push_back(least(
            problem.capacity.empty() ? kUnlimited : problem.capacity[node],
            choice == nullptr ? kUnlimited : choice->units_max
        ));
    }
    if (limits_rows_) {
        spread_.node_lines_max.push_back(least(
            problem.node_lines_max.empty() ? kUnlimited : problem.node_lines_max[node],
            choice == nullptr ? kUnlimited : choice->rows_max
        ));
    }
    spread_.tariff_column.push_back(
        choice == nullptr ? problem.tariff_column[node] : choice->column
    );
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        const bool carries = choice == nullptr || problem.carries(*choice, line);
        spread_.stock.push_back(carries ? problem.stock_of(node, line) : 0);
        spread_.unit_cost.push_back(problem.unit_cost_of(node, line));
    }
    const auto add_marks = [&](const std::vector<std::uint8_t>& marks, auto& spread) {
        if (marks.empty()) return;
        const auto first = marks.begin() + static_cast<std::ptrdiff_t>(node * problem.line_count);
        spread.insert(spread.end(), first, first + static_cast<std::ptrdiff_t>(problem.line_count));
    };
    add_marks(problem.line_nodes_free, spread_.line_nodes_free);
    add_marks(problem.rows_there, spread_.rows_there);
}

/// At the first node that ships by two of its choices.
bool ChoiceSolver::divide(const Plan& plan, const Branch& branch, std::vector<Branch>& branches)
    const {
    const auto& shipments = plan.shipments;
    const auto ships_twice = std::adjacent_find(
        shipments.begin(),
        shipments.end(),
        [&](const PlannedUnits& left, const PlannedUnits& right) {
            return left.node != right.node && origin_[left.node] == origin_[right.node];
        }
    );
    if (ships_twice == shipments.end()) return false;
    const auto [first, last] =
        std::equal_range(origin_.begin(), origin_.end(), origin_[ships_twice->node]);
    const auto begin = static_cast<std::size_t>(first - origin_.begin());
    const auto end = static_cast<std::size_t>(last - origin_.begin());
    const std::size_t lines = spread_.line_count;
    // First that by which the plan ships most there.
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    for (std::size_t kept = begin; kept < end; ++kept) {
        std::int64_t units = 0;
        for (const PlannedUnits& planned : shipments)
            if (planned.node == kept) units += planned.units;
        order.emplace_back(-units, kept);
    }
    std::ranges::sort(order);
    for (const auto& [units, kept] : order) {
        Branch& made = branches.emplace_back(branch);
        for (std::size_t place = begin * lines; place < end * lines; ++place) {
            if (place / lines != kept) made.cuts.emplace_back(place, 0);
        }
    }
    return true;
}

}  // namespace earmark
