#include "engine/network/unit_flow.h"

#include <algorithm>

namespace earmark {

void UnitFlow::reset(std::uint32_t vertices) {
    arcs_.clear();
    first_.assign(vertices, kNone);
}

void UnitFlow::add_arc(std::uint32_t from, std::uint32_t to, Units capacity) {
    const auto arc = static_cast<std::uint32_t>(arcs_.size());
    arcs_.push_back({.to = to, .next = first_[from], .left = capacity});
    arcs_.push_back({.to = from, .next = first_[to], .left = 0});
    first_[from] = arc;
    first_[to] = arc + 1;
}

bool UnitFlow::find_levels(std::uint32_t source, std::uint32_t sink) {
    level_.assign(first_.size(), kNone);
    level_[source] = 0;
    queue_.assign(1, source);
    for (std::size_t at = 0; at < queue_.size(); ++at) {
        const std::uint32_t vertex = queue_[at];
        for (std::uint32_t arc = first_[vertex]; arc != kNone; arc = arcs_[arc].next) {
            const std::uint32_t to = arcs_[arc].to;
            if (arcs_[arc].left == 0 || level_[to] != kNone) continue;
            level_[to] = level_[vertex] + 1;
            queue_.push_back(to);
        }
    }
    return level_[sink] != kNone;
}

Units UnitFlow::push_along_path() {
    Units width = kAnyUnits;
    for (const std::uint32_t arc : path_)
        width = std::min(width, arcs_[arc].left);
    for (const std::uint32_t arc : path_) {
        arcs_[arc].left -= width;
        arcs_[arc ^ 1U].left += width;
    }
    return width;
}

/// All that fits along shortest paths, depth first.
Units UnitFlow::send(std::uint32_t source, std::uint32_t sink) {
    Units sent = 0;
    current_ = first_;
    path_.clear();
    std::uint32_t vertex = source;
    while (true) {
        if (vertex == sink) {
            sent += push_along_path();
            const auto full = std::find_if(path_.begin(), path_.end(), [this](std::uint32_t arc) {
                return arcs_[arc].left == 0;
            });
            vertex = arcs_[*full ^ 1U].to;
            path_.erase(full, path_.end());
        }
        std::uint32_t arc = current_[vertex];
        while (arc != kNone && (arcs_[arc].left == 0 || level_[arcs_[arc].to] != level_[vertex] + 1)
        )
            arc = arcs_[arc].next;
        current_[vertex] = arc;
        if (arc != kNone) {
            path_.push_back(arc);
            vertex = arcs_[arc].to;
        } else if (path_.empty()) {
            return sent;
        } else {
            level_[vertex] = kNone;  // A dead end.
            vertex = arcs_[path_.back() ^ 1U].to;
            path_.pop_back();
        }
    }
}

Units UnitFlow::most(std::uint32_t source, std::uint32_t sink) {
    Units total = 0;
    while (find_levels(source, sink))
        total += send(source, sink);
    return total;
}

}  // namespace earmark
