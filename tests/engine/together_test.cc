// Lines that travel together: the best plan that keeps the rule, against brute force, and what
// becomes of the rule when an order is planned anew.
#include "engine/shipping/capacity_table.h"
#include "tests/engine/sourcing_network.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

/// An order of a random network whose lines may be of the same goods, some of them in sets.
class TogetherOrder {
  public:
    explicit TogetherOrder(std::uint64_t seed) : network_(seed) {
        const std::size_t count = 2 + network_.below(3);
        for (std::uint32_t line = 0; line < count; ++line) {
            good_of_.push_back(network_.below(network_.goods.size()));
            const auto units = 1 + static_cast<Units>(network_.below(2));
            lines_.push_back({line, network_.goods[good_of_[line]].sku, units});
        }
        // Lines 0 and 1, or with 2; else 2 and 3 may be a set of their own.
        set_of_.assign(count, 0);
        set_of_[0] = set_of_[1] = 7;
        if (count > 2 && network_.chance(30)) set_of_[2] = 7;
        if (count > 3 && set_of_[2] == 0 && network_.chance(50)) set_of_[2] = set_of_[3] = 3;
        for (std::uint32_t line = 0; line < count; ++line)
            if (set_of_[line] != 0) together_.push_back({set_of_[line], line});
        units_most_.assign(network_.places.size(), 99);
        if (network_.chance(40)) limit_units();
        request_.mode = SourceMode::reserve;
        request_.id = "order";
        request_.lines = lines_;
        request_.together = together_;
        request_.ship_to.postal_code = "90001";
        if (network_.chance(50)) request_.splitting = LineSplit::may_split;
        if (network_.chance(50)) request_.filling = Filling::partial;
        if (network_.chance(40))
            request_.shipments_max = static_cast<std::uint32_t>(1 + network_.below(2));
        if (request_.splitting == LineSplit::may_split && network_.chance(50))
            request_.nodes_per_line_max = static_cast<std::uint32_t>(1 + network_.below(2));
        if (network_.chance(50))
            request_.split_penalty = static_cast<Micros>(network_.below(4'000'000));
    }

    void run() {
        plan_.assign(network_.places.size(), std::vector<Units>(lines_.size(), 0));
        try_line(0);
        SourceReply reply;
        network_.shop.engine().source(request_, network_.shop.context(), reply);
        expect_best(reply);
        if (reply.outcome != Outcome::done) return;
        expect_whole(reply.shipments);
        network_.shop.expect_sound();
        EXPECT_EQ(
            replayed(network_.shop.log())->state_digest(), network_.shop.engine().state_digest()
        );
        decline();
    }

  private:
    /// Of the days of some places.
    void limit_units() {
        for (std::size_t place = 0; place < units_most_.size(); ++place) {
            if (network_.chance(40)) continue;
            units_most_[place] = static_cast<Units>(network_.below(7));
            const ShippingRowChange change{
                .row =
                    CapacityRow{
                        .node = network_.places[place].node,
                        .unit = CapacityUnit::units,
                        .most = units_most_[place]
                    }
            };
            SupplyReply reply;
            network_.shop.engine().put_shipping({&change, 1}, network_.shop.context(), reply);
            EXPECT_EQ(reply.refused, 0U);
        }
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
        const Units stock = network_.stock[place][good_of_[line]];
        for (Units units = 0; units <= left && units <= stock; ++units) {
            if (units > 0 && !network_.places[place].may_ship) break;
            if (!may_split && units > 0 && units < lines_[line].quantity) continue;
            plan_[place][line] = units;
            try_place(line, place + 1, left - units);
        }
        plan_[place][line] = 0;
    }

    /// Whether all lines of each set are at one place, whole, or none of them anywhere.
    bool keeps_sets() const {
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            for (std::size_t other = 0; set_of_[line] != 0 && other < lines_.size(); ++other) {
                if (set_of_[other] != set_of_[line]) continue;
                for (const auto& units : plan_) {
                    const bool is_here = units[line] == lines_[line].quantity;
                    if (is_here != (units[other] == lines_[other].quantity)) return false;
                }
            }
        }
        return true;
    }

    bool has_stock() const {
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            std::vector<Units> left = network_.stock[place];
            for (std::size_t line = 0; line < lines_.size(); ++line) {
                left[good_of_[line]] -= plan_[place][line];
                if (left[good_of_[line]] < 0) return false;
            }
        }
        return true;
    }

    /// Lines of one item that may split are one line to a node, but for those of sets.
    bool is_counted(std::size_t at, std::size_t line) const {
        if (request_.splitting != LineSplit::may_split || set_of_[line] != 0) return true;
        for (std::size_t before = 0; before < line; ++before) {
            if (set_of_[before] == 0 && good_of_[before] == good_of_[line] && plan_[at][before] > 0)
                return false;
        }
        return true;
    }

    Micros price(std::size_t at) const {
        const Place& place = network_.places[at];
        Micros sum = place.per_shipment;
        std::int64_t grams = 0;
        std::int64_t mm3 = 0;
        for (std::size_t line = 0; line < lines_.size(); ++line) {
            const Units units = plan_[at][line];
            if (units == 0) continue;
            sum += place.per_unit * units + (is_counted(at, line) ? place.per_line : 0);
            grams += network_.goods[good_of_[line]].weight_g * units;
            mm3 += network_.goods[good_of_[line]].volume_mm3 * units;
        }
        return sum + (place.rates ? SourcingNetwork::transport(*place.rates, grams, mm3) : 0);
    }

    /// Lines of one good that split count as one.
    bool keeps_line_limit() const {
        if (!request_.nodes_per_line_max) return true;
        for (std::size_t good = 0; good < network_.goods.size(); ++good) {
            std::size_t nodes = 0;
            for (const std::vector<Units>& place : plan_) {
                bool ships = false;
                for (std::size_t line = 0; line < lines_.size(); ++line) {
                    ships =
                        ships || (set_of_[line] == 0 && good_of_[line] == good && place[line] > 0);
                }
                nodes += ships ? 1U : 0U;
            }
            if (nodes > *request_.nodes_per_line_max) return false;
        }
        return true;
    }

    void judge() {
        if (!keeps_sets() || !has_stock() || !keeps_line_limit()) return;
        std::size_t shipments = 0;
        Units filled = 0;
        Micros cost = 0;
        for (std::size_t place = 0; place < plan_.size(); ++place) {
            Units units = 0;
            for (const Units each : plan_[place])
                units += each;
            if (units == 0) continue;
            if (units > units_most_[place]) return;
            ++shipments;
            filled += units;
            cost += price(place);
        }
        if (shipments == 0 || shipments > request_.shipments_max.value_or(99)) return;
        cost += request_.split_penalty * static_cast<Micros>(shipments - 1);
        if (filled < best_units_ || (filled == best_units_ && cost >= best_cost_)) return;
        best_units_ = filled;
        best_cost_ = cost;
    }

    void expect_best(const SourceReply& reply) const {
        if (best_units_ == 0) {
            EXPECT_EQ(reply.outcome, Outcome::cannot_source) << reply.detail;
            return;
        }
        ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
        Units filled = 0;
        for (const Shipment& shipment : reply.shipments) {
            for (const ShipmentLine& line : shipment.lines)
                filled += line.quantity;
        }
        Units wanted = 0;
        for (const OrderLine& line : lines_)
            wanted += line.quantity;
        for (const UnfilledLine& line : reply.unfilled)
            wanted -= line.quantity;
        EXPECT_EQ(wanted, filled) << "what is missing is told";
        EXPECT_EQ(filled, best_units_);
        EXPECT_EQ(reply.cost.total(), best_cost_);
        EXPECT_TRUE(reply.proven_optimal);
        EXPECT_EQ(reply.lower_bound, reply.cost.total());
    }

    /// Lines of a set are whole, and all in one shipment; what is told of them is what they are.
    void expect_whole(const std::vector<Shipment>& shipments) const {
        std::vector<std::pair<std::uint32_t, NodeId>> at;
        for (const Shipment& shipment : shipments) {
            for (const ShipmentLine& line : shipment.lines) {
                EXPECT_EQ(line.sku, lines_[line.line].sku);
                const std::uint32_t set = set_of_[line.line];
                if (set == 0) continue;
                EXPECT_EQ(line.quantity, lines_[line.line].quantity);
                const auto known =
                    std::ranges::find(at, set, [](auto& each) { return each.first; });
                if (known == at.end()) {
                    at.emplace_back(set, shipment.node);
                } else {
                    EXPECT_EQ(known->second, shipment.node);
                }
            }
        }
        for (const auto& [set, node] : at) {
            for (std::uint32_t line = 0; line < lines_.size(); ++line) {
                if (set_of_[line] != set) continue;
                const bool is_there = std::ranges::any_of(shipments, [&](const Shipment& each) {
                    return each.node == node &&
                           std::ranges::find(each.lines, line, &ShipmentLine::line) !=
                               each.lines.end();
                });
                EXPECT_TRUE(is_there) << "line " << line;
            }
        }
    }

    /// The node of the first line falls short: its sets move whole, after a restart as before.
    void decline() {
        Shop& shop = network_.shop;
        const std::vector<ReservationLine> lines = shop.reservation("order").lines;
        const NodeId node = lines.front().node;
        ResourceRequest request{.id = "order", .operation = "again", .node = node};
        request.filling = Filling::partial;
        request.mode = SourceMode::quote;
        ResourceReply quoted;
        shop.engine().resource(request, shop.context(), quoted);
        ResourceReply after;
        replayed(shop.log())->resource(request, shop.context(), after);
        EXPECT_EQ(after.cost, quoted.cost) << "the order keeps its sets";
        ASSERT_EQ(quoted.outcome, Outcome::done) << quoted.detail;
        expect_whole(quoted.shipments);
        request.mode = SourceMode::reserve;
        ResourceReply held;
        shop.engine().resource(request, shop.context(), held);
        EXPECT_EQ(held.cost, quoted.cost);
        shop.expect_sound();
    }

    SourcingNetwork network_;
    std::vector<std::size_t> good_of_;
    std::vector<OrderLine> lines_;
    std::vector<std::uint32_t> set_of_;
    std::vector<TogetherLine> together_;
    SourceRequest request_;
    std::vector<Units> units_most_;  ///< By place: of a day.
    Units2 plan_;
    Units best_units_ = 0;
    Micros best_cost_ = 0;
};

TEST(TravelTogether, NoPlanThatKeepsSetsIsBetter) {
    for (const std::uint64_t seed : random_seeds(400)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        TogetherOrder(seed).run();
        if (testing::Test::HasFailure()) return;
    }
}

class SetShop : public Shop {
  public:
    SourceReply source(
        std::string_view id,
        const std::vector<OrderLine>& lines,
        const std::vector<TogetherLine>& sets
    ) {
        SourceRequest request;
        request.mode = SourceMode::reserve;
        request.id = id;
        request.lines = lines;
        request.together = sets;
        request.ship_to.postal_code = "90001";
        SourceReply reply;
        engine().source(request, context(), reply);
        return reply;
    }

    const SkuId cup = item("cup");
    const SkuId hat = item("hat");
    const NodeId north = node("north");
    const NodeId south = node("south");
    const NodeId west = node("west");
};

TEST(TravelTogether, SetsThatAreNoneAreRefusedByName) {
    SetShop shop;
    const std::vector<OrderLine> lines{{1, shop.cup, 1}, {2, shop.hat, 1}, {3, shop.hat, 2}};
    const SourceReply unknown = shop.source("o", lines, {{1, 1}, {1, 9}});
    EXPECT_EQ(unknown.outcome, Outcome::bad_value);
    EXPECT_NE(unknown.detail.find("line 9"), std::string::npos) << unknown.detail;
    const SourceReply twice = shop.source("o", lines, {{1, 1}, {1, 2}, {2, 2}, {2, 3}});
    EXPECT_EQ(twice.outcome, Outcome::repeated_line);
    EXPECT_NE(twice.detail.find("line 2 twice"), std::string::npos) << twice.detail;
    const SourceReply alone = shop.source("o", lines, {{1, 1}, {1, 2}, {2, 3}});
    EXPECT_EQ(alone.outcome, Outcome::bad_value);
    EXPECT_NE(alone.detail.find("line 3 alone"), std::string::npos) << alone.detail;
    const KitPart part{shop.cup, 2};
    const SkuId gift = shop.item("gift");
    const KitRow row{.sku = gift, .ships_apart = false, .parts = {&part, 1}};
    SupplyReply put;
    shop.engine().put_kits({&row, 1}, shop.context(), put);
    const SourceReply kit = shop.source("o", {{1, gift, 1}, {2, shop.hat, 1}}, {{1, 1}, {1, 2}});
    EXPECT_EQ(kit.outcome, Outcome::kits_not_planned);
    EXPECT_NE(kit.detail.find("line 1"), std::string::npos) << kit.detail;
}

TEST(TravelTogether, ATornSetIsNotPlannedAnewInPart) {
    SetShop shop;
    for (const NodeId node : {shop.north, shop.south}) {
        shop.stock(shop.cup, node, 3);
        shop.stock(shop.hat, node, 3);
    }
    ASSERT_EQ(
        shop.source("o", {{1, shop.cup, 2}, {2, shop.hat, 1}}, {{1, 1}, {1, 2}}).outcome,
        Outcome::done
    );
    const FoundUnits found{.line = 2, .units = 1};
    ResourceRequest short_of{.id = "o", .operation = "a", .node = shop.north};
    short_of.cause = ShortCause::short_pick;
    short_of.found = {&found, 1};
    ResourceReply torn;
    shop.engine().resource(short_of, shop.context(), torn);
    EXPECT_EQ(torn.outcome, Outcome::wrong_state);
    EXPECT_NE(torn.detail.find("line 2, which travels together with line 1"), std::string::npos)
        << torn.detail;
    const OrderLine more{.line = 1, .sku = {}, .quantity = 3};
    ChangeOrderRequest change{.id = "o", .operation = "b"};
    change.lines = {&more, 1};
    ChangeOrderReply changed;
    shop.engine().change_order(change, shop.context(), changed);
    EXPECT_EQ(changed.outcome, Outcome::wrong_state) << changed.detail;
    EXPECT_NE(changed.detail.find("line 2, which travels together with line 1"), std::string::npos)
        << changed.detail;
    EXPECT_NE(changed.detail.find("plans_all"), std::string::npos) << changed.detail;
    // All of it anew: it moves whole, with what is added.
    change.plans_all = true;
    shop.engine().change_order(change, shop.context(), changed);
    ASSERT_EQ(changed.outcome, Outcome::done) << changed.detail;
    ASSERT_EQ(changed.shipments.size(), 1U);
    EXPECT_EQ(changed.shipments[0].lines.size(), 2U);
    shop.expect_sound();
}

}  // namespace
}  // namespace earmark
