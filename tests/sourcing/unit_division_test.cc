// Divisions of an order over nodes of limited loads, against all there are.
#include "engine/sourcing/unit_division.h"

#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
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
        const std::uint32_t node = loads_.senders[sender].node;
        const bool is_short = node == PlanProblem::kNoTariff;
        const std::int64_t most =
            std::min(missing, is_short ? missing : model_.most_units(node, line));
        for (std::int64_t units = 0; units <= most; ++units) {
            const double grams = static_cast<double>(units) * loads_.line_grams[line];
            grams_[sender] += grams;
            units_[sender][line] = units;
            divide(line, sender + 1, missing - units);
            units_[sender][line] = 0;
            grams_[sender] -= grams;
        }
    }

    /// kNoValue: it is not among those of the sender.
    std::int64_t rate_of(std::size_t sender) const {
        const UnitDivision::Sender& own = loads_.senders[sender];
        if (own.may_be_closed && grams_[sender] == 0) return 0;
        std::size_t cell = 0;
        while (cell < loads_.ends.size() && loads_.ends[cell] < grams_[sender])
            ++cell;
        if (cell < own.window.first || cell > own.window.last) return kNoValue;
        return static_cast<std::int64_t>(own.rates[cell]);
    }

    void look() {
        std::int64_t rates = 0;
        for (std::size_t sender = 0; sender < loads_.senders.size(); ++sender) {
            if (loads_.senders[sender].node == PlanProblem::kNoTariff) continue;
            const std::int64_t rate = rate_of(sender);
            if (rate == kNoValue) return;
            rates += rate;
        }
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
        const std::int64_t value = model_.value_of(plan_);
        if (value < kNoValue) best = std::min(best, value + rates);
    }

    OrderModel& model_;
    const UnitDivision::Loads& loads_;
    std::vector<double> grams_;
    std::vector<std::vector<std::int64_t>> units_;
    std::vector<PlannedUnits> plan_;
};

struct Order {
    PlanProblem problem;
    PlanBounds bounds;
    OrderModel model;
};

/// Of units and lines alone, with something to divide.
void draw_order(Random& random, const ProblemMix& mix, Order& order) {
    do {
        order.problem = random_problem(random, mix);
        std::fill(order.problem.fixed_cost.begin(), order.problem.fixed_cost.end(), 0);
        order.problem.split_penalty = 0;
        order.problem.shipments_max = order.problem.node_count;
        const auto bounds = check_problem(order.problem);
        ASSERT_TRUE(bounds);
        order.bounds = *bounds;
        order.model.reset(order.problem, order.bounds);
        order.model.bound_tariffs();
    } while (!order.problem.line_split || order.model.is_hopeless() || order.model.line_count() == 0
    );
}

/// What nodes may carry, in grams of the test's own, and what that is charged.
class RandomLoads {
  public:
    RandomLoads(Random& random, const OrderModel& model, bool is_flat) {
        double all = 0;
        for (std::size_t line = 0; line < model.line_count(); ++line) {
            grams_.push_back(static_cast<double>(draw(random, 1, 18)) / 2);
            all += grams_.back() * static_cast<double>(model.need(line));
        }
        constexpr std::size_t kCells = 6;
        ends_ = {0};
        // Never quite what units weigh, which rounding could take for more or less.
        while (ends_.size() < kCells) {
            const double more = all * static_cast<double>(draw(random, 5, 35)) / 100;
            ends_.push_back(std::floor(ends_.back() + more + 1) + 0.25);
        }
        const std::size_t nodes = model.problem().node_count;
        rates_.resize(nodes);
        for (std::uint32_t node = 0; node < nodes; ++node) {
            double rate = 0;
            for (std::size_t cell = 0; cell < kCells; ++cell) {
                rates_[node].push_back(rate);
                if (!is_flat) rate += static_cast<double>(draw(random, 0, 20));
            }
            const auto last = static_cast<std::size_t>(draw(random, 0, kCells - 1));
            const auto first = is_flat ? 0 : static_cast<std::size_t>(draw(random, 0, 2));
            senders_.push_back(
                {.node = node,
                 .window = {std::min(first, last), last},
                 .rates = rates_[node],
                 .may_be_closed = draw(random, 0, 2) == 0}
            );
        }
        if (!model.must_fill()) {
            UnitDivision::Sender shorts;
            shorts.node = PlanProblem::kNoTariff;
            senders_.push_back(shorts);
        }
        loads = {
            .senders = senders_, .line_grams = grams_, .ends = ends_, .cost = model.constant()
        };
    }

    UnitDivision::Loads loads;

  private:
    std::vector<double> grams_;
    std::vector<double> ends_;
    std::vector<std::vector<double>> rates_;
    std::vector<UnitDivision::Sender> senders_;
};

void compare_with_all(ProblemMix mix, int orders) {
    mix.may_have_tariffs = false;
    Random random(test_seed());
    UnitDivision division;
    Order order;
    int divided = 0;
    for (int i = 0; i < orders; ++i) {
        ASSERT_NO_FATAL_FAILURE(draw_order(random, mix, order));
        const RandomLoads loads(random, order.model, true);
        const AllDivisions divisions(order.model, loads.loads);
        const bool is_tight = draw(random, 0, 3) == 0 && divisions.best < kNoValue;
        const std::int64_t limit = is_tight ? divisions.best : order.bounds.cost_max + 1;
        const std::int64_t least = std::min(divisions.best, limit);
        std::uint64_t steps = 0;
        ASSERT_LE(division.bound(order.model, loads.loads, limit, steps), least)
            << "order " << i << ' ' << described(order.problem);
        Incumbent incumbent;
        incumbent.reset(order.model.must_fill() ? limit : kNoValue);
        StepBudget budget{100'000'000};
        const std::int64_t proven = division.run(order.model, loads.loads, incumbent, budget);
        ASSERT_EQ(proven, order.model.must_fill() ? least : divisions.best)
            << "order " << i << ' ' << described(order.problem);
        if (order.model.must_fill()) {
            ASSERT_EQ(incumbent.has_plan(), divisions.best < limit);
        }
        if (divisions.tried > 20) ++divided;
    }
    std::printf("%d of %d of many divisions\n", divided, orders);
    EXPECT_GT(divided, orders / 10);
}

TEST(UnitDivision, NoDivisionIsBelowTheBoundWhateverTheRates) {
    Random random(test_seed());
    UnitDivision division;
    Order order;
    int compared = 0;
    int close = 0;
    for (int i = 0; i < 2500; ++i) {
        const ProblemMix mix{
            .lines_max = 3, .nodes_max = 3, .quantity_max = 6, .may_have_tariffs = false
        };
        ASSERT_NO_FATAL_FAILURE(draw_order(random, mix, order));
        const RandomLoads loads(random, order.model, false);
        const AllDivisions divisions(order.model, loads.loads);
        std::uint64_t steps = 0;
        constexpr std::int64_t kLimit = 1'000'000'000;
        const std::int64_t bound = division.bound(order.model, loads.loads, kLimit, steps);
        const std::int64_t least = std::min(divisions.best, kLimit);
        ASSERT_LE(bound, least) << "order " << i << ' ' << described(order.problem);
        if (least == kLimit) continue;
        ++compared;
        if (bound >= least * 9 / 10) ++close;
    }
    std::printf("%d compared, %d of them within a tenth\n", compared, close);
    EXPECT_GT(close, compared / 4);
}

TEST(UnitDivision, NoDivisionIsBetter) {
    compare_with_all({.lines_max = 3, .nodes_max = 3, .quantity_max = 5}, 10000);
}

TEST(UnitDivision, NoDivisionOfManyUnitsIsBetter) {
    compare_with_all({.lines_max = 2, .nodes_max = 3, .quantity_max = 20}, 1000);
}

TEST(UnitDivision, NoDivisionOfItemsInSeveralLinesIsBetter) {
    compare_with_all(
        {.lines_max = 3, .nodes_max = 3, .quantity_max = 5, .may_share_stock = true}, 6000
    );
}

}  // namespace
}  // namespace earmark
