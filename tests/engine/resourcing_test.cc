// What a node cannot ship, planned anew, against brute force over the same network.
#include "tests/engine/adding_by_force.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace earmark {
namespace {

/// An order of a random network, of which nodes fall short one after the other.
class ShortOrder {
  public:
    explicit ShortOrder(std::uint64_t seed) : network_(seed), shop_(network_.shop) {
        order_.may_gain.assign(network_.places.size(), true);
    }

    void run() {
        if (!source()) return;
        if (network_.chance(50)) {
            shop_.step(ReservationStep::commit, "order");
            if (network_.chance(30)) ship_one();
        }
        if (network_.chance(30)) restock();
        for (const std::string_view operation : {"first", "second"}) {
            if (!choose_node()) return;
            fall_short(operation);
            if (testing::Test::HasFailure()) return;
        }
    }

  private:
    bool source() {
        SourceRequest request = random_order(network_, order_);
        std::vector<OrderLine> lines;
        for (std::uint32_t i = 0; i < network_.goods.size(); ++i)
            lines.push_back({i, network_.goods[i].sku, 1 + static_cast<Units>(network_.below(4))});
        request.lines = lines;
        SourceReply reply;
        shop_.engine().source(request, shop_.context(), reply);
        return reply.outcome == Outcome::done;
    }

    /// All that one node has to ship leaves it.
    void ship_one() {
        if (!choose_node()) return;
        std::vector<PartLine> parts;
        for (std::uint32_t line = 0; line < network_.goods.size(); ++line) {
            const Units units = open_units(network_, "order")[place_][line];
            if (units == 0) continue;
            parts.push_back({line, node_, units});
            network_.stock[place_][line] -= units;
        }
        ReservationReply reply;
        shop_.engine().step(
            {.step = ReservationStep::ship, .id = "order", .operation = "van", .parts = parts},
            shop_.context(),
            reply
        );
        EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
        ++order_.left_already;
    }

    /// Other stock than what the first plan was made on.
    void restock() {
        for (std::size_t place = 0; place < network_.places.size(); ++place) {
            for (std::size_t line = 0; line < network_.goods.size(); ++line) {
                Units& stock = network_.stock[place][line];
                stock += static_cast<Units>(network_.below(4));
                shop_.stock(network_.goods[line].sku, network_.places[place].node, stock);
            }
        }
    }

    /// One that has something of the order to ship; false if none has.
    bool choose_node() {
        std::vector<NodeId> nodes;
        for (const ReservationLine& line : shop_.reservation("order").lines) {
            if (line.held + line.allocated > 0) nodes.push_back(line.node);
        }
        if (nodes.empty()) return false;
        node_ = nodes[network_.below(nodes.size())];
        place_ = place_of(network_, node_);
        return true;
    }

    /// What the node finds of its lines.
    std::vector<FoundUnits> find(ShortCause cause) {
        std::vector<FoundUnits> found;
        order_.missing.assign(network_.goods.size(), 0);
        for (std::uint32_t line = 0; line < network_.goods.size(); ++line) {
            Units& there = order_.there[place_][line];
            if (there == 0) continue;
            Units stays = 0;
            if (cause == ShortCause::short_pick && network_.chance(70)) {
                stays = static_cast<Units>(network_.below(static_cast<std::size_t>(there) + 1));
                found.push_back({line, stays});
            }
            order_.missing[line] = there - stays;
            there = stays;
        }
        return found;
    }

    void fall_short(std::string_view operation) {
        Units2 free = network_.stock;
        order_.there = open_units(network_, "order");
        order_.shipped = shipped_units(network_, "order");
        for (std::size_t at = 0; at < free.size(); ++at) {
            for (std::size_t line = 0; line < network_.goods.size(); ++line)
                free[at][line] -= order_.there[at][line];
        }
        ResourceRequest request{
            .mode = SourceMode::quote, .id = "order", .operation = operation, .node = node_
        };
        request.cause = network_.chance(50) ? ShortCause::declined : ShortCause::short_pick;
        const std::vector<FoundUnits> found = find(request.cause);
        request.found = found;
        order_.may_gain[place_] = false;
        const std::uint64_t before = shop_.engine().state_digest();
        ResourceReply quoted;
        shop_.engine().resource(request, shop_.context(), quoted);
        EXPECT_EQ(shop_.engine().state_digest(), before) << "a quote has no effect";
        if (std::ranges::all_of(order_.missing, [](Units units) { return units == 0; })) {
            EXPECT_EQ(quoted.outcome, Outcome::no_lines);
        } else {
            expect_best(free, quoted);
            request.mode = SourceMode::reserve;
            expect_moved(request, quoted, before);
        }
        if (request.cause != ShortCause::declined || quoted.outcome != Outcome::done)
            order_.may_gain[place_] = true;
    }

    void expect_best(const Units2& free, const ResourceReply& quoted) const {
        const Added best = AddingByForce(network_, order_, free).best();
        Units added = 0;
        for (const Shipment& each : quoted.shipments) {
            for (const ShipmentLine& line : each.lines)
                added += line.quantity;
            const auto& there = order_.there[place_of(network_, each.node)];
            const bool is_there = std::ranges::any_of(there, [](Units units) { return units > 0; });
            const bool is_told = std::ranges::find(quoted.joined, each.node) != quoted.joined.end();
            EXPECT_EQ(is_there, is_told);
        }
        if (best.units < 0 && !order_.partial) {
            EXPECT_EQ(quoted.outcome, Outcome::cannot_source);
            return;
        }
        ASSERT_EQ(quoted.outcome, Outcome::done) << quoted.detail;
        EXPECT_EQ(added, std::max<Units>(0, best.units));
        EXPECT_EQ(quoted.cost.total(), best.cost);
        EXPECT_TRUE(quoted.proven_optimal);
        EXPECT_EQ(quoted.lower_bound, quoted.cost.total());
    }

    /// The same is done as was told, once.
    void expect_moved(
        const ResourceRequest& request, const ResourceReply& quoted, std::uint64_t before
    ) {
        Engine& engine = shop_.engine();
        ResourceReply held;
        engine.resource(request, shop_.context(), held);
        EXPECT_EQ(held.outcome, quoted.outcome);
        EXPECT_EQ(held.cost, quoted.cost);
        if (held.outcome != Outcome::done) {
            EXPECT_EQ(engine.state_digest(), before) << "what is refused has no effect";
            return;
        }
        Units2 expected = order_.there;
        for (const Shipment& each : held.shipments) {
            for (const ShipmentLine& line : each.lines)
                expected[place_of(network_, each.node)][line.line] += line.quantity;
        }
        EXPECT_EQ(open_units(network_, "order"), expected);
        engine.resource(request, shop_.context(), held);
        EXPECT_EQ(held.outcome, Outcome::repeated);
        shop_.expect_sound();
        EXPECT_EQ(replayed(shop_.log())->state_digest(), engine.state_digest());
    }

    SourcingNetwork network_;
    Shop& shop_;
    HeldOrder order_;
    NodeId node_;
    std::size_t place_ = 0;
};

void resource_many(std::size_t count) {
    for (const std::uint64_t seed : random_seeds(count)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        ShortOrder(seed).run();
        if (testing::Test::HasFailure()) return;
    }
}

TEST(ResourcingTwin, NoPlanIsBetter) {
    resource_many(1'500);
}

TEST(Resourcing, NoPlanIsBetter) {
    resource_many(150);
}

}  // namespace
}  // namespace earmark
