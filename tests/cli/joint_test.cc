// Waiting orders of a file sourced together.
#include "tests/cli/running_shop.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {
namespace {

/// One cup at reno, which is near; hats there and far away.
class SourceJointly : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,weight_g\ncup,500\nhat,500\n");
        shop_.load(
            "nodes",
            "node,latitude,longitude,postal_code,tariff\n"
            "reno,39.53,-119.81,89502,post\njoliet,41.52,-88.08,60436,post\n"
        );
        shop_.load("tariffs", "tariff,weight_g_max,zone_1,zone_2\npost,20000,9.00,12.25\n");
        shop_.load("zone-bands", "miles_max,zone\n600,1\n12500,2\n");
        shop_.load(
            "stock", "sku,node,on_hand\ncup,reno,1\nhat,reno,1\ncup,joliet,1\nhat,joliet,0\n"
        );
    }

    RunningShop shop_;
    const TemporaryFile orders_{
        "order,line,sku,quantity,country,postal_code,latitude,longitude\n"
        "o1,1,cup,1,US,94103,37.77,-122.41\n"
        "o2,1,cup,1,US,94103,37.77,-122.41\no2,2,hat,1,,,,\n"
    };
};

TEST_F(SourceJointly, AQuoteSaysWhatItSavesAndHoldsNothing) {
    const Said said = shop_.says({"source-jointly", orders_.path(), "--quote"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    for (const char* row :
         {"could be held", "21.25", "30.25", "no plan costs less than", "29.75 %"})
        EXPECT_TRUE(said.contains(row)) << row << '\n' << said.out;
    EXPECT_EQ(shop_.engine().status().reservations_live, 0U);
}

TEST_F(SourceJointly, HoldsTheOrdersAndKeepsThePrices) {
    const Said said =
        shop_.says({"--json", "source-jointly", orders_.path(), "--keep-prices", "--time", "5s"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    const auto reply = boost::json::parse(said.out);
    EXPECT_EQ(reply.at("held").to_number<int>(), 2);
    EXPECT_EQ(reply.at("planned").at("cost").to_number<std::int64_t>(), 21'250'000);
    EXPECT_EQ(reply.at("planned").at("first_come_cost").to_number<std::int64_t>(), 30'250'000);
    EXPECT_EQ(reply.at("answers").as_array().size(), 2U);
    EXPECT_EQ(reply.at("answers").at(1).at("standing").as_string(), "planned");
    EXPECT_EQ(reply.at("prices_kept"), reply.at("prices_found"));
    EXPECT_EQ(shop_.engine().status().reservations_live, 2U);
    const Said again = shop_.says({"source-jointly", orders_.path()});
    EXPECT_EQ(again.code, ExitCode::done) << again.err;
    EXPECT_TRUE(again.contains("answered before")) << again.out;
    EXPECT_EQ(shop_.engine().status().reservations_live, 2U);
}

TEST_F(SourceJointly, OnlyOrdersThatWishADayAreLate) {
    const TemporaryFile orders(
        "order,line,sku,quantity,country,postal_code,latitude,longitude,wish_by\n"
        "o1,1,cup,1,US,94103,37.77,-122.41,2140-01-01\no2,1,hat,1,US,94103,37.77,-122.41,\n"
    );
    for (const char* command : {"source-jointly", "orders"}) {
        const Said said = shop_.says({command, orders.path(), "--late-per-day", "2.00"});
        EXPECT_EQ(said.code, ExitCode::done) << said.out << said.err;
    }
}

TEST_F(SourceJointly, PromisesBackordersAnew) {
    shop_.load("backorders", "backorder,sku,node,quantity\nb1,cup,reno,1\nb2,cup,reno,3\n");
    EXPECT_EQ(shop_.says({"confirm-backorders", "cup"}).code, ExitCode::done);
    const TemporaryFile orders(
        "order,line,sku,quantity,country,postal_code,latitude,longitude,backorder,backorder_node\n"
        "o1,1,cup,1,US,94103,37.77,-122.41,b1,reno\n"
        "o2,1,cup,3,US,94103,37.77,-122.41,b2,reno\n"
    );
    const Said said = shop_.says({"source-jointly", orders.path(), "--partial", "--split"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    for (const char* row : {"backorders that orders stand for", "promised anew", "no longer"})
        EXPECT_TRUE(said.contains(row)) << row << '\n' << said.out;
    const Said left = shop_.says({"--json", "backorders", "cup"});
    EXPECT_FALSE(left.contains("b1")) << left.out;
    EXPECT_TRUE(left.contains("b2")) << left.out;
    EXPECT_EQ(shop_.engine().audit().mismatches, 0U);
    const Said again =
        shop_.says({"--json", "source-jointly", orders.path(), "--partial", "--split"});
    EXPECT_EQ(boost::json::parse(again.out).at("backorders").to_number<int>(), 2) << again.out;
    EXPECT_EQ(shop_.engine().status().reservations_live, 2U);
}

/// The last word of the row of a table.
std::string figure_of(const Said& said, std::string_view row) {
    const std::size_t begin = said.out.find(row);
    if (begin == std::string::npos) return "no such row";
    const std::string line = said.out.substr(begin, said.out.find('\n', begin) - begin);
    return line.substr(line.rfind(' ') + 1);
}

TEST_F(SourceJointly, BackordersThatAreNotThereAreNamed) {
    const TemporaryFile orders(
        "order,line,sku,quantity,postal_code,latitude,longitude,backorder,backorder_node\n"
        "o1,1,cup,1,94103,37.77,-122.41,b1,reno\no2,1,cup,1,94103,37.77,-122.41,b2,nowhere\n"
        "o3,1,cup,1,94103,37.77,-122.41,b3,\n"
    );
    const Said said = shop_.says({"source-jointly", orders.path()});
    EXPECT_EQ(said.code, ExitCode::refused) << said.err;
    EXPECT_TRUE(said.complains("unknown_backorder")) << said.err;
    EXPECT_EQ(figure_of(said, "refused: unknown_backorder"), "1") << said.out;
    EXPECT_EQ(figure_of(said, "keep what they have"), "0") << said.out;
    EXPECT_TRUE(said.complains("a node that is loaded")) << said.err;
    EXPECT_TRUE(said.complains("the name and the node of a backorder")) << said.err;
}

TEST_F(SourceJointly, NothingIsHeldOfAnOrderWhoseRowsStandApart) {
    const TemporaryFile orders(
        "order,line,sku,quantity,country,postal_code,latitude,longitude\n"
        "zz,1,cup,1,US,94103,37.77,-122.41\nyy,1,cup,1,US,94103,37.77,-122.41\n"
        "zz,2,hat,1,US,94103,37.77,-122.41\n"
    );
    const Said said = shop_.says({"source-jointly", orders.path()});
    EXPECT_EQ(said.code, ExitCode::refused) << said.err;
    EXPECT_TRUE(said.complains(
        orders.path() +
        ": row 4, column order: found order \"zz\" again, which began in row 2, expected its rows "
        "together"
    )) << said.err;
    EXPECT_EQ(shop_.says({"reservation", "yy"}).code, ExitCode::done);
    EXPECT_EQ(shop_.engine().status().reservations_live, 1U);
}

/// The rows of one order, to one address; a line is "SKU,QUANTITY".
std::string rows_of(const std::string& order, const std::vector<std::string>& lines) {
    std::string rows;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        rows += order + "," + std::to_string(i + 1) + "," + lines[i] + ",US,94103,37.77,-122.41\n";
    }
    return rows;
}

constexpr std::string_view kHeader =
    "order,line,sku,quantity,country,postal_code,latitude,longitude\n";

TEST_F(SourceJointly, OrdersThatAreNotFilledSayWhy) {
    const TemporaryFile orders(
        std::string(kHeader) + rows_of("torn", {"cup,2"}) + rows_of("big", {"hat,5", "cup,1"}) +
        rows_of("c1", {"cup,1"}) + rows_of("c2", {"cup,1"}) + rows_of("c3", {"cup,1"})
    );
    const Said said = shop_.says({"source-jointly", orders.path(), "--quote"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    // `torn` wants two at one node; one of three cups is left to the others.
    for (const char* row :
         {"not filled: order",
          "no_whole_node",
          "not_enough_stock",
          "other_line_unfilled",
          "its units went to other orders"})
        EXPECT_TRUE(said.contains(row)) << row << '\n' << said.out;
    EXPECT_FALSE(said.contains("more orders are not filled")) << said.out;
    EXPECT_EQ(shop_.engine().status().reservations_live, 0U);
}

TEST_F(SourceJointly, JsonHasTheReasonsInTheAnswers) {
    const TemporaryFile orders(
        std::string(kHeader) + rows_of("big", {"hat,5", "cup,1"}) + rows_of("c1", {"cup,1"})
    );
    const Said said = shop_.says({"--json", "source-jointly", orders.path()});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    const auto reply = boost::json::parse(said.out);
    const auto& big = reply.at("answers").at(0);
    EXPECT_EQ(big.at("order").as_string(), "big") << said.out;
    EXPECT_EQ(big.at("unfilled").as_array().size(), 2U) << said.out;
    EXPECT_EQ(big.at("unfilled").at(0).at("sku").as_string(), "hat") << said.out;
    EXPECT_EQ(big.at("unfilled").at(0).at("reason").as_string(), "not_enough_stock") << said.out;
    EXPECT_FALSE(reply.at("answers").at(1).as_object().contains("unfilled")) << said.out;
}

TEST_F(SourceJointly, OfManyUnfilledOrdersTheFirstTenAreTold) {
    std::string text(kHeader);
    for (int i = 0; i < 12; ++i)
        text += rows_of("big" + std::to_string(i), {"hat,5"});
    const TemporaryFile orders(text);
    const Said said = shop_.says({"source-jointly", orders.path(), "--quote"});
    EXPECT_TRUE(said.contains("big9")) << said.out;
    EXPECT_FALSE(said.contains("big10")) << said.out;
    EXPECT_TRUE(said.contains("2 more orders are not filled")) << said.out;
}

TEST_F(SourceJointly, WrongOptionsAndOrdersAreNamed) {
    const Said time = shop_.says({"source-jointly", orders_.path(), "--time", "soon"});
    EXPECT_EQ(time.code, ExitCode::wrong_usage) << time.err;
    EXPECT_TRUE(time.complains("--time")) << time.err;
    for (const char* option : {"--max-shipments", "--max-nodes-per-line"}) {
        const Said none = shop_.says({"source-jointly", orders_.path(), option, "0"});
        EXPECT_EQ(none.code, ExitCode::wrong_usage) << none.err;
        EXPECT_TRUE(none.complains(std::string(option) + ": found \"0\", expected at least 1"))
            << none.err;
    }
    const TemporaryFile wrong(
        "order,line,sku,quantity,country,postal_code,latitude,longitude\n"
        "o1,1,cap,1,US,94103,37.77,-122.41\no2,1,cup,1,US,94103,37.77,-122.41\n"
    );
    const Said said = shop_.says({"source-jointly", wrong.path()});
    EXPECT_EQ(said.code, ExitCode::refused) << said.err;
    EXPECT_TRUE(said.complains("an item that is loaded")) << said.err;
    EXPECT_EQ(shop_.engine().status().reservations_live, 1U);
}

}  // namespace
}  // namespace earmark::cli
