// Tariffs by day and past orders rated anew, on the command line.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

class Rerate : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,weight_g\nA,400\nB,700\n");
        shop_.load(
            "tariffs",
            "tariff,weight_g_max,zone_1,zone_2\nground,1000,6.00,8.00\nground,5000,9.00,12.00\n"
            "air,5000,20.00,25.00\n"
        );
        shop_.load(
            "nodes",
            "node,postal_code,tariff\nreno,89502,ground\nkent,98032,ground\nerie,16501,air\n"
        );
        shop_.load("stock", "sku,node,on_hand\nA,reno,90\nB,kent,90\n");
        shop_.load("zones", "origin,destination,zone\n895,100,1\n980,100,2\n165,100,1\n");
    }

    void source(const std::string& id, const std::string& line) {
        const Said said =
            shop_.says({"source", "--reserve", id, "--to-postal", "10001", "--line", line});
        EXPECT_EQ(said.code, ExitCode::done) << said.out << said.err;
    }

    RunningShop shop_;
};

TEST_F(Rerate, TellsByZoneAndStepWhatAFileWouldHaveCost) {
    source("o1", "A=1");
    source("o2", "A=2");
    source("o3", "A=20");
    source("o4", "B=1");
    const TemporaryFile file(
        "tariff,from,weight_g_max,zone_1,zone_2\nground,2031-01-01,500,5.00,\nground,,5000,9.90,\n"
    );
    const Said said = shop_.says({"rerate", file.path(), "--shipments"});
    ASSERT_EQ(said.code, ExitCode::done) << said.out << said.err;
    // 6.00 and 5.00; 6.00 and 9.90; two parcels of 9.00 and 9.90.
    EXPECT_TRUE(said.contains("-16.67%")) << said.out;
    EXPECT_TRUE(said.contains("+65%")) << said.out;
    EXPECT_TRUE(said.contains("several parcels")) << said.out;
    EXPECT_TRUE(said.contains("total")) << said.out;
    EXPECT_TRUE(said.contains("30.00")) << said.out;
    EXPECT_TRUE(said.contains("34.70")) << said.out;
    EXPECT_TRUE(said.contains("+15.67%")) << said.out;
    EXPECT_TRUE(said.contains("4 orders")) << said.out;
    EXPECT_TRUE(said.contains("1 shipments that this file does not serve")) << said.out;
    EXPECT_TRUE(said.contains("not served")) << said.out;
    EXPECT_TRUE(said.contains("o3")) << said.out;
    const Said json = shop_.says({"--json", "rerate", file.path()});
    EXPECT_TRUE(json.contains(R"("difference_micros":4700000)")) << json.out;
    EXPECT_TRUE(json.contains(R"("not_served":1)")) << json.out;
    EXPECT_TRUE(json.contains(R"("shipments":[])")) << json.out;
    const Said later = shop_.says({"rerate", file.path(), "--since", "2140-01-01"});
    EXPECT_TRUE(later.contains("0 orders")) << later.out << later.err;
}

TEST_F(Rerate, RefusesWhatCannotBeCompared) {
    const TemporaryFile unknown("tariff,weight_g_max,zone_1\nbarge,500,5.00\n");
    const Said said = shop_.says({"rerate", unknown.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("one that is loaded")) << said.err;
    const TemporaryFile wrong("tariff,weight_g_max,zone_1\nground,500,5.00\nground,400,6.00\n");
    const Said row = shop_.says({"rerate", wrong.path()});
    EXPECT_EQ(row.code, ExitCode::refused);
    EXPECT_TRUE(row.complains("row 3, column weight_g_max")) << row.err;
    EXPECT_NE(shop_.says({"rerate", unknown.path(), "--since", "soon"}).code, ExitCode::done);
}

TEST_F(Rerate, TakesOneVersionOfEachTariff) {
    const TemporaryFile file(
        "tariff,from,weight_g_max,zone_1,zone_2\n"
        "ground,2030-01-01,5000,1.00,1.00\nground,2031-01-01,5000,2.00,2.00\n"
    );
    const Said said = shop_.says({"rerate", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused) << said.out;
    EXPECT_TRUE(said.complains(
        file.path() +
        ": row 3, column tariff: found another version of \"ground\", expected one version of each"
    )) << said.err;
}

TEST_F(Rerate, AFileMayHoldVersionsOfDays) {
    const TemporaryFile file(
        "tariff,from,weight_g_max,zone_1,zone_2\n"
        "ground,,5000,1.00,1.00\n"
        "ground,2001-01-01,1000,2.00,2.00\n"
        "ground,,5000,3.00,3.00\n"
        "ground,2140-01-01,5000,4.00,4.00\n"
    );
    const Said said = shop_.says({"load", "tariffs", file.path()});
    EXPECT_EQ(said.code, ExitCode::done) << said.out << said.err;
    EXPECT_TRUE(said.complains("rates from 2001-01-01, a day that is past")) << said.err;
    EXPECT_FALSE(said.complains("2140")) << said.err;
    const Said light = shop_.says({"source", "--to-postal", "10001", "--line", "A=1"});
    EXPECT_TRUE(light.contains("cost 2.00")) << light.out;
    const Said heavy = shop_.says({"source", "--to-postal", "10001", "--line", "A=3"});
    EXPECT_TRUE(heavy.contains("cost 3.00")) << heavy.out;
    const TemporaryFile bad("tariff,from,weight_g_max,zone_1\nground,2027-02-30,500,5.00\n");
    const Said refused = shop_.says({"load", "tariffs", bad.path()});
    EXPECT_EQ(refused.code, ExitCode::refused);
    EXPECT_TRUE(refused.complains("row 2, column from")) << refused.err;
}

}  // namespace
}  // namespace earmark::cli
