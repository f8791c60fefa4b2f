// What changes do to the dated rows of an item: used by the commands and by replay. Holding the
// item's stripe, but where it says otherwise.
#pragma once

#include "engine/change.h"
#include "engine/engine_state.h"
#include "engine/promising/projection.h"
#include "engine/promising/promising.h"

namespace earmark {

/// What is held and ordered where the delta counts; all zero if nothing is.
DatedRow demand_of(const ItemTable& items, const PositionDelta& delta);

/// Counts a delta for a day in the demand of that day.
void count_in_days(ItemTable& items, ItemTable::Change& change, const PositionDelta& delta);

/// What becomes of units that backorders no longer have confirmed.
enum class BackorderUnits : std::uint8_t {
    given_back,
    held,  ///< By a reservation of the same record, for the same segment.
};

/// Returns whether the outcome fits the item: what it drops is there, and counters stay in range.
bool apply_dated_outcome(
    EngineState& state,
    const DatedOutcome& outcome,
    Lsn lsn,
    Time at,
    BackorderUnits units = BackorderUnits::given_back
);

/// Logs an outcome as a record of this kind, and applies it; where its row has a number, what the
/// source's numbers come to with it goes with it.
Lsn log_dated_outcome(
    EngineState& state,
    LogSpace& space,
    const CallContext& context,
    const DatedOutcome& outcome,
    ChangeKind kind
);

/// Logs that a numbered row came and changed nothing, if it tells something new of its source's
/// numbers: else the next row would be counted as one behind a gap.
void log_number(
    EngineState& state, LogSpace& space, const CallContext& context, const RowNumber& number
);

/// Logs that another day has come, if it has. Holding no lock of an item.
void turn_day(EngineState& state, const CallContext& context);

/// What may be sold of items with dated rows may have changed, though no row of them did.
void mark_dated_items(EngineState& state);

/// A receipt as an answer.
ReceiptEntry receipt_entry(SkuId sku, const DatedRow& row, const PromiseTerms& terms);

}  // namespace earmark
