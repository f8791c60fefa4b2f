#include "engine/sourcing/node_bound.h"

#include <algorithm>

namespace earmark {

namespace {

/// Unit cost that bounds see: what the unit costs, its part of the tariff, and of the line cost.
std::int64_t linear_cost(
    const OrderModel& model, std::size_t node, std::size_t line, std::int64_t most
) {
    const std::int64_t unit = model.problem().unit_cost_of(node, model.lines()[line]);
    if (model.is_split()) {
        return unit + model.tariff_slope(node, line) + model.line_cost(node) / most;
    }
    return unit * model.need(line) + model.tariff_slope_whole(node, line) + model.line_cost(node);
}

}  // namespace

void NodeTable::load(const OrderModel& model, std::span<const std::uint32_t> nodes) {
    node_count = nodes.size();
    line_count = model.line_count();
    constant = model.constant();
    shipments_min = 1;
    shipments_max = std::min(model.problem().shipments_max, node_count);
    has_capacities = model.has_capacities();
    ids.assign(nodes.begin(), nodes.end());
    fate.assign(node_count, NodeFate::open);
    opening.clear();
    capacity.clear();
    for (const std::uint32_t node : nodes) {
        opening.push_back(model.opening_cost(node));
        capacity.push_back(model.capacity(node));
    }
    need.clear();
    price_max.clear();
    unit_size.clear();
    for (std::size_t line = 0; line < line_count; ++line) {
        const std::int64_t units = model.need(line);
        need.push_back(model.is_split() ? units : 1);
        unit_size.push_back(model.is_split() ? 1 : units);
        price_max.push_back(model.short_price(line) * unit_size.back());
    }
    cost.resize(node_count * line_count);
    most.resize(node_count * line_count);
    for (std::size_t node = 0; node < node_count; ++node) {
        for (std::size_t line = 0; line < line_count; ++line) {
            const std::size_t at = line * node_count + node;
            const std::int64_t units = model.most_units(ids[node], line);
            most[at] = model.is_split() ? units : std::min<std::int64_t>(units, 1);
            cost[at] = units == 0 ? kNoValue : linear_cost(model, ids[node], line, units);
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
    ids.resize(node_count);
    fate.resize(node_count);
}

}  // namespace earmark
