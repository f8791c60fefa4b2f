// Dates of orders on the command line. The shop's clock is the machine's: days that are long past
// or far ahead are what they are on any day.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

class PromiseDates : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,weight_g\nA,400\nB,400\n");
        shop_.load(
            "nodes",
            "node,postal_code,time_zone,tariff\n"
            "reno,89502,America/Los_Angeles,\nstore,89502,,ground\n"
        );
        shop_.load("stock", "sku,node,on_hand\nA,reno,9\nB,store,9\n");
        shop_.load("zones", "origin,destination,zone\n895,100,1\n");
        shop_.load("tariffs", "tariff,weight_g_max,zone_1\nground,1000,6.00\n");
        shop_.load("calendars", "calendar,weekdays\ndaily,mon;tue;wed;thu;fri;sat;sun\n");
        shop_.load(
            "services",
            "service,carrier,tariff,transit_days,window_from,window_until\n"
            "ups-ground,ups,ground,3,09:00,18:30\n"
        );
        shop_.load(
            "node-hours", "node,calendar,opens,closes,cutoff\nreno,daily,08:00,17:00,14:00\n"
        );
        shop_.load("pickups", "node,service,time\nreno,ups-ground,16:30\n");
    }

    Said source(std::vector<std::string> options) {
        std::vector<std::string> words{"source", "--to-postal", "10001", "--line", "A=1"};
        words.insert(words.end(), options.begin(), options.end());
        return shop_.says(words);
    }

    RunningShop shop_;
};

TEST_F(PromiseDates, AreShownWithWindowAndLastMoment) {
    const Said said = source({"--need-by", "2140-01-01"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("order by")) << said.out;
    EXPECT_TRUE(said.contains("09:00 - 18:30")) << said.out;
    EXPECT_TRUE(said.contains("cost 6.00")) << said.out;
    const Said json = shop_.says({"--json", "source", "--to-postal", "10001", "--line", "A=1"});
    EXPECT_TRUE(json.contains("\"window_until_minute\": 1110")) << json.out;
    EXPECT_FALSE(json.contains("\"delivery_day\": 0")) << json.out;
}

TEST_F(PromiseDates, WhatCannotArriveIsTooLate) {
    const Said said = source({"--need-by", "2020-01-01"});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.contains("too_late")) << said.out;
    const Said store =
        shop_.says({"source", "--to-postal", "10001", "--line", "B=1", "--need-by", "2140-01-01"});
    EXPECT_TRUE(store.contains("too_late")) << store.out;
}

TEST_F(PromiseDates, LatenessCosts) {
    const Said said = source({"--wish-by", "2020-01-01", "--late-per-day", "0.000001"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains(", lateness 0.0")) << said.out;
    EXPECT_EQ(source({"--late-per-day", "1.00"}).code, ExitCode::refused);
}

TEST_F(PromiseDates, ProfilesWeighLatenessOrPutItFirst) {
    shop_.load("tariffs", "tariff,weight_g_max,zone_1\nair,1000,20.00\n");
    shop_.load("services", "service,carrier,tariff,transit_days\nair,ups,air,1\n");
    shop_.load("pickups", "node,service,time\nreno,air,16:30\n");
    shop_.load(
        "profiles",
        "profile,kind,criteria,transport,lateness\n"
        "hurry,,,1,1000\nplain,,,2,\non-time,lexicographic,late_days;cost,,\n"
    );
    const Said profiles = shop_.says({"profiles"});
    EXPECT_TRUE(profiles.contains("lateness x 1000")) << profiles.out;
    EXPECT_TRUE(profiles.contains("transport x 2, lateness x 2")) << profiles.out;
    EXPECT_TRUE(profiles.contains("late_days, cost")) << profiles.out;
    // Two days more by ground cost 0.02, and by the profile 20.00; air asks 14.00 more.
    const auto sourced = [&](const std::string& profile) {
        return source({"--wish-by", "2020-01-01", "--late-per-day", "0.01", "--profile", profile});
    };
    const Said hurry = sourced("hurry");
    EXPECT_TRUE(hurry.contains("transport 20.00")) << hurry.out << hurry.err;
    const Said plain = sourced("plain");
    EXPECT_TRUE(plain.contains("transport 6.00")) << plain.out << plain.err;
    const Said first = sourced("on-time");
    EXPECT_TRUE(first.contains("transport 20.00")) << first.out << first.err;
    const auto refused = [&](const std::string& row, std::string_view words) {
        const TemporaryFile wrong("profile,kind,criteria\n" + row);
        const Said said = shop_.says({"load", "profiles", wrong.path()});
        EXPECT_EQ(said.code, ExitCode::refused);
        EXPECT_TRUE(said.complains(words)) << said.err;
    };
    refused("odd,lexicographic,cost;late_days\n", "row 2: refused: bad_value: criteria: found");
    refused("odd,lexicographic,cost;late_days\n", "late_days before cost");
    refused("even,lexicographic,lateness\n", "row 2, column criteria");
}

TEST_F(PromiseDates, DatesThatAreNoneAreRefused) {
    const Said said = source({"--need-by", "soon"});
    EXPECT_EQ(said.code, ExitCode::wrong_usage);
    EXPECT_TRUE(said.complains("--need-by")) << said.err;
    EXPECT_TRUE(said.complains("a date such as 2026-12-24")) << said.err;
}

TEST_F(PromiseDates, OrdersOfAFileNameTheirOwnDays) {
    const TemporaryFile orders(
        "order,line,sku,quantity,postal_code,need_by,wish_by\n"
        "o1,1,A,1,10001,,\no2,1,A,1,10001,2020-01-01,\no3,1,A,1,10001,2140-01-01,2139-01-01\n"
        "o4,1,A,1,10001,tomorrow,\n"
    );
    const Said said = shop_.says({"--json", "orders", orders.path()});
    EXPECT_TRUE(said.contains("\"too_late\":1")) << said.out;
    EXPECT_TRUE(said.contains("\"filled\":2")) << said.out;
    EXPECT_TRUE(said.contains("\"orders_rejected\":1")) << said.out;
    EXPECT_TRUE(said.complains("need_by")) << said.err;
}

TEST_F(PromiseDates, PagesAndCartsAreAnsweredInOneQuestion) {
    const Said page = shop_.says({"delivery", "A", "B=2", "A=99", "--to-postal", "10001"});
    EXPECT_EQ(page.code, ExitCode::done) << page.err;
    EXPECT_TRUE(page.contains("A x 1")) << page.out;
    EXPECT_TRUE(page.contains("reno by ups-ground")) << page.out;
    EXPECT_TRUE(page.contains("no day")) << page.out;
    EXPECT_TRUE(page.contains("not_enough_stock of A: 9")) << page.out;
    EXPECT_FALSE(page.contains("all of it")) << page.out;
    const Said cart = shop_.says({"delivery", "A", "B=2", "--to-postal", "10001", "--cart"});
    EXPECT_TRUE(cart.contains("all of it")) << cart.out;
    EXPECT_TRUE(cart.contains("and 1 more")) << cart.out;
    const Said json = shop_.says({"--json", "delivery", "A", "--to-postal", "10001", "--cart"});
    EXPECT_TRUE(json.contains("\"cart\"")) << json.out;
    const Said unknown = shop_.says({"delivery", "nope", "--to-postal", "10001"});
    EXPECT_EQ(unknown.code, ExitCode::refused) << unknown.err;
}

TEST_F(PromiseDates, AQuantityThatNobodyOrdersIsRefusedAsByAnOrder) {
    const Said order = shop_.says({"source", "--line", "A=0", "--to-postal", "10001"});
    const Said page = shop_.says({"delivery", "B", "A=0", "--to-postal", "10001"});
    EXPECT_EQ(page.code, order.code);
    EXPECT_EQ(page.code, ExitCode::refused);
    EXPECT_EQ(page.out, "");
    EXPECT_TRUE(page.complains("bad_value: quantity of item 2: found 0, expected 1 to "))
        << page.err;
}

}  // namespace
}  // namespace earmark::cli
