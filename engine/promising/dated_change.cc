#include "engine/promising/dated_change.h"

#include "engine/backorders/backorder_uses.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace earmark {

namespace {

/// The row of this key, if it is there.
std::optional<DatedRow> find_row(const ItemTable& items, SkuId sku, const DatedRow& wanted) {
    std::optional<DatedRow> found;
    items.rows<DatedRow>(sku).visit_node(wanted.node, [&](const DatedRow& row) {
        if (row.key() == wanted.key()) found = row;
    });
    return found;
}

/// Makes the item known to reports before it gets its first dated row.
void note_item(ItemTable& items, SkuId sku) {
    if (items.rows<DatedRow>(sku).empty()) items.calendar().add_item(sku);
}

/// Backorders as the outcome leaves them, in the counts. Before it is applied.
void count_waiting(EngineState& state, const DatedOutcome& outcome) {
    for (const auto* rows : {&outcome.dropped, &outcome.put}) {
        for (const DatedRow& row : *rows) {
            if (row.kind != DatedRow::Kind::waiting) continue;
            if (const auto known = find_row(state.items, outcome.sku, row))
                state.items.calendar().backorders().count(*known, -1);
        }
    }
    for (const DatedRow& row : outcome.put)
        state.items.calendar().backorders().count(row, +1);
}

/// Appends the record, with its row's number where it has one: numbers of a source get into the log
/// in the order in which they are counted.
Lsn append_numbered(
    EngineState& state, LogSpace& space, std::vector<std::byte>& record, RowNumber number
) {
    if (number.source.is_none()) return space.append(record);
    const MutexLock lock(state.feeds.mutex());
    SourceFeeds::Feed& feed = state.feeds.of(number.source);
    feed.numbers.see(number.sequence);
    number.feed = feed.numbers;
    ByteWriter out(record);
    put_row_number(out, number);
    feed.lsn = space.append(record);
    return feed.lsn;
}

}  // namespace

void log_number(
    EngineState& state, LogSpace& space, const CallContext& context, const RowNumber& number
) {
    const MutexLock lock(state.feeds.mutex());
    SourceFeeds::Feed& feed = state.feeds.of(number.source);
    FeedNumbers numbers = feed.numbers;
    numbers.see(number.sequence);
    if (numbers == feed.numbers) return;
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::supply, context);
    put_feed(out, number.source, numbers);
    out.put(std::uint32_t{0});
    feed.numbers = numbers;
    feed.lsn = space.append(buffer);
}

DatedRow demand_of(const ItemTable& items, const PositionDelta& delta) {
    const DatedRow none{.node = delta.node, .day = delta.day};
    return delta.day == kNoDay ? none : find_row(items, delta.sku, none).value_or(none);
}

void count_in_days(ItemTable& items, ItemTable::Change& change, const PositionDelta& delta) {
    const DatedRow before = demand_of(items, delta);
    DatedRow after = before;
    after.reserved += delta.reserved;
    after.allocated += delta.allocated;
    EARMARK_CHECK(after.reserved >= 0 && after.allocated >= 0);
    const auto is_none = [](const DatedRow& row) { return row.reserved + row.allocated == 0; };
    if (!is_none(after)) {
        note_item(items, delta.sku);
        change.put_row(after);
    } else if (!is_none(before)) {
        change.drop_row(before);
    }
}

namespace {

/// Whether what it drops is there, and counters stay in range.
bool fits(const EngineState& state, const DatedOutcome& outcome) {
    const SkuId sku = outcome.sku;
    const bool is_there =
        std::all_of(outcome.dropped.begin(), outcome.dropped.end(), [&](const DatedRow& row) {
            return find_row(state.items, sku, row).has_value();
        });
    if (!is_there) return false;
    for (const PositionDelta& delta : outcome.moved) {
        if (delta.day != kNoDay) {
            const DatedRow demand = demand_of(state.items, delta);
            if (demand.reserved + delta.reserved < 0) return false;
            continue;
        }
        const auto position = state.items.position(sku, delta.node);
        Units sum = 0;
        const Units on_hand = position ? position->on_hand() : 0;
        if (__builtin_add_overflow(on_hand, delta.on_hand, &sum) || sum < 0 || sum > kUnitsMax)
            return false;
    }
    return true;
}

}  // namespace

bool apply_dated_outcome(
    EngineState& state, const DatedOutcome& outcome, Lsn lsn, Time at, BackorderUnits units
) {
    const SkuId sku = outcome.sku;
    if (!fits(state, outcome)) return false;
    std::vector<BackorderUse> uses;
    if (units == BackorderUnits::given_back) uses = backorder_uses(state.items, outcome);
    if (!fit_segments(state.items, sku, uses)) return false;
    if (!outcome.put.empty()) note_item(state.items, sku);
    count_waiting(state, outcome);
    ItemTable::Change change(state.items, sku, lsn);
    count_in_segments(state.items, change, sku, uses);
    for (const DatedRow& row : outcome.dropped)
        change.drop_row(row);
    for (const DatedRow& row : outcome.put) {
        change.put_row(row);
        // Answers walk positions: what is expected at a node makes one there.
        if (!row.node.is_none() && !state.items.position(sku, row.node))
            change.put(Position(row.node));
    }
    for (const PositionDelta& delta : outcome.moved) {
        if (delta.day != kNoDay) {
            count_in_days(state.items, change, delta);
            continue;
        }
        Position position = state.items.position(sku, delta.node).value_or(Position(delta.node));
        position.set_on_hand(position.on_hand() + delta.on_hand);
        change.put(position);
        state.movements.add(sku, delta.node, delta.on_hand, at);
    }
    const RowNumber& number = outcome.number;
    if (!number.source.is_none()) {
        Position position = state.items.position(sku, number.node).value_or(Position(number.node));
        state.items.set_sequence(sku, position, number.source, number.sequence);
        change.put(position);
    }
    return true;
}

Lsn log_dated_outcome(
    EngineState& state,
    LogSpace& space,
    const CallContext& context,
    const DatedOutcome& outcome,
    ChangeKind kind
) {
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, kind, context);
    put_dated_outcome(out, outcome);
    const Lsn lsn = append_numbered(state, space, buffer, outcome.number);
    EARMARK_CHECK(apply_dated_outcome(state, outcome, lsn, context.now));
    return lsn;
}

void turn_day(EngineState& state, const CallContext& context) {
    const Day day = day_of(context.now);
    if (day == kNoDay || day == state.items.calendar().today()) return;
    LogSpace space(state.log, kHeadBytesMax + sizeof(Day), LogSpace::For::release);
    if (!space.granted()) return;
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::day, context);
    out.put(day);
    state.items.calendar().set_today(day, space.append(buffer));
    mark_dated_items(state);
}

void mark_dated_items(EngineState& state) {
    for (const SkuId sku : state.items.calendar().items(SkuId(1)))
        state.items.look_again(sku);
}

ReceiptEntry receipt_entry(SkuId sku, const DatedRow& row, const PromiseTerms& terms) {
    return {
        .sku = sku,
        .node = row.node,
        .receipt = std::string(row.id()),
        .type = row.type,
        .day = row.day,
        .first_day = row.first_day,
        .promised = row.promised,
        .open = row.open,
        .received = row.received,
        .sender = row.sender,
        .is_late = terms.is_late(row),
        .counts = terms.counts(row),
    };
}

}  // namespace earmark
