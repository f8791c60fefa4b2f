// On which days the shipments of one order leave: the order's problem knows no days, so what they
// cost is written to its nodes before it is planned, or to rate choices that leave on days of their
// own, and the days are found in its plan.
#pragma once

#include "engine/joint/order_book.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace earmark {

class DepartureChoice {
  public:
    explicit DepartureChoice(const OrderBook& book) : book_(&book) {}

    /// Makes nodes cost no more than by any of their days on which something is left. Where only
    /// shipments are limited that is what they do cost, by the cheapest; else about what the least
    /// and the most that a node could ship do.
    void relax(
        std::size_t index, const JointPrices& prices, const JointStock& left, PlanProblem& problem
    ) const;

    /// Lets each node ship on the cheapest day alone that has room for all that it could; if none
    /// has, on the one with most units left, then lines, and no more than these. `scale`: what
    /// one unit of the problem's money is in that of the book; without prices that may be any.
    void fix(
        std::size_t index,
        const JointPrices& prices,
        const JointStock& left,
        PlanProblem& problem,
        std::int64_t scale = 1
    ) const;

    enum class Days : std::uint8_t { that_fit, with_any_room };

    /// Names the departures in a plan whose nodes are the order's own: for what each ships the
    /// cheapest. Requires: there is one.
    void assign(
        std::size_t index,
        const JointPrices& prices,
        const JointStock& left,
        Days days,
        std::vector<PlannedUnits>& plan
    ) const;

  private:
    /// What a shipment takes of a day.
    struct Load {
        std::int64_t lines = 0;
        std::int64_t units = 0;
    };
    /// What days ask of one unit at least, and how much more of all that could go.
    struct Rise {
        std::int64_t least = 0;  ///< kNone: no day has any room.
        std::int64_t by_units = 0;
        std::int64_t by_lines = 0;
    };
    /// What the rooms of a day ask of a shipment, and of each of its lines and units.
    struct Parts {
        std::int64_t shipment = 0;
        std::int64_t line = 0;
        std::int64_t unit = 0;
    };
    struct Cheapest {
        std::int64_t price;       ///< kNone: there is none.
        std::uint32_t index = 0;  ///< Of departures.
    };

    static std::int64_t amount_of(const OrderBook::Limit& limit, const Load& load);
    static Load most_of(
        std::size_t node,
        const OrderBook::Order& order,
        const PlanProblem& problem,
        const RateChoice* by = nullptr
    );
    std::int64_t price(const Departure& departure, const JointPrices& prices, const Load& load)
        const;
    Parts parts_of(const Departure& departure, const JointPrices& prices) const;
    bool has_room(const Departure& departure, const JointStock& left, const Load& load) const;
    /// What is left of the lines and units of a day.
    Load rest_of(const Departure& departure, const JointStock& left) const;
    /// The most units, and the most lines, that one day has room for, of so many.
    Load most_of_a_day(const Departures& days, const JointStock& left, const Load& wanted) const;
    Rise rise_of(
        const Departures& days, const JointPrices& prices, const JointStock& left, const Load& most
    ) const;
    void relax_node(
        std::size_t node,
        const Departures& days,
        const JointPrices& prices,
        const JointStock& left,
        const Load& most,
        std::span<const std::int64_t> rows,
        PlanProblem& problem
    ) const;
    void fix_node(
        std::uint32_t node,
        const OrderBook::Order& order,
        const JointPrices& prices,
        const JointStock& left,
        PlanProblem& problem,
        std::int64_t scale
    ) const;
    const Departure* find_day(
        const Departures& days,
        const JointPrices& prices,
        const JointStock& left,
        const Load& most,
        Load& room
    ) const;
    Cheapest cheapest_of(
        const Departures& days,
        const JointPrices& prices,
        const JointStock& left,
        const Load& needed,
        const Load& load
    ) const;

    // Of nodes that choose days, in departure_choice_rates.cc.
    void relax_choices(
        std::uint32_t node,
        const OrderBook::Order& order,
        const JointPrices& prices,
        const JointStock& left,
        PlanProblem& problem
    ) const;
    void fix_choices(
        std::uint32_t node,
        const OrderBook::Order& order,
        const JointPrices& prices,
        const JointStock& left,
        PlanProblem& problem,
        std::int64_t scale
    ) const;
    Cheapest cheapest_choice_of(
        const OrderBook::Order& order,
        std::span<const PlannedUnits> shipment,
        const JointPrices& prices,
        const JointStock& left,
        const Load& needed,
        const Load& load
    ) const;

    static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();

    const OrderBook* book_;
};

}  // namespace earmark
