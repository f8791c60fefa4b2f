// Plans orders with kits exactly, or says which of them it does not plan.
//
// Kits that ship together are items to the solver, whatever they share with other lines. The parts
// of a kit that may ship apart are lines of their own, all of which have to be in the plan: an
// order that ships complete is planned as it is, and so is one that may be filled in part if all of
// it can be. If not, what to leave out is chosen in whole kits: of an order of one line as few as
// can be, of others by KitShortage.
#pragma once

#include "engine/order_candidates.h"
#include "engine/reply.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_solver.h"

#include <cstdint>
#include <string>
#include <vector>

namespace earmark {

/// Plans the order that the candidates have looked at; their problem becomes the one that was
/// solved. `steps_max`: of all attempts together. `granted`: what the plan fills of each row of the
/// order, or nothing where that is what its shipments have, row after row.
///
/// Returns: done, kits_not_planned with the detail in the reply, or bad_value likewise.
Outcome plan_kits(
    OrderCandidates& candidates,
    const SourceRequest& request,
    PlanSolver& solver,
    std::uint64_t steps_max,
    Plan& plan,
    std::vector<Units>& granted,
    std::string& detail
);

}  // namespace earmark
