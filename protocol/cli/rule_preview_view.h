// What a change of the rules of selling would do, or has touched, for people.
#pragma once

#include "engine/rules/selling_rule.h"
#include "protocol/cli/exit_code.h"
#include "protocol/cli/session.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace earmark::cli {

/// Of each table so many rows are printed; the rest is counted.
inline constexpr std::size_t kPreviewRowsShownMax = 1'000;

/// Asks what a row would do, page by page, and prints it.
ExitCode show_preview(Session& session, protocol::Client& client, const SellingRuleRow& row);
ExitCode show_preview(
    Session& session, protocol::Client& client, const SegmentRuleRow& row, std::string_view name
);

/// After a row was put: prints what is held and ordered that it touches.
ExitCode show_touched_lines(Session& session, protocol::Client& client, const SellingRuleRow& row);

}  // namespace earmark::cli
