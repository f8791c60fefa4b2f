#include "engine/joint/waiting_orders.h"

#include "engine/base/check.h"
#include "engine/base/wide.h"
#include "engine/joint/departure_choice.h"
#include "engine/joint/early_days.h"
#include "engine/joint/joint_planner.h"
#include "engine/joint/joint_run.h"
#include "engine/joint/joint_state.h"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace earmark {

namespace {

constexpr std::int64_t kWaitingMost = std::int64_t{1} << 60U;

/// Of one order first come, first served: some tens of milliseconds.
constexpr std::uint64_t kFirstComeSteps = 40'000'000;

/// A sum that stays at kWaitingMost once it gets there.
std::int64_t capped(Wide sum) {
    return static_cast<std::int64_t>(std::min<Wide>(sum, kWaitingMost));
}

Error of_order(std::size_t index, const std::string& what, ErrorCode code) {
    return {code, "orders[" + std::to_string(index) + "]: " + what};
}

bool has_well_formed_days(const WaitingOrders& waiting, const WaitingOrder& order) {
    const auto is_known = [&](std::uint32_t departures) {
        return departures == WaitingOrder::kAnyDay || departures < waiting.departures.size();
    };
    const auto are_well = [&](const std::vector<std::uint32_t>& departures, std::size_t count) {
        return departures.empty() ||
               (departures.size() == count && std::ranges::all_of(departures, is_known));
    };
    const bool has_rows = order.rows.empty() || order.rows.size() == order.problem.line_count;
    return has_rows && std::ranges::all_of(order.rows, [](auto rows) { return rows > 0; }) &&
           are_well(order.departures, order.problem.node_count) &&
           are_well(order.choice_departures, order.problem.rate_choices.size());
}

/// Requires: has_well_formed_days.
bool has_well_formed_choices(const WaitingOrder& order) {
    for (std::size_t index = 0; index < order.choice_departures.size(); ++index) {
        if (order.choice_departures[index] == WaitingOrder::kAnyDay) continue;
        const RateChoice& choice = order.problem.rate_choices[index];
        const bool has_own_days =
            !order.departures.empty() && order.departures[choice.node] != WaitingOrder::kAnyDay;
        const bool is_limited =
            choice.units_max != RateChoice::kUnlimited || choice.rows_max != RateChoice::kUnlimited;
        if (has_own_days || is_limited) return false;
    }
    return true;
}

/// What the day of a shipment of the order costs at most.
std::int64_t dearest_day(const WaitingOrders& waiting, const WaitingOrder& order) {
    std::int64_t dearest = 0;
    for (const auto* each : {&order.departures, &order.choice_departures}) {
        for (const std::uint32_t departures : *each) {
            if (departures == WaitingOrder::kAnyDay) continue;
            dearest = std::max(dearest, waiting.departures[departures].back().extra);
        }
    }
    return dearest;
}

std::int64_t shipments_of(const WaitingOrder& order) {
    return static_cast<std::int64_t>(std::min(order.problem.node_count, order.problem.shipments_max)
    );
}

/// What the departures say, whoever takes them.
Status check_departures(const WaitingOrders& waiting) {
    const bool has_rooms = std::ranges::all_of(waiting.rooms, [](const DayRoom& room) {
        return room.most >= 0 && room.most < kWaitingMost;
    });
    if (!has_rooms) return Error{ErrorCode::bad_input, "rooms: expected 0 to 2^60"};
    for (const DayRooms& day : waiting.days) {
        for (const std::uint32_t room : day) {
            if (room >= waiting.rooms.size())
                return Error{ErrorCode::bad_input, "days: expected rooms that there are"};
        }
    }
    for (std::size_t index = 0; index < waiting.departures.size(); ++index) {
        const Departures& departures = waiting.departures[index];
        const auto is_well = [&](const Departure& departure) {
            return departure.extra >= 0 && departure.extra < kWaitingMost &&
                   (departure.day == Departure::kAnyNumber || departure.day < waiting.days.size());
        };
        if (!departures.empty() && std::ranges::all_of(departures, is_well) &&
            std::ranges::is_sorted(departures, {}, &Departure::extra))
            continue;
        return Error{
            ErrorCode::bad_input,
            "departures[" + std::to_string(index) +
                "]: expected one or more, extras of 0 to 2^60 that do not fall, and rooms that "
                "there are"
        };
    }
    return Done{};
}

bool has_well_formed_parts(const WaitingOrder& order) {
    return std::ranges::all_of(order.parts, [&](const WaitingPart& part) {
        return part.line < order.problem.line_count && part.units > 0 &&
               part.units < kWaitingMost && part.stock.size() == order.problem.node_count &&
               std::ranges::all_of(part.stock, [](auto stock) { return stock >= 0; });
    });
}

/// What the order costs at most, or what is wrong.
Result<std::int64_t> most_waiting_cost(const WaitingOrders& waiting, std::size_t index) {
    const WaitingOrder& order = waiting.orders[index];
    const PlanProblem& problem = order.problem;
    const auto bounds = check_problem(problem);
    if (!bounds) return of_order(index, bounds.error().detail, bounds.error().code);
    if (order.item.size() != problem.line_count || order.node.size() != problem.node_count ||
        problem.short_cost.size() != problem.line_count || !problem.capacity.empty()) {
        return of_order(
            index,
            "expected an item and a short cost by line, a node by node and no capacity",
            ErrorCode::bad_input
        );
    }
    for (const std::uint32_t node : order.node) {
        if (node >= waiting.node_count)
            return of_order(index, "expected nodes that there are", ErrorCode::bad_input);
    }
    if (!has_well_formed_days(waiting, order) || !has_well_formed_choices(order)) {
        return of_order(
            index,
            "expected departures by node or choice and rows by line, or none",
            ErrorCode::bad_input
        );
    }
    if (!has_well_formed_parts(order)) {
        return of_order(
            index, "expected parts of its lines, of which there is some", ErrorCode::bad_input
        );
    }
    Wide most = Wide{bounds->cost_max} + Wide{dearest_day(waiting, order)} * shipments_of(order);
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        if (problem.short_cost[line] < 0 || problem.short_cost[line] >= kWaitingMost)
            return of_order(index, "expected short costs of 0 to 2^60", ErrorCode::bad_input);
        most += Wide{problem.short_cost[line]} * problem.quantity[line];
    }
    return capped(most);
}

/// In the orders' own money: where most units come first, scaled costs may be too large.
void serve_first_come(const WaitingOrders& waiting, const OrderBook& book, JointChoice& choice) {
    PlanSolver solver(kFirstComeSteps);
    SharedStockSolver sharing_solver;
    const DepartureChoice departures(book);
    const JointPrices no_prices = book.no_prices();
    PlanProblem problem;
    std::vector<SharedStock> shared;
    Plan plan;
    choice.left = book.all_stock();
    choice.plans.resize(book.count());
    choice.cost = 0;
    for (std::size_t index = 0; index < book.count(); ++index) {
        problem = waiting.orders[index].problem;
        if (waiting.orders[index].fills_most) problem.short_cost.clear();
        book.limit_stock(index, choice.left, problem);
        departures.fix(index, no_prices, choice.left, problem, book.scale());
        book.find_shared(index, choice.left, shared);
        const Status solved = solve_sharing(solver, sharing_solver, shared, problem, plan);
        if (solved && plan.has_plan())
            choice.plans[index].assign(plan.shipments.begin(), plan.shipments.end());
        departures.assign(
            index, no_prices, choice.left, DepartureChoice::Days::that_fit, choice.plans[index]
        );
        book.take(index, choice.plans[index], 1, choice.left);
        choice.cost += book.cost_of(index, choice.plans[index]);
    }
}

std::int64_t short_units(const WaitingOrders& waiting, const JointChoice& choice) {
    std::int64_t units = 0;
    for (std::size_t index = 0; index < waiting.orders.size(); ++index) {
        const PlanProblem& problem = waiting.orders[index].problem;
        for (std::size_t line = 0; line < problem.line_count; ++line)
            units += problem.quantity[line] * problem.units_counted(line);
        for (const PlannedUnits& planned : choice.plans[index])
            units -= planned.units * problem.units_counted(planned.line);
    }
    return units;
}

void write_plans(const JointState& state, std::vector<std::vector<WaitingUnits>>& plans) {
    plans.resize(state.book.count());
    for (std::size_t index = 0; index < plans.size(); ++index) {
        const OrderBook::Order& order = state.book.order(index);
        for (const PlannedUnits& planned : state.best.plans[index]) {
            plans[index].push_back(
                {order.node_of(planned), planned.line, planned.units, order.departure_of(planned)}
            );
        }
    }
}

}  // namespace

Result<std::int64_t> check_waiting_orders(const WaitingOrders& waiting) {
    if (auto checked = check_departures(waiting); !checked) return checked.error();
    Wide cost_max = 0;
    Wide units = 0;
    std::int64_t dearest = 0;
    for (std::size_t index = 0; index < waiting.orders.size(); ++index) {
        const auto most = most_waiting_cost(waiting, index);
        if (!most) return most.error();
        cost_max += *most;
        const PlanProblem& problem = waiting.orders[index].problem;
        for (std::size_t line = 0; line < problem.line_count; ++line)
            units += Wide{problem.quantity[line]} * problem.room_of(line);
        for (const std::int64_t cost : problem.short_cost)
            dearest = std::max(dearest, cost);
    }
    cost_max = std::max(cost_max, std::min<Wide>(units, kWaitingMost) * dearest);
    if (cost_max < kWaitingMost && units < kWaitingMost) return static_cast<std::int64_t>(cost_max);
    return Error{
        ErrorCode::limit_exceeded,
        std::string(units < kWaitingMost ? "the cost" : "the units") +
            " of all orders may pass 2^60, expected less"
    };
}

LeavingBy leaving_by(
    const WaitingOrders& waiting, const WaitingOrder& order, const WaitingUnits& planned
) {
    const std::span<const RateChoice> choices = order.problem.choices_of(planned.node);
    if (!order.departures.empty() && order.departures[planned.node] != WaitingOrder::kAnyDay)
        return {order.departures[planned.node], planned.departure};
    if (order.choice_departures.empty() || choices.empty()) return {};
    std::size_t index =
        static_cast<std::size_t>(choices.data() - order.problem.rate_choices.data());
    std::uint32_t left = planned.departure;
    for (;; ++index) {
        const std::uint32_t departures = order.choice_departures[index];
        const std::size_t count =
            departures == WaitingOrder::kAnyDay ? 1 : waiting.departures[departures].size();
        if (left < count) return {departures, left, true};
        left -= static_cast<std::uint32_t>(count);
    }
}

Status plan_jointly(const WaitingOrders& waiting, const JointOptions& options, WaitingPlan& plan) {
    EARMARK_CHECK(options.threads > 0);
    const auto cost_max = check_waiting_orders(waiting);
    if (!cost_max) return cost_max.error();
    const OrderBook book(waiting, *cost_max);
    JointState state(book, options);
    serve_first_come(waiting, book, state.best);
    plan = {};
    plan.first_come_cost = state.cost();
    plan.first_come_short_units = short_units(waiting, state.best);
    run_joint_search(state);
    leave_early(book, state.best);
    write_joint_figures(state, plan.joint);
    plan.joint.short_units = short_units(waiting, state.best);
    plan.cost.reserve(book.count());
    for (std::size_t index = 0; index < book.count(); ++index)
        plan.cost.push_back(book.cost_of(index, state.best.plans[index]) / book.scale());
    write_plans(state, plan.plans);
    return Done{};
}

}  // namespace earmark
