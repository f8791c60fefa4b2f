#include "engine/sourcing/node_swaps.h"

#include <algorithm>

namespace earmark {

NodeSwaps::Addition NodeSwaps::best_addition(
    const NodeTable& table, std::span<const std::uint32_t> nodes, std::uint64_t& steps
) const {
    Addition best{static_cast<std::uint32_t>(table.node_count), -kNoValue};
    for (const std::uint32_t node : candidates_) {
        if (table.fate[node] == NodeFate::closed) continue;
        const std::int64_t saved = ladders_.saving(table, node);
        if (saved <= best.saving) continue;
        if (std::find(nodes.begin(), nodes.end(), node) == nodes.end()) best = {node, saved};
    }
    steps += candidates_.size() * table.line_count * 4;
    return best;
}

void NodeSwaps::grow(
    const NodeTable& table,
    std::vector<std::uint32_t>& nodes,
    std::size_t count,
    std::uint64_t& steps
) {
    while (nodes.size() < count) {
        ladders_.build(table, nodes);
        const Addition addition = best_addition(table, nodes, steps);
        if (addition.node == table.node_count) return;
        nodes.push_back(addition.node);
    }
}

void NodeSwaps::improve(
    const NodeTable& table, std::vector<std::uint32_t>& nodes, std::uint64_t& steps
) {
    constexpr std::size_t kSwapsMax = 200;
    // Around the set until no place of it has changed for a whole turn.
    for (std::size_t swap = 0, kept = 0, i = 0; kept < nodes.size() && swap < kSwapsMax; ++swap) {
        i = i + 1 < nodes.size() ? i + 1 : 0;
        ++kept;
        if (table.fate[nodes[i]] == NodeFate::shipping) continue;
        rest_ = nodes;
        rest_.erase(rest_.begin() + static_cast<std::ptrdiff_t>(i));
        ladders_.build(table, rest_);
        const Addition addition = best_addition(table, nodes, steps);
        if (addition.node == table.node_count ||
            addition.saving <= ladders_.saving(table, nodes[i]))
            continue;
        nodes[i] = addition.node;
        kept = 0;
    }
}

void NodeSwaps::reshape(
    const NodeTable& table,
    std::vector<std::uint32_t>& nodes,
    std::size_t count_max,
    std::uint64_t& steps
) {
    constexpr std::size_t kChangesMax = 100;
    for (std::size_t change = 0, kept = 0, i = 0; kept <= nodes.size() && change < kChangesMax;
         ++change) {
        i = i < nodes.size() ? i + 1 : 0;
        ++kept;
        rest_ = nodes;
        std::int64_t saving = 0;
        const bool is_addition = i == nodes.size();
        if (is_addition) {
            if (nodes.size() >= count_max) continue;
        } else {
            if (table.fate[nodes[i]] == NodeFate::shipping) continue;
            rest_.erase(rest_.begin() + static_cast<std::ptrdiff_t>(i));
        }
        ladders_.build(table, rest_);
        if (!is_addition) saving = ladders_.saving(table, nodes[i]);
        const Addition addition = best_addition(table, nodes, steps);
        if (saving < 0 && addition.saving <= 0) {
            nodes = rest_;
            kept = 0;
        } else if (addition.node < table.node_count && addition.saving > saving) {
            if (is_addition) {
                nodes.push_back(addition.node);
            } else {
                nodes[i] = addition.node;
            }
            kept = 0;
        }
    }
}

}  // namespace earmark
