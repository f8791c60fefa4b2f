// A plan that can be held, from what each order wishes: see joint_planner.h.
#pragma once

#include "engine/joint/joint_state.h"

#include <vector>

namespace earmark {

/// Orders take what they wish while it lasts, and are planned with what is left at these prices
/// where it does not; the plan becomes the best if it costs less.
void repair(
    JointState& state,
    const JointPrices& prices,
    const std::vector<BookSolver::Answer>& wishes,
    BookSolver& solver
);

}  // namespace earmark
