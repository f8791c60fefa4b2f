// What changes to stock and to rules do to the segment rows of an item: used by the commands and by
// replay. Holding the item's stripe, but
// where it says otherwise.
#pragma once

#include "engine/change.h"
#include "engine/engine_state.h"

#include <optional>
#include <string>
#include <vector>

namespace earmark {

/// Counts a position's delta in the uses and rules of its segments.
void count_in_segments(
    const ItemTable& items,
    ItemTable::Change& change,
    const PositionDelta& delta,
    const SegmentStamp& stamp
);

/// Whether the counts stay in their range.
bool fits_segments(const ItemTable& items, const PositionDelta& delta, const SegmentStamp& stamp);

/// Returns whether the outcome fits the item: what it drops is there.
bool apply_segment_outcome(EngineState& state, const SegmentOutcome& outcome, Lsn lsn);

/// What a row would do to an item's rules.
struct SegmentTrial {
    RowVerdict verdict = RowVerdict::applied;
    std::string detail{};
    SegmentOutcome outcome{};  ///< Of a row that would be done.
};

/// Judges a row as the change does, and changes nothing. `there` are the item's rows at the node as
/// they are to be taken; what is there is read if nothing is given. Holding no lock of an item.
SegmentTrial try_segment_rule(
    const EngineState& state,
    const SegmentRuleRow& row,
    Time now,
    std::optional<std::vector<SegmentRow>>& there
);

/// Notes when the rules of every item begin and end: after recovery. Holding no lock of an item.
void fill_segment_agenda(EngineState& state);

/// Does what the agenda has for now: a logged event for each item. Holding no lock of an item.
void begin_and_end_rules(EngineState& state, const CallContext& context);

}  // namespace earmark
