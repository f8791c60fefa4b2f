#include "protocol/cli/shipping_formats.h"

#include "engine/base/decimal.h"
#include "engine/network/country_code.h"
#include "engine/shipping/shipping_codec.h"
#include "protocol/cli/fields.h"

#include <algorithm>
#include <array>
#include <optional>

namespace earmark::cli {
namespace {

constexpr CsvColumn must_have(std::string_view name) {
    return {.name = name, .presence = Presence::required};
}

// The last column of each is `change`.
constexpr std::array kCalendarColumns{
    must_have("calendar"),
    CsvColumn{"weekdays"},
    CsvColumn{"closed"},
    CsvColumn{"opened"},
    CsvColumn{"change"},
};
constexpr std::array kServiceColumns{
    must_have("service"),
    CsvColumn{"carrier"},
    CsvColumn{"tariff"},
    CsvColumn{"discount"},
    CsvColumn{"fuel"},
    CsvColumn{"residential_per_parcel"},
    CsvColumn{"refuses"},
    CsvColumn{"transit_days"},
    CsvColumn{"delivery_calendar"},
    CsvColumn{"window_from"},
    CsvColumn{"window_until"},
    CsvColumn{"from"},
    CsvColumn{"until"},
    CsvColumn{"change"},
};
constexpr std::array kAreaColumns{
    must_have("carrier"),
    must_have("country"),
    CsvColumn{"postal_prefix"},
    CsvColumn{"per_parcel"},
    CsvColumn{"change"},
};
constexpr std::array kHoursColumns{
    must_have("node"),
    CsvColumn{"calendar"},
    CsvColumn{"opens"},
    CsvColumn{"closes"},
    CsvColumn{"cutoff"},
    CsvColumn{"processing_minutes"},
    CsvColumn{"change"},
};
constexpr std::array kPickupColumns{
    must_have("node"),
    must_have("service"),
    must_have("time"),
    CsvColumn{"calendar"},
    CsvColumn{"change"},
};

constexpr std::array kCapacityColumns{
    must_have("node"),
    CsvColumn{"day"},
    CsvColumn{"method"},
    must_have("unit"),
    CsvColumn{"most"},
    CsvColumn{"change"},
};

constexpr std::array kCarbonColumns{
    must_have("service"),
    CsvColumn{"zone"},
    must_have("per_parcel_g"),
    must_have("per_kg_g"),
    CsvColumn{"change"},
};

constexpr std::array kCourierColumns{
    must_have("node"),
    CsvColumn{"radius_km"},
    CsvColumn{"cutoff"},
    CsvColumn{"per_shipment"},
    CsvColumn{"change"},
};

constexpr CsvFormat kShippingFormats[] = {
    {.kind = "calendars", .columns = kCalendarColumns},
    {.kind = "services", .columns = kServiceColumns},
    {.kind = "area-surcharges", .columns = kAreaColumns},
    {.kind = "node-hours", .columns = kHoursColumns},
    {.kind = "pickups", .columns = kPickupColumns},
    {.kind = "capacity", .columns = kCapacityColumns},
    {.kind = "carbon", .columns = kCarbonColumns},
    {.kind = "couriers", .columns = kCourierColumns},
};

constexpr std::string_view kWeekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr char kNotServed[] = "-";
constexpr std::uint8_t kPercentScale = 2;
constexpr std::uint8_t kKilometreScale = 3;

/// take(word) for each word with ';' between; false ends it.
template <typename Take>
bool each_word(std::string_view text, const Take& take) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(';'), text.size());
        if (!take(text.substr(0, end))) return false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
}

std::uint8_t read_weekdays(CellReader& cells, std::size_t column) {
    unsigned weekdays = 0;
    const bool known = each_word(cells.raw(column), [&](std::string_view word) {
        const auto* const day = std::ranges::find(kWeekdays, word);
        if (day == std::end(kWeekdays)) return false;
        weekdays |= 1U << static_cast<unsigned>(day - std::begin(kWeekdays));
        return true;
    });
    if (!known) cells.reject(column, "days of mon;tue;wed;thu;fri;sat;sun");
    return static_cast<std::uint8_t>(weekdays);
}

/// In any order, each once.
std::vector<Day> read_days(CellReader& cells, std::size_t column) {
    std::vector<Day> days;
    const bool known = each_word(cells.raw(column), [&](std::string_view word) {
        const auto day = parse_day(word);
        if (day) days.push_back(*day);
        return day.has_value();
    });
    if (!known) cells.reject(column, "dates with ';' between: 2026-11-26;2026-12-25");
    std::ranges::sort(days);
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return days;
}

Day read_day(CellReader& cells, std::size_t column) {
    if (cells.is_empty(column)) return kNoDay;
    const auto day = parse_day(cells.raw(column));
    if (!day) cells.reject(column, "a date such as 2026-12-01");
    return day.value_or(kNoDay);
}

std::optional<std::uint16_t> minute_of(std::string_view text) {
    constexpr std::int64_t kHoursMax = 24;
    constexpr std::int64_t kMinutesMax = 59;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || text.size() != colon + 3) return std::nullopt;
    const auto hours = parse_whole(text.substr(0, colon), 0, kHoursMax);
    const auto minutes = parse_whole(text.substr(colon + 1), 0, kMinutesMax);
    if (!hours || !minutes) return std::nullopt;
    const std::int64_t minute = *hours * 60 + *minutes;
    if (minute > kMinutesOfDay) return std::nullopt;
    return static_cast<std::uint16_t>(minute);
}

std::uint16_t read_minute(CellReader& cells, std::size_t column) {
    const auto minute = minute_of(cells.raw(column));
    if (!minute) cells.reject(column, "a time of day such as 17:30");
    return minute.value_or(0);
}

std::uint16_t read_minute_or(CellReader& cells, std::size_t column, std::uint16_t otherwise) {
    return cells.is_empty(column) ? otherwise : read_minute(cells, column);
}

std::uint32_t read_part(CellReader& cells, std::size_t column) {
    std::string_view text = cells.raw(column);
    if (text.empty()) return 0;
    if (text.back() == '%') text.remove_suffix(1);
    const auto part = parse_quantity(text, kPercentScale);
    if (part && *part >= 0 && *part <= kFuelMax) return static_cast<std::uint32_t>(*part);
    cells.reject(column, "a percentage such as 12.5%, up to 1000%, with up to two decimals");
    return 0;
}

std::vector<std::string> read_words(CellReader& cells, std::size_t column) {
    std::vector<std::string> words;
    each_word(cells.text(column), [&](std::string_view word) {
        if (!word.empty()) words.emplace_back(word);
        return true;
    });
    return words;
}

std::vector<std::uint8_t> read_transit(CellReader& cells, std::size_t column) {
    std::vector<std::uint8_t> by_zone;
    const bool known = each_word(cells.raw(column), [&](std::string_view word) {
        if (word == kNotServed) {
            by_zone.push_back(kZoneNotServed);
            return true;
        }
        const auto days = parse_whole(word, 0, kTransitDaysMax);
        if (days) by_zone.push_back(static_cast<std::uint8_t>(*days));
        return days.has_value();
    });
    const bool goes_nowhere =
        !by_zone.empty() &&
        std::ranges::all_of(by_zone, [](std::uint8_t days) { return days == kZoneNotServed; });
    if (!known || goes_nowhere) {
        cells.reject(column, "days by zone, each 0 to 120, - where it does not go: 1;2;2;3;-");
    }
    return by_zone;
}

std::string read_name(CellReader& cells, std::size_t column) {
    return std::string(cells.name(column, kTextBytesMax));
}

ShippingChange read_change(CellReader& cells, std::size_t column) {
    const std::string_view change = cells.raw(column);
    if (change == "remove") return ShippingChange::remove;
    if (!change.empty() && change != "put") cells.reject(column, "put or remove");
    return ShippingChange::put;
}

CalendarRow read_calendar(CellReader& cells, bool is_put) {
    CalendarRow row{.name = read_name(cells, 0)};
    if (!is_put) return row;
    row.weekdays = read_weekdays(cells, 1);
    row.closed = read_days(cells, 2);
    row.opened = read_days(cells, 3);
    return row;
}

ServiceRow read_service(CellReader& cells, bool is_put) {
    ServiceRow row;
    row.name = read_name(cells, 0);
    if (!is_put) return row;
    row.carrier = read_name(cells, 1);
    row.tariff = read_name(cells, 2);
    row.discount = read_part(cells, 3);
    row.fuel = read_part(cells, 4);
    row.residential_per_parcel = cells.money(5);
    row.refuses = read_words(cells, 6);
    row.transit_days = read_transit(cells, 7);
    row.delivery_calendar = cells.text(8);
    row.window_from_minute = read_minute_or(cells, 9, 0);
    row.window_until_minute = read_minute_or(cells, 10, 0);
    row.from = read_day(cells, 11);
    row.until = read_day(cells, 12);
    return row;
}

std::string read_country(CellReader& cells, std::size_t column) {
    if (cells.is_empty(column)) cells.reject(column, std::string(kCountryCodeExpected));
    return std::string(cells.country(column));
}

AreaRow read_area(CellReader& cells) {
    return {
        .carrier = read_name(cells, 0),
        .country = read_country(cells, 1),
        .postal_prefix = std::string(cells.text(2)),
        .per_parcel = cells.money(3),
    };
}

HoursRow read_hours(CellReader& cells, bool is_put) {
    HoursRow row;
    if (!is_put) return row;
    row.calendar = read_name(cells, 1);
    row.opens_minute = read_minute(cells, 2);
    row.closes_minute = read_minute(cells, 3);
    row.cutoff_minute = read_minute_or(cells, 4, row.closes_minute);
    row.processing_minutes =
        static_cast<std::uint32_t>(cells.whole_or(5, 0, kProcessingMinutesMax, 0));
    return row;
}

PickupRow read_pickup(CellReader& cells) {
    PickupRow row;
    row.service = read_name(cells, 1);
    row.minute = read_minute(cells, 2);
    row.calendar = cells.text(3);
    return row;
}

/// A weekday, a date, or nothing for every day.
void read_capacity_day(CellReader& cells, std::size_t column, CapacityRow& row) {
    const std::string_view text = cells.raw(column);
    if (text.empty()) return;
    const auto* const weekday = std::ranges::find(kWeekdays, text);
    if (weekday != std::end(kWeekdays)) {
        row.weekday = static_cast<std::uint8_t>(weekday - std::begin(kWeekdays) + 1);
        return;
    }
    const auto day = parse_day(text);
    if (!day) cells.reject(column, "mon to sun, or a date such as 2026-12-01");
    row.date = day.value_or(kNoDay);
}

CapacityRow read_capacity(CellReader& cells, bool is_put) {
    CapacityRow row;
    read_capacity_day(cells, 1, row);
    if (!cells.is_empty(2)) {
        const auto method = parse_method(cells.raw(2));
        if (!method) cells.reject(2, method.error().detail);
        row.method = method ? *method : std::uint8_t{0};
    }
    bool is_known = false;
    for (const CapacityUnit unit :
         {CapacityUnit::shipments, CapacityUnit::lines, CapacityUnit::units}) {
        if (cells.raw(3) != to_string(unit)) continue;
        row.unit = unit;
        is_known = true;
    }
    if (!is_known) cells.reject(3, "shipments, lines or units");
    if (!is_put) return row;
    const auto most = parse_whole(cells.raw(4), 0, kUnitsMax);
    if (!most) cells.reject(4, "a whole number, 0 or more");
    row.most = most ? *most : 0;
    return row;
}

std::uint32_t read_grams(CellReader& cells, std::size_t column) {
    const auto grams = parse_whole(cells.raw(column), 0, kCarbonGramsMax);
    if (!grams) cells.reject(column, "grams of CO2e: a whole number, 0 to 1000000000");
    return grams ? static_cast<std::uint32_t>(*grams) : 0;
}

CarbonRow read_carbon(CellReader& cells, bool is_put) {
    CarbonRow row;
    row.service = read_name(cells, 0);
    row.zone = static_cast<std::uint8_t>(cells.whole_or(1, 1, kCarbonZonesMax, 0));
    if (!is_put) return row;
    row.per_parcel_g = read_grams(cells, 2);
    row.per_kg_g = read_grams(cells, 3);
    return row;
}

CourierRow read_courier(CellReader& cells, bool is_put) {
    CourierRow row;
    if (!is_put) return row;
    const auto radius = parse_quantity(cells.raw(1), kKilometreScale);
    if (radius && *radius > 0 && *radius <= kCourierRadiusMetresMax) {
        row.radius_m = static_cast<std::uint32_t>(*radius);
    } else {
        cells.reject(1, "kilometres, above 0 and up to 1000, with at most 3 decimals");
    }
    row.cutoff_minute = read_minute(cells, 2);
    row.per_shipment = cells.money(3);
    return row;
}

}  // namespace

const CsvFormat& shipping_format(ShippingKind kind) {
    return kShippingFormats[static_cast<std::size_t>(kind)];
}

ShippingCells read_shipping_row(CellReader& cells, ShippingKind kind) {
    ShippingCells read;
    read.change.change = read_change(cells, shipping_format(kind).columns.size() - 1);
    const bool is_put = read.change.change == ShippingChange::put;
    if (kind == ShippingKind::hours || kind == ShippingKind::pickup ||
        kind == ShippingKind::capacity || kind == ShippingKind::courier)
        read.node = cells.name(kShippingNodeColumn, kNodeKeyBytesMax);
    switch (kind) {
        case ShippingKind::calendar:
            read.change.row = read_calendar(cells, is_put);
            break;
        case ShippingKind::service:
            read.change.row = read_service(cells, is_put);
            break;
        case ShippingKind::area:
            read.change.row = read_area(cells);
            break;
        case ShippingKind::hours:
            read.change.row = read_hours(cells, is_put);
            break;
        case ShippingKind::pickup:
            read.change.row = read_pickup(cells);
            break;
        case ShippingKind::capacity:
            read.change.row = read_capacity(cells, is_put);
            break;
        case ShippingKind::carbon:
            read.change.row = read_carbon(cells, is_put);
            break;
        case ShippingKind::courier:
            read.change.row = read_courier(cells, is_put);
            break;
    }
    return read;
}

std::string format_weekdays(std::uint8_t weekdays) {
    std::string text;
    for (std::size_t day = 0; day < std::size(kWeekdays); ++day) {
        if ((std::uint32_t{weekdays} >> day & 1U) == 0) continue;
        if (!text.empty()) text += ';';
        text += kWeekdays[day];
    }
    return text;
}

std::string format_days(const std::vector<Day>& days) {
    std::string text;
    for (const Day day : days) {
        if (!text.empty()) text += ';';
        text += format_day(day);
    }
    return text;
}

std::string format_minute(std::uint16_t minute) {
    return time_of_day(minute);
}

std::string format_part(std::uint32_t hundredths_of_percent) {
    return format_decimal(hundredths_of_percent, kPercentScale) + "%";
}

std::string format_kilometres(std::uint32_t metres) {
    return format_decimal(metres, kKilometreScale);
}

std::string format_transit(const std::vector<std::uint8_t>& days) {
    std::string text;
    for (const std::uint8_t of_zone : days) {
        if (!text.empty()) text += ';';
        text += of_zone == kZoneNotServed ? kNotServed : std::to_string(of_zone);
    }
    return text;
}

}  // namespace earmark::cli
