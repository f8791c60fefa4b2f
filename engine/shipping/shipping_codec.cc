#include "engine/shipping/shipping_codec.h"

#include "engine/command.h"

#include <iterator>

namespace earmark {

namespace {

void put_days(ByteWriter& out, const std::vector<Day>& days) {
    out.put(static_cast<std::uint16_t>(days.size()));
    for (const Day day : days)
        out.put(day);
}

void get_days(ByteReader& in, std::vector<Day>& days) {
    const auto count = in.get<std::uint16_t>();
    for (std::uint16_t index = 0; index < count && !in.failed(); ++index)
        days.push_back(in.get<Day>());
}

void put_fields(ByteWriter& out, const CalendarRow& row) {
    out.put_text(row.name);
    out.put(row.weekdays);
    put_days(out, row.closed);
    put_days(out, row.opened);
}

void get_fields(ByteReader& in, CalendarRow& row) {
    row.name = in.get_text();
    row.weekdays = in.get<std::uint8_t>();
    get_days(in, row.closed);
    get_days(in, row.opened);
}

void put_fields(ByteWriter& out, const ServiceRow& row) {
    out.put_text(row.name);
    out.put_text(row.carrier);
    out.put_text(row.tariff);
    out.put_all(row.discount, row.fuel, row.residential_per_parcel);
    out.put(static_cast<std::uint8_t>(row.refuses.size()));
    for (const std::string& word : row.refuses)
        out.put_text(word);
    out.put(static_cast<std::uint8_t>(row.transit_days.size()));
    for (const std::uint8_t days : row.transit_days)
        out.put(days);
    out.put_text(row.delivery_calendar);
    out.put_all(row.window_from_minute, row.window_until_minute, row.from, row.until);
}

void get_fields(ByteReader& in, ServiceRow& row) {
    row.name = in.get_text();
    row.carrier = in.get_text();
    row.tariff = in.get_text();
    row.discount = in.get<std::uint32_t>();
    row.fuel = in.get<std::uint32_t>();
    row.residential_per_parcel = in.get<Micros>();
    const auto words = in.get<std::uint8_t>();
    for (std::uint8_t index = 0; index < words && !in.failed(); ++index)
        row.refuses.emplace_back(in.get_text());
    const auto zones = in.get<std::uint8_t>();
    for (std::uint8_t index = 0; index < zones && !in.failed(); ++index)
        row.transit_days.push_back(in.get<std::uint8_t>());
    row.delivery_calendar = in.get_text();
    row.window_from_minute = in.get<std::uint16_t>();
    row.window_until_minute = in.get<std::uint16_t>();
    row.from = in.get<Day>();
    row.until = in.get<Day>();
}

void put_fields(ByteWriter& out, const AreaRow& row) {
    out.put_text(row.carrier);
    out.put_text(row.country);
    out.put_text(row.postal_prefix);
    out.put(row.per_parcel);
}

void get_fields(ByteReader& in, AreaRow& row) {
    row.carrier = in.get_text();
    row.country = in.get_text();
    row.postal_prefix = in.get_text();
    row.per_parcel = in.get<Micros>();
}

void put_fields(ByteWriter& out, const HoursRow& row) {
    out.put(row.node.value());
    out.put_text(row.calendar);
    out.put_all(row.opens_minute, row.closes_minute, row.cutoff_minute, row.processing_minutes);
}

void get_fields(ByteReader& in, HoursRow& row) {
    row.node = NodeId(in.get<std::uint32_t>());
    row.calendar = in.get_text();
    row.opens_minute = in.get<std::uint16_t>();
    row.closes_minute = in.get<std::uint16_t>();
    row.cutoff_minute = in.get<std::uint16_t>();
    row.processing_minutes = in.get<std::uint32_t>();
}

void put_fields(ByteWriter& out, const PickupRow& row) {
    out.put(row.node.value());
    out.put_text(row.service);
    out.put(row.minute);
    out.put_text(row.calendar);
}

void get_fields(ByteReader& in, PickupRow& row) {
    row.node = NodeId(in.get<std::uint32_t>());
    row.service = in.get_text();
    row.minute = in.get<std::uint16_t>();
    row.calendar = in.get_text();
}

void put_fields(ByteWriter& out, const CapacityRow& row) {
    out.put_all(row.node.value(), row.date, row.weekday, row.method, row.unit);
    out.put_varint(row.most);
}

void get_fields(ByteReader& in, CapacityRow& row) {
    row.node = NodeId(in.get<std::uint32_t>());
    row.date = in.get<Day>();
    row.weekday = in.get<std::uint8_t>();
    row.method = in.get<std::uint8_t>();
    row.unit = in.get<CapacityUnit>();
    row.most = in.get_varint();
}

bool is_good(const CapacityRow& row) {
    return row.weekday <= 7 && row.method <= 8 && row.unit <= CapacityUnit::units &&
           row.node.value() <= kNodesMax && row.most >= 0;
}

void put_fields(ByteWriter& out, const CarbonRow& row) {
    out.put_text(row.service);
    out.put_all(row.zone, row.per_parcel_g, row.per_kg_g);
}

void get_fields(ByteReader& in, CarbonRow& row) {
    row.service = in.get_text();
    row.zone = in.get<std::uint8_t>();
    row.per_parcel_g = in.get<std::uint32_t>();
    row.per_kg_g = in.get<std::uint32_t>();
}

void put_fields(ByteWriter& out, const CourierRow& row) {
    out.put_all(row.node.value(), row.radius_m, row.cutoff_minute, row.per_shipment);
}

void get_fields(ByteReader& in, CourierRow& row) {
    row.node = NodeId(in.get<std::uint32_t>());
    row.radius_m = in.get<std::uint32_t>();
    row.cutoff_minute = in.get<std::uint16_t>();
    row.per_shipment = in.get<Micros>();
}

template <typename Row>
void get_as(ByteReader& in, ShippingRow& row) {
    get_fields(in, row.emplace<Row>());
}

std::string words_of_key(const CalendarRow& row) {
    return row.name;
}

std::string words_of_key(const ServiceRow& row) {
    return row.name;
}

std::string words_of_key(const AreaRow& row) {
    return row.carrier + " " + row.country + " " + row.postal_prefix;
}

std::string words_of_key(const HoursRow& /*row*/, const std::string& node) {
    return node;
}

std::string words_of_key(const PickupRow& row, const std::string& node) {
    return node + " " + row.service + " " + time_of_day(row.minute);
}

std::string_view method_word(std::uint8_t method) {
    switch (method) {
        case method_ship:
            return "ship";
        case method_pickup:
            return "pickup";
        case method_ship_to_store:
            return "ship_to_store";
        case method_same_day:
            return "same_day";
        default:
            return "unknown";
    }
}

std::string words_of_key(const CapacityRow& row, const std::string& node) {
    std::string text = node;
    if (row.date != kNoDay) text += " " + format_day(row.date);
    if (row.weekday != 0) text += " " + std::string(weekday_word(row.weekday));
    if (row.method != 0) text += " " + std::string(method_word(row.method));
    return text + " " + std::string(to_string(row.unit));
}

std::string words_of_key(const CarbonRow& row) {
    return row.service + (row.zone == 0 ? " all zones" : " zone " + std::to_string(row.zone));
}

std::string words_of_key(const CourierRow& /*row*/, const std::string& node) {
    return node;
}

}  // namespace

std::string time_of_day(std::uint16_t minute) {
    const auto two_digits = [](unsigned number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return two_digits(minute / 60U) + ":" + two_digits(minute % 60U);
}

std::string_view to_string(CapacityUnit unit) {
    switch (unit) {
        case CapacityUnit::shipments:
            return "shipments";
        case CapacityUnit::lines:
            return "lines";
        case CapacityUnit::units:
            return "units";
    }
    return "unknown";
}

std::string_view weekday_word(std::uint8_t weekday) {
    constexpr std::string_view kWords[] = {"", "mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    return weekday < std::size(kWords) ? kWords[weekday] : "unknown";
}

std::string_view to_string(ShippingKind kind) {
    switch (kind) {
        case ShippingKind::calendar:
            return "calendar";
        case ShippingKind::service:
            return "service";
        case ShippingKind::area:
            return "area surcharge";
        case ShippingKind::hours:
            return "hours";
        case ShippingKind::pickup:
            return "pickup";
        case ShippingKind::capacity:
            return "capacity";
        case ShippingKind::carbon:
            return "carbon";
        case ShippingKind::courier:
            return "courier";
    }
    return "unknown";
}

NodeId node_of(const ShippingRow& row) {
    const auto take = [](const auto& each) {
        if constexpr (requires { each.node; }) return each.node;
        return NodeId();
    };
    return std::visit(take, row);
}

std::string key_text(const ShippingRow& row, const std::string& node) {
    const auto words = [&](const auto& each) {
        if constexpr (requires { each.node; }) {
            return words_of_key(each, node);
        } else {
            return words_of_key(each);
        }
    };
    return std::visit(words, row);
}

std::string key_text(const ShippingRow& row) {
    return key_text(row, "node " + std::to_string(node_of(row).value()));
}

void put_shipping_row(ByteWriter& out, const ShippingRow& row) {
    out.put(kind_of(row));
    std::visit([&](const auto& each) { put_fields(out, each); }, row);
}

bool get_shipping_row(ByteReader& in, ShippingRow& row) {
    switch (in.get<ShippingKind>()) {
        case ShippingKind::calendar:
            get_as<CalendarRow>(in, row);
            break;
        case ShippingKind::service:
            get_as<ServiceRow>(in, row);
            break;
        case ShippingKind::area:
            get_as<AreaRow>(in, row);
            break;
        case ShippingKind::hours:
            get_as<HoursRow>(in, row);
            break;
        case ShippingKind::pickup:
            get_as<PickupRow>(in, row);
            break;
        case ShippingKind::capacity:
            get_as<CapacityRow>(in, row);
            if (!is_good(std::get<CapacityRow>(row))) return false;
            break;
        case ShippingKind::carbon:
            get_as<CarbonRow>(in, row);
            if (std::get<CarbonRow>(row).zone > kCarbonZonesMax) return false;
            break;
        case ShippingKind::courier:
            get_as<CourierRow>(in, row);
            break;
        default:
            return false;
    }
    return !in.failed();
}

}  // namespace earmark
