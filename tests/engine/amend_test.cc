// A held reservation changed in place: all of it in one moment, or nothing.
#include "engine/network/network_place.h"
#include "tests/support/engine_copy.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <string>

namespace earmark {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// 10 cups at dc1, 5 at dc2, 10 hats at dc1; r1 holds 4 cups and 2 hats at dc1 for 15 minutes.
class Amend : public testing::Test {
  protected:
    Amend() {
        shop_.stock(cup_, dc1_, 10);
        shop_.stock(cup_, dc2_, 5);
        shop_.stock(hat_, dc1_, 10);
        EXPECT_EQ(
            shop_.reserve("r1", {{1, cup_, dc1_, 4}, {2, hat_, dc1_, 2}}).outcome, Outcome::done
        );
    }
    void TearDown() override {
        shop_.expect_sound();
        EXPECT_EQ(replayed(shop_.log())->state_digest(), shop_.engine().state_digest());
    }

    AmendLine to(std::uint32_t line, Units quantity) {
        return {.line = line, .quantity = quantity};
    }

    /// Amends and expects to be refused without a trace.
    ReservationReply refused(std::string_view operation, const std::vector<AmendLine>& lines) {
        const std::uint64_t before = shop_.engine().state_digest();
        const Lsn newest = shop_.log().newest();
        const auto reply = shop_.amend("r1", operation, lines);
        EXPECT_NE(reply.outcome, Outcome::done);
        EXPECT_EQ(shop_.engine().state_digest(), before);
        EXPECT_EQ(shop_.log().newest(), newest);
        return reply;
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const SkuId hat_ = shop_.item("hat");
    const NodeId dc1_ = shop_.node("dc1");
    const NodeId dc2_ = shop_.node("dc2");
};

TEST_F(Amend, RaisesUpToWhatIsLeftWithItsOwnUnitsCountedBack) {
    const auto raised = shop_.amend("r1", "a", {to(1, 10)});
    EXPECT_EQ(raised.outcome, Outcome::done);
    ASSERT_EQ(raised.answers.size(), 1U);
    EXPECT_EQ(raised.answers[0].ats, 10);
    EXPECT_EQ(raised.answers[0].reserved, 10);
    EXPECT_EQ(raised.lines.at(0).held, 10);
    EXPECT_EQ(raised.lines.at(0).requested, 10);
    EXPECT_EQ(shop_.ats(cup_, dc1_), 0);
    const auto more = refused("b", {to(1, 11)});
    EXPECT_EQ(more.outcome, Outcome::lines_refused);
    ASSERT_EQ(more.answers.size(), 1U);
    EXPECT_EQ(more.answers[0].verdict, LineVerdict::insufficient_stock);
    EXPECT_EQ(more.answers[0].ats, 10);
    EXPECT_EQ(more.answers[0].reserved, 0);
}

TEST_F(Amend, LoweredUnitsAreFreeAtOnce) {
    EXPECT_EQ(shop_.amend("r1", "a", {to(1, 1)}).outcome, Outcome::done);
    EXPECT_EQ(shop_.ats(cup_, dc1_), 9);
    EXPECT_EQ(shop_.reservation("r1").lines.at(0).granted, 1);
}

TEST_F(Amend, LoweringIsNeverRefusedForWantOfStock) {
    shop_.stock(cup_, dc1_, 1);
    EXPECT_EQ(shop_.figures(cup_, dc1_).shortage, 3);
    EXPECT_EQ(shop_.amend("r1", "a", {to(1, 3)}).outcome, Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, dc1_).shortage, 2);
    EXPECT_EQ(refused("b", {to(1, 4)}).outcome, Outcome::lines_refused);
}

TEST_F(Amend, MoveGivesBackAndTakesInOneStep) {
    const auto moved =
        shop_.amend("r1", "a", {{.line = 1, .node = dc2_, .from = dc1_, .quantity = 3}});
    EXPECT_EQ(moved.outcome, Outcome::done);
    ASSERT_EQ(moved.lines.size(), 3U);
    EXPECT_EQ(moved.lines[0].held, 1);
    EXPECT_EQ(moved.lines[0].requested, 1);
    EXPECT_EQ(moved.lines[2].line, 1U);
    EXPECT_EQ(moved.lines[2].node, dc2_);
    EXPECT_EQ(moved.lines[2].held, 3);
    EXPECT_EQ(shop_.ats(cup_, dc1_), 9);
    EXPECT_EQ(shop_.ats(cup_, dc2_), 2);
    EXPECT_EQ(
        refused("b", {{.line = 1, .node = dc2_, .from = dc1_, .quantity = 2}}).outcome,
        Outcome::more_than_there_is
    );
    EXPECT_EQ(
        shop_.amend("r1", "c", {{.line = 1, .node = dc1_, .from = dc2_, .quantity = 3}})
            .lines.size(),
        2U
    ) << "what was given up leaves no line behind";
}

TEST_F(Amend, AllOrNothingOverLines) {
    const auto reply =
        refused("a", {{.line = 1, .node = dc2_, .from = dc1_, .quantity = 4}, to(2, 11)});
    EXPECT_EQ(reply.outcome, Outcome::lines_refused);
    ASSERT_EQ(reply.answers.size(), 2U);
    EXPECT_EQ(reply.answers[0].verdict, LineVerdict::reserved);
    EXPECT_EQ(reply.answers[1].verdict, LineVerdict::insufficient_stock);
}

TEST_F(Amend, LinesOfOnePositionShareWhatTheyGiveBack) {
    ASSERT_EQ(shop_.reserve("rest", {{1, cup_, dc1_, 6}}).outcome, Outcome::done);
    ASSERT_EQ(
        shop_.amend("r1", "a", {to(1, 1), {.line = 3, .sku = cup_, .node = dc1_, .quantity = 3}})
            .outcome,
        Outcome::done
    );
    EXPECT_EQ(
        refused("b", {to(1, 0), {.line = 4, .sku = cup_, .node = dc1_, .quantity = 2}}).outcome,
        Outcome::lines_refused
    );
    EXPECT_EQ(shop_.figures(cup_, dc1_).reserved, 10);
}

TEST_F(Amend, LinesAreAddedAndDropped) {
    const auto reply =
        shop_.amend("r1", "a", {{.line = 7, .sku = cup_, .node = dc2_, .quantity = 2}, to(2, 0)});
    EXPECT_EQ(reply.outcome, Outcome::done);
    ASSERT_EQ(reply.lines.size(), 2U);
    EXPECT_EQ(reply.lines[1].line, 7U);
    EXPECT_EQ(shop_.ats(hat_, dc1_), 10);
    EXPECT_EQ(shop_.ats(cup_, dc2_), 3);
    EXPECT_EQ(refused("b", {to(1, 0), to(7, 0)}).outcome, Outcome::no_lines)
        << "an empty hold is a release";
}

TEST_F(Amend, MistakesAreNamed) {
    const NodeId closed = shop_.disabled_node("closed");
    const auto verdict = [&](const AmendLine& line) {
        const auto reply = refused("x", {line});
        EXPECT_EQ(reply.outcome, Outcome::lines_refused);
        return reply.answers.empty() ? LineVerdict::reserved : reply.answers[0].verdict;
    };
    EXPECT_EQ(
        verdict({.line = 9, .sku = SkuId(99), .node = dc1_, .quantity = 1}),
        LineVerdict::unknown_item
    );
    EXPECT_EQ(
        verdict({.line = 9, .sku = cup_, .node = NodeId(99), .quantity = 1}),
        LineVerdict::unknown_node
    );
    EXPECT_EQ(
        verdict({.line = 1, .node = closed, .from = dc1_, .quantity = 1}),
        LineVerdict::not_sellable_here
    );
    EXPECT_EQ(verdict(to(1, -1)), LineVerdict::negative_quantity);
    EXPECT_EQ(verdict(to(1, kUnitsMax + 1)), LineVerdict::quantity_too_large);
    EXPECT_EQ(
        verdict({.line = 1, .node = dc2_, .from = dc1_, .quantity = 0}), LineVerdict::zero_quantity
    );
    EXPECT_EQ(refused("x", {to(9, 0)}).outcome, Outcome::bad_value);
    EXPECT_EQ(
        refused("x", {{.line = 1, .sku = hat_, .node = dc1_, .quantity = 5}}).outcome,
        Outcome::bad_value
    );
    EXPECT_EQ(
        refused("x", {{.line = 1, .node = dc1_, .from = dc1_, .quantity = 1}}).outcome,
        Outcome::bad_value
    );
    EXPECT_EQ(refused("", {to(1, 5)}).outcome, Outcome::operation_missing);
    EXPECT_EQ(refused("x", {}).outcome, Outcome::no_lines);
    EXPECT_EQ(
        shop_.amend({.id = "r1", .hold_for = kHoldForMax + seconds(1)}).outcome,
        Outcome::hold_too_long
    );
    EXPECT_EQ(shop_.amend("nobody", "x", {to(1, 5)}).outcome, Outcome::unknown_reservation);
}

/// A rule by category asks every item for its category, which this line's has not.
TEST_F(Amend, ALineOfAnUnknownItemOverAGroupStaysEmpty) {
    const NodeId both = place_of(shop_.group("both", {dc1_, dc2_}));
    ItemRow pot{};
    pot.sku = "pot";
    pot.category = "kitchen";
    PutReply made;
    shop_.engine().put_items({&pot, 1}, shop_.context(), made);
    const SellingRuleRow stop{
        .name = "recall", .effect = RuleEffect::stop, .scope = {.category = "kitchen"}
    };
    SupplyReply put;
    shop_.engine().put_selling_rules({&stop, 1}, shop_.context(), put);
    ASSERT_EQ(put.applied, 1U);
    const std::vector<ReserveLine> lines{{1, cup_, dc1_, 1}, {2, SkuId(77), both, 3}};
    ASSERT_EQ(shop_.reserve("r2", lines, Filling::partial).outcome, Outcome::done);
    const auto amended = shop_.amend("r2", "a", {to(2, 0)});
    EXPECT_EQ(amended.outcome, Outcome::done);
    ASSERT_EQ(amended.answers.size(), 1U);
    EXPECT_EQ(amended.answers[0].ats, 0);
    EXPECT_EQ(amended.answers[0].reserved, 0);
}

TEST_F(Amend, RepeatingAnOperationIsHarmless) {
    ASSERT_EQ(shop_.amend("r1", "a", {to(1, 5)}).outcome, Outcome::done);
    ASSERT_EQ(shop_.amend("r1", "b", {to(1, 2)}).outcome, Outcome::done);
    EXPECT_EQ(refused("a", {to(1, 5)}).outcome, Outcome::repeated);
    EXPECT_EQ(refused("a", {to(1, 6)}).outcome, Outcome::id_used_differently);
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "r1", "a", {{1, 1}}).outcome,
        Outcome::id_used_differently
    ) << "steps and amends share their names";
    EXPECT_EQ(shop_.reservation("r1").lines.at(0).held, 2);
}

TEST_F(Amend, ExtendsAndShortensFromNowOn) {
    shop_.wait(minutes(10));
    const auto extended = shop_.amend({.id = "r1", .hold_for = minutes(30)});
    EXPECT_EQ(extended.outcome, Outcome::done);
    EXPECT_EQ(extended.expires_at, shop_.context().now + minutes(30));
    EXPECT_EQ(shop_.wait(minutes(29)), 0U);
    EXPECT_EQ(shop_.amend({.id = "r1", .hold_for = seconds(10)}).outcome, Outcome::done);
    EXPECT_EQ(shop_.wait(seconds(9)), 0U);
    EXPECT_EQ(shop_.wait(seconds(1)), 1U);
    EXPECT_EQ(shop_.reservation("r1").state, ReservationState::expired);
    EXPECT_EQ(shop_.amend({.id = "r1", .hold_for = minutes(1)}).outcome, Outcome::wrong_state);
}

TEST_F(Amend, OnlyWhatIsHeldCanBeAmended) {
    ASSERT_EQ(shop_.step(ReservationStep::commit, "r1", "p", {{1, 3}}).outcome, Outcome::done);
    const auto reply = shop_.amend("r1", "a", {to(1, 5)});
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.lines.at(0).held, 5);
    EXPECT_EQ(reply.lines.at(0).allocated, 3);
    EXPECT_EQ(reply.lines.at(0).granted, 8);
    EXPECT_EQ(shop_.amend("r1", "b", {to(1, 0)}).lines.at(0).granted, 3);
    ASSERT_EQ(shop_.step(ReservationStep::commit, "r1").outcome, Outcome::done);
    EXPECT_EQ(refused("c", {to(1, 1)}).outcome, Outcome::wrong_state);
}

TEST_F(Amend, TheFirstRequestStillGetsTheFirstAnswer) {
    ASSERT_EQ(shop_.reserve("p", {{1, cup_, dc2_, 9}}, Filling::partial).outcome, Outcome::done);
    for (const char* const id : {"r1", "p"})
        ASSERT_EQ(shop_.amend(id, "a", {to(1, 1)}).outcome, Outcome::done);
    const auto again = shop_.reserve("r1", {{1, cup_, dc1_, 4}, {2, hat_, dc1_, 2}});
    EXPECT_EQ(again.outcome, Outcome::repeated);
    EXPECT_EQ(again.lines.at(0).reserved, 4);
    const auto partial = shop_.reserve("p", {{1, cup_, dc2_, 9}}, Filling::partial);
    EXPECT_EQ(partial.outcome, Outcome::repeated);
    EXPECT_EQ(partial.lines.at(0).reserved, 5);
    EXPECT_EQ(partial.lines.at(0).verdict, LineVerdict::partly_reserved);
    EXPECT_EQ(
        shop_.reserve("p", {{1, cup_, dc2_, 1}}, Filling::partial).outcome,
        Outcome::id_used_differently
    ) << "what it was amended to is not what it was made with";
}

TEST_F(Amend, SnapshotsAndLogsTellTheSame) {
    StateImage image = image_of(shop_.engine(), shop_.log());
    ASSERT_EQ(
        shop_.amend("r1", "a", {{.line = 1, .node = dc2_, .from = dc1_, .quantity = 2}}).outcome,
        Outcome::done
    );
    const std::uint64_t digest = shop_.engine().state_digest();
    EXPECT_EQ(recovered(image, shop_.log(), shop_.log().newest())->state_digest(), digest);
    image = image_of(shop_.engine(), shop_.log());
    image.from = 0;
    EXPECT_EQ(recovered(image, shop_.log(), shop_.log().newest())->state_digest(), digest);
    const std::string words = describe_record(shop_.log().record(shop_.log().newest()));
    EXPECT_NE(words.find("amended r1, now held"), std::string::npos) << words;
}

TEST_F(Amend, ReferenceAndMakerStayWithTheReservation) {
    const std::vector<ReserveLine> lines{{1, cup_, dc2_, 1}};
    ReserveReply made;
    const Time made_at = shop_.context().now;
    const ReserveRequest request{.id = "r2", .lines = lines, .reference = "cart-7"};
    shop_.engine().reserve(request, {.now = made_at, .actor = "web"}, made);
    ASSERT_EQ(made.outcome, Outcome::done);
    shop_.wait(minutes(1));
    ASSERT_EQ(
        shop_.amend("r2", "a", {{.line = 2, .sku = hat_, .node = dc1_, .quantity = 1}}).outcome,
        Outcome::done
    );
    const auto reply = shop_.reservation("r2");
    EXPECT_EQ(reply.reference, "cart-7");
    EXPECT_EQ(reply.made_by, "web");
    EXPECT_EQ(reply.made_at, made_at);
    EXPECT_EQ(shop_.reserve("r2", lines).outcome, Outcome::id_used_differently)
        << "another reference is another request";
    EXPECT_EQ(
        shop_
            .reserve(
                {.id = "r3", .lines = lines, .reference = std::string(kReferenceBytesMax + 1, 'x')}
            )
            .outcome,
        Outcome::bad_value
    );
}

}  // namespace
}  // namespace earmark
