// Sourcing rules on the command line: a file in, a table out, orders that keep to them.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

class SourcingRules : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,attributes,category\nA,,chairs\nP,hazmat,paints\n");
        shop_.load("nodes", "node,priority\nreno,1\nhaz,2\nsoho,3\n");
        shop_.load("groups", "group,node\nstores,soho\n");
        shop_.load("stock", "sku,node,on_hand\nA,reno,9\nP,reno,9\nA,haz,9\nP,haz,2\nA,soho,9\n");
        shop_.load(
            "sourcing-rules",
            "rule,effect,nodes,groups,from,until,country,customer_class,attributes,penalty,"
            "shipments_most\n"
            "haz-only,only,haz,,,,,,hazmat,,\n"
            "trade,exclude,reno,stores,2020-01-01,2099-12-31,US;CA,trade,,,\n"
            "stores-first,prefer,,stores,,,MX,,,1.50,\n"
            "one-parcel,most_shipments,,,,,,staff,,,1\n"
            "whole,keep_whole,,,,,,staff,,,\n"
        );
    }

    /// Fails the test unless the file is refused whole.
    Said refused(std::string_view text) {
        const TemporaryFile file(text);
        Said said = shop_.says({"load", "sourcing-rules", file.path()});
        EXPECT_EQ(said.code, ExitCode::refused) << said.out << said.err;
        EXPECT_TRUE(said.contains("sourcing-rules: 0 of ")) << said.out;
        return said;
    }

    RunningShop shop_;
};

TEST_F(SourcingRules, AreListed) {
    const Said table = shop_.says({"sourcing-rules"});
    EXPECT_EQ(table.code, ExitCode::done) << table.err;
    EXPECT_TRUE(table.contains("attributes hazmat")) << table.out;
    EXPECT_TRUE(table.contains("reno;group stores")) << table.out;
    EXPECT_TRUE(table.contains("country CA;US, class trade")) << table.out;
    EXPECT_TRUE(table.contains("2099-12-31")) << table.out;
    EXPECT_TRUE(table.contains("1.50")) << table.out;
    EXPECT_TRUE(table.contains("most_shipments")) << table.out;
    const Said json = shop_.says({"--json", "sourcing-rules"});
    EXPECT_TRUE(json.contains("haz-only")) << json.out;
    EXPECT_TRUE(json.contains("\"prefer\"")) << json.out;
}

TEST_F(SourcingRules, AreKeptTo) {
    EXPECT_TRUE(shop_.says({"source", "--to-postal", "1", "--line", "A=1"}).contains("reno"));
    EXPECT_TRUE(shop_.says({"source", "--to-postal", "1", "--line", "P=1"}).contains("haz"));
    const Said trade = shop_.says(
        {"source",
         "--to-country",
         "US",
         "--to-postal",
         "1",
         "--customer-class",
         "trade",
         "--line",
         "A=1"}
    );
    EXPECT_TRUE(trade.contains("haz")) << trade.out << trade.err;
    const Said short_of = shop_.says({"source", "--to-postal", "1", "--line", "P=3"});
    EXPECT_TRUE(short_of.contains("excluded_by_rule")) << short_of.out << short_of.err;
    const Said why = shop_.says({"explain-order", "--to-postal", "1", "--line", "P=1"});
    EXPECT_TRUE(why.contains("excluded by rule haz-only")) << why.out << why.err;
    const TemporaryFile orders(
        "order,line,sku,quantity,country,postal_code,customer_class\no1,1,A,1,US,1,trade\n"
    );
    for (const char* const command : {"orders", "source-jointly"}) {
        const Said said = shop_.says({"--json", command, orders.path()});
        EXPECT_EQ(said.code, ExitCode::done) << said.out << said.err;
    }
}

TEST_F(SourcingRules, AnOrderNamesNodesAndGroupsItself) {
    const auto quote = [&](std::vector<std::string> options) {
        std::vector<std::string> words{"source", "--to-postal", "1", "--line", "A=1"};
        words.insert(words.end(), options.begin(), options.end());
        return shop_.says(words);
    };
    EXPECT_TRUE(quote({"--allow", "@stores"}).contains("soho"));
    EXPECT_TRUE(quote({"--exclude", "@stores,reno"}).contains("haz"));
    EXPECT_TRUE(quote({"--prefer", "haz,@stores=1.25"}).contains("haz"));
    const Said wished = quote({"--prefer", "@stores=1.25", "--exclude", "@stores"});
    EXPECT_TRUE(wished.contains("preference 1.25")) << wished.out << wished.err;
    const Said nothing = quote({"--allow", "soho", "--exclude", "@stores"});
    EXPECT_EQ(nothing.code, ExitCode::refused) << nothing.out;
    EXPECT_TRUE(nothing.complains("'soho' without '@stores': no node")) << nothing.err;
    EXPECT_TRUE(quote({"--prefer", "kent=1"}).complains("kent"));
    EXPECT_TRUE(quote({"--allow", "@shops"}).complains("no group is named \"shops\""));
    for (const char* const wrong : {"@stores", "=1", "@stores=", "@stores=0", "@stores=-1"})
        EXPECT_TRUE(quote({"--prefer", wrong}).complains("--prefer")) << wrong;
    const TemporaryFile orders("order,line,sku,quantity,country,postal_code\no1,1,A,1,US,1\n");
    for (const char* const command : {"orders", "source-jointly"}) {
        const Said said = shop_.says({command, orders.path(), "--prefer", "@stores=3"});
        EXPECT_EQ(said.code, ExitCode::done) << said.out << said.err;
    }
    const Said why =
        shop_.says({"explain-order", "--to-postal", "1", "--line", "A=1", "--allow", "@stores"});
    EXPECT_TRUE(why.contains("not allowed")) << why.out << why.err;
}

TEST_F(SourcingRules, TellWhatTheyCostAnOrder) {
    const auto why = [&](std::vector<std::string> options) {
        std::vector<std::string> words{"explain-order", "--to-postal", "1", "--customer-class"};
        words.insert(words.end(), options.begin(), options.end());
        return shop_.says(words);
    };
    const Said alone = why({"staff", "--line", "A=1", "--line", "P=1", "--allow", "haz,reno"});
    EXPECT_TRUE(alone.contains("rule one-parcel: at most 1 shipments; no plan without it is better")
    ) << alone.out
      << alone.err;
    const Said split = why({"staff", "--line", "A=12", "--split"});
    EXPECT_TRUE(split.contains("rule whole: no line is split")) << split.out << split.err;
    const Said two = why({"staff", "--line", "P=1", "--line", "A=9", "--exclude", "haz"});
    EXPECT_EQ(two.code, ExitCode::done) << two.err;
    EXPECT_FALSE(why({"trade", "--line", "A=1"}).contains("one-parcel"));
}

TEST_F(SourcingRules, LimitTheNodesOfALineAndKeepOrdersComplete) {
    const TemporaryFile file(
        "rule,effect,customer_class,nodes_per_line_most\n"
        "few,most_nodes_per_line,few,1\nall,ship_complete,gift,\n"
    );
    const Said loaded = shop_.says({"load", "sourcing-rules", file.path()});
    EXPECT_EQ(loaded.code, ExitCode::done) << loaded.out << loaded.err;
    const Said table = shop_.says({"sourcing-rules"});
    EXPECT_TRUE(table.contains("most_nodes_per_line")) << table.out;
    EXPECT_TRUE(table.contains("ship_complete")) << table.out;
    const auto why = [&](std::vector<std::string> options) {
        std::vector<std::string> words{"explain-order", "--to-postal", "1", "--line", "A=999999"};
        words.insert(words.end(), options.begin(), options.end());
        return shop_.says(words);
    };
    const Said few = why({"--customer-class", "few", "--split", "--partial"});
    EXPECT_TRUE(few.contains("rule few: a line from at most 1 nodes")) << few.out << few.err;
    const Said all = why({"--customer-class", "gift", "--split", "--partial"});
    EXPECT_TRUE(all.contains("rule all: all of the order or nothing; the plan without it"))
        << all.out << all.err;
    const Said gift = shop_.says(
        {"source",
         "--to-postal",
         "1",
         "--line",
         "A=999999",
         "--split",
         "--partial",
         "--customer-class",
         "gift"}
    );
    EXPECT_TRUE(gift.complains("refused: cannot_source: by sourcing rule 'all' the order ships"))
        << gift.err;
    const Said own = shop_.says(
        {"source",
         "--to-postal",
         "1",
         "--line",
         "A=999999",
         "--split",
         "--partial",
         "--max-nodes-per-line",
         "1"}
    );
    EXPECT_EQ(own.code, ExitCode::done) << own.out << own.err;
}

TEST_F(SourcingRules, AFileGoesInWholeOrNotAtAll) {
    const Said cell = refused("rule,effect,nodes\ngood,exclude,reno\nbad,forbid,reno\n");
    EXPECT_TRUE(cell.complains("row 3, column effect: found \"forbid\"")) << cell.err;
    EXPECT_TRUE(cell.complains("most_nodes_per_line or ship_complete")) << cell.err;
    const Said none = refused("rule,effect,shipments_most\nbad,most_shipments,0\n");
    EXPECT_TRUE(none.complains("row 2, column shipments_most: found \"0\"")) << none.err;
    EXPECT_TRUE(none.complains("from 1 to 1000")) << none.err;
    const Said most = refused("rule,effect,shipments_most\nbad,most_shipments,1001\n");
    EXPECT_TRUE(most.complains("row 2, column shipments_most: found \"1001\"")) << most.err;
    const Said stray = refused("rule,effect,nodes,shipments_most\nbad,exclude,reno,2\n");
    EXPECT_TRUE(stray.complains("only most_shipments has one")) << stray.err;
    const Said nodes = refused("rule,effect,nodes_per_line_most\nbad,most_nodes_per_line,1001\n");
    EXPECT_TRUE(nodes.complains("row 2, column nodes_per_line_most: found \"1001\"")) << nodes.err;
    const Said astray = refused("rule,effect,nodes_per_line_most\nbad,ship_complete,2\n");
    EXPECT_TRUE(astray.complains("only most_nodes_per_line has one")) << astray.err;
    const Said placed = refused("rule,effect,nodes\nbad,keep_whole,reno\n");
    EXPECT_TRUE(placed.complains("row 2, column nodes: found \"reno\"")) << placed.err;
    const Said node = refused("rule,effect,nodes\ngood,exclude,reno\nbad,exclude,reno;kent\n");
    EXPECT_TRUE(node.complains("row 3, column nodes: found \"kent\"")) << node.err;
    const Said group = refused("rule,effect,groups\nbad,exclude,shops\n");
    EXPECT_TRUE(group.complains("row 2, column groups: found \"shops\"")) << group.err;
    const Said word = refused("rule,effect,nodes,attributes\nbad,exclude,reno,hazmt\n");
    EXPECT_TRUE(word.complains("found 'hazmt', expected an attribute that some item has"))
        << word.err;
    const Said clash = refused("rule,effect,nodes,attributes\nno-haz,exclude,haz,hazmat\n");
    EXPECT_TRUE(clash.complains("'no-haz' and 'haz-only' leave no node")) << clash.err;
    const Said twice = refused("rule,effect,nodes\nx,exclude,reno\nx,exclude,haz\n");
    EXPECT_TRUE(twice.complains("row 3")) << twice.err;
    refused("rule,effect,nodes,from,until\nx,exclude,reno,2030-01-02,2030-01-01\n");
    EXPECT_FALSE(shop_.says({"sourcing-rules"}).contains("good"));
}

TEST_F(SourcingRules, AreReplacedAndRemoved) {
    shop_.load("sourcing-rules", "rule,change\nhaz-only,remove\n");
    EXPECT_FALSE(shop_.says({"sourcing-rules"}).contains("haz-only"));
    EXPECT_TRUE(shop_.says({"source", "--to-postal", "1", "--line", "P=3"}).contains("reno"));
    refused("rule,change\nhaz-only,remove\n");
}

}  // namespace
}  // namespace earmark::cli
