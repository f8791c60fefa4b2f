// Makes a joint plan better: a few orders that want the same scarce units give back what they have
// and are planned again, one after another, in another sequence and at other prices; what costs
// less in sum is kept (large neighbourhood search). It begins with orders that do not get what they
// wish, or could use units that have a price and that nobody has.
//
// Trials go in batches: all of a batch look at the same plan, on all threads, and those that still
// fit are kept in their order, so that the number of threads changes nothing.
//
// Of many orders what costs a little more is kept too, the less the more of the budget is spent
// (simulated annealing): a plan that no few orders can better is far from the best one there. The
// best plan that was met is what remains.
#pragma once

#include "engine/joint/joint_state.h"

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

namespace earmark {

class JointImprovement {
  public:
    explicit JointImprovement(JointState& state);

    /// Until the plan is proven, nothing was gained for long, or `steps_max` steps were made.
    void run(std::uint64_t steps_max);

  private:
    struct Trial {
        std::vector<std::uint32_t> orders;  ///< In the sequence in which they are planned.
        std::int64_t price_share = 0;       ///< In quarters.
        std::vector<std::vector<PlannedUnits>> plans;
        std::int64_t cost = 0;
        std::uint64_t steps = 0;
    };

    /// A copy of what is left, for one thread.
    struct Desk {
        Desk(const OrderBook& book, const JointStock& stock)
            : solver(book, kJointSearchSteps), left(stock) {}
        BookSolver solver;
        JointStock left;
        BookSolver::Answer answer;
    };

    void add_user(std::uint32_t order, const std::vector<PlannedUnits>& plan);
    void find_users();
    bool could_use_left(std::uint32_t order) const;
    std::int64_t regret(std::uint32_t order) const;
    std::uint32_t draw(std::size_t count);
    std::uint32_t draw_pair(const OrderBook::Order& order, std::size_t node, std::size_t line);
    std::optional<std::size_t> choose_wanted(std::uint32_t from);
    void choose(Trial& trial);
    void try_out(Trial& trial, const JointPrices& prices, Desk& desk) const;
    bool is_current(const Trial& trial) const;
    bool keep(const Trial& trial, std::int64_t more_max);
    double heat(std::uint64_t steps, std::uint64_t steps_max, double time_begun) const;
    std::int64_t draw_more(double heat);
    void save_best();

    JointState& state_;
    JointChoice current_;
    std::mt19937_64 random_{0x6561726d61726bULL};  ///< Always the same: so is the plan.
    /// By pair, then by limit: orders that had of it. Of limits those alone of scarce days.
    std::vector<std::vector<std::uint32_t>> users_;
    std::vector<std::vector<std::uint32_t>> short_of_;  ///< By pair: orders left out that want it.
    /// Orders whose plan is not their wish, or that could use what lies about at a price: that is
    /// all by which a plan can be dearer than the bound.
    std::vector<std::uint32_t> unhappy_;
    std::vector<Desk> desks_;
};

}  // namespace earmark
