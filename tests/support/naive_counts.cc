// The twin's counts of nodes, and what it remembers of movements: everything, for good.
#include "tests/support/naive_engine.h"

#include <algorithm>
#include <sstream>

namespace earmark {

namespace {

/// What was counted of each item; a row that is refused is told.
std::map<SkuId, Units> count_rows(
    const NaiveCount& count, const auto& items, const auto& kits, std::ostream& text
) {
    std::map<SkuId, Units> counted;
    for (std::size_t row = 0; row < count.rows.size(); ++row) {
        const auto& [sku, quantity] = count.rows[row];
        RowVerdict verdict = RowVerdict::applied;
        if (!items.contains(sku)) {
            verdict = RowVerdict::unknown_item;
        } else if (kits.contains(sku)) {
            verdict = RowVerdict::is_kit;
        } else if (quantity < 0) {
            verdict = RowVerdict::negative_quantity;
        } else if (!counted.emplace(sku, quantity).second) {
            verdict = RowVerdict::repeated_row;
        }
        if (verdict != RowVerdict::applied)
            text << "row " << row << ' ' << to_string(verdict) << "; ";
    }
    return counted;
}

/// Whether a correction may be made without asking. total: of all corrections.
bool needs_no_approval(const NaiveCount& count, Units correction, Units total) {
    return (count.units_each < 0 || std::abs(correction) <= count.units_each) &&
           (count.units_total < 0 || total <= count.units_total);
}

}  // namespace

void NaiveEngine::note_move(PositionKey key, Units delta) {
    if (delta == 0) return;
    std::vector<NaiveMove>& moves = moves_[key.first];
    const Time at = moves.empty() ? now_ : std::max(now_, moves.back().at);
    moves.push_back({.node = key.second, .at = at, .delta = delta});
}

Units NaiveEngine::moved_after(PositionKey key, Time time) const {
    Units sum = 0;
    const auto moves = moves_.find(key.first);
    if (moves == moves_.end()) return 0;
    for (const NaiveMove& move : moves->second) {
        if (move.node == key.second && move.at > time) sum += move.delta;
    }
    return sum;
}

std::string NaiveEngine::count(const NaiveCount& count, Time now) {
    const MutexLock lock(mutex_);
    now_ = now;
    const auto node = nodes_.find(count.node);
    if (node == nodes_.end()) return "unknown_node";
    if (!node->second) return "node_closed";
    if (count.taken_at < now - kKeepMovements) return "too_old";
    std::ostringstream text;
    const std::map<SkuId, Units> counted = count_rows(count, items_, kits_, text);
    struct Found {
        SkuId sku;
        Units book = 0;
        Units correction = 0;
    };
    std::vector<Found> found;
    std::size_t compared = 0;
    Units total = 0;
    for (const SkuId sku : items_) {
        const PositionKey key{sku, count.node};
        const bool is_counted = counted.contains(sku);
        if (!is_counted && (!count.zero_absent || !positions_.contains(key))) continue;
        ++compared;
        const auto position = positions_.find(key);
        const Units on_hand = position == positions_.end() ? 0 : position->second.on_hand;
        const Units book = on_hand - moved_after(key, count.taken_at);
        const Units correction = (is_counted ? counted.at(sku) : 0) - book;
        if (correction == 0) continue;
        total += std::abs(correction);
        found.push_back({sku, book, correction});
    }
    text << "compared " << compared;
    for (const Found& each : found) {
        const PositionKey key{each.sku, count.node};
        std::string_view state = "waiting";
        if (count.is_dry_run) {
            state = "proposed";
        } else if (needs_no_approval(count, each.correction, total) || count.approved == true) {
            const auto position = positions_.find(key);
            const Units on_hand = position == positions_.end() ? 0 : position->second.on_hand;
            if (on_hand + each.correction >= 0) {
                positions_[key].on_hand = on_hand + each.correction;
                state = "applied";
            }
        }
        if (state == "waiting" && count.approved == false) state = "rejected";
        text << "; sku " << each.sku.value() << " book " << each.book << " correction "
             << each.correction << ' ' << state;
    }
    return text.str();
}

}  // namespace earmark
