// Why demand still waits, once all of a node has been served.
#pragma once

#include "engine/backorders/backorder.h"
#include "engine/engine_state.h"

#include <vector>

namespace earmark {

/// Adds those of a node that lack something, `after` being what they then have. `is_left_alone`:
/// nothing was given out, for network holds need what is there.
/// Holding the item's stripe; before `after` is applied.
void add_reasons(
    const EngineState& state,
    SkuId sku,
    NodeId node,
    const std::vector<DatedRow>& before,
    const std::vector<DatedRow>& after,
    bool is_left_alone,
    std::vector<WaitingBackorder>& waiting
);

}  // namespace earmark
