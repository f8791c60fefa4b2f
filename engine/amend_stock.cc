#include "engine/amend_stock.h"

#include "engine/base/sort_few.h"
#include "engine/network_promises.h"
#include "engine/selling.h"

#include <algorithm>
#include <tuple>

namespace earmark {

namespace {

/// What a group's line may take, once all is given back that the request holds less of the item.
Units group_room(
    const EngineState& state,
    const Reservation& reservation,
    const Asking& asking,
    const AmendWork& work,
    const AmendedLine& line,
    const OwnUnits& counted_back,
    bool ignores_kept
) {
    // A line that was refused for its item may stay as it is: empty.
    if (state.items.find_slot(line.sku) == nullptr) return 0;
    static thread_local std::vector<PositionDelta> own;
    own.clear();
    for (const AmendedLine& other : work.amended.lines) {
        if (other.sku != line.sku) continue;
        const bool is_all = counted_back.held > 0 && other.node == line.node;
        const Units back = is_all ? other.held_now : other.given_back();
        if (back == 0) continue;
        own.push_back({.sku = line.sku, .node = other.node, .reserved = back, .day = other.day_now}
        );
    }
    return most_addable(
        state.items,
        line.sku,
        state.items.stock(line.sku),
        state.reference.current(),
        {.place = line.node,
         .asking = asking,
         .own = own,
         .own_stamp = {.segment = reservation.segment(), .made = reservation.made()},
         .ignores_kept = ignores_kept}
    );
}

/// Judges the deltas of each item together: network holds have to stay bindable, and groups keep
/// what they have to.
void judge_networks(const EngineState& state, const Asking& asking, AmendWork& work) {
    const ReferenceData& reference = state.reference.current();
    for (std::size_t begin = 0, end = 0; begin < work.deltas.size(); begin = end) {
        const SkuId sku = work.deltas[begin].sku;
        bool is_more = false;
        bool is_group = false;
        for (; end < work.deltas.size() && work.deltas[end].sku == sku; ++end) {
            is_more = is_more || work.deltas[end].reserved > 0;
            is_group = is_group || is_group_place(work.deltas[end].node);
        }
        const ItemStock stock = state.items.stock(sku);
        if (!is_more || (!is_group && !has_networks(state.items, sku, stock, reference))) continue;
        const auto deltas = std::span(work.deltas).subspan(begin, end - begin);
        if (keeps_bindable(state.items, sku, stock, reference, asking, deltas)) continue;
        for (AmendedLine& line : work.amended.lines)
            line.is_short = line.is_short || (line.sku == sku && line.taken() > 0);
    }
}

/// Where a kit is stopped its parts are not taken for it, though they be sold.
void judge_kits(const EngineState& state, const Asking& asking, AmendWork& work) {
    const ReferenceData& reference = state.reference.current();
    for (AmendedLine& line : work.amended.lines) {
        if (line.part.kit.is_none() || line.taken() <= 0) continue;
        if (!is_stopped(state.items, reference, line.part.kit, line.node, asking)) continue;
        line.is_short = true;
        line.ats = 0;
        line.why_short = LineVerdict::sale_stopped;
    }
}

/// The amended lines of one item at one place, by their order.
struct PlaceLines {
    std::span<const std::uint32_t> order;
    std::vector<AmendedLine>& lines;

    AmendedLine& operator[](std::size_t at) const { return lines[order[at]]; }

    template <typename Predicate>
    bool any(const Predicate& predicate) const {
        return std::ranges::any_of(order, [&](std::uint32_t at) { return predicate(lines[at]); });
    }
};

/// All lines are for now.
void judge_for_now(
    const EngineState& state,
    const Reservation& reservation,
    const Asking& asking,
    const PlaceLines& place,
    AmendWork& work
) {
    const AmendedLine& first = place[0];
    Units own = 0;
    Units given_back = 0;
    for (std::size_t at = 0; at < place.order.size(); ++at) {
        own += place[at].held_now;
        given_back += place[at].given_back();
    }
    const OwnUnits all{.held = own, .segment = asking.segment, .made = reservation.made()};
    const auto offered = [&](const OwnUnits& counted_back) {
        return available_at_node(
            state.items, state.reference.current(), first.sku, first.node, asking, counted_back
        );
    };
    const bool is_group = is_group_place(first.node);
    const Units ats =
        is_group ? group_room(state, reservation, asking, work, first, all, false) : offered(all);
    // What is to be held is judged against what groups keep in one, at the end.
    Units left = is_group ? group_room(state, reservation, asking, work, first, {}, true)
                          : offered({}) + given_back;
    for (std::size_t at = 0; at < place.order.size(); ++at) {
        AmendedLine& line = place[at];
        line.is_short = line.taken() > left;
        if (!line.is_short) left -= line.taken();
        line.ats = ats;
    }
}

/// Adds to what is counted back of a day; negative units are taken.
void count_back(Day day, Units units, OwnUnits& own, std::vector<OwnDated>& dated) {
    if (units == 0) return;
    if (day == kNoDay) {
        own.held += units;
    } else {
        dated.push_back({day, units});
    }
    own.dated = dated;
}

/// Some line is or will be for a day: each takes what those before it left, all that is given back
/// being given back first.
void judge_by_day(
    const EngineState& state,
    const Reservation& reservation,
    const Asking& asking,
    const PlaceLines& place
) {
    static thread_local std::vector<OwnDated> dated_all;
    static thread_local std::vector<OwnDated> dated;
    dated_all.clear();
    dated.clear();
    OwnUnits all{.segment = asking.segment, .made = reservation.made()};
    OwnUnits own = all;
    for (std::size_t at = 0; at < place.order.size(); ++at) {
        const AmendedLine& line = place[at];
        count_back(line.day_now, line.held_now, all, dated_all);
        count_back(line.day_now, line.given_back(), own, dated);
    }
    const ReferenceData& reference = state.reference.current();
    for (std::size_t at = 0; at < place.order.size(); ++at) {
        AmendedLine& line = place[at];
        Asking for_day = asking;
        for_day.day = line.day;
        const auto offered = [&](const OwnUnits& counted_back) {
            return available_at_node(
                state.items, reference, line.sku, line.node, for_day, counted_back
            );
        };
        line.ats = offered(all);
        line.is_short = line.taken() > 0 && line.taken() > offered(own);
        if (!line.is_short) count_back(line.day, -line.taken(), own, dated);
    }
}

/// What the lines change at their position, by day.
void add_deltas(const PlaceLines& place, std::vector<PositionDelta>& deltas) {
    const std::size_t begin = deltas.size();
    const auto add = [&](Day day, Units units) {
        const auto known = std::find_if(
            deltas.begin() + static_cast<std::ptrdiff_t>(begin),
            deltas.end(),
            [day](const PositionDelta& delta) { return delta.day == day; }
        );
        if (known != deltas.end()) {
            known->reserved += units;
        } else {
            deltas.push_back(
                {.sku = place[0].sku, .node = place[0].node, .reserved = units, .day = day}
            );
        }
    };
    for (std::size_t at = 0; at < place.order.size(); ++at) {
        const AmendedLine& line = place[at];
        if (line.given_back() > 0) add(line.day_now, -line.given_back());
        if (line.taken() > 0) add(line.day, line.taken());
    }
    const auto is_nothing = [](const PositionDelta& delta) { return delta.reserved == 0; };
    deltas.erase(
        std::remove_if(
            deltas.begin() + static_cast<std::ptrdiff_t>(begin), deltas.end(), is_nothing
        ),
        deltas.end()
    );
}

}  // namespace

Lsn judge_stock(
    const EngineState& state, const Reservation& reservation, const Asking& asking, AmendWork& work
) {
    auto& lines = work.amended.lines;
    work.order.clear();
    for (std::uint32_t index = 0; index < lines.size(); ++index)
        work.order.push_back(index);
    sort_few(work.order.begin(), work.order.end(), [&](std::uint32_t left, std::uint32_t right) {
        return std::tuple(lines[left].sku, lines[left].node, left) <
               std::tuple(lines[right].sku, lines[right].node, right);
    });
    work.deltas.clear();
    Lsn newest = 0;
    for (std::size_t begin = 0, end = 0; begin < work.order.size(); begin = end) {
        const AmendedLine& first = lines[work.order[begin]];
        while (end < work.order.size() && lines[work.order[end]].sku == first.sku &&
               lines[work.order[end]].node == first.node)
            ++end;
        const PlaceLines place{std::span(work.order).subspan(begin, end - begin), lines};
        if (!place.any([](const AmendedLine& line) { return line.is_touched; })) continue;
        if (const ItemSlot* slot = state.items.find_slot(first.sku); slot != nullptr)
            newest = std::max(newest, slot->lsn.load(std::memory_order_relaxed));
        const bool has_days = place.any([](const AmendedLine& line) { return line.is_dated(); });
        if (has_days && !is_group_place(first.node)) {
            judge_by_day(state, reservation, asking, place);
        } else {
            judge_for_now(state, reservation, asking, place, work);
        }
        add_deltas(place, work.deltas);
    }
    judge_networks(state, asking, work);
    judge_kits(state, asking, work);
    for (AmendedLine& line : lines) {
        if (!line.is_short || line.why_short == LineVerdict::sale_stopped) continue;
        Asking for_day = asking;
        for_day.day = line.day;
        line.why_short =
            why_none(state.items, state.reference.current(), line.sku, line.node, for_day);
    }
    return newest;
}

}  // namespace earmark
