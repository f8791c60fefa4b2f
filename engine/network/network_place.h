// A group as a place: where a network hold is held.
//
// A network hold names a group and no node. Units are fungible, so all that has to be remembered is
// how many of an item each group holds: a counter, as a node's position has. So a group has a
// handle of a node's kind, at the top of their range, and the counter is a position there with
// nothing on hand: lines, records, images, the digest and the audit hold it without knowing.
#pragma once

#include "engine/base/strong_id.h"
#include "engine/limits.h"

namespace earmark {

/// Handles of nodes lie below; above lie those of groups as places.
inline constexpr std::uint32_t kGroupPlacesBegin = 0xff0000;
static_assert((kGroupPlacesBegin | 0xffffU) == kNodesMax);

constexpr NodeId place_of(GroupId group) {
    return NodeId(kGroupPlacesBegin | group.value());
}

/// The group whose place it is; none if it is a node.
constexpr GroupId group_at(NodeId place) {
    const bool is_group = place.value() > kGroupPlacesBegin && place.value() <= kNodesMax;
    return is_group ? GroupId(static_cast<std::uint16_t>(place.value() & 0xffffU)) : GroupId();
}

constexpr bool is_group_place(NodeId place) {
    return !group_at(place).is_none();
}

}  // namespace earmark
