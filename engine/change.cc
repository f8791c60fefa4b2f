#include "engine/change.h"

#include <algorithm>
#include <bit>

namespace earmark {

std::string_view to_string(ReservationEvent event) {
    switch (event) {
        case ReservationEvent::reserved:
            return "reserved";
        case ReservationEvent::committed:
            return "committed";
        case ReservationEvent::released:
            return "released";
        case ReservationEvent::shipped:
            return "shipped";
        case ReservationEvent::cancelled:
            return "cancelled";
        case ReservationEvent::expired:
            return "expired";
        case ReservationEvent::amended:
            return "amended";
        case ReservationEvent::resourced:
            return "resourced";
        case ReservationEvent::order_changed:
            return "order_changed";
    }
    return "?";
}

void put_head(ByteWriter& out, ChangeKind kind, const CallContext& context) {
    out.put_all(kind, context.now.time_since_epoch().count());
    out.put_text(context.actor);
    out.put_text(context.reason);
}

ChangeHead get_head(ByteReader& in) {
    ChangeHead head;
    head.kind = in.get<ChangeKind>();
    head.time = Time(Duration(in.get<std::int64_t>()));
    head.actor = in.get_text();
    head.reason = in.get_text();
    return head;
}

void put_item(ByteWriter& out, SkuId sku, const ItemRow& row) {
    out.put(sku.value());
    out.put_text(row.sku);
    out.put_text(row.unit_of_measure);
    out.put(row.scale);
    out.put(row.weight_g);
    out.put(row.length_mm);
    out.put(row.width_mm);
    out.put(row.height_mm);
    out.put(row.value_micros);
    out.put_text(row.category);
    out.put_text(row.attributes);
}

ItemRow get_item(ByteReader& in, SkuId& sku) {
    ItemRow row;
    sku = SkuId(in.get<std::uint32_t>());
    row.sku = in.get_text();
    row.unit_of_measure = in.get_text();
    row.scale = in.get<std::uint8_t>();
    row.weight_g = in.get<std::uint32_t>();
    row.length_mm = in.get<std::uint32_t>();
    row.width_mm = in.get<std::uint32_t>();
    row.height_mm = in.get<std::uint32_t>();
    row.value_micros = in.get<Micros>();
    row.category = in.get_text();
    row.attributes = in.get_text();
    return row;
}

void put_node(ByteWriter& out, NodeId id, const NodeRow& row) {
    out.put(id.value());
    out.put_text(row.key);
    out.put(row.type);
    out.put(static_cast<std::uint8_t>(row.location.has_value() ? 1 : 0));
    out.put(row.location.value_or(Location{}).latitude_e6);
    out.put(row.location.value_or(Location{}).longitude_e6);
    out.put_text(row.country);
    out.put_text(row.postal_code);
    out.put_text(row.time_zone);
    out.put(row.methods);
    out.put(row.priority);
    out.put_text(row.tariff);
    out.put(row.handling_per_shipment);
    out.put(row.handling_per_line);
    out.put(row.handling_per_unit);
    out.put(static_cast<std::uint8_t>(row.enabled ? 1 : 0));
}

NodeRow get_node(ByteReader& in, NodeId& id) {
    NodeRow row;
    id = NodeId(in.get<std::uint32_t>());
    row.key = in.get_text();
    row.type = in.get<NodeType>();
    const bool has_location = in.get<std::uint8_t>() != 0;
    Location location;
    location.latitude_e6 = in.get<std::int32_t>();
    location.longitude_e6 = in.get<std::int32_t>();
    if (has_location) row.location = location;
    row.country = in.get_text();
    row.postal_code = in.get_text();
    row.time_zone = in.get_text();
    row.methods = in.get<std::uint8_t>();
    row.priority = in.get<std::uint16_t>();
    row.tariff = in.get_text();
    row.handling_per_shipment = in.get<Micros>();
    row.handling_per_line = in.get<Micros>();
    row.handling_per_unit = in.get<Micros>();
    row.enabled = in.get<std::uint8_t>() != 0;
    return row;
}

void put_supply_outcome(ByteWriter& out, const SupplyOutcome& outcome) {
    out.put_all(outcome.sku.value(), outcome.node.value());
    out.put_varints(outcome.on_hand, outcome.safety, outcome.moved);
    out.put(outcome.sequence);
}

void put_feed(ByteWriter& out, SourceId source, const FeedNumbers& numbers) {
    out.put(source.value());
    if (!source.is_none()) out.put_all(numbers.newest, numbers.gaps, numbers.skipped);
}

SourceId get_feed(ByteReader& in, FeedNumbers& numbers) {
    const SourceId source(in.get<std::uint16_t>());
    if (source.is_none()) return source;
    numbers.newest = in.get<std::uint64_t>();
    numbers.gaps = in.get<std::uint64_t>();
    numbers.skipped = in.get<std::uint64_t>();
    return source;
}

SupplyOutcome get_supply_outcome(ByteReader& in) {
    SupplyOutcome outcome;
    outcome.sku = SkuId(in.get<std::uint32_t>());
    outcome.node = NodeId(in.get<std::uint32_t>());
    outcome.on_hand = in.get_varint();
    outcome.safety = in.get_varint();
    outcome.moved = in.get_varint();
    outcome.sequence = in.get<std::uint64_t>();
    return outcome;
}

namespace {

/// In the word of a delta's node, which has 24 bits: its day comes next.
constexpr std::uint32_t kDayFollows = std::uint32_t{1} << 31U;

}  // namespace

void put_delta(ByteWriter& out, const PositionDelta& delta) {
    const std::uint32_t mark = delta.day == kNoDay ? 0 : kDayFollows;
    out.put_all(delta.sku.value(), delta.node.value() | mark);
    if (mark != 0) out.put(delta.day);
    out.put_varints(delta.on_hand, delta.reserved, delta.allocated, delta.shipped);
}

PositionDelta get_delta(ByteReader& in) {
    PositionDelta delta;
    delta.sku = SkuId(in.get<std::uint32_t>());
    const auto node = in.get<std::uint32_t>();
    delta.node = NodeId(node & ~kDayFollows);
    if ((node & kDayFollows) != 0) delta.day = in.get<Day>();
    delta.on_hand = in.get_varint();
    delta.reserved = in.get_varint();
    delta.allocated = in.get_varint();
    delta.shipped = in.get_varint();
    return delta;
}

void put_segment_row(ByteWriter& out, const SegmentRow& row) {
    const std::uint32_t flags = (row.kind == SegmentRow::Kind::use ? 1U : 0U) |
                                (row.kind == SegmentRow::Kind::tally ? 16U : 0U) |
                                (row.active ? 2U : 0U) | (row.standing ? 4U : 0U) |
                                (row.basis == SegmentBasis::percent ? 8U : 0U);
    out.put_all(row.node.value(), row.segment.value(), row.rank, static_cast<std::uint8_t>(flags));
    out.put_varints(row.floor, row.ceiling, row.live, row.shipped, row.shipped_to_all);
    out.put_all(row.from_s, row.until_s, row.began);
}

bool get_segment_row(ByteReader& in, SegmentRow& row) {
    row.node = NodeId(in.get<std::uint32_t>());
    row.segment = SegmentId(in.get<std::uint16_t>());
    row.rank = in.get<std::uint16_t>();
    const auto flags = in.get<std::uint8_t>();
    row.kind = (flags & 1U) != 0    ? SegmentRow::Kind::use
               : (flags & 16U) != 0 ? SegmentRow::Kind::tally
                                    : SegmentRow::Kind::rule;
    row.active = (flags & 2U) != 0;
    row.standing = (flags & 4U) != 0;
    row.basis = (flags & 8U) != 0 ? SegmentBasis::percent : SegmentBasis::units;
    row.floor = in.get_varint();
    row.ceiling = in.get_varint();
    row.live = in.get_varint();
    row.shipped = in.get_varint();
    row.shipped_to_all = in.get_varint();
    row.from_s = in.get<std::uint32_t>();
    row.until_s = in.get<std::uint32_t>();
    row.began = in.get<Lsn>();
    const auto is_figure = [](Units units) { return units >= 0 && units <= kUnitsMax; };
    return !in.failed() && flags < 32 && !row.node.is_none() && row.node.value() <= kNodesMax &&
           !row.segment.is_none() && (row.rank <= kSegmentRankMax || !row.is_rule()) &&
           is_figure(row.floor) && (row.ceiling == kNoCeiling || is_figure(row.ceiling)) &&
           is_figure(row.live) && row.shipped >= 0 && row.shipped_to_all >= 0;
}

void put_segment_outcome(ByteWriter& out, const SegmentOutcome& outcome) {
    out.put_all(
        outcome.sku.value(),
        static_cast<std::uint32_t>(outcome.dropped.size()),
        static_cast<std::uint32_t>(outcome.put.size())
    );
    for (const SegmentRow& row : outcome.dropped)
        put_segment_row(out, row);
    for (const SegmentRow& row : outcome.put)
        put_segment_row(out, row);
}

bool get_segment_outcome(ByteReader& in, SegmentOutcome& outcome) {
    outcome.sku = SkuId(in.get<std::uint32_t>());
    const auto dropped = in.get<std::uint32_t>();
    const auto put = in.get<std::uint32_t>();
    const auto read = [&in](std::uint32_t count, std::vector<SegmentRow>& rows) {
        rows.clear();
        for (std::uint32_t index = 0; index < count; ++index) {
            if (!get_segment_row(in, rows.emplace_back())) return false;
        }
        return true;
    };
    return read(dropped, outcome.dropped) && read(put, outcome.put) && !in.failed();
}

namespace {

/// What of a detail follows its days.
constexpr unsigned kHasKits = 1;
constexpr unsigned kHasOrder = 2;
constexpr unsigned kHasLeaving = 4;

void put_detail(ByteWriter& out, const ReservationDetail& detail) {
    for (const LineUnits& units : detail.units) {
        out.put_varint(units.granted);
        out.put_varint(units.held);
        out.put_varint(units.allocated);
        out.put_varint(units.shipped);
        out.put(units.verdict);
    }
    out.put(static_cast<std::uint32_t>(detail.operations.size()));
    for (const OperationMark& mark : detail.operations) {
        out.put(mark.name_hash_low);
        out.put(mark.name_hash_high);
        out.put(mark.content_hash);
    }
    out.put(detail.origin);
    out.put(detail.request_hash);
    out.put_bytes(detail.answer);
    out.put(static_cast<std::uint8_t>(detail.days.empty() ? 0 : 1));
    for (const Day day : detail.days)
        out.put(day);
    const unsigned rest = (detail.kits.empty() ? 0U : kHasKits) |  //
                          (detail.order.empty() ? 0U : kHasOrder) |
                          (detail.leaving.empty() ? 0U : kHasLeaving);
    out.put(static_cast<std::uint8_t>(rest));
    for (const PartOfKit& part : detail.kits) {
        out.put(part.kit.value());
        out.put_varint(part.per_kit);
    }
    if (!detail.order.empty()) out.put_bytes(detail.order);
    if (detail.leaving.empty()) return;
    out.put(static_cast<std::uint16_t>(detail.leaving.size()));
    for (const Leaving& leaves : detail.leaving)
        out.put_all(leaves.node.value(), leaves.day, leaves.method);
}

std::unique_ptr<ReservationDetail> get_detail(ByteReader& in, std::size_t lines) {
    auto detail = std::make_unique<ReservationDetail>();
    for (std::size_t index = 0; index < lines && !in.failed(); ++index) {
        LineUnits units;
        units.granted = in.get_varint();
        units.held = in.get_varint();
        units.allocated = in.get_varint();
        units.shipped = in.get_varint();
        units.verdict = in.get<LineVerdict>();
        detail->units.push_back(units);
    }
    const auto operations = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < operations && !in.failed(); ++index) {
        OperationMark mark;
        mark.name_hash_low = in.get<std::uint64_t>();
        mark.name_hash_high = in.get<std::uint64_t>();
        mark.content_hash = in.get<std::uint64_t>();
        detail->operations.push_back(mark);
    }
    detail->origin = in.get<ReservationOrigin>();
    detail->request_hash = in.get<std::uint64_t>();
    const auto answer = in.get_bytes();
    detail->answer.assign(answer.begin(), answer.end());
    const bool has_days = in.get<std::uint8_t>() != 0;
    for (std::size_t index = 0; has_days && index < lines && !in.failed(); ++index)
        detail->days.push_back(in.get<Day>());
    const unsigned rest = in.get<std::uint8_t>();
    const bool has_kits = (rest & kHasKits) != 0;
    for (std::size_t index = 0; has_kits && index < lines && !in.failed(); ++index) {
        PartOfKit part;
        part.kit = SkuId(in.get<std::uint32_t>());
        part.per_kit = in.get_varint();
        detail->kits.push_back(part);
    }
    if ((rest & kHasOrder) != 0) {
        const auto order = in.get_bytes();
        detail->order.assign(order.begin(), order.end());
    }
    const std::uint16_t leaving = (rest & kHasLeaving) != 0 ? in.get<std::uint16_t>() : 0;
    for (std::uint16_t index = 0; index < leaving && !in.failed(); ++index) {
        Leaving& leaves = detail->leaving.emplace_back();
        leaves.node = NodeId(in.get<std::uint32_t>());
        leaves.day = in.get<Day>();
        leaves.method = in.get<std::uint8_t>();
    }
    return detail;
}

/// What lies between a reservation's texts and the number of its lines.
constexpr std::size_t kReservationHeadBytes = 2 + 8 + 8 + 2 * 4 + 6;
}  // namespace

void put_reservation(ByteWriter& out, const Reservation& reservation) {
    out.put_text(reservation.id());
    out.put_text(reservation.reference());
    out.put_text(reservation.made_by());
    out.put_all(
        reservation.segment().value(),
        reservation.made(),
        reservation.due_us,
        reservation.made_s,
        static_cast<std::uint32_t>(reservation.hold_for_s),
        static_cast<ReservationState>(reservation.state),
        static_cast<UnitsPlace>(reservation.place),
        static_cast<std::uint8_t>(reservation.partial ? 1 : 0),
        static_cast<std::uint8_t>(reservation.was_committed ? 1 : 0),
        reservation.last_order_step,
        static_cast<HoldEnd>(reservation.hold_end),
        static_cast<std::uint16_t>(reservation.line_count())
    );
    for (const ReservationKey& key : reservation.keys()) {
        out.put_all(key.line(), key.sku().value(), key.node().value());
        out.put_varint(key.quantity());
    }
    out.put(static_cast<std::uint8_t>(reservation.detail ? 1 : 0));
    if (reservation.detail) put_detail(out, *reservation.detail);
}

namespace {

bool is_good(const ReservationTexts& texts) {
    return !texts.id.empty() && texts.id.size() <= kReservationIdBytesMax &&
           texts.reference.size() <= kReferenceBytesMax && texts.made_by.size() <= kNoteBytesMax;
}

bool is_good(const ReservationDetail& detail) {
    const bool has_good_kits =
        std::all_of(detail.kits.begin(), detail.kits.end(), [](const PartOfKit& part) {
            return part.per_kit > 0 && part.per_kit <= kUnitsMax;
        });
    const bool has_good_leaving =
        std::all_of(detail.leaving.begin(), detail.leaving.end(), [](const Leaving& leaves) {
            return leaves.node.value() <= kNodesMax && leaves.method <= method_same_day &&
                   std::has_single_bit(leaves.method);
        });
    return has_good_kits && has_good_leaving && detail.origin <= ReservationOrigin::split &&
           std::all_of(detail.units.begin(), detail.units.end(), [](const LineUnits& units) {
               return units.verdict <= LineVerdict::not_in_increments;
           });
}

bool has_shipped(const ReservationHead& head) {
    if (!head.detail) return head.place == UnitsPlace::shipped;
    return std::any_of(
        head.detail->units.begin(),
        head.detail->units.end(),
        [](const LineUnits& units) { return units.shipped > 0; }
    );
}

}  // namespace

bool get_reservation(ByteReader& in, ReservationImage& image) {
    image.texts.id = in.get_text();
    image.texts.reference = in.get_text();
    image.texts.made_by = in.get_text();
    ReservationHead& head = image.head;
    const SegmentId segment(in.get<std::uint16_t>());
    const Lsn made = in.get<Lsn>();
    if (made >> kMadeBits != 0) return false;
    head.set_made(made, segment);
    head.due_us = in.get<std::int64_t>();
    head.made_s = in.get<std::uint32_t>();
    const auto hold_for_s = in.get<std::uint32_t>();
    const auto state = in.get<ReservationState>();
    const auto place = in.get<UnitsPlace>();
    head.partial = in.get<std::uint8_t>() != 0;
    head.was_committed = in.get<std::uint8_t>() != 0;
    head.last_order_step = in.get<OrderStep>();
    const auto hold_end = in.get<HoldEnd>();
    if (hold_for_s > kHoldForMax.count() || state > ReservationState::expired ||
        place > UnitsPlace::given_back || hold_end > HoldEnd::expired ||
        head.last_order_step > OrderStep::shipped)
        return false;
    head.set_hold_for(std::chrono::seconds(hold_for_s));
    head.state = state;
    head.place = place;
    head.hold_end = hold_end;
    const auto lines = in.get<std::uint16_t>();
    image.keys.clear();
    for (std::uint16_t index = 0; index < lines && !in.failed(); ++index) {
        const auto line = in.get<std::uint32_t>();
        const SkuId sku(in.get<std::uint32_t>());
        const NodeId node(in.get<std::uint32_t>());
        const Units quantity = in.get_varint();
        if (quantity < 0 || quantity > kUnitsMax || node.value() > kNodesMax) return false;
        image.keys.emplace_back(line, sku, node, quantity);
    }
    head.detail.reset();
    if (in.get<std::uint8_t>() != 0) head.detail = get_detail(in, lines);
    if (head.detail && !is_good(*head.detail)) return false;
    // Records of before this was kept: what was shipped was shipped last, unless they say
    // cancelled.
    if (head.last_order_step == OrderStep::none && has_shipped(head))
        head.last_order_step = OrderStep::shipped;
    return !in.failed() && is_good(image.texts);
}

void get_reservation_items(ByteReader& in, std::vector<SkuId>& items) {
    items.clear();
    for (int text = 0; text < 3; ++text)
        in.get_text();
    in.skip(kReservationHeadBytes);
    const auto lines = in.get<std::uint16_t>();
    for (std::uint16_t index = 0; index < lines; ++index) {
        in.skip(sizeof(std::uint32_t));
        const SkuId sku(in.get<std::uint32_t>());
        in.skip(sizeof(std::uint32_t));
        in.get_varint();
        if (in.failed()) return;
        items.push_back(sku);
    }
}

std::size_t reservation_bytes_max(std::size_t lines, const ReservationDetail* detail) {
    std::size_t bytes = 2 + 2 + 2 + kReservationIdBytesMax + kReferenceBytesMax + kNoteBytesMax;
    bytes += kReservationHeadBytes + 2 + lines * (12 + 10) + 1;
    // A change may make a detail, keep the first answer in it and add one operation.
    bytes += lines * (41 + 11) + 4 + 24 + 1 + 8 + 4 + 1;
    bytes += lines * sizeof(Day) + 1 + lines * (4 + 10);
    if (detail == nullptr) return bytes;
    // A change may add one node to what is remembered of the order.
    bytes += detail->operations.size() * 24 + detail->answer.size();
    if (!detail->order.empty()) bytes += 4 + detail->order.size() + 20;
    // A change may add nodes from which units leave.
    if (!detail->order.empty()) bytes += 2 + (detail->leaving.size() + lines) * kLeavingBytesMax;
    return bytes;
}

}  // namespace earmark
