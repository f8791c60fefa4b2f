// RuleDraft: the rules of selling as rows would leave them, beside those of the moment. Nothing of
// the state changes; both versions stay as they are for as long as the draft lives.
#pragma once

#include "engine/rules/preview_draft.h"
#include "engine/rules/rule_index.h"
#include "engine/rules/selling_rule.h"

#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

class RuleDraft final : public PreviewDraft {
  public:
    /// Judges the rows; how they fared is added to `judged`. The state outlives it.
    RuleDraft(
        const EngineState& state,
        std::span<const SellingRuleRow> rows,
        Time now,
        SupplyReply& judged
    );

    const ReferenceData& before() const override { return before_; }
    const ReferenceData& after() const override { return after_; }
    ItemStock stock_after(
        SkuId /*sku*/, const ItemStock& stock, RowsBuffer& /*buffer*/
    ) const override {
        return stock;
    }
    const std::set<Asker>& askers() const override { return askers_; }
    const std::set<std::uint8_t>& methods() const override { return methods_; }
    NextItem next_item(SkuId after, std::size_t& looked_at, std::size_t looked_at_max)
        const override;
    bool concerns(SkuId sku) const override;
    bool can_touch() const override { return stops_ != nullptr || has_safety_; }
    bool stops(SkuId sku, NodeId node, const Asker& asker) const override;

    /// A safety rule of the rows applies there, or one that they take away does.
    bool decides_at(
        SkuId sku, const Position& position, const ItemStock& stock, const Asking& asking
    ) const override;

  private:
    void judge(std::span<const SellingRuleRow> rows, Time now, SupplyReply& judged);
    void take_up(const SellingRule& rule);
    void make_after(const RuleBook& book);

    const EngineState& state_;
    ReferenceData before_;
    ReferenceData after_;
    std::shared_ptr<const RuleIndex> stops_;  ///< Of the rows' stops alone; null if they have none.
    std::set<RuleId> rules_;                  ///< That rows make, leave as they are or take away.
    std::set<RuleId> put_;                    ///< Of these those that are there afterwards.
    std::set<Asker> askers_;
    std::set<std::uint8_t> methods_;
    std::vector<SkuId> items_;  ///< Sorted, each once.
    std::set<std::uint32_t> categories_;
    bool concerns_all_ = false;
    bool has_safety_ = false;
};

}  // namespace earmark
