// What a node cannot ship, planned anew: what is remembered and refused, and from many threads.
#include "engine/base/bytes.h"
#include "engine/resourcing/order_memory.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace earmark {
namespace {

struct StoreChain {
    explicit StoreChain(Shop& shop) {
        for (int i = 0; i < 4; ++i)
            items.push_back(shop.item("item" + std::to_string(i)));
        for (int i = 0; i < 5; ++i)
            nodes.push_back(shop.node("node" + std::to_string(i)));
        for (const SkuId sku : items) {
            for (const NodeId node : nodes)
                shop.stock(sku, node, kStock);
        }
    }

    static constexpr Units kStock = 40;
    std::vector<SkuId> items;
    std::vector<NodeId> nodes;
};

/// What one thread knows of its orders: which nodes declined them, and what they hold.
class OrderClerk {
  public:
    OrderClerk(Shop& shop, const StoreChain& chain, std::uint64_t seed, std::size_t thread)
        : shop_(shop), chain_(chain), random_(seed), name_(std::to_string(thread) + "-") {}

    void work(std::size_t steps) {
        for (std::size_t step = 0; step < steps; ++step) {
            if (ids_.empty() || random_() % 3 == 0) {
                make_order();
            } else {
                const std::string id = ids_[random_() % ids_.size()];
                if (random_() % 6 == 0) {
                    shop_.step(ReservationStep::commit, id);
                } else {
                    fall_short(id, step);
                }
            }
            if (testing::Test::HasFailure()) return;
        }
    }

    std::atomic<std::size_t>* planned_anew = nullptr;
    std::atomic<std::size_t>* conflicts = nullptr;

  private:
    void make_order() {
        std::vector<OrderLine> lines;
        for (std::uint32_t line = 0; line < chain_.items.size(); ++line) {
            if (random_() % 2 == 0) continue;
            const auto quantity = 1 + static_cast<Units>(random_() % 3);
            lines.push_back({line, chain_.items[line], quantity});
        }
        if (lines.empty()) return;
        const std::string id = name_ + std::to_string(made_++);
        SourceRequest request{.mode = SourceMode::reserve, .id = id, .lines = lines, .ship_to = {}};
        if (random_() % 2 == 0) request.filling = Filling::partial;
        if (random_() % 2 == 0) request.splitting = LineSplit::may_split;
        SourceReply reply;
        shop_.engine().source(request, shop_.context(), reply);
        *conflicts += reply.replans;
        if (reply.outcome == Outcome::done) ids_.push_back(id);
    }

    void fall_short(const std::string& id, std::size_t step) {
        const ReservationReply before = shop_.reservation(id);
        std::vector<ReservationLine> open;
        for (const ReservationLine& line : before.lines) {
            if (line.held + line.allocated > 0) open.push_back(line);
        }
        if (open.empty()) return;
        const ReservationLine& line = open[random_() % open.size()];
        ResourceRequest request{.id = id, .node = line.node};
        const std::string operation = std::to_string(step);
        request.operation = operation;
        FoundUnits found{line.line, 0};
        if (random_() % 2 == 0) {
            request.cause = ShortCause::short_pick;
            found.units = static_cast<Units>(random_() % 8) % (line.held + line.allocated);
            request.found = {&found, 1};
        }
        ResourceReply reply;
        shop_.engine().resource(request, shop_.context(), reply);
        *conflicts += reply.replans;
        if (reply.outcome == Outcome::cannot_source) return;
        ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
        ++*planned_anew;
        if (request.cause == ShortCause::declined) declined_[id].insert(line.node);
        for (const Shipment& shipment : reply.shipments) {
            EXPECT_NE(shipment.node, request.node);
            EXPECT_FALSE(declined_[id].contains(shipment.node)) << "it declined the order";
        }
        expect_held(id, before, reply);
    }

    /// What was open is open still, but for what is said to be unfilled; what was ordered, ordered.
    void expect_held(
        const std::string& id, const ReservationReply& before, const ResourceReply& reply
    ) {
        std::map<std::uint32_t, Units> units;
        for (const ReservationLine& line : before.lines)
            units[line.line] += line.held + line.allocated;
        for (const UnfilledLine& line : reply.unfilled)
            units[line.line] -= line.quantity;
        const ReservationReply after = shop_.reservation(id);
        for (const ReservationLine& line : after.lines) {
            units[line.line] -= line.held + line.allocated;
            const bool is_open = line.held + line.allocated > 0;
            EXPECT_FALSE(is_open && declined_[id].contains(line.node));
        }
        for (const auto& [line, left] : units)
            EXPECT_EQ(left, 0) << id << " line " << line;
    }

    Shop& shop_;
    const StoreChain& chain_;
    std::mt19937_64 random_;
    const std::string name_;
    std::size_t made_ = 0;
    std::vector<std::string> ids_;
    std::map<std::string, std::set<NodeId>> declined_;
};

TEST(Threads, NodesDeclineWhileOthersOrder) {
    constexpr std::size_t kClerks = 4;
    std::atomic<std::size_t> planned_anew{0};
    std::atomic<std::size_t> conflicts{0};
    std::size_t counted = 0;
    for (const std::uint64_t seed : random_seeds(6)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        Shop shop;
        const StoreChain chain(shop);
        std::latch start(static_cast<std::ptrdiff_t>(kClerks));
        std::vector<std::thread> running;
        running.reserve(kClerks);
        for (std::size_t thread = 0; thread < kClerks; ++thread) {
            running.emplace_back([&, thread] {
                OrderClerk clerk(shop, chain, seed + thread, thread);
                clerk.planned_anew = &planned_anew;
                clerk.conflicts = &conflicts;
                start.arrive_and_wait();
                clerk.work(400);
            });
        }
        for (std::thread& each : running)
            each.join();
        for (const SkuId sku : chain.items) {
            for (const NodeId node : chain.nodes) {
                const Availability figures = shop.figures(sku, node);
                EXPECT_LE(figures.reserved + figures.allocated, StoreChain::kStock);
            }
        }
        shop.expect_sound();
        counted += shop.engine().status().plan_conflicts;
        const std::uint64_t digest = shop.engine().state_digest();
        EXPECT_EQ(replayed(shop.log(), /*workers=*/3)->state_digest(), digest);
        const StateImage image = image_of(shop.engine(), shop.log());
        EXPECT_EQ(recovered(image, shop.log(), shop.log().newest())->state_digest(), digest);
    }
    EXPECT_GT(planned_anew, 0U);
    EXPECT_EQ(counted, conflicts);
    RecordProperty("conflicts", std::to_string(conflicts));
}

TEST(OrderMemory, BytesTellTheOrder) {
    OrderMemory order;
    order.postal_code = "10001";
    EXPECT_LE(encode_order(order).size(), 8U);
    order.country = "US";
    order.location = Location{.latitude_e6 = -7, .longitude_e6 = 8};
    order.group = GroupId(9);
    order.allowed = {NodeId(1), NodeId(2), NodeId(65'535)};
    order.excluded = {NodeId(3)};
    order.declined = {NodeId(4), NodeId(5)};
    order.shipments_max = 6;
    order.splitting = LineSplit::may_split;
    order.split_penalty = 7'000'000;
    order.ignore_safety = true;
    order.profile = ProfileId(8);
    order.residential = true;
    order.delivery = {.need_by = 20'000, .wish_by = 19'999, .lateness_per_day = 1'500'000};
    order.preferred = {NodeId(1), NodeId(6)};
    order.preference = 2'500'000;
    const std::vector<std::byte> bytes = encode_order(order);
    OrderMemory told;
    ASSERT_TRUE(decode_order(bytes, told));
    EXPECT_EQ(told, order);
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(decode_order(std::span(bytes).first(length), told)) << length;
    std::vector<std::byte> later;
    ByteWriter(later).put_varint(
        std::int64_t{1} << 40U
    );  // A flag that this version does not know.
    EXPECT_FALSE(decode_order(later, told));
}

class ResourceRequests : public testing::Test {
  protected:
    ResourceRequests() {
        shop_.stock(cup_, a_, 5);
        shop_.stock(cup_, b_, 5);
        const OrderLine line{1, cup_, 3};
        SourceReply reply;
        shop_.engine().source(
            {.mode = SourceMode::reserve, .id = "o1", .lines = {&line, 1}, .ship_to = {}},
            shop_.context(),
            reply
        );
        EXPECT_EQ(reply.outcome, Outcome::done);
    }

    ResourceReply resource(const ResourceRequest& request) {
        ResourceReply reply;
        shop_.engine().resource(request, shop_.context(), reply);
        return reply;
    }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const NodeId a_ = shop_.node("a");
    const NodeId b_ = shop_.node("b");
};

TEST_F(ResourceRequests, OutOfFormAreNamed) {
    const FoundUnits twice[] = {{1, 1}, {1, 1}};
    const FoundUnits negative{1, -1};
    const FoundUnits elsewhere{2, 1};
    const NodeId unknown(999);
    ResourceRequest good{.id = "o1", .operation = "no", .node = a_};
    const auto answer = [&](auto change) {
        ResourceRequest request = good;
        change(request);
        return resource(request).outcome;
    };
    const auto find = [](ResourceRequest& request, std::span<const FoundUnits> found) {
        request.cause = ShortCause::cannot_find;
        request.found = found;
    };
    EXPECT_EQ(answer([](auto& r) { r.id = ""; }), Outcome::id_missing);
    EXPECT_EQ(answer([](auto& r) { r.id = "other"; }), Outcome::unknown_reservation);
    EXPECT_EQ(answer([](auto& r) { r.operation = ""; }), Outcome::operation_missing);
    EXPECT_EQ(answer([&](auto& r) { r.node = unknown; }), Outcome::unknown_node);
    EXPECT_EQ(answer([&](auto& r) { r.node = b_; }), Outcome::no_lines);
    EXPECT_EQ(answer([&](auto& r) { r.excluded_nodes = {&unknown, 1}; }), Outcome::unknown_node);
    EXPECT_EQ(answer([](auto& r) { r.correct_count = true; }), Outcome::bad_value);
    EXPECT_EQ(answer([&](auto& r) { r.found = {&elsewhere, 1}; }), Outcome::bad_value);
    EXPECT_EQ(answer([&](auto& r) { find(r, twice); }), Outcome::repeated_line);
    EXPECT_EQ(answer([&](auto& r) { find(r, {&negative, 1}); }), Outcome::bad_value);
    EXPECT_EQ(answer([&](auto& r) { find(r, {&elsewhere, 1}); }), Outcome::bad_value);
    EXPECT_EQ(answer([](auto&) {}), Outcome::done);
}

TEST_F(ResourceRequests, WhatIsNotFoundIsNoMovement) {
    const Time counted = shop_.clock().wall();
    shop_.wait(std::chrono::minutes(1));
    const ResourceReply reply = resource(
        {.id = "o1",
         .operation = "no",
         .node = a_,
         .cause = ShortCause::cannot_find,
         .correct_count = true}
    );
    ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
    EXPECT_EQ(reply.corrected_units, 5);
    EXPECT_EQ(shop_.figures(cup_, a_).on_hand, 0);
    // A figure of before, which comes late, says again what was there: nothing has left since.
    const SupplyRow late{.sku = cup_, .node = a_, .quantity = 1, .as_of = counted};
    EXPECT_EQ(shop_.supply("", {late}).applied, 1U);
    EXPECT_EQ(shop_.figures(cup_, a_).on_hand, 1);
    EXPECT_EQ(replayed(shop_.log())->state_digest(), shop_.engine().state_digest());
}

TEST_F(ResourceRequests, APartThatWasSplitOffRemembersTheOrder) {
    const PartLine part{.line = 1, .quantity = 2};
    shop_.split({.id = "o1", .into = "o2", .operation = "split", .parts = {&part, 1}});
    const ResourceReply reply = resource({.id = "o2", .operation = "no", .node = a_});
    ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
    EXPECT_EQ(shop_.figures(cup_, b_).reserved, 2);
    EXPECT_EQ(shop_.figures(cup_, a_).reserved, 1);
    shop_.expect_sound();
}

TEST_F(ResourceRequests, HeldAndOrderedUnitsStaySo) {
    shop_.step(ReservationStep::commit, "o1", "first", {{1, 2}});
    const FoundUnits found{1, 1};
    const ResourceReply reply = resource(
        {.id = "o1",
         .operation = "no",
         .node = a_,
         .cause = ShortCause::short_pick,
         .found = {&found, 1}}
    );
    ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
    EXPECT_EQ(shop_.figures(cup_, a_).allocated, 1);
    EXPECT_EQ(shop_.figures(cup_, a_).reserved, 0);
    EXPECT_EQ(shop_.figures(cup_, b_).allocated, 1);
    EXPECT_EQ(shop_.figures(cup_, b_).reserved, 1);
    shop_.expect_sound();
}

/// An order of millionths in part, of which a falls short: what b then ships of it, for the price.
ResourceReply short_of_gold(Micros handling_per_shipment) {
    Shop shop;
    ItemRow row;
    row.sku = "gold";
    row.unit_of_measure = "kg";
    row.scale = 6;
    row.weight_g = 1'000;
    PutReply put;
    shop.engine().put_items({&row, 1}, shop.context(), put);
    const SkuId gold(put.ids.at(0));
    const NodeId a = shop.node("a");
    const NodeId b = shop.node("b");
    shop.stock(gold, a, 9'000'000);
    const OrderLine lines[] = {{1, gold, 9'000'000}, {2, gold, 5'000'000}};
    shop.stock(gold, b, 5'000'000);
    SourceRequest request{.mode = SourceMode::reserve, .id = "o1", .lines = lines, .ship_to = {}};
    request.filling = Filling::partial;
    request.shipments_max = 3;
    SourceReply sourced;
    shop.engine().source(request, shop.context(), sourced);
    EXPECT_EQ(sourced.shipments.size(), 2U) << sourced.detail;
    shop.stock(gold, b, 20'000'000);
    NodeRow dearer;
    dearer.key = "b";
    dearer.handling_per_shipment = handling_per_shipment;
    shop.engine().put_nodes({&dearer, 1}, shop.context(), put);
    ResourceReply reply;
    shop.engine().resource({.id = "o1", .operation = "no", .node = a}, shop.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
    EXPECT_EQ(shop.figures(gold, b).reserved, 14'000'000);
    shop.expect_sound();
    return reply;
}

TEST(Resourcing, ItemsOfMillionthsJoinShipments) {
    EXPECT_EQ(short_of_gold(0).joined.size(), 1U);
}

TEST(Resourcing, MoreThanCanBeCountedIsPlannedAsShipmentsOfItsOwn) {
    EXPECT_TRUE(short_of_gold(90'000'000'000).joined.empty());
}

TEST(OrderMemory, PlainReservationsKeepNone) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 1);
    shop.reserve("r1", {{1, cup, dc, 1}});
    const ResourceReply reply = [&] {
        ResourceReply made;
        shop.engine().resource({.id = "r1", .operation = "no", .node = dc}, shop.context(), made);
        return made;
    }();
    EXPECT_EQ(reply.outcome, Outcome::wrong_state);
}

}  // namespace
}  // namespace earmark
