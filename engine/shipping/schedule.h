// When an order leaves a node, when it arrives, and until when one may order for the same day.
//
//  1. Work begins when the order is placed, if the node is open then and the day's cut-off has not
//     come; else when the node next opens on a working day.
//  2. The parcel is ready when the node has been open for its processing time since.
//  3. It leaves by the first pickup of the service at or after that, on a day on which the service
//     takes shipments.
//  4. It arrives after the transit days, counted in days on which the carrier delivers, and on one
//     of them.
//  5. One may order until the last moment from which steps 1 to 3 still lead to the same day.
//
// The earlier an order is placed, the earlier it leaves or the same: so step 5 goes back from the
// day's last pickup. Steps 1 and 2 are the same for all services of a node: ask once an order.
//
// Nothing here knows the engine, allocates or waits; to ask for a node and a service costs less
// than a microsecond. A step that finds no working day within kCalendarSearchDays has no answer:
// the order never ships.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/day.h"
#include "engine/shipping/calendar.h"
#include "engine/shipping/local_time.h"

#include <cstdint>
#include <optional>
#include <span>

namespace earmark {

/// When a node works on orders, by its own clock.
/// Requires: a zone and days that outlive it; minutes of the day up to 1,440.
struct NodeHours {
    const TimeZone* zone = nullptr;
    const WorkingDays* days = nullptr;
    std::uint16_t opens_minute = 0;
    std::uint16_t closes_minute = 0;
    std::uint16_t cutoff_minute = 0;       ///< Orders from then on wait for the next working day.
    std::uint32_t processing_minutes = 0;  ///< Of opened time.
};

/// A time of day, by the node's clock, at which a service picks up on some days.
struct PickupTime {
    std::uint16_t minute = 0;
    const WorkingDays* days = nullptr;
};

/// The days of a service.
struct ServiceDays {
    Day until = kNoDay;  ///< The last on which it takes shipments; kNoDay = open.
    const WorkingDays* delivery = nullptr;  ///< Days of transit and delivery; null = every day.
};

/// Step 1.
std::optional<Time> work_begins(const NodeHours& hours, Time ordered);

/// Steps 1 and 2.
std::optional<Time> ready_at(const NodeHours& hours, Time ordered);

/// Step 3: the day on the node's clock.
std::optional<Day> ship_day(
    const NodeHours& hours,
    std::span<const PickupTime> pickups,
    const ServiceDays& service,
    Time ready
);

/// Step 4.
std::optional<Day> delivery_day(const ServiceDays& service, Day shipped, std::uint8_t transit_days);

/// Step 5: to the microsecond. Requires: `shipped` came from step 3 with the same arguments.
std::optional<Time> order_by(
    const NodeHours& hours, std::span<const PickupTime> pickups, Day shipped
);

}  // namespace earmark
