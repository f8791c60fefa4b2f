// Lines that are held by groups become an order at nodes: where their units go.
//
// A live hold can be committed. Its units go to nodes of the group by priority, as many to each as
// leave the other holds bindable: first as if they were asked for now, then whatever groups keep,
// then from what nodes withhold though others then lean on safety stock, too. What finds no stock
// at all, after a bad count, goes to the first node and is a shortage there; what only ceilings
// keep from stock does so at a node where nothing is left for others to lean on.
//
// No ceiling of the hold's segment is passed on the way, at a node or over another group, which
// counts the units only once they are at a node; so after a bad count, or under a ceiling that came
// later and counts what is live, some may find no node. Then the commit is refused, by the number
// of units, and a part of the hold can still be committed.
#pragma once

#include "engine/engine_state.h"
#include "engine/network/reference_data.h"

#include <span>
#include <string>
#include <vector>

namespace earmark {

/// Units of a reservation's line `index`, held by a group, that go to a node.
struct BoundUnits {
    std::size_t index = 0;
    NodeId node;
    Units units = 0;
};

/// Whether any of the moved units, by line index, is held by a group.
bool moves_group_lines(const Reservation& reservation, std::span<const Units> moved);

/// How many lines the reservation may have at most, once the moved units are bound.
///
/// Outcomes: wrong_state - a group has no node for them.
Outcome find_bound_lines_max(
    const Reservation& reservation,
    std::span<const Units> moved,
    const ReferenceData& reference,
    std::size_t& lines_max,
    std::string& detail
);

/// Chooses nodes for the moved units that groups hold. Holding the items.
///
/// Outcomes: too_many_lines - they would need more nodes than a reservation has lines;
///           lines_refused - the ceilings of the segment leave some of them no node.
Outcome choose_nodes(
    const EngineState& state,
    const ReferenceData& reference,
    const Reservation& reservation,
    std::span<const Units> moved,
    std::vector<BoundUnits>& bound,
    std::string& detail
);

/// Gives the reservation lines at the nodes; `moved` then says the same of the new lines, and the
/// deltas what became of positions. May make it anew. Holding its stripe.
Reservation& bind_lines(
    ReservationTable::Stripe& stripe,
    Reservation& reservation,
    std::span<const BoundUnits> bound,
    std::vector<Units>& moved,
    std::vector<PositionDelta>& deltas
);

}  // namespace earmark
