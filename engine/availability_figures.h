// The figures of an answer, from the offers of its positions: DOMAIN 3.
#pragma once

#include "engine/selling.h"

#include <vector>

namespace earmark {

/// Adds a position to the figures.
inline void add_position(
    const Position& position, const OwnUnits& own, const PositionOffer& offer, Availability& figures
) {
    figures.on_hand += position.on_hand();
    figures.reserved += position.reserved() - own.held + offer.reserved_due;
    figures.allocated += position.allocated() + offer.allocated_due;
    figures.safety += offer.safety;
    figures.withheld += offer.withheld;
    figures.shortage += offer.shortage;
    figures.kept += offer.kept;
    figures.ats += offer.ats;
}

/// What network holds leave, once the positions of the place (none = all nodes) were added: holds
/// of groups that lie within it are reserved there, what others need of it is kept from the asker.
/// In network-safety mode nothing was withheld at the nodes, but network_safety is once.
/// leaning: if given, the groups with holds that need it.
void add_network(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking,
    Units network_safety,
    Availability& figures,
    std::vector<LeaningGroup>* leaning = nullptr
);

}  // namespace earmark
