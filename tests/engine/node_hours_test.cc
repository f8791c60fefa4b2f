// A node that has hours keeps a clock for them.
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {
namespace {

NodeRow node_in(std::string_view key, std::string_view time_zone) {
    NodeRow row;
    row.key = key;
    row.time_zone = time_zone;
    return row;
}

class NodeHours : public testing::Test {
  protected:
    NodeHours() {
        const auto done =
            put({node_in("open", "Europe/Berlin"), node_in("other", "Europe/Berlin")});
        const std::vector<ShippingRowChange> rows{
            {.row = CalendarRow{.name = "work", .weekdays = 0x1f}},
            {.row =
                 HoursRow{
                     .node = NodeId(done.ids.at(0)),
                     .calendar = "work",
                     .opens_minute = 480,
                     .closes_minute = 1'020,
                     .cutoff_minute = 840
                 }},
        };
        SupplyReply reply;
        shop_.engine().put_shipping(rows, shop_.context(), reply);
        EXPECT_EQ(reply.applied, rows.size());
    }

    PutReply put(const std::vector<NodeRow>& rows) {
        PutReply reply;
        shop_.engine().put_nodes(rows, shop_.context(), reply);
        return reply;
    }

    Shop shop_;
};

TEST_F(NodeHours, KeepATimeZoneByTheRow) {
    const std::uint64_t before = shop_.engine().state_digest();
    const PutReply none = put({node_in("open", "")});
    ASSERT_EQ(none.answers.size(), 1U);
    EXPECT_EQ(none.answers[0].verdict, RowVerdict::bad_value);
    EXPECT_EQ(none.answers[0].detail, "time_zone: found none, expected one, as the node has hours");
    const PutReply unknown = put({node_in("open", "Mars/Olympus")});
    ASSERT_EQ(unknown.answers.size(), 1U);
    EXPECT_NE(unknown.answers[0].detail.find("Mars/Olympus"), std::string::npos);
    EXPECT_EQ(shop_.engine().state_digest(), before);

    // No row beside it is put. A node without hours needs no clock.
    const PutReply both = put({node_in("open", ""), node_in("other", "")});
    EXPECT_EQ(both.answers.size(), 1U);
    EXPECT_TRUE(NodeId(both.ids.at(1)).is_none());
    EXPECT_EQ(shop_.engine().state_digest(), before);
    const PutReply other = put({node_in("other", "")});
    EXPECT_EQ(shop_.engine().node(NodeId(other.ids.at(0)))->time_zone, "");
    EXPECT_TRUE(put({node_in("open", "America/Chicago")}).answers.empty());
    shop_.expect_sound();
}

TEST_F(NodeHours, ArePreviewedWithTheirTimeZone) {
    const std::array<NodeRow, 1> rows{node_in("open", "")};
    const NodePreviewRequest request{.rows = rows, .after = {}, .limit = 10};
    RulePreviewReply reply;
    shop_.engine().preview_rules(request, shop_.context().now, reply);
    EXPECT_EQ(reply.judged.refused, 1U);
}

}  // namespace
}  // namespace earmark
