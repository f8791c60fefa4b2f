// What is wrong is refused in the words of the file or the command line, and nothing else happens.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earmark::cli {
namespace {

class Refusals : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku\nA\n");
        shop_.load(
            "nodes",
            "node,time_zone,tariff,methods\n"
            "reno,America/Los_Angeles,ground,ship;pickup\nkent,America/New_York,ground,ship\n"
        );
        shop_.load("stock", "sku,node,on_hand\nA,reno,9\nA,kent,9\n");
        shop_.load("tariffs", "tariff,weight_g_max,zone_1,zone_2\nground,1000,6.00,8.00\n");
        shop_.load("zone-bands", "miles_max,zone\n12500,1\n");
        shop_.load("calendars", "calendar,weekdays\nweekdays,mon;tue;wed;thu;fri\n");
        shop_.load("services", "service,carrier,tariff\nups-ground,ups,ground\n");
        shop_.load("node-hours", "node,calendar,opens,closes\nreno,weekdays,08:00,17:00\n");
        shop_.load("pickups", "node,service,time\nreno,ups-ground,16:30\n");
    }

    /// Fails the test unless the file is refused, with these words.
    void refuses(const std::string& kind, const std::string& text, std::string_view words) {
        const std::uint64_t before = shop_.engine().state_digest();
        const TemporaryFile file(text);
        const Said said = shop_.says({"load", kind, file.path()});
        EXPECT_NE(said.code, ExitCode::done) << kind << ":\n" << text << said.out;
        EXPECT_TRUE(said.complains(words)) << "not: " << words << "\n" << said.err;
        EXPECT_EQ(shop_.engine().state_digest(), before) << kind << ":\n" << text;
    }

    /// Fails the test unless the file is loaded, with these words.
    void notes(const std::string& kind, const std::string& text, std::string_view words) {
        const TemporaryFile file(text);
        const Said said = shop_.says({"load", kind, file.path()});
        EXPECT_EQ(said.code, ExitCode::done) << said.err;
        EXPECT_TRUE(said.complains(words)) << "not: " << words << "\n" << said.err;
    }

    RunningShop shop_;
};

TEST_F(Refusals, OfTariffsNameTheColumn) {
    refuses(
        "tariffs",
        "tariff,weight_g_max\nair,1000\n",
        ": row 1: found no column \"zone_1\", expected at least that in a tariffs file"
    );
    refuses(
        "tariffs",
        "tariff,weight_g_max,zone_1,zone_3\nair,1000,5.00,6.00\n",
        ": row 1: found no column \"zone_2\", expected all up to \"zone_3\""
    );
    refuses(
        "tariffs",
        "tariff,weight_g_max,zone_1,zone_2\nair,1000,5.00,6.00\nsea,1000,,\n",
        ": row 3, column zone_1: found nothing, expected a rate for one zone of the row at least"
    );
}

TEST_F(Refusals, SayTimesMoneyAndPercentagesAsFilesDo) {
    refuses(
        "node-hours",
        "node,calendar,opens,closes\nreno,weekdays,18:00,17:00\n",
        "row 2: refused: bad_value: opens: found 18:00, expected a time before closes, 17:00"
    );
    refuses(
        "node-hours",
        "node,calendar,opens,closes,cutoff\nreno,weekdays,08:00,17:00,18:05\n",
        "cutoff: found 18:05, expected 08:00 to 17:00"
    );
    refuses(
        "services",
        "service,carrier,tariff,window_from,window_until\nair,ups,ground,18:00,09:30\n",
        "window_from: found 18:00, expected before window_until, 09:30"
    );
    refuses(
        "services",
        "service,carrier,tariff,window_from\nair,ups,ground,18:00\n",
        "window_until: found none, expected a time after window_from, 18:00"
    );
    refuses(
        "services",
        "service,carrier,tariff,discount\nair,ups,ground,100%\n",
        "discount: found 100%, expected less than 100%"
    );
    refuses(
        "area-surcharges",
        "carrier,country,per_parcel\nups,US,2000000000\n",
        "per_parcel: found 2000000000.00, expected 0 to 1,000,000,000"
    );
    refuses(
        "sourcing-rules",
        "rule,effect,nodes,value_least,value_most\nr,exclude,reno,5.00,4.50\n",
        "value: found at least 5.00, expected at most what it ends with, 4.50"
    );
    refuses(
        "sourcing-rules",
        "rule,effect,nodes,penalty\nr,exclude,reno,1.00\n",
        "penalty: found 1.00, expected 0: only prefer has one"
    );
}

TEST_F(Refusals, NameNodesAndItems) {
    refuses(
        "calendars",
        "calendar,change\nweekdays,remove\n",
        "calendar: found 'weekdays', which node 'reno' goes by"
    );
    refuses(
        "services",
        "service,change\nups-ground,remove\n",
        "service: found 'ups-ground', which pickup reno ups-ground 16:30 goes by"
    );
    refuses(
        "pickups",
        "node,service,time,change\nreno,ups-ground,12:00,remove\n",
        "pickup: found 'reno ups-ground 12:00', expected one that is there"
    );
    const Said store =
        shop_.says({"source", "--line", "A=1", "--to-postal", "1", "--method", "pickup"});
    EXPECT_TRUE(store.complains("store: found none, expected the node where the order is collected")
    ) << store.err;
    const Said group =
        shop_.says({"source", "--line", "A=1", "--to-postal", "1", "--exclude", "@nope"});
    EXPECT_TRUE(group.complains("no group is named \"nope\"")) << group.err;
    shop_.load("items", "sku\nK\n");
    shop_.load("kits", "sku,part,quantity\nK,A,1\n");
    const Said kit =
        shop_.says({"explain-order", "--line", "A=1", "--to-postal", "1", "--if-stock", "K@reno=1"}
        );
    EXPECT_TRUE(kit.complains("stock: found item 'K', a kit")) << kit.err;
}

TEST_F(Refusals, OfWhatIsSupposedComeOnceAndWithoutATable) {
    const TemporaryFile orders(
        "order,line,sku,quantity,postal_code\no1,1,A,1,10001\no2,1,A,1,10001\n"
    );
    const std::vector<std::vector<std::string>> wrong{
        {"--if-tariff", "reno=nope"},
        {"--if-services", "reno=nope"},
        {"--if-criteria", "cost;late_days"},
        {"--if-criteria", "cost;cost"},
    };
    for (const std::vector<std::string>& options : wrong) {
        std::vector<std::string> arguments{"whatif", orders.path()};
        arguments.insert(arguments.end(), options.begin(), options.end());
        const Said said = shop_.says(arguments);
        EXPECT_EQ(said.code, ExitCode::refused) << options[1];
        EXPECT_EQ(said.out, "") << options[1];
        EXPECT_TRUE(said.complains("refused: bad_value: ")) << said.err;
        EXPECT_EQ(said.err.find("refused"), said.err.rfind("refused")) << said.err;
    }
    EXPECT_EQ(
        shop_.says({"whatif", orders.path(), "--if-tariff", "reno=ground"}).code, ExitCode::done
    );
    EXPECT_EQ(
        shop_.says({"whatif", orders.path(), "--if-stock", "A@reno"}).code, ExitCode::wrong_usage
    );
}

TEST_F(Refusals, OfDaysOfTransitNameTheirLimit) {
    refuses(
        "services",
        "service,carrier,tariff,transit_days\nair,ups,ground,1;121\n",
        "row 2, column transit_days: found \"1;121\", expected days by zone, each 0 to 120, - "
        "where it does not go"
    );
    refuses(
        "services",
        "service,carrier,tariff,transit_days\nair,ups,ground,-;-\n",
        "row 2, column transit_days: found \"-;-\", expected days by zone"
    );
}

TEST_F(Refusals, OfAttributesNameThoseThatNoItemHas) {
    shop_.load("items", "sku,attributes\nP,hazmat\n");
    shop_.load("services", "service,carrier,tariff,refuses\nmail,post,ground,hazmat\n");
    refuses(
        "services",
        "service,carrier,tariff,refuses\nair,ups,ground,hazmat;hazmt\n",
        "row 2: refused: bad_value: refuses: found 'hazmt', expected an attribute that some item "
        "has"
    );
}

TEST_F(Refusals, CountriesAreCodes) {
    const char* const expected = "expected a code of two capital letters, such as US";
    refuses("nodes", "node,country\nmesa,USA\n", expected);
    refuses("nodes", "node,country\nmesa,us\n", expected);
    refuses("area-surcharges", "carrier,country,per_parcel\nups,USA,1.00\n", expected);
    refuses("area-surcharges", "carrier,country,per_parcel\nups,,1.00\n", expected);
    const TemporaryFile orders(
        "order,line,sku,quantity,postal_code,country\no1,1,A,1,10001,Germany\n"
    );
    EXPECT_TRUE(shop_.says({"orders", orders.path()}).complains("row 2, column country"));
    for (const char* const country : {"USA", "us", ""}) {
        const Said said =
            shop_.says({"source", "--line", "A=1", "--to-postal", "1", "--to-country", country});
        EXPECT_EQ(said.code, ExitCode::wrong_usage) << country;
        EXPECT_TRUE(said.complains(expected)) << said.err;
    }
}

TEST_F(Refusals, AKeyStandsOnceInAFile) {
    refuses(
        "capacity",
        "node,day,unit,most\nreno,mon,units,5\nkent,mon,units,5\nreno,mon,units,6\n",
        "row 4: refused: bad_value: capacity: found 'reno mon units' twice, expected it once"
    );
    refuses(
        "node-hours",
        "node,calendar,opens,closes\nreno,weekdays,08:00,16:00\nreno,weekdays,08:00,15:00\n",
        "hours: found 'reno' twice"
    );
    refuses(
        "capacity",
        "node,day,method,unit,most\nreno,mon,ship,units,5\nreno,mon,ship,units,6\n",
        "capacity: found 'reno mon ship units' twice"
    );
    refuses(
        "profiles",
        "profile,split\nfew,1\nfew,0.5\n",
        "row 3: refused: bad_value: profile: found 'few' twice, expected it once: which of the two "
        "holds?"
    );
    refuses(
        "scarcity",
        "sku,node,price\nA,reno,1.00\nA,kent,2.00\nA,reno,2.00\n",
        "row 4, column price: found \"2.00\", expected 1.00, as in row 2 of that item and node"
    );
}

TEST_F(Refusals, OfThreadsKeepTheProgramAlive) {
    for (const char* const threads : {"0", "257", "100000"}) {
        const Said said = earmark_says({"plan", "none.jsonl", "--joint", "--threads", threads});
        EXPECT_EQ(said.code, ExitCode::wrong_usage) << threads;
        EXPECT_TRUE(said.complains("1 to 256")) << said.err;
    }
}

TEST_F(Refusals, AreNotesWhereSomethingMayBeMeant) {
    notes(
        "sourcing-rules",
        "rule,effect,nodes,until\nold,exclude,reno,2020-01-31\n",
        "rule 'old' holds until 2020-01-31, a day that is past"
    );
    notes(
        "zones",
        "origin,destination,zone\n100,200,2\n100,300,7\n100,400,9\n",
        "no tariff serves zone 7, 9: what goes there has no rate"
    );
    notes("zone-bands", "miles_max,zone\n12500,3\n", "no tariff serves zone 3");
}

}  // namespace
}  // namespace earmark::cli
