// What an order that is planned anew takes of the days of its nodes.
#pragma once

#include "engine/amend_lines.h"
#include "engine/capacity/capacity_step.h"
#include "engine/reply.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// A reservation and what becomes of it.
struct Replanned {
    const Reservation& known;
    std::span<const AmendedLine> lines;   ///< Afterwards.
    std::span<const Shipment> shipments;  ///< What is planned of them.
    std::uint8_t method = 0;
};

/// What the lines took of their nodes' days and do not take any more.
void find_freed_days(
    std::span<const AmendedLine> before,
    std::span<const AmendedLine> after,
    std::span<const Leaving> leaving,
    std::vector<CapacityLoad>& freed
);

/// Brings `leaving`, the known one's, up to what is planned, and takes what that needs of its days:
/// false if there is no room. A node at which nothing stays as it was ships anew, on its new day.
/// Holding the items.
bool take_capacity(
    const EngineState& state,
    const Replanned& order,
    Time now,
    std::vector<Leaving>& leaving,
    CapacityStep& capacity
);

}  // namespace earmark
