// Who gets what of one item at one node: the rules of backorder.h, without effect.
#pragma once

#include "engine/backorders/backorder_pot.h"
#include "engine/change.h"
#include "engine/engine_state.h"

#include <vector>

namespace earmark {

/// The nodes at which the item has backorders. Holding its stripe, or for a first look.
std::vector<NodeId> nodes_with_backorders(const ItemTable& items, SkuId sku);

/// The backorders of a node as they are served: by priority, day and id.
std::vector<DatedRow> backorders_at(const ItemTable& items, SkuId sku, NodeId node);

/// What they would have confirmed, likewise. Holding the item's stripe.
/// Cost: each takes some walks over the node's dated rows; where groups matter to the item, over
///       those of all its nodes, times the days on which something changes.
std::vector<DatedRow> plan_backorders(
    const EngineState& state,
    SkuId sku,
    NodeId node,
    const std::vector<DatedRow>& before,
    const ServedElsewhere& elsewhere
);

/// What turns `before` into `after`: rows that differ, and demand moved between days.
DatedOutcome backorder_outcome(
    SkuId sku, const std::vector<DatedRow>& before, const std::vector<DatedRow>& after
);

}  // namespace earmark
