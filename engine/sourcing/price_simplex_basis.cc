// How a column enters the basis of a PriceSimplex, and another leaves it.
//
// The inverse of the basis is kept as such and changed with each column; rounding is undone by
// finding it anew now and then.
#include "engine/sourcing/price_simplex.h"

#include <algorithm>
#include <cmath>

namespace earmark {

void PriceSimplex::enter(std::uint32_t column) {
    constexpr std::size_t kChangesBetween = 40;
    is_empty_ = false;
    ++changes_;
    const std::uint32_t id = is_of_node(columns_[column]) ? columns_[column].of : kNothing;
    find_moves(column);
    const double lowered = cost_beside_key(columns_[column]) - worth_of_entries();
    const Leaving leaving = find_leaving(id);
    if (leaving.step < 0) {
        // Rounding took the mix away.
        start_empty();
        find_prices();
        return;
    }
    for (std::size_t row = 0; row < rows_; ++row)
        values_[row] = std::max(values_[row] - leaving.step * moves_[row], 0.0);
    const std::size_t row = leaving.row < rows_ ? leaving.row : row_of(leaving.id);
    if (row == rows_) {
        // All that the node ships is its key.
        set_key(id, column);
    } else {
        if (leaving.row == rows_) swap_key(leaving.id, row, leaving.id == id);
        replace(row, column, leaving.step);
        for (std::size_t i = 0; i < rows_; ++i)
            prices_[i] += lowered * inverse_[row * rows_ + i];
    }
    if (changes_ % kChangesBetween != 0) return;
    if (!invert()) start_empty();
    find_prices();
}

double PriceSimplex::worth_of_entries() const {
    double worth = 0;
    for (std::size_t i = 0; i < rows_; ++i)
        worth += prices_[i] * entries_[i];
    return worth;
}

/// What each row gives up for one of the column.
void PriceSimplex::find_moves(std::uint32_t column) {
    entries_.assign(rows_, 0);
    add_entries(column, 1, entries_);
    const Column& entering = columns_[column];
    if (is_of_node(entering) && keys_[entering.of] != kNothing)
        add_entries(keys_[entering.of], -1, entries_);
    moves_.assign(rows_, 0);
    for (std::size_t row = 0; row < rows_; ++row) {
        const double* inverse = inverse_.data() + row * rows_;
        for (std::size_t i = 0; i < rows_; ++i)
            moves_[row] += inverse[i] * entries_[i];
    }
    steps_ += rows_ * rows_;
}

PriceSimplex::Leaving PriceSimplex::find_leaving(std::uint32_t entering_id) const {
    constexpr double kLeastMove = 1e-7;
    Leaving first{.step = -1, .row = rows_, .id = kNothing};
    double pivot = 0;
    const auto offer = [&](double value, double move, std::size_t row, std::uint32_t id) {
        if (move <= kLeastMove) return;
        const double step = std::max(value, 0.0) / move;
        const bool is_first = first.step < 0 || step < first.step - kTiny ||
                              (step <= first.step + kTiny && move > pivot);
        if (!is_first) return;
        first = {step, row, id};
        pivot = move;
    };
    const auto offer_key = [&](std::uint32_t id, std::size_t from) {
        double value = 1;
        double move = id == entering_id ? 1 : 0;
        for (std::size_t row = from; row < rows_; ++row) {
            if (nodes_[row] != id) continue;
            value -= values_[row];
            move -= moves_[row];
        }
        offer(value, move, rows_, id);
    };
    for (std::size_t row = 0; row < rows_; ++row) {
        offer(values_[row], moves_[row], row, kNothing);
        const std::uint32_t id = nodes_[row];
        if (id != kNothing && id != entering_id && row_of(id) == row) offer_key(id, row);
    }
    if (entering_id != kNothing) offer_key(entering_id, 0);
    return first;
}

/// Of a column of the node in the basis; rows_ if there is none.
std::size_t PriceSimplex::row_of(std::uint32_t id) const {
    return static_cast<std::size_t>(std::find(nodes_.begin(), nodes_.end(), id) - nodes_.begin());
}

void PriceSimplex::set_key(std::uint32_t id, std::uint32_t column) {
    if (keys_[id] != kNothing) free_columns_.push_back(keys_[id]);
    keys_[id] = column;
    if (columns_[column].kind != Kind::nothing) return;
    keys_[id] = kNothing;
    free_columns_.push_back(column);
}

/// The key of the node and its column in the row change places. To columns of the basis, which
/// count as changes from the key, that is a change, too.
void PriceSimplex::swap_key(std::uint32_t id, std::size_t row, bool is_entering) {
    double move = is_entering ? 1 : 0;
    entries_.assign(rows_, 0);
    for (std::size_t beside = 0; beside < rows_; ++beside) {
        if (nodes_[beside] != id) continue;
        move -= moves_[beside];
        for (std::size_t i = 0; i < rows_; ++i)
            entries_[i] -= inverse_[beside * rows_ + i];
    }
    std::copy(
        entries_.begin(),
        entries_.end(),
        inverse_.begin() + static_cast<std::ptrdiff_t>(row * rows_)
    );
    moves_[row] = move;
    const std::uint32_t promoted = basis_[row];
    basis_[row] = keys_[id] == kNothing ? make(Kind::nothing, id, 0) : keys_[id];
    keys_[id] = kNothing;
    set_key(id, promoted);
}

/// The entering column takes the row.
void PriceSimplex::replace(std::size_t row, std::uint32_t column, double step) {
    double* own = inverse_.data() + row * rows_;
    const double scale = 1 / moves_[row];
    for (std::size_t i = 0; i < rows_; ++i)
        own[i] *= scale;
    for (std::size_t other = 0; other < rows_; ++other) {
        if (other == row || moves_[other] == 0) continue;
        double* theirs = inverse_.data() + other * rows_;
        for (std::size_t i = 0; i < rows_; ++i)
            theirs[i] -= moves_[other] * own[i];
    }
    steps_ += rows_ * rows_;
    free_columns_.push_back(basis_[row]);
    basis_[row] = column;
    nodes_[row] = is_of_node(columns_[column]) ? columns_[column].of : kNothing;
    values_[row] = step;
}

/// Finds the inverse and the values anew; false if there is none, or they make no mix.
bool PriceSimplex::invert() {
    const std::size_t width = rows_ * 2 + 1;
    tableau_.assign(rows_ * width, 0);
    for (std::size_t j = 0; j < rows_; ++j) {
        entries_.assign(rows_, 0);
        const Column& basic = columns_[basis_[j]];
        add_entries(basis_[j], 1, entries_);
        if (is_of_node(basic) && keys_[basic.of] != kNothing)
            add_entries(keys_[basic.of], -1, entries_);
        for (std::size_t i = 0; i < rows_; ++i)
            tableau_[i * width + j] = entries_[i];
        tableau_[j * width + rows_ + j] = 1;
    }
    entries_.assign(table_->need.begin(), table_->need.end());
    entries_.push_back(places_);
    for (const std::uint32_t key : keys_)
        if (key != kNothing) add_entries(key, -1, entries_);
    for (std::size_t i = 0; i < rows_; ++i)
        tableau_[i * width + rows_ * 2] = entries_[i];
    steps_ += rows_ * rows_ * width;
    for (std::size_t column = 0; column < rows_; ++column)
        if (!eliminate(column, width)) return false;
    for (std::size_t row = 0; row < rows_; ++row) {
        for (std::size_t i = 0; i < rows_; ++i)
            inverse_[row * rows_ + i] = tableau_[row * width + rows_ + i];
        values_[row] = tableau_[row * width + rows_ * 2];
        if (values_[row] < -1e-6) return false;
        values_[row] = std::max(values_[row], 0.0);
    }
    return true;
}

/// Leaves a one in the column's own row of the tableau and zeros in the others.
bool PriceSimplex::eliminate(std::size_t column, std::size_t width) {
    const auto row_at = [&](std::size_t row) {
        return std::span(tableau_).subspan(row * width, width);
    };
    std::size_t pivot = column;
    for (std::size_t row = column; row < rows_; ++row)
        if (std::abs(row_at(row)[column]) > std::abs(row_at(pivot)[column])) pivot = row;
    if (std::abs(row_at(pivot)[column]) < kTiny) return false;
    const auto own = row_at(column);
    if (pivot != column) std::swap_ranges(own.begin(), own.end(), row_at(pivot).begin());
    const double scale = 1 / own[column];
    for (double& entry : own)
        entry *= scale;
    for (std::size_t row = 0; row < rows_; ++row) {
        const double factor = row_at(row)[column];
        if (row == column || factor == 0) continue;
        for (std::size_t i = 0; i < width; ++i)
            row_at(row)[i] -= factor * own[i];
    }
    return true;
}

}  // namespace earmark
