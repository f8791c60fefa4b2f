// How NodeSearch finds plans: the nodes that the bound favours, those that fill most, and
// neighbours of the best plan so far.
#include "engine/sourcing/node_search.h"

#include <algorithm>
#include <utility>

namespace earmark {

bool NodeSearch::try_nodes(std::span<const std::uint32_t> table_nodes) {
    if (table_nodes.size() > table_.shipments_max) return false;
    trial_ids_.clear();
    for (const std::uint32_t node : table_nodes)
        trial_ids_.push_back(table_.ids[node]);
    std::sort(trial_ids_.begin(), trial_ids_.end());
    const auto plan = planner_.plan_from(*model_, trial_ids_, budget_->used);
    const std::int64_t before = incumbent_->value();
    const std::int64_t value = model_->value_of(plan);
    incumbent_->offer(plan, value);
    // Plans that are far from the best by straight lines will not become it.
    if (!model_->is_linear() && model_->is_split() && value < before + before / 32) {
        const auto moved = moves_.improve(*model_, plan, budget_->used);
        incumbent_->offer(moved, model_->value_of(moved));
    }
    return incumbent_->value() < before;
}

/// Tries the nodes that must ship, and then, one after the other, the node that earns most with
/// what it has of the units still missing.
void NodeSearch::try_favoured() {
    chosen_.clear();
    cover_counts_.assign(table_.need.begin(), table_.need.end());
    const auto take = [&](std::uint32_t node) {
        chosen_.push_back(node);
        for (std::size_t line = 0; line < table_.line_count; ++line)
            cover_counts_[line] -= table_.most_of(node, line);
    };
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        if (table_.fate[node] == NodeFate::shipping) take(node);
    while (chosen_.size() < table_.shipments_max) {
        const std::uint32_t node = node_that_earns_most();
        if (node == table_.node_count) break;
        take(node);
    }
    try_nodes(chosen_);
}

/// Open nodes, those that the bound favours first.
void NodeSearch::rank_nodes() {
    by_profit_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        if (table_.fate[node] == NodeFate::open) by_profit_.push_back(node);
    std::sort(by_profit_.begin(), by_profit_.end(), [&](auto a, auto b) {
        return bound_.profit(a) != bound_.profit(b) ? bound_.profit(a) > bound_.profit(b) : a < b;
    });
}

bool NodeSearch::has_missing(std::size_t node) const {
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        if (cover_counts_[line] <= 0 || table_.most_of(node, line) == 0) continue;
        if (model_->must_fill() || table_.cost_of(node, line) < table_.price_max[line]) return true;
    }
    return false;
}

/// Of the open nodes not chosen that have some of the units still missing (cover_counts_);
/// node_count if none has, or none earns its opening cost where lines may stay short.
std::uint32_t NodeSearch::node_that_earns_most() {
    earnings_.assign(table_.node_count, 0);
    const auto prices = bound_.prices();
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        if (cover_counts_[line] <= 0) continue;
        const std::int64_t* cost = table_.cost.data() + line * table_.node_count;
        const std::int64_t* most = table_.most.data() + line * table_.node_count;
        for (std::size_t node = 0; node < table_.node_count; ++node) {
            const std::int64_t units = std::min(most[node], cover_counts_[line]);
            earnings_[node] +=
                units * (prices[line] - std::min(cost[node], table_.price_max[line]));
        }
    }
    budget_->used += table_.node_count * table_.line_count;
    auto best = static_cast<std::uint32_t>(table_.node_count);
    std::int64_t highest = -kNoValue;
    for (std::uint32_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open) continue;
        const std::int64_t earned = earnings_[node] - table_.opening[node];
        if (earned <= highest || !has_missing(node)) continue;
        if (std::find(chosen_.begin(), chosen_.end(), node) != chosen_.end()) continue;
        highest = earned;
        best = node;
    }
    return best;
}

/// Looks for nodes, as many as may ship, that fill most of the lines: one by one, then by swaps.
void NodeSearch::seek_cover() {
    constexpr std::size_t kSwapsMax = 60;
    const std::size_t places = std::min(table_.shipments_max, table_.node_count);
    rank_nodes();
    cover_counts_.assign(table_.need.begin(), table_.need.end());
    chosen_.clear();
    // What of the lines' needs a node would still fill, each line counting the same.
    const auto filled_by = [&](std::uint32_t node) {
        double filled = 0;
        for (std::size_t line = 0; line < table_.line_count; ++line) {
            const std::int64_t units = std::min(
                table_.most_of(node, line), std::max<std::int64_t>(cover_counts_[line], 0)
            );
            filled += static_cast<double>(units) / static_cast<double>(table_.need[line]);
        }
        budget_->used += table_.line_count;
        return filled;
    };
    const auto count = [&](std::uint32_t node, std::int64_t sign) {
        for (std::size_t line = 0; line < table_.line_count; ++line)
            cover_counts_[line] -= sign * table_.most_of(node, line);
    };
    const auto best_node = [&] {
        double most = 0;
        auto best = static_cast<std::uint32_t>(table_.node_count);
        for (const std::uint32_t node : by_profit_) {
            if (std::find(chosen_.begin(), chosen_.end(), node) != chosen_.end()) continue;
            const double filled = filled_by(node);
            if (filled <= most + 1e-9) continue;
            most = filled;
            best = node;
        }
        return std::pair(best, most);
    };
    while (chosen_.size() < places) {
        const auto [node, filled] = best_node();
        if (node == table_.node_count) break;
        chosen_.push_back(node);
        count(node, 1);
    }
    for (std::size_t swap = 0, i = 0, kept = 0; swap < kSwapsMax && kept < chosen_.size(); ++swap) {
        i = (i + 1) % chosen_.size();
        const std::uint32_t out = chosen_[i];
        count(out, -1);
        const double lost = filled_by(out);
        const auto [node, filled] = best_node();
        const bool is_better = node != table_.node_count && filled > lost + 1e-9;
        if (is_better) chosen_[i] = node;
        count(chosen_[i], 1);
        kept = is_better ? 0 : kept + 1;
    }
    try_nodes(chosen_);
}

/// Counts of units do not see that lines of one item share what a node has: lets the planner choose
/// from all nodes.
void NodeSearch::try_all() {
    const auto plan = planner_.plan_from(*model_, table_.ids, budget_->used);
    incumbent_->offer(plan, model_->value_of(plan));
}

/// Drops, adds and swaps nodes of the best plan while that helps.
void NodeSearch::improve_locally() {
    constexpr std::size_t kNeighbours = 24;
    constexpr std::size_t kRoundsMax = 40;
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        index_of_id_[table_.ids[node]] = node;
    if (is_lossless() && model_->is_split()) {
        reshape_best();
        return;
    }
    rank_nodes();
    for (std::size_t round = 0; round < kRoundsMax; ++round) {
        if (!incumbent_->has_plan() || bound_.bound() >= incumbent_->value()) return;
        chosen_.clear();
        for (const PlannedUnits& planned : incumbent_->plan()) {
            const std::uint32_t node = index_of_id_[planned.node];
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

/// Lets open nodes take part in exchanges that would raise the bound by less than this.
void NodeSearch::exchange_among(std::int64_t rise) {
    trial_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] == NodeFate::open && bound_.rise_if_shipping(node) < rise)
            trial_.push_back(node);
    }
    swaps_.set_candidates(trial_);
}

/// What improve_locally() does, where straight lines tell the whole cost of a set.
void NodeSearch::reshape_best() {
    if (!incumbent_->has_plan() || bound_.bound() >= incumbent_->value()) return;
    chosen_.clear();
    for (const PlannedUnits& planned : incumbent_->plan()) {
        const std::uint32_t node = index_of_id_[planned.node];
        if (chosen_.empty() || chosen_.back() != node) chosen_.push_back(node);
    }
    // Those that the bound holds for too dear by half of what it lacks are rarely in better plans.
    exchange_among((incumbent_->value() - bound_.bound()) / 2);
    swaps_.set_prices(table_.price_max);
    swaps_.reshape(table_, chosen_, table_.shipments_max, budget_->used);
    try_nodes(chosen_);
}

/// Tries sets of the numbers of nodes that come next, each improved by exchanges: first at not much
/// more than the bound's prices for missing units, then at dearer ones, until nothing may be
/// missing.
void NodeSearch::exchange() {
    constexpr std::size_t kCounts = 3;
    bound_.restore(table_, root_prices_);
    exchange_among(kNoValue);
    const std::size_t first = table_.shipments_min;
    const std::size_t most =
        std::min({table_.shipments_max, table_.node_count, first + kCounts - 1});
    for (std::size_t count = first; count <= most; ++count) {
        chosen_.clear();
        for (std::uint32_t node = 0; node < table_.node_count; ++node)
            if (table_.fate[node] == NodeFate::shipping) chosen_.push_back(node);
        for (const std::int64_t rise : {2, 8}) {
            missing_prices_.clear();
            for (std::size_t line = 0; line < table_.line_count; ++line) {
                const std::int64_t highest = table_.price_max[line];
                const std::int64_t price = bound_.prices()[line];
                missing_prices_.push_back(price > highest / rise ? highest : price * rise);
            }
            swaps_.set_prices(missing_prices_);
            swaps_.grow(table_, chosen_, count, budget_->used);
            swaps_.improve(table_, chosen_, budget_->used);
        }
        swaps_.set_prices(table_.price_max);
        swaps_.improve(table_, chosen_, budget_->used);
        try_nodes(chosen_);
    }
}

}  // namespace earmark
