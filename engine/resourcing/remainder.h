// The remainder of an order: what a node cannot ship of it, and what the reservation becomes when
// that is planned anew. Works on a copy of the reservation's lines and nothing else.
#pragma once

#include "engine/amend_lines.h"
#include "engine/reply.h"
#include "engine/resourcing/order_memory.h"
#include "engine/resourcing/resource.h"
#include "engine/resourcing/shipments_so_far.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace earmark {

/// What one line lacks at the node.
struct ShortLine {
    std::size_t index = 0;  ///< In Remainder::lines.
    Units held = 0;
    Units allocated = 0;

    Units units() const { return held + allocated; }
};

struct Remainder {
    std::vector<AmendedLine> lines;  ///< Of the reservation; `held_now` means nothing here.
    std::vector<ShortLine> missing;
    OrderMemory order;
    std::vector<NodeId> excluded;  ///< For the plan: the order's, those that declined, and now.
    std::vector<OrderLine> asked;  ///< The missing units as lines of an order.
    ShipmentsSoFar so_far;         ///< Shipments that stay.
    std::vector<Leaving> leaving;  ///< Of the reservation: when its shipments leave.
    SourceRequest request;         ///< Borrows from the above.
    Lsn lsn = 0;                   ///< Of the reservation's last change.
};

/// Finds what is missing, and with what it is to be planned.
///
/// Returns: done, or what is wrong with the request for this reservation.
Outcome find_remainder(
    const Reservation& reservation,
    const ResourceRequest& request,
    Remainder& remainder,
    std::string& detail
);

/// What the order's other shipments carry. Without a lock: items' attributes are of the moment.
void find_shipments(const ItemTable& items, NodeId short_node, Remainder& remainder);

/// What was cancelled because no node can ship it.
struct Cancelled {
    Units held = 0;
    Units allocated = 0;
};

/// Moves the missing units to where the plan ships them; the deltas say by how much positions move.
/// Allocated units come before held ones. The lines are then those of the reservation.
/// Requires: the plan ships no more of a line than is missing.
Cancelled move_missing(
    const std::vector<Shipment>& shipments, Remainder& remainder, std::vector<PositionDelta>& deltas
);

}  // namespace earmark
