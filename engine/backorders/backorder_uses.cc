#include "engine/backorders/backorder_uses.h"

#include "engine/segment_change.h"

#include <algorithm>

namespace earmark {

namespace {

void add(std::vector<BackorderUse>& uses, const DatedRow& row, Units units) {
    const bool is_used = row.kind == DatedRow::Kind::waiting && !row.segment.is_none();
    if (!is_used || units == 0) return;
    const auto known = std::ranges::find_if(uses, [&](const BackorderUse& use) {
        return use.node == row.node && use.segment == row.segment;
    });
    if (known == uses.end()) {
        uses.push_back({row.node, row.segment, units});
    } else {
        known->units += units;
    }
}

/// What is there under the row's key is there no longer.
void take_out(
    const ItemTable& items, SkuId sku, const DatedRow& row, std::vector<BackorderUse>& uses
) {
    if (row.kind != DatedRow::Kind::waiting) return;
    items.rows<DatedRow>(sku).visit_node(row.node, [&](const DatedRow& known) {
        if (known.key() == row.key()) add(uses, known, -known.confirmed);
    });
}

PositionDelta delta_of(SkuId sku, const BackorderUse& use) {
    return {.sku = sku, .node = use.node, .reserved = use.units};
}

}  // namespace

std::vector<BackorderUse> confirmed_of(DatedRows rows, SegmentId segment) {
    std::vector<BackorderUse> uses;
    for (std::uint32_t index = 0; index < rows.count(); ++index) {
        const DatedRow row = rows.load(index);
        if (row.segment == segment) add(uses, row, row.confirmed);
    }
    return uses;
}

Units confirmed_at(const ItemTable& items, SkuId sku, NodeId node, SegmentId segment) {
    Units units = 0;
    items.rows<DatedRow>(sku).visit_node(node, [&](const DatedRow& row) {
        const bool is_of = row.kind == DatedRow::Kind::waiting && row.segment == segment;
        units += is_of ? row.confirmed : 0;
    });
    return units;
}

std::vector<BackorderUse> backorder_uses(const ItemTable& items, const DatedOutcome& outcome) {
    std::vector<BackorderUse> uses;
    for (const DatedRow& row : outcome.dropped)
        take_out(items, outcome.sku, row, uses);
    for (const DatedRow& row : outcome.put) {
        take_out(items, outcome.sku, row, uses);
        add(uses, row, row.confirmed);
    }
    std::erase_if(uses, [](const BackorderUse& use) { return use.units == 0; });
    return uses;
}

bool fit_segments(const ItemTable& items, SkuId sku, const std::vector<BackorderUse>& uses) {
    return std::ranges::all_of(uses, [&](const BackorderUse& use) {
        return fits_segments(items, delta_of(sku, use), {use.segment, kConfirmedAnew});
    });
}

void count_in_segments(
    const ItemTable& items,
    ItemTable::Change& change,
    SkuId sku,
    const std::vector<BackorderUse>& uses
) {
    for (const BackorderUse& use : uses)
        count_in_segments(items, change, delta_of(sku, use), {use.segment, kConfirmedAnew});
}

}  // namespace earmark
