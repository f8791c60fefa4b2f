// What each line of a reservation gets, the obvious way: one after the other.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>
#include <numeric>
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

// Fills lines in their order, each from what the lines before it left. A line that does not fit
// takes nothing, or in a partial request what there is; a kit takes whole kits.
void NaiveEngine::judge_lines(
    const ReserveRequest& request,
    NaiveReservation& made,
    std::vector<NaiveLine>& asked,
    std::vector<Units>& seen
) {
    // Each line is judged with those before it held for the moment.
    NaiveReservation so_far;
    so_far.segment = request.segment;
    so_far.made = ~std::uint64_t{0};
    const std::string name(request.id);
    const Asking asking{request.segment, request.method, request.ignore_safety};
    const auto is_kit_line = [&](std::size_t i) EARMARK_REQUIRES(mutex_) {
        const LineVerdict refusal = first_refusal(request.lines[i], request.day(i));
        const bool is_known =
            refusal == LineVerdict::reserved || refusal == LineVerdict::kit_needs_node;
        return is_known && kits_.contains(request.lines[i].sku);
    };
    for (std::size_t i = 0; i < request.lines.size(); ++i)
        made.has_kits = made.has_kits || is_kit_line(i);
    // Where groups hold units lines of an item concern each other, and go by place; with kits they
    // go as asked.
    const bool by_place =
        !made.has_kits &&
        std::ranges::any_of(request.lines, [&](const ReserveLine& line) EARMARK_REQUIRES(mutex_) {
            return is_group_place(line.node) || has_networks(line.sku);
        });
    const bool has_days = std::ranges::any_of(request.days, [](Day day) { return day != kNoDay; });
    std::vector<std::size_t> order(request.lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (by_place) {
        std::ranges::sort(order, {}, [&](std::size_t i) {
            return std::tuple(request.lines[i].sku, request.lines[i].node, i);
        });
    }
    asked.resize(request.lines.size());
    seen.resize(request.lines.size());
    std::vector<std::vector<NaiveLine>> held_by(request.lines.size());
    std::map<PositionKey, Units> taken_there;
    for (const std::size_t i : order) {
        const ReserveLine& line = request.lines[i];
        NaiveLine& judged = asked[i];
        judged.asked = line;
        judged.day = request.day(i);
        judged.verdict = first_refusal(line, judged.day);
        const bool is_judged = judged.verdict == LineVerdict::reserved;
        const bool is_kit = is_kit_line(i);
        const std::vector<KitPart> parts =
            is_kit ? flat(line.sku) : std::vector<KitPart>{{line.sku, 1}};
        const bool stops = is_kit && is_stopped({line.sku, line.node}, asking);
        const auto room = [&]() EARMARK_REQUIRES(mutex_) {
            Units least = stops ? 0 : kUnitsMax;
            for (const KitPart& part : parts) {
                const PositionKey key{part.sku, line.node};
                const bool by_groups = is_group_place(line.node) || has_networks(part.sku);
                Units ats_there = 0;
                if (by_groups && judged.day == kNoDay) {
                    ats_there = most_addable(part.sku, line.node, {.asking = asking});
                } else if (by_groups) {
                    ats_there = most_promisable_at(key, judged.day, asking, name);
                } else {
                    ats_there =
                        judged.day == kNoDay ? ats(key, asking) : atp(key, judged.day, asking);
                }
                least = std::min(least, ats_there / part.quantity);
            }
            return least;
        };
        NaiveReservation elsewhere = so_far;
        std::erase_if(elsewhere.lines, [&](const NaiveLine& other) {
            return !by_place || other.asked.node == line.node;
        });
        reservations_[name] = elsewhere;
        seen[i] = is_judged ? room() : 0;
        reservations_.erase(name);
        // Where groups matter later lines get what the first saw, less what was taken of it.
        Units& taken = taken_there[{line.sku, line.node}];
        const auto left_there = [&]() EARMARK_REQUIRES(mutex_) {
            const bool by_groups = is_group_place(line.node) || has_networks(line.sku);
            const bool as_first = by_place && by_groups && (!has_days || is_group_place(line.node));
            return as_first ? seen[i] - taken : room();
        };
        if (is_judged) {
            reservations_[name] = so_far;
            judged.granted = std::min(line.quantity, left_there());
            reservations_.erase(name);
            if (request.filling == Filling::all_or_nothing && judged.granted < line.quantity)
                judged.granted = 0;
            taken += judged.granted;
            if (judged.granted < line.quantity) judged.verdict = LineVerdict::partly_reserved;
            if (judged.granted == 0) {
                Asking for_day = asking;
                for_day.day = judged.day;
                std::set<LineVerdict> reasons;
                if (stops) reasons.insert(LineVerdict::sale_stopped);
                for (const KitPart& part : parts)
                    reasons.insert(why_none({part.sku, line.node}, for_day));
                for (const LineVerdict reason :
                     {LineVerdict::insufficient_stock,
                      LineVerdict::too_far_ahead,
                      LineVerdict::sale_stopped}) {
                    if (reasons.contains(reason)) judged.verdict = reason;
                }
            }
        }
        for (const KitPart& part : parts) {
            NaiveLine& held = held_by[i].emplace_back(judged);
            held.asked.sku = part.sku;
            held.asked.quantity *= part.quantity;
            held.granted *= part.quantity;
            held.held = held.granted;
            if (is_kit) held.kit = line.sku;
            held.per_kit = part.quantity;
            so_far.lines.push_back(held);
        }
    }
    for (const std::vector<NaiveLine>& lines : held_by)
        made.lines.insert(made.lines.end(), lines.begin(), lines.end());
}

}  // namespace earmark
