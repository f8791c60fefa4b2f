// A preview against the change itself, and against itself by smaller pages.
#include "tests/engine/preview_shop.h"
#include "tests/support/random_seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace earmark {
namespace {

/// By whom a preview must have asked at least: the rows' own.
std::set<std::pair<SegmentId, std::uint8_t>> askers_of(
    const std::vector<SellingRuleRow>& rows, const SupplyReply& judged
) {
    std::set<std::pair<SegmentId, std::uint8_t>> askers;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const bool is_refused = std::ranges::any_of(judged.answers, [&](const RowAnswer& answer) {
            return answer.row == row;
        });
        if (is_refused || rows[row].change == RuleChange::remove) continue;
        const RuleScope& scope = rows[row].scope;
        askers.emplace(scope.segment, scope.method == 0 ? std::uint8_t{method_ship} : scope.method);
    }
    return askers;
}

TEST(Preview, SaysWhatTheChangeThenDoes) {
    std::size_t told = 0;
    for (const std::uint64_t seed : random_seeds(150)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        PreviewShop shop(seed);
        for (int round = 0; round < 4; ++round) {
            const auto rows = shop.some_rows();
            const Figures before = shop.figures();
            const std::uint64_t digest = shop.engine().state_digest();
            const RulePreviewReply preview = shop.preview(rows, 3);
            ASSERT_EQ(shop.engine().state_digest(), digest);

            SupplyReply made;
            shop.engine().put_selling_rules(rows, shop.shop().context(), made);
            const Figures after = shop.figures();
            EXPECT_EQ(text_of(preview.judged), text_of(made));
            std::set<OfferPlace> changed;
            for (const PositionPreview& each : preview.positions) {
                const OfferPlace place{each.sku, each.node, each.segment, each.method};
                EXPECT_TRUE(changed.insert(place).second) << "twice: " << text_of(place);
                EXPECT_EQ(text_of(each.before), text_of(before.at(place))) << text_of(place);
                EXPECT_EQ(text_of(each.after), text_of(after.at(place))) << text_of(place);
            }
            const auto askers = askers_of(rows, made);
            for (const auto& [place, figures] : before) {
                const auto& [sku, node, segment, method] = place;
                if (changed.contains(place) || !askers.contains({segment, method})) continue;
                EXPECT_EQ(text_of(figures), text_of(after.at(place))) << text_of(place);
            }
            ASSERT_FALSE(testing::Test::HasFailure()) << "round " << round;
            told += preview.positions.size();
            shop.shop().wait(std::chrono::minutes(2));
        }
    }
    EXPECT_GT(told, 0U);
}

TEST(Preview, OfSegmentRulesSaysWhatTheChangeThenDoes) {
    std::size_t told = 0;
    for (const std::uint64_t seed : random_seeds(150)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        PreviewShop shop(seed);
        for (int round = 0; round < 4; ++round) {
            const auto rows = shop.some_segment_rows();
            const Figures before = shop.figures();
            const std::uint64_t digest = shop.engine().state_digest();
            const RulePreviewReply preview = shop.preview(rows, 2);
            ASSERT_EQ(shop.engine().state_digest(), digest);
            SupplyReply made;
            shop.engine().put_segment_rules(rows, shop.shop().context(), made);
            const Figures after = shop.figures();
            EXPECT_EQ(text_of(preview.judged), text_of(made));
            std::set<OfferPlace> changed;
            for (const PositionPreview& each : preview.positions) {
                const OfferPlace place{each.sku, each.node, each.segment, each.method};
                EXPECT_TRUE(changed.insert(place).second) << "twice: " << text_of(place);
                EXPECT_EQ(text_of(each.before), text_of(before.at(place))) << text_of(place);
                EXPECT_EQ(text_of(each.after), text_of(after.at(place))) << text_of(place);
            }
            for (const auto& [place, figures] : before) {
                const auto& [sku, node, segment, method] = place;
                if (changed.contains(place) || !segment.is_none() || method != method_ship)
                    continue;
                EXPECT_EQ(text_of(figures), text_of(after.at(place))) << text_of(place);
            }
            ASSERT_FALSE(testing::Test::HasFailure()) << "round " << round;
            told += preview.positions.size();
            shop.shop().wait(std::chrono::minutes(2));
        }
    }
    EXPECT_GT(told, 0U);
}

TEST(Preview, IsTheSameByPagesOfAnyLength) {
    for (const std::uint64_t seed : random_seeds(60)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        PreviewShop shop(seed);
        const auto rows = shop.some_rows();
        const RulePreviewReply whole = shop.preview(rows, kPreviewPageMax);
        const RulePreviewReply pages = shop.preview(rows, 1);
        ASSERT_EQ(whole.positions.size(), pages.positions.size());
        for (std::size_t i = 0; i < whole.positions.size(); ++i) {
            EXPECT_EQ(whole.positions[i].node, pages.positions[i].node);
            EXPECT_EQ(whole.positions[i].sku, pages.positions[i].sku);
            EXPECT_EQ(whole.positions[i].after, pages.positions[i].after);
        }
        ASSERT_EQ(whole.touched.size(), pages.touched.size());
        for (std::size_t i = 0; i < whole.touched.size(); ++i) {
            EXPECT_EQ(whole.touched[i].reservation, pages.touched[i].reservation);
            EXPECT_EQ(whole.touched[i].line, pages.touched[i].line);
        }
        EXPECT_EQ(whole.totals.unavailable, pages.totals.unavailable);
        EXPECT_EQ(whole.totals.touched, pages.totals.touched);
    }
}

/// Whether a hold is the only line of its reservation, held for now at a node.
bool is_plain(const ReservationEntry& entry) {
    return entry.lines.size() == 1 && entry.lines.front().held > 0 &&
           entry.lines.front().allocated == 0 && entry.lines.front().day == kNoDay;
}

// Asked after the change, the owner of a hold that is not touched can still be granted it; that of
// one that is touched cannot.
TEST(Preview, TouchesTheHoldsThatWouldBeRefused) {
    std::size_t touched_lines = 0;
    for (const std::uint64_t seed : random_seeds(200)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        PreviewShop shop(seed, PreviewShop::Segments::none);
        auto rows = shop.some_rows();
        rows.resize(1);
        rows.front().name = "fresh";
        rows.front().change = RuleChange::put;
        rows.front().scope.segment = {};
        rows.front().scope.method = method_ship;
        const RulePreviewReply preview = shop.preview(rows, 5);
        if (preview.judged.refused > 0) continue;
        SupplyReply made;
        shop.engine().put_selling_rules(rows, shop.shop().context(), made);
        std::set<std::string> touched;
        for (const TouchedLine& line : preview.touched)
            touched.insert(line.reservation);
        touched_lines += touched.size();
        for (const ReservationEntry& entry : shop.reservations()) {
            if (!is_plain(entry)) continue;
            const ReservationLine& line = entry.lines.front();
            std::vector<NodeAvailability> positions;
            shop.engine().item_availability(line.sku, entry.id, {}, positions);
            for (const NodeAvailability& each : positions) {
                if (each.node != line.node) continue;
                const bool is_ours =
                    shop.engine().selling_rule_name(each.safety_rule) == rows.front().name ||
                    shop.engine().selling_rule_name(each.stopped_by) == rows.front().name;
                const bool is_refused = each.figures.ats < line.held;
                if (touched.contains(entry.id)) {
                    EXPECT_TRUE(is_refused) << entry.id;
                } else {
                    EXPECT_FALSE(is_refused && is_ours) << entry.id;
                }
            }
        }
        ASSERT_FALSE(testing::Test::HasFailure());
    }
    EXPECT_GT(touched_lines, 0U);
}

TEST(Preview, OfWhatBeginsLaterIsOfWhenItIsInEffect) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId dc = shop.node("dc1");
    shop.stock(cup, dc, 10, 1);
    const Time begin =
        std::chrono::floor<std::chrono::seconds>(shop.clock().wall()) + std::chrono::minutes(10);
    const SellingRuleRow row{
        .name = "later", .scope = {.sku = cup, .node = dc}, .figure = 4, .from = begin
    };
    RulePreviewReply preview;
    shop.engine().preview_rules(
        RulePreviewRequest{.rows = {&row, 1}}, shop.clock().wall(), preview
    );
    ASSERT_EQ(preview.positions.size(), 1U);
    EXPECT_EQ(preview.positions[0].before.ats, 9);
    EXPECT_EQ(preview.positions[0].after.ats, 6);
    EXPECT_EQ(preview.totals.unavailable, 3);
    SupplyReply made;
    shop.engine().put_selling_rules({&row, 1}, shop.context(), made);
    EXPECT_EQ(shop.ats(cup, dc), 9);
    shop.wait(std::chrono::minutes(11));
    EXPECT_EQ(shop.ats(cup, dc), preview.positions[0].after.ats);
}

TEST(Preview, RefusesWhatIsNoPage) {
    Shop shop;
    const SellingRuleRow row{
        .name = "all", .effect = RuleEffect::stop, .scope = {.node = shop.node("dc1")}
    };
    RulePreviewReply reply;
    for (const std::string_view after :
         {"x", "p:", "p:0:0:0", "p:1:1:2", "p:1:1", "r:", "r:4096:", "r:1", "p:99999999999:0:0"}) {
        shop.engine().preview_rules(
            RulePreviewRequest{.rows = {&row, 1}, .after = after}, shop.clock().wall(), reply
        );
        EXPECT_EQ(reply.judged.outcome, Outcome::bad_value) << after;
    }
    shop.engine().preview_rules(
        RulePreviewRequest{.rows = {&row, 1}, .limit = 0}, shop.clock().wall(), reply
    );
    EXPECT_EQ(reply.judged.outcome, Outcome::bad_value);
    shop.engine().preview_rules(RulePreviewRequest{.rows = {}}, shop.clock().wall(), reply);
    EXPECT_EQ(reply.judged.outcome, Outcome::no_lines);
}

}  // namespace
}  // namespace earmark
