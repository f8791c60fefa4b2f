#include "engine/joint_days.h"

#include "engine/assortment/assortment_change.h"

#include <algorithm>
#include <utility>

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

JointDays::JointDays(const ItemTable& items, std::span<const SourceRequest> orders)
    : order_count_(static_cast<std::int64_t>(orders.size())) {
    FlatKit kit;
    for (const SourceRequest& order : orders) {
        lines_max_ = std::max(lines_max_, static_cast<std::int64_t>(order.lines.size()));
        std::int64_t units = 0;
        for (const OrderLine& line : order.lines) {
            kit.parts.clear();
            if (may_have_rows(items, line.sku)) flatten(items, line.sku, kit);
            Units each = kit.parts.empty() ? 1 : 0;
            for (const KitPart& part : kit.parts)
                each = std::min(kUnitsMax, each + part.quantity);
            const Units wanted = std::clamp<Units>(line.quantity, 0, kUnitsMax);
            units += std::min(times(wanted, each), kUnitsMax - units);
        }
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

/// day_of: a day's number, of WaitingOrders.
std::uint32_t JointDays::add_departures(
    std::span<const ShipDay> days,
    const std::function<std::uint32_t(Day)>& day_of,
    WaitingOrders& waiting
) {
    std::vector<Day>& first_days = first_days_.emplace_back();
    Departures& departures = waiting.departures.emplace_back();
    for (const ShipDay& day : days) {
        first_days.push_back(day.day);
        departures.push_back({.extra = day.extra, .day = day_of(day.day), .date = day.day});
    }
    return static_cast<std::uint32_t>(first_days_.size() - 1);
}

JointDays::Leaving JointDays::find_at(
    const EngineState& state,
    const CapacityTable& limits,
    std::uint8_t method,
    OrderCandidates& candidates,
    std::uint32_t place,
    WaitingOrders& waiting
) {
    const NodeId node = candidates.nodes()[place].node;
    const auto known_day = [&](Day day) {
        return day_of_node(state, limits, node, day, method, waiting);
    };
    const auto number_of = [&](Day day) { return known_day(day).day; };
    std::int64_t orders = 0;
    const auto wants_more = [&](Day day) {
        orders += known_day(day).orders;
        return orders < order_count_;
    };
    Leaving leaving;
    candidates.find_ship_days(limits, place, wants_more, days_);
    if (!days_.empty()) {
        leaving.departures = add_departures(days_, number_of, waiting);
        return leaving;
    }
    const std::uint32_t services = candidates.nodes()[place].services.count;
    for (std::uint32_t service = 0; service < services; ++service) {
        orders = 0;
        leaving.is_told =
            leaving.is_told &&
            candidates.find_service_days(place, service, wants_more, leaving.services);
    }
    for (ServiceShipDays& days : leaving.services) {
        // Services that leave alike are one choice to the plan.
        const auto alike = std::ranges::find(leaving.services, days.days, &ServiceShipDays::days);
        days.departures =
            &*alike != &days ? alike->departures : add_departures(days.days, number_of, waiting);
    }
    return leaving;
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
    bool has_choices = false;
    for (std::uint32_t place = 0; place < candidates.nodes().size(); ++place) {
        if (!limits.limits(candidates.nodes()[place].node)) continue;
        key_.clear();
        candidates.add_ship_days_key(place, key_);
        auto known = known_.find(key_);
        if (known == known_.end()) {
            Leaving found = find_at(state, limits, method, candidates, place, waiting);
            known = known_.emplace(key_, std::move(found)).first;
        }
        const Leaving& leaving = known->second;
        departures.resize(candidates.nodes().size(), WaitingOrder::kAnyDay);
        departures[place] = leaving.departures;
        if (leaving.departures != WaitingOrder::kAnyDay) continue;
        if (!leaving.is_told || !candidates.leave_by(place, leaving.services)) return false;
        has_choices = true;
    }
    return !has_choices || candidates.weigh_again();
}

}  // namespace earmark
