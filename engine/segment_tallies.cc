#include "engine/segment_tallies.h"

#include "engine/backorders/backorder_uses.h"

#include <algorithm>

namespace earmark {

namespace {

/// What the delta adds to the rule's tally at its node.
SegmentRow counted(
    SegmentRow tally, const SegmentRow& rule, const PositionDelta& delta, const SegmentStamp& stamp
) {
    tally.shipped_to_all += delta.shipped;
    if (rule.segment != stamp.segment || !rule.counts(stamp.made)) return tally;
    tally.live += delta.reserved + delta.allocated;
    tally.shipped += delta.shipped;
    return tally;
}

bool is_empty(const SegmentRow& tally) {
    return tally.live == 0 && tally.shipped == 0 && tally.shipped_to_all == 0;
}

/// The rule's tally at the node, empty if it has none.
SegmentRow tally_of(SegmentRows rows, const SegmentRow& rule, NodeId node) {
    const GroupId group = group_at(rule.node);
    SegmentRow tally = rule.tally_at(node, group);
    rows.visit_node(node, [&](const SegmentRow& row) {
        if (row.is_tally_of(rule, group)) tally = row;
    });
    return tally;
}

/// The rules that count at the node. The rows may then be changed.
const std::vector<SegmentRow>& counting_rules(SegmentRows rows, NodeId node) {
    static thread_local std::vector<SegmentRow> rules;
    rules.clear();
    visit_group_rules(rows, [&](const SegmentRow& rule) {
        if (rule.active && rule.node != node) rules.push_back(rule);
    });
    return rules;
}

}  // namespace

void count_in_tallies(
    const ItemTable& items,
    ItemTable::Change& change,
    const PositionDelta& delta,
    const SegmentStamp& stamp
) {
    if (!has_group_rows(items.rows<SegmentRow>(delta.sku))) return;
    for (const SegmentRow& rule : counting_rules(items.rows<SegmentRow>(delta.sku), delta.node)) {
        const SegmentRow before = tally_of(items.rows<SegmentRow>(delta.sku), rule, delta.node);
        const SegmentRow after = counted(before, rule, delta, stamp);
        EARMARK_CHECK(after.live >= 0 && after.shipped >= 0);
        if (after == before) continue;
        if (is_empty(after)) {
            change.drop_row(after);
        } else {
            change.put_row(after);
        }
    }
}

bool fits_tallies(const ItemTable& items, const PositionDelta& delta, const SegmentStamp& stamp) {
    const SegmentRows rows = items.rows<SegmentRow>(delta.sku);
    if (!has_group_rows(rows)) return true;
    const auto& rules = counting_rules(rows, delta.node);
    return std::ranges::all_of(rules, [&](const SegmentRow& rule) {
        const Units live = counted(tally_of(rows, rule, delta.node), rule, delta, stamp).live;
        return live >= 0 && live <= kUnitsMax;
    });
}

void drop_tallies(const ItemTable& items, SkuId sku, ItemTable::Change& change, SegmentRow rule) {
    const SegmentRows rows = items.rows<SegmentRow>(sku);
    std::vector<SegmentRow> tallies;
    for (std::uint32_t index = 0; index < rows.count(); ++index) {
        const SegmentRow row = rows.load(index);
        if (row.is_tally_of(rule, group_at(rule.node))) tallies.push_back(row);
    }
    for (const SegmentRow& tally : tallies)
        change.drop_row(tally);
}

std::vector<SegmentRow> first_tallies(SegmentRows rows, DatedRows dated, const SegmentRow& rule) {
    std::vector<SegmentRow> tallies;
    const auto begin = [&](NodeId node, Units live) {
        if (node == rule.node) return;
        tallies.push_back(rule.tally_at(node, group_at(rule.node)));
        tallies.back().live = live;
    };
    if (!rule.standing) {
        for (const BackorderUse& use : confirmed_of(dated, rule.segment))
            begin(use.node, use.units);
        return tallies;
    }
    for (std::uint32_t index = 0; index < rows.count(); ++index) {
        const SegmentRow row = rows.load(index);
        // It includes what is confirmed.
        const bool is_use = row.kind == SegmentRow::Kind::use && row.segment == rule.segment;
        if (is_use) begin(row.node, row.live);
    }
    return tallies;
}

void begin_tallies(const ItemTable& items, SkuId sku, ItemTable::Change& change, SegmentRow rule) {
    drop_tallies(items, sku, change, rule);
    const std::vector<SegmentRow> tallies =
        first_tallies(items.rows<SegmentRow>(sku), items.rows<DatedRow>(sku), rule);
    for (const SegmentRow& tally : tallies)
        change.put_row(tally);
}

bool is_within(const GroupTable& groups, GroupId group, NodeId place) {
    const Group* whole = groups.find(group);
    if (whole == nullptr) return false;
    const GroupId other = group_at(place);
    if (other.is_none()) return whole->contains(place);
    if (other == group) return true;
    const Group* part = groups.find(other);
    if (part == nullptr || part->members.empty()) return false;
    return std::ranges::all_of(part->members, [&](const GroupMember& member) {
        return whole->contains(member.node);
    });
}

SegmentRow with_tallies(SegmentRows rows, const SegmentRow& rule, const GroupTable& groups) {
    const GroupId group = group_at(rule.node);
    SegmentRow all = rule;
    for (std::uint32_t index = 0; index < rows.count(); ++index) {
        const SegmentRow row = rows.load(index);
        if (!row.is_tally_of(rule, group) || !is_within(groups, group, row.node)) continue;
        all.live += row.live;
        all.shipped += row.shipped;
        all.shipped_to_all += row.shipped_to_all;
    }
    return all;
}

}  // namespace earmark
