#include "engine/sourcing/unit_ladders.h"

#include <algorithm>

namespace earmark {

void UnitLadders::build(const NodeTable& table, std::span<const std::uint32_t> nodes) {
    rungs_.clear();
    first_rung_.assign(1, 0);
    cost_ = table.constant;
    for (const std::uint32_t node : nodes)
        cost_ += table.opening[node];
    for (std::size_t line = 0; line < table.line_count; ++line)
        build_line(table, line, nodes);
}

void UnitLadders::build_line(
    const NodeTable& table, std::size_t line, std::span<const std::uint32_t> nodes
) {
    const std::size_t first = rungs_.size();
    for (const std::uint32_t node : nodes) {
        const std::int64_t cost = table.cost_of(node, line);
        const std::int64_t most = table.most_of(node, line);
        if (most == 0 || cost >= prices_[line]) continue;
        rungs_.push_back({cost, most});
        for (std::size_t at = rungs_.size() - 1; at > first && rungs_[at - 1].cost > cost; --at)
            std::swap(rungs_[at], rungs_[at - 1]);
    }
    std::int64_t missing = table.need[line];
    std::size_t end = first;
    for (; end < rungs_.size() && missing > 0; ++end) {
        rungs_[end].units = std::min(rungs_[end].units, missing);
        missing -= rungs_[end].units;
        cost_ += rungs_[end].units * rungs_[end].cost;
    }
    rungs_.resize(end);
    if (missing > 0) rungs_.push_back({prices_[line], missing});
    cost_ += missing * prices_[line];
    first_rung_.push_back(rungs_.size());
}

std::int64_t UnitLadders::saving(const NodeTable& table, std::uint32_t node) const {
    std::int64_t sum = -table.opening[node];
    for (std::size_t line = 0; line < table.line_count; ++line) {
        std::int64_t left = table.most_of(node, line);
        if (left == 0) continue;
        const std::int64_t cost = table.cost_of(node, line);
        for (std::size_t rung = first_rung_[line + 1];
             left > 0 && rung > first_rung_[line] && rungs_[rung - 1].cost > cost;
             --rung) {
            const std::int64_t taken = std::min(left, rungs_[rung - 1].units);
            sum += taken * (rungs_[rung - 1].cost - cost);
            left -= taken;
        }
    }
    return sum;
}

}  // namespace earmark
