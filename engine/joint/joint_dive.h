// A plan of many orders, settled little by little while prices go on moving: see joint_planner.h.
//
// At good prices most orders wish one of a few plans that are equally good to them, and all wishes
// together do not fit. So a few orders, those who stand to lose most, get what they wish for good;
// the others are planned at prices that have moved with what is left and who is left, and so on
// (diving, as in column generation). What repair finds out order by order, when the stock has run
// out, prices tell here before.
#pragma once

#include "engine/joint/joint_state.h"
#include "engine/joint/price_approach.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class JointDive {
  public:
    /// Begins at the state's prices. Keeps the spans.
    JointDive(
        JointState& state,
        std::span<const std::uint32_t> scarce_pairs,
        std::span<const std::uint32_t> scarce_limits
    );

    /// Settles all orders, and keeps the plan if it is the best. After `steps_max` steps those that
    /// are left are planned one after another.
    void run(std::uint64_t steps_max);

  private:
    std::size_t count_to_settle() const;
    bool settle_some();
    void settle_rest();
    void settle(std::uint32_t order, const std::vector<PlannedUnits>& plan);

    JointState& state_;
    PriceApproach approach_;
    const double time_begun_;
    std::vector<std::uint32_t> open_;  ///< Not settled.
    JointChoice choice_;
};

}  // namespace earmark
