// Plans explained and compared on the command line.
#include "protocol/cli/whatif_picture.h"
#include "tests/cli/running_shop.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {
namespace {

/// Walks a file of XML strictly: every element ends, every attribute is quoted, every & is a known
/// one. Returns what is wrong; nothing if it is well-formed.
std::string what_is_wrong_with(std::string_view text) {
    std::vector<std::string> open;
    const std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    if (!text.starts_with(declaration)) return "no declaration";
    text.remove_prefix(declaration.size());
    while (!text.empty()) {
        if (text.front() == '&') {
            bool is_known = false;
            for (const std::string_view known : {"&amp;", "&lt;", "&gt;", "&quot;"})
                is_known = is_known || text.starts_with(known);
            if (!is_known) return "a bare & at " + std::string(text.substr(0, 20));
        }
        if (text.front() == '>') return "a bare > at " + std::string(text.substr(0, 20));
        if (static_cast<unsigned char>(text.front()) < 0x20 && text.front() != '\n')
            return "a control character";
        if (text.front() != '<') {
            if (open.empty() && text.front() != '\n') return "text outside of elements";
            text.remove_prefix(1);
            continue;
        }
        const std::size_t end = text.find('>');
        if (end == std::string_view::npos) return "a tag without end";
        std::string_view tag = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
        if (tag.starts_with('/')) {
            if (open.empty() || open.back() != tag.substr(1))
                return "wrong end " + std::string(tag);
            open.pop_back();
            continue;
        }
        const bool is_closed = tag.ends_with('/');
        if (is_closed) tag.remove_suffix(1);
        const std::string name(tag.substr(0, tag.find(' ')));
        if (std::count(tag.begin(), tag.end(), '"') % 2 != 0)
            return "quotes in " + std::string(tag);
        if (tag.find('<') != std::string_view::npos) return "< in " + std::string(tag);
        if (!is_closed) open.push_back(name);
    }
    return open.empty() ? "" : open.back() + " is open";
}

std::string three_orders(std::string_view more = "") {
    std::string text = "order,line,sku,quantity,postal_code,latitude,longitude\n";
    for (const std::string order : {"o1", "o2", "o3"})
        text += order + ",1,A,1,94103,37.77,-122.41\n";
    return text.append(more);
}

class WhatIfCommand : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale,weight_g\nA,0,500\nrope,2,80\n");
        shop_.load(
            "nodes",
            "node,latitude,longitude,tariff,priority\n"
            "reno,39.53,-119.81,post,5\njoliet & <co>,41.52,-88.08,post,1\nshut,41.5,-88.0,post,1\n"
        );
        shop_.load(
            "tariffs",
            "tariff,weight_g_max,zone_1,zone_2\npost,20000,9.00,12.25\nfast,20000,2.00,3.00\n"
        );
        shop_.load("zone-bands", "miles_max,zone\n600,1\n12500,2\n");
        shop_.load("stock", "sku,node,on_hand\nA,reno,2\nA,joliet & <co>,5\nrope,reno,200\n");
        shop_.load("profiles", "profile,per_priority\nliked,4.00\n");
        ASSERT_EQ(shop_.says({"disable-node", "shut"}).code, ExitCode::done);
    }

    std::vector<std::string> asking(std::vector<std::string> more) const {
        std::vector<std::string> arguments{
            "explain-order", "--to-postal", "94103", "--to-lat", "37.77", "--to-lon", "-122.41"
        };
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    RunningShop shop_;
};

TEST_F(WhatIfCommand, EveryNodeTermAndLineIsExplained) {
    const std::uint64_t before = shop_.engine().state_digest();
    const Said said = shop_.says(asking({"--line", "A=1"}));
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("reno           ships       without it 3.25 more")) << said.out;
    EXPECT_TRUE(said.contains("joliet & <co>  could ship  with it 3.25 more")) << said.out;
    EXPECT_TRUE(said.contains("shut           disabled")) << said.out;
    EXPECT_TRUE(said.contains("transport  9.00  100 %")) << said.out;
    const Said short_of = shop_.says(asking({"--line", "A=9", "--split"}));
    EXPECT_EQ(short_of.code, ExitCode::done) << short_of.err;
    EXPECT_TRUE(short_of.contains("no day is known")) << short_of.out;
    const Said json = shop_.says(asking({"--line", "A=1", "--json"}));
    EXPECT_TRUE(json.contains("\"fate\": \"chosen\"")) << json.out;
    EXPECT_TRUE(json.contains("\"more\": 3250000")) << json.out;
    EXPECT_EQ(shop_.engine().state_digest(), before);
}

TEST_F(WhatIfCommand, WhatIsSupposedChangesThePlanAlone) {
    const std::uint64_t before = shop_.engine().state_digest();
    const auto first_node = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"--line", "A=1"});
        const Said said = shop_.says(asking(more));
        EXPECT_EQ(said.code, ExitCode::done) << said.err;
        return said.out.substr(said.out.find('\n') + 1, 4);
    };
    EXPECT_EQ(first_node({}), "reno");
    EXPECT_EQ(first_node({"--if-disable", "reno"}), "joli");
    EXPECT_EQ(first_node({"--if-stock", "A@reno=0"}), "joli");
    EXPECT_EQ(first_node({"--if-more", "A@reno=-2"}), "joli");
    EXPECT_EQ(first_node({"--if-more", "A@reno=-1"}), "reno");
    EXPECT_EQ(first_node({"--if-tariff", "joliet & <co>=fast"}), "joli");
    EXPECT_EQ(first_node({"--if-weights", "per-priority=4.00"}), "joli");
    const TemporaryFile rules("rule,effect,nodes,country\nno-reno,exclude,reno,US\n");
    EXPECT_EQ(first_node({"--if-rules", rules.path()}), "joli");
    const TemporaryFile wrong("rule,effect,nodes\nno-reno,exclude,rino\n");
    const Said unknown = shop_.says(asking({"--line", "A=1", "--if-rules", wrong.path()}));
    EXPECT_EQ(unknown.code, ExitCode::refused);
    EXPECT_TRUE(unknown.complains(wrong.path() + ": row 2: ")) << unknown.err;
    EXPECT_TRUE(unknown.complains("rino")) << unknown.err;
    EXPECT_EQ(first_node({"--if-criteria", "priority;cost"}), "joli");
    EXPECT_EQ(first_node({"--if-enable", "shut", "--if-stock", "A@shut=1"}), "reno");
    EXPECT_EQ(
        shop_.says(asking({"--line", "A=1", "--if-weights", "speed=1"})).code, ExitCode::wrong_usage
    );
    EXPECT_EQ(
        shop_.says(asking({"--line", "A=1", "--if-stock", "A=1"})).code, ExitCode::wrong_usage
    );
    EXPECT_EQ(
        shop_.says(asking({"--line", "A=1", "--if-tariff", "reno=none"})).code, ExitCode::refused
    );
    EXPECT_EQ(shop_.engine().state_digest(), before);
}

TEST_F(WhatIfCommand, TwoWaysAreComparedOverAFile) {
    const TemporaryFile file(three_orders("o4,1,A,9,94103,37.77,-122.41\n"));
    const TemporaryFile picture("", ".svg");
    const Said said =
        shop_.says({"whatif", file.path(), "--against", "liked", "--svg", picture.path()});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("4 orders")) << said.out;
    EXPECT_TRUE(said.contains("least cost")) << said.out;
    EXPECT_TRUE(said.contains("36.75")) << said.out;  // Three from joliet.
    EXPECT_TRUE(said.contains("+9.75")) << said.out;
    const std::string drawn = picture.read();
    EXPECT_EQ(what_is_wrong_with(drawn), "");
    EXPECT_NE(drawn.find("joliet &amp; &lt;co&gt;"), std::string::npos);
    EXPECT_NE(drawn.find("Load per node"), std::string::npos);
    EXPECT_NE(drawn.find(">75 %<"), std::string::npos) << "three of four are filled";
    EXPECT_EQ(shop_.says({"whatif", file.path()}).code, ExitCode::wrong_usage);
}

TEST_F(WhatIfCommand, ConsumedUnitsAreGoneForTheOrdersAfter) {
    const TemporaryFile file(three_orders());
    const auto shipped = [&](std::vector<std::string> more) {
        std::vector<std::string> arguments{"--json", "whatif", file.path(), "--if-disable", "shut"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Said said = shop_.says(arguments);
        EXPECT_EQ(said.code, ExitCode::done) << said.err;
        return boost::json::parse(said.out).at("sides").at(0).at("nodes").as_array();
    };
    EXPECT_EQ(shipped({}).size(), 1U);
    const auto nodes = shipped({"--consume"});
    ASSERT_EQ(nodes.size(), 2U);
    EXPECT_EQ(nodes[0].at("shipments").to_number<int>(), 2);
    EXPECT_EQ(nodes[1].at("units").as_string(), "1");
    EXPECT_EQ(shop_.engine().status().reservations_live, 0U);
}

TEST_F(WhatIfCommand, ConsumedRoomOfDaysIsGoneForTheOrdersAfter) {
    shop_.load("capacity", "node,unit,most\nreno,shipments,1\njoliet & <co>,units,1\n");
    const TemporaryFile file(three_orders());
    const auto counted = [&](std::vector<std::string> more, std::string_view what) {
        std::vector<std::string> arguments{"--json", "whatif", file.path(), "--against", "none"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Said said = shop_.says(arguments);
        EXPECT_EQ(said.code, ExitCode::done) << said.err;
        const auto sides = boost::json::parse(said.out).at("sides");
        EXPECT_EQ(sides.at(0).at(what), sides.at(1).at(what));
        return sides.at(0).at(what).to_number<int>();
    };
    EXPECT_EQ(counted({}, "filled"), 3);
    EXPECT_EQ(counted({"--consume"}, "filled"), 2);
    EXPECT_EQ(counted({"--consume"}, "shipments"), 2);
    EXPECT_EQ(counted({"--consume"}, "not_filled"), 1);
    EXPECT_EQ(shop_.engine().status().reservations_live, 0U);
}

TEST_F(WhatIfCommand, ConsumedPartsOfKitsAreGone) {
    shop_.load("items", "sku,scale,weight_g\npair,0,1000\n");
    ASSERT_EQ(shop_.says({"kit", "pair", "A=2"}).code, ExitCode::done);
    const TemporaryFile file(
        "order,line,sku,quantity,postal_code,latitude,longitude\n"
        "o1,1,A,1,94103,37.77,-122.41\no2,1,pair,1,94103,37.77,-122.41\n"
        "o3,1,pair,2,94103,37.77,-122.41\n"
    );
    const Said said =
        shop_.says({"--json", "whatif", file.path(), "--against", "none", "--consume"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    const auto side = boost::json::parse(said.out).at("sides").at(0);
    EXPECT_EQ(side.at("filled").to_number<int>(), 2);
    EXPECT_EQ(side.at("not_filled").to_number<int>(), 1);
}

TEST(WhatIfPicture, TextIsThatOfXml) {
    EXPECT_EQ(xml_text("a & <b> \"c\""), "a &amp; &lt;b&gt; &quot;c&quot;");
    EXPECT_EQ(xml_text("caf\xC3\xA9"), "caf\xC3\xA9");
    EXPECT_EQ(
        xml_text("\x01\xFF\xC0\x80\xED\xA0\x80"),
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
    );
    EXPECT_EQ(xml_text("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(WhatIfPicture, ServiceIsDrawnForBothWays) {
    const auto drawn = [](const std::array<WhatIfTotals, 2>& sides) {
        return picture_of(sides, [](std::uint32_t) { return std::string(); });
    };
    std::array<WhatIfTotals, 2> sides;
    sides[0].filled = sides[1].filled = 2;
    sides[0].refused = sides[1].unfilled = 2;
    sides[0].shipments = 2;
    sides[1].shipments = 4;
    EXPECT_EQ(drawn(sides).find(">on time<"), std::string::npos) << "no order has a day";
    sides[0].dated = sides[1].dated = 3;
    sides[0].on_time = 1;
    const std::string picture = drawn(sides);
    EXPECT_EQ(what_is_wrong_with(picture), "");
    EXPECT_LT(picture.find("Cost by term"), picture.find("Service"));
    EXPECT_LT(picture.find("Service"), picture.find("Load per node"));
    for (const char* const text :
         {">orders filled<",
          ">50 %<",
          ">shipments per order<",
          ">1<",
          ">2<",
          ">on time<",
          ">33.33 %<",
          ">0 %<"})
        EXPECT_NE(picture.find(text), std::string::npos) << text;
    // A full bar is all orders, and the most shipments per order: half of it is 240 wide.
    EXPECT_NE(picture.find("width=\"480\""), std::string::npos);
    EXPECT_NE(picture.find("width=\"240\""), std::string::npos);
}

TEST(WhatIfPicture, ManyNodesAreOneBarAndNothingIsWellFormed) {
    std::array<WhatIfTotals, 2> sides;
    sides[0].name = "a<b";
    EXPECT_EQ(
        what_is_wrong_with(picture_of(sides, [](std::uint32_t) { return std::string(); })), ""
    );
    for (std::uint32_t node = 1; node <= 50; ++node)
        sides[node % 2].nodes[node].shipments = node;
    const std::string drawn =
        picture_of(sides, [](std::uint32_t node) { return "n" + std::to_string(node); });
    EXPECT_EQ(what_is_wrong_with(drawn), "");
    EXPECT_NE(drawn.find("10 other nodes"), std::string::npos);
    EXPECT_NE(drawn.find(">n50<"), std::string::npos);
    EXPECT_EQ(drawn.find(">n3<"), std::string::npos);
}

}  // namespace
}  // namespace earmark::cli
