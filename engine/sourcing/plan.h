// A sourcing plan: which node ships how many units of which line, and how good that is.
//
// Of plans that are equally good (as many units short where filling comes first, and the same cost)
// one comes first, so that an answer can be predicted and depends on nothing but the problem:
//  1. that of the fewest shipments;
//  2. then the one whose nodes come first: with the nodes of each in order, the first that differs
//     decides (nodes are given in the order of their priority, then id);
//  3. then, line by line and in each line node by node, the first number of units that differs
//     decides: the earlier node ships more.
// An optimal plan comes first unless ties_settled is false. Replies do not tell the latter: the
// same problem gives the same plan, and its cost is proven either way.
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
    /// Whether the plan comes first of those that cost the same; false where the step budget ended
    /// before that was known.
    bool ties_settled = false;
    std::uint64_t steps = 0;  ///< Of the budget; about one nanosecond or two each.

    bool has_plan() const {
        return status == PlanStatus::optimal || status == PlanStatus::feasible;
    }
};

}  // namespace earmark
