#include "engine/backorders/backorder_plan.h"

#include <algorithm>
#include <tuple>

namespace earmark {

namespace {

/// Takes for a backorder what it can get by `last`. What it has stays as it is unless there is
/// more, or as much for an earlier day.
void serve(BackorderPot& pot, DatedRow& row, Day last) {
    const Day from = std::max(row.day, pot.today());
    const Day until = std::min(last, pot.last_day());
    const Units units = until < from ? 0 : pot.promised(row.segment, until, row.wanted);
    if (units > 0 && units >= row.confirmed) {
        const Day day = pot.first_day(row.segment, from, until, units);
        if (units > row.confirmed || day < row.confirmed_day) {
            row.confirmed = units;
            row.confirmed_day = day;
        }
    }
    pot.take(row);
}

/// To whom nothing is sold at the node: whatever is given out, that stays as it is.
class ClosedSegments {
  public:
    /// The pot outlives it.
    explicit ClosedSegments(const BackorderPot& pot) : pot_(pot) {}

    bool contains(SegmentId segment) {
        const auto known = std::ranges::find(known_, segment, &Known::segment);
        if (known != known_.end()) return known->is_closed;
        return known_.emplace_back(segment, pot_.is_closed(segment)).is_closed;
    }

  private:
    struct Known {
        SegmentId segment;
        bool is_closed = false;
    };

    const BackorderPot& pot_;
    std::vector<Known> known_;
};

bool keeps(const DatedRow& row) {
    return row.strategy == BackorderStrategy::keep_at_least ||
           row.strategy == BackorderStrategy::improve;
}

}  // namespace

std::vector<NodeId> nodes_with_backorders(const ItemTable& items, SkuId sku) {
    std::vector<NodeId> nodes;
    const auto rows = items.rows<DatedRow>(sku);
    for (std::uint32_t index = 0; index < rows.count(); ++index) {
        const DatedRow row = rows.load(index);
        const bool is_known = !nodes.empty() && nodes.back() == row.node;
        if (row.kind == DatedRow::Kind::waiting && !is_known) nodes.push_back(row.node);
    }
    return nodes;
}

std::vector<DatedRow> backorders_at(const ItemTable& items, SkuId sku, NodeId node) {
    std::vector<DatedRow> found;
    items.rows<DatedRow>(sku).visit_node(node, [&](const DatedRow& row) {
        if (row.kind == DatedRow::Kind::waiting) found.push_back(row);
    });
    std::sort(found.begin(), found.end(), [](const DatedRow& left, const DatedRow& right) {
        return std::tuple(left.priority, left.day, left.id()) <
               std::tuple(right.priority, right.day, right.id());
    });
    return found;
}

std::vector<DatedRow> plan_backorders(
    const EngineState& state,
    SkuId sku,
    NodeId node,
    const std::vector<DatedRow>& before,
    const ServedElsewhere& elsewhere
) {
    std::vector<DatedRow> after = before;
    BackorderPot pot(state, sku, node, elsewhere);
    for (const DatedRow& row : before) {
        if (row.strategy != BackorderStrategy::skip) pot.give_back(row);
    }
    ClosedSegments closed(pot);
    const auto each = [&](BackorderStrategy strategy, const auto& visit) {
        for (DatedRow& row : after) {
            if (row.strategy == strategy) visit(row);
        }
    };
    const auto let_go = [](DatedRow& row) { row.confirmed = 0, row.confirmed_day = kNoDay; };
    const auto keep_covered = [&](DatedRow& row) {
        if (row.confirmed_day > latest_of(row)) let_go(row);
        if (row.confirmed > 0) row.confirmed = pot.covered(row.confirmed_day, row.confirmed);
        if (row.confirmed == 0) let_go(row);
        pot.take(row);
    };
    const auto keep_closed = [&](DatedRow& row) {
        if (closed.contains(row.segment)) {
            keep_covered(row);
        } else {
            let_go(row);
        }
    };
    each(BackorderStrategy::keep_at_least, [&](const DatedRow& row) { pot.take(row); });
    each(BackorderStrategy::improve, keep_covered);
    each(BackorderStrategy::redistribute, keep_closed);
    each(BackorderStrategy::give_up, keep_closed);
    for (std::size_t index = 0; index < after.size(); ++index) {
        DatedRow& row = after[index];
        if (row.strategy != BackorderStrategy::redistribute && !keeps(row)) continue;
        if (closed.contains(row.segment)) continue;
        const bool lost_some = row.confirmed < before[index].confirmed;
        const bool stays = row.confirmed > 0 && !lost_some;
        pot.give_back(row);
        serve(pot, row, stays ? std::max(row.confirmed_day, pot.today()) : latest_of(row));
    }
    each(BackorderStrategy::give_up, [&](DatedRow& row) {
        if (!closed.contains(row.segment)) serve(pot, row, latest_of(row));
    });
    return after;
}

DatedOutcome backorder_outcome(
    SkuId sku, const std::vector<DatedRow>& before, const std::vector<DatedRow>& after
) {
    DatedOutcome outcome;
    outcome.sku = sku;
    const auto move = [&](const DatedRow& row, Units units) {
        if (units == 0) return;
        const auto known = std::find_if(
            outcome.moved.begin(),
            outcome.moved.end(),
            [&](const PositionDelta& delta) { return delta.day == row.confirmed_day; }
        );
        if (known != outcome.moved.end()) {
            known->reserved += units;
        } else {
            outcome.moved.push_back(
                {.sku = sku, .node = row.node, .reserved = units, .day = row.confirmed_day}
            );
        }
    };
    for (std::size_t index = 0; index < before.size(); ++index) {
        if (before[index] == after[index]) continue;
        outcome.put.push_back(after[index]);
        move(before[index], -before[index].confirmed);
        move(after[index], after[index].confirmed);
    }
    std::erase_if(outcome.moved, [](const PositionDelta& delta) { return delta.reserved == 0; });
    return outcome;
}

}  // namespace earmark
