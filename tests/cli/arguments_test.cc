#include "protocol/cli/arguments.h"

#include <gtest/gtest.h>

namespace earmark::cli {
namespace {

TEST(Arguments, AServerIsAHostAndAPort) {
    EXPECT_EQ(parse_server("127.0.0.1:7411")->host, "127.0.0.1");
    EXPECT_EQ(parse_server("stock.example:80")->port, 80);
    EXPECT_EQ(parse_server("[::1]:7411")->host, "::1");
    for (const char* text :
         {"", "host", "host:", ":7411", "host:0", "host:65536", "host:x", "[]:1"}) {
        const auto server = parse_server(text);
        ASSERT_FALSE(server.has_value()) << text;
        EXPECT_NE(server.error().detail.find("expected HOST:PORT"), std::string::npos);
    }
}

TEST(Arguments, ALineNamesItemNodeAndQuantity) {
    const auto line = parse_node_line("85123A@reno=1.5");
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->sku, "85123A");
    EXPECT_EQ(line->node, "reno");
    EXPECT_EQ(line->quantity, "1.5");
    for (const char* text : {"", "A=1", "A@=1", "@N=1", "A@N", "A@N=", "=1"}) {
        EXPECT_FALSE(parse_node_line(text).has_value()) << text;
    }
}

TEST(Arguments, ASkuMayContainTheSignsThatDivide) {
    const auto line = parse_node_line("a@b=c@reno=2");
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->sku, "a@b=c");
    EXPECT_EQ(line->node, "reno");
    EXPECT_EQ(parse_line("a=b=2")->sku, "a=b");
}

TEST(Arguments, APartNamesALineByItsNumber) {
    EXPECT_EQ(parse_part("3=1.5")->line, 3U);
    EXPECT_EQ(parse_part("3=1.5")->quantity, "1.5");
    EXPECT_EQ(parse_part("3=1.5")->node, "");
    EXPECT_EQ(parse_part("3@reno=1.5")->node, "reno");
    for (const char* text : {"", "3", "3=", "3@=1", "=1", "x=1", "-1=1", "4294967296=1"}) {
        EXPECT_FALSE(parse_part(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace earmark::cli
