#include "engine/network_holds.h"

#include "engine/network_units.h"
#include "engine/promising/dated_walk.h"
#include "engine/segment_tallies.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace earmark {

namespace {

/// What of a node's floors who asks may take, too.
enum class Floors : std::uint8_t { none, own, all };

/// What may be taken at a node by who asks.
struct Asked {
    NodeRoom room;
    Floors floors = Floors::none;
};

/// Nothing is asked for: how demands alone fit.
Asked ask_nothing(const NodeUnits& /*node*/) {
    return {};
}

/// As things are once the request has taken what it did, or before.
enum class Moment : std::uint8_t { now, before };

NodeRoom room_at(const NodeUnits& node, Moment moment) {
    return moment == Moment::now ? node.capacity : node.before;
}

/// Builds the question of what can be added. `ask` says what of a node may be taken there by who
/// asks; `kept`, if not null, asks beside the live holds.
template <typename Ask>
void build(
    const NetworkUnits& work, Moment moment, const Ask& ask, const UnitGroup* kept, Binding& binding
) {
    binding.clear();
    for (const UnitGroup& group : work.groups)
        binding.add_group(group.units);
    if (kept != nullptr) binding.add_group(kept->units);
    for (const NodeUnits& node : work.nodes) {
        if (!node.is_near) continue;
        const NodeRoom capacity = room_at(node, moment);
        const Asked asked = ask(node);
        const auto join = [&](bool is_spare, SegmentId floor_of) {
            for (std::size_t index = 0; index < work.groups.size(); ++index) {
                const UnitGroup& group = work.groups[index];
                const bool may = (group.is_network || !is_spare) &&
                                 (floor_of.is_none() || floor_of == group.segment);
                if (may && group.contains(node.node)) binding.join(index);
            }
            if (kept != nullptr && kept->contains(node.node) && (kept->is_network || !is_spare))
                binding.join(work.groups.size());
        };
        binding.add_supply(capacity.common, asked.room.common);
        join(false, {});
        for (std::size_t index = node.shares_begin; index < node.shares_end; ++index) {
            const NodeShare& share = work.shares[index];
            const Units units = moment == Moment::now ? share.capacity : share.before;
            const Units offered = asked.floors == Floors::all   ? units
                                  : asked.floors == Floors::own ? share.offered
                                                                : 0;
            binding.add_supply(units, offered);
            join(false, share.segment);
        }
        if (capacity.spare == 0) continue;
        binding.add_supply(capacity.spare, asked.room.spare);
        join(true, {});
    }
}

/// A of a node, what its floors keep included.
Units all_of(const NetworkUnits& work, const NodeUnits& node) {
    Units all = node.capacity.common;
    for (std::size_t index = node.shares_begin; index < node.shares_end; ++index)
        all += work.shares[index].capacity;
    return all;
}

/// What anyone could add on the group beside its live holds.
Units room_of(NetworkUnits& work, const UnitGroup& group, Moment moment) {
    const auto ask = [&](const NodeUnits& node) {
        Asked asked;
        if (!group.contains(node.node)) return asked;
        asked = {room_at(node, moment), Floors::all};
        if (!group.is_network) asked.room.spare = 0;
        return asked;
    };
    build(work, moment, ask, nullptr, work.binding);
    return std::max<Units>(0, work.binding.least_room());
}

/// The segment holds over groups, too, and has its floors and ceilings at the nodes once: the
/// question as if it were alone with what the nodes offer it. `ask` says what of that is asked for.
template <typename Ask>
void build_for_segment(
    const NetworkUnits& work, Moment moment, SegmentId segment, const Ask& ask, Binding& binding
) {
    binding.clear();
    for (const UnitGroup& group : work.groups) {
        if (group.segment == segment) binding.add_group(group.units);
    }
    for (const NodeUnits& node : work.nodes) {
        if (!node.is_near) continue;
        binding.add_supply(moment == Moment::now ? node.may_have : node.may_have_before, ask(node));
        std::size_t index = 0;
        for (const UnitGroup& group : work.groups) {
            if (group.segment != segment) continue;
            if (group.contains(node.node)) binding.join(index);
            ++index;
        }
    }
}

/// What the segment could add.
Units most_for_segment(NetworkUnits& work, SegmentId segment) {
    const auto ask = [](const NodeUnits& node) { return node.is_asked ? node.may_have : 0; };
    build_for_segment(work, Moment::now, segment, ask, work.binding);
    return work.binding.least_room();
}

/// Whether no set of groups is shorter of units than it was before the deltas, as all share what
/// there is, and as those of the segment share what that may have. The groups then are as before.
bool is_no_shorter(NetworkUnits& work, SegmentId segment, std::span<const PositionDelta> deltas) {
    static thread_local Binding of_segment;
    const auto nothing = [](const NodeUnits& /*node*/) { return Units{0}; };
    build(work, Moment::now, ask_nothing, nullptr, work.binding);
    if (!segment.is_none()) build_for_segment(work, Moment::now, segment, nothing, of_segment);
    for (UnitGroup& group : work.groups) {
        if (group.segment == segment) group.units -= sum_at(deltas, place_of(group.id));
    }
    build(work, Moment::before, ask_nothing, nullptr, work.before);
    if (!work.binding.is_no_shorter_than(work.before)) return false;
    if (segment.is_none()) return true;
    build_for_segment(work, Moment::before, segment, nothing, work.before);
    return of_segment.is_no_shorter_than(work.before);
}

/// Whatever safety the asker has of its own, a network takes its floor and all of A before the
/// rest.
void offer_network(NetworkUnits& work, NodeUnits& node, SegmentId segment) {
    Units left = node.offered.common + node.offered.spare;
    for (std::size_t index = node.shares_begin; index < node.shares_end; ++index) {
        NodeShare& share = work.shares[index];
        if (share.segment != segment) continue;
        left += share.offered;
        share.offered = std::min(share.capacity, left);
        left -= share.offered;
    }
    node.offered.spare = std::clamp<Units>(left - node.capacity.common, 0, node.capacity.spare);
    node.offered.common = left - node.offered.spare;
}

/// What a group keeps from a segment, and how much more that may take there by its ceiling.
struct Kept {
    Units units = 0;
    Units room = kUnitsMax;
};

/// `there` is what anyone could add on the group. Its network safety first, then the floors of
/// others: DOMAIN 3, with A what is left.
Kept kept_from(
    const NetworkUnits& work,
    const UnitGroup& limit,
    SegmentId segment,
    Units there,
    bool counts_taken
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
Units taken_within(const NetworkUnits& work, const UnitGroup& limit, SegmentId segment) {
    for (std::size_t index = limit.rules_begin; index < limit.rules_end; ++index) {
        if (work.rules[index].row.segment == segment) return work.rules[index].taken;
    }
    return 0;
}

}  // namespace

OwnUnits own_units_at(const NetworkAsking& asking, NodeId node, std::vector<OwnUse>& uses) {
    OwnUnits own = asking.own_stamp;
    own.held = 0;
    uses.clear();
    for (const OwnUseAt& each : asking.own_uses) {
        if (each.node == node) uses.push_back(each.use);
    }
    if (!uses.empty()) own.uses = uses;
    return own;
}

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
    if (has_network_holds(stock) || has_live_group_rule(stock.rows_of<SegmentRow>())) return true;
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

namespace {

/// What a node's safety stock over a group adds to the question.
enum class SpareUse : std::uint8_t {
    none,
    offered,
    comes_last,  ///< After all else of the node.
};

/// What a group binds to a node is gone from A first, which others may need; so what the node
/// withholds comes after all of A, unless the asker does not care.
SpareUse spare_use(bool takes_spare, const NetworkAsking& asking) {
    if (!takes_spare) return SpareUse::none;
    const bool comes_last = !asking.binds_of.is_none() && !asking.asking.ignore_safety;
    return comes_last ? SpareUse::comes_last : SpareUse::offered;
}

/// Sets what the nodes offer who asks, and leaves those that play a part. group: of the place; null
/// = none.
void offer_nodes(
    NetworkUnits& work, const NetworkAsking& asking, const Group* group, SpareUse spare
) {
    for (NodeUnits& node : work.nodes) {
        node.is_near = asking.place.is_none() || node.node == asking.place ||
                       (group != nullptr && group->contains(node.node));
        if (!asking.binds_of.is_none()) node.offered = node.capacity;
        if (spare == SpareUse::offered) {
            offer_network(work, node, asking.asking.segment);
        } else {
            node.offered.spare = 0;
        }
        node.is_asked = node.is_near;
        if (!node.is_near) node.offered = {};
    }
    keep_near(work);
}

/// What of `most` leaves the groups with limits what they keep from the segment.
template <typename Ask>
Units most_within_limits(NetworkUnits& work, SegmentId segment, const Ask& asked, Units most) {
    for (const UnitGroup& limit : work.limits) {
        const Units room = room_of(work, limit, Moment::now);
        const Kept kept = kept_from(work, limit, segment, room, true);
        if (kept.units > 0) {
            UnitGroup asks = limit;
            asks.units = kept.units;
            build(work, Moment::now, asked, &asks, work.binding);
            most = std::min(most, work.binding.least_room());
        }
        if (kept.room == kUnitsMax) continue;
        const auto asked_outside = [&](const NodeUnits& node) {
            return limit.contains(node.node) ? Asked{} : asked(node);
        };
        build(work, Moment::now, asked_outside, nullptr, work.binding);
        most = std::min(most, std::max<Units>(0, work.binding.least_room()) + kept.room);
    }
    return most;
}

/// All of the nodes that are asked.
Units all_asked(const NetworkUnits& work, bool takes_spare) {
    Units all = 0;
    for (const NodeUnits& node : work.nodes) {
        if (!node.is_asked) continue;
        all += all_of(work, node) + (takes_spare ? node.capacity.spare : 0);
    }
    return all;
}

}  // namespace

Units most_addable(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking,
    std::vector<LeaningGroup>* leaning,
    Units* there
) {
    NetworkUnits& work = gather_units(items, sku, stock, reference, asking);
    const GroupId id = group_at(asking.place);
    const Group* group = id.is_none() ? nullptr : reference.groups->find(id);
    const GroupId taker = asking.binds_of.is_none() ? id : asking.binds_of;
    const bool takes_spare =
        !taker.is_none() && rules_of(items, sku, reference).network_rule(taker) != nullptr;
    const SpareUse spare = spare_use(takes_spare, asking);
    offer_nodes(work, asking, group, spare);
    const Floors floors = asking.binds_of.is_none() ? Floors::own : Floors::all;
    const auto asked = [floors](const NodeUnits& node) {
        return Asked{node.offered, node.is_asked ? floors : Floors::none};
    };
    build(work, Moment::now, asked, nullptr, work.binding);
    Units most = work.binding.least_room();
    if (spare == SpareUse::comes_last) {
        for (NodeUnits& node : work.nodes) {
            const bool is_used_up = node.node == asking.place && most == all_of(work, node);
            if (is_used_up) node.offered.spare = node.capacity.spare;
        }
        build(work, Moment::now, asked, nullptr, work.binding);
        most = work.binding.least_room();
    }
    const SegmentId segment = asking.asking.segment;
    if (!segment.is_none() && asking.binds_of.is_none())
        most = std::min(most, most_for_segment(work, segment));
    most = most_within_limits(work, segment, asked, most);
    if (leaning != nullptr) {
        leaning->clear();
        for (const UnitGroup& live : work.groups)
            leaning->push_back({live.id, live.units});
    }
    if (there != nullptr) *there = all_asked(work, takes_spare);
    return std::max<Units>(0, most);
}

bool keeps_bindable_at(
    const ItemTable& items,
    SkuId sku,
    const ItemStock& stock,
    const ReferenceData& reference,
    const NetworkAsking& asking
) {
    NetworkUnits& work = gather_units(items, sku, stock, reference, asking);
    for (NodeUnits& node : work.nodes) {
        node.is_near = std::ranges::any_of(asking.taken, [&](const PositionDelta& delta) {
            const GroupId id = group_at(delta.node);
            const Group* group = id.is_none() ? nullptr : reference.groups->find(id);
            return delta.node == node.node || (group != nullptr && group->contains(node.node));
        });
    }
    keep_near(work);
    const SegmentId segment = asking.asking.segment;
    const PromiseTerms terms = promise_terms(stock.rows_of<DatedRow>(), *stock.calendar);
    // Of what is replenished without end nothing is ever short; ceilings stand.
    const bool is_unlimited = asking.asking.day >= terms.unlimited_from();
    static thread_local std::vector<Units> left;
    left.clear();
    for (const UnitGroup& limit : work.limits)
        left.push_back(is_unlimited ? kUnitsMax : room_of(work, limit, Moment::now));
    if (!is_unlimited && !is_no_shorter(work, segment, asking.taken)) return false;
    for (std::size_t index = 0; index < work.limits.size(); ++index) {
        const UnitGroup& limit = work.limits[index];
        const Units before = is_unlimited ? 0 : room_of(work, limit, Moment::before);
        const Kept kept = kept_from(work, limit, segment, before, false);
        if (left[index] < kept.units) return false;
        const Units taken = taken_within(work, limit, segment);
        const bool has_ceiling = kept.room != kUnitsMax;
        if (has_ceiling && taken > 0 && taken > kept.room) return false;
    }
    return true;
}

}  // namespace earmark
