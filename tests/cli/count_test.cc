// A count of a node by the command line, and how feeds came in.
#include "tests/cli/running_shop.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

namespace earmark::cli {
namespace {

/// A moment as --taken-at takes it.
std::string ago(std::chrono::seconds time) {
    const auto moment = std::chrono::system_clock::now() - time;
    const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
    const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(
        moment - std::chrono::floor<std::chrono::seconds>(moment)
    );
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const std::size_t end = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text.data() + end, text.size() - end, ".%06dZ", static_cast<int>(micros.count()));
    return text.data();
}

class Count : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale,value\nA,0,2.50\nrope,2,1.00\nvase,0,300\n");
        shop_.load("nodes", "node,enabled\nreno,yes\nshut,no\n");
        shop_.load("stock", "sku,node,on_hand\nA,reno,10\nrope,reno,12.5\nvase,reno,3\n");
        taken_at_ = ago(std::chrono::seconds(0));
    }

    Said load(const std::string& text, std::vector<std::string> options = {}) {
        const TemporaryFile file(text);
        std::vector<std::string> arguments{
            "count", "load", file.path(), "--node", "reno", "--id", "c1", "--taken-at", taken_at_
        };
        arguments.insert(arguments.end(), options.begin(), options.end());
        return shop_.says(arguments);
    }

    RunningShop shop_;
    std::string taken_at_;  ///< After the stock was loaded.
};

TEST_F(Count, GoodRowsAreComparedAndEachWrongRowIsTold) {
    const Said said = load("sku,counted\nA,8\nrope,1.255\nfork,3\nvase,-1\nrope,12\nA,9\n");
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("row 3, column counted: found \"1.255\"")) << said.err;
    EXPECT_TRUE(said.complains("row 4, column sku: found \"fork\"")) << said.err;
    EXPECT_TRUE(said.complains("row 5, column counted: found \"-1\"")) << said.err;
    EXPECT_TRUE(said.complains("row 7")) << said.err;
    EXPECT_TRUE(said.complains("repeated_row")) << said.err;
    EXPECT_TRUE(said.contains("positions that differ")) << said.out;
    EXPECT_TRUE(shop_.says({"count", "list"}).contains("c1")) << said.out;
}

TEST_F(Count, WrongRowsLeaveNothingToBeZeroed) {
    const std::uint64_t before = shop_.engine().state_digest();
    const std::string wrong = "sku,counted\nA,10\nropw,12.5\nvase,3x\n";
    for (const char* mode : {"--strict", "--dry-run"}) {
        const Said said = load(wrong, {"--absent", "zeroed", mode});
        EXPECT_EQ(said.code, ExitCode::refused) << said.err;
        EXPECT_TRUE(said.complains("row 3, column sku: found \"ropw\"")) << said.err;
        EXPECT_EQ(shop_.engine().state_digest(), before);
        EXPECT_TRUE(shop_.engine().counts().empty());
    }
    const Said said = load(wrong, {"--absent", "zeroed"});
    EXPECT_TRUE(said.complains("row 4, column counted: found \"3x\"")) << said.err;
    EXPECT_TRUE(said.complains(".csv: found 2 wrong rows, expected none")) << said.err;
    EXPECT_TRUE(said.complains("--absent kept")) << said.err;
    EXPECT_TRUE(shop_.says({"ats", "vase", "--node", "reno"}).contains("vase  reno     3"));

    // Mended, it is a count of that name like any other.
    const Said mended = load("sku,counted\nA,10\nrope,12.5\n", {"--absent", "zeroed"});
    EXPECT_EQ(mended.code, ExitCode::done) << mended.err;
    EXPECT_FALSE(mended.complains("going on")) << mended.err;
    EXPECT_TRUE(shop_.says({"ats", "vase", "--node", "reno"}).contains("vase  reno     0"));
    EXPECT_TRUE(shop_.says({"ats", "rope", "--node", "reno"}).contains("rope  reno   12.5"));
}

TEST_F(Count, WhatIsAboveALimitWaitsForApproval) {
    const Said said = load("sku,counted\nA,8\nvase,2\n", {"--value", "100"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("waiting for approval")) << said.out;
    const Said report = shop_.says({"count", "report", "c1", "--state", "waiting"});
    EXPECT_TRUE(report.contains("vase")) << report.out;
    EXPECT_TRUE(report.contains("-300.00")) << report.out;
    EXPECT_FALSE(report.contains("A  ")) << report.out;
    EXPECT_EQ(shop_.says({"count", "approve", "c1", "vase"}).code, ExitCode::done);
    EXPECT_EQ(shop_.says({"count", "reject", "c1", "vase"}).code, ExitCode::refused);
    const auto json = boost::json::parse(shop_.says({"--json", "count", "report", "c1"}).out);
    EXPECT_EQ(json.at("summary").at("applied").to_number<int>(), 2);
    EXPECT_EQ(json.at("corrections").as_array().size(), 2U);
}

TEST_F(Count, WrongOptionsAreToldBeforeAnythingIsSent) {
    EXPECT_EQ(load("sku,counted\nA,8\n", {"--absent", "gone"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(load("sku,counted\nA,8\n", {"--units", "-2"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(load("sku,qty\nA,8\n").code, ExitCode::wrong_usage);
    EXPECT_EQ(shop_.says({"count", "report", "c9"}).code, ExitCode::refused);
    EXPECT_EQ(shop_.says({"count", "approve", "c9"}).code, ExitCode::refused);
    const TemporaryFile file("sku,counted\nA,8\n");
    const Said shut =
        shop_.says({"count", "load", file.path(), "--node", "shut", "--taken-at", taken_at_});
    EXPECT_EQ(shut.code, ExitCode::refused);
    EXPECT_TRUE(shut.complains("node_closed")) << shut.err;
}

TEST_F(Count, ASyncOfThePastIsRefusedWhenItIsTooOld) {
    const Said old = shop_.says({"sync", "A", "reno", "4", "--as-of", ago(std::chrono::hours(49))});
    EXPECT_EQ(old.code, ExitCode::refused);
    EXPECT_TRUE(old.complains("as_of_too_old")) << old.err;
    EXPECT_EQ(
        shop_.says({"sync", "A", "reno", "4", "--as-of", ago(std::chrono::seconds(1))}).code,
        ExitCode::done
    );
    const TemporaryFile file(
        "sku,node,on_hand,as_of\nA,reno,4," + ago(std::chrono::hours(60)) + "\n"
    );
    const Said loaded = shop_.says({"load", "stock", file.path()});
    EXPECT_TRUE(loaded.complains("as_of_too_old")) << loaded.err;
}

TEST_F(Count, FeedsSayWhatWasPassedOver) {
    shop_.says({"adjust", "A", "reno", "+1", "--source", "wms", "--sequence", "4"});
    shop_.says({"adjust", "A", "reno", "+1", "--source", "wms", "--sequence", "9"});
    const auto json = boost::json::parse(shop_.says({"--json", "feeds"}).out);
    const auto& feeds = json.at("feeds").as_array();
    EXPECT_EQ(feeds.back().at("source").as_string(), "wms");
    EXPECT_EQ(feeds.back().at("skipped").to_number<int>(), 4);
    EXPECT_TRUE(shop_.says({"feeds"}).contains("wms"));
}

}  // namespace
}  // namespace earmark::cli
