// Holds over groups, the obvious way: for each set of demands, what it holds against what its nodes
// have for it (Hall's theorem). A floor at a node is there for holds of its segment alone.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace earmark {

bool NaiveEngine::is_within(NodeId place, NodeId node) const {
    if (place.is_none()) return true;
    const auto group = groups_.find(group_at(place));
    if (group == groups_.end()) return place == node;
    return std::ranges::find(group->second, node) != group->second.end();
}

Units NaiveEngine::held_over(SkuId sku, GroupId group, std::string_view own) const {
    Units held = 0;
    for (const auto& [id, reservation] : reservations_) {
        if (id == own) continue;
        for (const NaiveLine& line : reservation.lines) {
            if (line.asked.sku == sku && line.asked.node == place_of(group)) held += line.held;
        }
    }
    return held;
}

bool NaiveEngine::has_group_holds(SkuId sku) const {
    return std::ranges::any_of(groups_, [&](const auto& group) EARMARK_REQUIRES(mutex_) {
        return held_over(sku, group.first, {}) > 0;
    });
}

Units NaiveEngine::for_anyone(PositionKey key, std::string_view own) const {
    const Availability position = figures(key, own, {});
    const Units promised = least_projected(key, today_, own) - position.safety;
    return std::min(position.ats + position.kept, std::max<Units>(0, promised));
}

std::vector<NaiveEngine::GroupDemand> NaiveEngine::demands_near(
    SkuId sku, std::set<NodeId>& nodes, std::string_view own, GroupId without
) const {
    std::vector<GroupDemand> near;
    std::set<GroupId> known{without};
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto& [group, members] : groups_) {
            if (known.contains(group) || held_over(sku, group, own) == 0) continue;
            const bool shares =
                std::ranges::any_of(members, [&](NodeId node) { return nodes.contains(node); });
            if (!shares) continue;
            known.insert(group);
            nodes.insert(members.begin(), members.end());
            grew = true;
            std::set<SegmentId> segments;
            for (const auto& [id, reservation] : reservations_)
                segments.insert(reservation.segment);
            for (const SegmentId segment : segments) {
                const GroupDemand demand{group, segment};
                if (demand_of(sku, demand, own) > 0) near.push_back(demand);
            }
        }
    }
    return near;
}

Units NaiveEngine::demand_of(SkuId sku, const GroupDemand& demand, std::string_view own) const {
    Units held = 0;
    for (const auto& [id, reservation] : reservations_) {
        if (id == own || reservation.segment != demand.segment) continue;
        for (const NaiveLine& line : reservation.lines) {
            const bool is_there =
                line.asked.sku == sku && line.asked.node == place_of(demand.group);
            held += is_there ? line.held : 0;
        }
    }
    return held;
}

NaiveEngine::NodeParts NaiveEngine::parts_of(PositionKey key, std::string_view own) const {
    NodeParts parts;
    parts.floors = grants(key, for_anyone(key, own), own);
    parts.rest = for_anyone(key, own);
    for (const auto& [segment, granted] : parts.floors)
        parts.rest -= granted;
    return parts;
}

Units NaiveEngine::most_addable(SkuId sku, NodeId place, const GroupAsking& asked) const {
    std::set<NodeId> near;
    for (const auto& [node, enabled] : nodes_) {
        if (is_within(place, node)) near.insert(node);
    }
    const std::vector<GroupDemand> demands = demands_near(sku, near, asked.own, asked.binds);
    Units least = std::numeric_limits<Units>::max();
    for (std::size_t set = 0; set < std::size_t{1} << demands.size(); ++set) {
        Units left = 0;
        for (std::size_t index = 0; index < demands.size(); ++index)
            left -= (set >> index & 1U) != 0 ? demand_of(sku, demands[index], asked.own) : 0;
        for (const NodeId node : near) {
            // What the set may have of the node, and of what it may not the asker's.
            std::set<SegmentId> segments;
            for (std::size_t index = 0; index < demands.size(); ++index) {
                const bool is_in = (set >> index & 1U) != 0;
                if (is_in && is_within(place_of(demands[index].group), node))
                    segments.insert(demands[index].segment);
            }
            const PositionKey key{sku, node};
            const NodeParts parts = parts_of(key, asked.own);
            const bool is_asked = is_within(place, node);
            Units offered = is_asked ? figures(key, asked.own, asked.asking).ats : 0;
            for (const auto& [segment, granted] : parts.floors) {
                const bool is_own = segment == asked.asking.segment;
                const Units of_floor = asked.takes_all ? (is_asked ? granted : 0)
                                       : is_own        ? std::min(granted, offered)
                                                       : 0;
                if (is_own) offered -= std::min(granted, offered);
                left += segments.contains(segment) ? granted : of_floor;
            }
            if (asked.takes_all) offered = is_asked ? parts.rest : 0;
            left += segments.empty() ? offered : parts.rest;
        }
        least = std::min(least, left);
    }
    if (!asked.asking.segment.is_none() && !asked.takes_all)
        least = std::min(least, most_for_segment(sku, near, place, demands, asked));
    return std::max<Units>(0, least);
}

// The asker's segment holds over groups, too, and has its floors and ceilings at the nodes once.
Units NaiveEngine::most_for_segment(
    SkuId sku,
    const std::set<NodeId>& near,
    NodeId place,
    const std::vector<GroupDemand>& demands,
    const GroupAsking& asked
) const {
    std::vector<GroupDemand> own;
    std::ranges::copy_if(demands, std::back_inserter(own), [&](const GroupDemand& demand) {
        return demand.segment == asked.asking.segment;
    });
    Units least = std::numeric_limits<Units>::max();
    for (std::size_t set = 0; set < std::size_t{1} << own.size(); ++set) {
        Units left = 0;
        for (std::size_t index = 0; index < own.size(); ++index)
            left -= (set >> index & 1U) != 0 ? demand_of(sku, own[index], asked.own) : 0;
        for (const NodeId node : near) {
            bool counts = is_within(place, node);
            for (std::size_t index = 0; index < own.size(); ++index) {
                counts = counts ||
                         ((set >> index & 1U) != 0 && is_within(place_of(own[index].group), node));
            }
            if (counts) left += figures({sku, node}, asked.own, asked.asking).ats;
        }
        least = std::min(least, left);
    }
    return least;
}

void NaiveEngine::leave_to_groups(
    SkuId sku, NodeId place, std::string_view own, const Asking& asking, Availability& figures
) const {
    if (!has_group_holds(sku)) return;
    Units held = 0;
    for (const auto& [group, members] : groups_) {
        if (place.is_none() || place == place_of(group)) held += held_over(sku, group, own);
    }
    const Units left = figures.ats + figures.kept - held;
    figures.reserved += held;
    figures.ats = std::min(
        std::max<Units>(0, left), most_addable(sku, place, {.asking = asking, .own = own})
    );
    figures.kept = std::max<Units>(0, left) - figures.ats;
    figures.shortage += std::max<Units>(0, -left);
}

std::vector<Units> NaiveEngine::left_of_sets(SkuId sku, const std::vector<GroupDemand>& demands)
    const {
    std::vector<Units> left;
    for (std::size_t set = 0; set < std::size_t{1} << demands.size(); ++set) {
        Units& of_set = left.emplace_back();
        std::map<NodeId, std::set<SegmentId>> needed;
        for (std::size_t index = 0; index < demands.size(); ++index) {
            if ((set >> index & 1U) == 0) continue;
            of_set -= demand_of(sku, demands[index], {});
            for (const NodeId node : groups_.at(demands[index].group))
                needed[node].insert(demands[index].segment);
        }
        for (const auto& [node, segments] : needed) {
            const NodeParts parts = parts_of({sku, node}, {});
            of_set += parts.rest;
            for (const SegmentId segment : segments) {
                const auto floor = parts.floors.find(segment);
                of_set += floor == parts.floors.end() ? 0 : floor->second;
            }
        }
    }
    return left;
}

bool NaiveEngine::keeps_bindable(
    SkuId sku,
    NaiveReservation& reservation,
    const std::vector<NaiveLine>& before,
    const std::vector<NaiveLine>& after
) {
    const auto held_at = [sku](const std::vector<NaiveLine>& lines, NodeId place) {
        Units held = 0;
        for (const NaiveLine& line : lines)
            held += line.asked.sku == sku && line.asked.node == place ? line.held : 0;
        return held;
    };
    std::set<NodeId> places;
    for (const NaiveLine& line : after)
        places.insert(line.asked.node);
    bool is_more = false;
    bool is_group = false;
    std::set<NodeId> near;
    for (const NodeId place : places) {
        const Units more = held_at(after, place) - held_at(before, place);
        if (more == 0) continue;
        is_more = is_more || more > 0;
        is_group = is_group || is_group_place(place);
        for (const auto& [node, enabled] : nodes_) {
            if (is_within(place, node)) near.insert(node);
        }
    }
    reservation.lines = before;
    const bool may_matter = is_more && (is_group || has_group_holds(sku));
    reservation.lines = after;
    const std::vector<GroupDemand> demands = demands_near(sku, near, {}, {});
    const std::vector<Units> left_after = left_of_sets(sku, demands);
    reservation.lines = before;
    const std::vector<Units> left_before = left_of_sets(sku, demands);
    if (!may_matter) return true;
    for (std::size_t set = 0; set < left_after.size(); ++set) {
        if (left_after[set] < 0 && left_after[set] < left_before[set]) return false;
    }
    return true;
}

void NaiveEngine::bind_lines(NaiveReservation& reservation, std::vector<Units>& moved) {
    const auto put = [&](std::size_t index, NodeId node, Units units) EARMARK_REQUIRES(mutex_) {
        const NaiveLine source = reservation.lines[index];
        std::size_t at = 0;
        while (at < reservation.lines.size()) {
            const NaiveLine& line = reservation.lines[at];
            const bool is_same = line.asked.line == source.asked.line &&
                                 line.asked.sku == source.asked.sku && line.asked.node == node &&
                                 line.day == kNoDay;
            if (is_same) break;
            ++at;
        }
        if (at == reservation.lines.size()) {
            NaiveLine made;
            made.asked = {source.asked.line, source.asked.sku, node, 0};
            reservation.lines.push_back(made);
            moved.push_back(0);
        }
        NaiveLine& from = reservation.lines[index];
        NaiveLine& to = reservation.lines[at];
        from.held -= units;
        from.granted -= units;
        to.held += units;
        to.granted += units;
        const Units asked = from.granted == 0 ? from.asked.quantity : units;
        from.asked.quantity -= asked;
        to.asked.quantity += asked;
        moved[index] -= units;
        moved[at] += units;
        positions_[{source.asked.sku, node}];
    };
    const std::size_t count = reservation.lines.size();
    for (std::size_t index = 0; index < count; ++index) {
        const ReserveLine line = reservation.lines[index].asked;
        const GroupId group = group_at(line.node);
        if (moved[index] == 0 || group.is_none()) continue;
        std::vector<NodeId> members = groups_.at(group);
        std::ranges::sort(members);
        for (const bool takes_all : {false, true}) {
            for (const NodeId node : members) {
                const GroupAsking asked{
                    .asking = {.segment = reservation.segment},
                    .binds = group,
                    .takes_all = takes_all
                };
                const Units units = std::min(moved[index], most_addable(line.sku, node, asked));
                if (units > 0) put(index, node, units);
            }
        }
        const auto sells = std::ranges::find_if(members, [&](NodeId node) EARMARK_REQUIRES(mutex_) {
            return nodes_.at(node);
        });
        const NodeId last = sells == members.end() ? members.front() : *sells;
        if (moved[index] > 0) put(index, last, moved[index]);
    }
    for (std::size_t index = count; index-- > 0;) {
        const NaiveLine& line = reservation.lines[index];
        const bool is_gone =
            is_group_place(line.asked.node) && line.granted == 0 && line.asked.quantity == 0;
        if (!is_gone) continue;
        reservation.lines.erase(reservation.lines.begin() + static_cast<std::ptrdiff_t>(index));
        moved.erase(moved.begin() + static_cast<std::ptrdiff_t>(index));
    }
}

}  // namespace earmark
