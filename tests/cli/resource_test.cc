// What a node does not ship, shipped from other nodes by the command line.
#include "tests/cli/running_shop.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

class ResourceCommand : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale,unit_of_measure\nA,0,piece\nrope,2,m\n");
        shop_.load("nodes", "node,type,priority\nreno,dc,1\nkent,dc,2\nerie,dc,3\n");
        shop_.load(
            "stock",
            "sku,node,on_hand,safety\nA,reno,10,0\nA,kent,4,0\nrope,reno,12.5,0\nrope,erie,9,0\n"
        );
        const Said held = shop_.says(
            {"source", "--to-postal", "1", "--line", "A=3", "--line", "rope=2.5", "--reserve", "o1"}
        );
        ASSERT_EQ(held.code, ExitCode::done) << held.err;
        ASSERT_EQ(shop_.says({"commit", "o1"}).code, ExitCode::done);
    }

    std::string on_hand(const std::string& sku, const std::string& node) {
        const Said said = shop_.says({"--json", "ats", sku, "--node", node});
        const auto reply = boost::json::parse(said.out);
        return std::to_string(reply.at("figures").at(0).at("on_hand").to_number<int>());
    }

    RunningShop shop_;
};

TEST_F(ResourceCommand, AShortPickLeavesFromAnotherNodeAndCorrectsTheCount) {
    const std::vector<std::string> named{
        "resource",
        "o1",
        "--node",
        "reno",
        "--found",
        "1=3",
        "--found",
        "2=1.25",
        "--as",
        "pick-1",
        "--correct-count",
        "--partial"
    };
    const Said said = shop_.says(named);
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("erie")) << said.out;
    EXPECT_TRUE(said.contains("rope x 1.25")) << said.out;
    EXPECT_TRUE(said.contains("no plan is better")) << said.out;
    EXPECT_TRUE(said.contains("on hand at reno corrected by 1125")) << said.out;
    EXPECT_TRUE(said.contains("o1: committed\n")) << said.out;
    EXPECT_EQ(on_hand("rope", "reno"), "125");
    EXPECT_EQ(on_hand("A", "reno"), "10");
    const Said again = shop_.says(named);
    EXPECT_EQ(again.code, ExitCode::done);
    EXPECT_TRUE(again.contains("(done before)")) << again.out;
    EXPECT_EQ(shop_.says({"audit"}).code, ExitCode::done);
}

TEST_F(ResourceCommand, ADeclinedOrderIsQuotedMovedAndRefused) {
    const std::vector<std::string> quote{
        "--json", "resource", "o1", "--node", "reno", "--declined", "--quote"
    };
    const auto quoted = boost::json::parse(shop_.says(quote).out);
    EXPECT_EQ(quoted.at("outcome").as_string(), "done");
    EXPECT_EQ(quoted.at("shipments").as_array().size(), 2U);
    const Said moved =
        shop_.says({"resource", "o1", "--node", "reno", "--declined", "--as", "no-1"});
    EXPECT_EQ(moved.code, ExitCode::done) << moved.err;
    EXPECT_TRUE(moved.contains("kent")) << moved.out;
    EXPECT_FALSE(moved.complains("operation:")) << moved.err;
    const Said refused = shop_.says({"resource", "o1", "--node", "kent", "--declined"});
    EXPECT_EQ(refused.code, ExitCode::refused);
    EXPECT_TRUE(refused.complains("operation: op-")) << refused.err;
    EXPECT_TRUE(refused.contains("no_allowed_node")) << refused.out;
    const Said cancelled = shop_.says(
        {"resource", "o1", "--node", "kent", "--cannot-find", "--exclude", "reno", "--partial"}
    );
    EXPECT_EQ(cancelled.code, ExitCode::done) << cancelled.err;
    EXPECT_EQ(shop_.says({"audit"}).code, ExitCode::done);
}

TEST_F(ResourceCommand, WrongUsageIsNamed) {
    const std::vector<std::string> base{"resource", "o1", "--node", "reno"};
    const auto code = [&](std::vector<std::string> more) {
        more.insert(more.begin(), base.begin(), base.end());
        return shop_.says(more).code;
    };
    EXPECT_EQ(code({}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--declined", "--found", "1=1"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--declined", "--correct-count"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--cannot-find", "--partial", "--complete"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--found", "one=1"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--found", "1=4"}), ExitCode::refused);
    EXPECT_EQ(code({"--found", "9=1"}), ExitCode::refused);
}

}  // namespace
}  // namespace earmark::cli
