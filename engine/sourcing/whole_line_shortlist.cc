#include "engine/sourcing/whole_line_shortlist.h"

#include <algorithm>
#include <bit>
#include <span>

namespace earmark {

namespace {

std::size_t lowest_line(std::uint32_t lines) {
    return static_cast<std::size_t>(std::countr_zero(lines));
}

}  // namespace

void WholeLineShortlist::solve(OrderModel& model, Incumbent& incumbent, StepBudget& budget) {
    model_ = &model;
    incumbent_ = &incumbent;
    line_count_ = model.line_count();
    shipments_max_ = model.problem().shipments_max;
    prepare();
    read_nodes();
    budget.used += model.problem().node_count * line_count_;
    bound_sets();
    const Lines all = (Lines{1} << line_count_) - 1;
    limit_ = model.constant() + least_[all] + 1;
    combine(all, model.constant(), 0);
    if (incumbent.value() < limit_) return;
    limit_ = kNoValue;
    combine(all, model.constant(), 0);
}

void WholeLineShortlist::prepare() {
    const Lines sets = Lines{1} << line_count_;
    units_[0] = 0;
    loads_[0] = {};
    for (std::size_t line = 0; line < line_count_; ++line) {
        short_[line] =
            model_->must_fill() ? kNoValue : model_->need(line) * model_->short_price(line);
    }
    for (Lines set = 1; set < sets; ++set) {
        const std::size_t line = lowest_line(set);
        const Lines rest = set & (set - 1);
        const ShipmentLoad load = model_->tariff().unit_load(model_->lines()[line]);
        units_[set] = units_[rest] + model_->need(line);
        loads_[set] = loads_[rest] + load * model_->need(line);
        shortlists_[set].count = 0;
        shortlists_[set].most = line_count_ + 1 - static_cast<std::size_t>(std::popcount(set));
        shortlists_[set].cost_max = kNoValue;
    }
    dim_cm3_per_kg_ = -1;
    const std::size_t columns =
        model_->problem().has_tariffs() ? model_->problem().rate_columns.size() : 0;
    rates_.assign(columns << line_count_, -1);
}

std::int64_t WholeLineShortlist::find_rate(std::uint32_t column, Lines set) {
    const std::int64_t divisor = model_->problem().rate_columns[column].dim_cm3_per_kg;
    if (divisor != dim_cm3_per_kg_) {
        dim_cm3_per_kg_ = divisor;
        grams_.fill(-1);
    }
    if (grams_[set] < 0) grams_[set] = model_->tariff().grams_by_divisor(divisor, loads_[set]);
    const std::int64_t rate = model_->tariff().rate(column, grams_[set]);
    rates_[(std::size_t{column} << line_count_) + set] = rate;
    return rate;
}

void WholeLineShortlist::read_nodes() {
    const PlanProblem& problem = model_->problem();
    std::array<std::int64_t, kLinesMax> costs{};
    const auto searched = model_->lines();
    std::array<std::int64_t, kLinesMax> needs{};
    for (std::size_t line = 0; line < line_count_; ++line)
        needs[line] = model_->need(line);
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        const std::int64_t capacity = model_->capacity(node);
        const std::int64_t line_cost = model_->line_cost(node);
        const std::int64_t* stock = problem.stock.data() + node * problem.line_count;
        const std::int64_t* unit_cost = problem.unit_cost.data() + node * problem.line_count;
        Lines lines = 0;
        for (std::size_t line = 0; line < line_count_; ++line) {
            const bool has_all = std::min(stock[searched[line]], capacity) >= needs[line];
            lines |= Lines{has_all} << line;
            // What it has too little of may cost more than a number holds.
            costs[line] = has_all ? unit_cost[searched[line]] * needs[line] + line_cost : 0;
        }
        if (lines != 0) read_node(node, lines, costs);
    }
}

/// Lists what the node could ship: any of these lines.
void WholeLineShortlist::read_node(
    std::uint32_t node, Lines lines, const std::array<std::int64_t, kLinesMax>& costs
) {
    const PlanProblem& problem = model_->problem();
    const std::uint32_t column =
        problem.has_tariffs() ? problem.tariff_column[node] : PlanProblem::kNoTariff;
    const std::int64_t capacity = model_->capacity(node);
    std::array<std::int64_t, kSetsMax> sums;
    sums[0] = problem.fixed_cost[node] + problem.split_penalty;
    // The sets of these lines, each after its parts.
    for (Lines set = lines & (~lines + 1); set != 0; set = (set - lines) & lines) {
        sums[set] = sums[set & (set - 1)] + costs[lowest_line(set)];
        Shortlist& shortlist = shortlists_[set];
        if (sums[set] >= shortlist.cost_max || units_[set] > capacity) continue;
        const std::int64_t cost =
            sums[set] + (column == PlanProblem::kNoTariff ? 0 : rate(column, set));
        if (cost >= shortlist.cost_max || !model_->has_stock_for(node, set)) continue;
        list(shortlist, {cost, node});
    }
}

/// After those that cost as much: their nodes are earlier.
void WholeLineShortlist::list(Shortlist& shortlist, Offer offer) {
    std::size_t place = std::min(shortlist.count, shortlist.most - 1);
    shortlist.count = place + 1;
    for (; place > 0 && shortlist.offers[place - 1].cost > offer.cost; --place)
        shortlist.offers[place] = shortlist.offers[place - 1];
    shortlist.offers[place] = offer;
    if (shortlist.count == shortlist.most)
        shortlist.cost_max = shortlist.offers[shortlist.most - 1].cost;
}

void WholeLineShortlist::bound_sets() {
    least_[0] = 0;
    for (Lines set = 1; set < Lines{1} << line_count_; ++set) {
        const Lines top = set & (~set + 1);
        const Lines rest = set ^ top;
        std::int64_t least = least_[rest] + short_[lowest_line(set)];
        for (Lines with = rest;; with = (with - 1) & rest) {
            const Shortlist& shortlist = shortlists_[top | with];
            if (shortlist.count > 0)
                least = std::min(least, shortlist.offers[0].cost + least_[rest ^ with]);
            if (with == 0) break;
        }
        least_[set] = std::min(least, kNoValue);
    }
}

/// Covers the lines left in every way that may come first. So far `count` shipments are chosen.
void WholeLineShortlist::combine(Lines left, std::int64_t value, std::size_t count) {
    if (left == 0) {
        if (count > 0) offer_chosen(value, count);
        return;
    }
    const Lines first = left & (~left + 1);
    const Lines rest = left ^ first;
    for (Lines with = rest; count < shipments_max_; with = (with - 1) & rest) {
        const Lines set = first | with;
        const Shortlist& shortlist = shortlists_[set];
        for (std::size_t i = 0; i < shortlist.count; ++i) {
            const Offer& offer = shortlist.offers[i];
            const std::int64_t bound = value + offer.cost + least_[left ^ set];
            if (bound >= limit()) break;
            if (has_too_many(count + (model_->must_fill() && set != left ? 2 : 1), bound)) break;
            const bool is_used =
                std::any_of(chosen_.begin(), chosen_.begin() + count, [&](const Chosen& chosen) {
                    return chosen.node == offer.node;
                });
            if (is_used) continue;
            chosen_[count] = {offer.node, set};
            combine(left ^ set, value + offer.cost, count + 1);
        }
        if (with == 0) break;
    }
    const std::int64_t shorted = value + short_[lowest_line(left)];
    if (shorted + least_[rest] < limit()) combine(rest, shorted, count);
}

/// Whether a plan of at least so many shipments that costs as much as the best comes after it.
bool WholeLineShortlist::has_too_many(std::size_t shipments, std::int64_t bound) const {
    return bound == incumbent_->value() && incumbent_->has_plan() &&
           shipments > incumbent_->shipment_count();
}

void WholeLineShortlist::offer_chosen(std::int64_t value, std::size_t count) {
    plan_.clear();
    for (const Chosen& chosen : std::span(chosen_).first(count)) {
        for (Lines lines = chosen.lines; lines != 0; lines &= lines - 1) {
            const std::size_t line = lowest_line(lines);
            plan_.push_back({chosen.node, model_->lines()[line], model_->need(line)});
        }
    }
    incumbent_->offer(plan_, value);
}

}  // namespace earmark
