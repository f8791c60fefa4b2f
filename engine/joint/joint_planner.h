// Sources many waiting orders together under shared stock and capacity.
//
// Prices first (PriceSearch): each scarce unit gets a price, at which every order by itself is
// planned by the single-order solver; what the orders then want of scarce units moves the prices.
// The sum of the orders' least costs at any prices, less what all stock is worth at them, is a
// proven lower bound (Lagrangian relaxation; the shadow prices of Acimovic and Graves, M&SOM 2015).
// Of many orders passes in blocks come near the prices first (PriceApproach).
// Then plans: the orders take what they want while it lasts, those who stand to lose most first,
// and the rest is planned with what is left (JointRepair); of many orders some get what they want
// at a time, and prices move before the next do (JointDive). Then a few orders at a time are
// planned again together (JointImprovement).
//
// The same problem gives the same plan, whatever the number of threads: budgets count the steps of
// the searches. Only `time_spent` can make a plan depend on the machine.
#pragma once

#include "engine/joint/joint_problem.h"

#include <cstdint>
#include <functional>

namespace earmark {

struct JointProgress {
    std::uint64_t rounds = 0;
    std::uint64_t trials = 0;
    std::int64_t cost = 0;         ///< Of the best plan so far.
    std::int64_t lower_bound = 0;  ///< The highest so far.
};

struct JointOptions {
    std::size_t threads = 1;
    /// About a minute on one core. Half of it at most goes into prices.
    std::uint64_t steps_max = 60'000'000'000;
    /// From so many orders on the prices are come near in passes first, orders are settled little
    /// by little, and a plan may become dearer on its way to a better one. (Loads like
    /// bench/joint_orders: 25 orders in 4 CPU s end 8 % above the bound with, 10 % without; 50 in 8
    /// s 7 and 9 %, 100 in 1.5 s 9 and 13 %.)
    std::size_t many_orders = 25;
    std::function<void(const JointProgress&)> on_progress;  ///< Now and then; may be empty.
    /// The share of the time that may be taken: from 1 on it ends with what there is. Asked now and
    /// then; may be empty.
    std::function<double()> time_spent;
};

/// Finds a plan and a bound; `plan` is overwritten.
///
/// Errors: those of check_joint_problem; nothing is planned.
/// Threads: starts up to options.threads, all ended when it returns; callbacks come on the
/// caller's.
Status plan_jointly(const JointProblem& problem, const JointOptions& options, JointPlan& plan);

}  // namespace earmark
