// What giving supply out anew must keep, whatever waits and whatever supply does.
#include "engine/backorders/backorder.h"

#include "tests/support/random_seed.h"
#include "tests/support/reply_text.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

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
        shop_.engine().put_receipts({&row, 1}, shop_.context(), reply);
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

}  // namespace
}  // namespace earmark
