// Following the changes over a connection: waiting costs the server nothing, and nothing waits.
#include "protocol/async_client.h"
#include "tests/protocol/server_desk.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace earmark::protocol {
namespace {

using std::chrono::milliseconds;

/// What is asked comes to `answers`.
void follow(
    AsyncClient& client, const ReadChangesRequest& request, std::vector<ReadChangesReply>& answers
) {
    client.read_changes(request, [&answers](const Result<ReadChangesReply>& reply) {
        ASSERT_TRUE(reply) << reply.error().detail;
        answers.push_back(*reply);
    });
}

TEST(ServerChanges, APageSaysWhereToGoOn) {
    ServerDesk desk;
    Client client = desk.client();
    const auto first = client.read_changes({.limit = 3});
    ASSERT_TRUE(first) << first.error().detail;
    ASSERT_EQ(first->events.size(), 3U);
    EXPECT_EQ(first->next_lsn, 4U);
    const auto second = client.read_changes({.from_lsn = first->next_lsn});
    ASSERT_TRUE(second);
    ASSERT_EQ(second->events.size(), 1U);
    EXPECT_EQ(second->events[0].kind, ChangeKind::supply);
    EXPECT_EQ(second->events[0].positions.at(0).on_hand, 1'000'000);
    EXPECT_EQ(second->item_names.at(0).name, "sku-1");
    EXPECT_TRUE(second->is_at_end());
}

TEST(ServerChanges, AFollowerWaitsUntilSomethingIsDurable) {
    ServerDesk desk({}, MemoryLog::Durability::by_hand);
    ClientLoop loop;
    const auto client = desk.async_client(loop);
    std::vector<ReadChangesReply> answers;
    const Lsn next = desk.log().durable() + 1;
    follow(*client, {.from_lsn = next, .wait = kChangesWaitMax}, answers);
    desk.stock(5);
    // Done on the same job thread after the follower was looked at: it has found nothing durable.
    std::optional<Result<DigestAnswer>> digest;
    client->state_digest([&](const auto& reply) { digest = reply; }, {.when = ReplyWhen::latest});
    turn_until(loop, [&] { return digest.has_value(); });
    EXPECT_TRUE(answers.empty());
    desk.log().make_durable(desk.log().newest());
    turn_until(loop, [&] { return !answers.empty(); });
    ASSERT_EQ(answers[0].events.size(), 1U);
    EXPECT_EQ(answers[0].events[0].lsn, next);
}

TEST(ServerChanges, FollowersThatWaitHoldUpNobody) {
    ServerDesk desk;  // With one thread for long requests.
    ClientLoop loop;
    const auto follower = desk.async_client(loop);
    std::vector<ReadChangesReply> answers;
    const ReadChangesRequest request{.from_lsn = desk.log().newest() + 1, .wait = kChangesWaitMax};
    for (int i = 0; i < 100; ++i)
        follow(*follower, request, answers);
    Client client = desk.client();
    ASSERT_TRUE(client.state_digest());
    ASSERT_TRUE(client.audit());
    EXPECT_TRUE(answers.empty());
    desk.stock(5);
    turn_until(loop, [&] { return answers.size() == 100; });
    for (const ReadChangesReply& answer : answers)
        EXPECT_EQ(answer.events.size(), 1U);
}

TEST(ServerChanges, WhoWaitsForSomethingElseIsNotWoken) {
    ServerDesk desk;
    ClientLoop loop;
    const auto client = desk.async_client(loop);
    std::vector<ReadChangesReply> answers;
    const Lsn next = desk.log().newest() + 1;
    const ChangeFilter filter{.kinds = {ChangeKind::reservation}};
    follow(*client, {.from_lsn = next, .filter = filter, .wait = kChangesWaitMax}, answers);
    for (Units units = 1; units < 20; ++units)
        desk.stock(units);
    ReserveReply reserved;
    desk.engine().reserve(desk.request("r1", 1), {.now = desk.service().clock.wall()}, reserved);
    turn_until(loop, [&] { return !answers.empty(); });
    ASSERT_EQ(answers[0].events.size(), 1U);
    EXPECT_EQ(answers[0].events[0].id, "r1");
    EXPECT_EQ(answers[0].next_lsn, desk.log().newest() + 1);
}

TEST(ServerChanges, WaitingEndsWithTheTimeAskedForOrGivenOrWithTheServer) {
    ServerDesk desk;
    Client client = desk.client();
    const Lsn next = desk.log().newest() + 1;
    const auto waited = client.read_changes({.from_lsn = next, .wait = milliseconds(30)});
    ASSERT_TRUE(waited);
    EXPECT_TRUE(waited->events.empty());
    EXPECT_EQ(waited->next_lsn, next);
    const auto given = client.read_changes(
        {.from_lsn = next, .wait = kChangesWaitMax}, {.answer_within = milliseconds(60)}
    );
    EXPECT_TRUE(given) << given.error().detail;
    ClientLoop loop;
    const auto follower = desk.async_client(loop);
    std::optional<Result<ReadChangesReply>> answer;
    follower->read_changes({.from_lsn = next, .wait = kChangesWaitMax}, [&](const auto& reply) {
        answer = reply;
    });
    std::optional<Result<DigestAnswer>> digest;
    follower->state_digest([&](const auto& reply) { digest = reply; });
    turn_until(loop, [&] { return digest.has_value(); });
    desk.server().begin_drain();
    turn_until(loop, [&] { return answer.has_value(); });
    ASSERT_FALSE(*answer);
    EXPECT_EQ(answer->error().code, ErrorCode::closing);
}

TEST(ServerChanges, ASlowFollowerCostsTheEngineNothingAndMissesNothing) {
    ServerDesk desk;
    Client client = desk.client();
    Lsn next = desk.log().newest() + 1;
    // Nobody asks while all of this happens: nothing is kept for anybody.
    for (Units units = 1; units <= 3'000; ++units)
        desk.stock(units);
    Units seen = 0;
    for (;;) {
        const auto page = client.read_changes({.from_lsn = next, .limit = 700});
        ASSERT_TRUE(page);
        for (const ChangeEvent& event : page->events)
            EXPECT_EQ(event.positions.at(0).on_hand, ++seen);
        next = page->next_lsn;
        if (page->is_at_end()) break;
    }
    EXPECT_EQ(seen, 3'000);
}

TEST(ServerChanges, WhatIsNoLongerKeptIsSaid) {
    ServerDesk desk;
    Client client = desk.client();
    desk.stock(7);
    desk.changes().drop_through(3);
    const auto gone = client.read_changes({.from_lsn = 2, .wait = kChangesWaitMax});
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->outcome, ChangesOutcome::no_longer_kept);
    EXPECT_EQ(gone->oldest_lsn, 4U);
}

TEST(ServerChanges, AServerWithoutALogThatCanBeReadSaysSo) {
    ServerDesk desk;
    desk.service().changes = nullptr;
    const auto page = desk.client().read_changes({});
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace earmark::protocol
