#include "engine/network/place_list.h"

#include <algorithm>

namespace earmark {

bool names_node(std::span<const NodeId> places, NodeId node, const GroupTable& groups) {
    return std::ranges::any_of(places, [&](NodeId place) {
        if (place == node) return true;
        if (!is_group_place(place)) return false;
        const Group* group = groups.find(group_at(place));
        return group != nullptr && group->contains(node);
    });
}

bool leaves_node(
    std::span<const NodeId> places,
    std::span<const NodeId> excluded,
    const Group* within,
    const GroupTable& groups
) {
    const auto is_left = [&](NodeId node) {
        return (within == nullptr || within->contains(node)) && !names_node(excluded, node, groups);
    };
    return std::ranges::any_of(places, [&](NodeId place) {
        if (!is_group_place(place)) return is_left(place);
        const Group* group = groups.find(group_at(place));
        return group != nullptr &&
               std::ranges::any_of(group->members, [&](const GroupMember& each) {
                   return is_left(each.node);
               });
    });
}

}  // namespace earmark
