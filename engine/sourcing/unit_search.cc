#include "engine/sourcing/unit_search.h"

#include <algorithm>
#include <utility>

namespace earmark {

std::int64_t UnitSearch::run(
    OrderModel& model,
    std::span<const std::uint32_t> nodes,
    std::span<const std::int64_t> prices,
    Incumbent& incumbent,
    StepBudget& budget
) {
    start(model, nodes, prices, incumbent, budget);
    std::int64_t bound = 0;
    if (!settle_whole({.rounds = 100, .visits_max = 5'000'000}, bound)) cut_and_explore(bound);
    return std::min(unexplored_, incumbent.value());
}

bool UnitSearch::run_briefly(
    OrderModel& model,
    std::span<const std::uint32_t> nodes,
    std::span<const std::int64_t> prices,
    Incumbent& incumbent,
    StepBudget& budget
) {
    start(model, nodes, prices, incumbent, budget);
    std::int64_t bound = 0;
    return settle_whole({.rounds = 15, .visits_max = 20'000}, bound);
}

void UnitSearch::start(
    OrderModel& model,
    std::span<const std::uint32_t> nodes,
    std::span<const std::int64_t> prices,
    Incumbent& incumbent,
    StepBudget& budget
) {
    incumbent_ = &incumbent;
    budget_ = &budget;
    unexplored_ = kNoValue;
    load(model, nodes);
    prices_.assign(prices.begin(), prices.end());
}

void UnitSearch::load(OrderModel& model, std::span<const std::uint32_t> nodes) {
    model_ = &model;
    nodes_ = nodes;
    least_.assign(nodes.size() * line_count(), 0);
    most_.clear();
    for (const std::uint32_t node : nodes) {
        for (std::size_t line = 0; line < line_count(); ++line)
            most_.push_back(model.most_units(node, line));
    }
    bounds_.assign(nodes.size(), 0);
    openings_.assign(nodes.size(), 0);
    unit_costs_.assign(most_.size(), 0);
    trail_.clear();
}

/// Puts the node's costs in this box into the flow as straight lines.
///
/// Returns: what they leave out: the cost of opening, and of the units that the box forces.
std::int64_t UnitSearch::price_node(std::size_t node) {
    const PlanProblem& problem = model_->problem();
    const std::uint32_t id = nodes_[node];
    const std::size_t first = node * line_count();
    TariffMinorant under;
    const std::uint32_t column =
        problem.has_tariffs() ? problem.tariff_column[id] : PlanProblem::kNoTariff;
    if (column != PlanProblem::kNoTariff) {
        ShipmentLoad lightest;
        ShipmentLoad heaviest;
        for (std::size_t line = 0; line < line_count(); ++line) {
            lightest = lightest + unit_load(line) * least_[first + line];
            heaviest = heaviest + unit_load(line) * most_[first + line];
        }
        const std::int64_t least = model_->tariff().billed_grams(column, lightest);
        const std::int64_t most = model_->tariff().billed_grams(column, heaviest);
        under = minorant_between(
            problem,
            column,
            {.least = least,
             .most = most,
             .typical = least + (most - least) / 2,
             .intercept_min = -kNoValue}
        );
    }
    std::int64_t sunk = problem.fixed_cost[id] + problem.split_penalty + under.intercept;
    openings_[node] = sunk;
    flow_.capacity[node] = model_->capacity(id);
    for (std::size_t line = 0; line < line_count(); ++line) {
        const std::size_t pair = first + line;
        if (most_[pair] == 0) continue;
        std::int64_t unit = problem.unit_cost_of(id, model_->lines()[line]);
        if (under.rise > 0) unit += model_->slope_of(column, under, line);
        if (least_[pair] > 0) {
            sunk += model_->line_cost(id) + least_[pair] * unit;
            openings_[node] += model_->line_cost(id);
        } else {
            unit += model_->line_cost(id) / most_[pair];
        }
        unit_costs_[pair] = unit;
        flow_.cost[pair] = unit;
        flow_.most[pair] = most_[pair] - least_[pair];
        flow_.need[line] -= least_[pair];
        flow_.capacity[node] -= least_[pair];
    }
    bounds_[node] = sunk;
    return sunk;
}

/// False if the box holds no plan; else its bound, and the flow's plan is in units_.
bool UnitSearch::bound_box(std::int64_t& bound) {
    flow_.reset(nodes_.size(), line_count());
    for (std::size_t line = 0; line < line_count(); ++line) {
        flow_.need[line] = model_->need(line);
        if (!model_->must_fill()) flow_.short_price[line] = model_->short_price(line);
    }
    bound = model_->constant();
    for (std::size_t node = 0; node < nodes_.size(); ++node)
        bound += price_node(node);
    for (const std::int64_t need : flow_.need)
        if (need < 0) return false;
    for (const std::int64_t capacity : flow_.capacity)
        if (capacity < 0) return false;
    budget_->used += nodes_.size() * line_count() * 8;
    if (!flow_.solve(budget_->used)) return false;
    bound += flow_.total;
    units_ = flow_.units;
    for (std::size_t pair = 0; pair < units_.size(); ++pair) {
        bounds_[pair / line_count()] += units_[pair] * flow_.cost[pair];
        units_[pair] += least_[pair];
    }
    return true;
}

void UnitSearch::offer_flow() {
    plan_.clear();
    for (std::size_t pair = 0; pair < units_.size(); ++pair) {
        if (units_[pair] == 0) continue;
        const std::size_t line = pair % line_count();
        if (!model_->is_split() && units_[pair] != model_->need(line)) return;
        plan_.push_back({nodes_[pair / line_count()], model_->lines()[line], units_[pair]});
    }
    incumbent_->offer(plan_, model_->value_of(plan_));
}

std::int64_t UnitSearch::best_shipment(std::size_t node) {
    pricer_.start(*model_, nodes_[node], openings_[node]);
    for (std::size_t line = 0; line < line_count(); ++line) {
        const std::size_t pair = node * line_count() + line;
        const std::int64_t size = unit_size(line);
        pricer_.add(
            {.line = line,
             .least = least_[pair] / size,
             .most = most_[pair] / size,
             .size = size,
             .price = prices_[line],
             .cost = unit_costs_[pair] * size}
        );
    }
    return pricer_.solve(-kNoValue);
}

/// The box's bound at the present prices; leaves the shipments in shipped_.
std::int64_t UnitSearch::bound_by_prices() {
    std::int64_t bound = model_->constant();
    missing_.clear();
    shipped_.clear();
    for (std::size_t line = 0; line < line_count(); ++line) {
        missing_.push_back(model_->need(line) / unit_size(line));
        bound += missing_[line] * prices_[line];
    }
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const std::int64_t profit = best_shipment(node);
        if (profit == -kNoValue) return kNoValue;
        bound -= profit;
        for (const ShipmentPricer::Units& units : pricer_.best()) {
            missing_[units.line] -= units.units;
            shipped_.push_back(
                {nodes_[node], model_->lines()[units.line], units.units * unit_size(units.line)}
            );
        }
    }
    budget_->used += pricer_.take_steps();
    return bound;
}

/// Offers the shipments if they are a plan.
void UnitSearch::offer_shipped() {
    for (const std::int64_t missing : missing_)
        if (missing < 0 || (missing > 0 && model_->must_fill())) return;
    incumbent_->offer(shipped_, model_->value_of(shipped_));
}

/// Along the subgradient: dearer where units are missing, cheaper where there are too many.
void UnitSearch::move_prices(double room, double pace) {
    double norm = 0;
    for (const std::int64_t missing : missing_)
        norm += static_cast<double>(missing) * static_cast<double>(missing);
    const double step = pace * room / norm;
    for (std::size_t line = 0; line < line_count(); ++line) {
        const auto price_max = static_cast<double>(model_->short_price(line) * unit_size(line));
        const double price =
            static_cast<double>(prices_[line]) + step * static_cast<double>(missing_[line]);
        prices_[line] = static_cast<std::int64_t>(std::clamp(price, 0.0, price_max));
    }
}

/// Whether prices show that the box has no better plan; raises the bound towards that.
bool UnitSearch::is_priced_out(std::int64_t& bound, int rounds) {
    if (!model_->problem().has_tariffs()) return false;
    constexpr double kPaceMin = 1e-3;
    best_prices_ = prices_;
    std::int64_t best = -kNoValue;
    double pace = 1.0;
    for (int round = 0; round < rounds; ++round) {
        const std::int64_t priced = bound_by_prices();
        if (priced >= incumbent_->value()) return true;
        offer_shipped();
        if (priced > best) {
            best = priced;
            best_prices_ = prices_;
        } else {
            pace /= 2;
            prices_ = best_prices_;
            if (pace < kPaceMin) break;
        }
        const bool fits = std::all_of(missing_.begin(), missing_.end(), [](auto missing) {
            return missing == 0;
        });
        if (fits) break;
        move_prices(static_cast<double>(incumbent_->value() - priced), pace);
    }
    prices_ = best_prices_;
    bound = std::max(bound, best);
    return bound >= incumbent_->value();
}

/// What the node's plan costs above its bound.
std::int64_t UnitSearch::gap_of(std::size_t node) const {
    const std::uint32_t id = nodes_[node];
    const PlanProblem& problem = model_->problem();
    std::int64_t cost = problem.fixed_cost[id] + problem.split_penalty;
    ShipmentLoad load;
    for (std::size_t line = 0; line < line_count(); ++line) {
        const std::int64_t units = units_[node * line_count() + line];
        if (units == 0) continue;
        cost += model_->line_cost(id) + units * problem.unit_cost_of(id, model_->lines()[line]);
        load = load + unit_load(line) * units;
    }
    return cost + model_->tariff().rate_of(id, load) - bounds_[node];
}

UnitSearch::Cut UnitSearch::cut_of_split_line() const {
    Cut cut{0, 0, false};
    std::int64_t largest = 0;
    for (std::size_t pair = 0; pair < units_.size(); ++pair) {
        const std::size_t line = pair % line_count();
        const bool is_part = units_[pair] > 0 && units_[pair] < model_->need(line);
        if (is_part && units_[pair] > largest) {
            largest = units_[pair];
            cut = {pair, 0, true};
        }
    }
    return cut;
}

/// The largest line, not yet decided, of an item of which a node ships more than it has.
UnitSearch::Cut UnitSearch::cut_of_overdrawn_item() const {
    for (const auto& group : model_->item_groups()) {
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            std::int64_t left = model_->item_stock(nodes_[node], group.front());
            Cut cut{0, 0, false};
            for (const std::uint32_t line : group) {
                const std::size_t pair = node * line_count() + line;
                left -= units_[pair];
                if (units_[pair] > 0 && least_[pair] == 0) cut = {pair, 0, true};
            }
            if (left < 0 && cut.is_found) return cut;
        }
    }
    return {0, 0, false};
}

UnitSearch::Cut UnitSearch::cut_of_pair(std::size_t pair) const {
    const std::int64_t least = least_[pair];
    const std::int64_t most = most_[pair];
    if (!model_->is_split()) return {pair, 0, true};
    const bool pays_line = model_->line_cost(nodes_[pair / line_count()]) > 0;
    if (least == 0 && pays_line && units_[pair] > 0) return {pair, 0, true};
    // Near an end, halve: so that no chain of cuts is longer than the logarithm of the units.
    const std::int64_t quarter = (most - least) / 4;
    const bool is_central = units_[pair] >= least + quarter && units_[pair] < most - quarter;
    return {pair, is_central ? units_[pair] : least + (most - least) / 2, true};
}

UnitSearch::Cut UnitSearch::find_cut() const {
    if (!model_->is_split()) {
        if (const Cut cut = cut_of_split_line(); cut.is_found) return cut;
        if (const Cut cut = cut_of_overdrawn_item(); cut.is_found) return cut;
    }
    std::size_t widest_node = 0;
    std::int64_t widest_gap = 0;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const std::int64_t gap = gap_of(node);
        if (gap <= widest_gap) continue;
        widest_gap = gap;
        widest_node = node;
    }
    if (widest_gap == 0) return {0, 0, false};
    Cut cut{0, 0, false};
    double largest = -1;
    for (std::size_t line = 0; line < line_count(); ++line) {
        const std::size_t pair = widest_node * line_count() + line;
        if (least_[pair] == most_[pair]) continue;
        const ShipmentLoad load = unit_load(line);
        const double size = static_cast<double>(most_[pair] - least_[pair]) *
                            (1.0 + static_cast<double>(load.weight + load.volume));
        if (size <= largest) continue;
        largest = size;
        cut = cut_of_pair(pair);
    }
    return cut;
}

void UnitSearch::set_box(std::size_t pair, std::int64_t least, std::int64_t most) {
    trail_.push_back({pair, least_[pair], most_[pair]});
    least_[pair] = least;
    most_[pair] = most;
}

/// Closes pairs for which a node has too little of the item left; false if the box holds no plan.
bool UnitSearch::share_items() {
    for (const auto& group : model_->item_groups()) {
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            std::int64_t left = model_->item_stock(nodes_[node], group.front());
            for (const std::uint32_t line : group)
                left -= least_[node * line_count() + line];
            if (left < 0) return false;
            for (const std::uint32_t line : group) {
                const std::size_t pair = node * line_count() + line;
                if (least_[pair] == 0 && most_[pair] > left) set_box(pair, 0, 0);
            }
        }
    }
    return true;
}

/// Where every line must be filled, what one node cannot give the others must.
///
/// False if the box holds no plan.
bool UnitSearch::tighten() {
    if (!share_items()) return false;
    if (!model_->must_fill()) return true;
    for (std::size_t line = 0; line < line_count(); ++line) {
        std::int64_t least = 0;
        std::int64_t most = 0;
        for (std::size_t pair = line; pair < most_.size(); pair += line_count()) {
            least += least_[pair];
            most += most_[pair];
        }
        const std::int64_t need = model_->need(line);
        if (most < need || least > need) return false;
        const std::int64_t spare = most - need;
        const std::int64_t missing = need - least;
        for (std::size_t pair = line; pair < most_.size(); pair += line_count()) {
            const std::int64_t at_least = std::max(least_[pair], most_[pair] - spare);
            const std::int64_t at_most = std::min(most_[pair], least_[pair] + missing);
            if (at_least != least_[pair] || at_most != most_[pair])
                set_box(pair, at_least, at_most);
        }
    }
    return true;
}

void UnitSearch::undo_to(std::size_t mark) {
    while (trail_.size() > mark) {
        least_[trail_.back().pair] = trail_.back().least;
        most_[trail_.back().pair] = trail_.back().most;
        trail_.pop_back();
    }
}

/// Sets the box, and what follows from it.
void UnitSearch::narrow(std::size_t pair, std::int64_t least, std::int64_t most) {
    if (!model_->is_split() && least > 0) {
        // The whole line leaves here: nowhere else.
        least = most;
        for (std::size_t at = pair % line_count(); at < most_.size(); at += line_count())
            if (at != pair) set_box(at, 0, 0);
    }
    set_box(pair, least, most);
}

void UnitSearch::descend(std::size_t pair, std::int64_t least, std::int64_t most) {
    const std::size_t mark = trail_.size();
    narrow(pair, least, most);
    const std::size_t level = saved_prices_.size();
    saved_prices_.insert(saved_prices_.end(), prices_.begin(), prices_.end());
    explore();
    prices_.assign(saved_prices_.begin() + static_cast<std::ptrdiff_t>(level), saved_prices_.end());
    saved_prices_.resize(level);
    undo_to(mark);
}

/// Settles the whole box by prices, or pair by pair; false if that is too much, and `bound` is
/// below its plans.
bool UnitSearch::settle_whole(const Effort& effort, std::int64_t& bound) {
    if (!tighten() || !bound_box(bound)) return true;
    offer_flow();
    if (bound >= incumbent_->value() || incumbent_->is_enough()) return true;
    if (is_priced_out(bound, effort.rounds)) return true;
    const UnitBox box{nodes_, least_, most_};
    return model_->is_split() &&
           pair_search_.run(*model_, box, prices_, effort.visits_max, *incumbent_, budget_->used);
}

void UnitSearch::explore() {
    std::int64_t bound = 0;
    if (settle_whole({.rounds = 10, .visits_max = 50'000}, bound)) return;
    cut_and_explore(bound);
}

void UnitSearch::cut_and_explore(std::int64_t bound) {
    if (budget_->is_spent()) {
        unexplored_ = std::min(unexplored_, bound);
        return;
    }
    if (incumbent_->is_enough()) return;
    const Cut cut = find_cut();
    if (!cut.is_found) return;
    const std::int64_t least = least_[cut.pair];
    const std::int64_t most = most_[cut.pair];
    const bool lower_first = units_[cut.pair] <= cut.at;
    if (lower_first) descend(cut.pair, least, cut.at);
    descend(cut.pair, cut.at + 1, most);
    if (!lower_first) descend(cut.pair, least, cut.at);
}

}  // namespace earmark
