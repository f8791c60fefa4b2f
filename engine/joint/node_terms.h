// What one node's shipments, or those by one of its rate choices, may carry and cost in a problem:
// written to it before it is planned.
#pragma once

#include "engine/sourcing/plan_problem.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace earmark {

/// It ships nothing.
void close_node(std::size_t node, PlanProblem& problem);
void close_choice(std::size_t choice, PlanProblem& problem);
bool is_open(std::size_t choice, const PlanProblem& problem);

/// It ships no more than so many units.
void limit_node(std::size_t node, std::int64_t units, PlanProblem& problem);
void limit_choice(std::size_t choice, std::int64_t units, PlanProblem& problem);

/// It ships no more lines than count as so many. rows: by line, as how many it counts; none: one
/// each.
void limit_lines(
    std::size_t node, std::int64_t lines, std::span<const std::int64_t> rows, PlanProblem& problem
);
void limit_choice_lines(
    std::size_t choice, std::int64_t lines, std::span<const std::int64_t> rows, PlanProblem& problem
);

/// Adds a price of each of its units, or lines.
void add_to_units(std::size_t node, std::int64_t price, PlanProblem& problem);
void add_to_lines(std::size_t node, std::int64_t price, PlanProblem& problem);

}  // namespace earmark
