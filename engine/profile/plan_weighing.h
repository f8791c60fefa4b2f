// An order's costs as a profile compares them: the numbers that the solver adds up.
#pragma once

#include "engine/base/result.h"
#include "engine/profile/profile.h"
#include "engine/sourcing/plan_problem.h"

#include <cstdint>
#include <span>

namespace earmark {

/// What a profile looks at besides money; by node of the problem.
struct WeighedNode {
    std::uint16_t priority = 0;
    std::int64_t kilometres = 0;  ///< To the address.
    std::int64_t days_late = 0;   ///< Of its services that are least late.
    Micros penalty = 0;           ///< Of a shipment, as others are preferred: with `preference`.
    Micros load = 0;              ///< Of a shipment that goes by no service,
    Micros lateness = 0;          ///< likewise: in its fixed cost.
};

struct WeighedOrder {
    std::span<const WeighedNode> nodes;
    /// By node and line, as PlanProblem::unit_cost: what the units are worth elsewhere.
    std::span<const std::int64_t> scarcity;
    std::span<const std::int64_t> shortage;  ///< By line: of one unit left short; empty = not said.
    /// By column: its rates are weighed already, lateness, carbon and load with them; empty = none
    /// are.
    std::span<const std::uint8_t> weighed_columns{};
    /// By choice of the problem's nodes that have some, days late as of a node.
    std::span<const std::int64_t> late_choices{};
};

/// Rewrites the costs of a problem that has them as they are. Weighted amounts are rounded half up
/// to a micro, each rate, handling amount and price by itself. The cost of a lexicographic profile
/// is compared in micros, or in the finest power of ten of them that leaves room for the criteria
/// before it.
///
/// Errors: limit_exceeded - the criteria leave no room even with cost in whole money, or a weight
///         makes costs too large; the detail says so.
/// Cost: a pass over nodes x lines.
Status weigh_problem(const Profile& profile, const WeighedOrder& order, PlanProblem& problem);

}  // namespace earmark
