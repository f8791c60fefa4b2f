// What a node cannot ship, planned anew, against brute force over the same network.
#include "tests/engine/sourcing_network.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace earmark {
namespace {

/// An order that is held, and what is missing of it.
struct HeldOrder {
    Units2 there;                  ///< [place][line], what stays.
    std::vector<Units> missing;    ///< By line.
    std::vector<bool> may_gain;    ///< By place.
    std::size_t left_already = 0;  ///< Shipments that have left.
    bool may_split = false;
    bool partial = false;
    std::size_t shipments_max = 99;
    Micros split_penalty = 0;
};

struct Added {
    Units units = -1;  ///< -1 = no plan at all.
    Micros cost = 0;
};

/// Tries every way to add the missing units to the shipments that stay.
class AddingByForce {
  public:
    AddingByForce(const SourcingNetwork& network, const HeldOrder& order, const Units2& stock)
        : network_(network), order_(order), stock_(stock) {
        added_.assign(network.places.size(), std::vector<Units>(order.missing.size(), 0));
        try_line(0);
    }

    const Added& best() const { return best_; }

  private:
    void try_line(std::size_t line) {
        if (line == order_.missing.size()) return judge();
        if (order_.missing[line] == 0) return try_line(line + 1);
        if (order_.may_split) return try_place(line, 0, order_.missing[line]);
        if (order_.partial) try_line(line + 1);
        for (std::size_t place = 0; place < added_.size(); ++place) {
            if (!can_give(place, line, order_.missing[line])) continue;
            added_[place][line] = order_.missing[line];
            try_line(line + 1);
            added_[place][line] = 0;
        }
    }

    void try_place(std::size_t line, std::size_t place, Units left) {
        if (place == added_.size()) {
            if (left == 0 || order_.partial) try_line(line + 1);
            return;
        }
        for (Units units = 0; units <= left; ++units) {
            if (units > 0 && !can_give(place, line, units)) break;
            added_[place][line] = units;
            try_place(line, place + 1, left - units);
        }
        added_[place][line] = 0;
    }

    bool can_give(std::size_t place, std::size_t line, Units units) const {
        return order_.may_gain[place] && network_.places[place].may_ship &&
               stock_[place][line] >= units;
    }

    /// What the shipment's transport comes to.
    Micros transport(std::size_t place, bool with_added) const {
        const auto& rates = network_.places[place].rates;
        if (!rates) return 0;
        std::int64_t grams = 0;
        std::int64_t cm3 = 0;
        for (std::size_t line = 0; line < order_.missing.size(); ++line) {
            const Units units = order_.there[place][line] + (with_added ? added_[place][line] : 0);
            grams += network_.goods[line].weight_g * units;
            cm3 += network_.goods[line].volume_cm3 * units;
        }
        return SourcingNetwork::transport(*rates, grams, cm3);
    }

    void judge() {
        Added found{.units = 0, .cost = 0};
        std::size_t before = order_.left_already;
        std::size_t after = order_.left_already;
        for (std::size_t place = 0; place < added_.size(); ++place) {
            Units there = 0;
            Units added = 0;
            Micros handling = 0;
            const Place& known = network_.places[place];
            for (std::size_t line = 0; line < order_.missing.size(); ++line) {
                there += order_.there[place][line];
                added += added_[place][line];
                if (added_[place][line] > 0)
                    handling += known.per_line + known.per_unit * added_[place][line];
            }
            if (there > 0) ++before;
            if (there > 0 || added > 0) ++after;
            if (added == 0) continue;
            found.units += added;
            found.cost += handling + transport(place, true);
            found.cost += there > 0 ? -transport(place, false) : known.per_shipment;
        }
        if (found.units == 0 || after > std::max(order_.shipments_max, before)) return;
        const std::size_t free = std::max<std::size_t>(before, 1);
        found.cost += order_.split_penalty * static_cast<Micros>(after - free);
        if (found.units > best_.units || (found.units == best_.units && found.cost < best_.cost))
            best_ = found;
    }

    const SourcingNetwork& network_;
    const HeldOrder& order_;
    const Units2& stock_;
    Units2 added_;
    Added best_;
};

std::size_t place_of(const SourcingNetwork& network, NodeId node) {
    for (std::size_t place = 0; place < network.places.size(); ++place) {
        if (network.places[place].node == node) return place;
    }
    ADD_FAILURE() << "no such node";
    return 0;
}

/// Units of the reservation that are to leave, by place and line.
Units2 open_units(SourcingNetwork& network, std::string_view id) {
    Units2 open(network.places.size(), std::vector<Units>(network.goods.size(), 0));
    for (const ReservationLine& line : network.shop.reservation(id).lines)
        open[place_of(network, line.node)].at(line.line) += line.held + line.allocated;
    return open;
}

SourceRequest random_order(SourcingNetwork& network, HeldOrder& order) {
    SourceRequest request;
    request.id = "order";
    request.mode = SourceMode::reserve;
    request.ship_to.postal_code = "90001";
    order.may_split = network.chance(50);
    order.partial = network.chance(50);
    if (network.chance(50)) order.shipments_max = 1 + network.below(3);
    if (network.chance(50)) order.split_penalty = static_cast<Micros>(network.below(4'000'000));
    request.splitting = order.may_split ? LineSplit::may_split : LineSplit::whole_lines;
    request.filling = order.partial ? Filling::partial : Filling::all_or_nothing;
    request.split_penalty = order.split_penalty;
    if (order.shipments_max < 99)
        request.shipments_max = static_cast<std::uint32_t>(order.shipments_max);
    return request;
}

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
