// Terms of promising as rows: how a change of them is judged, and the dated row that it becomes.
#pragma once

#include "engine/promising/dated_command.h"
#include "engine/promising/promising.h"

namespace earmark {

/// What is wrong with a row by itself; rows about all items stand alone in a request.
JudgedRow bad_terms(const EngineState& state, const PromiseTermsRow& row);

/// Whether a request is about the terms of all items that have none of their own.
inline bool is_for_all(std::span<const PromiseTermsRow> rows) {
    return rows.size() == 1 && rows.front().sku.is_none();
}

/// The terms as the item keeps them.
DatedRow terms_row(const PromiseTermsRow& row);

}  // namespace earmark
