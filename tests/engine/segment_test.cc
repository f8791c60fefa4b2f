// What a segment may take, and that nobody takes what is kept for another.
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace earmark {
namespace {

class SegmentShop : public Shop {
  public:
    SegmentShop() {
        for (const std::string_view name : {"web", "store", "market"})
            segments.push_back(segment(name));
    }

    RowVerdict put(const SegmentRule& rule, SegmentChange change = SegmentChange::put) {
        const SupplyReply reply = rules({{.change = change, .rule = rule, .to_segment = {}}});
        if (!reply.answers.empty()) return reply.answers[0].verdict;
        return reply.applied > 0 ? RowVerdict::applied : RowVerdict::unchanged;
    }

    SegmentRule rule(std::size_t segment, Units floor, std::uint16_t rank) {
        SegmentRule made;
        made.sku = cup;
        made.node = dc1;
        made.segment = segments.at(segment);
        made.floor = floor;
        made.rank = rank;
        return made;
    }

    ReserveReply hold(std::string_view id, SegmentId segment, Units quantity) {
        const ReserveLine line{.line = 1, .sku = cup, .node = dc1, .quantity = quantity};
        return reserve({.id = id, .lines = {&line, 1}, .segment = segment});
    }

    Units share(SegmentId segment) { return figures_for(segment, cup, dc1).ats; }

    const SkuId cup = item("cup");
    const NodeId dc1 = node("dc1");
    std::vector<SegmentId> segments;
};

TEST(Segments, FiguresAddUpToWhatIsFree) {
    SegmentShop shop;
    shop.stock(shop.cup, shop.dc1, /*on_hand=*/20, /*safety=*/2);
    EXPECT_EQ(shop.put(shop.rule(0, /*floor=*/8, /*rank=*/1)), RowVerdict::applied);
    const Availability figures = shop.figures_for(shop.segments[1], shop.cup, shop.dc1);
    EXPECT_EQ(figures.ats, 10);
    EXPECT_EQ(figures.kept, 8);
    EXPECT_EQ(figures.ats - figures.shortage + figures.withheld + figures.kept, 20);
}

TEST(Segments, OnesOwnHoldCountedBackIsAsIfItWereNotThere) {
    SegmentShop shop;
    shop.stock(shop.cup, shop.dc1, 10);
    SegmentRule rule = shop.rule(0, 0, 1);
    rule.ceiling = 4;
    EXPECT_EQ(shop.put(rule), RowVerdict::applied);
    EXPECT_EQ(shop.hold("r1", shop.segments[0], 3).outcome, Outcome::done);
    EXPECT_EQ(shop.share(shop.segments[0]), 1);
    EXPECT_EQ(shop.figures_for(shop.segments[0], shop.cup, shop.dc1, "r1").ats, 4);
}

TEST(Segments, AHoldMadeBeforeTheRuleBeganGivesNothingBackToIt) {
    SegmentShop shop;
    shop.stock(shop.cup, shop.dc1, 10);
    EXPECT_EQ(shop.hold("old", shop.segments[0], 3).outcome, Outcome::done);
    SegmentRule rule = shop.rule(0, 0, 1);
    rule.ceiling = 4;
    EXPECT_EQ(shop.put(rule), RowVerdict::applied);
    EXPECT_EQ(shop.hold("new", shop.segments[0], 4).outcome, Outcome::done);
    EXPECT_EQ(shop.step(ReservationStep::release, "old").outcome, Outcome::done);
    EXPECT_EQ(shop.share(shop.segments[0]), 0);
    shop.expect_sound();
}

TEST(Segments, WrongRulesAreAnsweredByTheirFault) {
    SegmentShop shop;
    shop.stock(shop.cup, shop.dc1, 10);
    EXPECT_EQ(shop.put(shop.rule(0, -1, 1)), RowVerdict::negative_quantity);
    EXPECT_EQ(shop.put(shop.rule(0, kUnitsMax + 1, 1)), RowVerdict::quantity_too_large);
    SegmentRule past = shop.rule(0, 1, 1);
    past.from = shop.clock().wall() - std::chrono::hours(1);
    EXPECT_EQ(shop.put(past), RowVerdict::in_the_past);
    SegmentRule percent = shop.rule(0, kHundredPercent + 1, 1);
    percent.basis = SegmentBasis::percent;
    EXPECT_EQ(shop.put(percent), RowVerdict::over_hundred_percent);
    SegmentRule stranger = shop.rule(0, 1, 1);
    stranger.segment = SegmentId(77);
    EXPECT_EQ(shop.put(stranger), RowVerdict::unknown_segment);
    EXPECT_EQ(shop.put(shop.rule(0, 1, 1), SegmentChange::remove), RowVerdict::unknown_rule);
    EXPECT_EQ(shop.put(shop.rule(0, 1, 1)), RowVerdict::applied);
    EXPECT_EQ(shop.put(shop.rule(0, 1, 1)), RowVerdict::unchanged);
    EXPECT_EQ(shop.put(shop.rule(1, 1, 1)), RowVerdict::equal_rank);
    EXPECT_EQ(shop.share(shop.segments[1]), 9);
}

/// What a rule's floor is granted of the stock there is: DOMAIN 3, without the engine.
Units granted(const std::vector<SegmentRow>& rules, SegmentId segment, Units available) {
    for (const SegmentRow& rule : rules) {
        const Units most = rule.ceiling == kNoCeiling ? kUnitsMax : rule.ceiling;
        const Units unspent = std::max<Units>(0, std::min(rule.floor, most) - rule.used());
        const Units share = std::min(unspent, available);
        if (rule.segment == segment) return share;
        available -= share;
    }
    return 0;
}

TEST(Segments, NoGrantEatsAnothersFloorOrTheSafetyStock) {
    for (const std::uint64_t seed : random_seeds(300)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        std::mt19937_64 random(seed);
        const auto below = [&](Units count) {
            return static_cast<Units>(random() % static_cast<std::uint64_t>(count));
        };
        SegmentShop shop;
        const Units safety = below(5);
        shop.stock(shop.cup, shop.dc1, 5 + below(40), safety);
        for (std::size_t index = 0; index < 3; ++index) {
            SegmentRule rule = shop.rule(index, below(15), static_cast<std::uint16_t>(index));
            if (below(3) == 0) rule.ceiling = below(20);
            rule.standing = below(2) == 0;
            shop.put(rule);
        }
        for (int step = 0; step < 40; ++step) {
            const Availability before = shop.figures(shop.cup, shop.dc1);
            const auto rules = shop.engine().segment_rules(shop.cup);
            const Units available = before.ats + before.kept;
            const auto asking = static_cast<std::size_t>(below(4));
            const SegmentId segment = asking == 3 ? SegmentId() : shop.segments[asking];
            const Units most = shop.share(segment);
            if (most == 0) continue;
            const std::string id = "r" + std::to_string(step);
            ASSERT_EQ(shop.hold(id, segment, most + 1).outcome, Outcome::lines_refused);
            ASSERT_EQ(shop.hold(id, segment, 1 + below(most)).outcome, Outcome::done);
            const Availability after = shop.figures(shop.cup, shop.dc1);
            ASSERT_GE(after.on_hand - after.reserved - after.allocated, safety);
            for (const SegmentId other : shop.segments) {
                if (other == segment) continue;
                ASSERT_GE(shop.share(other), granted(rules, other, available)) << "step " << step;
            }
            if (below(3) == 0) shop.step(ReservationStep::commit, id);
            if (below(4) == 0) shop.step(ReservationStep::ship, id);
            if (below(5) == 0) shop.step(ReservationStep::release, id);
        }
        shop.expect_sound();
    }
}

}  // namespace
}  // namespace earmark
