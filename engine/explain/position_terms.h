// The terms of one position, out of the parts that its offer was made of.
#pragma once

#include "engine/engine_state.h"
#include "engine/explain/holder_search.h"
#include "engine/selling.h"

#include <string>
#include <vector>

namespace earmark {

/// What positions of one item are explained by; all outlive it.
struct TermSources {
    const EngineState& state;
    const ReferenceData& reference;
    const ItemStock& stock;
    const Asking& asking;
    std::uint32_t limit = 0;  ///< Of receipts and of floors.
};

/// Tells what makes the offer, and what to look for among holders: reserved and allocated units are
/// one term each. The terms add up to offer.ats.
void explain_position(
    const TermSources& sources,
    const Position& position,
    const OwnUnits& own,
    const PositionOffer& offer,
    const OfferParts& parts,
    std::vector<AvailabilityTerm>& terms,
    HeldPlace& place
);

/// What network holds take of it; nothing for no units.
void add_network_term(
    const ReferenceData& reference,
    Units units,
    const std::vector<LeaningGroup>& leaning,
    std::vector<AvailabilityTerm>& terms
);

std::string segment_name(const EngineState& state, SegmentId segment);

}  // namespace earmark
