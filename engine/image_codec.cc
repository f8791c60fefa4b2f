#include "engine/image_codec.h"

#include "engine/assortment/assortment_change.h"
#include "engine/capacity/capacity_step.h"
#include "engine/reservation_change.h"

#include <algorithm>
#include <utility>

namespace earmark {

namespace {

Error bad_chunk(std::string_view what) {
    return {ErrorCode::corrupt_record, "state image: " + std::string(what)};
}

bool is_counter(Units units, Units units_max) {
    return units >= 0 && units <= units_max;
}

}  // namespace

void put_position(ByteWriter& out, const Position& position) {
    out.put(position.node().value());
    out.put_varint(position.on_hand());
    out.put_varint(position.reserved());
    out.put_varint(position.allocated());
    out.put_varint(position.safety());
    out.put(position.source().value());
    out.put(position.sequence());
}

Position get_position(ByteReader& in) {
    const auto node = in.get<std::uint32_t>();
    const Units on_hand = in.get_varint();
    const Units reserved = in.get_varint();
    const Units allocated = in.get_varint();
    const Units safety = in.get_varint();
    const SourceId source(in.get<std::uint16_t>());
    const auto sequence = in.get<std::uint64_t>();
    const bool good = node != 0 && node <= kNodesMax && is_counter(on_hand, kUnitsMax) &&
                      is_counter(reserved, kUnitsMax) && is_counter(allocated, kUnitsMax) &&
                      is_counter(safety, kSafetyUnitsMax);
    if (!good || in.failed()) return Position();
    Position position{NodeId(node)};
    position.set_on_hand(on_hand);
    position.set_reserved(reserved);
    position.set_allocated(allocated);
    position.set_safety(safety);
    position.set_source(source, sequence);
    return position;
}

void put_item_entry(ByteWriter& out, const ItemTable& items, SkuId sku, std::uint32_t begin) {
    const ItemSlot* slot = items.find_slot(sku);
    const ItemView view = item_view(items, sku, items.facts_locked(sku));
    out.put(items.facts_lsn(sku));
    put_item(out, sku, item_row(view));
    out.put(slot->lsn.load(std::memory_order_relaxed));
    const PositionBlock* block = slot->block.load(std::memory_order_relaxed);
    const std::uint32_t count = block == nullptr ? 0 : block->count();
    const std::uint32_t end = std::min(count, begin + kPositionsPerEntry);
    out.put(end - std::min(begin, end));
    for (std::uint32_t index = begin; index < end; ++index)
        put_position(out, block->load(index));
    const auto others =
        begin == 0 ? items.other_sequences(sku) : std::span<const ItemTable::OtherSequence>{};
    out.put(static_cast<std::uint32_t>(others.size()));
    for (const auto& other : others) {
        out.put(other.node.value());
        out.put(other.source.value());
        out.put(other.sequence);
    }
    const SegmentRows segments = items.rows<SegmentRow>(sku);
    const std::uint32_t segments_end = std::min(segments.count(), begin + kPositionsPerEntry);
    out.put(segments_end - std::min(begin, segments_end));
    for (std::uint32_t index = begin; index < segments_end; ++index)
        put_segment_row(out, segments.load(index));
    const DatedRows dated = items.rows<DatedRow>(sku);
    const std::uint32_t dated_begin = begin / kPositionsPerDatedRow;
    const std::uint32_t dated_end =
        std::min(dated.count(), dated_begin + kPositionsPerEntry / kPositionsPerDatedRow);
    out.put(dated_end - std::min(dated_begin, dated_end));
    for (std::uint32_t index = dated_begin; index < dated_end; ++index)
        put_dated_row(out, dated.load(index));
    const AssortmentRows assortment = items.rows<AssortmentRow>(sku);
    const std::uint32_t assortment_count = begin == 0 ? assortment.count() : 0;
    out.put(assortment_count);
    for (std::uint32_t index = 0; index < assortment_count; ++index)
        put_assortment_row(out, assortment.load(index));
}

Status read_dated_rows(ByteReader& in, ItemTable& items, SkuId sku, Lsn lsn) {
    const auto count = in.get<std::uint32_t>();
    if (count == 0) return Done{};
    items.calendar().add_item(sku);
    ItemTable::Change change(items, sku, lsn);
    for (std::uint32_t index = 0; index < count; ++index) {
        DatedRow row;
        if (!get_dated_row(in, row)) return bad_chunk("item dates");
        change.put_row(row);
        items.calendar().backorders().count(row, +1);
    }
    return Done{};
}

Status read_assortment_rows(ByteReader& in, ItemTable& items, SkuId sku, Lsn lsn) {
    const auto count = in.get<std::uint32_t>();
    if (count == 0) return Done{};
    ItemTable::Change change(items, sku, lsn);
    for (std::uint32_t index = 0; index < count; ++index) {
        AssortmentRow row;
        if (!get_assortment_row(in, row)) return bad_chunk("item assortment");
        change.put_row(row);
        if (row.kind == AssortmentRow::Kind::part) items.kit_book().add(row.other, sku);
    }
    return Done{};
}

Status read_segment_rows(ByteReader& in, ItemTable& items, SkuId sku, Lsn lsn) {
    const auto count = in.get<std::uint32_t>();
    if (count == 0) return Done{};
    ItemTable::Change change(items, sku, lsn);
    for (std::uint32_t index = 0; index < count; ++index) {
        SegmentRow row;
        if (!get_segment_row(in, row)) return bad_chunk("item segments");
        change.put_row(row);
    }
    return Done{};
}

Status ItemEntryReader::read(ByteReader& in) {
    const Lsn facts_lsn = in.get<Lsn>();
    SkuId sku;
    const ItemRow row = get_item(in, sku);
    const Lsn lsn = in.get<Lsn>();
    const auto count = in.get<std::uint32_t>();
    if (in.failed() || sku.is_none() || row.sku.empty() || count > kPositionsPerEntry)
        return bad_chunk("item");
    if (!items_.has_handle(sku)) {
        return Error{
            ErrorCode::limit_exceeded,
            "item handle " + std::to_string(sku.value()) + " is over this server's limit of items"
        };
    }
    if (Status status = read_positions(in, count); !status) return status;
    const auto facts = item_facts(texts_, row);
    if (!facts) return bad_chunk("item attributes");
    items_.restore_name(sku, row.sku);
    const MutexLock lock(items_.stripe_mutex(ItemTable::stripe_of(sku)));
    {
        ItemTable::Change change(items_, sku, facts_lsn);
        change.put_facts(*facts);
    }
    if (count > 0 || lsn > 0) {
        ItemTable::Change change(items_, sku, lsn);
        change.append(positions_, blocks_);
    }
    if (Status status = read_sequences(in, sku); !status) return status;
    if (Status status = read_segment_rows(in, items_, sku, lsn); !status) return status;
    if (Status status = read_dated_rows(in, items_, sku, lsn); !status) return status;
    if (Status status = read_assortment_rows(in, items_, sku, lsn); !status) return status;
    return in.failed() ? bad_chunk("item segments") : Status(Done{});
}

Status ItemEntryReader::read_positions(ByteReader& in, std::uint32_t count) {
    positions_.clear();
    NodeId before;
    for (std::uint32_t index = 0; index < count; ++index) {
        const Position position = get_position(in);
        if (position.node().is_none() || position.node() <= before) return bad_chunk("position");
        before = position.node();
        positions_.push_back(position);
    }
    return Done{};
}

Status ItemEntryReader::read_sequences(ByteReader& in, SkuId sku) {
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count && !in.failed(); ++index) {
        ItemTable::OtherSequence other;
        other.node = NodeId(in.get<std::uint32_t>());
        other.source = SourceId(in.get<std::uint16_t>());
        other.sequence = in.get<std::uint64_t>();
        items_.restore_sequence(sku, other);
    }
    return in.failed() ? bad_chunk("item sequences") : Status(Done{});
}

void put_reservation_entry(ByteWriter& out, const Reservation& reservation) {
    out.put(reservation.lsn);
    put_reservation(out, reservation);
}

Status read_reservation_entry(ByteReader& in, EngineState& state) {
    const Lsn lsn = in.get<Lsn>();
    static thread_local ReservationImage image;
    if (!get_reservation(in, image)) return bad_chunk("reservation");
    restore_reservation(state, image, lsn);
    return Done{};
}

void put_calendar(ByteWriter& out, const PromiseCalendar::Terms& terms) {
    out.put_all(terms.today, terms.today_lsn, terms.past_due_days, terms.past_due_lsn);
}

Status read_calendar(ByteReader& in, PromiseCalendar& calendar) {
    const Day today = in.get<Day>();
    const Lsn today_lsn = in.get<Lsn>();
    const auto past_due_days = in.get<std::uint16_t>();
    const Lsn past_due_lsn = in.get<Lsn>();
    if (in.failed() || past_due_days > kPastDueDaysMax) return bad_chunk("calendar");
    calendar.set_today(today, today_lsn);
    calendar.set_past_due_days(past_due_days, past_due_lsn);
    return Done{};
}

void restore_reservation(EngineState& state, ReservationImage& image, Lsn lsn) {
    ReservationLock stripe(state.reservations, image.texts.id);
    Reservation* reservation = stripe->find(image.texts.id);
    CapacityStep capacity(state);
    if (reservation == nullptr) {
        reservation = &stripe->create(image.texts, image.keys);
    } else if (reservation->lsn >= lsn) {
        return;
    } else {
        count_reservation(state, *reservation, -1);
        capacity.before(*reservation);
        if (!std::ranges::equal(reservation->keys(), image.keys))
            reservation = &stripe->remake(*reservation, image.keys);
    }
    static_cast<ReservationHead&>(*reservation) = std::move(image.head);
    reservation->lsn = lsn;
    capacity.after(*reservation);
    capacity.take_whatever_limits();
    capacity.give_back();
    count_reservation(state, *reservation, +1);
}

}  // namespace earmark
