// An order changed by the command line.
#include "tests/cli/running_shop.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earmark::cli {
namespace {

class ChangeOrderCommand : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale,unit_of_measure\nA,0,piece\nB,0,piece\nrope,2,m\n");
        shop_.load("nodes", "node,type,priority\nreno,dc,1\nkent,dc,2\n");
        shop_.load(
            "stock",
            "sku,node,on_hand,safety\nA,reno,10,0\nA,kent,4,0\nB,kent,4,0\nrope,reno,12.5,0\n"
        );
        const Said held = shop_.says(
            {"source", "--to-postal", "1", "--line", "A=3", "--line", "rope=2.5", "--reserve", "o1"}
        );
        ASSERT_EQ(held.code, ExitCode::done) << held.err;
    }

    Said change(std::vector<std::string> more) {
        more.insert(more.begin(), {"change-order", "o1"});
        return shop_.says(more);
    }

    RunningShop shop_;
};

TEST_F(ChangeOrderCommand, LinesAreLoweredAddedAndRemoved) {
    const std::vector<std::string> lower{"--line", "A=1", "--line", "#2=1.25", "--as", "less-1"};
    const Said lowered = change(lower);
    EXPECT_EQ(lowered.code, ExitCode::done) << lowered.err;
    EXPECT_TRUE(lowered.contains("given back")) << lowered.out;
    EXPECT_TRUE(lowered.contains("1.25")) << lowered.out;
    EXPECT_TRUE(lowered.contains("o1: held until")) << lowered.out;
    EXPECT_TRUE(change(lower).contains("(done before)"));
    const Said added = change({"--add", "B=2", "--line", "A=2"});
    EXPECT_EQ(added.code, ExitCode::done) << added.err;
    EXPECT_TRUE(added.complains("operation: op-")) << added.err;
    EXPECT_TRUE(added.contains("reno: joins the shipment that is there")) << added.out;
    EXPECT_TRUE(added.contains("kent")) << added.out;
    const Said removed = change({"--remove", "rope", "--as", "less-2"});
    EXPECT_EQ(removed.code, ExitCode::done) << removed.err;
    EXPECT_EQ(shop_.says({"audit"}).code, ExitCode::done);
}

TEST_F(ChangeOrderCommand, APreviewChangesNothing) {
    const std::vector<std::string> preview{
        "--json", "change-order", "o1", "--to", "94105", "--residential", "--preview"
    };
    const Said said = shop_.says(preview);
    const auto reply = boost::json::parse(said.out);
    EXPECT_EQ(reply.at("outcome").as_string(), "done");
    EXPECT_EQ(reply.at("replan").as_string(), "all");
    EXPECT_EQ(reply.at("shipments").as_array().size(), 1U);
    EXPECT_FALSE(said.complains("operation:")) << said.err;
    const Said table = change({"--line", "A=11", "--preview"});
    EXPECT_EQ(table.code, ExitCode::refused) << "whole lines leave from one node";
    EXPECT_TRUE(table.contains("no_whole_node") || table.contains("not_enough_stock")) << table.out;
    const Said more = change({"--line", "A=13", "--preview", "--partial"});
    EXPECT_EQ(more.code, ExitCode::done) << more.err;
}

TEST_F(ChangeOrderCommand, WrongUsageIsNamed) {
    const auto code = [&](const std::vector<std::string>& more) { return change(more).code; };
    EXPECT_EQ(code({"--line", "A"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--line", "B=1"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--line", "#9=1"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--remove", "#one"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--need-by", "soon"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--to-country", "DE"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--residential", "--business"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({"--partial", "--complete", "--all"}), ExitCode::wrong_usage);
    EXPECT_EQ(code({}), ExitCode::refused);
    EXPECT_EQ(code({"--remove", "A", "--remove", "rope"}), ExitCode::refused);
    EXPECT_EQ(code({"--need-by", "none"}), ExitCode::done);
    const Said nothing = change({"--add", "B=0"});
    EXPECT_EQ(nothing.code, ExitCode::refused);
    EXPECT_TRUE(nothing.complains("quantity of line 3: found 0, expected 1 or more"))
        << nothing.err;
}

TEST_F(ChangeOrderCommand, AnUnknownReservationIsNamedWhateverChanges) {
    const std::vector<std::vector<std::string>> changes{
        {"--to", "10001"},
        {"--line", "A=1"},
        {"--line", "#1=1"},
        {"--remove", "#1"},
        {"--add", "A=1"}
    };
    for (std::vector<std::string> more : changes) {
        const std::string option = more.front();
        more.insert(more.begin(), {"change-order", "nope"});
        const Said said = shop_.says(more);
        EXPECT_EQ(said.code, ExitCode::refused) << option;
        EXPECT_TRUE(said.complains("refused: unknown_reservation: nope")) << option << said.err;
    }
}

TEST_F(ChangeOrderCommand, ASetThatWouldBeTornIsToldByItsLines) {
    ASSERT_EQ(
        shop_
            .says(
                {"source",
                 "--to-postal",
                 "1",
                 "--line",
                 "A=1",
                 "--line",
                 "B=1",
                 "--together",
                 "1,2",
                 "--reserve",
                 "o2"}
            )
            .code,
        ExitCode::done
    );
    const Said torn = shop_.says({"change-order", "o2", "--line", "A=2"});
    EXPECT_EQ(torn.code, ExitCode::refused);
    EXPECT_TRUE(torn.complains("line 2, which travels together with line 1: found 1 units"))
        << torn.err;
    EXPECT_TRUE(torn.complains("--all")) << torn.err;
    EXPECT_EQ(shop_.says({"change-order", "o2", "--line", "A=2", "--all"}).code, ExitCode::done);
}

}  // namespace
}  // namespace earmark::cli
