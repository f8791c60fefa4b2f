// Rules of selling, the obvious way: every rule is looked at for every figure.
#include "tests/support/naive_engine.h"
#include "tests/support/naive_rows.h"

#include <algorithm>
#include <tuple>

namespace earmark {
namespace {

Time begin_of(const SellingRuleRow& row) {
    return row.from.value_or(Time{});
}

bool overlap(const SellingRuleRow& made, const SellingRuleRow& other, Time now) {
    const Time begin =
        std::max(begin_of(made), Time(std::chrono::floor<std::chrono::seconds>(now)));
    return (!other.until || begin < *other.until) && (!made.until || begin_of(other) < *made.until);
}

/// What: 2 item, 1 category; where: 3 node, 2 type, 1 group; for whom; how. More = more specific.
std::tuple<int, int, bool, bool> specificity(const RuleScope& scope) {
    const int what = !scope.sku.is_none() ? 2 : !scope.category.empty() ? 1 : 0;
    int where = 0;
    if (!scope.group.is_none()) where = 1;
    if (scope.node_type) where = 2;
    if (!scope.node.is_none()) where = 3;
    return {what, where, !scope.segment.is_none(), scope.method != 0};
}

bool is_form(const RuleScope& scope) {
    if (!scope.sku.is_none() && !scope.category.empty()) return false;
    const int places =
        int{!scope.node.is_none()} + int{scope.node_type.has_value()} + int{!scope.group.is_none()};
    return places <= 1 && specificity(scope) != std::tuple(0, 0, false, false);
}

/// A network safety names the group that keeps it, and is for anyone.
bool is_network_form(const SellingRuleRow& row) {
    return row.effect == RuleEffect::safety && !row.scope.group.is_none() &&
           row.scope.segment.is_none() && row.scope.method == 0;
}

/// The texts of a row are borrowed: each kept rule's are its own.
void borrow_own_texts(std::vector<NaiveSellingRule>& rules) {
    for (NaiveSellingRule& rule : rules) {
        rule.row.name = rule.name;
        rule.row.scope.category = rule.category;
    }
}

RowVerdict check_rule_figure(const SellingRuleRow& row) {
    if (row.effect != RuleEffect::safety) return RowVerdict::applied;
    if (row.figure < 0) return RowVerdict::negative_quantity;
    if (row.basis == SegmentBasis::percent && row.figure > kHundredPercent)
        return RowVerdict::over_hundred_percent;
    return row.figure > kSafetyUnitsMax ? RowVerdict::quantity_too_large : RowVerdict::applied;
}

/// But for when it was made; categories are compared by the rules' own texts.
bool says_the_same(const NaiveSellingRule& one, const NaiveSellingRule& other) {
    const auto place_of = [](const NaiveSellingRule& rule) {
        const RuleScope& scope = rule.row.scope;
        return std::tuple(
            scope.sku,
            std::string_view(rule.category),
            scope.node,
            scope.node_type,
            scope.group,
            scope.segment,
            scope.method
        );
    };
    const auto figures_of = [](const NaiveSellingRule& rule) {
        const SellingRuleRow& row = rule.row;
        return std::tuple(
            row.effect, row.network, row.rank, row.basis, row.figure, row.from, row.until
        );
    };
    return place_of(one) == place_of(other) && figures_of(one) == figures_of(other);
}

}  // namespace

bool NaiveEngine::concerns(const NaiveSellingRule& rule, PositionKey key, const Asking& asking)
    const {
    const RuleScope& scope = rule.row.scope;
    if (!rule.is_active || !items_.contains(key.first) || !nodes_.contains(key.second))
        return false;
    if (!scope.sku.is_none() && scope.sku != key.first) return false;
    if (!scope.category.empty() && scope.category != categories_.at(key.first)) return false;
    if (!scope.node.is_none() && scope.node != key.second) return false;
    if (scope.node_type && *scope.node_type != types_.at(key.second)) return false;
    if (!scope.group.is_none()) {
        const auto& members = groups_.at(scope.group);
        if (std::find(members.begin(), members.end(), key.second) == members.end()) return false;
    }
    if (!scope.segment.is_none() && scope.segment != asking.segment) return false;
    return scope.method == 0 || scope.method == asking.method;
}

bool NaiveEngine::is_stopped(PositionKey key, const Asking& asking) const {
    const auto stops = [&](const NaiveSellingRule& rule) EARMARK_REQUIRES(mutex_) {
        return rule.row.effect == RuleEffect::stop && concerns(rule, key, asking);
    };
    return std::any_of(selling_rules_.begin(), selling_rules_.end(), stops);
}

const NaiveSellingRule* NaiveEngine::safety_rule(PositionKey key, const Asking& asking) const {
    const auto strength = [](const NaiveSellingRule& rule) {
        return std::tuple(specificity(rule.row.scope), -int{rule.row.rank});
    };
    const NaiveSellingRule* best = nullptr;
    for (const NaiveSellingRule& rule : selling_rules_) {
        if (rule.row.effect != RuleEffect::safety || rule.row.network) continue;
        if (!concerns(rule, key, asking)) continue;
        if (best == nullptr || strength(rule) > strength(*best)) best = &rule;
    }
    const auto position = positions_.find(key);
    const bool has_own = position != positions_.end() && position->second.safety > 0;
    constexpr std::tuple kOfPosition(2, 3, false, false);
    if (best != nullptr && has_own && specificity(best->row.scope) < kOfPosition) return nullptr;
    return best;
}

Units NaiveEngine::safety(PositionKey key, const Asking& asking) const {
    if (asking.ignore_safety) return 0;
    const auto position = positions_.find(key);
    const NaivePosition at = position == positions_.end() ? NaivePosition{} : position->second;
    const NaiveSellingRule* rule = safety_rule(key, asking);
    if (rule == nullptr) return at.safety;
    if (rule->row.basis == SegmentBasis::units) return rule->row.figure;
    return at.on_hand * rule->row.figure / kHundredPercent;
}

std::pair<std::string, bool> NaiveEngine::rules_at(SkuId sku, NodeId node, const Asking& asking)
    const {
    const MutexLock lock(mutex_);
    const NaiveSellingRule* rule = safety_rule({sku, node}, asking);
    return {rule == nullptr ? std::string() : rule->name, is_stopped({sku, node}, asking)};
}

RowVerdict NaiveEngine::check_rule_scope(const RuleScope& scope) const {
    const auto is_category = [&](const auto& entry) { return entry.second == scope.category; };
    if (!scope.sku.is_none() && !items_.contains(scope.sku)) return RowVerdict::unknown_item;
    if (!scope.category.empty() &&
        std::none_of(categories_.begin(), categories_.end(), is_category))
        return RowVerdict::unknown_category;
    if (!scope.node.is_none() && !nodes_.contains(scope.node)) return RowVerdict::unknown_node;
    if (!scope.group.is_none() && !groups_.contains(scope.group)) return RowVerdict::unknown_group;
    if (!scope.segment.is_none() && !segments_.contains(scope.segment))
        return RowVerdict::unknown_segment;
    return RowVerdict::applied;
}

bool NaiveEngine::share_a_node(GroupId left, GroupId right) const {
    const auto& members = groups_.at(left);
    const auto& others = groups_.at(right);
    for (const NodeId node : members)
        if (std::find(others.begin(), others.end(), node) != others.end()) return true;
    return false;
}

/// Whether two rules of safety would be in effect at once without one being the more specific.
bool NaiveEngine::clashes(const NaiveSellingRule& other, const SellingRuleRow& row, Time now)
    const {
    const RuleScope& its = other.row.scope;
    const RuleScope& scope = row.scope;
    if (other.row.effect != RuleEffect::safety || other.name == row.name) return false;
    const bool is_alike =
        std::tie(its.sku, its.category, its.node, its.node_type, its.segment, its.method) ==
            std::tie(
                scope.sku, scope.category, scope.node, scope.node_type, scope.segment, scope.method
            ) &&
        its.group.is_none() == scope.group.is_none() && other.row.network == row.network &&
        other.row.rank == row.rank;
    if (!is_alike) return false;
    const bool is_same_place = scope.group.is_none() || its.group == scope.group ||
                               (!row.network && share_a_node(its.group, scope.group));
    return is_same_place &&
           ((other.is_active && begin_of(row) <= now) || overlap(row, other.row, now));
}

RowVerdict NaiveEngine::change_selling_rule(const SellingRuleRow& row, Time now) {
    if (row.name.empty()) return RowVerdict::name_missing;
    const auto known =
        std::find_if(selling_rules_.begin(), selling_rules_.end(), [&](const auto& rule) {
            return rule.name == row.name;
        });
    const bool is_known = known != selling_rules_.end();
    if (row.change == RuleChange::remove) {
        if (!is_known) return RowVerdict::unknown_rule;
        selling_rules_.erase(known);
        borrow_own_texts(selling_rules_);
        return RowVerdict::applied;
    }
    if (!is_form(row.scope) || (row.network && !is_network_form(row))) return RowVerdict::bad_value;
    for (const RowVerdict verdict : {check_rule_scope(row.scope), check_rule_figure(row)})
        if (verdict != RowVerdict::applied) return verdict;
    if (row.from && row.until && *row.until <= *row.from) return RowVerdict::bad_value;
    if (row.until && *row.until <= now) return RowVerdict::in_the_past;
    const bool begins_as_before = is_known && known->row.from == row.from;
    if (!begins_as_before && row.from && *row.from <= now) return RowVerdict::in_the_past;
    const bool is_safety = row.effect == RuleEffect::safety;
    for (const NaiveSellingRule& other : selling_rules_)
        if (is_safety && clashes(other, row, now)) return RowVerdict::equal_rank;

    NaiveSellingRule made;
    made.name = row.name;
    made.category = row.scope.category;
    made.row = row;
    if (!is_safety) {
        made.row.rank = 0;
        made.row.basis = SegmentBasis::units;
        made.row.figure = 0;
    }
    made.is_active = begins_as_before ? known->is_active : !row.from;
    if (!is_known) {
        selling_rules_.push_back(std::move(made));
        return RowVerdict::applied;
    }
    if (says_the_same(*known, made)) return RowVerdict::unchanged;
    *known = std::move(made);
    return RowVerdict::applied;
}

void NaiveEngine::put_selling_rules(
    std::span<const SellingRuleRow> rows, const CallContext& context, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const RowVerdict verdict = change_selling_rule(rows[row], context.now);
        borrow_own_texts(selling_rules_);
        count_row(reply, row, verdict);
    }
}

void NaiveEngine::begin_and_end_selling_rules(Time now) {
    const Time second = std::chrono::floor<std::chrono::seconds>(now);
    std::erase_if(selling_rules_, [&](const NaiveSellingRule& rule) {
        return rule.row.until && *rule.row.until <= second;
    });
    for (NaiveSellingRule& rule : selling_rules_) {
        if (rule.row.from && *rule.row.from <= second) rule.is_active = true;
    }
    borrow_own_texts(selling_rules_);
}

}  // namespace earmark
