#include "engine/sourcing/plan_cost.h"

#include "engine/sourcing/shipment_cost.h"

#include <cstddef>

namespace earmark {

namespace {

/// What the plan's parcels cost.
std::int64_t rates_of(
    const PlanProblem& problem, const PlanBounds& bounds, std::span<const PlannedUnits> plan
) {
    static thread_local ShipmentTariff tariff;
    tariff.reset(problem, bounds);
    std::int64_t rates = 0;
    for (std::size_t begin = 0, end = 0; begin < plan.size(); begin = end) {
        ShipmentLoad load;
        for (; end < plan.size() && plan[end].node == plan[begin].node; ++end)
            load = load + tariff.unit_load(plan[end].line) * plan[end].units;
        rates += tariff.rate_of(plan[begin].node, load);
    }
    return rates;
}

}  // namespace

std::int64_t shipping_cost(
    const PlanProblem& problem, const PlanBounds& bounds, std::span<const PlannedUnits> plan
) {
    std::int64_t cost = 0;
    std::int64_t shipments = 0;
    std::uint32_t before = ~std::uint32_t{0};
    for (const PlannedUnits& planned : plan) {
        if (planned.node != before) {
            cost += problem.fixed_cost[planned.node];
            ++shipments;
        }
        before = planned.node;
        if (!problem.line_cost.empty()) cost += problem.line_cost[planned.node];
        cost += planned.units * problem.unit_cost_of(planned.node, planned.line);
    }
    if (shipments > 1) cost += problem.split_penalty * (shipments - 1);
    return problem.has_tariffs() ? cost + rates_of(problem, bounds, plan) : cost;
}

std::int64_t shortage_cost(const PlanProblem& problem, std::span<const PlannedUnits> plan) {
    if (problem.short_cost.empty()) return 0;
    std::int64_t cost = 0;
    for (std::size_t line = 0; line < problem.line_count; ++line)
        cost += problem.short_cost[line] * problem.quantity[line];
    for (const PlannedUnits& planned : plan)
        cost -= problem.short_cost[planned.line] * planned.units;
    return cost;
}

}  // namespace earmark
