// Lists of nodes, in which a group as a place stands for the nodes that it has at the moment.
#pragma once

#include "engine/network/network_place.h"
#include "engine/network/reference_data.h"

#include <span>

namespace earmark {

/// Whether the list has the node, or a group of it.
///
/// Cost: a look at each entry.
bool names_node(std::span<const NodeId> places, NodeId node, const GroupTable& groups);

/// Whether any of the first list's nodes is not of the second, and in `within` unless it is null.
bool leaves_node(
    std::span<const NodeId> places,
    std::span<const NodeId> excluded,
    const Group* within,
    const GroupTable& groups
);

}  // namespace earmark
