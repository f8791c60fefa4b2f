#include "engine/network_holds.h"

#include "engine/selling.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

namespace earmark {

namespace {

struct NodeUnits {
    NodeId node;
    Units capacity = 0;         ///< A.
    Units capacity_before = 0;  ///< Likewise, before what the request took.
    Units offered = 0;          ///< To the asking segment; 0 where it does not ask.
    std::uint32_t groups = 0;
    bool is_near = false;
};

struct LiveGroup {
    GroupId id;
    const Group* members = nullptr;  ///< Null if it is not in this version of the reference data.
    Units units = 0;
    bool is_near = false;

    bool contains(NodeId node) const { return members != nullptr && members->contains(node); }
};

/// Buffers of one question, reused by the thread.
struct Workspace {
    std::vector<NodeUnits> nodes;
    std::vector<LiveGroup> groups;
    std::vector<Units> by_groups;  ///< Per set of groups.
    std::vector<Units> before;
};

Workspace& workspace() {
    static thread_local Workspace kept;
    return kept;
}

/// The position at a place, or nothing.
std::optional<Position> position_at(const ItemStock& stock, NodeId place) {
    const PositionBlock* block = stock.positions;
    const std::uint32_t count = block == nullptr ? 0 : std::min(block->count(), block->capacity());
    std::uint32_t low = 0;
    std::uint32_t high = count;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (block->node_at(middle) < place) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == count || block->node_at(low) != place) return std::nullopt;
    return block->load_counters(low);
}

Units sum_at(std::span<const PositionDelta> deltas, NodeId place) {
    Units sum = 0;
    for (const PositionDelta& delta : deltas) {
        if (delta.node == place) sum += delta.reserved + delta.allocated;
    }
    return sum;
}

/// Units beyond the safety stock and what later promises lean on, nothing where all is withheld.
Units left_of(const PositionOffer& offer, Units taken) {
    return offer.is_closed ? 0 : std::max<Units>(0, offer.room - taken);
}

/// Reads the item's nodes and the demands on its groups.
void gather(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking,
    Workspace& work
) {
    work.nodes.clear();
    work.groups.clear();
    const auto add_group = [&](GroupId id, Units units) {
        work.groups.push_back({.id = id, .members = reference.groups->find(id), .units = units});
    };
    SellingWalk selling(items, sku, stock, reference, asking.asking);
    SellingWalk to_anyone(items, sku, stock, reference, {});
    const PositionBlock* block = stock.positions;
    const std::uint32_t count = block == nullptr ? 0 : std::min(block->count(), block->capacity());
    for (std::uint32_t index = 0; index < count; ++index) {
        const Position position = block->load_counters(index);
        const NodeId node = position.node();
        OwnUnits own = asking.own_stamp;
        own.held = sum_at(asking.own, node);
        const Units taken = sum_at(asking.taken, node);
        if (is_group_place(node)) {
            const Units live = position.reserved() + position.allocated() + taken - own.held;
            if (live > 0) add_group(group_at(node), live);
            continue;
        }
        const PositionOffer offer = selling.at(position, own);
        const PositionOffer common = to_anyone.at(position, own);
        // What the same request took before is gone from both; a delta may give back as well.
        work.nodes.push_back({
            .node = node,
            .capacity = left_of(common, taken),
            .capacity_before = left_of(common, 0),
            .offered = std::clamp<Units>(offer.ats - taken, 0, left_of(offer, taken)),
        });
    }
    for (const PositionDelta& delta : asking.taken) {
        const GroupId id = group_at(delta.node);
        const auto is_same = [id](const LiveGroup& group) { return group.id == id; };
        if (id.is_none() || std::any_of(work.groups.begin(), work.groups.end(), is_same)) continue;
        // At a place that has no position yet.
        const Units units = sum_at(asking.taken, delta.node);
        if (units > 0 && !position_at(stock, delta.node)) add_group(id, units);
    }
}

/// Marks what shares nodes with those marked near, drops the other groups, and tells each node its
/// groups.
void keep_near(Workspace& work) {
    for (bool grew = true; grew;) {
        grew = false;
        for (LiveGroup& group : work.groups) {
            if (group.is_near) continue;
            group.is_near =
                std::any_of(work.nodes.begin(), work.nodes.end(), [&](const NodeUnits& node) {
                    return node.is_near && group.contains(node.node);
                });
            if (!group.is_near) continue;
            grew = true;
            for (NodeUnits& node : work.nodes)
                node.is_near = node.is_near || group.contains(node.node);
        }
    }
    std::erase_if(work.groups, [](const LiveGroup& group) { return !group.is_near; });
    if (work.groups.size() > kOverlappingGroupsMax) return;
    for (NodeUnits& node : work.nodes) {
        for (std::size_t index = 0; index < work.groups.size(); ++index) {
            if (work.groups[index].contains(node.node)) node.groups |= 1U << index;
        }
    }
}

/// For each set S of the live groups: A(N(S)) + a(T without N(S)) - D(S).
void fill_room(const Workspace& work, std::vector<Units>& room) {
    const std::size_t groups = work.groups.size();
    const std::size_t sets = std::size_t{1} << groups;
    static thread_local std::vector<Units> outside;  // a - A of nodes whose groups lie in a set.
    outside.assign(sets, 0);
    Units capacity = 0;
    for (const NodeUnits& node : work.nodes) {
        if (!node.is_near) continue;
        capacity += node.capacity;
        outside[node.groups] += node.offered - node.capacity;
    }
    for (std::size_t bit = 1; bit < sets; bit <<= 1U) {
        for (std::size_t set = 0; set < sets; ++set) {
            if ((set & bit) != 0) outside[set] += outside[set ^ bit];
        }
    }
    room.assign(sets, 0);  // First D(S), by its lowest group and the rest.
    for (std::size_t set = 1; set < sets; ++set) {
        const auto lowest = static_cast<std::size_t>(std::countr_zero(set));
        room[set] = room[set & (set - 1)] + work.groups[lowest].units;
    }
    for (std::size_t set = 0; set < sets; ++set)
        room[set] = capacity + outside[sets - 1 - set] - room[set];
}

}  // namespace

bool has_network_holds(const ItemStock& stock) {
    const PositionBlock* block = stock.positions;
    if (block == nullptr) return false;
    for (std::uint32_t index = std::min(block->count(), block->capacity()); index > 0; --index) {
        const Position position = block->load_counters(index - 1);
        if (!is_group_place(position.node())) return false;
        if (position.reserved() + position.allocated() > 0) return true;
    }
    return false;
}

Units most_addable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking,
    std::vector<LeaningGroup>* leaning
) {
    Workspace& work = workspace();
    gather(items, sku, stock, reference, asking, work);
    const GroupId id = group_at(asking.place);
    const Group* group = id.is_none() ? nullptr : reference.groups->find(id);
    for (NodeUnits& node : work.nodes) {
        node.is_near = asking.place.is_none() || node.node == asking.place ||
                       (group != nullptr && group->contains(node.node));
        if (!node.is_near) node.offered = 0;
    }
    keep_near(work);
    if (work.groups.size() > kOverlappingGroupsMax) {
        if (leaning != nullptr) {
            leaning->clear();
            for (const LiveGroup& live : work.groups)
                leaning->push_back({live.id, live.units});
        }
        return 0;
    }
    fill_room(work, work.by_groups);
    const auto least = std::min_element(work.by_groups.begin(), work.by_groups.end());
    if (leaning != nullptr) {
        const auto set = static_cast<std::size_t>(least - work.by_groups.begin());
        leaning->clear();
        for (std::size_t index = 0; index < work.groups.size(); ++index) {
            if ((set >> index & 1U) != 0)
                leaning->push_back({work.groups[index].id, work.groups[index].units});
        }
    }
    return std::max<Units>(0, *least);
}

bool keeps_bindable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    std::span<const PositionDelta> deltas
) {
    Workspace& work = workspace();
    gather(items, sku, stock, reference, {.place = {}, .taken = deltas}, work);
    for (NodeUnits& node : work.nodes) {
        node.offered = 0;
        node.is_near = std::any_of(deltas.begin(), deltas.end(), [&](const PositionDelta& delta) {
            const GroupId id = group_at(delta.node);
            const Group* group = id.is_none() ? nullptr : reference.groups->find(id);
            return delta.node == node.node || (group != nullptr && group->contains(node.node));
        });
    }
    keep_near(work);
    if (work.groups.size() > kOverlappingGroupsMax) return false;
    fill_room(work, work.by_groups);
    // The same sets of the same groups, before the deltas.
    for (LiveGroup& group : work.groups)
        group.units -= sum_at(deltas, place_of(group.id));
    for (NodeUnits& node : work.nodes)
        node.capacity = node.capacity_before;
    fill_room(work, work.before);
    for (std::size_t set = 1; set < work.before.size(); ++set) {
        if (work.by_groups[set] < std::min<Units>(0, work.before[set])) return false;
    }
    return true;
}

}  // namespace earmark
