// What the groups of an item leave to whoever asks next: their live holds, and what they keep.
//
// Holds are not bound to nodes in the state: they have to be bindable at every moment (binding.h),
// node capacity being A, what anyone may have by the rules of selling. Who asks may have another
// safety stock, or stop, of its own. What a floor at a node is granted is there for holds of its
// segment alone, and a segment's holds together with what it asks for have to fit into what the
// nodes offer that segment, so that no sequence of holds over groups eats another's floor, or
// exceeds a ceiling. In network-safety mode a group's holds may be bound to the
// safety stock of its nodes, too, and the group keeps its network safety instead: as much of it as
// there is, as if it were a hold of its own. Floors of segments over a group are kept likewise from
// who asks for another segment, by the formula of DOMAIN 3 with A what anyone could add on the
// group; a ceiling limits what the asking segment may take at nodes of the group. Each group that
// keeps something is looked at by itself, beside all live holds: where groups share nodes, what
// they keep does not add up.
//
// Where no network hold is live and no group keeps anything, all this is a sum. Only groups that
// share nodes with the place asked for, directly or by way of others, are looked at.
#pragma once

#include "engine/change.h"
#include "engine/inventory/item_table.h"
#include "engine/network/network_place.h"
#include "engine/network/reference_data.h"

#include <span>
#include <vector>

namespace earmark {

/// Of whom units counted back at a node are, if of several segments; negative ones are used
/// besides.
struct OwnUseAt {
    NodeId node;
    OwnUse use;
};

/// Who asks for more, where. A day looks at what the nodes have by then: A = ATP(day).
struct NetworkAsking {
    NodeId place;  ///< A node, a group's place, or none = all nodes.
    Asking asking{};
    /// Units of the item taken already by the same request, each for its day.
    std::span<const PositionDelta> taken{};
    /// What the asker holds itself, counted back: `reserved` by place and day.
    std::span<const PositionDelta> own{};
    OwnUnits own_stamp{};  ///< The segment and the record of it.
    std::span<const OwnUseAt> own_uses{};
    bool ignores_kept = false;  ///< Whether groups keep what they have to is looked at elsewhere.
    /// Units that this group holds already go to the node: all that it has is theirs.
    GroupId binds_of{};
    GroupId without{};  ///< The holds of this group are not looked at.
};

/// What is counted back at a node: `held`, and the uses, which are put into the buffer.
OwnUnits own_units_at(const NetworkAsking& asking, NodeId node, std::vector<OwnUse>& uses);

/// Whether the place is that of a group that there is.
inline bool is_known_group(const ReferenceData& reference, NodeId place) {
    return is_group_place(place) && reference.groups->find(group_at(place)) != nullptr;
}

/// Whether a group holds units of the item. One look where not.
bool has_network_holds(const ItemStock& stock);

/// Whether groups matter at all to what may be taken of the item at its nodes. One look or two
/// where not.
bool has_networks(
    const ItemTable& items, SkuId sku, const ItemStock& stock, const ReferenceData& reference
);

/// What a group keeps of an item, whoever asks.
struct NetworkSafety {
    bool is_kept = false;  ///< The group is in network-safety mode.
    Units units = 0;
};
NetworkSafety network_safety(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    NodeId place
);

/// A group whose holds need what others have.
struct LeaningGroup {
    GroupId id;
    Units units = 0;  ///< Held and ordered by name of the group.
};

/// The most units that can be added at the place while every live hold stays bindable and every
/// group keeps what it has to. leaning: if given, the groups with live holds that share nodes with
/// the place, directly or by way of others. there: if given, what its nodes have for anyone.
Units most_addable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking,
    std::vector<LeaningGroup>* leaning = nullptr,
    Units* there = nullptr
);

/// Whether what `asking` takes of the item leaves, at the moment that its day says (none = now),
/// network holds bindable, groups what they keep, and its segment's holds within what nodes offer
/// that; what was not is not made worse. Holding its stripe.
bool keeps_bindable_at(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking
);

}  // namespace earmark
