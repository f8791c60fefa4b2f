// SegmentDraft: the rules of segments as rows would leave them. A rule that begins later counts as
// if it had begun, and those of its segment that end before it as if they had ended.
#pragma once

#include "engine/inventory/segment_row.h"
#include "engine/rules/preview_draft.h"

#include <map>
#include <set>
#include <span>
#include <tuple>
#include <vector>

namespace earmark {

class SegmentDraft final : public PreviewDraft {
  public:
    /// Judges the rows, each under its item's lock for a moment; how they fared is added to
    /// `judged`. The state outlives it.
    SegmentDraft(
        const EngineState& state,
        std::span<const SegmentRuleRow> rows,
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
    bool concerns(SkuId sku) const override { return items_.contains(sku); }
    bool can_touch() const override { return true; }
    bool stops(SkuId /*sku*/, NodeId /*node*/, const Asker& /*asker*/) const override {
        return false;
    }
    bool decides_at(
        SkuId sku, const Position& position, const ItemStock& stock, const Asking& asking
    ) const override;

  private:
    using Rows = std::vector<SegmentRow>;
    using Places = std::map<NodeId, Rows>;
    using RuleKey = std::tuple<SkuId, NodeId, SegmentId, std::uint32_t>;

    void begin(const EngineState& state, SkuId sku, Rows& rows) const;

    ReferenceData reference_;
    std::map<SkuId, Places> items_;
    std::set<RuleKey> put_;
    std::set<Asker> askers_{{}};
    std::set<std::uint8_t> methods_{method_ship};
};

}  // namespace earmark
