// The figures of one position, as availability tells them and previews compare them.
#pragma once

#include "engine/network_holds.h"
#include "engine/reply.h"
#include "engine/selling.h"

namespace earmark {

/// An item's stock, and by what reference data it is sold.
struct StockQuestion {
    const ItemTable& items;
    SkuId sku;
    const ItemStock& stock;
    const ReferenceData& reference;
};

/// Adds what a position gives to who asks, `selling` being asked in the order of nodes. `network`
/// is about the same asker and the position's node.
void add_node_figures(
    const StockQuestion& question,
    SellingWalk& selling,
    const Position& position,
    const OwnUnits& own,
    const NetworkAsking& network,
    NodeAvailability& entry
);

}  // namespace earmark
