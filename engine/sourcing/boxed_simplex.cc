#include "engine/sourcing/boxed_simplex.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace earmark {

namespace {

constexpr double kLeastOff = 1e-7;
constexpr double kLeastEntry = 1e-7;
constexpr double kNoPenalty = 1e18;

}  // namespace

void BoxedSimplex::start(std::size_t rows, std::size_t columns) {
    rows_ = rows;
    columns_ = columns;
    width_ = columns + 1;
    tableau_.assign((rows + 1) * width_, 0);
    costs_.assign(rows + columns, 0);
    boxes_.assign(rows + columns, {});
    values_.assign(rows + columns, 0);
    outside_.resize(columns);
    inside_.resize(rows);
    std::iota(outside_.begin(), outside_.end(), 0U);
    std::iota(inside_.begin(), inside_.end(), static_cast<std::uint32_t>(columns));
    find_places();
}

void BoxedSimplex::find_places() {
    places_.resize(rows_ + columns_);
    for (std::size_t row = 0; row < rows_; ++row)
        places_[inside_[row]] = static_cast<std::uint32_t>(row);
    for (std::size_t column = 0; column < columns_; ++column)
        places_[outside_[column]] = static_cast<std::uint32_t>(rows_ + column);
}

void BoxedSimplex::set_cost(std::size_t variable, double cost) {
    const double more = cost - costs_[variable];
    if (more == 0) return;
    costs_[variable] = cost;
    const std::size_t place = places_[variable];
    if (place >= rows_) {
        at(cost_row(), place - rows_) += more;
        return;
    }
    for (std::size_t column = 0; column < columns_; ++column)
        at(cost_row(), column) -= more * at(place, column);
}

double BoxedSimplex::reduced_cost(std::size_t variable) const {
    const std::size_t place = places_[variable];
    return place < rows_ ? 0 : at(cost_row(), place - rows_);
}

void BoxedSimplex::find_values() {
    for (std::size_t column = 0; column < columns_; ++column) {
        const Box box = boxes_[outside_[column]];
        values_[outside_[column]] = at(cost_row(), column) < 0 ? box.most : box.least;
    }
    for (std::size_t row = 0; row < rows_; ++row) {
        double value = at(row, columns_);
        for (std::size_t column = 0; column < columns_; ++column)
            value -= at(row, column) * values_[outside_[column]];
        values_[inside_[row]] = value;
    }
}

/// rows_ if every variable is in its box.
std::size_t BoxedSimplex::most_off_row() const {
    std::size_t chosen = rows_;
    double most = kLeastOff;
    for (std::size_t row = 0; row < rows_; ++row) {
        const std::size_t variable = inside_[row];
        const auto [least_value, most_value] = boxes_[variable];
        const double off =
            std::max(least_value - values_[variable], values_[variable] - most_value);
        if (off <= most) continue;
        most = off;
        chosen = row;
    }
    return chosen;
}

/// Whether the variable of the column, from the end of its box where it is, can move that of the
/// row upward, or else downward.
bool BoxedSimplex::may_move(std::size_t row, std::size_t column, bool upward) const {
    const double entry = at(row, column);
    if (std::abs(entry) < kLeastEntry) return false;
    const Box box = boxes_[outside_[column]];
    if (box.least == box.most) return false;
    const bool is_at_most = at(cost_row(), column) < 0;
    return (entry < 0) == (upward != is_at_most);
}

/// columns_ if none can bring the row's variable back into its box.
std::size_t BoxedSimplex::entering_column(std::size_t row, bool upward, double off) {
    pivots_.clear();
    for (std::size_t column = 0; column < columns_; ++column) {
        if (!may_move(row, column, upward)) continue;
        const double entry = std::abs(at(row, column));
        const Box box = boxes_[outside_[column]];
        pivots_.push_back(
            {column, std::abs(at(cost_row(), column)) / entry, entry, box.most - box.least}
        );
    }
    std::sort(pivots_.begin(), pivots_.end(), [](const Pivot& a, const Pivot& b) {
        return a.ratio != b.ratio ? a.ratio < b.ratio : a.entry > b.entry;
    });
    for (const Pivot& pivot : pivots_) {
        off -= pivot.entry * pivot.width;
        if (off <= kLeastOff) return pivot.column;
    }
    return columns_;
}

void BoxedSimplex::exchange(std::size_t row, std::size_t column) {
    const double scale = 1 / at(row, column);
    for (std::size_t i = 0; i < width_; ++i)
        at(row, i) *= scale;
    at(row, column) = scale;
    for (std::size_t other = 0; other <= rows_; ++other) {
        const double factor = at(other, column);
        if (other == row || factor == 0) continue;
        for (std::size_t i = 0; i < width_; ++i)
            at(other, i) -= factor * at(row, i);
        at(other, column) = -factor * scale;
    }
    std::swap(inside_[row], outside_[column]);
    places_[inside_[row]] = static_cast<std::uint32_t>(row);
    places_[outside_[column]] = static_cast<std::uint32_t>(rows_ + column);
}

void BoxedSimplex::solve(std::uint64_t& steps) {
    const std::size_t changes_max = 20 * (rows_ + 1);
    for (std::size_t change = 0; change < changes_max; ++change) {
        find_values();
        steps += (rows_ + 1) * width_ * 2;
        const std::size_t row = most_off_row();
        if (row == rows_) return;
        const std::size_t variable = inside_[row];
        const double below = boxes_[variable].least - values_[variable];
        const bool upward = below > 0;
        const double off = upward ? below : values_[variable] - boxes_[variable].most;
        const std::size_t column = entering_column(row, upward, off);
        if (column == columns_) return;
        exchange(row, column);
        // It leaves at the end of its box that it was beyond.
        double& reduced = at(cost_row(), column);
        reduced = upward ? std::max(reduced, 0.0)
                         : std::min(reduced, -std::numeric_limits<double>::min());
    }
    find_values();
}

BoxedSimplex::Penalty BoxedSimplex::penalty(std::size_t variable) const {
    Penalty penalty{kNoPenalty, kNoPenalty};
    const std::size_t row = places_[variable];
    for (std::size_t column = 0; column < columns_; ++column) {
        const double ratio = std::abs(at(cost_row(), column) / at(row, column));
        if (may_move(row, column, true)) penalty.up = std::min(penalty.up, ratio);
        if (may_move(row, column, false)) penalty.down = std::min(penalty.down, ratio);
    }
    const double part = values_[variable] - std::floor(values_[variable]);
    penalty.down *= part;
    penalty.up *= 1 - part;
    return penalty;
}

void BoxedSimplex::save(Basis& basis) const {
    basis.tableau = tableau_;
    basis.costs = costs_;
    basis.outside = outside_;
    basis.inside = inside_;
}

void BoxedSimplex::restore(const Basis& basis) {
    tableau_ = basis.tableau;
    costs_ = basis.costs;
    outside_ = basis.outside;
    inside_ = basis.inside;
    find_places();
}

}  // namespace earmark
