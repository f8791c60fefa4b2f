#include "protocol/json.h"

#include "protocol/message_codec.h"
#include "tests/protocol/sample_messages.h"

#include <gtest/gtest.h>

namespace earmark::protocol {
namespace {

TEST(Json, EveryMessageComesBackFromItsText) {
    auto samples = sample_requests();
    for (auto& sample : sample_replies())
        samples.push_back(std::move(sample));
    for (const SampleMessage& sample : samples) {
        const auto json = table_to_json(sample.table, sample.payload);
        ASSERT_TRUE(json) << sample.table;
        const auto payload = json_to_table(sample.table, *json);
        ASSERT_TRUE(payload) << sample.table << ": " << payload.error().detail;
        const auto again = table_to_json(sample.table, *payload);
        ASSERT_TRUE(again) << sample.table;
        EXPECT_EQ(*again, *json);
        EXPECT_FALSE(sample.echo(*payload).empty()) << sample.table;
    }
}

TEST(Json, VerdictsAreWordsAndQuotesAreStrict) {
    ReserveReply reply;
    reply.outcome = Outcome::lines_refused;
    reply.lines = {{.line = 3, .verdict = LineVerdict::insufficient_stock, .reserved = 0, .ats = 2}
    };
    const std::string json = to_json(reply);
    EXPECT_NE(json.find("\"outcome\": \"lines_refused\""), std::string::npos) << json;
    EXPECT_NE(json.find("\"verdict\": \"insufficient_stock\""), std::string::npos) << json;
    EXPECT_NE(json.find("\"lsn\": 0"), std::string::npos) << json;
}

TEST(Json, TextThatIsNoSuchMessageIsRefusedWithItsPlace) {
    const auto unknown = json_to_table("ReserveRequest", "{\"idd\": \"r1\"}");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::bad_input);
    EXPECT_NE(unknown.error().detail.find("idd"), std::string::npos) << unknown.error().detail;
    EXPECT_FALSE(json_to_table("ReserveRequest", "{\"id\": "));
    EXPECT_FALSE(json_to_table("NoSuchRequest", "{}"));
}

TEST(Json, ATextThatIsNotUtf8IsAnError) {
    Builder builder;
    encode_hello(builder, "\xFF\xFE");
    EXPECT_FALSE(table_to_json("HelloRequest", finished(builder)));
}

}  // namespace
}  // namespace earmark::protocol
