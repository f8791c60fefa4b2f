// Groups on the command line: what they keep, and lines that they hold.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace earmark::cli {
namespace {

class Networks : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku\nA\n");
        shop_.load("nodes", "node,type\nreno,dc\njoliet,dc\n");
        shop_.load("stock", "sku,node,on_hand,safety\nA,reno,5,1\nA,joliet,6,2\n");
        shop_.load("groups", "group,node,priority\nwest,reno,2\nwest,joliet,1\n");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    Said ats() { return shop_.says({"ats", "A", "--group", "west"}); }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("earmark_network_" + std::to_string(getpid()));
    RunningShop shop_;
};

TEST_F(Networks, KeepTheirSafetyOnce) {
    EXPECT_TRUE(ats().contains("8")) << ats().out;
    const Said said =
        shop_.says({"safety-rule", "west-A", "5", "--item", "A", "--group", "west", "--network"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(ats().contains("6")) << ats().out;
    const Said rules = shop_.says({"safety-rules"});
    EXPECT_TRUE(rules.contains("item A, the network west")) << rules.out;
    const Said wrong = shop_.says({"safety-rule", "odd", "5", "--item", "A", "--network"});
    EXPECT_EQ(wrong.code, ExitCode::refused) << wrong.out;
    EXPECT_TRUE(wrong.complains("names the group")) << wrong.err;
}

TEST_F(Networks, KeepFloorsOverTheirNodes) {
    const Said said = shop_.says({"segment-rule", "A", "@west", "web", "--floor", "3"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(ats().contains("5")) << ats().out;
    shop_.load("segment-rules", "sku,node,segment,rank,floor\nA,@west,store,1,2\n");
    EXPECT_TRUE(ats().contains("3")) << ats().out;
    const Said rules = shop_.says({"segment-rules", "A"});
    EXPECT_TRUE(rules.contains("@west")) << rules.out;
}

TEST_F(Networks, ALineOfAGroupIsExportedUnderItsNameAndCommittedToNodes) {
    EXPECT_EQ(shop_.says({"reserve", "r1", "--line", "A@@west=6"}).code, ExitCode::done);
    ASSERT_EQ(shop_.says({"export", "snapshot", folder_.string()}).code, ExitCode::done);
    std::ifstream file(folder_ / "reservations.csv");
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_NE(text.find(",A,@west,6,6,6,0,0"), std::string::npos) << text;
    EXPECT_EQ(shop_.says({"commit", "r1"}).code, ExitCode::done);
    const Said shown = shop_.says({"reservation", "r1"});
    EXPECT_TRUE(shown.contains("joliet")) << shown.out;
    EXPECT_TRUE(shown.contains("reno")) << shown.out;
    EXPECT_FALSE(shown.contains("@west")) << shown.out;
}

}  // namespace
}  // namespace earmark::cli
