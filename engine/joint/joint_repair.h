// A plan that can be held, from what each order wishes: see joint_planner.h.
#pragma once

#include "engine/joint/joint_state.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// Who loses most by a unit that it does not get comes first.
void sort_by_loss(
    const OrderBook& book,
    const std::vector<BookSolver::Answer>& wishes,
    std::vector<std::uint32_t>& orders
);

/// Orders take what they wish while it lasts, and are planned with what is left at these prices
/// where it does not.
///
/// Returns: the plan; adds the searches' steps to `steps`.
JointChoice repaired(
    const OrderBook& book,
    const JointPrices& prices,
    const std::vector<BookSolver::Answer>& wishes,
    std::uint64_t& steps
);

}  // namespace earmark
