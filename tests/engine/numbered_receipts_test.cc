// Receipts, transfers and dispositions that their source numbers: what the log keeps of it.
#include "tests/support/engine_copy.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earmark {
namespace {

class NumberedReceipts : public testing::Test {
  protected:
    void SetUp() override {
        shop_.wait(std::chrono::seconds(1));
        shop_.stock(cup_, dc_, 10);
    }

    ReceiptRow row(ReceiptChange change, Units quantity, std::uint64_t sequence) {
        ReceiptRow row{.change = change, .sku = cup_, .node = dc_, .receipt = "po1"};
        row.day = static_cast<Day>(shop_.engine().today() + 2);
        row.quantity = quantity;
        row.sequence = sequence;
        return row;
    }

    SupplyReply put(const std::vector<ReceiptRow>& rows, std::string_view source = "wms") {
        SupplyReply reply;
        shop_.engine().put_receipts({.rows = rows, .source = source}, shop_.context(), reply);
        return reply;
    }

    SupplyReply dispose(Units quantity, std::uint64_t sequence) {
        DispositionRow row{.sku = cup_, .node = dc_, .quantity = quantity, .sequence = sequence};
        SupplyReply reply;
        shop_.engine().dispose({.rows = {&row, 1}, .source = "wms"}, shop_.context(), reply);
        return reply;
    }

    Units on_hand() { return shop_.figures(cup_, dc_).on_hand; }

    Shop shop_;
    const SkuId cup_ = shop_.item("cup");
    const NodeId dc_ = shop_.node("dc1");
};

TEST_F(NumberedReceipts, RowsOfOneRequestAreJudgedOneAfterTheOther) {
    const auto reply = put(
        {row(ReceiptChange::put, 8, 1),
         row(ReceiptChange::receive, 3, 2),
         row(ReceiptChange::receive, 3, 2),
         row(ReceiptChange::receive, 1, 1)}
    );
    EXPECT_EQ(reply.applied, 2U);
    ASSERT_EQ(reply.answers.size(), 2U);
    EXPECT_EQ(reply.answers[0].row, 2U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::stale);
    EXPECT_EQ(reply.answers[1].verdict, RowVerdict::stale);
    EXPECT_EQ(on_hand(), 13);
}

TEST_F(NumberedReceipts, ANumberNeedsASource) {
    const auto nobody = put({row(ReceiptChange::put, 8, 1)}, {});
    EXPECT_EQ(nobody.outcome, Outcome::bad_value);
    EXPECT_NE(nobody.detail.find("source"), std::string::npos);
    EXPECT_EQ(
        put({row(ReceiptChange::put, 8, 1)}, std::string(33, 'x')).outcome, Outcome::bad_value
    );
    EXPECT_EQ(put({row(ReceiptChange::put, 8, 0)}, {}).applied, 1U);
}

TEST_F(NumberedReceipts, ANumberIsAtMostTheGreatestSignedOne) {
    constexpr std::uint64_t kGreatest = 9'223'372'036'854'775'807U;
    const std::string expected =
        "sequence: found 9223372036854775808, expected at most 9223372036854775807";
    const std::uint64_t before = shop_.engine().state_digest();
    const auto receipt =
        put({row(ReceiptChange::put, 8, 1), row(ReceiptChange::put, 9, kGreatest + 1)});
    EXPECT_EQ(receipt.outcome, Outcome::bad_value);
    EXPECT_EQ(receipt.detail, expected);
    EXPECT_EQ(dispose(1, kGreatest + 1).detail, expected);
    const auto supply =
        shop_.supply("wms", {{.sku = cup_, .node = dc_, .quantity = 7, .sequence = kGreatest + 1}});
    EXPECT_EQ(supply.outcome, Outcome::bad_value);
    EXPECT_EQ(supply.detail, expected);
    EXPECT_EQ(shop_.engine().state_digest(), before);
    EXPECT_EQ(put({row(ReceiptChange::put, 8, kGreatest)}).applied, 1U);
}

TEST_F(NumberedReceipts, WithoutANumberRecordsAreAsTheyWere) {
    put({row(ReceiptChange::put, 8, 0)});
    const std::size_t plain = shop_.log().record(shop_.log().newest()).size();
    put({row(ReceiptChange::put, 9, 1)});
    const std::size_t numbered = shop_.log().record(shop_.log().newest()).size();
    EXPECT_EQ(numbered, plain + 2 + 24 + 4 + 8);
}

TEST_F(NumberedReceipts, ARowThatFindsAllAsItSaysIsNewerAllTheSame) {
    put({row(ReceiptChange::put, 8, 0)});
    const Lsn before = shop_.log().newest();
    EXPECT_EQ(put({row(ReceiptChange::put, 8, 0)}).unchanged, 1U);
    EXPECT_EQ(shop_.log().newest(), before);
    EXPECT_EQ(put({row(ReceiptChange::put, 8, 5)}).unchanged, 1U);
    EXPECT_EQ(shop_.log().newest(), before + 1);
    EXPECT_EQ(put({row(ReceiptChange::receive, 3, 4)}).refused, 1U);
    EXPECT_EQ(replayed(shop_.log())->state_digest(), shop_.engine().state_digest());
}

TEST_F(NumberedReceipts, ARefusedRowLeavesThePositionAsItWas) {
    EXPECT_EQ(
        put({row(ReceiptChange::receive, 3, 7)}).answers.at(0).verdict, RowVerdict::unknown_receipt
    );
    EXPECT_EQ(put({row(ReceiptChange::put, 8, 6)}).applied, 1U);
    EXPECT_EQ(dispose(99, 8).answers.at(0).verdict, RowVerdict::below_zero);
    EXPECT_EQ(dispose(2, 8).applied, 1U);
    EXPECT_EQ(dispose(2, 8).answers.at(0).verdict, RowVerdict::stale);
    const auto feeds = shop_.engine().source_feeds();
    ASSERT_EQ(feeds.size(), 1U);
    EXPECT_EQ(feeds[0].newest, 8U);
    EXPECT_EQ(feeds[0].gaps, 0U);
    EXPECT_EQ(feeds[0].applied, 2U);
    EXPECT_EQ(feeds[0].stale, 1U);
    EXPECT_EQ(feeds[0].refused, 2U);
}

// A record may have no number at its end, so one cut right before it is an older one; cut anywhere
// else it is refused.
TEST_F(NumberedReceipts, DamagedRecordsAreRefused) {
    put({row(ReceiptChange::put, 8, 1)});
    const Lsn last = shop_.log().newest();
    const auto record = shop_.log().record(last);
    std::size_t accepted = 0;
    for (std::size_t bytes = 0; bytes < record.size(); ++bytes) {
        Engine second;
        for (Lsn before = 1; before < last; ++before)
            ASSERT_TRUE(second.replay(before, shop_.log().record(before), 0, 1).has_value());
        if (second.replay(last, std::span(record).first(bytes), 0, 1)) ++accepted;
    }
    EXPECT_EQ(accepted, 1U);
}

TEST_F(NumberedReceipts, ImagesKeepThemAndOlderRecordsChangeNothing) {
    put({row(ReceiptChange::put, 8, 1), row(ReceiptChange::receive, 3, 2)});
    dispose(1, 3);
    const StateImage image = image_of(shop_.engine(), shop_.log());
    const auto newest = shop_.log().newest();
    const auto second = recovered({.from = 0, .parts = image.parts}, shop_.log(), newest);
    EXPECT_EQ(second->state_digest(), shop_.engine().state_digest());
    put({row(ReceiptChange::receive, 1, 9)});
    const auto third = recovered(image, shop_.log(), shop_.log().newest(), /*workers=*/2);
    EXPECT_EQ(third->state_digest(), shop_.engine().state_digest());
    EXPECT_EQ(third->source_feeds().at(0).newest, 9U);
}

}  // namespace
}  // namespace earmark
