#include "engine/sourcing/load_bound.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace earmark {

namespace {

constexpr double kFar = 1e30;
constexpr double kCellsMost = 1200;
constexpr double kCellsEnough = 400;
constexpr std::uint16_t kClosed = 0xffff;

}  // namespace

bool LoadBound::load(const OrderModel& model, std::span<const std::uint32_t> nodes) {
    model_ = &model;
    node_count_ = nodes.size();
    find_value_unit();
    const PlanProblem& problem = model.problem();
    votes_.assign(problem.rate_columns.size(), 0);
    for (const std::uint32_t node : nodes) {
        if (problem.tariff_column[node] != PlanProblem::kNoTariff)
            ++votes_[problem.tariff_column[node]];
    }
    column_ =
        static_cast<std::uint32_t>(std::max_element(votes_.begin(), votes_.end()) - votes_.begin());
    by_volume_ = model.bills_volume(column_);
    if (!find_cells()) return false;
    const bool has_short = !model.must_fill();
    const double parts =
        static_cast<double>(std::min(nodes.size(), problem.shipments_max)) + (has_short ? 1 : 0);
    cells_min_ =
        static_cast<std::size_t>(std::max(std::ceil((grams_ - parts * skew_) / pitch_ - 1e-9), 0.0)
        );
    cells_max_ = static_cast<std::size_t>(grams_ / pitch_ + parts * (1 + skew_ / pitch_) + 1e-9);
    if (cells_max_ >= kClosed) return false;
    ends_.clear();
    for (std::size_t cell = 0; cell <= cells_max_ + 1; ++cell)
        ends_.push_back(cell_end(cell));
    nodes_.clear();
    most_.clear();
    units_.clear();
    rates_.clear();
    for (const std::uint32_t node : nodes)
        add_node(node);
    if (has_short) add_node(PlanProblem::kNoTariff);
    costs_.assign(rates_.size(), 0);
    constexpr std::size_t kLayersMax = 4;
    const bool is_limited = problem.shipments_max < nodes.size();
    layer_count_ =
        is_limited && problem.shipments_max <= kLayersMax ? problem.shipments_max + 1 : 1;
    open_.assign(nodes_.size() * (cells_max_ + 2), 0);
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const auto open = open_cells_of(node);
        std::fill_n(open.begin(), nodes_[node].cells + 1, 1);
        if (node < node_count_) open[cells_max_ + 1] = 1;
    }
    scale_prices();
    spreads_.assign(nodes_.size(), {});
    mean_units_.assign(most_.size(), 0);
    return true;
}

/// Prices of heavy units move further than those of light ones.
void LoadBound::scale_prices() {
    scales_.assign(model_->line_count() + nodes_.size(), 1);
    heaviest_ = *std::max_element(line_grams_.begin(), line_grams_.end());
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const double scale = 0.1 + 0.9 * line_grams_[line] / heaviest_;
        scales_[line] = scale * scale;
    }
}

void LoadBound::find_value_unit() {
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

/// False if nothing weighs anything.
bool LoadBound::find_cells() {
    const PlanProblem& problem = model_->problem();
    const RateColumn range = problem.rate_columns[column_];
    const RateStep* steps = problem.rate_steps.data() + range.first_step;
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
    const auto parcel = static_cast<double>(steps[range.step_count - 1].grams_max);
    if (grams_ < 1 || parcel < 1) return false;
    double narrowest = static_cast<double>(steps[0].grams_max);
    for (std::uint32_t at = 1; at < range.step_count; ++at) {
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
    return true;
}

/// Where a step ends nearby, there; so that the tariff does not rise within a cell.
double LoadBound::cell_end(std::size_t cell) const {
    const PlanProblem& problem = model_->problem();
    const RateColumn range = problem.rate_columns[column_];
    const RateStep* steps = problem.rate_steps.data() + range.first_step;
    const auto parcel = static_cast<double>(steps[range.step_count - 1].grams_max);
    const double place = static_cast<double>(cell) * pitch_;
    const double full = std::floor((place + 1) / parcel) * parcel;
    double end = std::round(place);
    double nearest = std::min(2.0, pitch_ / 4);
    for (std::uint32_t at = 0; at < range.step_count; ++at) {
        const double step_end = full + static_cast<double>(steps[at].grams_max);
        if (std::abs(step_end - place) > nearest) continue;
        nearest = std::abs(step_end - place);
        end = step_end;
    }
    if (std::abs(full - place) <= std::min(2.0, pitch_ / 4)) end = full;
    return end;
}

/// Grams billed by a column are at least so much of those that cells count.
double LoadBound::billed_share(std::uint32_t column) const {
    const PlanProblem& problem = model_->problem();
    if (!by_volume_) return 1;
    const std::int64_t per_kg = problem.rate_columns[column_].dim_cm3_per_kg;
    const std::int64_t own = problem.rate_columns[column].dim_cm3_per_kg;
    if (own == per_kg) return 1;
    double share = own > 0 ? static_cast<double>(per_kg) / static_cast<double>(own) : kFar;
    if (own > 0) return share;
    const auto lcd = static_cast<double>(model_->tariff().weight_lcd());
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const ShipmentLoad unit = model_->tariff().unit_load(model_->lines()[line]);
        if (unit.volume == 0) continue;
        share = std::min(share, static_cast<double>(unit.weight) / lcd / line_grams_[line]);
    }
    return share;
}

void LoadBound::add_node(std::uint32_t id) {
    const PlanProblem& problem = model_->problem();
    const bool is_short = id == PlanProblem::kNoTariff;
    Node node{id, 0, 0, 0, rates_.size()};
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const std::int64_t most = is_short ? model_->need(line) : model_->most_units(id, line);
        std::int64_t unit =
            is_short ? model_->short_price(line) : problem.unit_cost_of(id, model_->lines()[line]);
        if (!is_short && most > 0) unit += model_->line_cost(id) / most;
        most_.push_back(static_cast<double>(most));
        units_.push_back(static_cast<double>(unit));
        node.grams_max += static_cast<double>(most) * line_grams_[line];
    }
    while (node.cells < cells_max_ && ends_[node.cells] + 1e-6 < node.grams_max)
        ++node.cells;
    if (!is_short)
        node.opening = static_cast<double>(problem.fixed_cost[id] + problem.split_penalty);
    const std::uint32_t column = is_short ? PlanProblem::kNoTariff : problem.tariff_column[id];
    const double share = column == PlanProblem::kNoTariff ? 0 : billed_share(column);
    for (std::size_t cell = 0; cell <= node.cells; ++cell) {
        double rate = 0;
        if (column != PlanProblem::kNoTariff) {
            const double from = cell == 0 ? 0 : ends_[cell - 1];
            const double billed =
                cell == 0 ? 0 : std::floor(share == 1 ? from : from * share - 1e-6) + 1;
            rate = static_cast<double>(model_->tariff().rate(
                column, std::max<std::int64_t>(static_cast<std::int64_t>(billed), 0)
            ));
        }
        rates_.push_back(rate + node.opening);
    }
    nodes_.push_back(node);
}

/// What the node ships, the cheapest per gram first. Returns what its units without weight cost.
double LoadBound::slice(std::size_t node) {
    const std::size_t lines = model_->line_count();
    slices_.clear();
    double weightless = 0;
    for (std::size_t line = 0; line < lines; ++line) {
        const double most = most_[node * lines + line];
        if (most == 0) continue;
        const double cost = priced(node, line);
        moved_ += std::abs(cost) * most;
        if (line_grams_[line] <= 0) {
            weightless += std::min(cost * most, 0.0);
            continue;
        }
        const double grams = most * line_grams_[line];
        slices_.push_back(
            {cost / line_grams_[line], grams, cost * most, static_cast<std::uint32_t>(line)}
        );
    }
    std::sort(slices_.begin(), slices_.end(), [](const Slice& a, const Slice& b) {
        return a.ratio != b.ratio ? a.ratio < b.ratio : a.line < b.line;
    });
    return weightless;
}

/// The least that the node's shipment costs, by cells of its load.
void LoadBound::cost_cells(std::size_t index) {
    const Node& node = nodes_[index];
    const double weightless = slice(index);
    const double rent =
        node.id == PlanProblem::kNoTariff || prices_[model_->line_count() + index] == 0
            ? 0
            : prices_[model_->line_count() + index] *
                  static_cast<double>(model_->capacity(node.id));
    moved_ += std::abs(rent);
    double* cost = costs_.data() + node.first;
    const double* rate = rates_.data() + node.first;
    const std::uint8_t* open = open_.data() + index * (cells_max_ + 2);
    std::size_t at = 0;
    double grams = 0;  // Of the slices before `at`.
    double sum = weightless - rent;
    // Least at the end of the cell as long as further grams earn, then at its start.
    const auto value_at = [&](double load) {
        while (at < slices_.size() && grams + slices_[at].grams <= load) {
            grams += slices_[at].grams;
            sum += slices_[at].cost;
            ++at;
        }
        return at == slices_.size() ? sum : sum + (load - grams) * slices_[at].ratio;
    };
    double before = sum;
    cost[0] = open[0] != 0 ? sum + rate[0] : kFar;
    double turn = 0;  // Load up to which further grams earn.
    for (const Slice& slice : slices_)
        if (slice.ratio < 0) turn += slice.grams;
    for (std::size_t cell = 1; cell <= node.cells; ++cell) {
        const double from = ends_[cell - 1];
        const double to = std::min(ends_[cell], node.grams_max);
        double least = before;
        if (turn > from && turn < to) least = std::min(least, value_at(turn));
        before = value_at(to);
        least = std::min(least, before);
        cost[cell] = open[cell] != 0 ? least + rate[cell] : kFar;
    }
    steps_ += node.cells * 4 + slices_.size() * 8;
}

/// Adds the node's shipment, of any load, to sums of others.
void LoadBound::add_to(std::size_t index, const double* from, double* to, std::uint16_t* chosen) {
    const Node& node = nodes_[index];
    const double* cost = costs_.data() + node.first;
    for (std::size_t own = 0; own <= node.cells; ++own) {
        const double added = cost[own];
        if (added >= kFar) continue;
        double* sum = to + own;
        const std::size_t count = cells_max_ + 1 - own;
        steps_ += count / 2;
        if (chosen == nullptr) {
            for (std::size_t cell = 0; cell < count; ++cell)
                sum[cell] = std::min(sum[cell], from[cell] + added);
            continue;
        }
        std::uint16_t* choice = chosen + own;
        for (std::size_t cell = 0; cell < count; ++cell) {
            const double whole = from[cell] + added;
            choice[cell] = whole < sum[cell] ? static_cast<std::uint16_t>(own) : choice[cell];
            sum[cell] = whole < sum[cell] ? whole : sum[cell];
        }
    }
}

/// Those that may carry anything: once few are left, the others cost no more time.
void LoadBound::find_live() {
    live_.clear();
    for (std::uint32_t index = 0; index < nodes_.size(); ++index) {
        const std::uint8_t* open = open_.data() + index * (cells_max_ + 2);
        const bool may_ship =
            std::find(open, open + nodes_[index].cells + 1, 1) != open + nodes_[index].cells + 1;
        // One that neither may ship nor be closed leaves no loads that add up.
        if (may_ship || open[cells_max_ + 1] == 0) live_.push_back(index);
    }
    steps_ += nodes_.size() * 8;
}

/// Sums of the live nodes up to the one at this place, from those of the nodes before.
void LoadBound::combine(std::size_t place) {
    const std::size_t index = live_[place];
    const bool is_short = nodes_[index].id == PlanProblem::kNoTariff;
    const bool may_be_closed = open_[index * (cells_max_ + 2) + cells_max_ + 1] != 0;
    const std::size_t cells = cells_max_ + 1;
    for (std::size_t count = 0; count < layer_count_; ++count) {
        double* to = layer(sums_, place + 1, count);
        std::uint16_t* chosen = chosen_.data() + (place * layer_count_ + count) * cells;
        std::fill(chosen, chosen + cells, kClosed);
        if (may_be_closed) {
            const double* from = layer(sums_, place, count);
            std::copy(from, from + cells, to);
        } else {
            std::fill(to, to + cells, kFar);
        }
        const bool counts = layer_count_ > 1 && !is_short;
        if (counts && count == 0) continue;
        add_to(index, layer(sums_, place, counts ? count - 1 : count), to, chosen);
    }
}

/// The bound at the present prices.
double LoadBound::evaluate() {
    moved_ = 0;
    const std::size_t cells = cells_max_ + 1;
    sums_.resize((live_.size() + 1) * layer_count_ * cells);
    chosen_.resize(live_.size() * layer_count_ * cells);
    std::fill(
        sums_.begin(), sums_.begin() + static_cast<std::ptrdiff_t>(layer_count_ * cells), kFar
    );
    for (std::size_t count = 0; count < layer_count_; ++count)
        layer(sums_, 0, count)[0] = 0;
    for (std::size_t place = 0; place < live_.size(); ++place) {
        cost_cells(live_[place]);
        combine(place);
    }
    paid_ = static_cast<double>(model_->constant());
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const double paid = static_cast<double>(model_->need(line)) * prices_[line];
        paid_ += paid;
        moved_ += std::abs(paid);
    }
    const double* sums = layer(sums_, live_.size(), layer_count_ - 1);
    double least = kFar;
    for (std::size_t cell = cells_min_; cell <= cells_max_; ++cell)
        least = std::min(least, sums[cell]);
    return paid_ + least;
}

/// Sums of the live nodes from each one on.
void LoadBound::sum_behind() {
    const std::size_t cells = cells_max_ + 1;
    behind_.resize((live_.size() + 1) * layer_count_ * cells);
    std::fill(
        layer(behind_, live_.size(), 0),
        layer(behind_, live_.size(), 0) + layer_count_ * cells,
        kFar
    );
    for (std::size_t count = 0; count < layer_count_; ++count)
        layer(behind_, live_.size(), count)[0] = 0;
    for (std::size_t place = live_.size(); place-- > 0;) {
        const std::size_t node = live_[place];
        const bool is_short = nodes_[node].id == PlanProblem::kNoTariff;
        const bool may_be_closed = open_[node * (cells_max_ + 2) + cells_max_ + 1] != 0;
        for (std::size_t count = 0; count < layer_count_; ++count) {
            double* to = layer(behind_, place, count);
            if (may_be_closed) {
                const double* from = layer(behind_, place + 1, count);
                std::copy(from, from + cells, to);
            } else {
                std::fill(to, to + cells, kFar);
            }
            const bool counts = layer_count_ > 1 && !is_short;
            if (counts && count == 0) continue;
            add_to(node, layer(behind_, place + 1, counts ? count - 1 : count), to, nullptr);
        }
    }
}

void LoadBound::close_cells(std::int64_t limit, std::uint64_t& steps) {
    constexpr double kSlack = 1e-11;
    steps_ = 0;
    prices_ = best_prices_;
    find_live();
    evaluate();
    sum_behind();
    const std::size_t cells = cells_max_ + 1;
    // Only what reaches the limit, whatever was rounded, is closed.
    const double most = static_cast<double>(limit - value_unit_) + 0.5 - paid_ + moved_ * kSlack;
    for (std::size_t place = 0; place < live_.size(); ++place) {
        const std::size_t node = live_[place];
        if (node == node_count_) break;
        std::uint8_t* open = open_.data() + node * (cells_max_ + 2);
        const auto least_of = [&](std::size_t own) {
            double least = kFar;
            for (std::size_t all = std::max(cells_min_, own); all <= cells_max_; ++all)
                least = std::min(least, others_[all - own]);
            return least;
        };
        const auto sum_others = [&](std::size_t layers) {
            others_.assign(cells, kFar);
            for (std::size_t count = 0; count <= layers; ++count) {
                const double* before = layer(sums_, place, count);
                const double* after = layer(behind_, place + 1, layers - count);
                for (std::size_t own = 0; own < cells; ++own) {
                    if (before[own] >= kFar) continue;
                    const double added = before[own];
                    for (std::size_t cell = 0; cell + own < cells; ++cell)
                        others_[own + cell] = std::min(others_[own + cell], added + after[cell]);
                }
            }
            steps_ += cells * cells / 4 * (layers + 1);
        };
        sum_others(layer_count_ - 1);
        if (open[cells_max_ + 1] != 0 && least_of(0) > most) open[cells_max_ + 1] = 0;
        if (layer_count_ > 1) sum_others(layer_count_ - 2);
        const double* cost = costs_.data() + nodes_[node].first;
        for (std::size_t own = 0; own <= nodes_[node].cells; ++own)
            if (open[own] != 0 && cost[own] + least_of(own) > most) open[own] = 0;
    }
    steps += steps_;
}

std::size_t LoadBound::cell_of(double grams) const {
    const auto at = std::lower_bound(ends_.begin(), ends_.end() - 1, grams - 1e-6);
    return std::min(static_cast<std::size_t>(at - ends_.begin()), cells_max_);
}

bool LoadBound::is_flat(std::size_t index) const {
    const Node& node = nodes_[index];
    const std::uint8_t* open = open_.data() + index * (cells_max_ + 2);
    double rate = open[cells_max_ + 1] != 0 ? 0 : -1;
    for (std::size_t cell = 0; cell <= node.cells; ++cell) {
        if (open[cell] == 0) continue;
        if (rate >= 0 && rate != rates_[node.first + cell]) return false;
        rate = rates_[node.first + cell];
    }
    return true;
}

LoadBound::Allowance LoadBound::allowance(std::size_t index) const {
    const Node& node = nodes_[index];
    const std::uint8_t* open = open_.data() + index * (cells_max_ + 2);
    Allowance allowance;
    allowance.node = node.id;
    allowance.may_be_closed = open[cells_max_ + 1] != 0;
    allowance.rates = std::span(rates_).subspan(node.first, node.cells + 1);
    for (std::size_t cell = 0; cell <= node.cells; ++cell) {
        if (open[cell] == 0) continue;
        if (!allowance.may_ship) allowance.first = cell;
        allowance.last = cell;
        allowance.may_ship = true;
    }
    return allowance;
}

/// Counts the units of the node's load, which ends in this cell. Returns its grams.
double LoadBound::count_load(std::size_t index, std::size_t own) {
    const std::size_t lines = model_->line_count();
    const Node& node = nodes_[index];
    slice(index);
    double turn = 0;
    for (const Slice& slice : slices_)
        if (slice.ratio < 0) turn += slice.grams;
    const double from = own == 0 ? 0 : ends_[own - 1];
    const double carried =
        std::clamp(turn, from, std::max(from, std::min(ends_[own], node.grams_max)));
    double left = carried;
    for (const Slice& slice : slices_) {
        const double grams = std::min(slice.grams, left);
        shipped_[index * lines + slice.line] = grams / line_grams_[slice.line];
        left -= grams;
    }
    double units = 0;
    for (std::size_t line = 0; line < lines; ++line) {
        double& some = shipped_[index * lines + line];
        if (line_grams_[line] <= 0 && priced(index, line) < 0) some = most_[index * lines + line];
        missing_[line] -= some;
        units += some;
    }
    if (node.id != PlanProblem::kNoTariff && model_->capacity(node.id) < kNoValue)
        missing_[lines + index] = units - static_cast<double>(model_->capacity(node.id));
    return carried;
}

/// What the loads chosen leave missing of each line.
void LoadBound::count_units() {
    const std::size_t lines = model_->line_count();
    const std::size_t cells = cells_max_ + 1;
    missing_.assign(prices_.size(), 0);
    shipped_.assign(most_.size(), 0);
    for (std::size_t line = 0; line < lines; ++line)
        missing_[line] = static_cast<double>(model_->need(line));
    std::size_t count = layer_count_ - 1;
    const double* sums = layer(sums_, live_.size(), count);
    std::size_t cell = cells_min_;
    for (std::size_t at = cells_min_; at <= cells_max_; ++at)
        if (sums[at] < sums[cell]) cell = at;
    carried_.assign(nodes_.size(), 0);
    for (std::size_t place = live_.size(); place-- > 0;) {
        const std::uint16_t own = chosen_[(place * layer_count_ + count) * cells + cell];
        if (own == kClosed) continue;
        cell -= own;
        if (layer_count_ > 1 && nodes_[live_[place]].id != PlanProblem::kNoTariff) --count;
        carried_[live_[place]] = count_load(live_[place], own);
    }
    constexpr double kWeight = 0.1;
    for (std::size_t index = 0; index < nodes_.size(); ++index) {
        Spread& spread = spreads_[index];
        spread.mean += kWeight * (carried_[index] - spread.mean);
        spread.square += kWeight * (carried_[index] * carried_[index] - spread.square);
    }
    for (std::size_t pair = 0; pair < shipped_.size(); ++pair)
        mean_units_[pair] += kWeight * (shipped_[pair] - mean_units_[pair]);
    steps_ += shipped_.size() / 4;
}

void LoadBound::start(std::span<const std::int64_t> prices) {
    const std::size_t lines = model_->line_count();
    prices_.assign(prices.begin(), prices.end());
    prices_.resize(lines + nodes_.size(), 0);
    // The loads add up, so that a price on the load itself changes nothing but roundings.
    double worth = 0;
    for (std::size_t line = 0; line < lines; ++line) {
        double least = kFar;
        for (std::size_t node = 0; node < node_count_; ++node) {
            if (most_[node * lines + line] > 0)
                least = std::min(least, units_[node * lines + line]);
        }
        worth += (prices_[line] - least) * static_cast<double>(model_->need(line));
    }
    for (std::size_t line = 0; line < lines && grams_ > 0; ++line)
        prices_[line] -= worth / grams_ * line_grams_[line];
    best_prices_ = prices_;
}

/// By the volume algorithm of Barahona and Anbil: along the mean of what was missing in the rounds
/// so far, from the best prices known.
std::int64_t LoadBound::raise(std::int64_t enough, int rounds, std::uint64_t& steps) {
    constexpr double kSlack = 1e-11;  // Far above what rounding can lose.
    constexpr double kNew = 0.15;     // Weight of the latest round.
    constexpr int kPatience = 6;
    constexpr double kLoadScale = 1;  // Of a price on loads as such.
    const std::size_t lines = model_->line_count();
    prices_ = best_prices_;
    double best = -kFar;
    double pace = 0.8;
    int failures = 0;
    std::int64_t bound = -kNoValue;
    steps_ = 0;
    find_live();
    const auto top = static_cast<double>(enough);
    const auto unit = static_cast<double>(value_unit_);
    for (int round = 0; round < rounds; ++round) {
        const double value = evaluate();
        if (value >= kFar / 2) {
            bound = kNoValue;
            break;
        }
        const double safe = std::clamp(value - moved_ * kSlack, -1e18, 1e18);
        bound =
            std::max(bound, static_cast<std::int64_t>(std::ceil(safe / unit - 1e-9)) * value_unit_);
        count_units();
        if (round == 0) mean_missing_ = missing_;
        double along = 0;
        for (std::size_t at = 0; at < missing_.size(); ++at) {
            along += missing_[at] * mean_missing_[at] * scales_[at];
            mean_missing_[at] += kNew * (missing_[at] - mean_missing_[at]);
        }
        if (value > best) {
            failures = 0;
            if (round > 0 && along > 0) pace = std::min(pace * 1.2, 2.0);
            best = value;
            best_prices_ = prices_;
        } else if (++failures >= kPatience) {
            failures = 0;
            pace *= 0.6;
            if (pace < 1e-3) break;
        }
        if (bound >= enough) break;
        double norm = 0;
        double grams = 0;
        for (std::size_t at = 0; at < missing_.size(); ++at) {
            if (at >= lines && best_prices_[at] <= 0 && mean_missing_[at] < 0) continue;
            norm += mean_missing_[at] * mean_missing_[at] * scales_[at];
            if (at < lines) grams += mean_missing_[at] * line_grams_[at];
        }
        grams *= kLoadScale / heaviest_;
        norm += grams * grams;
        if (norm < 1e-9) break;
        const double step = pace * std::max(top - best, unit) * 1.05 / norm;
        for (std::size_t at = 0; at < missing_.size(); ++at) {
            prices_[at] = best_prices_[at] + step * mean_missing_[at] * scales_[at];
            if (at < lines) prices_[at] += step * grams * kLoadScale * line_grams_[at] / heaviest_;
            if (at >= lines) prices_[at] = std::max(prices_[at], 0.0);
        }
    }
    steps += steps_;
    return bound;
}

}  // namespace earmark
