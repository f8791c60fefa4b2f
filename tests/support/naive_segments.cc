// Segments, the obvious way: what a segment has used is counted anew each time it is asked for.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>

namespace earmark {

Units NaiveEngine::used(PositionKey key, const NaiveRule& rule, std::string_view own) const {
    const auto& [sku, place] = key;
    Units units = 0;
    for (const auto& [id, reservation] : reservations_) {
        if (reservation.segment != rule.rule.segment) continue;
        if (!rule.rule.standing && reservation.made < rule.began) continue;
        for (const NaiveLine& line : reservation.lines) {
            if (line.asked.sku != sku || !covers(place, line.asked.node)) continue;
            units += line.allocated + (id == own ? 0 : line.held);
        }
    }
    // What is confirmed is given out anew all the time: every rule counts it.
    for (const auto& [name, backorder] : backorders_) {
        const auto& [at, node] = name.first;
        const bool is_of = at == sku && covers(place, node);
        if (is_of && backorder.segment == rule.rule.segment) units += backorder.confirmed;
    }
    if (rule.rule.standing) return units;
    for (const auto& [from, shipments] : shipments_) {
        if (from.first != sku || !covers(place, from.second)) continue;
        for (const NaiveShipment& shipment : shipments) {
            if (shipment.segment == rule.rule.segment && shipment.made > rule.began)
                units += shipment.units;
        }
    }
    return units;
}

/// At a node, or at the nodes of a group.
Units NaiveEngine::on_hand_at(SkuId sku, NodeId place) const {
    Units units = 0;
    for (const auto& [key, position] : positions_)
        units += key.first == sku && covers(place, key.second) ? position.on_hand : 0;
    return units;
}

Units NaiveEngine::of_basis(PositionKey key, const NaiveRule& rule, Units figure) const {
    if (rule.rule.basis == SegmentBasis::units) return figure;
    Units base = on_hand_at(key.first, key.second);
    for (const auto& [from, shipments] : shipments_) {
        if (!rule.is_active || from.first != key.first || !covers(key.second, from.second))
            continue;
        for (const NaiveShipment& shipment : shipments)
            base += shipment.shipped > rule.began ? shipment.units : 0;
    }
    return base * figure / kHundredPercent;
}

// DOMAIN 3, as it is written there: what each floor is granted.
std::map<SegmentId, Units> NaiveEngine::grants(
    PositionKey key, Units available, std::string_view own
) const {
    std::map<SegmentId, Units> granted;
    const auto known = rules_.find(key);
    if (known == rules_.end()) return granted;
    std::vector<NaiveRule> active;
    for (const NaiveRule& rule : known->second) {
        if (rule.is_active) active.push_back(rule);
    }
    std::ranges::sort(active, {}, [](const NaiveRule& rule) { return rule.rule.rank; });
    Units left = available;
    for (const NaiveRule& rule : active) {
        Units floor = of_basis(key, rule, rule.rule.floor);
        if (rule.rule.ceiling != kNoCeiling)
            floor = std::min(floor, of_basis(key, rule, rule.rule.ceiling));
        const Units unspent = std::max<Units>(0, floor - used(key, rule, own));
        granted[rule.rule.segment] = std::min(left, unspent);
        left -= granted[rule.rule.segment];
    }
    return granted;
}

Units NaiveEngine::share(PositionKey key, Units available, std::string_view own, SegmentId segment)
    const {
    Units units = available;
    for (const auto& [of, granted] : grants(key, available, own))
        units -= of == segment ? 0 : granted;
    const auto known = rules_.find(key);
    if (known == rules_.end()) return units;
    for (const NaiveRule& rule : known->second) {
        const bool is_own = rule.is_active && rule.rule.segment == segment;
        if (!is_own || rule.rule.ceiling == kNoCeiling) continue;
        const Units most = of_basis(key, rule, rule.rule.ceiling);
        units = std::min(units, most - used(key, rule, own));
    }
    return std::max<Units>(0, units);
}

namespace {

Time begin_of(const SegmentRule& rule) {
    return rule.from.value_or(Time{});
}

bool overlap(const SegmentRule& made, const SegmentRule& other, Time now) {
    const Time second = std::chrono::floor<std::chrono::seconds>(now);
    const Time made_begin = std::max(begin_of(made), second);
    return (!other.until || made_begin < *other.until) &&
           (!made.until || begin_of(other) < *made.until);
}

bool is_figure(const SegmentRule& rule, Units figure, RowVerdict& verdict) {
    if (figure < 0) {
        verdict = RowVerdict::negative_quantity;
    } else if (rule.basis == SegmentBasis::percent && figure > kHundredPercent) {
        verdict = RowVerdict::over_hundred_percent;
    } else if (figure > kUnitsMax) {
        verdict = RowVerdict::quantity_too_large;
    } else {
        return true;
    }
    return false;
}

}  // namespace

NaiveRule* NaiveEngine::find_rule(const SegmentRule& rule, SegmentId segment) {
    for (NaiveRule& known : rules_[{rule.sku, rule.node}]) {
        if (known.rule.segment == segment && known.rule.from == rule.from) return &known;
    }
    return nullptr;
}

RowVerdict NaiveEngine::put_rule(const SegmentRule& rule, Time now) {
    RowVerdict verdict = RowVerdict::applied;
    if (rule.rank > kSegmentRankMax) return RowVerdict::bad_value;
    if (!is_figure(rule, rule.floor, verdict)) return verdict;
    if (rule.ceiling != kNoCeiling && !is_figure(rule, rule.ceiling, verdict)) return verdict;
    if (rule.from && rule.until && *rule.until <= *rule.from) return RowVerdict::bad_value;
    if (rule.until && *rule.until <= now) return RowVerdict::in_the_past;
    NaiveRule* known = find_rule(rule, rule.segment);
    if (known == nullptr && rule.from && *rule.from <= now) return RowVerdict::in_the_past;
    auto& rules = rules_[{rule.sku, rule.node}];
    std::vector<NaiveRule> others;
    for (const NaiveRule& other : rules) {
        const bool meets_now = other.is_active && begin_of(rule) <= now;
        if (&other != known && (meets_now || overlap(rule, other.rule, now)))
            others.push_back(other);
    }
    for (const NaiveRule& other : others)
        if (other.rule.segment == rule.segment) return RowVerdict::overlapping_rule;
    for (const NaiveRule& other : others)
        if (other.rule.rank == rule.rank) return RowVerdict::equal_rank;
    if (known == nullptr) {
        rules.push_back({rule, !rule.from, 0});
        known = &rules.back();
        if (known->is_active) known->began = ++moment_;
    } else {
        const SegmentRule& before = known->rule;
        const bool same = before.rank == rule.rank && before.basis == rule.basis &&
                          before.floor == rule.floor && before.ceiling == rule.ceiling &&
                          before.standing == rule.standing && before.until == rule.until;
        if (same) return RowVerdict::unchanged;
        if (known->is_active && before.standing != rule.standing) known->began = ++moment_;
        known->rule = rule;
    }
    const PositionKey key{rule.sku, rule.node};
    const Units on_hand = on_hand_at(rule.sku, rule.node);
    return of_basis(key, *known, rule.floor) > on_hand ? RowVerdict::floor_above_stock : verdict;
}

RowVerdict NaiveEngine::shift_floor(const SegmentRule& rule, SegmentId segment, Units by) {
    NaiveRule* known = find_rule(rule, segment);
    if (rule.floor <= 0) return RowVerdict::bad_value;
    if (known == nullptr) return RowVerdict::unknown_rule;
    if (known->rule.basis != SegmentBasis::units) return RowVerdict::bad_value;
    if (known->rule.floor + by < 0) return RowVerdict::below_zero;
    if (known->rule.floor + by > kUnitsMax) return RowVerdict::quantity_too_large;
    known->rule.floor += by;
    return RowVerdict::applied;
}

RowVerdict NaiveEngine::change_rule(const SegmentRuleRow& row, Time now) {
    const SegmentRule& rule = row.rule;
    if (!items_.contains(rule.sku)) return RowVerdict::unknown_item;
    const bool is_group = is_group_place(rule.node);
    if (is_group && !groups_.contains(group_at(rule.node))) return RowVerdict::unknown_group;
    if (!is_group && !nodes_.contains(rule.node)) return RowVerdict::unknown_node;
    if (!segments_.contains(rule.segment)) return RowVerdict::unknown_segment;
    const bool is_move = row.change == SegmentChange::move;
    if (is_move && !segments_.contains(row.to_segment)) return RowVerdict::unknown_segment;
    if (kits_.contains(rule.sku)) return RowVerdict::is_kit;
    switch (row.change) {
        case SegmentChange::put:
            return put_rule(rule, now);
        case SegmentChange::remove: {
            const NaiveRule* known = find_rule(rule, rule.segment);
            if (known == nullptr) return RowVerdict::unknown_rule;
            auto& rules = rules_[{rule.sku, rule.node}];
            rules.erase(rules.begin() + (known - rules.data()));
            return RowVerdict::applied;
        }
        case SegmentChange::allocate:
            return shift_floor(rule, rule.segment, rule.floor);
        case SegmentChange::unallocate:
            return shift_floor(rule, rule.segment, -rule.floor);
        case SegmentChange::move:
            break;
    }
    if (!segments_.contains(row.to_segment)) return RowVerdict::unknown_segment;
    const RowVerdict taken = shift_floor(rule, rule.segment, -rule.floor);
    if (taken != RowVerdict::applied) return taken;
    const RowVerdict given = shift_floor(rule, row.to_segment, rule.floor);
    if (given != RowVerdict::applied) shift_floor(rule, rule.segment, rule.floor);
    return given;
}

void NaiveEngine::put_segment_rules(
    std::span<const SegmentRuleRow> rows, const CallContext& context, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const RowVerdict verdict = change_rule(rows[row], context.now);
        const bool accepted =
            verdict == RowVerdict::applied || verdict == RowVerdict::floor_above_stock;
        if (accepted) {
            ++reply.applied;
        } else if (verdict == RowVerdict::unchanged) {
            ++reply.unchanged;
        } else {
            ++reply.refused;
        }
        if (verdict != RowVerdict::applied && verdict != RowVerdict::unchanged)
            reply.answers.push_back({static_cast<std::uint32_t>(row), verdict, {}});
    }
}

void NaiveEngine::begin_and_end_rules(Time now) {
    const Time second = std::chrono::floor<std::chrono::seconds>(now);
    for (auto& [key, rules] : rules_) {
        std::erase_if(rules, [&](const NaiveRule& rule) {
            return rule.rule.until && *rule.rule.until <= second;
        });
        for (NaiveRule& rule : rules) {
            if (rule.is_active || *rule.rule.from > second) continue;
            rule.is_active = true;
            rule.began = ++moment_;
        }
    }
}

}  // namespace earmark
