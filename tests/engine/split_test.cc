// Held units go to a reservation of their own, without a moment in which they are free.
#include "tests/support/engine_copy.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>

namespace earmark {
namespace {

using std::chrono::minutes;

/// r1 holds 4 of 4 cups and 2 of 10 hats for 15 minutes.
class Split : public testing::Test {
  protected:
    Split() {
        shop_.stock(cup_, dc_, 4);
        shop_.stock(hat_, dc_, 10);
        EXPECT_EQ(
            shop_.reserve("r1", {{1, cup_, dc_, 4}, {2, hat_, dc_, 2}}).outcome, Outcome::done
        );
    }
    void TearDown() override {
        shop_.expect_sound();
        EXPECT_EQ(replayed(shop_.log())->state_digest(), shop_.engine().state_digest());
    }

    ReservationReply split(
        std::string_view into, std::string_view operation, const std::vector<PartLine>& parts
    ) {
        return shop_.split({.id = "r1", .into = into, .operation = operation, .parts = parts});
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const SkuId hat_ = shop_.item("hat");
    const NodeId dc_ = shop_.node("dc1");
};

TEST_F(Split, BothHoldAndExpireTogether) {
    shop_.wait(minutes(5));
    const auto reply = split("r2", "a", {{.line = 1, .quantity = 3}, {.line = 2, .quantity = 2}});
    EXPECT_EQ(reply.outcome, Outcome::done);
    ASSERT_EQ(reply.lines.size(), 1U);
    EXPECT_EQ(reply.lines[0].held, 1);
    const auto made = shop_.reservation("r2");
    EXPECT_EQ(made.state, ReservationState::held);
    EXPECT_EQ(made.expires_at, reply.expires_at);
    ASSERT_EQ(made.lines.size(), 2U);
    EXPECT_EQ(made.lines[0].held, 3);
    EXPECT_EQ(made.lines[1].held, 2);
    EXPECT_EQ(shop_.figures(cup_, dc_).reserved, 4);
    EXPECT_EQ(shop_.ats(cup_, dc_), 0);
    EXPECT_EQ(shop_.engine().status().reservations_live, 2U);
    EXPECT_EQ(shop_.wait(minutes(10)), 2U);
    EXPECT_EQ(shop_.ats(cup_, dc_), 4);
}

TEST_F(Split, EachGoesItsOwnWay) {
    ASSERT_EQ(split("r2", "a", {{.line = 1, .quantity = 3}}).outcome, Outcome::done);
    EXPECT_EQ(shop_.step(ReservationStep::commit, "r2").state, ReservationState::committed);
    EXPECT_EQ(shop_.step(ReservationStep::release, "r1").state, ReservationState::released);
    EXPECT_EQ(shop_.figures(cup_, dc_).allocated, 3);
    EXPECT_EQ(shop_.ats(cup_, dc_), 1);
}

TEST_F(Split, RepeatingIsHarmlessAndOtherContentIsRefused) {
    ASSERT_EQ(split("r2", "a", {{.line = 1, .quantity = 3}}).outcome, Outcome::done);
    const Lsn before = shop_.log().newest();
    EXPECT_EQ(split("r2", "a", {{.line = 1, .quantity = 3}}).outcome, Outcome::repeated);
    EXPECT_EQ(split("r2", "a", {{.line = 1, .quantity = 1}}).outcome, Outcome::id_used_differently);
    EXPECT_EQ(split("r3", "a", {{.line = 1, .quantity = 3}}).outcome, Outcome::id_used_differently);
    EXPECT_EQ(split("r2", "b", {{.line = 1, .quantity = 1}}).outcome, Outcome::id_used_differently)
        << "the id is taken";
    EXPECT_EQ(shop_.reserve("r2", {{1, cup_, dc_, 3}}).outcome, Outcome::id_used_differently)
        << "it was not reserved so";
    EXPECT_EQ(
        shop_.reserve("r1", {{1, cup_, dc_, 4}, {2, hat_, dc_, 2}}).outcome, Outcome::repeated
    );
    EXPECT_EQ(shop_.log().newest(), before);
}

TEST_F(Split, MistakesChangeNothing) {
    const Lsn before = shop_.log().newest();
    EXPECT_EQ(split("r2", "a", {{.line = 1, .quantity = 5}}).outcome, Outcome::more_than_there_is);
    EXPECT_EQ(split("r2", "a", {{.line = 9, .quantity = 1}}).outcome, Outcome::bad_value);
    EXPECT_EQ(split("r2", "a", {}).outcome, Outcome::no_lines);
    EXPECT_EQ(
        split("r2", "a", {{.line = 1, .quantity = 4}, {.line = 2, .quantity = 2}}).outcome,
        Outcome::no_lines
    ) << "one of two would be empty";
    EXPECT_EQ(split("r1", "a", {{.line = 1, .quantity = 1}}).outcome, Outcome::bad_value);
    EXPECT_EQ(split("", "a", {{.line = 1, .quantity = 1}}).outcome, Outcome::id_missing);
    EXPECT_EQ(split("r2", "", {{.line = 1, .quantity = 1}}).outcome, Outcome::operation_missing);
    EXPECT_EQ(shop_.log().newest(), before);
    ASSERT_EQ(shop_.step(ReservationStep::commit, "r1").outcome, Outcome::done);
    EXPECT_EQ(split("r2", "a", {{.line = 1, .quantity = 1}}).outcome, Outcome::wrong_state);
    EXPECT_EQ(shop_.reservation("r2").outcome, Outcome::unknown_reservation);
}

// The two are in different parts of an image: it may have the one before and the other after.
TEST_F(Split, AnImageCutBetweenTheTwoAndTheLogTellTheSame) {
    shop_.stock(hat_, dc_, 30);
    for (int i = 0; i < 20; ++i) {
        const std::string into = "made-" + std::to_string(i);
        if (i > 0) {
            ASSERT_EQ(shop_.amend("r1", into, {{.line = 2, .quantity = 2}}).outcome, Outcome::done);
        }
        const StateImage before = image_of(shop_.engine(), shop_.log());
        ASSERT_EQ(split(into, "s" + into, {{.line = 2, .quantity = 1}}).outcome, Outcome::done);
        const StateImage after = image_of(shop_.engine(), shop_.log());
        StateImage mixed = before;
        for (std::size_t part = static_cast<std::size_t>(i) % 2; part < mixed.parts.size();
             part += 2) {
            if (part > 0) mixed.parts[part] = after.parts[part];
        }
        for (const std::size_t workers : {1U, 3U}) {
            const auto second = recovered(mixed, shop_.log(), shop_.log().newest(), workers);
            ASSERT_EQ(second->state_digest(), shop_.engine().state_digest()) << into;
        }
    }
    const std::string words = describe_record(shop_.log().record(shop_.log().newest()));
    EXPECT_NE(words.find("split r1 into made-19"), std::string::npos) << words;
}

// Splits back and forth over many stripes while others reserve the same cups: never a free one.
TEST(Threads, SplitLeavesNoMomentInWhichTheStockIsFree) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 64);
    const std::array<std::string, 2> names{"t0", "t1"};
    for (const std::string& name : names)
        ASSERT_EQ(shop.reserve(name, {{1, cup, dc, 32}}).outcome, Outcome::done);
    std::vector<std::thread> threads;
    for (const std::string& name : names) {
        threads.emplace_back([&shop, &name, cup, dc] {
            for (int i = 0; i < 31; ++i) {
                const std::string into = name + "-" + std::to_string(i);
                const PartLine part{.line = 1, .quantity = 1};
                const auto reply =
                    shop.split({.id = name, .into = into, .operation = into, .parts = {&part, 1}});
                EXPECT_EQ(reply.outcome, Outcome::done);
                EXPECT_EQ(
                    shop.reserve("greedy" + into, {{1, cup, dc, 1}}).outcome, Outcome::lines_refused
                );
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(shop.engine().status().reservations_live, 64U);
    shop.expect_sound();
}

}  // namespace
}  // namespace earmark
