#include "engine/levels/level_board.h"

#include <algorithm>

namespace earmark {

namespace {

bool place_is_before(const PlaceLevel& left, const LevelPlace& right) {
    return left.place < right;
}

}  // namespace

std::string_view to_string(Level level) {
    switch (level) {
        case Level::unwatched:
            return "unwatched";
        case Level::zero:
            return "zero";
        case Level::low:
            return "low";
        case Level::medium:
            return "medium";
        case Level::high:
            return "high";
    }
    return "?";
}

std::string_view to_string(LevelScope scope) {
    switch (scope) {
        case LevelScope::network:
            return "network";
        case LevelScope::each_node:
            return "each_node";
        case LevelScope::node:
            return "node";
        case LevelScope::group:
            return "group";
    }
    return "?";
}

const LevelBoard::KeptRule* LevelBoard::find(const LevelRule& rule) const {
    const auto found = std::find_if(rules_.begin(), rules_.end(), [&rule](const KeptRule& kept) {
        return kept.rule.is_same_watch(rule);
    });
    return found == rules_.end() ? nullptr : &*found;
}

void LevelBoard::apply(const LevelRuleRow& row, Lsn lsn) {
    const auto found = std::find_if(rules_.begin(), rules_.end(), [&row](const KeptRule& kept) {
        return kept.rule.is_same_watch(row.rule);
    });
    if (found != rules_.end() && found->lsn >= lsn) return;
    if (row.remove) {
        if (found != rules_.end()) rules_.erase(found);
    } else if (found != rules_.end()) {
        *found = {row.rule, lsn};
    } else {
        rules_.push_back({row.rule, lsn});
    }
    index();
}

void LevelBoard::apply(const LevelCrossing& crossing, Lsn lsn) {
    Places& places = places_[crossing.sku.value()];
    const auto found =
        std::lower_bound(places.begin(), places.end(), crossing.place, place_is_before);
    const bool is_known = found != places.end() && found->place == crossing.place;
    if (is_known && found->lsn >= lsn) return;
    const PlaceLevel told{crossing.place, crossing.after, crossing.ats, lsn};
    if (crossing.after == Level::unwatched) {
        if (is_known) places.erase(found);
        if (places.empty()) places_.erase(crossing.sku.value());
    } else if (is_known) {
        *found = told;
    } else {
        places.insert(found, told);
    }
}

const LevelBoard::Places& LevelBoard::places(SkuId sku) const {
    static const Places none;
    const auto found = places_.find(sku.value());
    return found == places_.end() ? none : found->second;
}

void LevelBoard::watches(
    SkuId sku,
    std::string_view category,
    Units unit,
    std::span<const NodeId> nodes,
    std::vector<Watch>& watches
) const {
    watches.clear();
    const KeptRule* const rules = rules_.data();
    const auto add = [&](const LevelPlace& place, const LevelRule& rule, unsigned strength) {
        watches.push_back({place, rule.low * unit, rule.medium * unit, strength});
    };
    const auto add_all = [&](const std::vector<std::size_t>& indexes, unsigned strength) {
        for (const std::size_t index : indexes) {
            const LevelRule& rule = rules[index].rule;
            if (rule.scope != LevelScope::each_node) {
                add(rule.place, rule, strength + 1);
                continue;
            }
            for (const NodeId node : nodes)
                add({.node = node}, rule, strength);
        }
    };
    if (const auto found = by_item_.find(sku.value()); found != by_item_.end())
        add_all(found->second, 4);
    if (const auto found = by_category_.find(category); found != by_category_.end())
        add_all(found->second, 2);
    add_all(for_all_, 0);
    std::sort(watches.begin(), watches.end(), [](const Watch& left, const Watch& right) {
        return left.place != right.place ? left.place < right.place
                                         : left.strength > right.strength;
    });
    const auto same_place = [](const Watch& left, const Watch& right) {
        return left.place == right.place;
    };
    watches.erase(std::unique(watches.begin(), watches.end(), same_place), watches.end());
}

void LevelBoard::index() {
    by_item_.clear();
    by_category_.clear();
    for_all_.clear();
    for (std::size_t index = 0; index < rules_.size(); ++index) {
        const LevelRule& rule = rules_[index].rule;
        if (!rule.sku.is_none()) {
            by_item_[rule.sku.value()].push_back(index);
        } else if (!rule.category.empty()) {
            by_category_[rule.category].push_back(index);
        } else {
            for_all_.push_back(index);
        }
    }
}

void put_level_rule(ByteWriter& out, const LevelRuleRow& row) {
    const LevelRule& rule = row.rule;
    out.put_all(static_cast<std::uint8_t>(row.remove ? 1 : 0), rule.sku.value());
    out.put_text(rule.category);
    out.put_all(rule.scope, rule.place.node.value(), rule.place.group.value());
    out.put_varints(rule.low, rule.medium);
}

bool get_level_rule(ByteReader& in, LevelRuleRow& row) {
    row.remove = in.get<std::uint8_t>() != 0;
    LevelRule& rule = row.rule;
    rule.sku = SkuId(in.get<std::uint32_t>());
    rule.category = in.get_text();
    rule.scope = in.get<LevelScope>();
    rule.place.node = NodeId(in.get<std::uint32_t>());
    rule.place.group = GroupId(in.get<std::uint16_t>());
    rule.low = in.get_varint();
    rule.medium = in.get_varint();
    return !in.failed() && rule.scope <= LevelScope::group && rule.low >= 0 &&
           rule.low <= rule.medium && rule.medium <= kLevelUnitsMax;
}

void put_crossing(ByteWriter& out, const LevelCrossing& crossing) {
    out.put_all(
        crossing.sku.value(),
        crossing.place.node.value(),
        crossing.place.group.value(),
        crossing.before,
        crossing.after
    );
    out.put_varint(crossing.ats);
}

bool get_crossing(ByteReader& in, LevelCrossing& crossing) {
    crossing.sku = SkuId(in.get<std::uint32_t>());
    crossing.place.node = NodeId(in.get<std::uint32_t>());
    crossing.place.group = GroupId(in.get<std::uint16_t>());
    crossing.before = in.get<Level>();
    crossing.after = in.get<Level>();
    crossing.ats = in.get_varint();
    return !in.failed() && !crossing.sku.is_none() && crossing.before <= Level::high &&
           crossing.after <= Level::high;
}

bool get_level_rules(ByteReader& in, std::vector<LevelRuleRow>& rows) {
    rows.clear();
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count; ++index) {
        if (!get_level_rule(in, rows.emplace_back())) return false;
    }
    return !in.failed();
}

bool get_crossings(ByteReader& in, std::vector<LevelCrossing>& crossings) {
    crossings.clear();
    const auto count = in.get<std::uint32_t>();
    for (std::uint32_t index = 0; index < count; ++index) {
        if (!get_crossing(in, crossings.emplace_back())) return false;
    }
    return !in.failed();
}

}  // namespace earmark
