#include "engine/sourcing/node_search.h"

#include <algorithm>
#include <functional>

namespace earmark {

namespace {

constexpr std::size_t kRootPasses = 12;
constexpr std::size_t kBranchPasses = 4;
constexpr std::size_t kRootRounds = 120;
constexpr std::size_t kBranchRounds = 12;

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
    budget.used += nodes.size() * model.line_count() * 4;
    if (search_root()) explore(bound_.bound());
    return std::min(unexplored_, incumbent.value());
}

/// Bound, first plans and reduction of the table; false if the incumbent is proven best.
bool NodeSearch::search_root() {
    bound_.start(table_);
    bound_.raise(table_, incumbent_->value(), kRootPasses, budget_->used);
    if (bound_.bound() >= incumbent_->value()) return false;
    count_supply();
    try_favoured();
    improve_locally();
    const bool is_coupled = table_.has_capacities || table_.shipments_max < table_.node_count;
    if (is_coupled || !is_lossless()) {
        bound_.polish(table_, incumbent_->value(), kRootRounds, budget_->used);
    }
    if (bound_.bound() >= incumbent_->value()) return false;
    if (!settle_nodes()) return false;
    table_.compact();
    trail_.clear();
    bound_.refresh(table_);
    return bound_.bound() < incumbent_->value();
}

bool NodeSearch::try_nodes(std::span<const std::uint32_t> table_nodes) {
    if (table_nodes.size() > table_.shipments_max) return false;
    trial_ids_.clear();
    for (const std::uint32_t node : table_nodes)
        trial_ids_.push_back(table_.ids[node]);
    std::sort(trial_ids_.begin(), trial_ids_.end());
    const auto plan = planner_.plan_from(*model_, trial_ids_, budget_->used);
    const std::int64_t before = incumbent_->value();
    incumbent_->offer(plan, model_->value_of(plan));
    return incumbent_->value() < before;
}

/// Tries the nodes that must ship and those that the bound would open, then adds nodes until the
/// lines are filled.
void NodeSearch::try_favoured() {
    chosen_.clear();
    by_profit_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] == NodeFate::shipping) chosen_.push_back(node);
        if (table_.fate[node] == NodeFate::open) by_profit_.push_back(node);
    }
    std::stable_sort(by_profit_.begin(), by_profit_.end(), [&](auto a, auto b) {
        return bound_.profit(a) > bound_.profit(b);
    });
    cover_counts_.assign(table_.need.begin(), table_.need.end());
    const auto take = [&](std::uint32_t node) {
        for (std::size_t line = 0; line < table_.line_count; ++line)
            cover_counts_[line] -= table_.most_of(node, line);
    };
    for (const std::uint32_t node : chosen_)
        take(node);
    for (const std::uint32_t node : by_profit_) {
        if (chosen_.size() >= table_.shipments_max) break;
        bool helps = bound_.profit(node) >= 0;
        for (std::size_t line = 0; line < table_.line_count && !helps; ++line) {
            helps = cover_counts_[line] > 0 && table_.most_of(node, line) > 0 &&
                    (model_->must_fill() || table_.cost_of(node, line) < table_.price_max[line]);
        }
        if (!helps) continue;
        chosen_.push_back(node);
        take(node);
    }
    budget_->used += table_.node_count * table_.line_count;
    try_nodes(chosen_);
}

/// Drops, adds and swaps nodes of the best plan while that helps.
void NodeSearch::improve_locally() {
    constexpr std::size_t kNeighbours = 24;
    constexpr std::size_t kRoundsMax = 40;
    std::vector<std::uint32_t> by_id(model_->problem().node_count, 0);
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        by_id[table_.ids[node]] = node;
    for (std::size_t round = 0; round < kRoundsMax; ++round) {
        if (!incumbent_->has_plan() || bound_.bound() >= incumbent_->value()) return;
        chosen_.clear();
        for (const PlannedUnits& planned : incumbent_->plan()) {
            const std::uint32_t node = by_id[planned.node];
            if (std::find(chosen_.begin(), chosen_.end(), node) == chosen_.end())
                chosen_.push_back(node);
        }
        bool improved = false;
        for (std::size_t i = 0; i < chosen_.size() && !improved; ++i) {
            trial_ = chosen_;
            trial_.erase(trial_.begin() + static_cast<std::ptrdiff_t>(i));
            improved = try_nodes(trial_);
        }
        const std::size_t count = std::min(kNeighbours, by_profit_.size());
        for (std::size_t add = 0; add < count && !improved; ++add) {
            const std::uint32_t node = by_profit_[add];
            if (std::find(chosen_.begin(), chosen_.end(), node) != chosen_.end()) continue;
            trial_ = chosen_;
            trial_.push_back(node);
            improved = try_nodes(trial_);
            for (std::size_t i = 0; i < chosen_.size() && !improved; ++i) {
                trial_ = chosen_;
                trial_[i] = node;
                improved = try_nodes(trial_);
            }
        }
        if (!improved) return;
    }
}

void NodeSearch::count_supply() {
    supply_.assign(table_.line_count, 0);
    committed_.assign(table_.line_count, 0);
    for (std::size_t line = 0; line < table_.line_count; ++line)
        for (std::size_t node = 0; node < table_.node_count; ++node)
            supply_[line] += table_.most_of(node, line);
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

/// Whether the shipments left could reach every line, going by counts.
bool NodeSearch::can_cover() const {
    const std::size_t places = table_.shipments_max - shipping_count_;
    std::int64_t lines_left = 0;
    for (std::size_t line = 0; line < table_.line_count; ++line)
        if (committed_[line] < table_.need[line]) ++lines_left;
    if (lines_left == 0) return true;
    if (places >= table_.line_count && !model_->is_split()) return true;
    cover_counts_.clear();
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open) continue;
        std::int64_t count = 0;
        for (std::size_t line = 0; line < table_.line_count; ++line)
            if (committed_[line] < table_.need[line] && table_.most_of(node, line) > 0) ++count;
        cover_counts_.push_back(count);
    }
    const std::size_t used = std::min(places, cover_counts_.size());
    std::partial_sort(
        cover_counts_.begin(),
        cover_counts_.begin() + static_cast<std::ptrdiff_t>(used),
        cover_counts_.end(),
        std::greater<>()
    );
    for (std::size_t i = 0; i < used; ++i)
        lines_left -= cover_counts_[i];
    return lines_left <= 0;
}

bool NodeSearch::settle_nodes() {
    bool changed = true;
    while (changed) {
        changed = false;
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
    bound_.raise(table_, incumbent_->value(), kBranchPasses, budget_->used);
    if (table_.has_capacities || table_.shipments_max < table_.node_count) {
        bound_.polish(table_, incumbent_->value(), kBranchRounds, budget_->used);
    }
    if (bound_.bound() >= incumbent_->value()) return;
    const std::size_t mark = trail_.size();
    if (settle_nodes()) {
        const std::int64_t bound = std::max(bound_.bound(), inherited);
        const std::size_t node = branching_node();
        if (node == table_.node_count) {
            finish();
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

/// Every node is decided: finds the best plan from those that ship.
void NodeSearch::finish() {
    chosen_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        if (table_.fate[node] == NodeFate::shipping) chosen_.push_back(node);
    try_nodes(chosen_);
    if (is_lossless()) return;
    trial_ids_.clear();
    for (const std::uint32_t node : chosen_)
        trial_ids_.push_back(table_.ids[node]);
    std::sort(trial_ids_.begin(), trial_ids_.end());
    const std::int64_t left = unit_search_.run(*model_, trial_ids_, *incumbent_, *budget_);
    if (left < incumbent_->value()) unexplored_ = std::min(unexplored_, left);
}

}  // namespace earmark
