#include "engine/sourcing/load_bound.h"

#include <algorithm>
#include <cmath>

namespace earmark {

namespace {

constexpr double kFar = 1e30;
constexpr std::uint16_t kClosed = LoadCells::kNoCell;

}  // namespace

bool LoadBound::load(const OrderModel& model, std::span<const std::uint32_t> nodes) {
    model_ = &model;
    if (!loads_.load(model, nodes)) return false;
    costs_.assign(loads_.rate_count(), 0);
    constexpr std::size_t kLayersMax = 4;
    const std::size_t shipments_max = model.problem().shipments_max;
    const bool is_limited = shipments_max < nodes.size();
    layer_count_ = is_limited && shipments_max <= kLayersMax ? shipments_max + 1 : 1;
    open_.assign(place_count() * (cell_count() + 1), 0);
    for (std::size_t node = 0; node < place_count(); ++node) {
        const auto open = open_cells_of(node);
        std::fill_n(open.begin(), loads_.nodes()[node].cells + 1, 1);
        if (node < node_count()) open.back() = 1;
    }
    scale_prices();
    spreads_.assign(place_count(), {});
    mean_units_.assign(place_count() * model.line_count(), 0);
    return true;
}

/// Prices of heavy units move further than those of light ones.
void LoadBound::scale_prices() {
    scales_.assign(model_->line_count() + place_count(), 1);
    heaviest_ = *std::max_element(line_grams().begin(), line_grams().end());
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const double scale = 0.1 + 0.9 * line_grams()[line] / heaviest_;
        scales_[line] = scale * scale;
    }
}

/// What the node ships, the cheapest per gram first. Returns what its units without weight cost.
double LoadBound::slice(std::size_t node) {
    const std::size_t lines = model_->line_count();
    slices_.clear();
    double weightless = 0;
    for (std::size_t line = 0; line < lines; ++line) {
        const double most = loads_.most_units()[node * lines + line];
        if (most == 0) continue;
        const double cost = priced(node, line);
        moved_ += std::abs(cost) * most;
        if (line_grams()[line] <= 0) {
            weightless += std::min(cost * most, 0.0);
            continue;
        }
        const double grams = most * line_grams()[line];
        slices_.push_back(
            {cost / line_grams()[line], grams, cost * most, static_cast<std::uint32_t>(line)}
        );
    }
    std::sort(slices_.begin(), slices_.end(), [](const Slice& a, const Slice& b) {
        return a.ratio != b.ratio ? a.ratio < b.ratio : a.line < b.line;
    });
    return weightless;
}

/// The least that the node's shipment costs, by cells of its load.
void LoadBound::cost_cells(std::size_t index) {
    const LoadCells::Node& node = loads_.nodes()[index];
    const double weightless = slice(index);
    const double rent = node.is_short() || prices_[model_->line_count() + index] == 0
                            ? 0
                            : prices_[model_->line_count() + index] *
                                  static_cast<double>(model_->capacity(node.id));
    moved_ += std::abs(rent);
    double* cost = costs_.data() + node.first;
    const auto rate = loads_.rates_of(index);
    const auto open = open_cells_of(index);
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
        const double from = loads_.ends()[cell - 1];
        const double to = std::min(loads_.ends()[cell], node.grams_max);
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
    const LoadCells::Node& node = loads_.nodes()[index];
    const double* cost = costs_.data() + node.first;
    for (std::size_t own = 0; own <= node.cells; ++own) {
        const double added = cost[own];
        if (added >= kFar) continue;
        double* sum = to + own;
        const std::size_t count = cell_count() - own;
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
    for (std::uint32_t index = 0; index < place_count(); ++index) {
        const auto open = open_cells_of(index);
        const auto ships = open.first(loads_.nodes()[index].cells + 1);
        const bool may_ship = std::find(ships.begin(), ships.end(), 1) != ships.end();
        // One that neither may ship nor be closed leaves no loads that add up.
        if (may_ship || open.back() == 0) live_.push_back(index);
    }
    steps_ += place_count() * 8;
}

/// Sums of the live nodes up to the one at this place, from those of the nodes before.
void LoadBound::combine(std::size_t place) {
    const std::size_t index = live_[place];
    const bool is_short = loads_.nodes()[index].is_short();
    const std::size_t cells = cell_count();
    for (std::size_t count = 0; count < layer_count_; ++count) {
        double* to = layer(sums_, place + 1, count);
        std::uint16_t* chosen = chosen_.data() + (place * layer_count_ + count) * cells;
        std::fill(chosen, chosen + cells, kClosed);
        if (may_be_closed(index)) {
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
    const std::size_t cells = cell_count();
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
    for (std::size_t cell = loads_.cells_min(); cell <= loads_.cells_max(); ++cell)
        least = std::min(least, sums[cell]);
    return paid_ + least;
}

/// Sums of the live nodes from each one on.
void LoadBound::sum_behind() {
    const std::size_t cells = cell_count();
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
        const bool is_short = loads_.nodes()[node].is_short();
        for (std::size_t count = 0; count < layer_count_; ++count) {
            double* to = layer(behind_, place, count);
            if (may_be_closed(node)) {
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
    const std::size_t cells = cell_count();
    // Only what reaches the limit, whatever was rounded, is closed.
    const double most = static_cast<double>(limit - value_unit()) + 0.5 - paid_ + moved_ * kSlack;
    for (std::size_t place = 0; place < live_.size(); ++place) {
        const std::size_t node = live_[place];
        if (node == node_count()) break;
        const auto open = open_cells_of(node);
        const auto least_of = [&](std::size_t own) {
            double least = kFar;
            for (std::size_t all = std::max(loads_.cells_min(), own); all <= loads_.cells_max();
                 ++all)
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
        if (open.back() != 0 && least_of(0) > most) open.back() = 0;
        if (layer_count_ > 1) sum_others(layer_count_ - 2);
        const double* cost = costs_.data() + loads_.nodes()[node].first;
        for (std::size_t own = 0; own <= loads_.nodes()[node].cells; ++own)
            if (open[own] != 0 && cost[own] + least_of(own) > most) open[own] = 0;
    }
    steps += steps_;
}

bool LoadBound::is_flat(std::size_t index) const {
    const auto rates = loads_.rates_of(index);
    const auto open = open_cells_of(index);
    double rate = open.back() != 0 ? 0 : -1;
    for (std::size_t cell = 0; cell < rates.size(); ++cell) {
        if (open[cell] == 0) continue;
        if (rate >= 0 && rate != rates[cell]) return false;
        rate = rates[cell];
    }
    return true;
}

LoadBound::Allowance LoadBound::allowance(std::size_t index) const {
    const auto open = open_cells_of(index);
    Allowance allowance;
    allowance.node = loads_.nodes()[index].id;
    allowance.may_be_closed = open.back() != 0;
    allowance.rates = loads_.rates_of(index);
    for (std::size_t cell = 0; cell < allowance.rates.size(); ++cell) {
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
    const LoadCells::Node& node = loads_.nodes()[index];
    slice(index);
    double turn = 0;
    for (const Slice& slice : slices_)
        if (slice.ratio < 0) turn += slice.grams;
    const double from = own == 0 ? 0 : loads_.ends()[own - 1];
    const double carried =
        std::clamp(turn, from, std::max(from, std::min(loads_.ends()[own], node.grams_max)));
    double left = carried;
    for (const Slice& slice : slices_) {
        const double grams = std::min(slice.grams, left);
        shipped_[index * lines + slice.line] = grams / line_grams()[slice.line];
        left -= grams;
    }
    double units = 0;
    for (std::size_t line = 0; line < lines; ++line) {
        double& some = shipped_[index * lines + line];
        if (line_grams()[line] <= 0 && priced(index, line) < 0)
            some = loads_.most_units()[index * lines + line];
        missing_[line] -= some;
        units += some;
    }
    if (!node.is_short() && model_->capacity(node.id) < kNoValue)
        missing_[lines + index] = units - static_cast<double>(model_->capacity(node.id));
    return carried;
}

/// What the loads chosen leave missing of each line.
void LoadBound::count_units() {
    const std::size_t lines = model_->line_count();
    const std::size_t cells = cell_count();
    missing_.assign(prices_.size(), 0);
    shipped_.assign(mean_units_.size(), 0);
    for (std::size_t line = 0; line < lines; ++line)
        missing_[line] = static_cast<double>(model_->need(line));
    std::size_t count = layer_count_ - 1;
    const double* sums = layer(sums_, live_.size(), count);
    std::size_t cell = loads_.cells_min();
    for (std::size_t at = loads_.cells_min(); at <= loads_.cells_max(); ++at)
        if (sums[at] < sums[cell]) cell = at;
    carried_.assign(place_count(), 0);
    for (std::size_t place = live_.size(); place-- > 0;) {
        const std::uint16_t own = chosen_[(place * layer_count_ + count) * cells + cell];
        if (own == kClosed) continue;
        cell -= own;
        if (layer_count_ > 1 && !loads_.nodes()[live_[place]].is_short()) --count;
        carried_[live_[place]] = count_load(live_[place], own);
    }
    constexpr double kWeight = 0.1;
    for (std::size_t index = 0; index < place_count(); ++index) {
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
    prices_.resize(lines + place_count(), 0);
    // The loads add up, so that a price on the load itself changes nothing but roundings.
    double worth = 0;
    for (std::size_t line = 0; line < lines; ++line) {
        double least = kFar;
        for (std::size_t node = 0; node < node_count(); ++node) {
            if (loads_.most_units()[node * lines + line] > 0)
                least = std::min(least, loads_.unit_costs()[node * lines + line]);
        }
        worth += (prices_[line] - least) * static_cast<double>(model_->need(line));
    }
    for (std::size_t line = 0; line < lines && loads_.grams() > 0; ++line)
        prices_[line] -= worth / loads_.grams() * line_grams()[line];
    best_prices_ = prices_;
}

/// By the volume algorithm of Barahona and Anbil: along the mean of what was missing in the rounds
/// so far, from the best prices known.
std::int64_t LoadBound::raise(std::int64_t enough, int rounds, StepBudget& budget) {
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
    const auto unit = static_cast<double>(value_unit());
    for (int round = 0; round < rounds; ++round) {
        const double value = evaluate();
        if (value >= kFar / 2) {
            bound = kNoValue;
            break;
        }
        const double safe = std::clamp(value - moved_ * kSlack, -1e18, 1e18);
        bound = std::max(
            bound, static_cast<std::int64_t>(std::ceil(safe / unit - 1e-9)) * value_unit()
        );
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
        if (bound >= enough || budget.used + steps_ >= budget.limit) break;
        double norm = 0;
        double grams = 0;
        for (std::size_t at = 0; at < missing_.size(); ++at) {
            if (at >= lines && best_prices_[at] <= 0 && mean_missing_[at] < 0) continue;
            norm += mean_missing_[at] * mean_missing_[at] * scales_[at];
            if (at < lines) grams += mean_missing_[at] * line_grams()[at];
        }
        grams *= kLoadScale / heaviest_;
        norm += grams * grams;
        if (norm < 1e-9) break;
        const double step = pace * std::max(top - best, unit) * 1.05 / norm;
        for (std::size_t at = 0; at < missing_.size(); ++at) {
            prices_[at] = best_prices_[at] + step * mean_missing_[at] * scales_[at];
            if (at < lines) prices_[at] += step * grams * kLoadScale * line_grams()[at] / heaviest_;
            if (at >= lines) prices_[at] = std::max(prices_[at], 0.0);
        }
    }
    budget.used += steps_;
    return bound;
}

}  // namespace earmark
