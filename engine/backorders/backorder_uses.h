// What backorders have confirmed, as their segments have used it: by every rule, whenever it began,
// for confirmed units have no record of their own that made them. Holding the item's stripe.
#pragma once

#include "engine/change.h"
#include "engine/engine_state.h"

#include <limits>
#include <vector>

namespace earmark {

/// Newer than any rule.
inline constexpr Lsn kConfirmedAnew = std::numeric_limits<Lsn>::max();

/// What a segment gains or loses at a node.
struct BackorderUse {
    NodeId node;
    SegmentId segment;
    Units units = 0;
};

/// What the backorders of a segment have confirmed, by node.
std::vector<BackorderUse> confirmed_of(DatedRows rows, SegmentId segment);

/// Likewise, at one node.
Units confirmed_at(const ItemTable& items, SkuId sku, NodeId node, SegmentId segment);

/// What an outcome changes of them. Before it is applied.
std::vector<BackorderUse> backorder_uses(const ItemTable& items, const DatedOutcome& outcome);

/// Whether the counts stay in their range.
bool fit_segments(const ItemTable& items, SkuId sku, const std::vector<BackorderUse>& uses);

/// Counts them in the uses and rules of their segments.
void count_in_segments(
    const ItemTable& items,
    ItemTable::Change& change,
    SkuId sku,
    const std::vector<BackorderUse>& uses
);

}  // namespace earmark
