// Whether what an amend would hold more is there: what the lines hold more at a position than the
// reservation does now must be available there, once what they hold less there is given back.
#pragma once

#include "engine/amend_lines.h"
#include "engine/change.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// Buffers of one amend, reused by the thread.
struct AmendWork {
    AmendedLines amended;
    std::vector<std::uint32_t> order;  ///< Amended lines by item, node, and then as they are.
    std::vector<ReservationKey> keys;
    std::vector<PositionDelta> deltas;
};

/// Judges the lines against the positions of this moment, and collects the deltas. Holding the
/// items. Returns the newest LSN seen.
Lsn judge_stock(
    const EngineState& state, const Reservation& reservation, const Asking& asking, AmendWork& work
);

}  // namespace earmark
