// Every limit of the engine in one place. Over a limit a request is refused before anything is
// logged; releases and expiries always have room.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace earmark {

/// A count of an item's smallest unit (DOMAIN: scale 0 = pieces, 3 = thousandths). Exact.
using Units = std::int64_t;

/// Money in micros, 1/1,000,000 of the currency. Exact.
using Micros = std::int64_t;

/// The largest quantity a counter of a position holds: 40 bits.
inline constexpr Units kUnitsMax = (Units{1} << 40U) - 1;

/// The largest safety stock of a position: 32 bits.
inline constexpr Units kSafetyUnitsMax = (Units{1} << 32U) - 1;

inline constexpr std::size_t kSkuBytesMax = 64;
inline constexpr std::size_t kNodeKeyBytesMax = 64;
inline constexpr std::size_t kGroupNameBytesMax = 64;
inline constexpr std::size_t kReservationIdBytesMax = 32;
inline constexpr std::size_t kReferenceBytesMax = 64;  ///< Cart, order or customer number.
inline constexpr std::size_t kOperationBytesMax = 32;
inline constexpr std::size_t kSourceNameBytesMax = 32;
/// Of the number that a source gives a row; what reads it as a signed number finds it above 0.
inline constexpr std::uint64_t kSequenceMax = (std::uint64_t{1} << 63U) - 1;
inline constexpr std::size_t kSegmentNameBytesMax = 32;
inline constexpr std::size_t kReceiptIdBytesMax = 32;
inline constexpr std::size_t kRuleNameBytesMax = 64;
inline constexpr std::size_t kUnitNameBytesMax = 32;
inline constexpr std::size_t kNoteBytesMax = 128;  ///< Actor, reason.
inline constexpr std::size_t kTextBytesMax = 128;  ///< Category, unit of measure, postal code, ...

inline constexpr std::size_t kReservationLinesMax = 4'096;
/// Named parts of one reservation. Its record carries all their names' hashes.
inline constexpr std::size_t kReservationOperationsMax = 1'024;
inline constexpr std::uint32_t kReservationsPageMax = 1'000;  ///< Of a report.
inline constexpr std::size_t kOrderLinesMax = 1'024;
/// Different nodes in each list of an order that is held: they are remembered with it.
inline constexpr std::size_t kOrderNodesMax = 8'192;
inline constexpr std::size_t kSupplyRowsMax = 16'384;
inline constexpr std::size_t kCountIdBytesMax = 32;
inline constexpr std::size_t kCountRowsMax = 16'384;        ///< Of one page.
inline constexpr std::uint32_t kCountRowsPageMax = 10'000;  ///< Of a report.
inline constexpr std::size_t kOpenCountsMax = 64;
inline constexpr std::size_t kClosedCountsMax = 4'096;
inline constexpr std::size_t kReferenceRowsMax = 16'384;
inline constexpr std::size_t kPrefixBytesMax = 8;   ///< Of a postal prefix in a zone pair.
inline constexpr std::size_t kPrefixesMax = 8'192;  ///< Different ones, in all pairs.
static_assert(kPrefixesMax <= kReferenceRowsMax);
inline constexpr std::size_t kProfilesMax = 1'000;
inline constexpr std::size_t kScarcityPricesMax = 2'000'000;
inline constexpr std::size_t kSourcingRulesMax = 1'000;
inline constexpr std::size_t kSellingRulesMax = 100'000;
inline constexpr std::size_t kAvailabilityQueriesMax = 16'384;

inline constexpr std::size_t kKitPartsMax = 32;      ///< Of one kit, those of its kits not counted.
inline constexpr std::size_t kKitLevelsMax = 3;      ///< A kit of kits of kits.
inline constexpr std::size_t kUnitsPerItemMax = 16;  ///< Other units of one item.
inline constexpr std::size_t kSubstitutesMax = 16;   ///< Of one item.

inline constexpr std::size_t kReceiptsPerItemMax = 8'192;  ///< Open ones, at all its nodes.
inline constexpr std::uint16_t kDaysAheadMax = 1'830;  ///< Of a receipt or a promise: five years.
inline constexpr std::uint16_t kPastDueDaysMax = 4'095;
inline constexpr std::uint16_t kLeadDaysMax = 1'830;
inline constexpr std::size_t kBackordersPerPositionMax = 1'000;
inline constexpr std::uint32_t kLatePageMax = 1'000;  ///< Of a report of late supply.

inline constexpr std::uint8_t kQuantityScaleMax = 6;
inline constexpr std::uint32_t kNodesMax = (1U << 24U) - 1;
inline constexpr std::size_t kItemTagsMax = 64;  ///< Different item attributes in one engine.
inline constexpr std::size_t kItemCategoriesMax = std::size_t{1} << 20U;
inline constexpr std::size_t kItemUnitsMax = std::size_t{1} << 16U;  ///< Units of measure.
inline constexpr std::uint32_t kItemSideMmMax = 100'000;
inline constexpr std::uint32_t kItemWeightGramsMax = 100'000'000;

inline constexpr std::chrono::seconds kHoldForDefault{15 * 60};
inline constexpr std::chrono::seconds kHoldForMax{90 * 24 * 3600};
inline constexpr std::chrono::seconds kKeepFinishedDefault{24 * 3600};

/// For how long what moved is known: what a count may be late.
inline constexpr std::chrono::hours kKeepMovements{48};

/// For how long the report of a closed count is kept, if none of the same node comes after it.
inline constexpr std::chrono::hours kKeepCounts{30 * 24};

/// What an engine may grow to; set once, at start.
struct EngineLimits {
    std::uint32_t items = 20'000'000;
    std::uint32_t nodes = 65'535;
    std::uint64_t positions = 200'000'000;
    std::uint64_t reservations = 20'000'000;  ///< Live and finished ones that are still kept.
    std::chrono::seconds keep_finished = kKeepFinishedDefault;
    std::uint64_t movements = 50'000'000;  ///< Of 16 bytes; over it the oldest are forgotten early.
};

}  // namespace earmark
