// The naive twin of the solver: tries every plan of a small problem, with a cost function of its
// own.
#pragma once

#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace earmark {

struct PlanWorth {
    std::int64_t short_units;
    std::int64_t cost;  ///< Of shipments, splits and priced shortage.
};

/// What a plan is worth by the definition; nothing if it breaks a rule of the problem.
/// Shape: units is [node][line].
std::optional<PlanWorth> worth_of(
    const PlanProblem& problem, const std::vector<std::vector<std::int64_t>>& units
);

/// The same for a solver's plan, which is checked for repeated pairs and bad indices, too.
std::optional<PlanWorth> worth_of(const PlanProblem& problem, const Plan& plan);

/// What the rows of its lines add up to. Shape: units is [line].
std::int64_t rows_by_force(
    const PlanProblem& problem, std::size_t node, const std::vector<std::int64_t>& units
);

/// About how many plans best_plan_by_force would try.
double plans_to_try(const PlanProblem& problem);

struct BestPlan {
    PlanWorth worth;
    std::vector<PlannedUnits> shipments;  ///< By node, then line.
};

/// Whether a plan keeps a rule that the problem does not tell. Shape: units is [node][line].
using PlanFilter = std::function<bool(const std::vector<std::vector<std::int64_t>>& units)>;

/// The best plan; of equally good ones that which comes first (engine/sourcing/plan.h). Nothing if
/// the problem is infeasible.
std::optional<BestPlan> best_plan_by_force(
    const PlanProblem& problem, const PlanFilter& accepts = {}
);

}  // namespace earmark
