// ShippingBook: calendars, carrier services, area surcharges, hours, pickups, capacities, carbon,
// couriers, of one moment.
//
// A part of the reference data: immutable, one version at a time. Who has no services pays for one
// look at an empty table.
#pragma once

#include "engine/change_log.h"
#include "engine/shipping/shipping_rows.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace earmark {

/// What area rows are found by. A prefix is looked up as a whole, the longest first.
struct AreaKey {
    std::string carrier;
    std::string country;
    std::string postal_prefix;

    friend auto operator<=>(const AreaKey&, const AreaKey&) = default;
};

struct PickupKey {
    NodeId node;
    std::string service;
    std::uint16_t minute = 0;

    friend auto operator<=>(const PickupKey& left, const PickupKey& right) {
        return std::tuple(left.node.value(), std::string_view(left.service), left.minute) <=>
               std::tuple(right.node.value(), std::string_view(right.service), right.minute);
    }
    friend bool operator==(const PickupKey&, const PickupKey&) = default;
};

/// Rows of one node, method and unit stand together.
struct CapacityKey {
    std::uint32_t node = 0;
    std::uint8_t method = 0;
    CapacityUnit unit = CapacityUnit::shipments;
    Day date = kNoDay;
    std::uint8_t weekday = 0;

    friend auto operator<=>(const CapacityKey&, const CapacityKey&) = default;
};

/// Service and zone.
using CarbonKey = std::pair<std::string, std::uint8_t>;

/// Rows by what they are found by; each is complete in itself.
struct ShippingBook {
    std::map<std::string, CalendarRow, std::less<>> calendars;
    std::map<std::string, ServiceRow, std::less<>> services;
    std::map<AreaKey, AreaRow> areas;
    std::map<std::uint32_t, HoursRow> hours;  ///< By node.
    std::map<PickupKey, PickupRow> pickups;   ///< By node, service, minute.
    std::map<CapacityKey, CapacityRow> capacities;
    std::map<CarbonKey, CarbonRow> carbon;
    std::map<std::uint32_t, CourierRow> couriers;  ///< By node.
    Lsn lsn = 0;                                   ///< Of its last change.

    bool empty() const {
        return calendars.empty() && services.empty() && areas.empty() && hours.empty() &&
               pickups.empty() && capacities.empty() && carbon.empty() && couriers.empty();
    }
    std::size_t row_count() const {
        return calendars.size() + services.size() + areas.size() + hours.size() + pickups.size() +
               capacities.size() + carbon.size() + couriers.size();
    }

    /// Null if there is none.
    const CalendarRow* calendar(std::string_view name) const;
    const ServiceRow* service(std::string_view name) const;
    const HoursRow* hours_of(NodeId node) const;
    const CourierRow* courier_of(NodeId node) const;

    /// visit(row): the pickups of a node, by service, then time of day.
    template <typename Visit>
    void visit_pickups(NodeId node, const Visit& visit) const {
        for (auto at = pickups.lower_bound({.node = node, .service = {}, .minute = 0});
             at != pickups.end() && at->first.node == node;
             ++at)
            visit(at->second);
    }

    /// What a carrier asks for a parcel to this address: that of the longest prefix; 0 if none
    /// fits.
    Micros area_surcharge(
        std::string_view carrier, std::string_view country, std::string_view postal_code
    ) const;

    /// visit(row): every row as a ShippingRow, kind by kind, each in the order of its key.
    template <typename Visit>
    void visit_rows(const Visit& visit) const {
        for (const auto& [key, row] : calendars)
            visit(ShippingRow(row));
        for (const auto& [key, row] : services)
            visit(ShippingRow(row));
        for (const auto& [key, row] : areas)
            visit(ShippingRow(row));
        for (const auto& [key, row] : hours)
            visit(ShippingRow(row));
        for (const auto& [key, row] : pickups)
            visit(ShippingRow(row));
        for (const auto& [key, row] : capacities)
            visit(ShippingRow(row));
        for (const auto& [key, row] : carbon)
            visit(ShippingRow(row));
        for (const auto& [key, row] : couriers)
            visit(ShippingRow(row));
    }

    /// The row that is found by the same; nothing if there is none. Writes no more than a look-up.
    bool contains_same(const ShippingRow& row) const;
    bool contains_key(const ShippingRow& row) const;

    void put(const ShippingRow& row);
    /// Only what the row is found by is read.
    void remove(const ShippingRow& row);
};

}  // namespace earmark
