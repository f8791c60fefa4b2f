// NetworkUnits: what a question about the groups of an item looks at (network_holds.h), read at
// once: what its nodes have, what groups hold of it, what they keep.
//
// A floor of a segment at a node is a part of A that only holds of that segment may be bound to;
// holds over groups are therefore told apart by segment.
#pragma once

#include "engine/inventory/segment_row.h"
#include "engine/network/binding.h"
#include "engine/network_holds.h"
#include "engine/rules/rule_index.h"

#include <span>
#include <vector>

namespace earmark {

/// A and what a network-safety mode adds to it, of a node.
struct NodeRoom {
    Units common = 0;
    Units spare = 0;
};

/// What a floor at a node keeps for its segment: part of A, and not of `common`.
struct NodeShare {
    SegmentId segment;
    Units capacity = 0;
    Units before = 0;
    Units offered = 0;
};

struct NodeUnits {
    NodeId node;
    Units on_hand = 0;
    NodeRoom capacity;
    NodeRoom before;   ///< Likewise, before what the request took.
    NodeRoom offered;  ///< To the asking segment.
    bool is_near = false;
    bool is_asked = false;         ///< Lies at the place asked for.
    Units may_have = 0;            ///< The asking segment, floors and ceilings heeded.
    Units may_have_before = 0;     ///< Likewise, before what the request took.
    std::size_t shares_begin = 0;  ///< In NetworkUnits::shares.
    std::size_t shares_end = 0;
};

/// A group that holds units for a segment, or for none, or that keeps some.
struct UnitGroup {
    GroupId id;
    SegmentId segment{};
    const Group* members = nullptr;  ///< Null if it is not in this version of the reference data.
    Units units = 0;                 ///< Held, or to be kept.
    bool is_network = false;         ///< Takes what its nodes withhold, too.
    bool is_near = false;
    std::size_t rules_begin = 0;  ///< Of segments over the group, in NetworkUnits::rules.
    std::size_t rules_end = 0;
    Units on_hand = 0;

    bool contains(NodeId node) const { return members != nullptr && members->contains(node); }
};

/// A rule of a segment over a group, with all that the group has used of it.
struct GroupRule {
    SegmentRow row;
    Units taken = 0;  ///< Besides, by what the request took.
};

/// Buffers of one question, reused by the thread.
struct NetworkUnits {
    std::vector<NodeUnits> nodes;
    std::vector<NodeShare> shares;
    std::vector<UnitGroup> groups;  ///< With live holds.
    std::vector<UnitGroup> limits;  ///< With something to keep.
    std::vector<GroupRule> rules;
    Binding binding;
    Binding before;
};

/// Positions of the item that may be read.
std::uint32_t count_of(const ItemStock& stock);

/// The position at a place, or nothing.
std::optional<Position> position_at(const ItemStock& stock, NodeId place);

/// What the deltas take at a place.
Units sum_at(std::span<const PositionDelta> deltas, NodeId place);

/// The rules of selling of an item, for anyone.
RuleWalk rules_of(const ItemTable& items, SkuId sku, const ReferenceData& reference);

/// Reads all that the question is about. Returns buffers of the thread, valid until the next call.
NetworkUnits& gather_units(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking
);

/// Leaves of groups those that share nodes with the nodes marked near, directly or by way of
/// others; their nodes are marked, too.
void keep_near(NetworkUnits& work);

}  // namespace earmark
