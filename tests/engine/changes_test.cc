// The stream of changes: what a follower is told, by LSN, through filters, and how it goes on.
#include "engine/engine.h"
#include "engine/stream/read_changes.h"
#include "tests/support/memory_changes.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earmark {
namespace {

class Changes : public testing::Test {
  protected:
    ReadChangesReply read(const ReadChangesRequest& request) {
        ReadChangesReply reply;
        const auto status =
            read_changes(source_, shop_.engine(), shop_.log().newest(), request, reply);
        EXPECT_TRUE(status) << status.error().detail;
        return reply;
    }

    /// "reserved r1", "supply": the events of a page.
    static std::vector<std::string> told(const ReadChangesReply& reply) {
        std::vector<std::string> all;
        for (const ChangeEvent& event : reply.events) {
            std::string text(event.event ? to_string(*event.event) : change_kind_name(event.kind));
            all.push_back(text + (event.id.empty() ? "" : " " + event.id));
        }
        return all;
    }

    using Told = std::vector<std::string>;

    Shop shop_;
    MemoryChanges source_{shop_.log()};
    const SkuId cup_ = shop_.item("cup");
    const SkuId hat_ = shop_.item("hat");
    const NodeId dc_ = shop_.node("dc");
    const NodeId reno_ = shop_.node("reno");
    const GroupId west_ = shop_.group("west", {reno_});
    const Lsn begin_ = shop_.log().newest() + 1;
};

TEST_F(Changes, AnEventSaysWhatBecameSo) {
    shop_.stock(cup_, dc_, 10, 2);
    shop_.reserve("r1", {{1, cup_, dc_, 3}});
    const auto page = read({.from_lsn = begin_});
    ASSERT_EQ(told(page), (Told{"supply", "reserved r1"}));
    const ChangeEvent& supply = page.events[0];
    EXPECT_EQ(supply.lsn, begin_);
    EXPECT_EQ(supply.time, shop_.clock().wall());
    ASSERT_EQ(supply.positions.size(), 1U);
    EXPECT_EQ(supply.positions[0].sku, cup_);
    EXPECT_EQ(supply.positions[0].node, dc_);
    EXPECT_EQ(supply.positions[0].on_hand, 10);
    const ChangeEvent& reserved = page.events[1];
    EXPECT_EQ(reserved.state, ReservationState::held);
    EXPECT_EQ(reserved.expires_at, shop_.clock().wall() + kHoldForDefault);
    ASSERT_EQ(reserved.lines.size(), 1U);
    EXPECT_EQ(reserved.lines[0].held, 3);
    ASSERT_EQ(reserved.moves.size(), 1U);
    EXPECT_EQ(reserved.moves[0].reserved, 3);
    ASSERT_EQ(page.item_names.size(), 1U);
    EXPECT_EQ(page.item_names[0].name, "cup");
    EXPECT_EQ(page.node_names[0].name, "dc");
    EXPECT_TRUE(page.is_at_end());
}

TEST_F(Changes, TheLifeOfAReservationComesInOrderAndOnce) {
    shop_.stock(cup_, dc_, 10);
    shop_.reserve("r1", {{1, cup_, dc_, 4}});
    shop_.split(
        {.id = "r1", .into = "r2", .operation = "a", .parts = std::vector<PartLine>{{1, {}, 2}}}
    );
    shop_.step(ReservationStep::commit, "r1");
    shop_.step(ReservationStep::ship, "r1");
    shop_.wait(std::chrono::hours(1));
    Told all;
    Lsn next = begin_;
    do {
        const auto page = read({.from_lsn = next, .limit = 1});
        const auto some = told(page);
        all.insert(all.end(), some.begin(), some.end());
        next = page.next_lsn;
    } while (next <= shop_.log().durable());
    EXPECT_EQ(
        all, (Told{"supply", "reserved r1", "split r1", "committed r1", "shipped r1", "expired r2"})
    );
}

TEST_F(Changes, FiltersByItemNodeGroupAndKind) {
    shop_.stock(cup_, dc_, 10);
    shop_.stock(hat_, reno_, 5);
    shop_.reserve("r1", {{1, cup_, dc_, 1}, {2, hat_, reno_, 1}});
    shop_.reserve("r2", {{1, cup_, dc_, 1}});
    const auto told_by = [this](const ChangeFilter& filter) {
        return told(read({.from_lsn = begin_, .filter = filter}));
    };
    EXPECT_EQ(told_by({.items = {hat_}}), (Told{"supply", "reserved r1"}));
    EXPECT_EQ(told_by({.nodes = {dc_}}), (Told{"supply", "reserved r1", "reserved r2"}));
    EXPECT_EQ(told_by({.groups = {west_}}), (Told{"supply", "reserved r1"}));
    EXPECT_EQ(told_by({.kinds = {ChangeKind::supply}}), (Told{"supply", "supply"}));
    EXPECT_EQ(
        told_by({.nodes = {reno_}, .kinds = {ChangeKind::reservation}}), (Told{"reserved r1"})
    );
    // Both of one row: r1 has cups, and something at reno, but no cups at reno.
    EXPECT_EQ(told_by({.items = {cup_}, .nodes = {reno_}}), Told{});
}

TEST_F(Changes, BackordersAreToldAsWhatTheyAre) {
    shop_.wait(std::chrono::seconds(1));
    shop_.stock(cup_, dc_, 5);
    const Lsn from = shop_.log().newest() + 1;
    SupplyReply put;
    for (const auto& [name, quantity] : {std::pair("b1", 4), std::pair("b2", 3)}) {
        const BackorderRow row{.sku = cup_, .node = dc_, .backorder = name, .quantity = quantity};
        shop_.engine().put_backorders({&row, 1}, shop_.context(), put);
    }
    ConfirmReply confirmed;
    shop_.engine().confirm_backorders({.sku = cup_}, shop_.context(), confirmed);
    const BackorderRow gone{
        .change = BackorderChange::withdraw, .sku = cup_, .node = dc_, .backorder = "b1"
    };
    shop_.engine().put_backorders({&gone, 1}, shop_.context(), put);

    const auto page = read({.from_lsn = from});
    ASSERT_EQ(
        told(page), (Told{"backorder b1", "backorder b2", "backorders_confirmed", "backorder b1"})
    );
    const ChangeEvent& all = page.events[2];
    ASSERT_EQ(all.backorders.size(), 2U);
    EXPECT_EQ(all.backorders[0].confirmed, 4);
    EXPECT_EQ(all.backorders[1].confirmed, 1);
    EXPECT_EQ(all.backorders[1].wanted, 3);
    ASSERT_EQ(all.moves.size(), 1U);
    EXPECT_EQ(all.moves[0].reserved, 5);
    EXPECT_TRUE(page.events[3].backorders.empty());
    ASSERT_EQ(page.events[3].backorders_gone.size(), 1U);
    EXPECT_EQ(page.events[3].backorders_gone[0].confirmed, 4);
    EXPECT_EQ(read({.from_lsn = from, .filter = {.items = {cup_}}}).events.size(), 4U);
    EXPECT_TRUE(read({.from_lsn = from, .filter = {.items = {hat_}}}).events.empty());
    EXPECT_TRUE(read({.from_lsn = from, .filter = {.nodes = {reno_}}}).events.empty());
}

TEST_F(Changes, OfRowsThatStandAloneOnlyThoseThatPassAreTold) {
    shop_.supply("", {{cup_, dc_, SupplyChange::sync, 4}, {hat_, dc_, SupplyChange::sync, 5}});
    shop_.reserve("r1", {{1, cup_, dc_, 1}, {2, hat_, dc_, 1}});
    const auto page = read({.from_lsn = begin_, .filter = {.items = {hat_}}});
    ASSERT_EQ(told(page), (Told{"supply", "reserved r1"}));
    ASSERT_EQ(page.events[0].positions.size(), 1U);
    EXPECT_EQ(page.events[0].positions[0].sku, hat_);
    EXPECT_EQ(page.events[1].lines.size(), 2U);
    EXPECT_EQ(page.events[1].moves.size(), 2U);
}

TEST_F(Changes, ReferenceDataIsToldByWhatItNames) {
    const auto by_node = read({.filter = {.nodes = {reno_}}});
    EXPECT_EQ(told(by_node), (Told{"nodes", "groups west"}));
    EXPECT_EQ(told(read({.filter = {.items = {hat_}}})), (Told{"items"}));
    EXPECT_EQ(told(read({.filter = {.groups = {west_}}})), (Told{"nodes", "groups west"}));
}

TEST_F(Changes, OnlyWhatIsDurableIsTold) {
    MemoryLog log(MemoryLog::Durability::by_hand);
    MemoryChanges source(log);
    Engine engine;
    engine.start(log);
    PutReply put;
    ItemRow row;
    row.sku = "cup";
    engine.put_items({&row, 1}, {.now = shop_.clock().wall()}, put);
    ReadChangesReply page;
    ASSERT_TRUE(read_changes(source, engine, log.newest(), {.from_lsn = 1}, page));
    EXPECT_TRUE(page.events.empty());
    EXPECT_EQ(page.next_lsn, 1U);
    log.make_durable(1);
    ASSERT_TRUE(read_changes(source, engine, log.newest(), {.from_lsn = 1}, page));
    EXPECT_EQ(page.events.size(), 1U);
}

TEST_F(Changes, AnLsnThatIsNotKeptIsAnsweredWithTheOldestThatIs) {
    shop_.stock(cup_, dc_, 10);
    source_.drop_through(begin_ - 1);
    const auto page = read({.from_lsn = 1});
    EXPECT_EQ(page.outcome, ChangesOutcome::no_longer_kept);
    EXPECT_EQ(page.oldest_lsn, begin_);
    EXPECT_TRUE(page.events.empty());
    EXPECT_NE(page.detail.find("take an export"), std::string::npos) << page.detail;
    EXPECT_EQ(told(read({.from_lsn = page.oldest_lsn})), (Told{"supply"}));
}

TEST_F(Changes, AnLsnThatWasNeverGivenIsRefused) {
    EXPECT_EQ(read({.from_lsn = begin_}).outcome, ChangesOutcome::done);
    EXPECT_EQ(read({.from_lsn = begin_ + 1}).outcome, ChangesOutcome::not_yet_given);
    EXPECT_EQ(read({.limit = 0}).outcome, ChangesOutcome::bad_value);
    EXPECT_EQ(
        read({.wait = kChangesWaitMax + std::chrono::milliseconds(1)}).outcome,
        ChangesOutcome::bad_value
    );
}

TEST_F(Changes, AKindThatIsNotKnownStillComesThrough) {
    std::vector<std::byte> record;
    ByteWriter out(record);
    constexpr auto kUnknown = static_cast<ChangeKind>(250);
    put_head(out, kUnknown, {.now = shop_.clock().wall(), .actor = "planner"});
    ASSERT_EQ(shop_.log().set_aside(record.size()), LogAdmission::granted);
    shop_.log().append(record.size(), record);
    const auto page = read({.from_lsn = begin_, .filter = {.items = {hat_}}});
    ASSERT_EQ(page.events.size(), 1U);
    EXPECT_EQ(page.events[0].kind, kUnknown);
    EXPECT_FALSE(page.events[0].understood);
    EXPECT_EQ(page.events[0].actor, "planner");
    EXPECT_EQ(page.events[0].text, describe_record(record));
}

TEST_F(Changes, DamagedRecordsAreToldAsTextsAndNothingWorse) {
    shop_.stock(cup_, dc_, 10);
    shop_.reserve("r1", {{1, cup_, dc_, 4}, {2, cup_, dc_, 1}});
    const std::vector<PartLine> part{{.line = 1, .quantity = 2}};
    shop_.split({.id = "r1", .into = "r2", .operation = "a", .parts = part});
    for (Lsn lsn = 1; lsn <= shop_.log().newest(); ++lsn) {
        const auto record = shop_.log().record(lsn);
        for (std::size_t at = 0; at < record.size(); ++at) {
            const auto cut = std::span(record).first(at);
            EXPECT_FALSE(event_of(lsn, cut, EventText::if_needed).text.empty());
            auto flipped = record;
            flipped[at] ^= std::byte{0xff};
            EXPECT_EQ(event_of(lsn, flipped, EventText::always).lsn, lsn);
        }
    }
}

TEST_F(Changes, RulesOfSegmentsAreTold) {
    shop_.stock(cup_, dc_, 10);
    SegmentRuleRow row;
    row.rule = {.sku = cup_, .node = dc_, .segment = shop_.segment("web"), .floor = 4};
    shop_.rules({row});
    const auto page =
        read({.from_lsn = begin_, .filter = {.items = {cup_}, .kinds = {ChangeKind::segment_rows}}}
        );
    ASSERT_EQ(page.events.size(), 1U);
    EXPECT_EQ(page.events[0].sku, cup_);
    ASSERT_EQ(page.events[0].rules.size(), 1U);
    EXPECT_EQ(page.events[0].rules[0].floor, 4);
}

}  // namespace
}  // namespace earmark
