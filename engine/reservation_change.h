// What every change of a reservation shares: its record, its counters, its place in the wheel.
#pragma once

#include "engine/change.h"
#include "engine/engine_state.h"
#include "engine/reply.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace earmark {

/// The space that the record of a reservation's change needs at most.
std::size_t reservation_record_bytes_max(std::size_t lines, const ReservationDetail* detail);

/// Counts a reservation under what it is now; -1 takes it out again.
void count_reservation(EngineState& state, const Reservation& reservation, int by);

/// Appends the record of what `reservation` has become and applies `deltas`, which are sorted by
/// item. Holding its stripe and those of the items.
Lsn log_reservation(
    EngineState& state,
    LogSpace& space,
    ReservationEvent event,
    const CallContext& context,
    Reservation& reservation,
    std::span<const PositionDelta> deltas
);

/// Sorts deltas by item and node and merges those of one position.
void merge_deltas(std::vector<PositionDelta>& deltas);

/// Puts a reservation where its due time belongs after a change: held ones wait to expire,
/// finished ones to be forgotten, open orders for nobody.
void schedule(
    EngineState& state, ReservationTable::Stripe& stripe, Reservation& reservation, Time now
);

/// A time as a reservation keeps it.
inline std::uint32_t whole_seconds(Time time) {
    return static_cast<std::uint32_t>(time.time_since_epoch() / std::chrono::seconds(1));
}

/// What is wrong with the id or the reference; Outcome::done if nothing is.
Outcome check_id(std::string_view id, std::string& detail);
Outcome check_reference(std::string_view reference, std::string& detail);

/// What stands in the way of a new reservation, whoever asks for it; Outcome::done if nothing does.
Outcome check_hold_for(std::chrono::seconds hold_for, std::string& detail);
Outcome check_stamp(
    const EngineState& state, std::optional<Time> stamped_at, Time now, std::string& detail
);
Outcome check_room(const EngineState& state, std::string& detail);

/// What stands in the way of holding an item at a node or a group's place for a day; `reserved` if
/// nothing does but perhaps the stock.
LineVerdict check_place(const EngineState& state, SkuId sku, NodeId place, Day day);

/// The name and the content of a change, as the reservation remembers them. `hash` goes on from
/// what the change is to what it says.
OperationMark operation_mark(std::string_view operation, std::uint64_t hash);
std::uint64_t hash_on(std::uint64_t hash, std::span<const std::uint64_t> words);

/// What is wrong with the name of an operation by itself; Outcome::done if nothing is.
Outcome check_operation(std::string_view operation, std::string& detail);

/// done: the reservation knows nothing of that name and can remember it.
Outcome check_operation(
    const Reservation& reservation,
    std::string_view operation,
    const OperationMark& mark,
    std::string& detail
);

/// Which units of a reservation a part is taken from.
enum class PartOf : std::uint8_t { held, allocated };

/// Adds up what the parts take of each line: done, or what is wrong with them.
Outcome take_parts(
    const Reservation& reservation,
    std::span<const PartLine> parts,
    PartOf part_of,
    std::vector<Units>& taken,
    std::string& detail
);

/// Empties a reply and keeps its room.
void clear(ReservationReply& reply);

/// The lines and the state as they are.
void fill_reply(const Reservation& reservation, ReservationReply& reply);

}  // namespace earmark
