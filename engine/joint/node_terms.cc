#include "engine/joint/node_terms.h"

#include <algorithm>

namespace earmark {

namespace {

std::span<std::uint8_t> carried_by(std::size_t choice, PlanProblem& problem) {
    const std::size_t lines = problem.line_count;
    return std::span(problem.choice_carries).subspan(choice * lines, lines);
}

void lower(std::int64_t& most, std::int64_t by) {
    most = most == PlanProblem::kUnlimited ? by : std::min(most, by);
}

void tell_rows(std::span<const std::int64_t> rows, PlanProblem& problem) {
    problem.line_rows.assign(problem.line_count, 1);
    std::ranges::copy(rows, problem.line_rows.begin());
}

}  // namespace

void close_node(std::size_t node, PlanProblem& problem) {
    const auto begin =
        problem.stock.begin() + static_cast<std::ptrdiff_t>(node * problem.line_count);
    std::fill_n(begin, problem.line_count, 0);
}

void close_choice(std::size_t choice, PlanProblem& problem) {
    std::ranges::fill(carried_by(choice, problem), std::uint8_t{0});
}

bool is_open(std::size_t choice, const PlanProblem& problem) {
    const std::size_t lines = problem.line_count;
    const auto carried = std::span(problem.choice_carries).subspan(choice * lines, lines);
    return std::find(carried.begin(), carried.end(), 1) != carried.end();
}

void limit_node(std::size_t node, std::int64_t units, PlanProblem& problem) {
    if (problem.capacity.empty())
        problem.capacity.assign(problem.node_count, PlanProblem::kUnlimited);
    lower(problem.capacity[node], units);
}

void limit_choice(std::size_t choice, std::int64_t units, PlanProblem& problem) {
    lower(problem.rate_choices[choice].units_max, units);
}

void limit_lines(
    std::size_t node, std::int64_t lines, std::span<const std::int64_t> rows, PlanProblem& problem
) {
    if (problem.node_lines_max.empty())
        problem.node_lines_max.assign(problem.node_count, PlanProblem::kUnlimited);
    tell_rows(rows, problem);
    lower(problem.node_lines_max[node], lines);
}

void limit_choice_lines(
    std::size_t choice, std::int64_t lines, std::span<const std::int64_t> rows, PlanProblem& problem
) {
    tell_rows(rows, problem);
    lower(problem.rate_choices[choice].rows_max, lines);
}

void add_to_units(std::size_t node, std::int64_t price, PlanProblem& problem) {
    for (std::size_t line = 0; price > 0 && line < problem.line_count; ++line)
        problem.unit_cost[node * problem.line_count + line] += price * problem.room_of(line);
}

void add_to_lines(std::size_t node, std::int64_t price, PlanProblem& problem) {
    if (price == 0) return;
    if (problem.line_cost.empty()) problem.line_cost.assign(problem.node_count, 0);
    problem.line_cost[node] += price;
}

}  // namespace earmark
