// A figure explained on the command line.
#include "tests/cli/running_shop.h"
#include "tests/support/fake_clock.h"

#include <gtest/gtest.h>

namespace earmark::cli {
namespace {

class ExplainCommand : public testing::Test {
  protected:
    void SetUp() override {
        shop_.engine().tick(clock_.wall(), clock_.steady());
        shop_.load("items", "sku,scale\nA,0\n");
        shop_.load("nodes", "node\nreno\njoliet\n");
        shop_.load("groups", "group,node\nwest,reno\n");
        shop_.load("stock", "sku,node,on_hand,safety\nA,reno,9,2\nA,joliet,1,0\n");
        shop_.says({"reserve", "r1", "--line", "A@reno=3"});
        shop_.says({"reserve", "r2", "--line", "A@reno=1"});
    }

    FakeClock clock_;
    RunningShop shop_{clock_};
};

TEST_F(ExplainCommand, OneLinePerTermWithWhoCausesIt) {
    const Said said = shop_.says({"explain", "A", "--node", "reno"});
    EXPECT_EQ(said.code, ExitCode::done);
    EXPECT_TRUE(said.contains("+9  on hand")) << said.out;
    EXPECT_TRUE(said.contains("-3  held          r1, line 1")) << said.out;
    EXPECT_TRUE(said.contains("-1  held          r2, line 1")) << said.out;
    EXPECT_TRUE(said.contains("-2  safety stock  the position's own, 2")) << said.out;
    EXPECT_TRUE(said.contains("= 3")) << said.out;
    EXPECT_TRUE(said.contains("as of change ")) << said.out;
    EXPECT_TRUE(shop_.says({"explain", "A", "--node", "reno", "--holders", "1"}).contains("1 more")
    );
}

TEST_F(ExplainCommand, AllNodesTogetherADateAGroupAndJson) {
    const Said all = shop_.says({"explain", "A"});
    EXPECT_TRUE(all.contains("all nodes")) << all.out;
    EXPECT_TRUE(all.contains("+10")) << all.out;
    EXPECT_TRUE(all.contains("= 4")) << all.out;
    EXPECT_TRUE(shop_.says({"explain", "A", "--group", "west"}).contains("group west"));
    shop_.load("receipts", "sku,node,receipt,type,day,quantity\nA,reno,po-1,,2030-01-10,10\n");
    const Said dated = shop_.says({"explain", "A", "--node", "reno", "--for-date", "2030-01-10"});
    EXPECT_TRUE(dated.contains("po-1, for 2030-01-10")) << dated.out;
    EXPECT_TRUE(dated.contains("= 13")) << dated.out;
    const Said json = shop_.says({"--json", "explain", "A", "--node", "reno"});
    EXPECT_TRUE(json.contains("\"kind\": \"reserved\"")) << json.out;
    EXPECT_TRUE(json.contains("\"name\": \"r1\"")) << json.out;
    EXPECT_EQ(shop_.says({"explain", "A", "--for-date", "soon"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(shop_.says({"explain", "B"}).code, ExitCode::refused);
}

TEST_F(ExplainCommand, AKitByItsParts) {
    shop_.load("items", "sku,scale\nGIFT,0\n");
    EXPECT_EQ(shop_.says({"kit", "GIFT", "A=2"}).code, ExitCode::done);
    const Said kit = shop_.says({"explain", "GIFT", "--node", "reno"});
    EXPECT_TRUE(kit.contains("A              2            3     1")) << kit.out;
    EXPECT_TRUE(kit.contains("= 1")) << kit.out;
    const Said dated =
        shop_.says({"explain", "GIFT", "--node", "reno", "--for-date", "2030-01-10"});
    EXPECT_EQ(dated.code, ExitCode::done) << dated.err;
    EXPECT_TRUE(dated.contains("kit GIFT")) << dated.out;
}

}  // namespace
}  // namespace earmark::cli
