// A straight line under a stepped tariff, so that linear bounds hold for stepped costs.
#pragma once

#include "engine/sourcing/shipment_cost.h"

#include <cstdint>

namespace earmark {

/// rate(grams) >= intercept + rise x grams / run.  rise >= 0, run > 0.
struct TariffMinorant {
    std::int64_t intercept = 0;
    std::int64_t rise = 0;
    std::int64_t run = 1;

    /// rise x amount / (run x divisor), rounded down.
    std::int64_t slope_of(std::int64_t amount, std::int64_t divisor) const;
};

/// Holds for every shipment of up to `grams`, tight where all of it goes at once; intercept >= 0.
TariffMinorant minorant_up_to(const PlanProblem& problem, std::uint32_t column, std::int64_t grams);

/// Of the shipments that a straight line is for.
struct GramsRange {
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::int64_t typical = 0;  ///< Where the line is to be as close as it can.
    std::int64_t intercept_min = 0;
};

/// Holds for shipments of `least` to `most` grams: an edge of the convex hull below the steps, that
/// at `typical` unless its intercept is too low; flat if there is no other.
TariffMinorant minorant_between(
    const PlanProblem& problem, std::uint32_t column, const GramsRange& grams
);

}  // namespace earmark
