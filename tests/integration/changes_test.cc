// Followers of a real server: across kills, each change once and in order.
#include "tests/integration/real_server.h"

#include <string>
#include <vector>

namespace earmark::integration {
namespace {

using protocol::Client;

class FollowedServer : public RealServer {
  protected:
    /// Reads on until `enough()`, or fails the test after a minute of silence.
    template <typename Enough>
    void follow(Client& client, ReadChangesRequest request, const Enough& enough) {
        request.wait = kChangesWaitMax;
        while (!enough()) {
            request.from_lsn = next_;
            const auto page =
                client.read_changes(request, {.answer_within = std::chrono::seconds(65)});
            ASSERT_TRUE(page) << page.error().detail;
            ASSERT_EQ(page->outcome, ChangesOutcome::done) << page->detail;
            ASSERT_FALSE(page->events.empty()) << "nothing came for a minute";
            for (const ChangeEvent& event : page->events) {
                ASSERT_GT(event.lsn, newest_seen_);
                newest_seen_ = event.lsn;
                events_.push_back(event);
            }
            next_ = page->next_lsn;
        }
    }

    Lsn next_ = 0;
    Lsn newest_seen_ = 0;
    std::vector<ChangeEvent> events_;
};

TEST_F(FollowedServer, ResumesAcrossKillsWithEachChangeOnce) {
    for (int life = 0; life < 3; ++life) {
        const auto server = start(data(), scratch() / (std::to_string(life) + ".log"));
        Client client = connect(*server);
        if (life == 0) stock(client, 100);
        const std::string life_name = "life-" + std::to_string(life) + "-";
        for (int hold = 0; hold < 5; ++hold)
            EXPECT_EQ(reserve(client, life_name + std::to_string(hold), 1), Outcome::done);
        // Of the second life nothing is read before it ends.
        if (life != 1) {
            const std::size_t expected = life == 0 ? 5 : 15;
            follow(client, {.filter = {.kinds = {ChangeKind::reservation}}}, [&] {
                return events_.size() >= expected;
            });
        }
        server->kill_now();
    }
    ASSERT_EQ(events_.size(), 15U);
    for (int life = 0; life < 3; ++life) {
        for (int hold = 0; hold < 5; ++hold) {
            EXPECT_EQ(
                events_[static_cast<std::size_t>(life * 5 + hold)].id,
                "life-" + std::to_string(life) + "-" + std::to_string(hold)
            );
        }
    }
}

TEST_F(FollowedServer, ACrossingIsToldOnceThoughTheServerIsKilled) {
    const ReadChangesRequest levels{.filter = {.kinds = {ChangeKind::levels}}};
    {
        const auto server = start();
        Client client = connect(*server);
        stock(client, 10);
        const LevelRuleRow row{.rule = {.low = 3, .medium = 6}};
        ASSERT_TRUE(client.put_level_rules({&row, 1}));
        follow(client, levels, [this] { return events_.size() == 1; });
        EXPECT_EQ(events_[0].levels.at(0).after, Level::high);
        // Perhaps told, perhaps not, before the end.
        EXPECT_EQ(reserve(client, "r1", 8), Outcome::done);
        server->kill_now();
    }
    const auto server = start(data(), scratch() / "again.log");
    Client client = connect(*server);
    follow(client, levels, [this] { return events_.size() == 2; });
    EXPECT_EQ(events_[1].levels.at(0).before, Level::high);
    EXPECT_EQ(events_[1].levels.at(0).after, Level::low);
    EXPECT_EQ(reserve(client, "r2", 2), Outcome::done);
    follow(client, levels, [this] { return events_.size() == 3; });
    EXPECT_EQ(events_[2].levels.at(0).before, Level::low);
    EXPECT_EQ(events_[2].levels.at(0).after, Level::zero);
}

}  // namespace
}  // namespace earmark::integration
