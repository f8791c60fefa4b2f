// What a change of the rules of selling would do, or has touched, for people.
#pragma once

#include "engine/rules/selling_rule.h"
#include "protocol/cli/exit_code.h"
#include "protocol/cli/session.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace earmark::cli {

/// Of each table so many rows are printed; the rest is counted.
inline constexpr std::size_t kPreviewRowsShownMax = 1'000;

/// Asks what the rows would do, page by page, and prints it.
ExitCode show_rule_preview(
    Session& session, protocol::Client& client, std::span<const SellingRuleRow> rows
);

/// After the rows were put: prints what is held and ordered that they touch.
ExitCode show_touched_lines(
    Session& session, protocol::Client& client, std::span<const SellingRuleRow> rows
);

}  // namespace earmark::cli
