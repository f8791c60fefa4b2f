#include "protocol/cli/row_formats.h"

#include "engine/limits.h"
#include "engine/shipping/local_time.h"

#include <array>
#include <limits>

namespace earmark::cli {
namespace {

constexpr std::int64_t kUint32Max = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kUint16Max = std::numeric_limits<std::uint16_t>::max();
constexpr std::int64_t kMilesMax = 13'000;  ///< Half way round the earth, and a little.

constexpr CsvColumn required(std::string_view name) {
    return {name, Presence::required};
}

constexpr std::array kItemsColumns{
    required("sku"),
    CsvColumn{"unit_of_measure"},
    CsvColumn{"scale"},
    CsvColumn{"weight_g"},
    CsvColumn{"length_mm"},
    CsvColumn{"width_mm"},
    CsvColumn{"height_mm"},
    CsvColumn{"value"},
    CsvColumn{"category"},
    CsvColumn{"attributes"},
};
constexpr std::array kNodesColumns{
    required("node"),
    CsvColumn{"type"},
    CsvColumn{"latitude"},
    CsvColumn{"longitude"},
    CsvColumn{"country"},
    CsvColumn{"postal_code"},
    CsvColumn{"time_zone"},
    CsvColumn{"methods"},
    CsvColumn{"priority"},
    CsvColumn{"tariff"},
    CsvColumn{"handling_per_shipment"},
    CsvColumn{"handling_per_line"},
    CsvColumn{"handling_per_unit"},
    CsvColumn{"enabled"},
};
constexpr std::array kGroupsColumns{required("group"), required("node"), CsvColumn{"priority"}};
constexpr std::array kTariffsColumns{
    required("tariff"),
    CsvColumn{"dim_cm3_per_kg"},
    CsvColumn{"surcharge_per_parcel"},
    required("weight_g_max"),
    CsvColumn{"from"},
};
constexpr std::array kZonesColumns{required("origin"), required("destination"), required("zone")};
constexpr std::array kZoneBandsColumns{required("miles_max"), required("zone")};
constexpr std::array kStockColumns{
    required("sku"),
    required("node"),
    CsvColumn{"on_hand"},
    CsvColumn{"safety"},
    CsvColumn{"as_of"},
};
constexpr std::array kCountColumns{
    required("sku"),
    required("counted"),
};
constexpr std::array kSegmentRulesColumns{
    required("sku"),
    required("node"),
    required("segment"),
    CsvColumn{"rank"},
    CsvColumn{"floor"},
    CsvColumn{"ceiling"},
    CsvColumn{"standing"},
    CsvColumn{"from"},
    CsvColumn{"until"},
};
constexpr std::array kSellingRulesColumns{
    required("name"),
    CsvColumn{"effect"},
    CsvColumn{"figure"},
    CsvColumn{"sku"},
    CsvColumn{"category"},
    CsvColumn{"node"},
    CsvColumn{"node_type"},
    CsvColumn{"group"},
    CsvColumn{"segment"},
    CsvColumn{"method"},
    CsvColumn{"rank"},
    CsvColumn{"from"},
    CsvColumn{"until"},
    CsvColumn{"change"},
    CsvColumn{"network"},
};
constexpr std::array kKitsColumns{
    required("sku"), required("part"), required("quantity"), CsvColumn{"ships_apart"}
};
constexpr std::array kUnitsColumns{
    required("sku"), required("unit"), required("numerator"), CsvColumn{"denominator"}
};
constexpr std::array kOrderQuantitiesColumns{
    required("sku"), CsvColumn{"minimum"}, CsvColumn{"maximum"}, CsvColumn{"increment"}
};
constexpr std::array kSubstitutesColumns{required("sku"), required("substitute")};
constexpr std::array kReceiptsColumns{
    required("sku"),
    required("node"),
    required("receipt"),
    CsvColumn{"type"},
    CsvColumn{"day"},
    CsvColumn{"quantity"},
    CsvColumn{"change"},
    CsvColumn{"sequence"},
};
constexpr std::array kBackordersColumns{
    required("sku"),
    required("node"),
    required("backorder"),
    required("quantity"),
    CsvColumn{"day"},
    CsvColumn{"latest"},
    CsvColumn{"priority"},
    CsvColumn{"strategy"},
    CsvColumn{"segment"},
};
constexpr std::array kOrdersColumns{
    required("order"),
    required("line"),
    required("sku"),
    required("quantity"),
    CsvColumn{"country"},
    CsvColumn{"postal_code"},
    CsvColumn{"latitude"},
    CsvColumn{"longitude"},
    CsvColumn{"residential"},
    CsvColumn{"need_by"},
    CsvColumn{"wish_by"},
    CsvColumn{"customer_class"},
    CsvColumn{"together"},
    CsvColumn{"backorder"},
    CsvColumn{"backorder_node"},
};
static_assert(kTariffsColumns.size() == kTariffsZoneColumn);

std::uint32_t whole_u32(CellReader& cells, std::size_t column) {
    return static_cast<std::uint32_t>(cells.whole_or(column, 0, kUint32Max, 0));
}

/// The server judges it, too; by the time zones that are known here.
std::string_view read_time_zone(CellReader& cells, TextKeeper& keeper) {
    constexpr std::size_t kColumn = 6;
    const std::string_view name = cells.text(kColumn);
    const auto zone = TimeZone::find(name);
    if (!name.empty() && !zone && zone.error().code == ErrorCode::not_found)
        cells.reject(kColumn, "an IANA name that is known, as America/New_York");
    return keeper.keep(name);
}

}  // namespace

constinit const CsvFormat kItemsFormat{.kind = "items", .columns = kItemsColumns};
constinit const CsvFormat kNodesFormat{.kind = "nodes", .columns = kNodesColumns};
constinit const CsvFormat kGroupsFormat{.kind = "groups", .columns = kGroupsColumns};
constinit const CsvFormat kTariffsFormat{
    .kind = "tariffs",
    .columns = kTariffsColumns,
    .numbered = "zone_",
    .numbered_max = kZonesMax,
};
constinit const CsvFormat kZonesFormat{.kind = "zones", .columns = kZonesColumns};
constinit const CsvFormat kZoneBandsFormat{.kind = "zone-bands", .columns = kZoneBandsColumns};
constinit const CsvFormat kStockFormat{.kind = "stock", .columns = kStockColumns};
constinit const CsvFormat kCountFormat{.kind = "count", .columns = kCountColumns};
constinit const CsvFormat kSegmentRulesFormat{
    .kind = "segment-rules", .columns = kSegmentRulesColumns
};
constinit const CsvFormat kSellingRulesFormat{
    .kind = "selling-rules", .columns = kSellingRulesColumns
};
constinit const CsvFormat kReceiptsFormat{.kind = "receipts", .columns = kReceiptsColumns};
constinit const CsvFormat kBackordersFormat{.kind = "backorders", .columns = kBackordersColumns};
constinit const CsvFormat kKitsFormat{.kind = "kits", .columns = kKitsColumns};
constinit const CsvFormat kUnitsFormat{.kind = "units", .columns = kUnitsColumns};
constinit const CsvFormat kOrderQuantitiesFormat{
    .kind = "order-quantities", .columns = kOrderQuantitiesColumns
};
constinit const CsvFormat kSubstitutesFormat{.kind = "substitutes", .columns = kSubstitutesColumns};
constinit const CsvFormat kOrdersFormat{.kind = "orders", .columns = kOrdersColumns};

ItemRow read_item(CellReader& cells, TextKeeper& keeper) {
    return {
        .sku = keeper.keep(cells.name(0, kSkuBytesMax)),
        .unit_of_measure = keeper.keep(cells.text(1)),
        .scale = static_cast<std::uint8_t>(cells.whole_or(2, 0, kQuantityScaleMax, 0)),
        .weight_g = whole_u32(cells, 3),
        .length_mm = whole_u32(cells, 4),
        .width_mm = whole_u32(cells, 5),
        .height_mm = whole_u32(cells, 6),
        .value_micros = cells.money(7),
        .category = keeper.keep(cells.text(8)),
        .attributes = keeper.keep(cells.text(9)),
    };
}

NodeRow read_node(CellReader& cells, TextKeeper& keeper) {
    return {
        .key = keeper.keep(cells.name(0, kNodeKeyBytesMax)),
        .type = cells.node_type_or(1, NodeType::dc),
        .location = cells.location(2, 3),
        .country = keeper.keep(cells.country(4)),
        .postal_code = keeper.keep(cells.text(5)),
        .time_zone = read_time_zone(cells, keeper),
        .methods = cells.methods_or(7, method_ship),
        .priority = static_cast<std::uint16_t>(cells.whole_or(8, 0, kUint16Max, 0)),
        .tariff = keeper.keep(cells.text(9)),
        .handling_per_shipment = cells.money(10),
        .handling_per_line = cells.money(11),
        .handling_per_unit = cells.money(12),
        .enabled = cells.yes_no_or(13, true),
    };
}

GroupCells read_group_member(CellReader& cells) {
    return {
        .group = cells.name(0, kGroupNameBytesMax),
        .node = cells.name(kGroupsNodeColumn, kNodeKeyBytesMax),
        .priority = static_cast<std::uint16_t>(cells.whole_or(2, 0, kUint16Max, 0)),
    };
}

TariffCells read_tariff_step(CellReader& cells, std::size_t zones) {
    TariffCells step;
    step.tariff = cells.name(0, kTextBytesMax);
    if (!cells.is_empty(kTariffsDimColumn))
        step.dim_cm3_per_kg = whole_u32(cells, kTariffsDimColumn);
    if (!cells.is_empty(kTariffsSurchargeColumn)) {
        step.surcharge_per_parcel = cells.money(kTariffsSurchargeColumn);
    }
    if (!cells.is_empty(kTariffsFromColumn)) step.from = cells.day(kTariffsFromColumn);
    step.weight_g_max =
        static_cast<std::uint32_t>(cells.whole(kTariffsWeightColumn, 1, kUint32Max));
    bool serves_any = false;
    for (std::size_t zone = 0; zone < zones; ++zone) {
        const std::size_t column = kTariffsZoneColumn + zone;
        step.rates.push_back(cells.is_empty(column) ? -1 : cells.money(column));
        serves_any = serves_any || !cells.is_empty(column);
    }
    if (!serves_any) cells.reject(kTariffsZoneColumn, "a rate for one zone of the row at least");
    return step;
}

ZonePair read_zone_pair(CellReader& cells, TextKeeper& keeper) {
    return {
        .origin_prefix = keeper.keep(cells.name(0, kTextBytesMax)),
        .destination_prefix = keeper.keep(cells.name(1, kTextBytesMax)),
        .zone = static_cast<std::uint8_t>(cells.whole(2, 1, kZonesMax)),
    };
}

ZoneBand read_zone_band(CellReader& cells) {
    return {
        .miles_max = static_cast<std::uint32_t>(cells.whole(kZoneBandsMilesColumn, 1, kMilesMax)),
        .zone = static_cast<std::uint8_t>(cells.whole(1, 1, kZonesMax)),
    };
}

StockCells read_stock(CellReader& cells) {
    return {
        .sku = cells.name(kStockSkuColumn, kSkuBytesMax),
        .node = cells.name(kStockNodeColumn, kNodeKeyBytesMax),
        .has_on_hand = !cells.is_empty(kStockOnHandColumn),
        .has_safety = !cells.is_empty(kStockSafetyColumn),
        .as_of = cells.time(kStockAsOfColumn),
    };
}

SegmentRule read_segment_rule(CellReader& cells) {
    SegmentRule rule;
    rule.rank = static_cast<std::uint16_t>(cells.whole_or(3, 0, kSegmentRankMax, 0));
    rule.standing = cells.yes_no_or(6, false);
    rule.from = cells.time(7);
    rule.until = cells.time(8);
    return rule;
}

SellingRuleRow read_selling_rule(CellReader& cells) {
    constexpr std::size_t kChangeColumn = 13;
    SellingRuleRow row;
    const std::string_view effect = cells.raw(kSellingEffectColumn);
    if (effect == "stop") {
        row.effect = RuleEffect::stop;
    } else if (!effect.empty() && effect != "safety") {
        cells.reject(kSellingEffectColumn, "safety or stop");
    }
    const std::string_view change = cells.raw(kChangeColumn);
    if (change == "remove") {
        row.change = RuleChange::remove;
    } else if (!change.empty() && change != "put") {
        cells.reject(kChangeColumn, "put or remove");
    }
    if (!cells.is_empty(kSellingTypeColumn))
        row.scope.node_type = cells.node_type_or(kSellingTypeColumn, NodeType::dc);
    row.scope.method = cells.methods_or(kSellingMethodColumn, 0);
    row.rank = static_cast<std::uint16_t>(cells.whole_or(10, 0, kUint16Max, 0));
    row.from = cells.time(11);
    row.until = cells.time(12);
    row.network = cells.yes_no_or(kSellingNetworkColumn, false);
    return row;
}

OrderCells read_order_line(CellReader& cells) {
    return {
        .order = cells.name(kOrdersOrderColumn, kReservationIdBytesMax),
        .line = static_cast<std::uint32_t>(cells.whole(kOrdersLineColumn, 0, kUint32Max)),
        .sku = cells.name(kOrdersSkuColumn, kSkuBytesMax),
        .country = cells.country(4),
        .postal_code = cells.text(kOrdersPostalCodeColumn),
        .location = cells.location(6, 7),
        .residential = cells.yes_no_or(8, false),
        .need_by = cells.day(9),
        .wish_by = cells.day(10),
        .customer_class = cells.text(11),
        .together = cells.text(12),
        .backorder = cells.text(kOrdersBackorderColumn),
        .backorder_node = cells.text(kOrdersBackorderNodeColumn),
    };
}

}  // namespace earmark::cli
