// Services of one node that differ, with all that an order's shipment may cost besides its rate:
// against brute force over plans and, for each shipment, services.
#include "tests/shipping/differing_services.h"

#include "engine/joint_sourcing.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace earmark {
namespace {

/// An order of a line of each of some goods, some of which travel together.
class DifferingOrder {
  public:
    explicit DifferingOrder(DifferingNetwork& network) : network_(network) {
        const bool may_split = network.chance(50);
        const std::size_t count = 2 + network.below(may_split ? 2 : 3);
        for (std::uint32_t line = 0; line < count; ++line) {
            const auto units = static_cast<Units>(1 + network.below(may_split ? 2 : 3));
            lines_.push_back({line, network.goods[line].sku, units});
        }
        set_of_.assign(count, 0);
        if (network.chance(30)) set_of_[0] = set_of_[1] = 7;
        for (std::uint32_t line = 0; line < count; ++line)
            if (set_of_[line] != 0) together_.push_back({set_of_[line], line});
        request_.lines = lines_;
        request_.together = together_;
        request_.profile = network.profile;
        request_.ship_to = {.country = "US", .postal_code = "90001", .location = {}};
        if (may_split) request_.splitting = LineSplit::may_split;
        if (network.chance(40)) request_.filling = Filling::partial;
        if (network.chance(25)) request_.shipments_max = 1 + network.below(2);
        // A lexicographic profile counts no splits.
        if (network.compared <= Compared::weights) request_.split_penalty = network.money(3);
        wish();
        plan_.assign(network.places.size(), std::vector<Units>(network.goods.size(), 0));
        try_line(0);
    }

    const SourceRequest& request() const { return request_; }
    bool has_plan() const { return best_.has_value(); }
    bool has_sets() const { return !together_.empty(); }

    void expect_best(const SourceReply& reply, bool may_be_unproven = false) const {
        ASSERT_EQ(reply.outcome == Outcome::done, has_plan()) << reply.detail;
        if (!has_plan()) return;
        Units filled = 0;
        std::int64_t days_late = 0;
        for (const Shipment& shipment : reply.shipments) {
            for (const ShipmentLine& line : shipment.lines)
                filled += line.quantity;
            expect_true(shipment, days_late);
        }
        // A later day would cost less, for which little does not wait.
        if (may_be_unproven && !reply.proven_optimal) return;
        const auto [short_units, late, shipments, cost] = *best_;
        EXPECT_EQ(wanted() - filled, short_units);
        if (network_.compared == Compared::on_time_then_few) {
            EXPECT_EQ(static_cast<std::int64_t>(reply.shipments.size()), shipments);
        }
        if (counts_days()) {
            EXPECT_EQ(days_late, late);
            EXPECT_EQ(reply.cost.total(), cost);
        } else {
            EXPECT_EQ(reply.objective, cost);
        }
        EXPECT_TRUE(reply.proven_optimal);
        EXPECT_EQ(reply.lower_bound, reply.objective);
    }

    /// What a plan with the node, or without the chosen one, costs more.
    void expect_priced(const PlanAnswer& answer) const {
        for (std::size_t at = 0; at < network_.places.size(); ++at) {
            const auto node =
                std::ranges::find(answer.nodes, network_.places[at].node, &ExplainedNode::node);
            const auto late = first_late_good(at);
            if (node->fate == PlanFate::not_carried || node->fate == PlanFate::no_service) {
                EXPECT_FALSE(late.has_value());
            }
            // A service that never leaves again says no day.
            if (node->fate == PlanFate::too_late && node->earliest != kNoDay) {
                ASSERT_TRUE(late.has_value());
                EXPECT_EQ(node->earliest, network_.first_delivery(network_.places[at], *late));
            }
            if (node->pricing == NodePricing::not_asked) continue;
            const auto& other = best_by_use_[at][node->fate == PlanFate::chosen ? 0 : 1];
            if (node->pricing == NodePricing::no_plan) {
                EXPECT_FALSE(other.has_value());
                continue;
            }
            ASSERT_EQ(node->pricing, NodePricing::proven);
            ASSERT_TRUE(other.has_value());
            EXPECT_EQ(node->more_unfilled, std::get<0>(*other) - std::get<0>(*best_));
            const Micros more = std::get<3>(*other) - std::get<3>(*best_);
            EXPECT_EQ(counts_days() ? node->more : node->more_objective, more);
        }
    }

  private:
    /// Smaller is better: units short, days late, shipments if they count, cost.
    using Value = std::tuple<Units, std::int64_t, std::int64_t, Micros>;

    /// Of what the place has, that no service carries in time and some would, were it not late.
    std::optional<std::size_t> first_late_good(std::size_t place) const {
        for (std::size_t good = 0; good < lines_.size(); ++good) {
            if (network_.stock[place][good] == 0) continue;
            bool some_carries = false;
            bool some_in_time = false;
            for (const std::size_t index : network_.places[place].services) {
                const DifferingService& service = network_.services[index];
                if ((network_.goods[good].tags & service.refused) != 0) continue;
                some_carries =
                    some_carries || network_.is_in_time(service, /*wish=*/DeliveryWish{});
                some_in_time = some_in_time || network_.is_in_time(service, request_.delivery);
            }
            if (some_carries && !some_in_time) return good;
        }
        return std::nullopt;
    }

    bool counts_days() const { return network_.compared >= Compared::on_time; }

    void wish() {
        const auto day = [&](std::size_t from) {
            return static_cast<Day>(network_.today + from + network_.below(4));
        };
        if (network_.chance(30)) request_.delivery.need_by = day(1);
        if (!network_.chance(60)) return;
        request_.delivery.wish_by = day(0);
        request_.delivery.lateness_per_day = static_cast<Micros>(network_.below(4)) * 700'001;
    }

    /// Of each good, what the place could ship.
    std::vector<Units> needed(std::size_t place) const {
        std::vector<Units> units(network_.goods.size(), 0);
        for (std::size_t line = 0; line < lines_.size(); ++line)
            units[line] = std::min(lines_[line].quantity, network_.stock[place][line]);
        return units;
    }

    Units wanted() const {
        Units units = 0;
        for (const OrderLine& line : lines_)
            units += line.quantity;
        return units;
    }

    void try_line(std::size_t line) {
        if (line == lines_.size()) return judge();
        try_place(line, 0, lines_[line].quantity);
    }

    void try_place(std::size_t line, std::size_t place, Units left) {
        if (place == plan_.size()) {
            if (left == 0 || request_.filling == Filling::partial) try_line(line + 1);
            return;
        }
        const bool may_split = request_.splitting == LineSplit::may_split && set_of_[line] == 0;
        for (Units units = 0; units <= std::min(left, network_.stock[place][line]); ++units) {
            if (!may_split && units > 0 && units < lines_[line].quantity) continue;
            plan_[place][line] = units;
            try_place(line, place + 1, left - units);
        }
        plan_[place][line] = 0;
    }

    bool keeps_sets() const {
        return set_of_[0] == 0 || std::ranges::all_of(plan_, [&](const auto& units) {
                   return (units[0] == lines_[0].quantity) == (units[1] == lines_[1].quantity);
               });
    }

    void judge() {
        if (!keeps_sets()) return;
        const DifferingWeights& weights = network_.weights;
        Value value{wanted(), 0, 0, 0};
        auto& [short_units, late, shipments, cost] = value;
        for (std::size_t at = 0; at < plan_.size(); ++at) {
            Micros handling = network_.places[at].per_shipment;
            Units units = 0;
            for (const Units each : plan_[at]) {
                units += each;
                if (each > 0) handling += network_.places[at].per_line;
            }
            if (units == 0) continue;
            const auto sums =
                network_.cheapest(network_.places[at], plan_[at], needed(at), request_.delivery);
            if (!sums) return;
            handling += network_.places[at].per_unit * units;
            short_units -= units;
            late += counts_days() ? sums->days_late : 0;
            cost += sums->weighed(weights) + weights.handling * handling;
            ++shipments;
        }
        if (shipments == 0 || shipments > request_.shipments_max.value_or(99)) return;
        cost += weights.split * request_.split_penalty * (shipments - 1);
        if (network_.compared != Compared::on_time_then_few) shipments = 0;
        const auto keep = [&](std::optional<Value>& best) {
            if (!best || value < *best) best = value;
        };
        keep(best_);
        for (std::size_t at = 0; at < plan_.size(); ++at) {
            const bool ships = std::ranges::any_of(plan_[at], [](Units each) { return each > 0; });
            keep(best_by_use_[at][ships ? 1 : 0]);
        }
    }

    /// It goes by a service that takes all of it, none is better, and what is told of it is so.
    void expect_true(const Shipment& shipment, std::int64_t& days_late) const {
        const auto place = std::ranges::find(network_.places, shipment.node, &DifferingPlace::node);
        const auto at = static_cast<std::size_t>(place - network_.places.begin());
        std::vector<Units> units(network_.goods.size(), 0);
        for (const ShipmentLine& line : shipment.lines)
            units.at(line.line) += line.quantity;
        const auto service =
            std::ranges::find(network_.services, shipment.service, &DifferingService::name);
        ASSERT_NE(service, network_.services.end());
        const auto sums = network_.by_service(
            *place,
            static_cast<std::size_t>(service - network_.services.begin()),
            units,
            needed(at),
            request_.delivery
        );
        ASSERT_TRUE(sums.has_value()) << shipment.service << " does not take it";
        EXPECT_EQ(shipment.billed_g, static_cast<std::uint64_t>(sums->grams));
        EXPECT_EQ(shipment.transport, sums->transport);
        EXPECT_EQ(shipment.lateness, sums->lateness);
        EXPECT_EQ(shipment.carbon, sums->carbon);
        EXPECT_EQ(shipment.carbon_g, static_cast<std::uint64_t>(sums->carbon_g));
        EXPECT_EQ(shipment.load, sums->load);
        EXPECT_EQ(shipment.dates.ship_day, sums->shipped);
        days_late += sums->days_late;
        const auto best = network_.cheapest(*place, units, needed(at), request_.delivery);
        EXPECT_EQ(sums->weighed(network_.weights), best->weighed(network_.weights));
        EXPECT_EQ(shipment.dates.delivery_day, best->delivered);
    }

    DifferingNetwork& network_;
    std::vector<OrderLine> lines_;
    std::vector<std::uint32_t> set_of_;
    std::vector<TogetherLine> together_;
    SourceRequest request_;
    std::vector<std::vector<Units>> plan_;
    std::optional<Value> best_;
    std::array<std::array<std::optional<Value>, 2>, 3> best_by_use_;  ///< [place][ships]
};

TEST(DifferingServices, PlansAndServicesTogetherAreBest) {
    std::size_t done = 0;
    const auto seeds = random_seeds(600);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        DifferingNetwork network(seed);
        const DifferingOrder order(network);
        SourceReply reply;
        network.shop.engine().source(order.request(), network.shop.context(), reply);
        order.expect_best(reply);
        if (order.has_plan()) ++done;
        if (::testing::Test::HasFailure()) return;
    }
    // Else this would say little.
    EXPECT_GE(done, seeds.size() / 3);
}

/// Each service leaves on a day of its own, with room for a part of what the node could ship.
TEST(DifferingServices, SoTheyAreWhereDaysHaveRoomForAPart) {
    std::size_t done = 0;
    const auto seeds = random_seeds(600);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        DifferingNetwork network(seed, DayLimits::all_units);
        const DifferingOrder order(network);
        SourceReply reply;
        network.shop.engine().source(order.request(), network.shop.context(), reply);
        order.expect_best(reply, /*may_be_unproven=*/true);
        if (order.has_plan() && reply.proven_optimal) ++done;
        if (::testing::Test::HasFailure()) return;
    }
    EXPECT_GE(done, seeds.size() / 3);
}

TEST(DifferingServices, WhatOtherNodesWouldCostIsTold) {
    for (const std::uint64_t seed : random_seeds(200)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        DifferingNetwork network(seed);
        const DifferingOrder order(network);
        // What a node would cost in an order with sets is not always priced.
        if (order.has_sets()) continue;
        PlanAnswer answer;
        network.shop.engine().ask_plan(
            {.order = order.request(), .explain = true}, network.shop.context(), answer
        );
        order.expect_priced(answer);
        if (::testing::Test::HasFailure()) return;
    }
}

/// A batch of one order is planned by other code, and to the same end.
TEST(DifferingServices, ABatchOfOneOrderCostsTheSame) {
    std::size_t planned = 0;
    const auto seeds = random_seeds(200);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        DifferingNetwork network(seed);
        const DifferingOrder order(network);
        SourceReply alone;
        network.shop.engine().source(order.request(), network.shop.context(), alone);
        if (alone.outcome != Outcome::done || !alone.unfilled.empty()) continue;
        SourceRequest request = order.request();
        request.id = "o";
        JointSourceRequest batch;
        batch.orders = {&request, 1};
        batch.short_price = 1'000 * kDifferingMoney;
        JointSourceReply reply;
        network.shop.engine().source_jointly(batch, network.shop.context(), {}, reply);
        ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
        const JointOrderAnswer& answer = reply.answers.at(0);
        EXPECT_EQ(answer.short_units, 0);
        EXPECT_EQ(answer.objective, alone.objective);
        if (answer.standing == JointStanding::planned) ++planned;
        if (::testing::Test::HasFailure()) return;
    }
    EXPECT_GE(planned, seeds.size() / 40);
}

}  // namespace
}  // namespace earmark
