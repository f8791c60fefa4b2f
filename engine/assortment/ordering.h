// What an order of an item looks at besides stock: in which quantities it is ordered, and what is
// offered where it is short.
#pragma once

#include "engine/engine.h"
#include "engine/engine_state.h"

namespace earmark {

/// Why an item is not ordered in such a quantity; `reserved` if it is. Without a lock.
LineVerdict check_order_quantity(const ItemTable& items, SkuId sku, Units quantity);

/// Adds to the reply of a reserve the substitutes that have, where the line asked, what it was not
/// granted. Holding no lock.
void offer_substitutes(
    const Engine& engine,
    const EngineState& state,
    const ReserveRequest& request,
    ReserveReply& reply
);

/// Likewise, for the lines of an order that stock is short of: what its group, or all nodes, have.
void offer_substitutes(
    const Engine& engine, const EngineState& state, const SourceRequest& request, SourceReply& reply
);

}  // namespace earmark
