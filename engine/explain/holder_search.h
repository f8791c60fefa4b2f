// HolderSearch: whose the units are that positions count as reserved and allocated.
#pragma once

#include "engine/engine_state.h"
#include "engine/explain/explain.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// One place of an item, and what was found there.
struct HeldPlace {
    NodeId node;
    Day until = kNoDay;  ///< Lines for a day count up to this one.
    Units reserved = 0;  ///< As the position counts.
    Units allocated = 0;

    /// The largest lines of one kind: a heap, the smallest on top.
    struct Holders {
        std::vector<AvailabilityTerm> largest{};
        Units units = 0;
        std::uint32_t count = 0;
    };
    Holders held{};
    Holders ordered{};

    bool is_whole() const { return held.units == reserved && ordered.units == allocated; }

    /// Appends the terms of both kinds. Returns whether all holders are known.
    bool add_terms(std::vector<AvailabilityTerm>& terms);
};

/// Looks at every reservation, one stripe at a time. places: by node.
void find_holders(
    const ReservationTable& reservations,
    SkuId sku,
    std::uint32_t limit,
    std::vector<HeldPlace>& places
);

}  // namespace earmark
