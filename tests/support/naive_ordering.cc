// Order quantities and substitutes, the obvious way.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"
#include "tests/support/naive_rows.h"

#include <algorithm>

namespace earmark {

namespace {

bool may_order(const NaiveOrdering& ordering, Units quantity) {
    if (quantity < ordering.minimum) return false;
    if (ordering.maximum > 0 && quantity > ordering.maximum) return false;
    return ordering.increment == 0 || quantity % ordering.increment == 0;
}

}  // namespace

RowVerdict NaiveEngine::change_quantities(const OrderQuantityRow& row) {
    if (!items_.contains(row.sku)) return RowVerdict::unknown_item;
    for (const Units figure : {row.minimum, row.maximum, row.increment}) {
        if (figure < 0) return RowVerdict::negative_quantity;
        if (figure > kUnitsMax) return RowVerdict::quantity_too_large;
    }
    NaiveOrdering made = ordering_[row.sku];
    made.minimum = row.minimum;
    made.maximum = row.maximum;
    made.increment = row.increment;
    bool is_possible = row.maximum == 0;
    for (Units quantity = 1; quantity <= row.maximum && !is_possible; ++quantity)
        is_possible = may_order(made, quantity);
    if (!is_possible) return RowVerdict::bad_value;
    NaiveOrdering& now = ordering_[row.sku];
    const bool is_same = now.minimum == made.minimum && now.maximum == made.maximum &&
                         now.increment == made.increment;
    now = made;
    return is_same ? RowVerdict::unchanged : RowVerdict::applied;
}

RowVerdict NaiveEngine::change_substitutes(const SubstituteRow& row) {
    if (!items_.contains(row.sku)) return RowVerdict::unknown_item;
    if (row.substitutes.size() > kSubstitutesMax) return RowVerdict::bad_value;
    std::set<SkuId> seen{row.sku};
    for (const SkuId sku : row.substitutes) {
        if (!items_.contains(sku)) return RowVerdict::unknown_substitute;
        if (!seen.insert(sku).second) return RowVerdict::bad_value;
    }
    std::vector<SkuId>& now = ordering_[row.sku].substitutes;
    if (std::ranges::equal(now, row.substitutes)) return RowVerdict::unchanged;
    now.assign(row.substitutes.begin(), row.substitutes.end());
    return RowVerdict::applied;
}

void NaiveEngine::put_order_quantities(
    std::span<const OrderQuantityRow> rows, const CallContext& /*context*/, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    for (std::size_t row = 0; row < rows.size(); ++row)
        count_row(reply, row, change_quantities(rows[row]));
}

void NaiveEngine::put_substitutes(
    std::span<const SubstituteRow> rows, const CallContext& /*context*/, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    for (std::size_t row = 0; row < rows.size(); ++row)
        count_row(reply, row, change_substitutes(rows[row]));
}

LineVerdict NaiveEngine::quantity_refusal(SkuId sku, Units quantity) const {
    const auto known = ordering_.find(sku);
    if (known == ordering_.end() || may_order(known->second, quantity))
        return LineVerdict::reserved;
    const NaiveOrdering& ordering = known->second;
    // A quantity may miss the limits in several ways: the most basic is told.
    if (ordering.maximum > 0 && quantity > ordering.maximum) return LineVerdict::above_maximum;
    return quantity < ordering.minimum ? LineVerdict::below_minimum
                                       : LineVerdict::not_in_increments;
}

void NaiveEngine::offer_substitutes(const ReserveRequest& request, ReserveReply& reply) const {
    for (std::size_t i = 0; i < reply.lines.size(); ++i) {
        const LineAnswer& line = reply.lines[i];
        const bool is_short = line.verdict == LineVerdict::insufficient_stock ||
                              line.verdict == LineVerdict::partly_reserved ||
                              line.verdict == LineVerdict::sale_stopped;
        const auto known = ordering_.find(request.lines[i].sku);
        if (!is_short || request.day(i) != kNoDay || known == ordering_.end()) continue;
        const Asking asking{request.segment, request.method, request.ignore_safety};
        const GroupId group = group_at(request.lines[i].node);
        const NodeId node = group.is_none() ? request.lines[i].node : NodeId();
        for (const SkuId sku : known->second.substitutes) {
            const Units there = answer({sku, node, group}, {}, asking).ats;
            if (there >= request.lines[i].quantity - line.reserved)
                reply.substitutes.push_back({line.line, sku, there});
        }
    }
}

}  // namespace earmark
