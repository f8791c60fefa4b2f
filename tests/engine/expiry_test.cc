// Time: holds end, finished reservations are forgotten, jumping clocks are not believed.
#include "tests/support/engine_copy.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

namespace earmark {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Expiry : public testing::Test {
  protected:
    Expiry() { shop_.stock(cup_, dc_, 10); }

    ReserveReply hold(std::string_view id, seconds hold_for) {
        const std::vector<ReserveLine> lines{{1, cup_, dc_, 1}};
        return shop_.reserve({.id = id, .lines = lines, .hold_for = hold_for});
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const NodeId dc_ = shop_.node("dc1");
};

TEST_F(Expiry, HoldEndsAtItsTimeAndNotBefore) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    EXPECT_EQ(shop_.wait(minutes(15) - milliseconds(1)), 0U);
    EXPECT_EQ(shop_.ats(cup_, dc_), 9);
    EXPECT_EQ(shop_.wait(milliseconds(1)), 1U);
    EXPECT_EQ(shop_.ats(cup_, dc_), 10);
    EXPECT_EQ(shop_.reservation("r1").state, ReservationState::expired);
    EXPECT_EQ(shop_.wait(seconds(1)), 0U) << "once";
    shop_.expect_sound();
}

TEST_F(Expiry, IsAnEventInTheLog) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    const Lsn before = shop_.log().newest();
    shop_.wait(minutes(15));
    EXPECT_EQ(shop_.log().newest(), before + 1);
}

TEST_F(Expiry, HoldPastItsTimeIsLiveUntilTheEvent) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    shop_.clock().advance(minutes(16));
    EXPECT_EQ(shop_.ats(cup_, dc_), 9);
    EXPECT_EQ(shop_.step(ReservationStep::commit, "r1").outcome, Outcome::done);
    EXPECT_EQ(shop_.wait(seconds(1)), 0U);
    EXPECT_EQ(shop_.reservation("r1").state, ReservationState::committed);
    shop_.expect_sound();
}

TEST_F(Expiry, EveryHoldEndsWithinItsTickWhateverItsLength) {
    std::vector<std::pair<std::string, Duration>> holds;
    shop_.stock(cup_, dc_, 1'000);
    for (int i = 0; i < 300; ++i) {
        const auto hold_for = seconds(1 + i * i * 40);
        holds.emplace_back("r" + std::to_string(i), hold_for);
        ASSERT_EQ(hold(holds.back().first, hold_for).outcome, Outcome::done);
    }
    Duration passed{};
    for (const auto& [id, hold_for] : holds) {
        if (passed < hold_for - milliseconds(250)) {
            EXPECT_EQ(shop_.wait(hold_for - milliseconds(250) - passed), 0U) << id;
            passed = hold_for - milliseconds(250);
        }
        EXPECT_EQ(shop_.reservation(id).state, ReservationState::held) << id;
        EXPECT_EQ(shop_.wait(hold_for - passed), 1U) << id;
        passed = hold_for;
        EXPECT_EQ(shop_.reservation(id).state, ReservationState::expired) << id;
    }
    EXPECT_EQ(shop_.figures(cup_, dc_).reserved, 0);
    shop_.expect_sound();
}

TEST_F(Expiry, ManyHoldsEndAtOnceAfterALongPause) {
    shop_.stock(cup_, dc_, 5'000);
    for (int i = 0; i < 5'000; ++i)
        ASSERT_EQ(hold("r" + std::to_string(i), seconds(60 + i)).outcome, Outcome::done);
    std::size_t expired = shop_.wait(hours(3));
    // A tick may share the work with the next ones, but not for long.
    for (int i = 0; i < 4; ++i)
        expired += shop_.wait(milliseconds(250));
    EXPECT_EQ(expired, 5'000U);
    EXPECT_EQ(shop_.ats(cup_, dc_), 5'000);
    shop_.expect_sound();
}

TEST_F(Expiry, FinishedReservationsAreForgottenAfterADay) {
    const std::vector<ReserveLine> lines{{1, cup_, dc_, 1}};
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    ASSERT_EQ(shop_.step(ReservationStep::release, "r1").outcome, Outcome::done);
    shop_.wait(hours(24) - minutes(1));
    EXPECT_EQ(shop_.reservation("r1").state, ReservationState::released);
    shop_.wait(minutes(1) + seconds(1));
    EXPECT_EQ(shop_.reservation("r1").outcome, Outcome::unknown_reservation);
    EXPECT_EQ(shop_.engine().status().reservations_kept, 0U);
    EXPECT_EQ(hold("r1", minutes(15)).outcome, Outcome::done) << "the id is free again";
    shop_.expect_sound();
}

TEST_F(Expiry, OpenOrdersAreNeverForgotten) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    ASSERT_EQ(shop_.step(ReservationStep::commit, "r1").outcome, Outcome::done);
    shop_.wait(hours(24 * 100));
    EXPECT_EQ(shop_.figures(cup_, dc_).allocated, 1);
    EXPECT_EQ(shop_.step(ReservationStep::ship, "r1").outcome, Outcome::done);
    shop_.wait(hours(25));
    EXPECT_EQ(shop_.reservation("r1").outcome, Outcome::unknown_reservation);
    shop_.expect_sound();
}

TEST_F(Expiry, PausesWhileTheClockHasJumped) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    shop_.clock().jump(hours(1));
    EXPECT_EQ(shop_.wait(seconds(1)), 0U);
    EXPECT_TRUE(shop_.engine().status().expiry_paused);
    EXPECT_EQ(shop_.reservation("r1").state, ReservationState::held);
    shop_.clock().jump(-hours(1));
    EXPECT_EQ(shop_.wait(seconds(1)), 0U);
    EXPECT_FALSE(shop_.engine().status().expiry_paused);
    EXPECT_EQ(shop_.wait(minutes(15)), 1U);
}

TEST_F(Expiry, GoesOnOnceAPersonAcceptsTheClock) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    shop_.clock().jump(hours(1));
    EXPECT_EQ(shop_.wait(seconds(1)), 0U);
    shop_.engine().accept_clock();
    EXPECT_EQ(shop_.wait(seconds(1)), 1U);
    EXPECT_FALSE(shop_.engine().status().expiry_paused);
}

TEST_F(Expiry, FollowsSmallCorrectionsOfTheClock) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    for (int i = 0; i < 10; ++i) {
        shop_.clock().jump(seconds(4));
        shop_.wait(milliseconds(250));
        EXPECT_FALSE(shop_.engine().status().expiry_paused);
    }
    shop_.clock().jump(-seconds(6));
    shop_.wait(milliseconds(250));
    EXPECT_TRUE(shop_.engine().status().expiry_paused);
}

TEST_F(Expiry, HoldsMadeAfterTheClockWasSetBackEndAtTheirTime) {
    ASSERT_EQ(hold("long", minutes(90)).outcome, Outcome::done);
    shop_.clock().jump(-hours(1));
    shop_.wait(milliseconds(250));
    shop_.engine().accept_clock();
    shop_.wait(milliseconds(250));
    ASSERT_EQ(hold("short", minutes(5)).outcome, Outcome::done);
    EXPECT_EQ(shop_.wait(minutes(5)), 1U);
    EXPECT_EQ(shop_.reservation("short").state, ReservationState::expired);
    EXPECT_EQ(shop_.reservation("long").state, ReservationState::held);
    EXPECT_EQ(shop_.wait(minutes(145)), 1U);
    shop_.expect_sound();
}

TEST_F(Expiry, HoldsThatRanOutWhileTheServerWasDownEndAfterRecovery) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    ASSERT_EQ(hold("r2", hours(15)).outcome, Outcome::done);
    const auto second = replayed(shop_.log());
    second->start(shop_.log());
    shop_.clock().advance(hours(1));
    std::size_t expired = 0;
    for (int i = 0; i < 4; ++i) {
        shop_.clock().advance(milliseconds(250));
        expired += second->tick(shop_.clock().wall(), shop_.clock().steady());
    }
    EXPECT_EQ(expired, 1U);
    ReservationReply reply;
    second->reservation("r1", reply);
    EXPECT_EQ(reply.state, ReservationState::expired);
    second->reservation("r2", reply);
    EXPECT_EQ(reply.state, ReservationState::held);
}

TEST_F(Expiry, ReleaseRoomLetsHoldsEndWhileTheLogIsBusy) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    shop_.log().admit(LogAdmission::busy, LogAdmission::granted);
    EXPECT_EQ(hold("r2", minutes(15)).outcome, Outcome::overloaded);
    EXPECT_EQ(shop_.wait(minutes(15)), 1U);
    shop_.expect_sound();
}

TEST_F(Expiry, WaitsWhileNothingAtAllCanBeLogged) {
    ASSERT_EQ(hold("r1", minutes(15)).outcome, Outcome::done);
    shop_.log().admit(LogAdmission::busy, LogAdmission::busy);
    EXPECT_EQ(shop_.wait(minutes(15)), 0U);
    EXPECT_EQ(shop_.reservation("r1").state, ReservationState::held);
    shop_.log().admit(LogAdmission::granted, LogAdmission::granted);
    EXPECT_EQ(shop_.wait(seconds(1)), 1U);
    EXPECT_EQ(shop_.ats(cup_, dc_), 10);
    shop_.expect_sound();
}

}  // namespace
}  // namespace earmark
