#include "engine/order_dates.h"

namespace earmark {

void OrderDates::start(const ServiceDates* dates, const DeliveryWish& wish, Time ordered) {
    dates_ = dates;
    wish_ = wish;
    ordered_ = ordered;
    node_ = {};
}

OrderDates::Days OrderDates::days(NodeId node, std::uint32_t service, std::uint8_t zone) {
    if (dates_ == nullptr) return {};
    const NodeHours* const hours = dates_->hours_of(node);
    if (hours == nullptr) return {};
    const ServiceDates::Service& known = dates_->service(service);
    if (zone == 0 || zone > known.transit_days.size()) return {};
    if (node_ != node) {
        node_ = node;
        ready_ = ready_at(*hours, ordered_);
    }
    Days found{.are_said = true};
    if (!ready_) return found;
    found.shipped = ship_day(*hours, dates_->pickups(node, service), known.days, *ready_);
    const std::uint8_t transit_days = known.transit_days[zone - 1U];
    if (!found.shipped || transit_days == kZoneNotServed) return found;
    found.delivered = delivery_day(known.days, *found.shipped, transit_days);
    return found;
}

std::optional<Micros> OrderDates::lateness(NodeId node, std::uint32_t service, std::uint8_t zone) {
    const Days found = days(node, service, zone);
    if (!found.are_said) return may_say_nothing() ? std::optional(Micros{0}) : std::nullopt;
    if (!found.delivered) return std::nullopt;
    if (wish_.need_by != kNoDay && *found.delivered > wish_.need_by) return std::nullopt;
    if (wish_.wish_by == kNoDay || *found.delivered <= wish_.wish_by) return 0;
    return wish_.lateness_per_day * (*found.delivered - wish_.wish_by);
}

ShipmentDates OrderDates::of(NodeId node, std::uint32_t service, std::uint8_t zone) {
    const Days found = days(node, service, zone);
    if (!found.delivered) return {};
    const NodeHours& hours = *dates_->hours_of(node);
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
