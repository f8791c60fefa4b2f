// Files of prices, zones, calendars and rules go in whole or not at all.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace earmark::cli {
namespace {

struct Sample {
    const char* kind;
    const char* header;
    const char* good;
    const char* wrong;    ///< Seen here.
    const char* refused;  ///< Seen by the server, or by names.
};

constexpr Sample kSamples[] = {
    {"tariffs", "tariff,weight_g_max,zone_1", "new,1000,5.00", "odd,0,5.00", ""},
    {"zones", "origin,destination,zone", "100,200,2", "100,300,99", "10,20,2"},
    {"zone-bands", "miles_max,zone", "100,1", "50,2", "900,99"},
    {"profiles", "profile,kind,criteria,transport", "p1,,,1", "p2,,,1001", "p2,lexicographic,,"},
    {"scarcity", "sku,node,price", "A,reno,1.00", "A,reno,much", "B,reno,1.00"},
    {"calendars", "calendar,weekdays", "new,mon", "odd,moon", "odd,"},
    {"services",
     "service,carrier,tariff,transit_days",
     "new,ups,ground,1;2",
     "odd,ups,,",
     "odd,ups,rail,"},
    {"area-surcharges", "carrier,country,per_parcel", "ups,US,1.00", "ups,CA,x", "ups,CA,2000000000"
    },
    {"node-hours",
     "node,calendar,opens,closes",
     "reno,weekdays,08:00,17:00",
     "joliet,weekdays,8,17:00",
     "joliet,never,08:00,17:00"},
    {"pickups",
     "node,service,time",
     "reno,ups-ground,15:00",
     "joliet,ups-ground,noon",
     "joliet,ups-air,15:00"},
    {"capacity", "node,unit,most", "reno,units,5", "joliet,boxes,5", "mars,units,5"},
    {"carbon",
     "service,zone,per_parcel_g,per_kg_g",
     "ups-ground,1,5,5",
     "ups-ground,2,x,5",
     "ups-air,2,5,5"},
    {"couriers",
     "node,radius_km,cutoff,per_shipment",
     "reno,10,12:00,5.00",
     "joliet,10,noon,5.00",
     "joliet,10,12:00,5.00"},
    {"sourcing-rules", "rule,effect,nodes", "r1,exclude,reno", "r2,forbid,joliet", "r2,exclude,mars"
    },
};

class WholeFiles : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku\nA\n");
        shop_.load(
            "nodes",
            "node,latitude,longitude,time_zone,methods\n"
            "reno,39.5,-119.8,America/Los_Angeles,ship;same_day\n"
            "joliet,41.5,-88.1,America/Chicago,ship\n"
        );
        shop_.load("tariffs", "tariff,weight_g_max,zone_1,zone_2\nground,1000,6.00,8.00\n");
        shop_.load("zones", "origin,destination,zone\n895,100,2\n");
        shop_.load("calendars", "calendar,weekdays\nweekdays,mon;tue;wed;thu;fri\n");
        shop_.load("services", "service,carrier,tariff,transit_days\nups-ground,ups,ground,1;3\n");
        shop_.load("scarcity", "sku,node,price\nA,joliet,2.00\n");
    }

    /// Fails the test if anything of the file goes in.
    Said nothing_of(const std::string& kind, const std::string& text) {
        const std::uint64_t before = shop_.engine().state_digest();
        const TemporaryFile file(text);
        Said said = shop_.says({"load", kind, file.path()});
        EXPECT_NE(said.code, ExitCode::done) << kind << ": " << said.out << said.err;
        EXPECT_TRUE(said.contains(kind + ": 0 of ")) << said.out;
        EXPECT_TRUE(said.complains(file.path())) << said.err;
        EXPECT_TRUE(said.complains("nothing of it is loaded")) << kind << ": " << said.err;
        EXPECT_EQ(shop_.engine().state_digest(), before) << kind << ":\n" << text << said.err;
        return said;
    }

    RunningShop shop_;
};

TEST_F(WholeFiles, AreLeftOutWholeForOneWrongRow) {
    for (const Sample& sample : kSamples) {
        const std::string good = std::string(sample.header) + "\n" + sample.good + "\n";
        const Said wrong = nothing_of(sample.kind, good + sample.wrong + "\n");
        EXPECT_TRUE(wrong.complains("row 3")) << wrong.err;
        EXPECT_TRUE(wrong.contains("1 left out with wrong ones, 1 rejected")) << wrong.out;
        nothing_of(sample.kind, good + "\"never closed\n");
    }
}

TEST_F(WholeFiles, AreLeftOutWholeIfTheServerRefusesARow) {
    shop_.load("node-hours", "node,calendar,opens,closes\nreno,weekdays,08:00,17:00\n");
    for (const Sample& sample : kSamples) {
        if (sample.kind == std::string_view("tariffs")) continue;
        const std::string good = std::string(sample.header) + "\n" + sample.good + "\n";
        nothing_of(sample.kind, good + sample.refused + "\n");
    }
    // The service has no days of transit for a third zone.
    nothing_of(
        "tariffs",
        "tariff,weight_g_max,zone_1,zone_2,zone_3\nnew,1000,5.00,,\nground,1000,5.00,6.00,7.00\n"
    );
}

TEST_F(WholeFiles, GoInIfAllTheirRowsAreGood) {
    for (const Sample& sample : kSamples) {
        const std::uint64_t before = shop_.engine().state_digest();
        shop_.load(sample.kind, std::string(sample.header) + "\n" + sample.good + "\n");
        EXPECT_NE(shop_.engine().state_digest(), before) << sample.kind;
    }
}

TEST_F(WholeFiles, OfNoPricesLeaveNone) {
    const auto digest = [&] { return shop_.engine().state_digest(); };
    const std::uint64_t priced = digest();
    shop_.load("scarcity", "sku,node,price\nA,joliet,0\n");
    const std::uint64_t without = digest();
    ASSERT_NE(without, priced);
    shop_.load("scarcity", "sku,node,price\nA,joliet,2.00\n");
    const TemporaryFile wrong("sku,node,price\nA,joliet,much\n");
    EXPECT_EQ(shop_.says({"load", "scarcity", wrong.path()}).code, ExitCode::refused);
    EXPECT_NE(digest(), without);
    const TemporaryFile empty("sku,node,price\n");
    const Said said = shop_.says({"load", "scarcity", empty.path()});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.complains("it has no prices: those loaded before are gone")) << said.err;
    EXPECT_EQ(digest(), without);
    // Of other files nothing is a set.
    shop_.load("calendars", "calendar,weekdays\n");
    EXPECT_EQ(digest(), without);
}

TEST_F(WholeFiles, StopAtTheFirstWrongRowOnRequest) {
    const std::uint64_t before = shop_.engine().state_digest();
    const TemporaryFile file("profile,transport\np1,1\np2,1001\np3,1002\n");
    const Said said = shop_.says({"load", "profiles", "--strict", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_FALSE(said.complains("row 4")) << said.err;
    EXPECT_FALSE(said.complains("are loaded")) << said.err;
    EXPECT_EQ(shop_.engine().state_digest(), before);
}

std::string pairs_of(int first, int origins, int destinations) {
    std::string text = "origin,destination,zone\n";
    for (int origin = 0; origin < origins; ++origin) {
        for (int destination = 0; destination < destinations; ++destination) {
            text +=
                std::to_string(first + origin) + "," + std::to_string(first + destination) + ",1\n";
        }
    }
    return text;
}

TEST_F(WholeFiles, OfManyRequestsAreJudgedBeforeTheFirst) {
    // 895 and 100 are there.
    const std::string pairs = pairs_of(/*first=*/200, /*origins=*/40, /*destinations=*/450);
    const Said wrong = nothing_of("zones", pairs + "200,201,2\n");
    EXPECT_TRUE(wrong.complains("row 18002, column zone: found \"2\", expected zone 1, as in an"))
        << wrong.err;
    const Said uneven = nothing_of("zones", pairs + "200,20,1\n");
    EXPECT_TRUE(
        uneven.complains("row 18002, column destination: found \"20\", expected a prefix "
                         "of 3 characters, as in the first row")
    ) << uneven.err;
    const TemporaryFile good(pairs);
    const Said said = shop_.says({"load", "zones", good.path()});
    EXPECT_TRUE(said.contains("18,000 of 18,000 rows loaded")) << said.out << said.err;
    std::string prices = "sku,node,price\n";
    for (int row = 0; row < 20'000; ++row)
        prices += "A,reno,1.00\n";
    nothing_of("scarcity", prices + "B,reno,1.00\n");
    const Said dearer = nothing_of("scarcity", prices + "A,reno,2.00\n");
    EXPECT_TRUE(dearer.complains("row 20002, column price: found \"2.00\", expected 1.00, as in"))
        << dearer.err;
    shop_.load("scarcity", prices);
}

TEST_F(WholeFiles, OfManyRequestsAreRefusedBeforeTheFirstGoesIn) {
    // The server has prefixes of 3 characters.
    nothing_of("zones", "origin,destination,zone\n1000,2000,1\n");
    RunningShop other;
    other.load("zones", pairs_of(/*first=*/10'000, /*origins=*/1, /*destinations=*/8'000));
    const std::uint64_t before = other.engine().state_digest();
    // The new prefixes stand at the end of the file.
    std::string text = pairs_of(/*first=*/10'000, /*origins=*/3, /*destinations=*/6'000);
    for (int prefix = 20'000; prefix < 20'200; ++prefix)
        text += "10000," + std::to_string(prefix) + ",1\n";
    const TemporaryFile file(text);
    const Said said = other.says({"load", "zones", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("postal prefixes")) << said.err;
    EXPECT_TRUE(said.complains("nothing of it is loaded")) << said.err;
    EXPECT_EQ(other.engine().state_digest(), before);
}

}  // namespace
}  // namespace earmark::cli
