// What live network holds leave of an item to whoever asks next.
//
// Holds are not bound to nodes in the state: a set of them is bindable iff (Hall's theorem,
// max-flow = min-cut) every set S of live groups asks for no more than the nodes of its groups
// have. With A(n) what a node has, a(n) what the asking segment may take there, D(S) what S holds
// and N(S) its nodes, the most that can be added on the nodes T while all stays bindable is
//
//     min over S of  A(N(S)) + a(T without N(S)) - D(S)
//
// A is what anyone may have by the rules of selling; who asks may have another safety stock, or
// stop, of its own, in a. Where a exceeds A the minimum is a lower bound.
//
// The minimum is a sum where S can only be empty: no network hold is live. Nodes count by the set
// of live groups that they are in, so that all S are tried in 2^groups steps after one scan of the
// positions. Only groups that share nodes with T, directly or by way of others, are looked at;
// where these are more than kOverlappingGroupsMax, nothing more is promised on their nodes.
#pragma once

#include "engine/change.h"
#include "engine/inventory/item_table.h"
#include "engine/network/network_place.h"
#include "engine/network/reference_data.h"

#include <span>
#include <vector>

namespace earmark {

inline constexpr std::size_t kOverlappingGroupsMax = 14;

/// Who asks for more, where.
struct NetworkAsking {
    NodeId place;  ///< A node, a group's place, or none = all nodes.
    Asking asking{};
    /// Units of the item taken already by the same request.
    std::span<const PositionDelta> taken{};
    /// What the asker holds itself, counted back: `reserved` by place.
    std::span<const PositionDelta> own{};
    OwnUnits own_stamp{};  ///< The segment and the record of it.
};

/// Whether the place is that of a group that there is.
inline bool is_known_group(const ReferenceData& reference, NodeId place) {
    return is_group_place(place) && reference.groups->find(group_at(place)) != nullptr;
}

/// Whether a group holds units of the item: only then can network holds matter. One look where not.
bool has_network_holds(const ItemStock& stock);

/// A group whose holds need what others have.
struct LeaningGroup {
    GroupId id;
    Units units = 0;  ///< Held and ordered by name of the group.
};

/// The most units that can be added at the place while every live hold stays bindable.
/// leaning: if given, the set S of the minimum: the groups that keep it from being more.
Units most_addable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking,
    std::vector<LeaningGroup>* leaning = nullptr
);

/// Whether the deltas of one item leave its network holds bindable; what was not is not made worse.
/// Holding its stripe.
bool keeps_bindable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    std::span<const PositionDelta> deltas
);

}  // namespace earmark
