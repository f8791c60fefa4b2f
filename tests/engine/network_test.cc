// Network holds: granted exactly where some binding of all holds to nodes exists.
#include "engine/network/network_place.h"
#include "engine/rules/selling_rule.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"
#include "tests/support/unit_binding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>

namespace earmark {
namespace {

using Bench = UnitBinding;

class Network {
  public:
    explicit Network(std::uint64_t seed) : random_(seed) {
        const int node_count = pick(1, 5);
        for (int index = 0; index < node_count; ++index) {
            nodes_.push_back(shop_.node("n" + std::to_string(index)));
            bench_.capacity.push_back(0);
            set_stock(static_cast<std::size_t>(index));
        }
        const int group_count = pick(1, 5);
        for (int index = 0; index < group_count; ++index) {
            std::vector<NodeId> members;
            auto& bits = bench_.members.emplace_back();
            for (const NodeId node : nodes_) {
                bits.push_back(pick(0, 1) == 1);
                if (bits.back()) members.push_back(node);
            }
            groups_.push_back(shop_.group("g" + std::to_string(index), members));
            bench_.demand.push_back(0);
        }
    }

    /// A hold of one to three lines at nodes and groups.
    void reserve() {
        std::vector<ReserveLine> lines;
        Bench after = bench_;
        bool fits = true;
        std::vector<std::pair<std::size_t, Units>> taken;
        for (int count = pick(1, 3); count > 0; --count) {
            const std::size_t place = pick_place();
            const Units quantity = pick(1, 6);
            lines.push_back({
                .line = static_cast<std::uint32_t>(lines.size() + 1),
                .sku = cup_,
                .node = handle(place),
                .quantity = quantity,
            });
            taken.emplace_back(place, quantity);
            fits = move(after, place, quantity) && fits;
        }
        fits = fits && after.is_bindable();
        const std::string id = "r" + std::to_string(++made_);
        const ReserveReply reply = shop_.reserve(id, lines);
        ASSERT_EQ(reply.outcome, fits ? Outcome::done : Outcome::lines_refused) << id;
        if (!fits) return;
        bench_ = after;
        held_[id] = taken;
    }

    void release() {
        if (held_.empty()) return;
        const auto held = pick_held();
        ASSERT_EQ(shop_.step(ReservationStep::release, held->first).outcome, Outcome::done);
        for (const auto& [place, quantity] : held->second)
            move(bench_, place, -quantity);
        held_.erase(held);
    }

    /// Moves a part of the first line to another node or group.
    void transfer() {
        if (held_.empty()) return;
        const auto held = pick_held();
        auto& [place, quantity] = held->second.front();
        const std::size_t to = pick_place();
        const Units units = pick(1, static_cast<int>(quantity));
        if (to == place) return;
        Bench after = bench_;
        move(after, place, -units);
        const bool fits = move(after, to, units) && after.is_bindable();
        AmendLine line;
        line.line = 1;
        line.from = handle(place);
        line.node = handle(to);
        line.quantity = units;
        const std::string operation = "o" + std::to_string(++made_);
        const ReservationReply reply = shop_.amend(held->first, operation, {line});
        ASSERT_EQ(reply.outcome, fits ? Outcome::done : Outcome::lines_refused);
        if (!fits) return;
        bench_ = after;
        // Line 1 is at two places from here on: such a hold just stays.
        held_.erase(held);
    }

    void expect_figures() {
        for (std::size_t place = 0; place < nodes_.size() + groups_.size(); ++place) {
            std::vector<bool> nodes(nodes_.size());
            if (place < nodes_.size()) {
                nodes[place] = true;
            } else {
                nodes = bench_.members[place - nodes_.size()];
            }
            AvailabilityQuery query{.sku = cup_, .node = {}, .group = {}};
            if (place < nodes_.size()) {
                query.node = nodes_[place];
            } else {
                query.group = groups_[place - nodes_.size()];
            }
            const Availability figures = shop_.figures(query);
            EXPECT_EQ(figures.ats, bench_.most(nodes)) << "place " << place;
            EXPECT_EQ(
                figures.ats - figures.shortage + figures.withheld + figures.kept,
                figures.on_hand - figures.reserved - figures.allocated
            );
        }
        const std::vector<bool> all(nodes_.size(), true);
        EXPECT_EQ(shop_.figures({.sku = cup_, .node = {}, .group = {}}).ats, bench_.most(all));
    }

    Shop& shop() { return shop_; }
    int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  private:
    using Taken = std::vector<std::pair<std::size_t, Units>>;

    NodeId handle(std::size_t place) const {
        return place < nodes_.size() ? nodes_[place] : place_of(groups_[place - nodes_.size()]);
    }
    std::size_t pick_place() {
        return static_cast<std::size_t>(
            pick(0, static_cast<int>(nodes_.size() + groups_.size()) - 1)
        );
    }
    std::map<std::string, Taken>::iterator pick_held() {
        auto held = held_.begin();
        std::advance(held, pick(0, static_cast<int>(held_.size()) - 1));
        return held;
    }
    void set_stock(std::size_t node) {
        const Units safety = pick(0, 2);
        const Units on_hand = pick(0, 9);
        shop_.stock(cup_, nodes_[node], on_hand, safety);
        bench_.capacity[node] = std::max<Units>(0, on_hand - safety);
    }

    /// False if the node has not so much.
    bool move(Bench& bench, std::size_t place, Units quantity) const {
        if (place < nodes_.size()) {
            bench.capacity[place] -= quantity;
            return bench.capacity[place] >= 0;
        }
        bench.demand[place - nodes_.size()] += quantity;
        return true;
    }

    Shop shop_;
    std::mt19937_64 random_;
    const SkuId cup_ = shop_.item("cup");
    std::vector<NodeId> nodes_;
    std::vector<GroupId> groups_;
    Bench bench_;
    std::map<std::string, Taken> held_;
    int made_ = 0;
};

TEST(Networks, AHoldIsGrantedExactlyWhereSomeBindingFits) {
    for (const std::uint64_t seed : random_seeds(300)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        Network network(seed);
        for (int turn = 0; turn < 12 && !testing::Test::HasFailure(); ++turn) {
            const int dice = network.pick(0, 9);
            if (dice < 6) {
                network.reserve();
            } else if (dice < 8) {
                network.transfer();
            } else {
                network.release();
            }
            network.expect_figures();
        }
        network.shop().expect_sound();
        if (testing::Test::HasFailure()) return;
    }
}

TEST(Networks, ACommitBindsByPriority) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId x = shop.node("x");
    const NodeId y = shop.node("y");
    shop.stock(cup, x, 5);
    shop.stock(cup, y, 5);
    shop.group("west", {x, y});
    const GroupMember members[] = {{x, 2}, {y, 1}};
    const GroupRow row{.name = "west", .members = members};
    PutReply put;
    shop.engine().put_groups({&row, 1}, shop.context(), put);
    const NodeId west = place_of(GroupId(static_cast<std::uint16_t>(put.ids.at(0))));
    const ReserveLine line{.line = 1, .sku = cup, .node = west, .quantity = 7};
    ASSERT_EQ(shop.reserve("r1", {line}).outcome, Outcome::done);
    const ReservationReply reply = shop.step(ReservationStep::commit, "r1");
    ASSERT_EQ(reply.outcome, Outcome::done);
    ASSERT_EQ(reply.lines.size(), 2U);
    for (const ReservationLine& at : reply.lines)
        EXPECT_EQ(at.allocated, at.node == y ? 5 : 2);
    EXPECT_EQ(shop.step(ReservationStep::ship, "r1").outcome, Outcome::done);
    shop.expect_sound();
}

TEST(Networks, ACommitSaysHowManyUnitsCeilingsLeaveNoNode) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId x = shop.node("x");
    shop.stock(cup, x, 10);
    const GroupId west = shop.group("west", {x});
    const SegmentId web = shop.segment("web");
    const auto put_ceiling = [&](Units ceiling) {
        SegmentRuleRow row;
        row.rule = {.sku = cup, .node = x, .segment = web, .ceiling = ceiling};
        SupplyReply reply;
        shop.engine().put_segment_rules({&row, 1}, shop.context(), reply);
        EXPECT_EQ(reply.applied, 1U);
    };
    put_ceiling(5);
    const ReserveLine line{.line = 1, .sku = cup, .node = place_of(west), .quantity = 5};
    ReserveReply reserved;
    const ReserveRequest request{
        .id = "r1", .lines = {&line, 1}, .hold_for = kHoldForDefault, .segment = web
    };
    shop.engine().reserve(request, shop.context(), reserved);
    ASSERT_EQ(reserved.outcome, Outcome::done);
    put_ceiling(3);
    const ReservationReply refused = shop.step(ReservationStep::commit, "r1");
    EXPECT_EQ(refused.outcome, Outcome::lines_refused);
    EXPECT_EQ(
        refused.detail, "line 1: the segment's ceilings leave 2 of 5 units no node of their group"
    );
    ASSERT_EQ(refused.lines.size(), 1U);
    EXPECT_EQ(refused.lines[0].held, 5);
    EXPECT_EQ(shop.step(ReservationStep::commit, "r1", "most", {{1, 3}}).outcome, Outcome::done);
    shop.expect_sound();
}

TEST(Networks, AGroupWithoutNodesHasNoneToCommitTo) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId x = shop.node("x");
    shop.stock(cup, x, 5);
    const GroupId west = shop.group("west", {x});
    const ReserveLine line{.line = 1, .sku = cup, .node = place_of(west), .quantity = 3};
    ASSERT_EQ(shop.reserve("r1", {line}).outcome, Outcome::done);
    shop.group("west", {});
    EXPECT_EQ(shop.step(ReservationStep::commit, "r1").outcome, Outcome::wrong_state);
    EXPECT_EQ(shop.step(ReservationStep::release, "r1").outcome, Outcome::done);
    shop.expect_sound();
}

TEST(Networks, AHoldThatLostItsNodesIsAShortageAndKeepsOthersOut) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId x = shop.node("x");
    const NodeId y = shop.node("y");
    shop.stock(cup, x, 5);
    shop.stock(cup, y, 5);
    const GroupId west = shop.group("west", {x, y});
    const ReserveLine line{.line = 1, .sku = cup, .node = place_of(west), .quantity = 8};
    ASSERT_EQ(shop.reserve("r1", {line}).outcome, Outcome::done);
    shop.group("west", {x});
    const Availability figures = shop.figures({.sku = cup, .node = {}, .group = west});
    EXPECT_EQ(figures.ats, 0);
    EXPECT_EQ(figures.shortage, 3);
    EXPECT_EQ(shop.ats(cup, y), 5);
    EXPECT_EQ(shop.ats(cup, x), 0);
    EXPECT_EQ(shop.step(ReservationStep::release, "r1").outcome, Outcome::done);
    EXPECT_EQ(shop.ats(cup, x), 5);
    shop.expect_sound();
}

void keep_four(Shop& shop, SkuId sku, GroupId group) {
    SellingRuleRow row;
    row.name = "safety";
    row.scope = {.sku = sku, .group = group};
    row.figure = 4;
    row.network = true;
    SupplyReply reply;
    shop.engine().put_selling_rules({&row, 1}, shop.context(), reply);
    ASSERT_EQ(reply.applied, 1U);
}

TEST(Networks, AMoveToAGroupIsAnsweredWithWhatTheGroupDoesNotKeep) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId reno = shop.node("reno");
    const NodeId joliet = shop.node("joliet");
    const GroupId west = shop.group("west", {reno});
    shop.stock(cup, reno, 10);
    shop.stock(cup, joliet, 8);
    keep_four(shop, cup, west);
    shop.reserve("r1", {{1, cup, joliet, 7}});
    AmendLine line;
    line.line = 1;
    line.node = place_of(west);
    line.quantity = 7;
    const ReservationReply refused = shop.amend("r1", "move", {line});
    EXPECT_EQ(refused.outcome, Outcome::lines_refused);
    ASSERT_EQ(refused.answers.size(), 1U);
    EXPECT_EQ(refused.answers[0].verdict, LineVerdict::insufficient_stock);
    EXPECT_EQ(refused.answers[0].ats, 6);
    line.quantity = 6;
    EXPECT_EQ(shop.amend("r1", "less", {line}).outcome, Outcome::done);
}

TEST(Networks, ANetworkSafetyStandsInForThatOfTheAskersSegment) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId reno = shop.node("reno");
    const GroupId west = shop.group("west", {reno});
    const SegmentId web = shop.segment("web");
    shop.stock(cup, reno, 11);
    SellingRuleRow row;
    row.name = "of web";
    row.scope = {.sku = cup, .segment = web};
    row.figure = 8;
    SupplyReply reply;
    shop.engine().put_selling_rules({&row, 1}, shop.context(), reply);
    ASSERT_EQ(reply.applied, 1U);
    keep_four(shop, cup, west);
    const ReserveLine line{.line = 1, .sku = cup, .node = place_of(west), .quantity = 8};
    const ReserveReply refused = shop.reserve({.id = "r1", .lines = {&line, 1}, .segment = web});
    ASSERT_EQ(refused.outcome, Outcome::lines_refused);
    EXPECT_EQ(refused.lines.at(0).ats, 7);
    EXPECT_EQ(shop.figures_for(web, cup, reno).ats, 3);
}

// Percents are of what is on hand and what was shipped since the rule began.
TEST(Networks, AFloorOverAGroupIsAboveTheStockOnceMuchIsShipped) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId reno = shop.node("reno");
    SegmentRuleRow row;
    row.rule.sku = cup;
    row.rule.node = place_of(shop.group("west", {reno}));
    row.rule.segment = shop.segment("web");
    row.rule.basis = SegmentBasis::percent;
    row.rule.floor = 5'000;
    shop.stock(cup, reno, 10);
    ASSERT_TRUE(shop.rules({row}).answers.empty());
    shop.reserve("r1", {{1, cup, reno, 4}});
    shop.step(ReservationStep::commit, "r1");
    shop.step(ReservationStep::ship, "r1");
    shop.reserve("r2", {{1, cup, reno, 1}});
    shop.step(ReservationStep::commit, "r2");
    shop.step(ReservationStep::ship, "r2");
    row.rule.floor = 6'000;  // 6 of 10, of which 5 are left.
    const SupplyReply reply = shop.rules({row});
    EXPECT_EQ(reply.applied, 1U);
    ASSERT_EQ(reply.answers.size(), 1U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::floor_above_stock);
}

TEST(Networks, ANetworkSafetyIsToldWhereNothingEverWas) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const GroupId west = shop.group("west", {shop.node("reno")});
    keep_four(shop, cup, west);
    EXPECT_EQ(shop.figures({.sku = cup, .node = {}, .group = west}).safety, 4);
}

TEST(Networks, ThreadsOnOverlappingGroupsNeverPromiseAUnitTwice) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId x = shop.node("x");
    const NodeId y = shop.node("y");
    const NodeId z = shop.node("z");
    for (const NodeId node : {x, y, z})
        shop.stock(cup, node, 50);
    const NodeId places[] = {
        place_of(shop.group("west", {x, y})), place_of(shop.group("east", {y, z})), y
    };
    std::atomic<Units> held{0};
    std::vector<std::thread> threads;
    for (std::size_t index = 0; index < 3; ++index) {
        threads.emplace_back([&, index] {
            for (int turn = 0; turn < 200; ++turn) {
                const std::string id = std::to_string(index) + "-" + std::to_string(turn);
                const ReserveLine line{.line = 1, .sku = cup, .node = places[index], .quantity = 1};
                ReserveReply reply;
                shop.engine().reserve({.id = id, .lines = {&line, 1}}, shop.context(), reply);
                if (reply.outcome == Outcome::done) ++held;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(held.load(), 150);
    EXPECT_EQ(shop.figures({.sku = cup, .node = {}, .group = {}}).ats, 0);
    EXPECT_EQ(shop.figures({.sku = cup, .node = {}, .group = {}}).shortage, 0);
    shop.expect_sound();
}

}  // namespace
}  // namespace earmark
