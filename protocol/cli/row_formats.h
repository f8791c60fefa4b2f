// What each kind of file looks like, and how one of its rows becomes a row of a request.
// For people: protocol/cli/csv_formats.md.
#pragma once

#include "engine/command.h"
#include "engine/rules/selling_rule.h"
#include "protocol/cli/cell_reader.h"
#include "protocol/cli/csv_reader.h"
#include "protocol/cli/text_keeper.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

inline constexpr std::size_t kZonesMax = 32;

extern const CsvFormat kItemsFormat;
extern const CsvFormat kNodesFormat;
extern const CsvFormat kGroupsFormat;
extern const CsvFormat kTariffsFormat;
extern const CsvFormat kZonesFormat;
extern const CsvFormat kZoneBandsFormat;
extern const CsvFormat kStockFormat;
extern const CsvFormat kCountFormat;
extern const CsvFormat kSegmentRulesFormat;
extern const CsvFormat kSellingRulesFormat;
extern const CsvFormat kReceiptsFormat;
extern const CsvFormat kBackordersFormat;
extern const CsvFormat kOrdersFormat;
extern const CsvFormat kKitsFormat;
extern const CsvFormat kUnitsFormat;
extern const CsvFormat kOrderQuantitiesFormat;
extern const CsvFormat kSubstitutesFormat;

/// The text of the row lives in the keeper. Where cells.fault() is set the row means nothing.
ItemRow read_item(CellReader& cells, TextKeeper& keeper);
NodeRow read_node(CellReader& cells, TextKeeper& keeper);

struct GroupCells {
    std::string_view group;
    std::string_view node;
    std::uint16_t priority = 0;
};
/// Column of `node` in a groups file, for faults found after its names are resolved.
inline constexpr std::size_t kGroupsGroupColumn = 0;
inline constexpr std::size_t kGroupsNodeColumn = 1;
GroupCells read_group_member(CellReader& cells);

struct TariffCells {
    std::string_view tariff;
    std::optional<std::uint32_t> dim_cm3_per_kg;  ///< Empty after a tariff's first row.
    std::optional<Day> from;                      ///< Likewise.
    std::optional<Micros> surcharge_per_parcel;
    std::uint32_t weight_g_max = 0;
    std::vector<Micros> rates;  ///< -1 = the zone is not served.
};
/// Columns of a tariffs file; zone_k is in kTariffsZoneColumn + k - 1.
inline constexpr std::size_t kTariffsDimColumn = 1;
inline constexpr std::size_t kTariffsSurchargeColumn = 2;
inline constexpr std::size_t kTariffsWeightColumn = 3;
inline constexpr std::size_t kTariffsFromColumn = 4;
inline constexpr std::size_t kTariffsZoneColumn = 5;
TariffCells read_tariff_step(CellReader& cells, std::size_t zones);

ZonePair read_zone_pair(CellReader& cells, TextKeeper& keeper);

inline constexpr std::size_t kZoneBandsMilesColumn = 0;
ZoneBand read_zone_band(CellReader& cells);

/// Quantities stay text until the item's scale is known.
struct StockCells {
    std::string_view sku;
    std::string_view node;
    bool has_on_hand = false;
    bool has_safety = false;
    std::optional<Time> as_of;  ///< Of on hand.
};
inline constexpr std::size_t kStockSkuColumn = 0;
inline constexpr std::size_t kStockNodeColumn = 1;
inline constexpr std::size_t kStockOnHandColumn = 2;
inline constexpr std::size_t kStockSafetyColumn = 3;
inline constexpr std::size_t kStockAsOfColumn = 4;
StockCells read_stock(CellReader& cells);

inline constexpr std::size_t kCountSkuColumn = 0;
inline constexpr std::size_t kCountCountedColumn = 1;

/// Names and figures of a rule stay text until they are resolved.
inline constexpr std::size_t kRulesSkuColumn = 0;
inline constexpr std::size_t kRulesNodeColumn = 1;
inline constexpr std::size_t kRulesSegmentColumn = 2;
inline constexpr std::size_t kRulesFloorColumn = 4;
inline constexpr std::size_t kRulesCeilingColumn = 5;
SegmentRule read_segment_rule(CellReader& cells);

/// Names and the figure stay text until they are resolved.
inline constexpr std::size_t kSellingNameColumn = 0;
inline constexpr std::size_t kSellingEffectColumn = 1;
inline constexpr std::size_t kSellingFigureColumn = 2;
inline constexpr std::size_t kSellingSkuColumn = 3;
inline constexpr std::size_t kSellingCategoryColumn = 4;
inline constexpr std::size_t kSellingNodeColumn = 5;
inline constexpr std::size_t kSellingTypeColumn = 6;
inline constexpr std::size_t kSellingGroupColumn = 7;
inline constexpr std::size_t kSellingSegmentColumn = 8;
inline constexpr std::size_t kSellingMethodColumn = 9;
inline constexpr std::size_t kSellingNetworkColumn = 14;
SellingRuleRow read_selling_rule(CellReader& cells);

/// Of receipts and backorders.
inline constexpr std::size_t kPlaceSkuColumn = 0;
inline constexpr std::size_t kPlaceNodeColumn = 1;
inline constexpr std::size_t kPlaceIdColumn = 2;
inline constexpr std::size_t kReceiptsTypeColumn = 3;
inline constexpr std::size_t kReceiptsDayColumn = 4;
inline constexpr std::size_t kReceiptsQuantityColumn = 5;
inline constexpr std::size_t kReceiptsChangeColumn = 6;
inline constexpr std::size_t kReceiptsSequenceColumn = 7;
inline constexpr std::size_t kBackordersQuantityColumn = 3;
inline constexpr std::size_t kBackordersDayColumn = 4;
inline constexpr std::size_t kBackordersLatestColumn = 5;
inline constexpr std::size_t kBackordersPriorityColumn = 6;
inline constexpr std::size_t kBackordersStrategyColumn = 7;
inline constexpr std::size_t kBackordersSegmentColumn = 8;

/// Of files about an item's assortment; the other is a part, a substitute or a unit.
inline constexpr std::size_t kAssortmentSkuColumn = 0;
inline constexpr std::size_t kAssortmentOtherColumn = 1;
inline constexpr std::size_t kKitsQuantityColumn = 2;
inline constexpr std::size_t kKitsApartColumn = 3;
inline constexpr std::size_t kUnitsNumeratorColumn = 2;
inline constexpr std::size_t kUnitsDenominatorColumn = 3;
inline constexpr std::size_t kOrderQuantityColumns[] = {1, 2, 3};

struct OrderCells {
    std::string_view order;
    std::uint32_t line = 0;
    std::string_view sku;
    std::string_view country;
    std::string_view postal_code;
    std::optional<Location> location;
    bool residential = false;
    Day need_by = kNoDay;
    Day wish_by = kNoDay;
    std::string_view customer_class{};
    std::string_view together{};
    std::string_view backorder{};
    std::string_view backorder_node{};
};
inline constexpr std::size_t kOrdersOrderColumn = 0;
inline constexpr std::size_t kOrdersLineColumn = 1;
inline constexpr std::size_t kOrdersSkuColumn = 2;
inline constexpr std::size_t kOrdersQuantityColumn = 3;
inline constexpr std::size_t kOrdersPostalCodeColumn = 5;
inline constexpr std::size_t kOrdersBackorderColumn = 13;
inline constexpr std::size_t kOrdersBackorderNodeColumn = 14;
OrderCells read_order_line(CellReader& cells);

}  // namespace earmark::cli
