// What giving supply out anew must keep, whatever waits and whatever supply does.
#include "engine/backorders/backorder.h"

#include "tests/support/random_seed.h"
#include "tests/support/reply_text.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace earmark {
namespace {

/// A cup at one node, some supply to come, and demand that waits: all wanted for the same days.
class WaitingShop {
  public:
    explicit WaitingShop(std::uint64_t seed) : random_(seed) {
        shop_.wait(std::chrono::seconds(1));
        cup_ = shop_.item("cup");
        dc1_ = shop_.node("dc1");
    }

    std::size_t below(std::size_t count) { return random_() % count; }

    void change_supply() {
        shop_.stock(cup_, dc1_, static_cast<Units>(below(30)));
        const std::string id = "po" + std::to_string(below(3));
        const ReceiptRow row{
            .sku = cup_,
            .node = dc1_,
            .receipt = id,
            .day = static_cast<Day>(shop_.engine().today() + below(9)),
            .quantity = 1 + static_cast<Units>(below(12)),
        };
        SupplyReply reply;
        shop_.engine().put_receipts({.rows = {&row, 1}}, shop_.context(), reply);
    }

    void change_demand(BackorderStrategy strategy) {
        const std::string id = "b" + std::to_string(below(8));
        const BackorderRow row{
            .sku = cup_,
            .node = dc1_,
            .backorder = id,
            .quantity = 1 + static_cast<Units>(below(20)),
            .day = shop_.engine().today(),
            .priority = static_cast<std::uint16_t>(below(3)),
            .strategy = strategy,
        };
        SupplyReply reply;
        shop_.engine().put_backorders({&row, 1}, shop_.context(), reply);
        ASSERT_EQ(reply.refused, 0U);
    }

    BackorderStrategy any_strategy() { return static_cast<BackorderStrategy>(below(5)); }

    ConfirmReply confirm(bool preview) {
        ConfirmReply reply;
        shop_.engine().confirm_backorders(
            {.sku = cup_, .preview = preview}, shop_.context(), reply
        );
        return reply;
    }

    void add_stock(Units units) {
        shop_.stock(cup_, dc1_, shop_.figures(cup_, dc1_).on_hand + units);
    }

    void stop(RuleChange change) {
        const SellingRuleRow row{
            .change = change,
            .name = "recall",
            .effect = RuleEffect::stop,
            .scope = {.sku = cup_},
        };
        SupplyReply reply;
        shop_.engine().put_selling_rules({&row, 1}, shop_.context(), reply);
        ASSERT_EQ(reply.applied, 1U);
    }

    std::vector<BackorderEntry> waiting() {
        BackordersReply reply;
        shop_.engine().backorders({.sku = cup_}, reply);
        return reply.backorders;
    }

    Units supply() {
        ReceiptsReply reply;
        shop_.engine().receipts({.sku = cup_}, reply);
        Units units = shop_.figures(cup_, dc1_).on_hand;
        for (const ReceiptEntry& receipt : reply.receipts)
            units += receipt.open;
        return units;
    }

    Shop& shop() { return shop_; }

  private:
    std::mt19937_64 random_;
    Shop shop_;
    SkuId cup_;
    NodeId dc1_;
};

TEST(Backorders, SharedSupplyIsNeverConfirmedTwiceAndGoesByPriority) {
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        WaitingShop shop(seed);
        for (int round = 0; round < 30; ++round) {
            shop.change_supply();
            shop.change_demand(BackorderStrategy::redistribute);
            shop.confirm(false);
            Units confirmed = 0;
            bool is_one_short = false;
            for (const BackorderEntry& entry : shop.waiting()) {
                // As they are served: once one lacks something, nothing is left for the next.
                if (is_one_short) {
                    ASSERT_EQ(entry.confirmed, 0) << entry.backorder;
                }
                is_one_short = is_one_short || entry.confirmed < entry.wanted;
                confirmed += entry.confirmed;
            }
            ASSERT_LE(confirmed, shop.supply());
        }
        shop.shop().expect_sound();
    }
}

TEST(Backorders, PreviewSaysWhatTheRunThenDoesAndChangesNothing) {
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        WaitingShop shop(seed);
        for (int round = 0; round < 30; ++round) {
            shop.change_supply();
            shop.change_demand(shop.any_strategy());
            const std::uint64_t digest = shop.shop().engine().state_digest();
            const std::string preview = text_of(shop.confirm(true));
            ASSERT_EQ(shop.shop().engine().state_digest(), digest);
            ASSERT_EQ(text_of(shop.confirm(false)), preview);
        }
    }
}

TEST(Backorders, WhatIsKeptAtLeastOrSkippedNeverLoses) {
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        WaitingShop shop(seed);
        for (int round = 0; round < 30; ++round) {
            if (round % 3 == 0) shop.change_supply();
            shop.change_demand(shop.any_strategy());
            for (const ConfirmedChange& change : shop.confirm(false).changes) {
                const bool is_kept = change.now.strategy == BackorderStrategy::keep_at_least ||
                                     change.now.strategy == BackorderStrategy::skip;
                if (!is_kept) continue;
                ASSERT_GE(change.now.confirmed, change.confirmed_before) << change.now.backorder;
            }
        }
    }
}

/// What all of them lack.
std::map<std::string, Units> lacking(const std::vector<BackorderEntry>& entries) {
    std::map<std::string, Units> lacking;
    for (const BackorderEntry& entry : entries) {
        if (entry.confirmed < entry.wanted)
            lacking[entry.backorder] = entry.wanted - entry.confirmed;
    }
    return lacking;
}

std::map<std::string, Units> lacking_after(WaitingShop& shop) {
    shop.confirm(false);
    return lacking(shop.waiting());
}

TEST(Backorders, WhoeverLacksUnitsIsToldWhy) {
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        WaitingShop shop(seed);
        for (int round = 0; round < 30; ++round) {
            shop.change_supply();
            shop.change_demand(shop.any_strategy());
            const ConfirmReply reply = shop.confirm(false);
            std::map<std::string, Units> told;
            for (const WaitingBackorder& each : reply.waiting) {
                const Units missing = each.now.wanted - each.now.confirmed;
                EXPECT_TRUE(told.emplace(each.now.backorder, missing).second);
                ASSERT_GE(each.short_by, 0);
                ASSERT_LE(each.short_by, missing);
            }
            ASSERT_EQ(told, lacking(shop.waiting()));
        }
    }
}

// With as many units more as the strongest one is short by, it has all it wants.
TEST(Backorders, WhatItIsShortByIsWhatItNeeds) {
    std::size_t mended = 0;
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        WaitingShop shop(seed);
        for (int round = 0; round < 30; ++round) {
            shop.change_supply();
            shop.change_demand(BackorderStrategy::redistribute);
            const ConfirmReply reply = shop.confirm(false);
            if (reply.waiting.empty()) continue;
            const WaitingBackorder& first = reply.waiting.front();
            ASSERT_GT(first.short_by, 0);
            ASSERT_TRUE(
                first.reason == WaitingReason::short_supply ||
                first.reason == WaitingReason::no_supply
            );
            shop.add_stock(first.short_by - 1);
            ASSERT_TRUE(lacking_after(shop).contains(first.now.backorder));
            shop.add_stock(1);
            ASSERT_FALSE(lacking_after(shop).contains(first.now.backorder));
            ++mended;
        }
    }
    EXPECT_GT(mended, 0U);
}

TEST(Backorders, AStopTakesNothingByAnyStrategyAndGivesNothing) {
    for (const std::uint64_t seed : random_seeds(20)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        WaitingShop shop(seed);
        for (int round = 0; round < 10; ++round) {
            shop.change_supply();
            shop.change_demand(shop.any_strategy());
            shop.confirm(false);
        }
        shop.stop(RuleChange::put);
        for (int round = 0; round < 10; ++round) {
            for (const WaitingBackorder& each : shop.confirm(false).waiting) {
                if (each.reason == WaitingReason::no_day_left) continue;
                EXPECT_EQ(each.reason, WaitingReason::sale_stopped);
                EXPECT_FALSE(each.rule.is_none());
            }
            ASSERT_TRUE(shop.confirm(false).changes.empty());
            shop.change_demand(shop.any_strategy());
            shop.change_supply();
            // Only what supply no longer covers is lost.
            for (const ConfirmedChange& change : shop.confirm(false).changes)
                ASSERT_LT(change.now.confirmed, change.confirmed_before);
        }
        shop.shop().expect_sound();
    }
}

TEST(Backorders, TheStatusCountsWhatWaits) {
    for (const std::uint64_t seed : random_seeds(10)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        WaitingShop shop(seed);
        std::uint64_t confirmations = 0;
        for (int round = 0; round < 30; ++round) {
            shop.change_supply();
            shop.change_demand(shop.any_strategy());
            confirmations += shop.confirm(false).changes.size();
            const auto entries = shop.waiting();
            Units units = 0;
            for (const BackorderEntry& entry : entries)
                units += entry.wanted - entry.confirmed;
            const EngineStatus status = shop.shop().engine().status();
            ASSERT_EQ(status.backorders, entries.size());
            ASSERT_EQ(status.backorder_units_waiting, units);
            ASSERT_EQ(status.backorder_confirmations, confirmations);
        }
    }
}

}  // namespace
}  // namespace earmark
