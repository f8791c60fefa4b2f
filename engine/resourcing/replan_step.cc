#include "engine/resourcing/replan_step.h"

#include "engine/planned_stock.h"

#include <vector>

namespace earmark {

bool lock_planned(
    EngineState& state,
    std::span<const PositionDelta> deltas,
    const Asking& asking,
    std::optional<ItemLocks>& locks
) {
    static thread_local std::vector<PositionDelta> taken;
    locks.emplace(state.items);
    for (const PositionDelta& delta : deltas)
        locks->add(delta.sku);
    locks->lock();
    taken.clear();
    for (const PositionDelta& delta : deltas) {
        const Units units = delta.reserved + delta.allocated;
        if (units > 0) taken.push_back({.sku = delta.sku, .node = delta.node, .reserved = units});
    }
    return still_there(state, taken, asking);
}

}  // namespace earmark
