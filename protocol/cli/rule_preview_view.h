// What a change of rules, of terms of promising or of a node would do, or has touched, for people.
#pragma once

#include "engine/promising/promising.h"
#include "engine/rules/selling_rule.h"
#include "protocol/cli/exit_code.h"
#include "protocol/cli/session.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

// The name is that of the library.
namespace CLI {
class App;
}

namespace earmark::cli {

/// Of each table so many rows are printed; the rest is counted.
inline constexpr std::size_t kPreviewRowsShownMax = 1'000;

/// Asks what a row would do, page by page, and prints it.
ExitCode show_preview(Session& session, protocol::Client& client, const SellingRuleRow& row);
ExitCode show_preview(
    Session& session, protocol::Client& client, const SegmentRuleRow& row, std::string_view name
);

ExitCode show_preview(
    Session& session, protocol::Client& client, const PromiseTermsRow& row, std::string_view name
);
ExitCode show_preview(Session& session, protocol::Client& client, const NodeRow& row);

/// --preview.
void add_preview_flag(CLI::App& command, bool& preview);

/// After a row was put: prints what is held and ordered that it touches.
ExitCode show_touched_lines(Session& session, protocol::Client& client, const SellingRuleRow& row);

}  // namespace earmark::cli
