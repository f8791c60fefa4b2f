#include "engine/sourcing/plan_cost.h"

#include "engine/base/check.h"

#include <algorithm>
#include <cstddef>

namespace earmark {

namespace {

ShipmentLoad load_of(const ShipmentTariff& tariff, std::span<const PlannedUnits> shipment) {
    ShipmentLoad load;
    for (const PlannedUnits& planned : shipment)
        load = load + tariff.unit_load(planned.line) * planned.units;
    return load;
}

std::int64_t cost_by(const ShipmentTariff& tariff, const RateChoice& choice, ShipmentLoad load) {
    return tariff.rate(choice.column, tariff.billed_grams(choice.column, load)) + choice.extra;
}

/// Whether it carries all of a shipment, and has room for it.
bool takes(
    const PlanProblem& problem, const RateChoice& choice, std::span<const PlannedUnits> shipment
) {
    std::int64_t room = 0;
    for (const PlannedUnits& planned : shipment) {
        if (!problem.carries(choice, planned.line)) return false;
        room += planned.units * problem.room_of(planned.line);
    }
    return RateChoice::is_within(choice.units_max, room) &&
           RateChoice::is_within(choice.rows_max, rows_of(problem, shipment));
}

/// Of the problem; to be used before the next call.
const ShipmentTariff& tariff_of(const PlanProblem& problem, const PlanBounds& bounds) {
    static thread_local ShipmentTariff tariff;
    tariff.reset(problem, bounds.weight_lcd);
    return tariff;
}

/// What the plan's parcels cost; choice_of(first): by which choice each goes, null: the cheapest.
template <typename ChooseBy>
std::int64_t rates_of(
    const PlanProblem& problem,
    const PlanBounds& bounds,
    std::span<const PlannedUnits> plan,
    const ChooseBy& choice_of
) {
    const ShipmentTariff& tariff = tariff_of(problem, bounds);
    std::int64_t rates = 0;
    for (std::size_t begin = 0, end = 0; begin < plan.size(); begin = end) {
        while (end < plan.size() && plan[end].node == plan[begin].node)
            ++end;
        const auto shipment = plan.subspan(begin, end - begin);
        const ShipmentLoad load = load_of(tariff, shipment);
        if (problem.choices_of(plan[begin].node).empty()) {
            rates += tariff.rate_of(plan[begin].node, load);
            continue;
        }
        const RateChoice* choice = choice_of(begin);
        if (choice == nullptr) choice = cheapest_choice(problem, tariff, shipment);
        EARMARK_CHECK(choice != nullptr);
        rates += cost_by(tariff, *choice, load);
    }
    return rates;
}

/// Of a plan, without its parcels.
std::int64_t cost_without_rates(const PlanProblem& problem, std::span<const PlannedUnits> plan) {
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
    return cost;
}

}  // namespace

std::int64_t rows_of(const PlanProblem& problem, std::span<const PlannedUnits> shipment) {
    std::int64_t rows = 0;
    for (std::size_t index = 0; index < shipment.size(); ++index) {
        const PlannedUnits& planned = shipment[index];
        const bool is_counted = std::ranges::any_of(shipment.first(index), [&](const auto& other) {
            return problem.are_of_one_row(other.line, planned.line);
        });
        if (!is_counted) rows += problem.rows_of(planned.node, planned.line);
    }
    return rows;
}

const RateChoice* cheapest_choice(
    const PlanProblem& problem, const ShipmentTariff& tariff, std::span<const PlannedUnits> shipment
) {
    const ShipmentLoad load = load_of(tariff, shipment);
    const RateChoice* best = nullptr;
    for (const RateChoice& choice : problem.choices_of(shipment.front().node)) {
        if (!takes(problem, choice, shipment)) continue;
        if (best == nullptr || cost_by(tariff, choice, load) < cost_by(tariff, *best, load))
            best = &choice;
    }
    return best;
}

bool is_carried(const PlanProblem& problem, std::span<const PlannedUnits> shipment) {
    const auto choices = problem.choices_of(shipment.front().node);
    return choices.empty() || std::any_of(choices.begin(), choices.end(), [&](auto& choice) {
               return takes(problem, choice, shipment);
           });
}

std::int64_t shipping_cost(
    const PlanProblem& problem, const PlanBounds& bounds, std::span<const PlannedUnits> plan
) {
    const std::int64_t cost = cost_without_rates(problem, plan);
    if (!problem.has_tariffs()) return cost;
    const auto cheapest = [](std::size_t) -> const RateChoice* { return nullptr; };
    return cost + rates_of(problem, bounds, plan, cheapest);
}

std::int64_t shipping_cost(
    const PlanProblem& problem,
    const PlanBounds& bounds,
    std::span<const PlannedUnits> plan,
    const ChoiceOf& choice_of
) {
    const std::int64_t cost = cost_without_rates(problem, plan);
    return problem.has_tariffs() ? cost + rates_of(problem, bounds, plan, choice_of) : cost;
}

std::int64_t choice_cost(
    const PlanProblem& problem,
    const PlanBounds& bounds,
    std::span<const PlannedUnits> shipment,
    const RateChoice& choice
) {
    const ShipmentTariff& tariff = tariff_of(problem, bounds);
    return cost_by(tariff, choice, load_of(tariff, shipment));
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
