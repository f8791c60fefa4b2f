// Whether what was planned without locks can be held.
#pragma once

#include "engine/engine_state.h"
#include "engine/selling.h"

#include <cstddef>
#include <span>

namespace earmark {

/// Whether the plan's units are all there. Deltas: sorted by item. Holding the items.
inline bool still_there(
    const EngineState& state, std::span<const PositionDelta> deltas, const Asking& asking
) {
    const ReferenceData& reference = state.reference.current();
    std::size_t of_item = 0;  // What is taken of an item at one node is gone at the next.
    for (std::size_t index = 0; index < deltas.size(); ++index) {
        const PositionDelta& delta = deltas[index];
        if (deltas[of_item].sku != delta.sku) of_item = index;
        const auto taken = deltas.subspan(of_item, index - of_item);
        const Units there_is =
            available(state.items, reference, delta.sku, delta.node, asking, taken);
        if (there_is < delta.reserved) return false;
    }
    return true;
}

}  // namespace earmark
