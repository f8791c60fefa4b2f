#include "engine/resourcing/in_the_way.h"

#include "engine/network_holds.h"

#include <algorithm>
#include <string>

namespace earmark {

void find_anchors(const OrderChange& change, std::vector<PlacedLine>& anchors) {
    anchors.clear();
    for (const AmendedLine& line : change.lines) {
        if (open_units(line) == 0 || is_group_place(line.node)) continue;
        const auto wanted = std::ranges::find(change.wanted, line.line, &WantedLine::line);
        const PlacedLine anchor{line.line, line.node};
        if (wanted->loose.units() > 0 && std::ranges::find(anchors, anchor) == anchors.end())
            anchors.push_back(anchor);
    }
}

std::size_t loosen_more(
    InTheWay what, bool is_whole, std::span<const UnfilledLine> unfilled, OrderChange& change
) {
    std::vector<PlacedLine> anchors;
    if (is_whole) find_anchors(change, anchors);
    const auto is_unfilled = [&](const AmendedLine& line) {
        const auto left = std::ranges::find(unfilled, line.line, &UnfilledLine::line);
        return left != unfilled.end() && left->reason != UnfilledReason::other_line_unfilled;
    };
    const auto is_meant = [&](const AmendedLine& line) {
        if (what == InTheWay::full_days &&
            std::ranges::find(change.leaving, line.node, &Leaving::node) != change.leaving.end())
            return true;
        return std::ranges::find(anchors, line.line, &PlacedLine::line) != anchors.end() &&
               (what != InTheWay::unfilled_lines || is_unfilled(line));
    };
    std::string detail;
    std::size_t places = 0;
    for (std::size_t index = 0; index < change.lines.size(); ++index) {
        const AmendedLine& line = change.lines[index];
        if (open_units(line) == 0 || !is_meant(line)) continue;
        if (check_movable(*change.find(line.line), detail) != Outcome::done) continue;
        loosen(change, index);
        ++places;
    }
    return places;
}

}  // namespace earmark
