#include "engine/backorders/waiting_reason.h"

#include "engine/backorders/confirm_backorders.h"

#include <algorithm>

namespace earmark {

std::string_view to_string(WaitingReason reason) {
    switch (reason) {
        case WaitingReason::short_supply:
            return "short_supply";
        case WaitingReason::no_supply:
            return "no_supply";
        case WaitingReason::no_day_left:
            return "no_day_left";
        case WaitingReason::sale_stopped:
            return "sale_stopped";
        case WaitingReason::node_disabled:
            return "node_disabled";
        case WaitingReason::safety_stock:
            return "safety_stock";
        case WaitingReason::kept_for_segments:
            return "kept_for_segments";
        case WaitingReason::network_holds:
            return "network_holds";
        case WaitingReason::left_as_it_is:
            return "left_as_it_is";
        case WaitingReason::keeps_its_day:
            return "keeps_its_day";
        case WaitingReason::over_ceiling:
            return "over_ceiling";
    }
    return "?";
}

namespace {

/// Why a backorder lacks what it lacks, all having been served.
WaitingBackorder reason_of(const BackorderPot& pot, SkuId sku, const DatedRow& row) {
    WaitingBackorder waiting{.now = backorder_entry(sku, row)};
    const Units missing = row.wanted - row.confirmed;
    const Day from = std::max(row.day, pot.today());
    waiting.until = std::min(latest_of(row), pot.last_day());
    if (waiting.until < from) {
        waiting.short_by = missing;
        waiting.reason = WaitingReason::no_day_left;
        return waiting;
    }
    waiting.short_by = missing - pot.covered(waiting.until, missing);
    const PositionOffer offer = pot.offer(row.segment, waiting.until);
    if (offer.is_closed) {
        waiting.rule = offer.stopped_by;
        waiting.reason =
            waiting.rule.is_none() ? WaitingReason::node_disabled : WaitingReason::sale_stopped;
    } else if (waiting.short_by == missing) {
        waiting.reason = pot.has_supply_by(waiting.until) ? WaitingReason::short_supply
                                                          : WaitingReason::no_supply;
    } else if (offer.ats > 0 && pot.promised(row.segment, waiting.until, 1) == 0) {
        waiting.reason = WaitingReason::network_holds;
    } else if (offer.ats > 0) {
        waiting.reason = row.strategy == BackorderStrategy::skip ? WaitingReason::left_as_it_is
                                                                 : WaitingReason::keeps_its_day;
    } else if (pot.offer(row.segment, waiting.until, true).ats > 0) {
        waiting.rule = offer.safety_rule;
        waiting.reason = WaitingReason::safety_stock;
    } else {
        waiting.reason = pot.is_over_ceiling(row.segment, waiting.until)
                             ? WaitingReason::over_ceiling
                             : WaitingReason::kept_for_segments;
    }
    return waiting;
}

}  // namespace

bool add_reasons(
    const EngineState& state,
    SkuId sku,
    NodeId node,
    const std::vector<DatedRow>& before,
    const std::vector<DatedRow>& after,
    const ServedElsewhere& elsewhere,
    std::vector<WaitingBackorder>& waiting
) {
    BackorderPot pot(state, sku, node, elsewhere);
    for (std::size_t index = 0; index < before.size(); ++index) {
        pot.give_back(before[index]);
        pot.take(after[index]);
    }
    bool is_for_groups = false;
    for (const DatedRow& row : after) {
        if (row.confirmed >= row.wanted) continue;
        const WaitingBackorder& each = waiting.emplace_back(reason_of(pot, sku, row));
        is_for_groups = is_for_groups || each.reason == WaitingReason::network_holds;
    }
    return is_for_groups;
}

}  // namespace earmark
