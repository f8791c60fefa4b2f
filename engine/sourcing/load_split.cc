#include "engine/sourcing/load_split.h"

#include <algorithm>

namespace earmark {

namespace {

constexpr std::int64_t kCellsMax = 1 << 15;
constexpr int kSweepsMax = 6;

}  // namespace

std::span<const PlannedUnits> LoadSplit::improve(
    const OrderModel& model, std::span<const PlannedUnits> plan, std::uint64_t& steps
) {
    model_ = &model;
    steps_ = 0;
    read(plan);
    bool improved = senders_.size() > 1;
    for (int sweep = 0; sweep < kSweepsMax && improved; ++sweep) {
        improved = false;
        for (std::size_t a = 0; a < senders_.size(); ++a) {
            for (std::size_t b = a + 1; b < senders_.size(); ++b)
                improved |= divide(a, b);
        }
        if (senders_.size() == 2) break;
    }
    steps += steps_;
    plan_.clear();
    for (std::size_t sender = 0; sender < senders_.size(); ++sender) {
        for (std::size_t line = 0; line < model.line_count(); ++line) {
            const std::int64_t units = units_of(sender)[line];
            if (units > 0) plan_.push_back({senders_[sender].node, model.lines()[line], units});
        }
    }
    return plan_;
}

void LoadSplit::read(std::span<const PlannedUnits> plan) {
    const std::size_t lines = model_->line_count();
    senders_.clear();
    units_.clear();
    for (const PlannedUnits& planned : plan) {
        std::size_t sender = 0;
        while (sender < senders_.size() && senders_[sender].node != planned.node)
            ++sender;
        if (sender == senders_.size()) {
            senders_.push_back({planned.node, 0, 0});
            units_.resize(units_.size() + lines, 0);
        }
        const auto line =
            std::lower_bound(model_->lines().begin(), model_->lines().end(), planned.line);
        units_of(sender)[static_cast<std::size_t>(line - model_->lines().begin())] = planned.units;
    }
    for (std::size_t sender = 0; sender < senders_.size(); ++sender)
        take_stock(sender);
}

void LoadSplit::take_stock(std::size_t sender) {
    const auto units = units_of(sender);
    ShipmentLoad load;
    for (std::size_t line = 0; line < units.size(); ++line)
        load = load + model_->tariff().unit_load(model_->lines()[line]) * units[line];
    senders_[sender].cost = cost_of(sender, units);
    senders_[sender].room = room_of(senders_[sender].node, load);
}

/// Of the whole shipment; kNoValue if it is more than the node can ship.
std::int64_t LoadSplit::cost_of(std::size_t sender, std::span<const std::int64_t> units) const {
    const std::uint32_t node = senders_[sender].node;
    std::int64_t cost = 0;
    std::int64_t count = 0;
    ShipmentLoad load;
    for (std::size_t line = 0; line < units.size(); ++line) {
        if (units[line] == 0) continue;
        count += units[line];
        load = load + model_->tariff().unit_load(model_->lines()[line]) * units[line];
        cost += model_->problem().unit_cost_of(node, model_->lines()[line]) * units[line] +
                model_->line_cost(node);
    }
    if (count == 0) return 0;
    if (count > model_->capacity(node)) return kNoValue;
    return cost + model_->problem().fixed_cost[node] + model_->problem().split_penalty +
           model_->tariff().rate_of(node, load);
}

/// What either node could ship, in pieces of which any number of units can be put together.
void LoadSplit::list_pieces(std::size_t a, std::size_t b) {
    const std::uint32_t first = senders_[a].node;
    const std::uint32_t second = senders_[b].node;
    pieces_.clear();
    least_.clear();
    pooled_.clear();
    least_load_ = {};
    pooled_load_ = {};
    for (std::uint32_t line = 0; line < model_->line_count(); ++line) {
        const ShipmentLoad load = model_->tariff().unit_load(model_->lines()[line]);
        const std::int64_t pooled = units_of(a)[line] + units_of(b)[line];
        const std::int64_t least =
            std::max<std::int64_t>(pooled - model_->most_units(second, line), 0);
        const std::int64_t most = std::min(pooled, model_->most_units(first, line));
        pooled_.push_back(pooled);
        least_.push_back(least);
        pooled_load_ = pooled_load_ + load * pooled;
        least_load_ = least_load_ + load * least;
        const std::int64_t dearer = model_->problem().unit_cost_of(first, model_->lines()[line]) -
                                    model_->problem().unit_cost_of(second, model_->lines()[line]);
        std::int64_t left = most - least;
        for (std::int64_t units = 1; left > 0; units *= 2) {
            const std::int64_t some = std::min(units, left);
            pieces_.push_back({line, some, dearer * some, load * some, 0});
            left -= some;
        }
    }
}

void LoadSplit::fill_states(bool by_volume) {
    const auto size_of = [&](ShipmentLoad load) { return by_volume ? load.volume : load.weight; };
    std::int64_t range = 0;
    for (const Piece& piece : pieces_)
        range += size_of(piece.load);
    // Loads in grams are exact; finer ones are counted in cells, each with the best that is in it.
    cell_load_ = range / kCellsMax + 1;
    cell_count_ = static_cast<std::size_t>(range / cell_load_) + 1;
    states_.assign(cell_count_, {kNoValue, {}});
    states_[0] = {0, {}};
    has_piece_.assign(pieces_.size() * cell_count_, 0);
    std::int64_t reached = 0;
    for (std::size_t at = 0; at < pieces_.size(); ++at) {
        Piece& piece = pieces_[at];
        piece.cells = static_cast<std::size_t>(size_of(piece.load) / cell_load_);
        std::uint8_t* has = has_piece_.data() + at * cell_count_;
        for (std::size_t cell = static_cast<std::size_t>(reached) + 1; cell-- > 0;) {
            const State& from = states_[cell];
            State& to = states_[cell + piece.cells];
            if (from.cost >= kNoValue || from.cost + piece.cost >= to.cost) continue;
            to = {from.cost + piece.cost, from.load + piece.load};
            has[cell + piece.cells] = 1;
        }
        reached += static_cast<std::int64_t>(piece.cells);
        steps_ += static_cast<std::uint64_t>(reached) + 1;
    }
}

/// Grams by which a shipment could grow until it is charged more.
std::int64_t LoadSplit::room_of(std::uint32_t node, ShipmentLoad load) const {
    const PlanProblem& problem = model_->problem();
    const std::uint32_t column = problem.tariff_column[node];
    if (column == PlanProblem::kNoTariff) return 0;
    const RateColumn& range = problem.rate_columns[column];
    const RateStep* steps = problem.rate_steps.data() + range.first_step;
    const RateStep* end = steps + range.step_count;
    const std::int64_t grams = model_->tariff().billed_grams(column, load);
    const std::int64_t parcel = (end - 1)->grams_max;
    const std::int64_t rest = grams % parcel;
    if (rest == 0) return 0;
    return std::lower_bound(
               steps,
               end,
               rest,
               [](const RateStep& step, std::int64_t most) { return step.grams_max < most; }
           )->grams_max -
           rest;
}

/// Makes the division that the cell stands for, if it is better.
bool LoadSplit::take_back(std::size_t a, std::size_t b, const Division& division) {
    std::size_t cell = division.cell;
    tried_ = least_;
    for (std::size_t at = pieces_.size(); at-- > 0;) {
        if (has_piece_[at * cell_count_ + cell] == 0) continue;
        tried_[pieces_[at].line] += pieces_[at].units;
        cell -= pieces_[at].cells;
    }
    const std::int64_t first = cost_of(a, tried_);
    for (std::size_t line = 0; line < tried_.size(); ++line)
        tried_[line] = pooled_[line] - tried_[line];
    const std::int64_t second = cost_of(b, tried_);
    if (first >= kNoValue || second >= kNoValue) return false;
    const std::int64_t before = senders_[a].cost + senders_[b].cost;
    if (first + second > before) return false;
    if (first + second == before && division.room <= std::max(senders_[a].room, senders_[b].room))
        return false;
    for (std::size_t line = 0; line < tried_.size(); ++line) {
        units_of(a)[line] = pooled_[line] - tried_[line];
        units_of(b)[line] = tried_[line];
    }
    take_stock(a);
    take_stock(b);
    return true;
}

bool LoadSplit::divide(std::size_t a, std::size_t b) {
    list_pieces(a, b);
    if (pieces_.empty()) return false;
    const std::uint32_t first = senders_[a].node;
    const std::uint32_t second = senders_[b].node;
    const std::uint32_t column = model_->problem().tariff_column[first];
    fill_states(column != PlanProblem::kNoTariff && model_->bills_volume(column));
    Division best;
    for (std::size_t cell = 0; cell < cell_count_; ++cell) {
        const State& state = states_[cell];
        if (state.cost >= kNoValue) continue;
        const ShipmentLoad load = least_load_ + state.load;
        const ShipmentLoad rest = pooled_load_ + load * -1;
        const std::int64_t cost = state.cost + model_->tariff().rate_of(first, load) +
                                  model_->tariff().rate_of(second, rest);
        if (cost > best.cost) continue;
        const std::int64_t room = std::max(room_of(first, load), room_of(second, rest));
        if (cost == best.cost && room <= best.room) continue;
        best = {cell, cost, room};
    }
    steps_ += cell_count_ * 8;
    return take_back(a, b, best);
}

}  // namespace earmark
