#include "engine/network/service_dates.h"

#include <algorithm>

namespace earmark {

std::shared_ptr<const ServiceDates> ServiceDates::of(
    const std::shared_ptr<const ServiceDates>& before,
    const std::shared_ptr<const ShippingBook>& book,
    const NodeDirectory& nodes
) {
    if (book->hours.empty()) return nullptr;
    if (before != nullptr && before->is_of(book, nodes)) return before;
    auto made = std::make_shared<ServiceDates>();
    made->book_ = book;
    made->add_calendars();
    made->add_services();
    made->add_hours(nodes);
    made->add_pickups();
    return made;
}

bool ServiceDates::is_of(
    const std::shared_ptr<const ShippingBook>& book, const NodeDirectory& nodes
) const {
    if (book_ != book) return false;
    return std::ranges::all_of(book->hours, [&](const auto& entry) {
        const Node* node = nodes.find(NodeId(entry.first));
        const NodeHours* hours = hours_of(NodeId(entry.first));
        return node != nullptr && hours != nullptr && hours->zone->name() == node->time_zone;
    });
}

void ServiceDates::add_calendars() {
    for (const auto& [name, row] : book_->calendars)
        calendars_.emplace(name, WorkingDays(row.weekdays, row.closed, row.opened));
}

const WorkingDays* ServiceDates::days_named(std::string_view name) const {
    const auto found = calendars_.find(name);
    return found == calendars_.end() ? nullptr : &found->second;
}

void ServiceDates::add_services() {
    services_.reserve(book_->services.size());
    for (const auto& [name, row] : book_->services) {
        numbers_.emplace(name, static_cast<std::uint32_t>(services_.size()));
        Service& service = services_.emplace_back();
        // One that has not begun at its next pickup is not waited for: ServiceRates::Service::to.
        service.days = {.until = row.until, .delivery = days_named(row.delivery_calendar)};
        service.window_from_minute = row.window_from_minute;
        service.window_until_minute = row.window_until_minute;
        // An image may hold a service before its calendar: the next version has both.
        if (row.delivery_calendar.empty() || service.days.delivery != nullptr)
            service.transit_days = row.transit_days;
    }
}

void ServiceDates::add_hours(const NodeDirectory& nodes) {
    nodes_.resize(book_->hours.rbegin()->first + std::size_t{1});
    for (const auto& [id, row] : book_->hours) {
        const Node* node = nodes.find(NodeId(id));
        const WorkingDays* const days = days_named(row.calendar);
        if (node == nullptr || days == nullptr) continue;
        const auto zone = TimeZone::find(node->time_zone);
        if (!zone) continue;
        zones_.push_back(*zone);
        nodes_[id].hours = {
            .zone = zone->get(),
            .days = days,
            .opens_minute = row.opens_minute,
            .closes_minute = row.closes_minute,
            .cutoff_minute = row.cutoff_minute,
            .processing_minutes = row.processing_minutes
        };
    }
}

void ServiceDates::add_pickups() {
    pickups_.reserve(book_->pickups.size());
    for (const auto& [key, row] : book_->pickups) {
        const auto number = numbers_.find(row.service);
        if (number == numbers_.end() || hours_of(row.node) == nullptr) continue;
        AtNode& at = nodes_[row.node.value()];
        const WorkingDays* const days =
            row.calendar.empty() ? at.hours.days : days_named(row.calendar);
        if (days == nullptr) continue;
        // Pickups of one node stand together, by service.
        if (at.group_count == 0 || groups_.back().service != number->second) {
            if (at.group_count == 0) at.first_group = static_cast<std::uint32_t>(groups_.size());
            ++at.group_count;
            groups_.push_back({number->second, static_cast<std::uint32_t>(pickups_.size()), 0});
        }
        pickups_.push_back({row.minute, days});
        ++groups_.back().count;
    }
}

std::span<const PickupTime> ServiceDates::pickups(NodeId node, std::uint32_t service) const {
    const AtNode& at = nodes_[node.value()];
    const auto groups = std::span(groups_).subspan(at.first_group, at.group_count);
    const auto found = std::ranges::find(groups, service, &Group::service);
    if (found == groups.end()) return {};
    return std::span(pickups_).subspan(found->first, found->count);
}

}  // namespace earmark
