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
#include <map>
#include <span>
#include <tuple>
#include <vector>

namespace earmark {

class JointDays {
  public:
    explicit JointDays(std::span<const SourceRequest> orders);

    /// By which days each of the candidates ships, of an order that was looked at without limits:
    /// WaitingOrder::departures, none if no node has limits. What the days have room for goes to
    /// `waiting`. False: of a node with limits they cannot be told (find_ship_days).
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
    std::uint32_t find_at(
        const EngineState& state,
        const CapacityTable& limits,
        std::uint8_t method,
        OrderCandidates& candidates,
        std::uint32_t place,
        WaitingOrders& waiting
    );

    std::int64_t order_count_ = 0;
    std::int64_t lines_max_ = 1;  ///< Of an order,
    std::int64_t units_max_ = 1;  ///< likewise.
    std::map<std::tuple<NodeId, Day, std::uint8_t>, Rooms> rooms_;
    std::map<std::tuple<NodeId, Day, std::uint8_t>, KnownDay> known_days_;
    /// By what the days depend on: departures of WaitingOrders, or kAnyDay.
    boost::unordered_flat_map<std::vector<std::uint64_t>, std::uint32_t> known_;
    std::vector<std::vector<Day>> first_days_;  ///< By departures.
    std::vector<ShipDay> days_;
    std::vector<std::uint64_t> key_;
};

}  // namespace earmark
