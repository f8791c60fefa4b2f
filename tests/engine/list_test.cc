// Reports of reservations: who holds what, for whom, since when.
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace earmark {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Report : public testing::Test {
  protected:
    Report() {
        shop_.stock(cup_, dc1_, 1'000);
        shop_.stock(hat_, dc2_, 1'000);
        make("cart", "cart-1", "web", {{1, cup_, dc1_, 1}});
        shop_.wait(minutes(1));
        make("order", "cart-1", "store", {{1, cup_, dc1_, 1}, {2, hat_, dc2_, 1}});
        EXPECT_EQ(shop_.step(ReservationStep::commit, "order").outcome, Outcome::done);
        make("plain", {}, {}, {{1, hat_, dc2_, 1}});
    }

    void make(
        std::string_view id,
        std::string_view reference,
        std::string_view actor,
        const std::vector<ReserveLine>& lines
    ) {
        ReserveReply reply;
        CallContext context = shop_.context();
        context.actor = actor;
        shop_.engine().reserve({.id = id, .lines = lines, .reference = reference}, context, reply);
        EXPECT_EQ(reply.outcome, Outcome::done);
    }

    std::vector<std::string> sorted(const ReservationFilter& filter) {
        auto ids = shop_.list(filter);
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    using Ids = std::vector<std::string>;
    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const SkuId hat_ = shop_.item("hat");
    const NodeId dc1_ = shop_.node("dc1");
    const NodeId dc2_ = shop_.node("dc2");
};

TEST_F(Report, EachFilterLetsThroughWhatItSays) {
    EXPECT_EQ(sorted({}), (Ids{"cart", "order", "plain"}));
    EXPECT_EQ(sorted({.reference = "cart-1"}), (Ids{"cart", "order"}));
    EXPECT_EQ(sorted({.made_by = "web"}), (Ids{"cart"}));
    EXPECT_EQ(sorted({.sku = hat_}), (Ids{"order", "plain"}));
    EXPECT_EQ(sorted({.node = dc1_}), (Ids{"cart", "order"}));
    EXPECT_EQ(sorted({.sku = hat_, .node = dc1_}), Ids{}) << "both of one line";
    EXPECT_EQ(sorted({.state = ReservationState::held}), (Ids{"cart", "plain"}));
    EXPECT_EQ(sorted({.older_than = minutes(1)}), (Ids{"cart"}));
    EXPECT_EQ(sorted({.older_than = minutes(1) + seconds(1)}), Ids{});
    EXPECT_EQ(
        sorted({.reference = "cart-1", .state = ReservationState::committed}), (Ids{"order"})
    );
}

TEST_F(Report, AnEntrySaysWhoMadeItSinceWhenAndWhatItHolds) {
    ListReservationsReply page;
    shop_.engine().list_reservations({.filter = {.made_by = "web"}}, shop_.context().now, page);
    ASSERT_EQ(page.reservations.size(), 1U);
    const ReservationEntry& entry = page.reservations[0];
    EXPECT_EQ(entry.reference, "cart-1");
    EXPECT_EQ(entry.made_by, "web");
    EXPECT_EQ(entry.made_at, shop_.context().now - minutes(1));
    EXPECT_EQ(entry.expires_at, shop_.reservation("cart").expires_at);
    ASSERT_EQ(entry.lines.size(), 1U);
    EXPECT_EQ(entry.lines[0].held, 1);
    EXPECT_EQ(page.lsn, shop_.reservation("cart").lsn);
    EXPECT_TRUE(page.next.empty());
}

TEST_F(Report, PagesOfAnySizeMakeUpTheWhole) {
    for (int i = 0; i < 300; ++i)
        make("r" + std::to_string(i), "many", {}, {{1, cup_, dc1_, 1}});
    const auto whole = shop_.list({.reference = "many"});
    EXPECT_EQ(whole.size(), 300U);
    for (const std::uint32_t limit : {1U, 7U, 299U, 300U, 5'000U})
        EXPECT_EQ(shop_.list({.reference = "many"}, limit), whole) << limit;
    // What ends between two pages is left out, and nothing is told twice.
    ListReservationsReply page;
    const ListReservationsRequest first{.filter = {.reference = "many"}, .limit = 100};
    shop_.engine().list_reservations(first, shop_.context().now, page);
    const std::string next = page.next;
    EXPECT_EQ(shop_.wait(minutes(20)), 302U);
    shop_.engine().list_reservations(
        {.filter = {.reference = "many", .state = ReservationState::held}, .after = next},
        shop_.context().now,
        page
    );
    EXPECT_TRUE(page.reservations.empty());
}

TEST_F(Report, APageStaysBelowAFrame) {
    std::vector<ReserveLine> lines;
    for (std::uint32_t line = 1; line <= 1'000; ++line)
        lines.push_back({line, cup_, dc1_, 1});
    shop_.stock(cup_, dc1_, 100'000);
    for (int i = 0; i < 20; ++i)
        make("big" + std::to_string(i), "big", {}, lines);
    ListReservationsReply page;
    shop_.engine().list_reservations({.filter = {.reference = "big"}}, shop_.context().now, page);
    EXPECT_LE(page.reservations.size(), 6U);
    EXPECT_FALSE(page.next.empty());
    EXPECT_EQ(shop_.list({.reference = "big"}).size(), 20U);
}

TEST_F(Report, MistakesAreNamed) {
    ListReservationsReply page;
    const auto outcome = [&](const ListReservationsRequest& request) {
        shop_.engine().list_reservations(request, shop_.context().now, page);
        return page.outcome;
    };
    EXPECT_EQ(outcome({.limit = 0}), Outcome::bad_value);
    for (const char* const after : {"x", "12", ":", "4096:a", "99999999999:a", "-1:a"})
        EXPECT_EQ(outcome({.after = after}), Outcome::bad_value) << after;
    EXPECT_EQ(outcome({.filter = {.older_than = seconds(-1)}}), Outcome::bad_value);
}

}  // namespace
}  // namespace earmark
