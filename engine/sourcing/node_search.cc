#include "engine/sourcing/node_search.h"

#include <algorithm>
#include <limits>

namespace earmark {

namespace {

constexpr auto kNoNode = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kRootPasses = 12;
constexpr std::size_t kRootPassesByLines = 1;  ///< By straight lines: more is found by counts.
constexpr std::size_t kCountPasses = 4;
constexpr std::size_t kRootRounds = 120;
constexpr std::size_t kCountRounds = 30;
constexpr std::size_t kFewNodes = 24;
/// Far more than orders of a few units need.
constexpr std::int64_t kManyUnits = 100;
constexpr std::size_t kFewShipments = 2;
constexpr std::uint64_t kAllSteps = std::numeric_limits<std::uint64_t>::max();

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
    if (table_.has_steps && model.is_split()) {
        search_in_turns(nodes);
    } else {
        search_nodes();
    }
    return std::max(proven_, std::min(unexplored_, incumbent.value()));
}

/// Searches by nodes and by loads in turns that become longer: what one of them proves at once can
/// be without end for the other.
void NodeSearch::search_in_turns(std::span<const std::uint32_t> nodes) {
    struct Turn {
        bool is_by_loads;
        std::uint64_t steps;
    };
    constexpr std::uint64_t kMillion = 1'000'000;
    constexpr std::uint64_t kMost = 3'000 * kMillion;  // At most three quarters of what is left.
    static constexpr Turn kLoadsFirst[] = {
        {true, 400 * kMillion}, {false, 100 * kMillion}, {true, kMost}, {false, kAllSteps}
    };
    static constexpr Turn kNodesFirst[] = {
        {false, 60 * kMillion},
        {true, 100 * kMillion},
        {false, 600 * kMillion},
        {true, kMost},
        {false, kAllSteps}
    };
    const bool are_loads_first = fills_parcels() && fewest_shipments() <= kFewShipments;
    const std::uint64_t limit = budget_->limit;
    for (const Turn& turn : are_loads_first ? std::span<const Turn>(kLoadsFirst) : kNodesFirst) {
        const std::uint64_t left = limit - std::min(limit, budget_->used);
        if (turn.is_by_loads && left == 0) continue;
        budget_->limit =
            budget_->used + std::min(turn.steps, turn.is_by_loads ? left / 4 * 3 : left);
        if (turn.is_by_loads) {
            search_loads(nodes);
            budget_->used += bound_.take_steps();
            if (proven_ < incumbent_->value()) continue;
            settle_ties(nodes, limit);
            break;
        }
        table_.load(*model_, nodes);
        search_nodes();
        if (!budget_->is_spent() || budget_->used >= limit) break;
    }
    budget_->limit = limit;
}

/// Of plans that cost as little as the best, which is proven, looks for the one that comes first.
void NodeSearch::settle_ties(std::span<const std::uint32_t> nodes, std::uint64_t limit) {
    constexpr std::uint64_t kStepsOnTies = 100'000'000;
    forget();
    // No other plan of one shipment costs as little and comes first.
    if (model_->must_fill() && incumbent_->has_plan() && incumbent_->shipment_count() == 1) return;
    budget_->limit = std::min(limit, budget_->used + kStepsOnTies);
    table_.load(*model_, nodes);
    search_nodes();
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

/// Leaves what that proves in proven_.
void NodeSearch::search_loads(std::span<const std::uint32_t> nodes) {
    if (model_->must_fill()) offer_single_nodes(nodes);
    forget();
    table_.load(*model_, dominance_.find_needed(*model_, nodes, budget_->used));
    // Pricing shipments by steps takes long for many units, and straight lines do for a start.
    table_.has_steps = false;
    bound_.start(table_);
    bound_.raise(table_, incumbent_->value(), kRootPasses, budget_->used);
    count_supply();
    try_favoured();
    if (!incumbent_->has_plan()) seek_cover();
    if (!incumbent_->has_plan()) try_all();
    improve_locally();
    for (std::size_t node = 0; node < table_.node_count; ++node) {
        if (bound_.bound() + bound_.rise_if_shipping(node) >= incumbent_->tie_limit())
            table_.fate[node] = NodeFate::closed;
    }
    compact();
    if (table_.node_count == 0 || table_.node_count > LoadBound::kNodesMax) return;
    const std::int64_t proven =
        load_search_.run(*model_, table_.ids, bound_.prices(), *incumbent_, *budget_);
    proven_ = std::max(proven_, std::min(proven, incumbent_->value()));
}

/// Bound and first plans; ends early when the incumbent is proven best.
void NodeSearch::search_root() {
    bound_.start(table_);
    const std::size_t passes = table_.has_steps ? kRootPasses : kRootPassesByLines;
    bound_.raise(table_, incumbent_->value(), passes, budget_->used);
    if (bound_.bound() >= incumbent_->value()) return;
    count_supply();
    try_favoured();
    const bool is_tight = table_.shipments_max < std::min(table_.line_count, table_.node_count);
    if (is_tight || !incumbent_->has_plan()) seek_cover();
    if (!incumbent_->has_plan()) try_all();
    improve_locally();
    const bool is_coupled = table_.has_capacities || table_.shipments_max < table_.node_count;
    if (!is_coupled && is_lossless()) return;
    bound_.polish(table_, incumbent_->value(), kRootRounds, *budget_);
    if (bound_.bound() >= incumbent_->value()) return;
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
    return true;
}

/// Compares the nodes of the table, if they are not known to be among those compared.
void NodeSearch::find_dominance() {
    if (knows_dominance_) return;
    dominance_.find(*model_, table_.ids, budget_->used);
    knows_dominance_ = true;
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
        const bool knew_dominance = knows_dominance_;
        table_.shipments_max = count;
        bool is_open = settle_count();
        count_prices_.assign(bound_.prices().begin(), bound_.prices().end());
        if (is_open && !has_exchanged && table_.node_count > kFewNodes) {
            is_open = table_.has_steps || !explore_briefly();
            if (is_open) {
                // Worth to look for better plans first: with these, fewer nodes are left.
                has_exchanged = true;
                table_ = root_table_;
                knows_dominance_ = knew_dominance;
                exchange();
                table_.shipments_max = count;
                is_open = settle_count();
            }
        }
        if (is_open && explore_all(bound_of_all, most)) return;
        if (is_open) explore_settled();
        if (count == most) return;
        table_ = root_table_;
        knows_dominance_ = knew_dominance;
        table_.shipments_min = count + 1;
        if (proven_ >= limit() || is_priced_out() || !settle_count()) return;
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
    explore_settled();
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
    knows_dominance_ = false;
    table_.shipments_max = most;
    if (settle_count()) explore_settled();
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
    compact();
    if (table_.has_steps) bound_.raise(table_, limit(), kCountPasses, budget_->used);
    bound_.polish(table_, limit(), kCountRounds, *budget_);
    if (bound_.bound() >= limit() || !settle_nodes()) return false;
    compact();
    // Sets of fewer are looked at sooner than compared.
    if (!knows_dominance_ && table_.node_count > kFewNodes) {
        find_dominance();
        if (bound_.bound() >= limit() || !settle_nodes()) return false;
        compact();
    }
    return bound_.bound() < limit();
}

/// Whether the prices for fewer shipments show that there is no plan of interest.
bool NodeSearch::is_priced_out() {
    trail_.clear();
    count_supply();
    return bound_.restore(table_, count_prices_) >= limit();
}

}  // namespace earmark
