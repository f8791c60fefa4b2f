// Files into a server, right ones and wrong ones.
#include "tests/cli/running_shop.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

class Load : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale\nA,0\nrope,2\n");
        shop_.load("nodes", "node\nreno\njoliet\n");
    }

    RunningShop shop_;
};

TEST_F(Load, GoodRowsGoOnAndEachWrongRowIsTold) {
    const TemporaryFile file(
        "node,sku,on_hand,safety\n"
        "reno,A,10,1\n"
        "reno,A,ten,1\n"
        "reno,B,10,\n"
        "mars,A,10,\n"
        "reno,A,1.5,\n"
        "reno,rope,1.25,\n"
        "reno,rope,-1,\n"
        "reno,rope,,\n"
        "reno,rope\n"
    );
    const Said said = shop_.says({"load", "stock", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    const std::string row = file.path() + ": row ";
    EXPECT_EQ(
        said.err,
        row + "3, column on_hand: found \"ten\", expected a quantity such as 12\n" + row +
            "4, column sku: found \"B\", expected an item that is loaded\n" + row +
            "5, column node: found \"mars\", expected a node that is loaded\n" + row +
            "6, column on_hand: found \"1.5\", expected a whole number: the item has no "
            "decimals\n" +
            row + "8, column on_hand: found \"-1\", expected a quantity that is not negative\n" +
            row +
            "9, column on_hand: found nothing, expected a quantity on hand, or a safety stock\n" +
            row + "10: found 2 cells, expected 4 as in the header\n"
    );
    EXPECT_TRUE(said.contains("stock: 2 of 9 rows loaded")) << said.out;
    EXPECT_TRUE(said.contains("7 rejected")) << said.out;
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     9"));
    EXPECT_TRUE(shop_.says({"ats", "rope"}).contains("1.25"));
}

TEST_F(Load, StrictStopsAtTheFirstWrongRow) {
    const TemporaryFile file("sku,node,on_hand\nA,reno,10\nA,joliet,x\nrope,reno,1\nB,reno,1\n");
    const Said said = shop_.says({"load", "stock", "--strict", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("row 3")) << said.err;
    EXPECT_FALSE(said.complains("row 5")) << said.err;
    EXPECT_TRUE(shop_.says({"ats", "A"}).contains("10"));
    EXPECT_TRUE(shop_.says({"ats", "rope"}).contains("rope  all nodes    0"));
}

TEST_F(Load, RepeatingAStockLoadIsHarmless) {
    const TemporaryFile file("sku,node,on_hand,safety\nA,reno,10,1\nrope,reno,2.5,\n");
    const std::vector<std::string> load{"load", "stock", file.path(), "--sequence", "7"};
    ASSERT_EQ(shop_.says(load).code, ExitCode::done);
    const auto digest = shop_.engine().state_digest();
    const Said again = shop_.says(load);
    EXPECT_EQ(again.code, ExitCode::done) << again.err;
    EXPECT_TRUE(again.contains("2 stale")) << again.out;
    EXPECT_EQ(shop_.engine().state_digest(), digest);
}

TEST_F(Load, StockOfManyRequestsArrivesWhole) {
    constexpr int kItemCount = 3'000;
    std::string items = "sku\n";
    std::string stock = "sku,node,on_hand\n";
    for (int i = 0; i < kItemCount; ++i) {
        const std::string sku = "s" + std::to_string(i);
        items += sku + "\n";
        for (const char* node : {"reno", "joliet"}) {
            stock += sku + "," + node + "," + std::to_string(i + 1) + "\n";
        }
    }
    shop_.load("items", items);
    const TemporaryFile file("", ".csv.gz");
    file.gzip(stock);
    const Said said = shop_.says({"--json", "load", "stock", file.path()});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    const auto summary = boost::json::parse(said.out);
    EXPECT_EQ(summary.at("rows").to_number<int>(), 2 * kItemCount);
    EXPECT_EQ(summary.at("loaded").to_number<int>(), 2 * kItemCount);
    EXPECT_EQ(shop_.engine().status().positions, 2U * kItemCount);
    EXPECT_TRUE(shop_.says({"ats", "s2999"}).contains("6000"));
}

TEST_F(Load, AJobThatBrokeOffGoesOnAndCountsNothingTwice) {
    constexpr int kItemCount = 5'000;
    std::string items = "sku\n";
    std::string stock = "sku,node,on_hand\n";
    for (int i = 0; i < kItemCount; ++i) {
        items += "s" + std::to_string(i) + "\n";
        stock += "s" + std::to_string(i) + ",reno," + std::to_string(i + 1) + "\n";
    }
    stock += "s1,nowhere,7\n";
    shop_.load("items", items);
    const TemporaryFile file(stock);
    const std::vector<std::string> load{
        "--json", "load", "stock", file.path(), "--job", "night", "--connections", "3"
    };
    const auto first = boost::json::parse(shop_.says(load).out);
    EXPECT_EQ(first.at("loaded").to_number<int>(), kItemCount);
    EXPECT_EQ(first.at("rejected").to_number<int>(), 1);
    const auto digest = shop_.engine().state_digest();
    const auto again = boost::json::parse(shop_.says(load).out);
    EXPECT_EQ(again.at("done_before").to_number<int>(), kItemCount + 1);
    EXPECT_EQ(again.at("loaded").to_number<int>(), 0);
    EXPECT_EQ(shop_.engine().state_digest(), digest);
    const auto job = boost::json::parse(shop_.says({"--json", "job", "night"}).out).at("job");
    EXPECT_EQ(job.at("applied").to_number<int>(), kItemCount);
    EXPECT_EQ(job.at("pages").to_number<int>(), 2);
    EXPECT_TRUE(job.at("ended").as_bool());
    EXPECT_TRUE(shop_.says({"jobs"}).contains("night"));
    // A server that was started anew does not know it; the same numbers are stale.
    shop_.close();
    shop_.open();
    EXPECT_EQ(shop_.says({"job", "night"}).code, ExitCode::refused);
    std::vector<std::string> numbered = load;
    numbered.insert(
        numbered.end(),
        {"--sequence", std::to_string(job.at("sequence").to_number<std::uint64_t>())}
    );
    const auto stale = boost::json::parse(shop_.says(numbered).out);
    EXPECT_EQ(stale.at("stale").to_number<int>(), kItemCount);
    EXPECT_EQ(shop_.engine().state_digest(), digest);
}

TEST_F(Load, AJobIsOneFileOfOneSource) {
    const TemporaryFile one("sku,node,on_hand\nA,reno,10\n");
    const TemporaryFile other("sku,node,on_hand\nA,reno,11\n");
    EXPECT_EQ(shop_.says({"load", "stock", one.path(), "--job", "j"}).code, ExitCode::done);
    const Said said = shop_.says({"load", "stock", other.path(), "--job", "j"});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("id_used_differently")) << said.err;
    EXPECT_EQ(
        shop_.says({"load", "stock", one.path(), other.path(), "--job", "k"}).code,
        ExitCode::wrong_usage
    );
}

TEST_F(Load, AFileThatCannotBeReadIsWrongUsage) {
    EXPECT_EQ(shop_.says({"load", "items", "/nonexistent.csv"}).code, ExitCode::wrong_usage);
    const TemporaryFile header("sku,colour\n");
    const Said said = shop_.says({"load", "items", header.path()});
    EXPECT_EQ(said.code, ExitCode::wrong_usage);
    EXPECT_TRUE(
        said.complains("found a column \"colour\", expected columns of a items file") ||
        said.complains("found a column \"colour\"")
    ) << said.err;
    const TemporaryFile cut("", ".csv.gz");
    cut.gzip("sku\nC\n");
    cut.cut_to(cut.bytes() - 4);
    EXPECT_EQ(shop_.says({"load", "items", cut.path()}).code, ExitCode::wrong_usage);
}

TEST_F(Load, ATariffFileIsAllOrNothing) {
    const TemporaryFile file(
        "tariff,weight_g_max,zone_1\n"
        "post,1000,5.00\n"
        "post,900,6.00\n"
        "post,3000,4.00\n"
        "good,1000,1.00\n"
    );
    const Said said = shop_.says({"load", "tariffs", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("row 3, column weight_g_max: found \"900\", expected more than 1000")
    ) << said.err;
    EXPECT_TRUE(said.complains("row 4, column zone_1: found \"4.00\", expected at least 5.00"))
        << said.err;
    EXPECT_TRUE(said.complains("nothing of it is loaded")) << said.err;
    EXPECT_TRUE(said.contains("tariffs: 0 of 4 rows loaded")) << said.out;
    const TemporaryFile gaps(
        "tariff,weight_g_max,zone_1,zone_2,zone_3\n"
        "sea,100,,1.00,1.00\nsea,200,3.00,2.00,2.00\nsea,300,,,3.00\n"
    );
    const Said refused = shop_.says({"load", "tariffs", gaps.path()});
    EXPECT_TRUE(refused.complains("row 3, column zone_1: found \"3.00\", expected nothing"))
        << refused.err;
    EXPECT_TRUE(refused.complains("row 4, column zone_2: found nothing, expected a rate"))
        << refused.err;
}

TEST_F(Load, AGroupTakesItsGoodNodesOnce) {
    const TemporaryFile file("group,node\nall,reno\nall,mars\nall,joliet\nall,reno\n");
    const Said said = shop_.says({"load", "groups", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("row 3, column node: found \"mars\", expected a node that is loaded")
    ) << said.err;
    EXPECT_TRUE(said.complains("row 5, column node: found \"reno\", expected a node that is not in")
    ) << said.err;
    EXPECT_EQ(
        shop_.says({"group", "all"}).out, "node    priority\nreno           0\njoliet         0\n"
    );
    shop_.load("groups", "group,node\nall,joliet\n");
    EXPECT_EQ(shop_.says({"group", "all"}).out, "node    priority\njoliet         0\n");
}

TEST_F(Load, RejectsOfTheServerAreKeptWithTheirReason) {
    shop_.load("stock", "sku,node,on_hand\nrope,reno,1\n");
    const TemporaryFile file("sku,scale\nC,1\nrope,3\n");
    const TemporaryFile rejects("");
    const Said said = shop_.says({"load", "items", file.path(), "--rejects", rejects.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("row 3: refused: scale_fixed")) << said.err;
    EXPECT_TRUE(rejects.read().starts_with("sku,scale,rejected_row,rejected_because\nrope,3,3,"))
        << rejects.read();
}

}  // namespace
}  // namespace earmark::cli
