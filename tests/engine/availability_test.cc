// What may be sold: DOMAIN's formulas and figures.
#include "tests/support/shop.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

TEST(Availability, WithholdsSafetyStock) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, /*on_hand=*/10, /*safety=*/2);

    const Availability figures = shop.figures(cup, dc);
    EXPECT_EQ(figures.ats, 8);
    EXPECT_EQ(figures.withheld, 2);
    EXPECT_EQ(figures.shortage, 0);
    EXPECT_EQ(figures.on_hand, 10);
    EXPECT_EQ(figures.safety, 2);
}

TEST(Availability, WithholdsOnlyWhatIsFree) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, /*on_hand=*/4);
    ASSERT_EQ(shop.reserve("r1", {{1, cup, dc, 3}}).outcome, Outcome::done);
    shop.stock(cup, dc, /*on_hand=*/4, /*safety=*/2);

    const Availability figures = shop.figures(cup, dc);
    EXPECT_EQ(figures.ats, 0);
    EXPECT_EQ(figures.withheld, 1);
    EXPECT_EQ(figures.shortage, 0);
}

TEST(Availability, ShowsAShortageAfterABadCount) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, /*on_hand=*/10);
    ASSERT_EQ(shop.reserve("r1", {{1, cup, dc, 6}}).outcome, Outcome::done);
    shop.stock(cup, dc, /*on_hand=*/4, /*safety=*/2);

    const Availability figures = shop.figures(cup, dc);
    EXPECT_EQ(figures.ats, 0);
    EXPECT_EQ(figures.withheld, 0);
    EXPECT_EQ(figures.shortage, 2);
}

TEST(Availability, SumsNodesEachWithItsOwnSafetyStock) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId a = shop.node("a");
    const NodeId b = shop.node("b");
    const NodeId c = shop.node("c");
    const GroupId both = shop.group("both", {a, b});
    shop.stock(cup, a, 5, /*safety=*/1);
    shop.stock(cup, b, 6, /*safety=*/2);
    shop.stock(cup, c, 100);

    const Availability group = shop.figures({.sku = cup, .node = {}, .group = both});
    EXPECT_EQ(group.ats, 8);
    EXPECT_EQ(group.withheld, 3);
    EXPECT_EQ(group.safety, 3);
    EXPECT_EQ(shop.figures({.sku = cup, .node = {}, .group = {}}).ats, 108);
}

TEST(Availability, OneNodesShortageIsNotPaidByAnother) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId a = shop.node("a");
    const NodeId b = shop.node("b");
    shop.stock(cup, a, 5);
    shop.stock(cup, b, 5);
    ASSERT_EQ(shop.reserve("r1", {{1, cup, a, 5}}).outcome, Outcome::done);
    shop.stock(cup, a, 1);

    const Availability all = shop.figures({.sku = cup, .node = {}, .group = {}});
    EXPECT_EQ(all.ats, 5);
    EXPECT_EQ(all.shortage, 4);
    EXPECT_EQ(all.ats - all.shortage + all.withheld, all.on_hand - all.reserved - all.allocated);
}

TEST(Availability, DisabledNodeSellsNothingAndShowsItsFigures) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId closed = shop.disabled_node("closed");
    shop.stock(cup, closed, 7, /*safety=*/2);

    const Availability figures = shop.figures(cup, closed);
    EXPECT_EQ(figures.ats, 0);
    EXPECT_EQ(figures.on_hand, 7);
    EXPECT_EQ(figures.withheld, 7);
    const auto reply = shop.reserve("r1", {{1, cup, closed, 1}});
    EXPECT_EQ(reply.outcome, Outcome::lines_refused);
    EXPECT_EQ(reply.lines.at(0).verdict, LineVerdict::not_sellable_here);
}

TEST(Availability, NodeDisabledLaterKeepsItsHolds) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 5);
    ASSERT_EQ(shop.reserve("r1", {{1, cup, dc, 3}}).outcome, Outcome::done);
    EXPECT_EQ(shop.disabled_node("dc1"), dc);
    EXPECT_EQ(shop.ats(cup, dc), 0);
    EXPECT_EQ(shop.step(ReservationStep::commit, "r1").outcome, Outcome::done);
    shop.expect_sound();
}

TEST(Availability, OwnHoldIsCountedBack) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 10);
    ASSERT_EQ(shop.reserve("mine", {{1, cup, dc, 4}, {2, cup, dc, 2}}).outcome, Outcome::done);
    ASSERT_EQ(shop.reserve("theirs", {{1, cup, dc, 3}}).outcome, Outcome::done);

    EXPECT_EQ(shop.ats(cup, dc), 1);
    EXPECT_EQ(shop.ats(cup, dc, "mine"), 7);
    EXPECT_EQ(shop.figures(cup, dc, "mine").reserved, 3);
    // Allocated units are an order's, not a hold's.
    ASSERT_EQ(shop.step(ReservationStep::commit, "mine").outcome, Outcome::done);
    EXPECT_EQ(shop.ats(cup, dc, "mine"), 1);
}

TEST(Availability, NamesWhatItDoesNotKnow) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    EXPECT_EQ(shop.figures(SkuId(77), dc).verdict, QueryVerdict::unknown_item);
    EXPECT_EQ(shop.figures(SkuId(), dc).verdict, QueryVerdict::unknown_item);
    EXPECT_EQ(shop.figures(cup, NodeId(77)).verdict, QueryVerdict::unknown_node);
    EXPECT_EQ(
        shop.figures({.sku = cup, .node = {}, .group = GroupId(77)}).verdict,
        QueryVerdict::unknown_group
    );
    EXPECT_EQ(
        shop.figures(SkuId(0xffff'ffff), NodeId(0xffff'ffff)).verdict, QueryVerdict::unknown_item
    );
}

TEST(Availability, PositionNeverSuppliedHasNothing) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    const Availability figures = shop.figures(cup, dc);
    EXPECT_EQ(figures.verdict, QueryVerdict::known);
    EXPECT_EQ(figures.ats, 0);
    EXPECT_EQ(figures.on_hand, 0);
}

TEST(Availability, ListsTheNodesOfAnItem) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const SkuId hat = shop.item("hat");
    const NodeId a = shop.node("a");
    const NodeId b = shop.node("b");
    shop.stock(cup, b, 6);
    shop.stock(cup, a, 5);
    ASSERT_EQ(shop.reserve("r1", {{1, cup, a, 2}}).outcome, Outcome::done);

    std::vector<NodeAvailability> positions;
    shop.engine().item_availability(cup, {}, {}, positions);
    ASSERT_EQ(positions.size(), 2U);
    EXPECT_EQ(positions[0].node, a);
    EXPECT_EQ(positions[0].figures.ats, 3);
    EXPECT_EQ(positions[1].node, b);
    EXPECT_EQ(positions[1].figures.ats, 6);
    shop.engine().item_availability(cup, "r1", {}, positions);
    ASSERT_EQ(positions.size(), 2U);
    EXPECT_EQ(positions[0].figures.ats, 5);
    shop.engine().item_availability(hat, {}, {}, positions);
    EXPECT_TRUE(positions.empty());
}

TEST(Availability, FiguresCarryTheLsnOfTheNewestChangeInThem) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const SkuId hat = shop.item("hat");
    const NodeId dc = shop.node("dc1");
    const auto first = shop.supply({}, {{.sku = cup, .node = dc, .quantity = 5}});
    shop.stock(hat, dc, 5);
    EXPECT_EQ(shop.figures(cup, dc).lsn, first.lsn);
    const auto hold = shop.reserve("r1", {{1, cup, dc, 1}});
    EXPECT_EQ(shop.figures(cup, dc).lsn, hold.lsn);
    EXPECT_EQ(hold.lsn, shop.log().newest());
}

TEST(Availability, TooManyQueriesAreRefused) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const std::vector<AvailabilityQuery> queries(
        kAvailabilityQueriesMax + 1, {.sku = cup, .node = {}, .group = {}}
    );
    AvailabilityReply reply;
    shop.engine().availability({.queries = queries}, reply);
    EXPECT_EQ(reply.outcome, Outcome::too_many_lines);
    EXPECT_TRUE(reply.figures.empty());
    shop.engine().availability(
        {.queries = std::span(queries).first(kAvailabilityQueriesMax)}, reply
    );
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.figures.size(), kAvailabilityQueriesMax);
}

}  // namespace
}  // namespace earmark
