// Gives supply out anew to the backorders of items: one record a node.
#pragma once

#include "engine/backorders/backorder.h"
#include "engine/engine_state.h"

namespace earmark {

/// A backorder as an answer.
BackorderEntry backorder_entry(SkuId sku, const DatedRow& row);

/// From now on changes of items with backorders are marked.
void watch_backorders(EngineState& state);

/// After recovery nothing is marked yet: looks for backorders once, and marks their items.
void find_backorders(EngineState& state);

/// Serves the backorders of items that changed, some hundred nodes at most. Holding no lock but the
/// tick's.
void confirm_changed_backorders(EngineState& state, const CallContext& context);

}  // namespace earmark
