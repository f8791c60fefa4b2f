// Kits, the obvious way.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"
#include "tests/support/naive_rows.h"

#include <algorithm>

namespace earmark {

Outcome take_part(
    const PartLine& part,
    const std::vector<NaiveLine>& lines,
    Units NaiveLine::* figure,
    std::vector<Units>& taken
) {
    if (part.quantity <= 0) return Outcome::bad_value;
    // By item: each item of a kit gives the units of as many kits; one item may be at several
    // nodes, and not in whole kits at each.
    std::map<SkuId, Units> left;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const NaiveLine& line = lines[i];
        if (line.asked.line != part.line) continue;
        if (!part.node.is_none() && line.asked.node != part.node) continue;
        Units& still = left.emplace(line.asked.sku, part.quantity * line.per_kit).first->second;
        const Units take = std::min(still, line.*figure - taken[i]);
        taken[i] += take;
        still -= take;
    }
    if (left.empty()) return Outcome::bad_value;
    const bool is_all =
        std::all_of(left.begin(), left.end(), [](const auto& item) { return item.second == 0; });
    return is_all ? Outcome::done : Outcome::more_than_there_is;
}

std::vector<KitPart> NaiveEngine::flat(SkuId sku) const {
    std::vector<KitPart> parts;
    for (const KitPart& part : kits_.at(sku).parts) {
        std::vector<KitPart> inner{{part.sku, 1}};
        if (kits_.contains(part.sku)) inner = flat(part.sku);
        for (const KitPart& each : inner) {
            const auto known = std::find_if(parts.begin(), parts.end(), [&](const KitPart& other) {
                return other.sku == each.sku;
            });
            if (known == parts.end()) {
                parts.push_back({each.sku, each.quantity * part.quantity});
            } else {
                known->quantity += each.quantity * part.quantity;
            }
        }
    }
    return parts;
}

Availability NaiveEngine::kit_answer(
    const AvailabilityQuery& query,
    const std::vector<NodeId>& nodes,
    std::string_view own,
    const Asking& asking
) const {
    const SkuId kit = query.sku;
    Availability answer;
    std::map<SkuId, Units> sums;
    Units together = 0;
    for (const NodeId node : nodes) {
        if (is_stopped({kit, node}, asking)) continue;
        Units least = kUnitsMax;
        for (const KitPart& part : flat(kit)) {
            const Units ats = this->answer({part.sku, node, {}}, own, asking).ats;
            sums[part.sku] += ats;
            least = std::min(least, ats / part.quantity);
        }
        together += least;
    }
    answer.ats = together;
    // Nodes may lean on what groups need once: no more than each part allows there as a whole.
    Units whole = kUnitsMax;
    Units apart = kUnitsMax;
    for (const KitPart& part : flat(kit)) {
        const AvailabilityQuery of_part{part.sku, query.node, query.group};
        whole = std::min(whole, this->answer(of_part, own, asking).ats / part.quantity);
        apart = std::min(apart, sums[part.sku] / part.quantity);
    }
    if (kits_.at(kit).ships_apart) answer.ats = apart;
    if (query.node.is_none()) answer.ats = std::min(answer.ats, whole);
    return answer;
}

Units NaiveEngine::kit_atp(
    const PromiseRequest& request, const std::vector<NodeId>& nodes, Day day, const Asking& asking
) {
    const SkuId kit = request.sku;
    const auto kits = [](Units units, Units per_kit) {
        return units == kUnitsMax ? kUnitsMax : units / per_kit;
    };
    std::map<SkuId, Units> sums;
    Units together = 0;
    for (const NodeId node : nodes) {
        if (is_stopped({kit, node}, asking)) continue;
        Units least = kUnitsMax;
        for (const KitPart& part : flat(kit)) {
            const Units units = promisable({part.sku, node}, day, asking);
            sums[part.sku] = std::min(kUnitsMax, sums[part.sku] + units);
            least = std::min(least, kits(units, part.quantity));
        }
        together = std::min(kUnitsMax, together + least);
    }
    Units apart = kUnitsMax;
    Units whole = kUnitsMax;
    for (const KitPart& part : flat(kit)) {
        apart = std::min(apart, kits(sums[part.sku], part.quantity));
        if (!request.node.is_none() || !has_networks(part.sku)) continue;
        const NodeId place = request.group.is_none() ? NodeId() : place_of(request.group);
        whole = std::min(whole, kits(most_by_moments(part.sku, place, day, asking), part.quantity));
    }
    return std::min(whole, kits_.at(kit).ships_apart ? apart : together);
}

int NaiveEngine::levels(SkuId sku) const {
    int deepest = 0;
    if (!kits_.contains(sku)) return deepest;
    for (const KitPart& part : kits_.at(sku).parts)
        deepest = std::max(deepest, levels(part.sku));
    return deepest + 1;
}

int NaiveEngine::levels_above(SkuId sku) const {
    int highest = 0;
    for (const auto& [kit, told] : kits_) {
        for (const KitPart& part : told.parts) {
            if (part.sku == sku) highest = std::max(highest, levels_above(kit) + 1);
        }
    }
    return highest;
}

bool NaiveEngine::has_stock(SkuId sku) const {
    for (const auto& [key, position] : positions_) {
        if (key.first == sku) return true;
    }
    for (const auto& [key, rules] : rules_) {
        if (key.first == sku && !rules.empty()) return true;
    }
    return terms_.contains(sku);
}

RowVerdict NaiveEngine::change_kit(const KitRow& row) {
    if (!items_.contains(row.sku)) return RowVerdict::unknown_item;
    if (row.parts.size() > kKitPartsMax) return RowVerdict::too_many_parts;
    std::set<SkuId> seen;
    int deepest = 0;
    for (const KitPart& part : row.parts) {
        if (!items_.contains(part.sku)) return RowVerdict::unknown_part;
        if (part.quantity == 0) return RowVerdict::zero_quantity;
        if (part.quantity < 0) return RowVerdict::negative_quantity;
        if (part.quantity > kUnitsMax) return RowVerdict::quantity_too_large;
        if (!seen.insert(part.sku).second) return RowVerdict::repeated_part;
        std::vector<SkuId> to_look{part.sku};
        while (!to_look.empty()) {
            const SkuId next = to_look.back();
            to_look.pop_back();
            if (next == row.sku) return RowVerdict::cyclic_kit;
            if (!kits_.contains(next)) continue;
            for (const KitPart& inner : kits_.at(next).parts)
                to_look.push_back(inner.sku);
        }
        deepest = std::max(deepest, levels(part.sku));
    }
    if (row.parts.empty())
        return kits_.erase(row.sku) > 0 ? RowVerdict::applied : RowVerdict::unchanged;
    if (deepest + 1 + levels_above(row.sku) > 3) return RowVerdict::kit_too_deep;
    if (has_stock(row.sku)) return RowVerdict::has_stock;
    NaiveKit made{row.ships_apart, {row.parts.begin(), row.parts.end()}};
    const auto known = kits_.find(row.sku);
    const bool is_same = known != kits_.end() && known->second.parts == made.parts &&
                         known->second.ships_apart == made.ships_apart;
    kits_[row.sku] = std::move(made);
    return is_same ? RowVerdict::unchanged : RowVerdict::applied;
}

void NaiveEngine::put_kits(
    std::span<const KitRow> rows, const CallContext& /*context*/, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    for (std::size_t row = 0; row < rows.size(); ++row)
        count_row(reply, row, change_kit(rows[row]));
}

}  // namespace earmark
