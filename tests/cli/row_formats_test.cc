#include "protocol/cli/row_formats.h"

#include "tests/cli/temporary_file.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace earmark::cli {
namespace {

/// The one row of a file, read by `read`; and what is wrong with it.
template <typename Read>
std::string fault_of(const CsvFormat& format, const std::string& text, const Read& read) {
    const TemporaryFile file(text);
    auto reader = CsvReader::open(file.path(), format);
    if (!reader) return reader.error().detail;
    CsvRow row;
    EXPECT_TRUE(*(*reader)->next(row));
    CellReader cells(row, format);
    read(cells);
    return cells.fault() ? to_string(*cells.fault()) : "";
}

TEST(RowFormats, AnItemNeedsItsNameOnly) {
    TextKeeper keeper;
    ItemRow item;
    EXPECT_EQ(
        fault_of(
            kItemsFormat,
            "sku\n85123A\n",
            [&](CellReader& cells) { item = read_item(cells, keeper); }
        ),
        ""
    );
    EXPECT_EQ(item.sku, "85123A");
    EXPECT_EQ(item.scale, 0);
    EXPECT_EQ(item.value_micros, 0);
}

TEST(RowFormats, AnItemHasAllItsColumns) {
    TextKeeper keeper;
    ItemRow item;
    EXPECT_EQ(
        fault_of(
            kItemsFormat,
            "category,sku,unit_of_measure,scale,weight_g,length_mm,width_mm,height_mm,value,"
            "attributes\n"
            "rope,r8,m,2,80,10,20,30,1.255,hazmat;oversize\n",
            [&](CellReader& cells) { item = read_item(cells, keeper); }
        ),
        ""
    );
    EXPECT_EQ(item.unit_of_measure, "m");
    EXPECT_EQ(item.scale, 2);
    EXPECT_EQ(item.weight_g, 80U);
    EXPECT_EQ(item.height_mm, 30U);
    EXPECT_EQ(item.value_micros, 1'255'000);
    EXPECT_EQ(item.category, "rope");
    EXPECT_EQ(item.attributes, "hazmat;oversize");
}

TEST(RowFormats, AnItemSaysWhatIsWrongWithIt) {
    TextKeeper keeper;
    const auto read = [&](CellReader& cells) { read_item(cells, keeper); };
    EXPECT_EQ(
        fault_of(kItemsFormat, "sku,scale\nA,7\n", read),
        "column scale: found \"7\", expected a whole number from 0 to 6"
    );
    EXPECT_EQ(
        fault_of(kItemsFormat, "sku,weight_g\nA,-1\n", read),
        "column weight_g: found \"-1\", expected a whole number from 0 to 4294967295"
    );
    EXPECT_EQ(
        fault_of(kItemsFormat, "sku,value\nA,1.1234567\n", read),
        "column value: found \"1.1234567\", expected an amount with at most 6 decimals"
    );
    EXPECT_EQ(
        fault_of(kItemsFormat, "sku\n" + std::string(65, 'x') + "\n", read).substr(0, 18),
        "column sku: found "
    );
}

TEST(RowFormats, ANodeHasDefaultsAndAllItsColumns) {
    TextKeeper keeper;
    NodeRow node;
    const auto read = [&](CellReader& cells) { node = read_node(cells, keeper); };
    EXPECT_EQ(fault_of(kNodesFormat, "node\nreno\n", read), "");
    EXPECT_EQ(node.key, "reno");
    EXPECT_EQ(node.type, NodeType::dc);
    EXPECT_EQ(node.methods, method_ship);
    EXPECT_TRUE(node.enabled);
    EXPECT_EQ(node.location, std::nullopt);

    EXPECT_EQ(
        fault_of(
            kNodesFormat,
            "node,type,latitude,longitude,country,postal_code,time_zone,methods,priority,tariff,"
            "handling_per_shipment,handling_per_line,handling_per_unit,enabled\n"
            "s1,store,40.75,-73.99,US,10001,America/"
            "New_York,ship;pickup,2,post,1.60,0.45,0.15,no\n",
            read
        ),
        ""
    );
    EXPECT_EQ(node.type, NodeType::store);
    EXPECT_EQ(node.location, (Location{.latitude_e6 = 40'750'000, .longitude_e6 = -73'990'000}));
    EXPECT_EQ(node.methods, method_ship | method_pickup);
    EXPECT_EQ(node.priority, 2);
    EXPECT_EQ(node.tariff, "post");
    EXPECT_EQ(node.handling_per_unit, 150'000);
    EXPECT_FALSE(node.enabled);
}

TEST(RowFormats, AnEmptyRateMeansThatTheZoneIsNotServed) {
    TariffCells step;
    const std::string header = "tariff,weight_g_max,zone_1,zone_2,zone_3\n";
    EXPECT_EQ(
        fault_of(
            kTariffsFormat,
            header + "post,500,4.5,,\n",
            [&](CellReader& cells) { step = read_tariff_step(cells, 3); }
        ),
        ""
    );
    EXPECT_EQ(step.rates, (std::vector<Micros>{4'500'000, -1, -1}));
    EXPECT_EQ(step.dim_cm3_per_kg, std::nullopt);
    EXPECT_EQ(
        fault_of(
            kTariffsFormat,
            header + "post,500,4.5,,-1\n",
            [&](CellReader& cells) { read_tariff_step(cells, 3); }
        ),
        "column zone_3: found \"-1\", expected an amount that is not negative"
    );
}

TEST(RowFormats, ZonesAreNumberedFromOneTo32) {
    TextKeeper keeper;
    EXPECT_EQ(
        fault_of(
            kZonesFormat,
            "origin,destination,zone\n100,945,33\n",
            [&](CellReader& cells) { read_zone_pair(cells, keeper); }
        ),
        "column zone: found \"33\", expected a whole number from 1 to 32"
    );
}

TEST(RowFormats, AnOrderIdFitsAReservation) {
    const std::string id(33, 'o');
    EXPECT_NE(
        fault_of(
            kOrdersFormat,
            "order,line,sku,quantity\n" + id + ",1,A,1\n",
            [](CellReader& cells) { read_order_line(cells); }
        ).find("expected at most 32 bytes"),
        std::string::npos
    );
}

}  // namespace
}  // namespace earmark::cli
