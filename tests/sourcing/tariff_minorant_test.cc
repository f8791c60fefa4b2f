#include "engine/sourcing/tariff_minorant.h"

#include "engine/base/wide.h"
#include "engine/sourcing/order_model.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace earmark {
namespace {

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
    tariff.reset(problem, /*weight_lcd=*/1);
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

/// What bounds say of loads above a step, further parcels included.
TEST(StepEnds, NoHeavierShipmentCostsLess) {
    Random random(test_seed());
    for (int i = 0; i < 1000; ++i) {
        std::vector<RateStep> steps;
        RateStep step{0, draw(random, 0, 50)};
        for (std::int64_t left = draw(random, 1, 6); left > 0; --left) {
            step.grams_max += draw(random, 1, 20);
            step.rate += draw(random, 0, 1) * draw(random, 0, 60);
            steps.push_back(step);
        }
        PlanProblem problem = one_column(steps);
        const std::int64_t heaviest = draw(random, 1, 4 * step.grams_max);
        problem.quantity = {heaviest};
        problem.stock = {heaviest};
        problem.line_split = true;
        const auto bounds = check_problem(problem);
        ASSERT_TRUE(bounds);
        OrderModel model;
        model.reset(problem, *bounds);
        model.bound_tariffs();
        for (std::int64_t grams = 0; grams <= heaviest; ++grams) {
            const ShipmentLoad load{grams, 0};
            const auto at = model.tariff().step_of(0, load, {});
            const OrderModel::StepEnd end = model.step_end(0, at.index, load);
            for (std::int64_t more = grams; more <= heaviest; ++more) {
                const double above = std::max(static_cast<double>(more) - end.grams_max, 0.0);
                const double least =
                    static_cast<double>(at.rate) + above * std::min(end.slope, 1e9);
                const auto rate = static_cast<double>(model.tariff().rate_of(0, {more, 0}));
                ASSERT_GE(rate + 1e-6, least)
                    << "case " << i << ": " << more << " g after " << grams;
            }
        }
    }
}

/// A gram that costs as much as a plan may, after as many as a shipment may have.
TEST(TariffMinorant, HoldsAtTheLargestNumbers) {
    constexpr std::int64_t kHeavy = std::int64_t{1} << 59U;
    const std::int64_t grams[] = {1, 2, 1000, kHeavy / 2, kHeavy - 1, kHeavy};
    for (const std::int64_t step : {kHeavy / 4, kHeavy - 1}) {
        const PlanProblem problem = one_column({{step, 0}, {step + 1, kHeavy}});
        ShipmentTariff tariff;
        tariff.reset(problem, /*weight_lcd=*/1);
        for (const std::int64_t intercept_min : {std::int64_t{0}, -kNoValue}) {
            for (const TariffMinorant& line :
                 {minorant_up_to(problem, 0, step + 1),
                  minorant_between(
                      problem,
                      0,
                      {.most = step + 1, .typical = step + 1, .intercept_min = intercept_min}
                  )}) {
                EXPECT_GE(line.intercept, -kNoValue);
                for (const std::int64_t each : grams) {
                    if (each > step + 1) continue;
                    const Wide under = static_cast<Wide>(line.rise) * each;
                    const Wide rest =
                        static_cast<Wide>(tariff.rate(0, each) - line.intercept) * line.run;
                    EXPECT_LE(under, rest) << each << " grams of " << step;
                }
            }
        }
    }
}

}  // namespace
}  // namespace earmark
