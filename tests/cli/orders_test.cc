// Many orders over several connections, and a server that goes away meanwhile.
#include "tests/cli/running_shop.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {
namespace {

std::string many_orders(int count) {
    std::string text = "order,line,sku,quantity,country,postal_code,latitude,longitude\n";
    for (int i = 0; i < count; ++i) {
        const std::string order = "o" + std::to_string(i);
        text += order + ",1,A,1,US,94103,37.77,-122.41\n";
        if (i % 3 == 0) text += order + ",2,rope,0.5,,,,\n";
    }
    return text;
}

class Orders : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale,weight_g\nA,0,500\nrope,2,80\n");
        shop_.load(
            "nodes",
            "node,latitude,longitude,postal_code,tariff\n"
            "reno,39.53,-119.81,89502,post\njoliet,41.52,-88.08,60436,post\n"
        );
        shop_.load("tariffs", "tariff,weight_g_max,zone_1,zone_2\npost,20000,9.00,12.25\n");
        shop_.load("zone-bands", "miles_max,zone\n600,1\n12500,2\n");
        shop_.load("stock", "sku,node,on_hand\nA,reno,1000\nA,joliet,1000\nrope,reno,2000\n");
    }

    RunningShop shop_;
};

TEST_F(Orders, AQuoteFillsAndHoldsNothing) {
    const TemporaryFile file(many_orders(50));
    const Said said = shop_.says({"--json", "orders", file.path(), "--connections", "3"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    const auto summary = boost::json::parse(said.out);
    EXPECT_EQ(summary.at("orders").to_number<int>(), 50);
    EXPECT_EQ(summary.at("filled").to_number<int>(), 50);
    EXPECT_EQ(summary.at("cost_micros").at("total").to_number<std::int64_t>(), 50 * 9'000'000);
    EXPECT_EQ(shop_.engine().status().reservations_live, 0U);
}

TEST_F(Orders, TermsAddUpToWhatTheOrdersCost) {
    shop_.load("profiles", "profile,per_priority\nnear,0.75\n");
    shop_.load(
        "nodes",
        "node,latitude,longitude,postal_code,tariff,priority\n"
        "reno,39.53,-119.81,89502,post,2\njoliet,41.52,-88.08,60436,post,9\n"
    );
    const TemporaryFile file(many_orders(10));
    const Said said = shop_.says({"--json", "orders", file.path(), "--profile", "near"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    const auto cost = boost::json::parse(said.out).at("cost_micros").as_object();
    EXPECT_EQ(cost.at("transport").to_number<std::int64_t>(), 10 * 9'000'000);
    EXPECT_EQ(cost.at("preference").to_number<std::int64_t>(), 10 * 1'500'000);
    EXPECT_EQ(cost.at("total").to_number<std::int64_t>(), 10 * 10'500'000);
    const Said table = shop_.says({"orders", file.path(), "--profile", "near"});
    EXPECT_TRUE(table.contains("preference")) << table.out;
}

TEST_F(Orders, ReservedOrdersAreAcknowledgedAndProved) {
    const TemporaryFile file(many_orders(60));
    const TemporaryFile acknowledged("", ".jsonl");
    const TemporaryFile answers("", ".jsonl");
    const Said said = shop_.says(
        {"orders",
         file.path(),
         "--reserve",
         "--connections",
         "2",
         "--acknowledged",
         acknowledged.path(),
         "--answers",
         answers.path()}
    );
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("filled")) << said.out;
    EXPECT_EQ(shop_.engine().status().reservations_live, 60U);
    const Said verified = shop_.says({"verify", acknowledged.path()});
    EXPECT_EQ(verified.code, ExitCode::done) << verified.err;
    EXPECT_TRUE(verified.contains("60 acknowledged: 60 held")) << verified.out;
    EXPECT_TRUE(verified.contains("every acknowledged promise is there"));
    EXPECT_NE(answers.read().find(R"({"order":"o59","reply":{)"), std::string::npos);
    std::istringstream lines(answers.read());
    std::string line;
    int count = 0;
    for (; std::getline(lines, line); ++count)
        EXPECT_TRUE(boost::json::parse(line).at("reply").at("shipments").is_array()) << line;
    EXPECT_EQ(count, 60);
}

TEST_F(Orders, AnswersThatCannotBeWrittenEndTheRun) {
    // Few fit into what is written at once, many do not.
    for (const int count : {2, 200}) {
        const TemporaryFile file(many_orders(count));
        const Said said = shop_.says({"orders", file.path(), "--answers", "/dev/full"});
        EXPECT_EQ(said.code, ExitCode::wrong_usage) << said.out;
        EXPECT_TRUE(said.complains("/dev/full: could not be written")) << said.err;
    }
}

TEST_F(Orders, WhatIsAcknowledgedOfAKitAreItsParts) {
    shop_.load("items", "sku,scale,weight_g\npair,0,1000\nknot,0,600\n");
    ASSERT_EQ(shop_.says({"kit", "pair", "A=2"}).code, ExitCode::done);
    ASSERT_EQ(shop_.says({"kit", "knot", "rope=0.5", "A=1", "--apart"}).code, ExitCode::done);
    const TemporaryFile file(
        "order,line,sku,quantity,country,postal_code,latitude,longitude\n"
        "o1,1,pair,2,US,94103,37.77,-122.41\no1,2,A,1,,,,\n"
        "o2,1,knot,3,US,94103,37.77,-122.41\n"
    );
    const TemporaryFile acknowledged("", ".jsonl");
    const Said said =
        shop_.says({"orders", file.path(), "--reserve", "--acknowledged", acknowledged.path()});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_NE(acknowledged.read().find(R"("sku":"rope")"), std::string::npos);
    const Said verified = shop_.says({"verify", acknowledged.path()});
    EXPECT_EQ(verified.code, ExitCode::done) << verified.err;
    EXPECT_TRUE(verified.contains("2 acknowledged: 2 held")) << verified.out;
}

TEST_F(Orders, ALostPromiseIsFound) {
    const TemporaryFile acknowledged(
        R"({"reservation":"gone","lsn":1,"lines":[{"sku":"A","node":"reno","units":1}]})"
        "\n",
        ".jsonl"
    );
    const Said missing = shop_.says({"verify", acknowledged.path()});
    EXPECT_EQ(missing.code, ExitCode::refused);
    EXPECT_TRUE(missing.complains("reservation gone: missing: unknown_reservation")) << missing.err;

    ASSERT_EQ(shop_.says({"reserve", "gone", "--line", "A@reno=2"}).code, ExitCode::done);
    const Said different = shop_.says({"verify", acknowledged.path()});
    EXPECT_EQ(different.code, ExitCode::refused);
    EXPECT_TRUE(different.contains("1 different")) << different.out;
}

TEST_F(Orders, AnOrderWithAWrongRowIsLeftOutWhole) {
    const TemporaryFile file(
        "order,line,sku,quantity,postal_code,latitude,longitude\n"
        "o1,1,A,1,94103,37.77,-122.41\n"
        "o2,1,A,1,94103,37.77,-122.41\n"
        "o2,2,A,1.5,,,\n"
        "o3,1,B,1,94103,37.77,-122.41\n"
        "o4,1,A,1,94103,37.77,-122.41\n"
        "o4,2,A,1,10001,,\n"
    );
    const Said said = shop_.says({"orders", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("row 4, column quantity: found \"1.5\"")) << said.err;
    EXPECT_TRUE(said.complains("row 5, column sku: found \"B\"")) << said.err;
    EXPECT_TRUE(said.complains("row 7, column postal_code: found \"10001\"")) << said.err;
    EXPECT_TRUE(said.contains("left out, with wrong rows    3") || said.contains("left out"))
        << said.out;
}

TEST_F(Orders, AnOrderWhoseRowsStandApartIsLeftOutWhereverItBegan) {
    // So far apart that the first would be held before the others are read.
    constexpr int kOrderCount = 1'200;
    std::string text = many_orders(kOrderCount);
    text.insert(text.find('\n') + 1, "zz,1,A,1,US,94103,37.77,-122.41\n");
    text += "zz,2,A,1,,,,\nzz,3,A,1,,,,\n";
    const TemporaryFile file(text);
    const Said said = shop_.says({"--json", "orders", file.path(), "--reserve"});
    EXPECT_EQ(said.code, ExitCode::refused) << said.err;
    EXPECT_TRUE(said.complains(R"("row":1603,"column":"order")")) << said.err;
    EXPECT_TRUE(said.complains(R"(order \"zz\" again, which began in row 2)")) << said.err;
    EXPECT_TRUE(said.complains("its rows together")) << said.err;
    const auto summary = boost::json::parse(said.out);
    EXPECT_EQ(summary.at("orders_rejected").to_number<int>(), 1) << said.out;
    EXPECT_EQ(summary.at("rows_rejected").to_number<int>(), 1) << said.out;
    EXPECT_EQ(shop_.says({"reservation", "zz"}).code, ExitCode::refused);
    EXPECT_EQ(shop_.engine().status().reservations_live, std::uint64_t{kOrderCount});
}

TEST_F(Orders, AServerThatComesBackFindsEveryOrderAskedAgain) {
    constexpr int kOrderCount = 1'200;
    const TemporaryFile file(many_orders(kOrderCount));
    const TemporaryFile acknowledged("", ".jsonl");
    auto running = std::async(std::launch::async, [&] {
        return shop_.says(
            {"--json",
             "orders",
             file.path(),
             "--reserve",
             "--connections",
             "2",
             "--in-flight",
             "4",
             "--acknowledged",
             acknowledged.path()}
        );
    });
    for (int outage = 0; outage < 3; ++outage) {
        const std::uint64_t before = shop_.engine().status().reservations_live;
        while (shop_.engine().status().reservations_live < before + 50) {
            if (running.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready) break;
        }
        shop_.close();
        shop_.open();
    }
    const Said said = running.get();
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    const auto summary = boost::json::parse(said.out);
    EXPECT_EQ(summary.at("filled").to_number<int>(), kOrderCount) << said.out;
    EXPECT_EQ(shop_.engine().status().reservations_live, std::uint64_t{kOrderCount});
    const Said verified = shop_.says({"verify", acknowledged.path()});
    EXPECT_TRUE(verified.contains("1,200 acknowledged: 1,200 held"))
        << verified.out << verified.err;
    EXPECT_EQ(shop_.engine().audit().mismatches, 0U);
}

TEST_F(Orders, LinesThatTravelTogetherLeaveFromOneNodeOrNotAtAll) {
    shop_.load("items", "sku,scale,weight_g\nhat,0,100\n");
    shop_.load("stock", "sku,node,on_hand\nhat,joliet,5\n");
    const std::vector<std::string> apart{
        "source",
        "--to-postal",
        "94103",
        "--to-lat",
        "37.77",
        "--to-lon",
        "-122.41",
        "--line",
        "hat=1",
        "--line",
        "rope=1",
        "--line",
        "A=1"
    };
    const auto with = [&](std::string_view set) {
        std::vector<std::string> words = apart;
        words.emplace_back("--together");
        words.emplace_back(set);
        return shop_.says(words);
    };
    EXPECT_EQ(shop_.says(apart).code, ExitCode::done);
    const Said torn = with("1,2");
    EXPECT_TRUE(torn.contains("no_whole_node")) << torn.out << torn.err;
    EXPECT_EQ(with("2,3").code, ExitCode::done);
    const Said unknown = with("2,9");
    EXPECT_TRUE(unknown.complains("together: found line 9")) << unknown.err;
    const Said text = with("2;3");
    EXPECT_EQ(text.code, ExitCode::wrong_usage) << text.err;
    EXPECT_TRUE(text.complains("--together")) << text.err;
    const TemporaryFile file(
        "order,line,sku,quantity,postal_code,latitude,longitude,together\n"
        "o1,1,hat,1,94103,37.77,-122.41,box\no1,2,rope,1,,,,box\n"
        "o2,1,A,1,94103,37.77,-122.41,box\no2,2,rope,1,,,,box\n"
    );
    const Said held = shop_.says({"orders", file.path(), "--reserve"});
    EXPECT_EQ(shop_.engine().status().reservations_live, 1U) << held.out << held.err;
    const Said jointly = shop_.says({"--json", "source-jointly", file.path()});
    EXPECT_EQ(shop_.engine().status().reservations_live, 1U) << jointly.out << jointly.err;
}

}  // namespace
}  // namespace earmark::cli
