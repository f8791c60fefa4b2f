// The engine's budget: over it a request is refused, and what is there goes on.
#include "tests/support/shop.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

TEST(Limits, ItemsBeyondTheLimitAreRefusedByRow) {
    Shop shop({.items = 3, .nodes = 10, .positions = 100, .reservations = 100});
    std::vector<ItemRow> rows(4);
    const std::string names[] = {"a", "b", "c", "d"};
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].sku = names[i];
    PutReply reply;
    shop.engine().put_items(rows, shop.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::done);
    ASSERT_EQ(reply.answers.size(), 1U);
    EXPECT_EQ(reply.answers[0].row, 3U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::over_budget);
    EXPECT_EQ(reply.ids.at(3), 0U);
    EXPECT_EQ(shop.engine().status().items, 3U);
    EXPECT_EQ(shop.item("b"), SkuId(reply.ids.at(1))) << "known ones can still be put";
    shop.expect_sound();
}

TEST(Limits, NodesBeyondTheLimitAreRefusedByRow) {
    Shop shop({.items = 3, .nodes = 2, .positions = 100, .reservations = 100});
    shop.node("a");
    shop.node("b");
    NodeRow row;
    row.key = "c";
    PutReply reply;
    shop.engine().put_nodes({&row, 1}, shop.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::done);
    ASSERT_EQ(reply.answers.size(), 1U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::over_budget);
    EXPECT_EQ(shop.engine().status().nodes, 2U);
    shop.expect_sound();
}

TEST(Limits, PositionsBeyondTheLimitAreRefusedByRow) {
    Shop shop({.items = 10, .nodes = 10, .positions = 2, .reservations = 100});
    const SkuId cup = shop.item("cup");
    const NodeId a = shop.node("a");
    const NodeId b = shop.node("b");
    const NodeId c = shop.node("c");
    const auto reply = shop.supply(
        {},
        {{.sku = cup, .node = a, .quantity = 1},
         {.sku = cup, .node = b, .quantity = 1},
         {.sku = cup, .node = c, .quantity = 1},
         {.sku = cup, .node = a, .quantity = 5}}
    );
    EXPECT_EQ(reply.applied, 3U);
    ASSERT_EQ(reply.answers.size(), 1U);
    EXPECT_EQ(reply.answers[0].row, 2U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::over_budget);
    EXPECT_EQ(shop.engine().status().positions, 2U);
    EXPECT_EQ(shop.ats(cup, a), 5);
    shop.expect_sound();
}

TEST(Limits, ReservationsBeyondTheLimitAreRefusedUntilOneIsForgotten) {
    Shop shop({.items = 10, .nodes = 10, .positions = 10, .reservations = 2});
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 10);
    const std::vector<ReserveLine> lines{{1, cup, dc, 1}};
    ASSERT_EQ(shop.reserve("r1", lines).outcome, Outcome::done);
    ASSERT_EQ(shop.reserve("r2", lines).outcome, Outcome::done);
    const auto refused = shop.reserve("r3", lines);
    EXPECT_EQ(refused.outcome, Outcome::over_budget);
    EXPECT_EQ(shop.ats(cup, dc), 8);
    EXPECT_EQ(shop.reserve("r1", lines).outcome, Outcome::repeated) << "known ones still answer";
    EXPECT_EQ(shop.step(ReservationStep::release, "r1").outcome, Outcome::done);
    shop.wait(std::chrono::hours(25));
    EXPECT_EQ(shop.reserve("r3", lines).outcome, Outcome::done);
    shop.expect_sound();
}

TEST(Limits, StatusCountsWhatIsThere) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.group("all", {dc});
    shop.stock(cup, dc, 10);
    const std::vector<ReserveLine> lines{{1, cup, dc, 1}};
    ASSERT_EQ(shop.reserve("held", lines).outcome, Outcome::done);
    ASSERT_EQ(shop.reserve("order", lines).outcome, Outcome::done);
    ASSERT_EQ(shop.step(ReservationStep::commit, "order").outcome, Outcome::done);
    ASSERT_EQ(shop.reserve("gone", lines).outcome, Outcome::done);
    ASSERT_EQ(shop.step(ReservationStep::release, "gone").outcome, Outcome::done);
    const EngineStatus status = shop.engine().status();
    EXPECT_EQ(status.items, 1U);
    EXPECT_EQ(status.nodes, 1U);
    EXPECT_EQ(status.groups, 1U);
    EXPECT_EQ(status.positions, 1U);
    EXPECT_EQ(status.reservations_live, 1U);
    EXPECT_EQ(status.orders_open, 1U);
    EXPECT_EQ(status.reservations_kept, 1U);
    EXPECT_FALSE(status.expiry_paused);
    EXPECT_EQ(status.newest_lsn, shop.log().newest());
    EXPECT_EQ(status.durable_lsn, shop.log().durable());
}

}  // namespace
}  // namespace earmark
