#include "engine/rules/rule_draft.h"

#include "engine/rules/rule_desk.h"
#include "engine/selling.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace earmark {

bool count_judged(
    RowVerdict verdict, const std::string& detail, std::size_t row, SupplyReply& judged
) {
    const bool is_done = verdict == RowVerdict::applied || verdict == RowVerdict::floor_above_stock;
    const bool is_so = verdict == RowVerdict::unchanged;
    ++(is_done ? judged.applied : is_so ? judged.unchanged : judged.refused);
    if (verdict != RowVerdict::applied && !is_so)
        judged.answers.push_back({static_cast<std::uint32_t>(row), verdict, detail});
    return is_done || is_so;
}

RuleDraft::RuleDraft(
    const EngineState& state, std::span<const SellingRuleRow> rows, Time now, SupplyReply& judged
)
    : state_(state) {
    judge(rows, now, judged);
    std::ranges::sort(items_);
    const auto repeated = std::ranges::unique(items_);
    items_.erase(repeated.begin(), repeated.end());
}

void RuleDraft::judge(std::span<const SellingRuleRow> rows, Time now, SupplyReply& judged) {
    std::optional<RuleDesk> made;
    do {
        before_ = state_.reference.current();
        made.emplace(state_, now);
    } while (state_.reference.current().rules != before_.rules);  // Changed in between.
    RuleDesk& desk = *made;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto named = desk.book().ids.find(rows[row].name);
        const RuleId known_id = named == desk.book().ids.end() ? RuleId() : named->second;
        const std::shared_ptr<const SellingRule> known =
            known_id.is_none() ? nullptr : desk.book().rules[known_id.value() - 1];
        const JudgedRow judgement = desk.judge(rows[row]);
        if (!count_judged(judgement.verdict, judgement.detail, row, judged)) continue;
        if (known != nullptr) take_up(*known);
        if (rows[row].change == RuleChange::remove) {
            rules_.insert(known_id);
            put_.erase(known_id);
            continue;
        }
        const RuleId id = desk.book().ids.find(rows[row].name)->second;
        rules_.insert(id);
        put_.insert(id);
        take_up(*desk.book().find(id));
    }
    make_after(desk.book());
}

void RuleDraft::take_up(const SellingRule& rule) {
    const std::uint8_t method = rule.method == 0 ? std::uint8_t{method_ship} : rule.method;
    askers_.insert({.segment = rule.segment, .method = method});
    methods_.insert(method);
    has_safety_ = has_safety_ || rule.effect == RuleEffect::safety;
    if (!rule.sku.is_none()) {
        items_.push_back(rule.sku);
    } else if (!rule.category.empty()) {
        categories_.insert(rule.category_number);
    } else {
        concerns_all_ = true;
    }
}

void RuleDraft::make_after(const RuleBook& book) {
    constexpr Lsn kNewest = std::numeric_limits<Lsn>::max();
    const auto made = std::make_shared<RuleBook>(book);
    const auto stops = std::make_shared<RuleBook>();
    for (const RuleId id : put_) {
        // A rule that is to come counts as if it had.
        const auto begun = std::make_shared<SellingRule>(*book.find(id));
        begun->active = true;
        made->set(id, kNewest, begun);
        if (begun->effect == RuleEffect::stop) stops->set(id, kNewest, begun);
    }
    after_ = before_;
    after_.rules = made;
    after_.rule_index = RuleIndex::of(nullptr, after_.rules, after_.groups);
    stops_ = RuleIndex::of(nullptr, stops, after_.groups);
}

bool RuleDraft::concerns(SkuId sku) const {
    if (concerns_all_ || std::ranges::binary_search(items_, sku)) return true;
    // A line that was refused in part may name no item.
    return !categories_.empty() && state_.items.find_slot(sku) != nullptr &&
           categories_.contains(state_.items.facts(sku).category);
}

PreviewDraft::NextItem RuleDraft::next_item(
    SkuId after, std::size_t& looked_at, std::size_t looked_at_max
) const {
    if (!concerns_all_ && categories_.empty()) {
        const auto next = std::ranges::upper_bound(items_, after);
        return {.sku = next == items_.end() ? SkuId() : *next};
    }
    const std::uint32_t count = state_.items.count();
    for (std::uint32_t sku = after.value() + 1; sku <= count; ++sku) {
        if (looked_at++ >= looked_at_max) return {.sku = SkuId(sku - 1), .is_found = false};
        if (concerns(SkuId(sku))) return {.sku = SkuId(sku)};
    }
    return {};
}

bool RuleDraft::stops(SkuId sku, NodeId node, const Asker& asker) const {
    if (stops_ == nullptr) return false;
    const RuleWalk walk(stops_.get(), sku, asker.segment, asker.method, [&] {
        return state_.items.facts(sku).category;
    });
    return !walk.at(Position(node), *after_.nodes).stop.is_none();
}

bool RuleDraft::decides_at(
    SkuId sku, const Position& position, const ItemStock& stock, const Asking& asking
) const {
    if (!has_safety_) return false;
    const auto is_ours = [&](const ReferenceData& reference) {
        SellingWalk selling(state_.items, sku, stock, reference, asking);
        return rules_.contains(selling.at(position, {}).safety_rule);
    };
    return is_ours(after_) || is_ours(before_);
}

}  // namespace earmark
