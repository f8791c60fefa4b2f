#include "engine/sourcing/load_cells.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace earmark {

namespace {

constexpr double kCellsMost = 1200;
constexpr double kCellsEnough = 400;

}  // namespace

bool LoadCells::load(const OrderModel& model, std::span<const std::uint32_t> nodes) {
    model_ = &model;
    node_count_ = nodes.size();
    find_value_unit();
    choose_column(nodes);
    if (!weigh_lines()) return false;
    find_pitch();
    const bool has_short = !model.must_fill();
    const std::size_t shipments = std::min(nodes.size(), model.problem().shipments_max);
    if (!count_cells(static_cast<double>(shipments) + (has_short ? 1 : 0))) return false;
    nodes_.clear();
    most_.clear();
    units_.clear();
    rates_.clear();
    for (const std::uint32_t node : nodes)
        add_node(node);
    if (has_short) add_node(PlanProblem::kNoTariff);
    return true;
}

void LoadCells::find_value_unit() {
    const PlanProblem& problem = model_->problem();
    std::int64_t unit = std::gcd(problem.split_penalty, model_->constant());
    const auto divide = [&](std::span<const std::int64_t> numbers) {
        for (const std::int64_t number : numbers)
            unit = std::gcd(unit, number);
    };
    divide(problem.fixed_cost);
    divide(problem.unit_cost);
    divide(problem.line_cost);
    for (const RateStep& step : problem.rate_steps)
        unit = std::gcd(unit, step.rate);
    if (!model_->must_fill()) {
        for (std::size_t line = 0; line < model_->line_count(); ++line)
            unit = std::gcd(unit, model_->short_price(line));
    }
    value_unit_ = std::max<std::int64_t>(unit, 1);
}

/// Follows the tariff that most of the nodes have.
void LoadCells::choose_column(std::span<const std::uint32_t> nodes) {
    const PlanProblem& problem = model_->problem();
    votes_.assign(problem.rate_columns.size(), 0);
    for (const std::uint32_t node : nodes) {
        if (problem.tariff_column[node] != PlanProblem::kNoTariff)
            ++votes_[problem.tariff_column[node]];
    }
    column_ =
        static_cast<std::uint32_t>(std::max_element(votes_.begin(), votes_.end()) - votes_.begin());
    by_volume_ = model_->bills_volume(column_);
}

std::span<const RateStep> LoadCells::column_steps() const {
    const RateColumn range = model_->problem().rate_columns[column_];
    return std::span(model_->problem().rate_steps).subspan(range.first_step, range.step_count);
}

/// False if nothing weighs anything.
bool LoadCells::weigh_lines() {
    const RateColumn range = model_->problem().rate_columns[column_];
    line_grams_.clear();
    grams_ = 0;
    const auto lcd = static_cast<double>(model_->tariff().weight_lcd());
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const ShipmentLoad unit = model_->tariff().unit_load(model_->lines()[line]);
        line_grams_.push_back(
            by_volume_ ? static_cast<double>(unit.volume) /
                             (lcd * static_cast<double>(range.dim_cm3_per_kg))
                       : static_cast<double>(unit.weight) / lcd
        );
        grams_ += line_grams_.back() * static_cast<double>(model_->need(line));
    }
    return grams_ >= 1 && column_steps().back().grams_max >= 1;
}

/// As fine as the tariff's steps where that is not too many cells.
void LoadCells::find_pitch() {
    const auto steps = column_steps();
    const auto parcel = static_cast<double>(steps.back().grams_max);
    double narrowest = static_cast<double>(steps[0].grams_max);
    for (std::size_t at = 1; at < steps.size(); ++at) {
        narrowest =
            std::min(narrowest, static_cast<double>(steps[at].grams_max - steps[at - 1].grams_max));
    }
    const double most = std::max(kCellsMost * parcel / std::max(grams_, 1.0), 1.0);
    double per_parcel = std::clamp(std::round(parcel / narrowest), 1.0, std::floor(most));
    while (grams_ / parcel * per_parcel * 2 < kCellsEnough && parcel / per_parcel >= 2)
        per_parcel *= 2;
    pitch_ = parcel / per_parcel;
    if (grams_ / pitch_ > 2 * kCellsMost) pitch_ = parcel * std::ceil(grams_ / parcel / kCellsMost);
    skew_ = 0;
    for (std::size_t cell = 0; static_cast<double>(cell) * pitch_ <= parcel * 1.5; ++cell)
        skew_ = std::max(skew_, std::abs(cell_end(cell) - static_cast<double>(cell) * pitch_));
    skew_ = skew_ < 1e-6 ? 1e-6 : std::max(skew_, 0.501);
}

/// Of an order in at most so many parts; false if they are too many.
bool LoadCells::count_cells(double parts) {
    cells_min_ =
        static_cast<std::size_t>(std::max(std::ceil((grams_ - parts * skew_) / pitch_ - 1e-9), 0.0)
        );
    cells_max_ = static_cast<std::size_t>(grams_ / pitch_ + parts * (1 + skew_ / pitch_) + 1e-9);
    if (cells_max_ >= kNoCell) return false;
    ends_.clear();
    for (std::size_t cell = 0; cell <= cells_max_ + 1; ++cell)
        ends_.push_back(cell_end(cell));
    return true;
}

/// Where a step ends nearby, there; so that the tariff does not rise within a cell.
double LoadCells::cell_end(std::size_t cell) const {
    const auto steps = column_steps();
    const auto parcel = static_cast<double>(steps.back().grams_max);
    const double place = static_cast<double>(cell) * pitch_;
    const double full = std::floor((place + 1) / parcel) * parcel;
    double end = std::round(place);
    double nearest = std::min(2.0, pitch_ / 4);
    for (const RateStep& step : steps) {
        const double step_end = full + static_cast<double>(step.grams_max);
        if (std::abs(step_end - place) > nearest) continue;
        nearest = std::abs(step_end - place);
        end = step_end;
    }
    if (std::abs(full - place) <= std::min(2.0, pitch_ / 4)) end = full;
    return end;
}

/// Grams billed by a column are at least so much of those that cells count.
double LoadCells::billed_share(std::uint32_t column) const {
    const PlanProblem& problem = model_->problem();
    if (!by_volume_) return 1;
    const std::int64_t per_kg = problem.rate_columns[column_].dim_cm3_per_kg;
    const std::int64_t own = problem.rate_columns[column].dim_cm3_per_kg;
    if (own == per_kg) return 1;
    if (own > 0) return static_cast<double>(per_kg) / static_cast<double>(own);
    // Billed by weight alone: by the line that is lightest for its room.
    double share = 1e30;
    const auto lcd = static_cast<double>(model_->tariff().weight_lcd());
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const ShipmentLoad unit = model_->tariff().unit_load(model_->lines()[line]);
        if (unit.volume == 0) continue;
        share = std::min(share, static_cast<double>(unit.weight) / lcd / line_grams_[line]);
    }
    return share;
}

void LoadCells::add_node(std::uint32_t id) {
    const PlanProblem& problem = model_->problem();
    Node node{.id = id, .first = rates_.size()};
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const std::int64_t most =
            node.is_short() ? model_->need(line) : model_->most_units(id, line);
        std::int64_t unit = node.is_short() ? model_->short_price(line)
                                            : problem.unit_cost_of(id, model_->lines()[line]);
        if (!node.is_short() && most > 0) unit += model_->line_cost(id) / most;
        most_.push_back(static_cast<double>(most));
        units_.push_back(static_cast<double>(unit));
        node.grams_max += static_cast<double>(most) * line_grams_[line];
    }
    while (node.cells < cells_max_ && ends_[node.cells] + 1e-6 < node.grams_max)
        ++node.cells;
    add_rates(node);
    nodes_.push_back(node);
}

void LoadCells::add_rates(const Node& node) {
    const PlanProblem& problem = model_->problem();
    const double opening =
        node.is_short() ? 0
                        : static_cast<double>(problem.fixed_cost[node.id] + problem.split_penalty);
    const std::uint32_t column =
        node.is_short() ? PlanProblem::kNoTariff : problem.tariff_column[node.id];
    if (column == PlanProblem::kNoTariff) {
        rates_.resize(rates_.size() + node.cells + 1, opening);
        return;
    }
    const double share = billed_share(column);
    for (std::size_t cell = 0; cell <= node.cells; ++cell) {
        const double from = cell == 0 ? 0 : ends_[cell - 1];
        const double billed =
            cell == 0 ? 0 : std::floor(share == 1 ? from : from * share - 1e-6) + 1;
        const auto grams = std::max<std::int64_t>(static_cast<std::int64_t>(billed), 0);
        rates_.push_back(static_cast<double>(model_->tariff().rate(column, grams)) + opening);
    }
}

std::size_t LoadCells::cell_of(double grams) const {
    const auto at = std::lower_bound(ends_.begin(), ends_.end() - 1, grams - 1e-6);
    return std::min(static_cast<std::size_t>(at - ends_.begin()), cells_max_);
}

}  // namespace earmark
