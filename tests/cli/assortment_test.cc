// Kits, units, order quantities and substitutes on the command line.
#include "tests/cli/running_shop.h"

#include <gtest/gtest.h>

namespace earmark::cli {
namespace {

class Assortment : public testing::Test {
  protected:
    void SetUp() override {
        shop_.load("items", "sku,scale\ncup,0\nbox,0\ngift,0\nparty,0\nmug,0\nflour,3\n");
        shop_.load("nodes", "node\nreno\njoliet\n");
        shop_.load(
            "stock", "sku,node,on_hand,safety\ncup,reno,10,0\nbox,reno,7,0\nmug,reno,50,0\n"
        );
    }

    RunningShop shop_;
};

TEST_F(Assortment, AKitIsAskedForAndHeldByItsOwnName) {
    EXPECT_EQ(shop_.says({"kit", "gift", "cup=2", "box=1"}).out, "gift: applied\n");
    EXPECT_TRUE(shop_.says({"ats", "gift", "--node", "reno"}).contains("gift  reno     5"));
    EXPECT_TRUE(shop_.says({"ats", "gift", "--by-node"}).contains("gift  reno     5"));
    const Said held = shop_.says({"reserve", "r1", "--line", "gift@reno=3"});
    EXPECT_EQ(held.code, ExitCode::done) << held.err;
    EXPECT_TRUE(shop_.says({"reservation", "r1"}).contains("gift, 2 each"));
    const Said step = shop_.says({"commit", "r1", "--line", "1=2", "--as", "pick"});
    EXPECT_EQ(step.code, ExitCode::done) << step.err;
    EXPECT_TRUE(shop_.says({"assortment", "gift"}).contains("part, ships together  cup"));
    EXPECT_TRUE(shop_.says({"--json", "assortment", "gift"}).contains("\"parts\""));
    EXPECT_TRUE(shop_.says({"adjust", "gift", "reno", "1"}).complains("is_kit"));
    const Said more = shop_.says({"amend", "r1", "--line", "1=2", "--as", "more"});
    EXPECT_EQ(more.code, ExitCode::done) << more.err;
    const Said plan = shop_.says({"source", "--line", "gift=1", "--to-postal", "10001"});
    EXPECT_EQ(plan.code, ExitCode::done) << plan.err;
    EXPECT_TRUE(plan.contains("cup x 2, box x 1")) << plan.out;
    EXPECT_EQ(shop_.says({"kit", "gift", "--none"}).out, "gift: applied\n");
}

TEST_F(Assortment, KitsAreLoadedAndEachWrongRowIsTold) {
    shop_.load(
        "kits", "sku,part,quantity,ships_apart\ngift,cup,2,yes\ngift,box,1,\nparty,gift,2,no\n"
    );
    EXPECT_TRUE(shop_.says({"ats", "party", "--node", "reno"}).contains("party  reno     2"));
    const TemporaryFile wrong(
        "sku,part,quantity\ngift,party,1\nparty,nothing,1\nmug,cup,1\ncup,box,x\n"
    );
    const Said said = shop_.says({"load", "kits", wrong.path()});
    EXPECT_EQ(said.code, ExitCode::refused);
    EXPECT_TRUE(said.complains("row 2: refused: cyclic_kit")) << said.err;
    EXPECT_TRUE(said.complains("row 3, column part")) << said.err;
    EXPECT_TRUE(said.complains("row 4: refused: has_stock")) << said.err;
    EXPECT_TRUE(said.complains("row 5, column quantity")) << said.err;
}

TEST_F(Assortment, QuantitiesMayBeTypedInOtherUnits) {
    shop_.load("units", "sku,unit,numerator,denominator\nmug,case,12,\nmug,third,4,3\n");
    EXPECT_EQ(shop_.says({"unit", "flour", "bag", "2500"}).code, ExitCode::done);
    EXPECT_EQ(shop_.says({"convert", "flour", "3:bag"}).out, "7.5\n");
    EXPECT_EQ(shop_.says({"reserve", "r1", "--line", "mug@reno=2:case"}).code, ExitCode::done);
    EXPECT_TRUE(shop_.says({"ats", "mug", "--node", "reno"}).contains("mug  reno    26"));
    EXPECT_EQ(shop_.says({"adjust", "mug", "reno", "1:case"}).code, ExitCode::done);
    EXPECT_TRUE(shop_.says({"ats", "mug", "--node", "reno"}).contains("mug  reno    38"));
    const Said odd = shop_.says({"reserve", "r2", "--line", "mug@reno=1:third"});
    EXPECT_TRUE(odd.complains("found \"1:third\", expected a whole number")) << odd.err;
    EXPECT_TRUE(shop_.says({"convert", "mug", "1:pallet"})
                    .complains("found \"1:pallet\", expected a unit of mug: piece, case, third"));
}

TEST_F(Assortment, OrdersAreHeldToQuantitiesAndOfferedSubstitutes) {
    shop_.load("order-quantities", "sku,minimum,maximum,increment\ncup,6,30,6\n");
    EXPECT_TRUE(shop_.says({"reserve", "r1", "--line", "cup@reno=5"}).contains("below_minimum"));
    shop_.load("substitutes", "sku,substitute\ncup,box\ncup,mug\n");
    const Said offered = shop_.says({"reserve", "r1", "--line", "cup@reno=12"});
    EXPECT_TRUE(offered.contains("mug       50")) << offered.out;
    EXPECT_FALSE(offered.contains("box")) << offered.out;
    EXPECT_TRUE(shop_.says({"assortment", "cup"}).contains("minimum order"));
    EXPECT_EQ(shop_.says({"order-quantity", "cup"}).code, ExitCode::done);
    EXPECT_EQ(shop_.says({"reserve", "r1", "--line", "cup@reno=5"}).code, ExitCode::done);
}

}  // namespace
}  // namespace earmark::cli
