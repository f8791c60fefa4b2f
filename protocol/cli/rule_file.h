// A file of sourcing rules that are supposed, not loaded.
#pragma once

#include "engine/base/result.h"
#include "engine/conditions/sourcing_rule.h"
#include "protocol/cli/name_book.h"

#include <string>
#include <vector>

namespace earmark::cli {

/// Its rows, as `earmark load sourcing-rules` reads them.
/// Errors: those of CsvReader and of names; bad_input - the first wrong row.
Result<std::vector<SourcingRuleRow>> read_rule_file(const std::string& path, NameBook& names);

}  // namespace earmark::cli
