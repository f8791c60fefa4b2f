// Changed orders against brute force over the same network, and what always holds of them.
#include "tests/engine/adding_by_force.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

namespace earmark {
namespace {

Units sum_of(const std::vector<Units>& units) {
    Units sum = 0;
    for (const Units each : units)
        sum += each;
    return sum;
}

/// Tries every way to give units back from where they are.
class GivingBackByForce {
  public:
    GivingBackByForce(
        const SourcingNetwork& network, Units2 there, std::vector<Units> surplus, Micros penalty
    )
        : network_(network),
          there_(std::move(there)),
          surplus_(std::move(surplus)),
          penalty_(penalty) {
        before_ = price();
        best_ = std::numeric_limits<Micros>::max();
        try_from(0, 0);
    }

    Micros saved() const { return before_ - best_; }

  private:
    void try_from(std::size_t line, std::size_t place) {
        if (line == surplus_.size()) {
            best_ = std::min(best_, price());
            return;
        }
        if (place == there_.size()) {
            if (surplus_[line] == 0) try_from(line + 1, 0);
            return;
        }
        const Units most = std::min(there_[place][line], surplus_[line]);
        for (Units units = 0; units <= most; ++units) {
            there_[place][line] -= units;
            surplus_[line] -= units;
            try_from(line, place + 1);
            there_[place][line] += units;
            surplus_[line] += units;
        }
    }

    Micros price() const {
        Micros sum = 0;
        std::size_t shipments = 0;
        for (std::size_t place = 0; place < there_.size(); ++place) {
            if (sum_of(there_[place]) == 0) continue;
            ++shipments;
            sum += network_.price(network_.places[place], there_[place]);
        }
        const std::size_t splits = shipments > 1 ? shipments - 1 : 0;
        return sum + penalty_ * static_cast<Micros>(splits);
    }

    const SourcingNetwork& network_;
    Units2 there_;
    std::vector<Units> surplus_;
    Micros penalty_;
    Micros before_ = 0;
    Micros best_ = 0;
};

/// An order of a random network that is changed again and again.
class ChangedOrder {
  public:
    explicit ChangedOrder(std::uint64_t seed) : network_(seed), shop_(network_.shop) {
        order_.may_gain.assign(network_.places.size(), true);
        has_left_.assign(network_.places.size(), false);
    }

    void run() {
        if (!source()) return;
        for (int change = 0; change < 5 && !testing::Test::HasFailure(); ++change) {
            if (!is_committed_ && network_.chance(30)) commit();
            if (is_committed_ && network_.chance(20)) ship_some();
            if (network_.chance(30)) restock();
            if (!change_order("change" + std::to_string(change))) return;
            if (network_.chance(20)) fall_short("short" + std::to_string(change));
        }
    }

  private:
    bool source() {
        SourceRequest request = random_order(network_, order_);
        std::vector<OrderLine> lines;
        for (std::uint32_t i = 0; i < network_.goods.size(); ++i) {
            if (i > 0 && network_.chance(30)) continue;
            lines.push_back({i, network_.goods[i].sku, 1 + static_cast<Units>(network_.below(4))});
        }
        request.lines = lines;
        SourceReply reply;
        shop_.engine().source(request, shop_.context(), reply);
        return reply.outcome == Outcome::done;
    }

    void commit() {
        shop_.step(ReservationStep::commit, "order");
        is_committed_ = true;
    }

    void ship_some() {
        std::vector<PartLine> parts;
        for (const ReservationLine& line : shop_.reservation("order").lines) {
            if (line.allocated == 0 || network_.chance(60)) continue;
            const Units units =
                1 + static_cast<Units>(network_.below(static_cast<std::size_t>(line.allocated)));
            parts.push_back({line.line, line.node, units});
            network_.stock[place_of(network_, line.node)][line.line] -= units;
            has_left_[place_of(network_, line.node)] = true;
        }
        if (parts.empty()) return;
        ReservationReply reply;
        const std::string van = "van" + std::to_string(++vans_);
        shop_.engine().step(
            {.step = ReservationStep::ship, .id = "order", .operation = van, .parts = parts},
            shop_.context(),
            reply
        );
        EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
    }

    void restock() {
        for (std::size_t place = 0; place < network_.places.size(); ++place) {
            for (std::size_t line = 0; line < network_.goods.size(); ++line) {
                Units& stock = network_.stock[place][line];
                stock += static_cast<Units>(network_.below(4));
                shop_.stock(network_.goods[line].sku, network_.places[place].node, stock);
            }
        }
    }

    /// A node that ships nothing more of it for the moment.
    void fall_short(const std::string& operation) {
        const auto lines = shop_.reservation("order").lines;
        const ReservationLine& line = lines[network_.below(lines.size())];
        ResourceReply reply;
        shop_.engine().resource(
            {.id = "order",
             .operation = operation,
             .node = line.node,
             .cause = ShortCause::cannot_find},
            shop_.context(),
            reply
        );
        shop_.expect_sound();
    }

    /// Units by line, shipped or yet to.
    std::vector<Units> whole_lines() {
        std::vector<Units> units(network_.goods.size(), 0);
        for (const ReservationLine& line : shop_.reservation("order").lines)
            units[line.line] += line.held + line.allocated + line.shipped;
        return units;
    }

    std::vector<Units> open_lines(const Units2& open) const {
        std::vector<Units> units(network_.goods.size(), 0);
        for (const auto& place : open) {
            for (std::size_t line = 0; line < units.size(); ++line)
                units[line] += place[line];
        }
        return units;
    }

    enum class Kind : std::uint8_t { fewer, more, all, mixed };

    /// What each line is to be.
    std::vector<OrderLine> choose_lines(Kind kind, const Units2& open) {
        const std::vector<Units> whole = whole_lines();
        const std::vector<Units> to_leave = open_lines(open);
        std::vector<OrderLine> lines;
        for (std::uint32_t line = 0; line < whole.size(); ++line) {
            if (kind == Kind::all || network_.chance(40)) continue;
            const bool is_less =
                kind == Kind::fewer || (kind == Kind::mixed && network_.chance(50));
            const auto most = static_cast<std::size_t>(to_leave[line]);
            if (is_less && most == 0) continue;
            const Units less = is_less ? 1 + static_cast<Units>(network_.below(most)) : 0;
            const Units more = is_less ? 0 : 1 + static_cast<Units>(network_.below(2));
            lines.push_back({line, network_.goods[line].sku, whole[line] - less + more});
        }
        return lines;
    }

    /// False: nothing of the order is left to change.
    bool change_order(const std::string& operation) {
        const Units2 open = open_units(network_, "order");
        if (sum_of(open_lines(open)) == 0) return false;
        const Kind kind = static_cast<Kind>(network_.below(4));
        const std::vector<OrderLine> lines = choose_lines(kind, open);
        if (lines.empty() && kind != Kind::all) return true;
        ChangeOrderRequest request{
            .mode = SourceMode::quote, .id = "order", .operation = operation
        };
        request.lines = lines;
        request.plans_all = kind == Kind::all;
        const std::vector<Units> whole = whole_lines();
        const std::uint64_t before = shop_.engine().state_digest();
        ChangeOrderReply quoted;
        shop_.engine().change_order(request, shop_.context(), quoted);
        EXPECT_EQ(shop_.engine().state_digest(), before) << "a quote has no effect";
        if (kind == Kind::fewer) expect_most_saved(open, whole, lines, quoted);
        if (kind == Kind::more || kind == Kind::all)
            expect_best_added(kind == Kind::all, open, whole, lines, quoted);
        request.mode = SourceMode::reserve;
        expect_changed(request, quoted, open, whole, before);
        return true;
    }

    void expect_most_saved(
        const Units2& open,
        const std::vector<Units>& whole,
        const std::vector<OrderLine>& lines,
        const ChangeOrderReply& quoted
    ) const {
        std::vector<Units> surplus(whole.size(), 0);
        Units left = sum_of(whole);
        for (const OrderLine& line : lines) {
            surplus[line.line] = whole[line.line] - line.quantity;
            left -= surplus[line.line];
        }
        if (left == 0) {
            EXPECT_EQ(quoted.outcome, Outcome::no_lines);
            return;
        }
        ASSERT_EQ(quoted.outcome, Outcome::done) << quoted.detail;
        EXPECT_TRUE(quoted.proven_optimal);
        EXPECT_TRUE(quoted.shipments.empty());
        // Shipments that have left count for the split, too: then only sums of the rest compare.
        if (std::ranges::find(has_left_, true) != has_left_.end() && order_.split_penalty > 0)
            return;
        const GivingBackByForce best(network_, open, surplus, order_.split_penalty);
        EXPECT_EQ(quoted.saved, best.saved());
    }

    void expect_best_added(
        bool is_all,
        const Units2& open,
        const std::vector<Units>& whole,
        const std::vector<OrderLine>& lines,
        const ChangeOrderReply& quoted
    ) {
        Units2 free = network_.stock;
        for (std::size_t at = 0; at < free.size() && !is_all; ++at) {
            for (std::size_t line = 0; line < whole.size(); ++line)
                free[at][line] -= open[at][line];
        }
        order_.missing.assign(whole.size(), 0);
        order_.there = open;
        order_.shipped = shipped_units(network_, "order");
        order_.left_already = 0;
        if (is_all) {
            for (auto& place : order_.shipped)
                std::ranges::fill(place, 0);
            order_.missing = open_lines(open);
            for (auto& place : order_.there)
                std::ranges::fill(place, 0);
        } else {
            for (const OrderLine& line : lines)
                order_.missing[line.line] = line.quantity - whole[line.line];
            for (std::size_t at = 0; at < open.size(); ++at)
                order_.left_already += has_left_[at] ? 1U : 0U;
        }
        if (!is_all && !order_.may_split) return expect_whole_lines(free, quoted);
        const Added best = AddingByForce(network_, order_, free).best();
        const bool has_shipped = sum_of(whole) > sum_of(open_lines(open));
        if (best.units < 0 && (!order_.partial || (is_all && !has_shipped))) {
            EXPECT_EQ(quoted.outcome, Outcome::cannot_source);
            return;
        }
        ASSERT_EQ(quoted.outcome, Outcome::done) << quoted.detail;
        Units added = 0;
        for (const Shipment& each : quoted.shipments) {
            for (const ShipmentLine& line : each.lines)
                added += line.quantity;
        }
        EXPECT_EQ(added, std::max<Units>(0, best.units));
        EXPECT_EQ(quoted.cost.total(), best.cost);
        EXPECT_TRUE(quoted.proven_optimal);
    }

    /// What is added to lines that do not split, with units of these lines planned anew.
    Added best_loosened(const Units2& free, const std::vector<bool>& is_loosened) {
        HeldOrder order = order_;
        Units2 stock = free;
        Units loosened = 0;
        for (std::size_t line = 0; line < order.missing.size(); ++line) {
            Units there = 0;
            for (const auto& place : order.there)
                there += place[line];
            if (order.missing[line] == 0 || there == 0) continue;
            for (std::size_t at = 0; at < stock.size(); ++at) {
                if (is_loosened[line]) {
                    order.missing[line] += order.there[at][line];
                    loosened += order.there[at][line];
                    stock[at][line] += std::exchange(order.there[at][line], 0);
                } else if (order.there[at][line] == 0) {
                    stock[at][line] = 0;
                }
            }
        }
        Added best = AddingByForce(network_, order, stock).best();
        best.units -= best.units < 0 ? 0 : loosened;
        return best;
    }

    /// It leaves from where the line is; or else some of these lines are planned anew, if more can
    /// be had so.
    void expect_whole_lines(const Units2& free, const ChangeOrderReply& quoted) {
        const std::size_t lines = order_.missing.size();
        const Added near = best_loosened(free, std::vector<bool>(lines, false));
        Units added = -sum_of_given_back(quoted);
        Units wanted = 0;
        for (const Units units : order_.missing)
            wanted += units;
        for (const Shipment& each : quoted.shipments) {
            for (const ShipmentLine& line : each.lines)
                added += line.quantity;
        }
        if (near.units == wanted) {
            EXPECT_EQ(quoted.replan, OrderReplan::nothing);
        }
        std::vector<Added> all;
        Units most = -1;
        for (unsigned set = 0; set < (1U << lines); ++set) {
            std::vector<bool> is_loosened(lines);
            for (std::size_t line = 0; line < lines; ++line)
                is_loosened[line] = (set >> line & 1U) != 0;
            all.push_back(best_loosened(free, is_loosened));
            most = std::max(most, all.back().units);
        }
        if (quoted.outcome != Outcome::done) {
            EXPECT_EQ(quoted.outcome, Outcome::cannot_source);
            EXPECT_FALSE(order_.partial);
            EXPECT_LT(most, wanted);
            return;
        }
        EXPECT_TRUE(quoted.proven_optimal);
        if (quoted.replan == OrderReplan::nothing) {
            EXPECT_EQ(added, std::max<Units>(0, near.units));
            EXPECT_EQ(quoted.cost.total(), near.cost);
            return;
        }
        EXPECT_EQ(quoted.replan, OrderReplan::whole_lines);
        EXPECT_GT(added, std::max<Units>(0, near.units));
        EXPECT_TRUE(std::ranges::any_of(all, [&](const Added& best) {
            return best.units == added && best.cost == quoted.cost.total();
        }));
    }

    static Units sum_of_given_back(const ChangeOrderReply& quoted) {
        Units units = 0;
        for (const GivenBack& back : quoted.given_back)
            units += back.units;
        return units;
    }

    /// The same is done as was told, once; what is refused has no effect.
    void expect_changed(
        const ChangeOrderRequest& request,
        const ChangeOrderReply& quoted,
        const Units2& open,
        std::vector<Units> whole,
        std::uint64_t before
    ) {
        Engine& engine = shop_.engine();
        ChangeOrderReply made;
        engine.change_order(request, shop_.context(), made);
        EXPECT_EQ(made.outcome, quoted.outcome);
        EXPECT_EQ(made.cost, quoted.cost);
        EXPECT_EQ(made.saved, quoted.saved);
        if (made.outcome != Outcome::done) {
            EXPECT_EQ(engine.state_digest(), before) << "what is refused has no effect";
            return;
        }
        for (const OrderLine& line : request.lines)
            whole[line.line] = line.quantity;
        for (const UnfilledLine& line : made.unfilled)
            whole[line.line] -= line.quantity;
        EXPECT_EQ(whole_lines(), whole) << "lines are what was asked, but for what is unfilled";
        if (made.replan == OrderReplan::nothing) expect_stays(open, made);
        for (std::size_t at = 0; at < open.size(); ++at) {
            const Units2 now = open_units(network_, "order");
            for (std::size_t line = 0; line < whole.size(); ++line) {
                if (now[at][line] > open[at][line]) {
                    EXPECT_LE(now[at][line], network_.stock[at][line]) << "sold twice";
                }
            }
        }
        engine.change_order(request, shop_.context(), made);
        EXPECT_EQ(made.outcome, Outcome::repeated);
        shop_.expect_sound();
        EXPECT_EQ(replayed(shop_.log())->state_digest(), engine.state_digest());
    }

    /// Nothing moved: what each place has is what it had, less what it gave back, and what is told
    /// as added.
    void expect_stays(Units2 open, const ChangeOrderReply& made) {
        Units2 least = open;
        for (const GivenBack& back : made.given_back)
            least[place_of(network_, back.node)][back.line] -= back.units;
        const Units2 now = open_units(network_, "order");
        for (std::size_t at = 0; at < now.size(); ++at) {
            for (std::size_t line = 0; line < now[at].size(); ++line) {
                EXPECT_GE(now[at][line], least[at][line]);
                if (now[at][line] < open[at][line]) {
                    EXPECT_EQ(now[at][line], least[at][line]);
                }
            }
        }
    }

    SourcingNetwork network_;
    Shop& shop_;
    HeldOrder order_;
    std::vector<bool> has_left_;  ///< By place.
    bool is_committed_ = false;
    int vans_ = 0;
};

void change_many(std::size_t count) {
    for (const std::uint64_t seed : random_seeds(count)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        ChangedOrder(seed).run();
        if (testing::Test::HasFailure()) return;
    }
}

TEST(ResourcingTwin, NoChangeIsCheaper) {
    change_many(600);
}

TEST(OrderChanges, NoChangeIsCheaper) {
    change_many(60);
}

}  // namespace
}  // namespace earmark
