// The prices of a bound against any others: no other prices prove more.
#include "engine/sourcing/node_bound.h"

#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace earmark {
namespace {

/// So much that rounding a price to a whole number tells nothing.
constexpr std::int64_t kScale = 1'000'000;

class NodeBoundTest : public testing::Test {
  protected:
    /// A problem with linear costs, some of its nodes decided, some limits of shipments.
    bool load(Random& random, const ProblemMix& mix) {
        problem_ = random_problem(random, mix);
        for (auto* costs :
             {&problem_.fixed_cost, &problem_.unit_cost, &problem_.line_cost, &problem_.short_cost
             }) {
            for (std::int64_t& cost : *costs)
                cost *= kScale;
        }
        problem_.split_penalty *= kScale;
        const auto bounds = check_problem(problem_);
        if (!bounds) return false;
        model_.reset(problem_, *bounds);
        model_.bound_tariffs();
        if (model_.is_hopeless() || model_.line_count() == 0) return false;
        std::vector<std::uint32_t> nodes(problem_.node_count);
        std::iota(nodes.begin(), nodes.end(), 0U);
        table_.load(model_, nodes);
        return true;
    }

    void decide_some(Random& random) {
        std::size_t shipping = 0;
        for (NodeFate& fate : table_.fate) {
            const std::int64_t drawn = draw(random, 0, 9);
            fate = drawn == 0 ? NodeFate::shipping : drawn <= 2 ? NodeFate::closed : NodeFate::open;
            if (fate == NodeFate::shipping) ++shipping;
        }
        const auto most = static_cast<std::int64_t>(table_.node_count);
        table_.shipments_max =
            std::max<std::size_t>(shipping + 1, static_cast<std::size_t>(draw(random, 1, most)));
        table_.shipments_max = std::min(table_.shipments_max, table_.node_count);
        table_.shipments_min = draw(random, 0, 1) == 0 ? table_.shipments_max : 1;
    }

    /// As the cost of some plan that leaves all short, and of all shipments.
    std::int64_t target() const {
        std::int64_t sum = table_.constant;
        for (std::size_t line = 0; line < table_.line_count; ++line)
            sum += table_.need[line] * table_.price_max[line];
        return std::accumulate(table_.opening.begin(), table_.opening.end(), sum);
    }

    /// What rounding may take from a bound: half a unit's price for every unit.
    std::int64_t rounding() const {
        return std::accumulate(table_.need.begin(), table_.need.end(), std::int64_t{1}) +
               std::accumulate(table_.most.begin(), table_.most.end(), std::int64_t{1}) +
               kScale / 100;
    }

    std::string decided() const {
        std::string text = "shipments " + std::to_string(table_.shipments_min) + " to " +
                           std::to_string(table_.shipments_max) + ", fates";
        for (const NodeFate fate : table_.fate)
            text += ' ' + std::to_string(static_cast<int>(fate));
        return text;
    }

    void expect_no_better_prices(Random& random, std::int64_t best) {
        const std::vector<std::int64_t> prices(bound_.prices().begin(), bound_.prices().end());
        std::vector<std::int64_t> others;
        for (int trial = 0; trial < 60; ++trial) {
            others = prices;
            const std::int64_t reach = kScale << draw(random, 0, 8) >> draw(random, 0, 12);
            const bool is_of_one_line = draw(random, 0, 1) == 0;
            const std::int64_t only = draw(random, 0, static_cast<std::int64_t>(prices.size()) - 1);
            for (std::size_t line = 0; line < others.size(); ++line) {
                if (is_of_one_line && static_cast<std::int64_t>(line) != only) continue;
                others[line] = std::clamp<std::int64_t>(
                    others[line] + draw(random, -reach, reach), 0, table_.price_max[line]
                );
            }
            ASSERT_LE(bound_.restore(table_, others), best + rounding()) << "trial " << trial;
        }
        bound_.restore(table_, prices);
        std::uint64_t steps = 0;
        ASSERT_LE(bound_.raise(table_, kNoValue, 20, steps), best + rounding());
    }

    PlanProblem problem_;
    OrderModel model_;
    NodeTable table_;
    NodeBound bound_;
};

TEST_F(NodeBoundTest, NoOtherPricesProveMore) {
    constexpr std::size_t kRounds = 200;
    const ProblemMix mix{
        .lines_max = 9, .nodes_max = 30, .quantity_max = 20, .may_have_tariffs = false
    };
    Random random(test_seed());
    int looked_at = 0;
    for (int i = 0; i < 400; ++i) {
        if (!load(random, mix)) continue;
        SCOPED_TRACE("problem " + std::to_string(i) + described(problem_));
        StepBudget budget{UINT64_MAX};
        bound_.start(table_);
        bound_.raise(table_, kNoValue, 12, budget.used);
        // The same mix goes on, however nodes are decided.
        for (int turn = 0; turn < 4; ++turn) {
            SCOPED_TRACE(decided());
            const std::int64_t before = bound_.refresh(table_);
            const std::int64_t best = bound_.polish(table_, target(), kRounds, budget);
            ASSERT_GE(best, before);
            ASSERT_EQ(best, bound_.refresh(table_));
            if (best < target()) {
                ++looked_at;
                expect_no_better_prices(random, best);
                if (HasFatalFailure()) return;
            }
            decide_some(random);
        }
    }
    EXPECT_GT(looked_at, 400);
}

TEST_F(NodeBoundTest, ALineIsPricedByItsBestNodesHoweverManyComeBeforeThem) {
    constexpr std::int64_t kNodes = 200;
    const std::uint64_t seed = test_seed();
    Random random(seed);
    SCOPED_TRACE("seed " + std::to_string(seed));
    for (int round = 0; round < 50; ++round) {
        problem_.reset(/*lines=*/1, /*nodes=*/kNodes);
        problem_.line_split = true;
        problem_.quantity[0] = draw(random, 1, 20);
        for (std::int64_t node = 0; node < kNodes; ++node) {
            const auto at = static_cast<std::size_t>(node);
            problem_.fixed_cost[at] = draw(random, 1, 20) * kScale;
            problem_.unit_cost[at] = (kNodes - node + draw(random, 0, 20)) * kScale;
            problem_.stock[at] = draw(random, 0, 3);
        }
        const auto bounds = check_problem(problem_);
        ASSERT_TRUE(bounds);
        model_.reset(problem_, *bounds);
        model_.bound_tariffs();
        std::vector<std::uint32_t> nodes(problem_.node_count);
        std::iota(nodes.begin(), nodes.end(), 0U);
        table_.load(model_, nodes);
        std::int64_t best = 0;
        for (std::size_t node = 0; node < table_.node_count; ++node) {
            if (table_.most[node] == 0) continue;
            const std::int64_t price = table_.cost[node] + table_.opening[node] / table_.most[node];
            std::int64_t bound = table_.need[0] * price;
            for (std::size_t other = 0; other < table_.node_count; ++other) {
                const std::int64_t margin = std::max<std::int64_t>(price - table_.cost[other], 0);
                const std::int64_t earned = table_.most[other] * margin - table_.opening[other];
                bound -= std::max<std::int64_t>(earned, 0);
            }
            best = std::max(best, bound);
        }
        NodeBound bound;
        bound.start(table_);
        std::uint64_t steps = 0;
        const std::int64_t raised = bound.raise(table_, kNoValue, /*passes=*/1, steps);
        EXPECT_NEAR(static_cast<double>(raised), static_cast<double>(best), kScale / 100.0);
    }
}

}  // namespace
}  // namespace earmark
