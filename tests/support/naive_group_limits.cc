// What groups keep, the obvious way: a network safety, and floors and ceilings of segments over the
// group: DOMAIN 3 with A what anyone could add on the group beside its live holds.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>
#include <tuple>

namespace earmark {

/// The network safety that the group keeps of the item: of the item, its category, or any.
const NaiveSellingRule* NaiveEngine::network_rule(SkuId sku, GroupId group) const {
    const auto strength = [](const NaiveSellingRule& rule) {
        const RuleScope& scope = rule.row.scope;
        const int what = !scope.sku.is_none() ? 2 : !scope.category.empty() ? 1 : 0;
        return std::tuple(what, -int{rule.row.rank});
    };
    const NaiveSellingRule* best = nullptr;
    for (const NaiveSellingRule& rule : selling_rules_) {
        const RuleScope& scope = rule.row.scope;
        if (!rule.row.network || !rule.is_active || group.is_none() || scope.group != group)
            continue;
        if (!scope.sku.is_none() && scope.sku != sku) continue;
        const auto category = categories_.find(sku);
        if (category == categories_.end()) continue;
        if (!scope.category.empty() && scope.category != category->second) continue;
        if (best == nullptr || strength(rule) > strength(*best)) best = &rule;
    }
    return best;
}

/// The units that the group keeps so, 0 if none.
Units NaiveEngine::network_safety(SkuId sku, GroupId group) const {
    const NaiveSellingRule* rule = network_rule(sku, group);
    if (rule == nullptr) return 0;
    if (rule->row.basis == SegmentBasis::units) return rule->row.figure;
    return on_hand_at(sku, place_of(group)) * rule->row.figure / kHundredPercent;
}

bool NaiveEngine::keeps_some(SkuId sku, GroupId group) const {
    const auto rules = rules_.find({sku, place_of(group)});
    const bool has_rules =
        rules != rules_.end() && std::ranges::any_of(rules->second, &NaiveRule::is_active);
    return has_rules || network_rule(sku, group) != nullptr;
}

/// What anyone could add on the group beside live holds.
Units NaiveEngine::room_over(SkuId sku, GroupId group, const Neighbours& near, std::string_view own)
    const {
    std::vector<StockPart> parts = parts_of(sku, near.nodes, own);
    const bool is_network = network_rule(sku, group) != nullptr;
    for (StockPart& part : parts) {
        const bool is_offered =
            is_within(place_of(group), part.node) && (!part.is_withheld || is_network);
        part.offered = is_offered ? part.units : 0;
    }
    return std::max<Units>(0, least_left(sku, near.demands, parts));
}

std::vector<Units> NaiveEngine::rooms_over(SkuId sku, const Neighbours& near) const {
    std::vector<Units> rooms;
    for (const GroupId group : near.keeping)
        rooms.push_back(room_over(sku, group, near, {}));
    return rooms;
}

/// Its network safety first, then the floors of others from what is left.
NaiveEngine::GroupKeeps NaiveEngine::kept_over(
    SkuId sku, GroupId group, Units there, const Asking& asking, std::string_view own
) const {
    GroupKeeps kept;
    if (!asking.ignore_safety) kept.units = std::min(there, network_safety(sku, group));
    const PositionKey key{sku, place_of(group)};
    for (const auto& [segment, granted] : grants(key, there - kept.units, own))
        kept.units += segment == asking.segment ? 0 : granted;
    const auto known = rules_.find(key);
    if (known == rules_.end()) return kept;
    for (const NaiveRule& rule : known->second) {
        const bool is_own = rule.is_active && rule.rule.segment == asking.segment;
        if (!is_own || rule.rule.ceiling == kNoCeiling) continue;
        const Units most = of_basis(key, rule, rule.rule.ceiling);
        kept.room = std::max<Units>(0, most - used(key, rule, own));
    }
    return kept;
}

/// The most that leaves each group what it keeps, and the asker's segment within its ceilings.
Units NaiveEngine::most_beside_kept(
    SkuId sku, const Neighbours& near, const std::vector<StockPart>& parts, const GroupAsking& asked
) const {
    Units most = least_left(sku, near.demands, parts);
    for (const GroupId group : near.keeping) {
        const Units there = room_over(sku, group, near, asked.own);
        const GroupKeeps kept = kept_over(sku, group, there, asked.asking, asked.own);
        if (kept.units > 0) {
            std::vector<GroupDemand> demands = near.demands;
            demands.push_back({.group = group, .units = kept.units, .is_kept = true});
            most = std::min(most, least_left(sku, demands, parts));
        }
        if (!kept.room) continue;
        std::vector<StockPart> outside = parts;
        for (StockPart& part : outside)
            part.offered = is_within(place_of(group), part.node) ? 0 : part.offered;
        const Units beyond = std::max<Units>(0, least_left(sku, near.demands, outside));
        most = std::min(most, beyond + *kept.room);
    }
    return most;
}

}  // namespace earmark
