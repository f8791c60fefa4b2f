#include "engine/bind_lines.h"

#include "engine/first_answer.h"
#include "engine/network_holds.h"
#include "engine/network_units.h"
#include "engine/segment_tallies.h"

#include <algorithm>
#include <tuple>

namespace earmark {

namespace {

/// The members in the order in which units go to them that find stock nowhere: those that sell
/// first.
void put_sellers_first(std::vector<GroupMember>& members, const NodeDirectory& nodes) {
    const auto is_closed = [&](const GroupMember& member) {
        return nodes.is_disabled(member.node);
    };
    std::ranges::sort(members, {}, [&](const GroupMember& member) {
        return std::tuple(is_closed(member), member.priority, member.node);
    });
}

/// The members with the best priority first.
std::vector<GroupMember> by_priority(const Group& group) {
    std::vector<GroupMember> members = group.members;
    std::ranges::sort(members, {}, [](const GroupMember& member) {
        return std::tuple(member.priority, member.node);
    });
    return members;
}

/// What the units leave alone: what others are kept, other holds, or just what is not there.
enum class Care : std::uint8_t { for_all, for_holds, for_stock };

/// Binds the units of one line after the other.
class NodeChooser {
  public:
    NodeChooser(
        const EngineState& state,
        const ReferenceData& reference,
        const Reservation& reservation,
        std::vector<BoundUnits>& bound
    )
        : state_(state), reference_(reference), reservation_(reservation), bound_(bound) {}

    /// Returns what no node may take, for ceilings of the reservation's segment.
    Units bind(std::size_t index, Units units) {
        const ReservationKey& key = reservation_.keys()[index];
        const Group& group = *reference_.groups->find(group_at(key.node()));
        auto members = by_priority(group);
        Units left = units;
        for (const Care care : {Care::for_all, Care::for_holds, Care::for_stock}) {
            for (const GroupMember& member : members) {
                if (left == 0) return 0;
                Units there = std::min(left, room_at(key, member.node, care));
                if (there > 0 && care != Care::for_all)
                    there = std::min(there, ceiling_room(key, member.node));
                if (there > 0) take(index, member.node, there);
                left -= there;
            }
        }
        if (left == 0) return 0;
        const Units kept_off = found_without_ceilings(index, members, left);
        put_sellers_first(members, *reference_.nodes);
        left = put_short(index, members, left - kept_off, Leaning::does_not_matter);
        return left + put_short(index, members, kept_off, Leaning::is_heeded);
    }

  private:
    /// Whether units that find no stock leave alone what is free at a node: other holds lean on it.
    enum class Leaning : std::uint8_t { does_not_matter, is_heeded };

    /// Takes units to nodes that have no room for them, within ceilings. Returns the rest.
    Units put_short(
        std::size_t index, std::span<const GroupMember> members, Units units, Leaning leaning
    ) {
        const ReservationKey& key = reservation_.keys()[index];
        for (const GroupMember& member : members) {
            if (leaning == Leaning::is_heeded && is_free(key.sku(), member.node)) continue;
            const Units there = std::min(units, ceiling_room(key, member.node));
            if (there > 0) take(index, member.node, there);
            units -= there;
        }
        return units;
    }

    bool is_free(SkuId sku, NodeId node) const {
        const auto position = state_.items.position(sku, node);
        return position && position->free() > sum_at(taken_of(sku), node);
    }

    /// How many of the units would find stock if there were no ceilings.
    Units found_without_ceilings(
        std::size_t index, std::span<const GroupMember> members, Units units
    ) {
        const std::vector<BoundUnits> kept = bound_;
        Units left = units;
        for (const GroupMember& member : members) {
            const Units there =
                std::min(left, room_at(reservation_.keys()[index], member.node, Care::for_stock));
            if (there > 0) take(index, member.node, there);
            left -= there;
        }
        bound_ = kept;
        return units - left;
    }

    /// What of the group's units may go to the node. They all count as gone from the group: a set
    /// of groups with this one is as well off when its units go to a node of it.
    Units room_at(const ReservationKey& key, NodeId node, Care care) const {
        const auto position = state_.items.position(key.sku(), node);
        if (!position || position->free() <= 0) return 0;
        const PositionDelta own{
            .sku = key.sku(), .node = key.node(), .reserved = own_left(key.sku(), key.node())
        };
        NetworkAsking asking{
            .place = node,
            .taken = taken_of(key.sku()),
            .own = {&own, 1},
            .own_stamp = {.segment = reservation_.segment(), .made = reservation_.made()},
            .without = group_at(key.node()),
        };
        if (care == Care::for_all) {
            asking.asking.segment = reservation_.segment();
        } else {
            asking.ignores_kept = true;
            asking.binds_of = group_at(key.node());
            asking.asking.ignore_safety = care == Care::for_stock;
        }
        return most_addable(
            state_.items, key.sku(), state_.items.stock(key.sku()), reference_, asking
        );
    }

    /// What ceilings of the segment, at the node and over groups that it is in, leave the units.
    Units ceiling_room(const ReservationKey& key, NodeId node) const {
        const SegmentRows rows = state_.items.stock(key.sku()).rows_of<SegmentRow>();
        Units room = kUnitsMax;
        if (rows.empty() || reservation_.segment().is_none()) return room;
        const auto stands = [&](const SegmentRow& rule) {
            return rule.is_rule() && rule.active && rule.segment == reservation_.segment() &&
                   rule.ceiling != kNoCeiling && rule.counts(reservation_.made());
        };
        const auto leave = [&](const SegmentRow& rule, NodeId place) {
            const Units most = rule.of_basis(rule.ceiling, on_hand_within(key.sku(), place));
            room = std::min(room, most - rule.used() - bound_within(key.sku(), place));
        };
        rows.visit_node(node, [&](const SegmentRow& rule) {
            if (stands(rule)) leave(rule, node);
        });
        visit_group_rules(rows, [&](const SegmentRow& rule) {
            const GroupId group = group_at(rule.node);
            // What a group within that one holds is counted there already.
            const bool is_new = is_within(*reference_.groups, group, node) &&
                                !is_within(*reference_.groups, group, key.node());
            if (is_new && stands(rule))
                leave(with_tallies(rows, rule, *reference_.groups), rule.node);
        });
        return std::max<Units>(0, room);
    }

    bool covers(NodeId place, NodeId other) const {
        if (place == other) return true;
        return is_group_place(place) && is_within(*reference_.groups, group_at(place), other);
    }

    Units on_hand_within(SkuId sku, NodeId place) const {
        const PositionBlock* block = state_.items.stock(sku).positions;
        const std::uint32_t count =
            block == nullptr ? 0 : std::min(block->count(), block->capacity());
        Units on_hand = 0;
        for (std::uint32_t index = 0; index < count; ++index) {
            const Position position = block->load_counters(index);
            if (covers(place, position.node())) on_hand += position.on_hand();
        }
        return on_hand;
    }

    /// Units that came to nodes of the place before, and were not counted there by their group.
    Units bound_within(SkuId sku, NodeId place) const {
        Units units = 0;
        for (const BoundUnits& each : bound_) {
            const ReservationKey& key = reservation_.keys()[each.index];
            const bool is_new = covers(place, each.node) && !covers(place, key.node());
            if (key.sku() == sku && is_new) units += each.units;
        }
        return units;
    }

    /// What the reservation itself holds there and has not taken to nodes yet.
    Units own_left(SkuId sku, NodeId place) const {
        Units left = 0;
        for (std::size_t index = 0; index < reservation_.line_count(); ++index) {
            const ReservationKey& key = reservation_.keys()[index];
            if (key.sku() == sku && key.node() == place) left += reservation_.units(index).held;
        }
        for (const BoundUnits& each : bound_) {
            const ReservationKey& key = reservation_.keys()[each.index];
            if (key.sku() == sku && key.node() == place) left -= each.units;
        }
        return left;
    }

    /// Units of the item that went to nodes before, and left their groups.
    std::span<const PositionDelta> taken_of(SkuId sku) const {
        static thread_local std::vector<PositionDelta> taken;
        taken.clear();
        for (const BoundUnits& each : bound_) {
            const ReservationKey& key = reservation_.keys()[each.index];
            if (key.sku() != sku) continue;
            taken.push_back({.sku = sku, .node = each.node, .reserved = each.units});
            taken.push_back({.sku = sku, .node = key.node(), .reserved = -each.units});
        }
        return taken;
    }

    void take(std::size_t index, NodeId node, Units units) {
        const auto same = std::ranges::find_if(bound_, [&](const BoundUnits& each) {
            return each.index == index && each.node == node;
        });
        if (same == bound_.end()) {
            bound_.push_back({.index = index, .node = node, .units = units});
        } else {
            same->units += units;
        }
    }

    const EngineState& state_;
    const ReferenceData& reference_;
    const Reservation& reservation_;
    std::vector<BoundUnits>& bound_;
};

/// A reservation's line on its way from one set of lines to another.
struct LineRow {
    ReservationKey key;
    Units requested;
    LineUnits units;
    Day day;
    Units moved;
    PartOfKit part;
};

std::vector<LineRow> rows_of(const Reservation& reservation, std::span<const Units> moved) {
    std::vector<LineRow> rows;
    rows.reserve(reservation.line_count());
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const ReservationKey& key = reservation.keys()[index];
        const LineUnits units = reservation.units(index);
        const PartOfKit part = reservation.part_of_kit(index);
        rows.push_back({key, key.quantity(), units, reservation.day(index), moved[index], part});
    }
    return rows;
}

/// Where units of that row go that are bound to a node.
LineRow& row_at(std::vector<LineRow>& rows, std::size_t bound, NodeId node) {
    const ReservationKey line = rows[bound].key;
    const auto known = std::ranges::find_if(rows, [&](const LineRow& row) {
        return row.key.line() == line.line() && row.key.sku() == line.sku() &&
               row.key.node() == node && row.day == kNoDay;
    });
    if (known != rows.end()) return *known;
    const ReservationKey key(line.line(), line.sku(), node, 0);
    return rows.emplace_back(LineRow{key, 0, {}, kNoDay, 0, rows[bound].part});
}

}  // namespace

bool moves_group_lines(const Reservation& reservation, std::span<const Units> moved) {
    for (std::size_t index = 0; index < moved.size(); ++index) {
        if (moved[index] > 0 && is_group_place(reservation.keys()[index].node())) return true;
    }
    return false;
}

Outcome find_bound_lines_max(
    const Reservation& reservation,
    std::span<const Units> moved,
    const ReferenceData& reference,
    std::size_t& lines_max,
    std::string& detail
) {
    std::size_t most = reservation.line_count();
    for (std::size_t index = 0; index < moved.size(); ++index) {
        const ReservationKey& key = reservation.keys()[index];
        if (moved[index] == 0 || !is_group_place(key.node())) continue;
        const Group* group = reference.groups->find(group_at(key.node()));
        const std::size_t members = group == nullptr ? 0 : group->members.size();
        if (members == 0) {
            detail = "line " + std::to_string(key.line()) + " is held by a group without nodes";
            return Outcome::wrong_state;
        }
        most += std::min(members, static_cast<std::size_t>(moved[index]));
    }
    lines_max = std::min(most, kReservationLinesMax);
    return Outcome::done;
}

Outcome choose_nodes(
    const EngineState& state,
    const ReferenceData& reference,
    const Reservation& reservation,
    std::span<const Units> moved,
    std::vector<BoundUnits>& bound,
    std::string& detail
) {
    bound.clear();
    NodeChooser chooser(state, reference, reservation, bound);
    for (std::size_t index = 0; index < moved.size(); ++index) {
        const ReservationKey& key = reservation.keys()[index];
        if (moved[index] == 0 || !is_group_place(key.node())) continue;
        const Units left = chooser.bind(index, moved[index]);
        if (left == 0) continue;
        detail = "line " + std::to_string(key.line()) + ": the segment's ceilings leave " +
                 std::to_string(left) + " of " + std::to_string(moved[index]) +
                 " units no node of their group";
        return Outcome::lines_refused;
    }
    const std::size_t lines = reservation.line_count() + bound.size();
    if (lines <= kReservationLinesMax) return Outcome::done;
    detail = found_expected("lines at nodes", std::to_string(lines), "at most 4096");
    return Outcome::too_many_lines;
}

Reservation& bind_lines(
    ReservationTable::Stripe& stripe,
    Reservation& reservation,
    std::span<const BoundUnits> bound,
    std::vector<Units>& moved,
    std::vector<PositionDelta>& deltas
) {
    keep_first_answer(reservation);
    std::vector<LineRow> rows = rows_of(reservation, moved);
    for (const BoundUnits& each : bound) {
        const ReservationKey line = rows[each.index].key;
        LineRow& target = row_at(rows, each.index, each.node);
        LineRow& source = rows[each.index];
        source.units.held -= each.units;
        source.units.granted -= each.units;
        source.moved -= each.units;
        target.units.held += each.units;
        target.units.granted += each.units;
        target.moved += each.units;
        // What the line was asked for and did not get goes with the last of what it has.
        const Units asked = source.units.granted == 0 ? source.requested : each.units;
        source.requested -= asked;
        target.requested += asked;
        const SkuId sku = line.sku();
        deltas.push_back({.sku = sku, .node = line.node(), .reserved = -each.units});
        deltas.push_back({.sku = sku, .node = each.node, .reserved = each.units});
    }
    std::erase_if(rows, [](const LineRow& row) {
        return is_group_place(row.key.node()) && row.units.granted == 0 && row.requested == 0;
    });
    std::vector<ReservationKey> keys;
    keys.reserve(rows.size());
    for (const LineRow& row : rows)
        keys.emplace_back(row.key.line(), row.key.sku(), row.key.node(), row.requested);
    const bool has_days = reservation.has_days();
    const bool has_kits = reservation.has_kits();
    Reservation& made = stripe.remake(reservation, keys);
    made.detail->units.clear();
    made.detail->days.clear();
    made.detail->kits.clear();
    moved.clear();
    for (const LineRow& row : rows) {
        made.detail->units.push_back(row.units);
        if (has_days) made.detail->days.push_back(row.day);
        if (has_kits) made.detail->kits.push_back(row.part);
        moved.push_back(row.moved);
    }
    return made;
}

}  // namespace earmark
