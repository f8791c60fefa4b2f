#include "engine/joint/departure_choice.h"

#include "engine/base/check.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace earmark {

namespace {

constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();

void close_node(std::size_t node, PlanProblem& problem) {
    const auto begin =
        problem.stock.begin() + static_cast<std::ptrdiff_t>(node * problem.line_count);
    std::fill_n(begin, problem.line_count, 0);
}

/// Lets a node ship no more than so many units.
void limit_node(std::size_t node, std::int64_t units, PlanProblem& problem) {
    if (problem.capacity.empty())
        problem.capacity.assign(problem.node_count, PlanProblem::kUnlimited);
    std::int64_t& capacity = problem.capacity[node];
    capacity = capacity == PlanProblem::kUnlimited ? units : std::min(capacity, units);
}

/// Adds a price of each unit of a node.
void add_to_units(std::size_t node, std::int64_t price, PlanProblem& problem) {
    for (std::size_t line = 0; price > 0 && line < problem.line_count; ++line)
        problem.unit_cost[node * problem.line_count + line] += price;
}

void add_to_lines(std::size_t node, std::int64_t price, PlanProblem& problem) {
    if (price == 0) return;
    if (problem.line_cost.empty()) problem.line_cost.assign(problem.node_count, 0);
    problem.line_cost[node] += price;
}

}  // namespace

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

/// All that a node could ship of the order.
DepartureChoice::Load DepartureChoice::most_of(
    std::size_t node, const OrderBook::Order& order, const PlanProblem& problem
) {
    Load most;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        const std::int64_t units = std::min(problem.stock_of(node, line), problem.quantity[line]);
        if (units <= 0) continue;
        most.units += units;
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

/// The most that one day has room for, of so many.
std::int64_t DepartureChoice::most_units(
    const Departures& days, const JointStock& left, std::int64_t units
) const {
    std::int64_t most = 0;
    for (const Departure& day : days) {
        if (most >= units) break;
        if (has_room(day, left, {1, 1})) most = std::max(most, rest_of(day, left).units);
    }
    return most;
}

void DepartureChoice::relax(
    std::size_t index, const JointPrices& prices, const JointStock& left, PlanProblem& problem
) const {
    const OrderBook::Order& order = book_->order(index);
    for (std::size_t node = 0; order.has_days() && node < order.nodes.size(); ++node) {
        if (!order.has_days(node)) continue;
        const Load most = most_of(node, order, problem);
        if (most.units == 0) continue;
        relax_node(node, book_->departures(order, node), prices, left, most, problem);
    }
}

/// What a day costs rises evenly with what is shipped, so the cheapest day for it rises ever more
/// slowly: it is above the straight line between the least and the most.
void DepartureChoice::relax_node(
    std::size_t node,
    const Departures& days,
    const JointPrices& prices,
    const JointStock& left,
    const Load& most,
    PlanProblem& problem
) const {
    constexpr Load kLeast{1, 1};
    std::int64_t least = kNone;
    std::int64_t by_units = kNone;
    std::int64_t by_lines = kNone;
    for (const Departure& day : days) {
        // What follows costs no less.
        if (day.extra >= std::max(by_units, by_lines)) break;
        if (!has_room(day, left, kLeast)) continue;
        least = std::min(least, price(day, prices, kLeast));
        by_units = std::min(by_units, price(day, prices, {1, most.units}));
        by_lines = std::min(by_lines, price(day, prices, {most.lines, 1}));
    }
    if (least == kNone) return close_node(node, problem);
    const std::int64_t units_most = most_units(days, left, most.units);
    if (units_most < most.units) limit_node(node, units_most, problem);
    const bool goes_by_units = by_units - least >= by_lines - least;
    const std::int64_t steps = (goes_by_units ? most.units : most.lines) - 1;
    const std::int64_t rise = (goes_by_units ? by_units : by_lines) - least;
    const std::int64_t slope = steps > 0 ? rise / steps : 0;
    problem.fixed_cost[node] += least - slope;
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
    for (std::size_t node = 0; order.has_days() && node < order.nodes.size(); ++node) {
        if (!order.has_days(node)) continue;
        const Load most = most_of(node, order, problem);
        if (most.units == 0) continue;
        Load room;
        const Departure* day = find_day(book_->departures(order, node), prices, left, most, room);
        if (day == nullptr) {
            close_node(node, problem);
            continue;
        }
        problem.fixed_cost[node] += day->extra / scale;
        for (const std::uint32_t limit : book_->limits_of(*day))
            add_price(node, limit, prices, problem);
        if (room.lines < most.lines) limit_lines(node, order, room.lines, problem);
        if (room.units < most.units) limit_node(node, room.units, problem);
    }
}

/// Lets a node ship no more than so many lines.
void DepartureChoice::limit_lines(
    std::size_t node, const OrderBook::Order& order, std::int64_t lines, PlanProblem& problem
) {
    if (problem.node_lines_max.empty()) {
        problem.node_lines_max.assign(problem.node_count, PlanProblem::kUnlimited);
        problem.line_rows.clear();
        for (std::size_t line = 0; line < problem.line_count; ++line)
            problem.line_rows.push_back(order.rows_of(line));
    }
    std::int64_t& most = problem.node_lines_max[node];
    most = most == PlanProblem::kUnlimited ? lines : std::min(most, lines);
}

void DepartureChoice::add_price(
    std::size_t node, std::uint32_t limit, const JointPrices& prices, PlanProblem& problem
) const {
    const std::int64_t price = prices.limits[limit];
    switch (book_->limits()[limit].of) {
        case RoomOf::shipments:
            problem.fixed_cost[node] += price;
            break;
        case RoomOf::lines:
            add_to_lines(node, price, problem);
            break;
        case RoomOf::units:
            add_to_units(node, price, problem);
            break;
    }
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
            load.units += plan[end].units;
            load.lines += order.rows_of(plan[end].line);
        }
        if (!order.has_days(node)) continue;
        const Departures& known = book_->departures(order, node);
        const Load needed = days == Days::that_fit ? load : Load{1, 1};
        std::int64_t best_price = kNone;
        std::uint32_t best = 0;
        for (std::uint32_t at = 0; at < known.size() && known[at].extra < best_price; ++at) {
            if (!has_room(known[at], left, needed)) continue;
            const std::int64_t asked = price(known[at], prices, load);
            if (asked >= best_price) continue;
            best_price = asked;
            best = at;
        }
        EARMARK_CHECK(best_price != kNone);
        const auto nodes = static_cast<std::uint32_t>(order.nodes.size());
        for (std::size_t at = begin; at < end; ++at)
            plan[at].node = node + nodes * best;
    }
}

}  // namespace earmark
