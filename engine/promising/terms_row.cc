#include "engine/promising/terms_row.h"

namespace earmark {

JudgedRow bad_terms(const EngineState& state, const PromiseTermsRow& row) {
    if (row.past_due_days > kPastDueDaysMax)
        return bad_dated("past_due_days", std::to_string(row.past_due_days), "at most 4095");
    if (row.lead_days > kLeadDaysMax)
        return bad_dated("lead_days", std::to_string(row.lead_days), "at most 1830");
    if (row.horizon_days > kDaysAheadMax)
        return bad_dated("horizon_days", std::to_string(row.horizon_days), "at most 1830");
    if (row.sku.is_none()) {
        if (row.lead_days != 0)
            return bad_dated("lead_days", std::to_string(row.lead_days), "of an item");
        if (row.horizon_days != 0)
            return bad_dated("horizon_days", std::to_string(row.horizon_days), "of an item");
        return {};
    }
    if (state.items.find_slot(row.sku) == nullptr) return {RowVerdict::unknown_item};
    return {};
}

DatedRow terms_row(const PromiseTermsRow& row) {
    DatedRow terms{.kind = DatedRow::Kind::terms};
    terms.past_due_days = row.past_due_days;
    terms.lead_days = row.lead_days;
    terms.horizon_days = row.horizon_days;
    return terms;
}

}  // namespace earmark
