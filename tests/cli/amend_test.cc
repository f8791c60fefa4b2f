// Reservations changed and reported by the command line.
#include "tests/cli/running_shop.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

class AmendCommand : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale,unit_of_measure\nA,0,piece\nrope,2,m\n");
        shop_.load("nodes", "node,type\nreno,dc\nkent,dc\n");
        shop_.load("stock", "sku,node,on_hand,safety\nA,reno,10,2\nA,kent,4,0\nrope,reno,12.5,0\n");
        const Said held = shop_.says(
            {"--actor", "web", "reserve", "r1", "--line", "A@reno=3", "--reference", "cart-7"}
        );
        ASSERT_EQ(held.code, ExitCode::done) << held.err;
    }

    std::string ats(const std::string& sku, const std::string& node) {
        const Said said = shop_.says({"--json", "ats", sku, "--node", node});
        const auto reply = boost::json::parse(said.out);
        return std::to_string(reply.at("figures").at(0).at("ats").to_number<int>());
    }

    RunningShop shop_;
};

TEST_F(AmendCommand, LinesAreRaisedMovedAddedAndDropped) {
    const Said raised = shop_.says({"amend", "r1", "--line", "1=8"});
    EXPECT_EQ(raised.code, ExitCode::done) << raised.err;
    EXPECT_TRUE(raised.complains("operation: op-")) << raised.err;
    EXPECT_EQ(ats("A", "reno"), "0");
    const Said moved = shop_.says({"amend", "r1", "--move", "1@reno=3@kent", "--as", "m"});
    EXPECT_EQ(moved.code, ExitCode::done) << moved.err;
    EXPECT_TRUE(moved.contains("kent")) << moved.out;
    EXPECT_EQ(ats("A", "reno"), "3");
    EXPECT_EQ(ats("A", "kent"), "1");
    const std::vector<std::string> again{
        "amend", "r1", "--as", "x", "--add", "2:rope@reno=1.25", "--line", "1@kent=0"
    };
    EXPECT_EQ(shop_.says(again).code, ExitCode::done);
    EXPECT_EQ(shop_.says(again).code, ExitCode::done) << "named, hence harmless";
    EXPECT_EQ(ats("A", "kent"), "4");
    EXPECT_EQ(ats("rope", "reno"), "1125");
    EXPECT_EQ(shop_.says({"audit"}).code, ExitCode::done);
}

TEST_F(AmendCommand, ARefusalShowsTheLineAndWhatThereIs) {
    const Said said = shop_.says({"amend", "r1", "--line", "1=9"});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.contains("1  insufficient_stock    8")) << said.out;
    EXPECT_TRUE(said.complains("refused: lines_refused")) << said.err;
    const Said json = shop_.says({"--json", "amend", "r1", "--line", "1=9"});
    const auto reply = boost::json::parse(json.out);
    EXPECT_EQ(reply.at("answers").at(0).at("verdict").as_string(), "insufficient_stock");
    EXPECT_EQ(shop_.says({"amend", "r1", "--line", "5=1"}).code, ExitCode::refused);
    EXPECT_EQ(shop_.says({"amend", "r1", "--move", "1=1@kent"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(shop_.says({"amend", "r1", "--add", "rope@reno=1"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(shop_.says({"amend", "r1", "--hold-for", "soon"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(shop_.says({"amend", "r1"}).code, ExitCode::refused) << "nothing to do";
}

TEST_F(AmendCommand, AHoldIsExtendedAndSaysForWhomItIs) {
    const Said said = shop_.says({"amend", "r1", "--hold-for", "2h"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains(", for cart-7; made ")) << said.out;
    EXPECT_TRUE(said.contains(" by web\n")) << said.out;
}

TEST_F(AmendCommand, PartOfAHoldBecomesAReservationOfItsOwn) {
    const std::vector<std::string> split{
        "split", "r1", "gift", "--as", "g", "--line", "1=2", "--reference", "cart-8"
    };
    const Said said = shop_.says(split);
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("r1: held until")) << said.out;
    EXPECT_TRUE(shop_.says({"reservation", "gift"}).contains(", for cart-8; made ")) << said.out;
    EXPECT_EQ(ats("A", "reno"), "5");
    EXPECT_EQ(shop_.says(split).code, ExitCode::done) << "named, hence harmless";
    ASSERT_EQ(
        shop_.says({"amend", "r1", "--add", "2:rope@reno=1.25", "--as", "more"}).code,
        ExitCode::done
    );
    const std::vector<std::string> whole{"split", "r1", "rope", "--as", "w", "--line", "2=1.25"};
    EXPECT_EQ(shop_.says(whole).code, ExitCode::done);
    EXPECT_EQ(shop_.says(whole).code, ExitCode::done) << "the line is in the new one now";
    EXPECT_EQ(shop_.says({"audit"}).code, ExitCode::done);
}

TEST_F(AmendCommand, AReportTellsWhoHoldsWhatSinceWhen) {
    EXPECT_EQ(shop_.says({"reserve", "r2", "--line", "A@kent=1"}).code, ExitCode::done);
    const Said all = shop_.says({"reservations"});
    EXPECT_EQ(all.code, ExitCode::done) << all.err;
    EXPECT_TRUE(all.contains("id  state  reference  made by  made at")) << all.out;
    EXPECT_TRUE(all.contains("r1  held   cart-7     web ")) << all.out;
    EXPECT_TRUE(all.contains("A@kent 1")) << all.out;
    const Said one = shop_.says({"reservations", "--reference", "cart-7", "--state", "held"});
    EXPECT_TRUE(one.contains("A@reno 3")) << one.out;
    EXPECT_FALSE(one.contains("r2")) << one.out;
    EXPECT_FALSE(shop_.says({"reservations", "--older-than", "1h"}).contains("r1"));
    EXPECT_FALSE(shop_.says({"reservations", "--item", "A", "--node", "kent"}).contains("r1"));
    const Said json = shop_.says({"--json", "reservations", "--made-by", "web"});
    const auto page = boost::json::parse(json.out);
    EXPECT_EQ(page.at("reservations").at(0).at("id").as_string(), "r1");
    EXPECT_TRUE(shop_.says({"reservations", "--limit", "1"}).complains("there are more"));
    EXPECT_EQ(shop_.says({"reservations", "--state", "lost"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(shop_.says({"reservations", "--item", "B"}).code, ExitCode::refused);
}

}  // namespace
}  // namespace earmark::cli
