#include "engine/backorders/confirm_backorders.h"

#include "engine/backorders/backorder_plan.h"
#include "engine/backorders/waiting_reason.h"
#include "engine/engine.h"
#include "engine/promising/dated_command.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace earmark {

namespace {

constexpr std::size_t kNodesPerSlice = 256;
constexpr std::size_t kItemsPerSlice = 64;
constexpr std::size_t kChangesPerReply = 2'000;

enum class Reasons : std::uint8_t { asked, not_asked };

void report(
    SkuId sku,
    const std::vector<DatedRow>& before,
    const std::vector<DatedRow>& after,
    ConfirmReply& reply
) {
    reply.backorders += static_cast<std::uint32_t>(before.size());
    for (std::size_t index = 0; index < before.size(); ++index) {
        if (before[index] == after[index]) continue;
        reply.changes.push_back({
            .now = backorder_entry(sku, after[index]),
            .confirmed_before = before[index].confirmed,
            .day_before = before[index].confirmed_day,
        });
    }
}

/// False if the log had no room; then nothing changed. A preview adds what would change at the node
/// to `elsewhere`.
bool confirm_node(
    EngineState& state,
    SkuId sku,
    NodeId node,
    bool preview,
    Reasons reasons,
    const CallContext& context,
    ServedElsewhere& elsewhere,
    ConfirmReply& reply
) {
    std::optional<LogSpace> space;
    if (!preview) {
        space.emplace(
            state.log, dated_record_bytes(kBackordersPerPositionMax, 2 * kBackordersPerPositionMax)
        );
    }
    if (space && !space->granted()) {
        reply.outcome = space->refusal();
        return false;
    }
    ItemLocks locks(state.items);
    locks.add(sku);
    locks.lock();
    const std::vector<DatedRow> before = backorders_at(state.items, sku, node);
    const std::vector<DatedRow> after = plan_backorders(state, sku, node, before, elsewhere);
    const DatedOutcome outcome = backorder_outcome(sku, before, after);
    reply.lsn = std::max(reply.lsn, state.items.position_lsn(sku));
    report(sku, before, after, reply);
    const bool is_for_groups =
        reasons == Reasons::asked &&
        add_reasons(state, sku, node, before, after, elsewhere, reply.waiting);
    reply.nodes_kept_by_groups += is_for_groups ? 1U : 0U;
    if (outcome.put.empty()) return true;
    if (!space) {
        for (const DatedRow& row : before)
            elsewhere.count_back(row, row.confirmed);
        for (const DatedRow& row : after)
            elsewhere.count_back(row, -row.confirmed);
        return true;
    }
    reply.lsn =
        log_dated_outcome(state, *space, context, outcome, ChangeKind::backorders_confirmed);
    state.items.calendar().backorders().confirmations.fetch_add(
        outcome.put.size(), std::memory_order_relaxed
    );
    return true;
}

}  // namespace

BackorderEntry backorder_entry(SkuId sku, const DatedRow& row) {
    return {
        .sku = sku,
        .node = row.node,
        .backorder = std::string(row.id()),
        .wanted = row.wanted,
        .day = row.day,
        .latest = row.latest,
        .priority = row.priority,
        .strategy = row.strategy,
        .confirmed = row.confirmed,
        .confirmed_day = row.confirmed_day,
        .segment = row.segment,
    };
}

void watch_backorders(EngineState& state) {
    if (state.items.waiting().is_watching()) return;
    state.items.waiting().watch();
    state.items.pass_all_stripes();
}

void find_backorders(EngineState& state) {
    for (const SkuId sku : state.items.calendar().items(SkuId(1))) {
        if (nodes_with_backorders(state.items, sku).empty()) continue;
        watch_backorders(state);
        state.items.waiting().mark(sku);
    }
}

void confirm_changed_backorders(EngineState& state, const CallContext& context) {
    if (!state.items.waiting().is_watching()) return;
    std::vector<SkuId> items;
    state.items.waiting().take(kItemsPerSlice, [&](SkuId sku) { items.push_back(sku); });
    std::size_t nodes = 0;
    bool goes_on = true;
    ConfirmReply reply;
    for (const SkuId sku : items) {
        ServedElsewhere nowhere;
        for (const NodeId node : nodes_with_backorders(state.items, sku)) {
            goes_on =
                goes_on && nodes < kNodesPerSlice &&
                confirm_node(state, sku, node, false, Reasons::not_asked, context, nowhere, reply);
            if (!goes_on) break;
            ++nodes;
        }
        // The log had no room, or the slice was long enough: the next one looks at them.
        if (!goes_on) state.items.waiting().mark(sku);
    }
}

void Engine::confirm_backorders(
    const ConfirmRequest& request, const CallContext& context, ConfirmReply& reply
) {
    reply = {};
    if (auto bad = bad_context(context)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
        return;
    }
    const std::vector<SkuId> skus =
        request.sku.is_none() ? state_->items.calendar().items(SkuId(request.after.value() + 1))
                              : std::vector<SkuId>{request.sku};
    std::size_t nodes = 0;
    for (const SkuId sku : skus) {
        if (state_->items.find_slot(sku) == nullptr) continue;
        ServedElsewhere elsewhere;
        for (const NodeId node : nodes_with_backorders(state_->items, sku)) {
            if (!request.node.is_none() && node != request.node) continue;
            const bool goes_on = confirm_node(
                *state_, sku, node, request.preview, Reasons::asked, context, elsewhere, reply
            );
            if (!goes_on) return;
            ++nodes;
        }
        if (nodes < kNodesPerSlice &&
            reply.changes.size() + reply.waiting.size() < kChangesPerReply)
            continue;
        if (sku != skus.back()) reply.next = sku;
        return;
    }
}

}  // namespace earmark
