// `earmark changes`: what people and programs are told.
#include "tests/cli/running_shop.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

class ChangesCommand : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale,unit_of_measure\nA,0,piece\nrope,2,m\n");
        shop_.load("nodes", "node,type\nreno,dc\njoliet,dc\n");
        shop_.load("groups", "group,node,priority\nwest,reno,1\n");
        from_ = std::to_string(shop_.log().newest() + 1);
        shop_.load("stock", "sku,node,on_hand,safety\nA,reno,10,2\nrope,joliet,12.5,0\n");
        const Said said = shop_.says({"reserve", "r1", "--line", "rope@joliet=2.5"});
        ASSERT_EQ(said.code, ExitCode::done) << said.err;
    }

    RunningShop shop_;
    std::string from_;
};

TEST_F(ChangesCommand, TellsEachChangeInALineWithNamesAndUnits) {
    const Said said = shop_.says({"changes", "--from", from_});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("supply  A@reno on hand 10 safety 2")) << said.out;
    EXPECT_TRUE(said.contains("reserved r1  rope@joliet reserved +2.5")) << said.out;
    const auto next = std::to_string(shop_.log().newest() + 1);
    EXPECT_TRUE(said.complains("go on with --from " + next)) << said.err;
    EXPECT_EQ(shop_.says({"changes", "--from", next}).out, "");
}

TEST_F(ChangesCommand, Filters) {
    const auto kept = [this](std::vector<std::string> filter) {
        filter.insert(filter.begin(), {"changes", "--from", from_});
        const Said said = shop_.says(std::move(filter));
        EXPECT_EQ(said.code, ExitCode::done) << said.err;
        return std::count(said.out.begin(), said.out.end(), '\n');
    };
    EXPECT_EQ(kept({"--kind", "reservation"}), 1);
    EXPECT_EQ(kept({"--item", "rope", "--kind", "8"}), 1);
    EXPECT_EQ(kept({"--node", "reno", "--kind", "reservation"}), 0);
    EXPECT_EQ(kept({"--group", "west", "--kind", "supply"}), 1);
    EXPECT_EQ(kept({"--limit", "1"}), 1);
    const Said wrong = shop_.says({"changes", "--kind", "gossip"});
    EXPECT_EQ(wrong.code, ExitCode::wrong_usage);
    EXPECT_TRUE(wrong.complains("segment_rows")) << wrong.err;
}

TEST_F(ChangesCommand, ProgramsGetPages) {
    const Said said = shop_.says({"--json", "changes", "--from", from_, "--kind", "reservation"});
    boost::json::error_code fault;
    const auto page = boost::json::parse(said.out, fault);
    ASSERT_FALSE(fault) << said.out;
    const auto& event = page.at("events").at(0);
    EXPECT_EQ(event.at("id").as_string(), "r1");
    EXPECT_EQ(event.at("event").as_string(), "reserved");
    EXPECT_EQ(event.at("lines").at(0).at("held").to_number<int>(), 250);
    EXPECT_EQ(page.at("next_lsn").to_number<Lsn>(), shop_.log().newest() + 1);
}

TEST_F(ChangesCommand, LevelsAreWatchedAndTheirCrossingsTold) {
    EXPECT_EQ(shop_.says({"level-rule", "--low", "3", "--medium", "20"}).out, "applied\n");
    EXPECT_EQ(shop_.says({"level-rule", "--low", "3", "--medium", "20"}).out, "unchanged\n");
    EXPECT_EQ(
        shop_.says({"level-rule", "--item", "A", "--group", "west", "--low", "9", "--medium", "9"})
            .out,
        "applied\n"
    );
    const Said rules = shop_.says({"level-rules"});
    EXPECT_TRUE(rules.contains("all    all nodes")) << rules.out;
    EXPECT_TRUE(rules.contains("A      group west")) << rules.out;
    shop_.engine().sweep_levels(Time(std::chrono::seconds(2'000'000'000)));
    const Said levels = shop_.says({"levels", "A"});
    EXPECT_TRUE(levels.contains("all nodes   medium")) << levels.out;
    EXPECT_TRUE(levels.contains("group west  low")) << levels.out;
    const Said told = shop_.says({"changes", "--from", from_, "--kind", "levels", "--item", "A"});
    EXPECT_TRUE(told.contains("A medium at 8")) << told.out;
    EXPECT_TRUE(told.contains("A@west low at 8")) << told.out;
    const Said wrong = shop_.says({"level-rule", "--low", "3", "--medium", "2"});
    EXPECT_EQ(wrong.code, ExitCode::refused);
    EXPECT_TRUE(wrong.complains("at most medium")) << wrong.err;
    EXPECT_EQ(
        shop_.says({"level-rule", "--item", "A", "--group", "west", "--remove"}).out, "applied\n"
    );
}

TEST_F(ChangesCommand, WhatIsNoLongerKeptIsRefusedByName) {
    shop_.changes().drop_through(3);
    const Said said = shop_.says({"changes", "--from", "2"});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("no longer kept") || said.complains("no_longer_kept")) << said.err;
    EXPECT_TRUE(said.complains("at least 4")) << said.err;
}

}  // namespace
}  // namespace earmark::cli
