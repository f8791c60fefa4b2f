#include "engine/sourcing/node_dominance.h"

#include <algorithm>
#include <cstring>

namespace earmark {

namespace {

/// In a byte: no more of it is more.
std::uint8_t amount_of(std::int64_t units) {
    return static_cast<std::uint8_t>(std::min<std::int64_t>(units, 255));
}

}  // namespace

void NodeDominance::find(
    const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps
) {
    model_ = &model;
    const std::size_t count = model.problem().node_count;
    if (above_.size() < count) {
        above_.resize(count);
        below_.resize(count);
    }
    for (const std::uint32_t node : nodes) {
        above_[node].clear();
        below_[node].clear();
    }
    compare_columns();
    read_nodes(nodes.first(std::min(nodes.size(), kNodesMax)));
    for (std::size_t b = 0; b < compared_.size(); ++b) {
        std::vector<std::uint32_t>& above = above_[compared_[b]];
        visit_above(b, [&](std::size_t a) {
            above.push_back(compared_[a]);
            below_[compared_[a]].push_back(compared_[b]);
            return above.size() < kAboveMax;
        });
    }
    steps += compared_.size() * compared_.size();
}

std::span<const std::uint32_t> NodeDominance::find_needed(
    const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps
) {
    model_ = &model;
    needed_.assign(nodes.begin(), nodes.end());
    if (!model.is_split() || model.has_shared_items()) return needed_;
    compare_columns();
    lost_together_.assign(model.problem().rate_columns.size(), kNoValue);
    read_nodes(nodes.first(std::min(nodes.size(), kNodesMax)));
    for (std::size_t b = compared_.size(); b-- > 0;) {
        visit_above(b, [&](std::size_t a) {
            if (!has_enough_for(a, b)) return true;
            needed_.erase(std::find(needed_.begin(), needed_.end(), compared_[b]));
            return false;
        });
    }
    steps += compared_.size() * compared_.size();
    return needed_;
}

void NodeDominance::read_nodes(std::span<const std::uint32_t> nodes) {
    const std::size_t lines = model_->line_count();
    const std::vector<std::int64_t>& fixed = model_->problem().fixed_cost;
    compared_.assign(nodes.begin(), nodes.end());
    std::sort(compared_.begin(), compared_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return fixed[a] != fixed[b] ? fixed[a] < fixed[b] : a < b;
    });
    most_.clear();
    amounts_.resize(lines * compared_.size());
    for (std::size_t place = 0; place < compared_.size(); ++place) {
        for (std::size_t line = 0; line < lines; ++line) {
            most_.push_back(model_->most_units(compared_[place], line));
            amounts_[line * compared_.size() + place] = amount_of(most_.back());
        }
    }
}

/// Calls `visit` with each place of a node above that at place `b`, rising, until it says false.
template <typename Visit>
void NodeDominance::visit_above(std::size_t b, const Visit& visit) {
    // Few have as much of every line: they are found by passes over bytes.
    may_be_above_.assign(b + 1, 1);
    std::uint8_t* const may = may_be_above_.data();
    const std::size_t lines = model_->line_count();
    for (std::size_t line = 0; line < lines; ++line) {
        const std::uint8_t* amounts = amounts_.data() + line * compared_.size();
        const std::uint8_t least = amounts[b];
        if (least == 0) continue;
        for (std::size_t a = 0; a < b; ++a)
            may[a] &= static_cast<std::uint8_t>(amounts[a] >= least);
    }
    for (std::size_t a = 0;; ++a) {
        const void* found = std::memchr(may + a, 1, b + 1 - a);
        a = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - may);
        if (a == b || (is_above(a, b) && !visit(a))) return;
    }
}

/// Whether the first of two of compared_ is above the second, which is later.
bool NodeDominance::is_above(std::size_t a_place, std::size_t b_place) const {
    const PlanProblem& problem = model_->problem();
    const std::size_t lines = model_->line_count();
    const std::uint32_t a = compared_[a_place];
    const std::uint32_t b = compared_[b_place];
    const std::int64_t* a_most = most_.data() + a_place * lines;
    const std::int64_t* b_most = most_.data() + b_place * lines;
    for (std::size_t line = 0; line < lines; ++line) {
        if (a_most[line] < b_most[line]) return false;
        const std::uint32_t index = model_->lines()[line];
        const bool has_less = model_->item_stock(a, line) < model_->item_stock(b, line);
        if (has_less && b_most[line] > 0 && model_->has_shared_items()) return false;
        const bool is_dearer = problem.unit_cost_of(a, index) > problem.unit_cost_of(b, index);
        if (is_dearer && b_most[line] > 0) return false;
    }
    if (problem.has_tariffs()) {
        const std::uint32_t a_column = problem.tariff_column[a];
        const std::uint32_t b_column = problem.tariff_column[b];
        const bool is_free = a_column == PlanProblem::kNoTariff;
        if (!is_free && b_column == PlanProblem::kNoTariff) return false;
        const std::size_t columns = problem.rate_columns.size();
        if (!is_free && is_never_dearer_[a_column * columns + b_column] == 0) return false;
    }
    return model_->line_cost(a) <= model_->line_cost(b) &&
           model_->capacity(a) >= model_->capacity(b);
}

/// Whether the first of two of compared_, which is above the second, can ship at once all that both
/// would ship, for no more.
bool NodeDominance::has_enough_for(std::size_t a_place, std::size_t b_place) {
    const std::size_t lines = model_->line_count();
    const std::uint32_t a = compared_[a_place];
    if (model_->capacity(a) < kNoValue) return false;
    for (std::size_t line = 0; line < lines; ++line) {
        const bool has_all = most_[a_place * lines + line] >= model_->need(line);
        if (!has_all && most_[b_place * lines + line] > 0) return false;
    }
    const PlanProblem& problem = model_->problem();
    if (!problem.has_tariffs() || problem.tariff_column[a] == PlanProblem::kNoTariff) return true;
    const std::uint32_t b = compared_[b_place];
    return lost_together(problem.tariff_column[a]) <= problem.fixed_cost[b] + problem.split_penalty;
}

/// How much less than one shipment of both two loads can be charged apart, at most. Rates rise with
/// the weight, so it is enough to look at loads that end where a step does; full parcels just add
/// up.
std::int64_t NodeDominance::lost_together(std::uint32_t column) {
    std::int64_t& lost = lost_together_[column];
    if (lost != kNoValue) return lost;
    lost = 0;
    const RateColumn& range = model_->problem().rate_columns[column];
    const RateStep* steps = model_->problem().rate_steps.data() + range.first_step;
    for (std::size_t one = 0; one < range.step_count; ++one) {
        for (std::size_t other = 0; other <= one; ++other) {
            const std::int64_t both = steps[one].grams_max + steps[other].grams_max;
            const std::int64_t apart = steps[one].rate + steps[other].rate;
            lost = std::max(lost, model_->tariff().rate(column, both) - apart);
        }
    }
    return lost;
}

void NodeDominance::compare_columns() {
    const auto columns = static_cast<std::uint32_t>(model_->problem().rate_columns.size());
    is_never_dearer_.clear();
    if (!model_->problem().has_tariffs()) return;
    for (std::uint32_t a = 0; a < columns; ++a) {
        for (std::uint32_t b = 0; b < columns; ++b)
            is_never_dearer_.push_back(a == b || is_column_below(a, b) ? 1 : 0);
    }
}

/// Whether no shipment of the order costs more in column a than in column b. Columns that bill
/// volume differently, or do not end alike, are not compared.
bool NodeDominance::is_column_below(std::uint32_t a, std::uint32_t b) const {
    const PlanProblem& problem = model_->problem();
    const RateColumn& ours = problem.rate_columns[a];
    const RateColumn& theirs = problem.rate_columns[b];
    if (ours.dim_cm3_per_kg != theirs.dim_cm3_per_kg) return false;
    const RateStep* steps = problem.rate_steps.data() + ours.first_step;
    const RateStep* others = problem.rate_steps.data() + theirs.first_step;
    if (steps[ours.step_count - 1].grams_max != others[theirs.step_count - 1].grams_max)
        return false;
    // Rates rise with the weight, so the other's is least at the start of a step of ours.
    std::int64_t start = 0;
    std::size_t other = 0;
    for (std::size_t i = 0; i < ours.step_count; ++i) {
        while (others[other].grams_max < start + 1)
            ++other;
        if (steps[i].rate > others[other].rate) return false;
        start = steps[i].grams_max;
    }
    return true;
}

}  // namespace earmark
