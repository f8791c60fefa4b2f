// The prices of scarce units at which the orders' wishes come closest to what there is: see
// joint_planner.h.
//
// By the volume algorithm (Barahona and Anbil, Mathematical Programming 2000): prices move from the
// best so far along the excess of wishes over stock, averaged over rounds, which comes close to
// what a plan in fractions would take.
#pragma once

#include "engine/joint/joint_state.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace earmark {

class PriceSearch {
  public:
    /// Is given prices and what each order wishes at them.
    using MakePlan =
        std::function<void(const JointPrices&, const std::vector<BookSolver::Answer>&)>;

    explicit PriceSearch(JointState& state);

    /// Until the bound meets the best plan's cost, no price is left to move, the bound has not
    /// risen for long, or `steps_max` steps of searches were made. Of many orders also when the
    /// rounds close so little of the gap that the time is better spent on the plan. `make_plan` is
    /// to make the best plan better from what all orders wish; it is called in rounds that grow
    /// apart, of many orders only once they are near good prices.
    void run(std::uint64_t steps_max, const MakePlan& make_plan);

    std::span<const std::uint32_t> scarce_pairs() const { return scarce_pairs_; }
    std::span<const std::uint32_t> scarce_limits() const { return scarce_limits_; }

  private:
    std::int64_t bound() const;
    void count_wishes();
    void begin_prices();
    void approach(std::uint64_t steps_max);
    bool is_best_round();
    bool is_slow(std::size_t rounds) const;
    bool is_fruitless(std::uint64_t rounds, std::int64_t bound) const;
    void average(bool is_first);
    bool move_prices();

    JointState& state_;
    const JointStock all_;
    std::vector<std::uint32_t> scarce_pairs_;
    std::vector<std::uint32_t> scarce_limits_;
    JointPrices prices_;
    std::vector<BookSolver::Answer> wishes_;
    /// Of scarce pairs, then of scarce limits: wished, less what there is.
    std::vector<double> excess_;
    std::vector<double> mean_excess_;
    std::vector<std::int64_t> bounds_;  ///< After each round.
    std::int64_t best_bound_ = 0;
    std::uint64_t steps_ = 0;
    double pace_ = 0.1;
    double share_ = 0.2;  ///< Of the newest round in the mean.
};

/// Plans every order at these prices by itself, on all threads.
///
/// Returns: the steps that took.
std::uint64_t plan_each(
    const OrderBook& book,
    const JointPrices& prices,
    const JointStock& all,
    std::size_t threads,
    std::vector<BookSolver::Answer>& wishes
);

}  // namespace earmark
