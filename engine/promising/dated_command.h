// What commands on dated rows share: each row is judged, logged and applied by itself. Private to
// engine/promising/*.cc and engine/backorders/*.cc.
#pragma once

#include "engine/assortment/assortment_change.h"
#include "engine/engine_state.h"
#include "engine/judged_row.h"
#include "engine/promising/dated_change.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace earmark {

inline JudgedRow bad_dated(
    std::string_view what, std::string_view found, std::string_view expected
) {
    return {RowVerdict::bad_value, found_expected(what, found, expected)};
}

/// The space that the record of an outcome of so many rows and movements needs at most.
inline std::size_t dated_record_bytes(std::size_t rows, std::size_t moved) {
    constexpr std::size_t kCounts = 4 + 10 + 12;
    return kHeadBytesMax + kCounts + rows * kDatedRowBytesMax + moved * kPositionDeltaBytesMax;
}

/// Counts how a row fared.
inline void count_dated_row(SupplyReply& reply, std::size_t row, JudgedRow&& judged) {
    if (judged.verdict == RowVerdict::applied) {
        ++reply.applied;
    } else if (judged.verdict == RowVerdict::unchanged) {
        ++reply.unchanged;
    } else {
        ++reply.refused;
        reply.answers.push_back(
            {static_cast<std::uint32_t>(row), judged.verdict, std::move(judged.detail)}
        );
    }
}

/// Whether a request of so many rows may begin; else the reply says why not.
inline bool begins_dated(std::size_t rows, const CallContext& context, SupplyReply& reply) {
    reply = {};
    if (auto wrong = bad_context(context)) {
        reply.outcome = Outcome::bad_value;
        reply.detail = std::move(*wrong);
        return false;
    }
    if (rows > 0 && rows <= kSupplyRowsMax) return true;
    reply.outcome = rows == 0 ? Outcome::no_lines : Outcome::too_many_lines;
    reply.detail =
        found_expected("rows", std::to_string(rows), "1 to " + std::to_string(kSupplyRowsMax));
    return false;
}

/// Does each row by itself: `check` looks at it alone, `Change`, made of the state and the row, at
/// its item under its lock. `Change` says of what kind its records are, and why a kit has none.
template <typename Change, typename Row, typename Check>
void change_dated_rows(
    EngineState& state,
    std::span<const Row> rows,
    const CallContext& context,
    const Check& check,
    SupplyReply& reply
) {
    if (!begins_dated(rows.size(), context, reply)) return;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        JudgedRow judged = check(rows[index]);
        if (judged.verdict == RowVerdict::applied) {
            LogSpace space(state.log, dated_record_bytes(2, 2));
            if (!space.granted())
                return answer_not_done(index, rows.size(), space.refusal(), reply);
            ItemLocks locks(state.items);
            locks.add(rows[index].sku);
            locks.lock();
            Change change(state, rows[index]);
            judged = is_kit(state.items, rows[index].sku)
                         ? JudgedRow{RowVerdict::is_kit, std::string(Change::kOfParts)}
                         : change.judge();
            if (judged.verdict == RowVerdict::applied) {
                reply.lsn =
                    log_dated_outcome(state, space, context, change.outcome(), Change::kKind);
            }
        }
        count_dated_row(reply, index, std::move(judged));
    }
    if (reply.unchanged + reply.refused > 0) reply.lsn = state.log->newest();
}

}  // namespace earmark
