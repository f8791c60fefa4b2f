// How NodeSearch branches: on which node, and what it does with both halves.
#include "engine/sourcing/node_search.h"

#include <algorithm>
#include <utility>

namespace earmark {

std::size_t NodeSearch::node_for_scarcest_line() const {
    std::size_t fewest = table_.node_count + 1;
    std::size_t chosen = table_.node_count;
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        if (committed_[line] >= table_.need[line]) continue;
        std::size_t count = 0;
        std::size_t best = table_.node_count;
        for (std::size_t node = 0; node < table_.node_count; ++node) {
            if (table_.fate[node] != NodeFate::open || table_.most_of(node, line) == 0) continue;
            ++count;
            if (best == table_.node_count || bound_.profit(node) > bound_.profit(best)) best = node;
        }
        if (count == 0 || count >= fewest) continue;
        fewest = count;
        chosen = best;
    }
    return chosen;
}

/// Whether it is worth to try bounds before branching: they are soon found by straight lines, and
/// some of the budget is gone already.
bool NodeSearch::is_long() const {
    return !table_.has_steps && model_->is_split() && budget_->used > long_from_;
}

/// What the bound rises to if the node is decided so, going by a few rounds.
std::int64_t NodeSearch::bound_with(std::uint32_t node, NodeFate fate) {
    constexpr std::size_t kRounds = 4;
    const std::size_t mark = trail_.size();
    const std::size_t level = saved_prices_.size();
    const auto prices = bound_.prices();
    saved_prices_.insert(saved_prices_.end(), prices.begin(), prices.end());
    const std::span<const std::int64_t> saved(saved_prices_.data() + level, table_.line_count);
    std::int64_t bound = limit();
    if (set_fate(node, fate)) {
        bound_.restore(table_, saved);
        bound_.polish(table_, limit(), kRounds, *budget_);
        bound = std::min(bound, bound_.bound());
    }
    undo_to(mark);
    bound_.restore(table_, saved);
    saved_prices_.resize(level);
    return bound;
}

/// The open node, of those that the best prices leave most in doubt, whose fate changes the bound
/// most either way; node_count if none is open.
std::uint32_t NodeSearch::telling_node() {
    constexpr std::size_t kTried = 5;
    candidates_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open) continue;
        const double share = bound_.share_in_mix(table_.ids[node]);
        candidates_.push_back({std::min(share, 1 - share), bound_.profit(node), node});
    }
    const std::size_t tried = std::min(kTried, candidates_.size());
    const auto end = candidates_.begin() + static_cast<std::ptrdiff_t>(tried);
    std::partial_sort(candidates_.begin(), end, candidates_.end(), [](auto& a, auto& b) {
        if (a.doubt != b.doubt) return a.doubt > b.doubt;
        return a.profit != b.profit ? a.profit > b.profit : a.node < b.node;
    });
    const std::int64_t before = bound_.bound();
    auto best = static_cast<std::uint32_t>(table_.node_count);
    double most = -1;
    for (std::size_t i = 0; i < tried; ++i) {
        const std::uint32_t node = candidates_[i].node;
        double change = 1;
        for (const NodeFate fate : {NodeFate::closed, NodeFate::shipping}) {
            const std::int64_t rise = bound_with(node, fate) - before;
            change *= static_cast<double>(std::max<std::int64_t>(rise, 0) + 1);
        }
        if (change <= most) continue;
        most = change;
        best = node;
    }
    return best;
}

/// node_count if every node is decided.
std::size_t NodeSearch::branching_node() {
    const bool is_tight = table_.shipments_max < table_.line_count;
    if (is_tight && model_->must_fill()) {
        const std::size_t node = node_for_scarcest_line();
        if (node < table_.node_count) return node;
    }
    if (is_long()) return telling_node();
    std::size_t best = table_.node_count;
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open) continue;
        if (best == table_.node_count || bound_.profit(node) > bound_.profit(best)) best = node;
    }
    return best;
}

void NodeSearch::explore(std::int64_t inherited) {
    if (inherited >= limit()) return;
    if (budget_->is_spent()) {
        unexplored_ = std::min(unexplored_, inherited);
        return;
    }
    constexpr std::size_t kPasses = 4;
    constexpr std::size_t kRounds = 12;
    if (!table_.has_steps) bound_.raise(table_, limit(), kPasses, budget_->used);
    bound_.polish(table_, limit(), kRounds, *budget_);
    budget_->used += bound_.take_steps();
    if (bound_.bound() < limit()) explore_bounded(inherited);
}

/// After settle_count(), which has found what the first node of the tree would find again. Where
/// tariffs have steps more rounds find more.
void NodeSearch::explore_settled() {
    const std::int64_t bound = bound_.bound();
    table_.has_steps || budget_->is_spent() ? explore(bound) : explore_bounded(bound);
}

void NodeSearch::explore_bounded(std::int64_t inherited) {
    const std::size_t mark = trail_.size();
    if (settle_nodes()) {
        const std::int64_t bound = std::max(bound_.bound(), inherited);
        const std::size_t node = branching_node();
        if (node == table_.node_count) {
            finish(bound);
        } else if (!finish_by_sets(bound)) {
            find_dominance();
            try_favoured();
            if (bound < limit()) branch_both(node, bound);
        }
    }
    undo_to(mark);
}

/// Where many nodes are closed, goes on with a table without them.
void NodeSearch::branch_both(std::size_t node, std::int64_t bound) {
    constexpr std::size_t kNodesMin = 32;
    const auto closed = static_cast<std::size_t>(
        std::count(table_.fate.begin(), table_.fate.end(), NodeFate::closed)
    );
    const auto branch_on = [&](std::size_t which) {
        branch(which, NodeFate::shipping, bound);
        branch(which, NodeFate::closed, bound);
    };
    if (table_.node_count < kNodesMin || closed * 3 < table_.node_count) return branch_on(node);
    const std::uint32_t id = table_.ids[node];
    const NodeTable whole = table_;
    const std::vector<std::uint32_t> trail = std::exchange(trail_, {});
    compact();
    branch_on(index_of_id_[id]);
    trail_ = trail;
    table_ = whole;
    for (std::uint32_t i = 0; i < table_.node_count; ++i)
        index_of_id_[table_.ids[i]] = i;
}

void NodeSearch::branch(std::size_t node, NodeFate fate, std::int64_t bound) {
    const std::size_t mark = trail_.size();
    const std::size_t level = saved_prices_.size();
    const auto prices = bound_.prices();
    saved_prices_.insert(saved_prices_.end(), prices.begin(), prices.end());
    if (set_fate(node, fate)) {
        const std::span<const std::int64_t> saved(saved_prices_.data() + level, table_.line_count);
        bound_.restore(table_, saved);
        explore(std::max(bound, bound_.bound()));
    }
    undo_to(mark);
    const std::span<const std::int64_t> saved(saved_prices_.data() + level, table_.line_count);
    bound_.restore(table_, saved);
    saved_prices_.resize(level);
}

}  // namespace earmark
