// Promises by date, the obvious way: every day is looked at, one after the other.
#include "engine/network/network_place.h"
#include "tests/support/naive_engine.h"

#include <algorithm>

namespace earmark {

namespace {

bool is_live(const NaiveLine& line) {
    return line.held + line.allocated > 0;
}

}  // namespace

bool NaiveEngine::counts(SkuId sku, const NaiveReceipt& receipt, bool late_counts) const {
    if (receipt.type == SupplyType::planned) return false;
    if (receipt.day >= today_) return true;
    const auto own = terms_.find(sku);
    const int days = own == terms_.end() ? past_due_days_ : own->second.past_due_days;
    return late_counts && today_ - receipt.day <= days;
}

/// From which day on anything may be promised.
int NaiveEngine::unlimited_from(SkuId sku) const {
    const auto own = terms_.find(sku);
    const bool has_lead = own != terms_.end() && own->second.lead_days > 0;
    return has_lead ? today_ + own->second.lead_days : 1'000'000;
}

/// How many days ahead may be promised.
int NaiveEngine::horizon(SkuId sku) const {
    const auto own = terms_.find(sku);
    return own == terms_.end() ? 0 : own->second.horizon_days;
}

bool NaiveEngine::is_behind_horizon(SkuId sku, int day) const {
    return horizon(sku) != 0 && day > today_ + horizon(sku);
}

LineVerdict NaiveEngine::why_none(PositionKey key, const Asking& asking) const {
    const bool is_node = nodes_.contains(key.second);
    if (is_node && is_stopped(key, asking)) return LineVerdict::sale_stopped;
    return is_behind_horizon(key.first, asking.day) ? LineVerdict::too_far_ahead
                                                    : LineVerdict::insufficient_stock;
}

Units NaiveEngine::projected(PositionKey key, int day, std::string_view own) const {
    const auto position = positions_.find(key);
    Units units = position == positions_.end() ? 0 : position->second.on_hand;
    for (const auto& [id, reservation] : reservations_) {
        for (const NaiveLine& line : reservation.lines) {
            if (PositionKey{line.asked.sku, line.asked.node} != key || line.day > day) continue;
            units -= line.allocated + (id == own ? 0 : line.held);
        }
    }
    for (const auto& [name, receipt] : receipts_) {
        if (name.first == key && receipt.day <= day && counts(key.first, receipt, true))
            units += receipt.open;
    }
    return units - confirmed_by(key, day);
}

int NaiveEngine::last_day(SkuId sku) const {
    int last = today_;
    for (const auto& [id, reservation] : reservations_) {
        for (const NaiveLine& line : reservation.lines)
            last = std::max<int>(last, line.asked.sku == sku ? line.day : 0);
    }
    for (const auto& [name, receipt] : receipts_) {
        if (name.first.first == sku) last = std::max<int>(last, receipt.day);
    }
    for (const auto& [name, backorder] : backorders_) {
        if (name.first.first == sku) last = std::max<int>(last, backorder.confirmed_day);
    }
    return last;
}

/// Days from today on, but for those that are like the day before: rows and terms of promise change
/// what is to be had on a few days around them.
std::set<int> NaiveEngine::days_that_differ(SkuId sku) const {
    constexpr int kReachOfTerms = 16;
    std::set<int> days;
    const auto add = [&](int from, int until) EARMARK_REQUIRES(mutex_) {
        for (int day = std::max<int>(from, today_); day <= until; ++day)
            days.insert(day);
    };
    add(today_, today_ + kReachOfTerms);
    for (const auto& [id, reservation] : reservations_) {
        for (const NaiveLine& line : reservation.lines)
            if (line.asked.sku == sku) add(line.day - 1, line.day + kReachOfTerms);
    }
    for (const auto& [name, receipt] : receipts_) {
        if (name.first.first == sku) add(receipt.day - 1, receipt.day + kReachOfTerms);
    }
    for (const auto& [name, backorder] : backorders_) {
        if (name.first.first != sku) continue;
        add(backorder.confirmed_day - 1, backorder.confirmed_day + kReachOfTerms);
    }
    return days;
}

/// DOMAIN 4, as it is written there, before safety stock.
Units NaiveEngine::least_projected(PositionKey key, int day, std::string_view own) const {
    const int end = unlimited_from(key.first);
    if (is_behind_horizon(key.first, day)) return 0;
    if (day >= end) return kUnitsMax;
    const int first = std::max<int>(day, today_);
    Units least = kUnitsMax;
    const int last = std::min(std::max(first, last_day(key.first)), end - 1);
    constexpr int kFewDays = 64;
    if (last - first <= kFewDays) {
        for (int each = first; each <= last; ++each)
            least = std::min(least, projected(key, each, own));
        return least;
    }
    std::set<int> days = days_that_differ(key.first);
    days.insert({first, last});
    for (const int each : days) {
        if (each >= first && each <= last) least = std::min(least, projected(key, each, own));
    }
    return least;
}

Units NaiveEngine::atp(PositionKey key, Day day, const Asking& asking, std::string_view own) const {
    const auto position = positions_.find(key);
    const auto node = nodes_.find(key.second);
    if (position == positions_.end() || node == nodes_.end()) return 0;
    const Units least = least_projected(key, day, own);
    const Units safe = least == kUnitsMax ? least : std::max<Units>(0, least - safety(key, asking));
    const bool sells = node->second && !is_stopped(key, asking);
    return share(key, sells ? safe : 0, own, asking.segment);
}

void NaiveEngine::available_to_promise(const PromiseRequest& request, PromiseReply& reply) {
    const MutexLock lock(mutex_);
    reply = {};
    reply.today = today_;
    if (!request.segment.is_none() && !segments_.contains(request.segment)) {
        reply.outcome = Outcome::unknown_segment;
        return;
    }
    std::vector<NodeId> asked;
    if (!items_.contains(request.sku)) {
        reply.verdict = QueryVerdict::unknown_item;
    } else if (!request.node.is_none()) {
        if (!nodes_.contains(request.node)) reply.verdict = QueryVerdict::unknown_node;
        asked.push_back(request.node);
    } else if (!request.group.is_none()) {
        const auto group = groups_.find(request.group);
        if (group == groups_.end()) {
            reply.verdict = QueryVerdict::unknown_group;
        } else {
            asked = group->second;
        }
    } else {
        for (const auto& [node, enabled] : nodes_)
            asked.push_back(node);
    }
    if (reply.verdict != QueryVerdict::known) return;
    const bool is_kit = kits_.contains(request.sku);
    int last = today_;
    for (const KitPart& part :
         is_kit ? flat(request.sku) : std::vector<KitPart>{{request.sku, 1}}) {
        const int lead = unlimited_from(part.sku);
        last = std::max(
            {last, last_day(part.sku), lead < 100'000 ? lead : 0, today_ + horizon(part.sku) + 1}
        );
    }
    const Asking asking{request.segment, request.method, request.ignore_safety};
    std::set<int> days{last};
    for (const KitPart& part : is_kit ? flat(request.sku) : std::vector<KitPart>{{request.sku, 1}})
        days.merge(days_that_differ(part.sku));
    for (const int day : days) {
        if (day > last) break;
        const auto on = static_cast<Day>(day);
        Units sum = 0;
        if (is_kit) {
            sum = kit_atp(request, asked, on, asking);
        } else if (!request.node.is_none()) {
            sum = promisable({request.sku, request.node}, on, asking);
        } else {
            const NodeId place = request.group.is_none() ? NodeId() : place_of(request.group);
            sum = most_by_moments(request.sku, place, on, asking);
        }
        if (!reply.steps.empty() && reply.steps.back().units == sum) continue;
        reply.steps.push_back({static_cast<Day>(day), sum, sum == kUnitsMax});
        if (!reply.earliest && request.quantity > 0 && sum >= request.quantity)
            reply.earliest = static_cast<Day>(day);
    }
}

bool NaiveEngine::has_dates(SkuId sku) const {
    const bool has_receipt = std::any_of(receipts_.begin(), receipts_.end(), [&](const auto& each) {
        return each.first.first.first == sku;
    });
    const bool has_stock =
        std::any_of(dispositions_.begin(), dispositions_.end(), [&](const auto& each) {
            return each.first.first.first == sku && each.second > 0;
        });
    const bool has_promise =
        std::any_of(reservations_.begin(), reservations_.end(), [&](const auto& each) {
            return std::any_of(
                each.second.lines.begin(),
                each.second.lines.end(),
                [&](const NaiveLine& line) {
                    return line.asked.sku == sku && line.day != kNoDay && is_live(line);
                }
            );
        });
    const bool has_backorder =
        std::any_of(backorders_.begin(), backorders_.end(), [&](const auto& each) {
            return each.first.first.first == sku;
        });
    return has_receipt || has_stock || has_promise || has_backorder || terms_.contains(sku);
}

}  // namespace earmark
