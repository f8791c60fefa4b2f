// ServiceDates: the hours of nodes, their pickups and the days of services, ready to say dates.
//
// Made when the book of shipping or a node's time zone changes, not for each order. Services have
// the numbers of their names in order, as in the book. A node with no hours says no dates, nor does
// one whose time zone this machine does not know: no order fails for that, and none is promised.
#pragma once

#include "engine/network/reference_data.h"
#include "engine/shipping/calendar.h"
#include "engine/shipping/local_time.h"
#include "engine/shipping/schedule.h"
#include "engine/shipping/shipping_book.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace earmark {

class ServiceDates {
  public:
    struct Service {
        ServiceDays days;
        std::vector<std::uint8_t> transit_days;  ///< Of zone k + 1; empty: it says no dates.
        std::uint16_t window_from_minute = 0;
        std::uint16_t window_until_minute = 0;
    };

    /// Null if no node has hours. `before` is used again if nothing of it changed.
    static std::shared_ptr<const ServiceDates> of(
        const std::shared_ptr<const ServiceDates>& before,
        const std::shared_ptr<const ShippingBook>& book,
        const NodeDirectory& nodes
    );

    /// Null if the node says no dates.
    const NodeHours* hours_of(NodeId node) const {
        return node.value() < nodes_.size() && nodes_[node.value()].hours.zone != nullptr
                   ? &nodes_[node.value()].hours
                   : nullptr;
    }

    /// Empty if the service does not pick up at the node. Requires: hours_of(node).
    std::span<const PickupTime> pickups(NodeId node, std::uint32_t service) const;

    const Service& service(std::uint32_t number) const { return services_[number]; }

  private:
    /// The pickups of one service at one node.
    struct Group {
        std::uint32_t service = 0;
        std::uint32_t first = 0;
        std::uint32_t count = 0;
    };
    struct AtNode {
        NodeHours hours;
        std::uint32_t first_group = 0;
        std::uint32_t group_count = 0;
    };

    bool is_of(const std::shared_ptr<const ShippingBook>& book, const NodeDirectory& nodes) const;
    void add_calendars();
    void add_services();
    void add_hours(const NodeDirectory& nodes);
    void add_pickups();
    /// Null for a name that is not known.
    const WorkingDays* days_named(std::string_view name) const;

    std::shared_ptr<const ShippingBook> book_;
    std::unordered_map<std::string_view, WorkingDays> calendars_;  ///< Names are the book's.
    std::vector<Service> services_;
    std::unordered_map<std::string_view, std::uint32_t> numbers_;
    std::vector<std::shared_ptr<const TimeZone>> zones_;
    std::vector<AtNode> nodes_;  ///< By node id.
    std::vector<Group> groups_;
    std::vector<PickupTime> pickups_;
};

}  // namespace earmark
