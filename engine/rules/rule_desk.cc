#include "engine/rules/rule_desk.h"

#include "engine/base/plain_text.h"

#include <algorithm>
#include <limits>

namespace earmark {

namespace {

using Judged = JudgedRow;

std::optional<Judged> bad_time(const SellingRuleRow& row, Time now) {
    constexpr std::int64_t kSecondsMax = 0xffff'ffff;
    for (const auto& time : {row.from, row.until}) {
        if (!time) continue;
        const auto us = time->time_since_epoch().count();
        if (us <= 0 || us % 1'000'000 != 0 || us / 1'000'000 > kSecondsMax) {
            return Judged{
                RowVerdict::bad_value, "from and until are whole seconds between 1970 and 2106"
            };
        }
    }
    if (row.from && row.until && *row.until <= *row.from)
        return Judged{RowVerdict::bad_value, "until is not after from"};
    if (row.until && *row.until <= now) return Judged{RowVerdict::in_the_past, "until"};
    return std::nullopt;
}

std::optional<Judged> bad_figure(const SellingRuleRow& row) {
    if (row.effect == RuleEffect::stop) return std::nullopt;
    if (row.figure < 0) return Judged{RowVerdict::negative_quantity, "figure"};
    if (row.basis == SegmentBasis::percent && row.figure > kHundredPercent)
        return Judged{RowVerdict::over_hundred_percent, "figure"};
    if (row.figure > kSafetyUnitsMax) return Judged{RowVerdict::quantity_too_large, "figure"};
    return std::nullopt;
}

std::optional<Judged> bad_form(const SellingRuleRow& row) {
    const RuleScope& scope = row.scope;
    const auto bad = [](std::string_view detail) {
        return Judged{RowVerdict::bad_value, std::string(detail)};
    };
    if (!scope.sku.is_none() && !scope.category.empty())
        return bad("a rule is about an item or a category, not both");
    const int places = (scope.node.is_none() ? 0 : 1) + (scope.node_type ? 1 : 0) +
                       (scope.group.is_none() ? 0 : 1);
    if (places > 1) return bad("a rule names one of node, node type and group at most");
    const bool is_method =
        (scope.method & (scope.method - 1U)) == 0 && scope.method <= method_same_day;
    if (!is_method) return bad("a rule names one delivery method at most");
    if (row.network) {
        if (row.effect != RuleEffect::safety) return bad("only safety is taken once over a group");
        if (scope.group.is_none()) return bad("a network safety names the group that keeps it");
        if (!scope.segment.is_none() || scope.method != 0)
            return bad("a network safety is for anyone: it names no segment and no method");
    }
    if (scope.node_type && *scope.node_type > NodeType::third_party) return bad("node type");
    if (places == 0 && scope.sku.is_none() && scope.category.empty() && scope.segment.is_none() &&
        scope.method == 0)
        return bad("a rule names at least one thing that it is about");
    return std::nullopt;
}

SellingRule rule_of(const SellingRuleRow& row) {
    SellingRule rule;
    rule.name = row.name;
    rule.effect = row.effect;
    rule.sku = row.scope.sku;
    rule.category = row.scope.category;
    rule.node = row.scope.node;
    rule.node_type = row.scope.node_type;
    rule.group = row.scope.group;
    rule.segment = row.scope.segment;
    rule.method = row.scope.method;
    rule.from_s = whole_seconds(row.from);
    rule.until_s = whole_seconds(row.until);
    rule.active = !row.from;
    if (row.effect == RuleEffect::stop) return rule;
    rule.network = row.network;
    rule.rank = row.rank;
    rule.basis = row.basis;
    rule.figure = row.figure;
    return rule;
}

bool say_the_same(const SellingRule& left, const SellingRule& right) {
    const auto tied = [](const SellingRule& rule) {
        return std::tie(
            rule.effect,
            rule.sku,
            rule.category,
            rule.node,
            rule.node_type,
            rule.group,
            rule.network,
            rule.segment,
            rule.method,
            rule.rank,
            rule.basis,
            rule.figure,
            rule.from_s,
            rule.until_s
        );
    };
    return tied(left) == tied(right);
}

}  // namespace

RuleDesk::RuleDesk(const EngineState& state, Time now)
    : state_(state), now_(now), book_(*state.reference.current().rules) {
    for (std::size_t index = book_.rules.size(); index > 0; --index) {
        if (book_.rules[index - 1] == nullptr)
            free_.emplace_back(static_cast<std::uint32_t>(index));
    }
    visit_rules(book_, [&](RuleId id, const SellingRule& rule) {
        if (rule.effect == RuleEffect::safety) by_form_[form_of(rule)].push_back(id);
    });
}

RuleDesk::Form RuleDesk::form_of(const SellingRule& rule) {
    return {
        rule.sku.value(),
        rule.category.empty() ? 0 : rule.category_number + 1,
        rule.node.value(),
        rule.node_type ? static_cast<std::uint32_t>(*rule.node_type) + 1 : 0,
        rule.group.is_none() ? 0U
        : rule.network       ? 2U
                             : 1U,
        rule.segment.value(),
        rule.method,
        rule.rank
    };
}

JudgedRow RuleDesk::judge(const SellingRuleRow& row) {
    if (row.name.empty()) return {RowVerdict::name_missing, "name"};
    if (row.name.size() > kRuleNameBytesMax) {
        return {
            RowVerdict::name_too_long,
            found_expected(
                "name",
                std::to_string(row.name.size()) + " bytes",
                "at most " + std::to_string(kRuleNameBytesMax)
            )
        };
    }
    if (!is_plain_text(row.name)) return {RowVerdict::bad_value, found_no_text("name")};
    return row.change == RuleChange::remove ? remove(row) : put(row);
}

std::optional<JudgedRow> RuleDesk::bad_scope(const SellingRuleRow& row) const {
    if (auto bad = bad_form(row)) return bad;
    const RuleScope& scope = row.scope;
    const ReferenceData& reference = state_.reference.current();
    if (!scope.sku.is_none() && state_.items.find_slot(scope.sku) == nullptr)
        return Judged{RowVerdict::unknown_item};
    if (!scope.category.empty() && !state_.items.categories().find(scope.category))
        return Judged{RowVerdict::unknown_category, std::string(scope.category)};
    if (!scope.node.is_none() && reference.nodes->find(scope.node) == nullptr)
        return Judged{RowVerdict::unknown_node};
    if (!scope.group.is_none() && reference.groups->find(scope.group) == nullptr)
        return Judged{RowVerdict::unknown_group};
    if (!scope.segment.is_none() && !state_.knows(scope.segment))
        return Judged{RowVerdict::unknown_segment};
    return std::nullopt;
}

JudgedRow RuleDesk::put(const SellingRuleRow& row) {
    if (auto bad = bad_scope(row)) return *bad;
    if (auto bad = bad_figure(row)) return *bad;
    if (auto bad = bad_time(row, now_)) return *bad;
    SellingRule made = rule_of(row);
    if (!made.category.empty())
        made.category_number = *state_.items.categories().find(made.category);
    const auto named = book_.ids.find(made.name);
    const SellingRule* known = named == book_.ids.end() ? nullptr : book_.find(named->second);
    const bool begins_as_before = known != nullptr && known->from_s == made.from_s;
    if (begins_as_before) {
        made.active = known->active;
    } else if (row.from && *row.from <= now_) {
        return {RowVerdict::in_the_past, "from"};
    }
    if (known == nullptr && book_.ids.size() >= kSellingRulesMax)
        return {RowVerdict::over_budget, "the limit of rules is reached"};
    const RuleId known_id = known == nullptr ? RuleId() : named->second;
    if (auto clash = find_clash(made, known_id)) return *clash;
    if (known != nullptr && say_the_same(*known, made)) return {RowVerdict::unchanged};
    follow(
        known == nullptr ? fresh_id() : known_id,
        std::make_shared<const SellingRule>(std::move(made))
    );
    return {};
}

JudgedRow RuleDesk::remove(const SellingRuleRow& row) {
    const auto named = book_.ids.find(row.name);
    if (named == book_.ids.end()) return {RowVerdict::unknown_rule};
    follow(named->second, nullptr);
    return {};
}

RuleId RuleDesk::fresh_id() {
    if (free_.empty()) return RuleId(static_cast<std::uint32_t>(book_.rules.size() + 1));
    const RuleId id = free_.back();
    free_.pop_back();
    return id;
}

void RuleDesk::follow(RuleId id, std::shared_ptr<const SellingRule> rule) {
    if (const SellingRule* known = book_.find(id); known != nullptr) {
        if (known->effect == RuleEffect::safety) std::erase(by_form_[form_of(*known)], id);
    }
    if (rule != nullptr && rule->effect == RuleEffect::safety)
        by_form_[form_of(*rule)].push_back(id);
    book_.set(id, std::numeric_limits<Lsn>::max(), rule);
    changes_[id] = std::move(rule);
}

bool RuleDesk::overlap(const SellingRule& made, const SellingRule& other) const {
    const auto end = [](const SellingRule& rule) {
        return rule.until_s == 0 ? ~std::uint32_t{0} : rule.until_s;
    };
    // One past its end is in effect up to the event that takes it away, within a second.
    const bool begins_now = made.from_s <= whole_seconds(now_);
    if (begins_now && other.active) return true;
    const std::uint32_t begin = std::max(made.from_s, whole_seconds(now_));
    return begin < end(other) && other.from_s < end(made);
}

bool RuleDesk::share_a_node(const SellingRule& left, const SellingRule& right) const {
    if (left.group == right.group) return true;
    // Each group keeps its own, wherever they share nodes.
    if (left.network) return false;
    const GroupTable& groups = *state_.reference.current().groups;
    const Group* one = groups.find(left.group);
    const Group* other = groups.find(right.group);
    if (one == nullptr || other == nullptr) return false;
    const std::size_t words = std::min(one->member_bits.size(), other->member_bits.size());
    for (std::size_t word = 0; word < words; ++word) {
        if ((one->member_bits[word] & other->member_bits[word]) != 0) return true;
    }
    return false;
}

std::optional<JudgedRow> RuleDesk::find_clash(const SellingRule& made, RuleId id) const {
    if (made.effect != RuleEffect::safety) return std::nullopt;
    const auto alike = by_form_.find(form_of(made));
    if (alike == by_form_.end()) return std::nullopt;
    for (const RuleId other_id : alike->second) {
        const SellingRule* other = book_.find(other_id);
        if (other_id == id || other == nullptr || !overlap(made, *other)) continue;
        if (!share_a_node(made, *other)) continue;
        return Judged{
            RowVerdict::equal_rank,
            "rule '" + other->name + "' is of the same form, has rank " +
                std::to_string(other->rank) + ", too, and is in effect at the same time"
        };
    }
    return std::nullopt;
}

}  // namespace earmark
