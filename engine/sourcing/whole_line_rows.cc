#include "engine/sourcing/whole_line_rows.h"

#include <algorithm>

namespace earmark {

void WholeLineRows::scan(OrderModel& model, Incumbent& incumbent, StepBudget& budget) {
    model_ = &model;
    incumbent_ = &incumbent;
    line_count_ = model.line_count();
    constant_ = model.constant();
    all_units_ = 0;
    all_load_ = {};
    all_rates_.assign(
        model.problem().has_tariffs() ? model.problem().rate_columns.size() : 0, kNoValue
    );
    needs_.fill(0);
    prices_.fill(0);
    least_costs_.fill(0);
    for (std::size_t line = 0; line < line_count_; ++line) {
        needs_[line] = model.need(line);
        all_units_ += needs_[line];
        all_load_ = all_load_ + model.tariff().unit_load(model.lines()[line]) * needs_[line];
        short_prices_[line] = model.must_fill() ? kNoValue : needs_[line] * model.short_price(line);
        prices_[line] = short_prices_[line];
        least_costs_[line] = kNoValue;
        cheapest_[line] = 0;
    }
    least_openings_.fill(kNoValue);
    single_value_ = kNoValue;
    const std::size_t nodes = model.problem().node_count;
    if (rows_.size() < nodes) rows_.resize(nodes);
    scan_nodes_of_any_count();
    budget.used += nodes * line_count_;
    offer_single();
    // Of single nodes the first of the best was offered; what ships more comes later.
    const bool is_at_bound = model.must_fill() && incumbent.value() <= bound();
    if (is_at_bound || incumbent.tie_limit() <= bound() || is_single_proven()) {
        row_count_ = 0;
        return;
    }
    offer_cheapest_sources();
    keep_near_rows(incumbent.tie_limit() - bound());
}

void WholeLineRows::offer_single() {
    if (constant_ + single_value_ >= incumbent_->value()) return;
    if (model_->problem().shipments_max == 0) return;
    plan_.clear();
    for (std::size_t line = 0; line < line_count_; ++line)
        plan_.push_back({single_node_, model_->lines()[line], needs_[line]});
    incumbent_->offer(plan_, constant_ + single_value_);
}

/// Whether no other plan can come before one node for everything: not one of two or more nodes,
/// not one that leaves a line out (which could be as good, of one earlier node).
bool WholeLineRows::is_single_proven() const {
    if (incumbent_->value() != constant_ + single_value_) return false;
    std::int64_t others = least_openings_[1];
    if (model_->problem().shipments_max == 1) others = kNoValue;
    std::int64_t bound = constant_ + least_openings_[0];
    for (std::size_t line = 0; line < line_count_; ++line) {
        const std::int64_t least = std::min(least_costs_[line], short_prices_[line]);
        bound += least;
        others = std::min(others, short_prices_[line] - least - 1);
    }
    return single_value_ + constant_ <= bound + others;
}

/// Each line from the node that sets its price.
void WholeLineRows::offer_cheapest_sources() {
    plan_.clear();
    for (std::size_t line = 0; line < line_count_; ++line) {
        if (prices_[line] >= short_prices_[line]) continue;
        plan_.push_back({cheapest_[line], model_->lines()[line], needs_[line]});
    }
    incumbent_->offer(plan_, model_->value_of(plan_));
}

std::int64_t WholeLineRows::bound() const {
    std::int64_t sum = constant_;
    for (std::size_t line = 0; line < line_count_; ++line)
        sum += prices_[line];
    return sum;
}

/// Keeps the rows whose slack is below the gap, with their costs.
void WholeLineRows::keep_near_rows(std::int64_t gap) {
    // No slack is less than opening cost less what the row's lines could gain at best. Two tables,
    // by the lower and the upper half of its set of lines, tell that without reading its costs
    // again.
    constexpr std::size_t kHalf = kLinesMax / 2;
    std::array<std::array<std::int64_t, 1U << kHalf>, 2> best_gains;
    best_gains[0][0] = 0;
    best_gains[1][0] = 0;
    for (std::size_t line = 0; line < line_count_; ++line) {
        auto& gains = best_gains[line / kHalf];
        const std::size_t bit = std::size_t{1} << (line % kHalf);
        const std::int64_t gain = std::max<std::int64_t>(prices_[line] - least_costs_[line], 0);
        for (std::size_t set = 0; set < bit; ++set)
            gains[bit + set] = gains[set] + gain;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < row_count_; ++i) {
        Row row = rows_[i];
        const std::int64_t best_gain =
            best_gains[0][row.lines % (1U << kHalf)] + best_gains[1][row.lines >> kHalf];
        if (row.opening - best_gain >= gap) continue;
        if (costs_.size() < (kept + 1) * line_count_) costs_.resize(2 * (kept + 1) * line_count_);
        read_costs(row, costs_.data() + kept * line_count_);
        if (row.slack >= gap) continue;
        rows_[kept++] = row;
    }
    row_count_ = kept;
}

/// Fills in the row's costs and its slack at the present prices.
void WholeLineRows::read_costs(Row& row, std::int64_t* costs) const {
    row.slack = row.opening;
    const std::int64_t line_cost = model_->line_cost(row.node);
    for (std::size_t line = 0; line < line_count_; ++line) {
        costs[line] = kNoValue;
        if ((row.lines >> line & 1U) == 0) continue;
        costs[line] =
            model_->problem().unit_cost_of(row.node, model_->lines()[line]) * needs_[line] +
            line_cost + model_->tariff_slope_whole(row.node, line);
        row.slack -= std::max<std::int64_t>(prices_[line] - costs[line], 0);
    }
}

void WholeLineRows::raise_prices(std::int64_t gap) {
    for (std::size_t line = 0; line < line_count_; ++line) {
        const std::int64_t before = prices_[line];
        std::int64_t price = std::min(short_prices_[line], before + gap);
        for (std::size_t i = 0; i < row_count_; ++i)
            price = std::min(price, rows_[i].slack + std::max(before, cost(i, line)));
        if (price == before) continue;
        prices_[line] = price;
        for (std::size_t i = 0; i < row_count_; ++i) {
            const std::int64_t paid = std::max(before, cost(i, line));
            rows_[i].slack -= std::max<std::int64_t>(price - paid, 0);
        }
    }
}

void WholeLineRows::drop_dear_rows(std::int64_t gap) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < row_count_; ++i) {
        if (rows_[i].slack >= gap) continue;
        rows_[kept] = rows_[i];
        std::copy_n(
            costs_.data() + i * line_count_, line_count_, costs_.data() + kept * line_count_
        );
        ++kept;
    }
    row_count_ = kept;
}

}  // namespace earmark
