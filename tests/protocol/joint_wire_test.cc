// Joint batches larger than a frame, over a socket.
#include "tests/protocol/server_desk.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earmark::protocol {
namespace {

constexpr std::size_t kFrameBytes = std::size_t{4} << 20U;

/// Orders of twenty items each, of which there is enough at one node.
class JointWire : public testing::Test {
  protected:
    void SetUp() override {
        constexpr std::uint32_t kItems = 20;
        const CallContext context{.now = SystemClock().wall()};
        PutReply put;
        SupplyReply supply;
        for (std::uint32_t line = 1; line <= kItems; ++line) {
            ItemRow item;
            const std::string name = "part-" + std::to_string(line);
            item.sku = name;
            desk_.engine().put_items({&item, 1}, context, put);
            const SkuId sku(put.ids.at(0));
            const SupplyRow row{.sku = sku, .node = desk_.node(), .quantity = 1'000'000};
            desk_.engine().apply_supply({.source = {}, .rows = {&row, 1}}, context, supply);
            lines_.push_back({.line = line, .sku = sku, .quantity = line});
        }
    }

    void make_orders(std::size_t count) {
        for (std::size_t index = 0; index < count; ++index)
            ids_.push_back("order-" + std::to_string(index) + std::string(40, '-'));
        for (const std::string& id : ids_) {
            SourceRequest& order = orders_.emplace_back();
            order.id = id;
            order.lines = lines_;
            order.ship_to.postal_code = "90001";
        }
    }

    Result<JointSourceReply> source(SourceMode mode, std::string_view batch) {
        Client client = desk_.client({.answer_within = std::chrono::minutes(2)});
        return client.source_jointly(
            {.mode = mode,
             .batch = batch,
             .orders = orders_,
             .threads = 1,
             .time_max = std::chrono::seconds(1)}
        );
    }

    ServerDesk desk_;
    std::vector<OrderLine> lines_;
    std::vector<std::string> ids_;
    std::vector<SourceRequest> orders_;
};

TEST_F(JointWire, ABatchAndItsAnswerMayBothBeLargerThanAFrame) {
    make_orders(kJointOrdersMax);
    Builder whole;
    encode_request(whole, JointCall{.batch = {.orders = orders_}, .parts = 0}, {});
    ASSERT_GT(whole.GetSize(), kFrameBytes);
    const auto reply = source(SourceMode::quote, "monday");
    ASSERT_TRUE(reply) << reply.error().detail;
    ASSERT_EQ(reply->outcome, Outcome::done) << reply->detail;
    EXPECT_EQ(reply->held, kJointOrdersMax);
    ASSERT_EQ(reply->answers.size(), kJointOrdersMax);
    ASSERT_EQ(reply->shipments.size(), kJointOrdersMax * lines_.size());
    encode_reply(whole, JointPage{.reply = *reply, .next_row = 0});
    EXPECT_GT(whole.GetSize(), kFrameBytes);
    for (std::size_t row = 0; row < reply->shipments.size(); ++row) {
        const JointShipment& shipment = reply->shipments[row];
        const OrderLine& line = lines_[row % lines_.size()];
        ASSERT_EQ(shipment.order, row / lines_.size());
        ASSERT_EQ(shipment.line, line.line);
        ASSERT_EQ(shipment.sku, line.sku);
        ASSERT_EQ(shipment.units, line.quantity);
        ASSERT_EQ(shipment.node, desk_.node());
    }
    EXPECT_EQ(desk_.service().joint_parts.bytes(), 0U);
    EXPECT_EQ(desk_.service().joint_results.count(), 0U);
}

TEST_F(JointWire, TooManyOrdersAreRefusedByTheirCount) {
    make_orders(kJointOrdersMax + 1);
    const auto reply = source(SourceMode::quote, "monday");
    ASSERT_TRUE(reply) << reply.error().detail;
    EXPECT_EQ(reply->outcome, Outcome::bad_value);
    EXPECT_NE(reply->detail.find("expected at most 10000"), std::string::npos) << reply->detail;
}

TEST_F(JointWire, ALargeBatchNeedsAName) {
    make_orders(kJointOrdersMax);
    const auto reply = source(SourceMode::quote, "");
    ASSERT_TRUE(reply) << reply.error().detail;
    EXPECT_EQ(reply->outcome, Outcome::bad_value);
    EXPECT_NE(reply->detail.find("name"), std::string::npos) << reply->detail;
}

}  // namespace
}  // namespace earmark::protocol
