#include "engine/sourcing/whole_line_rows.h"

#include <algorithm>
#include <bit>

namespace earmark {

namespace {

/// x / lines, or one less: multiplying by a little less than 1 / lines never rounds up.
std::int64_t share_of(std::int64_t amount, std::size_t lines) {
    static constexpr auto kParts = [] {
        std::array<double, WholeLineRows::kLinesMax + 1> parts{};
        for (std::size_t i = 1; i < parts.size(); ++i)
            parts[i] = (1.0 - 1e-14) / static_cast<double>(i);
        return parts;
    }();
    return static_cast<std::int64_t>(static_cast<double>(amount) * kParts[lines]);
}

}  // namespace

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
    if (is_plain()) {
        scan_nodes_of_any_count<true>();
    } else {
        scan_nodes_of_any_count<false>();
    }
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

/// Without capacities, tariffs, costs per line, or lines that nobody has.
bool WholeLineRows::is_plain() const {
    return !model_->has_capacities() && !model_->has_line_costs() &&
           !model_->problem().has_tariffs() && line_count_ == model_->problem().line_count;
}

template <bool kPlain>
void WholeLineRows::scan_nodes_of_any_count() {
    switch (line_count_) {
        case 1:
            return scan_nodes<1, kPlain>();
        case 2:
            return scan_nodes<2, kPlain>();
        case 3:
            return scan_nodes<3, kPlain>();
        case 4:
            return scan_nodes<4, kPlain>();
        case 5:
            return scan_nodes<5, kPlain>();
        case 6:
            return scan_nodes<6, kPlain>();
        case 7:
            return scan_nodes<7, kPlain>();
        case 8:
            return scan_nodes<8, kPlain>();
        case 9:
            return scan_nodes<9, kPlain>();
        case 10:
            return scan_nodes<10, kPlain>();
        case 11:
            return scan_nodes<11, kPlain>();
        default:
            return scan_nodes<12, kPlain>();
    }
}

/// The one pass over all nodes. Knowing the number of lines lets the compiler unroll the inner
/// loops.
template <std::size_t kLines, bool kPlain>
void WholeLineRows::scan_nodes() {
    const PlanProblem& problem = model_->problem();
    const std::size_t stride = kPlain ? kLines : problem.line_count;
    std::array<std::size_t, kLines> columns{};
    for (std::size_t line = 0; line < kLines; ++line)
        columns[line] = kPlain ? line : model_->lines()[line];
    // Locals: the compiler may keep them in registers, whatever the rows written are.
    const ByLine needs = needs_;
    ByLine prices = prices_;
    ByLine least = least_costs_;
    std::array<std::int64_t, 2> openings = least_openings_;
    Row* kept = rows_.data();
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        const std::int64_t* stock = problem.stock.data() + node * stride;
        const std::int64_t* unit = problem.unit_cost.data() + node * stride;
        const std::int64_t capacity = kPlain ? kNoValue : model_->capacity(node);
        const std::int64_t line_cost = kPlain ? 0 : model_->line_cost(node);
        std::array<std::int64_t, kLines> costs;
        Lines lines = 0;
        std::int64_t sum = 0;
        for (std::size_t line = 0; line < kLines; ++line) {
            const bool can_ship =
                stock[columns[line]] >= needs[line] && (kPlain || needs[line] <= capacity);
            // Wraps around only where there is no stock: such costs are not checked, nor used.
            auto cost = static_cast<std::int64_t>(
                static_cast<std::uint64_t>(unit[columns[line]]) *
                static_cast<std::uint64_t>(needs[line])
            );
            cost = can_ship ? cost : 0;
            if constexpr (!kPlain) cost += line_cost + model_->tariff_slope_whole(node, line);
            costs[line] = can_ship ? cost : kNoValue;
            sum += can_ship ? cost : 0;
            lines |= static_cast<Lines>(can_ship) << line;
        }
        if (lines == 0) continue;
        const std::int64_t opening =
            kPlain ? problem.fixed_cost[node] + problem.split_penalty : model_->opening_cost(node);
        const auto count = static_cast<std::size_t>(std::popcount(lines));
        const std::int64_t share = share_of(opening, count);
        for (std::size_t line = 0; line < kLines; ++line) {
            least[line] = std::min(least[line], costs[line]);
            if (costs[line] + share >= prices[line]) continue;
            prices[line] = costs[line] + share;
            cheapest_[line] = node;
        }
        openings[1] = std::min(openings[1], std::max(opening, openings[0]));
        openings[0] = std::min(openings[0], opening);
        if (count == kLines && opening + sum < single_value_ &&
            (kPlain || all_units_ <= capacity)) {
            consider_single(node, opening + sum);
        }
        *kept++ = {node, lines, opening, 0};
    }
    row_count_ = static_cast<std::size_t>(kept - rows_.data());
    prices_ = prices;
    least_costs_ = least;
    least_openings_ = openings;
}

void WholeLineRows::consider_single(std::uint32_t node, std::int64_t linear) {
    if (!model_->has_stock_for(node, (Lines{1} << line_count_) - 1)) return;
    if (!all_rates_.empty()) {
        const std::uint32_t column = model_->problem().tariff_column[node];
        if (column != PlanProblem::kNoTariff) {
            std::int64_t& rate = all_rates_[column];
            const ShipmentTariff& tariff = model_->tariff();
            if (rate == kNoValue)
                rate = tariff.rate(column, tariff.billed_grams(column, all_load_));
            linear += rate - model_->tariff_intercept(node);
            for (std::size_t line = 0; line < line_count_; ++line)
                linear -= model_->tariff_slope_whole(node, line);
        }
    }
    if (linear >= single_value_) return;
    single_value_ = linear;
    single_node_ = node;
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
