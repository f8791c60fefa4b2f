// The command that makes, replaces and ends what is known about shipping: all of its rows or none,
// as one record and one version. A price list with a hole in it would charge wrong prices in
// silence.
#include "engine/engine.h"
#include "engine/shipping_change.h"
#include "engine/shipping_desk.h"

namespace earmark {

namespace {

bool begins_shipping(
    std::span<const ShippingRowChange> rows, const CallContext& context, SupplyReply& reply
) {
    if (auto bad = bad_context(context)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*bad);
    } else if (rows.empty() || rows.size() > kReferenceRowsMax) {
        reply.outcome = rows.empty() ? Outcome::no_lines : Outcome::too_many_lines;
        reply.detail = found_expected(
            "rows", std::to_string(rows.size()), "1 to " + std::to_string(kReferenceRowsMax)
        );
    }
    return reply.outcome == Outcome::done;
}

/// The rows that change something; empty if one is refused, which is answered.
std::vector<ShippingRowChange> judge_shipping(
    const ReferenceData& reference, std::span<const ShippingRowChange> rows, SupplyReply& reply
) {
    ShippingDesk desk(reference);
    std::vector<ShippingRowChange> changes;
    changes.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        JudgedRow judged = desk.judge(rows[row]);
        if (judged.verdict == RowVerdict::applied) {
            changes.push_back(rows[row]);
        } else if (judged.verdict == RowVerdict::unchanged) {
            ++reply.unchanged;
        } else {
            ++reply.refused;
            reply.answers.push_back(
                {static_cast<std::uint32_t>(row), judged.verdict, std::move(judged.detail)}
            );
        }
    }
    if (reply.refused > 0) changes.clear();
    return changes;
}

}  // namespace

void Engine::put_shipping(
    std::span<const ShippingRowChange> rows, const CallContext& context, SupplyReply& reply
) {
    reply = {};
    if (!begins_shipping(rows, context, reply)) return;
    const MutexLock lock(state_->reference_mutex);
    const auto changes = judge_shipping(state_->reference.current(), rows, reply);
    if (changes.empty()) {
        reply.lsn = state_->log->newest();
        return;
    }
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::shipping, context);
    put_shipping_changes(out, changes);
    if (buffer.size() > kRecordBytesMax) {
        reply = {};
        reply.outcome = Outcome::too_many_lines;
        reply.detail = found_expected(
            "rows", std::to_string(buffer.size()) + " bytes", "at most 1048576 in one request"
        );
        return;
    }
    LogSpace space(state_->log, buffer.size());
    if (!space.granted()) {
        reply = {};
        reply.outcome = space.refusal();
        return;
    }
    reply.applied = static_cast<std::uint32_t>(changes.size());
    reply.lsn = space.append(buffer);
    ByteReader in(buffer);
    get_head(in);
    EARMARK_CHECK(apply_shipping_changes(*state_, reply.lsn, in).has_value());
}

std::vector<ShippingRow> Engine::shipping_rows(ShippingKind kind) const {
    std::vector<ShippingRow> rows;
    state_->reference.current().shipping->visit_rows([&](ShippingRow row) {
        if (row.index() == static_cast<std::size_t>(kind)) rows.push_back(std::move(row));
    });
    return rows;
}

}  // namespace earmark
