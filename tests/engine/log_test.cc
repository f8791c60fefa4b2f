// The engine and its log: refusals are clean, space is given back, replies carry their LSN.
#include "engine/change.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

TEST(LogRecord, TellsAReservationsItemsWithoutTheRest) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const SkuId hat = shop.item("hat");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 10);
    shop.stock(hat, dc, 10);
    const auto held = shop.reserve("r1", {{1, hat, dc, 2}, {2, cup, dc, 3}});
    const auto record = shop.log().record(held.lsn);
    ByteReader in(record);
    EXPECT_EQ(get_head(in).kind, ChangeKind::reservation);
    in.get<ReservationEvent>();
    std::vector<SkuId> items;
    get_reservation_items(in, items);
    EXPECT_EQ(items, (std::vector{hat, cup}));
}

class LogRefusal : public testing::Test {
  protected:
    LogRefusal() {
        shop_.stock(cup_, dc_, 10);
        EXPECT_EQ(shop_.reserve("held", {{1, cup_, dc_, 2}}).outcome, Outcome::done);
        EXPECT_EQ(shop_.reserve("order", {{1, cup_, dc_, 2}}).outcome, Outcome::done);
        EXPECT_EQ(shop_.step(ReservationStep::commit, "order").outcome, Outcome::done);
    }

    void expect_all_refused(Outcome outcome) {
        const Lsn newest = shop_.log().newest();
        const std::uint64_t digest = shop_.engine().state_digest();
        EXPECT_EQ(shop_.reserve("r1", {{1, cup_, dc_, 1}}).outcome, outcome);
        EXPECT_EQ(shop_.step(ReservationStep::commit, "held").outcome, outcome);
        EXPECT_EQ(shop_.step(ReservationStep::ship, "order").outcome, outcome);
        EXPECT_EQ(shop_.step(ReservationStep::commit, "held", "a", {{1, 1}}).outcome, outcome);
        EXPECT_EQ(shop_.supply({}, {{.sku = cup_, .node = dc_, .quantity = 5}}).outcome, outcome);

        PutReply put;
        ItemRow item;
        item.sku = "new";
        shop_.engine().put_items({&item, 1}, shop_.context(), put);
        EXPECT_EQ(put.outcome, outcome);
        NodeRow node;
        node.key = "new";
        shop_.engine().put_nodes({&node, 1}, shop_.context(), put);
        EXPECT_EQ(put.outcome, outcome);
        GroupRow group;
        group.name = "new";
        shop_.engine().put_groups({&group, 1}, shop_.context(), put);
        EXPECT_EQ(put.outcome, outcome);
        const ZonePair pair{.origin_prefix = "1", .destination_prefix = "2", .zone = 3};
        shop_.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop_.context(), put);
        EXPECT_EQ(put.outcome, outcome);

        std::vector<ResolvedName> names;
        const std::string_view name = "new";
        shop_.engine().resolve(NameKind::item, {&name, 1}, names);
        EXPECT_EQ(names.at(0).id, 0U);
        shop_.engine().resolve(NameKind::node, {&name, 1}, names);
        EXPECT_EQ(names.at(0).id, 0U);
        EXPECT_EQ(shop_.log().newest(), newest);
        EXPECT_EQ(shop_.engine().state_digest(), digest);
        EXPECT_EQ(shop_.ats(cup_, dc_), 6) << "reads go on";
        shop_.expect_sound();
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const NodeId dc_ = shop_.node("dc1");
};

TEST_F(LogRefusal, BusyIsOverloaded) {
    shop_.log().admit(LogAdmission::busy, LogAdmission::busy);
    expect_all_refused(Outcome::overloaded);
    EXPECT_EQ(shop_.step(ReservationStep::release, "held").outcome, Outcome::overloaded);
    EXPECT_EQ(shop_.step(ReservationStep::cancel, "order").outcome, Outcome::overloaded);
    shop_.expect_sound();
}

TEST_F(LogRefusal, DiskFullIsSaid) {
    shop_.log().admit(LogAdmission::disk_full, LogAdmission::disk_full);
    expect_all_refused(Outcome::disk_full);
}

TEST_F(LogRefusal, ClosedIsSaid) {
    shop_.log().admit(LogAdmission::closed, LogAdmission::closed);
    expect_all_refused(Outcome::closed);
}

TEST_F(LogRefusal, WhatGivesStockBackStillRuns) {
    shop_.log().admit(LogAdmission::busy, LogAdmission::granted);
    EXPECT_EQ(shop_.step(ReservationStep::release, "held").outcome, Outcome::done);
    EXPECT_EQ(shop_.step(ReservationStep::cancel, "order").outcome, Outcome::done);
    EXPECT_EQ(shop_.ats(cup_, dc_), 10);
    shop_.expect_sound();
}

TEST_F(LogRefusal, RefusedRequestMayComeAgain) {
    shop_.log().admit(LogAdmission::busy, LogAdmission::granted);
    ASSERT_EQ(shop_.reserve("r1", {{1, cup_, dc_, 1}}).outcome, Outcome::overloaded);
    shop_.log().admit(LogAdmission::granted, LogAdmission::granted);
    EXPECT_EQ(shop_.reserve("r1", {{1, cup_, dc_, 1}}).outcome, Outcome::done);
}

TEST(LogRecords, EveryAnswerThatDependsOnAChangeCarriesItsLsn) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    const auto supply = shop.supply({}, {{.sku = cup, .node = dc, .quantity = 5}});
    EXPECT_EQ(supply.lsn, shop.log().newest());
    const auto made = shop.reserve("r1", {{1, cup, dc, 5}});
    EXPECT_EQ(made.lsn, shop.log().newest());
    EXPECT_GE(shop.reserve("r1", {{1, cup, dc, 5}}).lsn, made.lsn) << "a repeat waits, too";
    EXPECT_GE(shop.reserve("r2", {{1, cup, dc, 1}}).lsn, made.lsn) << "so does a refusal";
    EXPECT_GE(shop.reservation("r1").lsn, made.lsn) << "so does a look at a hold";
    const auto committed = shop.step(ReservationStep::commit, "r1");
    EXPECT_EQ(committed.lsn, shop.log().newest());
    EXPECT_GE(shop.step(ReservationStep::release, "r1").lsn, committed.lsn);
}

TEST(LogRecords, CanBeReadByAPerson) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.group("east", {dc});
    shop.stock(cup, dc, 5);
    const std::vector<ReserveLine> lines{{1, cup, dc, 5}};
    ReserveReply reply;
    shop.engine().reserve(
        {.id = "basket-17", .lines = lines},
        {.now = shop.clock().wall(), .actor = "alice", .reason = "phone order"},
        reply
    );
    ASSERT_EQ(reply.outcome, Outcome::done);
    const std::string text = describe_record(shop.log().record(reply.lsn));
    EXPECT_NE(text.find("basket-17"), std::string::npos) << text;
    EXPECT_NE(text.find("alice"), std::string::npos) << text;
    EXPECT_NE(text.find("phone order"), std::string::npos) << text;
    shop.wait(std::chrono::hours(1));
    shop.wait(std::chrono::hours(48));
    for (Lsn lsn = 1; lsn <= shop.log().newest(); ++lsn)
        EXPECT_FALSE(describe_record(shop.log().record(lsn)).empty()) << lsn;
}

TEST(LogRecords, DescribingADamagedRecordIsHarmless) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 5);
    ASSERT_EQ(shop.reserve("r1", {{1, cup, dc, 5}}).outcome, Outcome::done);
    for (Lsn lsn = 1; lsn <= shop.log().newest(); ++lsn) {
        const auto record = shop.log().record(lsn);
        for (std::size_t bytes = 0; bytes < record.size(); ++bytes)
            describe_record(std::span(record).first(bytes));
    }
}

}  // namespace
}  // namespace earmark
