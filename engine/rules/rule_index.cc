#include "engine/rules/rule_index.h"

#include "engine/network/reference_data.h"

#include <algorithm>
#include <tuple>

namespace earmark {

void RuleBook::set(RuleId id, Lsn lsn, std::shared_ptr<const SellingRule> rule) {
    const SellingRule* known = find(id);
    if (known != nullptr && known->lsn >= lsn) return;
    if (known != nullptr) {
        // A name can already belong to a newer rule while an older log is replayed.
        const auto named = ids.find(known->name);
        if (named != ids.end() && named->second == id) ids.erase(named);
    }
    if (rule == nullptr) {
        if (known != nullptr) rules[id.value() - 1] = nullptr;
        return;
    }
    if (rules.size() < id.value()) rules.resize(id.value());
    const auto [named, fresh] = ids.try_emplace(rule->name, id);
    if (!fresh) {
        const SellingRule* other = find(named->second);
        if (other == nullptr || other->lsn < lsn) named->second = id;
    }
    rules[id.value() - 1] = std::move(rule);
}

void RuleBook::find_next_event() {
    next_event_s = std::numeric_limits<std::int64_t>::max();
    for (const auto& rule : rules) {
        if (rule == nullptr) continue;
        if (!rule->active) next_event_s = std::min<std::int64_t>(next_event_s, rule->from_s);
        if (rule->until_s != 0) next_event_s = std::min<std::int64_t>(next_event_s, rule->until_s);
    }
}

std::shared_ptr<const RuleIndex> RuleIndex::of(
    const std::shared_ptr<const RuleIndex>& before,
    const std::shared_ptr<const RuleBook>& book,
    const std::shared_ptr<const GroupTable>& groups
) {
    if (before != nullptr && before->book_ == book && before->groups_ == groups) return before;
    const auto is_live = [](const auto& rule) { return rule != nullptr && rule->active; };
    if (std::none_of(book->rules.begin(), book->rules.end(), is_live)) return nullptr;
    auto made = std::make_shared<RuleIndex>();
    made->book_ = book;
    made->groups_ = groups;
    for (std::size_t index = 0; index < book->rules.size(); ++index) {
        const auto& rule = book->rules[index];
        if (is_live(rule)) made->add(RuleId(static_cast<std::uint32_t>(index + 1)), *rule);
    }
    made->sort();
    return made;
}

void RuleIndex::add(RuleId id, const SellingRule& rule) {
    LiveRule live{
        .id = id,
        .rank = rule.rank,
        .specificity = rule.specificity(),
        .method = rule.method,
        .basis = rule.basis,
        .segment = rule.segment,
        .group_id = rule.group,
        .figure = rule.figure,
    };
    if (rule.node_type) live.node_type = static_cast<std::int8_t>(*rule.node_type);
    if (!rule.group.is_none()) {
        live.group = groups_->find(rule.group);
        if (live.group == nullptr) return;
    }
    has_categories_ = has_categories_ || !rule.category.empty();
    RulesOf& of = !rule.sku.is_none()     ? of_item_[rule.sku.value()]
                  : rule.category.empty() ? of_any_
                                          : of_category_[rule.category_number];
    Rules& rules = rule.node.is_none() ? of.wide : of.at_node[rule.node.value()];
    has_network_ = has_network_ || rule.network;
    auto& list = rule.effect == RuleEffect::stop ? rules.stops
                 : rule.network                  ? rules.network
                                                 : rules.safety;
    list.push_back(live);
}

void RuleIndex::sort() {
    const auto sort_list = [](std::vector<LiveRule>& list) {
        std::ranges::sort(list, {}, [](const LiveRule& rule) {
            return std::tuple(-int{rule.specificity}, rule.rank, rule.id);
        });
    };
    const auto sort_all = [&](RulesOf& of) {
        sort_list(of.wide.safety);
        sort_list(of.wide.stops);
        sort_list(of.wide.network);
        for (auto& [node, rules] : of.at_node) {
            sort_list(rules.safety);
            sort_list(rules.stops);
        }
    };
    for (auto& [item, rules] : of_item_)
        sort_all(rules);
    for (auto& [category, rules] : of_category_)
        sort_all(rules);
    sort_all(of_any_);
}

const RuleIndex::LiveRule* RuleWalk::first(
    const std::vector<LiveRule>& rules, NodeId node, const NodeDirectory& nodes
) const {
    for (const LiveRule& rule : rules) {
        if (!rule.segment.is_none() && rule.segment != segment_) continue;
        if (rule.method != 0 && rule.method != method_) continue;
        if (rule.group != nullptr && !rule.group->contains(node)) continue;
        if (rule.node_type >= 0) {
            // A position may be at a node that is newer than this version.
            const Node* known = nodes.find(node);
            if (known == nullptr || rule.node_type != static_cast<std::int8_t>(known->type))
                continue;
        }
        return &rule;
    }
    return nullptr;
}

const RuleIndex::LiveRule* RuleWalk::safety_rule(
    const Position& position, const NodeDirectory& nodes
) const {
    const NodeId node = position.node();
    bool is_item = true;
    for (const RulesOf* of : {item_, category_, any_}) {
        if (of != nullptr) {
            if (const auto found = of->at_node.find(node.value()); found != of->at_node.end()) {
                if (const LiveRule* rule = first(found->second.safety, node, nodes)) return rule;
            }
        }
        // What is less specific than a rule of the position gives way to its own figure.
        if (is_item && position.safety() > 0) return nullptr;
        is_item = false;
        if (of == nullptr) continue;
        if (const LiveRule* rule = first(of->wide.safety, node, nodes)) return rule;
    }
    return nullptr;
}

const RuleIndex::LiveRule* RuleWalk::stop(NodeId node, const NodeDirectory& nodes) const {
    for (const RulesOf* of : {item_, category_, any_}) {
        if (of == nullptr) continue;
        if (const auto found = of->at_node.find(node.value()); found != of->at_node.end()) {
            if (const LiveRule* rule = first(found->second.stops, node, nodes)) return rule;
        }
        if (const LiveRule* rule = first(of->wide.stops, node, nodes)) return rule;
    }
    return nullptr;
}

const RuleIndex::LiveRule* RuleWalk::network_rule(GroupId group) const {
    const LiveRule* strongest = nullptr;
    visit_network([&](const LiveRule& rule) {
        if (strongest == nullptr && rule.group_id == group) strongest = &rule;
    });
    return strongest;
}

RuleVerdict RuleWalk::at(const Position& position, const NodeDirectory& nodes) const {
    RuleVerdict verdict;
    verdict.safety = position.safety();
    if (const LiveRule* rule = safety_rule(position, nodes)) {
        verdict.safety_rule = rule->id;
        verdict.safety = rule->units_of(position.on_hand());
    }
    if (const LiveRule* rule = stop(position.node(), nodes)) verdict.stop = rule->id;
    return verdict;
}

}  // namespace earmark
