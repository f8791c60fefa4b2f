// What commands on dated rows share: each row is judged, logged and applied by itself. Private to
// engine/promising/*.cc and engine/backorders/*.cc.
#pragma once

#include "engine/assortment/assortment_change.h"
#include "engine/engine_state.h"
#include "engine/judged_row.h"
#include "engine/promising/dated_change.h"
#include "engine/row_answers.h"

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
    return kHeadBytesMax + kCounts + rows * kDatedRowBytesMax + moved * kPositionDeltaBytesMax +
           kRowNumberBytesMax;
}

/// The number of a row, none where rows of its kind have none. What ships out counts for the
/// position that it leaves.
template <typename Row>
RowNumber number_of(const Row& /*row*/, SourceId /*source*/) {
    return {};
}
template <>
inline RowNumber number_of(const ReceiptRow& row, SourceId source) {
    if (row.sequence == 0) return {};
    const NodeId node = row.change == ReceiptChange::ship_out ? row.sender : row.node;
    return {.source = source, .node = node, .sequence = row.sequence};
}
template <>
inline RowNumber number_of(const DispositionRow& row, SourceId source) {
    if (row.sequence == 0) return {};
    return {.source = source, .node = row.node, .sequence = row.sequence};
}

/// Whether nothing newer is known of the position from that source. Holding the item.
inline JudgedRow judge_number(const EngineState& state, SkuId sku, const RowNumber& number) {
    if (number.source.is_none()) return {};
    const Position position =
        state.items.position(sku, number.node).value_or(Position(number.node));
    const std::uint64_t last = state.items.last_sequence(sku, position, number.source);
    if (number.sequence > last) return {};
    return {RowVerdict::stale, "newest sequence: " + std::to_string(last)};
}

/// Judges the row at its item, and logs and applies what becomes of it. What finds all as it says
/// is logged for its number alone. Returns the record's LSN; 0 if there is none.
template <typename Change, typename Row>
Lsn change_dated_row(
    EngineState& state,
    const Row& row,
    const RowNumber& number,
    LogSpace& space,
    const CallContext& context,
    JudgedRow& judged
) {
    ItemLocks locks(state.items);
    locks.add(row.sku);
    locks.lock();
    Change change(state, row);
    if (is_kit(state.items, row.sku)) judged = {RowVerdict::is_kit, std::string(Change::kOfParts)};
    if (judged.verdict == RowVerdict::applied) judged = judge_number(state, row.sku, number);
    if (judged.verdict == RowVerdict::applied) judged = change.judge();
    const bool is_known = judged.verdict == RowVerdict::unchanged && !number.source.is_none();
    if (judged.verdict != RowVerdict::applied && !is_known) return 0;
    DatedOutcome outcome = change.outcome();
    outcome.number = number;
    return log_dated_outcome(state, space, context, outcome, Change::kKind);
}

/// Does each row by itself: `check` looks at it alone, `Change`, made of the state and the row, at
/// its item under its lock. `Change` says of what kind its records are, and why a kit has none.
/// Numbered rows are those of `source`.
template <typename Change, typename Row, typename Check>
void change_dated_rows(
    EngineState& state,
    std::span<const Row> rows,
    const CallContext& context,
    const Check& check,
    SupplyReply& reply,
    SourceId source = {}
) {
    if (!begins_rows(rows.size(), kSupplyRowsMax, context, reply)) return;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const RowNumber number = number_of(rows[index], source);
        JudgedRow judged = check(rows[index]);
        const bool is_good = judged.verdict == RowVerdict::applied;
        if (is_good || !number.source.is_none()) {
            LogSpace space(state.log, dated_record_bytes(2, 2));
            if (!space.granted())
                return answer_not_done(index, rows.size(), space.refusal(), reply);
            const Lsn lsn =
                is_good
                    ? change_dated_row<Change>(state, rows[index], number, space, context, judged)
                    : 0;
            if (lsn != 0) reply.lsn = lsn;
            if (lsn == 0 && !number.source.is_none()) log_number(state, space, context, number);
        }
        count_row(reply, index, std::move(judged));
    }
    if (reply.unchanged + reply.refused > 0) reply.lsn = state.log->newest();
}

}  // namespace earmark
