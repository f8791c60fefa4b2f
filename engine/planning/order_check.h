// Whether an order can be sourced at all. Private to engine/*.cc.
#pragma once

#include "engine/engine_state.h"

#include <string>

namespace earmark {

/// `done` if the request breaks no limit and names nothing unknown; else detail says what.
Outcome check_order(
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    const CallContext& context,
    std::string& detail
);

}  // namespace earmark
