#include "engine/pinned_plan.h"

#include "engine/base/check.h"
#include "engine/order_solver.h"
#include "engine/sourcing/plan_cost.h"

#include <algorithm>
#include <span>
#include <vector>

namespace earmark {

namespace {

/// Whether the node of a shipment may ship so many units and lines.
bool has_capacity_for(const PlanProblem& problem, std::span<const PlannedUnits> shipment) {
    const std::uint32_t node = shipment.front().node;
    std::int64_t room = 0;
    for (const PlannedUnits& planned : shipment)
        room += planned.units * problem.room_of(planned.line);
    const auto keeps = [&](const std::vector<std::int64_t>& most, std::int64_t taken) {
        return most.empty() || most[node] == PlanProblem::kUnlimited || taken <= most[node];
    };
    return keeps(problem.capacity, room) &&
           keeps(problem.node_lines_max, rows_of(problem, shipment));
}

/// What the plan may cost more than was planned: days fill up while orders take them, and amounts
/// are rounded, together or apart.
std::int64_t slack(const OrderCandidates& candidates, std::span<const PlannedUnits> plan) {
    constexpr std::int64_t kRounding = 4;
    std::int64_t shipments = 0;
    for (std::size_t index = 0; index < plan.size(); ++index)
        shipments += index == 0 || plan[index - 1].node != plan[index].node ? 1 : 0;
    return shipments * (candidates.load_most() + kRounding);
}

/// Whether it takes more of something than there is for all lines of the order.
bool takes_too_much(std::span<const SharedStock> shared, std::span<const PlannedUnits> plan) {
    return std::ranges::any_of(shared, [&](const SharedStock& share) {
        std::vector<std::int64_t> left = share.stock;
        for (const PlannedUnits& planned : plan) {
            for (const SharedStock::Taker& taker : share.takers) {
                if (taker.line != planned.line) continue;
                left[planned.node] -= taker.per_unit * planned.units;
            }
        }
        return std::ranges::any_of(left, [](std::int64_t units) { return units < 0; });
    });
}

/// The units as the candidates' problem names them, in its order. False: some are not there.
bool find_pinned(
    const PinnedPlan& pinned, const OrderCandidates& candidates, std::vector<PlannedUnits>& plan
) {
    const PlanProblem& problem = candidates.problem();
    const auto nodes = candidates.nodes();
    plan.clear();
    plan.reserve(pinned.units.size());
    for (const PinnedUnits& units : pinned.units) {
        const auto known = std::ranges::find(nodes, units.node, &Candidate::node);
        if (known == nodes.end() || units.line >= problem.line_count) return false;
        const auto node = static_cast<std::uint32_t>(known - nodes.begin());
        if (problem.stock_of(node, units.line) < units.units) return false;
        plan.push_back({node, units.line, units.units});
    }
    std::ranges::sort(plan, [](const PlannedUnits& left, const PlannedUnits& right) {
        return left.node != right.node ? left.node < right.node : left.line < right.line;
    });
    for (std::size_t begin = 0, end = 0; begin < plan.size(); begin = end) {
        while (end < plan.size() && plan[end].node == plan[begin].node)
            ++end;
        const auto shipment = std::span(plan).subspan(begin, end - begin);
        if (!is_carried(problem, shipment) || !has_capacity_for(problem, shipment)) return false;
    }
    if (takes_too_much(candidates.shared(), plan)) return false;
    // Lines of one item share what a node has.
    for (std::size_t index = 0; !problem.item.empty() && index < plan.size(); ++index) {
        Units taken = 0;
        for (const PlannedUnits& other : plan) {
            if (other.node == plan[index].node &&
                problem.item[other.line] == problem.item[plan[index].line])
                taken += other.units;
        }
        if (taken > problem.stock_of(plan[index].node, plan[index].line)) return false;
    }
    return true;
}

/// Whether groups leave that much of what the plan takes from several nodes.
bool is_left_by_groups(const OrderCandidates& candidates, const Plan& plan) {
    return !candidates.has_network_items() || !candidates.find_overdraft(plan);
}

void value_plan(const PlanProblem& problem, const PlanBounds& bounds, Plan& plan) {
    plan.cost = shipping_cost(problem, bounds, plan.shipments);
    if (problem.allow_partial) plan.cost += shortage_cost(problem, plan.shipments);
    plan.lower_bound = 0;
    plan.short_units = 0;
    for (const std::int64_t quantity : problem.quantity)
        plan.short_units += quantity;
    for (const PlannedUnits& planned : plan.shipments)
        plan.short_units -= planned.units;
}

Status solve_at_prices(
    const UnitPrices& prices, OrderCandidates& candidates, PlanSolver& solver, Plan& plan
) {
    PlanProblem& problem = candidates.problem();
    const std::vector<std::int64_t> unit_cost = problem.unit_cost;
    for (std::size_t place = 0; place < unit_cost.size(); ++place) {
        const SkuId sku = candidates.lines()[place % problem.line_count].sku;
        const NodeId node = candidates.nodes()[place / problem.line_count].node;
        const auto price = prices.find(ScarcityTable::key(sku, node));
        if (price != prices.end()) problem.unit_cost[place] += price->second;
    }
    const Status solved = OrderSolver(candidates, solver, solver.steps_max()).solve(plan);
    problem.unit_cost = unit_cost;
    return solved;
}

}  // namespace

Status plan_pinned(
    PinnedPlan& pinned, OrderCandidates& candidates, PlanSolver& solver, Plan& plan
) {
    EARMARK_CHECK(!pinned.units.empty() && pinned.prices != nullptr);
    const auto bounds = check_problem(candidates.problem());
    if (!bounds) return bounds.error();
    const bool was_stale = pinned.is_stale;
    pinned.is_stale = was_stale || !find_pinned(pinned, candidates, plan.shipments) ||
                      !is_left_by_groups(candidates, plan) ||
                      shipping_cost(candidates.problem(), *bounds, plan.shipments) >
                          pinned.cost + slack(candidates, plan.shipments);
    const bool is_planned_apart = candidates.rows().has_bundles() || !pinned.days.empty();
    if (pinned.is_stale && !was_stale && is_planned_apart) return Done{};
    if (pinned.is_stale) {
        const Status solved = solve_at_prices(*pinned.prices, candidates, solver, plan);
        if (!solved || !plan.has_plan()) return solved;
    }
    plan.status = PlanStatus::feasible;
    plan.ties_settled = false;
    value_plan(candidates.problem(), *bounds, plan);
    return Done{};
}

}  // namespace earmark
