#include "engine/sourcing/tariff_minorant.h"

#include "engine/sourcing/order_model.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace earmark {
namespace {

__extension__ using Wide = __int128;

PlanProblem one_column(std::vector<RateStep> steps) {
    PlanProblem problem;
    problem.reset(1, 1);
    problem.rate_columns = {{0, static_cast<std::uint32_t>(steps.size())}};
    problem.rate_steps = std::move(steps);
    problem.tariff_column = {0};
    problem.weight_grams = {1};
    return problem;
}

/// A pound's steps, every further pound the same.
PlanProblem by_the_pound() {
    std::vector<RateStep> steps;
    for (std::int64_t pound = 1; pound <= 70; ++pound)
        steps.push_back({pound * 454, 900 + 60 * pound});
    return one_column(steps);
}

/// Most by which the line is above the rate of a shipment of the range, times its run.
Wide worst_excess(
    const PlanProblem& problem, const TariffMinorant& line, std::int64_t least, std::int64_t most
) {
    ShipmentTariff tariff;
    tariff.reset(problem, {.cost_max = 1, .units = 1, .weight_lcd = 1});
    Wide worst = -static_cast<Wide>(kNoValue);
    for (std::int64_t grams = least; grams <= most; ++grams) {
        const Wide own = static_cast<Wide>(line.rise) * grams;
        const Wide rest = static_cast<Wide>(tariff.rate(0, grams) - line.intercept) * line.run;
        worst = std::max(worst, own - rest);
    }
    return worst;
}

TEST(TariffMinorant, FollowsEqualStepsWhateverTheShipmentEndsAt) {
    const PlanProblem problem = by_the_pound();
    // Ten pounds and a gram: the line must not turn towards the pound that has just begun.
    const TariffMinorant line = minorant_between(problem, 0, {.most = 4541, .typical = 2270});
    EXPECT_EQ(line.intercept, 900);
    EXPECT_EQ(line.rise * 454, line.run * 60);
}

TEST(TariffMinorant, IsExactForOneWeight) {
    const PlanProblem problem = by_the_pound();
    const TariffMinorant line = minorant_between(
        problem, 0, {.least = 1000, .most = 1000, .typical = 1000, .intercept_min = -kNoValue}
    );
    EXPECT_EQ(line.intercept + line.slope_of(1000, 1), 900 + 60 * 3);
}

TEST(TariffMinorant, StaysBelowTheStepsOfItsRange) {
    Random random(test_seed());
    for (int i = 0; i < 2000; ++i) {
        std::vector<RateStep> steps;
        RateStep step{0, draw(random, 0, 50)};
        const std::int64_t count = draw(random, 1, 8);
        for (std::int64_t s = 0; s < count; ++s) {
            step.grams_max += draw(random, 1, 60);
            step.rate += draw(random, 0, 30);
            steps.push_back(step);
        }
        const PlanProblem problem = one_column(steps);
        const std::int64_t least = draw(random, 0, 2 * step.grams_max);
        const std::int64_t most = least + draw(random, 0, 2 * step.grams_max);
        const std::int64_t intercept_min = draw(random, 0, 1) == 0 ? 0 : -kNoValue;
        const TariffMinorant line = minorant_between(
            problem,
            0,
            {.least = least,
             .most = most,
             .typical = draw(random, least, most),
             .intercept_min = intercept_min}
        );
        ASSERT_GE(line.rise, 0);
        ASSERT_GT(line.run, 0);
        ASSERT_GE(line.intercept, intercept_min);
        const Wide excess = worst_excess(problem, line, least, most);
        ASSERT_LE(excess, 0) << "case " << i;
        // As close as whole numbers allow: it touches a step.
        ASSERT_GT(excess, -static_cast<Wide>(line.run)) << "case " << i;
    }
}

}  // namespace
}  // namespace earmark
