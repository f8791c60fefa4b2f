// What commands share whose rows may be numbered by their source.
//
// A row with a number is applied only if the number is newer than the last one of its source for
// the row's position, so that repeats and stale rows are harmless. Each position keeps those last
// numbers (inventory/item_table.h); what a source's numbers came to, gaps among them, is kept by
// source (reconcile/source_feeds.h).
#pragma once

#include "engine/base/plain_text.h"
#include "engine/engine_state.h"
#include "engine/limits.h"
#include "engine/reply.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace earmark {

/// What is wrong with the name of the rows' source or with their numbers; nothing if nothing is.
template <typename Row>
std::optional<std::string> bad_source(std::string_view source, std::span<const Row> rows) {
    if (source.size() > kSourceNameBytesMax) {
        return found_expected("source", std::to_string(source.size()) + " bytes", "at most 32");
    }
    if (!is_plain_text(source)) return found_no_text("source");
    const auto is_numbered = [](const Row& row) { return row.sequence != 0; };
    if (source.empty() && std::any_of(rows.begin(), rows.end(), is_numbered))
        return found_expected("source", "none", "a name, as rows carry its sequence");
    const auto wrong = std::find_if(rows.begin(), rows.end(), [](const Row& row) {
        return row.sequence > kSequenceMax;
    });
    if (wrong == rows.end()) return std::nullopt;
    return found_expected(
        "sequence", std::to_string(wrong->sequence), "at most " + std::to_string(kSequenceMax)
    );
}

/// The source's handle, new or known; none without a name. A new one is logged.
Outcome find_source(
    EngineState& state, std::string_view name, const CallContext& context, SourceId& source
);

/// Adds the rows of one request to what the source has sent.
void count_rows_of(EngineState& state, SourceId source, const SupplyReply& reply);

}  // namespace earmark
