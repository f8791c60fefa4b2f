// The life of a reservation as a table.
#pragma once

#include "engine/command.h"
#include "engine/outcome.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace earmark {

/// What a step means in a state.
enum class StepRule : std::uint8_t {
    go,      ///< Move the units it moves; if there are none left, see DOMAIN 5 on repetition.
    repeat,  ///< Harmless if it was this step that ended the hold, else refused.
    refuse,
};

inline constexpr std::array<std::array<StepRule, 4>, 4> kStepRules = {{
    //               commit            release           ship              cancel
    /* held      */ {StepRule::go, StepRule::go, StepRule::go, StepRule::go},
    /* committed */ {StepRule::repeat, StepRule::repeat, StepRule::go, StepRule::go},
    /* released  */ {StepRule::refuse, StepRule::repeat, StepRule::refuse, StepRule::refuse},
    /* expired   */ {StepRule::refuse, StepRule::refuse, StepRule::refuse, StepRule::refuse},
}};

constexpr StepRule step_rule(ReservationState state, ReservationStep step) {
    return kStepRules[static_cast<std::size_t>(state)][static_cast<std::size_t>(step)];
}

static_assert(step_rule(ReservationState::expired, ReservationStep::commit) == StepRule::refuse);

}  // namespace earmark
