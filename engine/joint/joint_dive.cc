#include "engine/joint/joint_dive.h"

#include "engine/joint/joint_repair.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace earmark {

namespace {

// Measured on loads like bench/joint_orders: half the share takes twice as long and ends less than
// 1 % lower, which trials of a few orders make up for.
constexpr double kSettledShare = 0.02;  ///< Of the open orders, at a time.
constexpr PriceApproach::Pace kDivePace{.rate = 0.02, .decay = 0.0, .item_force = 3.0};
constexpr double kDiveTimeShare = 0.75;      ///< Of all time, when all are settled.
constexpr std::int64_t kRestPriceShare = 2;  ///< In quarters.

}  // namespace

JointDive::JointDive(
    JointState& state,
    std::span<const std::uint32_t> scarce_pairs,
    std::span<const std::uint32_t> scarce_limits
)
    : state_(state),
      approach_(state, state.prices, scarce_pairs, scarce_limits, kDivePace),
      time_begun_(state.time_spent()),
      open_(state.book.count()) {
    std::iota(open_.begin(), open_.end(), std::uint32_t{0});
    choice_.plans.resize(state.book.count());
    choice_.left = state.book.all_stock();
    choice_.cost = 0;
}

void JointDive::settle(std::uint32_t order, const std::vector<PlannedUnits>& plan) {
    choice_.plans[order] = plan;
    choice_.cost += state_.book.cost_of(order, plan);
    state_.book.take(order, plan, 1, choice_.left);
}

/// How many to settle now: more than their share where time would end first.
std::size_t JointDive::count_to_settle() const {
    const auto open = static_cast<double>(open_.size());
    const double time = std::max(1e-9, kDiveTimeShare - time_begun_);
    const double left = std::max(0.0, kDiveTimeShare - state_.time_spent()) / time;
    const double late = open - left * static_cast<double>(state_.book.count());
    return 1 + static_cast<std::size_t>(std::max(kSettledShare * open, late));
}

/// Whether any order was settled: lines of one item may wish more than there is.
bool JointDive::settle_some() {
    const std::vector<BookSolver::Answer>& wishes = approach_.wishes();
    sort_by_loss(state_.book, wishes, open_);
    const std::size_t before = open_.size();
    std::size_t rest = count_to_settle();
    std::erase_if(open_, [&](std::uint32_t order) {
        const std::vector<PlannedUnits>& plan = wishes[order].plan;
        if (rest == 0 || !state_.book.fits(order, plan, choice_.left)) return false;
        settle(order, plan);
        --rest;
        return true;
    });
    return open_.size() < before;
}

void JointDive::settle_rest() {
    const JointPrices prices = share_of(approach_.prices(), kRestPriceShare);
    BookSolver solver(state_.book, kJointSearchSteps);
    BookSolver::Answer answer;
    for (const std::uint32_t order : open_) {
        solver.fitting(order, prices, choice_.left, answer);
        settle(order, answer.plan);
        state_.steps += answer.steps;
    }
}

void JointDive::run(std::uint64_t steps_max) {
    std::uint64_t steps = 0;
    do {
        steps += approach_.pass();
        if (!settle_some()) break;
        approach_.narrow(open_, choice_.left);
        state_.tell();
    } while (!open_.empty() && steps < steps_max && state_.time_spent() < kDiveTimeShare);
    state_.steps += steps;
    settle_rest();
    if (choice_.cost < state_.best.cost) state_.best = std::move(choice_);
}

}  // namespace earmark
