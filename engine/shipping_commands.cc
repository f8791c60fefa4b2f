// The command that makes, replaces and ends what is known about shipping: all of its rows or none,
// as one record and one version. A price list with a hole in it would charge wrong prices in
// silence.
#include "engine/engine.h"
#include "engine/row_answers.h"
#include "engine/shipping_change.h"
#include "engine/shipping_desk.h"
#include "engine/whole_rows.h"

#include <utility>

namespace earmark {

namespace {

/// The rows that change something; empty if one is refused, which is answered.
std::vector<ShippingRowChange> judge_shipping(
    const EngineState& state, std::span<const ShippingRowChange> rows, Time now, SupplyReply& reply
) {
    ShippingDesk desk(state, now);
    std::vector<ShippingRowChange> changes;
    changes.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        JudgedRow judged = desk.judge(rows[row]);
        if (judged.verdict == RowVerdict::applied) {
            changes.push_back(rows[row]);
        } else if (judged.verdict == RowVerdict::unchanged) {
            ++reply.unchanged;
        } else {
            refuse_row(reply, row, std::move(judged));
        }
    }
    if (reply.refused > 0) changes.clear();
    return changes;
}

}  // namespace

void Engine::put_shipping(
    std::span<const ShippingRowChange> rows, const CallContext& context, SupplyReply& reply
) {
    if (!begins_rows(rows.size(), kReferenceRowsMax, context, reply)) return;
    const MutexLock lock(state_->reference_mutex);
    const auto changes = judge_shipping(*state_, rows, context.now, reply);
    change_whole_rows(
        *state_,
        ChangeKind::shipping,
        context,
        changes,
        put_shipping_changes,
        apply_shipping_changes,
        reply
    );
}

std::vector<ShippingRow> Engine::shipping_rows(ShippingKind kind) const {
    std::vector<ShippingRow> rows;
    state_->reference.current().shipping->visit_rows([&](ShippingRow row) {
        if (row.index() == static_cast<std::size_t>(kind)) rows.push_back(std::move(row));
    });
    return rows;
}

}  // namespace earmark
