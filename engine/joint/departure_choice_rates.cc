// Of DepartureChoice: nodes whose rate choices leave on days of their own.
//
// A choice has a price for its shipments alone, so what days ask of lines and units is written to
// the node as far as all its choices ask it, and the rest to each choice as for one line and unit.
#include "engine/joint/departure_choice.h"
#include "engine/joint/node_terms.h"
#include "engine/sourcing/plan_cost.h"

#include <algorithm>

namespace earmark {

namespace {

/// Of the node's first choice.
std::size_t first_choice(std::uint32_t node, const PlanProblem& problem) {
    const auto at = problem.choices_of(node).data() - problem.rate_choices.data();
    return static_cast<std::size_t>(at);
}

}  // namespace

void DepartureChoice::relax_choices(
    std::uint32_t node,
    const OrderBook::Order& order,
    const JointPrices& prices,
    const JointStock& left,
    PlanProblem& problem
) const {
    const std::size_t begin = first_choice(node, order.problem);
    const std::size_t end = begin + order.problem.choices_of(node).size();
    std::int64_t per_unit = kNone;
    std::int64_t per_line = kNone;
    for (std::size_t index = begin; index < end; ++index) {
        const RateChoice& choice = order.problem.rate_choices[index];
        const Departures& days = book_->departures(order, choice);
        const Load most = most_of(node, order, problem, &choice);
        const Rise rise = rise_of(days, prices, left, most);
        if (most.units == 0 || rise.least == kNone) {
            close_choice(index, problem);
            continue;
        }
        const auto step = [&](std::int64_t by, std::int64_t count) {
            return count > 1 ? by / (count - 1) : rise.least;
        };
        per_unit = std::min(per_unit, step(rise.by_units, most.units));
        per_line = std::min(per_line, step(rise.by_lines, most.lines));
        problem.rate_choices[index].extra += rise.least;
        const Load room = most_of_a_day(days, left, most);
        if (room.units < most.units) limit_choice(index, room.units, problem);
        if (room.lines < most.lines) limit_choice_lines(index, room.lines, order.rows, problem);
    }
    if (per_unit == kNone) return close_node(node, problem);
    const Load all = most_of(node, order, problem);
    const bool goes_by_units = per_unit * (all.units - 1) >= per_line * (all.lines - 1);
    const std::int64_t slope = goes_by_units ? per_unit : per_line;
    for (std::size_t index = begin; index < end; ++index)
        if (is_open(index, problem)) problem.rate_choices[index].extra -= slope;
    if (goes_by_units) {
        add_to_units(node, slope, problem);
    } else {
        add_to_lines(node, slope, problem);
    }
}

void DepartureChoice::fix_choices(
    std::uint32_t node,
    const OrderBook::Order& order,
    const JointPrices& prices,
    const JointStock& left,
    PlanProblem& problem,
    std::int64_t scale
) const {
    const std::size_t begin = first_choice(node, order.problem);
    const std::size_t end = begin + order.problem.choices_of(node).size();
    std::int64_t per_unit = kNone;
    std::int64_t per_line = kNone;
    for (std::size_t index = begin; index < end; ++index) {
        const RateChoice& choice = order.problem.rate_choices[index];
        const Load most = most_of(node, order, problem, &choice);
        Load room;
        const Departure* day =
            most.units == 0 ? nullptr
                            : find_day(book_->departures(order, choice), prices, left, most, room);
        if (day == nullptr) {
            close_choice(index, problem);
            continue;
        }
        const Parts asked = parts_of(*day, prices);
        per_unit = std::min(per_unit, asked.unit);
        per_line = std::min(per_line, asked.line);
        problem.rate_choices[index].extra +=
            day->extra / scale + asked.shipment + asked.line + asked.unit;
        if (room.units < most.units) limit_choice(index, room.units, problem);
        if (room.lines < most.lines) limit_choice_lines(index, room.lines, order.rows, problem);
    }
    if (per_unit == kNone) return close_node(node, problem);
    for (std::size_t index = begin; index < end; ++index)
        if (is_open(index, problem)) problem.rate_choices[index].extra -= per_unit + per_line;
    add_to_units(node, per_unit, problem);
    add_to_lines(node, per_line, problem);
}

DepartureChoice::Cheapest DepartureChoice::cheapest_choice_of(
    const OrderBook::Order& order,
    std::span<const PlannedUnits> shipment,
    const JointPrices& prices,
    const JointStock& left,
    const Load& needed,
    const Load& load
) const {
    Cheapest best{kNone};
    std::uint32_t date = 0;
    std::uint32_t first = 0;
    for (const RateChoice& choice : order.problem.choices_of(shipment.front().node)) {
        const Departures& days = book_->departures(order, choice);
        const bool carries_all = std::ranges::all_of(shipment, [&](const PlannedUnits& planned) {
            return order.problem.carries(choice, planned.line);
        });
        const Cheapest day =
            carries_all ? cheapest_of(days, prices, left, needed, load) : Cheapest{kNone};
        if (day.price != kNone) {
            const std::int64_t rate = choice_cost(order.problem, order.bounds, shipment, choice);
            const std::int64_t price = day.price + rate;
            const bool is_earlier = price == best.price && days[day.index].date < date;
            if (price < best.price || is_earlier) {
                best = {price, first + day.index};
                date = days[day.index].date;
            }
        }
        first += static_cast<std::uint32_t>(days.size());
    }
    return best;
}

}  // namespace earmark
