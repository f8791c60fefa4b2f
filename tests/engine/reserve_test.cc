// Making reservations.
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <limits>

namespace earmark {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class Reserve : public testing::Test {
  protected:
    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const SkuId hat_ = shop_.item("hat");
    const NodeId dc_ = shop_.node("dc1");
    const NodeId store_ = shop_.node("store");
};

TEST_F(Reserve, TakesUnitsFromWhatMayBeSold) {
    shop_.stock(cup_, dc_, 10, /*safety=*/2);
    const auto reply = shop_.reserve("r1", {{1, cup_, dc_, 3}});
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.lines.at(0).verdict, LineVerdict::reserved);
    EXPECT_EQ(reply.lines.at(0).reserved, 3);
    EXPECT_EQ(reply.lines.at(0).ats, 8);
    EXPECT_EQ(reply.state, ReservationState::held);
    EXPECT_EQ(reply.expires_at, shop_.clock().wall() + kHoldForDefault);
    EXPECT_EQ(shop_.ats(cup_, dc_), 5);
    EXPECT_EQ(shop_.figures(cup_, dc_).reserved, 3);
    shop_.expect_sound();
}

TEST_F(Reserve, NeverSellsSafetyStock) {
    shop_.stock(cup_, dc_, 10, /*safety=*/2);
    const auto refused = shop_.reserve("r1", {{1, cup_, dc_, 9}});
    EXPECT_EQ(refused.outcome, Outcome::lines_refused);
    EXPECT_EQ(refused.lines.at(0).verdict, LineVerdict::insufficient_stock);
    EXPECT_EQ(refused.lines.at(0).ats, 8);
    EXPECT_EQ(shop_.reserve("r1", {{1, cup_, dc_, 8}}).outcome, Outcome::done);
}

TEST_F(Reserve, LinesOfOnePositionAreSummedBeforeTheCheck) {
    shop_.stock(cup_, dc_, 5);
    const auto reply = shop_.reserve("r1", {{1, cup_, dc_, 3}, {2, cup_, dc_, 3}});
    EXPECT_EQ(reply.outcome, Outcome::lines_refused);
    ASSERT_EQ(reply.lines.size(), 2U);
    EXPECT_EQ(reply.lines[0].reserved, 0);
    EXPECT_EQ(reply.lines[1].reserved, 0);
    EXPECT_TRUE(
        reply.lines[0].verdict == LineVerdict::insufficient_stock ||
        reply.lines[1].verdict == LineVerdict::insufficient_stock
    );
    EXPECT_EQ(shop_.ats(cup_, dc_), 5);
    EXPECT_EQ(shop_.reserve("r1", {{1, cup_, dc_, 3}, {2, cup_, dc_, 2}}).outcome, Outcome::done);
    EXPECT_EQ(shop_.ats(cup_, dc_), 0);
}

TEST_F(Reserve, OneShortLineRefusesAll) {
    shop_.stock(cup_, dc_, 5);
    shop_.stock(hat_, store_, 1);
    const Lsn before = shop_.log().newest();
    const auto reply = shop_.reserve("r1", {{1, cup_, dc_, 3}, {2, hat_, store_, 2}});
    EXPECT_EQ(reply.outcome, Outcome::lines_refused);
    EXPECT_EQ(reply.lines.at(0).verdict, LineVerdict::reserved);
    EXPECT_EQ(reply.lines.at(0).reserved, 0);
    EXPECT_EQ(reply.lines.at(1).verdict, LineVerdict::insufficient_stock);
    EXPECT_EQ(reply.lines.at(1).ats, 1);
    EXPECT_EQ(shop_.ats(cup_, dc_), 5);
    EXPECT_EQ(shop_.log().newest(), before);
    EXPECT_EQ(shop_.reservation("r1").outcome, Outcome::unknown_reservation);
    shop_.expect_sound();
}

TEST_F(Reserve, TwoNodesWithFourEachDoNotGiveFiveAtOne) {
    shop_.stock(cup_, dc_, 4);
    shop_.stock(cup_, store_, 4);
    EXPECT_EQ(shop_.figures({.sku = cup_, .node = {}, .group = {}}).ats, 8);
    EXPECT_EQ(shop_.reserve("r1", {{1, cup_, dc_, 5}}).outcome, Outcome::lines_refused);
    EXPECT_EQ(shop_.reserve("r1", {{1, cup_, store_, 5}}).outcome, Outcome::lines_refused);
}

TEST_F(Reserve, PartialGivesEachLineWhatIsLeft) {
    shop_.stock(cup_, dc_, 5);
    const auto reply = shop_.reserve(
        "r1",
        {{1, cup_, dc_, 3}, {2, cup_, dc_, 3}, {3, cup_, dc_, 3}, {4, hat_, dc_, 1}},
        Filling::partial
    );
    EXPECT_EQ(reply.outcome, Outcome::done);
    ASSERT_EQ(reply.lines.size(), 4U);
    EXPECT_EQ(reply.lines[0].verdict, LineVerdict::reserved);
    EXPECT_EQ(reply.lines[0].reserved, 3);
    EXPECT_EQ(reply.lines[1].verdict, LineVerdict::partly_reserved);
    EXPECT_EQ(reply.lines[1].reserved, 2);
    EXPECT_EQ(reply.lines[2].verdict, LineVerdict::insufficient_stock);
    EXPECT_EQ(reply.lines[2].reserved, 0);
    EXPECT_EQ(reply.lines[3].verdict, LineVerdict::insufficient_stock);
    EXPECT_EQ(shop_.ats(cup_, dc_), 0);
    const auto look = shop_.reservation("r1");
    EXPECT_EQ(look.lines.at(1).requested, 3);
    EXPECT_EQ(look.lines.at(1).granted, 2);
    shop_.expect_sound();
}

TEST_F(Reserve, PartialWithNothingAtAllIsRefused) {
    const auto reply = shop_.reserve("r1", {{1, cup_, dc_, 3}}, Filling::partial);
    EXPECT_EQ(reply.outcome, Outcome::lines_refused);
    EXPECT_EQ(shop_.reservation("r1").outcome, Outcome::unknown_reservation);
}

TEST_F(Reserve, UnknownNamesRefuseAllOrAreEmptyLines) {
    shop_.stock(cup_, dc_, 5);
    const std::vector<ReserveLine> lines{
        {1, cup_, dc_, 3}, {2, SkuId(77), dc_, 1}, {3, cup_, NodeId(77), 1}
    };
    const auto whole = shop_.reserve("r1", lines);
    EXPECT_EQ(whole.outcome, Outcome::lines_refused);
    EXPECT_EQ(whole.lines.at(1).verdict, LineVerdict::unknown_item);
    EXPECT_EQ(whole.lines.at(2).verdict, LineVerdict::unknown_node);
    const auto part = shop_.reserve("r1", lines, Filling::partial);
    EXPECT_EQ(part.outcome, Outcome::done);
    EXPECT_EQ(part.lines.at(0).reserved, 3);
    EXPECT_EQ(part.lines.at(1).verdict, LineVerdict::unknown_item);
    EXPECT_EQ(part.lines.at(2).verdict, LineVerdict::unknown_node);
    shop_.expect_sound();
}

TEST_F(Reserve, ImpossibleQuantitiesRefuseEvenAPartialRequest) {
    shop_.stock(cup_, dc_, 5);
    const std::pair<Units, LineVerdict> cases[] = {
        {0, LineVerdict::zero_quantity},
        {-1, LineVerdict::negative_quantity},
        {std::numeric_limits<Units>::min(), LineVerdict::negative_quantity},
        {kUnitsMax + 1, LineVerdict::quantity_too_large},
        {std::numeric_limits<Units>::max(), LineVerdict::quantity_too_large},
    };
    for (const auto& [quantity, verdict] : cases) {
        for (const Filling filling : {Filling::all_or_nothing, Filling::partial}) {
            const auto reply =
                shop_.reserve("r1", {{1, cup_, dc_, 1}, {2, cup_, dc_, quantity}}, filling);
            EXPECT_EQ(reply.outcome, Outcome::lines_refused) << quantity;
            EXPECT_EQ(reply.lines.at(1).verdict, verdict) << quantity;
            EXPECT_EQ(reply.lines.at(0).reserved, 0) << quantity;
        }
    }
    EXPECT_EQ(shop_.ats(cup_, dc_), 5);
}

TEST_F(Reserve, TheLargestQuantityIsNoOverflow) {
    shop_.stock(cup_, dc_, kUnitsMax);
    const auto both = shop_.reserve("r1", {{1, cup_, dc_, kUnitsMax}, {2, cup_, dc_, kUnitsMax}});
    EXPECT_EQ(both.outcome, Outcome::lines_refused);
    EXPECT_EQ(shop_.reserve("r1", {{1, cup_, dc_, kUnitsMax}}).outcome, Outcome::done);
    EXPECT_EQ(shop_.ats(cup_, dc_), 0);
    shop_.expect_sound();
}

TEST_F(Reserve, RequestsOutOfFormAreNamed) {
    shop_.stock(cup_, dc_, 5);
    const std::vector<ReserveLine> line{{1, cup_, dc_, 1}};
    const std::string id(kReservationIdBytesMax, 'x');
    EXPECT_EQ(shop_.reserve("", line).outcome, Outcome::id_missing);
    EXPECT_EQ(shop_.reserve(id + "x", line).outcome, Outcome::id_too_long);
    EXPECT_EQ(shop_.reserve("r1", {}).outcome, Outcome::no_lines);
    EXPECT_EQ(
        shop_.reserve("r1", {{1, cup_, dc_, 1}, {1, cup_, dc_, 2}}).outcome, Outcome::repeated_line
    );
    EXPECT_EQ(
        shop_.reserve({.id = "r1", .lines = line, .hold_for = kHoldForMax + seconds(1)}).outcome,
        Outcome::hold_too_long
    );
    EXPECT_EQ(
        shop_.reserve({.id = "r1", .lines = line, .hold_for = seconds(0)}).outcome,
        Outcome::bad_value
    );
    EXPECT_EQ(
        shop_.reserve({.id = "r1", .lines = line, .hold_for = seconds(-5)}).outcome,
        Outcome::bad_value
    );
    EXPECT_EQ(
        shop_.reserve({.id = "r1", .lines = line, .hold_for = seconds::max()}).outcome,
        Outcome::hold_too_long
    );
    EXPECT_EQ(shop_.ats(cup_, dc_), 5);
    EXPECT_EQ(
        shop_.reserve({.id = id, .lines = line, .hold_for = kHoldForMax}).outcome, Outcome::done
    );
    shop_.expect_sound();
}

TEST_F(Reserve, TakesTheMostLinesAndNotOneMore) {
    shop_.stock(cup_, dc_, 1'000'000);
    std::vector<ReserveLine> lines;
    for (std::uint32_t i = 0; i <= kReservationLinesMax; ++i)
        lines.push_back({i, cup_, dc_, 1});
    EXPECT_EQ(shop_.reserve("r1", lines).outcome, Outcome::too_many_lines);
    lines.pop_back();
    EXPECT_EQ(shop_.reserve("r1", lines).outcome, Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, dc_).reserved, static_cast<Units>(kReservationLinesMax));
    EXPECT_EQ(shop_.step(ReservationStep::release, "r1").outcome, Outcome::done);
    shop_.expect_sound();
}

TEST_F(Reserve, SameRequestAgainAnswersTheSameAgain) {
    shop_.stock(cup_, dc_, 5);
    const std::vector<ReserveLine> lines{{1, cup_, dc_, 3}, {2, cup_, dc_, 1}};
    const auto first = shop_.reserve("r1", lines);
    const Lsn before = shop_.log().newest();
    shop_.wait(minutes(1));
    const auto again = shop_.reserve("r1", lines);
    EXPECT_EQ(again.outcome, Outcome::repeated);
    EXPECT_EQ(again.expires_at, first.expires_at);
    ASSERT_EQ(again.lines.size(), 2U);
    EXPECT_EQ(again.lines[0].verdict, LineVerdict::reserved);
    EXPECT_EQ(again.lines[0].reserved, 3);
    EXPECT_EQ(again.lines[1].reserved, 1);
    EXPECT_GE(again.lsn, first.lsn) << "a repeated answer waits for the first change";
    EXPECT_EQ(shop_.ats(cup_, dc_), 1);
    EXPECT_EQ(shop_.log().newest(), before);
}

TEST_F(Reserve, RepeatOfAPartialGrantTellsWhatWasGrantedThen) {
    shop_.stock(cup_, dc_, 2);
    const std::vector<ReserveLine> lines{{1, cup_, dc_, 3}, {2, cup_, dc_, 1}};
    ASSERT_EQ(shop_.reserve("r1", lines, Filling::partial).outcome, Outcome::done);
    shop_.stock(cup_, dc_, 50);
    const auto again = shop_.reserve("r1", lines, Filling::partial);
    EXPECT_EQ(again.outcome, Outcome::repeated);
    EXPECT_EQ(again.lines.at(0).verdict, LineVerdict::partly_reserved);
    EXPECT_EQ(again.lines.at(0).reserved, 2);
    EXPECT_EQ(again.lines.at(1).verdict, LineVerdict::insufficient_stock);
}

TEST_F(Reserve, RepeatTellsTheFirstReasons) {
    shop_.stock(cup_, dc_, 2);
    const NodeId closed = shop_.disabled_node("closed");
    const std::vector<ReserveLine> lines{
        {1, cup_, dc_, 1},
        {2, cup_, closed, 1},
        {3, SkuId(77), dc_, 1},
        {4, cup_, NodeId(77), 1},
        {5, cup_, NodeId(0xffff'ffff), 1},
        {6, hat_, dc_, 1},
    };
    const auto first = shop_.reserve("r1", lines, Filling::partial);
    ASSERT_EQ(first.outcome, Outcome::done);
    ASSERT_EQ(shop_.node("closed"), closed) << "opened since";
    const auto again = shop_.reserve("r1", lines, Filling::partial);
    EXPECT_EQ(again.outcome, Outcome::repeated) << again.detail;
    ASSERT_EQ(again.lines.size(), lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i)
        EXPECT_EQ(again.lines[i].verdict, first.lines[i].verdict) << "line " << i + 1;
}

TEST_F(Reserve, SameIdWithOtherContentIsRefusedByField) {
    shop_.stock(cup_, dc_, 5);
    const std::vector<ReserveLine> lines{{1, cup_, dc_, 3}};
    ASSERT_EQ(shop_.reserve("r1", lines).outcome, Outcome::done);

    const auto expect_field = [&](const ReserveRequest& request, const char* field) {
        const auto reply = shop_.reserve(request);
        EXPECT_EQ(reply.outcome, Outcome::id_used_differently);
        EXPECT_NE(reply.detail.find(field), std::string::npos) << reply.detail;
    };
    const std::vector<ReserveLine> more{{1, cup_, dc_, 4}};
    const std::vector<ReserveLine> longer{{1, cup_, dc_, 3}, {2, cup_, dc_, 1}};
    const std::vector<ReserveLine> elsewhere{{1, cup_, store_, 3}};
    const std::vector<ReserveLine> renumbered{{2, cup_, dc_, 3}};
    expect_field({.id = "r1", .lines = more}, "lines");
    expect_field({.id = "r1", .lines = longer}, "lines");
    expect_field({.id = "r1", .lines = elsewhere}, "lines");
    expect_field({.id = "r1", .lines = renumbered}, "lines");
    expect_field({.id = "r1", .lines = lines, .hold_for = minutes(1)}, "hold_for");
    expect_field({.id = "r1", .lines = lines, .filling = Filling::partial}, "filling");
    EXPECT_EQ(shop_.ats(cup_, dc_), 2);
}

TEST_F(Reserve, RefusedIdStaysFree) {
    EXPECT_EQ(shop_.reserve("r1", {{1, cup_, dc_, 3}}).outcome, Outcome::lines_refused);
    shop_.stock(cup_, dc_, 5);
    EXPECT_EQ(shop_.reserve("r1", {{1, cup_, dc_, 4}}).outcome, Outcome::done);
}

TEST_F(Reserve, RepeatAfterTheEndTellsTheState) {
    shop_.stock(cup_, dc_, 5);
    const std::vector<ReserveLine> lines{{1, cup_, dc_, 3}};
    ASSERT_EQ(shop_.reserve("r1", lines).outcome, Outcome::done);
    ASSERT_EQ(shop_.step(ReservationStep::release, "r1").outcome, Outcome::done);
    const auto again = shop_.reserve("r1", lines);
    EXPECT_EQ(again.outcome, Outcome::repeated);
    EXPECT_EQ(again.state, ReservationState::released);
    EXPECT_EQ(shop_.ats(cup_, dc_), 5) << "a repeat takes nothing";
}

TEST_F(Reserve, RequestStampedBeforeWhatIsRememberedIsTooOld) {
    shop_.stock(cup_, dc_, 5);
    const std::vector<ReserveLine> lines{{1, cup_, dc_, 1}};
    const Time now = shop_.clock().wall();
    EXPECT_EQ(
        shop_.reserve({.id = "old", .lines = lines, .stamped_at = now - hours(25)}).outcome,
        Outcome::too_old
    );
    EXPECT_EQ(
        shop_.reserve({.id = "new", .lines = lines, .stamped_at = now - hours(23)}).outcome,
        Outcome::done
    );
}

TEST_F(Reserve, NotesThatAreTooLongAreRefused) {
    shop_.stock(cup_, dc_, 5);
    const std::string note(kNoteBytesMax + 1, 'n');
    const std::vector<ReserveLine> lines{{1, cup_, dc_, 1}};
    ReserveReply reply;
    shop_.engine().reserve(
        {.id = "r1", .lines = lines}, {.now = shop_.clock().wall(), .actor = note}, reply
    );
    EXPECT_EQ(reply.outcome, Outcome::bad_value);
    shop_.engine().reserve(
        {.id = "r1", .lines = lines}, {.now = shop_.clock().wall(), .reason = note}, reply
    );
    EXPECT_EQ(reply.outcome, Outcome::bad_value);
    EXPECT_EQ(shop_.ats(cup_, dc_), 5);
    shop_.expect_sound();
}

TEST_F(Reserve, IdsAreTextThatProgramsCanReadBack) {
    shop_.stock(cup_, dc_, 5);
    const std::string accented = "caf\xC3\xA9 7";
    EXPECT_EQ(shop_.reserve(accented, {{1, cup_, dc_, 1}}).outcome, Outcome::done);
    EXPECT_EQ(shop_.reservation(accented).lines.at(0).granted, 1);
    for (const std::string& wrong :
         {std::string("a\0b", 3), std::string("a\xFF"), std::string("a\n")}) {
        const ReserveReply reply = shop_.reserve(wrong, {{1, cup_, dc_, 1}});
        EXPECT_EQ(reply.outcome, Outcome::bad_value);
        EXPECT_NE(reply.detail.find("id: found other bytes"), std::string::npos) << reply.detail;
    }
}

}  // namespace
}  // namespace earmark
