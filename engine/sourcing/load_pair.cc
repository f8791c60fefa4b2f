#include "engine/sourcing/load_pair.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>

namespace earmark {

namespace {

constexpr std::int64_t kPairCellsMax = 1 << 20;
constexpr std::int64_t kPairCostMax = 1 << 28;
/// Of loads that no units make up. Less by what units may save, it is still above kPairCostMax.
constexpr std::int32_t kNoDivision = 1 << 30;
constexpr std::size_t kOffersMax = 128;
constexpr std::size_t kOffersOfCost = 16;

}  // namespace

std::int64_t LoadPair::run(
    OrderModel& model,
    const std::array<Node, 2>& nodes,
    const Pool& pool,
    std::int64_t value_unit,
    Incumbent& incumbent,
    std::uint64_t& steps
) {
    model_ = &model;
    incumbent_ = &incumbent;
    nodes_ = nodes;
    pool_ = pool;
    value_unit_ = value_unit;
    steps_ = 0;
    if (!read_lines()) return -kNoValue;
    std::int64_t bound = kNoValue;
    if (fill_levels()) bound = find_least();
    steps += steps_;
    return bound;
}

/// False if there are too many loads, or costs are too large to count.
bool LoadPair::read_lines() {
    const PlanProblem& problem = model_->problem();
    const auto is_by_volume = [&](const Node& node) {
        const std::uint32_t column = problem.tariff_column[node.id];
        return column != PlanProblem::kNoTariff && model_->bills_volume(column);
    };
    by_volume_ = is_by_volume(nodes_[0]) && is_by_volume(nodes_[1]);
    const auto unit_cells = [&](std::size_t line) {
        const ShipmentLoad load = model_->tariff().unit_load(model_->lines()[line]);
        return by_volume_ ? load.volume : load.weight;
    };
    cell_load_ = 0;
    for (std::size_t line = 0; line < model_->line_count(); ++line)
        cell_load_ = std::gcd(cell_load_, unit_cells(line));
    cell_load_ = std::max<std::int64_t>(cell_load_, 1);
    lines_.clear();
    total_cells_ = 0;
    constant_ = pool_.cost_of_others + 2 * problem.split_penalty;
    std::int64_t moved = 0;
    for (const Node& node : nodes_) {
        constant_ += problem.fixed_cost[node.id];
        if (node.unit_price != 0) constant_ -= node.unit_price * model_->capacity(node.id);
    }
    std::int64_t reached = 0;
    for (std::size_t line = 0; line < model_->line_count(); ++line) {
        const std::uint32_t id = model_->lines()[line];
        const std::int64_t need = pool_.units[line];
        const std::int64_t first = problem.unit_cost_of(nodes_[0].id, id) + nodes_[0].unit_price;
        const std::int64_t second = problem.unit_cost_of(nodes_[1].id, id) + nodes_[1].unit_price;
        const std::int64_t dearer = (first - second) / value_unit_;
        const std::int64_t least =
            std::max<std::int64_t>(need - model_->most_units(nodes_[1].id, line), 0);
        const std::int64_t most = std::min(need, model_->most_units(nodes_[0].id, line));
        constant_ += second * need;
        if (std::abs(dearer) > kPairCostMax / std::max<std::int64_t>(need, 1)) return false;
        moved += std::abs(dearer) * need +
                 (model_->line_cost(nodes_[0].id) + model_->line_cost(nodes_[1].id)) / value_unit_;
        const std::int64_t cells = unit_cells(line) / cell_load_;
        if (cells > kPairCellsMax || cells * need > kPairCellsMax) return false;
        total_cells_ += cells * need;
        reached += cells * std::max<std::int64_t>(most, 0);
        lines_.push_back({least, most, need, cells, static_cast<std::int32_t>(dearer)});
    }
    if (moved > kPairCostMax || reached > kPairCellsMax) return false;
    cell_count_ = static_cast<std::size_t>(reached) + 1;
    for (std::size_t i = 0; i < 2; ++i)
        line_costs_[i] = static_cast<std::int32_t>(model_->line_cost(nodes_[i].id) / value_unit_);
    return true;
}

/// False if the two nodes cannot fill the order.
bool LoadPair::fill_levels() {
    for (const Line& line : lines_)
        if (line.least > line.most) return false;
    levels_.resize((lines_.size() + 1) * cell_count_);
    const auto first = level(0);
    std::fill(first.begin(), first.end(), kNoDivision);
    first[0] = 0;
    for (std::size_t line = 0; line < lines_.size(); ++line)
        fill_level(line);
    return true;
}

void LoadPair::fill_level(std::size_t index) {
    const Line& line = lines_[index];
    const auto from = level(index);
    const auto to = level(index + 1);
    std::fill(to.begin(), to.end(), kNoDivision);
    const auto [first, second] = line_costs_;
    if (line.need == 0 || (first == 0 && second == 0)) {
        add_units(line, line.least, line.most, 0, from, to);
        return;
    }
    // The whole line from either node, or some of it from both.
    if (line.least == 0) add_units(line, 0, 0, second, from, to);
    if (line.most == line.need) add_units(line, line.need, line.need, first, from, to);
    add_units(
        line,
        std::max<std::int64_t>(line.least, 1),
        std::min(line.most, line.need - 1),
        first + second,
        from,
        to
    );
}

/// With from `least` to `most` units of the line at the first node.
void LoadPair::add_units(
    const Line& line,
    std::int64_t least,
    std::int64_t most,
    std::int32_t fixed,
    std::span<const std::int32_t> from,
    std::span<std::int32_t> to
) {
    if (least > most) return;
    shifted_.assign(cell_count_, kNoDivision);
    const auto shift = static_cast<std::size_t>(least * line.cells);
    const std::int32_t cost = fixed + static_cast<std::int32_t>(least) * line.dearer;
    for (std::size_t cell = shift; cell < cell_count_; ++cell)
        shifted_[cell] = from[cell - shift] + cost;
    // Any number of further units is a sum of pieces.
    std::int64_t left = most - least;
    for (std::int64_t units = 1; left > 0; units *= 2) {
        const std::int64_t some = std::min(units, left);
        left -= some;
        const auto piece = static_cast<std::size_t>(some * line.cells);
        const std::int32_t dearer = static_cast<std::int32_t>(some) * line.dearer;
        for (std::size_t cell = cell_count_; cell-- > piece;)
            shifted_[cell] = std::min(shifted_[cell], shifted_[cell - piece] + dearer);
        steps_ += cell_count_ / 4;
    }
    for (std::size_t cell = 0; cell < cell_count_; ++cell)
        to[cell] = std::min(to[cell], shifted_[cell]);
    steps_ += cell_count_ / 2;
}

std::int32_t LoadPair::cost_of(const Line& line, std::int64_t units) const {
    return (static_cast<std::int32_t>(units) * line.dearer) + (units > 0 ? line_costs_[0] : 0) +
           (units < line.need ? line_costs_[1] : 0);
}

LoadPair::Flat LoadPair::flat_at(std::uint32_t node, std::int64_t cell) const {
    const PlanProblem& problem = model_->problem();
    const std::uint32_t column = problem.tariff_column[node];
    if (column == PlanProblem::kNoTariff) return {-1, std::numeric_limits<std::int64_t>::max(), 0};
    const RateColumn range = problem.rate_columns[column];
    const RateStep* steps = problem.rate_steps.data() + range.first_step;
    const std::int64_t load = cell * cell_load_;
    const std::int64_t per_gram =
        model_->tariff().weight_lcd() * (by_volume_ ? range.dim_cm3_per_kg : 1);
    const std::int64_t grams = (load + per_gram - 1) / per_gram;
    const std::int64_t parcel = steps[range.step_count - 1].grams_max;
    const std::int64_t full = (std::max<std::int64_t>(grams, 1) - 1) / parcel * parcel;
    std::size_t at = 0;
    while (steps[at].grams_max < grams - full)
        ++at;
    const std::int64_t begin =
        full == 0 && at == 0
            ? -1
            : (full + (at == 0 ? 0 : steps[at - 1].grams_max)) * per_gram / cell_load_;
    const std::int64_t end = (full + steps[at].grams_max) * per_gram / cell_load_;
    return {begin, end, model_->tariff().rate(column, grams)};
}

/// The least that a division costs; offers some that the table says cost that, or not much more.
std::int64_t LoadPair::find_least() {
    const auto sums = level(lines_.size());
    const std::int64_t limit = incumbent_->value() - constant_;
    std::int64_t least = kNoValue;
    candidates_.clear();
    Flat first{0, -1, 0};
    Flat second{0, -1, 0};
    for (std::size_t cell = 0; cell < cell_count_; ++cell) {
        if (sums[cell] > kPairCostMax) continue;
        const auto load = static_cast<std::int64_t>(cell);
        const std::int64_t rest = total_cells_ - load;
        if (load > first.to || load <= first.from) first = flat_at(nodes_[0].id, load);
        if (rest > second.to || rest <= second.from) second = flat_at(nodes_[1].id, rest);
        const std::int64_t cost = sums[cell] * value_unit_ + first.rate + second.rate;
        least = std::min(least, cost);
        if (cost < limit) candidates_.push_back({cost, cell});
    }
    steps_ += cell_count_;
    if (least == kNoValue) return kNoValue;
    offer_cells(constant_ + least);
    return constant_ + least;
}

/// The cheapest first, and of those of one cost some from all of them: what the table does not see
/// differs.
void LoadPair::offer_cells(std::int64_t least) {
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
        return a.cost != b.cost ? a.cost < b.cost : a.cell < b.cell;
    });
    steps_ += candidates_.size() * 4;
    std::size_t offers = 0;
    for (std::size_t first = 0, end = 0; first < candidates_.size(); first = end) {
        const std::int64_t cost = candidates_[first].cost;
        while (end < candidates_.size() && candidates_[end].cost == cost)
            ++end;
        const std::size_t some = std::min(end - first, kOffersOfCost);
        for (std::size_t i = 0; i < some; ++i) {
            if (incumbent_->value() <= std::max(constant_ + cost, least)) return;
            if (++offers > kOffersMax) return;
            offer(candidates_[first + i * (end - first) / some].cell);
        }
    }
}

/// Offers a division that the table says costs the least of the cell, within capacities if one is
/// soon found.
void LoadPair::offer(std::size_t cell) {
    std::int64_t all = 0;
    for (const Line& line : lines_)
        all += line.need;
    units_.assign(lines_.size(), 0);
    tries_ = 0;
    is_taken_ = false;
    take_back(
        lines_.size(),
        cell,
        all - std::min(all, model_->capacity(nodes_[1].id)),
        std::min(all, model_->capacity(nodes_[0].id))
    );
    steps_ += tries_;
}

/// With from `least` to `most` units of the lines before `at`. Not deeper than there are lines.
void LoadPair::take_back(std::size_t at, std::size_t cell, std::int64_t least, std::int64_t most) {
    constexpr std::size_t kTriesMax = 20'000;
    if (at == 0) {
        is_taken_ = true;
        plan_.assign(pool_.others.begin(), pool_.others.end());
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            const std::uint32_t id = model_->lines()[line];
            const std::int64_t rest = lines_[line].need - units_[line];
            if (units_[line] > 0) plan_.push_back({nodes_[0].id, id, units_[line]});
            if (rest > 0) plan_.push_back({nodes_[1].id, id, rest});
        }
        incumbent_->offer(plan_, model_->value_of(plan_));
        return;
    }
    std::int64_t least_before = 0;
    std::int64_t most_before = 0;
    for (std::size_t before = 0; before + 1 < at; ++before) {
        least_before += lines_[before].least;
        most_before += lines_[before].most;
    }
    const Line& line = lines_[at - 1];
    const std::int64_t from = std::max(line.least, least - most_before);
    const std::int64_t to = std::min(line.most, most - least_before);
    if (from > to) return;
    // Its share of the units first.
    const std::int64_t spread = std::max<std::int64_t>(most_before + line.most, 1);
    const std::int64_t start = std::clamp((least + most) / 2 * line.most / spread, from, to);
    const std::int32_t cost = level(at)[cell];
    for (std::int64_t i = 0; i <= 2 * (to - from) + 1 && !is_taken_; ++i) {
        const std::int64_t units = start + (i % 2 == 0 ? i / 2 : -(i + 1) / 2);
        if (units < from || units > to) continue;
        if (++tries_ > kTriesMax) return;
        const auto own = static_cast<std::size_t>(units * line.cells);
        if (own > cell || level(at - 1)[cell - own] + cost_of(line, units) != cost) continue;
        units_[at - 1] = units;
        take_back(at - 1, cell - own, least - units, most - units);
    }
}

}  // namespace earmark
