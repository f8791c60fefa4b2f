// Orders with kits: planned exactly, held by their parts, and nothing promised twice.
#include "engine/rules/selling_rule.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace earmark {
namespace {

SourceRequest order(
    std::string_view id,
    LineSplit splitting = LineSplit::whole_lines,
    Filling filling = Filling::all_or_nothing
) {
    SourceRequest request;
    request.mode = SourceMode::reserve;
    request.id = id;
    request.splitting = splitting;
    request.filling = filling;
    return request;
}

class OrderShop : public Shop {
  public:
    void kit(SkuId sku, const std::vector<KitPart>& parts, bool ships_apart = false) {
        const KitRow row{.sku = sku, .ships_apart = ships_apart, .parts = parts};
        SupplyReply reply;
        engine().put_kits({&row, 1}, context(), reply);
        EXPECT_EQ(reply.refused, 0U);
    }

    SourceReply source(SourceRequest request, const std::vector<OrderLine>& lines) {
        request.lines = lines;
        request.ship_to.postal_code = "90001";
        SourceReply reply;
        engine().source(request, context(), reply);
        return reply;
    }

    SourceReply hold(std::string_view id, const std::vector<OrderLine>& lines) {
        return source(order(id), lines);
    }

    const SkuId cup = item("cup");
    const SkuId box = item("box");
    const SkuId gift = item("gift");
    const SkuId party = item("party");
    const NodeId north = node("north");
    const NodeId south = node("south");
};

TEST(KitOrders, LeaveANodeWithAllTheirParts) {
    OrderShop shop;
    shop.kit(shop.gift, {{shop.cup, 2}, {shop.box, 1}});
    shop.stock(shop.cup, shop.north, 9);
    shop.stock(shop.cup, shop.south, 4);
    shop.stock(shop.box, shop.south, 5);
    const SourceReply held = shop.hold("o1", {{7, shop.gift, 2}});
    ASSERT_EQ(held.outcome, Outcome::done) << held.detail;
    EXPECT_TRUE(held.proven_optimal);
    ASSERT_EQ(held.shipments.size(), 1U);
    EXPECT_EQ(held.shipments[0].node, shop.south);
    ASSERT_EQ(held.shipments[0].lines.size(), 2U);
    EXPECT_EQ(held.shipments[0].lines[0].sku, shop.cup);
    EXPECT_EQ(held.shipments[0].lines[0].quantity, 4);
    EXPECT_EQ(held.shipments[0].lines[1].line, 7U);
    const ReservationReply reservation = shop.reservation("o1");
    ASSERT_EQ(reservation.lines.size(), 2U);
    EXPECT_EQ(reservation.lines[0].kit, shop.gift);
    EXPECT_EQ(reservation.lines[0].per_kit, 2);
    // What follows is as of any hold of a kit.
    EXPECT_EQ(shop.step(ReservationStep::commit, "o1", "c", {{7, 1}}).outcome, Outcome::done);
    EXPECT_EQ(shop.step(ReservationStep::ship, "o1", "s", {{7, 1}}).outcome, Outcome::done);
    EXPECT_EQ(shop.figures(shop.cup, shop.south).on_hand, 2);
    EXPECT_EQ(shop.step(ReservationStep::release, "o1").outcome, Outcome::done);
    EXPECT_EQ(shop.ats(shop.cup, shop.south), 2);
    EXPECT_EQ(shop.hold("o1", {{7, shop.gift, 2}}).outcome, Outcome::repeated);
    shop.expect_sound();
    EXPECT_EQ(replayed(shop.log())->state_digest(), shop.engine().state_digest());
}

TEST(KitOrders, OfFourAndFourThereIsNoKitOfFiveUnlessItShipsApart) {
    OrderShop shop;
    shop.kit(shop.gift, {{shop.cup, 5}});
    shop.stock(shop.cup, shop.north, 4);
    shop.stock(shop.cup, shop.south, 4);
    const SourceReply none = shop.hold("o1", {{1, shop.gift, 1}});
    EXPECT_EQ(none.outcome, Outcome::cannot_source);
    ASSERT_EQ(none.unfilled.size(), 1U);
    EXPECT_EQ(none.unfilled[0].quantity, 1);
    EXPECT_EQ(none.unfilled[0].ats, 0);
    shop.kit(shop.gift, {{shop.cup, 5}}, /*ships_apart=*/true);
    const SourceReply apart = shop.source(order("o1", LineSplit::may_split), {{1, shop.gift, 1}});
    ASSERT_EQ(apart.outcome, Outcome::done) << apart.detail;
    EXPECT_EQ(apart.shipments.size(), 2U);
    EXPECT_EQ(shop.step(ReservationStep::commit, "o1", "c", {{1, 1}}).outcome, Outcome::done);
    EXPECT_EQ(shop.step(ReservationStep::ship, "o1").outcome, Outcome::done);
    shop.expect_sound();
}

TEST(KitOrders, PartsThatLinesShareAreNotPromisedTwice) {
    OrderShop shop;
    shop.kit(shop.gift, {{shop.cup, 2}});
    shop.stock(shop.cup, shop.north, 8);
    EXPECT_EQ(shop.hold("o1", {{1, shop.gift, 3}, {2, shop.cup, 2}}).outcome, Outcome::done);
    EXPECT_EQ(shop.ats(shop.cup, shop.north), 0);
    EXPECT_EQ(shop.step(ReservationStep::release, "o1").outcome, Outcome::done);
    const SourceReply refused = shop.hold("o2", {{1, shop.gift, 3}, {2, shop.cup, 3}});
    ASSERT_EQ(refused.outcome, Outcome::cannot_source) << refused.detail;
    ASSERT_EQ(refused.unfilled.size(), 2U);
    EXPECT_EQ(refused.unfilled[0].reason, UnfilledReason::not_enough_stock);
    EXPECT_EQ(refused.unfilled[1].reason, UnfilledReason::not_enough_stock);
    shop.stock(shop.cup, shop.south, 3);
    const SourceReply held = shop.hold("o2", {{1, shop.gift, 3}, {2, shop.cup, 3}});
    ASSERT_EQ(held.outcome, Outcome::done) << held.detail;
    EXPECT_EQ(held.shipments.size(), 2U);
    EXPECT_TRUE(held.proven_optimal);
    shop.expect_sound();
}

TEST(KitOrders, WeighWhatTheirPartsDoUnlessTheyHaveTheirOwn) {
    OrderShop shop;
    const Micros rates[] = {1'000'000, 4'000'000, 9'000'000};
    const TariffStep steps[] = {
        {.weight_g_max = 500, .rates = {&rates[0], 1}},
        {.weight_g_max = 1'000, .rates = {&rates[1], 1}},
        {.weight_g_max = 5'000, .rates = {&rates[2], 1}}
    };
    const TariffRow tariff{.name = "t", .steps = steps};
    const ZonePair pair{.origin_prefix = "100", .destination_prefix = "900", .zone = 1};
    NodeRow node{};
    node.key = "north";
    node.postal_code = "10001";
    node.tariff = "t";
    ItemRow cup{};
    cup.sku = "cup";
    cup.weight_g = 300;
    PutReply put;
    shop.engine().put_tariffs({&tariff, 1}, shop.context(), put);
    shop.engine().put_zones({.pairs = {&pair, 1}, .bands = {}}, shop.context(), put);
    shop.engine().put_nodes({&node, 1}, shop.context(), put);
    shop.engine().put_items({&cup, 1}, shop.context(), put);
    shop.kit(shop.gift, {{shop.cup, 3}});
    shop.stock(shop.cup, shop.north, 9);
    const SourceReply parts = shop.source(SourceRequest(), {{1, shop.gift, 1}});
    ASSERT_EQ(parts.shipments.size(), 1U);
    EXPECT_EQ(parts.shipments[0].billed_g, 900U);
    EXPECT_EQ(parts.cost.transport, 4'000'000);
    ItemRow gift{};
    gift.sku = "gift";
    gift.weight_g = 450;
    shop.engine().put_items({&gift, 1}, shop.context(), put);
    EXPECT_EQ(shop.source(SourceRequest(), {{1, shop.gift, 1}}).cost.transport, 1'000'000);
}

TEST(KitOrders, GoNowhereWhereTheKitIsStopped) {
    OrderShop shop;
    shop.kit(shop.gift, {{shop.cup, 1}});
    shop.stock(shop.cup, shop.north, 5);
    shop.stock(shop.cup, shop.south, 5);
    SellingRuleRow stop{};
    stop.name = "no gifts";
    stop.effect = RuleEffect::stop;
    stop.scope.sku = shop.gift;
    stop.scope.node = shop.north;
    SupplyReply reply;
    shop.engine().put_selling_rules({&stop, 1}, shop.context(), reply);
    ASSERT_EQ(reply.applied, 1U);
    const SourceReply held = shop.hold("o1", {{1, shop.gift, 3}, {2, shop.cup, 4}});
    ASSERT_EQ(held.outcome, Outcome::done) << held.detail;
    ASSERT_EQ(held.shipments.size(), 2U);
    EXPECT_EQ(held.shipments[1].lines[0].line, 1U);
    EXPECT_EQ(shop.hold("o2", {{1, shop.gift, 3}}).outcome, Outcome::cannot_source);
}

TEST(KitOrders, InPartGetWholeKits) {
    OrderShop shop;
    shop.kit(shop.gift, {{shop.cup, 2}, {shop.box, 1}}, /*ships_apart=*/true);
    shop.stock(shop.cup, shop.north, 5);
    shop.stock(shop.cup, shop.south, 4);
    shop.stock(shop.box, shop.south, 9);
    const SourceRequest request = order("o1", LineSplit::may_split, Filling::partial);
    const SourceReply held = shop.source(request, {{1, shop.gift, 6}});
    ASSERT_EQ(held.outcome, Outcome::done) << held.detail;
    ASSERT_EQ(held.unfilled.size(), 1U);
    EXPECT_EQ(held.unfilled[0].quantity, 2);
    EXPECT_EQ(shop.step(ReservationStep::commit, "o1", "c", {{1, 4}}).outcome, Outcome::done);
    const SourceReply rest = shop.source(
        order("o2", LineSplit::may_split, Filling::partial), {{1, shop.gift, 6}, {2, shop.box, 1}}
    );
    // One cup is left: no kit of it, and the loose box.
    ASSERT_EQ(rest.outcome, Outcome::done) << rest.detail;
    ASSERT_EQ(rest.unfilled.size(), 1U);
    EXPECT_EQ(rest.unfilled[0].line, 1U);
    EXPECT_EQ(rest.unfilled[0].quantity, 6);
    ASSERT_EQ(rest.shipments.size(), 1U);
    ASSERT_EQ(rest.shipments[0].lines.size(), 1U);
    EXPECT_EQ(rest.shipments[0].lines[0].line, 2U);
    shop.expect_sound();
}

TEST(KitOrders, InPartLeaveOutWholeKitsBesideLooseParts) {
    OrderShop shop;
    shop.kit(shop.gift, {{shop.cup, 2}, {shop.box, 1}}, /*ships_apart=*/true);
    shop.stock(shop.cup, shop.north, 7);
    shop.stock(shop.box, shop.south, 9);
    // Seven cups: three loose ones and two kits leave out fewer than one and three kits.
    const SourceReply held = shop.source(
        order("o1", LineSplit::may_split, Filling::partial),
        {{1, shop.cup, 3}, {2, shop.gift, 4}, {3, shop.box, 2}}
    );
    ASSERT_EQ(held.outcome, Outcome::done) << held.detail;
    EXPECT_TRUE(held.proven_optimal);
    ASSERT_EQ(held.unfilled.size(), 1U);
    EXPECT_EQ(held.unfilled[0].line, 2U);
    EXPECT_EQ(held.unfilled[0].quantity, 2);
    const ReservationReply kept = shop.reservation("o1");
    for (const ReservationLine& line : kept.lines)
        EXPECT_EQ(line.held % line.per_kit, 0) << line.line;
    EXPECT_EQ(shop.step(ReservationStep::commit, "o1", "c", {{2, 2}}).outcome, Outcome::done);
    shop.expect_sound();
    EXPECT_EQ(replayed(shop.log())->state_digest(), shop.engine().state_digest());
}

TEST(KitOrders, AreChangedInWholeKits) {
    OrderShop shop;
    shop.kit(shop.gift, {{shop.cup, 2}, {shop.box, 1}});
    shop.stock(shop.cup, shop.north, 4);
    shop.stock(shop.box, shop.north, 2);
    shop.stock(shop.cup, shop.south, 4);
    shop.stock(shop.box, shop.south, 2);
    ASSERT_EQ(shop.hold("o1", {{7, shop.gift, 2}}).shipments.size(), 1U);
    const auto moved = shop.amend(
        "o1", "away", {{.line = 7, .node = shop.south, .from = shop.north, .quantity = 1}}
    );
    ASSERT_EQ(moved.outcome, Outcome::done) << moved.detail;
    ASSERT_EQ(moved.lines.size(), 4U);
    EXPECT_EQ(moved.answers[0].reserved, 1);
    EXPECT_EQ(moved.lines[2].held, 2);
    EXPECT_EQ(moved.lines[2].per_kit, 2);
    const auto more = shop.amend("o1", "more", {{.line = 7, .node = shop.south, .quantity = 3}});
    EXPECT_EQ(more.outcome, Outcome::lines_refused);
    EXPECT_EQ(more.answers[0].ats, 2);
    EXPECT_EQ(shop.ats(shop.cup, shop.south), 2);
    const auto less = shop.amend("o1", "less", {{.line = 7, .node = shop.north, .quantity = 0}});
    ASSERT_EQ(less.outcome, Outcome::done) << less.detail;
    EXPECT_EQ(less.lines.size(), 2U);
    EXPECT_EQ(shop.ats(shop.gift, shop.north), 2);
    EXPECT_EQ(shop.hold("o1", {{7, shop.gift, 2}}).outcome, Outcome::repeated);
    EXPECT_EQ(shop.step(ReservationStep::commit, "o1", "c", {{7, 1}}).outcome, Outcome::done);
    shop.expect_sound();
    EXPECT_EQ(replayed(shop.log())->state_digest(), shop.engine().state_digest());
}

/// A row of an order as the brute force sees it.
struct Row {
    std::vector<std::pair<std::size_t, Units>> takes;  ///< Item and units, of one unit of the row.
    std::uint32_t line = 0;
    SkuId sku;
    Units quantity = 0;
    Units per_kit = 0;  ///< Of a row of a kit that ships apart,
    Units kits = 0;     ///< of the first of which this is how many are asked.
};

/// A small world, and all ways to fill an order in it.
class KitWorld {
  public:
    explicit KitWorld(std::uint64_t seed) : random_(seed) {
        items_ = {shop.cup, shop.box, shop.item("hat")};
        for (std::size_t index = 0, count = 1 + below(3); index < count; ++index) {
            const std::string key = "node" + std::to_string(index);
            NodeRow row{};
            row.key = key;
            row.handling_per_shipment = static_cast<Micros>(below(4));
            row.handling_per_line = static_cast<Micros>(below(3));
            row.handling_per_unit = static_cast<Micros>(below(3));
            PutReply put;
            shop.engine().put_nodes({&row, 1}, shop.context(), put);
            nodes_.emplace_back(put.ids.at(0));
            prices_.push_back(row);
            stock_.emplace_back();
            for (const SkuId item : items_) {
                stock_.back().push_back(static_cast<Units>(below(8)));
                shop.stock(item, nodes_.back(), stock_.back().back());
            }
        }
        ask();
    }

    void expect_best() {
        const SourceReply reply = shop.source(request_, lines_);
        find_best();
        is_in_part = has_apart_ && best_short_ > 0 && best_short_ < asked_;
        if (!has_best_ || (best_short_ == asked_ && best_short_ > 0)) {
            EXPECT_EQ(reply.outcome, Outcome::cannot_source) << reply.detail;
            return;
        }
        ASSERT_EQ(reply.outcome, Outcome::done) << reply.detail;
        EXPECT_TRUE(reply.proven_optimal);
        EXPECT_EQ(reply.cost.total(), best_cost_);
        Units unfilled = 0;
        for (const UnfilledLine& line : reply.unfilled)
            unfilled += line.quantity;
        EXPECT_EQ(unfilled, best_short_);
        shop.expect_sound();
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            for (std::size_t item = 0; item < items_.size(); ++item) {
                const Availability figures = shop.figures(items_[item], nodes_[node]);
                EXPECT_LE(figures.reserved, stock_[node][item]);
            }
        }
    }

    OrderShop shop;
    bool is_in_part = false;  ///< Some kits that may ship apart are left out, or other lines.

  private:
    std::size_t below(std::size_t count) { return random_() % count; }

    void ask() {
        const bool is_apart = below(2) == 0;
        const Units cups = 1 + static_cast<Units>(below(3));
        const Units boxes = 1 + static_cast<Units>(below(2));
        shop.kit(shop.gift, {{shop.cup, cups}, {shop.box, boxes}}, is_apart);
        shop.kit(shop.party, {{items_[2], 1}, {shop.cup, 1}});
        request_.mode = SourceMode::reserve;
        request_.id = "o1";
        request_.splitting = below(2) == 0 ? LineSplit::whole_lines : LineSplit::may_split;
        request_.filling = below(2) == 0 ? Filling::all_or_nothing : Filling::partial;
        request_.split_penalty = static_cast<Micros>(below(4));
        if (below(3) == 0) request_.shipments_max = 1 + static_cast<std::uint32_t>(below(2));
        for (std::uint32_t line = 0, count = 1 + static_cast<std::uint32_t>(below(3)); line < count;
             ++line) {
            const Units quantity = 1 + static_cast<Units>(below(3));
            asked_ += quantity;
            const std::size_t kind = below(4);
            const SkuId kinds[] = {shop.gift, shop.party, shop.cup, shop.box};
            lines_.push_back({line, kinds[kind], quantity});
            if (kind == 0 && is_apart) {
                has_apart_ = true;
                rows_.push_back({{{0, 1}}, line, shop.cup, quantity * cups, cups, quantity});
                rows_.push_back({{{1, 1}}, line, shop.box, quantity * boxes, boxes});
            } else if (kind == 0) {
                rows_.push_back({{{0, cups}, {1, boxes}}, line, shop.gift, quantity});
            } else if (kind == 1) {
                rows_.push_back({{{2, 1}, {0, 1}}, line, shop.party, quantity});
            } else {
                rows_.push_back({{{kind - 2, 1}}, line, kinds[kind], quantity});
            }
        }
    }

    void find_best() {
        plan_.assign(rows_.size(), std::vector<Units>(nodes_.size(), 0));
        left_ = stock_;
        try_row(0, 0);
    }

    void try_row(std::size_t row, Units is_short) {
        if (row == rows_.size()) return judge(is_short);
        if (rows_[row].kits == 0 || request_.filling == Filling::all_or_nothing)
            return fill_row(row, is_short);
        // Of a kit apart both rows are filled for as many kits.
        const Units step = request_.splitting == LineSplit::may_split ? 1 : rows_[row].kits;
        for (Units kits = 0; kits <= rows_[row].kits; kits += step) {
            rows_[row].quantity = kits * rows_[row].per_kit;
            rows_[row + 1].quantity = kits * rows_[row + 1].per_kit;
            if (kits > 0) fill_row(row, is_short + rows_[row].kits - kits);
            if (kits == 0) try_row(row + 2, is_short + rows_[row].kits);
        }
    }

    void fill_row(std::size_t row, Units is_short) {
        const bool may_be_short = request_.filling == Filling::partial && rows_[row].per_kit == 0;
        if (request_.splitting == LineSplit::may_split)
            return try_node(row, 0, rows_[row].quantity, is_short, may_be_short);
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            if (!take(row, node, rows_[row].quantity)) continue;
            try_row(row + 1, is_short);
            give_back(row, node, rows_[row].quantity);
        }
        if (may_be_short) try_row(row + 1, is_short + rows_[row].quantity);
    }

    void try_node(
        std::size_t row, std::size_t node, Units left, Units is_short, bool may_be_short
    ) {
        if (node == nodes_.size()) {
            if (left == 0 || may_be_short) try_row(row + 1, is_short + left);
            return;
        }
        for (Units units = 0; units <= left; ++units) {
            if (!take(row, node, units)) break;
            try_node(row, node + 1, left - units, is_short, may_be_short);
            give_back(row, node, units);
        }
    }

    bool take(std::size_t row, std::size_t node, Units units) {
        for (const auto& [item, per_unit] : rows_[row].takes)
            if (left_[node][item] < per_unit * units) return false;
        for (const auto& [item, per_unit] : rows_[row].takes)
            left_[node][item] -= per_unit * units;
        plan_[row][node] += units;
        return true;
    }

    void give_back(std::size_t row, std::size_t node, Units units) {
        for (const auto& [item, per_unit] : rows_[row].takes)
            left_[node][item] += per_unit * units;
        plan_[row][node] -= units;
    }

    void judge(Units is_short) {
        Micros cost = 0;
        std::size_t shipments = 0;
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            Units units = 0;
            std::set<std::pair<SkuId, std::size_t>> handled;
            for (std::size_t row = 0; row < rows_.size(); ++row) {
                if (plan_[row][node] == 0) continue;
                units += plan_[row][node];
                // Lines of one item are handled as one where they may split.
                const bool is_one = request_.splitting == LineSplit::may_split;
                handled.insert({rows_[row].sku, is_one ? 0 : row});
            }
            if (units == 0) continue;
            ++shipments;
            cost += prices_[node].handling_per_shipment +
                    prices_[node].handling_per_line * static_cast<Micros>(handled.size()) +
                    prices_[node].handling_per_unit * units;
        }
        if (shipments > request_.shipments_max.value_or(99)) return;
        if (shipments > 1) cost += request_.split_penalty * static_cast<Micros>(shipments - 1);
        if (has_best_ && std::pair(best_short_, best_cost_) <= std::pair(is_short, cost)) return;
        has_best_ = true;
        best_short_ = is_short;
        best_cost_ = cost;
    }

    std::mt19937_64 random_;
    std::vector<SkuId> items_;
    std::vector<NodeId> nodes_;
    std::vector<NodeRow> prices_;
    std::vector<std::vector<Units>> stock_;
    std::vector<std::vector<Units>> left_;
    std::vector<std::vector<Units>> plan_;
    std::vector<OrderLine> lines_;
    std::vector<Row> rows_;
    SourceRequest request_;
    bool has_apart_ = false;
    Units asked_ = 0;
    bool has_best_ = false;
    Units best_short_ = 0;
    Micros best_cost_ = 0;
};

TEST(KitOrders, NoPlanIsBetter) {
    std::size_t in_part = 0;
    const auto seeds = random_seeds(200);
    for (const std::uint64_t seed : seeds) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        KitWorld world(seed);
        world.expect_best();
        in_part += world.is_in_part ? 1 : 0;
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_GE(in_part, seeds.size() / 200);
}

}  // namespace
}  // namespace earmark
