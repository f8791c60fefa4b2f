#include "engine/order_dates.h"

#include "engine/shipping/local_time.h"

#include <algorithm>

namespace earmark {

namespace {

/// From then on no courier of the node takes anything.
std::uint16_t last_minute(const NodeHours& hours, std::uint16_t cutoff_minute) {
    return std::min(cutoff_minute, hours.closes_minute);
}

}  // namespace

void OrderDates::start(
    const ServiceDates* dates, const DeliveryWish& wish, Time ordered, NodeId store
) {
    dates_ = dates;
    const NodeHours* receiving = dates == nullptr ? nullptr : dates->hours_of(store);
    store_days_ = receiving == nullptr ? nullptr : receiving->days;
    wish_ = wish;
    ordered_ = ordered;
    node_ = {};
}

bool OrderDates::are_said(NodeId node, std::uint32_t service, std::uint8_t zone) const {
    return dates_ != nullptr && dates_->hours_of(node) != nullptr && zone != 0 &&
           zone <= dates_->service(service).transit_days.size();
}

OrderDates::Days OrderDates::days(
    NodeId node, std::uint32_t service, std::uint8_t zone, std::optional<Time> ready, Day from
) const {
    Days found;
    if (!ready) return found;
    if (from != kNoDay)
        ready = std::max(*ready, dates_->hours_of(node)->zone->utc(local_time(from, 0)));
    const ServiceDates::Service& known = dates_->service(service);
    const auto pickups = dates_->pickups(node, service);
    found.shipped = ship_day(*dates_->hours_of(node), pickups, known.days, *ready);
    const std::uint8_t transit_days = known.transit_days[zone - 1U];
    if (!found.shipped || transit_days == kZoneNotServed) return found;
    found.delivered = delivery_day(known.days, *found.shipped, transit_days);
    if (found.delivered && store_days_ != nullptr)
        found.delivered = store_days_->next(*found.delivered);
    return found;
}

std::optional<OrderDates::Dispatch> OrderDates::dispatch(
    NodeId node, std::uint32_t service, std::uint8_t zone, Day from
) {
    if (!are_said(node, service, zone))
        return wish_.need_by == kNoDay ? std::optional(Dispatch{}) : std::nullopt;
    if (node_ != node) {
        node_ = node;
        ready_ = ready_at(*dates_->hours_of(node), ordered_);
    }
    const Days found = days(node, service, zone, ready_, from);
    if (!found.delivered) return std::nullopt;
    return dispatch_of(*found.shipped, *found.delivered);
}

std::optional<OrderDates::Dispatch> OrderDates::dispatch_of(Day shipped, Day delivered) const {
    if (wish_.need_by != kNoDay && delivered > wish_.need_by) return std::nullopt;
    Dispatch dispatch{.shipped = shipped};
    if (wish_.wish_by != kNoDay && delivered > wish_.wish_by) {
        dispatch.days_late = static_cast<std::uint16_t>(delivered - wish_.wish_by);
        dispatch.lateness = wish_.lateness_per_day * dispatch.days_late;
    }
    return dispatch;
}

namespace {

/// Goods are handed out until the node closes.
PickupTime last_collection(const NodeHours& hours) {
    return {.minute = hours.closes_minute, .days = hours.days};
}

}  // namespace

std::optional<Day> OrderDates::ready_day(NodeId node, Day from) const {
    const NodeHours& hours = *dates_->hours_of(node);
    std::optional<Time> ready = ready_at(hours, ordered_);
    if (!ready) return std::nullopt;
    if (from != kNoDay) ready = std::max(*ready, hours.zone->utc(local_time(from, 0)));
    const PickupTime last = last_collection(hours);
    return ship_day(hours, {&last, 1}, {}, *ready);
}

std::optional<OrderDates::Dispatch> OrderDates::collect(NodeId node, Day from) const {
    if (dates_ == nullptr || dates_->hours_of(node) == nullptr)
        return wish_.need_by == kNoDay ? std::optional(Dispatch{}) : std::nullopt;
    const std::optional<Day> day = ready_day(node, from);
    return day ? dispatch_of(*day, *day) : std::nullopt;
}

ShipmentDates OrderDates::of_collection(NodeId node, Day from) const {
    if (dates_ == nullptr || dates_->hours_of(node) == nullptr) return {};
    const std::optional<Day> day = ready_day(node, from);
    if (!day) return {};
    const NodeHours& hours = *dates_->hours_of(node);
    const PickupTime last = last_collection(hours);
    ShipmentDates said{.ship_day = *day, .delivery_day = *day};
    const auto order_last = order_by(hours, {&last, 1}, *day);
    EARMARK_CHECK(order_last.has_value());
    said.order_by = *order_last;
    return said;
}

std::optional<OrderDates::Dispatch> OrderDates::deliver_today(
    NodeId node, std::uint16_t cutoff_minute
) const {
    if (dates_ == nullptr || dates_->hours_of(node) == nullptr) return std::nullopt;
    const NodeHours& hours = *dates_->hours_of(node);
    const LocalTime placed = hours.zone->local(ordered_);
    const Day today = local_day(placed);
    const bool is_in_time = placed < local_time(today, last_minute(hours, cutoff_minute));
    if (today == kNoDay || !hours.days->contains(today) || !is_in_time) return std::nullopt;
    return dispatch_of(today, today);
}

ShipmentDates OrderDates::of_today(NodeId node, std::uint16_t cutoff_minute) const {
    const NodeHours& hours = *dates_->hours_of(node);
    const Day today = local_day(hours.zone->local(ordered_));
    return {
        .ship_day = today,
        .delivery_day = today,
        .order_by =
            hours.zone->utc(local_time(today, last_minute(hours, cutoff_minute))) - Duration(1)
    };
}

ShipmentDates OrderDates::of(NodeId node, std::uint32_t service, std::uint8_t zone, Day from)
    const {
    if (!are_said(node, service, zone)) return {};
    const NodeHours& hours = *dates_->hours_of(node);
    const Days found = days(node, service, zone, ready_at(hours, ordered_), from);
    if (!found.delivered) return {};
    const ServiceDates::Service& known = dates_->service(service);
    ShipmentDates said{
        .ship_day = *found.shipped,
        .delivery_day = *found.delivered,
    };
    // The window is the carrier's, not that in which a store hands out.
    if (store_days_ == nullptr) {
        said.window_from_minute = known.window_from_minute;
        said.window_until_minute = known.window_until_minute;
    }
    const auto last = order_by(hours, dates_->pickups(node, service), *found.shipped);
    EARMARK_CHECK(last.has_value());
    said.order_by = *last;
    return said;
}

}  // namespace earmark
