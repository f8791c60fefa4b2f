// Dated supply on the command line: what people type, and what they are told.
#include "tests/cli/running_shop.h"
#include "tests/support/fake_clock.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace earmark::cli {
namespace {

class Promises : public testing::Test {
  protected:
    void SetUp() override {
        days_pass(0);
        shop_.load("items", "sku,scale\nA,0\nrope,2\n");
        shop_.load("nodes", "node\nreno\njoliet\n");
        shop_.load("groups", "group,node\nwest,reno\n");
        shop_.load("stock", "sku,node,on_hand,safety\nA,reno,5,0\nA,joliet,1,0\n");
        shop_.load(
            "receipts",
            "sku,node,receipt,type,day,quantity\n"
            "A,reno,po-1,,2030-01-10,10\n"
            "A,reno,guess,planned,2030-01-08,99\n"
            "rope,reno,po-1,in_transit,2030-01-09,2.5\n"
        );
    }

    /// It was 2030-01-07 in the beginning.
    void days_pass(int days) {
        clock_.advance(std::chrono::hours(24 * days));
        shop_.engine().tick(clock_.wall(), clock_.steady());
    }

    FakeClock clock_;
    RunningShop shop_{clock_};
};

TEST_F(Promises, OneAnswerHasEveryDateOnWhichItChanges) {
    EXPECT_EQ(
        shop_.says({"atp", "A"}).out,
        "from        atp\n"
        "today         6\n"
        "2030-01-10   16\n"
    );
    EXPECT_TRUE(shop_.says({"atp", "A", "--quantity", "12"}).contains("12: from 2030-01-10"));
    EXPECT_TRUE(shop_.says({"atp", "A", "--quantity", "17"}).contains("17: on no date"));
    EXPECT_TRUE(shop_.says({"atp", "A", "--group", "west"}).contains("today         5"));
    EXPECT_TRUE(shop_.says({"--json", "atp", "A"}).contains("\"units\": 16"));
    EXPECT_TRUE(shop_.says({"atp", "rope", "--node", "reno"}).contains("2030-01-09  2.5"));
    EXPECT_EQ(shop_.says({"atp", "A", "--segment", "nobody"}).code, ExitCode::refused);
}

TEST_F(Promises, AKitIsPromisedAsItsPartsAre) {
    shop_.load("items", "sku,scale\npair,0\n");
    ASSERT_EQ(shop_.says({"kit", "pair", "A=2", "rope=0.5"}).code, ExitCode::done);
    EXPECT_EQ(
        shop_.says({"atp", "pair", "--node", "reno"}).out,
        "from        atp\n"
        "today         0\n"
        "2030-01-09    2\n"
        "2030-01-10    5\n"
    );
    EXPECT_TRUE(shop_.says({"--json", "atp", "pair"}).contains("\"units\": 5"));
    const Said parts = shop_.says({"explain", "pair", "--for-date", "2030-01-10"});
    EXPECT_EQ(parts.code, ExitCode::done) << parts.err;
    EXPECT_TRUE(parts.contains("kit pair")) << parts.out;
    const std::vector<std::string> hold{
        "reserve", "r1", "--line", "pair@reno=5", "--for-date", "2030-01-10"
    };
    EXPECT_EQ(shop_.says(hold).code, ExitCode::done);
    EXPECT_TRUE(shop_.says({"atp", "pair", "--quantity", "1"}).contains("1: on no date"));
}

TEST_F(Promises, AHoldForADateKeepsWhatItLeansOn) {
    const std::vector<std::string> hold{
        "reserve", "r1", "--line", "A@reno=12", "--for-date", "2030-01-10"
    };
    EXPECT_EQ(shop_.says(hold).code, ExitCode::done);
    EXPECT_EQ(shop_.says(hold).code, ExitCode::done) << "repeated";
    EXPECT_TRUE(shop_.says({"reservation", "r1"}).contains("2030-01-10"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     3"));
    const Said late =
        shop_.says({"reserve", "r2", "--line", "A@reno=1", "--for-date", "2030-01-06"});
    EXPECT_EQ(late.code, ExitCode::refused);
    EXPECT_TRUE(late.contains("in_the_past"));
    EXPECT_EQ(
        shop_.says({"reserve", "r3", "--line", "A@reno=1", "--for-date", "soon"}).code,
        ExitCode::wrong_usage
    );
}

TEST_F(Promises, ALineForADateIsChangedInPlace) {
    shop_.says({"reserve", "r1", "--line", "A@reno=8", "--for-date", "2030-01-10"});
    EXPECT_EQ(shop_.says({"amend", "r1", "--line", "1=12"}).code, ExitCode::done);
    EXPECT_TRUE(shop_.says({"reservation", "r1"}).contains("2030-01-10"));
    const Said sooner = shop_.says({"amend", "r1", "--line", "1=6", "--for-date", "2030-01-09"});
    EXPECT_EQ(sooner.code, ExitCode::refused);
    EXPECT_TRUE(sooner.contains("insufficient_stock")) << sooner.out;
    EXPECT_EQ(
        shop_.says({"amend", "r1", "--line", "1=5", "--for-date", "now"}).code, ExitCode::done
    );
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     0"));
}

TEST_F(Promises, DemandWaitsAndIsConfirmedAsSupplyAllows) {
    const auto backorder = [&](const std::string& name, const std::string& quantity) {
        return shop_.says({"backorder", name, "A", "reno", "--quantity", quantity});
    };
    EXPECT_TRUE(backorder("b1", "4").contains("b1: waits"));
    EXPECT_TRUE(backorder("b1", "4").contains("b1: as it was"));
    EXPECT_EQ(backorder("b2", "0").code, ExitCode::refused);
    shop_.says({"backorder", "b2", "A", "reno", "--quantity", "20", "--latest", "2030-01-10"});
    const Said preview = shop_.says({"confirm-backorders", "A", "--preview"});
    // The server may have confirmed some by itself meanwhile.
    EXPECT_TRUE(preview.contains(" of 2 would change")) << preview.out;
    EXPECT_TRUE(shop_.says({"backorders"}).contains("b1         A    reno"));
    days_pass(0);
    EXPECT_TRUE(shop_.says({"confirm-backorders"}).contains("0 of 2 changed")) << "by itself";
    const Said why = shop_.says({"confirm-backorders", "A"});
    EXPECT_TRUE(why.contains("waits  sku  node  lacks  short by  why\n")) << why.out;
    EXPECT_TRUE(why.contains("b2     A    reno      9         9  too little comes by 2030-01-10\n"))
        << why.out;
    EXPECT_TRUE(shop_.says({"--json", "confirm-backorders"}).contains("\"short_supply\""));
    const Said status = shop_.says({"status"});
    EXPECT_TRUE(status.contains("units they wait for")) << status.out;
    EXPECT_EQ(shop_.engine().status().backorder_units_waiting, 9);
    const Said told = shop_.says({"changes", "--kind", "backorders_confirmed"});
    EXPECT_TRUE(told.contains("A@reno")) << told.out;
    EXPECT_TRUE(told.contains("wants 4 confirmed 4 for 2030-01-07")) << told.out;
    EXPECT_TRUE(
        shop_.says({"changes", "--kind", "backorder"}).contains("backorder b1  A@reno wants 4")
    );
    EXPECT_EQ(
        shop_.says({"changes", "--kind", "dated_rows", "--from", "20"}).out.find("b1"),
        std::string::npos
    );
    const Said listed = shop_.says({"backorders", "A", "--node", "reno"});
    EXPECT_TRUE(listed.contains("4  2030-01-07  improve")) << listed.out;
    EXPECT_TRUE(listed.contains("11  2030-01-10  improve")) << listed.out;
    EXPECT_TRUE(shop_.says({"--json", "backorders"}).contains("\"confirmed\": 11"));
    const Said claimed = shop_.says({"claim-backorder", "b1", "A", "reno", "order-1"});
    EXPECT_EQ(claimed.code, ExitCode::done) << claimed.err;
    EXPECT_TRUE(shop_.says({"reservation", "order-1"}).contains("2030-01-07")) << claimed.out;
    EXPECT_EQ(shop_.says({"claim-backorder", "b1", "A", "reno", "order-1"}).code, ExitCode::done)
        << "repeated";
    EXPECT_EQ(
        shop_.says({"claim-backorder", "b1", "A", "reno", "order-2"}).code, ExitCode::refused
    );
    backorder("b1", "4");
    EXPECT_TRUE(shop_.says({"withdraw-backorder", "b1", "A", "reno"}).contains("b1: withdrawn"));
    EXPECT_EQ(shop_.says({"withdraw-backorder", "b1", "A", "reno"}).code, ExitCode::refused);
    const Said audited = shop_.says({"audit"});
    EXPECT_EQ(audited.code, ExitCode::done) << audited.out;
    shop_.load(
        "backorders",
        "sku,node,backorder,quantity,day,latest,priority,strategy\n"
        "A,reno,b4,2,2030-01-08,2030-01-20,3,keep_at_least\n"
        "rope,reno,b4,1.25,,,,\n"
    );
    EXPECT_TRUE(shop_.says({"backorders", "rope"}).contains("1.25"));
    EXPECT_EQ(
        shop_.says({"backorder", "b3", "A", "reno", "--quantity", "1", "--strategy", "hope"}).code,
        ExitCode::wrong_usage
    );
}

TEST_F(Promises, ExportsHaveWhatIsStillToCome) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("earmark_receipts_" + std::to_string(getpid()));
    const Lsn from = shop_.log().newest() + 1;
    shop_.says({"reserve", "r1", "--line", "A@reno=8", "--for-date", "2030-01-10"});
    shop_.says({"receive", "po-1", "A", "reno", "--quantity", "4"});
    const auto receipts_of = [&](const std::vector<std::string>& arguments) {
        std::filesystem::remove_all(folder);
        const Said said = shop_.says(arguments);
        EXPECT_EQ(said.code, ExitCode::done) << said.err;
        std::ifstream file(folder / "receipts.csv");
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    const std::string head =
        "sku,node,receipt,type,date,first_date,promised,open,received,sender\n";
    const std::string of_a =
        "A,reno,guess,planned,2030-01-08,2030-01-08,99,99,0,\n"
        "A,reno,po-1,purchase_order,2030-01-10,2030-01-10,10,6,4,\n";
    EXPECT_EQ(
        receipts_of({"export", "snapshot", folder.string()}),
        head + of_a + "rope,reno,po-1,in_transit,2030-01-09,2030-01-09,2.5,2.5,0,\n"
    );
    std::ifstream file(folder / "reservations.csv");
    const std::string reservations(std::istreambuf_iterator<char>(file), {});
    EXPECT_NE(reservations.find(",A,reno,8,8,8,0,0,2030-01-10"), std::string::npos) << reservations;
    EXPECT_EQ(
        receipts_of({"export", "delta", folder.string(), "--from", std::to_string(from)}),
        head + of_a
    );
    std::filesystem::remove_all(folder);
}

TEST_F(Promises, ASlippedReceiptIsReportedWithThePromisesThatLeanOnIt) {
    shop_.says(
        {"reserve", "r1", "--line", "A@reno=12", "--for-date", "2030-01-10", "--hold-for", "30d"}
    );
    EXPECT_TRUE(shop_.says({"late"}).contains("0 receipts late, 0 promised lines at risk"));
    EXPECT_TRUE(
        shop_.says({"receipt", "po-1", "A", "reno", "--quantity", "10", "--day", "2030-01-12"})
            .contains("2030-01-12    10")
    );
    const Said late = shop_.says({"late"});
    EXPECT_TRUE(late.contains("0 receipts late, 1 promised lines at risk"));
    EXPECT_TRUE(late.contains("r1"));
    days_pass(6);
    EXPECT_TRUE(shop_.says({"late", "A"}).contains("2 receipts late, 1 promised lines at risk"));
    EXPECT_TRUE(shop_.says({"--json", "late"}).contains("\"is_late\": true"));
    EXPECT_EQ(shop_.says({"receive", "po-1", "A", "reno", "--before", "0"}).code, ExitCode::done);
    EXPECT_TRUE(shop_.says({"late", "A"}).contains("1 receipts late, 0 promised lines at risk"));
}

TEST_F(Promises, ATransferLeavesOneNodeAndComesToTheOther) {
    const Said sent = shop_.says(
        {"transfer",
         "t-1",
         "A",
         "--quantity",
         "3",
         "--from",
         "reno",
         "--to",
         "joliet",
         "--day",
         "2030-01-09"}
    );
    EXPECT_EQ(sent.code, ExitCode::done) << sent.err;
    EXPECT_TRUE(sent.contains("transfer"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     2"));
    const Said more = shop_.says(
        {"transfer",
         "t-2",
         "A",
         "--quantity",
         "3",
         "--from",
         "reno",
         "--to",
         "joliet",
         "--day",
         "2030-01-09"}
    );
    EXPECT_EQ(more.code, ExitCode::refused);
    EXPECT_TRUE(more.complains("insufficient_stock"));
    const Said got = shop_.says({"receive", "t-1", "A", "joliet", "--quantity", "2", "--last"});
    EXPECT_TRUE(got.contains("nothing more is expected there")) << got.err;
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "joliet"}).contains("A    joliet    3"));
}

TEST_F(Promises, WhatIsNumberedMayBeSaidAgain) {
    const auto numbered = [&](std::vector<std::string> command, const std::string& sequence) {
        command.insert(command.end(), {"--source", "wms", "--sequence", sequence});
        return shop_.says(command);
    };
    const std::vector<std::string> receive{"receive", "po-1", "A", "reno", "--quantity", "4"};
    EXPECT_EQ(numbered(receive, "11").code, ExitCode::done);
    EXPECT_TRUE(numbered(receive, "11").complains("stale"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     9"));
    const std::vector<std::string> transfer{
        "transfer",
        "t-1",
        "A",
        "--quantity",
        "3",
        "--from",
        "reno",
        "--to",
        "joliet",
        "--day",
        "2030-01-09"
    };
    EXPECT_EQ(numbered(transfer, "12").code, ExitCode::done);
    EXPECT_EQ(numbered({"receive", "t-1", "A", "joliet"}, "5").code, ExitCode::done);
    EXPECT_TRUE(numbered(transfer, "12").complains("stale"));
    const std::vector<std::string> dispose{"dispose", "A", "reno", "1", "--to", "damaged"};
    EXPECT_EQ(numbered(dispose, "13").code, ExitCode::done);
    EXPECT_TRUE(numbered(dispose, "13").complains("stale"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     5"));
    const Said nobody = shop_.says({"receive", "po-1", "A", "reno", "--sequence", "14"});
    EXPECT_EQ(nobody.code, ExitCode::wrong_usage);
}

TEST_F(Promises, AFileOfNumberedReceiptsMayBeLoadedAgain) {
    const TemporaryFile file(
        "sku,node,receipt,type,day,quantity,change,sequence\n"
        "A,reno,po-2,,2030-01-11,6,,21\n"
        "A,reno,po-2,,,2,receive,22\n"
        "A,reno,po-1,,,10,receive,23\n"
    );
    const std::vector<std::string> load{"load", "receipts", file.path(), "--source", "wms"};
    EXPECT_TRUE(shop_.says(load).contains("3 of 3 rows loaded"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno    17"));
    const Said again = shop_.says(load);
    EXPECT_EQ(again.code, ExitCode::done) << again.err;
    EXPECT_TRUE(again.contains("0 of 3 rows loaded")) << again.out;
    EXPECT_TRUE(again.contains("3 stale")) << again.out;
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno    17"));
}

TEST_F(Promises, UnitsThatAreNotForSaleAreListedBesides) {
    EXPECT_EQ(shop_.says({"dispose", "A", "reno", "2", "--to", "damaged"}).code, ExitCode::done);
    EXPECT_TRUE(shop_.says({"receipts", "A"}).contains("damaged"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     3"));
    EXPECT_TRUE(shop_.says({"dispose", "A", "reno", "9", "--to", "damaged"}).complains("below_zero")
    );
    const Said preview = shop_.says({"promise-terms", "A", "--lead-days", "3", "--preview"});
    EXPECT_EQ(preview.code, ExitCode::done) << preview.err;
    EXPECT_TRUE(preview.contains("A: would be applied; 2 positions change, 0 lines are touched\n"))
        << preview.out;
    EXPECT_TRUE(preview.contains("unlimited")) << preview.out;
    EXPECT_FALSE(shop_.says({"atp", "A"}).contains("unlimited"));
    EXPECT_EQ(shop_.says({"promise-terms", "A", "--lead-days", "3"}).code, ExitCode::done);
    EXPECT_TRUE(shop_.says({"atp", "A"}).contains("unlimited"));
}

TEST_F(Promises, WrongRowsOfAFileAreToldOneByOne) {
    const TemporaryFile file(
        "sku,node,receipt,type,day,quantity,change\n"
        "A,reno,po-7,soon,2030-01-10,1,\n"
        "A,reno,po-7,,2030-02-30,1,\n"
        "A,reno,po-7,,2030-01-01,1,\n"
        "B,reno,po-7,,2030-01-10,1,\n"
        "A,reno,po-7,,2030-01-10,1.5,\n"
        "A,reno,nothing,,,,cancel\n"
        "A,reno,po-1,,,4,receive\n"
    );
    const Said said = shop_.says({"load", "receipts", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.contains("1 of 7 rows loaded")) << said.out;
    for (const char* why :
         {"purchase_order, in_transit",
          "a date in UTC",
          "in_the_past",
          "an item that is loaded",
          "quantity",
          "unknown_receipt"})
        EXPECT_TRUE(said.complains(why)) << why << '\n' << said.err;
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     9"));
}

TEST_F(Promises, ABackorderWaitsForASegment) {
    shop_.says({"segment-rule", "A", "reno", "web", "--floor", "2", "--ceiling", "3"});
    const Said unknown =
        shop_.says({"backorder", "b1", "A", "reno", "--quantity", "9", "--segment", "nobody"});
    EXPECT_EQ(unknown.code, ExitCode::refused);
    shop_.says({"backorder", "b1", "A", "reno", "--quantity", "9", "--segment", "web"});
    const Said why = shop_.says({"confirm-backorders", "A"});
    EXPECT_TRUE(why.contains("the ceiling of segment web")) << why.out;
    const Said listed = shop_.says({"backorders", "A"});
    EXPECT_TRUE(listed.contains("improve   web")) << listed.out;
    shop_.load("backorders", "sku,node,backorder,quantity,segment\nA,reno,b2,2,web\n");
    const TemporaryFile bad("sku,node,backorder,quantity,segment\nA,reno,b3,2,nobody\n");
    const Said refused = shop_.says({"load", "backorders", bad.path()});
    EXPECT_EQ(refused.code, ExitCode::refused) << refused.out;
    const Said loaded = shop_.says({"backorders", "A"});
    EXPECT_TRUE(loaded.contains("b2 ")) << loaded.out;
    EXPECT_FALSE(loaded.contains("b3 ")) << loaded.out;
    EXPECT_EQ(shop_.says({"audit"}).code, ExitCode::done);
}

}  // namespace
}  // namespace earmark::cli
