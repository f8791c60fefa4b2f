// What a repeated request is answered with, as bytes.
#include "engine/source_answer.h"

#include <algorithm>

namespace earmark {

namespace {

bool have_services(const SourceReply& reply) {
    return std::ranges::any_of(reply.shipments, [](const Shipment& shipment) {
        return !shipment.service.empty();
    });
}

bool have_dates(const SourceReply& reply) {
    return std::ranges::any_of(reply.shipments, [](const Shipment& shipment) {
        return shipment.dates.are_said();
    });
}

bool have_carbon_or_load(const SourceReply& reply) {
    return std::ranges::any_of(reply.shipments, [](const Shipment& shipment) {
        return shipment.carbon_g != 0 || shipment.load != 0;
    });
}

void put_dates(ByteWriter& out, const SourceReply& reply) {
    for (const Shipment& shipment : reply.shipments) {
        out.put_varint(shipment.lateness);
        out.put(shipment.dates.ship_day);
        out.put(shipment.dates.delivery_day);
        out.put(shipment.dates.window_from_minute);
        out.put(shipment.dates.window_until_minute);
        out.put(shipment.dates.order_by.time_since_epoch().count());
    }
}

void get_dates(ByteReader& in, SourceReply& reply) {
    reply.cost.lateness = 0;
    if (in.failed() || in.at_end()) return;
    for (Shipment& shipment : reply.shipments) {
        shipment.lateness = in.get_varint();
        shipment.dates.ship_day = in.get<Day>();
        shipment.dates.delivery_day = in.get<Day>();
        shipment.dates.window_from_minute = in.get<std::uint16_t>();
        shipment.dates.window_until_minute = in.get<std::uint16_t>();
        shipment.dates.order_by = Time(Duration(in.get<Duration::rep>()));
        reply.cost.lateness += shipment.lateness;
    }
}

void put_carbon_and_load(ByteWriter& out, const SourceReply& reply) {
    for (const Shipment& shipment : reply.shipments) {
        out.put_varint(static_cast<std::int64_t>(shipment.carbon_g));
        out.put_varint(shipment.carbon);
        out.put_varint(shipment.load);
    }
}

void get_carbon_and_load(ByteReader& in, SourceReply& reply) {
    reply.cost.carbon = 0;
    reply.cost.load = 0;
    if (in.failed() || in.at_end()) return;
    for (Shipment& shipment : reply.shipments) {
        shipment.carbon_g = static_cast<std::uint64_t>(in.get_varint());
        shipment.carbon = in.get_varint();
        shipment.load = in.get_varint();
        reply.cost.carbon += shipment.carbon;
        reply.cost.load += shipment.load;
    }
}

}  // namespace

std::vector<std::byte> encode_answer(const SourceReply& reply) {
    static thread_local std::vector<std::byte> bytes;  // What is kept takes no more than it needs.
    bytes.clear();
    ByteWriter out(bytes);
    out.put(static_cast<std::uint8_t>(reply.proven_optimal ? 1 : 0));
    out.put_varints(
        reply.cost.transport,
        reply.cost.handling,
        reply.cost.split,
        reply.cost.preference,
        reply.cost.scarcity,
        reply.cost.shortage,
        reply.objective,
        reply.lower_bound,
        static_cast<std::int64_t>(reply.shipments.size())
    );
    for (const Shipment& shipment : reply.shipments) {
        out.put_varint(shipment.node.value());
        out.put(shipment.zone);
        out.put_varints(
            shipment.parcels,
            static_cast<std::int64_t>(shipment.billed_g),
            shipment.transport,
            shipment.handling,
            static_cast<std::int64_t>(shipment.lines.size())
        );
        for (const ShipmentLine& line : shipment.lines)
            out.put_varints(line.line, line.sku.value(), line.quantity);
    }
    out.put_varint(static_cast<std::int64_t>(reply.unfilled.size()));
    for (const UnfilledLine& line : reply.unfilled) {
        out.put_varint(line.line);
        out.put_varint(line.quantity);
        out.put_varint(line.ats);
        out.put(line.reason);
    }
    // What came to be told later ends the answer, and only where there is any, so that one without
    // is as it was before.
    const bool has_more = have_carbon_or_load(reply);
    const bool has_dates = have_dates(reply) || has_more;
    if (!have_services(reply) && !has_dates) return bytes;
    for (const Shipment& shipment : reply.shipments)
        out.put_text(shipment.service);
    if (has_dates) put_dates(out, reply);
    if (has_more) put_carbon_and_load(out, reply);
    return bytes;
}

void decode_answer(std::span<const std::byte> bytes, SourceReply& reply) {
    ByteReader in(bytes);
    reply.proven_optimal = in.get<std::uint8_t>() != 0;
    reply.cost.transport = in.get_varint();
    reply.cost.handling = in.get_varint();
    reply.cost.split = in.get_varint();
    reply.cost.preference = in.get_varint();
    reply.cost.scarcity = in.get_varint();
    reply.cost.shortage = in.get_varint();
    reply.objective = in.get_varint();
    reply.lower_bound = in.get_varint();
    reply.shipments.clear();
    for (std::int64_t left = in.get_varint(); left > 0 && !in.failed(); --left) {
        Shipment& shipment = reply.shipments.emplace_back();
        shipment.node = NodeId(static_cast<std::uint32_t>(in.get_varint()));
        shipment.zone = in.get<std::uint8_t>();
        shipment.parcels = static_cast<std::uint32_t>(in.get_varint());
        shipment.billed_g = static_cast<std::uint64_t>(in.get_varint());
        shipment.transport = in.get_varint();
        shipment.handling = in.get_varint();
        for (std::int64_t lines = in.get_varint(); lines > 0 && !in.failed(); --lines) {
            ShipmentLine& line = shipment.lines.emplace_back();
            line.line = static_cast<std::uint32_t>(in.get_varint());
            line.sku = SkuId(static_cast<std::uint32_t>(in.get_varint()));
            line.quantity = in.get_varint();
        }
    }
    reply.unfilled.clear();
    for (std::int64_t left = in.get_varint(); left > 0 && !in.failed(); --left) {
        UnfilledLine& line = reply.unfilled.emplace_back();
        line.line = static_cast<std::uint32_t>(in.get_varint());
        line.quantity = in.get_varint();
        line.ats = in.get_varint();
        line.reason = in.get<UnfilledReason>();
    }
    if (!in.at_end()) {
        for (Shipment& shipment : reply.shipments)
            shipment.service = in.get_text();
    }
    get_dates(in, reply);
    get_carbon_and_load(in, reply);
    EARMARK_CHECK(!in.failed());
}

}  // namespace earmark
