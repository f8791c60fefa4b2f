#include "engine/segment_change.h"

#include "engine/segment_tallies.h"

#include <algorithm>

namespace earmark {

namespace {

/// The row as the delta leaves it.
SegmentRow counted(SegmentRow row, const PositionDelta& delta, const SegmentStamp& stamp) {
    const Units live = delta.reserved + delta.allocated;
    const bool is_same = row.segment == stamp.segment;
    if (row.kind == SegmentRow::Kind::use) {
        if (is_same) row.live += live;
        return row;
    }
    if (!row.active) return row;
    row.shipped_to_all += delta.shipped;
    if (!is_same || !row.counts(stamp.made)) return row;
    row.live += live;
    row.shipped += delta.shipped;
    return row;
}

}  // namespace

void count_in_segments(
    const ItemTable& items,
    ItemTable::Change& change,
    const PositionDelta& delta,
    const SegmentStamp& stamp
) {
    if (items.rows<SegmentRow>(delta.sku).empty() && stamp.segment.is_none()) return;
    count_in_tallies(items, change, delta, stamp);
    const SegmentRows rows = items.rows<SegmentRow>(delta.sku);
    SegmentRow use{.node = delta.node, .segment = stamp.segment, .kind = SegmentRow::Kind::use};
    bool has_use = false;
    rows.visit_node(delta.node, [&](const SegmentRow& row) {
        const SegmentRow after = counted(row, delta, stamp);
        EARMARK_CHECK(after.live >= 0 && after.shipped >= 0);
        const bool is_use = row.kind == SegmentRow::Kind::use && row.segment == stamp.segment;
        has_use = has_use || is_use;
        if (is_use) use = after;
        // In place: the row's key is what it was.
        if (after != row) change.put_row(after);
    });
    if (stamp.segment.is_none()) return;
    if (has_use && use.live == 0) change.drop_row(use);
    if (!has_use && delta.reserved + delta.allocated != 0)
        change.put_row(counted(use, delta, stamp));
}

bool fits_segments(const ItemTable& items, const PositionDelta& delta, const SegmentStamp& stamp) {
    const auto is_live = [](Units units) { return units >= 0 && units <= kUnitsMax; };
    bool fits = delta.shipped >= 0;
    bool has_use = stamp.segment.is_none();
    items.rows<SegmentRow>(delta.sku).visit_node(delta.node, [&](const SegmentRow& row) {
        fits = fits && is_live(counted(row, delta, stamp).live);
        has_use = has_use || (row.kind == SegmentRow::Kind::use && row.segment == stamp.segment);
    });
    return fits && (has_use || is_live(delta.reserved + delta.allocated)) &&
           fits_tallies(items, delta, stamp);
}

bool apply_segment_outcome(EngineState& state, const SegmentOutcome& outcome, Lsn lsn) {
    const auto is_there = [&](const SegmentRow& wanted) {
        bool found = false;
        state.items.rows<SegmentRow>(outcome.sku)
            .visit_node(wanted.node, [&](const SegmentRow& row) {
                found = found || row.key() == wanted.key();
            });
        return found;
    };
    if (!std::all_of(outcome.dropped.begin(), outcome.dropped.end(), is_there)) return false;
    ItemTable::Change change(state.items, outcome.sku, lsn);
    for (const SegmentRow& row : outcome.dropped)
        change.drop_row(row);
    for (SegmentRow row : outcome.put) {
        const bool begins = row.active && row.began == 0;
        if (begins) row.began = lsn;
        change.put_row(row);
        if (begins && is_group_place(row.node))
            begin_tallies(state.items, outcome.sku, change, row);
    }
    for (const SegmentRow& gone : outcome.dropped) {
        // One that was put again in another rank goes on counting.
        const bool goes_on = std::ranges::any_of(outcome.put, [&](const SegmentRow& row) {
            return row.node == gone.node && row.segment == gone.segment &&
                   row.from_s == gone.from_s;
        });
        if (!goes_on && is_group_place(gone.node))
            drop_tallies(state.items, outcome.sku, change, gone);
    }
    return true;
}

}  // namespace earmark
