#include "engine/sourcing/node_table.h"

#include <algorithm>

namespace earmark {

namespace {

/// The straight line under the node's tariff, for no more than it has of the order.
TariffMinorant line_under(const OrderModel& model, std::uint32_t node) {
    const PlanProblem& problem = model.problem();
    if (!problem.has_tariffs() || problem.tariff_column[node] == PlanProblem::kNoTariff) return {};
    ShipmentLoad heaviest;
    for (std::size_t line = 0; line < model.line_count(); ++line) {
        heaviest =
            heaviest + model.tariff().unit_load(model.lines()[line]) * model.most_units(node, line);
    }
    return model.minorant_for(problem.tariff_column[node], heaviest);
}

/// Unit cost that bounds see: what the unit costs, its part of the tariff, and of the line cost.
std::int64_t linear_cost(
    const OrderModel& model,
    std::uint32_t node,
    const TariffMinorant& under,
    std::size_t line,
    std::int64_t most
) {
    const std::int64_t units = model.is_split() ? 1 : model.need(line);
    std::int64_t cost = model.problem().unit_cost_of(node, model.lines()[line]) * units;
    if (under.rise > 0) {
        const ShipmentLoad load = model.tariff().unit_load(model.lines()[line]) * units;
        cost += model.slope_of(model.problem().tariff_column[node], under, load);
    }
    const std::int64_t line_cost = model.line_cost(node);
    return line_cost == 0 ? cost : cost + line_cost / (model.is_split() ? most : 1);
}

}  // namespace

void NodeTable::load(const OrderModel& order, std::span<const std::uint32_t> nodes) {
    model = &order;
    node_count = nodes.size();
    line_count = order.line_count();
    constant = order.constant();
    shipments_min = 1;
    shipments_max = std::min(order.problem().shipments_max, node_count);
    has_capacities = order.has_capacities();
    has_steps = order.problem().has_tariffs();
    ids.assign(nodes.begin(), nodes.end());
    fate.assign(node_count, NodeFate::open);
    need.clear();
    price_max.clear();
    unit_size.clear();
    for (std::size_t line = 0; line < line_count; ++line) {
        const std::int64_t units = order.need(line);
        need.push_back(order.is_split() ? units : 1);
        unit_size.push_back(order.is_split() ? 1 : units);
        price_max.push_back(order.short_price(line) * unit_size.back());
    }
    opening.resize(node_count);
    capacity.assign(node_count, kNoValue);
    cost.resize(node_count * line_count);
    most.resize(node_count * line_count);
    if (order.is_split() && !has_capacities && order.is_linear()) return load_plain(order);
    std::vector<TariffMinorant>& under = minorant_scratch;
    under.clear();
    for (std::size_t node = 0; node < node_count; ++node) {
        under.push_back(line_under(order, ids[node]));
        opening[node] = order.problem().fixed_cost[ids[node]] + order.problem().split_penalty +
                        under.back().intercept;
        capacity[node] = order.capacity(ids[node]);
    }
    for (std::size_t node = 0; node < node_count; ++node) {
        for (std::size_t line = 0; line < line_count; ++line) {
            const std::size_t at = line * node_count + node;
            const std::int64_t units = order.most_units(ids[node], line);
            most[at] = order.is_split() ? units : std::min<std::int64_t>(units, 1);
            cost[at] =
                units == 0 ? kNoValue : linear_cost(order, ids[node], under[node], line, units);
        }
    }
}

/// Where a unit's own cost is all that it costs, and stock all that limits it.
void NodeTable::load_plain(const OrderModel& order) {
    const PlanProblem& problem = order.problem();
    for (std::size_t node = 0; node < node_count; ++node)
        opening[node] = problem.fixed_cost[ids[node]] + problem.split_penalty;
    for (std::size_t line = 0; line < line_count; ++line) {
        const std::int64_t* stock = problem.stock.data() + order.lines()[line];
        const std::int64_t* unit_cost = problem.unit_cost.data() + order.lines()[line];
        std::int64_t* const costs = cost.data() + line * node_count;
        std::int64_t* const units = most.data() + line * node_count;
        const std::int64_t wanted = need[line];
        for (std::size_t node = 0; node < node_count; ++node) {
            const std::size_t at = ids[node] * problem.line_count;
            // Without a branch: which node has what is as good as random.
            const std::int64_t has_none = -static_cast<std::int64_t>(stock[at] == 0);
            units[node] = std::min(stock[at], wanted);
            costs[node] = (unit_cost[at] & ~has_none) | (kNoValue & has_none);
        }
    }
}

void NodeTable::compact() {
    std::vector<std::uint32_t>& kept = compact_scratch;
    kept.clear();
    for (std::size_t node = 0; node < node_count; ++node)
        if (fate[node] != NodeFate::closed) kept.push_back(static_cast<std::uint32_t>(node));
    if (kept.size() == node_count) return;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        ids[i] = ids[kept[i]];
        opening[i] = opening[kept[i]];
        capacity[i] = capacity[kept[i]];
        fate[i] = fate[kept[i]];
    }
    // Rows only move towards the front, in order, so nothing is overwritten before it is read.
    for (std::size_t line = 0; line < line_count; ++line) {
        for (std::size_t i = 0; i < kept.size(); ++i) {
            cost[line * kept.size() + i] = cost[line * node_count + kept[i]];
            most[line * kept.size() + i] = most[line * node_count + kept[i]];
        }
    }
    node_count = kept.size();
    shipments_max = std::min(shipments_max, node_count);
    for (auto* by_node : {&opening, &capacity})
        by_node->resize(node_count);
    for (auto* by_pair : {&cost, &most})
        by_pair->resize(node_count * line_count);
    ids.resize(node_count);
    fate.resize(node_count);
}

}  // namespace earmark
