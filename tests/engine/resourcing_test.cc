// What a node cannot ship, planned anew: against brute force over the same network, from many
// threads, and after recovery.
#include "engine/resourcing/order_memory.h"
#include "tests/engine/sourcing_network.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>

namespace earmark {
namespace {

// ---- Brute force ----------------------------------------------------------------------------

/// An order that is held, and what is missing of it.
struct HeldOrder {
    Units2 there;                ///< [place][line], what stays.
    std::vector<Units> missing;  ///< By line.
    std::vector<bool> may_gain;  ///< By place.
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
        std::size_t before = 0;
        std::size_t after = 0;
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

void resource_one(std::uint64_t seed) {
    SourcingNetwork network(seed);
    Engine& engine = network.shop.engine();
    HeldOrder order;
    SourceRequest source = random_order(network, order);
    std::vector<OrderLine> lines;
    for (std::uint32_t i = 0; i < network.goods.size(); ++i)
        lines.push_back({i, network.goods[i].sku, 1 + static_cast<Units>(network.below(4))});
    source.lines = lines;
    SourceReply sourced;
    engine.source(source, network.shop.context(), sourced);
    if (sourced.outcome != Outcome::done) return;
    if (network.chance(50)) network.shop.step(ReservationStep::commit, "order");
    if (network.chance(30)) {
        // Other stock than what the first plan was made on.
        for (std::size_t place = 0; place < network.places.size(); ++place) {
            for (std::size_t line = 0; line < network.goods.size(); ++line) {
                network.stock[place][line] += static_cast<Units>(network.below(4));
                network.shop.stock(
                    network.goods[line].sku, network.places[place].node, network.stock[place][line]
                );
            }
        }
    }

    const std::size_t shipment = network.below(sourced.shipments.size());
    const NodeId node = sourced.shipments[shipment].node;
    const std::size_t place = place_of(network, node);
    Units2 free = network.stock;
    order.there = open_units(network, "order");
    for (std::size_t at = 0; at < free.size(); ++at) {
        for (std::size_t line = 0; line < lines.size(); ++line)
            free[at][line] -= order.there[at][line];
    }
    ResourceRequest request{
        .mode = SourceMode::quote, .id = "order", .operation = "no", .node = node
    };
    request.cause = network.chance(50) ? ShortCause::declined : ShortCause::short_pick;
    std::vector<FoundUnits> found;
    order.missing.assign(lines.size(), 0);
    Units missing = 0;
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
        Units& there = order.there[place][line];
        if (there == 0) continue;
        Units stays = 0;
        if (request.cause == ShortCause::short_pick && network.chance(70)) {
            stays = static_cast<Units>(network.below(static_cast<std::size_t>(there) + 1));
            found.push_back({line, stays});
        }
        order.missing[line] = there - stays;
        missing += there - stays;
        there = stays;
    }
    request.found = found;
    order.may_gain.assign(network.places.size(), true);
    order.may_gain[place] = false;

    const std::uint64_t before = engine.state_digest();
    ResourceReply quoted;
    engine.resource(request, network.shop.context(), quoted);
    EXPECT_EQ(engine.state_digest(), before) << "a quote has no effect";
    if (missing == 0) {
        EXPECT_EQ(quoted.outcome, Outcome::no_lines);
        return;
    }
    const Added best = AddingByForce(network, order, free).best();
    Units added = 0;
    for (const Shipment& each : quoted.shipments) {
        for (const ShipmentLine& line : each.lines)
            added += line.quantity;
        const std::size_t at = place_of(network, each.node);
        const bool is_there = std::ranges::any_of(order.there[at], [](Units u) { return u > 0; });
        const bool is_told = std::ranges::find(quoted.joined, each.node) != quoted.joined.end();
        EXPECT_EQ(is_there, is_told);
    }
    if (best.units < 0 && !order.partial) {
        EXPECT_EQ(quoted.outcome, Outcome::cannot_source);
    } else {
        ASSERT_EQ(quoted.outcome, Outcome::done) << quoted.detail;
        EXPECT_EQ(added, std::max<Units>(0, best.units));
        EXPECT_EQ(quoted.cost.total(), best.cost);
        EXPECT_TRUE(quoted.proven_optimal);
        EXPECT_EQ(quoted.lower_bound, quoted.cost.total());
    }

    request.mode = SourceMode::reserve;
    ResourceReply held;
    engine.resource(request, network.shop.context(), held);
    EXPECT_EQ(held.outcome, quoted.outcome);
    EXPECT_EQ(held.cost, quoted.cost);
    if (held.outcome != Outcome::done) {
        EXPECT_EQ(engine.state_digest(), before) << "what is refused has no effect";
        return;
    }
    const Units2 after = open_units(network, "order");
    Units2 expected = order.there;
    for (const Shipment& each : held.shipments) {
        for (const ShipmentLine& line : each.lines)
            expected[place_of(network, each.node)][line.line] += line.quantity;
    }
    EXPECT_EQ(after, expected);
    engine.resource(request, network.shop.context(), held);
    EXPECT_EQ(held.outcome, Outcome::repeated);
    network.shop.expect_sound();
    EXPECT_EQ(replayed(network.shop.log())->state_digest(), engine.state_digest());
}

void resource_many(std::size_t count) {
    for (const std::uint64_t seed : random_seeds(count)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        resource_one(seed);
        if (testing::Test::HasFailure()) return;
    }
}

TEST(ResourcingTwin, NoPlanIsBetter) {
    resource_many(1'500);
}

TEST(Resourcing, NoPlanIsBetter) {
    resource_many(150);
}

// ---- From many threads ----------------------------------------------------------------------

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
        const std::uint64_t digest = shop.engine().state_digest();
        EXPECT_EQ(replayed(shop.log(), /*workers=*/3)->state_digest(), digest);
        const StateImage image = image_of(shop.engine(), shop.log());
        EXPECT_EQ(recovered(image, shop.log(), shop.log().newest())->state_digest(), digest);
    }
    EXPECT_GT(planned_anew, 0U);
    RecordProperty("conflicts", std::to_string(conflicts));
}

// ---- What is remembered ---------------------------------------------------------------------

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
    const std::vector<std::byte> bytes = encode_order(order);
    OrderMemory told;
    ASSERT_TRUE(decode_order(bytes, told));
    EXPECT_EQ(told, order);
    for (std::size_t length = 0; length < bytes.size(); ++length)
        EXPECT_FALSE(decode_order(std::span(bytes).first(length), told)) << length;
    std::vector<std::byte> later = bytes;
    later.at(1) |= std::byte{0x40};  // A flag that this version does not know.
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
