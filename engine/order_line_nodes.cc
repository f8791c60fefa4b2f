// From how many nodes the lines of an order may ship, told to the solver.
#include "engine/order_candidates.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace earmark {

/// The same by lines of the plan: each once, and how many of its rows are there.
std::vector<OrderCandidates::PlacedRows> OrderCandidates::plan_lines_of(
    std::span<const PlacedLine> order_lines
) const {
    std::vector<PlacedLine> rows;
    for (std::size_t index = 0; index < rows_->rows.size(); ++index) {
        const std::uint32_t line = request_->lines[rows_->rows[index].asked].line;
        for (const PlacedLine& each : order_lines) {
            if (each.line == line)
                rows.push_back({static_cast<std::uint32_t>(plan_line_of_[index]), each.node});
        }
    }
    std::ranges::sort(rows);
    std::vector<PlacedRows> lines;
    for (const PlacedLine& row : rows) {
        if (lines.empty() || lines.back().placed != row) lines.push_back({row, 0});
        ++lines.back().rows;
    }
    return lines;
}

/// What the node ships of the line is no matter of the line's limit.
void OrderCandidates::free_node(const PlacedLine& placed) {
    const auto known = std::ranges::find(nodes_, placed.node, &Candidate::node);
    if (known == nodes_.end()) return;
    const auto place = static_cast<std::size_t>(known - nodes_.begin());
    problem_.line_nodes_free[place * problem_.line_count + placed.line] = 1;
}

/// What nodes of the order ship of a line already, they may ship more of.
void OrderCandidates::limit_line_nodes() {
    const bool is_whole = splitting_ == LineSplit::whole_lines;
    const auto anchored = is_whole ? anchored_ : std::span<const PlacedLine>();
    const auto placed = nodes_per_line_max_ ? placed_ : std::span<const PlacedLine>();
    const bool is_limited = nodes_per_line_max_ && !is_whole;
    if (!is_limited && anchored.empty() && placed.empty()) return;
    const std::size_t lines = problem_.line_count;
    problem_.line_nodes_max.assign(lines, nodes_per_line_max_.value_or(1));
    const bool is_any_free = !anchored.empty() || !placed.empty();
    problem_.line_nodes_free.assign(is_any_free ? nodes_.size() * lines : 0, 0);
    std::vector<std::uint8_t> is_anchored(lines, 0);
    for (const auto& [anchor, rows] : plan_lines_of(anchored)) {
        is_anchored[anchor.line] = 1;
        problem_.line_nodes_max[anchor.line] = 0;
        // Lines of one item that are planned as one have no place unless it is that of them all.
        if (rows == lines_[anchor.line].rows) free_node(anchor);
    }
    for (const auto& [shipped, rows] : plan_lines_of(placed)) {
        if (is_anchored[shipped.line] != 0) continue;
        std::int64_t& most = problem_.line_nodes_max[shipped.line];
        most = std::max<std::int64_t>(most - 1, 0);
        free_node(shipped);
    }
    for (std::size_t line = 0; line < lines_.size(); ++line)
        lines_[line].ats_of_nodes = most_of_nodes(line);
}

Units OrderCandidates::most_of_nodes(std::size_t line) const {
    Units units = 0;
    std::vector<Units> counted;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const Units ats = problem_.stock_of(node, line);
        if (problem_.counts_for(node, line)) {
            counted.push_back(ats);
        } else {
            units += ats;
        }
    }
    std::ranges::sort(counted, std::ranges::greater());
    const auto most = static_cast<std::size_t>(problem_.line_nodes_max[line]);
    for (std::size_t index = 0; index < std::min(most, counted.size()); ++index)
        units += counted[index];
    return units;
}

}  // namespace earmark
