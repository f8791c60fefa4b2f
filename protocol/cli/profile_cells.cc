#include "protocol/cli/profile_cells.h"

#include "engine/base/decimal.h"

#include <array>

namespace earmark::cli {
namespace {

constexpr std::size_t kKindColumn = 1;
constexpr std::size_t kCriteriaColumn = 2;
constexpr std::size_t kFirstWeightColumn = 3;
constexpr std::size_t kSplitPenaltyColumn = kFirstWeightColumn + kCostTerms;
constexpr std::size_t kPerPriorityColumn = kSplitPenaltyColumn + 1;
constexpr std::size_t kShortageColumn = kPerPriorityColumn + 1;
constexpr std::size_t kCarbonColumn = kShortageColumn + 1;
constexpr std::size_t kLoadColumn = kCarbonColumn + 1;

constexpr std::array kProfilesColumns{
    CsvColumn{"profile", Presence::required},
    CsvColumn{"kind"},
    CsvColumn{"criteria"},
    CsvColumn{"transport"},
    CsvColumn{"handling"},
    CsvColumn{"split"},
    CsvColumn{"preference"},
    CsvColumn{"scarcity"},
    CsvColumn{"shortage"},
    CsvColumn{"lateness"},
    CsvColumn{"carbon"},
    CsvColumn{"load"},
    CsvColumn{"split_penalty"},
    CsvColumn{"per_priority"},
    CsvColumn{"shortage_per_unit"},
    CsvColumn{"carbon_per_tonne"},
    CsvColumn{"load_price"},
};
static_assert(kProfilesColumns.size() == kLoadColumn + 1);

constexpr std::array kScarcityColumns{
    CsvColumn{"sku", Presence::required},
    CsvColumn{"node", Presence::required},
    CsvColumn{"price", Presence::required},
};

ProfileKind read_kind(CellReader& cells) {
    if (cells.is_empty(kKindColumn)) return ProfileKind::weighted;
    for (const ProfileKind kind : {ProfileKind::weighted, ProfileKind::lexicographic})
        if (cells.raw(kKindColumn) == to_string(kind)) return kind;
    cells.reject(kKindColumn, "weighted or lexicographic");
    return ProfileKind::weighted;
}

std::uint32_t read_weight(CellReader& cells, std::size_t column) {
    if (cells.is_empty(column)) return kWeightOne;
    const Decimal weight = parse_decimal(cells.raw(column), kProfileWeightScale);
    if (weight.is_good() && weight.value >= 0 && weight.value <= kWeightMax)
        return static_cast<std::uint32_t>(weight.value);
    cells.reject(column, "a weight from 0 to 1000, with at most 3 decimals");
    return kWeightOne;
}

}  // namespace

constinit const CsvFormat kProfilesFormat{.kind = "profiles", .columns = kProfilesColumns};
constinit const CsvFormat kScarcityFormat{.kind = "scarcity", .columns = kScarcityColumns};

Result<std::vector<Criterion>> parse_criteria(std::string_view text) {
    std::vector<Criterion> criteria;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(';'), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        bool is_known = false;
        for (std::size_t index = 0; index < kCriteria && !is_known; ++index) {
            const auto criterion = static_cast<Criterion>(index);
            is_known = word == to_string(criterion);
            if (is_known) criteria.push_back(criterion);
        }
        if (!is_known) {
            return Error{
                ErrorCode::bad_input,
                "late_days, shipments, priority, distance and cost, the most important first, with "
                "';' between"
            };
        }
    }
    return criteria;
}

ProfileCells read_profile(CellReader& cells) {
    ProfileCells read;
    read.name = cells.name(0, kTextBytesMax);
    read.row.kind = read_kind(cells);
    if (auto criteria = parse_criteria(cells.raw(kCriteriaColumn))) {
        read.criteria = *std::move(criteria);
    } else {
        cells.reject(kCriteriaColumn, criteria.error().detail);
    }
    for (std::size_t term = 0; term < kCostTerms; ++term)
        read.row.weights.thousandths[term] = read_weight(cells, kFirstWeightColumn + term);
    constexpr auto kLateness = static_cast<std::size_t>(CostTerm::lateness);
    if (cells.is_empty(kFirstWeightColumn + kLateness))
        read.row.weights.thousandths[kLateness] = read.row.weights.of(CostTerm::transport);
    read.row.split_penalty = cells.money(kSplitPenaltyColumn);
    read.row.per_priority = cells.money(kPerPriorityColumn);
    read.row.shortage_per_unit = cells.money(kShortageColumn);
    read.row.carbon_per_tonne = cells.money(kCarbonColumn);
    read.row.load_price = cells.money(kLoadColumn);
    return read;
}

}  // namespace earmark::cli
