// Where units that a group held go when they leave it, the obvious way.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace earmark {

/// What ceilings of the segment, at the node and over groups that it is in, leave units that the
/// group held.
Units NaiveEngine::ceiling_room(
    SkuId sku, NodeId node, GroupId group, const NaiveReservation& reservation
) const {
    Units room = kUnitsMax;
    for (const auto& [key, rules] : rules_) {
        const auto& [item, place] = key;
        const bool is_new = covers(place, node) && !covers(place, place_of(group));
        if (item != sku || !is_new) continue;
        for (const NaiveRule& rule : rules) {
            const bool counts = rule.rule.standing || reservation.made >= rule.began;
            const bool stands = rule.is_active && rule.rule.segment == reservation.segment &&
                                rule.rule.ceiling != kNoCeiling && counts;
            if (stands)
                room = std::min(room, of_basis(key, rule, rule.rule.ceiling) - used(key, rule, {}));
        }
    }
    return std::max<Units>(0, room);
}

/// What of the group's units may go to the node; its other holds go to nodes, too.
Units NaiveEngine::room_for_bound(
    SkuId sku, NodeId node, GroupId group, NaiveReservation& reservation, BindingTurn turn
) {
    const Availability there = figures({sku, node}, {}, {});
    if (there.on_hand - there.reserved - there.allocated <= 0) return 0;
    GroupAsking asked{.asking = {.segment = reservation.segment}, .without = group};
    if (turn == BindingTurn::for_all) {
        // As if it held nothing there.
        const std::vector<NaiveLine> kept = reservation.lines;
        for (NaiveLine& line : reservation.lines) {
            if (line.asked.sku == sku && line.asked.node == place_of(group)) line.held = 0;
        }
        const Units units = most_addable(sku, node, asked);
        reservation.lines = kept;
        return units;
    }
    asked.takes_all = true;
    asked.heeds_kept = false;
    const bool is_network = network_rule(sku, group) != nullptr;
    asked.takes_spare = is_network && turn == BindingTurn::for_stock;
    const Units units = most_addable(sku, node, asked);
    // What the node withholds comes after all else that it has.
    if (!is_network || asked.takes_spare || units < for_anyone({sku, node}, {})) return units;
    asked.takes_spare = true;
    return most_addable(sku, node, asked);
}

/// Units of a line of a group go to a node, beside what the same line has there.
void NaiveEngine::put_bound(Binding& binding, NodeId node, Units units) {
    std::vector<NaiveLine>& lines = binding.reservation.lines;
    const NaiveLine source = lines[binding.line];
    const auto known = std::ranges::find_if(lines, [&](const NaiveLine& line) {
        return line.asked.line == source.asked.line && line.asked.sku == source.asked.sku &&
               line.asked.node == node && line.day == kNoDay;
    });
    const auto at = static_cast<std::size_t>(known - lines.begin());
    if (at == lines.size()) {
        NaiveLine made;
        made.asked = {source.asked.line, source.asked.sku, node, 0};
        made.kit = source.kit;
        made.per_kit = source.per_kit;
        lines.push_back(made);
        binding.moved.push_back(0);
    }
    NaiveLine& from = lines[binding.line];
    NaiveLine& to = lines[at];
    from.held -= units;
    from.granted -= units;
    to.held += units;
    to.granted += units;
    from.asked.quantity -= units;
    to.asked.quantity += units;
    if (binding.chosen.insert(node).second) binding.last_chosen = at;
    binding.moved[binding.line] -= units;
    binding.moved[at] += units;
}

void NaiveEngine::bind_to_stock(Binding& binding) {
    const ReserveLine line = binding.reservation.lines[binding.line].asked;
    const GroupId group = group_at(line.node);
    for (const BindingTurn turn :
         {BindingTurn::for_all, BindingTurn::for_holds, BindingTurn::for_stock}) {
        for (const NodeId node : binding.members) {
            Units units = room_for_bound(line.sku, node, group, binding.reservation, turn);
            if (turn != BindingTurn::for_all)
                units = std::min(units, ceiling_room(line.sku, node, group, binding.reservation));
            units = std::min(binding.moved[binding.line], units);
            if (units > 0) put_bound(binding, node, units);
        }
    }
}

/// What would find stock but for ceilings.
Units NaiveEngine::kept_off(const Binding& binding) {
    const ReserveLine line = binding.reservation.lines[binding.line].asked;
    const std::vector<NaiveLine> lines = binding.reservation.lines;
    std::vector<Units> moved = binding.moved;
    Binding tried{binding.reservation, moved, binding.line, binding.members};
    Units kept = 0;
    for (const NodeId node : binding.members) {
        const Units room = room_for_bound(
            line.sku, node, group_at(line.node), tried.reservation, BindingTurn::for_stock
        );
        const Units units = std::min(moved[binding.line], room);
        if (units > 0) put_bound(tried, node, units);
        kept += units;
    }
    binding.reservation.lines = lines;
    return kept;
}

/// What finds no stock is a shortage at nodes that ceilings allow; nothing that is free, on which
/// others lean, goes for what only ceilings keep off.
void NaiveEngine::bind_short(Binding& binding) {
    const ReserveLine line = binding.reservation.lines[binding.line].asked;
    const Units kept = kept_off(binding);
    const auto nodes = nodes_;  // Of its own: the lambda holds no lock by name.
    std::ranges::sort(binding.members, {}, [&](NodeId node) {
        return std::pair(!nodes.at(node), node);
    });
    for (const bool is_kept_off : {false, true}) {
        Units left = is_kept_off ? kept : binding.moved[binding.line] - kept;
        for (const NodeId node : binding.members) {
            const Availability there = figures({line.sku, node}, {}, {});
            const bool is_free = there.on_hand > there.reserved + there.allocated;
            if (is_kept_off && is_free) continue;
            const Units room =
                ceiling_room(line.sku, node, group_at(line.node), binding.reservation);
            const Units units = std::min(left, room);
            if (units > 0) put_bound(binding, node, units);
            left -= units;
        }
    }
}

/// The nodes have positions now, and of the first lines those of groups that have nothing go.
void NaiveEngine::settle_bound(Binding& binding, std::size_t first_lines) {
    std::vector<NaiveLine>& lines = binding.reservation.lines;
    for (const NaiveLine& line : lines) {
        if (!is_group_place(line.asked.node) && line.held > 0)
            positions_[{line.asked.sku, line.asked.node}];
    }
    for (std::size_t index = first_lines; index-- > 0;) {
        const NaiveLine& line = lines[index];
        const bool is_gone =
            is_group_place(line.asked.node) && line.granted == 0 && line.asked.quantity == 0;
        if (!is_gone) continue;
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(index));
        binding.moved.erase(binding.moved.begin() + static_cast<std::ptrdiff_t>(index));
    }
}

bool NaiveEngine::bind_lines(NaiveReservation& reservation, std::vector<Units>& moved) {
    const std::vector<NaiveLine> before = reservation.lines;
    Binding binding{reservation, moved};
    for (std::size_t index = 0; index < before.size(); ++index) {
        const GroupId group = group_at(before[index].asked.node);
        if (moved[index] == 0 || group.is_none()) continue;
        binding.line = index;
        binding.chosen.clear();
        binding.members = groups_.at(group);
        std::ranges::sort(binding.members);
        bind_to_stock(binding);
        bind_short(binding);
        if (moved[index] > 0) {
            reservation.lines = before;
            return false;
        }
        // What the line was asked for and did not get goes with the last node chosen for it.
        NaiveLine& from = reservation.lines[index];
        if (from.granted > 0) continue;
        reservation.lines[binding.last_chosen].asked.quantity += from.asked.quantity;
        from.asked.quantity = 0;
    }
    settle_bound(binding, before.size());
    return true;
}

}  // namespace earmark
