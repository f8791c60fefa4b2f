// The life of a reservation: every step in every state.
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <string>

namespace earmark {
namespace {

using std::chrono::minutes;

enum class Situation { held, part_committed, committed, shipped, cancelled, released, expired };

constexpr Situation kSituations[] = {
    Situation::held,
    Situation::part_committed,
    Situation::committed,
    Situation::shipped,
    Situation::cancelled,
    Situation::released,
    Situation::expired,
};

/// A shop with 10 cups, of which r1 took 4, brought into a situation.
class Story {
  public:
    explicit Story(Situation situation) {
        shop.stock(cup, dc, 10);
        EXPECT_EQ(shop.reserve("r1", {{1, cup, dc, 4}}).outcome, Outcome::done);
        switch (situation) {
            case Situation::held:
                break;
            case Situation::part_committed:
                take(ReservationStep::commit, "part", {{1, 1}});
                break;
            case Situation::committed:
                take(ReservationStep::commit);
                break;
            case Situation::shipped:
                take(ReservationStep::commit);
                take(ReservationStep::ship);
                break;
            case Situation::cancelled:
                take(ReservationStep::commit);
                take(ReservationStep::cancel);
                break;
            case Situation::released:
                take(ReservationStep::release);
                break;
            case Situation::expired:
                EXPECT_EQ(shop.wait(minutes(15)), 1U);
                break;
        }
    }

    Shop shop;
    SkuId cup = shop.item("cup");
    NodeId dc = shop.node("dc1");

  private:
    void take(
        ReservationStep step,
        std::string_view operation = {},
        const std::vector<std::pair<std::uint32_t, Units>>& parts = {}
    ) {
        EXPECT_EQ(shop.step(step, "r1", operation, parts).outcome, Outcome::done);
    }
};

struct Cell {
    Outcome outcome;
    ReservationState state;  ///< Afterwards.
    Units on_hand;
    Units reserved;
    Units allocated;
};

constexpr auto kDone = Outcome::done;
constexpr auto kAgain = Outcome::repeated;
constexpr auto kWrong = Outcome::wrong_state;
constexpr auto kHeld = ReservationState::held;
constexpr auto kCommitted = ReservationState::committed;
constexpr auto kReleased = ReservationState::released;
constexpr auto kExpired = ReservationState::expired;

// clang-format off
constexpr Cell kTable[7][4] = {
    //                   commit                           release                          ship                             cancel
    /* held           */ {{kDone, kCommitted, 10, 0, 4},  {kDone, kReleased, 10, 0, 0},    {kWrong, kHeld, 10, 4, 0},       {kWrong, kHeld, 10, 4, 0}},
    /* part_committed */ {{kDone, kCommitted, 10, 0, 4},  {kDone, kCommitted, 10, 0, 1},   {kDone, kHeld, 9, 3, 0},         {kDone, kHeld, 10, 3, 0}},
    /* committed      */ {{kAgain, kCommitted, 10, 0, 4}, {kWrong, kCommitted, 10, 0, 4},  {kDone, kCommitted, 6, 0, 0},    {kDone, kCommitted, 10, 0, 0}},
    /* shipped        */ {{kAgain, kCommitted, 6, 0, 0},  {kWrong, kCommitted, 6, 0, 0},   {kAgain, kCommitted, 6, 0, 0},   {kWrong, kCommitted, 6, 0, 0}},
    /* cancelled      */ {{kAgain, kCommitted, 10, 0, 0}, {kWrong, kCommitted, 10, 0, 0},  {kWrong, kCommitted, 10, 0, 0},  {kAgain, kCommitted, 10, 0, 0}},
    /* released       */ {{kWrong, kReleased, 10, 0, 0},  {kAgain, kReleased, 10, 0, 0},   {kWrong, kReleased, 10, 0, 0},   {kWrong, kReleased, 10, 0, 0}},
    /* expired        */ {{kWrong, kExpired, 10, 0, 0},   {kWrong, kExpired, 10, 0, 0},    {kWrong, kExpired, 10, 0, 0},    {kWrong, kExpired, 10, 0, 0}},
};
// clang-format on

TEST(LifeCycle, EveryStepInEverySituation) {
    for (const Situation situation : kSituations) {
        for (std::size_t step = 0; step < 4; ++step) {
            SCOPED_TRACE(
                "situation " + std::to_string(static_cast<int>(situation)) + " step " +
                std::to_string(step)
            );
            Story story(situation);
            const Cell& cell = kTable[static_cast<std::size_t>(situation)][step];
            const Lsn before = story.shop.log().newest();
            const auto reply = story.shop.step(static_cast<ReservationStep>(step), "r1");
            EXPECT_EQ(reply.outcome, cell.outcome);
            if (cell.outcome != Outcome::done) {
                EXPECT_EQ(story.shop.log().newest(), before);
            }
            if (cell.outcome == Outcome::wrong_state) {
                const bool tells_state =
                    reply.detail.find(to_string(cell.state)) != std::string::npos;
                const bool tells_nothing_left =
                    reply.detail.find("nothing of the order is left") != std::string::npos;
                EXPECT_TRUE(tells_state || tells_nothing_left) << reply.detail;
            }
            EXPECT_EQ(story.shop.reservation("r1").state, cell.state);
            const Availability figures = story.shop.figures(story.cup, story.dc);
            EXPECT_EQ(figures.on_hand, cell.on_hand);
            EXPECT_EQ(figures.reserved, cell.reserved);
            EXPECT_EQ(figures.allocated, cell.allocated);
            EXPECT_EQ(figures.ats, cell.on_hand - cell.reserved - cell.allocated);
            story.shop.expect_sound();
        }
    }
}

TEST(LifeCycle, UnknownAndNamelessReservationsAreNamed) {
    Shop shop;
    for (const auto step :
         {ReservationStep::commit,
          ReservationStep::release,
          ReservationStep::ship,
          ReservationStep::cancel}) {
        EXPECT_EQ(shop.step(step, "nobody").outcome, Outcome::unknown_reservation);
        EXPECT_EQ(shop.step(step, "").outcome, Outcome::id_missing);
        EXPECT_EQ(
            shop.step(step, std::string(kReservationIdBytesMax + 1, 'x')).outcome,
            Outcome::id_too_long
        );
    }
    EXPECT_EQ(shop.reservation("nobody").outcome, Outcome::unknown_reservation);
    shop.expect_sound();
}

TEST(LifeCycle, CommitLeavesNoMomentInWhichTheStockIsFree) {
    Story story(Situation::held);
    EXPECT_EQ(story.shop.ats(story.cup, story.dc), 6);
    ASSERT_EQ(story.shop.step(ReservationStep::commit, "r1").outcome, Outcome::done);
    EXPECT_EQ(story.shop.ats(story.cup, story.dc), 6);
    EXPECT_EQ(story.shop.figures(story.cup, story.dc).allocated, 4);
}

TEST(LifeCycle, ShippingMoreThanIsThereIsALoggedCorrection) {
    Story story(Situation::committed);
    story.shop.stock(story.cup, story.dc, 1);
    EXPECT_EQ(story.shop.figures(story.cup, story.dc).shortage, 3);
    const auto reply = story.shop.step(ReservationStep::ship, "r1");
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.corrected_units, 3);
    const Availability figures = story.shop.figures(story.cup, story.dc);
    EXPECT_EQ(figures.on_hand, 0);
    EXPECT_EQ(figures.allocated, 0);
    EXPECT_EQ(figures.shortage, 0);
    story.shop.expect_sound();
}

TEST(LifeCycle, TwoLinesOfOnePositionShareItsCorrection) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 4);
    ASSERT_EQ(shop.reserve("r1", {{1, cup, dc, 2}, {2, cup, dc, 2}}).outcome, Outcome::done);
    ASSERT_EQ(shop.step(ReservationStep::commit, "r1").outcome, Outcome::done);
    shop.stock(cup, dc, 3);
    EXPECT_EQ(shop.step(ReservationStep::ship, "r1").corrected_units, 1);
    EXPECT_EQ(shop.figures(cup, dc).on_hand, 0);
    shop.expect_sound();
}

class Parts : public testing::Test {
  protected:
    Parts() {
        shop_.stock(cup_, dc_, 10);
        shop_.stock(hat_, dc_, 10);
        EXPECT_EQ(
            shop_.reserve("r1", {{1, cup_, dc_, 4}, {2, hat_, dc_, 2}}).outcome, Outcome::done
        );
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const SkuId hat_ = shop_.item("hat");
    const NodeId dc_ = shop_.node("dc1");
};

TEST_F(Parts, CommittedPartIsAnOrderAndTheRestIsHeld) {
    const auto reply = shop_.step(ReservationStep::commit, "r1", "pick-1", {{1, 3}});
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.state, ReservationState::held);
    EXPECT_EQ(reply.lines.at(0).held, 1);
    EXPECT_EQ(reply.lines.at(0).allocated, 3);
    EXPECT_EQ(reply.lines.at(1).held, 2);
    EXPECT_EQ(shop_.figures(cup_, dc_).reserved, 1);
    EXPECT_EQ(shop_.figures(cup_, dc_).allocated, 3);
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "r1", "pick-2", {{1, 1}, {2, 2}}).state,
        ReservationState::committed
    );
    shop_.expect_sound();
}

TEST_F(Parts, NeedANameSoThatRepeatingIsHarmless) {
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "r1", "", {{1, 3}}).outcome, Outcome::operation_missing
    );
    ASSERT_EQ(shop_.step(ReservationStep::commit, "r1", "pick-1", {{1, 3}}).outcome, Outcome::done);
    const Lsn before = shop_.log().newest();
    const auto again = shop_.step(ReservationStep::commit, "r1", "pick-1", {{1, 3}});
    EXPECT_EQ(again.outcome, Outcome::repeated);
    EXPECT_EQ(again.lines.at(0).allocated, 3);
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "r1", "pick-1", {{1, 1}}).outcome,
        Outcome::id_used_differently
    );
    EXPECT_EQ(
        shop_.step(ReservationStep::ship, "r1", "pick-1", {{1, 3}}).outcome,
        Outcome::id_used_differently
    );
    EXPECT_EQ(shop_.log().newest(), before);
    EXPECT_EQ(shop_.figures(cup_, dc_).allocated, 3);
}

TEST_F(Parts, AskingForMoreThanThereIsChangesNothing) {
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "r1", "a", {{1, 1}, {2, 3}}).outcome,
        Outcome::more_than_there_is
    );
    EXPECT_EQ(shop_.figures(cup_, dc_).allocated, 0);
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "r1", "a", {{1, 1}, {2, 2}}).outcome, Outcome::done
    ) << "a refused name stays free";
    shop_.expect_sound();
}

TEST_F(Parts, BadPartsAreNamed) {
    EXPECT_EQ(shop_.step(ReservationStep::commit, "r1", "a", {{9, 1}}).outcome, Outcome::bad_value);
    EXPECT_EQ(shop_.step(ReservationStep::commit, "r1", "a", {{1, 0}}).outcome, Outcome::bad_value);
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "r1", "a", {{1, -1}}).outcome, Outcome::bad_value
    );
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "r1", "a", {{1, 3}, {1, 2}}).outcome,
        Outcome::more_than_there_is
    ) << "parts of one line are summed";
    EXPECT_NE(
        shop_
            .step(ReservationStep::commit, "r1", std::string(kOperationBytesMax + 1, 'o'), {{1, 1}})
            .outcome,
        Outcome::done
    );
    EXPECT_EQ(shop_.figures(cup_, dc_).allocated, 0);
    shop_.expect_sound();
}

TEST_F(Parts, RestOfAPartlyCommittedHoldExpiresAlone) {
    ASSERT_EQ(shop_.step(ReservationStep::commit, "r1", "a", {{1, 3}}).outcome, Outcome::done);
    EXPECT_EQ(shop_.wait(minutes(15)), 1U);
    const auto reply = shop_.reservation("r1");
    EXPECT_EQ(reply.state, ReservationState::committed);
    EXPECT_EQ(reply.lines.at(0).held, 0);
    EXPECT_EQ(reply.lines.at(0).allocated, 3);
    EXPECT_EQ(reply.lines.at(1).held, 0);
    EXPECT_EQ(shop_.ats(cup_, dc_), 7);
    EXPECT_EQ(shop_.ats(hat_, dc_), 10);
    EXPECT_EQ(shop_.step(ReservationStep::ship, "r1").outcome, Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, dc_).on_hand, 7);
    shop_.expect_sound();
}

TEST_F(Parts, AreLimitedAndTheRestCanBeTakenAsAWhole) {
    shop_.stock(cup_, dc_, 5'000);
    ASSERT_EQ(shop_.reserve("many", {{1, cup_, dc_, 4'900}}).outcome, Outcome::done);
    for (std::size_t i = 0; i < kReservationOperationsMax; ++i) {
        ASSERT_EQ(
            shop_.step(ReservationStep::commit, "many", std::to_string(i), {{1, 1}}).outcome,
            Outcome::done
        ) << i;
    }
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "many", "more", {{1, 1}}).outcome, Outcome::over_budget
    );
    EXPECT_EQ(
        shop_.step(ReservationStep::commit, "many", "7", {{1, 1}}).outcome, Outcome::repeated
    );
    EXPECT_EQ(shop_.step(ReservationStep::commit, "many").outcome, Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, dc_).allocated, 4'900);
    shop_.expect_sound();
}

TEST_F(Parts, CancelIsNotRepeatedWhereNothingWasCancelled) {
    ASSERT_EQ(shop_.step(ReservationStep::commit, "r1", "a", {{1, 1}}).outcome, Outcome::done);
    ASSERT_EQ(shop_.step(ReservationStep::release, "r1").outcome, Outcome::done);
    ASSERT_EQ(shop_.step(ReservationStep::ship, "r1").outcome, Outcome::done);
    EXPECT_EQ(shop_.step(ReservationStep::cancel, "r1").outcome, Outcome::wrong_state)
        << "what was given back was never an order";
}

TEST_F(Parts, AllReleasedInPartsIsReleased) {
    EXPECT_EQ(
        shop_.step(ReservationStep::release, "r1", "a", {{1, 4}}).state, ReservationState::held
    );
    EXPECT_EQ(
        shop_.step(ReservationStep::release, "r1", "b", {{2, 2}}).state, ReservationState::released
    );
    EXPECT_EQ(shop_.ats(cup_, dc_), 10);
    shop_.expect_sound();
}

TEST_F(Parts, ShipAndCancelInParts) {
    ASSERT_EQ(shop_.step(ReservationStep::commit, "r1").outcome, Outcome::done);
    ASSERT_EQ(shop_.step(ReservationStep::ship, "r1", "a", {{1, 1}}).outcome, Outcome::done);
    ASSERT_EQ(shop_.step(ReservationStep::cancel, "r1", "b", {{1, 2}}).outcome, Outcome::done);
    EXPECT_EQ(
        shop_.step(ReservationStep::ship, "r1", "c", {{1, 2}}).outcome, Outcome::more_than_there_is
    );
    const auto reply = shop_.step(ReservationStep::ship, "r1");
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.lines.at(0).shipped, 2);
    EXPECT_EQ(reply.lines.at(0).granted, 4);
    EXPECT_EQ(reply.lines.at(1).shipped, 2);
    EXPECT_EQ(shop_.figures(cup_, dc_).on_hand, 8);
    EXPECT_EQ(shop_.ats(cup_, dc_), 8);
    shop_.expect_sound();
}

}  // namespace
}  // namespace earmark
