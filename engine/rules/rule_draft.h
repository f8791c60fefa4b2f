// RuleDraft: the rules of selling as rows would leave them, beside those of the moment. Nothing of
// the state changes; both versions stay as they are for as long as the draft lives.
#pragma once

#include "engine/engine_state.h"
#include "engine/rules/rule_index.h"
#include "engine/rules/selling_rule.h"

#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

class RuleDraft {
  public:
    /// Who asks: a segment and a delivery method.
    using Asker = std::pair<SegmentId, std::uint8_t>;

    /// Judges the rows; how they fared is added to `judged`. The state outlives it.
    RuleDraft(
        const EngineState& state,
        std::span<const SellingRuleRow> rows,
        Time now,
        SupplyReply& judged
    );

    const ReferenceData& before() const { return before_; }
    const ReferenceData& after() const { return after_; }

    const std::set<Asker>& askers() const { return askers_; }
    const std::set<std::uint8_t>& methods() const { return methods_; }

    /// The next item after this one that a row may concern; none after the last. Looks at some
    /// items at most: `is_found` is false if more are to be looked at.
    struct NextItem {
        SkuId sku;
        bool is_found = true;
    };
    NextItem next_item(SkuId after, std::size_t& looked_at, std::size_t looked_at_max) const;

    bool concerns(SkuId sku) const;

    /// Whether a row is about this rule.
    bool is_about(RuleId rule) const { return rules_.contains(rule); }

    /// Whether a row can touch what is held: not if all they do is to end stops.
    bool can_touch() const { return stops_ != nullptr || has_safety_; }
    bool has_safety() const { return has_safety_; }

    /// Whether a stop of the rows keeps an item at a node from this asker.
    bool stops(SkuId sku, NodeId node, const Asker& asker) const;

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
