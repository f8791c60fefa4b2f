// What the commands on assortment rows share: each row is judged, logged and applied by itself.
// Private to engine/assortment/*.cc.
#pragma once

#include "engine/assortment/assortment_change.h"
#include "engine/change.h"
#include "engine/engine_state.h"
#include "engine/judged_row.h"
#include "engine/row_answers.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace earmark {

/// Judges a row against what its item has, and does it: holding the reference mutex.
template <typename Row, typename JudgeLocked, typename MakeOutcome>
JudgedRow change_row(
    EngineState& state,
    const Row& row,
    const CallContext& context,
    LogSpace& space,
    const JudgeLocked& judge_locked,
    const MakeOutcome& make_outcome,
    SupplyReply& reply
) {
    ItemLocks locks(state.items);
    locks.add(row.sku);
    locks.lock();
    if (JudgedRow bad = judge_locked(row); bad.verdict != RowVerdict::applied) return bad;
    const AssortmentOutcome outcome = make_outcome(row);
    if (outcome.rows == rows_of_kind(state.items, row.sku, outcome.kind))
        return {RowVerdict::unchanged};
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::assortment, context);
    put_assortment_outcome(out, outcome);
    reply.lsn = space.append(buffer);
    apply_assortment(state.items, outcome, reply.lsn);
    return {};
}

/// `judge` is asked without a lock of an item, `judge_locked` and `make_outcome` hold the row's.
template <typename Row, typename Judge, typename JudgeLocked, typename MakeOutcome>
void change_assortment(
    EngineState& state,
    std::span<const Row> rows,
    const CallContext& context,
    const Judge& judge,
    const JudgeLocked& judge_locked,
    const MakeOutcome& make_outcome,
    SupplyReply& reply
) {
    constexpr std::size_t kRecordRowsMax =
        std::max({kKitPartsMax, kUnitsPerItemMax, kSubstitutesMax});
    constexpr std::size_t kBytes = kHeadBytesMax + 9 + kRecordRowsMax * kAssortmentRowBytesMax;
    if (!begins_rows(rows.size(), kReferenceRowsMax, context, reply)) return;
    // One at a time: a kit is judged by the kits that are in it and around it.
    const MutexLock lock(state.reference_mutex);
    for (std::size_t index = 0; index < rows.size(); ++index) {
        LogSpace space(state.log, kBytes);
        if (!space.granted()) return answer_not_done(index, rows.size(), space.refusal(), reply);
        JudgedRow judged = judge(rows[index]);
        if (judged.verdict == RowVerdict::applied) {
            judged =
                change_row(state, rows[index], context, space, judge_locked, make_outcome, reply);
        }
        count_row(reply, index, std::move(judged));
    }
    if (reply.lsn == 0 || reply.unchanged + reply.refused > 0) reply.lsn = state.log->newest();
}

}  // namespace earmark
