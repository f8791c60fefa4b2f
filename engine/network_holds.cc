#include "engine/network_holds.h"

#include "engine/network/binding.h"
#include "engine/segment_tallies.h"
#include "engine/selling.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace earmark {

namespace {

/// A and what a network-safety mode adds to it, of a node.
struct NodeRoom {
    Units common = 0;
    Units spare = 0;
};

struct NodeUnits {
    NodeId node;
    Units on_hand = 0;
    NodeRoom capacity;
    NodeRoom before;   ///< Likewise, before what the request took.
    NodeRoom offered;  ///< To the asking segment.
    bool is_near = false;
};

/// A group that holds units, or that keeps some.
struct UnitGroup {
    GroupId id;
    const Group* members = nullptr;  ///< Null if it is not in this version of the reference data.
    Units units = 0;                 ///< Held, or to be kept.
    bool is_network = false;         ///< Takes what its nodes withhold, too.
    bool is_near = false;
    std::size_t rules_begin = 0;  ///< Of segments over the group, in Workspace::rules.
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
struct Workspace {
    std::vector<NodeUnits> nodes;
    std::vector<UnitGroup> groups;  ///< With live holds.
    std::vector<UnitGroup> limits;  ///< With something to keep.
    std::vector<GroupRule> rules;
    Binding binding;
    Binding before;
};

Workspace& workspace() {
    static thread_local Workspace kept;
    return kept;
}

std::uint32_t count_of(const ItemStock& stock) {
    const PositionBlock* block = stock.positions;
    return block == nullptr ? 0 : std::min(block->count(), block->capacity());
}

/// The position at a place, or nothing.
std::optional<Position> position_at(const ItemStock& stock, NodeId place) {
    const PositionBlock* block = stock.positions;
    const std::uint32_t count = count_of(stock);
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

RuleWalk rules_of(const ItemTable& items, SkuId sku, const ReferenceData& reference) {
    return {reference.rule_index.get(), sku, {}, 0, [&] { return items.facts(sku).category; }};
}

/// Reads the item's nodes, the demands on its groups, and what groups keep.
class Gatherer {
  public:
    Gatherer(
        const ItemTable& items,
        SkuId sku,
        const ItemStock& stock,
        const ReferenceData& reference,
        const NetworkAsking& asking,
        Workspace& work
    )
        : stock_(stock),
          reference_(reference),
          asking_(asking),
          work_(work),
          rules_(rules_of(items, sku, reference)),
          selling_(items, sku, stock, reference, asking.asking),
          to_anyone_(items, sku, stock, reference, {}) {
        work.nodes.clear();
        work.groups.clear();
        work.limits.clear();
        work.rules.clear();
        if (!rules_.has_network()) return;
        Asking all = asking.asking;
        all.ignore_safety = true;
        selling_all_.emplace(items, sku, stock, reference, all);
        all_to_anyone_.emplace(items, sku, stock, reference, Asking{.ignore_safety = true});
    }

    void gather() {
        const std::uint32_t count = count_of(stock_);
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = stock_.positions->load_counters(index);
            const NodeId node = position.node();
            const Units taken = sum_at(asking_.taken, node);
            if (!is_group_place(node)) {
                add_node(position, taken);
                continue;
            }
            const Units own = sum_at(asking_.own, node);
            const Units live = position.reserved() + position.allocated() + taken - own;
            if (live > 0) add_group(group_at(node), live);
        }
        for (const PositionDelta& delta : asking_.taken) {
            const GroupId id = group_at(delta.node);
            const auto is_same = [id](const UnitGroup& group) { return group.id == id; };
            if (id.is_none() || std::ranges::any_of(work_.groups, is_same)) continue;
            // At a place that has no position yet.
            const Units units = sum_at(asking_.taken, delta.node);
            if (units > 0 && !position_at(stock_, delta.node)) add_group(id, units);
        }
        if (asking_.ignores_kept) return;
        rules_.visit_network([&](const RuleIndex::LiveRule& rule) {
            UnitGroup& limit = limit_of(rule.group_id, *rule.group);
            // The strongest rule of a group comes first.
            if (std::exchange(limit.is_network, true) || asking_.asking.ignore_safety) return;
            limit.units = rule.units_of(limit.on_hand);
        });
        const SegmentRows rows = stock_.rows_of<SegmentRow>();
        visit_group_rules(rows, [&](const SegmentRow& rule) {
            if (rule.active) add_rule(rows, rule);
        });
    }

  private:
    UnitGroup& limit_of(GroupId id, const Group& members) {
        for (UnitGroup& limit : work_.limits) {
            if (limit.id == id) return limit;
        }
        UnitGroup& limit = work_.limits.emplace_back();
        limit.id = id;
        limit.members = &members;
        for (const NodeUnits& node : work_.nodes)
            limit.on_hand += members.contains(node.node) ? node.on_hand : 0;
        return limit;
    }

    /// Those of one group follow one another, by rank.
    void add_rule(SegmentRows rows, const SegmentRow& rule) {
        const GroupTable& groups = *reference_.groups;
        const GroupId id = group_at(rule.node);
        const Group* members = groups.find(id);
        if (members == nullptr) return;
        UnitGroup& limit = limit_of(id, *members);
        if (limit.rules_begin == limit.rules_end) limit.rules_begin = work_.rules.size();
        GroupRule& made = work_.rules.emplace_back();
        limit.rules_end = work_.rules.size();
        made.row = with_tallies(rows, rule, groups);
        const OwnUnits& stamp = asking_.own_stamp;
        if (rule.segment == stamp.segment && rule.counts(stamp.made))
            made.row.live -= sum_within(asking_.own, id);
        if (rule.segment == asking_.asking.segment) made.taken = sum_within(asking_.taken, id);
    }

    Units sum_within(std::span<const PositionDelta> deltas, GroupId group) const {
        Units sum = 0;
        for (const PositionDelta& delta : deltas) {
            if (is_within(*reference_.groups, group, delta.node))
                sum += delta.reserved + delta.allocated;
        }
        return sum;
    }

    void add_node(const Position& position, Units taken) {
        OwnUnits own = asking_.own_stamp;
        own.held = sum_at(asking_.own, position.node());
        NodeUnits& made = work_.nodes.emplace_back();
        made.node = position.node();
        made.on_hand = position.on_hand();
        // What the same request took before is gone from all; a delta may give back as well.
        const PositionOffer offer = selling_.at(position, own);
        const PositionOffer common = to_anyone_.at(position, own);
        made.capacity.common = left_of(common, taken);
        made.before.common = left_of(common, 0);
        made.offered.common = std::clamp<Units>(offer.ats - taken, 0, left_of(offer, taken));
        if (!selling_all_) return;
        const PositionOffer all = selling_all_->at(position, own);
        const PositionOffer all_common = all_to_anyone_->at(position, own);
        const Units offered = std::clamp<Units>(all.ats - taken, 0, left_of(all, taken));
        made.capacity.spare = left_of(all_common, taken) - made.capacity.common;
        made.before.spare = left_of(all_common, 0) - made.before.common;
        made.offered.spare = std::max<Units>(0, offered - made.offered.common);
    }

    void add_group(GroupId id, Units units) {
        work_.groups.push_back({
            .id = id,
            .members = reference_.groups->find(id),
            .units = units,
            .is_network = rules_.network_rule(id) != nullptr,
        });
    }

    const ItemStock& stock_;
    const ReferenceData& reference_;
    const NetworkAsking& asking_;
    Workspace& work_;
    const RuleWalk rules_;
    SellingWalk selling_;
    SellingWalk to_anyone_;
    std::optional<SellingWalk> selling_all_;
    std::optional<SellingWalk> all_to_anyone_;
};

/// Marks groups that share nodes with those marked near, and their nodes, until no more are found.
void mark_near(Workspace& work, std::vector<UnitGroup>& groups, bool& grew) {
    for (UnitGroup& group : groups) {
        if (group.is_near) continue;
        group.is_near = std::ranges::any_of(work.nodes, [&](const NodeUnits& node) {
            return node.is_near && group.contains(node.node);
        });
        if (!group.is_near) continue;
        grew = true;
        for (NodeUnits& node : work.nodes)
            node.is_near = node.is_near || group.contains(node.node);
    }
}

void keep_near(Workspace& work) {
    for (bool grew = true; grew;) {
        grew = false;
        mark_near(work, work.groups, grew);
        mark_near(work, work.limits, grew);
    }
    const auto is_far = [](const UnitGroup& group) { return !group.is_near; };
    std::erase_if(work.groups, is_far);
    std::erase_if(work.limits, is_far);
}

/// Nothing is asked for: how demands alone fit.
NodeRoom ask_nothing(const NodeUnits& /*node*/) {
    return {};
}

/// Builds the question of what can be added. `room` says what a node has, `ask` what of it may be
/// taken there by who asks; `kept`, if not null, asks beside the live holds.
template <typename Room, typename Ask>
void build(
    const Workspace& work, const Room& room, const Ask& ask, const UnitGroup* kept, Binding& binding
) {
    binding.clear();
    for (const UnitGroup& group : work.groups)
        binding.add_group(group.units);
    if (kept != nullptr) binding.add_group(kept->units);
    for (const NodeUnits& node : work.nodes) {
        if (!node.is_near) continue;
        const NodeRoom capacity = room(node);
        const NodeRoom offered = ask(node);
        binding.add_supply(capacity.common, offered.common);
        const auto join = [&](bool is_spare) {
            for (std::size_t index = 0; index < work.groups.size(); ++index) {
                const UnitGroup& group = work.groups[index];
                if (group.contains(node.node) && (group.is_network || !is_spare))
                    binding.join(index);
            }
            if (kept != nullptr && kept->contains(node.node) && (kept->is_network || !is_spare))
                binding.join(work.groups.size());
        };
        join(false);
        if (capacity.spare == 0) continue;
        binding.add_supply(capacity.spare, offered.spare);
        join(true);
    }
}

NodeRoom capacity_of(const NodeUnits& node) {
    return node.capacity;
}

NodeRoom capacity_before(const NodeUnits& node) {
    return node.before;
}

/// What anyone could add on the group beside its live holds.
template <typename Room>
Units room_of(Workspace& work, const UnitGroup& group, const Room& room) {
    const auto ask = [&](const NodeUnits& node) {
        NodeRoom asked;
        if (!group.contains(node.node)) return asked;
        asked = room(node);
        if (!group.is_network) asked.spare = 0;
        return asked;
    };
    build(work, room, ask, nullptr, work.binding);
    return std::max<Units>(0, work.binding.least_room());
}

/// What a group keeps from a segment, and how much more that may take there by its ceiling.
struct Kept {
    Units units = 0;
    Units room = kUnitsMax;
};

/// `there` is what anyone could add on the group. Its network safety first, then the floors of
/// others: DOMAIN 3, with A what is left.
Kept kept_from(
    const Workspace& work, const UnitGroup& limit, SegmentId segment, Units there, bool counts_taken
) {
    Kept kept;
    kept.units = std::min(limit.units, there);
    if (limit.rules_begin == limit.rules_end) return kept;
    SegmentShares shares(segment, there - kept.units, limit.on_hand, {});
    for (std::size_t index = limit.rules_begin; index < limit.rules_end; ++index) {
        SegmentRow row = work.rules[index].row;
        if (counts_taken) row.live += work.rules[index].taken;
        shares.add(row);
    }
    kept.units = there - shares.offered();
    kept.room = std::max<Units>(0, shares.room());
    return kept;
}

/// What the request takes within the group, if a rule of it counts that.
Units taken_within(const Workspace& work, const UnitGroup& limit, SegmentId segment) {
    for (std::size_t index = limit.rules_begin; index < limit.rules_end; ++index) {
        if (work.rules[index].row.segment == segment) return work.rules[index].taken;
    }
    return 0;
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

bool has_networks(
    const ItemTable& items, SkuId sku, const ItemStock& stock, const ReferenceData& reference
) {
    if (has_network_holds(stock) || has_group_rows(stock.rows_of<SegmentRow>())) return true;
    return RuleIndex::has_network(reference.rule_index) &&
           rules_of(items, sku, reference).has_network();
}

NetworkSafety network_safety(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    NodeId place
) {
    if (!is_group_place(place) || !RuleIndex::has_network(reference.rule_index)) return {};
    const auto* rule = rules_of(items, sku, reference).network_rule(group_at(place));
    if (rule == nullptr) return {};
    Units on_hand = 0;
    for (std::uint32_t index = 0; index < count_of(stock); ++index) {
        if (rule->group->contains(stock.positions->node_at(index)))
            on_hand += stock.positions->load_counters(index).on_hand();
    }
    return {.is_kept = true, .units = rule->units_of(on_hand)};
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
    Gatherer(items, sku, stock, reference, asking, work).gather();
    const GroupId id = group_at(asking.place);
    const Group* group = id.is_none() ? nullptr : reference.groups->find(id);
    const auto mode_of = [&](GroupId any) {
        return !any.is_none() && rules_of(items, sku, reference).network_rule(any) != nullptr;
    };
    const bool takes_spare = mode_of(asking.binds_of.is_none() ? id : asking.binds_of);
    // What a group binds to a node is gone from A first, which others may need; so what the node
    // withholds comes after all of A, unless the asker does not care.
    const bool spare_comes_last =
        takes_spare && !asking.binds_of.is_none() && !asking.asking.ignore_safety;
    for (NodeUnits& node : work.nodes) {
        node.is_near = asking.place.is_none() || node.node == asking.place ||
                       (group != nullptr && group->contains(node.node));
        if (!asking.binds_of.is_none()) node.offered = node.capacity;
        if (!takes_spare || spare_comes_last) node.offered.spare = 0;
        if (!node.is_near) node.offered = {};
    }
    keep_near(work);
    const auto asked = [](const NodeUnits& node) { return node.offered; };
    build(work, capacity_of, asked, nullptr, work.binding);
    Units most = work.binding.least_room();
    if (spare_comes_last) {
        for (NodeUnits& node : work.nodes) {
            const bool is_used_up = node.node == asking.place && most == node.capacity.common;
            if (is_used_up) node.offered.spare = node.capacity.spare;
        }
        build(work, capacity_of, asked, nullptr, work.binding);
        most = work.binding.least_room();
    }
    for (const UnitGroup& limit : work.limits) {
        const Units there = room_of(work, limit, capacity_of);
        const Kept kept = kept_from(work, limit, asking.asking.segment, there, true);
        if (kept.units > 0) {
            UnitGroup asks = limit;
            asks.units = kept.units;
            build(work, capacity_of, asked, &asks, work.binding);
            most = std::min(most, work.binding.least_room());
        }
        if (kept.room == kUnitsMax) continue;
        const auto asked_outside = [&](const NodeUnits& node) {
            return limit.contains(node.node) ? NodeRoom{} : node.offered;
        };
        build(work, capacity_of, asked_outside, nullptr, work.binding);
        most = std::min(most, std::max<Units>(0, work.binding.least_room()) + kept.room);
    }
    if (leaning != nullptr) {
        leaning->clear();
        for (const UnitGroup& live : work.groups)
            leaning->push_back({live.id, live.units});
    }
    return std::max<Units>(0, most);
}

bool keeps_bindable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const Asking& asking,
    std::span<const PositionDelta> deltas
) {
    Workspace& work = workspace();
    Gatherer(items, sku, stock, reference, {.place = {}, .asking = asking, .taken = deltas}, work)
        .gather();
    for (NodeUnits& node : work.nodes) {
        node.is_near = std::ranges::any_of(deltas, [&](const PositionDelta& delta) {
            const GroupId id = group_at(delta.node);
            const Group* group = id.is_none() ? nullptr : reference.groups->find(id);
            return delta.node == node.node || (group != nullptr && group->contains(node.node));
        });
    }
    keep_near(work);
    static thread_local std::vector<Units> left;
    left.clear();
    for (const UnitGroup& limit : work.limits)
        left.push_back(room_of(work, limit, capacity_of));
    build(work, capacity_of, ask_nothing, nullptr, work.binding);
    // The same groups, before the deltas.
    for (UnitGroup& group : work.groups)
        group.units -= sum_at(deltas, place_of(group.id));
    build(work, capacity_before, ask_nothing, nullptr, work.before);
    if (!work.binding.is_no_shorter_than(work.before)) return false;
    for (std::size_t index = 0; index < work.limits.size(); ++index) {
        const UnitGroup& limit = work.limits[index];
        const Units before = room_of(work, limit, capacity_before);
        const Kept kept = kept_from(work, limit, asking.segment, before, false);
        if (left[index] < kept.units) return false;
        const Units taken = taken_within(work, limit, asking.segment);
        if (taken > 0 && taken > kept.room) return false;
    }
    return true;
}

}  // namespace earmark
