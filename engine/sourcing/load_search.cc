#include "engine/sourcing/load_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace earmark {

namespace {

constexpr int kAllNodesRounds = 12;
constexpr int kSetRounds = 60;
constexpr std::size_t kSetsMax = 1000;
constexpr int kLoadRootRounds = 120;
constexpr int kLoadBranchRounds = 25;
constexpr std::size_t kSendersMax = 24;   ///< Of more, what units can be is not soon seen.
constexpr std::uint64_t kSplitsPart = 3;  ///< Of the steps, for better divisions between two nodes.

}  // namespace

std::int64_t LoadSearch::run(
    OrderModel& model,
    std::span<const std::uint32_t> nodes,
    std::span<const std::int64_t> prices,
    Incumbent& incumbent,
    StepBudget& budget
) {
    model_ = &model;
    incumbent_ = &incumbent;
    budget_ = &budget;
    nodes_ = nodes;
    unexplored_ = kNoValue;
    saved_cells_.clear();
    saved_prices_.clear();
    tried_.clear();
    put_off_.clear();
    began_ = budget.used;
    steps_on_splits_ = 0;
    depth_ = 0;
    if (!bound_.load(model, nodes)) return -kNoValue;
    bound_.start(prices);
    if (incumbent.has_plan()) {
        plan_.assign(incumbent.plan().begin(), incumbent.plan().end());
        try_plan();
    }
    all_nodes_ = nodes;
    sets_.clear();
    if (may_list_sets()) {
        search_counted();
    } else {
        search_branched(-kNoValue);
    }
    return std::min(unexplored_, incumbent.value());
}

/// Whether good plans are of so few shipments, from so few nodes, that sets are soon listed.
bool LoadSearch::may_list_sets() const {
    constexpr std::size_t kFewSources = 16;
    constexpr std::int64_t kFewShipments = 3;
    if (nodes_.size() > kFewSources) return false;
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        std::int64_t most = 1;
        for (const std::uint32_t node : nodes_)
            most = std::max(most, model_->most_units(node, line));
        if (most * kFewShipments < model_->need(line)) return false;
    }
    return true;
}

/// Looks at every set of nodes by itself: the loads of a few nodes are quickly summed, and their
/// prices fit better.
void LoadSearch::search_counted() {
    const std::int64_t bound = bound_.raise(incumbent_->value(), kAllNodesRounds, *budget_);
    if (bound >= incumbent_->value()) return;
    round_units(bound_.mean_units());
    try_plan();
    if (!bound_.list_sets(incumbent_->value(), kSetsMax, sets_, budget_->used)) {
        sets_.clear();
        return search_branched(bound);
    }
    set_prices_.resize(std::max(set_prices_.size(), sets_.size()));
    const auto prices = bound_.prices();
    for (std::size_t at = 0; at < sets_.size(); ++at)
        keep_prices(sets_[at], prices, set_prices_[at]);
    search_listed();
}

/// Lists the sets by branching on which nodes ship.
void LoadSearch::search_branched(std::int64_t inherited) {
    lists_sets_ = true;
    explore(inherited, kLoadRootRounds);
    lists_sets_ = false;
    finish_put_off();
    search_listed();
}

/// Keeps those of the set's lines and nodes.
void LoadSearch::keep_prices(
    const LoadBound::NodeSet& set, std::span<const double> prices, std::vector<double>& kept
) const {
    const std::size_t lines = model_->line_count();
    kept.assign(prices.begin(), prices.begin() + static_cast<std::ptrdiff_t>(lines));
    for (std::size_t node = 0; node < all_nodes_.size(); ++node)
        if (set.nodes.test(node)) kept.push_back(prices[lines + node]);
    if (!model_->must_fill()) kept.push_back(0);
}

/// The sets that bounds favour come first: the better the plan known, the less is to be searched.
void LoadSearch::search_listed() {
    order_.resize(sets_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    const auto by_bound = [&](std::size_t a, std::size_t b) {
        return sets_[a].bound != sets_[b].bound ? sets_[a].bound < sets_[b].bound : a < b;
    };
    std::sort(order_.begin(), order_.end(), by_bound);
    for (const std::size_t at : order_) {
        if (!can_fill(sets_[at])) sets_[at].bound = kNoValue;
        bound_set(at);
    }
    std::sort(order_.begin(), order_.end(), by_bound);
    for (const std::size_t at : order_)
        search_set(at);
    nodes_ = all_nodes_;
}

/// Makes the bound that of the set's nodes.
void LoadSearch::take_set(const LoadBound::NodeSet& set, std::span<const double> prices) {
    set_nodes_.clear();
    for (std::size_t node = 0; node < all_nodes_.size(); ++node)
        if (set.nodes.test(node)) set_nodes_.push_back(all_nodes_[node]);
    nodes_ = set_nodes_;
    bound_.load(*model_, nodes_);
    bound_.require_all();
    bound_.set_prices(prices);
    budget_->used += nodes_.size() * bound_.cell_count() * 8;
}

/// Raises the bound of the set by prices of its own.
void LoadSearch::bound_set(std::size_t at) {
    LoadBound::NodeSet& set = sets_[at];
    if (set.bound >= incumbent_->value() || budget_->is_spent()) return;
    std::vector<double>& prices = set_prices_[at];
    take_set(set, prices);
    set.bound = std::max(set.bound, bound_.raise(incumbent_->value(), kSetRounds, *budget_));
    const auto best = bound_.prices();
    prices.assign(best.begin(), best.end());
    if (set.bound >= incumbent_->value()) return;
    round_units(bound_.mean_units());
    try_plan();
}

void LoadSearch::search_set(std::size_t at) {
    LoadBound::NodeSet& set = sets_[at];
    if (set.bound >= incumbent_->value()) return;
    if (budget_->is_spent()) {
        unexplored_ = std::min(unexplored_, set.bound);
        return;
    }
    take_set(set, set_prices_[at]);
    if (nodes_.size() == 2 && model_->must_fill()) set.bound = std::max(set.bound, divide_pair());
    if (set.bound < incumbent_->value()) explore(set.bound, kSetRounds);
    finish_put_off();
}

/// Whether the nodes have enough.
bool LoadSearch::can_fill(const LoadBound::NodeSet& set) {
    if (!model_->must_fill()) return true;
    std::int64_t wanted = 0;
    std::int64_t most = 0;
    for (std::size_t line = 0; line < model_->line_count(); ++line)
        wanted += model_->need(line);
    pooled_.assign(model_->line_count(), 0);
    for (std::size_t node = 0; node < all_nodes_.size(); ++node) {
        if (!set.nodes.test(node)) continue;
        std::int64_t own = 0;
        for (std::size_t line = 0; line < model_->line_count(); ++line) {
            const std::int64_t units = model_->most_units(all_nodes_[node], line);
            own += units;
            pooled_[line] += units;
        }
        most += std::min(own, model_->capacity(all_nodes_[node]));
    }
    for (std::size_t line = 0; line < model_->line_count(); ++line)
        if (pooled_[line] < model_->need(line)) return false;
    return most >= wanted;
}

/// With the best price of its capacity, as a multiple of what values are multiples of.
LoadPair::Node LoadSearch::priced_node(std::size_t node) const {
    if (model_->capacity(nodes_[node]) >= kNoValue) return {nodes_[node], 0};
    const double price = bound_.prices()[model_->line_count() + node];
    const auto unit = static_cast<double>(bound_.value_unit());
    const double units = std::round(std::clamp(price, 0.0, 1e12) / unit);
    return {nodes_[node], static_cast<std::int64_t>(units) * bound_.value_unit()};
}

/// Bounds the set of two nodes by all ways to divide the order.
std::int64_t LoadSearch::divide_pair() {
    pooled_.clear();
    for (std::size_t line = 0; line < model_->line_count(); ++line)
        pooled_.push_back(model_->need(line));
    return pair_.run(
        *model_,
        {priced_node(0), priced_node(1)},
        {.units = pooled_, .others = {}, .cost_of_others = model_->constant()},
        bound_.value_unit(),
        *incumbent_,
        budget_->used
    );
}

/// Makes a plan of parts of units: [node * line_count + line], then what is left short.
void LoadSearch::round_units(std::span<const double> mean) {
    const std::size_t lines = model_->line_count();
    plan_.clear();
    for (std::size_t line = 0; line < lines; ++line) {
        std::int64_t missing = model_->need(line);
        if (!model_->must_fill()) {
            const double shorts =
                mean.size() > nodes_.size() * lines ? mean[nodes_.size() * lines + line] : 0.0;
            missing -= std::clamp<std::int64_t>(std::llround(shorts), 0, missing);
        }
        const std::size_t first = plan_.size();
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            const double units = mean[node * lines + line];
            const std::int64_t some = std::min(
                {static_cast<std::int64_t>(units + 1e-9),
                 model_->most_units(nodes_[node], line),
                 missing}
            );
            plan_.push_back({nodes_[node], model_->lines()[line], some});
            missing -= some;
        }
        while (missing > 0) {
            std::size_t best = plan_.size();
            auto largest = static_cast<double>(-kNoValue);
            for (std::size_t node = 0; node < nodes_.size(); ++node) {
                const PlannedUnits& own = plan_[first + node];
                if (own.units >= model_->most_units(nodes_[node], line)) continue;
                const double units = mean[node * lines + line];
                const double left =
                    units < 0.02 ? units - 1e9 : units - static_cast<double>(own.units);
                if (left <= largest) continue;
                largest = left;
                best = first + node;
            }
            if (best == plan_.size()) break;
            ++plan_[best].units;
            --missing;
        }
    }
    std::erase_if(plan_, [](const PlannedUnits& planned) { return planned.units == 0; });
}

/// Improves the plan, unless the same was tried before.
void LoadSearch::try_plan() {
    incumbent_->offer(plan_, model_->value_of(plan_));
    if (!is_new(plan_)) return;
    const auto moved = moves_.improve(*model_, plan_, budget_->used);
    incumbent_->offer(moved, model_->value_of(moved));
    moved_.assign(moved.begin(), moved.end());
    if (!is_new(moved_)) return;
    if ((budget_->used - began_) < steps_on_splits_ * kSplitsPart) return;
    const std::uint64_t before = budget_->used;
    const auto divided = split_.improve(*model_, moved_, budget_->used);
    incumbent_->offer(divided, model_->value_of(divided));
    steps_on_splits_ += budget_->used - before;
}

/// Improves the plan nearest to what the loads' relaxation ships.
void LoadSearch::try_relaxed() {
    const std::int64_t value = incumbent_->value();
    if (division_.bound(*model_, loads_, value, budget_->used) >= value) return;
    const std::size_t lines = model_->line_count();
    relaxed_.assign((nodes_.size() + 1) * lines, 0);
    std::size_t node = 0;
    for (std::size_t sender = 0; sender < senders_.size(); ++sender) {
        while (node < nodes_.size() && nodes_[node] != senders_[sender].node)
            ++node;
        for (std::size_t line = 0; line < lines; ++line)
            relaxed_[node * lines + line] = division_.relaxed_units(sender, line);
    }
    round_units(relaxed_);
    try_plan();
}

bool LoadSearch::is_new(std::span<const PlannedUnits> plan) {
    std::uint64_t hash = 0;
    for (const PlannedUnits& planned : plan) {
        hash += (planned.node * 0x9E3779B97F4A7C15U + planned.line * 0xC2B2AE3D27D4EB4FU + 1) *
                (static_cast<std::uint64_t>(planned.units) * 0xD6E8FEB86659FD93U + 1);
    }
    if (std::find(tried_.begin(), tried_.end(), hash) != tried_.end()) return false;
    tried_.push_back(hash);
    return true;
}

void LoadSearch::explore(std::int64_t inherited, int rounds) {
    if (budget_->is_spent()) {
        unexplored_ = std::min(unexplored_, inherited);
        return;
    }
    if (!read_allowances() || senders_.size() > kSendersMax)
        return explore_loads(inherited, rounds);
    const std::int64_t value = incumbent_->value();
    // Whether any units fit into such loads is soon seen.
    if (division_.bound(*model_, loads_, value, budget_->used) < value)
        explore_loads(inherited, rounds);
}

void LoadSearch::explore_loads(std::int64_t inherited, int rounds) {
    std::int64_t bound = std::max(inherited, bound_.raise(incumbent_->value(), rounds, *budget_));
    if (bound >= incumbent_->value()) return;
    round_units(bound_.mean_units());
    try_plan();
    if (bound >= incumbent_->value()) return;
    if (budget_->is_spent()) {
        unexplored_ = std::min(unexplored_, bound);
        return;
    }
    bound_.close_cells(incumbent_->value(), budget_->used);
    std::size_t node = widest_node();
    if (lists_sets_ && node == nodes_.size()) {
        if (keep_set(bound)) return;
        lists_sets_ = false;
        node = widest_node();
    }
    if (node == nodes_.size()) {
        if (read_allowances()) {
            try_relaxed();
            divide_loads(bound);
        } else if (bound < incumbent_->value()) {
            unexplored_ = std::min(unexplored_, bound);
        }
        return;
    }
    branch(node, bound);
}

/// Finds the best units of loads whose rates are decided, or puts that off if it takes long: with a
/// better plan known it may not be needed.
void LoadSearch::divide_loads(std::int64_t bound) {
    constexpr std::uint64_t kSteps = 10'000'000;
    StepBudget brief{std::min(budget_->limit, budget_->used + kSteps), budget_->used};
    const std::int64_t best = std::max(bound, division_.run(*model_, loads_, *incumbent_, brief));
    budget_->used = brief.used;
    if (best >= incumbent_->value()) return;
    if (budget_->is_spent()) {
        unexplored_ = std::min(unexplored_, best);
        return;
    }
    const auto open = bound_.open_cells();
    put_off_.push_back({best, {open.begin(), open.end()}});
}

/// Those that the best bounds say least of come last.
void LoadSearch::finish_put_off() {
    std::sort(put_off_.begin(), put_off_.end(), [](const PutOff& a, const PutOff& b) {
        return a.bound != b.bound ? a.bound > b.bound : a.open < b.open;
    });
    for (const auto& [inherited, open] : put_off_) {
        if (inherited >= incumbent_->value()) continue;
        bound_.reopen(open);
        read_allowances();
        const std::int64_t bound =
            std::max(inherited, division_.run(*model_, loads_, *incumbent_, *budget_));
        if (bound < incumbent_->value()) unexplored_ = std::min(unexplored_, bound);
    }
    put_off_.clear();
}

/// What open loads allow units to be; false if rates are too large to count.
bool LoadSearch::read_allowances() {
    constexpr double kExact = 1e15;  // As far as doubles tell whole numbers apart, and more.
    senders_.clear();
    for (std::size_t index = 0; index < bound_.place_count(); ++index) {
        const LoadBound::Allowance allowance = bound_.allowance(index);
        if (!allowance.may_ship) continue;
        if (allowance.rates[allowance.last] >= kExact) return false;
        senders_.push_back(
            {.node = allowance.node,
             .window = {allowance.first, allowance.last},
             .rates = allowance.rates,
             .may_be_closed = allowance.may_be_closed}
        );
    }
    loads_ = {
        .senders = senders_,
        .line_grams = bound_.line_grams(),
        .ends = bound_.ends(),
        .cost = model_->constant()
    };
    return true;
}

/// Whether it may ship or not.
bool LoadSearch::is_in_doubt(std::size_t node) const {
    const LoadBound::Allowance allowance = bound_.allowance(node);
    return allowance.may_ship && allowance.may_be_closed;
}

/// Puts the set of the nodes that ship off until all are known; false if there are too many.
bool LoadSearch::keep_set(std::int64_t bound) {
    if (sets_.size() == kSetsMax) return false;
    LoadBound::NodeSet set;
    for (std::size_t node = 0; node < nodes_.size(); ++node)
        if (bound_.allowance(node).may_ship) set.nodes.set(node);
    set.bound = bound;
    sets_.push_back(set);
    set_prices_.resize(std::max(set_prices_.size(), sets_.size()));
    keep_prices(set, bound_.prices(), set_prices_[sets_.size() - 1]);
    return true;
}

/// The node whose load varies most from round to round, because prices alone do not decide it;
/// the number of nodes if the tariff is the same for all loads that are open.
std::size_t LoadSearch::widest_node() const {
    std::size_t chosen = nodes_.size();
    double widest = -1;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const double spread = bound_.spreads()[node].variance();
        if (spread <= widest || bound_.is_flat(node)) continue;
        if (lists_sets_ && !is_in_doubt(node)) continue;
        widest = spread;
        chosen = node;
    }
    return chosen;
}

/// The first cell of the upper half of what the node may carry: near its mean. Whether it ships at
/// all is decided first.
std::size_t LoadSearch::cut_of(std::size_t node) {
    const auto open = bound_.open_cells_of(node);
    const std::size_t cells = bound_.cell_count();
    std::size_t least = cells;
    std::size_t most = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        if (open[cell] == 0) continue;
        least = std::min(least, cell);
        most = cell;
    }
    if (open[cells] != 0) return 0;
    return std::clamp(bound_.cell_of(bound_.spreads()[node].mean) + 1, least + 1, most);
}

void LoadSearch::branch(std::size_t node, std::int64_t bound) {
    constexpr std::size_t kDepthMax = 400;
    if (depth_ == kDepthMax) {
        unexplored_ = std::min(unexplored_, bound);
        return;
    }
    ++depth_;
    const std::size_t cells = bound_.cell_count();
    const std::size_t cut = cut_of(node);
    const bool high_first = bound_.spreads()[node].mean > 0;
    const std::size_t level = saved_cells_.size();
    const std::size_t price_level = saved_prices_.size();
    const auto open = bound_.open_cells();
    const auto prices = bound_.prices();
    saved_cells_.insert(saved_cells_.end(), open.begin(), open.end());
    saved_prices_.insert(saved_prices_.end(), prices.begin(), prices.end());
    for (const bool is_high : {high_first, !high_first}) {
        const auto own = bound_.open_cells_of(node);
        for (std::size_t cell = 0; cell < cells; ++cell)
            if (is_high == (cell < cut)) own[cell] = 0;
        if (is_high) own[cells] = 0;
        explore(bound, kLoadBranchRounds);
        bound_.reopen(std::span(saved_cells_).subspan(level));
        bound_.set_prices(std::span(saved_prices_).subspan(price_level));
    }
    saved_cells_.resize(level);
    saved_prices_.resize(price_level);
    --depth_;
}

}  // namespace earmark
