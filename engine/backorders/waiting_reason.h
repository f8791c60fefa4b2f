// Why demand still waits, once all of a node has been served.
#pragma once

#include "engine/backorders/backorder.h"
#include "engine/backorders/backorder_pot.h"
#include "engine/engine_state.h"

#include <vector>

namespace earmark {

/// Adds those of a node that lack something, `after` being what they then have. Returns whether
/// groups need what one of them lacks.
/// Holding the item's stripe; before `after` is applied.
bool add_reasons(
    const EngineState& state,
    SkuId sku,
    NodeId node,
    const std::vector<DatedRow>& before,
    const std::vector<DatedRow>& after,
    const ServedElsewhere& elsewhere,
    std::vector<WaitingBackorder>& waiting
);

}  // namespace earmark
