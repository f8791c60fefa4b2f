// The orders of a joint problem, made ready to be planned one by one, many times: each with the
// nodes that have anything for it, its costs scaled so that prices can be fractions, and where its
// lines' stock is counted.
//
// A pair is an item at a node that has stock and that some order asks for. Prices and what is left
// are kept by pair, and by node for capacity.
#pragma once

#include "engine/joint/joint_problem.h"
#include "engine/joint/waiting_orders.h"
#include "engine/sourcing/plan_solver.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// By pair and by node, in scaled money: what taking one unit costs besides.
struct JointPrices {
    std::vector<std::int64_t> stock;
    std::vector<std::int64_t> capacity;
};

/// Quarters of all prices.
JointPrices share_of(const JointPrices& prices, std::int64_t quarters);

/// What nobody has taken yet.
struct JointStock {
    std::vector<std::int64_t> stock;     ///< By pair.
    std::vector<std::int64_t> capacity;  ///< By node; PlanProblem::kUnlimited stays so.
};

class OrderBook {
  public:
    static constexpr std::uint32_t kNoPair = ~std::uint32_t{0};

    struct Order {
        std::vector<std::uint32_t> nodes;  ///< Those that have anything for it.
        std::vector<std::uint32_t> pair;   ///< [its node * lines + line], or kNoPair.
        /// Over its nodes, with scaled costs. Stock is the most that it can get there; what a unit
        /// costs that is left out is said even if all of the order is to be filled or nothing.
        PlanProblem problem;
        PlanBounds bounds{};  ///< Of the problem, if it has tariffs.
        /// Lines of one item are told to be so by their pairs alone, not by the problem.
        bool repeats_items = false;
        std::int64_t short_value = 0;  ///< Its cost if nothing is shipped; scaled.

        std::size_t line_count() const { return problem.line_count; }
    };

    struct Pair {
        std::uint32_t node;
        std::uint32_t item;
        std::int64_t stock;
        std::int64_t demand;  ///< Of all orders that may take of it.
        bool is_scarce() const { return demand > stock; }
    };

    /// Requires: check_joint_problem passed and returned cost_max.
    OrderBook(const JointProblem& problem, std::int64_t cost_max);

    /// Each order keeps its nodes, in their sequence. There is as much of a pair as the order that
    /// sees most of it can get, besides what orders have of it themselves.
    /// Requires: check_waiting_orders passed and returned cost_max.
    OrderBook(const WaitingOrders& waiting, std::int64_t cost_max);

    std::size_t count() const { return orders_.size(); }
    const Order& order(std::size_t index) const { return orders_[index]; }
    const std::vector<Pair>& pairs() const { return pairs_; }
    const std::vector<std::int64_t>& capacity() const { return capacity_; }
    const std::vector<std::int64_t>& node_demand() const { return node_demand_; }
    bool is_scarce_node(std::size_t node) const {
        return capacity_[node] != PlanProblem::kUnlimited && node_demand_[node] > capacity_[node];
    }

    /// What one unit of the problem's money is here.
    std::int64_t scale() const { return scale_; }
    /// No price need be higher: any unit is rather left out.
    std::int64_t price_max() const { return price_max_; }

    JointStock all_stock() const;

    /// The order as a problem of its own: at these prices, with what is left.
    void make_problem(
        std::size_t index, const JointPrices& prices, const JointStock& left, PlanProblem& problem
    ) const;

    /// What the plan costs by itself, without prices; scaled. Nodes are the order's own.
    std::int64_t cost_of(std::size_t index, std::span<const PlannedUnits> plan) const;

    /// Takes what the plan ships, or gives it back with sign -1.
    void take(
        std::size_t index, std::span<const PlannedUnits> plan, std::int64_t sign, JointStock& left
    ) const;

    /// Nothing that is left is below 0 where the plan takes.
    bool fits(std::size_t index, std::span<const PlannedUnits> plan, JointStock& left) const;

  private:
    /// By node and item.
    using PairIndex = boost::unordered_flat_map<std::uint64_t, std::uint32_t>;

    void choose_scale(std::int64_t cost_max);
    void add_order(const JointProblem& problem, std::size_t index, std::vector<std::uint32_t>& at);
    void add_order(const WaitingOrder& given, PairIndex& at);
    void add_own(const WaitingOrder& given, const PairIndex& at);
    void value_shortage(Order& order);

    std::vector<Order> orders_;
    std::vector<Pair> pairs_;
    std::vector<std::int64_t> capacity_;
    std::vector<std::int64_t> node_demand_;
    std::int64_t scale_ = 1;
    std::int64_t price_max_ = 0;
};

/// Plans orders of a book by themselves; keeps its buffers.
///
/// Thread: one at a time; make one a thread.
class BookSolver {
  public:
    explicit BookSolver(const OrderBook& book, std::uint64_t steps_max)
        : book_(&book), solver_(steps_max) {}

    struct Answer {
        std::vector<PlannedUnits> plan;  ///< Nodes are the order's own.
        std::int64_t bound = 0;          ///< No plan costs less at these prices; scaled.
        std::uint64_t steps = 0;
    };

    /// The best plan at these prices, each line taking of all that is left: lines of one item may
    /// take the same units.
    void relaxed(
        std::size_t index, const JointPrices& prices, const JointStock& left, Answer& answer
    );

    /// A plan that what is left can serve.
    void fitting(std::size_t index, const JointPrices& prices, JointStock& left, Answer& answer);

  private:
    void solve(std::size_t index, Answer& answer);
    bool limit_repeated(std::size_t index, const JointStock& left, const Answer& answer);

    const OrderBook* book_;
    PlanSolver solver_;
    PlanProblem problem_;
    Plan plan_;
};

}  // namespace earmark
