// The reference data as a question supposes them: a copy, of which nobody else knows.
#pragma once

#include "engine/network/reference_data.h"
#include "engine/planning/plan_question.h"

#include <string>

namespace earmark {

struct EngineState;

/// Rewrites nodes, services, sourcing rules and profiles as the question says. A profile of its own
/// becomes one more, which `profile` names.
///
/// A service that does not pick up at a node yet does so when the last pickup there is by now, or
/// else when the node closes.
///
/// Outcomes: unknown_node, bad_value - detail says which row.
Outcome suppose(
    const EngineState& state,
    const PlanQuestion& question,
    Time now,
    ReferenceData& draft,
    ProfileId& profile,
    std::string& detail
);

}  // namespace earmark
