// Of OrderCandidates: what the days of nodes have room for, besides what the order has there
// itself.
#include "engine/base/wide.h"
#include "engine/capacity/capacity_uses.h"
#include "engine/order_candidates.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

/// price x used / most, rounded half up; all of the price where more is used.
Micros share_of(Micros price, Units used, Units most) {
    const Wide counted = std::clamp<Wide>(used, 0, most);
    return static_cast<Micros>((Wide{price} * counted + most / 2) / most);
}

}  // namespace

CapacityFigures OrderCandidates::used_on(
    const CapacityUses& uses, NodeId node, Day day, std::uint8_t method
) const {
    CapacityFigures used = uses.used(node, day, method);
    const auto add = [&](const CapacityLoad& load, int by) {
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            used[unit] += by * load.figures[unit];
    };
    for (const CapacityLoad& own : own_days_)
        if (own.node == node && own.day == day) add(own, -1);
    const auto taken = std::ranges::equal_range(
        taken_days_,
        std::pair(node, day),
        {},
        [](const CapacityLoad& load) { return std::pair(load.node, load.day); }
    );
    for (const CapacityLoad& load : taken)
        if (method == 0 || load.method == method) add(load, +1);
    return used;
}

/// What a shipment of the node costs that leaves on the day, for how full that is: a share of the
/// profile's price as is used of the limit of which most is used.
Micros OrderCandidates::load_on(
    const CapacityUses& uses, const CapacityTable& limits, NodeId node, Day day
) const {
    const Micros price = services_.load_price();
    Micros load = 0;
    for (const std::uint8_t method : {std::uint8_t{0}, request_->method}) {
        if (price == 0) break;
        const CapacityFigures most = limits.most(node, day, method);
        const CapacityFigures used = used_on(uses, node, day, method);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            if (most[unit] >= kNoCapacityLimit || most[unit] == 0) continue;
            load = std::max(load, share_of(price, used[unit], most[unit]));
        }
    }
    return load;
}

CapacityFigures OrderCandidates::room_on(
    const CapacityUses& uses, const CapacityTable& limits, NodeId node, Day day
) const {
    CapacityFigures room;
    room.fill(kNoCapacityLimit);
    for (const std::uint8_t method : {request_->method, std::uint8_t{0}}) {
        const CapacityFigures most = limits.most(node, day, method);
        const CapacityFigures used = used_on(uses, node, day, method);
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit) {
            if (most[unit] != kNoCapacityLimit)
                room[unit] = std::min(room[unit], most[unit] - used[unit]);
        }
    }
    return room;
}

const PlannedDay* OrderCandidates::planned_day(NodeId node) const {
    const auto known = std::ranges::find(planned_days_, node, &PlannedDay::node);
    return known == planned_days_.end() ? nullptr : &*known;
}

}  // namespace earmark
