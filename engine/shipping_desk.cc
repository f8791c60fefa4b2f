#include "engine/shipping_desk.h"

#include "engine/base/decimal.h"
#include "engine/base/plain_text.h"
#include "engine/network/country_code.h"
#include "engine/shipping/local_time.h"
#include "engine/shipping/shipping_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <set>

namespace earmark {

namespace {

using BadRow = std::optional<JudgedRow>;

constexpr std::size_t kZonesOfTariffMax = 32;
constexpr std::size_t kRefusedWordsMax = 16;

JudgedRow bad_field(std::string_view what, const std::string& found, const std::string& expected) {
    return {RowVerdict::bad_value, found_expected(what, found, expected)};
}

BadRow bad_word(std::string_view what, const std::string& text, std::size_t bytes_max) {
    if (text.empty()) return JudgedRow{RowVerdict::name_missing, std::string(what) + " is empty"};
    if (!is_plain_text(text)) return JudgedRow{RowVerdict::bad_value, found_no_text(what)};
    if (text.size() <= bytes_max) return std::nullopt;
    return JudgedRow{
        RowVerdict::name_too_long,
        found_expected(
            what, std::to_string(text.size()) + " bytes", "at most " + std::to_string(bytes_max)
        )
    };
}

BadRow bad_number(
    std::string_view what, std::int64_t found, std::int64_t least, std::int64_t most
) {
    if (found >= least && found <= most) return std::nullopt;
    return bad_field(
        what, std::to_string(found), std::to_string(least) + " to " + std::to_string(most)
    );
}

BadRow bad_amount(std::string_view what, Micros amount) {
    constexpr Micros kMoneyMax = Micros{1'000'000'000} * 1'000'000;
    if (amount >= 0 && amount <= kMoneyMax) return std::nullopt;
    return bad_field(what, format_money(amount), "0 to 1,000,000,000");
}

BadRow bad_time(
    std::string_view what, std::uint16_t found, std::uint16_t least, std::uint16_t most
) {
    if (found >= least && found <= most) return std::nullopt;
    return bad_field(what, time_of_day(found), time_of_day(least) + " to " + time_of_day(most));
}

std::string percentage(std::uint32_t hundredths) {
    return format_decimal(hundredths, 2) + "%";
}

BadRow bad_dates(std::string_view what, const std::vector<Day>& days) {
    if (days.size() > kCalendarDaysMax) {
        return bad_field(
            what,
            std::to_string(days.size()) + " days",
            "at most " + std::to_string(kCalendarDaysMax)
        );
    }
    Day before = kNoDay;
    for (const Day day : days) {
        if (day <= before) return bad_field(what, format_day(day), "dates that rise");
        before = day;
    }
    return std::nullopt;
}

/// What matters of a tariff to the services that go by it.
struct TariffFacts {
    std::size_t zones = 0;
    std::array<bool, kZonesOfTariffMax> served{};
};

template <typename AnyTariff>
TariffFacts tariff_facts(const AnyTariff& tariff) {
    TariffFacts facts;
    const auto& rates = tariff.steps[0].rates;
    facts.zones = std::min(rates.size(), kZonesOfTariffMax);
    for (std::size_t zone = 0; zone < facts.zones; ++zone)
        facts.served[zone] = rates[zone] >= 0;
    return facts;
}

const DatedTariff* tariff_named(const ReferenceData& reference, std::string_view name) {
    const auto found = reference.tariffs->indexes.find(name);
    return found == reference.tariffs->indexes.end() ? nullptr
                                                     : &reference.tariffs->tariffs[found->second];
}

BadRow lacks_transit(const ServiceRow& service, const TariffFacts& tariff) {
    if (service.transit_days.empty()) return std::nullopt;
    for (std::size_t zone = service.transit_days.size(); zone < tariff.zones; ++zone) {
        if (!tariff.served[zone]) continue;
        return bad_field(
            "transit_days",
            std::to_string(service.transit_days.size()) + " zones",
            "days for zone " + std::to_string(zone + 1) + ", too, which tariff '" + service.tariff +
                "' serves"
        );
    }
    return std::nullopt;
}

std::size_t services_of(const ShippingBook& book, NodeId node) {
    std::set<std::string_view> names;
    book.visit_pickups(node, [&](const PickupRow& pickup) { names.insert(pickup.service); });
    return names.size();
}

/// What a row is found by, with its node's name.
std::string named(const ReferenceData& reference, const ShippingRow& row) {
    const Node* node = reference.nodes->find(node_of(row));
    return node == nullptr ? key_text(row) : key_text(row, node->key);
}

JudgedRow used_by(std::string_view what, const std::string& name, const std::string& user) {
    return bad_field(
        what, "'" + name + "', which " + user + " goes by", "one that nothing goes by any more"
    );
}

}  // namespace

ShippingDesk::Bad ShippingDesk::bad_row(const CalendarRow& row) const {
    if (BadRow bad = bad_word("calendar", row.name, kTextBytesMax)) return bad;
    if (row.weekdays > 0x7f) return bad_field("weekdays", "an eighth day", "days of the week");
    if (BadRow bad = bad_dates("closed", row.closed)) return bad;
    if (BadRow bad = bad_dates("opened", row.opened)) return bad;
    for (const Day day : row.opened) {
        if (!std::binary_search(row.closed.begin(), row.closed.end(), day)) continue;
        return bad_field("opened", format_day(day), "days that are not closed, too");
    }
    if (row.weekdays == 0 && row.opened.empty())
        return bad_field("weekdays", "none", "a working day at least");
    // Somewhere it is still yesterday.
    const Day today = day_of(now_);
    if (row.weekdays != 0 || row.opened.back() + 1 >= today) return std::nullopt;
    return bad_field(
        "opened", "none after " + format_day(row.opened.back()), "a day to come, or weekdays"
    );
}

ShippingDesk::Bad ShippingDesk::bad_refusals(const ServiceRow& row) const {
    if (row.refuses.size() > kRefusedWordsMax)
        return bad_field("refuses", std::to_string(row.refuses.size()) + " words", "at most 16");
    for (const std::string& word : row.refuses) {
        if (BadRow bad = bad_word("refuses", word, kTextBytesMax)) return bad;
        if (!items_.tags().find(word))
            return bad_field("refuses", "'" + word + "'", "an attribute that some item has");
    }
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::bad_transit(const ServiceRow& row) const {
    const DatedTariff* tariff = tariff_named(reference_, row.tariff);
    if (tariff == nullptr)
        return bad_field("tariff", "'" + row.tariff + "'", "a tariff that is loaded");
    if (row.transit_days.size() > kZonesOfTariffMax) {
        return bad_field(
            "transit_days", std::to_string(row.transit_days.size()) + " zones", "at most 32"
        );
    }
    for (const std::uint8_t days : row.transit_days) {
        if (days == kZoneNotServed) continue;
        if (BadRow bad = bad_number("transit_days", days, 0, kTransitDaysMax)) return bad;
    }
    if (!row.transit_days.empty() &&
        std::ranges::all_of(row.transit_days, [](auto days) { return days == kZoneNotServed; })) {
        return bad_field(
            "transit_days", "no zone that it goes to", "days for one at least, or nothing at all"
        );
    }
    for (const auto& version : tariff->versions)
        if (BadRow bad = lacks_transit(row, tariff_facts(*version))) return bad;
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::bad_row(const ServiceRow& row) const {
    if (BadRow bad = bad_word("service", row.name, kTextBytesMax)) return bad;
    if (BadRow bad = bad_word("carrier", row.carrier, kTextBytesMax)) return bad;
    if (row.discount >= kHundredthsOfPercent) {
        return bad_field(
            "discount", percentage(row.discount), "less than 100%: something is left to pay"
        );
    }
    if (row.fuel > kFuelMax)
        return bad_field("fuel", percentage(row.fuel), "at most " + percentage(kFuelMax));
    if (BadRow bad = bad_amount("residential_per_parcel", row.residential_per_parcel)) return bad;
    if (BadRow bad = bad_refusals(row)) return bad;
    if (BadRow bad = bad_transit(row)) return bad;
    if (!row.delivery_calendar.empty() && book_.calendar(row.delivery_calendar) == nullptr) {
        return bad_field(
            "delivery_calendar", "'" + row.delivery_calendar + "'", "a calendar that is loaded"
        );
    }
    if (BadRow bad = bad_time("window_until", row.window_until_minute, 0, kMinutesOfDay))
        return bad;
    const bool has_end = row.window_until_minute != 0;
    if (!has_end && row.window_from_minute != 0) {
        return bad_field(
            "window_until",
            "none",
            "a time after window_from, " + time_of_day(row.window_from_minute) + ", up to 24:00"
        );
    }
    if (has_end && row.window_from_minute >= row.window_until_minute) {
        return bad_field(
            "window_from",
            time_of_day(row.window_from_minute),
            "before window_until, " + time_of_day(row.window_until_minute)
        );
    }
    if (row.from != kNoDay && row.until != kNoDay && row.from > row.until)
        return bad_field("from", format_day(row.from), "until or before, " + format_day(row.until));
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::bad_row(const AreaRow& row) const {
    if (BadRow bad = bad_word("carrier", row.carrier, kTextBytesMax)) return bad;
    if (!is_country_code(row.country))
        return bad_field("country", "'" + row.country + "'", std::string(kCountryCodeExpected));
    if (row.postal_prefix.size() > kTextBytesMax)
        return bad_word("postal_prefix", row.postal_prefix, kTextBytesMax);
    return bad_amount("per_parcel", row.per_parcel);
}

ShippingDesk::Bad ShippingDesk::bad_row(const HoursRow& row) const {
    const Node* node = reference_.nodes->find(row.node);
    if (node == nullptr) {
        return JudgedRow{
            RowVerdict::unknown_node, "node handle " + std::to_string(row.node.value())
        };
    }
    if (node->time_zone.empty()) {
        return bad_field(
            "node", "'" + node->key + "', which has no time_zone", "a node that has one"
        );
    }
    if (const auto zone = TimeZone::find(node->time_zone); !zone)
        return JudgedRow{RowVerdict::bad_value, "node '" + node->key + "': " + zone.error().detail};
    if (book_.calendar(row.calendar) == nullptr)
        return bad_field("calendar", "'" + row.calendar + "'", "a calendar that is loaded");
    if (BadRow bad = bad_time("closes", row.closes_minute, 1, kMinutesOfDay)) return bad;
    if (row.opens_minute >= row.closes_minute) {
        return bad_field(
            "opens",
            time_of_day(row.opens_minute),
            "a time before closes, " + time_of_day(row.closes_minute)
        );
    }
    if (BadRow bad = bad_time("cutoff", row.cutoff_minute, row.opens_minute, row.closes_minute))
        return bad;
    return bad_number("processing_minutes", row.processing_minutes, 0, kProcessingMinutesMax);
}

ShippingDesk::Bad ShippingDesk::bad_row(const PickupRow& row) const {
    if (reference_.nodes->find(row.node) == nullptr) {
        return JudgedRow{
            RowVerdict::unknown_node, "node handle " + std::to_string(row.node.value())
        };
    }
    if (book_.service(row.service) == nullptr)
        return bad_field("service", "'" + row.service + "'", "a service that is loaded");
    if (BadRow bad = bad_time("time", row.minute, 0, kMinutesOfDay - 1)) return bad;
    if (!row.calendar.empty() && book_.calendar(row.calendar) == nullptr)
        return bad_field("calendar", "'" + row.calendar + "'", "a calendar that is loaded");
    const bool known = book_.pickups.contains({row.node, row.service, row.minute});
    if (known) return std::nullopt;
    ShippingBook changed;
    book_.visit_pickups(row.node, [&](const PickupRow& other) { changed.put(other); });
    changed.put(row);
    if (services_of(changed, row.node) > kServicesPerNodeMax) {
        return JudgedRow{
            RowVerdict::over_budget,
            "more than " + std::to_string(kServicesPerNodeMax) + " services pick up at the node"
        };
    }
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::bad_row(const CapacityRow& row) const {
    if (reference_.nodes->find(row.node) == nullptr) {
        return JudgedRow{
            RowVerdict::unknown_node, "node handle " + std::to_string(row.node.value())
        };
    }
    if (row.date != kNoDay && row.weekday != 0) {
        return bad_field(
            "day",
            format_day(row.date) + " and " + std::string(weekday_word(row.weekday)),
            "a date or a weekday"
        );
    }
    if (BadRow bad = bad_number("weekday", row.weekday, 0, 7)) return bad;
    if (row.method != 0 && (row.method > method_same_day || !std::has_single_bit(row.method)))
        return bad_field("method", std::to_string(row.method), "one of 1, 2, 4 and 8, or 0");
    if (row.unit > CapacityUnit::units) return bad_field("unit", "an unknown one", "a known one");
    return bad_number("most", row.most, 0, kUnitsMax);
}

ShippingDesk::Bad ShippingDesk::bad_row(const CarbonRow& row) const {
    if (book_.service(row.service) == nullptr)
        return bad_field("service", "'" + row.service + "'", "a service that is loaded");
    if (BadRow bad = bad_number("zone", row.zone, 0, kCarbonZonesMax)) return bad;
    if (BadRow bad = bad_number("per_parcel_g", row.per_parcel_g, 0, kCarbonGramsMax)) return bad;
    return bad_number("per_kg_g", row.per_kg_g, 0, kCarbonGramsMax);
}

ShippingDesk::Bad ShippingDesk::bad_row(const CourierRow& row) const {
    const Node* node = reference_.nodes->find(row.node);
    if (node == nullptr) {
        return JudgedRow{
            RowVerdict::unknown_node, "node handle " + std::to_string(row.node.value())
        };
    }
    if (!node->point)
        return bad_field("node", "'" + node->key + "', which has no coordinates", "one with them");
    if (book_.hours_of(row.node) == nullptr)
        return bad_field("node", "'" + node->key + "', which has no hours", "a node that has them");
    if ((node->methods & method_same_day) == 0) {
        return bad_field(
            "node", "'" + node->key + "', which has no method same_day", "a node that has it"
        );
    }
    if (row.radius_m == 0 || row.radius_m > kCourierRadiusMetresMax)
        return bad_field("radius_km", format_decimal(row.radius_m, 3), "above 0, up to 1000");
    if (BadRow bad = bad_time("cutoff", row.cutoff_minute, 1, kMinutesOfDay)) return bad;
    return bad_amount("per_shipment", row.per_shipment);
}

ShippingDesk::Bad ShippingDesk::in_use(const CalendarRow& row) const {
    for (const auto& [name, service] : book_.services) {
        if (service.delivery_calendar == row.name)
            return used_by("calendar", row.name, "service '" + name + "'");
    }
    for (const auto& [node, hours] : book_.hours) {
        if (hours.calendar == row.name)
            return used_by("calendar", row.name, "node '" + named(reference_, hours) + "'");
    }
    for (const auto& [key, pickup] : book_.pickups) {
        if (pickup.calendar == row.name)
            return used_by("calendar", row.name, "pickup " + named(reference_, pickup));
    }
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::in_use(const ServiceRow& row) const {
    for (const auto& [key, pickup] : book_.pickups) {
        if (pickup.service == row.name)
            return used_by("service", row.name, "pickup " + named(reference_, pickup));
    }
    const auto carbon = book_.carbon.lower_bound({row.name, 0});
    if (carbon != book_.carbon.end() && carbon->first.first == row.name)
        return used_by("service", row.name, "carbon " + key_text(carbon->second));
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::in_use(const AreaRow& /*row*/) const {
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::in_use(const HoursRow& row) const {
    const CourierRow* courier = book_.courier_of(row.node);
    if (courier == nullptr) return std::nullopt;
    return used_by("hours", named(reference_, row), "courier " + named(reference_, *courier));
}

ShippingDesk::Bad ShippingDesk::in_use(const PickupRow& /*row*/) const {
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::in_use(const CapacityRow& /*row*/) const {
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::in_use(const CarbonRow& /*row*/) const {
    return std::nullopt;
}

ShippingDesk::Bad ShippingDesk::in_use(const CourierRow& /*row*/) const {
    return std::nullopt;
}

JudgedRow ShippingDesk::judge(const ShippingRowChange& change) {
    if (change.change == ShippingChange::remove) {
        if (!book_.contains_key(change.row)) {
            return bad_field(
                to_string(kind_of(change.row)),
                "'" + named(reference_, change.row) + "'",
                "one that is there"
            );
        }
        if (BadRow bad = std::visit([&](const auto& row) { return in_use(row); }, change.row))
            return *bad;
        book_.remove(change.row);
        return {};
    }
    if (BadRow bad = std::visit([&](const auto& row) { return bad_row(row); }, change.row))
        return *bad;
    if (put_.contains_key(change.row)) {
        return bad_field(
            to_string(kind_of(change.row)),
            "'" + named(reference_, change.row) + "' twice",
            "it once: which of the two holds?"
        );
    }
    put_.put(change.row);
    if (book_.contains_same(change.row)) return {RowVerdict::unchanged};
    if (!book_.contains_key(change.row) && book_.row_count() >= kShippingRowsMax) {
        return {
            RowVerdict::over_budget,
            "the limit of " + std::to_string(kShippingRowsMax) + " rows is reached"
        };
    }
    book_.put(change.row);
    return {};
}

std::optional<std::string> breaks_services(const ReferenceData& reference, const TariffRow& row) {
    const ShippingBook& book = *reference.shipping;
    if (book.services.empty()) return std::nullopt;
    for (const auto& [name, service] : book.services) {
        if (service.tariff != row.name) continue;
        const BadRow bad = lacks_transit(service, tariff_facts(row));
        if (bad) return "service '" + name + "': " + bad->detail;
    }
    return std::nullopt;
}

std::optional<std::string> breaks_hours(
    const ReferenceData& reference, NodeId node, std::string_view time_zone
) {
    if (reference.shipping->hours_of(node) == nullptr) return std::nullopt;
    const Node* known = reference.nodes->find(node);
    if (known != nullptr && known->time_zone == time_zone) return std::nullopt;
    if (time_zone.empty()) return found_expected("time_zone", "none", "one, as the node has hours");
    const auto zone = TimeZone::find(time_zone);
    return zone ? std::nullopt : std::optional(zone.error().detail);
}

}  // namespace earmark
