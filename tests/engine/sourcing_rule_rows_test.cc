// Rows of sourcing rules: which are put, which are refused, and that log and image keep them.
#include "tests/support/engine_copy.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace earmark {
namespace {

SupplyReply put_rules(Shop& shop, const std::vector<SourcingRule>& rules) {
    std::vector<SourcingRuleRow> rows;
    rows.reserve(rules.size());
    for (const SourcingRule& rule : rules)
        rows.push_back({SourcingRuleChange::put, rule});
    SupplyReply reply;
    shop.engine().put_sourcing_rules(rows, shop.context(), reply);
    return reply;
}

std::string put_one(Shop& shop, const SourcingRule& rule) {
    const SupplyReply reply = put_rules(shop, {rule});
    return reply.answers.empty() ? "" : reply.answers.front().detail;
}

/// A shop with two nodes, a group without members, and an item.
class RulesOfAShop : public testing::Test {
  protected:
    void SetUp() override {
        PutReply put;
        for (const std::string_view key : {"a", "b"}) {
            NodeRow row;
            row.key = key;
            shop_.engine().put_nodes({&row, 1}, shop_.context(), put);
            nodes_.emplace_back(put.ids.at(0));
        }
        const GroupRow row{.name = "nobody", .members = {}};
        shop_.engine().put_groups({&row, 1}, shop_.context(), put);
        nobody_ = GroupId(static_cast<std::uint16_t>(put.ids.at(0)));
        ItemRow item;
        item.sku = "paint";
        item.attributes = "hazmat";
        item.category = "paints";
        shop_.engine().put_items({&item, 1}, shop_.context(), put);
        paint_ = SkuId(put.ids.at(0));
    }

    SourcingRule exclude(const std::string& name) const {
        return {.name = name, .effect = SourcingEffect::exclude, .nodes = {nodes_[0]}};
    }

    Shop shop_;
    std::vector<NodeId> nodes_;
    GroupId nobody_;
    SkuId paint_;
};

TEST_F(RulesOfAShop, AreKeptByLogAndImage) {
    SourcingRule full = exclude("full");
    full.groups = {nobody_};
    full.from = 20'000;
    full.until = 60'000;
    full.countries = {"CA", "US"};
    full.postal_prefixes = {"12", "90"};
    full.customer_classes = {"trade"};
    full.methods = method_ship | method_pickup;
    full.address = AddressKind::business;
    full.units_least = 2;
    full.units_most = 9;
    full.value_least = 3;
    full.value_most = 11;
    full.attributes = {"hazmat"};
    full.categories = {"paints"};
    full.skus = {paint_};
    const SourcingRule soft{
        .name = "soft",
        .effect = SourcingEffect::prefer,
        .nodes = {nodes_[1]},
        .countries = {"US"},
        .penalty = 5
    };
    const SourcingRule two{
        .name = "two", .effect = SourcingEffect::most_shipments, .shipments_most = 2
    };
    const SourcingRule whole{
        .name = "whole", .effect = SourcingEffect::keep_whole, .categories = {"paints"}
    };
    ASSERT_EQ(put_rules(shop_, {full, soft, two, whole, exclude("gone")}).applied, 5U);
    SourcingRuleRow gone{.change = SourcingRuleChange::remove};
    gone.rule.name = "gone";
    SupplyReply reply;
    shop_.engine().put_sourcing_rules({&gone, 1}, shop_.context(), reply);
    ASSERT_EQ(reply.applied, 1U);
    const std::vector<SourcingRule> expected{full, soft, two, whole};
    EXPECT_EQ(shop_.engine().sourcing_rules(), expected);
    const StateImage image = image_of(shop_.engine(), shop_.log());
    const auto from_image = recovered(image, shop_.log(), shop_.log().newest());
    const auto from_log = replayed(shop_.log());
    for (const Engine* engine : {from_image.get(), from_log.get()}) {
        EXPECT_EQ(engine->sourcing_rules(), expected);
        EXPECT_EQ(engine->state_digest(), shop_.engine().state_digest());
    }
    // The digest tells a change of one field, and a record after an image is replayed on it.
    const std::uint64_t digest = shop_.engine().state_digest();
    SourcingRule dearer = soft;
    dearer.penalty = 6;
    ASSERT_EQ(put_rules(shop_, {dearer}).applied, 1U);
    EXPECT_NE(shop_.engine().state_digest(), digest);
    EXPECT_EQ(
        recovered(image, shop_.log(), shop_.log().newest())->state_digest(),
        shop_.engine().state_digest()
    );
}

TEST_F(RulesOfAShop, AreAllPutOrNone) {
    SourcingRule wrong = exclude("wrong");
    wrong.attributes = {"hazmt"};
    const SupplyReply reply = put_rules(shop_, {exclude("good"), wrong, exclude("good")});
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_EQ(reply.applied, 0U);
    ASSERT_EQ(reply.answers.size(), 2U);
    EXPECT_EQ(reply.answers[0].row, 1U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::bad_value);
    EXPECT_EQ(
        reply.answers[0].detail,
        "attributes: found 'hazmt', expected an attribute that some item has"
    );
    EXPECT_EQ(reply.answers[1].verdict, RowVerdict::repeated_row);
    EXPECT_TRUE(shop_.engine().sourcing_rules().empty());
}

TEST_F(RulesOfAShop, ThatLeaveNoNodeAreRefused) {
    SourcingRule only = exclude("only-a");
    only.effect = SourcingEffect::only;
    only.countries = {"US"};
    only.from = 30'000;
    only.until = 30'010;
    SourcingRule not_a = exclude("not-a");
    not_a.countries = {"US"};
    not_a.from = 30'005;
    // Both in one request, or one after the other.
    EXPECT_EQ(put_rules(shop_, {not_a, only}).refused, 2U);
    EXPECT_TRUE(shop_.engine().sourcing_rules().empty());
    EXPECT_EQ(put_one(shop_, only), "");
    const std::string detail = put_one(shop_, not_a);
    EXPECT_NE(detail.find("'not-a' and 'only-a' leave no node"), std::string::npos) << detail;
    EXPECT_NE(detail.find(format_day(30'005)), std::string::npos) << detail;
    // On other days, or of other conditions, they live together.
    not_a.from = 30'011;
    EXPECT_EQ(put_one(shop_, not_a), "");
    SourcingRule of_class = not_a;
    of_class.name = "not-a-trade";
    of_class.from = kNoDay;
    of_class.customer_classes = {"trade"};
    EXPECT_EQ(put_one(shop_, of_class), "");
    SourcingRule nobody = exclude("nobody");
    nobody.effect = SourcingEffect::only;
    nobody.nodes.clear();
    nobody.groups = {nobody_};
    EXPECT_NE(put_one(shop_, nobody).find("leaves no node"), std::string::npos);
    // Two that each name one node of their own.
    SourcingRule only_b = only;
    only_b.name = "only-b";
    only_b.nodes = {nodes_[1]};
    EXPECT_NE(put_one(shop_, only_b).find("leave no node"), std::string::npos);
}

TEST(SourcingRule, CoversWhatMeetsEachConditionOfIts) {
    const auto rule = [](const auto& set) {
        SourcingRule made;
        set(made);
        return made;
    };
    const auto only_one_covers = [&](const auto& set_wide, const auto& set_narrow) {
        const SourcingRule wide = rule(set_wide);
        const SourcingRule narrow = rule(set_narrow);
        return wide.covers(narrow) && !narrow.covers(wide) && wide.covers(wide) &&
               narrow.covers(narrow) && SourcingRule().covers(wide) && !wide.covers(SourcingRule());
    };
    using Made = SourcingRule&;
    EXPECT_TRUE(only_one_covers(
        [](Made it) { it.countries = {"CA", "US"}; }, [](Made it) { it.countries = {"US"}; }
    ));
    EXPECT_TRUE(only_one_covers(
        [](Made it) { it.postal_prefixes = {"1", "90"}; },
        [](Made it) { it.postal_prefixes = {"90", "903"}; }
    ));
    EXPECT_TRUE(only_one_covers(
        [](Made it) { it.customer_classes = {"staff", "trade"}; },
        [](Made it) { it.customer_classes = {"staff"}; }
    ));
    EXPECT_TRUE(only_one_covers(
        [](Made it) { it.methods = method_ship | method_pickup; },
        [](Made it) { it.methods = method_pickup; }
    ));
    EXPECT_TRUE(only_one_covers(
        [](Made it) { it.units_most = 5; },
        [](Made it) {
            it.units_least = 1;
            it.units_most = 4;
        }
    ));
    EXPECT_TRUE(
        only_one_covers([](Made it) { it.value_least = 10; }, [](Made it) { it.value_least = 11; })
    );
    EXPECT_TRUE(only_one_covers(
        [](Made it) { it.attributes = {"frozen", "hazmat"}; },
        [](Made it) { it.attributes = {"hazmat"}; }
    ));
    EXPECT_TRUE(only_one_covers(
        [](Made it) { it.categories = {"paints"}; },
        [](Made it) {
            it.categories = {"paints"};
            it.countries = {"US"};
        }
    ));
    EXPECT_TRUE(only_one_covers(
        [](Made it) { it.skus = {SkuId(1), SkuId(2)}; }, [](Made it) { it.skus = {SkuId(2)}; }
    ));
    SourcingRule homes;
    homes.address = AddressKind::residential;
    SourcingRule firms;
    firms.address = AddressKind::business;
    EXPECT_TRUE(SourcingRule().covers(homes));
    EXPECT_FALSE(homes.covers(SourcingRule()) || homes.covers(firms) || firms.covers(homes));
}

TEST_F(RulesOfAShop, ThatKeepEveryNodeFromEveryOrderAreRefused) {
    SourcingRule all = exclude("nothing");
    all.nodes = nodes_;
    EXPECT_EQ(
        put_one(shop_, all),
        "rule: found 'nothing' keeps every node from every order, expected conditions, a last day, "
        "or a node left"
    );
    EXPECT_TRUE(shop_.engine().sourcing_rules().empty());
    // For a while, or of some orders or items, nothing may ship.
    SourcingRule closed = all;
    closed.name = "closed";
    closed.until = 30'000;
    EXPECT_EQ(put_one(shop_, closed), "");
    SourcingRule abroad = all;
    abroad.name = "abroad";
    abroad.countries = {"CA"};
    EXPECT_EQ(put_one(shop_, abroad), "");
    EXPECT_EQ(put_one(shop_, exclude("not-a")), "");
}

TEST_F(RulesOfAShop, ThatTogetherKeepEveryNodeFromEveryOrderAreRefused) {
    SourcingRule not_b = exclude("not-b");
    not_b.nodes = {nodes_[1]};
    EXPECT_EQ(put_rules(shop_, {exclude("not-a"), not_b}).refused, 2U);
    EXPECT_TRUE(shop_.engine().sourcing_rules().empty());
    EXPECT_EQ(put_one(shop_, exclude("not-a")), "");
    EXPECT_EQ(
        put_one(shop_, not_b),
        "rule: found 'not-b' and 'not-a' keep every node from every order, expected conditions, a "
        "last day, or a node left"
    );
    // For a while, or of some orders, nothing may ship.
    SourcingRule closed = not_b;
    closed.until = 30'000;
    EXPECT_EQ(put_one(shop_, closed), "");
    not_b.countries = {"CA"};
    EXPECT_EQ(put_one(shop_, not_b), "");
}

TEST_F(RulesOfAShop, NameOnlyWhatIsKnown) {
    SourcingRule rule = exclude("r");
    rule.nodes = {NodeId(77)};
    EXPECT_EQ(put_rules(shop_, {rule}).answers.at(0).verdict, RowVerdict::unknown_node);
    rule = exclude("r");
    rule.groups = {GroupId(77)};
    EXPECT_EQ(put_rules(shop_, {rule}).answers.at(0).verdict, RowVerdict::unknown_group);
    rule = exclude("r");
    rule.skus = {SkuId(77)};
    EXPECT_EQ(put_rules(shop_, {rule}).answers.at(0).verdict, RowVerdict::unknown_item);
    rule = exclude("r");
    rule.units_least = 5;
    rule.units_most = 4;
    EXPECT_EQ(put_rules(shop_, {rule}).answers.at(0).verdict, RowVerdict::bad_value);
    rule = exclude("r");
    rule.shipments_most = 1;
    EXPECT_NE(put_one(shop_, rule).find("only most_shipments has one"), std::string::npos);
    rule = {.name = "r", .effect = SourcingEffect::most_shipments};
    EXPECT_EQ(put_one(shop_, rule), "shipments_most: found 0, expected 1 to 1000");
    rule.shipments_most = 1'001;
    EXPECT_EQ(put_one(shop_, rule), "shipments_most: found 1001, expected 1 to 1000");
    rule.shipments_most = 1;
    rule.nodes = {nodes_[0]};
    EXPECT_NE(put_one(shop_, rule).find("about whole orders"), std::string::npos);
    rule = exclude("");
    EXPECT_EQ(put_rules(shop_, {rule}).answers.at(0).verdict, RowVerdict::name_missing);
    EXPECT_EQ(put_rules(shop_, {}).outcome, Outcome::no_lines);
}

}  // namespace
}  // namespace earmark
