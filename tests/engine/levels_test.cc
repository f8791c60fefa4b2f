// Levels: low, medium, high, zero and back in stock, whatever caused the crossing.
#include "engine/engine.h"
#include "engine/levels/level_board.h"
#include "engine/stream/read_changes.h"
#include "tests/support/engine_copy.h"
#include "tests/support/memory_changes.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

namespace earmark {
namespace {

class Levels : public testing::Test {
  protected:
    void TearDown() override {
        shop_.expect_sound();
        EXPECT_EQ(replayed(shop_.log())->state_digest(), shop_.engine().state_digest());
    }

    RowVerdict put(const LevelRule& rule, bool remove = false) {
        const LevelRuleRow row{.remove = remove, .rule = rule};
        SupplyReply reply;
        shop_.engine().put_level_rules({&row, 1}, shop_.context(), reply);
        EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
        if (!reply.answers.empty()) return reply.answers.front().verdict;
        return reply.unchanged > 0 ? RowVerdict::unchanged : RowVerdict::applied;
    }

    std::size_t sweep() { return shop_.engine().sweep_levels(shop_.clock().wall()); }

    /// Sweeps, and tells the crossings since the last call: "cup zero -> low at 3".
    std::vector<std::string> told() {
        sweep();
        std::vector<std::string> all;
        ReadChangesReply page;
        const ReadChangesRequest request{
            .from_lsn = next_, .filter = {.kinds = {ChangeKind::levels}}
        };
        EXPECT_TRUE(read_changes(changes_, shop_.engine(), shop_.log().newest(), request, page));
        next_ = page.next_lsn;
        for (const ChangeEvent& event : page.events) {
            for (const LevelCrossing& row : event.levels) {
                all.push_back(
                    name_of(row) + " " + std::string(to_string(row.before)) + " -> " +
                    std::string(to_string(row.after)) + " at " + std::to_string(row.ats)
                );
            }
        }
        return all;
    }

    std::string name_of(const LevelCrossing& row) const {
        std::string name = shop_engine().item(row.sku)->sku;
        if (!row.place.node.is_none()) name += "@" + shop_engine().node(row.place.node)->key;
        if (!row.place.group.is_none()) name += "@" + shop_engine().group(row.place.group)->name;
        return name;
    }
    const Engine& shop_engine() const { return const_cast<Shop&>(shop_).engine(); }

    using Told = std::vector<std::string>;

    Shop shop_;
    MemoryChanges changes_{shop_.log()};
    Lsn next_ = 1;
    const SkuId cup_ = shop_.item("cup");
    const SkuId hat_ = shop_.item("hat");
    const NodeId dc_ = shop_.node("dc");
    const NodeId reno_ = shop_.node("reno");
    const GroupId west_ = shop_.group("west", {reno_});
};

TEST_F(Levels, NothingIsToldWithoutARule) {
    shop_.stock(cup_, dc_, 10);
    EXPECT_EQ(told(), Told{});
    EXPECT_TRUE(shop_.engine().levels(cup_).empty());
}

TEST_F(Levels, SupplyHoldReleaseAndExpiryCrossLevels) {
    EXPECT_EQ(put({.sku = cup_, .low = 3, .medium = 6}), RowVerdict::applied);
    EXPECT_EQ(told(), (Told{"cup unwatched -> zero at 0"}));
    shop_.stock(cup_, dc_, 10);
    EXPECT_EQ(told(), (Told{"cup zero -> high at 10"}));
    shop_.reserve("r1", {{1, cup_, dc_, 5}});
    EXPECT_EQ(told(), (Told{"cup high -> medium at 5"}));
    shop_.reserve("r2", {{1, cup_, dc_, 3}});
    EXPECT_EQ(told(), (Told{"cup medium -> low at 2"}));
    shop_.reserve("r3", {{1, cup_, dc_, 2}});
    EXPECT_EQ(told(), (Told{"cup low -> zero at 0"}));
    shop_.step(ReservationStep::release, "r3");
    EXPECT_EQ(told(), (Told{"cup zero -> low at 2"}));
    shop_.wait(kHoldForDefault + std::chrono::seconds(1));
    EXPECT_EQ(told(), (Told{"cup low -> high at 10"}));
    EXPECT_EQ(told(), Told{});
}

TEST_F(Levels, BackInStockIsWhatFollowsZero) {
    LevelCrossing crossing{.sku = cup_, .before = Level::zero, .after = Level::low};
    EXPECT_TRUE(crossing.is_back_in_stock());
    crossing.after = Level::unwatched;
    EXPECT_FALSE(crossing.is_back_in_stock());
    crossing = {.sku = cup_, .before = Level::low, .after = Level::high};
    EXPECT_FALSE(crossing.is_back_in_stock());
}

TEST_F(Levels, WhatIsUndoneBeforeTheNextSweepIsNotTold) {
    shop_.stock(cup_, dc_, 10);
    put({.sku = cup_, .low = 3, .medium = 6});
    told();
    shop_.reserve("r1", {{1, cup_, dc_, 10}});
    shop_.step(ReservationStep::release, "r1");
    EXPECT_EQ(told(), Told{});
}

TEST_F(Levels, APausedNodeAndAChangedGroupCrossLevels) {
    shop_.stock(cup_, dc_, 10);
    shop_.stock(cup_, reno_, 4);
    put({.sku = cup_, .scope = LevelScope::group, .place = {.group = west_}, .low = 5, .medium = 6}
    );
    EXPECT_EQ(told(), (Told{"cup@west unwatched -> low at 4"}));
    shop_.disabled_node("reno");
    EXPECT_EQ(told(), (Told{"cup@west low -> zero at 0"}));
    shop_.group("west", {reno_, dc_});
    EXPECT_EQ(told(), (Told{"cup@west zero -> high at 10"}));
}

TEST_F(Levels, ARuleChangeCrossesLevelsAndARemovedRuleIsToldToo) {
    shop_.stock(cup_, dc_, 10);
    const LevelRule rule{.sku = cup_, .low = 3, .medium = 6};
    put(rule);
    EXPECT_EQ(told(), (Told{"cup unwatched -> high at 10"}));
    LevelRule stricter = rule;
    stricter.low = 11;
    stricter.medium = 20;
    put(stricter);
    EXPECT_EQ(told(), (Told{"cup high -> low at 10"}));
    EXPECT_EQ(put(stricter), RowVerdict::unchanged);
    EXPECT_EQ(put(rule, /*remove=*/true), RowVerdict::applied);
    EXPECT_EQ(told(), (Told{"cup low -> unwatched at 0"}));
    EXPECT_EQ(put(rule, /*remove=*/true), RowVerdict::unknown_rule);
    EXPECT_TRUE(shop_.engine().levels(cup_).empty());
}

TEST_F(Levels, TheRuleOfTheItemWinsOverItsCategoryAndThatOverTheOneForAll) {
    shop_.stock(cup_, dc_, 10);
    shop_.stock(cup_, reno_, 10);
    put({.scope = LevelScope::each_node, .low = 11, .medium = 12});
    EXPECT_EQ(told(), (Told{"cup@dc unwatched -> low at 10", "cup@reno unwatched -> low at 10"}));
    put({.scope = LevelScope::node, .place = {.node = reno_}, .low = 1, .medium = 12});
    EXPECT_EQ(told(), (Told{"cup@reno low -> medium at 10", "hat@reno unwatched -> zero at 0"}));
    put({.sku = cup_, .scope = LevelScope::each_node, .low = 1, .medium = 2});
    EXPECT_EQ(told(), (Told{"cup@dc low -> high at 10", "cup@reno medium -> high at 10"}));
}

TEST_F(Levels, AKitIsToldOnceWhenBothItsPartsMove) {
    const SkuId set = shop_.item("set");
    const SkuId crate = shop_.item("crate");
    const std::vector<KitPart> parts{{cup_, 1}, {hat_, 1}};
    const std::vector<KitPart> sets{{set, 2}, {cup_, 1}};
    const std::vector<KitRow> rows{{.sku = set, .parts = parts}, {.sku = crate, .parts = sets}};
    SupplyReply reply;
    shop_.engine().put_kits(rows, shop_.context(), reply);
    EXPECT_EQ(reply.applied, 2U);
    shop_.stock(cup_, dc_, 9);
    shop_.stock(hat_, dc_, 6);
    put({.sku = set, .low = 3, .medium = 6});
    put({.sku = crate, .low = 2, .medium = 4});
    EXPECT_EQ(told(), (Told{"set unwatched -> high at 6", "crate unwatched -> medium at 3"}));
    shop_.reserve("r1", {{1, cup_, dc_, 2}, {2, hat_, dc_, 2}});
    EXPECT_EQ(told(), (Told{"set high -> medium at 4"}));
    shop_.reserve("r2", {{1, crate, dc_, 1}});
    EXPECT_EQ(told(), (Told{"set medium -> low at 2", "crate medium -> low at 1"}));
    shop_.step(ReservationStep::release, "r2");
    shop_.step(ReservationStep::release, "r1");
    EXPECT_EQ(told(), (Told{"set low -> high at 6", "crate low -> medium at 3"}));
}

TEST_F(Levels, AKitWhoseSaleIsStoppedIsAtZeroAndStillWatched) {
    const SkuId set = shop_.item("set");
    const std::vector<KitPart> parts{{cup_, 1}, {hat_, 1}};
    const KitRow row{.sku = set, .parts = parts};
    SupplyReply reply;
    shop_.engine().put_kits({&row, 1}, shop_.context(), reply);
    shop_.stock(cup_, dc_, 9);
    shop_.stock(hat_, dc_, 6);
    put({.sku = set, .scope = LevelScope::each_node, .low = 3, .medium = 6});
    EXPECT_EQ(told(), (Told{"set@dc unwatched -> high at 6"}));
    SellingRuleRow stop{.name = "recall", .effect = RuleEffect::stop, .scope = {.sku = set}};
    shop_.engine().put_selling_rules({&stop, 1}, shop_.context(), reply);
    EXPECT_EQ(reply.applied, 1U);
    EXPECT_EQ(told(), (Told{"set@dc high -> zero at 0"}));
    stop.change = RuleChange::remove;
    shop_.engine().put_selling_rules({&stop, 1}, shop_.context(), reply);
    EXPECT_EQ(told(), (Told{"set@dc zero -> high at 6"}));
}

TEST_F(Levels, WrongRulesAreRefused) {
    EXPECT_EQ(put({.sku = SkuId(99)}), RowVerdict::unknown_item);
    EXPECT_EQ(put({.sku = cup_, .category = "toys"}), RowVerdict::bad_value);
    EXPECT_EQ(put({.low = 3, .medium = 2}), RowVerdict::bad_value);
    EXPECT_EQ(put({.low = -1}), RowVerdict::negative_quantity);
    EXPECT_EQ(put({.medium = kLevelUnitsMax + 1}), RowVerdict::quantity_too_large);
    EXPECT_EQ(put({.scope = LevelScope::node}), RowVerdict::unknown_node);
    EXPECT_EQ(
        put({.scope = LevelScope::node, .place = {.node = NodeId(99)}}), RowVerdict::unknown_node
    );
    EXPECT_EQ(put({.place = {.node = dc_}}), RowVerdict::unknown_node);
    EXPECT_EQ(
        put({.scope = LevelScope::group, .place = {.group = GroupId(99)}}), RowVerdict::bad_value
    );
    EXPECT_TRUE(shop_.engine().level_rules().empty());
}

TEST_F(Levels, AfterARestartOnlyWhatWasNotToldIsTold) {
    shop_.stock(cup_, dc_, 10);
    shop_.stock(hat_, dc_, 10);
    put({.low = 3, .medium = 6});
    EXPECT_EQ(told().size(), 2U);
    shop_.reserve("r1", {{1, cup_, dc_, 8}});
    // The process ends before the next sweep.
    const auto again = replayed(shop_.log());
    again->start(shop_.log());
    EXPECT_EQ(again->sweep_levels(shop_.clock().wall()), 1U);
    ASSERT_EQ(again->levels(cup_).size(), 1U);
    EXPECT_EQ(again->levels(cup_)[0].level, Level::low);
    EXPECT_EQ(again->levels(hat_)[0].level, Level::high);
    EXPECT_EQ(again->sweep_levels(shop_.clock().wall()), 0U);
    // The first engine would have told the same.
    EXPECT_EQ(sweep(), 1U);
}

// What ends is found by what it watches: the log must not keep figures that nobody checked.
TEST_F(Levels, ARuleEndsWhateverFiguresItsRowCarries) {
    put({.sku = cup_, .low = 3, .medium = 6});
    EXPECT_EQ(put({.sku = cup_, .low = 9, .medium = 2}, /*remove=*/true), RowVerdict::applied);
    put({.sku = hat_, .low = 3, .medium = 6});
    EXPECT_EQ(put({.sku = hat_, .low = -1}, /*remove=*/true), RowVerdict::applied);
    EXPECT_TRUE(shop_.engine().level_rules().empty());
    EXPECT_EQ(replayed(shop_.log())->state_digest(), shop_.engine().state_digest());
}

TEST_F(Levels, WithoutRoomInTheLogACrossingIsToldLater) {
    shop_.stock(cup_, dc_, 10);
    put({.low = 3, .medium = 6});
    shop_.log().admit(LogAdmission::busy, LogAdmission::busy);
    EXPECT_EQ(sweep(), 0U);
    shop_.log().admit(LogAdmission::granted, LogAdmission::granted);
    EXPECT_EQ(told(), (Told{"cup unwatched -> high at 10", "hat unwatched -> zero at 0"}));
}

TEST_F(Levels, AnImageKeepsRulesAndWhatWasTold) {
    shop_.stock(cup_, dc_, 10);
    put({.category = "toys", .scope = LevelScope::each_node, .low = 1, .medium = 2});
    put({.sku = cup_, .scope = LevelScope::node, .place = {.node = dc_}, .low = 3, .medium = 60});
    sweep();
    const auto copy =
        recovered(image_of(shop_.engine(), shop_.log()), shop_.log(), shop_.log().newest());
    EXPECT_EQ(copy->state_digest(), shop_.engine().state_digest());
    EXPECT_EQ(copy->level_rules().size(), 2U);
    ASSERT_EQ(copy->levels(cup_).size(), 1U);
    EXPECT_EQ(copy->levels(cup_)[0].level, Level::medium);
}

// ---- Against the naive answer ----------------------------------------------------------------

/// A shop in which anything happens, and the levels worked out from what may be sold.
class RandomLevels {
  public:
    explicit RandomLevels(std::uint64_t seed) : random_(seed) {
        for (int i = 0; i < 6; ++i)
            items_.push_back(shop_.item("sku-" + std::to_string(i)));
        for (int i = 0; i < 4; ++i)
            nodes_.push_back(shop_.node("node-" + std::to_string(i)));
        group_ = shop_.group("west", {nodes_[0], nodes_[1]});
        plain_ = items_;
        for (const std::string_view name : {"pair", "crate"})
            items_.push_back(shop_.item(name));
        put_kits();
    }

    void run(int steps) {
        for (int step = 0; step < steps; ++step) {
            act();
            if (number(4) != 0) continue;
            shop_.engine().sweep_levels(shop_.clock().wall());
            expect_right();
        }
        shop_.expect_sound();
        EXPECT_EQ(replayed(shop_.log())->state_digest(), shop_.engine().state_digest());
        expect_stream_adds_up();
    }

  private:
    std::uint64_t number(std::uint64_t below) { return random_() % below; }
    SkuId item() { return items_[number(items_.size())]; }
    NodeId node() { return nodes_[number(nodes_.size())]; }

    void act() {
        const std::string id = "r" + std::to_string(number(30));
        switch (number(8)) {
            case 0:
            case 1:
                shop_.stock(
                    plain_[number(6)],
                    node(),
                    static_cast<Units>(number(20)),
                    number(3) == 0 ? 2 : 0
                );
                break;
            case 2:
            case 3:
                shop_.reserve(id, {{1, item(), node(), 1 + static_cast<Units>(number(6))}});
                break;
            case 4:
                shop_.step(number(2) == 0 ? ReservationStep::release : ReservationStep::commit, id);
                break;
            case 5:
                shop_.wait(std::chrono::minutes(number(10)));
                break;
            case 6:
                if (number(4) == 0) {
                    put_kits();
                } else if (number(3) == 0) {
                    shop_.group("west", {node()});
                } else if (number(2) == 0) {
                    shop_.disabled_node("node-" + std::to_string(number(4)));
                } else {
                    shop_.node("node-" + std::to_string(number(4)));
                }
                break;
            default:
                put_rule();
        }
    }

    /// One kit of a part or two, and one of the other kit and a part.
    void put_kits() {
        const std::vector<KitPart> few{
            {plain_[number(3)], 1 + static_cast<Units>(number(3))}, {plain_[3 + number(3)], 1}
        };
        const std::vector<KitPart> nested{{items_[6], 1}, {plain_[number(6)], 1}};
        const std::vector<KitRow> rows{
            {.sku = items_[6], .ships_apart = number(2) == 0, .parts = few},
            {.sku = items_[7], .ships_apart = number(2) == 0, .parts = nested}
        };
        SupplyReply reply;
        shop_.engine().put_kits(rows, shop_.context(), reply);
        EXPECT_EQ(reply.refused, 0U);
    }

    void put_rule() {
        LevelRule rule;
        if (number(2) == 0) rule.sku = item();
        rule.scope = static_cast<LevelScope>(number(4));
        if (rule.scope == LevelScope::node) rule.place.node = node();
        if (rule.scope == LevelScope::group) rule.place.group = group_;
        rule.low = static_cast<Units>(number(6));
        rule.medium = rule.low + static_cast<Units>(number(6));
        const LevelRuleRow row{.remove = number(4) == 0, .rule = rule};
        SupplyReply reply;
        shop_.engine().put_level_rules({&row, 1}, shop_.context(), reply);
        EXPECT_EQ(reply.outcome, Outcome::done);
    }

    /// The strongest rule that watches the item there; null if none does.
    const LevelRule* rule_of(
        const std::vector<LevelRule>& rules, SkuId sku, const LevelPlace& place, bool has_position
    ) {
        const LevelRule* best = nullptr;
        int best_strength = -1;
        for (const LevelRule& rule : rules) {
            if (!rule.sku.is_none() && rule.sku != sku) continue;
            const bool watches =
                rule.scope == LevelScope::each_node ? has_position : rule.place == place;
            if (!watches) continue;
            const int strength =
                (rule.sku.is_none() ? 0 : 2) + (rule.scope == LevelScope::each_node ? 0 : 1);
            if (strength > best_strength) best = &rule;
            best_strength = std::max(best_strength, strength);
        }
        return best;
    }

    void expect_right() {
        const auto rules = shop_.engine().level_rules();
        for (const SkuId sku : items_) {
            std::vector<NodeAvailability> positions;
            shop_.engine().item_availability(sku, {}, {}, positions);
            std::map<LevelPlace, Level> expected;
            std::vector<LevelPlace> places{{}, {.group = group_}};
            for (const NodeId at : nodes_)
                places.push_back({.node = at});
            for (const LevelPlace& place : places) {
                bool has_position = false;
                for (const NodeAvailability& position : positions)
                    has_position = has_position || position.node == place.node;
                const LevelRule* rule = rule_of(rules, sku, place, has_position);
                if (rule == nullptr) continue;
                const Units ats =
                    shop_.figures({.sku = sku, .node = place.node, .group = place.group}).ats;
                expected[place] = ats == 0             ? Level::zero
                                  : ats < rule->low    ? Level::low
                                  : ats < rule->medium ? Level::medium
                                                       : Level::high;
            }
            std::map<LevelPlace, Level> found;
            for (const PlaceLevel& told : shop_.engine().levels(sku))
                found[told.place] = told.level;
            ASSERT_EQ(found, expected) << "item " << sku.value();
        }
    }

    /// Each event goes on from where the one before it ended, and all end where the engine is.
    void expect_stream_adds_up() {
        MemoryChanges changes(shop_.log());
        using Key = std::tuple<SkuId, LevelPlace>;
        std::map<Key, Level> levels;
        ReadChangesRequest request;
        request.filter.kinds = {ChangeKind::levels};
        ReadChangesReply page;
        do {
            ASSERT_TRUE(read_changes(changes, shop_.engine(), shop_.log().newest(), request, page));
            request.from_lsn = page.next_lsn;
            for (const ChangeEvent& event : page.events) {
                for (const LevelCrossing& row : event.levels) {
                    Level& level = levels[{row.sku, row.place}];
                    ASSERT_EQ(row.before, level) << "LSN " << event.lsn;
                    ASSERT_NE(row.after, level) << "LSN " << event.lsn;
                    level = row.after;
                }
            }
        } while (!page.is_at_end());
        std::erase_if(levels, [](const auto& entry) { return entry.second == Level::unwatched; });
        std::size_t count = 0;
        for (const SkuId sku : items_) {
            for (const PlaceLevel& told : shop_.engine().levels(sku)) {
                ++count;
                EXPECT_EQ((levels[{sku, told.place}]), told.level);
            }
        }
        EXPECT_EQ(count, levels.size());
    }

    Shop shop_;
    std::mt19937_64 random_;
    std::vector<SkuId> items_;
    std::vector<SkuId> plain_;  ///< Those of items_ that are no kits.
    std::vector<NodeId> nodes_;
    GroupId group_;
};

TEST(TwinLevels, EverySweepTellsWhatIsToBeSaid) {
    for (const std::uint64_t seed : random_seeds(4)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        RandomLevels(seed).run(600);
        if (testing::Test::HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace earmark
