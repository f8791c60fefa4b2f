#include "engine/sourcing/transport_flow.h"

#include <algorithm>

namespace earmark {

namespace {

constexpr std::int64_t kFar = std::int64_t{1} << 62U;

}  // namespace

void TransportFlow::reset(std::size_t nodes, std::size_t lines) {
    node_count = nodes;
    line_count = lines;
    capacity.assign(nodes, 0);
    need.assign(lines, 0);
    short_price.assign(lines, kNoShort);
    most.assign(nodes * lines, 0);
    cost.assign(nodes * lines, 0);
}

bool TransportFlow::solve(std::uint64_t& steps) {
    units.assign(node_count * line_count, 0);
    total = 0;
    room_ = capacity;
    missing_ = need;
    for (std::size_t line = 0; line < line_count; ++line) {
        while (missing_[line] > 0)
            if (!send(line, steps)) return false;
    }
    return true;
}

/// Distances from the line over lines that could take other nodes instead, by relaxation.
void TransportFlow::find_paths(std::size_t line, std::uint64_t& steps) {
    node_distance_.assign(node_count, kFar);
    line_distance_.assign(line_count, kFar);
    node_from_.assign(node_count, 0);
    line_from_.assign(line_count, 0);
    line_distance_[line] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        steps += 2 * node_count * line_count;
        for (std::size_t node = 0; node < node_count; ++node) {
            for (std::size_t from = 0; from < line_count; ++from) {
                const std::size_t arc = node * line_count + from;
                if (line_distance_[from] == kFar || units[arc] == most[arc]) continue;
                const std::int64_t distance = line_distance_[from] + cost[arc];
                if (distance >= node_distance_[node]) continue;
                node_distance_[node] = distance;
                node_from_[node] = static_cast<std::uint32_t>(from);
                changed = true;
            }
            if (node_distance_[node] == kFar) continue;
            for (std::size_t to = 0; to < line_count; ++to) {
                const std::size_t arc = node * line_count + to;
                if (units[arc] == 0) continue;
                const std::int64_t distance = node_distance_[node] - cost[arc];
                if (distance >= line_distance_[to]) continue;
                line_distance_[to] = distance;
                line_from_[to] = static_cast<std::uint32_t>(node);
                changed = true;
            }
        }
    }
}

/// How many units the path from `line` to the line `end` can carry.
std::int64_t TransportFlow::width_of(std::size_t end, std::size_t line) const {
    std::int64_t width = missing_[line];
    while (end != line) {
        const std::size_t node = line_from_[end];
        width = std::min(width, units[node * line_count + end]);
        end = node_from_[node];
        const std::size_t arc = node * line_count + end;
        width = std::min(width, most[arc] - units[arc]);
    }
    return width;
}

bool TransportFlow::send(std::size_t line, std::uint64_t& steps) {
    find_paths(line, steps);
    // Paths end at a node with room, or leave a line short.
    std::int64_t best = kFar;
    std::size_t end_node = node_count;
    std::size_t end_line = line_count;
    for (std::size_t node = 0; node < node_count; ++node) {
        if (room_[node] == 0 || node_distance_[node] >= best) continue;
        best = node_distance_[node];
        end_node = node;
    }
    for (std::size_t to = 0; to < line_count; ++to) {
        if (short_price[to] == kNoShort || line_distance_[to] == kFar) continue;
        if (line_distance_[to] + short_price[to] >= best) continue;
        best = line_distance_[to] + short_price[to];
        end_line = to;
    }
    if (best == kFar) return false;

    std::int64_t width = 0;
    if (end_line < line_count) {
        width = width_of(end_line, line);
    } else {
        end_line = node_from_[end_node];
        const std::size_t arc = end_node * line_count + end_line;
        width = std::min({room_[end_node], most[arc] - units[arc], width_of(end_line, line)});
        room_[end_node] -= width;
        units[arc] += width;
    }
    for (std::size_t at = end_line; at != line;) {
        const std::size_t node = line_from_[at];
        units[node * line_count + at] -= width;
        at = node_from_[node];
        units[node * line_count + at] += width;
    }
    missing_[line] -= width;
    total += width * best;
    return true;
}

}  // namespace earmark
