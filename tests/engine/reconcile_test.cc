// Movements, counts of nodes, and the numbers of feeds.
#include "engine/reconcile/movements.h"
#include "engine/reconcile/source_feeds.h"
#include "tests/support/engine_copy.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace earmark {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(Movement, KeepsItsTimeNodeAndDelta) {
    for (const Units delta : {Units{1}, Units{-1}, kUnitsMax, -kUnitsMax}) {
        for (const std::uint32_t node : {1U, 16'384U, kNodesMax}) {
            const Time at(Duration(1'894'003'200'000'001));
            const Movement movement(NodeId(node), delta, at);
            EXPECT_EQ(movement.at(), at);
            EXPECT_EQ(movement.node(), NodeId(node));
            EXPECT_EQ(movement.delta(), delta);
        }
    }
}

TEST(Movements, AClockSetBackMakesNoMovementOlder) {
    Movements movements(4);
    const Time now(hours(500'000));
    movements.add(SkuId(1), NodeId(1), 5, now);
    movements.add(SkuId(1), NodeId(1), 7, now - hours(1));
    EXPECT_EQ(movements.sum_after(SkuId(1), NodeId(1), now - minutes(1)), 12);
    EXPECT_EQ(movements.sum_after(SkuId(1), NodeId(2), now - minutes(1)), 0);
    movements.keep_since(now + minutes(1));
    EXPECT_TRUE(movements.of(SkuId(1)).empty());
    EXPECT_EQ(movements.count(), 2U);
    EXPECT_EQ(movements.free_forgotten(1), Time::max());
    EXPECT_EQ(movements.count(), 0U);
}

class Counting : public testing::Test {
  protected:
    CountReply begin(
        std::string_view id, CountLimits limits = {}, AbsentRows absent = AbsentRows::kept
    ) {
        CountReply reply;
        BeginCount request;
        request.id = id;
        request.node = dc_;
        request.taken_at = shop_.clock().wall();
        request.limits = limits;
        request.absent = absent;
        shop_.engine().begin_count(request, shop_.context(), reply);
        return reply;
    }

    CountReply send(
        std::string_view id, std::uint64_t first_row, const std::vector<CountRow>& rows
    ) {
        CountReply reply;
        shop_.engine().add_count_rows({.id = id, .first_row = first_row, .rows = rows}, reply);
        return reply;
    }

    CountReply close(std::string_view id) {
        CountReply reply;
        shop_.engine().close_count(id, shop_.context(), reply);
        return reply;
    }

    CountReply settle(std::string_view id, CountDecision decision, std::vector<SkuId> items = {}) {
        CountReply reply;
        shop_.engine().settle_count(
            {.id = id, .decision = decision, .items = items}, shop_.context(), reply
        );
        return reply;
    }

    CountReport report(std::string_view id, std::uint32_t after = 0, std::uint32_t limit = 1'000) {
        CountReport page;
        shop_.engine().count_report({.id = id, .after = after, .limit = limit}, page);
        return page;
    }

    void expect_recovers() {
        const std::uint64_t digest = shop_.engine().state_digest();
        EXPECT_EQ(replayed(shop_.log())->state_digest(), digest);
        EXPECT_EQ(replayed(shop_.log(), /*workers=*/4)->state_digest(), digest);
        const StateImage image = image_of(shop_.engine(), shop_.log());
        EXPECT_EQ(recovered(image, shop_.log(), shop_.log().newest())->state_digest(), digest);
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const SkuId hat_ = shop_.item("hat");
    const NodeId dc_ = shop_.node("dc1");
};

TEST_F(Counting, RowsThatAgreeCostNoRecord) {
    shop_.stock(cup_, dc_, 5);
    shop_.stock(hat_, dc_, 7);
    EXPECT_EQ(begin("c1").outcome, Outcome::done);
    EXPECT_EQ(send("c1", 0, {{cup_, 5}, {hat_, 7}}).summary.rows, 2U);
    const Lsn before = shop_.log().newest();
    const CountReply closed = close("c1");
    EXPECT_EQ(closed.outcome, Outcome::done);
    EXPECT_EQ(closed.summary.positions, 2U);
    EXPECT_EQ(closed.summary.differing, 0U);
    EXPECT_EQ(closed.summary.state, CountState::settled);
    EXPECT_EQ(shop_.log().newest(), before + 1);  // That there was such a count.
    expect_recovers();
}

TEST_F(Counting, PagesComeInOrderAndARepeatedOneIsAnsweredAgain) {
    EXPECT_EQ(begin("c1").outcome, Outcome::done);
    EXPECT_EQ(send("c1", 1, {{cup_, 5}}).outcome, Outcome::bad_value);
    EXPECT_EQ(send("c1", 0, {{cup_, 5}, {cup_, 6}}).answers.at(0).row, 1U);
    const CountReply again = send("c1", 0, {{cup_, 5}, {cup_, 6}});
    EXPECT_EQ(again.outcome, Outcome::repeated);
    EXPECT_EQ(again.answers.at(0).verdict, RowVerdict::repeated_row);
    EXPECT_EQ(again.summary.refused, 1U);
    // After a lost connection: how far was it?
    const CountReply begun = begin("c1");
    EXPECT_EQ(begun.outcome, Outcome::repeated);
    EXPECT_EQ(begun.summary.rows, 2U);
    EXPECT_EQ(send("c1", 2, {{hat_, -1}}).answers.at(0).verdict, RowVerdict::negative_quantity);
    EXPECT_EQ(send("c1", 3, {{SkuId(99), 1}}).answers.at(0).row, 3U);
    EXPECT_EQ(send("c1", 4, {}).outcome, Outcome::no_lines);
    EXPECT_EQ(close("c1").outcome, Outcome::done);
    EXPECT_EQ(send("c1", 4, {{hat_, 1}}).outcome, Outcome::wrong_state);
    EXPECT_EQ(close("c1").outcome, Outcome::repeated);
    EXPECT_EQ(send("c2", 0, {{hat_, 1}}).outcome, Outcome::unknown_count);
    EXPECT_EQ(close("c2").outcome, Outcome::unknown_count);
    expect_recovers();
}

TEST_F(Counting, ANameOrLimitThatCannotBeIsRefused) {
    EXPECT_EQ(begin("").outcome, Outcome::id_missing);
    EXPECT_EQ(begin(std::string(kCountIdBytesMax + 1, 'x')).outcome, Outcome::id_too_long);
    EXPECT_EQ(begin("c1", {.units_each = -2}).outcome, Outcome::bad_value);
    for (std::size_t i = 0; i < kOpenCountsMax; ++i)
        EXPECT_EQ(begin("c" + std::to_string(i)).outcome, Outcome::done);
    EXPECT_EQ(begin("one more").outcome, Outcome::over_budget);
    // Two days later none of them can be closed any more.
    shop_.wait(hours(49));
    EXPECT_EQ(begin("one more").outcome, Outcome::done);
    EXPECT_EQ(close("c1").outcome, Outcome::unknown_count);
}

TEST_F(Counting, ClosingGoesOnWhereTheLogHadNoRoom) {
    shop_.stock(cup_, dc_, 5);
    shop_.stock(hat_, dc_, 7);
    EXPECT_EQ(begin("c1").outcome, Outcome::done);
    send("c1", 0, {{cup_, 4}, {hat_, 9}});
    shop_.log().admit(LogAdmission::busy, LogAdmission::granted);
    EXPECT_EQ(close("c1").outcome, Outcome::overloaded);
    EXPECT_EQ(send("c1", 2, {{hat_, 9}}).outcome, Outcome::wrong_state);
    // What is sold meanwhile is kept.
    shop_.log().admit(LogAdmission::granted, LogAdmission::granted);
    shop_.supply({}, {{.sku = cup_, .node = dc_, .change = SupplyChange::adjust, .quantity = -2}});
    EXPECT_EQ(close("c1").outcome, Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, dc_).on_hand, 2);
    EXPECT_EQ(shop_.figures(hat_, dc_).on_hand, 9);
    expect_recovers();
    shop_.expect_sound();
}

TEST_F(Counting, ACorrectionThatMovedBelowZeroGoesOnWaiting) {
    shop_.stock(cup_, dc_, 5);
    EXPECT_EQ(begin("c1", {.units_total = 0}).outcome, Outcome::done);
    send("c1", 0, {{cup_, 2}});
    EXPECT_EQ(close("c1").summary.waiting, 1U);
    shop_.supply({}, {{.sku = cup_, .node = dc_, .change = SupplyChange::adjust, .quantity = -4}});
    const CountReply approved = settle("c1", CountDecision::approve);
    EXPECT_EQ(approved.answers.at(0).verdict, RowVerdict::below_zero);
    EXPECT_EQ(approved.summary.waiting, 1U);
    EXPECT_EQ(shop_.figures(cup_, dc_).on_hand, 1);
    EXPECT_EQ(
        settle("c1", CountDecision::reject, {hat_}).answers.at(0).verdict, RowVerdict::unknown_item
    );
    EXPECT_EQ(settle("c1", CountDecision::reject).summary.state, CountState::settled);
    EXPECT_EQ(settle("c1", CountDecision::approve).summary.applied, 0U);
    expect_recovers();
}

TEST_F(Counting, ReportsGoByPagesAndManyCorrectionsByManyRecords) {
    constexpr std::uint32_t kItems = 300;
    std::vector<CountRow> rows;
    for (std::uint32_t i = 0; i < kItems; ++i) {
        const SkuId sku = shop_.item("item" + std::to_string(i));
        shop_.stock(sku, dc_, 10);
        rows.push_back({sku, 9});
    }
    EXPECT_EQ(begin("c1").outcome, Outcome::done);
    send("c1", 0, rows);
    EXPECT_EQ(close("c1").summary.applied, kItems);
    std::size_t seen = 0;
    std::uint32_t after = 0;
    do {
        const CountReport page = report("c1", after, 7);
        seen += page.corrections.size();
        after = page.next;
    } while (after != 0);
    EXPECT_EQ(seen, kItems);
    expect_recovers();
}

TEST(MovementLimit, OverItTheOldestAreForgottenAndTheirTimeIsRefused) {
    EngineLimits limits;
    limits.movements = 100;
    Shop shop(limits);
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 1'000);
    for (int i = 0; i < 300; ++i) {
        shop.supply({}, {{.sku = cup, .node = dc, .change = SupplyChange::adjust, .quantity = 1}});
        shop.wait(minutes(1));
    }
    const auto as_of = [&](Duration ago) {
        const auto reply = shop.supply(
            {}, {{.sku = cup, .node = dc, .quantity = 500, .as_of = shop.clock().wall() - ago}}
        );
        return reply.refused > 0 ? reply.answers.at(0).verdict : RowVerdict::applied;
    };
    EXPECT_EQ(as_of(minutes(30)), RowVerdict::applied);
    EXPECT_EQ(as_of(minutes(150)), RowVerdict::as_of_too_old);
    const std::uint64_t digest = shop.engine().state_digest();
    EXPECT_EQ(replayed(shop.log(), 4, limits)->state_digest(), digest);
    const StateImage image = image_of(shop.engine(), shop.log());
    EXPECT_EQ(recovered(image, shop.log(), shop.log().newest())->state_digest(), digest);
}

TEST_F(Counting, WhatSpeaksOfATimeIsASyncOfThePast) {
    const Time now = shop_.clock().wall();
    const auto verdict = [&](SupplyChange change, Time as_of) {
        const auto reply = shop_.supply(
            {}, {{.sku = cup_, .node = dc_, .change = change, .quantity = 1, .as_of = as_of}}
        );
        return reply.refused > 0 ? reply.answers.at(0).verdict : RowVerdict::applied;
    };
    EXPECT_EQ(verdict(SupplyChange::adjust, now), RowVerdict::bad_value);
    EXPECT_EQ(verdict(SupplyChange::safety, now), RowVerdict::bad_value);
    EXPECT_EQ(verdict(SupplyChange::sync, now + minutes(1)), RowVerdict::bad_value);
    EXPECT_EQ(verdict(SupplyChange::sync, Time::min()), RowVerdict::as_of_too_old);
    EXPECT_EQ(verdict(SupplyChange::sync, now - hours(48)), RowVerdict::applied);
}

TEST(FeedNumbers, GapsAreCountedAndLateNumbersAreNot) {
    FeedNumbers numbers;
    for (const std::uint64_t number : {0ULL, 7ULL, 8ULL, 8ULL, 12ULL, 10ULL, 13ULL})
        numbers.see(number);
    EXPECT_EQ(numbers, (FeedNumbers{.newest = 13, .gaps = 1, .skipped = 3}));
    // One that numbers by time leaves no gaps.
    numbers.see(std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(numbers.gaps, 1U);
}

TEST_F(Counting, ARefusedRowHasItsNumberAllTheSame) {
    const auto send_row = [&](SkuId sku, std::uint64_t number) {
        return shop_.supply("erp", {{.sku = sku, .node = dc_, .quantity = 1, .sequence = number}});
    };
    send_row(cup_, 1);
    send_row(SkuId(99), 2);
    send_row(cup_, 3);
    EXPECT_EQ(shop_.engine().source_feeds().at(0).gaps, 0U);
    EXPECT_EQ(shop_.engine().source_feeds().at(0).refused, 1U);
    expect_recovers();
}

}  // namespace
}  // namespace earmark
