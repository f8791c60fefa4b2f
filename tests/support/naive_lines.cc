// What each line of a reservation gets, the obvious way: one after the other.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace earmark {

LineVerdict NaiveEngine::line_refusal(const ReserveLine& line, Day day) const {
    if (line.quantity == 0) return LineVerdict::zero_quantity;
    if (line.quantity < 0) return LineVerdict::negative_quantity;
    if (line.quantity > kUnitsMax) return LineVerdict::quantity_too_large;
    if (day != kNoDay && day < today_) return LineVerdict::in_the_past;
    if (day > today_ + kDaysAheadMax) return LineVerdict::too_far_ahead;
    if (!items_.contains(line.sku)) return LineVerdict::unknown_item;
    if (groups_.contains(group_at(line.node)))
        return day == kNoDay ? LineVerdict::reserved : LineVerdict::not_sellable_here;
    const auto node = nodes_.find(line.node);
    if (node == nodes_.end()) return LineVerdict::unknown_node;
    if (!node->second) return LineVerdict::not_sellable_here;
    return LineVerdict::reserved;
}

/// A kit that ships together is held at a node, and so is one of which nothing is known any more.
bool NaiveEngine::needs_node(SkuId kit, NodeId place) const {
    const auto known = kits_.find(kit);
    return is_group_place(place) && (known == kits_.end() || !known->second.ships_apart);
}

LineVerdict NaiveEngine::first_refusal(const ReserveLine& line, Day day) const {
    LineVerdict refusal = line_refusal(line, day);
    if (refusal == LineVerdict::reserved) refusal = quantity_refusal(line.sku, line.quantity);
    const bool may_be = refusal == LineVerdict::reserved && kits_.contains(line.sku);
    return may_be && needs_node(line.sku, line.node) ? LineVerdict::kit_needs_node : refusal;
}

/// The lines as they are judged: where groups hold units lines of an item concern each other, and
/// go by place; with kits they go as asked.
std::vector<std::size_t> NaiveEngine::turns_of(const ReserveRequest& request, bool by_place) {
    std::vector<std::size_t> turns(request.lines.size());
    std::iota(turns.begin(), turns.end(), std::size_t{0});
    if (!by_place) return turns;
    std::ranges::sort(turns, {}, [&](std::size_t i) {
        return std::tuple(request.lines[i].sku, request.lines[i].node, i);
    });
    return turns;
}

bool NaiveEngine::is_kit_line(const ReserveLine& line, Day day) const {
    const LineVerdict refusal = first_refusal(line, day);
    const bool is_known =
        refusal == LineVerdict::reserved || refusal == LineVerdict::kit_needs_node;
    return is_known && kits_.contains(line.sku);
}

bool NaiveEngine::is_by_groups(SkuId sku, NodeId place) const {
    return is_group_place(place) || has_networks(sku);
}

/// What there is for one more line, while the name holds these.
Units NaiveEngine::room_beside(
    const ReserveRequest& request, const JudgedLine& line, const NaiveReservation& held
) {
    const std::string name(request.id);
    const Asking asking{request.segment, request.method, request.ignore_safety};
    reservations_[name] = held;
    Units least = line.stops ? 0 : kUnitsMax;
    for (const KitPart& part : line.parts) {
        const PositionKey key{part.sku, line.node};
        Units there = 0;
        if (!is_by_groups(part.sku, line.node)) {
            there = line.day == kNoDay ? ats(key, asking) : atp(key, line.day, asking);
        } else if (line.day == kNoDay) {
            there = most_addable(part.sku, line.node, {.asking = asking});
        } else {
            there = most_promisable_at(key, line.day, asking, name);
        }
        least = std::min(least, there / part.quantity);
    }
    reservations_.erase(name);
    return least;
}

LineVerdict NaiveEngine::why_nothing(const JudgedLine& line, const Asking& asking) const {
    Asking for_day = asking;
    for_day.day = line.day;
    std::set<LineVerdict> reasons;
    if (line.stops) reasons.insert(LineVerdict::sale_stopped);
    for (const KitPart& part : line.parts)
        reasons.insert(why_none({part.sku, line.node}, for_day));
    LineVerdict why = LineVerdict::partly_reserved;
    for (const LineVerdict reason :
         {LineVerdict::insufficient_stock, LineVerdict::too_far_ahead, LineVerdict::sale_stopped}) {
        if (reasons.contains(reason)) why = reason;
    }
    return why;
}

/// The line's parts as lines of their own, held for the moment.
std::vector<NaiveLine> NaiveEngine::held_parts(const NaiveLine& judged, const JudgedLine& line) {
    std::vector<NaiveLine> parts;
    for (const KitPart& part : line.parts) {
        NaiveLine& held = parts.emplace_back(judged);
        held.asked.sku = part.sku;
        held.asked.quantity *= part.quantity;
        held.granted *= part.quantity;
        held.held = held.granted;
        if (line.is_kit) held.kit = judged.asked.sku;
        held.per_kit = part.quantity;
    }
    return parts;
}

// Fills lines in their order, each from what the lines before it left, which are held for the
// moment. A line that does not fit takes nothing, or in a partial request what there is; a kit
// takes whole kits.
void NaiveEngine::judge_lines(
    const ReserveRequest& request,
    NaiveReservation& made,
    std::vector<NaiveLine>& asked,
    std::vector<Units>& seen
) {
    NaiveReservation so_far;
    so_far.segment = request.segment;
    so_far.made = ~std::uint64_t{0};
    const Asking asking{request.segment, request.method, request.ignore_safety};
    const std::size_t count = request.lines.size();
    bool by_place = false;
    for (std::size_t i = 0; i < count; ++i) {
        const ReserveLine& line = request.lines[i];
        made.has_kits = made.has_kits || is_kit_line(line, request.day(i));
        by_place = by_place || is_by_groups(line.sku, line.node);
    }
    by_place = by_place && !made.has_kits;
    const bool has_days = std::ranges::any_of(request.days, [](Day day) { return day != kNoDay; });
    asked.resize(count);
    seen.resize(count);
    std::vector<std::vector<NaiveLine>> held_by(count);
    std::map<PositionKey, Units> taken_there;
    for (const std::size_t i : turns_of(request, by_place)) {
        const ReserveLine& line = request.lines[i];
        NaiveLine& judged = asked[i];
        judged.asked = line;
        judged.day = request.day(i);
        judged.verdict = first_refusal(line, judged.day);
        JudgedLine known{.node = line.node, .day = judged.day};
        known.is_kit = is_kit_line(line, judged.day);
        known.parts = known.is_kit ? flat(line.sku) : std::vector<KitPart>{{line.sku, 1}};
        known.stops = known.is_kit && is_stopped({line.sku, line.node}, asking);
        if (judged.verdict == LineVerdict::reserved) {
            NaiveReservation elsewhere = so_far;
            std::erase_if(elsewhere.lines, [&](const NaiveLine& other) {
                return !by_place || other.asked.node == line.node;
            });
            seen[i] = room_beside(request, known, elsewhere);
            // Where groups matter later lines get what the first saw, less what was taken of it.
            const bool as_first = by_place && is_by_groups(line.sku, line.node) &&
                                  (!has_days || is_group_place(line.node));
            Units& taken = taken_there[{line.sku, line.node}];
            const Units room = as_first ? seen[i] - taken : room_beside(request, known, so_far);
            judged.granted = std::min(line.quantity, room);
            if (request.filling == Filling::all_or_nothing && judged.granted < line.quantity)
                judged.granted = 0;
            taken += judged.granted;
            if (judged.granted < line.quantity) judged.verdict = LineVerdict::partly_reserved;
            if (judged.granted == 0) judged.verdict = why_nothing(known, asking);
        }
        held_by[i] = held_parts(judged, known);
        so_far.lines.insert(so_far.lines.end(), held_by[i].begin(), held_by[i].end());
    }
    for (const std::vector<NaiveLine>& lines : held_by)
        made.lines.insert(made.lines.end(), lines.begin(), lines.end());
}

}  // namespace earmark
