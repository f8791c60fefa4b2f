// From how many nodes the lines of an order may ship, told to the solver.
#include "engine/order_candidates.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace earmark {

/// What nodes of the order ship of a line already, they may ship more of.
void OrderCandidates::limit_line_nodes() {
    if (splitting_ == LineSplit::whole_lines && placed_.empty()) return;
    const std::size_t lines = problem_.line_count;
    problem_.line_nodes_max.assign(lines, *nodes_per_line_max_);
    problem_.line_nodes_free.assign(placed_.empty() ? 0 : nodes_.size() * lines, 0);
    std::vector<PlacedLine> placed;
    for (std::size_t index = 0; index < rows_->rows.size(); ++index) {
        const std::uint32_t line = request_->lines[rows_->rows[index].asked].line;
        for (const PlacedLine& each : placed_) {
            if (each.line == line)
                placed.push_back({static_cast<std::uint32_t>(plan_line_of_[index]), each.node});
        }
    }
    std::ranges::sort(placed);
    const auto repeated = std::ranges::unique(placed);
    placed.erase(repeated.begin(), repeated.end());
    for (const auto& [line, node] : placed) {
        std::int64_t& most = problem_.line_nodes_max[line];
        most = std::max<std::int64_t>(most - 1, 0);
        const auto known = std::ranges::find(nodes_, node, &Candidate::node);
        if (known == nodes_.end()) continue;
        const auto place = static_cast<std::size_t>(known - nodes_.begin());
        problem_.line_nodes_free[place * lines + line] = 1;
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
