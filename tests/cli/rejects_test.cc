// What a load left out is kept so that it can be mended and loaded: with all rows that it takes.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {
namespace {

constexpr std::string_view kOrders =
    "order,line,sku,quantity,postal_code,latitude,longitude\n"
    "o1,1,A,1,94103,37.77,-122.41\n"
    "o2,1,A,1,94103,37.77,-122.41\n"
    "o2,2,B,1.5,,,\n"
    "o2,3,C,1,,,\n"
    "o3,1,A,1,94103,37.77,-122.41\n";

class Rejects : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,weight_g\nA,100\nB,100\nC,100\nkit,0\ngift,0\n");
        shop_.load(
            "nodes",
            "node,latitude,longitude,postal_code,tariff\n"
            "reno,39.53,-119.81,89502,post\njoliet,41.52,-88.08,60436,post\n"
        );
        shop_.load("tariffs", "tariff,weight_g_max,zone_1\npost,20000,9.00\n");
        shop_.load("zone-bands", "miles_max,zone\n12500,1\n");
        shop_.load("stock", "sku,node,on_hand\nA,reno,90\nB,reno,90\nC,reno,90\n");
    }

    static std::string replaced(std::string text, std::string_view from, std::string_view to) {
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << text;
        if (at != std::string::npos) text.replace(at, from.size(), to);
        return text;
    }

    /// What is kept of a file that has `wrong` in it.
    std::string rejects_of(std::vector<std::string> command, std::string_view text) {
        const TemporaryFile file(text);
        const TemporaryFile rejects("");
        command.insert(command.end(), {file.path(), "--rejects", rejects.path()});
        const Said said = shop_.says(command);
        EXPECT_EQ(said.code, ExitCode::refused) << said.out << said.err;
        return rejects.read();
    }

    /// A file with a wrong word, its rejects mended and loaded: then the right file has nothing
    /// more to change.
    void expect_mendable(
        const std::string& kind,
        const std::string& text,
        std::string_view right,
        std::string_view wrong
    ) {
        const std::string kept = rejects_of({"load", kind}, replaced(text, right, wrong));
        const TemporaryFile mended(replaced(kept, wrong, right));
        const Said said = shop_.says({"load", kind, mended.path()});
        EXPECT_EQ(said.code, ExitCode::done) << kind << said.out << said.err << kept;
        const auto digest = shop_.engine().state_digest();
        shop_.load(kind, text);
        EXPECT_EQ(shop_.engine().state_digest(), digest) << kind << kept;
    }

    RunningShop shop_;
};

TEST_F(Rejects, AnOrderIsKeptWithAllItsRows) {
    for (const std::string_view wrong : {"1.5", "x"}) {
        const std::string kept =
            rejects_of({"orders"}, replaced(std::string(kOrders), "1.5", wrong));
        const std::string header =
            "order,line,sku,quantity,postal_code,latitude,longitude,rejected_row,rejected_"
            "because\n";
        EXPECT_TRUE(kept.starts_with(
            header + "o2,1,A,1,94103,37.77,-122.41,3,stands with row 4\no2,2,B," +
            std::string(wrong)
        )) << kept;
        EXPECT_TRUE(kept.ends_with("\no2,3,C,1,,,,5,stands with row 4\n")) << kept;
    }
    const std::string kept = rejects_of({"orders"}, kOrders);
    const TemporaryFile mended(replaced(kept, "1.5", "1"));
    EXPECT_EQ(shop_.says({"orders", mended.path(), "--reserve"}).code, ExitCode::done);
    EXPECT_TRUE(shop_.says({"reservation", "o2"}).contains("3  C")) << kept;
}

TEST_F(Rejects, AStrictRunGoesUpToTheFirstWrongOrderAndKeepsItWhole) {
    const std::string kept = rejects_of({"orders", "--reserve", "--strict"}, kOrders);
    EXPECT_TRUE(kept.ends_with("\no2,3,C,1,,,,5,stands with row 4\n")) << kept;
    EXPECT_EQ(shop_.says({"reservation", "o1"}).code, ExitCode::done);
    EXPECT_EQ(shop_.says({"reservation", "o3"}).code, ExitCode::refused);
}

TEST_F(Rejects, RowsOfAnOrderThatStandApartAreKeptTogether) {
    const std::string text =
        "order,line,sku,quantity,postal_code,latitude,longitude\n"
        "o0,1,A,1,94103,37.77,-122.41\n"
        "o1,1,A,1,94103,37.77,-122.41\n"
        "o2,1,A,1,94103,37.77,-122.41\n"
        "o1,2,B,1,,,\n"
        "o2,2,C,1,,,\n"
        "o3,1,A,1,94103,37.77,-122.41\n";
    const auto is_there = [&](const std::string& id) {
        return shop_.says({"reservation", id}).code == ExitCode::done;
    };
    const std::string strict = rejects_of({"orders", "--reserve", "--strict"}, text);
    EXPECT_NE(strict.find("o1,1,A,1,94103,37.77,-122.41,3,"), std::string::npos) << strict;
    EXPECT_NE(strict.find("which goes on in row 5"), std::string::npos) << strict;
    EXPECT_TRUE(strict.ends_with("o1,2,B,1,,,,5,stands with row 3\n")) << strict;
    EXPECT_TRUE(is_there("o0") && !is_there("o1") && !is_there("o2") && !is_there("o3"));
    const std::string kept = rejects_of({"orders", "--reserve"}, text);
    EXPECT_TRUE(is_there("o3") && !is_there("o1") && !is_there("o2"));
    const std::string beside = "o1,1,A,1,94103,37.77,-122.41,3,stands with row 5\no1,2,B,1,,,,5,";
    EXPECT_NE(kept.find(beside), std::string::npos) << kept;
    EXPECT_NE(kept.find("o2,1,A,1,94103,37.77,-122.41,4,stands with row 6\no2,2,C,"), kept.npos)
        << kept;
    // Nothing is left to be mended.
    const TemporaryFile mended(kept);
    EXPECT_EQ(shop_.says({"orders", mended.path(), "--reserve"}).code, ExitCode::done);
    EXPECT_TRUE(shop_.says({"reservation", "o1"}).contains("2  B")) << kept;
}

TEST_F(Rejects, WhatReplacesAWholeIsKeptWhole) {
    const std::string kits = "sku,part,quantity\nkit,A,2\ngift,C,1\nkit,B,1\nkit,C,3\n";
    expect_mendable("kits", kits, "B,1", "mars,1");
    expect_mendable("kits", kits, "B,1", "B,one");
    expect_mendable("groups", "group,node\nall,reno\nwest,reno\nall,joliet\n", "joliet", "mars");
    expect_mendable(
        "groups",
        "group,node,priority\nall,reno,1\nwest,reno,7\nall,joliet,2\n",
        "joliet,2",
        "joliet,x"
    );
    expect_mendable("substitutes", "sku,substitute\nA,B\nB,C\nA,C\n", "A,B", "A,mars");
    expect_mendable(
        "scarcity", "sku,node,price\nA,reno,1\nB,reno,2\nC,reno,3\n", "reno,2", "reno,x"
    );
    expect_mendable("scarcity", "sku,node,price\nA,reno,1\nB,reno,2\nC,reno,3\n", "B,", "mars,");
}

TEST_F(Rejects, AKitWithAWrongRowIsLeftOutWhateverIsWrong) {
    EXPECT_TRUE(
        rejects_of({"load", "kits"}, "sku,part,quantity\nkit,A,1\nkit,,1\n")
            .find("kit,A,1,2,stands with row 3\n") != std::string::npos
    );
    EXPECT_FALSE(shop_.says({"assortment", "kit"}).contains("part,"));
}

TEST_F(Rejects, AFileThatGoesInWholeIsKeptWhole) {
    const std::string steps =
        "tariff,weight_g_max,zone_1\nsea,1000,5\nsea,2000,6\nair,500,7\nsea,3000,8\n";
    expect_mendable("tariffs", steps, "2000", "900");
    expect_mendable("zone-bands", "miles_max,zone\n600,1\n900,1\n12500,2\n", "900,1", "500,1");
    expect_mendable(
        "calendars",
        "calendar,weekdays\nwork,mon;tue\nshop,sat\nlate,fri\n",
        "shop,sat",
        "shop,someday"
    );
    expect_mendable(
        "sourcing-rules",
        "rule,effect,nodes,country\nr1,exclude,reno,US\nr2,exclude,joliet,CA\n",
        "joliet",
        "mars"
    );
    const std::string strict =
        rejects_of({"load", "tariffs", "--strict"}, replaced(steps, "2000", "900"));
    EXPECT_TRUE(strict.ends_with("\nsea,3000,8,5,stands with row 3\n")) << strict;
}

TEST_F(Rejects, ARowOfAnotherLengthStaysAsItStands) {
    const std::string kept = rejects_of(
        {"load", "stock"},
        "sku,node,on_hand\nA,kent, "
        "wa,7\r\nA,\"two\nlines\",1,2\nA,reno\nA,reno,x\nA,b\",c,\"d\"\"e\""
    );
    EXPECT_TRUE(
        kept.starts_with("sku,node,on_hand,rejected_row,rejected_because\n"
                         "A,kent, wa,7,2,")
    ) << kept;
    EXPECT_NE(kept.find("\nA,\"two\nlines\",1,2,3,"), std::string::npos) << kept;
    EXPECT_NE(kept.find("\nA,reno,4,"), std::string::npos) << kept;
    EXPECT_NE(kept.find("\nA,reno,x,5,"), std::string::npos) << kept;
    EXPECT_NE(kept.find("\nA,b\",c,\"d\"\"e\",6,"), std::string::npos) << kept;
    // Loaded as they are, they are told again; each keeps its cells and has a reason anew.
    EXPECT_TRUE(rejects_of({"load", "stock"}, kept)
                    .starts_with("sku,node,on_hand,rejected_row,rejected_because\n"
                                 "A,kent,wa,7,2,"));
}

TEST_F(Rejects, AFileIsNotWrittenThatIsRead) {
    const std::string rows = "sku,node,on_hand\nA,reno,1\n";
    const TemporaryFile file(rows);
    const auto refused = [&](const Said& said) {
        EXPECT_EQ(said.code, ExitCode::wrong_usage) << said.out;
        EXPECT_TRUE(said.complains("expected a file of its own")) << said.err;
        EXPECT_EQ(file.read(), rows);
    };
    refused(shop_.says({"load", "stock", file.path(), "--rejects", file.path()}));
    const std::string linked = file.path() + ".link";
    std::filesystem::create_hard_link(file.path(), linked);
    refused(shop_.says({"load", "stock", file.path(), "--rejects", linked}));
    std::filesystem::remove(linked);
    refused(shop_.says({"orders", file.path(), "--reserve", "--acknowledged", file.path()}));
    refused(shop_.says({"orders", file.path(), "--answers", file.path()}));
    refused(shop_.says({"source-jointly", file.path(), "--rejects", file.path()}));
    refused(shop_.says({"whatif", file.path(), "--against", "none", "--svg", file.path()}));
    refused(shop_.says(
        {"count",
         "load",
         file.path(),
         "--node",
         "reno",
         "--taken-at",
         "2026-11-27T18:00:00Z",
         "--rejects",
         file.path()}
    ));
    const std::string fresh = file.path() + ".fresh";
    refused(shop_.says({"orders", file.path(), "--answers", fresh, "--rejects", "/tmp/../" + fresh})
    );
    EXPECT_FALSE(std::filesystem::exists(fresh));
    EXPECT_EQ(
        shop_.says({"load", "stock", file.path(), "--rejects", "/dev/null"}).code, ExitCode::done
    );
}

TEST_F(Rejects, NothingGoesInBehindTheFirstWrongRowOfAStrictLoad) {
    const auto strict = [&](const std::string& kind, std::string_view rows) {
        const TemporaryFile file(rows);
        const Said said = shop_.says({"load", kind, file.path(), "--strict"});
        EXPECT_EQ(said.code, ExitCode::refused) << kind << said.out << said.err;
        return said;
    };
    // It is the server that finds these.
    const Said stock = strict(
        "stock",
        "sku,node,on_hand\nA,joliet,5\nB,joliet,9223372036854775807\nC,joliet,7\nA,joliet,8\n"
    );
    EXPECT_TRUE(stock.complains("1 rows before it are loaded")) << stock.err;
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "joliet"}).contains(" 5"));
    EXPECT_FALSE(shop_.says({"ats", "C", "--node", "joliet"}).contains(" 7"));
    const Said nodes = strict("nodes", "node,time_zone\nn1,\nn2,Mars/Olympus\nn3,\n");
    EXPECT_TRUE(nodes.complains("nothing of it is loaded")) << nodes.err;
    EXPECT_NE(shop_.says({"node", "n1"}).code, ExitCode::done);
    strict("groups", "group,node\nz,reno\nm,mars\na,reno\n");
    EXPECT_EQ(shop_.says({"group", "z"}).code, ExitCode::done);
    EXPECT_NE(shop_.says({"group", "a"}).code, ExitCode::done);
    strict("kits", "sku,part,quantity\nkit,A,1\nA,B,1\ngift,C,1\n");
    EXPECT_TRUE(shop_.says({"assortment", "kit"}).contains("part,"));
    EXPECT_FALSE(shop_.says({"assortment", "gift"}).contains("part,"));
    const TemporaryFile file("sku,node,on_hand\nA,reno,1\n");
    EXPECT_EQ(
        shop_.says({"load", "stock", file.path(), "--strict", "--job", "j"}).code,
        ExitCode::wrong_usage
    );
}

}  // namespace
}  // namespace earmark::cli
