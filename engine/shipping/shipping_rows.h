// Rows about shipping: working calendars, carrier services, area surcharges, the hours of nodes,
// the pickups there, how much leaves a node in a day, what services emit, and couriers.
//
// A row owns its texts: such rows are few and change rarely, and the engine keeps them as they are.
#pragma once

#include "engine/base/day.h"
#include "engine/base/strong_id.h"
#include "engine/limits.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace earmark {

/// Parts of a rate are given in these: 10,000 = all of it.
inline constexpr std::uint32_t kHundredthsOfPercent = 10'000;

/// In ServiceRow::transit_days: a zone that the service does not reach.
inline constexpr std::uint8_t kZoneNotServed = 0xff;

inline constexpr std::uint16_t kMinutesOfDay = 24 * 60;

/// Days on which somebody works. Found by its name.
struct CalendarRow {
    std::string name;
    std::uint8_t weekdays = 0;  ///< Bits, Monday = bit 0.
    std::vector<Day> closed{};  ///< Days without work: holidays. Rising.
    std::vector<Day> opened{};  ///< Days of work though the weekday has none. Rising.

    friend bool operator==(const CalendarRow&, const CalendarRow&) = default;
};

/// A way that a carrier takes parcels: what it costs and how long it takes. Found by its name.
///
/// What a parcel costs, each product rounded half up to a micro:
///     (step rate x (1 - discount)) x (1 + fuel) + the tariff's surcharge + residential + area
struct ServiceRow {
    std::string name;     ///< "ups-ground"
    std::string carrier;  ///< "ups": whose area surcharges apply.
    std::string tariff;
    std::uint32_t discount = 0;  ///< Off the tariff's rate, in hundredths of a percent; below all.
    std::uint32_t fuel = 0;      ///< On top of what is left, in hundredths of a percent.
    Micros residential_per_parcel = 0;   ///< When the order says that people live at the address.
    std::vector<std::string> refuses{};  ///< Item attributes that it does not carry.
    /// [k] = of zone k + 1, in days of the delivery calendar; kZoneNotServed = not reached. Empty:
    /// it says no dates.
    std::vector<std::uint8_t> transit_days{};
    std::string delivery_calendar{};        ///< Days of transit and delivery; empty = every day.
    std::uint16_t window_from_minute = 0;   ///< Time of delivery, local to the address;
    std::uint16_t window_until_minute = 0;  ///< both 0 = not said; no from without until.
    Day from = kNoDay;   ///< The first and the last day on which it takes shipments;
    Day until = kNoDay;  ///< kNoDay = open.

    friend bool operator==(const ServiceRow&, const ServiceRow&) = default;
};

/// What a carrier asks for a parcel to some places. The longest prefix that fits counts, once.
/// Found by carrier, country and prefix.
struct AreaRow {
    std::string carrier;
    std::string country;        ///< ISO 3166-1 alpha-2.
    std::string postal_prefix;  ///< Empty = all of the country.
    Micros per_parcel = 0;

    friend bool operator==(const AreaRow&, const AreaRow&) = default;
};

/// When a node works on orders, by its own clock. Found by the node.
struct HoursRow {
    NodeId node;
    std::string calendar{};
    std::uint16_t opens_minute = 0;  ///< Of the day.
    std::uint16_t closes_minute = 0;
    std::uint16_t cutoff_minute = 0;       ///< Orders from then on wait for the next working day.
    std::uint32_t processing_minutes = 0;  ///< Of opened time, from order to parcel.

    friend bool operator==(const HoursRow&, const HoursRow&) = default;
};

/// When a carrier takes parcels of a service from a node, by the node's clock. Found by all but the
/// calendar.
struct PickupRow {
    NodeId node;
    std::string service{};
    std::uint16_t minute = 0;  ///< Of the day.
    std::string calendar{};    ///< Days on which the carrier comes; empty = those of the node.

    friend bool operator==(const PickupRow&, const PickupRow&) = default;
};

/// What a limit of a node's day counts. Units are smallest units, of all items together.
enum class CapacityUnit : std::uint8_t { shipments, lines, units };
inline constexpr std::size_t kCapacityUnits = 3;

/// The most that leaves a node in a day. A row for a date beats one for a weekday, which beats one
/// for every day. Found by all but `most`.
struct CapacityRow {
    NodeId node;
    Day date = kNoDay;         ///< On this day alone; kNoDay = not for one date.
    std::uint8_t weekday = 0;  ///< 1 = Monday .. 7 = Sunday; 0 = every day. Not with a date.
    std::uint8_t method = 0;   ///< A DeliveryMethod; 0 = of all methods together.
    CapacityUnit unit = CapacityUnit::shipments;
    Units most = 0;

    friend bool operator==(const CapacityRow&, const CapacityRow&) = default;
};

/// What a service emits, in grams of CO2e. Found by service and zone.
///
/// Of each parcel: per_parcel_g + per_kg_g x its started kilograms of billed weight, one at least.
struct CarbonRow {
    std::string service;
    std::uint8_t zone = 0;  ///< From 1; 0 = of the zones without a row of their own.
    std::uint32_t per_parcel_g = 0;
    std::uint32_t per_kg_g = 0;

    friend bool operator==(const CarbonRow&, const CarbonRow&) = default;
};

/// A node that delivers by courier on the day of the order, by its own clock: what is ordered on
/// one of its working days before the cut-off, to an address within the radius. Found by the node.
struct CourierRow {
    NodeId node;
    std::uint32_t radius_m = 0;       ///< Great-circle metres from the node to the address.
    std::uint16_t cutoff_minute = 0;  ///< Of the day.
    Micros per_shipment = 0;          ///< Whatever it weighs.

    friend bool operator==(const CourierRow&, const CourierRow&) = default;
};

/// In this order: calendars, services, areas, hours, pickups, capacities, carbon, couriers.
using ShippingRow = std::variant<
    CalendarRow,
    ServiceRow,
    AreaRow,
    HoursRow,
    PickupRow,
    CapacityRow,
    CarbonRow,
    CourierRow>;

enum class ShippingKind : std::uint8_t {
    calendar,
    service,
    area,
    hours,
    pickup,
    capacity,
    carbon,
    courier
};

enum class ShippingChange : std::uint8_t {
    put,  ///< Made, or replaced.
    remove,
};

/// What becomes of a row. Of a row to remove only that is read by which it is found.
struct ShippingRowChange {
    ShippingChange change = ShippingChange::put;
    ShippingRow row;
};

inline constexpr std::size_t kShippingRowsMax = 200'000;  ///< Of all kinds together.
inline constexpr std::size_t kServicesPerNodeMax = 64;
inline constexpr std::size_t kCalendarDaysMax = 2'000;  ///< Closed, and opened, of one calendar.
inline constexpr std::uint32_t kFuelMax = 10 * kHundredthsOfPercent;
inline constexpr std::uint32_t kProcessingMinutesMax = 60 * kMinutesOfDay;
inline constexpr std::uint8_t kTransitDaysMax = 120;
inline constexpr std::uint32_t kCarbonGramsMax = 1'000'000'000;
inline constexpr std::uint8_t kCarbonZonesMax = 32;
inline constexpr std::uint32_t kCourierRadiusMetresMax = 1'000'000;

}  // namespace earmark
