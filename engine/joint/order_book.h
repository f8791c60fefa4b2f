// The orders of a joint problem, made ready to be planned one by one, many times: each with the
// nodes that have anything for it, its costs scaled so that prices can be fractions, and where its
// lines' stock is counted.
//
// A pair is an item at a node that has stock and that some order asks for. A limit is a node's
// capacity, or what there is room for on one of its days. Prices and what is left are kept by pair
// and by limit.
#pragma once

#include "engine/joint/joint_problem.h"
#include "engine/joint/waiting_orders.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/shared_stock.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// In scaled money: what taking one unit costs besides.
struct JointPrices {
    std::vector<std::int64_t> stock;   ///< By pair.
    std::vector<std::int64_t> limits;  ///< By limit: of one shipment, line or unit.
};

/// Quarters of all prices.
JointPrices share_of(const JointPrices& prices, std::int64_t quarters);

/// What nobody has taken yet.
struct JointStock {
    std::vector<std::int64_t> stock;   ///< By pair.
    std::vector<std::int64_t> limits;  ///< By limit; PlanProblem::kUnlimited stays so.
};

/// Plans of its orders name a node's departure as the order's own node + its nodes x the index of
/// the departure.
class OrderBook {
  public:
    static constexpr std::uint32_t kNoPair = ~std::uint32_t{0};

    /// What one unit of a line takes of one of several items.
    struct Part {
        std::uint32_t line;
        std::int64_t units;
        std::vector<std::uint32_t> pair;  ///< By the order's node, or kNoPair.
    };

    /// Lines that take of the same pairs, in more ways than PlanProblem::item tells.
    struct Sharing {
        std::vector<SharedStock::Taker> takers;
        std::vector<std::uint32_t> pair;  ///< By the order's node, or kNoPair.
        std::vector<std::int64_t> most;   ///< Likewise: what the order itself could get there.
    };

    struct Order {
        std::vector<std::uint32_t> nodes;  ///< Those that have anything for it.
        /// [its node * lines + line], or kNoPair: it has nothing, or the line has parts.
        std::vector<std::uint32_t> pair;
        std::vector<Part> parts;
        std::vector<Sharing> sharing;
        /// Over its nodes, with scaled costs. Stock is the most that it can get there; what a unit
        /// costs that is left out is said even if all of the order is to be filled or nothing.
        PlanProblem problem;
        PlanBounds bounds{};  ///< Of the problem, if it has tariffs.
        /// Lines of one item are told to be so by their pairs alone, not by the problem.
        bool repeats_items = false;
        std::int64_t short_value = 0;           ///< Its cost if nothing is shipped; scaled.
        std::vector<std::uint32_t> departures;  ///< As WaitingOrder has them.
        /// Likewise, but none is kAnyDay.
        std::vector<std::uint32_t> choice_departures;
        std::vector<std::int64_t> rows;  ///< As WaitingOrder has them.

        std::size_t line_count() const { return problem.line_count; }
        /// The node of a plan's units: see OrderBook.
        std::uint32_t node_of(const PlannedUnits& planned) const {
            return planned.node % static_cast<std::uint32_t>(nodes.size());
        }
        std::uint32_t departure_of(const PlannedUnits& planned) const {
            return planned.node / static_cast<std::uint32_t>(nodes.size());
        }
        /// on_pair(pair, units): what one unit of a line takes at one of its nodes.
        template <typename OnPair>
        void visit_pairs(std::size_t node, std::size_t line, const OnPair& on_pair) const {
            const std::uint32_t own = pair[node * line_count() + line];
            if (own != kNoPair) return on_pair(own, std::int64_t{1});
            for (const Part& part : parts) {
                if (part.line == line && part.pair[node] != kNoPair)
                    on_pair(part.pair[node], part.units);
            }
        }
        /// on_pair(pair): all that it may take of.
        template <typename OnPair>
        void visit_all_pairs(const OnPair& on_pair) const {
            const auto see = [&](std::uint32_t each) {
                if (each != kNoPair) on_pair(each);
            };
            std::for_each(pair.begin(), pair.end(), see);
            for (const Part& part : parts)
                std::for_each(part.pair.begin(), part.pair.end(), see);
        }
        bool has_days() const { return !departures.empty() || !choice_departures.empty(); }
        bool has_days(std::uint32_t node) const { return has_own_days(node) || chooses_days(node); }
        /// Whether its shipment leaves as the rate choice does that it goes by.
        bool chooses_days(std::uint32_t node) const {
            return !choice_departures.empty() && !has_own_days(node) &&
                   !problem.choices_of(node).empty();
        }
        bool has_own_days(std::uint32_t node) const {
            return !departures.empty() && departures[node] != WaitingOrder::kAnyDay;
        }
        std::int64_t rows_of(std::size_t line) const { return rows.empty() ? 1 : rows[line]; }
    };

    struct Pair {
        std::uint32_t node;
        std::uint32_t item;
        std::int64_t stock;
        std::int64_t demand;  ///< Of all orders that may take of it.
        bool is_scarce() const { return demand > stock; }
    };

    struct Limit {
        std::int64_t most;
        std::int64_t demand = 0;  ///< Of all orders that may take of it.
        RoomOf of = RoomOf::units;
        bool is_scarce() const { return most != PlanProblem::kUnlimited && demand > most; }
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
    /// The nodes' capacity in units, then the rooms of days.
    const std::vector<Limit>& limits() const { return limits_; }
    std::size_t node_count() const { return node_count_; }
    /// Of a node of an order that has days, and does not choose them; extras are scaled.
    const Departures& departures(const Order& order, std::size_t node) const {
        return departures_[order.departures[node]];
    }
    /// Of a choice of a node that chooses them.
    const Departures& departures(const Order& order, const RateChoice& choice) const {
        const auto index = &choice - order.problem.rate_choices.data();
        return departures_[order.choice_departures[static_cast<std::size_t>(index)]];
    }

    /// How a shipment leaves a node that has days.
    struct Leaving {
        const Departure* departure;
        const RateChoice* choice;  ///< Null: the node does not choose days.
    };
    Leaving leaving(const Order& order, const PlannedUnits& planned) const;

    /// The limits of which what leaves then takes.
    std::span<const std::uint32_t> limits_of(const Departure& departure) const {
        if (departure.day == Departure::kAnyNumber) return {};
        return days_[departure.day];
    }

    /// What one unit of the problem's money is here.
    std::int64_t scale() const { return scale_; }
    /// No price of a unit need be higher: any unit is rather left out.
    std::int64_t price_max() const { return price_max_; }
    /// Likewise of a limit: any unit, line or order.
    std::int64_t price_max(const Limit& limit) const;

    JointStock all_stock() const;
    JointPrices no_prices() const;

    /// Lets the order's nodes give no more than is left.
    void limit_stock(std::size_t index, const JointStock& left, PlanProblem& problem) const;

    /// The order as a problem of its own, at these prices, with what is left; without its days.
    void make_problem(
        std::size_t index, const JointPrices& prices, const JointStock& left, PlanProblem& problem
    ) const;

    /// What the order's lines share of what is left, for SharedStockSolver.
    void find_shared(std::size_t index, const JointStock& left, std::vector<SharedStock>& shared)
        const;

    /// What the plan costs by itself, without prices; scaled. Nodes are the order's own.
    std::int64_t cost_of(std::size_t index, std::span<const PlannedUnits> plan) const;

    /// The same at prices.
    std::int64_t priced_cost(
        std::size_t index, std::span<const PlannedUnits> plan, const JointPrices& prices
    ) const;

    /// on_pair(pair, units) and on_limit(limit, units, lines or shipments): all that a plan takes.
    template <typename OnPair, typename OnLimit>
    void visit_taken(
        std::size_t index,
        std::span<const PlannedUnits> plan,
        const OnPair& on_pair,
        const OnLimit& on_limit
    ) const;

    /// Takes what the plan ships, or gives it back with sign -1.
    void take(
        std::size_t index, std::span<const PlannedUnits> plan, std::int64_t sign, JointStock& left
    ) const;

    /// Nothing that is left would be below 0 where the plan takes, nor what the order itself could
    /// get.
    bool fits(std::size_t index, std::span<const PlannedUnits> plan, JointStock& left) const;

  private:
    /// By node and item.
    using PairIndex = boost::unordered_flat_map<std::uint64_t, std::uint32_t>;

    void choose_scale(std::int64_t cost_max);
    void add_order(const JointProblem& problem, std::size_t index, std::vector<std::uint32_t>& at);
    void add_order(const WaitingOrder& given, PairIndex& at);
    std::uint32_t add_pair(
        const WaitingOrder& given,
        std::uint32_t node,
        std::uint32_t item,
        std::int64_t stock,
        std::int64_t demand,
        PairIndex& at
    );
    void add_parts(const WaitingOrder& given, Order& order, PairIndex& at);
    static void find_sharing(const WaitingOrder& given, Order& order);
    void add_own(const WaitingOrder& given, const PairIndex& at);
    static bool keeps_to_own(const Order& order, std::span<const PlannedUnits> plan);
    void add_rooms(const WaitingOrders& waiting);
    void add_days(const WaitingOrder& given, Order& order);
    void add_demand(const Order& order, std::uint32_t node, const RateChoice* by);
    void value_shortage(Order& order);

    std::vector<Order> orders_;
    std::vector<Pair> pairs_;
    std::vector<Limit> limits_;
    std::size_t node_count_;
    std::vector<std::vector<std::uint32_t>> days_;  ///< Limits, as DayRooms.
    std::vector<Departures> departures_;
    std::int64_t scale_ = 1;
    std::int64_t price_max_ = 0;        ///< Of a unit,
    std::int64_t line_price_max_ = 0;   ///< a line,
    std::int64_t order_price_max_ = 0;  ///< and an order.
    std::int64_t units_max_ = 1;        ///< Of an order.
};

template <typename OnPair, typename OnLimit>
void OrderBook::visit_taken(
    std::size_t index,
    std::span<const PlannedUnits> plan,
    const OnPair& on_pair,
    const OnLimit& on_limit
) const {
    const Order& order = orders_[index];
    for (std::size_t at = 0; at < plan.size(); ++at) {
        const PlannedUnits& planned = plan[at];
        const std::uint32_t node = order.node_of(planned);
        order.visit_pairs(node, planned.line, [&](std::uint32_t pair, std::int64_t units) {
            on_pair(pair, planned.units * units);
        });
        on_limit(order.nodes[node], planned.units);
        if (!order.has_days(node)) continue;
        const bool is_new = at == 0 || plan[at - 1].node != planned.node;
        for (const std::uint32_t limit : limits_of(*leaving(order, planned).departure)) {
            switch (limits_[limit].of) {
                case RoomOf::shipments:
                    if (is_new) on_limit(limit, std::int64_t{1});
                    break;
                case RoomOf::lines:
                    on_limit(limit, order.rows_of(planned.line));
                    break;
                case RoomOf::units:
                    on_limit(limit, planned.units * order.problem.room_of(planned.line));
                    break;
            }
        }
    }
}

}  // namespace earmark
