// NodeDraft: the nodes as rows would leave them: a node that is disabled neither sells nor ships,
// and rules of a type of node follow the type.
#pragma once

#include "engine/rules/preview_draft.h"

#include <set>
#include <span>

namespace earmark {

class NodeDraft final : public PreviewDraft {
  public:
    /// Judges the rows; how they fared is added to `judged`. The state outlives it.
    NodeDraft(
        const EngineState& state, std::span<const NodeRow> rows, Time now, SupplyReply& judged
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
    bool concerns(SkuId sku) const override { return state_.items.find_slot(sku) != nullptr; }
    bool can_touch() const override { return !disabled_.empty() || !other_type_.empty(); }
    bool stops(SkuId /*sku*/, NodeId node, const Asker& /*asker*/) const override {
        return disabled_.contains(node);
    }
    bool decides_at(
        SkuId /*sku*/,
        const Position& position,
        const ItemStock& /*stock*/,
        const Asking& /*asking*/
    ) const override {
        return other_type_.contains(position.node());
    }

  private:
    const EngineState& state_;
    ReferenceData before_;
    ReferenceData after_;
    std::set<NodeId> disabled_;    ///< By the rows.
    std::set<NodeId> other_type_;  ///< Than they have.
    bool has_rows_ = false;
    std::set<Asker> askers_{{}};
    std::set<std::uint8_t> methods_{method_ship};
};

}  // namespace earmark
