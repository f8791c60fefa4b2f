// Plans orders with kits exactly, or says which of them it does not plan.
//
// Kits that ship together are items to the solver, whatever they share with other lines. The parts
// of a kit that may ship apart are lines of their own, all of which have to be in the plan: an
// order that ships complete is planned as it is, and so is one that may be filled in part if all of
// it can be. If not, then what to leave out would have to be chosen in whole kits, part by part in
// step: that is planned for an order of one line only, which gets as many kits as there are.
#pragma once

#include "engine/order_candidates.h"
#include "engine/reply.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_solver.h"

#include <cstdint>

namespace earmark {

/// Plans the order that the candidates have looked at; their problem becomes the one that was
/// solved. `steps_max`: of all attempts together.
///
/// Returns: done, kits_not_planned with the detail in the reply, or bad_value likewise.
Outcome plan_kits(
    OrderCandidates& candidates,
    const SourceRequest& request,
    PlanSolver& solver,
    std::uint64_t steps_max,
    Plan& plan,
    std::string& detail
);

}  // namespace earmark
