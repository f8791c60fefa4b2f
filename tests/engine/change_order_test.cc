// Changing an order: what is refused, what is remembered, days, and many threads at once.
#include "engine/resourcing/order_memory.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace earmark {
namespace {

class ChangeOrder : public testing::Test {
  protected:
    void SetUp() override {
        shop_.stock(cup_, a_, 5);
        shop_.stock(cup_, b_, 5);
        shop_.stock(hat_, b_, 5);
        const OrderLine line{1, cup_, 3};
        SourceRequest request{
            .mode = SourceMode::reserve, .id = "o1", .lines = {&line, 1}, .ship_to = {}
        };
        request.ship_to.postal_code = "10001";
        SourceReply reply;
        shop_.engine().source(request, shop_.context(), reply);
        ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
    }

    ChangeOrderReply change(const ChangeOrderRequest& request) {
        ChangeOrderReply reply;
        shop_.engine().change_order(request, shop_.context(), reply);
        return reply;
    }

    Outcome change_line(const OrderLine& line, std::string_view operation = "change") {
        return change({.id = "o1", .operation = operation, .lines = {&line, 1}}).outcome;
    }

    Shop shop_;
    NodeId a_ = shop_.node("a");
    NodeId b_ = shop_.node("b");
    SkuId cup_ = shop_.item("cup");
    SkuId hat_ = shop_.item("hat");
};

TEST_F(ChangeOrder, WhatIsWrongIsNamed) {
    const OrderLine twice[] = {{1, cup_, 2}, {1, cup_, 2}};
    const OrderLine fewer{1, cup_, 2};
    const auto answer = [&](auto spoil) {
        ChangeOrderRequest request{.id = "o1", .operation = "no", .lines = {&fewer, 1}};
        spoil(request);
        return change(request).outcome;
    };
    const std::string long_text(200, 'x');
    const std::uint64_t before = shop_.engine().state_digest();
    EXPECT_EQ(answer([](auto& r) { r.id = ""; }), Outcome::id_missing);
    EXPECT_EQ(answer([](auto& r) { r.id = "other"; }), Outcome::unknown_reservation);
    EXPECT_EQ(answer([](auto& r) { r.operation = ""; }), Outcome::operation_missing);
    EXPECT_EQ(answer([](auto& r) { r.lines = {}; }), Outcome::no_lines);
    EXPECT_EQ(answer([&](auto& r) { r.lines = twice; }), Outcome::repeated_line);
    EXPECT_EQ(answer([](auto& r) { r.profile = ProfileId(9); }), Outcome::unknown_profile);
    EXPECT_EQ(answer([](auto& r) { r.lateness_per_day = 5; }), Outcome::bad_value);
    EXPECT_EQ(answer([](auto& r) { r.lateness_per_day = -5; }), Outcome::bad_value);
    EXPECT_EQ(
        answer([&](auto& r) {
            r.ship_to = ShipTo{.country = {}, .postal_code = long_text, .location = {}};
        }),
        Outcome::bad_value
    );
    EXPECT_EQ(change_line({1, cup_, -1}), Outcome::bad_value);
    EXPECT_EQ(change_line({1, cup_, kUnitsMax + 1}), Outcome::bad_value);
    EXPECT_EQ(change_line({1, hat_, 1}), Outcome::bad_value);
    EXPECT_EQ(change_line({2, {}, 1}), Outcome::bad_value);
    EXPECT_EQ(change_line({2, hat_, 0}), Outcome::bad_value);
    EXPECT_EQ(change_line({2, SkuId(999), 1}), Outcome::cannot_source);
    EXPECT_EQ(change_line({1, cup_, 0}), Outcome::no_lines) << "cancel it instead";
    EXPECT_EQ(change_line({1, cup_, 11}), Outcome::cannot_source);
    EXPECT_EQ(shop_.engine().state_digest(), before) << "what is refused has no effect";
    EXPECT_EQ(answer([](auto&) {}), Outcome::done);
    EXPECT_EQ(answer([](auto&) {}), Outcome::repeated);
    EXPECT_EQ(answer([](auto& r) { r.plans_all = true; }), Outcome::id_used_differently);
}

TEST_F(ChangeOrder, WhatHasShippedStays) {
    shop_.step(ReservationStep::commit, "o1");
    shop_.step(ReservationStep::ship, "o1", "van", {{1, 2}});
    EXPECT_EQ(change_line({1, cup_, 1}), Outcome::more_than_there_is);
    EXPECT_EQ(change_line({1, cup_, 0}), Outcome::more_than_there_is);
    EXPECT_EQ(change_line({1, cup_, 5}, "more"), Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, a_).allocated + shop_.figures(cup_, b_).allocated, 3);
    EXPECT_EQ(change_line({1, cup_, 2}, "less"), Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, a_).allocated + shop_.figures(cup_, b_).allocated, 0);
    EXPECT_EQ(change_line({1, cup_, 3}, "again"), Outcome::wrong_state) << "all of it has left";
    shop_.expect_sound();
    EXPECT_EQ(replayed(shop_.log())->state_digest(), shop_.engine().state_digest());
}

TEST_F(ChangeOrder, HeldUnitsGoFirstAndNewOnesAreAsTheOrderIs) {
    shop_.step(ReservationStep::commit, "o1", "part", {{1, 2}});
    EXPECT_EQ(change_line({1, cup_, 2}, "less"), Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, a_).allocated, 2);
    EXPECT_EQ(shop_.figures(cup_, a_).reserved, 0);
    EXPECT_EQ(shop_.reservation("o1").state, ReservationState::committed);
    EXPECT_EQ(change_line({1, cup_, 3}, "more"), Outcome::done);
    EXPECT_EQ(shop_.figures(cup_, a_).allocated, 3);
    shop_.expect_sound();
}

TEST_F(ChangeOrder, OwnUnitsAreCountedBackWhereAllIsPlannedAnew) {
    shop_.stock(cup_, a_, 3);
    shop_.stock(cup_, b_, 0);
    const ChangeOrderReply reply = change(
        {.id = "o1",
         .operation = "moved",
         .ship_to = ShipTo{.country = "US", .postal_code = "90001", .location = {}}}
    );
    EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
    EXPECT_EQ(reply.replan, OrderReplan::all);
    EXPECT_EQ(shop_.figures(cup_, a_).reserved, 3);
    EXPECT_TRUE(reply.given_back.empty());
    shop_.expect_sound();
}

TEST_F(ChangeOrder, WhatIsAddedIsPlannedAnewLater) {
    const OrderLine hats{7, hat_, 2};
    ASSERT_EQ(change_line(hats), Outcome::done);
    EXPECT_EQ(shop_.figures(hat_, b_).reserved, 2);
    ResourceReply reply;
    shop_.engine().resource({.id = "o1", .operation = "no", .node = b_}, shop_.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::cannot_source);
    shop_.stock(hat_, a_, 2);
    shop_.engine().resource({.id = "o1", .operation = "no", .node = b_}, shop_.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
    EXPECT_EQ(shop_.figures(hat_, a_).reserved, 2);
    // The node that declined the order is not asked for what is added, either.
    EXPECT_EQ(change_line({7, hat_, 3}, "more"), Outcome::cannot_source);
}

TEST_F(ChangeOrder, OtherReservationsRememberNoOrder) {
    shop_.reserve("r1", {{1, cup_, a_, 1}});
    const ChangeOrderReply reply = change({.id = "r1", .operation = "no", .residential = true});
    EXPECT_EQ(reply.outcome, Outcome::wrong_state);
}

TEST_F(ChangeOrder, AnAddressThatGrowsFitsItsRecord) {
    const std::string longest(kTextBytesMax, 'x');
    const ChangeOrderReply reply = change(
        {.id = "o1",
         .operation = "moved",
         .ship_to = ShipTo{.country = "US", .postal_code = longest, .location = Location{1, 2}}}
    );
    EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
    EXPECT_EQ(replayed(shop_.log())->state_digest(), shop_.engine().state_digest());
    shop_.expect_sound();
}

/// Many clerks at the same few orders: whatever happens to them, nothing is sold twice.
class ChangingClerk {
  public:
    ChangingClerk(Shop& shop, std::vector<SkuId> items, std::uint64_t seed, std::string name)
        : shop_(shop), items_(std::move(items)), random_(seed), name_(std::move(name)) {}

    std::atomic<std::size_t>* changed = nullptr;

    void work(std::size_t steps) {
        for (std::size_t step = 0; step < steps; ++step) {
            const std::string id = "o" + std::to_string(random_() % 8);
            const std::string operation = name_ + std::to_string(step);
            switch (random_() % 8) {
                case 0:
                    make(id);
                    break;
                case 1:
                    shop_.step(
                        random_() % 4 == 0 ? ReservationStep::cancel : ReservationStep::commit, id
                    );
                    break;
                case 2:
                    fall_short(id, operation);
                    break;
                default:
                    change(id, operation);
            }
        }
    }

  private:
    void make(const std::string& id) {
        const OrderLine line{0, items_[0], 1 + static_cast<Units>(random_() % 3)};
        SourceRequest request{
            .mode = SourceMode::reserve, .id = id, .lines = {&line, 1}, .ship_to = {}
        };
        if (random_() % 2 == 0) request.splitting = LineSplit::may_split;
        SourceReply reply;
        shop_.engine().source(request, shop_.context(), reply);
    }

    void fall_short(const std::string& id, const std::string& operation) {
        const ReservationReply known = shop_.reservation(id);
        if (known.lines.empty()) return;
        ResourceReply reply;
        shop_.engine().resource(
            {.id = id,
             .operation = operation,
             .node = known.lines[random_() % known.lines.size()].node,
             .cause = ShortCause::cannot_find},
            shop_.context(),
            reply
        );
    }

    void change(const std::string& id, const std::string& operation) {
        std::vector<OrderLine> lines;
        for (std::uint32_t line = 0; line < items_.size(); ++line) {
            if (random_() % 2 == 0)
                lines.push_back({line, items_[line], static_cast<Units>(random_() % 5)});
        }
        ChangeOrderRequest request{.id = id, .operation = operation};
        request.lines = lines;
        request.plans_all = random_() % 4 == 0;
        ChangeOrderReply reply;
        shop_.engine().change_order(request, shop_.context(), reply);
        if (reply.outcome != Outcome::done) return;
        ++*changed;
        for (const OrderLine& asked : lines) {
            Units units = 0;
            for (const ReservationLine& line : reply.lines) {
                if (line.line == asked.line) units += line.held + line.allocated + line.shipped;
            }
            EXPECT_EQ(units, asked.quantity);
        }
    }

    Shop& shop_;
    std::vector<SkuId> items_;
    std::mt19937_64 random_;
    std::string name_;
};

TEST(Threads, OrdersChangeWhileOthersChangeThem) {
    constexpr std::size_t kClerks = 4;
    constexpr Units kStock = 7;
    std::atomic<std::size_t> changed{0};
    for (const std::uint64_t seed : random_seeds(4)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        Shop shop;
        const std::vector<SkuId> items{shop.item("i0"), shop.item("i1"), shop.item("i2")};
        const std::vector<NodeId> nodes{shop.node("n0"), shop.node("n1"), shop.node("n2")};
        for (const SkuId sku : items) {
            for (const NodeId node : nodes)
                shop.stock(sku, node, kStock);
        }
        std::latch start(static_cast<std::ptrdiff_t>(kClerks));
        std::vector<std::thread> running;
        running.reserve(kClerks);
        for (std::size_t thread = 0; thread < kClerks; ++thread) {
            running.emplace_back([&, thread] {
                ChangingClerk clerk(shop, items, seed + thread, std::to_string(thread) + "-");
                clerk.changed = &changed;
                start.arrive_and_wait();
                clerk.work(200);
            });
        }
        for (std::thread& each : running)
            each.join();
        for (const SkuId sku : items) {
            for (const NodeId node : nodes) {
                const Availability figures = shop.figures(sku, node);
                EXPECT_LE(figures.reserved + figures.allocated, kStock) << "sold twice";
            }
        }
        shop.expect_sound();
        const std::uint64_t digest = shop.engine().state_digest();
        EXPECT_EQ(replayed(shop.log(), /*workers=*/3)->state_digest(), digest);
        const StateImage image = image_of(shop.engine(), shop.log());
        EXPECT_EQ(recovered(image, shop.log(), shop.log().newest())->state_digest(), digest);
    }
    EXPECT_GT(changed, 0U);
}

}  // namespace
}  // namespace earmark
