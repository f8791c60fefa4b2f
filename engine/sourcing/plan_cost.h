// What a plan costs, whoever made it.
#pragma once

#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"

#include <cstdint>
#include <span>

namespace earmark {

/// Shipments and splits, without what is left out: the cost that the solver minimises.
///
/// Requires: the bounds are those of check_problem, or the problem has no tariffs; units of one
///           node stand together.
/// Thread: any. Cost: a pass over the plan, and with tariffs one over the lines.
std::int64_t shipping_cost(
    const PlanProblem& problem, const PlanBounds& bounds, std::span<const PlannedUnits> plan
);

/// Of the units that the plan leaves out; 0 if they have no price.
std::int64_t shortage_cost(const PlanProblem& problem, std::span<const PlannedUnits> plan);

}  // namespace earmark
