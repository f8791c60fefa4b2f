// Calendars, carrier services, area surcharges, hours of nodes, pickups, capacities, carbon and
// couriers.
#include "protocol/codec_parts.h"

namespace earmark::protocol {
namespace {

using flatbuffers::Offset;

template <typename Number>
Offset<flatbuffers::Vector<Number>> write_numbers(
    Builder& builder, const std::vector<Number>& numbers
) {
    if (numbers.empty()) return {};
    return builder.CreateVector(numbers);
}

template <typename Number>
void read_numbers(const flatbuffers::Vector<Number>* written, std::vector<Number>& numbers) {
    if (written != nullptr) numbers.assign(written->begin(), written->end());
}

Offset<wire::CalendarRow> write_fields(Builder& builder, const CalendarRow& row) {
    const auto name = write(builder, row.name);
    const auto closed = write_numbers(builder, row.closed);
    const auto opened = write_numbers(builder, row.opened);
    return wire::CreateCalendarRow(builder, name, row.weekdays, closed, opened);
}

Offset<wire::ServiceRow> write_fields(Builder& builder, const ServiceRow& row) {
    const auto name = write(builder, row.name);
    const auto carrier = write(builder, row.carrier);
    const auto tariff = write(builder, row.tariff);
    const auto refuses = row.refuses.empty()
                             ? Offset<flatbuffers::Vector<Offset<flatbuffers::String>>>()
                             : builder.CreateVectorOfStrings(row.refuses);
    const auto transit_days = write_numbers(builder, row.transit_days);
    const auto calendar = write(builder, row.delivery_calendar);
    wire::ServiceRowBuilder message(builder);
    message.add_name(name);
    message.add_carrier(carrier);
    message.add_tariff(tariff);
    message.add_discount(row.discount);
    message.add_fuel(row.fuel);
    message.add_residential_per_parcel(row.residential_per_parcel);
    message.add_refuses(refuses);
    message.add_transit_days(transit_days);
    message.add_delivery_calendar(calendar);
    message.add_window_from_minute(row.window_from_minute);
    message.add_window_until_minute(row.window_until_minute);
    message.add_from(row.from);
    message.add_until(row.until);
    return message.Finish();
}

Offset<wire::AreaRow> write_fields(Builder& builder, const AreaRow& row) {
    const auto carrier = write(builder, row.carrier);
    const auto country = write(builder, row.country);
    const auto prefix = write(builder, row.postal_prefix);
    return wire::CreateAreaRow(builder, carrier, country, prefix, row.per_parcel);
}

Offset<wire::HoursRow> write_fields(Builder& builder, const HoursRow& row) {
    const auto calendar = write(builder, row.calendar);
    return wire::CreateHoursRow(
        builder,
        row.node.value(),
        calendar,
        row.opens_minute,
        row.closes_minute,
        row.cutoff_minute,
        row.processing_minutes
    );
}

Offset<wire::PickupRow> write_fields(Builder& builder, const PickupRow& row) {
    const auto service = write(builder, row.service);
    const auto calendar = write(builder, row.calendar);
    return wire::CreatePickupRow(builder, row.node.value(), service, row.minute, calendar);
}

Offset<wire::CapacityRow> write_fields(Builder& builder, const CapacityRow& row) {
    return wire::CreateCapacityRow(
        builder,
        row.node.value(),
        row.date,
        row.weekday,
        row.method,
        to_wire<wire::CapacityUnit>(row.unit),
        row.most
    );
}

Offset<wire::CarbonRow> write_fields(Builder& builder, const CarbonRow& row) {
    const auto service = write(builder, row.service);
    return wire::CreateCarbonRow(builder, service, row.zone, row.per_parcel_g, row.per_kg_g);
}

Offset<wire::CourierRow> write_fields(Builder& builder, const CourierRow& row) {
    return wire::CreateCourierRow(
        builder, row.node.value(), row.radius_m, row.cutoff_minute, row.per_shipment
    );
}

void add_row(wire::ShippingRowBuilder& message, Offset<wire::CalendarRow> row) {
    message.add_calendar(row);
}
void add_row(wire::ShippingRowBuilder& message, Offset<wire::ServiceRow> row) {
    message.add_service(row);
}
void add_row(wire::ShippingRowBuilder& message, Offset<wire::AreaRow> row) {
    message.add_area(row);
}
void add_row(wire::ShippingRowBuilder& message, Offset<wire::HoursRow> row) {
    message.add_hours(row);
}
void add_row(wire::ShippingRowBuilder& message, Offset<wire::PickupRow> row) {
    message.add_pickup(row);
}
void add_row(wire::ShippingRowBuilder& message, Offset<wire::CapacityRow> row) {
    message.add_capacity(row);
}
void add_row(wire::ShippingRowBuilder& message, Offset<wire::CarbonRow> row) {
    message.add_carbon(row);
}
void add_row(wire::ShippingRowBuilder& message, Offset<wire::CourierRow> row) {
    message.add_courier(row);
}

Offset<wire::ShippingRow> write_row(
    Builder& builder, const ShippingRow& row, ShippingChange change
) {
    return std::visit(
        [&](const auto& each) {
            const auto fields = write_fields(builder, each);
            wire::ShippingRowBuilder message(builder);
            message.add_change(to_wire<wire::ShippingChange>(change));
            add_row(message, fields);
            return message.Finish();
        },
        row
    );
}

CalendarRow read_fields(const wire::CalendarRow& message) {
    CalendarRow row;
    assign(row.name, message.name());
    row.weekdays = message.weekdays();
    read_numbers(message.closed(), row.closed);
    read_numbers(message.opened(), row.opened);
    return row;
}

ServiceRow read_fields(const wire::ServiceRow& message) {
    ServiceRow row;
    assign(row.name, message.name());
    assign(row.carrier, message.carrier());
    assign(row.tariff, message.tariff());
    row.discount = message.discount();
    row.fuel = message.fuel();
    row.residential_per_parcel = message.residential_per_parcel();
    if (message.refuses() != nullptr) {
        for (const flatbuffers::String* word : *message.refuses())
            row.refuses.emplace_back(view(word));
    }
    read_numbers(message.transit_days(), row.transit_days);
    assign(row.delivery_calendar, message.delivery_calendar());
    row.window_from_minute = message.window_from_minute();
    row.window_until_minute = message.window_until_minute();
    row.from = message.from();
    row.until = message.until();
    return row;
}

AreaRow read_fields(const wire::AreaRow& message) {
    AreaRow row;
    assign(row.carrier, message.carrier());
    assign(row.country, message.country());
    assign(row.postal_prefix, message.postal_prefix());
    row.per_parcel = message.per_parcel();
    return row;
}

HoursRow read_fields(const wire::HoursRow& message) {
    HoursRow row;
    row.node = NodeId(message.node());
    assign(row.calendar, message.calendar());
    row.opens_minute = message.opens_minute();
    row.closes_minute = message.closes_minute();
    row.cutoff_minute = message.cutoff_minute();
    row.processing_minutes = message.processing_minutes();
    return row;
}

PickupRow read_fields(const wire::PickupRow& message) {
    PickupRow row;
    row.node = NodeId(message.node());
    assign(row.service, message.service());
    row.minute = message.minute();
    assign(row.calendar, message.calendar());
    return row;
}

CarbonRow read_fields(const wire::CarbonRow& message) {
    CarbonRow row;
    assign(row.service, message.service());
    row.zone = message.zone();
    row.per_parcel_g = message.per_parcel_g();
    row.per_kg_g = message.per_kg_g();
    return row;
}

CourierRow read_fields(const wire::CourierRow& message) {
    return {
        .node = NodeId(message.node()),
        .radius_m = message.radius_m(),
        .cutoff_minute = message.cutoff_minute(),
        .per_shipment = message.per_shipment(),
    };
}

CapacityRow read_fields(const wire::CapacityRow& message) {
    CapacityRow row;
    row.node = NodeId(message.node());
    row.date = message.date();
    row.weekday = message.weekday();
    row.method = message.method();
    row.unit = static_cast<CapacityUnit>(message.unit());  // The engine looks whether it is known.
    row.most = message.most();
    return row;
}

/// False unless the message says one thing.
bool read_row(const wire::ShippingRow& message, ShippingRow& row) {
    int said = 0;
    const auto take = [&](const auto* fields) {
        if (fields == nullptr) return;
        row = read_fields(*fields);
        ++said;
    };
    take(message.calendar());
    take(message.service());
    take(message.area());
    take(message.hours());
    take(message.pickup());
    take(message.capacity());
    take(message.carbon());
    take(message.courier());
    return said == 1;
}

Error not_one_row() {
    return malformed(
        "ShippingRow",
        "found none or several, expected one of calendar, service, area, hours, pickup, capacity, "
        "carbon and courier"
    );
}

}  // namespace

void encode_request(Builder& builder, std::span<const ShippingRowChange> rows, const Note& note) {
    builder.Clear();
    std::vector<Offset<wire::ShippingRow>> offsets;
    offsets.reserve(rows.size());
    for (const ShippingRowChange& row : rows)
        offsets.push_back(write_row(builder, row.row, row.change));
    const auto written = builder.CreateVector(offsets);
    const auto note_offset = write(builder, note);
    builder.Finish(wire::CreatePutShippingRequest(builder, written, note_offset));
}

Status decode_request(Payload payload, std::vector<ShippingRowChange>& rows, Note& note) {
    const auto* message = verified<wire::PutShippingRequest>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::PutShippingRequest>(payload);
    note = read(message->note());
    rows.clear();
    if (message->rows() == nullptr) return Done{};
    rows.reserve(message->rows()->size());
    for (const wire::ShippingRow* written : *message->rows()) {
        ShippingRowChange& row = rows.emplace_back();
        if (!read_enum(written->change(), row.change))
            return bad_enum("ShippingRow.change", written->change());
        if (!read_row(*written, row.row)) return not_one_row();
    }
    return Done{};
}

void encode_request(Builder& builder, const ListShippingRequest& request) {
    builder.Clear();
    builder.Finish(wire::CreateListShippingRequest(
        builder, to_wire<wire::ShippingKind>(request.kind), request.after, request.limit
    ));
}

Status decode_request(Payload payload, ListShippingRequest& request) {
    const auto* message = verified<wire::ListShippingRequest>(payload);
    if (message == nullptr) return not_that_message<wire::ListShippingRequest>(payload);
    if (!read_enum(message->kind(), request.kind))
        return bad_enum("ListShippingRequest.kind", message->kind());
    request.after = message->after();
    request.limit = message->limit();
    return Done{};
}

void encode_reply(Builder& builder, const ShippingPage& reply) {
    builder.Clear();
    std::vector<Offset<wire::ShippingRow>> offsets;
    offsets.reserve(reply.rows.size());
    for (const ShippingRow& row : reply.rows)
        offsets.push_back(write_row(builder, row, ShippingChange::put));
    const auto rows = builder.CreateVector(offsets);
    builder.Finish(wire::CreateListShippingReply(builder, rows, reply.next));
}

Status decode_reply(Payload payload, ShippingPage& reply) {
    const auto* message = verified<wire::ListShippingReply>(payload, kRowTablesMax);
    if (message == nullptr) return not_that_message<wire::ListShippingReply>(payload);
    reply.rows.clear();
    reply.next = message->next();
    if (message->rows() == nullptr) return Done{};
    reply.rows.reserve(message->rows()->size());
    for (const wire::ShippingRow* written : *message->rows()) {
        if (!read_row(*written, reply.rows.emplace_back())) return not_one_row();
    }
    return Done{};
}

}  // namespace earmark::protocol
