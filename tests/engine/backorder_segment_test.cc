// What backorders of segments must keep: the shares of DOMAIN 3, and the counts of their rules.
#include "engine/backorders/backorder.h"
#include "engine/inventory/dated_row.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace earmark {
namespace {

constexpr Units kWebFloor = 8;
constexpr Units kStoreFloor = 5;
constexpr Units kStoreCeiling = 6;

/// A cup at one node, with a floor for web, a floor and a ceiling for store, and none for market.
class SharedShop {
  public:
    explicit SharedShop(std::uint64_t seed) : random_(seed) {
        shop_.wait(std::chrono::seconds(1));
        cup_ = shop_.item("cup");
        dc1_ = shop_.node("dc1");
        for (const char* name : {"web", "store", "market"})
            segments_.push_back(shop_.segment(name));
        segments_.emplace_back();
        shop_.stock(cup_, dc1_, 0);
    }

    std::size_t below(std::size_t count) { return random_() % count; }

    void put_rules(Units web_floor) {
        SegmentRuleRow web{.rule = {.sku = cup_, .node = dc1_, .segment = segments_[0]}};
        web.rule.floor = web_floor;
        SegmentRuleRow store{.rule = {.sku = cup_, .node = dc1_, .segment = segments_[1]}};
        store.rule.rank = 1;
        store.rule.floor = kStoreFloor;
        store.rule.ceiling = kStoreCeiling;
        ASSERT_EQ(shop_.rules({web, store}).refused, 0U);
    }

    void drop_rules() {
        for (const std::size_t segment : {0U, 1U}) {
            SegmentRuleRow row{.rule = {.sku = cup_, .node = dc1_, .segment = segments_[segment]}};
            row.change = SegmentChange::remove;
            ASSERT_EQ(shop_.rules({row}).refused, 0U);
        }
    }

    void change_supply() { shop_.stock(cup_, dc1_, static_cast<Units>(below(40))); }

    void change_demand(BackorderStrategy strategy) {
        const std::string id = "b" + std::to_string(below(8));
        const BackorderRow row{
            .sku = cup_,
            .node = dc1_,
            .backorder = id,
            .quantity = 1 + static_cast<Units>(below(20)),
            .priority = static_cast<std::uint16_t>(below(3)),
            .strategy = strategy,
            .segment = segments_[below(segments_.size())],
        };
        SupplyReply reply;
        shop_.engine().put_backorders({&row, 1}, shop_.context(), reply);
        ASSERT_EQ(reply.refused, 0U);
    }

    void confirm() {
        ConfirmReply reply;
        shop_.engine().confirm_backorders({.sku = cup_}, shop_.context(), reply);
        ASSERT_EQ(reply.outcome, Outcome::done);
    }

    std::map<SegmentId, Units> confirmed() {
        BackordersReply reply;
        shop_.engine().backorders({.sku = cup_}, reply);
        std::map<SegmentId, Units> units;
        for (const BackorderEntry& entry : reply.backorders)
            units[entry.segment] += entry.confirmed;
        return units;
    }

    void claim() {
        const std::string id = "b" + std::to_string(below(8));
        const std::string reservation = "r" + std::to_string(++claims_);
        ReservationReply reply;
        shop_.engine().claim_backorder(
            {.sku = cup_, .node = dc1_, .backorder = id, .reservation = reservation},
            shop_.context(),
            reply
        );
    }

    Units supply() { return shop_.figures(cup_, dc1_).on_hand; }

    /// What the rules count, by segment.
    std::map<SegmentId, Units> used() {
        std::map<SegmentId, Units> used;
        for (const SegmentRow& rule : shop_.engine().segment_rules(cup_))
            used[rule.segment] = rule.used();
        return used;
    }

    SegmentId web() const { return segments_[0]; }
    SegmentId store() const { return segments_[1]; }
    Shop& shop() { return shop_; }

  private:
    std::mt19937_64 random_;
    Shop shop_;
    SkuId cup_;
    NodeId dc1_;
    std::vector<SegmentId> segments_;
    int claims_ = 0;
};

TEST(BackordersOfSegments, NobodyTakesAFloorOfOthersNorMoreThanItsCeiling) {
    Units at_ceiling = 0;
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        SharedShop shop(seed);
        shop.put_rules(kWebFloor);
        for (int round = 0; round < 30; ++round) {
            shop.change_supply();
            shop.change_demand(BackorderStrategy::redistribute);
            shop.confirm();
            auto confirmed = shop.confirmed();
            Units others = 0;
            for (const auto& [segment, units] : confirmed)
                others += segment == shop.web() ? 0 : units;
            ASSERT_LE(others, std::max<Units>(0, shop.supply() - kWebFloor));
            ASSERT_LE(others + confirmed[shop.web()], shop.supply());
            ASSERT_LE(confirmed[shop.store()], kStoreCeiling);
            at_ceiling += confirmed[shop.store()] == kStoreCeiling ? 1 : 0;
        }
        shop.shop().expect_sound();
    }
    EXPECT_GT(at_ceiling, 0);
}

// A rule that begins anew counts at once what is confirmed; a claim moves no count of a rule.
TEST(BackordersOfSegments, EveryRuleCountsWhatIsConfirmed) {
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        SharedShop shop(seed);
        for (int round = 0; round < 10; ++round) {
            for (int change = 0; change < 3; ++change) {
                shop.change_supply();
                shop.change_demand(static_cast<BackorderStrategy>(shop.below(5)));
                shop.confirm();
            }
            shop.put_rules(kWebFloor);
            auto confirmed = shop.confirmed();
            auto used = shop.used();
            ASSERT_EQ(used[shop.web()], confirmed[shop.web()]);
            ASSERT_EQ(used[shop.store()], confirmed[shop.store()]);
            shop.claim();
            ASSERT_EQ(shop.used(), used);
            shop.confirm();
            shop.shop().expect_sound();
            shop.drop_rules();
        }
        shop.shop().expect_sound();
    }
}

TEST(BackordersOfSegments, ARowKeepsItsSegmentBesideItsLatestDay) {
    DatedRow row{.node = NodeId(7), .day = 12, .kind = DatedRow::Kind::waiting};
    row.set_id("b1");
    row.wanted = row.confirmed = kUnitsMax;
    for (const Day latest : {kNoDay, Day{1}, Day{kDayMax}}) {
        for (const SegmentId segment : {SegmentId(), SegmentId(1), SegmentId(0xffff)}) {
            row.latest = latest;
            row.segment = segment;
            ASSERT_EQ(DatedRow::from(row.words()), row);
        }
    }
}

}  // namespace
}  // namespace earmark
