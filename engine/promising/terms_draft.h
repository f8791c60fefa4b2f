// TermsDraft: the terms of promising as rows would leave them, beside those of the moment.
//
// What terms change is told for days: for now and today, when late supply counts otherwise; for the
// day from which anything may be promised, and for the first one behind the horizon, as they are
// and as they would be.
#pragma once

#include "engine/promising/promising.h"
#include "engine/promising/terms_row.h"
#include "engine/rules/preview_draft.h"

#include <map>
#include <set>
#include <span>

namespace earmark {

class TermsDraft final : public PreviewDraft {
  public:
    /// Judges the rows, each under its item's lock for a moment; how they fared is added to
    /// `judged`. The state outlives it.
    TermsDraft(
        const EngineState& state,
        std::span<const PromiseTermsRow> rows,
        Time now,
        SupplyReply& judged
    );

    const ReferenceData& before() const override { return reference_; }
    const ReferenceData& after() const override { return reference_; }
    ItemStock stock_after(SkuId sku, const ItemStock& stock, RowsBuffer& buffer) const override;
    const std::set<Asker>& askers() const override { return askers_; }
    const std::set<std::uint8_t>& methods() const override { return methods_; }
    NextItem next_item(SkuId after, std::size_t& looked_at, std::size_t looked_at_max)
        const override;
    bool concerns(SkuId sku) const override;
    bool can_touch() const override { return is_for_all_ || !terms_.empty(); }
    bool stops(SkuId /*sku*/, NodeId /*node*/, const Asker& /*asker*/) const override {
        return false;
    }
    bool decides_at(
        SkuId sku, const Position& position, const ItemStock& stock, const Asking& asking
    ) const override;

  private:
    JudgedRow judge(const PromiseTermsRow& row);
    JudgedRow judge_for_all(const PromiseTermsRow& row);
    void ask_for_days_of(const DatedRow& terms);

    const EngineState& state_;
    ReferenceData reference_;
    PromiseCalendar calendar_;  ///< By which it would be promised.
    bool is_for_all_ = false;
    std::map<SkuId, DatedRow> terms_;
    std::set<Asker> askers_{{}};
    std::set<std::uint8_t> methods_{method_ship};
};

}  // namespace earmark
