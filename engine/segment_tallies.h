// Tallies: what rules over groups count at nodes (segment_row.h). Holding the item's stripe.
#pragma once

#include "engine/change.h"
#include "engine/engine_state.h"
#include "engine/network/network_place.h"

#include <vector>

namespace earmark {

/// Whether the item has rows at places of groups, the last of its rows. One look.
inline bool has_group_rows(SegmentRows rows) {
    return !rows.empty() && is_group_place(rows.node_at(rows.count() - 1));
}

/// visit(rule): each rule over a group, by place and rank.
template <typename Visit>
void visit_group_rules(SegmentRows rows, const Visit& visit) {
    if (!has_group_rows(rows)) return;
    for (std::uint32_t index = rows.first_of(NodeId(kGroupPlacesBegin)); index < rows.count();
         ++index) {
        const SegmentRow row = rows.load(index);
        if (row.is_rule()) visit(row);
    }
}

/// Whether a rule over a group is in force: until its time comes it keeps nothing. One look where
/// the item has no rows at places of groups.
inline bool has_live_group_rule(SegmentRows rows) {
    bool is_live = false;
    visit_group_rules(rows, [&](const SegmentRow& rule) { is_live = is_live || rule.active; });
    return is_live;
}

/// Counts a position's delta for the rules over groups.
void count_in_tallies(
    const ItemTable& items,
    ItemTable::Change& change,
    const PositionDelta& delta,
    const SegmentStamp& stamp
);

/// Whether the counts stay in their range.
bool fits_tallies(const ItemTable& items, const PositionDelta& delta, const SegmentStamp& stamp);

/// The tallies of a rule over a group that begins now: of all that is live, if it counts that, else
/// of what backorders have confirmed. Without a lock, as read_positions does.
std::vector<SegmentRow> first_tallies(SegmentRows rows, DatedRows dated, const SegmentRow& rule);

/// Takes away the tallies of a rule over a group; of one that begins now, its first ones are made.
void drop_tallies(const ItemTable& items, SkuId sku, ItemTable::Change& change, SegmentRow rule);
void begin_tallies(const ItemTable& items, SkuId sku, ItemTable::Change& change, SegmentRow rule);

/// Whether what a group has used includes what is taken at the place: a node of it, its own, or
/// that of a group within it.
bool is_within(const GroupTable& groups, GroupId group, NodeId place);

/// The rule with all counts of the group together. Without a lock, as read_positions does.
SegmentRow with_tallies(SegmentRows rows, const SegmentRow& rule, const GroupTable& groups);

}  // namespace earmark
