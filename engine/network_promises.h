// Promises by date beside what groups hold and keep (network_holds.h).
//
// Holds over groups are for now, and what a group keeps it keeps on each day from what there is on
// that day: DOMAIN 3 with A = ATP(day). A promise for a day takes from every later day all that it
// is, and from an earlier one only what of ATP(day) is there by then already. So it may be given if
// now, and on each day up to its own, all holds stay bindable and each group is left what it keeps
// then: the least is looked for on the days on which anything changes. What comes before that day,
// and nobody needs before it, is promised in full.
//
// Over a group, or over all nodes, each moment is looked at by itself: no more is told than
//
//     min over moments m up to d of  sum over its nodes of (ATP(d) - A(m)) + what can be added at m
#pragma once

#include "engine/network_holds.h"

#include <span>

namespace earmark {

/// What may be promised at the place for the day that is asked for, or `enough` at a node that has
/// no less. Where groups do not matter this is the sum of the nodes' ATP. The stock may be read
/// without a lock, as ItemTable::read_positions does.
///
/// Requires: a day.
/// Cost:     as many looks at the item's nodes as days until then on which something changes; at a
///           node that cannot have all of it, times the logarithm of what it has. No allocation
///           once warm.
Units most_promisable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking,
    Units enough = kUnitsMax
);

/// Whether the deltas of one item, each for its day, leave its network holds bindable and its
/// groups what they keep, now and on each day; what was not is not made worse. Holding its stripe.
bool keeps_bindable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const Asking& asking,
    std::span<const PositionDelta> deltas
);

}  // namespace earmark
