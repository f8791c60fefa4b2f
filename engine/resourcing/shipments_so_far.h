// The shipments that an order has, as a plan of more of it knows them.
#pragma once

#include "engine/amend_lines.h"
#include "engine/order_candidates.h"

#include <cstddef>
#include <span>
#include <vector>

namespace earmark {

struct ShipmentsSoFar {
    std::vector<OpenShipment> open;  ///< They may carry more.
    std::size_t closed = 0;          ///< They count all the same. What left one node is one.
    std::vector<PlacedLine> placed;  ///< What ships some of a line, or has shipped some.
    std::vector<StayingUnits> staying;
};

/// Adds what the lines have, shipped or yet to, but for so many `less`, as rules see it.
void add_staying(
    std::span<const AmendedLine> lines,
    std::span<const Units> less,
    std::vector<StayingUnits>& staying
);

/// What the lines have yet to ship, node by node, but for so many `less` of them: by line, and none
/// beyond its end. leaving: when shipments of the reservation leave, where that is known. A
/// shipment of `closed_node` is not joined. Without a lock: items' attributes are of the moment.
void find_shipments(
    const ItemTable& items,
    std::span<const AmendedLine> lines,
    std::span<const Units> less,
    std::span<const Leaving> leaving,
    NodeId closed_node,
    ShipmentsSoFar& so_far
);

}  // namespace earmark
