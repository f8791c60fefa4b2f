// Feeds: absolute, relative, late, wrong.
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace earmark {
namespace {

class Supply : public testing::Test {
  protected:
    /// The verdict of one row.
    RowVerdict feed(
        SupplyChange change, Units quantity, std::uint64_t sequence = 0, const char* source = "erp"
    ) {
        const auto reply = shop_.supply(
            source,
            {{.sku = cup_, .node = dc_, .change = change, .quantity = quantity, .sequence = sequence
            }}
        );
        EXPECT_EQ(reply.outcome, Outcome::done);
        EXPECT_EQ(reply.applied + reply.unchanged + reply.refused, 1U);
        EXPECT_EQ(reply.answers.size(), reply.refused);
        if (reply.refused > 0) return reply.answers.at(0).verdict;
        return reply.applied > 0 ? RowVerdict::applied : RowVerdict::unchanged;
    }

    Units on_hand() { return shop_.figures(cup_, dc_).on_hand; }
    Units safety() { return shop_.figures(cup_, dc_).safety; }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const NodeId dc_ = shop_.node("dc1");
};

TEST_F(Supply, SyncIsAbsoluteAndAdjustIsRelative) {
    EXPECT_EQ(feed(SupplyChange::sync, 10), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::adjust, 5), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::adjust, -3), RowVerdict::applied);
    EXPECT_EQ(on_hand(), 12);
    EXPECT_EQ(feed(SupplyChange::sync, 7), RowVerdict::applied);
    EXPECT_EQ(on_hand(), 7);
    EXPECT_EQ(feed(SupplyChange::safety, 3), RowVerdict::applied);
    EXPECT_EQ(safety(), 3);
    EXPECT_EQ(on_hand(), 7);
}

TEST_F(Supply, UnchangedRowsCostNoLogRecord) {
    ASSERT_EQ(feed(SupplyChange::sync, 10), RowVerdict::applied);
    const Lsn before = shop_.log().newest();
    EXPECT_EQ(feed(SupplyChange::sync, 10), RowVerdict::unchanged);
    EXPECT_EQ(feed(SupplyChange::adjust, 0), RowVerdict::unchanged);
    EXPECT_EQ(shop_.log().newest(), before);
}

TEST_F(Supply, BothFiguresOfAMessageAreTakenOrNeitherIs) {
    const auto feed_both = [&](Units on_hand, Units safety, std::uint64_t sequence) {
        return shop_.supply(
            "wms",
            {{.sku = cup_, .node = dc_, .quantity = on_hand, .sequence = sequence},
             {.sku = cup_,
              .node = dc_,
              .change = SupplyChange::safety,
              .quantity = safety,
              .sequence = sequence}}
        );
    };
    EXPECT_EQ(feed_both(10, 5, 100).applied, 2U);
    EXPECT_EQ(on_hand(), 10);
    EXPECT_EQ(safety(), 5);
    const SupplyReply stale = feed_both(99, 0, 99);
    EXPECT_EQ(stale.refused, 2U);
    EXPECT_EQ(feed_both(99, 0, 100).refused, 2U) << "repeated";
    EXPECT_EQ(on_hand(), 10);
    EXPECT_EQ(safety(), 5);
    EXPECT_EQ(feed_both(10, 4, 101).unchanged, 1U);
    EXPECT_EQ(safety(), 4);
}

TEST_F(Supply, AMessageIsNotDividedBetweenRecords) {
    std::vector<SupplyRow> rows;
    rows.push_back({.sku = cup_, .node = shop_.node("other"), .quantity = 1});
    for (std::uint64_t number = 1; number <= 150; ++number) {
        rows.push_back({.sku = cup_, .node = dc_, .quantity = 7, .sequence = number});
        rows.push_back(
            {.sku = cup_,
             .node = dc_,
             .change = SupplyChange::safety,
             .quantity = static_cast<Units>(number),
             .sequence = number}
        );
    }
    EXPECT_EQ(shop_.supply("wms", rows).refused, 0U);
    EXPECT_EQ(safety(), 150);
}

TEST_F(Supply, LateRowsAreStaleBySourceAndPosition) {
    EXPECT_EQ(feed(SupplyChange::sync, 10, /*sequence=*/5), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::sync, 11, /*sequence=*/5), RowVerdict::stale);
    EXPECT_EQ(feed(SupplyChange::adjust, 1, /*sequence=*/4), RowVerdict::stale);
    EXPECT_EQ(feed(SupplyChange::safety, 1, /*sequence=*/4), RowVerdict::stale);
    EXPECT_EQ(on_hand(), 10);
    EXPECT_EQ(feed(SupplyChange::sync, 12, /*sequence=*/1, "wms"), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::adjust, 1, /*sequence=*/6), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::adjust, 1, /*sequence=*/1, "wms"), RowVerdict::stale);
    EXPECT_EQ(on_hand(), 13);
    const NodeId other = shop_.node("other");
    const auto elsewhere =
        shop_.supply("erp", {{.sku = cup_, .node = other, .quantity = 3, .sequence = 2}});
    EXPECT_EQ(elsewhere.applied, 1U);
}

TEST_F(Supply, UnnumberedRowsAreAlwaysApplied) {
    EXPECT_EQ(feed(SupplyChange::sync, 10, /*sequence=*/5), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::adjust, 1), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::adjust, 1), RowVerdict::applied);
    EXPECT_EQ(on_hand(), 12);
}

TEST_F(Supply, UnchangedRowStillMovesTheSequence) {
    ASSERT_EQ(feed(SupplyChange::sync, 10, /*sequence=*/5), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::sync, 10, /*sequence=*/7), RowVerdict::unchanged);
    EXPECT_EQ(feed(SupplyChange::adjust, 1, /*sequence=*/6), RowVerdict::stale);
}

TEST_F(Supply, ManySourcesKeepTheirOwnSequence) {
    for (int source = 0; source < 40; ++source) {
        const std::string name = "source" + std::to_string(source);
        EXPECT_EQ(
            feed(
                SupplyChange::adjust,
                1,
                /*sequence=*/100U + static_cast<unsigned>(source),
                name.c_str()
            ),
            RowVerdict::applied
        );
    }
    for (int source = 0; source < 40; ++source) {
        const std::string name = "source" + std::to_string(source);
        EXPECT_EQ(
            feed(
                SupplyChange::adjust,
                1,
                /*sequence=*/100U + static_cast<unsigned>(source),
                name.c_str()
            ),
            RowVerdict::stale
        );
    }
    EXPECT_EQ(on_hand(), 40);
}

TEST_F(Supply, RefusesWhatCannotBe) {
    ASSERT_EQ(feed(SupplyChange::sync, 10), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::sync, -1), RowVerdict::negative_quantity);
    EXPECT_EQ(feed(SupplyChange::safety, -1), RowVerdict::negative_quantity);
    EXPECT_EQ(feed(SupplyChange::sync, kUnitsMax + 1), RowVerdict::quantity_too_large);
    EXPECT_EQ(feed(SupplyChange::safety, kSafetyUnitsMax + 1), RowVerdict::quantity_too_large);
    EXPECT_EQ(feed(SupplyChange::adjust, -11), RowVerdict::below_zero);
    EXPECT_EQ(feed(SupplyChange::adjust, kUnitsMax - 9), RowVerdict::quantity_too_large);
    EXPECT_EQ(
        feed(SupplyChange::adjust, std::numeric_limits<Units>::max()),
        RowVerdict::quantity_too_large
    );
    EXPECT_EQ(
        feed(SupplyChange::adjust, std::numeric_limits<Units>::min()), RowVerdict::below_zero
    );
    EXPECT_EQ(
        feed(SupplyChange::sync, std::numeric_limits<Units>::min()), RowVerdict::negative_quantity
    );
    EXPECT_EQ(on_hand(), 10);
    EXPECT_EQ(safety(), 0);
    EXPECT_EQ(feed(SupplyChange::sync, kUnitsMax), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::safety, kSafetyUnitsMax), RowVerdict::applied);
    EXPECT_EQ(shop_.figures(cup_, dc_).ats, kUnitsMax - kSafetyUnitsMax);
}

TEST_F(Supply, RefusedRowDoesNotMoveTheSequence) {
    ASSERT_EQ(feed(SupplyChange::sync, 10, /*sequence=*/1), RowVerdict::applied);
    EXPECT_EQ(feed(SupplyChange::adjust, -11, /*sequence=*/5), RowVerdict::below_zero);
    EXPECT_EQ(feed(SupplyChange::adjust, -1, /*sequence=*/4), RowVerdict::applied);
}

TEST_F(Supply, GoodRowsGoOnAroundBadOnes) {
    const auto reply = shop_.supply(
        "erp",
        {{.sku = cup_, .node = dc_, .quantity = 5, .sequence = 1},
         {.sku = SkuId(77), .node = dc_, .quantity = 5, .sequence = 2},
         {.sku = cup_, .node = NodeId(77), .quantity = 5, .sequence = 3},
         {.sku = cup_, .node = dc_, .quantity = -5, .sequence = 4},
         {.sku = cup_, .node = dc_, .change = SupplyChange::adjust, .quantity = 2, .sequence = 5},
         {.sku = cup_, .node = dc_, .change = SupplyChange::adjust, .quantity = 2, .sequence = 5}}
    );
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.applied, 2U);
    EXPECT_EQ(reply.refused, 4U);
    ASSERT_EQ(reply.answers.size(), 4U);
    EXPECT_EQ(reply.answers[0].row, 1U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::unknown_item);
    EXPECT_EQ(reply.answers[1].row, 2U);
    EXPECT_EQ(reply.answers[1].verdict, RowVerdict::unknown_node);
    EXPECT_EQ(reply.answers[2].row, 3U);
    EXPECT_EQ(reply.answers[2].verdict, RowVerdict::negative_quantity);
    EXPECT_EQ(reply.answers[3].row, 5U);
    EXPECT_EQ(reply.answers[3].verdict, RowVerdict::stale);
    EXPECT_EQ(on_hand(), 7);
}

TEST_F(Supply, RequestsOutOfFormAreRefusedWhole) {
    const Lsn before = shop_.log().newest();
    EXPECT_EQ(shop_.supply("erp", {}).outcome, Outcome::no_lines);
    const std::vector<SupplyRow> many(
        kSupplyRowsMax + 1,
        {.sku = cup_, .node = dc_, .change = SupplyChange::adjust, .quantity = 1}
    );
    EXPECT_EQ(shop_.supply("erp", many).outcome, Outcome::too_many_lines);
    const auto nameless =
        shop_.supply({}, {{.sku = cup_, .node = dc_, .quantity = 1, .sequence = 1}});
    EXPECT_NE(nameless.outcome, Outcome::done);
    const std::string long_name(kSourceNameBytesMax + 1, 's');
    EXPECT_NE(
        shop_.supply(long_name, {{.sku = cup_, .node = dc_, .quantity = 1, .sequence = 1}}).outcome,
        Outcome::done
    );
    EXPECT_EQ(on_hand(), 0);
    EXPECT_EQ(shop_.log().newest(), before);
    shop_.expect_sound();
}

TEST_F(Supply, TheLargestFeedFits) {
    std::vector<SupplyRow> rows;
    for (std::size_t i = 0; i < kSupplyRowsMax; ++i) {
        rows.push_back(
            {.sku = cup_,
             .node = dc_,
             .change = SupplyChange::adjust,
             .quantity = 1'000'000 + static_cast<Units>(i % 2),
             .sequence = i + 1}
        );
    }
    const auto reply = shop_.supply(std::string(kSourceNameBytesMax, 's'), rows);
    EXPECT_EQ(reply.applied, kSupplyRowsMax);
    shop_.expect_sound();
}

}  // namespace
}  // namespace earmark
