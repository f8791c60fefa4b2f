// The command line against a server: what people type, and what they are told.
#include "tests/cli/running_shop.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

constexpr const char* kItems = "sku,scale,unit_of_measure,weight_g\nA,0,piece,500\nrope,2,m,80\n";
constexpr const char* kNodes =
    "node,type,latitude,longitude,country,postal_code,tariff,handling_per_shipment,priority\n"
    "reno,dc,39.53,-119.81,US,89502,post,1.00,1\n"
    "joliet,dc,41.52,-88.08,US,60436,post,1.00,2\n";
constexpr const char* kTariffs =
    "tariff,dim_cm3_per_kg,surcharge_per_parcel,weight_g_max,zone_1,zone_2\n"
    "post,0,0.50,1000,5.00,7.00\npost,,,20000,9.00,12.25\n";
constexpr const char* kBands = "miles_max,zone\n600,1\n12500,2\n";
constexpr const char* kStock =
    "sku,node,on_hand,safety\nA,reno,10,2\nA,joliet,4,\nrope,reno,12.5,0\n";

class Command : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", kItems);
        shop_.load("nodes", kNodes);
        shop_.load("groups", "group,node,priority\nwest,reno,1\n");
        shop_.load("tariffs", kTariffs);
        shop_.load("zone-bands", kBands);
        shop_.load("stock", kStock);
    }

    /// A field of the answer in JSON.
    boost::json::value json_of(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "--json");
        const Said said = shop_.says(std::move(arguments));
        boost::json::error_code fault;
        auto value = boost::json::parse(said.out, fault);
        EXPECT_FALSE(fault) << said.out << said.err;
        return value;
    }

    RunningShop shop_;
};

TEST_F(Command, AvailabilityIsATableOverAllNodesOneOrAGroup) {
    EXPECT_EQ(
        shop_.says({"ats", "A", "rope"}).out,
        "sku   where       ats  on hand  reserved  allocated  safety  withheld  kept  shortage\n"
        "A     all nodes    12       14         0          0       2         2     0         0\n"
        "rope  all nodes  12.5     12.5         0          0       0         0     0         0\n"
    );
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     8"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--group", "west"}).contains("A    west     8"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--by-node"}).contains("A    joliet    4"));
    const auto reply = json_of({"ats", "A"});
    EXPECT_EQ(reply.at("figures").at(0).at("ats").to_number<int>(), 12);
}

TEST_F(Command, AnUnknownNameIsRefusedByName) {
    const Said said = shop_.says({"ats", "B"});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_EQ(said.err, "earmark: no item is named \"B\"\n");
    EXPECT_EQ(
        shop_.says({"ats", "A", "--group", "east"}).err, "earmark: no group is named \"east\"\n"
    );
    const Said json = shop_.says({"--json", "ats", "B"});
    EXPECT_EQ(
        json.err,
        R"({"error":"not_found","detail":"no item is named \"B\""})"
        "\n"
    );
    EXPECT_EQ(json.out, "");
}

TEST_F(Command, SupplyIsAdjustedSyncedAndKeptSafe) {
    EXPECT_TRUE(shop_.says({"adjust", "A", "reno", "+5"}).contains("A    reno    13       15"));
    EXPECT_TRUE(shop_.says({"adjust", "A", "reno", "-5"}).contains("A    reno     8       10"));
    EXPECT_TRUE(shop_.says({"sync", "rope", "joliet", "1.25"}).contains("1.25     1.25"));
    EXPECT_TRUE(shop_.says({"safety", "A", "reno", "4"}).contains("A    reno     6"));
}

TEST_F(Command, ARefusedSupplySaysWhy) {
    const Said below = shop_.says({"adjust", "A", "reno", "-11"});
    EXPECT_EQ(below.code, ExitCode::refused);
    EXPECT_TRUE(below.complains("refused: below_zero")) << below.err;
    EXPECT_EQ(
        shop_.says({"sync", "A", "reno", "1", "--source", "wms", "--sequence", "7"}).code,
        ExitCode::done
    );
    const Said stale = shop_.says({"sync", "A", "reno", "2", "--source", "wms", "--sequence", "7"});
    EXPECT_EQ(stale.code, ExitCode::refused);
    EXPECT_TRUE(stale.complains("stale")) << stale.err;
}

TEST_F(Command, TooManyDecimalsAreWrongUsageByName) {
    const Said said = shop_.says({"adjust", "A", "reno", "1.5"});
    EXPECT_EQ(said.code, ExitCode::wrong_usage);
    EXPECT_EQ(
        said.err,
        "earmark: quantity: found \"1.5\", expected a whole number: the item has no decimals\n"
    );
    EXPECT_EQ(shop_.says({"adjust", "rope", "reno", "0.125"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(
        shop_.says({"sync", "A", "reno", "99999999999999999999"}).code, ExitCode::wrong_usage
    );
}

TEST_F(Command, WhatIsNoCommandIsNamed) {
    const Said unknown = shop_.says({"resrve", "r1"});
    EXPECT_EQ(unknown.code, ExitCode::wrong_usage);
    EXPECT_TRUE(unknown.complains("found \"resrve\", expected a subcommand")) << unknown.err;
    const Said lineless = shop_.says({"reserve", "r1"});
    EXPECT_EQ(lineless.code, ExitCode::wrong_usage);
    EXPECT_TRUE(lineless.complains("earmark reserve --help shows")) << lineless.err;
}

TEST_F(Command, AReservationIsHeldCommittedAndShippedInParts) {
    const Said held =
        shop_.says({"reserve", "r1", "--line", "A@reno=3", "--line", "rope@reno=1.25"});
    EXPECT_EQ(held.code, ExitCode::done) << held.err;
    EXPECT_TRUE(held.contains("r1: held until ")) << held.out;
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     5"));
    EXPECT_TRUE(
        shop_.says({"ats", "A", "--node", "reno", "--own", "r1"}).contains("A    reno     8")
    );
    const Said again =
        shop_.says({"reserve", "r1", "--line", "A@reno=3", "--line", "rope@reno=1.25"});
    EXPECT_TRUE(again.contains("as answered before")) << again.out;
    // What there is now was not looked at.
    EXPECT_TRUE(again.contains("   3         3    -  reserved")) << again.out;

    EXPECT_TRUE(shop_.says({"commit", "r1"}).contains("r1: committed"));
    const Said part = shop_.says({"ship", "r1", "--line", "2=0.25"});
    EXPECT_EQ(part.code, ExitCode::done) << part.err;
    EXPECT_TRUE(part.complains("operation: op-")) << part.err;
    const auto reply = json_of({"reservation", "r1"});
    EXPECT_EQ(reply.at("state").as_string(), "committed");
    EXPECT_EQ(reply.at("lines").at(1).at("shipped").to_number<int>(), 25);
    EXPECT_EQ(reply.at("lines").at(1).at("allocated").to_number<int>(), 100);
    EXPECT_EQ(shop_.says({"audit"}).code, ExitCode::done);
}

TEST_F(Command, ARefusedReservationShowsEachLine) {
    const Said said = shop_.says({"reserve", "r1", "--line", "A@reno=9"});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.contains("insufficient_stock")) << said.out;
    EXPECT_TRUE(said.complains("refused: lines_refused")) << said.err;
    const Said unknown = shop_.says({"commit", "nobody"});
    EXPECT_EQ(unknown.code, ExitCode::refused);
    EXPECT_TRUE(unknown.complains("unknown_reservation: nobody")) << unknown.err;
}

TEST_F(Command, AnOrderIsSourcedFromTheNearerNode) {
    const Said quote = shop_.says(
        {"source",
         "--to-postal",
         "94103",
         "--to-lat",
         "37.77",
         "--to-lon",
         "-122.41",
         "--line",
         "A=2"}
    );
    EXPECT_EQ(quote.code, ExitCode::done) << quote.err;
    EXPECT_TRUE(quote.contains("reno")) << quote.out;
    EXPECT_TRUE(
        quote.contains("cost 6.50: transport 5.50, handling 1.00, split 0.00; no plan costs less")
    ) << quote.out;

    const auto reply = json_of(
        {"source",
         "--to-postal",
         "94103",
         "--to-lat",
         "37.77",
         "--to-lon",
         "-122.41",
         "--line",
         "A=2",
         "--reserve",
         "o1"}
    );
    EXPECT_TRUE(reply.at("proven_optimal").as_bool());
    EXPECT_TRUE(shop_.says({"reservation", "o1"}).contains("o1: held until"));
}

TEST_F(Command, AnOrderThatCannotBeFilledSaysWhyPerLine) {
    const Said said = shop_.says(
        {"source",
         "--to-postal",
         "94103",
         "--to-lat",
         "37.77",
         "--to-lon",
         "-122.41",
         "--line",
         "A=99"}
    );
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.contains("not_enough_stock")) << said.out;
    EXPECT_TRUE(said.complains("cannot_source")) << said.err;
}

TEST_F(Command, WrongUsageIsTwoAndNoServerIsThree) {
    EXPECT_EQ(earmark_says({}).code, ExitCode::wrong_usage);
    EXPECT_EQ(earmark_says({"frobnicate"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(earmark_says({"ats"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(earmark_says({"--server", "nowhere", "status"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(shop_.says({"reserve", "r1", "--line", "A=3"}).code, ExitCode::wrong_usage);
    EXPECT_EQ(
        shop_.says({"reserve", "r1", "--line", "A@reno=3", "--hold-for", "soon"}).err,
        "earmark: --hold-for: found \"soon\", expected a time such as 90s, 15m, 2h or 1d\n"
    );
    const std::string address = shop_.address();
    shop_.close();
    const Said gone = shop_.says({"status"});
    EXPECT_EQ(gone.code, ExitCode::unreachable);
    EXPECT_TRUE(gone.complains(address)) << gone.err;
    const Said json = earmark_says({"--json", "frobnicate"});
    EXPECT_EQ(boost::json::parse(json.err).at("error").as_string(), "wrong_usage");
}

TEST_F(Command, EverySubCommandTeachesWithExamples) {
    const Said all = earmark_says({"--help"});
    EXPECT_EQ(all.code, ExitCode::done);
    for (const char* name :
         {"ats",          "item",    "node",   "nodes",   "group", "adjust", "sync",
          "safety",       "reserve", "commit", "release", "ship",  "cancel", "reservation",
          "source",       "orders",  "verify", "status",  "audit", "digest", "snapshot",
          "accept-clock", "plan",    "story",  "version", "load"}) {
        EXPECT_TRUE(all.contains(name)) << name;
        const Said help = earmark_says({name, "--help"});
        EXPECT_EQ(help.code, ExitCode::done) << name;
        EXPECT_TRUE(help.contains("Example")) << name << '\n' << help.out;
    }
}

TEST_F(Command, TheServiceAnswersForPeopleAndPrograms) {
    EXPECT_TRUE(shop_.says({"status"}).contains("positions"));
    EXPECT_EQ(json_of({"status"}).at("items").to_number<int>(), 2);
    EXPECT_TRUE(shop_.says({"audit"}).contains("every counter is right"));
    EXPECT_EQ(shop_.says({"digest"}).out.size(), 17U);
    EXPECT_TRUE(shop_.says({"nodes"}).contains("reno    dc"));
    EXPECT_TRUE(shop_.says({"item", "rope"}).contains("rope  m"));
    EXPECT_TRUE(shop_.says({"group"}).contains("west"));
    EXPECT_TRUE(shop_.says({"group", "west"}).contains("reno"));
    EXPECT_EQ(shop_.says({"snapshot"}).code, ExitCode::refused);
}

TEST_F(Command, AnIdThatIsNotHeldAnyMoreSaysWhatBecameOfIt) {
    const auto reserve = [&](const std::string& id) {
        return shop_.says({"reserve", id, "--line", "A@reno=1", "--hold-for", "1h"});
    };
    for (const std::string id : {"given-back", "bought"})
        EXPECT_EQ(reserve(id).code, ExitCode::done);
    EXPECT_TRUE(reserve("bought").contains("held until")) << reserve("bought").out;
    ASSERT_EQ(shop_.says({"release", "given-back"}).code, ExitCode::done);
    ASSERT_EQ(shop_.says({"commit", "bought"}).code, ExitCode::done);
    const Said released = reserve("given-back");
    EXPECT_EQ(released.code, ExitCode::refused);
    EXPECT_TRUE(released.complains("given-back was held before and is released now"))
        << released.err;
    EXPECT_FALSE(released.contains("1970") || released.contains("reserved")) << released.out;
    const Said bought = reserve("bought");
    EXPECT_EQ(bought.code, ExitCode::done);
    EXPECT_EQ(bought.out, "bought was held before and is committed now\n");

    std::vector<std::string> source{"source", "--to-postal", "94103"};
    source.insert(source.end(), {"--to-lat", "37.77", "--to-lon", "-122.41"});
    source.insert(source.end(), {"--line", "A=1", "--reserve", "planned"});
    ASSERT_EQ(shop_.says(source).code, ExitCode::done);
    EXPECT_TRUE(shop_.says(source).contains("planned: held until"));
    ASSERT_EQ(shop_.says({"release", "planned"}).code, ExitCode::done);
    const Said again = shop_.says(source);
    EXPECT_EQ(again.code, ExitCode::refused);
    EXPECT_TRUE(again.complains("planned was held before and is released now")) << again.err;
    EXPECT_FALSE(again.contains("1970")) << again.out;
}

TEST_F(Command, ASequenceIsFromOneToTheGreatestSignedNumber) {
    const std::string greatest = "9223372036854775807";
    const std::vector<std::string> wrong{
        "-1", "0", "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e3", ""
    };
    const TemporaryFile file("sku,node,on_hand\nA,reno,5\n");
    const std::vector<std::vector<std::string>> commands{
        {"sync", "A", "reno", "3"},
        {"adjust", "A", "reno", "1"},
        {"safety", "A", "reno", "1"},
        {"receipt", "po", "A", "reno", "--quantity", "1", "--day", "2099-01-01", "--source", "wms"},
        {"dispose", "A", "reno", "1", "--to", "damaged", "--source", "wms"},
        {"load", "stock", file.path()},
    };
    for (const auto& command : commands) {
        for (const std::string& sequence : wrong) {
            auto words = command;
            words.insert(words.end(), {"--sequence", sequence});
            const auto digest = shop_.engine().state_digest();
            const Said said = shop_.says(words);
            EXPECT_EQ(said.code, ExitCode::wrong_usage) << command.front() << sequence << said.out;
            std::string complaint = "--sequence: found \"";
            complaint.append(sequence).append("\", expected a whole number from 1 to ");
            complaint.append(greatest);
            EXPECT_TRUE(said.complains(complaint)) << said.err;
            EXPECT_EQ(shop_.engine().state_digest(), digest);
        }
    }
    EXPECT_EQ(
        shop_.says({"sync", "A", "reno", "3", "--source", "wms", "--sequence", greatest}).code,
        ExitCode::done
    );
}

TEST_F(Command, AReservationInJsonSaysOnlyWhatIsKnown) {
    const std::vector<std::string> two{"reserve", "r1", "--line", "A@reno=2"};
    const auto refused = json_of({"reserve", "r1", "--line", "A@reno=9"});
    EXPECT_EQ(refused.at("outcome").as_string(), "lines_refused");
    EXPECT_TRUE(refused.at("state").is_null()) << refused;
    EXPECT_EQ(refused.at("lines").at(0).at("ats").to_number<int>(), 8);

    const auto held = json_of(two);
    EXPECT_EQ(held.at("state").as_string(), "held");
    EXPECT_EQ(held.at("lines").at(0).at("ats").to_number<int>(), 8);

    // What there is by now was not looked at.
    const auto again = json_of(two);
    EXPECT_EQ(again.at("outcome").as_string(), "repeated");
    EXPECT_EQ(again.at("state").as_string(), "held");
    EXPECT_EQ(again.at("lines").at(0).at("reserved").to_number<int>(), 2);
    EXPECT_TRUE(again.at("lines").at(0).at("ats").is_null()) << again;

    const auto other = json_of({"reserve", "r1", "--line", "A@reno=3"});
    EXPECT_EQ(other.at("outcome").as_string(), "id_used_differently");
    EXPECT_EQ(other.at("state").as_string(), "held");
}

TEST_F(Command, AnOwnReservationThatIsNotThereIsRefusedByName) {
    const std::vector<std::vector<std::string>> commands{
        {"ats", "A"}, {"ats", "A", "--by-node"}, {"explain", "A"}
    };
    ASSERT_EQ(shop_.says({"reserve", "mine", "--line", "A@reno=2"}).code, ExitCode::done);
    for (std::vector<std::string> command : commands) {
        command.insert(command.end(), {"--own", "mine"});
        EXPECT_EQ(shop_.says(command).code, ExitCode::done);
        command.back() = "nobodys";
        const Said said = shop_.says(command);
        EXPECT_EQ(said.code, ExitCode::refused);
        EXPECT_TRUE(said.complains("no reservation is named \"nobodys\"")) << said.err;
        EXPECT_EQ(said.out, "");
    }
}

TEST_F(Command, ATariffThatIsNotLoadedIsToldWithTheNodeThatNamesIt) {
    const TemporaryFile file("node,tariff\nelko,pots\nreno,post\n");
    const Said said = shop_.says({"load", "nodes", file.path()});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.complains("node 'elko' names tariff 'pots', which is not loaded")) << said.err;
    shop_.load("tariffs", "tariff,weight_g_max,zone_1\npots,1000,5.00\n");
    EXPECT_FALSE(shop_.says({"load", "nodes", file.path()}).complains("pots"));
}

TEST_F(Command, WhatWasFoundIsTheCellItselfForPrograms) {
    const TemporaryFile file("sku,node,on_hand\nA,reno,1e3\nA,,1\nA,reno\n");
    const Said said = shop_.says({"--json", "load", "stock", file.path()});
    EXPECT_TRUE(said.complains(R"("found":"1e3")")) << said.err;
    EXPECT_TRUE(said.complains(R"("column":"node","found":"")")) << said.err;
    EXPECT_TRUE(said.complains(R"("found":"2 cells")")) << said.err;
}

}  // namespace
}  // namespace earmark::cli
