// A sourcing plan: which node ships how many units of which line, and how good that is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

enum class PlanStatus : std::uint8_t {
    optimal,     ///< No plan costs less: proven.
    feasible,    ///< The step budget ended first; lower_bound says how much less a plan could cost.
    infeasible,  ///< Proven: no plan keeps the limits.
    undecided,   ///< The step budget ended before any plan was found, or that there is none.
};

struct PlannedUnits {
    std::uint32_t node;
    std::uint32_t line;
    std::int64_t units;
    friend bool operator==(const PlannedUnits&, const PlannedUnits&) = default;
};

struct Plan {
    PlanStatus status = PlanStatus::undecided;
    std::int64_t cost = 0;         ///< Shipments, splits and priced shortage; 0 without a plan.
    std::int64_t lower_bound = 0;  ///< No plan costs less (of those that fill as much).
    std::vector<PlannedUnits> shipments;  ///< By node, then line; each pair once.
    std::int64_t short_units = 0;
    std::uint64_t steps = 0;  ///< Of the budget; about one nanosecond or two each.

    bool has_plan() const {
        return status == PlanStatus::optimal || status == PlanStatus::feasible;
    }
};

}  // namespace earmark
