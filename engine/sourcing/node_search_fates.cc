// What NodeSearch knows of nodes without branching: which must ship, and which cannot.
#include "engine/sourcing/node_search.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

namespace earmark {

template <typename Wants>
std::int64_t NodeSearch::lines_too_many(std::size_t node, const Wants& wants) const {
    std::int64_t count = 0;
    for (const auto& group : model_->item_groups()) {
        std::int64_t left = model_->item_stock(table_.ids[node], group.front());
        for (const std::uint32_t line : group) {
            if (table_.most_of(node, line) == 0 || !wants(line)) continue;
            left -= model_->need(line);
            if (left < 0) ++count;
        }
    }
    return count;
}

/// A plan of fewer leaves a line unfilled.
std::size_t NodeSearch::fewest_shipments() const {
    if (!model_->must_fill()) return 1;
    std::int64_t wanted = 0;
    std::int64_t most_by_one = 1;
    std::int64_t fewest = 1;
    std::vector<std::int64_t>& by_node = cover_counts_;
    by_node.assign(table_.node_count, 0);
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        std::int64_t most_of_line = 1;
        for (std::size_t node = 0; node < table_.node_count; ++node) {
            most_of_line = std::max(most_of_line, table_.most_of(node, line));
            by_node[node] += table_.most_of(node, line);
        }
        wanted += table_.need[line];
        fewest = std::max(fewest, (table_.need[line] + most_of_line - 1) / most_of_line);
    }
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        by_node[node] -= lines_too_many(node, [](std::uint32_t) { return true; });
        most_by_one = std::max(most_by_one, by_node[node]);
    }
    return static_cast<std::size_t>(std::max(fewest, (wanted + most_by_one - 1) / most_by_one));
}

void NodeSearch::count_supply() {
    supply_.assign(table_.line_count, 0);
    committed_.assign(table_.line_count, 0);
    shipping_count_ = static_cast<std::size_t>(
        std::count(table_.fate.begin(), table_.fate.end(), NodeFate::shipping)
    );
    const NodeFate* const fate = table_.fate.data();
    const bool are_open = std::all_of(table_.fate.begin(), table_.fate.end(), [](NodeFate known) {
        return known == NodeFate::open;
    });
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        const std::int64_t* most = table_.most.data() + line * table_.node_count;
        std::int64_t supply = 0;
        std::int64_t committed = 0;
        if (are_open) supply = std::accumulate(most, most + table_.node_count, supply);
        for (std::size_t node = 0; node < table_.node_count && !are_open; ++node) {
            supply += fate[node] == NodeFate::closed ? 0 : most[node];
            committed += fate[node] == NodeFate::shipping ? most[node] : 0;
        }
        supply_[line] = supply;
        committed_[line] = committed;
    }
}

/// False if that leaves no room for a plan.
bool NodeSearch::set_fate(std::size_t node, NodeFate fate) {
    table_.fate[node] = fate;
    trail_.push_back(static_cast<std::uint32_t>(node));
    bool holds = true;
    if (fate == NodeFate::shipping) holds = ++shipping_count_ <= table_.shipments_max;
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        if (fate == NodeFate::shipping) committed_[line] += table_.most_of(node, line);
        if (fate == NodeFate::closed) supply_[line] -= table_.most_of(node, line);
        if (model_->must_fill() && supply_[line] < table_.need[line]) holds = false;
    }
    if (!holds || !knows_dominance_) return holds;
    const std::uint32_t id = table_.ids[node];
    return fate == NodeFate::shipping ? follow(dominance_.above(id), fate)
                                      : follow(dominance_.below(id), fate);
}

/// Decides the same for nodes that the first one's fate decides; false if they are decided
/// otherwise.
bool NodeSearch::follow(std::span<const std::uint32_t> others, NodeFate fate) {
    for (const std::uint32_t id : others) {
        const std::size_t node = index_of_id_[id];
        const bool is_kept = node < table_.node_count && table_.ids[node] == id;
        const NodeFate known = is_kept ? table_.fate[node] : NodeFate::closed;
        if (known == fate) continue;
        if (known != NodeFate::open || !set_fate(node, fate)) return false;
    }
    return true;
}

std::int64_t NodeSearch::rise_if_shipping(std::size_t node) const {
    std::int64_t rise = std::min(bound_.rise_if_shipping(node), kNoValue);
    if (!knows_dominance_) return rise;
    for (const std::uint32_t id : dominance_.above(table_.ids[node])) {
        const std::size_t other = index_of_id_[id];
        const bool is_kept = other < table_.node_count && table_.ids[other] == id;
        if (!is_kept || table_.fate[other] == NodeFate::closed) return kNoValue;
        if (table_.fate[other] == NodeFate::open)
            rise = std::min(rise + bound_.rise_if_shipping(other), kNoValue);
    }
    return rise;
}

std::int64_t NodeSearch::rise_if_closed(std::size_t node) const {
    std::int64_t rise = std::min(bound_.rise_if_closed(node), kNoValue);
    if (!knows_dominance_) return rise;
    for (const std::uint32_t id : dominance_.below(table_.ids[node])) {
        const std::size_t other = index_of_id_[id];
        const bool is_kept = other < table_.node_count && table_.ids[other] == id;
        if (is_kept && table_.fate[other] == NodeFate::open)
            rise = std::min(rise + bound_.rise_if_closed(other), kNoValue);
    }
    return rise;
}

/// Closes nodes with more above them than may still ship.
bool NodeSearch::close_crowded(bool& changed) {
    if (!knows_dominance_) return true;
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open) continue;
        std::size_t wanted = 1;
        for (const std::uint32_t id : dominance_.above(table_.ids[node])) {
            const std::size_t other = index_of_id_[id];
            const bool is_kept = other < table_.node_count && table_.ids[other] == id;
            if (is_kept && table_.fate[other] == NodeFate::open) ++wanted;
        }
        if (shipping_count_ + wanted <= table_.shipments_max) continue;
        changed = true;
        if (!set_fate(node, NodeFate::closed)) return false;
    }
    return true;
}

void NodeSearch::undo_to(std::size_t mark) {
    while (trail_.size() > mark) {
        const std::size_t node = trail_.back();
        trail_.pop_back();
        for (std::size_t line = 0; line < table_.line_count; ++line) {
            if (table_.fate[node] == NodeFate::shipping)
                committed_[line] -= table_.most_of(node, line);
            if (table_.fate[node] == NodeFate::closed) supply_[line] += table_.most_of(node, line);
        }
        if (table_.fate[node] == NodeFate::shipping) --shipping_count_;
        table_.fate[node] = NodeFate::open;
    }
}

/// Marks the nodes that may raise the bound if they are closed: they earn, or are above one that
/// does.
void NodeSearch::mark_earning() {
    may_be_needed_.assign(table_.node_count, 0);
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open || bound_.rise_if_closed(node) == 0) continue;
        may_be_needed_[node] = 1;
        if (!knows_dominance_) continue;
        for (const std::uint32_t id : dominance_.above(table_.ids[node])) {
            const std::size_t other = index_of_id_[id];
            if (other < table_.node_count && table_.ids[other] == id) may_be_needed_[other] = 1;
        }
    }
}

/// Decides nodes by what the bound would rise to; false if nothing of interest is left.
bool NodeSearch::close_dear_nodes(bool& changed) {
    const std::int64_t value = limit();
    mark_earning();
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open) continue;
        const bool is_dear = bound_.bound() + rise_if_shipping(node) >= value;
        const bool is_needed =
            may_be_needed_[node] != 0 && bound_.bound() + rise_if_closed(node) >= value;
        if (!is_dear && !is_needed) continue;
        if (is_dear && is_needed) return false;
        changed = true;
        if (!set_fate(node, is_dear ? NodeFate::closed : NodeFate::shipping)) return false;
    }
    return true;
}

/// Opens nodes without which a line cannot be filled.
bool NodeSearch::keep_supply(bool& changed) {
    if (shipping_count_ == table_.shipments_max) {
        for (std::size_t node = 0; node < table_.node_count; ++node) {
            if (table_.fate[node] != NodeFate::open) continue;
            changed = true;
            if (!set_fate(node, NodeFate::closed)) return false;
        }
    }
    if (!model_->must_fill()) return true;
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        if (supply_[line] >= 2 * table_.need[line]) continue;  // No node has more than is needed.
        for (std::size_t node = 0; node < table_.node_count; ++node) {
            if (table_.fate[node] != NodeFate::open) continue;
            if (supply_[line] - table_.most_of(node, line) >= table_.need[line]) continue;
            changed = true;
            if (!set_fate(node, NodeFate::shipping)) return false;
        }
    }
    return can_cover();
}

/// Whether the shipments left could fill every line, going by counts of units.
bool NodeSearch::can_cover() const {
    const std::size_t places = table_.shipments_max - shipping_count_;
    std::int64_t missing = 0;
    for (std::size_t line = 0; line < table_.line_count; ++line)
        missing += std::max<std::int64_t>(table_.need[line] - committed_[line], 0);
    if (missing == 0) return true;
    if (places >= table_.line_count && !model_->is_split() && !model_->has_shared_items())
        return true;
    cover_counts_.assign(table_.node_count, 0);
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        const std::int64_t lacking = table_.need[line] - committed_[line];
        if (lacking <= 0) continue;
        const std::int64_t* most = table_.most.data() + line * table_.node_count;
        for (std::size_t node = 0; node < table_.node_count; ++node)
            cover_counts_[node] += std::min(most[node], lacking);
    }
    for (std::size_t node = 0; node < table_.node_count; ++node)
        if (table_.fate[node] != NodeFate::open) cover_counts_[node] = 0;
    for (std::size_t node = 0; node < table_.node_count && model_->has_shared_items(); ++node) {
        if (cover_counts_[node] == 0) continue;
        cover_counts_[node] -= lines_too_many(node, [&](std::uint32_t line) {
            return table_.need[line] > committed_[line];
        });
    }
    return adds_up_to(missing, places);
}

/// Whether the highest of cover_counts_, so many as there are places, add up to what is missing.
bool NodeSearch::adds_up_to(std::int64_t missing, std::size_t places) const {
    constexpr std::size_t kCountsMax = 64;
    if (missing < static_cast<std::int64_t>(kCountsMax)) {
        // Few different numbers, none above what is missing: counted instead of sorted.
        std::array<std::uint32_t, kCountsMax> nodes_with{};
        for (const std::int64_t count : cover_counts_)
            ++nodes_with[static_cast<std::size_t>(count)];
        for (auto count = static_cast<std::size_t>(missing); count > 0; --count) {
            const std::size_t taken = std::min<std::size_t>(nodes_with[count], places);
            missing -= static_cast<std::int64_t>(taken * count);
            places -= taken;
        }
        return missing <= 0;
    }
    const std::size_t used = std::min(places, cover_counts_.size());
    const auto end = cover_counts_.begin() + static_cast<std::ptrdiff_t>(used);
    std::partial_sort(cover_counts_.begin(), end, cover_counts_.end(), std::greater<>());
    return std::accumulate(cover_counts_.begin(), end, std::int64_t{0}) >= missing;
}

bool NodeSearch::settle_nodes() {
    bool changed = true;
    while (changed) {
        changed = false;
        bound_.sharpen(table_, limit());
        budget_->used += bound_.take_steps();
        if (!close_dear_nodes(changed) || !close_crowded(changed)) return false;
        if (!keep_supply(changed)) return false;
        budget_->used += table_.node_count * 2;
        if (!changed) break;
        bound_.reconsider(table_);
        budget_->used += table_.node_count;
        if (bound_.bound() >= limit()) return false;
    }
    return true;
}

}  // namespace earmark
