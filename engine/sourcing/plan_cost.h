// What a plan costs, whoever made it.
#pragma once

#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/shipment_cost.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace earmark {

/// By which of its node's choices (PlanProblem::rate_choices) a shipment costs least, the first of
/// those; null if none carries all that is in it and has room for it.
///
/// Requires: units of one node, which has choices; the tariff is of the problem.
/// Thread: any. Cost: choices x units.
const RateChoice* cheapest_choice(
    const PlanProblem& problem, const ShipmentTariff& tariff, std::span<const PlannedUnits> shipment
);

/// What the rows of its lines add up to.
///
/// Requires: units of one node, each line once. Thread: any. Cost: of its lines, or their square.
std::int64_t rows_of(const PlanProblem& problem, std::span<const PlannedUnits> shipment);

/// Whether there may be such a shipment: its node has no choices, or one that carries all of it and
/// has room for it.
bool is_carried(const PlanProblem& problem, std::span<const PlannedUnits> shipment);

/// Shipments and splits, without what is left out: the cost that the solver minimises.
///
/// Requires: the bounds are those of check_problem, or the problem has no tariffs; units of one
///           node stand together; what is in a shipment is carried by one of its node's choices, if
///           it has any, that has room for it.
/// Thread: any. Cost: a pass over the plan, and with tariffs one over the lines.
std::int64_t shipping_cost(
    const PlanProblem& problem, const PlanBounds& bounds, std::span<const PlannedUnits> plan
);

/// Tells by which choice a shipment goes, given the index of its first units in the plan; null: by
/// the cheapest.
using ChoiceOf = std::function<const RateChoice*(std::size_t first)>;

/// The same of a plan whose shipments go by these of their nodes' choices, whatever the others cost
/// or have room for. Asked of nodes with choices alone.
std::int64_t shipping_cost(
    const PlanProblem& problem,
    const PlanBounds& bounds,
    std::span<const PlannedUnits> plan,
    const ChoiceOf& choice_of
);

/// What a shipment costs by a choice of its node, beside what the node asks in any case.
///
/// Requires: units of the choice's node; the bounds are those of check_problem.
std::int64_t choice_cost(
    const PlanProblem& problem,
    const PlanBounds& bounds,
    std::span<const PlannedUnits> shipment,
    const RateChoice& choice
);

/// Of the units that the plan leaves out; 0 if they have no price.
std::int64_t shortage_cost(const PlanProblem& problem, std::span<const PlannedUnits> plan);

}  // namespace earmark
