// Levels, the obvious way: every rule is looked at for every item and place.
#include "tests/support/naive_engine.h"

#include <algorithm>

namespace earmark {

RowVerdict NaiveEngine::level_verdict(const LevelRuleRow& row) const {
    const LevelRule& rule = row.rule;
    const auto known = std::ranges::find_if(level_rules_, [&](const LevelRule& other) {
        return other.is_same_watch(rule);
    });
    const bool is_known = known != level_rules_.end();
    if (row.remove) return is_known ? RowVerdict::applied : RowVerdict::unknown_rule;
    if (!rule.sku.is_none() && !items_.contains(rule.sku)) return RowVerdict::unknown_item;
    if (!rule.sku.is_none() && !rule.category.empty()) return RowVerdict::bad_value;
    if (rule.low < 0 || rule.medium < 0) return RowVerdict::negative_quantity;
    if (rule.medium > kLevelUnitsMax) return RowVerdict::quantity_too_large;
    if (rule.low > rule.medium) return RowVerdict::bad_value;
    const bool names_node = rule.scope == LevelScope::node;
    const bool names_group = rule.scope == LevelScope::group;
    if (names_node != !rule.place.node.is_none()) return RowVerdict::unknown_node;
    if (names_group != !rule.place.group.is_none()) return RowVerdict::bad_value;
    if (names_node && !nodes_.contains(rule.place.node)) return RowVerdict::unknown_node;
    if (names_group && !groups_.contains(rule.place.group)) return RowVerdict::bad_value;
    return is_known && *known == rule ? RowVerdict::unchanged : RowVerdict::applied;
}

void NaiveEngine::put_level_rules(
    std::span<const LevelRuleRow> rows, const CallContext& /*context*/, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    std::vector<LevelRuleRow> good;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        RowVerdict verdict = level_verdict(rows[row]);
        const bool is_twice = std::ranges::any_of(good, [&](const LevelRuleRow& other) {
            return other.rule.is_same_watch(rows[row].rule);
        });
        if (is_twice) verdict = RowVerdict::bad_value;
        if (verdict == RowVerdict::applied) {
            ++reply.applied;
            good.push_back(rows[row]);
        } else if (verdict == RowVerdict::unchanged) {
            ++reply.unchanged;
        } else {
            ++reply.refused;
            reply.answers.push_back({static_cast<std::uint32_t>(row), verdict, {}});
        }
    }
    for (const LevelRuleRow& row : good) {
        std::erase_if(level_rules_, [&](const LevelRule& other) {
            return other.is_same_watch(row.rule);
        });
        if (!row.remove) level_rules_.push_back(row.rule);
    }
}

/// Of a kit: whether all its parts have one there.
bool NaiveEngine::has_position(SkuId sku, NodeId node) const {
    if (node.is_none()) return false;
    const std::vector<KitPart> parts =
        kits_.contains(sku) ? flat(sku) : std::vector<KitPart>{{sku, 1}};
    const auto positions = positions_;  // Of its own: the lambda holds no lock by name.
    return std::ranges::all_of(parts, [&](const KitPart& part) {
        return positions.contains({part.sku, node});
    });
}

/// Of the rules that watch the item there that of the item wins, then that of its category; of
/// these one that names the node before one for each.
const LevelRule* NaiveEngine::level_rule(SkuId sku, const LevelPlace& place) const {
    const LevelRule* best = nullptr;
    int best_strength = -1;
    for (const LevelRule& rule : level_rules_) {
        if (!rule.sku.is_none() && rule.sku != sku) continue;
        if (!rule.category.empty() && rule.category != categories_.at(sku)) continue;
        const bool is_each = rule.scope == LevelScope::each_node;
        const bool watches = is_each ? has_position(sku, place.node) : rule.place == place;
        if (!watches) continue;
        const int of_what = !rule.sku.is_none() ? 4 : !rule.category.empty() ? 2 : 0;
        const int strength = of_what + (is_each ? 0 : 1);
        if (strength > best_strength) best = &rule;
        best_strength = std::max(best_strength, strength);
    }
    return best;
}

std::vector<LevelCrossing> NaiveEngine::sweep_levels() {
    const MutexLock lock(mutex_);
    std::vector<LevelPlace> places{{}};
    for (const auto& [node, enabled] : nodes_)
        places.push_back({.node = node});
    for (const auto& [group, members] : groups_)
        places.push_back({.group = group});
    std::vector<LevelCrossing> crossings;
    for (const SkuId sku : items_) {
        for (const LevelPlace& place : places) {
            const LevelRule* rule = level_rule(sku, place);
            Units ats = 0;
            Level level = Level::unwatched;
            if (rule != nullptr) {
                ats = answer({.sku = sku, .node = place.node, .group = place.group}, {}, {}).ats;
                level = ats == 0             ? Level::zero
                        : ats < rule->low    ? Level::low
                        : ats < rule->medium ? Level::medium
                                             : Level::high;
            }
            Level& told = told_[{sku, place}];
            if (level != told) crossings.push_back({sku, place, told, level, ats});
            told = level;
        }
    }
    return crossings;
}

}  // namespace earmark
