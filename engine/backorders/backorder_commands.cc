// Backorders made, changed, withdrawn and listed.
#include "engine/backorders/backorder_plan.h"
#include "engine/backorders/confirm_backorders.h"
#include "engine/base/plain_text.h"
#include "engine/engine.h"
#include "engine/promising/dated_command.h"

#include <algorithm>
#include <optional>

namespace earmark {

namespace {

using Judged = JudgedRow;

/// What is wrong with a row by itself.
Judged check_row(const EngineState& state, const BackorderRow& row) {
    if (row.backorder.empty()) return {RowVerdict::name_missing, "backorder"};
    if (row.backorder.size() > kReceiptIdBytesMax) {
        return {
            RowVerdict::name_too_long,
            found_expected(
                "backorder", std::to_string(row.backorder.size()) + " bytes", "at most 32"
            )
        };
    }
    if (!is_plain_text(row.backorder)) return {RowVerdict::bad_value, found_no_text("backorder")};
    if (state.items.find_slot(row.sku) == nullptr) return {RowVerdict::unknown_item};
    if (state.reference.current().nodes->find(row.node) == nullptr)
        return {RowVerdict::unknown_node};
    if (row.change == BackorderChange::withdraw) return {};
    if (row.quantity < 0) return {RowVerdict::negative_quantity};
    if (row.quantity > kUnitsMax) return {RowVerdict::quantity_too_large};
    if (row.quantity == 0) return bad_dated("quantity", "0", "at least 1; to end it, withdraw it");
    if (row.strategy > BackorderStrategy::skip) {
        return bad_dated(
            "strategy",
            std::to_string(static_cast<unsigned>(row.strategy)),
            "keep_at_least, improve, redistribute, give_up or skip"
        );
    }
    if (!row.segment.is_none() && !state.knows(row.segment)) return {RowVerdict::unknown_segment};
    return {};
}

/// Holding the item's stripe.
class BackorderPut {
  public:
    static constexpr ChangeKind kKind = ChangeKind::backorder;
    static constexpr std::string_view kOfParts = "what waits is of its parts";

    BackorderPut(const EngineState& state, const BackorderRow& row) : state_(state), row_(row) {
        outcome_.sku = row.sku;
    }

    Judged judge() {
        const auto rows = backorders_at(state_.items, row_.sku, row_.node);
        const auto known = std::find_if(rows.begin(), rows.end(), [&](const DatedRow& each) {
            return each.id() == row_.backorder;
        });
        if (row_.change == BackorderChange::withdraw) {
            if (known == rows.end()) return {RowVerdict::unknown_backorder};
            outcome_.dropped.push_back(*known);
            move(*known, -known->confirmed);
            return {};
        }
        if (known != rows.end()) return change(*known);
        if (rows.size() >= kBackordersPerPositionMax)
            return {RowVerdict::over_budget, "the position has 1000 backorders"};
        if (state_.items.rows<DatedRow>(row_.sku).count() >= kReceiptsPerItemMax)
            return {RowVerdict::over_budget, "the item has 8192 dated rows"};
        if (!state_.items.position(row_.sku, row_.node) && !state_.items.has_room(1))
            return {RowVerdict::over_budget, "the limit of positions is reached"};
        DatedRow fresh{.node = row_.node, .kind = DatedRow::Kind::waiting};
        fresh.set_id(row_.backorder);
        return put(fresh, nullptr);
    }

    const DatedOutcome& outcome() const { return outcome_; }

  private:
    Day today() const { return state_.items.calendar().today(); }

    Judged change(const DatedRow& known) {
        DatedRow after = known;
        // What one segment was given is not another's.
        const Units kept = known.segment == row_.segment ? row_.quantity : 0;
        if (after.confirmed > kept) {
            move(after, kept - after.confirmed);
            after.confirmed = kept;
        }
        if (after.confirmed == 0) after.confirmed_day = kNoDay;
        return put(after, &known);
    }

    Judged put(DatedRow after, const DatedRow* known) {
        after.wanted = row_.quantity;
        after.priority = row_.priority;
        after.strategy = row_.strategy;
        after.latest = row_.latest;
        after.segment = row_.segment;
        if (row_.day != kNoDay || known == nullptr)
            after.day = row_.day == kNoDay ? today() : row_.day;
        if (Judged wrong = check_days(after, known); wrong.verdict != RowVerdict::applied)
            return wrong;
        if (known != nullptr && after == *known) return {RowVerdict::unchanged};
        if (known != nullptr && after.key() != known->key()) outcome_.dropped.push_back(*known);
        outcome_.put.push_back(after);
        return {};
    }

    /// Days that are not as they were must not have passed.
    Judged check_days(const DatedRow& after, const DatedRow* known) const {
        for (const auto& [name, day, before] :
             {std::tuple("day", after.day, known == nullptr ? kNoDay : known->day),
              std::tuple("latest", after.latest, known == nullptr ? kNoDay : known->latest)}) {
            if (day == kNoDay || day == before) continue;
            if (day < today()) {
                return {
                    RowVerdict::in_the_past,
                    found_expected(name, format_day(day), format_day(today()) + " or later")
                };
            }
            if (day - today() > kDaysAheadMax) {
                return {
                    RowVerdict::too_far_ahead,
                    found_expected(name, format_day(day), "at most 5 years ahead")
                };
            }
        }
        if (after.latest != kNoDay && after.latest < after.day) {
            return bad_dated(
                "latest", format_day(after.latest), format_day(after.day) + " or later"
            );
        }
        return {};
    }

    void move(const DatedRow& row, Units units) {
        if (units == 0) return;
        outcome_.moved.push_back(
            {.sku = row_.sku, .node = row.node, .reserved = units, .day = row.confirmed_day}
        );
    }

    const EngineState& state_;
    const BackorderRow& row_;
    DatedOutcome outcome_;
};

}  // namespace

void Engine::put_backorders(
    std::span<const BackorderRow> rows, const CallContext& context, SupplyReply& reply
) {
    // First, so that no change of their items goes unmarked.
    watch_backorders(*state_);
    change_dated_rows<BackorderPut>(
        *state_,
        rows,
        context,
        [&](const BackorderRow& row) { return check_row(*state_, row); },
        reply
    );
}

void Engine::backorders(const BackordersRequest& request, BackordersReply& reply) const {
    reply = {};
    reply.today = today();
    if (request.limit == 0 || request.limit > kLatePageMax) {
        reply.outcome = Outcome::bad_value;
        reply.detail = found_expected("limit", std::to_string(request.limit), "1 to 1000");
        return;
    }
    const std::vector<SkuId> skus =
        request.sku.is_none() ? state_->items.calendar().items(SkuId(request.after.value() + 1))
                              : std::vector<SkuId>{request.sku};
    for (const SkuId sku : skus) {
        if (state_->items.find_slot(sku) == nullptr) continue;
        const MutexLock lock(state_->items.stripe_mutex(ItemTable::stripe_of(sku)));
        reply.lsn = std::max(reply.lsn, state_->items.position_lsn(sku));
        for (const NodeId node : nodes_with_backorders(state_->items, sku)) {
            if (!request.node.is_none() && node != request.node) continue;
            for (const DatedRow& row : backorders_at(state_->items, sku, node))
                reply.backorders.push_back(backorder_entry(sku, row));
        }
        if (reply.backorders.size() < request.limit) continue;
        if (sku != skus.back()) reply.next = sku;
        return;
    }
}

}  // namespace earmark
