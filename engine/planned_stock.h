// Whether what was planned without locks can be held.
#pragma once

#include "engine/backorders/taken_backorders.h"
#include "engine/engine_state.h"
#include "engine/selling.h"

#include <cstddef>
#include <span>

namespace earmark {

/// What may be taken beside `taken`, with units given back in the same step. Holding the item.
inline Units available_beside(
    const EngineState& state,
    SkuId sku,
    NodeId node,
    const Asking& asking,
    std::span<const PositionDelta> taken,
    std::span<const ConfirmedUnits> given_back
) {
    const ReferenceData& reference = state.reference.current();
    CountedBack own(given_back, sku);
    const ItemStock stock = state.items.stock(sku);
    if (own.empty() || !has_networks(state.items, sku, stock, reference)) {
        if (own.empty()) return available(state.items, reference, sku, node, asking, taken);
        return available_at_node(state.items, reference, sku, node, asking, own.at(node));
    }
    const NetworkAsking beside{
        .place = node,
        .asking = asking,
        .taken = taken,
        .own = own.own(),
        .own_uses = own.uses(),
    };
    return most_addable(state.items, sku, stock, reference, beside);
}

/// Whether the plan's units are all there, what backorders give back for it counted. Deltas: sorted
/// by item. Holding the items.
inline bool still_there(
    const EngineState& state,
    std::span<const PositionDelta> deltas,
    const Asking& asking,
    std::span<const ConfirmedUnits> given_back = {}
) {
    const ReferenceData& reference = state.reference.current();
    std::size_t of_item = 0;  // What is taken of an item at one node is gone at the next.
    for (std::size_t index = 0; index < deltas.size(); ++index) {
        const PositionDelta& delta = deltas[index];
        if (deltas[of_item].sku != delta.sku) of_item = index;
        const auto taken = deltas.subspan(of_item, index - of_item);
        const Units there_is =
            given_back.empty()
                ? available(state.items, reference, delta.sku, delta.node, asking, taken)
                : available_beside(state, delta.sku, delta.node, asking, taken, given_back);
        if (there_is < delta.reserved) return false;
    }
    return true;
}

}  // namespace earmark
