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

/// Holds for shipments of `least` to `most` grams, tight at `most`; the intercept may be negative.
TariffMinorant minorant_between(
    const PlanProblem& problem,
    const ShipmentTariff& tariff,
    std::uint32_t column,
    std::int64_t least,
    std::int64_t most
);

}  // namespace earmark
