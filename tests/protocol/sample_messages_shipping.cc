#include "tests/protocol/sample_areas.h"
#include "tests/protocol/sample_encoding.h"

#include <vector>

namespace earmark::protocol::samples {
namespace {

std::vector<ShippingRow> sample_shipping_rows() {
    ServiceRow service;
    service.name = "ground";
    service.carrier = "ups";
    service.tariff = "ups-2026";
    service.discount = 1'501;
    service.fuel = 1'502;
    service.residential_per_parcel = 1'503;
    service.refuses = {"hazmat", "oversize"};
    service.transit_days = {1, 2, kZoneNotServed};
    service.delivery_calendar = "weekdays";
    service.window_from_minute = 504;
    service.window_until_minute = 505;
    service.from = 506;
    service.until = 507;
    return {
        CalendarRow{.name = "weekdays", .weekdays = 31, .closed = {508, 509}, .opened = {510}},
        service,
        AreaRow{.carrier = "ups", .country = "US", .postal_prefix = "967", .per_parcel = 511},
        HoursRow{
            .node = NodeId(512),
            .calendar = "weekdays",
            .opens_minute = 513,
            .closes_minute = 514,
            .cutoff_minute = 515,
            .processing_minutes = 516
        },
        PickupRow{.node = NodeId(517), .service = "ground", .minute = 518, .calendar = "weekdays"},
        CapacityRow{
            .node = NodeId(522),
            .date = 523,
            .weekday = 7,
            .method = method_same_day,
            .unit = CapacityUnit::units,
            .most = 524
        },
        CarbonRow{.service = "ground", .zone = 9, .per_parcel_g = 532, .per_kg_g = 533},
        CourierRow{.node = NodeId(534), .radius_m = 535, .cutoff_minute = 536, .per_shipment = 537},
        ServiceRow{},
    };
}

}  // namespace

void add_shipping_requests(std::vector<SampleMessage>& samples) {
    std::vector<ShippingRowChange> rows;
    for (const ShippingRow& row : sample_shipping_rows())
        rows.push_back({.change = ShippingChange::remove, .row = row});
    rows.back().change = ShippingChange::put;
    samples.push_back(rows_of("PutShippingRequest", rows));
    samples.push_back(plain(
        "ListShippingRequest",
        ListShippingRequest{.kind = ShippingKind::pickup, .after = 519, .limit = 520}
    ));
    samples.push_back(plain("CapacityRequest", CapacityRequest{.node = NodeId(525), .day = 526}));
}

void add_shipping_replies(std::vector<SampleMessage>& samples) {
    samples.push_back(reply("ListShippingReply", ShippingPage{sample_shipping_rows(), 521}));
    CapacityReply capacity;
    capacity.outcome = Outcome::unknown_node;
    capacity.detail = "why";
    capacity.day = 527;
    capacity.entries = {{NodeId(528), method_pickup, CapacityUnit::lines, 529, 530}};
    capacity.lsn = 531;
    samples.push_back(reply("CapacityReply", capacity));
}

}  // namespace earmark::protocol::samples
