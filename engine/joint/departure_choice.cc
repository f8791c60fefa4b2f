#include "engine/joint/departure_choice.h"

#include "engine/base/check.h"
#include "engine/joint/node_terms.h"

#include <algorithm>
#include <tuple>

namespace earmark {

std::int64_t DepartureChoice::amount_of(const OrderBook::Limit& limit, const Load& load) {
    switch (limit.of) {
        case RoomOf::shipments:
            return 1;
        case RoomOf::lines:
            return load.lines;
        case RoomOf::units:
            break;
    }
    return load.units;
}

/// All that a node could ship of the order, by one of its choices or any.
DepartureChoice::Load DepartureChoice::most_of(
    std::size_t node,
    const OrderBook::Order& order,
    const PlanProblem& problem,
    const RateChoice* by
) {
    Load most;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        if (by != nullptr && !order.problem.carries(*by, line)) continue;
        const std::int64_t units = std::min(problem.stock_of(node, line), problem.quantity[line]);
        if (units <= 0) continue;
        most.units += units * problem.room_of(line);
        most.lines += order.rows_of(line);
    }
    return most;
}

std::int64_t DepartureChoice::price(
    const Departure& departure, const JointPrices& prices, const Load& load
) const {
    std::int64_t price = departure.extra;
    for (const std::uint32_t limit : book_->limits_of(departure)) {
        price += prices.limits[limit] * amount_of(book_->limits()[limit], load);
    }
    return price;
}

DepartureChoice::Parts DepartureChoice::parts_of(
    const Departure& departure, const JointPrices& prices
) const {
    Parts parts;
    for (const std::uint32_t limit : book_->limits_of(departure)) {
        switch (book_->limits()[limit].of) {
            case RoomOf::shipments:
                parts.shipment += prices.limits[limit];
                break;
            case RoomOf::lines:
                parts.line += prices.limits[limit];
                break;
            case RoomOf::units:
                parts.unit += prices.limits[limit];
                break;
        }
    }
    return parts;
}

bool DepartureChoice::has_room(const Departure& departure, const JointStock& left, const Load& load)
    const {
    return std::ranges::all_of(book_->limits_of(departure), [&](std::uint32_t limit) {
        return left.limits[limit] >= amount_of(book_->limits()[limit], load);
    });
}

DepartureChoice::Load DepartureChoice::rest_of(const Departure& departure, const JointStock& left)
    const {
    Load rest{kNone, kNone};
    for (const std::uint32_t limit : book_->limits_of(departure)) {
        const RoomOf of = book_->limits()[limit].of;
        if (of == RoomOf::lines) rest.lines = std::min(rest.lines, left.limits[limit]);
        if (of == RoomOf::units) rest.units = std::min(rest.units, left.limits[limit]);
    }
    return rest;
}

DepartureChoice::Load DepartureChoice::most_of_a_day(
    const Departures& days, const JointStock& left, const Load& wanted
) const {
    Load most;
    for (const Departure& day : days) {
        if (most.units >= wanted.units && most.lines >= wanted.lines) break;
        if (!has_room(day, left, {1, 1})) continue;
        const Load rest = rest_of(day, left);
        most.units = std::max(most.units, rest.units);
        most.lines = std::max(most.lines, rest.lines);
    }
    return most;
}

void DepartureChoice::relax(
    std::size_t index, const JointPrices& prices, const JointStock& left, PlanProblem& problem
) const {
    const OrderBook::Order& order = book_->order(index);
    for (std::uint32_t node = 0; order.has_days() && node < order.nodes.size(); ++node) {
        if (!order.has_days(node)) continue;
        const Load most = most_of(node, order, problem);
        if (most.units == 0) continue;
        if (order.chooses_days(node)) {
            relax_choices(node, order, prices, left, problem);
        } else {
            relax_node(
                node, book_->departures(order, node), prices, left, most, order.rows, problem
            );
        }
    }
}

/// What a day costs rises evenly with what is shipped, so the cheapest day for it rises ever more
/// slowly: it is above the straight line between the least and the most.
DepartureChoice::Rise DepartureChoice::rise_of(
    const Departures& days, const JointPrices& prices, const JointStock& left, const Load& most
) const {
    constexpr Load kLeast{1, 1};
    Rise found{kNone, kNone, kNone};
    for (const Departure& day : days) {
        // What follows costs no less.
        if (day.extra >= std::max(found.by_units, found.by_lines)) break;
        if (!has_room(day, left, kLeast)) continue;
        found.least = std::min(found.least, price(day, prices, kLeast));
        found.by_units = std::min(found.by_units, price(day, prices, {1, most.units}));
        found.by_lines = std::min(found.by_lines, price(day, prices, {most.lines, 1}));
    }
    found.by_units -= found.least;
    found.by_lines -= found.least;
    return found;
}

void DepartureChoice::relax_node(
    std::size_t node,
    const Departures& days,
    const JointPrices& prices,
    const JointStock& left,
    const Load& most,
    std::span<const std::int64_t> rows,
    PlanProblem& problem
) const {
    const Rise rise = rise_of(days, prices, left, most);
    if (rise.least == kNone) return close_node(node, problem);
    const Load room = most_of_a_day(days, left, most);
    if (room.units < most.units) limit_node(node, room.units, problem);
    if (room.lines < most.lines) limit_lines(node, room.lines, rows, problem);
    const bool goes_by_units = rise.by_units >= rise.by_lines;
    const std::int64_t steps = (goes_by_units ? most.units : most.lines) - 1;
    const std::int64_t slope =
        steps > 0 ? (goes_by_units ? rise.by_units : rise.by_lines) / steps : 0;
    problem.fixed_cost[node] += rise.least - slope;
    if (goes_by_units) {
        add_to_units(node, slope, problem);
    } else {
        add_to_lines(node, slope, problem);
    }
}

/// The cheapest with room for all, or the one with most units left, then lines; null: none has any
/// room. `room`: what of the most there is room for.
const Departure* DepartureChoice::find_day(
    const Departures& days,
    const JointPrices& prices,
    const JointStock& left,
    const Load& most,
    Load& room
) const {
    const Departure* best = nullptr;
    std::int64_t best_price = kNone;
    room = most;
    for (const Departure& day : days) {
        if (day.extra >= best_price) break;  // What follows costs no less.
        if (!has_room(day, left, most)) continue;
        const std::int64_t asked = price(day, prices, most);
        if (asked >= best_price) continue;
        best = &day;
        best_price = asked;
    }
    if (best != nullptr) return best;
    room = {};
    for (const Departure& day : days) {
        if (!has_room(day, left, {1, 1})) continue;
        const Load rest = rest_of(day, left);
        if (std::tie(rest.units, rest.lines) <= std::tie(room.units, room.lines)) continue;
        best = &day;
        room = rest;
    }
    return best;
}

void DepartureChoice::fix(
    std::size_t index,
    const JointPrices& prices,
    const JointStock& left,
    PlanProblem& problem,
    std::int64_t scale
) const {
    const OrderBook::Order& order = book_->order(index);
    for (std::uint32_t node = 0; order.has_days() && node < order.nodes.size(); ++node) {
        if (!order.has_days(node)) continue;
        if (order.chooses_days(node)) {
            fix_choices(node, order, prices, left, problem, scale);
        } else {
            fix_node(node, order, prices, left, problem, scale);
        }
    }
}

void DepartureChoice::fix_node(
    std::uint32_t node,
    const OrderBook::Order& order,
    const JointPrices& prices,
    const JointStock& left,
    PlanProblem& problem,
    std::int64_t scale
) const {
    const Load most = most_of(node, order, problem);
    if (most.units == 0) return;
    Load room;
    const Departure* day = find_day(book_->departures(order, node), prices, left, most, room);
    if (day == nullptr) return close_node(node, problem);
    const Parts asked = parts_of(*day, prices);
    problem.fixed_cost[node] += day->extra / scale + asked.shipment;
    add_to_lines(node, asked.line, problem);
    add_to_units(node, asked.unit, problem);
    if (room.lines < most.lines) limit_lines(node, room.lines, order.rows, problem);
    if (room.units < most.units) limit_node(node, room.units, problem);
}

DepartureChoice::Cheapest DepartureChoice::cheapest_of(
    const Departures& days,
    const JointPrices& prices,
    const JointStock& left,
    const Load& needed,
    const Load& load
) const {
    Cheapest best{kNone};
    for (std::uint32_t at = 0; at < days.size() && days[at].extra < best.price; ++at) {
        if (!has_room(days[at], left, needed)) continue;
        const std::int64_t asked = price(days[at], prices, load);
        if (asked < best.price) best = {asked, at};
    }
    return best;
}

void DepartureChoice::assign(
    std::size_t index,
    const JointPrices& prices,
    const JointStock& left,
    Days days,
    std::vector<PlannedUnits>& plan
) const {
    const OrderBook::Order& order = book_->order(index);
    if (!order.has_days()) return;
    for (std::size_t begin = 0, end = 0; begin < plan.size(); begin = end) {
        const std::uint32_t node = plan[begin].node;
        Load load;
        for (; end < plan.size() && plan[end].node == node; ++end) {
            load.units += plan[end].units * order.problem.room_of(plan[end].line);
            load.lines += order.rows_of(plan[end].line);
        }
        if (!order.has_days(node)) continue;
        const Load needed = days == Days::that_fit ? load : Load{1, 1};
        const auto shipment = std::span<const PlannedUnits>(plan).subspan(begin, end - begin);
        const Cheapest best =
            order.chooses_days(node)
                ? cheapest_choice_of(order, shipment, prices, left, needed, load)
                : cheapest_of(book_->departures(order, node), prices, left, needed, load);
        EARMARK_CHECK(best.price != kNone);
        const auto nodes = static_cast<std::uint32_t>(order.nodes.size());
        for (std::size_t at = begin; at < end; ++at)
            plan[at].node = node + nodes * best.index;
    }
}

}  // namespace earmark
