#include "engine/sourcing/node_search.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

namespace earmark {

namespace {

constexpr auto kNoNode = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kRootPasses = 12;
constexpr std::size_t kBranchPasses = 4;
constexpr std::size_t kRootRounds = 120;
constexpr std::size_t kBranchRounds = 12;
constexpr std::size_t kCountRounds = 5;     ///< By straight lines,
constexpr std::size_t kSteppedRounds = 30;  ///< by tariffs.
constexpr std::size_t kFewNodes = 24;
/// Far more than orders of a few units need.
constexpr std::int64_t kManyUnits = 100;
constexpr std::uint64_t kStepsBeforeLoads = 20'000'000;

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
    proven_ = -kNoValue;
    table_.load(model, nodes);
    bound_.take_steps();
    budget.used += nodes.size() * model.line_count() * 4;
    index_of_id_.assign(model.problem().node_count, 0);
    const std::uint64_t limit = budget.limit;
    const bool may_count_loads = table_.has_steps && model.is_split();
    if (may_count_loads && fills_parcels()) {
        search_loads(nodes);
        budget.used += bound_.take_steps();
        // No other plan of one shipment costs less, or as little and comes first.
        const bool is_settled = proven_ >= incumbent.value() && model.must_fill() &&
                                incumbent.has_plan() && incumbent.shipment_count() == 1;
        if (is_settled) {
            budget.limit = limit;
            return incumbent.value();
        }
        table_.load(model, nodes);
    } else if (may_count_loads) {
        budget.limit = std::min(limit, budget.used + kStepsBeforeLoads);
    }
    search_nodes();
    if (budget.is_spent() && budget.limit < limit && proven_ < incumbent.value()) {
        budget.limit = limit;
        search_loads(nodes);
        table_.load(model, nodes);
        search_nodes();
    }
    budget.limit = limit;
    return std::max(proven_, std::min(unexplored_, incumbent.value()));
}

/// Whether the order is many units and more than one parcel by some tariff, so that a plan's
/// parcels count more than what is in them.
bool NodeSearch::fills_parcels() const {
    const PlanProblem& problem = model_->problem();
    ShipmentLoad all;
    std::int64_t units = 0;
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        all = all + model_->tariff().unit_load(model_->lines()[line]) * model_->need(line);
        units += model_->need(line);
    }
    if (units < kManyUnits) return false;
    for (std::uint32_t column = 0; column < problem.rate_columns.size(); ++column) {
        const RateColumn& range = problem.rate_columns[column];
        const RateStep& last = problem.rate_steps[range.first_step + range.step_count - 1];
        if (model_->tariff().billed_grams(column, all) > last.grams_max) return true;
    }
    return false;
}

void NodeSearch::forget() {
    unexplored_ = kNoValue;
    shipping_count_ = 0;
    trail_.clear();
    put_off_.clear();
    put_off_ids_.clear();
    put_off_prices_.clear();
    saved_prices_.clear();
    ties_settled_ = true;
    knows_dominance_ = false;
}

void NodeSearch::search_nodes() {
    constexpr std::uint64_t kSteps = 30'000'000;
    constexpr std::uint64_t kPart = 8;
    long_from_ = std::min(kSteps, budget_->limit / kPart);
    forget();
    search_root();
    if (drop_nodes()) search_by_count();
    finish_put_off();
    settle_units();
    budget_->used += bound_.take_steps();
}

/// Offers what each node would ship that has everything.
void NodeSearch::offer_single_nodes(std::span<const std::uint32_t> nodes) {
    for (const std::uint32_t node : nodes) {
        trial_plan_.clear();
        for (std::size_t line = 0; line < model_->line_count(); ++line) {
            if (model_->most_units(node, line) == model_->need(line))
                trial_plan_.push_back({node, model_->lines()[line], model_->need(line)});
        }
        if (trial_plan_.size() == model_->line_count())
            incumbent_->offer(trial_plan_, model_->value_of(trial_plan_));
    }
    budget_->used += nodes.size() * model_->line_count() * 4;
}

/// Leaves no more steps than may be spent on ties if that proves the best plan.
void NodeSearch::search_loads(std::span<const std::uint32_t> nodes) {
    if (model_->must_fill()) offer_single_nodes(nodes);
    constexpr std::size_t kNodesMax = 64;
    constexpr std::uint64_t kStepsOnLoads = 400'000'000;
    constexpr std::uint64_t kStepsOnTies = 100'000'000;
    forget();
    table_.load(*model_, nodes);
    // Pricing shipments by steps takes long for many units, and straight lines do for a start.
    table_.has_steps = false;
    bound_.start(table_);
    bound_.raise(table_, incumbent_->value(), kRootPasses, budget_->used);
    count_supply();
    rank_nodes();
    try_favoured();
    if (!incumbent_->has_plan()) seek_cover();
    if (!incumbent_->has_plan()) try_all();
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (bound_.bound() + bound_.rise_if_shipping(node) >= incumbent_->tie_limit())
            table_.fate[node] = NodeFate::closed;
    }
    compact();
    if (table_.node_count == 0 || table_.node_count > kNodesMax) return;
    const std::uint64_t left = budget_->limit - std::min(budget_->limit, budget_->used);
    StepBudget share{budget_->used + std::min(left / 2, kStepsOnLoads), budget_->used};
    const std::int64_t proven =
        load_search_.run(*model_, table_.ids, bound_.prices(), *incumbent_, share);
    budget_->used = share.used;
    proven_ = std::min(proven, incumbent_->value());
    if (proven_ >= incumbent_->value())
        budget_->limit = std::min(budget_->limit, budget_->used + kStepsOnTies);
}

/// Bound and first plans; ends early when the incumbent is proven best.
void NodeSearch::search_root() {
    bound_.start(table_);
    bound_.raise(table_, incumbent_->value(), kRootPasses, budget_->used);
    if (bound_.bound() >= incumbent_->value()) return;
    count_supply();
    rank_nodes();
    try_favoured();
    const bool is_tight = table_.shipments_max < std::min(table_.line_count, table_.node_count);
    if (is_tight || !incumbent_->has_plan()) seek_cover();
    if (!incumbent_->has_plan()) try_all();
    improve_locally();
    const bool is_coupled = table_.has_capacities || table_.shipments_max < table_.node_count;
    if (!is_coupled && is_lossless()) return;
    bound_.polish(table_, incumbent_->value(), kRootRounds, budget_->used);
    if (bound_.bound() >= incumbent_->value()) return;
    rank_nodes();
    try_favoured();
    improve_locally();
}

/// Drops the nodes that are in no plan of interest; false if there is no such plan.
bool NodeSearch::drop_nodes() {
    const std::int64_t limit = incumbent_->tie_limit();
    if (bound_.bound() >= limit) return false;
    // Most go at once, before anything is counted.
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (bound_.bound() + bound_.rise_if_shipping(node) >= limit)
            table_.fate[node] = NodeFate::closed;
    }
    compact();
    count_supply();
    if (!settle_nodes()) return false;
    compact();
    dominance_.find(*model_, table_.ids, budget_->used);
    knows_dominance_ = true;
    return true;
}

void NodeSearch::compact() {
    const std::size_t before = table_.node_count;
    table_.compact();
    trail_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        index_of_id_[table_.ids[node]] = node;
    if (table_.node_count < before) bound_.refresh(table_);
}

/// A branch whose bound reaches this holds no plan of interest: none that is better than the best,
/// nor one as good that comes first.
std::int64_t NodeSearch::limit() const {
    return incumbent_->value() + (may_come_first() ? 1 : 0);
}

/// Whether the nodes not decided otherwise could make a plan that comes before one as good as it.
bool NodeSearch::may_come_first() const {
    if (!incumbent_->has_plan()) return false;
    const std::size_t count = incumbent_->shipment_count();
    if (table_.shipments_min != count) return table_.shipments_min < count;
    // The first nodes of all that may ship, and all those that must.
    std::size_t places = count - std::min(count, shipping_count_);
    std::size_t node = 0;
    std::uint32_t before = kNoNode;
    for (const PlannedUnits& planned : incumbent_->plan()) {
        if (planned.node == before) continue;
        before = planned.node;
        while (node < table_.node_count && (table_.fate[node] == NodeFate::closed ||
                                            (table_.fate[node] == NodeFate::open && places == 0)))
            ++node;
        if (node == table_.node_count || table_.ids[node] > planned.node) return false;
        if (table_.ids[node] < planned.node) return true;
        if (table_.fate[node] == NodeFate::open) --places;
        ++node;
    }
    return false;
}

/// Searches plans of one shipment, of two, and so on, until more cannot be better.
///
/// With their number fixed, shipments cannot be had by halves in the bound.
void NodeSearch::search_by_count() {
    const std::size_t most = table_.shipments_max;
    root_prices_.assign(bound_.prices().begin(), bound_.prices().end());
    bool has_exchanged = false;
    for (std::size_t count = fewest_shipments(); count <= most; ++count) {
        table_.shipments_min = count;
        if (bound_.bound() >= limit() || proven_ >= limit()) return;
        root_table_ = table_;
        const std::int64_t bound_of_all = bound_.bound();
        table_.shipments_max = count;
        bool is_open = settle_count();
        if (is_open && !has_exchanged && table_.node_count > kFewNodes) {
            is_open = table_.has_steps || !explore_briefly();
            if (is_open) {
                // Worth to look for better plans first: with these, fewer nodes are left.
                has_exchanged = true;
                table_ = root_table_;
                exchange();
                table_.shipments_max = count;
                is_open = settle_count();
            }
        }
        if (is_open && explore_all(bound_of_all, most)) return;
        if (is_open) explore(bound_.bound());
        if (count == most) return;
        table_ = root_table_;
        table_.shipments_min = count + 1;
        if (proven_ >= limit() || !settle_count()) return;
        root_prices_.assign(bound_.prices().begin(), bound_.prices().end());
        if (budget_->is_spent()) {
            unexplored_ = std::min(unexplored_, bound_.bound());
            return;
        }
    }
}

/// Explores with few steps; false if they were not enough, and all is as before.
bool NodeSearch::explore_briefly() {
    constexpr std::uint64_t kSteps = 200'000;
    const std::uint64_t limit = budget_->limit;
    const std::int64_t unexplored = unexplored_;
    const std::size_t put_off = put_off_.size();
    const std::size_t put_off_ids = put_off_ids_.size();
    const std::size_t put_off_prices = put_off_prices_.size();
    budget_->limit = std::min(limit, budget_->used + kSteps);
    explore(bound_.bound());
    const bool is_done = !budget_->is_spent();
    budget_->limit = limit;
    if (is_done) return true;
    unexplored_ = unexplored;
    put_off_.resize(put_off);
    put_off_ids_.resize(put_off_ids);
    put_off_prices_.resize(put_off_prices);
    return false;
}

/// Where the bound of plans of this many shipments is no better than `bound`, of all those from
/// here on: explores them together, as one tree of branches instead of many that are alike.
bool NodeSearch::explore_all(std::int64_t bound, std::size_t most) {
    constexpr std::int64_t kPart = 20;  ///< Of what the bound lacks: less is no better.
    if (!is_long() || table_.shipments_max == most) return false;
    if (bound_.bound() - bound > (limit() - bound) / kPart) return false;
    table_ = root_table_;
    table_.shipments_max = most;
    if (settle_count()) explore(bound_.bound());
    return true;
}

/// Bounds the plans of as many shipments as the table allows; false if none is of interest.
bool NodeSearch::settle_count() {
    trail_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        index_of_id_[table_.ids[node]] = node;
    count_supply();
    bound_.restore(table_, root_prices_);
    if (bound_.bound() >= limit() || !settle_nodes()) return false;
    bound_.raise(table_, limit(), kBranchPasses, budget_->used);
    bound_.polish(table_, limit(), table_.has_steps ? kSteppedRounds : kCountRounds, budget_->used);
    if (bound_.bound() >= limit() || !settle_nodes()) return false;
    compact();
    return bound_.bound() < limit();
}

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

/// Decides nodes by what the bound would rise to; false if nothing of interest is left.
bool NodeSearch::close_dear_nodes(bool& changed) {
    const std::int64_t value = limit();
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (table_.fate[node] != NodeFate::open) continue;
        const bool is_dear = bound_.bound() + rise_if_shipping(node) >= value;
        const bool is_needed = bound_.bound() + rise_if_closed(node) >= value;
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
    if (places >= table_.line_count && !model_->is_split() && !model_->has_shared_items())
        return true;
    cover_counts_.assign(table_.node_count, 0);
    for (std::size_t line = 0; line < table_.line_count; ++line) {
        const std::int64_t lacking = table_.need[line] - committed_[line];
        if (lacking <= 0) continue;
        for (std::size_t node = 0; node < table_.node_count; ++node) {
            if (table_.fate[node] != NodeFate::open) continue;
            cover_counts_[node] += std::min(table_.most_of(node, line), lacking);
        }
    }
    for (std::size_t node = 0; node < table_.node_count && model_->has_shared_items(); ++node) {
        if (cover_counts_[node] == 0) continue;
        cover_counts_[node] -= lines_too_many(node, [&](std::uint32_t line) {
            return table_.need[line] > committed_[line];
        });
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
        bound_.refresh(table_);
        budget_->used += table_.node_count * table_.line_count;
        if (bound_.bound() >= limit()) return false;
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

/// Whether it is worth to try bounds before branching: they are soon found by straight lines, and
/// some of the budget is gone already.
bool NodeSearch::is_long() const {
    return !table_.has_steps && model_->is_split() && budget_->used > long_from_;
}

/// What the bound rises to if the node is decided so, going by a few rounds.
std::int64_t NodeSearch::bound_with(std::uint32_t node, NodeFate fate) {
    constexpr std::size_t kPasses = 2;
    constexpr std::size_t kRounds = 4;
    const std::size_t mark = trail_.size();
    const std::size_t level = saved_prices_.size();
    const auto prices = bound_.prices();
    saved_prices_.insert(saved_prices_.end(), prices.begin(), prices.end());
    const std::span<const std::int64_t> saved(saved_prices_.data() + level, table_.line_count);
    std::int64_t bound = limit();
    if (set_fate(node, fate)) {
        bound_.restore(table_, saved);
        bound_.raise(table_, limit(), kPasses, budget_->used);
        bound_.polish(table_, limit(), kRounds, budget_->used);
        bound = std::min(bound, bound_.bound());
    }
    undo_to(mark);
    bound_.restore(table_, saved);
    saved_prices_.resize(level);
    return bound;
}

/// The open node, of those that earn most, whose fate changes the bound most either way; node_count
/// if none is open.
std::uint32_t NodeSearch::telling_node() {
    constexpr std::size_t kTried = 5;
    candidates_.clear();
    for (std::uint32_t node = 0; node < table_.node_count; ++node)
        if (table_.fate[node] == NodeFate::open) candidates_.push_back(node);
    const std::size_t tried = std::min(kTried, candidates_.size());
    const auto end = candidates_.begin() + static_cast<std::ptrdiff_t>(tried);
    std::partial_sort(candidates_.begin(), end, candidates_.end(), [&](auto a, auto b) {
        return bound_.profit(a) != bound_.profit(b) ? bound_.profit(a) > bound_.profit(b) : a < b;
    });
    const std::int64_t before = bound_.bound();
    auto best = static_cast<std::uint32_t>(table_.node_count);
    double most = -1;
    for (std::size_t i = 0; i < tried; ++i) {
        const std::uint32_t node = candidates_[i];
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
    if (!table_.has_steps) bound_.raise(table_, limit(), kBranchPasses, budget_->used);
    if (table_.has_steps || table_.has_capacities || table_.shipments_max < table_.node_count) {
        bound_.polish(table_, limit(), kBranchRounds, budget_->used);
    }
    budget_->used += bound_.take_steps();
    if (bound_.bound() >= limit()) return;
    const std::size_t mark = trail_.size();
    if (settle_nodes()) {
        const std::int64_t bound = std::max(bound_.bound(), inherited);
        const std::size_t node = branching_node();
        if (node == table_.node_count) {
            finish(bound);
        } else if (!finish_by_sets(bound)) {
            try_favoured();
            if (bound < limit()) {
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

}  // namespace earmark
