#include "engine/order_dates.h"

namespace earmark {

void OrderDates::start(const ServiceDates* dates, const DeliveryWish& wish, Time ordered) {
    dates_ = dates;
    wish_ = wish;
    ordered_ = ordered;
    node_ = {};
}

bool OrderDates::are_said(NodeId node, std::uint32_t service, std::uint8_t zone) const {
    return dates_ != nullptr && dates_->hours_of(node) != nullptr && zone != 0 &&
           zone <= dates_->service(service).transit_days.size();
}

OrderDates::Days OrderDates::days(
    NodeId node, std::uint32_t service, std::uint8_t zone, std::optional<Time> ready
) const {
    Days found;
    if (!ready) return found;
    const ServiceDates::Service& known = dates_->service(service);
    const auto pickups = dates_->pickups(node, service);
    found.shipped = ship_day(*dates_->hours_of(node), pickups, known.days, *ready);
    const std::uint8_t transit_days = known.transit_days[zone - 1U];
    if (!found.shipped || transit_days == kZoneNotServed) return found;
    found.delivered = delivery_day(known.days, *found.shipped, transit_days);
    return found;
}

std::optional<Micros> OrderDates::lateness(NodeId node, std::uint32_t service, std::uint8_t zone) {
    ship_day_ = kNoDay;
    if (!are_said(node, service, zone))
        return wish_.need_by == kNoDay ? std::optional(Micros{0}) : std::nullopt;
    if (node_ != node) {
        node_ = node;
        ready_ = ready_at(*dates_->hours_of(node), ordered_);
    }
    const Days found = days(node, service, zone, ready_);
    const std::optional<Day> delivered = found.delivered;
    if (!delivered) return std::nullopt;
    ship_day_ = *found.shipped;
    if (wish_.need_by != kNoDay && *delivered > wish_.need_by) return std::nullopt;
    if (wish_.wish_by == kNoDay || *delivered <= wish_.wish_by) return 0;
    return wish_.lateness_per_day * (*delivered - wish_.wish_by);
}

ShipmentDates OrderDates::of(NodeId node, std::uint32_t service, std::uint8_t zone) const {
    if (!are_said(node, service, zone)) return {};
    const NodeHours& hours = *dates_->hours_of(node);
    const Days found = days(node, service, zone, ready_at(hours, ordered_));
    if (!found.delivered) return {};
    const ServiceDates::Service& known = dates_->service(service);
    ShipmentDates said{
        .ship_day = *found.shipped,
        .delivery_day = *found.delivered,
        .window_from_minute = known.window_from_minute,
        .window_until_minute = known.window_until_minute
    };
    const auto last = order_by(hours, dates_->pickups(node, service), *found.shipped);
    EARMARK_CHECK(last.has_value());
    said.order_by = *last;
    return said;
}

}  // namespace earmark
