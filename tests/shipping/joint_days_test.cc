// Orders sourced together over nodes whose days are limited: what is planned can leave, quotes
// promise what could be held, and no way to hold these orders costs less than the bound.
#include "engine/joint_sourcing.h"
#include "tests/shipping/limited_shop.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace earmark {
namespace {

constexpr Micros kShortPrice = 30'000'000;

/// Time passes by looks at the watch, so that a batch ends soon, and always alike.
constexpr double kShareOfALook = 0.02;

struct DatedOrder {
    std::string id;
    std::vector<OrderLine> lines;
    SourceRequest request;
};

using DatedOrders = std::deque<DatedOrder>;

DatedOrders random_orders(LimitedShop& shop) {
    DatedOrders orders;
    const std::size_t count = 2 + shop.below(7);
    for (std::size_t index = 0; index < count; ++index) {
        DatedOrder& order = orders.emplace_back();
        order.id = "o" + std::to_string(index);
        for (std::uint32_t line = 1; line <= 1 + shop.below(2); ++line) {
            order.lines.push_back({line, shop.items()[line], static_cast<Units>(1 + shop.below(4))}
            );
        }
        SourceRequest& request = order.request;
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

std::vector<SourceRequest> requests_of(const DatedOrders& orders) {
    std::vector<SourceRequest> requests;
    requests.reserve(orders.size());
    for (const DatedOrder& order : orders) {
        SourceRequest& request = requests.emplace_back(order.request);
        request.id = order.id;
        request.lines = order.lines;
        request.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
    }
    return requests;
}

JointSourceReply source_jointly(
    LimitedShop& shop,
    const std::vector<SourceRequest>& orders,
    SourceMode mode,
    const std::function<void(const JointSourceProgress&)>& on_progress = {}
) {
    JointSourceRequest request;
    request.mode = mode;
    request.orders = orders;
    request.short_price = kShortPrice;
    request.threads = 1;
    int asked = 0;
    JointWatch watch;
    watch.on_progress = on_progress;
    watch.time_spent = [&] { return kShareOfALook * ++asked; };
    JointSourceReply reply;
    shop.shop().engine().source_jointly(request, shop.shop().context(), watch, reply);
    EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
    return reply;
}

/// Of what the answers ship and leave out.
Micros worth(const JointSourceReply& reply) {
    Micros sum = 0;
    for (const JointOrderAnswer& answer : reply.answers)
        sum += answer.objective + answer.short_units * kShortPrice;
    return sum;
}

/// The same orders one after another, each for itself.
Micros first_come(LimitedShop& shop, const std::vector<SourceRequest>& orders) {
    Micros sum = 0;
    for (const SourceRequest& order : orders) {
        const SourceReply reply = shop.source(std::string(order.id), order);
        Units missing = 0;
        for (const OrderLine& line : order.lines)
            missing += line.quantity;
        for (const Shipment& shipment : reply.shipments) {
            for (const ShipmentLine& line : shipment.lines)
                missing -= line.quantity;
        }
        sum += reply.objective + missing * kShortPrice;
    }
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
        const DatedOrders waiting = random_orders(shop);
        const std::vector<SourceRequest> orders = requests_of(waiting);
        const JointSourceReply quoted = source_jointly(shop, orders, SourceMode::quote);
        EXPECT_EQ(shop.shop().engine().status().reservations_live, 0U);
        const JointSourceReply held = source_jointly(shop, orders, SourceMode::reserve);
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
        const Micros by_turns = first_come(twin, orders);
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
        const JointSourceReply reply = source_jointly(shop, orders, mode);
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
    const auto take_the_day = [&](const JointSourceProgress& progress) {
        if (progress.phase != JointPhase::holding || has_come) return;
        has_come = true;
        SourceRequest other;
        other.lines = lines;
        other.allowed_nodes = {&dated, 1};
        EXPECT_EQ(shop.source("shopper", other).outcome, Outcome::done);
    };
    const JointSourceReply reply = source_jointly(shop, orders, SourceMode::reserve, take_the_day);
    EXPECT_TRUE(has_come);
    EXPECT_LT(reply.planned.cost, dear.handling_per_shipment);
    EXPECT_EQ(reply.answers[0].standing, JointStanding::replanned);
    EXPECT_EQ(reply.answers[0].cost, dear.handling_per_shipment);
}

/// A quote of what is sourced by itself counts what the quotes before it take, too.
TEST(JointDays, TheLastUnitIsQuotedOnce) {
    LimitedShop shop(/*seed=*/1);
    const SkuId cup = shop.shop().item("cup");
    shop.shop().stock(cup, shop.nodes()[1], 1);
    const std::vector<OrderLine> lines{{.line = 1, .sku = cup, .quantity = 1}};
    ProfileRow row;
    row.name = "fewest";
    row.kind = ProfileKind::lexicographic;
    const Criterion criteria[] = {Criterion::shipments};
    row.criteria = criteria;
    PutReply put;
    shop.shop().engine().put_profiles({&row, 1}, shop.shop().context(), put);
    ASSERT_EQ(put.outcome, Outcome::done) << put.detail;
    std::vector<SourceRequest> orders(3);
    for (SourceRequest& order : orders) {
        order.lines = lines;
        order.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
    }
    // Not planned with others.
    orders[1].profile = orders[2].profile = ProfileId(static_cast<std::uint16_t>(put.ids.at(0)));
    const JointSourceReply reply = source_jointly(shop, orders, SourceMode::quote);
    EXPECT_EQ(reply.alone, 2U);
    EXPECT_EQ(reply.held, 1U);
}

}  // namespace
}  // namespace earmark
