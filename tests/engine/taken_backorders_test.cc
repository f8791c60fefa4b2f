// Backorders promised anew by orders that take their place: of each, what an order holds and what
// still waits is what waited before, and what was promised stays promised, over restarts as well.
#include "engine/backorders/taken_backorders.h"

#include "engine/backorders/backorder.h"
#include "engine/joint_sourcing.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace earmark {
namespace {

using Key = std::tuple<SkuId, NodeId, std::string>;
using Waiting = std::map<Key, BackorderEntry>;

/// An order with what its request borrows.
struct Order {
    std::string id;
    std::vector<OrderLine> lines;
    std::vector<TakenBackorder> taken;
    SegmentId segment{};
};

class BackorderShop {
  public:
    explicit BackorderShop(std::uint64_t seed) : random_(seed) {
        shop_.wait(std::chrono::seconds(1));
        for (const char* sku : {"cup", "hat"})
            skus_.push_back(shop_.item(sku));
        for (const char* key : {"a", "b", "c"})
            nodes_.push_back(shop_.node(key));
        segments_ = {SegmentId(), shop_.segment("web")};
        SegmentRuleRow web{.rule = {.sku = skus_[0], .node = nodes_[0], .segment = segments_[1]}};
        web.rule.floor = 4;
        web.rule.ceiling = 9;
        EXPECT_EQ(shop_.rules({web}).refused, 0U);
    }

    Shop& shop() { return shop_; }
    std::size_t below(std::size_t count) { return random_() % count; }

    void change_stock() {
        shop_.stock(skus_[below(2)], nodes_[below(3)], static_cast<Units>(below(12)));
    }

    void expect_supply() {
        const std::string id = "po" + std::to_string(below(4));
        const ReceiptRow row{
            .sku = skus_[below(2)],
            .node = nodes_[below(3)],
            .receipt = id,
            .day = day_ahead(below(6)),
            .quantity = 1 + static_cast<Units>(below(8)),
        };
        SupplyReply reply;
        shop_.engine().put_receipts({.rows = {&row, 1}}, shop_.context(), reply);
        EXPECT_EQ(reply.refused, 0U);
    }

    void want() {
        const std::string id = "b" + std::to_string(below(5));
        const BackorderRow row{
            .sku = skus_[below(2)],
            .node = nodes_[below(3)],
            .backorder = id,
            .quantity = 1 + static_cast<Units>(below(7)),
            .day = day_ahead(below(4)),
            .priority = static_cast<std::uint16_t>(below(3)),
            .strategy = static_cast<BackorderStrategy>(below(5)),
            .segment = segments_[below(2)],
        };
        SupplyReply reply;
        shop_.engine().put_backorders({&row, 1}, shop_.context(), reply);
        EXPECT_EQ(reply.refused, 0U);
    }

    void confirm() {
        ConfirmReply reply;
        shop_.engine().confirm_backorders({}, shop_.context(), reply);
        EXPECT_EQ(reply.outcome, Outcome::done);
    }

    void sell() {
        const std::string id = "sold" + std::to_string(next_++);
        shop_.reserve(id, {{1, skus_[below(2)], nodes_[below(3)], 1 + Units(below(3))}});
    }

    Waiting waiting() {
        BackordersReply reply;
        shop_.engine().backorders({}, reply);
        Waiting found;
        for (const BackorderEntry& entry : reply.backorders)
            found[{entry.sku, entry.node, entry.backorder}] = entry;
        return found;
    }

    /// Orders that stand for some of what waits, up to two backorders each, and some that do not.
    std::deque<Order> orders(const Waiting& waiting) {
        std::deque<Order> orders;
        for (const auto& [key, entry] : waiting) {
            if (below(3) == 0) continue;
            const bool joins = !orders.empty() && orders.back().lines.size() == 1 &&
                               orders.back().segment == entry.segment && below(2) == 0;
            if (!joins) {
                orders.emplace_back().id = "o" + std::to_string(next_++);
                orders.back().segment = entry.segment;
            }
            Order& order = orders.back();
            const auto line = static_cast<std::uint32_t>(order.lines.size() + 1);
            const Units quantity =
                below(2) == 0 ? entry.wanted : 1 + Units(below(std::size_t(entry.wanted)));
            order.lines.push_back({line, entry.sku, quantity});
            order.taken.push_back({.line = line, .node = entry.node});
            order.taken.back().set_id(entry.backorder);
        }
        for (std::size_t more = below(3); more > 0; --more) {
            Order& order = orders.emplace_back();
            order.id = "o" + std::to_string(next_++);
            order.lines.push_back({1, skus_[below(2)], 1 + Units(below(4))});
        }
        std::shuffle(orders.begin(), orders.end(), random_);
        return orders;
    }

    /// Lines besides, of items that their orders ask for already.
    void ask_for_more(std::deque<Order>& orders) {
        for (Order& order : orders) {
            for (std::size_t more = below(3); more > 0; --more) {
                const auto line = static_cast<std::uint32_t>(order.lines.size() + 1);
                const SkuId sku = order.lines[below(order.lines.size())].sku;
                order.lines.push_back({line, sku, 1 + Units(below(4))});
            }
            std::shuffle(order.lines.begin(), order.lines.end(), random_);
        }
    }

    SourceReply source(const SourceRequest& order) {
        SourceReply reply;
        shop_.engine().source(order, shop_.context(), reply);
        return reply;
    }

    std::vector<SourceRequest> requests(const std::deque<Order>& orders) {
        std::vector<SourceRequest> requests;
        for (const Order& order : orders) {
            SourceRequest& request = requests.emplace_back();
            request.mode = SourceMode::reserve;
            request.id = order.id;
            request.lines = order.lines;
            request.backorders = order.taken;
            request.segment = order.segment;
            request.ship_to.postal_code = "90001";
            if (below(2) == 0) request.splitting = LineSplit::may_split;
            if (below(2) == 0) request.filling = Filling::partial;
        }
        return requests;
    }

    JointSourceReply source_jointly(
        const std::vector<SourceRequest>& orders, SourceMode mode = SourceMode::reserve
    ) {
        JointSourceRequest request;
        request.mode = mode;
        request.orders = orders;
        request.short_price = 30'000'000;
        request.threads = 1;
        JointWatch watch;
        int asked = 0;
        watch.time_spent = [&] { return 0.04 * ++asked; };
        JointSourceReply reply;
        shop_.engine().source_jointly(request, shop_.context(), watch, reply);
        EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
        return reply;
    }

    /// Units that the reservation holds of a line; 0 if there is none.
    Units held(const std::string& id, std::uint32_t line) {
        const ReservationReply reply = shop_.reservation(id);
        Units units = 0;
        for (const ReservationLine& each : reply.lines)
            units += each.line == line ? each.held : 0;
        return units;
    }

    void expect_same_after_restart() {
        shop_.expect_sound();
        const StateImage image = image_of(shop_.engine(), shop_.log());
        for (const auto& copy :
             {replayed(shop_.log()),
              replayed(shop_.log(), 3),
              recovered(image, shop_.log(), shop_.log().newest())}) {
            EXPECT_EQ(copy->state_digest(), shop_.engine().state_digest());
            EXPECT_EQ(copy->audit().mismatches, 0U);
        }
    }

  private:
    Day day_ahead(std::size_t days) { return static_cast<Day>(day_of(shop_.context().now) + days); }

    Shop shop_;
    std::mt19937_64 random_;
    std::vector<SkuId> skus_;
    std::vector<NodeId> nodes_;
    std::vector<SegmentId> segments_;
    std::size_t next_ = 0;
};

/// What an order's line became is what its backorder became less of; what is promised is kept.
void expect_taken(
    BackorderShop& shop,
    const std::deque<Order>& orders,
    const Waiting& before,
    const JointSourceReply& reply
) {
    Waiting expected = before;
    const Waiting after = shop.waiting();
    std::uint64_t taken_count = 0;
    for (const Order& order : orders) {
        for (const TakenBackorder& taken : order.taken) {
            const OrderLine& line = *std::ranges::find(order.lines, taken.line, &OrderLine::line);
            const Key key{line.sku, taken.node, std::string(taken.id())};
            const Units held = shop.held(order.id, taken.line);
            const BackorderEntry& was = before.at(key);
            taken_count += held > 0 ? 1 : 0;
            EXPECT_LE(held, line.quantity);
            const auto now = after.find(key);
            const BackorderEntry is = now == after.end() ? BackorderEntry() : now->second;
            EXPECT_EQ(is.wanted + held, was.wanted) << "of '" << was.backorder << "'";
            EXPECT_LE(is.confirmed, is.wanted);
            // Whoever was promised units has as many, by the same day.
            EXPECT_GE(is.confirmed + held, was.confirmed);
            if (is.confirmed > 0) {
                EXPECT_EQ(is.confirmed_day, was.confirmed_day);
            }
            if (held > 0) expected.erase(key);
        }
    }
    for (const auto& [key, was] : expected) {
        const auto now = after.find(key);
        ASSERT_NE(now, after.end());
        EXPECT_EQ(now->second.wanted, was.wanted);
        EXPECT_EQ(now->second.confirmed, was.confirmed);
        EXPECT_EQ(now->second.confirmed_day, was.confirmed_day);
    }
    EXPECT_EQ(reply.backorders_taken, taken_count);
}

std::map<std::pair<std::uint32_t, NodeId>, Units> shipped(const SourceReply& reply) {
    std::map<std::pair<std::uint32_t, NodeId>, Units> units;
    for (const Shipment& shipment : reply.shipments) {
        for (const ShipmentLine& line : shipment.lines)
            units[{line.line, shipment.node}] += line.quantity;
    }
    return units;
}

/// Also where other lines want of the item, and where there is less than was promised.
TEST(TakenBackorders, WhatAQuoteSaysIsHeldSo) {
    std::uint64_t held = 0;
    for (const std::uint64_t seed : random_seeds(150)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        BackorderShop shop(seed);
        for (int change = 0; change < 12; ++change) {
            shop.change_stock();
            shop.want();
            if (shop.below(3) == 0) shop.expect_supply();
        }
        shop.confirm();
        if (shop.below(3) == 0) shop.change_stock();
        Waiting before = shop.waiting();
        std::deque<Order> orders = shop.orders(before);
        shop.ask_for_more(orders);
        for (SourceRequest request : shop.requests(orders)) {
            request.mode = SourceMode::quote;
            const SourceReply quoted = shop.source(request);
            request.mode = SourceMode::reserve;
            const SourceReply reply = shop.source(request);
            EXPECT_EQ(to_string(reply.outcome), to_string(quoted.outcome)) << reply.detail;
            EXPECT_EQ(shipped(reply), shipped(quoted));
            held += reply.outcome == Outcome::done && !request.backorders.empty() ? 1U : 0U;
        }
        shop.expect_same_after_restart();
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(held, 0U);
}

TEST(TakenBackorders, NoUnitCountsTwiceNorIsLost) {
    std::uint64_t taken = 0;
    for (const std::uint64_t seed : random_seeds(12)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        BackorderShop shop(seed);
        for (int round = 0; round < 6; ++round) {
            for (int change = 0; change < 6; ++change) {
                shop.change_stock();
                shop.want();
                if (shop.below(3) == 0) shop.expect_supply();
                if (shop.below(4) == 0) shop.sell();
            }
            shop.confirm();
            if (shop.below(4) == 0) shop.change_stock();  // It may be short of what is promised.
            const Waiting before = shop.waiting();
            const std::deque<Order> orders = shop.orders(before);
            const std::vector<SourceRequest> requests = shop.requests(orders);
            shop.source_jointly(requests, SourceMode::quote);
            EXPECT_EQ(shop.waiting().size(), before.size());
            const JointSourceReply reply = shop.source_jointly(requests);
            expect_taken(shop, orders, before, reply);
            taken += reply.backorders_taken;
            const Waiting after = shop.waiting();
            // Asking again for what is held takes nothing more.
            std::vector<SourceRequest> held;
            std::ranges::copy_if(
                requests,
                std::back_inserter(held),
                [&](const SourceRequest& each) {
                    return shop.shop().reservation(each.id).outcome == Outcome::done;
                }
            );
            EXPECT_EQ(shop.source_jointly(held).held, held.size());
            EXPECT_EQ(shop.waiting().size(), after.size());
            shop.expect_same_after_restart();
            if (testing::Test::HasFailure()) return;
        }
    }
    EXPECT_GT(taken, 0U);
}

/// A customer's backorders often have one name, that of the order.
TEST(TakenBackorders, AnOrderTakesTheBackordersOfAllItsLines) {
    BackorderShop shop(1);
    const NodeId node = shop.shop().node("a");
    std::deque<Order> orders(1);
    Order& order = orders.front();
    order.id = "all";
    std::vector<BackorderRow> rows;
    for (std::uint32_t line = 1; line <= kOrderLinesMax; ++line) {
        const SkuId sku = shop.shop().item("of line " + std::to_string(line));
        shop.shop().stock(sku, node, 1);
        rows.push_back({.sku = sku, .node = node, .backorder = "po-1", .quantity = 2});
        order.lines.push_back({line, sku, 2});
        order.taken.push_back({.line = line, .node = node});
        order.taken.back().set_id("po-1");
    }
    SupplyReply put;
    shop.shop().engine().put_backorders(rows, shop.shop().context(), put);
    EXPECT_EQ(put.applied, rows.size());
    shop.confirm();
    std::vector<SourceRequest> requests = shop.requests(orders);
    requests[0].filling = Filling::partial;
    requests[0].splitting = LineSplit::may_split;
    SourceReply reply;
    shop.shop().engine().source(requests[0], shop.shop().context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
    for (const auto& [key, entry] : shop.waiting())
        EXPECT_EQ(std::pair(entry.wanted, entry.confirmed), std::pair(Units{1}, Units{0}));
    EXPECT_EQ(shop.held("all", kOrderLinesMax), 1);
    // Told in another order it is the same request.
    std::ranges::reverse(order.taken);
    shop.shop().engine().source(requests[0], shop.shop().context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::repeated);
    order.taken[0].node = shop.shop().node("b");
    shop.shop().engine().source(requests[0], shop.shop().context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::id_used_differently);
    shop.expect_same_after_restart();
}

}  // namespace
}  // namespace earmark
