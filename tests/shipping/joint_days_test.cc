// Orders sourced together over nodes whose days are limited: what is planned can leave, quotes
// promise what could be held, and no way to hold these orders costs less than the bound.
#include "engine/joint_sourcing.h"
#include "tests/shipping/limited_shop.h"
#include "tests/support/random_seed.h"
#include "tests/support/waiting_requests.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace earmark {
namespace {

Waiting random_orders(LimitedShop& shop) {
    Waiting orders;
    const std::size_t count = 2 + shop.below(7);
    for (std::size_t index = 0; index < count; ++index) {
        WaitingRequest& order = orders.emplace_back();
        order.id = "o" + std::to_string(index);
        for (std::uint32_t line = 1; line <= 1 + shop.below(2); ++line) {
            order.lines.push_back({line, shop.items()[line], static_cast<Units>(1 + shop.below(4))}
            );
        }
        SourceRequest& request = order.request;
        request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
        if (shop.below(2) == 0) request.splitting = LineSplit::may_split;
        if (shop.below(2) == 0) request.filling = Filling::partial;
        if (shop.below(3) == 0)
            request.delivery.need_by = static_cast<Day>(shop.first_day() + 2 + shop.below(3));
        if (shop.below(3) == 0) {
            request.delivery.wish_by = static_cast<Day>(shop.first_day() + 2);
            request.delivery.lateness_per_day = 1'500'000;
        }
        if (shop.below(2) == 0) request.allowed_nodes = {shop.nodes().data(), 1};
    }
    return orders;
}

/// Of what the answers ship and leave out.
Micros worth(const JointSourceReply& reply) {
    Micros sum = 0;
    for (const JointOrderAnswer& answer : reply.answers)
        sum += worth(answer);
    return sum;
}

void expect_no_day_overfull(LimitedShop& shop) {
    for (const NodeId node : shop.nodes()) {
        for (Day ahead = 0; ahead < kDaysSeen; ++ahead) {
            for (const CapacityEntry& entry :
                 shop.told(node, static_cast<Day>(shop.first_day() + ahead)))
                EXPECT_LE(entry.used, entry.most);
        }
    }
}

TEST(JointDays, QuotesPromiseWhatIsHeldAndNoDayIsOverfull) {
    std::size_t exact = 0;
    std::size_t better = 0;
    for (const std::uint64_t seed : random_seeds(60)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        LimitedShop shop(seed);
        shop.limit_at_random();
        const Waiting waiting = random_orders(shop);
        const std::vector<SourceRequest> orders = requests_of(waiting);
        const JointSourceReply quoted = source_jointly(shop.shop(), orders, SourceMode::quote);
        EXPECT_EQ(shop.shop().engine().status().reservations_live, 0U);
        const JointSourceReply held = source_jointly(shop.shop(), orders, SourceMode::reserve);
        EXPECT_EQ(quoted.planned.cost, held.planned.cost);
        EXPECT_EQ(quoted.held, held.held);
        EXPECT_EQ(worth(quoted), worth(held));
        EXPECT_EQ(shop.shop().engine().status().reservations_live, held.held);
        shop.shop().expect_sound();
        expect_no_day_overfull(shop);

        EXPECT_LE(held.planned.cost, held.planned.first_come_cost);
        EXPECT_LE(held.planned.lower_bound, held.planned.cost);
        LimitedShop twin(seed);
        twin.limit_at_random();
        const Micros by_turns = first_come(twin.shop(), orders);
        if (held.planned.orders == orders.size()) {
            EXPECT_LE(held.planned.lower_bound, worth(held));
            EXPECT_LE(held.planned.lower_bound, by_turns);
            exact += worth(held) == held.planned.cost ? 1U : 0U;
            better += worth(held) < by_turns ? 1U : 0U;
        }
        if (HasFailure()) return;
    }
    EXPECT_GT(exact, 0U);
    EXPECT_GT(better, 0U);
}

/// Who can wait leaves the day to who cannot, whoever came first.
TEST(JointDays, AnOrderThatCanWaitLeavesTheDayToOneThatCannot) {
    LimitedShop shop(/*seed=*/1);
    const NodeId dated = shop.nodes().front();
    shop.limit({.node = dated, .most = 1});
    const std::vector<OrderLine> lines{{.line = 1, .sku = shop.items()[0], .quantity = 1}};
    std::vector<SourceRequest> orders(2);
    for (SourceRequest& order : orders) {
        order.lines = lines;
        order.allowed_nodes = {&dated, 1};
        order.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
    }
    orders[0].id = "patient";
    orders[1].id = "urgent";
    orders[1].delivery.need_by = static_cast<Day>(shop.first_day() + 2);
    for (const SourceMode mode : {SourceMode::quote, SourceMode::reserve}) {
        const JointSourceReply reply = source_jointly(shop.shop(), orders, mode);
        EXPECT_EQ(reply.held, 2U);
        EXPECT_EQ(reply.replans, 0U);
        EXPECT_EQ(reply.planned.short_units, 0);
        EXPECT_EQ(reply.planned.first_come_short_units, 1);
        EXPECT_EQ(reply.planned.lower_bound, reply.planned.cost);
    }
    for (const Day ahead : {Day{0}, Day{1}}) {
        const auto day = static_cast<Day>(shop.first_day() + ahead);
        EXPECT_EQ(shop.told(dated, day).at(0).used, 1);
    }
    EXPECT_EQ(shop.shop().reservation("urgent").outcome, Outcome::done);
}

/// What would leave a day later, and so cost more than from elsewhere, is planned again.
TEST(JointDays, ADayThatGoesBetweenPlanAndHoldIsPlannedAnew) {
    LimitedShop shop(/*seed=*/1);
    const NodeId dated = shop.nodes()[0];
    shop.limit({.node = dated, .most = 1});
    NodeRow dear;
    dear.key = "node1";
    dear.handling_per_shipment = 9'000'000;
    PutReply put;
    shop.shop().engine().put_nodes({&dear, 1}, shop.shop().context(), put);
    const std::vector<OrderLine> lines{{.line = 1, .sku = shop.items()[0], .quantity = 1}};
    std::vector<SourceRequest> orders(1);
    orders[0].id = "waits";
    orders[0].lines = lines;
    orders[0].allowed_nodes = {shop.nodes().data(), 2};
    orders[0].ship_to = {.country = "US", .postal_code = "90001", .location = {}};
    orders[0].delivery.wish_by = static_cast<Day>(shop.first_day() + 2);
    orders[0].delivery.lateness_per_day = 10'000'000;
    bool has_come = false;
    JointWatch watch;
    watch.on_progress = [&](const JointSourceProgress& progress) {
        if (progress.phase != JointPhase::holding || has_come) return;
        has_come = true;
        SourceRequest other;
        other.lines = lines;
        other.allowed_nodes = {&dated, 1};
        EXPECT_EQ(shop.source("shopper", other).outcome, Outcome::done);
    };
    const JointSourceReply reply = source_jointly(shop.shop(), orders, SourceMode::reserve, watch);
    EXPECT_TRUE(has_come);
    EXPECT_LT(reply.planned.cost, dear.handling_per_shipment);
    EXPECT_EQ(reply.answers[0].standing, JointStanding::replanned);
    EXPECT_EQ(reply.answers[0].cost, dear.handling_per_shipment);
}

/// By a profile that ranks criteria orders are not planned with others: quotes of these count what
/// the quotes before them take, too.
class QuotedAlone : public testing::Test {
  protected:
    void SetUp() override {
        const Criterion criteria[] = {Criterion::shipments};
        const ProfileRow row{
            .name = "fewest", .kind = ProfileKind::lexicographic, .criteria = criteria
        };
        PutReply put;
        shop_.shop().engine().put_profiles({&row, 1}, shop_.shop().context(), put);
        ASSERT_EQ(put.outcome, Outcome::done) << put.detail;
        profile_ = ProfileId(static_cast<std::uint16_t>(put.ids.at(0)));
    }

    SourceRequest one_of(const OrderLine& line) const {
        SourceRequest order;
        order.lines = {&line, 1};
        order.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
        order.profile = profile_;
        return order;
    }

    LimitedShop shop_{/*seed=*/1};
    ProfileId profile_;
};

TEST_F(QuotedAlone, TheLastUnitIsQuotedOnce) {
    const SkuId cup = shop_.shop().item("cup");
    shop_.shop().stock(cup, shop_.nodes()[1], 1);
    const OrderLine line{.line = 1, .sku = cup, .quantity = 1};
    std::vector<SourceRequest> orders(3, one_of(line));
    orders[0].profile = {};
    const JointSourceReply reply = source_jointly(shop_.shop(), orders, SourceMode::quote);
    EXPECT_EQ(reply.alone, 2U);
    EXPECT_EQ(reply.held, 1U);
}

TEST_F(QuotedAlone, TheLastShipmentOfADayIsQuotedOnce) {
    const NodeId dated = shop_.nodes().front();
    shop_.limit({.node = dated, .most = 2});
    const OrderLine line{.line = 1, .sku = shop_.items()[0], .quantity = 1};
    std::vector<SourceRequest> orders(3, one_of(line));
    for (SourceRequest& order : orders) {
        order.allowed_nodes = {&dated, 1};
        order.delivery.need_by = static_cast<Day>(shop_.first_day() + 2);
    }
    const JointSourceReply reply = source_jointly(shop_.shop(), orders, SourceMode::quote);
    EXPECT_EQ(reply.alone, 3U);
    EXPECT_EQ(reply.held, 2U);
}

}  // namespace
}  // namespace earmark
