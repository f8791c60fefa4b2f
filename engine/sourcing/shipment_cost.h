// What one shipment costs: the exact cost function that every part of the solver answers to.
#pragma once

#include "engine/base/wide.h"
#include "engine/sourcing/plan_problem.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// What a shipment weighs and measures so far, in fractions of a gram that add up exactly.
struct ShipmentLoad {
    std::int64_t weight = 0;  ///< Grams x weight_lcd.
    std::int64_t volume = 0;  ///< mm3 x weight_lcd: grams once divided by cm3 per kg.
    ShipmentLoad operator+(ShipmentLoad other) const {
        return {weight + other.weight, volume + other.volume};
    }
    ShipmentLoad operator*(std::int64_t units) const { return {weight * units, volume * units}; }
};

/// The tariff side of one order: loads of its lines, grams billed, rates.
class ShipmentTariff {
  public:
    /// Keeps a pointer to the problem until the next reset.
    void reset(const PlanProblem& problem, std::int64_t weight_lcd);

    /// What one unit of the line adds. Zero without tariffs.
    ShipmentLoad unit_load(std::size_t line) const {
        return unit_loads_.empty() ? ShipmentLoad{} : unit_loads_[line];
    }

    std::int64_t weight_lcd() const { return weight_lcd_; }

    /// max(actual, dimensional), rounded up to grams once for the shipment.
    std::int64_t billed_grams(std::uint32_t column, ShipmentLoad load) const {
        return grams_by_divisor(problem_->rate_columns[column].dim_cm3_per_kg, load);
    }
    /// The same by a dimensional divisor; 0: by actual weight only.
    std::int64_t grams_by_divisor(std::int64_t dim_cm3_per_kg, ShipmentLoad load) const;

    /// Of a shipment in one tariff column: full parcels of the last step, and the rest.
    std::int64_t rate(std::uint32_t column, std::int64_t grams) const;

    /// Of a shipment of `node` that carries `load`; 0 if the node has no tariff.
    std::int64_t rate_of(std::size_t node, ShipmentLoad load) const {
        if (!problem_->has_tariffs()) return 0;
        const std::uint32_t column = problem_->tariff_column[node];
        return column == PlanProblem::kNoTariff ? 0 : rate(column, billed_grams(column, load));
    }

    /// A place in a column's steps, for loads that only grow.
    struct Step {
        std::uint32_t index = 0;
        std::int64_t rate = 0;
    };
    /// The step of `node`'s tariff that `load` is billed by, not before `from`: what rate_of()
    /// says, without a division or a search as long as one parcel will do.
    Step step_of(std::size_t node, ShipmentLoad load, Step from) const {
        if (!problem_->has_tariffs()) return {};
        const std::uint32_t column = problem_->tariff_column[node];
        if (column == PlanProblem::kNoTariff) return {};
        const RateColumn range = problem_->rate_columns[column];
        const RateStep* steps = problem_->rate_steps.data() + range.first_step;
        for (std::uint32_t at = from.index; at < range.step_count; ++at) {
            const Wide most = static_cast<Wide>(steps[at].grams_max) * weight_lcd_;
            if (load.weight > most) continue;
            if (range.dim_cm3_per_kg == 0 || load.volume <= most * range.dim_cm3_per_kg)
                return {at, steps[at].rate};
        }
        return {range.step_count, rate(column, billed_grams(column, load))};
    }

  private:
    const PlanProblem* problem_ = nullptr;
    std::int64_t weight_lcd_ = 1;
    std::vector<ShipmentLoad> unit_loads_;
};

}  // namespace earmark
