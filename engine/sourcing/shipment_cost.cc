#include "engine/sourcing/shipment_cost.h"

#include <algorithm>

namespace earmark {

namespace {

std::int64_t divided_up(std::int64_t amount, std::int64_t divisor) {
    return amount / divisor + (amount % divisor != 0 ? 1 : 0);
}

}  // namespace

void ShipmentTariff::reset(const PlanProblem& problem, std::int64_t weight_lcd) {
    problem_ = &problem;
    weight_lcd_ = weight_lcd;
    unit_loads_.clear();
    if (!problem.has_tariffs()) return;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        const std::int64_t units =
            problem.units_per_weight.empty() ? 1 : problem.units_per_weight[line];
        const std::int64_t volume = problem.volume_mm3.empty() ? 0 : problem.volume_mm3[line];
        const std::int64_t scale = weight_lcd_ / units;
        unit_loads_.push_back({problem.weight_grams[line] * scale, volume * scale});
    }
}

std::int64_t ShipmentTariff::grams_by_divisor(std::int64_t dim_cm3_per_kg, ShipmentLoad load)
    const {
    const std::int64_t actual = divided_up(load.weight, weight_lcd_);
    if (dim_cm3_per_kg == 0) return actual;
    return std::max(actual, divided_up(load.volume, weight_lcd_ * dim_cm3_per_kg));
}

std::int64_t ShipmentTariff::rate(std::uint32_t column, std::int64_t grams) const {
    const RateColumn range = problem_->rate_columns[column];
    const RateStep* first = problem_->rate_steps.data() + range.first_step;
    const RateStep& last = first[range.step_count - 1];
    std::int64_t full_parcels = 0;
    if (grams > last.grams_max) {
        full_parcels = grams / last.grams_max * last.rate;
        grams %= last.grams_max;
        if (grams == 0) return full_parcels;
    }
    const RateStep* step =
        std::lower_bound(first, first + range.step_count, grams, [](const RateStep& s, auto g) {
            return s.grams_max < g;
        });
    return full_parcels + step->rate;
}

}  // namespace earmark
