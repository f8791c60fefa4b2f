// Orders with a need-by and a wish-by day, sourced by the engine against brute force.
#include "tests/shipping/clock_text.h"
#include "tests/shipping/every_dated_plan.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace earmark {
namespace {

constexpr int kDaysAhead = 16;  // No service takes as long.

std::int64_t days_late(const SourceReply& reply, const DeliveryWish& wish) {
    std::int64_t days = 0;
    for (const Shipment& shipment : reply.shipments) {
        const Day delivered = shipment.dates.delivery_day;
        if (wish.wish_by != kNoDay && delivered > wish.wish_by) days += delivered - wish.wish_by;
    }
    return days;
}

void expect_dates(
    const DatedNetwork& network,
    const EveryDatedPlan& every,
    const Shipment& shipment,
    const DeliveryWish& wish,
    Time now
) {
    const auto at = std::ranges::find(network.places, shipment.node, &TwinPlace::node);
    ASSERT_NE(at, network.places.end());
    const auto place = static_cast<std::size_t>(at - network.places.begin());
    if (shipment.service.empty()) {
        EXPECT_FALSE(at->has_services());
        EXPECT_FALSE(shipment.dates.are_said());
        return;
    }
    const auto service = static_cast<std::size_t>(shipment.service.back() - '0');
    EXPECT_EQ(every.lateness(place, service, wish), shipment.lateness);
    const auto shop = every.schedule(place, service);
    ASSERT_EQ(shipment.dates.are_said(), shop.has_value());
    if (!shop) return;
    const auto found = naive::wait(*shop, EveryDatedPlan::minute_of(now), 60);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(shipment.dates.ship_day, found->shipped);
    EXPECT_EQ(shipment.dates.delivery_day, found->delivered);
    EXPECT_GE(shipment.dates.order_by, now);
}

void expect_best(DatedNetwork& network, Time now) {
    const std::size_t lines = 1 + network.below(kDatedLinesMost);
    const DeliveryWish wish = network.random_wish(now);
    std::vector<OrderLine> asked;
    asked.reserve(lines);
    for (std::uint32_t line = 0; line < lines; ++line)
        asked.push_back({.line = line + 1, .sku = network.items[line], .quantity = 1});
    SourceRequest request;
    request.lines = asked;
    request.ship_to.postal_code = "90001";
    request.delivery = wish;
    const std::size_t profile = network.below(3);
    request.profile = ProfileId(static_cast<std::uint16_t>(profile));
    SourceReply reply;
    network.shop.engine().source(request, {.now = now}, reply);
    const EveryDatedPlan every(network, now, profile);
    const std::optional<TwinCost> best = every.least(lines, wish);
    ASSERT_EQ(reply.outcome, best ? Outcome::done : Outcome::cannot_source) << reply.detail;
    if (!best) return;
    EXPECT_TRUE(reply.proven_optimal);
    if (profile == kHurry) {
        EXPECT_EQ(reply.objective, best->money);
        EXPECT_EQ(reply.lower_bound, best->money);
    } else {
        EXPECT_EQ(reply.cost.total(), best->money);
    }
    if (profile == kOnTime) {
        EXPECT_EQ(days_late(reply, wish), best->days);
    }
    for (const Shipment& shipment : reply.shipments)
        expect_dates(network, every, shipment, wish, now);
}

void expect_offers(
    const EveryDatedPlan& every, const DeliveryAnswer& answer, std::size_t lines, Time now
) {
    const std::optional<TwinCost> cheapest = every.least(lines, {});
    ASSERT_EQ(answer.cheapest.has_value(), cheapest.has_value());
    ASSERT_EQ(answer.outcome, cheapest ? Outcome::done : Outcome::cannot_source);
    if (!cheapest) return;
    EXPECT_EQ(answer.cheapest->cost, cheapest->money);
    std::optional<TwinCost> first;
    // West of Greenwich it may still be the day before.
    Day by = static_cast<Day>(day_of(now) - 1);
    for (const Day end = static_cast<Day>(by + 1 + kDaysAhead); by < end; ++by) {
        first = every.least(lines, {.need_by = by});
        if (first) break;
    }
    ASSERT_EQ(answer.earliest.has_value(), first.has_value());
    if (!first) return;
    EXPECT_EQ(answer.earliest->delivery_day, by);
    EXPECT_EQ(answer.earliest->cost, first->money);
    EXPECT_GE(answer.earliest->order_by, now);
}

/// The offers for a cart of some lines, and for its first line by itself.
void expect_delivery(DatedNetwork& network, Time now) {
    const std::size_t lines = 1 + network.below(kDatedLinesMost);
    std::vector<WantedItem> wanted;
    wanted.reserve(lines);
    for (std::size_t line = 0; line < lines; ++line)
        wanted.push_back({.sku = network.items[line], .quantity = 1});
    DeliveryRequest request;
    request.items = wanted;
    request.ship_to.postal_code = "90001";
    request.as_cart = true;
    DeliveryReply reply;
    network.shop.engine().promise_delivery(request, {.now = now}, reply);
    ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
    ASSERT_EQ(reply.items.size(), lines);
    ASSERT_TRUE(reply.cart);
    const EveryDatedPlan every(network, now, /*profile=*/0);
    expect_offers(every, reply.items[0], 1, now);
    expect_offers(every, *reply.cart, lines, now);
}

TEST(SourcedDates, CostTheLeastOfAllPlansAndServicesInTime) {
    for (const std::uint64_t seed : random_seeds(30)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        DatedNetwork network(seed);
        for (int count = 0; count < 8; ++count) {
            const Time now = network.moment();
            SCOPED_TRACE("ordered at " + text_of(now) + " UTC");
            expect_best(network, now);
            if (testing::Test::HasFailure()) return;
        }
    }
}

TEST(SourcedDates, OffersAreTheFirstAndTheCheapestOfAllPlans) {
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        DatedNetwork network(seed);
        for (int order = 0; order < 3; ++order)
            expect_delivery(network, network.moment());
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace earmark
