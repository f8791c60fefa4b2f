// One request asked by several threads at once: whoever comes second hears that it is done, even
// where the first took the very stock, or the backorder, that the second was about to plan with.
#include "engine/joint_sourcing.h"
#include "engine/resourcing/change_order.h"
#include "engine/resourcing/resource.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <functional>
#include <latch>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace earmark {
namespace {

constexpr std::size_t kAskers = 4;
constexpr int kTimesAsked = 100;
constexpr std::uint32_t kLast = 13;  ///< The line of which there is just enough.

using Heard = std::map<Outcome, std::size_t>;

Heard ask_at_once(const std::function<Outcome()>& ask) {
    std::latch start(static_cast<std::ptrdiff_t>(kAskers));
    std::vector<Outcome> heard(kAskers);
    std::vector<std::thread> running;
    for (Outcome& each : heard) {
        running.emplace_back([&] {
            start.arrive_and_wait();
            each = ask();
        });
    }
    for (std::thread& thread : running)
        thread.join();
    Heard counts;
    for (const Outcome each : heard)
        ++counts[each];
    return counts;
}

const Heard kDoneOnce{{Outcome::done, 1}, {Outcome::repeated, kAskers - 1}};

class SameRequest : public testing::Test {
  protected:
    /// Others of many nodes are looked at first, so that there is time in between.
    SameRequest() {
        for (std::uint32_t line = 1; line <= 12; ++line) {
            const SkuId sku = shop_.item("other" + std::to_string(line));
            for (int node = 0; node < 40; ++node)
                shop_.stock(sku, shop_.node("node" + std::to_string(node)), 1'000);
            lines_.push_back({.line = line, .sku = sku, .quantity = 1});
        }
        lines_.push_back({.line = kLast, .sku = cup_, .quantity = 2});
    }

    /// So many more than the holds of before leave.
    void free_units(Units units) {
        held_ += units;
        shop_.stock(cup_, dc_, held_);
    }

    SourceRequest order_of(std::string_view id) {
        SourceRequest order;
        order.mode = SourceMode::reserve;
        order.id = id;
        order.lines = lines_;
        order.ship_to.postal_code = "90001";
        return order;
    }

    Outcome source(const SourceRequest& order) {
        SourceReply reply;
        shop_.engine().source(order, shop_.context(), reply);
        return reply.outcome;
    }

    /// What the one order of a batch hears.
    Outcome source_jointly(const SourceRequest& order) {
        JointSourceRequest request;
        request.mode = SourceMode::reserve;
        request.orders = {&order, 1};
        request.threads = 1;
        JointSourceReply reply;
        shop_.engine().source_jointly(request, shop_.context(), {}, reply);
        return reply.answers.at(0).outcome;
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const NodeId dc_ = shop_.node("dc");
    Units held_ = 0;
    std::vector<OrderLine> lines_;
};

TEST_F(SameRequest, SourcedOfTheLastUnits) {
    for (int round = 0; round < kTimesAsked; ++round) {
        free_units(2);
        const std::string id = "o" + std::to_string(round);
        ASSERT_EQ(ask_at_once([&] { return source(order_of(id)); }), kDoneOnce);
    }
    shop_.expect_sound();
}

TEST_F(SameRequest, SourcedJointlyOfTheLastUnits) {
    for (int round = 0; round < kTimesAsked; ++round) {
        free_units(2);
        const std::string id = "o" + std::to_string(round);
        ASSERT_EQ(ask_at_once([&] { return source_jointly(order_of(id)); }), kDoneOnce);
    }
    shop_.expect_sound();
}

TEST_F(SameRequest, TakesABackorder) {
    TakenBackorder taken{.line = kLast, .node = dc_};
    taken.set_id("b");
    for (int round = 0; round < kTimesAsked; ++round) {
        free_units(2);
        const BackorderRow row{.sku = cup_, .node = dc_, .backorder = "b", .quantity = 2};
        SupplyReply put;
        shop_.engine().put_backorders({&row, 1}, shop_.context(), put);
        ASSERT_EQ(put.applied, 1U);
        const std::string id = "o" + std::to_string(round);
        SourceRequest order = order_of(id);
        order.backorders = {&taken, 1};
        const bool is_joint = round % 2 == 0;
        const auto ask = [&] { return is_joint ? source_jointly(order) : source(order); };
        ASSERT_EQ(ask_at_once(ask), kDoneOnce);
    }
    shop_.expect_sound();
}

TEST_F(SameRequest, ChangesAnOrder) {
    free_units(2);
    ASSERT_EQ(source(order_of("o")), Outcome::done);
    for (int round = 0; round < kTimesAsked; ++round) {
        free_units(1);
        const OrderLine more{.line = kLast, .sku = cup_, .quantity = held_};
        const std::string name = "more" + std::to_string(round);
        ChangeOrderRequest request;
        request.id = "o";
        request.operation = name;
        request.lines = {&more, 1};
        const auto ask = [&] {
            ChangeOrderReply reply;
            shop_.engine().change_order(request, shop_.context(), reply);
            return reply.outcome;
        };
        ASSERT_EQ(ask_at_once(ask), kDoneOnce);
    }
    shop_.expect_sound();
}

TEST_F(SameRequest, ResourcesAnOrder) {
    const NodeId reserve = shop_.node("reserve");
    for (int round = 0; round < kTimesAsked; ++round) {
        free_units(2);
        const std::string id = "o" + std::to_string(round);
        ASSERT_EQ(source(order_of(id)), Outcome::done);
        shop_.stock(cup_, reserve, 2 * (Units{round} + 1));
        ResourceRequest request;
        request.id = id;
        request.operation = "declined";
        request.node = dc_;
        const auto ask = [&] {
            ResourceReply reply;
            shop_.engine().resource(request, shop_.context(), reply);
            return reply.outcome;
        };
        ASSERT_EQ(ask_at_once(ask), kDoneOnce);
        held_ -= 2;  // They are free again,
        free_units(0);
    }
    shop_.expect_sound();
}

}  // namespace
}  // namespace earmark
