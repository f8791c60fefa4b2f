// What an order says about its delivery, and what a shipment says back.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/day.h"
#include "engine/limits.h"

#include <cstdint>

namespace earmark {

/// When the goods of an order are to be there.
struct DeliveryWish {
    Day need_by = kNoDay;         ///< On that day or before, or not at all; kNoDay = any day.
    Day wish_by = kNoDay;         ///< Better not after that day; kNoDay = any day.
    Micros lateness_per_day = 0;  ///< Cost of a shipment per day of delivery after wish_by.

    bool is_open() const { return need_by == kNoDay && wish_by == kNoDay; }

    friend bool operator==(const DeliveryWish&, const DeliveryWish&) = default;
};

/// When a shipment leaves and arrives, if it goes by a service that says so.
struct ShipmentDates {
    Day ship_day = kNoDay;                  ///< By the node's clock; kNoDay = nothing is said.
    Day delivery_day = kNoDay;              ///< At the address.
    std::uint16_t window_from_minute = 0;   ///< Time of that day, local to the address;
    std::uint16_t window_until_minute = 0;  ///< both 0 = not said.
    Time order_by{};  ///< The last moment of ordering that leaves on the same day.

    bool are_said() const { return ship_day != kNoDay; }
    bool has_window() const { return window_until_minute != 0; }

    friend bool operator==(const ShipmentDates&, const ShipmentDates&) = default;
};

}  // namespace earmark
