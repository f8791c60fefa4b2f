#include "engine/sourcing/open_set_planner.h"

#include <algorithm>

namespace earmark {

std::span<const PlannedUnits> OpenSetPlanner::plan_from(
    const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps
) {
    plan_.clear();
    steps += nodes.size() * model.line_count() * 4;
    if (!model.has_capacities() && !model.has_shared_items()) {
        take_cheapest(model, nodes);
    } else if (model.is_split()) {
        take_by_flow(model, nodes, steps);
    } else {
        take_whole_by_regret(model, nodes);
    }
    return plan_;
}

/// Per unit; of the whole line where lines are not split.
std::int64_t OpenSetPlanner::unit_cost(
    const OrderModel& model, std::uint32_t node, std::size_t line
) const {
    const std::int64_t unit = model.problem().unit_cost_of(node, model.lines()[line]);
    if (!model.is_split()) {
        return unit * model.need(line) + model.tariff_slope_whole(node, line) +
               model.line_cost(node);
    }
    return unit + model.tariff_slope(node, line) +
           model.line_cost(node) / std::max<std::int64_t>(model.most_units(node, line), 1);
}

void OpenSetPlanner::take_cheapest(const OrderModel& model, std::span<const std::uint32_t> nodes) {
    for (std::size_t line = 0; line < model.line_count(); ++line) {
        const std::int64_t size = model.is_split() ? 1 : model.need(line);
        const std::int64_t price = model.short_price(line) * size;
        sources_.clear();
        for (const std::uint32_t node : nodes) {
            const std::int64_t most = model.most_units(node, line);
            if (most == 0) continue;
            const std::int64_t cost = unit_cost(model, node, line);
            if (cost <= price || model.must_fill()) sources_.push_back({cost, node, most});
        }
        std::sort(sources_.begin(), sources_.end(), [](const Source& a, const Source& b) {
            return a.cost != b.cost ? a.cost < b.cost : a.node < b.node;
        });
        std::int64_t missing = model.need(line);
        for (const Source& source : sources_) {
            if (missing == 0) break;
            const std::int64_t units = std::min(missing, source.most);
            plan_.push_back({source.node, model.lines()[line], units});
            missing -= units;
        }
    }
}

void OpenSetPlanner::take_by_flow(
    const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps
) {
    const std::size_t lines = model.line_count();
    flow_.reset(nodes.size(), lines);
    for (std::size_t line = 0; line < lines; ++line) {
        flow_.need[line] = model.need(line);
        flow_.short_price[line] = model.short_price(line);
    }
    for (std::size_t node = 0; node < nodes.size(); ++node) {
        flow_.capacity[node] = model.capacity(nodes[node]);
        for (std::size_t line = 0; line < lines; ++line) {
            const std::int64_t most = model.most_units(nodes[node], line);
            if (most == 0) continue;
            flow_.most[node * lines + line] = most;
            flow_.cost[node * lines + line] = unit_cost(model, nodes[node], line);
        }
    }
    flow_.solve(steps);
    for (std::size_t node = 0; node < nodes.size(); ++node) {
        for (std::size_t line = 0; line < lines; ++line) {
            const std::int64_t units = flow_.units[node * lines + line];
            if (units != 0) plan_.push_back({nodes[node], model.lines()[line], units});
        }
    }
}

/// Whether the node has the line, too, next to the plan's lines of its item.
bool OpenSetPlanner::has_item_left(const OrderModel& model, std::uint32_t node, std::size_t line)
    const {
    if (!model.has_shared_items()) return true;
    std::int64_t left = model.item_stock(node, line) - model.need(line);
    for (const PlannedUnits& planned : plan_) {
        if (planned.node == node && model.are_of_one_item(planned.line, model.lines()[line]))
            left -= planned.units;
    }
    return left >= 0;
}

/// Places next the line that would lose most by going elsewhere than to its best node with room.
void OpenSetPlanner::take_whole_by_regret(
    const OrderModel& model, std::span<const std::uint32_t> nodes
) {
    const std::size_t lines = model.line_count();
    room_.clear();
    for (const std::uint32_t node : nodes)
        room_.push_back(model.capacity(node));
    is_placed_.assign(lines, 0);
    while (true) {
        std::int64_t widest = -1;
        std::size_t next_line = 0;
        std::size_t next_node = 0;
        for (std::size_t line = 0; line < lines; ++line) {
            if (is_placed_[line] != 0) continue;
            const std::int64_t price = model.short_price(line) * model.need(line);
            std::int64_t best = kNoValue;
            std::int64_t second = std::max(price, kNoValue / 2);
            std::size_t best_node = nodes.size();
            for (std::size_t i = 0; i < nodes.size(); ++i) {
                if (model.most_units(nodes[i], line) == 0 || room_[i] < model.need(line)) continue;
                if (!has_item_left(model, nodes[i], line)) continue;
                const std::int64_t cost = unit_cost(model, nodes[i], line);
                if (cost >= price && !model.must_fill()) continue;
                if (cost < best) {
                    second = std::min(best, second);
                    best = cost;
                    best_node = i;
                } else {
                    second = std::min(second, cost);
                }
            }
            if (best_node == nodes.size() || second - best <= widest) continue;
            widest = second - best;
            next_line = line;
            next_node = best_node;
        }
        if (widest < 0) return;
        is_placed_[next_line] = 1;
        room_[next_node] -= model.need(next_line);
        plan_.push_back({nodes[next_node], model.lines()[next_line], model.need(next_line)});
    }
}

}  // namespace earmark
