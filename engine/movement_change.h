// What changes of stock leave behind for counts that come later: used by the commands and by
// replay.
#pragma once

#include "engine/change.h"
#include "engine/engine_state.h"

#include <span>

namespace earmark {

/// Notes what a reservation's change moved: what left, whether it was on hand by the book or not.
/// Holding the items' stripes.
void note_movements(EngineState& state, std::span<const PositionDelta> deltas, Time at);

/// The earliest time that a count or a sync may speak of now.
Time movements_known_since(const EngineState& state, Time now);

/// Forgets what is too old, or too much: a logged event. Holding no lock of an item.
void forget_movements(EngineState& state, const CallContext& context);

}  // namespace earmark
