// Rules of selling on the command line: previews, what they touch, and rules from files.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace earmark::cli {
namespace {

class Rules : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale,category\nA,0,kitchen\nrope,2,garden\n");
        shop_.load("nodes", "node,type\nreno,dc\njoliet,store\n");
        shop_.load("groups", "group,node\nwest,reno\n");
        shop_.load("stock", "sku,node,on_hand\nA,reno,10\nA,joliet,5\nrope,reno,2.5\n");
        shop_.load("segment-rules", "sku,node,segment\nA,reno,web\n");
        shop_.says({"reserve", "r1", "--line", "A@reno=2"});
    }

    RunningShop shop_;
};

TEST_F(Rules, APreviewSaysWhatAStopWouldDoAndChangesNothing) {
    const std::uint64_t digest = shop_.engine().state_digest();
    const Said said = shop_.says({"stop", "recall", "--item", "A", "--preview"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_EQ(
        said.out,
        "recall: would be applied; 2 positions change, 1 line is touched\n"
        "sku  node    asked for  by    for  ats  then  withheld  kept  sale\n"
        "A    reno    anyone     ship  now    8     0         8     0  stopped\n"
        "A    joliet  anyone     ship  now    5     0         5     0  stopped\n"
        "reservation  state  line  sku  node  for  held  ordered\n"
        "r1           held      1  A    reno  now     2        0\n"
    );
    EXPECT_EQ(shop_.engine().state_digest(), digest);
    const Said json = shop_.says({"--json", "stop", "recall", "--item", "A", "--preview"});
    EXPECT_EQ(json.code, ExitCode::done);
    EXPECT_TRUE(json.contains("\"reservation\": \"r1\""));
    EXPECT_TRUE(json.contains("\"unavailable\": 13"));
}

TEST_F(Rules, AStopThatIsMadeListsWhatItTouches) {
    const Said said = shop_.says({"pause", "reno"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("pause:reno: applied\n1 line is touched, and stands:\n"));
    EXPECT_TRUE(said.contains("r1           held      1  A    reno  now     2        0\n"));
    EXPECT_TRUE(shop_.says({"ats", "A"}).contains("5"));
    const Said resumed = shop_.says({"resume", "reno", "--preview"});
    EXPECT_EQ(resumed.code, ExitCode::done) << resumed.err;
    EXPECT_TRUE(resumed.contains("2 positions change, 0 lines are touched"));
    EXPECT_TRUE(resumed.contains("rope  reno  anyone     ship  now    0   2.5         0     0  sold"
    ));
}

TEST_F(Rules, APreviewRefusesWhatTheChangeWould) {
    shop_.says({"safety-rule", "stores", "2", "--node-type", "store"});
    const std::vector<std::string> twin{"safety-rule", "twin", "3", "--node-type", "store"};
    std::vector<std::string> preview = twin;
    preview.emplace_back("--preview");
    const Said said = shop_.says(preview);
    EXPECT_EQ(said.code, ExitCode::refused);
    const Said made = shop_.says(twin);
    EXPECT_EQ(said.out + said.err, made.out + made.err);
    const Said web =
        shop_.says({"safety-rule", "web", "3", "--item", "A", "--segment", "web", "--preview"});
    EXPECT_TRUE(web.contains("A    reno    web        ship  now    8     5         3     0  sold"));
}

TEST_F(Rules, APreviewSaysWhomAFloorTakesFrom) {
    const std::uint64_t digest = shop_.engine().state_digest();
    const Said floor =
        shop_.says({"segment-rule", "A", "reno", "web", "--floor", "9", "--preview"});
    EXPECT_EQ(floor.code, ExitCode::done) << floor.err;
    EXPECT_TRUE(floor.contains("web: would be applied; 1 position changes, 1 line is touched\n"));
    EXPECT_TRUE(floor.contains("A    reno  anyone     ship  now    8     0         0     8  sold\n")
    );
    const Said unknown =
        shop_.says({"segment-rule", "A", "reno", "new", "--floor", "9", "--preview"});
    EXPECT_EQ(unknown.code, ExitCode::refused);
    EXPECT_EQ(shop_.engine().state_digest(), digest);
}

TEST_F(Rules, ANodeIsDisabledAfterAPreview) {
    const std::uint64_t digest = shop_.engine().state_digest();
    const Said said = shop_.says({"disable-node", "reno", "--preview"});
    EXPECT_EQ(said.code, ExitCode::done) << said.err;
    EXPECT_TRUE(said.contains("reno: would be applied; 2 positions change, 1 line is touched\n"))
        << said.out;
    EXPECT_TRUE(said.contains("anyone     ship  now    8     0         8     0  stopped\n"));
    EXPECT_TRUE(said.contains("r1           held      1  A    reno  now     2        0\n"));
    EXPECT_EQ(shop_.engine().state_digest(), digest);
    EXPECT_TRUE(shop_.says({"disable-node", "reno"}).contains("reno: disabled"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     0"));
    EXPECT_TRUE(shop_.says({"node", "reno"}).contains("no"));
    EXPECT_TRUE(shop_.says({"enable-node", "reno"}).contains("reno: enabled"));
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "reno"}).contains("A    reno     8"));
    EXPECT_NE(shop_.says({"disable-node", "mars"}).code, ExitCode::done);
}

TEST_F(Rules, RulesAreLoadedFromAFile) {
    const std::string rules =
        "name,effect,figure,sku,category,node,node_type,group,segment,method,rank,until\n"
        "stores,,1,,,,store,,,,,\n"
        "ropes,safety,0.5,rope,,,,,,,,\n"
        "west,,10%,,,,,west,,pickup,3,2099-01-01\n"
        "web,stop,,A,,reno,,,web,,,\n";
    shop_.load("selling-rules", rules);
    EXPECT_TRUE(shop_.says({"ats", "A", "--node", "joliet"}).contains("A    joliet    4"));
    EXPECT_TRUE(shop_.says({"ats", "rope"}).contains("2"));
    EXPECT_EQ(shop_.engine().selling_rules().size(), 4U);
    const TemporaryFile again(rules);
    EXPECT_TRUE(shop_.says({"load", "selling-rules", again.path()}).contains("4 as they were"));
    shop_.load("selling-rules", "name,change\nweb,remove\n");
    EXPECT_EQ(shop_.engine().selling_rules().size(), 3U);
}

TEST_F(Rules, WrongRowsOfAFileAreToldByRowAndColumn) {
    const std::string rules =
        "name,effect,figure,sku,node,group,segment,change\n"
        "a,halt,1,A,,,,\n"
        "b,stop,5,A,,,,\n"
        "c,,x,A,,,,\n"
        "d,,1,B,,,,\n"
        "e,,1,,mars,,,\n"
        "f,,1,,,moon,,\n"
        "g,,1,A,,,nobody,\n"
        "h,,1,,,,,\n"
        "i,,,,,,,remove\n"
        "j,,1,A,,,,\n"
        ",,1,A,,,,\n";
    const TemporaryFile file(rules);
    const Said said = shop_.says({"load", "selling-rules", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("row 2, column effect: found \"halt\", expected safety or stop"));
    EXPECT_TRUE(said.complains("row 3, column figure: found \"5\", expected nothing for a stop"));
    EXPECT_TRUE(said.complains("row 4, column figure: found \"x\""));
    EXPECT_TRUE(said.complains("row 5, column sku: found \"B\", expected an item that is loaded"));
    EXPECT_TRUE(said.complains("row 6, column node: found \"mars\""));
    EXPECT_TRUE(said.complains("row 7, column group: found \"moon\""));
    EXPECT_TRUE(said.complains("row 8, column segment: found \"nobody\""));
    EXPECT_TRUE(said.complains("row 9"));
    EXPECT_TRUE(said.complains("unknown_rule"));
    EXPECT_TRUE(said.complains("row 12, column name"));
    EXPECT_TRUE(said.contains("1 of 11 rows loaded")) << said.out << said.err;

    const Said strict = shop_.says({"load", "selling-rules", file.path(), "--strict"});
    EXPECT_EQ(strict.code, ExitCode::refused);
    EXPECT_TRUE(strict.contains("0 of the first 1 rows loaded")) << strict.out;
}

TEST_F(Rules, ASafetyOfAWholeGroupIsLoadedFromAFile) {
    shop_.load("groups", "group,node\nall,reno\nall,joliet\n");
    const auto all = [this] { return shop_.says({"ats", "A", "--group", "all"}).out; };
    EXPECT_NE(all().find("13"), std::string::npos) << all();
    shop_.load("selling-rules", "name,figure,sku,group,network\nA,5,A,all,yes\nB,1,A,all,no\n");
    // The group's safety counts once, and in place of that of its nodes.
    EXPECT_NE(all().find('8'), std::string::npos) << all();
    EXPECT_EQ(all().find("13"), std::string::npos) << all();
    EXPECT_TRUE(shop_.says({"safety-rules"}).contains("item A, the network all"));
    EXPECT_TRUE(shop_.says({"safety-rules"}).contains("item A, group all"));
}

TEST_F(Rules, WrongSafetiesOfAGroupAreToldByRowAndColumn) {
    const TemporaryFile file(
        "name,effect,figure,sku,group,segment,method,network\n"
        "a,,1,A,west,,,perhaps\n"
        "b,stop,,A,west,,,yes\n"
        "c,,1,A,,,,yes\n"
        "d,,1,A,west,web,,yes\n"
        "e,,1,A,west,,pickup,yes\n"
    );
    const Said said = shop_.says({"load", "selling-rules", file.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    for (const char* why :
         {"row 2, column network: found \"perhaps\", expected yes or no",
          "row 3, column network: found \"yes\", expected no: a stop is not taken once",
          "row 4, column group: found nothing, expected the group that keeps a network safety",
          "row 5, column segment: found \"web\", expected nothing: a network safety is for anyone",
          "row 6, column method: found \"pickup\", expected nothing: a network safety is for anyone"
         })
        EXPECT_TRUE(said.complains(why)) << why << '\n' << said.err;
    EXPECT_TRUE(said.contains("0 of 5 rows loaded")) << said.out;
    EXPECT_TRUE(shop_.engine().selling_rules().empty());
}

}  // namespace
}  // namespace earmark::cli
