// What becomes of each node in the plan of one order, before any of them is priced.
#pragma once

#include "engine/order_candidates.h"
#include "engine/planning/plan_question.h"

#include <vector>

namespace earmark {

/// Every node, by handle. `plan` is what the candidates were planned to.
void tell_fates(
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    OrderCandidates& candidates,
    Time now,
    const SourceReply& plan,
    std::vector<ExplainedNode>& nodes
);

}  // namespace earmark
