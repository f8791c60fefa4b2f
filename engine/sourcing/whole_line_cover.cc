#include "engine/sourcing/whole_line_cover.h"

#include <algorithm>
#include <bit>

namespace earmark {

std::int64_t WholeLineCover::solve(
    const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps
) {
    prepare(model, nodes);
    std::int64_t value = kNoValue;
    do {
        has_best_ = false;
        find_pool_blocks();
        const bool limited = model.problem().shipments_max < line_count_;
        value = alone_.empty() ? solve_by_two() : kNoValue;
        if (value == kNoValue) {
            value = alone_.empty() && !limited ? solve_pool() : solve_staged();
        }
    } while (value < kNoValue && separate_misused_nodes());
    plan_.clear();
    if (value < kNoValue) write_plan();
    steps += steps_;
    return value;
}

void WholeLineCover::prepare(const OrderModel& model, std::span<const std::uint32_t> nodes) {
    model_ = &model;
    nodes_ = nodes;
    line_count_ = model.line_count();
    set_count_ = std::size_t{1} << line_count_;
    steps_ = 0;
    alone_.clear();
    short_.clear();
    units_.assign(1, 0);
    loads_.assign(1, {});
    for (std::size_t line = 0; line < line_count_; ++line) {
        short_.push_back(model.must_fill() ? kNoValue : model.need(line) * model.short_price(line));
        if (model.has_capacities()) {
            for (std::size_t set = 0, end = units_.size(); set < end; ++set)
                units_.push_back(units_[set] + model.need(line));
        }
        if (model.problem().has_tariffs()) {
            const ShipmentLoad load =
                model.tariff().unit_load(model.lines()[line]) * model.need(line);
            for (std::size_t set = 0, end = loads_.size(); set < end; ++set)
                loads_.push_back(loads_[set] + load);
        }
    }
    const std::size_t columns =
        model.problem().has_tariffs() ? model.problem().rate_columns.size() : 0;
    if (rates_.size() < columns) rates_.resize(columns);
    for (auto& rates : rates_)
        rates.clear();
}

const std::vector<std::int64_t>& WholeLineCover::rates(std::uint32_t column) {
    std::vector<std::int64_t>& rates = rates_[column];
    if (rates.empty()) {
        for (const ShipmentLoad load : loads_) {
            rates.push_back(
                model_->tariff().rate(column, model_->tariff().billed_grams(column, load))
            );
        }
        steps_ += rates.size() * 8;
    }
    return rates;
}

void WholeLineCover::price_blocks_of(std::uint32_t node) {
    const PlanProblem& problem = model_->problem();
    const std::span<const std::uint32_t> lines = model_->lines();
    node_sets_.assign(1, 0);
    node_costs_.assign(1, problem.fixed_cost[node] + problem.split_penalty);
    for (std::size_t line = 0; line < line_count_; ++line) {
        if (model_->most_units(node, line) < model_->need(line)) continue;
        const std::int64_t cost =
            problem.unit_cost_of(node, lines[line]) * model_->need(line) + model_->line_cost(node);
        const std::size_t count = node_sets_.size();
        node_sets_.resize(2 * count);
        node_costs_.resize(2 * count);
        for (std::size_t i = 0; i < count; ++i) {
            node_sets_[count + i] = node_sets_[i] | (Lines{1} << line);
            node_costs_[count + i] = node_costs_[i] + cost;
        }
    }
    steps_ += node_sets_.size() * 2;
    const std::uint32_t column =
        problem.has_tariffs() ? problem.tariff_column[node] : PlanProblem::kNoTariff;
    if (column != PlanProblem::kNoTariff) {
        const std::vector<std::int64_t>& by_set = rates(column);
        for (std::size_t i = 1; i < node_sets_.size(); ++i)
            node_costs_[i] += by_set[node_sets_[i]];
    }
    const std::int64_t capacity = model_->capacity(node);
    if (capacity == kNoValue && !model_->has_shared_items()) return;
    for (std::size_t i = 1; i < node_sets_.size(); ++i) {
        const bool is_too_much = capacity != kNoValue && units_[node_sets_[i]] > capacity;
        if (is_too_much || !model_->has_stock_for(node, node_sets_[i])) node_costs_[i] = kNoValue;
    }
}

bool WholeLineCover::is_alone(std::uint32_t node) const {
    return std::find(alone_.begin(), alone_.end(), node) != alone_.end();
}

void WholeLineCover::find_pool_blocks() {
    block_.assign(set_count_, kNoValue);
    block_node_.assign(set_count_, 0);
    for (const std::uint32_t node : nodes_) {
        if (is_alone(node)) continue;
        price_blocks_of(node);
        for (std::size_t i = 1; i < node_sets_.size(); ++i) {
            const Lines set = node_sets_[i];
            if (node_costs_[i] < block_[set]) {
                block_[set] = node_costs_[i];
                block_node_[set] = node;
            }
        }
    }
}

/// Below every plan of three shipments or more, if all lines are filled.
std::int64_t WholeLineCover::bound_by_three() const {
    std::int64_t openings[3] = {kNoValue, kNoValue, kNoValue};
    std::int64_t bound = 0;
    for (const std::uint32_t node : nodes_) {
        std::int64_t opening = model_->opening_cost(node);
        for (std::int64_t& least : openings)
            if (opening < least) std::swap(opening, least);
    }
    for (std::size_t line = 0; line < line_count_; ++line) {
        std::int64_t least = kNoValue;
        for (const std::uint32_t node : nodes_) {
            if (model_->most_units(node, line) == 0) continue;
            const std::int64_t unit = model_->problem().unit_cost_of(node, model_->lines()[line]);
            least = std::min(
                least,
                unit * model_->need(line) + model_->line_cost(node) +
                    model_->tariff_slope_whole(node, line)
            );
        }
        bound = std::min(bound + least, kNoValue);
    }
    for (const std::int64_t opening : openings)
        bound = std::min(bound + opening, kNoValue);
    return bound;
}

/// The best plan of one or two shipments, if no third can help; else kNoValue. Most orders that no
/// node can fill alone end here, long before all sets are combined.
std::int64_t WholeLineCover::solve_by_two() {
    if (!model_->must_fill()) return kNoValue;
    const Lines all = static_cast<Lines>(set_count_ - 1);
    std::int64_t best = block_[all];
    if (best < kNoValue) {
        WholeLineChoice choice;
        choice.add(block_node_[all], all);
        offer(choice);
    }
    for (Lines set = all / 2 + 1; set < all; ++set) {  // The one with the highest line.
        const std::int64_t value = block_[set] + block_[all ^ set];
        if (value > best || value >= kNoValue) continue;
        WholeLineChoice choice;
        choice.add(block_node_[set], set);
        choice.add(block_node_[all ^ set], all ^ set);
        if (value < best) has_best_ = false;
        best = value;
        offer(choice);
    }
    steps_ += set_count_;
    const std::size_t shipments_max = model_->problem().shipments_max;
    const bool is_best = best < kNoValue && best_.count() <= shipments_max &&
                         (shipments_max <= 2 || bound_by_three() >= best);
    if (is_best) return model_->constant() + best;
    has_best_ = false;
    return kNoValue;
}

/// The least value of covering `lines` whose highest line is shipped.
std::int64_t WholeLineCover::best_split(Lines lines) const {
    const Lines top = Lines{1} << highest_line(lines);
    const Lines rest = lines ^ top;
    std::int64_t best = block_[lines];
    for (Lines with = rest; with != 0;) {
        with = (with - 1) & rest;
        best = std::min(best, block_[top | with] + cover_[rest ^ with]);
    }
    return best;
}

std::int64_t WholeLineCover::solve_pool() {
    cover_.assign(set_count_, kNoValue);
    cover_[0] = 0;
    // Every plan that ships anything has a highest line shipped; those above it are left out.
    std::int64_t best = kNoValue;
    std::int64_t above_short = 0;
    const Lines all = static_cast<Lines>(set_count_ - 1);
    for (Lines set = 1; set <= all / 2; ++set) {  // The first block always holds the top line.
        const Lines rest = set ^ (Lines{1} << highest_line(set));
        steps_ += std::uint64_t{1} << static_cast<unsigned>(std::popcount(rest));
        const std::int64_t shipped = best_split(set);
        cover_[set] = std::min({shipped, cover_[rest] + short_[highest_line(set)], kNoValue});
    }
    is_staged_ = false;
    forget_choices(set_count_);
    for (Lines set = all; set != 0 && above_short < kNoValue; set >>= 1U) {
        const std::int64_t split = best_split(set);
        const std::int64_t value = split + above_short;
        above_short += short_[highest_line(set)];
        if (value > best || value >= kNoValue) continue;
        if (value < best) has_best_ = false;
        best = value;
        offer_splits(set, split);
    }
    return best < kNoValue ? model_->constant() + best : kNoValue;
}

/// Finds nodes that ship twice; true if there is any.
bool WholeLineCover::separate_misused_nodes() {
    const std::size_t before = alone_.size();
    for (std::size_t i = 1; i < best_.count(); ++i) {
        if (best_.node(i) == best_.node(i - 1) && !is_alone(best_.node(i)))
            alone_.push_back(best_.node(i));
    }
    return alone_.size() > before;
}

/// By node, then line.
void WholeLineCover::write_plan() {
    for (std::size_t i = 0; i < best_.count(); ++i) {
        for (std::size_t line = 0; line < line_count_; ++line) {
            if (best_.node_of_line(line) != best_.node(i)) continue;
            plan_.push_back({best_.node(i), model_->lines()[line], model_->need(line)});
        }
    }
}

}  // namespace earmark
