#include "engine/joint_days.h"

#include <algorithm>

namespace earmark {

namespace {

RoomOf room_of(std::size_t unit) {
    switch (static_cast<CapacityUnit>(unit)) {
        case CapacityUnit::shipments:
            return RoomOf::shipments;
        case CapacityUnit::lines:
            return RoomOf::lines;
        case CapacityUnit::units:
            break;
    }
    return RoomOf::units;
}

}  // namespace

JointDays::JointDays(std::span<const SourceRequest> orders)
    : order_count_(static_cast<std::int64_t>(orders.size())) {
    for (const SourceRequest& order : orders) {
        lines_max_ = std::max(lines_max_, static_cast<std::int64_t>(order.lines.size()));
        std::int64_t units = 0;
        for (const OrderLine& line : order.lines)
            units += std::clamp<Units>(line.quantity, 0, kUnitsMax - units);
        units_max_ = std::max(units_max_, units);
    }
}

/// Those of the method's own limits; 0 = of all methods together. Found when first asked for.
const JointDays::Rooms& JointDays::rooms_of(
    const EngineState& state,
    const CapacityTable& limits,
    NodeId node,
    Day day,
    std::uint8_t method,
    std::vector<DayRoom>& rooms
) {
    const auto [known, is_new] = rooms_.try_emplace({node, day, method});
    Rooms& found = known->second;
    if (!is_new) return found;
    const CapacityFigures most = limits.most(node, day, method);
    const CapacityFigures used = state.capacity_uses.used(node, day, method);
    found.orders = order_count_;
    for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
        if (most[unit] >= kNoCapacityLimit) continue;
        const DayRoom room{room_of(unit), std::max<Units>(0, most[unit] - used[unit])};
        found.rooms.push_back(static_cast<std::uint32_t>(rooms.size()));
        rooms.push_back(room);
        const std::int64_t of_an_order = room.of == RoomOf::shipments ? 1
                                         : room.of == RoomOf::lines   ? lines_max_
                                                                      : units_max_;
        found.orders = std::min(found.orders, room.most / of_an_order);
    }
    return found;
}

JointDays::KnownDay JointDays::day_of_node(
    const EngineState& state,
    const CapacityTable& limits,
    NodeId node,
    Day day,
    std::uint8_t method,
    WaitingOrders& waiting
) {
    const auto [known, is_new] = known_days_.try_emplace({node, day, method});
    if (!is_new) return known->second;
    const Rooms& own = rooms_of(state, limits, node, day, method, waiting.rooms);
    const Rooms& all = rooms_of(state, limits, node, day, /*method=*/0, waiting.rooms);
    known->second = {
        static_cast<std::uint32_t>(waiting.days.size()), std::min(own.orders, all.orders)
    };
    DayRooms& rooms = waiting.days.emplace_back(own.rooms);
    rooms.insert(rooms.end(), all.rooms.begin(), all.rooms.end());
    return known->second;
}

std::uint32_t JointDays::find_at(
    const EngineState& state,
    const CapacityTable& limits,
    std::uint8_t method,
    OrderCandidates& candidates,
    std::uint32_t place,
    WaitingOrders& waiting
) {
    const NodeId node = candidates.nodes()[place].node;
    std::int64_t orders = 0;
    const auto wants_more = [&](Day day) {
        orders += day_of_node(state, limits, node, day, method, waiting).orders;
        return orders < order_count_;
    };
    candidates.find_ship_days(limits, place, wants_more, days_);
    if (days_.empty()) return WaitingOrder::kAnyDay;
    std::vector<Day>& first_days = first_days_.emplace_back();
    Departures& departures = waiting.departures.emplace_back();
    for (const ShipDay& day : days_) {
        first_days.push_back(day.day);
        Departure& departure = departures.emplace_back(Departure{.extra = day.extra});
        if (day.is_limited)
            departure.day = day_of_node(state, limits, node, day.day, method, waiting).day;
    }
    return static_cast<std::uint32_t>(first_days_.size() - 1);
}

bool JointDays::find(
    const EngineState& state,
    const CapacityTable& limits,
    std::uint8_t method,
    OrderCandidates& candidates,
    WaitingOrders& waiting,
    std::vector<std::uint32_t>& departures
) {
    departures.clear();
    const auto nodes = candidates.nodes();
    for (std::uint32_t place = 0; place < nodes.size(); ++place) {
        if (!limits.limits(nodes[place].node)) continue;
        key_.clear();
        candidates.add_ship_days_key(place, key_);
        auto known = known_.find(key_);
        if (known == known_.end()) {
            const std::uint32_t found = find_at(state, limits, method, candidates, place, waiting);
            known = known_.emplace(key_, found).first;
        }
        if (known->second == WaitingOrder::kAnyDay) return false;
        departures.resize(nodes.size(), WaitingOrder::kAnyDay);
        departures[place] = known->second;
    }
    return true;
}

}  // namespace earmark
