// Divisions of an order over nodes of limited loads, against all there are.
#include "engine/sourcing/unit_division.h"

#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <vector>

namespace earmark {
namespace {

/// Tries every division, line by line and sender by sender.
class AllDivisions {
  public:
    AllDivisions(OrderModel& model, const UnitDivision::Loads& loads)
        : model_(model),
          loads_(loads),
          grams_(loads.senders.size(), 0),
          units_(loads.senders.size(), std::vector<std::int64_t>(model.line_count(), 0)) {
        divide(0, 0, model.line_count() == 0 ? 0 : model.need(0));
    }

    /// Value of the best; kNoValue: there is none.
    std::int64_t best = kNoValue;
    std::size_t tried = 0;

  private:
    void divide(std::size_t line, std::size_t sender, std::int64_t missing) {
        if (line == model_.line_count()) return look();
        if (sender == loads_.senders.size()) {
            if (missing > 0) return;
            const std::size_t next = line + 1;
            return divide(next, 0, next < model_.line_count() ? model_.need(next) : 0);
        }
        const auto [node, grams_max] = loads_.senders[sender];
        const bool is_short = node == PlanProblem::kNoTariff;
        const std::int64_t most =
            std::min(missing, is_short ? missing : model_.most_units(node, line));
        for (std::int64_t units = 0; units <= most; ++units) {
            const double grams = static_cast<double>(units) * loads_.line_grams[line];
            if (grams_[sender] + grams > grams_max) break;
            grams_[sender] += grams;
            units_[sender][line] = units;
            divide(line, sender + 1, missing - units);
            units_[sender][line] = 0;
            grams_[sender] -= grams;
        }
    }

    void look() {
        ++tried;
        plan_.clear();
        for (std::size_t sender = 0; sender < units_.size(); ++sender) {
            if (loads_.senders[sender].node == PlanProblem::kNoTariff) continue;
            for (std::size_t line = 0; line < model_.line_count(); ++line) {
                if (units_[sender][line] == 0) continue;
                plan_.push_back(
                    {loads_.senders[sender].node, model_.lines()[line], units_[sender][line]}
                );
            }
        }
        best = std::min(best, model_.value_of(plan_));
    }

    OrderModel& model_;
    const UnitDivision::Loads& loads_;
    std::vector<double> grams_;
    std::vector<std::vector<std::int64_t>> units_;
    std::vector<PlannedUnits> plan_;
};

/// Of units and lines alone.
PlanProblem problem_to_divide(Random& random, const ProblemMix& mix) {
    while (true) {
        PlanProblem problem = random_problem(random, mix);
        if (!problem.line_split) continue;
        std::fill(problem.fixed_cost.begin(), problem.fixed_cost.end(), 0);
        problem.split_penalty = 0;
        problem.shipments_max = problem.node_count;
        return problem;
    }
}

void compare_with_all(ProblemMix mix, int problems) {
    mix.may_have_tariffs = false;
    Random random(test_seed());
    UnitDivision division;
    int compared = 0;
    int divided = 0;
    for (int i = 0; i < problems; ++i) {
        const PlanProblem problem = problem_to_divide(random, mix);
        const auto bounds = check_problem(problem);
        ASSERT_TRUE(bounds);
        OrderModel model;
        model.reset(problem, *bounds);
        if (model.is_hopeless() || model.line_count() == 0) continue;
        std::vector<double> grams;
        double all = 0;
        for (std::size_t line = 0; line < model.line_count(); ++line) {
            grams.push_back(static_cast<double>(draw(random, 1, 18)) / 2);
            all += grams.back() * static_cast<double>(model.need(line));
        }
        std::vector<UnitDivision::Sender> senders;
        for (std::uint32_t node = 0; node < problem.node_count; ++node) {
            const auto percent = static_cast<double>(draw(random, 10, 90));
            senders.push_back({node, all * percent / 100});
        }
        if (!model.must_fill())
            senders.push_back({PlanProblem::kNoTariff, std::numeric_limits<double>::infinity()});
        const UnitDivision::Loads loads{
            .senders = senders, .line_grams = grams, .cost = model.constant()
        };
        const AllDivisions divisions(model, loads);
        const std::int64_t limit = draw(random, 0, 3) == 0 && divisions.best < kNoValue
                                       ? divisions.best
                                       : bounds->cost_max + 1;
        const std::int64_t least = std::min(divisions.best, limit);
        std::uint64_t steps = 0;
        ASSERT_LE(division.bound(model, loads, limit, steps), least)
            << "problem " << i << ' ' << described(problem);
        Incumbent incumbent;
        incumbent.reset(model.must_fill() ? limit : kNoValue);
        StepBudget budget{100'000'000};
        const std::int64_t proven = division.run(model, loads, incumbent, budget);
        ++compared;
        if (model.must_fill()) {
            ASSERT_EQ(proven, least) << "problem " << i << ' ' << described(problem);
            ASSERT_EQ(incumbent.has_plan(), divisions.best < limit);
        } else {
            ASSERT_EQ(proven, divisions.best) << "problem " << i << ' ' << described(problem);
        }
        if (divisions.tried > 20) ++divided;
    }
    std::printf("%d compared, %d of them of many divisions\n", compared, divided);
    EXPECT_GT(divided, problems / 16);
}

TEST(UnitDivision, NoDivisionIsBetter) {
    compare_with_all({.lines_max = 3, .nodes_max = 3, .quantity_max = 5}, 5000);
}

TEST(UnitDivision, NoDivisionOfManyUnitsIsBetter) {
    compare_with_all({.lines_max = 2, .nodes_max = 3, .quantity_max = 20}, 1500);
}

TEST(UnitDivision, NoDivisionOfItemsInSeveralLinesIsBetter) {
    compare_with_all(
        {.lines_max = 3, .nodes_max = 3, .quantity_max = 5, .may_share_stock = true}, 2500
    );
}

}  // namespace
}  // namespace earmark
