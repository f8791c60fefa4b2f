// The searches against each other, on whole-line orders too large for brute force.
#include "engine/sourcing/node_search.h"
#include "engine/sourcing/whole_line_cover.h"
#include "engine/sourcing/whole_line_shortlist.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace earmark {
namespace {

class SearchTwins : public testing::Test {
  protected:
    void agree_on(const ProblemMix& mix, int problems) {
        Random random(test_seed());
        for (int i = 0; i < problems; ++i) {
            const PlanProblem problem = random_problem(random, mix);
            const auto bounds = check_problem(problem);
            ASSERT_TRUE(bounds) << bounds.error().detail;
            model_.reset(problem, *bounds);
            model_.bound_tariffs();
            if (model_.is_hopeless() || model_.line_count() == 0) continue;
            nodes_.resize(problem.node_count);
            std::iota(nodes_.begin(), nodes_.end(), 0U);
            compare(*bounds);
            if (HasFatalFailure()) FAIL() << "problem " << i << ' ' << described(problem);
        }
    }

  private:
    void compare(const PlanBounds& bounds) {
        const std::int64_t limit = model_.must_fill() ? bounds.cost_max + 1000 : kNoValue;
        std::uint64_t steps = 0;
        Incumbent by_cover;
        by_cover.reset(limit);
        by_cover.offer({}, model_.value_of({}));
        const std::int64_t value = cover_.solve(model_, nodes_, steps);
        by_cover.offer(cover_.plan(), value);
        if (value < kNoValue) {
            ASSERT_EQ(model_.value_of(cover_.plan()), value);
        }
        Incumbent by_search;
        by_search.reset(limit);
        by_search.offer({}, model_.value_of({}));
        StepBudget budget{1'000'000'000};
        const std::int64_t bound = search_.run(model_, nodes_, by_search, budget);
        ASSERT_EQ(by_search.has_plan(), by_cover.has_plan());
        ASSERT_EQ(by_search.value(), by_cover.value());
        ASSERT_GE(bound, by_search.value());
        ASSERT_TRUE(search_.ties_settled());
        ASSERT_TRUE(std::ranges::equal(by_search.plan(), by_cover.plan()));
        if (model_.line_count() > WholeLineShortlist::kLinesMax) return;
        Incumbent by_shortlist;
        by_shortlist.reset(limit);
        by_shortlist.offer({}, model_.value_of({}));
        shortlist_.solve(model_, by_shortlist, budget);
        ASSERT_EQ(by_shortlist.has_plan(), by_cover.has_plan());
        ASSERT_EQ(by_shortlist.value(), by_cover.value());
        ASSERT_TRUE(std::ranges::equal(by_shortlist.plan(), by_cover.plan()));
    }

    OrderModel model_;
    std::vector<std::uint32_t> nodes_;
    WholeLineCover cover_;
    NodeSearch search_;
    WholeLineShortlist shortlist_;
};

TEST_F(SearchTwins, AgreeOnSmallOrders) {
    agree_on({.lines_max = 4, .nodes_max = 6, .may_split = false}, 4000);
}

TEST_F(SearchTwins, AgreeOnLinearCosts) {
    agree_on(
        {.lines_max = 9,
         .nodes_max = 30,
         .may_split = false,
         .may_cap = false,
         .may_have_tariffs = false},
        800
    );
}

TEST_F(SearchTwins, AgreeOnCapacities) {
    agree_on({.lines_max = 7, .nodes_max = 12, .may_split = false, .may_have_tariffs = false}, 600);
}

TEST_F(SearchTwins, AgreeOnLinesOfOneItem) {
    agree_on({.lines_max = 7, .nodes_max = 8, .may_split = false, .may_share_stock = true}, 800);
}

TEST_F(SearchTwins, AgreeOnLinesOfOneItemThatJustFit) {
    agree_on(
        {.lines_max = 9,
         .nodes_max = 4,
         .quantity_max = 2,
         .may_split = false,
         .may_cap = false,
         .may_have_tariffs = false,
         .may_share_stock = true},
        3000
    );
}

TEST_F(SearchTwins, AgreeOnFewLinesOfManyNodes) {
    agree_on({.lines_max = 4, .nodes_max = 20, .may_split = false}, 2000);
}

TEST_F(SearchTwins, AgreeOnTariffs) {
    agree_on({.lines_max = 6, .nodes_max = 10, .may_split = false}, 400);
}

}  // namespace
}  // namespace earmark
