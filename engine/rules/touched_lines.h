// What is held and ordered and would not be granted by rules as a draft has them.
#pragma once

#include "engine/rules/preview_draft.h"
#include "engine/rules/rule_preview.h"

#include <string_view>

namespace earmark {

/// Behind which reservation to go on: of a stripe of the table.
struct ReservationCursor {
    std::uint32_t stripe = 0;
    std::string_view id{};
};

/// Adds the lines that are touched, from the cursor on. Answers with where to go on when the page
/// has `limit` entries or enough was looked at; a stripe past the last = that was all.
struct NextReservation {
    std::uint32_t stripe = 0;
    std::string id{};
};
NextReservation add_touched_lines(
    const EngineState& state,
    const PreviewDraft& draft,
    const ReservationCursor& cursor,
    std::size_t limit,
    RulePreviewReply& reply
);

}  // namespace earmark
