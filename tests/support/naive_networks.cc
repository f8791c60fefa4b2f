// Holds over groups, the obvious way: for each set of demands, what it holds against what its nodes
// have for it (Hall's theorem). A floor at a node is there for holds of its segment alone; what a
// node withholds is there for groups that keep a network safety.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>
#include <limits>

namespace earmark {

bool NaiveEngine::is_within(NodeId place, NodeId node) const {
    if (place.is_none()) return true;
    const auto group = groups_.find(group_at(place));
    if (group == groups_.end()) return place == node;
    return std::ranges::find(group->second, node) != group->second.end();
}

/// Whether what is taken at the other place is taken at this one.
bool NaiveEngine::covers(NodeId place, NodeId other) const {
    if (place == other) return true;
    const auto group = groups_.find(group_at(other));
    if (group == groups_.end()) return is_within(place, other);
    return is_group_place(place) && !group->second.empty() &&
           std::ranges::all_of(group->second, [&](NodeId node) EARMARK_REQUIRES(mutex_) {
               return is_within(place, node);
           });
}

Units NaiveEngine::held_over(SkuId sku, GroupId group, std::string_view own) const {
    Units held = 0;
    for (const GroupDemand& demand : demands_over(sku, group, own))
        held += demand.units;
    return held;
}

/// What the group holds, by segment.
std::vector<NaiveEngine::GroupDemand> NaiveEngine::demands_over(
    SkuId sku, GroupId group, std::string_view own
) const {
    std::map<SegmentId, Units> held;
    for (const auto& [id, reservation] : reservations_) {
        if (id == own) continue;
        for (const NaiveLine& line : reservation.lines) {
            const bool is_there = line.asked.sku == sku && line.asked.node == place_of(group);
            held[reservation.segment] += is_there ? line.held : 0;
        }
    }
    std::vector<GroupDemand> demands;
    for (const auto& [segment, units] : held) {
        if (units > 0) demands.push_back({.group = group, .segment = segment, .units = units});
    }
    return demands;
}

bool NaiveEngine::has_group_holds(SkuId sku) const {
    return std::ranges::any_of(groups_, [&](const auto& group) EARMARK_REQUIRES(mutex_) {
        return held_over(sku, group.first, {}) > 0;
    });
}

/// Whether groups matter to the item at all.
bool NaiveEngine::has_networks(SkuId sku) const {
    return has_group_holds(sku) ||
           std::ranges::any_of(groups_, [&](const auto& group) EARMARK_REQUIRES(mutex_) {
               return keeps_some(sku, group.first);
           });
}

Units NaiveEngine::for_anyone(PositionKey key, std::string_view own, bool ignores_safety) const {
    const Asking asking{.ignore_safety = ignores_safety};
    const Availability position = figures(key, own, asking);
    if (looks_at_ == kNoDay) {
        const Units promised = least_projected(key, today_, own) - position.safety;
        return std::min(position.ats + position.kept, std::max<Units>(0, promised));
    }
    const auto node = nodes_.find(key.second);
    if (node == nodes_.end() || !node->second || is_stopped(key, asking)) return 0;
    const Units least = least_projected(key, looks_at_, own);
    return least == kUnitsMax ? least : std::max<Units>(0, least - position.safety);
}

Units NaiveEngine::offered_at(PositionKey key, std::string_view own, const Asking& asking) const {
    return looks_at_ == kNoDay ? figures(key, own, asking).ats : atp(key, looks_at_, asking, own);
}

NaiveEngine::Neighbours NaiveEngine::neighbours(
    SkuId sku, std::set<NodeId> nodes, const GroupAsking& asked
) const {
    const auto has_no_stock = [&](NodeId node) EARMARK_REQUIRES(mutex_) {
        return !positions_.contains({sku, node});
    };
    std::erase_if(nodes, has_no_stock);
    Neighbours near{.nodes = std::move(nodes)};
    std::set<GroupId> known;
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto& [group, members] : groups_) {
            const auto demands = demands_over(sku, group, asked.own);
            const bool holds = group != asked.without && !demands.empty();
            const bool keeps = asked.heeds_kept && keeps_some(sku, group);
            if (known.contains(group) || (!holds && !keeps)) continue;
            const bool shares = std::ranges::any_of(members, [&](NodeId node) {
                return near.nodes.contains(node);
            });
            if (!shares) continue;
            known.insert(group);
            grew = true;
            near.nodes.insert(members.begin(), members.end());
            std::erase_if(near.nodes, has_no_stock);
            if (holds) near.demands.insert(near.demands.end(), demands.begin(), demands.end());
            if (keeps) near.keeping.push_back(group);
        }
    }
    return near;
}

std::vector<NaiveEngine::StockPart> NaiveEngine::parts_of(
    SkuId sku, const std::set<NodeId>& nodes, std::string_view own
) const {
    std::vector<StockPart> parts;
    for (const NodeId node : nodes) {
        const PositionKey key{sku, node};
        const Units all = for_anyone(key, own);
        Units rest = all;
        for (const auto& [segment, granted] : grants(key, all, own)) {
            parts.push_back({.node = node, .units = granted, .floor_of = segment});
            rest -= granted;
        }
        parts.push_back({.node = node, .units = rest});
        const Units withheld = for_anyone(key, own, /*ignores_safety=*/true) - all;
        parts.push_back({.node = node, .units = withheld, .is_withheld = true});
    }
    return parts;
}

/// What of the parts who asks may take, its own floor first.
void NaiveEngine::offer_to(
    SkuId sku, NodeId place, const GroupAsking& asked, std::vector<StockPart>& parts
) const {
    std::map<NodeId, Units> left;
    const bool is_network = network_rule(sku, group_at(place)) != nullptr;
    for (StockPart& part : parts) {
        part.offered = 0;
        if (!is_within(place, part.node)) continue;
        if (asked.takes_all) {
            part.offered = !part.is_withheld || asked.takes_spare ? part.units : 0;
            continue;
        }
        // A network takes what the node withholds, too, but last.
        Asking asking = asked.asking;
        asking.ignore_safety = asking.ignore_safety || is_network;
        const Units offered = offered_at({sku, part.node}, asked.own, asking);
        Units& rest = left.try_emplace(part.node, offered).first->second;
        const bool is_own = part.floor_of == asked.asking.segment;
        if (part.is_withheld) {
            part.offered = is_network ? rest : 0;
        } else if (part.floor_of) {
            part.offered = is_own ? std::min(part.units, rest) : 0;
        } else {
            const Units withheld = for_anyone({sku, part.node}, asked.own, true) -
                                   for_anyone({sku, part.node}, asked.own);
            const Units last = std::clamp<Units>(rest - part.units, 0, withheld);
            part.offered = is_network ? rest - last : rest;
        }
        rest -= part.offered;
    }
}

bool NaiveEngine::may_take(SkuId sku, const GroupDemand& demand, const StockPart& part) const {
    if (!is_within(place_of(demand.group), part.node)) return false;
    if (part.is_withheld) return network_rule(sku, demand.group) != nullptr;
    return !part.floor_of || demand.is_kept || *part.floor_of == demand.segment;
}

/// What a set of demands and who asks leave together: what they may have, less what it holds.
Units NaiveEngine::left_of_set(
    SkuId sku,
    const std::vector<GroupDemand>& demands,
    std::size_t set,
    const std::vector<StockPart>& parts
) const {
    Units left = 0;
    for (std::size_t index = 0; index < demands.size(); ++index)
        left -= (set >> index & 1U) != 0 ? demands[index].units : 0;
    for (const StockPart& part : parts) {
        bool is_theirs = false;
        for (std::size_t index = 0; index < demands.size(); ++index) {
            const bool is_in = (set >> index & 1U) != 0;
            is_theirs = is_theirs || (is_in && may_take(sku, demands[index], part));
        }
        left += is_theirs ? part.units : part.offered;
    }
    return left;
}

Units NaiveEngine::least_left(
    SkuId sku, const std::vector<GroupDemand>& demands, const std::vector<StockPart>& parts
) const {
    Units least = std::numeric_limits<Units>::max();
    for (std::size_t set = 0; set < std::size_t{1} << demands.size(); ++set)
        least = std::min(least, left_of_set(sku, demands, set, parts));
    return least;
}

Units NaiveEngine::most_addable(SkuId sku, NodeId place, const GroupAsking& asked) const {
    std::set<NodeId> there;
    for (const auto& [node, enabled] : nodes_) {
        if (is_within(place, node)) there.insert(node);
    }
    const Neighbours near = neighbours(sku, there, asked);
    std::vector<StockPart> parts = parts_of(sku, near.nodes, asked.own);
    offer_to(sku, place, asked, parts);
    Units most = least_left(sku, near.demands, parts);
    if (!asked.asking.segment.is_none() && !asked.takes_all)
        most = std::min(most, most_for_segment(sku, place, near, asked));
    most = std::min(most, most_beside_kept(sku, near, parts, asked));
    return std::max<Units>(0, most);
}

// The asker's segment holds over groups, too, and has its floors and ceilings at the nodes once.
Units NaiveEngine::most_for_segment(
    SkuId sku, NodeId place, const Neighbours& near, const GroupAsking& asked
) const {
    std::vector<GroupDemand> own = near.demands;
    std::erase_if(own, [&](const GroupDemand& demand) {
        return demand.segment != asked.asking.segment;
    });
    return least_left(sku, own, segment_parts(sku, place, near, asked));
}

/// What nodes give the asker's segment.
std::vector<NaiveEngine::StockPart> NaiveEngine::segment_parts(
    SkuId sku, NodeId place, const Neighbours& near, const GroupAsking& asked
) const {
    const bool is_network =
        std::ranges::any_of(groups_, [&](const auto& group) EARMARK_REQUIRES(mutex_) {
            return network_rule(sku, group.first) != nullptr;
        });
    std::vector<StockPart> parts;
    for (const NodeId node : near.nodes) {
        Asking asking = asked.asking;
        Units may_have = offered_at({sku, node}, asked.own, asking);
        asking.ignore_safety = true;
        if (is_network) may_have = std::max(may_have, offered_at({sku, node}, asked.own, asking));
        const Units offered = is_within(place, node) ? may_have : 0;
        parts.push_back({.node = node, .units = may_have, .offered = offered});
    }
    return parts;
}

void NaiveEngine::leave_to_groups(
    SkuId sku, NodeId place, std::string_view own, const Asking& asking, Availability& figures
) const {
    if (!has_networks(sku)) return;
    Units held = 0;
    for (const auto& [group, members] : groups_) {
        if (place.is_none() || place == place_of(group)) held += held_over(sku, group, own);
    }
    const Units safety = asking.ignore_safety ? 0 : network_safety(sku, group_at(place));
    const Units left = figures.ats + figures.kept - held;
    const Units withheld = std::clamp<Units>(left, 0, safety);
    figures.reserved += held;
    figures.safety += safety;
    figures.withheld += withheld;
    const Units rest = std::max<Units>(0, left) - withheld;
    figures.ats = std::min(rest, most_addable(sku, place, {.asking = asking, .own = own}));
    figures.kept = rest - figures.ats;
    figures.shortage += std::max<Units>(0, -left);
}

bool NaiveEngine::is_shorter(
    SkuId sku,
    const std::vector<GroupDemand>& now,
    const std::vector<StockPart>& parts_now,
    const std::vector<GroupDemand>& before,
    const std::vector<StockPart>& parts_before
) const {
    for (std::size_t set = 0; set < std::size_t{1} << now.size(); ++set) {
        const Units is_left = left_of_set(sku, now, set, parts_now);
        const Units was_left = left_of_set(sku, before, set, parts_before);
        if (is_left < 0 && is_left < was_left) return true;
    }
    return false;
}

std::vector<NaiveEngine::StockPart> NaiveEngine::parts_for_segment(
    SkuId sku, const std::set<NodeId>& nodes, const Asking& asking
) const {
    Neighbours near{.nodes = nodes};
    std::vector<StockPart> parts = segment_parts(sku, NodeId(), near, {.asking = asking});
    for (StockPart& part : parts)
        part.offered = 0;
    return parts;
}

bool NaiveEngine::keeps_bindable_now(
    SkuId sku,
    const Asking& asking,
    NaiveReservation& reservation,
    const std::vector<NaiveLine>& before,
    const std::vector<NaiveLine>& after
) {
    std::set<NodeId> nodes;
    std::map<GroupId, Units> taken;
    for (const auto& [place_day, more] : taken_by_place(sku, before, after)) {
        for (const auto& [node, enabled] : nodes_) {
            if (more != 0 && is_within(place_day.first, node)) nodes.insert(node);
        }
        for (const auto& [group, members] : groups_)
            taken[group] += covers(place_of(group), place_day.first) ? more : 0;
    }
    const auto of_segment = [&](std::vector<GroupDemand> demands) {
        std::erase_if(demands, [&](const GroupDemand& demand) {
            return demand.segment != asking.segment;
        });
        return demands;
    };
    const bool is_unlimited = looks_at_ != kNoDay && looks_at_ >= unlimited_from(sku);
    reservation.lines = after;
    const Neighbours near = neighbours(sku, nodes, {});
    const auto parts_after = parts_of(sku, near.nodes, {});
    const auto own_after = parts_for_segment(sku, near.nodes, asking);
    const std::vector<Units> rooms_after = rooms_over(sku, near);

    reservation.lines = before;
    Neighbours near_before = near;
    for (GroupDemand& demand : near_before.demands) {
        demand.units = 0;
        for (const GroupDemand& was : demands_over(sku, demand.group, {}))
            demand.units += was.segment == demand.segment ? was.units : 0;
    }
    const auto parts_before = parts_of(sku, near.nodes, {});
    const auto own_before = parts_for_segment(sku, near.nodes, asking);
    if (!is_unlimited) {
        if (is_shorter(sku, near.demands, parts_after, near_before.demands, parts_before))
            return false;
        const bool is_own_shorter = is_shorter(
            sku, of_segment(near.demands), own_after, of_segment(near_before.demands), own_before
        );
        if (!asking.segment.is_none() && is_own_shorter) return false;
    }
    const std::vector<Units> rooms_before = rooms_over(sku, near_before);
    for (std::size_t index = 0; index < near.keeping.size(); ++index) {
        const GroupId group = near.keeping[index];
        const GroupKeeps kept = kept_over(sku, group, rooms_before[index], asking, {});
        if (!is_unlimited && rooms_after[index] < kept.units) return false;
        if (kept.room && taken[group] > 0 && taken[group] > *kept.room) return false;
    }
    return true;
}

}  // namespace earmark
