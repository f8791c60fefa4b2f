// Comes near the prices of scarce units in a few passes over many orders: see joint_planner.h.
//
// In a pass the orders are planned block by block, in a sequence of its own, and after each block
// the prices move by what it wished, less its share of what there is (an incremental subgradient
// method: Nedic and Bertsekas, SIAM J. Optimization 2001). A pass moves prices as often as it has
// blocks; the whole round of PriceSearch moves them once. An item's price moves everywhere with the
// excess of all its nodes, and at each node with that node's: most of what a unit is worth is the
// same wherever it lies. Excess counts in parts of the stock, so that places with few units and
// with many come equally fast.
#pragma once

#include "engine/joint/joint_state.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class PriceApproach {
  public:
    /// How far prices move: by this part of what a unit is worth on average, where all is wished
    /// twice.
    struct Pace {
        double rate;
        double decay;       ///< Of the rate, from pass to pass.
        double item_force;  ///< An item's excess is a small part of all its stock.
    };

    /// Keeps the spans.
    PriceApproach(
        JointState& state,
        const JointPrices& begin,
        std::span<const std::uint32_t> scarce_pairs,
        std::span<const std::uint32_t> scarce_limits,
        Pace pace
    );

    /// Goes on with these orders and what is left to them.
    void narrow(std::span<const std::uint32_t> orders, const JointStock& left);

    /// Plans every order once and moves the prices after each block.
    ///
    /// Returns: the steps that took.
    std::uint64_t pass();

    /// The mean of the latest prices: they move around the best ones.
    JointPrices mean_prices() const;

    const JointPrices& prices() const { return prices_; }
    /// By order of the book, as last planned.
    const std::vector<BookSolver::Answer>& wishes() const { return wishes_; }

  private:
    std::uint64_t plan_block(std::size_t first, std::size_t end);
    void count_block(std::size_t first, std::size_t end);
    void move();
    void average(double share);
    void count_items();

    JointState& state_;
    std::span<const std::uint32_t> scarce_pairs_;
    std::span<const std::uint32_t> scarce_limits_;
    const Pace pace_;
    JointStock left_;
    JointPrices prices_;
    std::vector<double> mean_;        ///< By pair.
    std::vector<double> limit_mean_;  ///< By limit.
    std::vector<std::uint32_t> sequence_;
    std::vector<BookSolver> solvers_;  ///< By thread.
    std::vector<BookSolver::Answer> wishes_;
    std::vector<double> excess_;        ///< By pair; of the block.
    std::vector<double> limit_excess_;  ///< By limit; of the block.
    std::vector<double> item_excess_;   ///< By item, over its scarce pairs.
    std::vector<double> item_stock_;
    double unit_worth_ = 0;  ///< Scaled: what a unit left out costs, on average.
    std::uint64_t passes_ = 0;
};

}  // namespace earmark
