#include "engine/sourcing/node_search.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace earmark {

namespace {

constexpr std::size_t kRootPasses = 12;
constexpr std::size_t kBranchPasses = 4;
constexpr std::size_t kRootRounds = 120;
constexpr std::size_t kBranchRounds = 12;
constexpr std::size_t kCountRounds = 30;

}  // namespace

std::int64_t NodeSearch::run(
    OrderModel& model,
    std::span<const std::uint32_t> nodes,
    Incumbent& incumbent,
    StepBudget& budget
) {
    model_ = &model;
    incumbent_ = &incumbent;
    budget_ = &budget;
    unexplored_ = kNoValue;
    shipping_count_ = 0;
    trail_.clear();
    saved_prices_.clear();
    table_.load(model, nodes);
    bound_.take_steps();
    budget.used += nodes.size() * model.line_count() * 4;
    if (search_root()) search_by_count();
    budget.used += bound_.take_steps();
    return std::min(unexplored_, incumbent.value());
}

/// Bound, first plans and reduction of the table; false if the incumbent is proven best.
bool NodeSearch::search_root() {
    bound_.start(table_);
    bound_.raise(table_, incumbent_->value(), kRootPasses, budget_->used);
    if (bound_.bound() >= incumbent_->value()) return false;
    count_supply();
    rank_nodes();
    try_favoured();
    const bool is_tight = table_.shipments_max < std::min(table_.line_count, table_.node_count);
    if (is_tight || !incumbent_->has_plan()) seek_cover();
    improve_locally();
    const bool is_coupled = table_.has_capacities || table_.shipments_max < table_.node_count;
    if (is_coupled || !is_lossless()) {
        bound_.polish(table_, incumbent_->value(), kRootRounds, budget_->used);
        if (bound_.bound() >= incumbent_->value()) return false;
        rank_nodes();
        try_favoured();
        improve_locally();
    }
    if (bound_.bound() >= incumbent_->value()) return false;
    if (!settle_nodes()) return false;
    table_.compact();
    trail_.clear();
    bound_.refresh(table_);
    return bound_.bound() < incumbent_->value();
}

/// Searches plans of one shipment, of two, and so on, until more cannot be better.
///
/// With their number fixed, shipments cannot be had by halves in the bound.
void NodeSearch::search_by_count() {
    const std::size_t most = table_.shipments_max;
    root_prices_.assign(bound_.prices().begin(), bound_.prices().end());
    for (std::size_t count = fewest_shipments(); count <= most; ++count) {
        root_table_ = table_;
        table_.shipments_min = count;
        table_.shipments_max = count;
        if (settle_count()) explore(bound_.bound());
        if (count == most) return;
        table_ = root_table_;
        table_.shipments_min = count + 1;
        table_.shipments_max = most;
        if (!settle_count()) return;
        root_prices_.assign(bound_.prices().begin(), bound_.prices().end());
        if (budget_->is_spent()) {
            unexplored_ = std::min(unexplored_, bound_.bound());
            return;
        }
    }
}

/// Bounds the plans of as many shipments as the table allows; false if none is better.
bool NodeSearch::settle_count() {
    trail_.clear();
    count_supply();
    bound_.restore(table_, root_prices_);
    bound_.raise(table_, incumbent_->value(), kBranchPasses, budget_->used);
    bound_.polish(table_, incumbent_->value(), kCountRounds, budget_->used);
    if (bound_.bound() >= incumbent_->value() || !settle_nodes()) return false;
    table_.compact();
    trail_.clear();
    bound_.refresh(table_);
    return bound_.bound() < incumbent_->value();
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
    for (const std::int64_t units : by_node)
        most_by_one = std::max(most_by_one, units);
    return static_cast<std::size_t>(std::max(fewest, (wanted + most_by_one - 1) / most_by_one));
}

void NodeSearch::count_supply() {
    supply_.assign(table_.line_count, 0);
    committed_.assign(table_.line_count, 0);
    shipping_count_ = static_cast<std::size_t>(
        std::count(table_.fate.begin(), table_.fate.end(), NodeFate::shipping)
    );
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        for (std::size_t node = 0; node < table_.node_count; ++node) {
            const std::int64_t most = table_.most_of(node, line);
            if (table_.fate[node] != NodeFate::closed) supply_[line] += most;
            if (table_.fate[node] == NodeFate::shipping) committed_[line] += most;
        }
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
    return holds;
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

/// Decides nodes by what the bound would rise to; false if nothing of interest is left.
bool NodeSearch::close_dear_nodes(bool& changed) {
    const std::int64_t value = incumbent_->value();
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open) continue;
        const bool is_dear = bound_.bound() + bound_.rise_if_shipping(node) >= value;
        const bool is_needed = bound_.bound() + bound_.rise_if_closed(node) >= value;
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
    if (places >= table_.line_count && !model_->is_split()) return true;
    cover_counts_.assign(table_.node_count, 0);
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        const std::int64_t lacking = table_.need[line] - committed_[line];
        if (lacking <= 0) continue;
        for (std::size_t node = 0; node < table_.node_count; ++node) {
            if (table_.fate[node] != NodeFate::open) continue;
            cover_counts_[node] += std::min(table_.most_of(node, line), lacking);
        }
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
        bound_.sharpen(table_, incumbent_->value());
        budget_->used += bound_.take_steps();
        if (!close_dear_nodes(changed)) return false;
        if (!keep_supply(changed)) return false;
        budget_->used += table_.node_count * 2;
        if (!changed) break;
        bound_.refresh(table_);
        budget_->used += table_.node_count * table_.line_count;
        if (bound_.bound() >= incumbent_->value()) return false;
    }
    return true;
}

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

/// node_count if every node is decided.
std::size_t NodeSearch::branching_node() const {
    const bool is_tight = table_.shipments_max < table_.line_count;
    if (is_tight && model_->must_fill()) {
        const std::size_t node = node_for_scarcest_line();
        if (node < table_.node_count) return node;
    }
    std::size_t best = table_.node_count;
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open) continue;
        if (best == table_.node_count || bound_.profit(node) > bound_.profit(best)) best = node;
    }
    return best;
}

void NodeSearch::explore(std::int64_t inherited) {
    if (inherited >= incumbent_->value()) return;
    if (budget_->is_spent()) {
        unexplored_ = std::min(unexplored_, inherited);
        return;
    }
    if (!table_.has_steps) bound_.raise(table_, incumbent_->value(), kBranchPasses, budget_->used);
    if (table_.has_steps || table_.has_capacities || table_.shipments_max < table_.node_count) {
        bound_.polish(table_, incumbent_->value(), kBranchRounds, budget_->used);
    }
    budget_->used += bound_.take_steps();
    if (bound_.bound() >= incumbent_->value()) return;
    const std::size_t mark = trail_.size();
    if (settle_nodes()) {
        const std::int64_t bound = std::max(bound_.bound(), inherited);
        const std::size_t node = branching_node();
        if (node == table_.node_count) {
            finish(bound);
        } else {
            try_favoured();
            if (bound < incumbent_->value()) {
                branch(node, NodeFate::shipping, bound);
                branch(node, NodeFate::closed, bound);
            }
        }
    }
    undo_to(mark);
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

/// Every node is decided: finds the best plan from those that ship, none of which is below `bound`.
void NodeSearch::finish(std::int64_t bound) {
    chosen_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        if (table_.fate[node] == NodeFate::shipping) chosen_.push_back(node);
    try_nodes(chosen_);
    if (is_lossless()) return;
    trial_ids_.clear();
    for (const std::uint32_t node : chosen_)
        trial_ids_.push_back(table_.ids[node]);
    std::sort(trial_ids_.begin(), trial_ids_.end());
    const std::int64_t left =
        unit_search_.run(*model_, trial_ids_, bound_.prices(), *incumbent_, *budget_);
    if (left < incumbent_->value()) unexplored_ = std::min(unexplored_, std::max(left, bound));
}

}  // namespace earmark
