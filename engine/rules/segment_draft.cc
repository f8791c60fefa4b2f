#include "engine/rules/segment_draft.h"

#include "engine/backorders/backorder_uses.h"
#include "engine/network/network_place.h"
#include "engine/segment_change.h"
#include "engine/segment_tallies.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace earmark {

namespace {

/// As if by a record newer than all that is held.
constexpr Lsn kBeginsNow = std::numeric_limits<Lsn>::max();

void apply(const SegmentOutcome& outcome, std::vector<SegmentRow>& rows) {
    const auto take_out = [&](const SegmentRow& gone) {
        std::erase_if(rows, [&](const SegmentRow& row) { return row.key() == gone.key(); });
    };
    for (const SegmentRow& gone : outcome.dropped)
        take_out(gone);
    for (const SegmentRow& made : outcome.put) {
        take_out(made);
        rows.push_back(made);
    }
}

}  // namespace

SegmentDraft::SegmentDraft(
    const EngineState& state, std::span<const SegmentRuleRow> rows, Time now, SupplyReply& judged
)
    : reference_(state.reference.current()) {
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const SegmentRuleRow& row = rows[index];
        std::optional<Rows> there;
        const auto item = items_.find(row.rule.sku);
        if (item != items_.end()) {
            const auto known = item->second.find(row.rule.node);
            if (known != item->second.end()) there = known->second;
        }
        const SegmentTrial trial = try_segment_rule(state, row, now, there);
        if (!count_judged(trial.verdict, trial.detail, index, judged)) continue;
        apply(trial.outcome, *there);
        for (const SegmentRow& made : trial.outcome.put)
            put_.emplace(row.rule.sku, made.node, made.segment, made.from_s);
        items_[row.rule.sku][row.rule.node] = std::move(*there);
        askers_.insert({.segment = row.rule.segment});
        if (row.change == SegmentChange::move) askers_.insert({.segment = row.to_segment});
    }
    for (auto& [sku, places] : items_) {
        for (auto& [node, there] : places)
            begin(state, sku, there);
    }
}

void SegmentDraft::begin(const EngineState& state, SkuId sku, Rows& rows) const {
    ItemLocks locks(state.items);
    locks.add(sku);
    locks.lock();
    for (SegmentRow& row : rows) {
        if (row.kind != SegmentRow::Kind::rule) continue;
        if (!row.active && put_.contains({sku, row.node, row.segment, row.from_s})) {
            row.active = true;
            if (!row.standing) row.live = confirmed_at(state.items, sku, row.node, row.segment);
            for (SegmentRow& other : rows) {
                if (other.segment != row.segment) continue;
                if (other.kind == SegmentRow::Kind::use && row.standing) row.live = other.live;
                const bool has_ended = other.until_s != 0 && other.until_s <= row.from_s;
                if (other.kind == SegmentRow::Kind::rule && has_ended) other.active = false;
            }
        }
        // What is held already was made before it.
        if (row.active && row.began == 0) row.began = kBeginsNow;
    }
    std::ranges::sort(rows, {}, &SegmentRow::key);
}

ItemStock SegmentDraft::stock_after(SkuId sku, const ItemStock& stock, RowsBuffer& buffer) const {
    const auto item = items_.find(sku);
    if (item == items_.end()) return stock;
    const Places& places = item->second;
    Rows rows;
    for (const auto& [node, there] : places)
        rows.insert(rows.end(), there.begin(), there.end());
    const auto others = stock.rows_of<SegmentRow>();
    for (std::uint32_t index = 0; index < others.count(); ++index) {
        const SegmentRow row = others.load(index);
        if (!places.contains(row.node)) rows.push_back(row);
    }
    for (const auto& [node, there] : places) {
        for (const SegmentRow& rule : there) {
            const bool begins = rule.is_rule() && rule.active && rule.began == kBeginsNow;
            if (!begins || !is_group_place(node)) continue;
            std::erase_if(rows, [&](const SegmentRow& row) {
                return row.is_tally_of(rule, group_at(node));
            });
            const Rows first = first_tallies(others, stock.rows_of<DatedRow>(), rule);
            rows.insert(rows.end(), first.begin(), first.end());
        }
    }
    std::ranges::sort(rows, {}, &SegmentRow::key);
    return buffer.with_rows<SegmentRow>(stock, rows);
}

PreviewDraft::NextItem SegmentDraft::next_item(
    SkuId after, std::size_t& /*looked_at*/, std::size_t /*looked_at_max*/
) const {
    const auto next = items_.upper_bound(after);
    return {.sku = next == items_.end() ? SkuId() : next->first};
}

bool SegmentDraft::decides_at(
    SkuId sku, const Position& position, const ItemStock& /*stock*/, const Asking& /*asking*/
) const {
    const auto item = items_.find(sku);
    if (item == items_.end()) return false;
    return std::ranges::any_of(item->second, [&](const auto& place) {
        const NodeId node = place.first;
        if (!is_group_place(node)) return node == position.node();
        const Group* group = reference_.groups->find(group_at(node));
        return group != nullptr && group->contains(position.node());
    });
}

}  // namespace earmark
