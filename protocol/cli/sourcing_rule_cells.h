// Sourcing rules as rows of a file: what `earmark load sourcing-rules` reads. For people:
// protocol/cli/csv_formats.md.
#pragma once

#include "engine/conditions/sourcing_rule.h"
#include "protocol/cli/cell_reader.h"
#include "protocol/cli/csv_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace earmark::cli {

extern const CsvFormat kSourcingRulesFormat;

/// A row as it stands in the file; nodes, groups and items stay names until they are resolved.
struct SourcingRuleCells {
    SourcingRuleRow row;
    std::vector<std::string> nodes{};
    std::vector<std::string> groups{};
    std::vector<std::string> skus{};
};
inline constexpr std::size_t kSourcingNodesColumn = 2;
inline constexpr std::size_t kSourcingGroupsColumn = 3;
inline constexpr std::size_t kSourcingSkuColumn = 17;

/// Where cells.fault() is set the row means nothing.
SourcingRuleCells read_sourcing_rule(CellReader& cells);

/// "US;CA", as it is written in a file.
std::string joined(const std::vector<std::string>& words);

}  // namespace earmark::cli
