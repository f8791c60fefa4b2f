// What of a joint batch is kept between its frames, and for how long.
#include "protocol/joint_parts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earmark::protocol {
namespace {

constexpr Duration kBegin = std::chrono::hours(1);

class JointPartsTest : public testing::Test {
  protected:
    Outcome add(std::string_view batch, std::uint32_t part, std::size_t orders, Duration now) {
        orders_.resize(orders);
        const JointOrdersPart request{.batch = batch, .part = part, .orders = orders_};
        Builder builder;
        encode_request(builder, request);
        parts_.add(request, finished(builder), now, reply_);
        return reply_.outcome;
    }

    JointParts parts_;
    JointOrdersReply reply_;
    std::vector<SourceRequest> orders_;
    std::vector<ByteBuffer> taken_;
};

TEST_F(JointPartsTest, AreTakenInTheirOrderWhateverTheOrderTheyCameIn) {
    EXPECT_EQ(add("monday", 1, 2, kBegin), Outcome::done);
    EXPECT_NE(parts_.take("monday", 2, taken_), "");
    EXPECT_EQ(add("monday", 0, 3, kBegin), Outcome::done);
    EXPECT_EQ(add("monday", 0, 3, kBegin), Outcome::done);
    EXPECT_EQ(reply_.parts, 2U);
    EXPECT_EQ(reply_.orders, 5U);
    EXPECT_NE(parts_.take("monday", 3, taken_), "");
    EXPECT_NE(parts_.take("tuesday", 2, taken_), "");
    EXPECT_EQ(parts_.take("monday", 2, taken_), "");
    ASSERT_EQ(taken_.size(), 2U);
    DecodeRoom room;
    JointOrdersPart first;
    ASSERT_TRUE(decode_request(taken_[0].span(), room, first));
    EXPECT_EQ(first.part, 0U);
    EXPECT_EQ(first.orders.size(), 3U);
    EXPECT_EQ(parts_.bytes(), 0U);
    EXPECT_NE(parts_.take("monday", 2, taken_), "");
}

TEST_F(JointPartsTest, OfAClientThatIsGoneNothingStays) {
    EXPECT_EQ(add("monday", 0, 3, kBegin), Outcome::done);
    EXPECT_EQ(add("tuesday", 0, 3, kBegin + kJointKeptFor / 2), Outcome::done);
    parts_.forget_old(kBegin + kJointKeptFor - Duration(1));
    EXPECT_NE(parts_.bytes(), 0U);
    parts_.forget_old(kBegin + kJointKeptFor);
    EXPECT_NE(parts_.take("monday", 1, taken_), "");
    EXPECT_EQ(parts_.take("tuesday", 1, taken_), "");
    EXPECT_EQ(parts_.bytes(), 0U);
}

TEST_F(JointPartsTest, LimitsAreNamedAndLeaveTheBatchAsItWas) {
    EXPECT_EQ(add("", 0, 1, kBegin), Outcome::bad_value);
    EXPECT_EQ(add("monday", kJointPartsMax, 1, kBegin), Outcome::bad_value);
    EXPECT_EQ(add("monday", 0, kJointOrdersMax, kBegin), Outcome::done);
    EXPECT_EQ(add("monday", 1, 1, kBegin), Outcome::bad_value);
    EXPECT_NE(reply_.detail.find("found 10001"), std::string::npos) << reply_.detail;
    EXPECT_EQ(parts_.take("monday", 1, taken_), "");
    for (std::size_t batch = 0; batch < kJointBatchesSentMax; ++batch)
        EXPECT_EQ(add("batch " + std::to_string(batch), 0, 1, kBegin), Outcome::done);
    EXPECT_EQ(add("one more", 0, 1, kBegin), Outcome::overloaded);
    EXPECT_EQ(add("batch 0", 1, 1, kBegin), Outcome::done);
}

JointSourceReply sample_reply() {
    JointSourceReply reply;
    reply.held = 7;
    reply.answers.resize(5);
    for (std::uint32_t row = 0; row < 5; ++row)
        reply.answers[row].cost = row;
    reply.refusals = {{1, "no lines"}, {3, std::string(500, 'x')}};
    reply.prices.resize(3);
    for (std::uint32_t row = 0; row < 9; ++row)
        reply.shipments.push_back({row + 1, row, 1, SkuId(1), NodeId(2)});
    return reply;
}

TEST(JointResults, PagesOfAnySizeTellEveryRowOnce) {
    const JointSourceReply whole = sample_reply();
    for (const std::size_t bytes : {1U, 50U, 100U, 300U, 700U}) {
        JointResults results;
        JointPage page = results.keep("monday", whole, bytes, kBegin);
        EXPECT_EQ(page.reply.held, 7U);
        JointSourceReply all = page.reply;
        while (page.next_row != 0) {
            EXPECT_EQ(results.count(), 1U);
            page = results.page({.batch = "monday", .row = page.next_row}, bytes, kBegin);
            ASSERT_EQ(page.reply.outcome, Outcome::done) << page.reply.detail;
            for (const JointOrderAnswer& answer : page.reply.answers)
                all.answers.push_back(answer);
            for (const JointRefusal& refusal : page.reply.refusals)
                all.refusals.push_back(refusal);
            for (const ScarcityRow& price : page.reply.prices)
                all.prices.push_back(price);
            for (const JointShipment& shipment : page.reply.shipments)
                all.shipments.push_back(shipment);
        }
        EXPECT_EQ(results.count(), 0U);
        EXPECT_EQ(all.prices.size(), 3U);
        ASSERT_EQ(all.answers.size(), 5U);
        EXPECT_EQ(all.answers[4].cost, 4);
        ASSERT_EQ(all.refusals.size(), 2U);
        EXPECT_EQ(all.refusals[1].detail.size(), 500U);
        ASSERT_EQ(all.shipments.size(), 9U);
        EXPECT_EQ(all.shipments[8].units, 9);
    }
}

TEST(JointResults, AreForgottenAfterAMinuteAndTheOldestWhenThereAreMany) {
    JointResults results;
    for (std::size_t batch = 0; batch <= kJointResultsKept; ++batch) {
        const Duration now = kBegin + std::chrono::seconds(batch);
        EXPECT_NE(results.keep(std::to_string(batch), sample_reply(), 100, now).next_row, 0U);
    }
    EXPECT_EQ(results.count(), kJointResultsKept);
    EXPECT_EQ(
        results.page({.batch = "0", .row = 2}, 100, kBegin).reply.outcome, Outcome::bad_value
    );
    EXPECT_EQ(results.page({.batch = "1", .row = 2}, 100, kBegin).reply.outcome, Outcome::done);
    EXPECT_EQ(
        results.page({.batch = "1", .row = 99}, 100, kBegin).reply.outcome, Outcome::bad_value
    );
    results.forget_old(kBegin + std::chrono::seconds(5) + kJointKeptFor);
    EXPECT_EQ(results.count(), 0U);
}

}  // namespace
}  // namespace earmark::protocol
