// Previews of terms of promising and of nodes, against the change itself.
#include "tests/engine/preview_shop.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace earmark {
namespace {

TEST(Preview, OfTermsSaysWhatTheChangeThenDoes) {
    std::size_t told = 0;
    for (const std::uint64_t seed : random_seeds(100)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        PreviewShop shop(seed);
        for (int round = 0; round < 4; ++round) {
            const auto rows = shop.some_terms();
            const std::uint64_t digest = shop.engine().state_digest();
            const RulePreviewReply preview = shop.preview(rows, 3);
            ASSERT_EQ(shop.engine().state_digest(), digest);
            std::set<Day> days{shop.engine().today()};
            for (const PositionPreview& each : preview.positions) {
                if (each.day != kNoDay) days.insert(each.day);
            }
            const auto promised_before = shop.promised_for(days);
            const Figures before = shop.figures();
            SupplyReply made;
            shop.engine().put_promise_terms(rows, shop.shop().context(), made);
            EXPECT_EQ(text_of(preview.judged), text_of(made));
            const auto promised_after = shop.promised_for(days);
            const Figures after = shop.figures();
            std::set<DayPlace> changed;
            for (const PositionPreview& each : preview.positions) {
                EXPECT_TRUE(changed.insert({each.sku, each.node, each.day}).second) << "twice";
                const OfferPlace place{each.sku, each.node, each.segment, each.method};
                if (each.day == kNoDay) {
                    EXPECT_EQ(text_of(each.before), text_of(before.at(place))) << text_of(place);
                    EXPECT_EQ(text_of(each.after), text_of(after.at(place))) << text_of(place);
                    continue;
                }
                const DayPlace day{each.sku, each.node, each.day};
                EXPECT_EQ(each.before.ats, promised_before.at(day)) << text_of(place);
                EXPECT_EQ(each.after.ats, promised_after.at(day)) << text_of(place);
            }
            const Day today = shop.engine().today();
            for (const auto& [place, units] : promised_before) {
                const auto& [sku, node, day] = place;
                if (day != today || changed.contains(place)) continue;
                EXPECT_EQ(units, promised_after.at(place)) << "sku " << sku.value();
            }
            ASSERT_FALSE(testing::Test::HasFailure()) << "round " << round;
            told += preview.positions.size();
            shop.shop().wait(std::chrono::hours(25));
        }
    }
    EXPECT_GT(told, 0U);
}

TEST(Preview, OfANodeSaysWhatTheChangeThenDoes) {
    std::size_t told = 0;
    std::size_t touched = 0;
    for (const std::uint64_t seed : random_seeds(100)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        PreviewShop shop(seed);
        for (int round = 0; round < 4; ++round) {
            std::string key;
            const std::vector<NodeRow> rows{shop.some_node(key)};
            const Figures before = shop.figures();
            const std::uint64_t digest = shop.engine().state_digest();
            const RulePreviewReply preview = shop.preview(rows, 3);
            ASSERT_EQ(shop.engine().state_digest(), digest);
            EXPECT_EQ(preview.judged.applied, 1U);
            PutReply made;
            shop.engine().put_nodes(rows, shop.shop().context(), made);
            const NodeId node(made.ids.at(0));
            const Figures after = shop.figures();
            std::set<OfferPlace> changed;
            for (const PositionPreview& each : preview.positions) {
                const OfferPlace place{each.sku, each.node, each.segment, each.method};
                EXPECT_TRUE(changed.insert(place).second) << "twice: " << text_of(place);
                EXPECT_EQ(text_of(each.before), text_of(before.at(place))) << text_of(place);
                EXPECT_EQ(text_of(each.after), text_of(after.at(place))) << text_of(place);
            }
            for (const auto& [place, figures] : before) {
                const bool is_asked = std::get<SegmentId>(place).is_none() &&
                                      std::get<std::uint8_t>(place) == method_ship;
                if (changed.contains(place) || !is_asked) continue;
                EXPECT_EQ(text_of(figures), text_of(after.at(place))) << text_of(place);
            }
            // All that is held and ordered at a disabled node is touched.
            std::size_t lines_there = 0;
            for (const ReservationEntry& entry : shop.reservations()) {
                lines_there += static_cast<std::size_t>(std::ranges::count_if(
                    entry.lines,
                    [&](const ReservationLine& line) {
                        return line.node == node && line.held + line.allocated > 0;
                    }
                ));
            }
            const auto touched_there =
                std::ranges::count(preview.touched, node, &TouchedLine::node);
            if (!rows.front().enabled) {
                EXPECT_EQ(static_cast<std::size_t>(touched_there), lines_there);
            }
            ASSERT_FALSE(testing::Test::HasFailure()) << "round " << round;
            told += preview.positions.size();
            touched += preview.touched.size();
            shop.shop().wait(std::chrono::minutes(2));
        }
    }
    EXPECT_GT(told, 0U);
    EXPECT_GT(touched, 0U);
}

}  // namespace
}  // namespace earmark
