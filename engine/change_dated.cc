// The bodies of records about dated rows.
#include "engine/change.h"

namespace earmark {

namespace {

/// Beside the row's node: the sender of a transfer, or the segment of a backorder.
std::uint32_t other_of(const DatedRow& row) {
    return row.kind == DatedRow::Kind::waiting ? row.segment.value() : row.sender.value();
}

void set_other(DatedRow& row, std::uint32_t other) {
    if (row.kind == DatedRow::Kind::waiting) {
        row.segment = SegmentId(static_cast<std::uint16_t>(other));
    } else {
        row.sender = NodeId(other);
    }
}

}  // namespace

void put_dated_row(ByteWriter& out, const DatedRow& row) {
    out.put_all(
        row.node.value(),
        row.day,
        row.kind,
        row.type,
        row.disposition,
        row.first_day,
        other_of(row),
        row.past_due_days,
        row.lead_days,
        row.horizon_days
    );
    out.put_varints(row.open, row.reserved, row.allocated, row.promised, row.received);
    if (row.kind == DatedRow::Kind::waiting) {
        out.put_all(row.strategy, row.priority, row.confirmed_day, row.latest);
        out.put_varints(row.wanted, row.confirmed);
    }
    out.put_text(row.id());
}

bool get_dated_row(ByteReader& in, DatedRow& row) {
    row = {};
    row.node = NodeId(in.get<std::uint32_t>());
    row.day = in.get<Day>();
    row.kind = in.get<DatedRow::Kind>();
    row.type = in.get<SupplyType>();
    row.disposition = in.get<Disposition>();
    row.first_day = in.get<Day>();
    const auto other = in.get<std::uint32_t>();
    set_other(row, other);
    row.past_due_days = in.get<std::uint16_t>();
    row.lead_days = in.get<std::uint16_t>();
    row.horizon_days = in.get<std::uint16_t>();
    row.open = in.get_varint();
    row.reserved = in.get_varint();
    row.allocated = in.get_varint();
    row.promised = in.get_varint();
    row.received = in.get_varint();
    if (row.kind == DatedRow::Kind::waiting) {
        row.strategy = in.get<BackorderStrategy>();
        row.priority = in.get<std::uint16_t>();
        row.confirmed_day = in.get<Day>();
        row.latest = in.get<Day>();
        row.wanted = in.get_varint();
        row.confirmed = in.get_varint();
    }
    const std::string_view id = in.get_text();
    if (in.failed() || id.size() > kReceiptIdBytesMax) return false;
    row.set_id(id);
    const auto is_counter = [](Units units) { return units >= 0 && units <= kUnitsMax; };
    const bool is_terms = row.kind == DatedRow::Kind::terms;
    return row.kind <= DatedRow::Kind::waiting && row.type <= SupplyType::planned &&
           row.disposition <= Disposition::expired && row.node.is_none() == is_terms &&
           row.node.value() <= kNodesMax && other_of(row) == other &&
           row.sender.value() <= kNodesMax && row.past_due_days <= kPastDueDaysMax &&
           row.lead_days <= kLeadDaysMax && row.horizon_days <= kDaysAheadMax &&
           is_counter(row.open) && is_counter(row.reserved) && is_counter(row.allocated) &&
           is_counter(row.promised) && is_counter(row.received) &&
           row.strategy <= BackorderStrategy::skip && is_counter(row.wanted) &&
           is_counter(row.confirmed);
}

void put_row_number(ByteWriter& out, const RowNumber& number) {
    put_feed(out, number.source, number.feed);
    out.put_all(number.node.value(), number.sequence);
}

bool get_row_number(ByteReader& in, RowNumber& number) {
    number.source = get_feed(in, number.feed);
    number.node = NodeId(in.get<std::uint32_t>());
    number.sequence = in.get<std::uint64_t>();
    return !in.failed() && !number.source.is_none() && !number.node.is_none() &&
           number.node.value() <= kNodesMax && number.sequence != 0;
}

void put_dated_outcome(ByteWriter& out, const DatedOutcome& outcome) {
    out.put(outcome.sku.value());
    out.put_varint(outcome.corrected);
    out.put_all(
        static_cast<std::uint32_t>(outcome.dropped.size()),
        static_cast<std::uint32_t>(outcome.put.size()),
        static_cast<std::uint32_t>(outcome.moved.size())
    );
    for (const DatedRow& row : outcome.dropped)
        put_dated_row(out, row);
    for (const DatedRow& row : outcome.put)
        put_dated_row(out, row);
    for (const PositionDelta& delta : outcome.moved)
        put_delta(out, delta);
}

bool get_dated_outcome(ByteReader& in, DatedOutcome& outcome) {
    outcome.sku = SkuId(in.get<std::uint32_t>());
    outcome.corrected = in.get_varint();
    const auto dropped = in.get<std::uint32_t>();
    const auto put = in.get<std::uint32_t>();
    const auto moved = in.get<std::uint32_t>();
    const auto read = [&in](std::uint32_t count, std::vector<DatedRow>& rows) {
        rows.clear();
        for (std::uint32_t index = 0; index < count; ++index) {
            if (!get_dated_row(in, rows.emplace_back())) return false;
        }
        return true;
    };
    if (!read(dropped, outcome.dropped) || !read(put, outcome.put)) return false;
    outcome.moved.clear();
    for (std::uint32_t index = 0; index < moved && !in.failed(); ++index) {
        const PositionDelta& delta = outcome.moved.emplace_back(get_delta(in));
        if (delta.sku != outcome.sku || delta.node.is_none() || delta.node.value() > kNodesMax)
            return false;
    }
    if (in.failed()) return false;
    outcome.number = {};
    return in.at_end() || get_row_number(in, outcome.number);
}

}  // namespace earmark
