#include "engine/sourcing/price_simplex.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace earmark {

void PriceSimplex::begin(const NodeTable& table, std::int64_t limit) {
    table_ = &table;
    for (std::uint32_t node = 0; node < table.node_count; ++node)
        place_[table.ids[node]] = node;
    set_costs(limit);
    const bool is_known = rows_ == table.line_count + 1;
    if (!is_known || !move_places()) start_empty();
    find_prices();
}

void PriceSimplex::set_costs(std::int64_t limit) {
    // So dear that a trace of what is forbidden costs much, and no more than doubles bear.
    constexpr double kTimes = 1000;
    constexpr double kDearestCost = 1e15;
    constexpr double kLeastPart = 1e-8;
    const double most = std::min(static_cast<double>(limit), kDearestCost / kTimes);
    dear_ = most * kTimes;
    least_advantage_ = std::max(most * kLeastPart, kLeastPart);
    missing_costs_.clear();
    for (const std::int64_t price : table_->price_max)
        missing_costs_.push_back(std::min(static_cast<double>(price), dear_));
    const bool is_exact =
        table_->shipments_min > 1 && table_->shipments_min >= table_->shipments_max;
    is_limited_ = is_exact || table_->shipments_max < table_->node_count;
    excess_cost_ = is_limited_ ? dear_ : 0;
    spare_cost_ = is_exact ? dear_ : 0;
}

/// Goes by the table's number of shipments; false if the mix cannot.
bool PriceSimplex::move_places() {
    if (!is_limited_) return true;
    const double more = static_cast<double>(table_->shipments_max) - places_;
    if (more == 0) return true;
    places_ += more;
    for (std::size_t row = 0; row < rows_; ++row) {
        values_[row] += inverse_[row * rows_ + rows_ - 1] * more;
        if (values_[row] >= -kTiny) continue;
        Column& column = columns_[basis_[row]];
        if (column.kind != Kind::spare && column.kind != Kind::excess) return false;
        column.kind = column.kind == Kind::spare ? Kind::excess : Kind::spare;
        values_[row] = -values_[row];
        for (std::size_t i = 0; i < rows_; ++i)
            inverse_[row * rows_ + i] = -inverse_[row * rows_ + i];
    }
    for (std::size_t row = 0; row < rows_; ++row) {
        if (nodes_[row] == kNothing) continue;
        double sum = 0;
        for (std::size_t other = 0; other < rows_; ++other)
            if (nodes_[other] == nodes_[row]) sum += values_[other];
        if (sum > 1 + kTiny) return false;
    }
    return true;
}

/// Nothing ships, all is missing.
void PriceSimplex::start_empty() {
    rows_ = table_->line_count + 1;
    is_empty_ = true;
    places_ = static_cast<double>(std::min(table_->shipments_max, table_->node_count));
    keys_.assign(place_.size(), kNothing);
    columns_.clear();
    units_.clear();
    free_columns_.clear();
    basis_.clear();
    values_.clear();
    for (std::uint32_t line = 0; line < table_->line_count; ++line) {
        basis_.push_back(make(Kind::missing, line, 0));
        values_.push_back(static_cast<double>(table_->need[line]));
    }
    basis_.push_back(make(Kind::spare, 0, 0));
    values_.push_back(places_);
    nodes_.assign(rows_, kNothing);
    inverse_.assign(rows_ * rows_, 0);
    for (std::size_t row = 0; row < rows_; ++row)
        inverse_[row * rows_ + row] = 1;
}

std::uint32_t PriceSimplex::make(Kind kind, std::uint32_t of, double cost) {
    std::uint32_t column = 0;
    if (free_columns_.empty()) {
        column = static_cast<std::uint32_t>(columns_.size());
        columns_.push_back({});
        units_.resize(units_.size() + rows_ - 1);
    } else {
        column = free_columns_.back();
        free_columns_.pop_back();
    }
    columns_[column] = {kind, of, cost};
    return column;
}

NodeFate PriceSimplex::fate_of(std::uint32_t id) const {
    const std::uint32_t node = place_[id];
    if (node >= table_->node_count || table_->ids[node] != id) return NodeFate::closed;
    return table_->fate[node];
}

double PriceSimplex::cost_of(const Column& column) const {
    switch (column.kind) {
        case Kind::shipment:
            return column.cost + (fate_of(column.of) == NodeFate::closed ? dear_ : 0);
        case Kind::nothing:
            return cost_of_nothing(column.of);
        case Kind::missing:
            return missing_costs_[column.of];
        case Kind::surplus:
            return 0;
        case Kind::spare:
            return spare_cost_;
        case Kind::excess:
            return excess_cost_;
    }
    return 0;
}

/// Adds a column's units by row.
void PriceSimplex::add_entries(std::uint32_t column, double sign, std::span<double> entries) const {
    const Column& added = columns_[column];
    switch (added.kind) {
        case Kind::shipment:
            for (std::size_t line = 0; line + 1 < rows_; ++line)
                entries[line] += sign * units_[column * (rows_ - 1) + line];
            entries[rows_ - 1] += sign;
            return;
        case Kind::nothing:
            return;
        case Kind::missing:
            entries[added.of] += sign;
            return;
        case Kind::surplus:
            entries[added.of] -= sign;
            return;
        case Kind::spare:
            entries[rows_ - 1] += sign;
            return;
        case Kind::excess:
            entries[rows_ - 1] -= sign;
            return;
    }
}

void PriceSimplex::find_prices() {
    prices_.assign(rows_, 0);
    for (std::size_t row = 0; row < rows_; ++row) {
        const double cost = cost_beside_key(columns_[basis_[row]]);
        if (cost == 0) continue;
        for (std::size_t i = 0; i < rows_; ++i)
            prices_[i] += cost * inverse_[row * rows_ + i];
    }
    steps_ += rows_ * rows_;
}

/// Of a column in the basis, which counts as a change from its node's key.
double PriceSimplex::cost_beside_key(const Column& column) const {
    const double cost = cost_of(column);
    if (!is_of_node(column)) return cost;
    const std::uint32_t key = keys_[column.of];
    return cost - (key == kNothing ? cost_of_nothing(column.of) : cost_of(columns_[key]));
}

/// What the node's columns of the mix earn, all the same.
double PriceSimplex::worth_in_mix(std::uint32_t id) const {
    const std::uint32_t key = keys_[id];
    if (key == kNothing) return -cost_of_nothing(id);
    double worth = prices_[rows_ - 1] - cost_of(columns_[key]);
    if (columns_[key].kind == Kind::nothing) return -cost_of(columns_[key]);
    for (std::size_t line = 0; line + 1 < rows_; ++line)
        worth += prices_[line] * units_[key * (rows_ - 1) + line];
    return worth;
}

double PriceSimplex::share(std::uint32_t id) const {
    constexpr double kLeast = 1e-6;
    double ships = 0;
    double all = 0;
    for (std::size_t row = 0; row < rows_; ++row) {
        if (nodes_[row] != id) continue;
        all += values_[row];
        if (columns_[basis_[row]].kind == Kind::shipment) ships += values_[row];
    }
    const std::uint32_t key = keys_[id];
    if (key != kNothing) ships += 1 - all;
    return std::round(ships / kLeast) * kLeast;
}

double PriceSimplex::advantage(std::size_t node, double profit) const {
    const NodeFate fate = table_->fate[node];
    const std::uint32_t id = table_->ids[node];
    double best = profit + prices_[rows_ - 1];
    if (fate == NodeFate::open) best = std::max(best, 0.0);
    const double more = best - worth_in_mix(id);
    return more > least_advantage_ ? more : 0;
}

/// Writes the units of the node's best shipment.
///
/// Returns: what it earns.
double PriceSimplex::fill_best(std::size_t node, std::span<double> units) const {
    double earned = prices_[rows_ - 1] - static_cast<double>(table_->opening[node]);
    double filled = 0;
    for (std::size_t line = 0; line + 1 < rows_; ++line) {
        units[line] = 0;
        const std::int64_t most = table_->most_of(node, line);
        if (most == 0) continue;
        const double margin = prices_[line] - static_cast<double>(table_->cost_of(node, line));
        if (margin <= 0) continue;
        units[line] = static_cast<double>(most);
        earned += margin * units[line];
        filled += static_cast<double>(most * table_->unit_size[line]);
    }
    if (!table_->has_capacities) return earned;
    // Gives back what earns least for its room.
    double over = filled - static_cast<double>(table_->capacity[node]);
    while (over > 0) {
        std::size_t worst = rows_;
        double least = 0;
        for (std::size_t line = 0; line + 1 < rows_; ++line) {
            if (units[line] == 0) continue;
            const double margin = prices_[line] - static_cast<double>(table_->cost_of(node, line));
            const double of_room = margin / static_cast<double>(table_->unit_size[line]);
            if (worst != rows_ && of_room >= least) continue;
            worst = line;
            least = of_room;
        }
        if (worst == rows_) break;
        const auto size = static_cast<double>(table_->unit_size[worst]);
        const double back = std::min(units[worst], over / size);
        units[worst] -= back;
        earned -= back * least * size;
        over -= back * size;
    }
    return earned;
}

double PriceSimplex::cost_of_units(std::size_t node, std::span<const double> units) const {
    auto cost = static_cast<double>(table_->opening[node]);
    for (std::size_t line = 0; line + 1 < rows_; ++line)
        if (units[line] > 0) cost += units[line] * static_cast<double>(table_->cost_of(node, line));
    return cost;
}

bool PriceSimplex::improve_by(std::size_t node) {
    const std::uint32_t id = table_->ids[node];
    const double in_mix = worth_in_mix(id);
    steps_ += rows_ * 2;
    const std::uint32_t column = make(Kind::nothing, id, 0);
    const double earned = fill_best(node, units_of(column));
    const bool ships = earned > 0 || table_->fate[node] == NodeFate::shipping;
    if ((ships ? earned : 0) - in_mix <= least_advantage_) {
        free_columns_.push_back(column);
        return false;
    }
    if (ships) columns_[column] = {Kind::shipment, id, cost_of_units(node, units_of(column))};
    enter(column);
    return true;
}

bool PriceSimplex::improve_by_slack() {
    for (std::uint32_t line = 0; line + 1 < rows_; ++line) {
        if (prices_[line] < -least_advantage_) {
            enter(make(Kind::surplus, line, 0));
            return true;
        }
        if (prices_[line] > missing_costs_[line] + least_advantage_) {
            enter(make(Kind::missing, line, 0));
            return true;
        }
    }
    const double place = prices_[rows_ - 1];
    if (place > spare_cost_ + least_advantage_) {
        enter(make(Kind::spare, 0, 0));
        return true;
    }
    if (-place > excess_cost_ + least_advantage_) {
        enter(make(Kind::excess, 0, 0));
        return true;
    }
    return false;
}

/// Takes a node that is closed out of the mix.
bool PriceSimplex::improve_by_closing() {
    for (std::uint32_t column = 0; column < columns_.size(); ++column) {
        const auto [kind, id, cost] = columns_[column];
        if (kind != Kind::shipment || keys_[id] != column) continue;
        if (fate_of(id) != NodeFate::closed || worth_in_mix(id) > -least_advantage_) continue;
        enter(make(Kind::nothing, id, 0));
        return true;
    }
    return false;
}

bool PriceSimplex::improve(std::span<const std::uint32_t> nodes, std::uint64_t steps_max) {
    constexpr std::size_t kChangesPerRow = 8;
    const std::size_t before = changes_;
    const std::size_t changes_max = changes_ + kChangesPerRow * rows_;
    const auto may_go_on = [&] { return changes_ < changes_max && steps_ < steps_max; };
    bool changed = true;
    while (changed && may_go_on()) {
        changed = false;
        while (may_go_on() && (improve_by_slack() || improve_by_closing()))
            changed = true;
        for (const std::uint32_t node : nodes)
            if (may_go_on() && improve_by(node)) changed = true;
    }
    return changes_ != before;
}

}  // namespace earmark
