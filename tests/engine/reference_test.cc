// Items, nodes, groups, tariffs, zones: what is kept, what is refused.
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <functional>

namespace earmark {
namespace {

class Reference : public testing::Test {
  protected:
    PutReply put(const ItemRow& row) {
        PutReply reply;
        shop_.engine().put_items({&row, 1}, shop_.context(), reply);
        return reply;
    }
    PutReply put(const NodeRow& row) {
        PutReply reply;
        shop_.engine().put_nodes({&row, 1}, shop_.context(), reply);
        return reply;
    }
    PutReply put(const GroupRow& row) {
        PutReply reply;
        shop_.engine().put_groups({&row, 1}, shop_.context(), reply);
        return reply;
    }
    PutReply put(const TariffRow& row) {
        PutReply reply;
        shop_.engine().put_tariffs({&row, 1}, shop_.context(), reply);
        return reply;
    }
    PutReply put(const ZoneRows& rows) {
        PutReply reply;
        shop_.engine().put_zones(rows, shop_.context(), reply);
        return reply;
    }

    /// The row was refused with this verdict and changed nothing.
    static void expect_refused(const PutReply& reply, RowVerdict verdict) {
        EXPECT_EQ(reply.outcome, Outcome::done);
        ASSERT_EQ(reply.answers.size(), 1U);
        EXPECT_EQ(reply.answers[0].verdict, verdict) << reply.answers[0].detail;
        EXPECT_EQ(reply.ids.at(0), 0U);
        if (verdict == RowVerdict::bad_value) {
            EXPECT_FALSE(reply.answers[0].detail.empty());
        }
    }

    static void expect_put(const PutReply& reply) {
        EXPECT_EQ(reply.outcome, Outcome::done) << reply.detail;
        EXPECT_TRUE(reply.answers.empty()) << reply.answers[0].detail;
    }

    Shop shop_;
};

TEST_F(Reference, ItemKeepsItsAttributes) {
    const ItemRow row{
        .sku = "flour",
        .unit_of_measure = "kg",
        .scale = 3,
        .weight_g = 1'000,
        .length_mm = 100,
        .width_mm = 200,
        .height_mm = 300,
        .value_micros = 2'500'000,
        .category = "food",
        .attributes = "fragile;cool"
    };
    const PutReply reply = put(row);
    expect_put(reply);
    const auto view = shop_.engine().item(SkuId(reply.ids.at(0)));
    ASSERT_TRUE(view.has_value());
    EXPECT_EQ(view->sku, "flour");
    EXPECT_EQ(view->unit_of_measure, "kg");
    EXPECT_EQ(view->scale, 3);
    EXPECT_EQ(view->weight_g, 1'000U);
    EXPECT_EQ(view->length_mm, 100U);
    EXPECT_EQ(view->width_mm, 200U);
    EXPECT_EQ(view->height_mm, 300U);
    EXPECT_EQ(view->value_micros, 2'500'000);
    EXPECT_EQ(view->category, "food");
    EXPECT_NE(view->attributes.find("fragile"), std::string::npos);
    EXPECT_NE(view->attributes.find("cool"), std::string::npos);

    std::vector<ResolvedName> names;
    const std::string_view asked[] = {"flour", "nothing"};
    shop_.engine().resolve(NameKind::item, asked, names);
    ASSERT_EQ(names.size(), 2U);
    EXPECT_EQ(names[0].id, reply.ids.at(0));
    EXPECT_EQ(names[0].scale, 3);
    EXPECT_EQ(names[1].id, 0U);
    EXPECT_FALSE(shop_.engine().item(SkuId(999)).has_value());
}

TEST_F(Reference, PuttingAnItemAgainReplacesItsAttributesUnderTheSameHandle) {
    ItemRow row;
    row.sku = "cup";
    row.weight_g = 300;
    const PutReply first = put(row);
    const Lsn before = shop_.log().newest();
    const PutReply same = put(row);
    EXPECT_EQ(same.ids, first.ids);
    EXPECT_EQ(shop_.log().newest(), before) << "nothing changed, nothing to log";
    row.weight_g = 310;
    const PutReply changed = put(row);
    EXPECT_EQ(changed.ids, first.ids);
    EXPECT_EQ(shop_.engine().item(SkuId(first.ids.at(0)))->weight_g, 310U);
}

TEST_F(Reference, RefusesBadItems) {
    ItemRow row;
    expect_refused(put(row), RowVerdict::name_missing);
    const std::string long_name(kSkuBytesMax + 1, 's');
    row.sku = long_name;
    expect_refused(put(row), RowVerdict::name_too_long);
    const std::string long_text(kTextBytesMax + 1, 't');
    const std::function<void(ItemRow&)> mistakes[] = {
        [](ItemRow& bad) { bad.scale = kQuantityScaleMax + 1; },
        [](ItemRow& bad) { bad.value_micros = -1; },
        [&](ItemRow& bad) { bad.unit_of_measure = long_text; },
        [&](ItemRow& bad) { bad.category = long_text; },
        [&](ItemRow& bad) { bad.attributes = long_text; },
        [](ItemRow& bad) { bad.weight_g = 0xffff'ffff; },
        [](ItemRow& bad) { bad.length_mm = 0xffff'ffff; },
    };
    for (const auto& mistake : mistakes) {
        ItemRow bad;
        bad.sku = "cup";
        mistake(bad);
        expect_refused(put(bad), RowVerdict::bad_value);
    }
    EXPECT_EQ(shop_.engine().status().items, 0U);
    EXPECT_EQ(shop_.log().newest(), 1U) << "only the day";
    shop_.expect_sound();
}

TEST_F(Reference, ItemWithPositionsKeepsItsScale) {
    ItemRow row;
    row.sku = "flour";
    row.scale = 3;
    const PutReply first = put(row);
    row.scale = 2;
    expect_put(put(row));
    const NodeId dc = shop_.node("dc1");
    shop_.stock(SkuId(first.ids.at(0)), dc, 5);
    row.scale = 3;
    const PutReply reply = put(row);
    ASSERT_EQ(reply.answers.size(), 1U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::scale_fixed);
    EXPECT_EQ(shop_.engine().item(SkuId(first.ids.at(0)))->scale, 2);
}

TEST_F(Reference, SameItemTwiceInOneRequestIsOneItem) {
    std::vector<ItemRow> rows(3);
    rows[0].sku = rows[2].sku = "cup";
    rows[1].sku = "hat";
    rows[0].weight_g = 1;
    rows[2].weight_g = 2;
    PutReply reply;
    shop_.engine().put_items(rows, shop_.context(), reply);
    EXPECT_EQ(reply.ids.at(0), reply.ids.at(2));
    EXPECT_NE(reply.ids.at(0), reply.ids.at(1));
    EXPECT_EQ(shop_.engine().item(SkuId(reply.ids.at(0)))->weight_g, 2U);
}

TEST_F(Reference, NodeKeepsItsAttributes) {
    TariffRow tariff;
    tariff.name = "ground";
    const Micros rates[] = {1'000'000};
    const TariffStep step{.weight_g_max = 1'000, .rates = rates};
    tariff.steps = {&step, 1};
    expect_put(put(tariff));
    const NodeRow row{
        .key = "store-7",
        .type = NodeType::store,
        .location = Location{.latitude_e6 = 40'730'000, .longitude_e6 = -74'170'000},
        .country = "US",
        .postal_code = "07102",
        .time_zone = "America/New_York",
        .methods = method_ship | method_pickup,
        .priority = 5,
        .tariff = "ground",
        .handling_per_shipment = 1,
        .handling_per_line = 2,
        .handling_per_unit = 3,
        .enabled = false
    };
    const PutReply reply = put(row);
    expect_put(reply);
    const auto view = shop_.engine().node(NodeId(reply.ids.at(0)));
    ASSERT_TRUE(view.has_value());
    EXPECT_EQ(view->key, "store-7");
    EXPECT_EQ(view->type, NodeType::store);
    EXPECT_EQ(view->location, row.location);
    EXPECT_EQ(view->country, "US");
    EXPECT_EQ(view->postal_code, "07102");
    EXPECT_EQ(view->time_zone, "America/New_York");
    EXPECT_EQ(view->methods, method_ship | method_pickup);
    EXPECT_EQ(view->priority, 5);
    EXPECT_EQ(view->tariff, "ground");
    EXPECT_EQ(view->handling_per_shipment, 1);
    EXPECT_EQ(view->handling_per_line, 2);
    EXPECT_EQ(view->handling_per_unit, 3);
    EXPECT_FALSE(view->enabled);
    EXPECT_EQ(shop_.engine().nodes(), std::vector{NodeId(reply.ids.at(0))});
}

TEST_F(Reference, RefusesBadNodes) {
    NodeRow row;
    expect_refused(put(row), RowVerdict::name_missing);
    const std::string long_key(kNodeKeyBytesMax + 1, 'k');
    row.key = long_key;
    expect_refused(put(row), RowVerdict::name_too_long);
    const std::string long_text(kTextBytesMax + 1, 't');
    const std::function<void(NodeRow&)> mistakes[] = {
        [](NodeRow& bad) { bad.location = Location{.latitude_e6 = 90'000'001}; },
        [](NodeRow& bad) { bad.location = Location{.latitude_e6 = -90'000'001}; },
        [](NodeRow& bad) { bad.location = Location{0, 180'000'001}; },
        [](NodeRow& bad) { bad.location = Location{0, INT32_MIN}; },
        [](NodeRow& bad) { bad.handling_per_shipment = -1; },
        [](NodeRow& bad) { bad.handling_per_line = -1; },
        [](NodeRow& bad) { bad.handling_per_unit = -1; },
        [](NodeRow& bad) { bad.handling_per_unit = INT64_MAX; },
        [&](NodeRow& bad) { bad.postal_code = long_text; },
        [&](NodeRow& bad) { bad.country = long_text; },
        [&](NodeRow& bad) { bad.time_zone = long_text; },
        [](NodeRow& bad) { bad.time_zone = "America/Gotham"; },
        [&](NodeRow& bad) { bad.tariff = long_text; },
    };
    for (const auto& mistake : mistakes) {
        NodeRow bad;
        bad.key = "dc1";
        mistake(bad);
        expect_refused(put(bad), RowVerdict::bad_value);
    }
    EXPECT_EQ(shop_.engine().status().nodes, 0U);
    shop_.expect_sound();
}

TEST_F(Reference, ANodeMayNameATariffThatIsStillToCome) {
    NodeRow rows[5];
    const std::string keys[] = {"a", "b", "c", "d", "e"};
    for (std::size_t index = 0; index < 5; ++index) {
        rows[index].key = keys[index];
        rows[index].tariff = index == 0 ? "" : "post";
    }
    PutReply reply;
    shop_.engine().put_nodes({rows, 2}, shop_.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_TRUE(reply.answers.empty());
    EXPECT_EQ(reply.detail, "node 'b' names tariff 'post', which is not loaded");
    shop_.engine().put_nodes(rows, shop_.context(), reply);
    EXPECT_EQ(
        reply.detail, "node 'b' names tariff 'post', which is not loaded; the same of 3 nodes more"
    );
    const Micros rates[] = {4'000'000};
    const TariffStep step{.weight_g_max = 500, .rates = rates};
    TariffRow tariff;
    tariff.name = "post";
    tariff.steps = {&step, 1};
    expect_put(put(tariff));
    shop_.engine().put_nodes(rows, shop_.context(), reply);
    EXPECT_EQ(reply.detail, "");
}

TEST_F(Reference, GroupKeepsItsMembersAndCanBeReplaced) {
    const NodeId a = shop_.node("a");
    const NodeId b = shop_.node("b");
    const GroupMember both[] = {{.node = a, .priority = 2}, {.node = b, .priority = 1}};
    const PutReply first = put(GroupRow{.name = "east", .members = both});
    expect_put(first);
    const GroupId east(static_cast<std::uint16_t>(first.ids.at(0)));
    auto view = shop_.engine().group(east);
    ASSERT_TRUE(view.has_value());
    EXPECT_EQ(view->name, "east");
    ASSERT_EQ(view->members.size(), 2U);
    EXPECT_EQ(view->members[0].node, a);
    EXPECT_EQ(view->members[0].priority, 2);
    const PutReply second = put(GroupRow{.name = "east", .members = std::span(both).first(1)});
    EXPECT_EQ(second.ids, first.ids);
    EXPECT_EQ(shop_.engine().group(east)->members.size(), 1U);
    EXPECT_EQ(shop_.engine().groups(), std::vector{east});
    EXPECT_FALSE(shop_.engine().group(GroupId(99)).has_value());
}

TEST_F(Reference, RefusesBadGroups) {
    const NodeId a = shop_.node("a");
    const GroupMember good{.node = a};
    expect_refused(put(GroupRow{.name = "", .members = {&good, 1}}), RowVerdict::name_missing);
    const std::string long_name(kGroupNameBytesMax + 1, 'g');
    expect_refused(
        put(GroupRow{.name = long_name, .members = {&good, 1}}), RowVerdict::name_too_long
    );
    const GroupMember stranger{.node = NodeId(77)};
    expect_refused(
        put(GroupRow{.name = "east", .members = {&stranger, 1}}), RowVerdict::unknown_node
    );
    const GroupMember twice[] = {good, good};
    expect_refused(put(GroupRow{.name = "east", .members = twice}), RowVerdict::bad_value);
    EXPECT_EQ(shop_.engine().status().groups, 0U);
}

TEST_F(Reference, RefusesBadTariffs) {
    const Micros rates[] = {4'000'000, 5'000'000};
    const Micros fewer[] = {4'000'000};
    const Micros huge[] = {INT64_MAX, INT64_MAX};
    const auto tariff = [](std::vector<TariffStep> steps) { return steps; };
    const std::vector<TariffStep> bad_steps[] = {
        tariff({}),
        tariff({{.weight_g_max = 0, .rates = rates}}),
        tariff({{.weight_g_max = 500, .rates = {}}}),
        tariff({{.weight_g_max = 500, .rates = rates}, {.weight_g_max = 500, .rates = rates}}),
        tariff({{.weight_g_max = 500, .rates = rates}, {.weight_g_max = 400, .rates = rates}}),
        tariff({{.weight_g_max = 500, .rates = rates}, {.weight_g_max = 900, .rates = fewer}}),
        tariff({{.weight_g_max = 500, .rates = huge}}),
    };
    for (const auto& steps : bad_steps) {
        TariffRow row;
        row.name = "ground";
        row.steps = steps;
        expect_refused(put(row), RowVerdict::bad_value);
    }
    const TariffStep good{.weight_g_max = 500, .rates = rates};
    TariffRow row;
    row.steps = {&good, 1};
    expect_refused(put(row), RowVerdict::name_missing);
    row.name = "ground";
    row.surcharge_per_parcel = -1;
    expect_refused(put(row), RowVerdict::bad_value);
    row.surcharge_per_parcel = 1'000'000;
    expect_put(put(row));
    shop_.expect_sound();
}

TEST_F(Reference, TakesAllTariffsOfARequestOrNone) {
    const Micros rates[] = {4'000'000};
    const TariffStep good{.weight_g_max = 500, .rates = rates};
    const TariffStep bad{.weight_g_max = 0, .rates = rates};
    TariffRow rows[2];
    rows[0].name = "ground";
    rows[0].steps = {&good, 1};
    rows[1].name = "air";
    rows[1].steps = {&bad, 1};
    const std::uint64_t before = shop_.engine().state_digest();
    PutReply reply;
    shop_.engine().put_tariffs(rows, shop_.context(), reply);
    ASSERT_EQ(reply.answers.size(), 1U);
    EXPECT_EQ(reply.answers[0].row, 1U);
    EXPECT_EQ(shop_.engine().state_digest(), before);
}

TEST_F(Reference, RefusesBadZones) {
    const auto pair = [](std::string_view from, std::string_view to, std::uint8_t zone) {
        return ZonePair{.origin_prefix = from, .destination_prefix = to, .zone = zone};
    };
    const std::vector<ZonePair> bad_pairs[] = {
        {pair("", "", 1)},
        {pair("071", "", 1)},
        {pair("071", "90", 1)},
        {pair("071", "902", 1), pair("0711", "9021", 1)},
        {pair("071", "902", 0)},
        {pair("071", "902", 33)},
    };
    for (const auto& pairs : bad_pairs)
        EXPECT_EQ(put(ZoneRows{.pairs = pairs, .bands = {}}).outcome, Outcome::bad_value);
    const std::vector<ZoneBand> bad_bands[] = {
        {{.miles_max = 100, .zone = 0}},
        {{.miles_max = 100, .zone = 33}},
        {{.miles_max = 100, .zone = 1}, {.miles_max = 100, .zone = 2}},
        {{.miles_max = 100, .zone = 1}, {.miles_max = 50, .zone = 2}},
    };
    for (const auto& bands : bad_bands)
        EXPECT_EQ(put(ZoneRows{.pairs = {}, .bands = bands}).outcome, Outcome::bad_value);
    EXPECT_EQ(put(ZoneRows{}).outcome, Outcome::no_lines);
    EXPECT_EQ(shop_.log().newest(), 1U) << "only the day";
    const std::vector<ZonePair> good{pair("071", "902", 8)};
    expect_put(put(ZoneRows{.pairs = good, .bands = {}}));
    const std::vector<ZonePair> shorter{pair("07", "90", 8)};
    EXPECT_EQ(put(ZoneRows{.pairs = shorter, .bands = {}}).outcome, Outcome::bad_value);
    shop_.expect_sound();
}

TEST_F(Reference, RequestsOutOfFormAreRefusedWhole) {
    PutReply reply;
    shop_.engine().put_items({}, shop_.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::no_lines);
    shop_.engine().put_nodes({}, shop_.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::no_lines);
    shop_.engine().put_groups({}, shop_.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::no_lines);
    shop_.engine().put_tariffs({}, shop_.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::no_lines);
    const std::vector<ItemRow> items(kReferenceRowsMax + 1);
    shop_.engine().put_items(items, shop_.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::too_many_lines);
    const std::vector<NodeRow> nodes(kReferenceRowsMax + 1);
    shop_.engine().put_nodes(nodes, shop_.context(), reply);
    EXPECT_EQ(reply.outcome, Outcome::too_many_lines);
}

TEST_F(Reference, TheLargestRowsFit) {
    const std::string text(kTextBytesMax, 't');
    std::vector<std::string> names;
    for (int i = 0; i < 2'000; ++i) {
        std::string name = std::to_string(i);
        name.resize(kSkuBytesMax, 'x');
        names.push_back(std::move(name));
    }
    std::vector<ItemRow> items;
    std::vector<NodeRow> nodes;
    for (const std::string& name : names) {
        ItemRow& item = items.emplace_back();
        item.sku = name;
        item.unit_of_measure = item.category = item.attributes = text;
        NodeRow& node = nodes.emplace_back();
        node.key = name;
        node.country = "US";
        node.postal_code = node.tariff = text;
        node.time_zone = "America/Argentina/ComodRivadavia";
    }
    const std::string note(kNoteBytesMax, 'n');
    const CallContext context{.now = shop_.clock().wall(), .actor = note, .reason = note};
    PutReply reply;
    shop_.engine().put_items(items, context, reply);
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_TRUE(reply.answers.empty());
    shop_.engine().put_nodes(nodes, context, reply);
    EXPECT_EQ(reply.outcome, Outcome::done);
    EXPECT_TRUE(reply.answers.empty());
    EXPECT_EQ(shop_.engine().status().items, 2'000U);
    EXPECT_EQ(shop_.engine().status().nodes, 2'000U);

    std::vector<GroupMember> members;
    for (const NodeId node : shop_.engine().nodes())
        members.push_back({.node = node});
    const std::string name(kGroupNameBytesMax, 'g');
    expect_put(put(GroupRow{.name = name, .members = members}));
    shop_.expect_sound();
}

}  // namespace
}  // namespace earmark
