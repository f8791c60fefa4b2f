#include "engine/sourcing/order_model.h"

#include <algorithm>
#include <numeric>

namespace earmark {

void OrderModel::reset(const PlanProblem& problem, const PlanBounds& bounds) {
    problem_ = &problem;
    tariff_.reset(problem, bounds.weight_lcd);
    constant_ = 0;
    unit_cost_max_ = bounds.unit_cost_max;
    is_hopeless_ = false;
    has_capacities_ = std::any_of(problem.capacity.begin(), problem.capacity.end(), [](auto units) {
        return units >= 0;
    });
    find_lines(bounds);
    find_item_groups();
    minorants_.clear();
}

void OrderModel::find_item_groups() {
    item_groups_.clear();
    if (problem_->item.empty()) return;
    std::vector<std::uint32_t> by_item(lines_.size());
    std::iota(by_item.begin(), by_item.end(), 0U);
    const auto item_of = [&](std::uint32_t line) { return problem_->item[lines_[line]]; };
    std::sort(by_item.begin(), by_item.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (item_of(a) != item_of(b)) return item_of(a) < item_of(b);
        return needs_[a] != needs_[b] ? needs_[a] < needs_[b] : a < b;
    });
    for (auto first = by_item.begin(), end = first; first != by_item.end(); first = end) {
        while (end != by_item.end() && item_of(*end) == item_of(*first))
            ++end;
        if (end - first > 1) item_groups_.emplace_back(first, end);
    }
}

bool OrderModel::has_stock_for(std::size_t node, std::uint32_t lines) const {
    if (!has_shared_items()) return true;
    for (std::size_t line = 0; lines >> line != 0; ++line) {
        if ((lines >> line & 1U) == 0) continue;
        std::int64_t wanted = 0;
        for (std::size_t other = line; lines >> other != 0; ++other) {
            const bool is_same = problem_->item[lines_[other]] == problem_->item[lines_[line]];
            if (is_same && (lines >> other & 1U) != 0) wanted += needs_[other];
        }
        if (wanted > problem_->stock_of(node, lines_[line])) return false;
    }
    return true;
}

bool OrderModel::overdraws_item(std::span<const PlannedUnits> shipments) const {
    return std::any_of(item_groups_.begin(), item_groups_.end(), [&](const auto& group) {
        const std::uint32_t item = problem_->item[lines_[group.front()]];
        return std::any_of(shipments.begin(), shipments.end(), [&](const PlannedUnits& planned) {
            if (problem_->item[planned.line] != item) return false;
            std::int64_t units = 0;
            for (const PlannedUnits& other : shipments) {
                if (problem_->item[other.line] == item && other.node == planned.node)
                    units += other.units;
            }
            return units > problem_->stock_of(planned.node, planned.line);
        });
    });
}

void OrderModel::find_lines(const PlanBounds& bounds) {
    const std::size_t lines = problem_->line_count;
    supplies_.assign(lines, 0);
    if (problem_->shipments_max > 0) {
        // Usually a few nodes show that every line can be filled.
        std::size_t wanting = lines;
        for (std::size_t node = 0; node < problem_->node_count && wanting > 0; ++node) {
            const std::int64_t room = capacity(node);
            const std::int64_t* stock = problem_->stock.data() + node * lines;
            wanting = 0;
            for (std::size_t line = 0; line < lines; ++line) {
                const std::int64_t wanted = problem_->quantity[line];
                if (supplies_[line] == wanted) continue;
                const std::int64_t most = std::min({stock[line], wanted, room});
                supplies_[line] = is_split()
                                      ? std::min(supplies_[line] + most, wanted)
                                      : std::max(supplies_[line], most == wanted ? wanted : 0);
                if (supplies_[line] < wanted) ++wanting;
            }
        }
    }
    fill_price_ = problem_->allow_partial
                      ? bounds.cost_max
                      : std::min(bounds.cost_max, (std::int64_t{1} << 60U) / (bounds.units + 1));
    lines_.clear();
    needs_.clear();
    short_prices_.clear();
    for (std::size_t line = 0; line < lines; ++line) {
        const bool is_priced = problem_->allow_partial && !problem_->short_cost.empty();
        const std::int64_t counted = must_fill() ? 1 : problem_->units_counted(line);
        const std::int64_t price = is_priced ? problem_->short_cost[line] : fill_price_ * counted;
        const std::int64_t missing = problem_->quantity[line] - supplies_[line];
        if (missing > 0 && must_fill()) is_hopeless_ = true;
        if (!must_fill()) constant_ += missing * price;
        if (supplies_[line] == 0) continue;
        lines_.push_back(static_cast<std::uint32_t>(line));
        needs_.push_back(supplies_[line]);
        short_prices_.push_back(price);
    }
}

void OrderModel::bound_tariffs() {
    minorants_.clear();
    slopes_.clear();
    whole_slopes_.clear();
    if (!problem_->has_tariffs()) return;
    ShipmentLoad all;
    for (std::size_t line = 0; line < lines_.size(); ++line)
        all = all + tariff_.unit_load(lines_[line]) * needs_[line];
    bills_volume_.clear();
    step_ends_.clear();
    first_step_end_.assign(1, 0);
    for (std::uint32_t column = 0; column < problem_->rate_columns.size(); ++column) {
        const std::int64_t grams = tariff_.billed_grams(column, all);
        bills_volume_.push_back(grams > tariff_.billed_grams(column, {all.weight, 0}));
        minorants_.push_back(minorant_up_to(*problem_, column, grams));
        find_step_ends(column, grams);
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            slopes_.push_back(slope_of(column, minorants_.back(), line));
            whole_slopes_.push_back(
                slope_of(column, minorants_.back(), tariff_.unit_load(lines_[line]) * needs_[line])
            );
        }
    }
}

TariffMinorant OrderModel::minorant_for(std::uint32_t column, ShipmentLoad heaviest) const {
    const std::int64_t most = tariff_.billed_grams(column, heaviest);
    const TariffMinorant line =
        minorant_between(*problem_, column, {.most = most, .typical = most / 2});
    return line.rise > 0 ? line : minorant_up_to(*problem_, column, most);
}

/// `grams`: of the whole order.
void OrderModel::find_step_ends(std::uint32_t column, std::int64_t grams) {
    const RateColumn range = problem_->rate_columns[column];
    const RateStep* steps = problem_->rate_steps.data() + range.first_step;
    std::uint32_t used = 1;
    while (used < range.step_count && steps[used - 1].grams_max < grams)
        ++used;
    const RateStep& parcel = steps[range.step_count - 1];
    const bool fits_parcel = grams <= parcel.grams_max;
    for (std::uint32_t at = 0; at < used; ++at) {
        const auto slope_to = [&](std::int64_t end, std::int64_t rate) {
            return static_cast<double>(rate - steps[at].rate) /
                   static_cast<double>(end - steps[at].grams_max);
        };
        double slope = std::numeric_limits<double>::max();
        for (std::uint32_t next = at + 1; next < used; ++next) {
            const std::int64_t end = std::min(steps[next].grams_max, grams);
            slope = std::min(slope, slope_to(end, steps[next].rate));
        }
        // The slope to a step of the next parcels lies between that of the next and a full one's.
        for (std::uint32_t next = 0; next < used && !fits_parcel; ++next) {
            slope = std::min(
                slope,
                slope_to(parcel.grams_max + steps[next].grams_max, parcel.rate + steps[next].rate)
            );
        }
        if (!fits_parcel) {
            slope = std::min(
                slope, static_cast<double>(parcel.rate) / static_cast<double>(parcel.grams_max)
            );
        }
        step_ends_.push_back({static_cast<double>(steps[at].grams_max), slope});
    }
    first_step_end_.push_back(step_ends_.size());
}

/// The same where the load is more than one parcel.
OrderModel::StepEnd OrderModel::step_end_of_parcels(std::uint32_t column, ShipmentLoad load) const {
    const RateColumn range = problem_->rate_columns[column];
    const RateStep* steps = problem_->rate_steps.data() + range.first_step;
    const std::int64_t parcel = steps[range.step_count - 1].grams_max;
    const std::int64_t full =
        (std::max<std::int64_t>(tariff_.billed_grams(column, load), 1) - 1) / parcel * parcel;
    const std::int64_t rest = tariff_.billed_grams(column, load) - full;
    std::uint32_t step = 0;
    while (steps[step].grams_max < rest)
        ++step;
    const StepEnd end = step_ends_[first_step_end_[column] + step];
    return {static_cast<double>(full) + end.grams_max, end.slope};
}

std::int64_t OrderModel::slope_of(
    std::uint32_t column, const TariffMinorant& line_under, std::size_t line
) const {
    return slope_of(column, line_under, tariff_.unit_load(lines_[line]));
}

std::int64_t OrderModel::slope_of(
    std::uint32_t column, const TariffMinorant& line_under, ShipmentLoad load
) const {
    const std::int64_t per_gram = tariff_.weight_lcd();
    const std::int64_t per_kilogram = problem_->rate_columns[column].dim_cm3_per_kg;
    return bills_volume_[column] ? line_under.slope_of(load.volume, per_gram * per_kilogram)
                                 : line_under.slope_of(load.weight, per_gram);
}

OrderModel::PlanSum OrderModel::sum_of(std::span<const PlannedUnits> shipments) {
    node_sums_.resize(problem_->node_count);
    touched_.clear();
    PlanSum plan;
    for (const PlannedUnits& planned : shipments) {
        NodeSum& sum = node_sums_[planned.node];
        if (!sum.ships) {
            touched_.push_back(planned.node);
            sum.ships = true;
            sum.cost = problem_->fixed_cost[planned.node];
        }
        sum.load = sum.load + tariff_.unit_load(planned.line) * planned.units;
        sum.units += planned.units;
        sum.cost += problem_->unit_cost_of(planned.node, planned.line) * planned.units +
                    line_cost(planned.node);
    }
    for (const std::uint32_t node : touched_) {
        NodeSum& sum = node_sums_[node];
        plan.cost += sum.cost + tariff_.rate_of(node, sum.load);
        if (sum.units > capacity(node)) plan.keeps_limits = false;
        sum = NodeSum{};
    }
    plan.shipments = static_cast<std::int64_t>(touched_.size());
    if (touched_.size() > problem_->shipments_max || overdraws_item(shipments))
        plan.keeps_limits = false;
    return plan;
}

std::int64_t OrderModel::value_of(std::span<const PlannedUnits> shipments) {
    const PlanSum plan = sum_of(shipments);
    if (!plan.keeps_limits) return kNoValue;
    missing_.assign(problem_->line_count, 0);
    for (std::size_t line = 0; line < lines_.size(); ++line)
        missing_[lines_[line]] = needs_[line];
    for (const PlannedUnits& planned : shipments)
        missing_[planned.line] -= planned.units;
    std::int64_t value =
        constant_ + plan.cost + problem_->split_penalty * std::max<std::int64_t>(plan.shipments, 1);
    for (std::size_t line = 0; line < lines_.size(); ++line) {
        const std::int64_t missing = missing_[lines_[line]];
        if (missing > 0 && must_fill()) return kNoValue;
        value += missing * short_prices_[line];
    }
    return value;
}

std::int64_t OrderModel::short_units_of(std::span<const PlannedUnits> shipments) const {
    std::int64_t units = 0;
    for (std::size_t line = 0; line < problem_->line_count; ++line)
        units += problem_->quantity[line] * problem_->units_counted(line);
    for (const PlannedUnits& planned : shipments)
        units -= planned.units * problem_->units_counted(planned.line);
    return units;
}

std::int64_t OrderModel::cost_of(std::span<const PlannedUnits> shipments) {
    const PlanSum plan = sum_of(shipments);
    std::int64_t cost =
        plan.cost + problem_->split_penalty * std::max<std::int64_t>(plan.shipments - 1, 0);
    if (!problem_->allow_partial || problem_->short_cost.empty()) return cost;
    for (std::size_t line = 0; line < problem_->line_count; ++line)
        cost += problem_->quantity[line] * problem_->short_cost[line];
    for (const PlannedUnits& planned : shipments)
        cost -= planned.units * problem_->short_cost[planned.line];
    return cost;
}

std::int64_t OrderModel::cost_bound(std::int64_t value_bound, std::int64_t short_units) const {
    std::int64_t bound = value_bound - problem_->split_penalty;
    if (problem_->allow_partial && problem_->short_cost.empty()) bound -= short_units * fill_price_;
    return std::max<std::int64_t>(bound, 0);
}

}  // namespace earmark
