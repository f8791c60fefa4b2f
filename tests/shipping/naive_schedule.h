// A schedule found by waiting: every minute looks at the clock and at who works. It knows the one
// zone New York, by the rule of its law, and nothing of the engine's calendars and zones.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace earmark::naive {

/// Minutes since 1970-01-01 00:00 UTC.
using Minute = std::int64_t;

struct Calendar {
    std::uint8_t weekdays = 0;  ///< Bits, Monday = bit 0.
    std::set<std::int64_t> closed;
    std::set<std::int64_t> opened;

    bool works(std::int64_t day) const;
};

struct Pickup {
    std::int64_t minute = 0;
    Calendar days;
};

struct Shop {
    Calendar days;
    std::int64_t opens = 0;
    std::int64_t closes = 0;
    std::int64_t cutoff = 0;
    std::int64_t processing = 0;
    std::vector<Pickup> pickups;
    std::int64_t until = 0;  ///< 0 = open.
    Calendar delivery;
    std::int64_t transit = 0;
};

struct Found {
    Minute begins = 0;
    Minute ready = 0;
    std::int64_t shipped = 0;
    std::int64_t delivered = 0;
};

/// What the clock in New York is ahead of UTC, in minutes.
std::int64_t new_york_offset(Minute at);

/// Nothing if it waits for more than `days_max` days.
std::optional<Found> wait(const Shop& shop, Minute ordered, std::int64_t days_max);

}  // namespace earmark::naive
