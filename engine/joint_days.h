// The days on which the nodes of waiting orders ship, and what each has room for: found once, told
// to all orders.
//
// Of a node as many days are told as all orders could need, whatever else they fill.
#pragma once

#include "engine/base/day.h"
#include "engine/engine_state.h"
#include "engine/joint/waiting_orders.h"
#include "engine/order_candidates.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <tuple>
#include <vector>

namespace earmark {

class JointDays {
  public:
    JointDays(const ItemTable& items, std::span<const SourceRequest> orders);

    /// By which days each of the candidates ships, of an order that was looked at without limits:
    /// WaitingOrder::departures, none if no node has limits. Where a node's services leave on days
    /// of their own they become choices of the problem, with departures of their own
    /// (OrderCandidates::choice_departures). What the days have room for goes to `waiting`. False:
    /// rates fall within the days that are needed, or changed while orders were looked at.
    bool find(
        const EngineState& state,
        const CapacityTable& limits,
        std::uint8_t method,
        OrderCandidates& candidates,
        WaitingOrders& waiting,
        std::vector<std::uint32_t>& departures
    );

    /// From which day on a departure of WaitingOrders leaves.
    Day leaves_from(std::uint32_t departures, std::uint32_t departure) const {
        return first_days_[departures][departure];
    }

  private:
    /// What there is room for on a day by a method.
    struct Rooms {
        DayRooms rooms;
        std::int64_t orders = 0;  ///< It has room for so many, whichever they are.
    };
    /// The same with the limits of all methods together.
    struct KnownDay {
        std::uint32_t day = 0;  ///< Of WaitingOrders.
        std::int64_t orders = 0;
    };

    const Rooms& rooms_of(
        const EngineState& state,
        const CapacityTable& limits,
        NodeId node,
        Day day,
        std::uint8_t method,
        std::vector<DayRoom>& rooms
    );
    KnownDay day_of_node(
        const EngineState& state,
        const CapacityTable& limits,
        NodeId node,
        Day day,
        std::uint8_t method,
        WaitingOrders& waiting
    );
    /// How a candidate's shipments leave.
    struct Leaving {
        std::uint32_t departures = WaitingOrder::kAnyDay;  ///< kAnyDay: each service by its own.
        std::vector<ServiceShipDays> services{};
        bool is_told = true;  ///< Its days can be shared.
    };
    Leaving find_at(
        const EngineState& state,
        const CapacityTable& limits,
        std::uint8_t method,
        OrderCandidates& candidates,
        std::uint32_t place,
        WaitingOrders& waiting
    );
    std::uint32_t add_departures(
        std::span<const ShipDay> days,
        const std::function<std::uint32_t(Day)>& day_of,
        WaitingOrders& waiting
    );

    std::int64_t order_count_ = 0;
    std::int64_t lines_max_ = 1;  ///< Of an order,
    std::int64_t units_max_ = 1;  ///< likewise.
    std::map<std::tuple<NodeId, Day, std::uint8_t>, Rooms> rooms_;
    std::map<std::tuple<NodeId, Day, std::uint8_t>, KnownDay> known_days_;
    boost::unordered_flat_map<std::vector<std::uint64_t>, Leaving>
        known_;                                 ///< By what it depends on.
    std::vector<std::vector<Day>> first_days_;  ///< By departures.
    std::vector<ShipDay> days_;
    std::vector<std::uint64_t> key_;
};

}  // namespace earmark
