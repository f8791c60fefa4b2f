// Backorders, the obvious way: each is served from all there is, day by day.
#include "tests/support/naive_engine.h"
#include "tests/support/naive_rows.h"

#include <algorithm>
#include <tuple>

namespace earmark {

Units NaiveEngine::confirmed_by(PositionKey key, int day) const {
    Units units = 0;
    for (const auto& [name, backorder] : backorders_) {
        if (name.first == key && backorder.confirmed_day <= day) units += backorder.confirmed;
    }
    return units;
}

std::vector<NaiveEngine::BackorderKey> NaiveEngine::backorders_at(PositionKey key) const {
    std::vector<BackorderKey> found;
    for (const auto& [name, backorder] : backorders_) {
        if (name.first == key) found.push_back(name);
    }
    std::sort(
        found.begin(),
        found.end(),
        [&](const BackorderKey& left, const BackorderKey& right) EARMARK_REQUIRES(mutex_) {
            const NaiveBackorder& one = backorders_.at(left);
            const NaiveBackorder& other = backorders_.at(right);
            return std::tuple(one.priority, one.day, left.second) <
                   std::tuple(other.priority, other.day, right.second);
        }
    );
    return found;
}

RowVerdict NaiveEngine::change_backorder(const BackorderRow& row) {
    if (row.backorder.empty()) return RowVerdict::name_missing;
    if (row.backorder.size() > kReceiptIdBytesMax) return RowVerdict::name_too_long;
    if (!items_.contains(row.sku)) return RowVerdict::unknown_item;
    if (!nodes_.contains(row.node)) return RowVerdict::unknown_node;
    const BackorderKey name{{row.sku, row.node}, std::string(row.backorder)};
    const auto known = backorders_.find(name);
    const bool is_kit = kits_.contains(row.sku);
    if (row.change == BackorderChange::withdraw && is_kit) return RowVerdict::is_kit;
    if (row.change == BackorderChange::withdraw)
        return backorders_.erase(name) > 0 ? RowVerdict::applied : RowVerdict::unknown_backorder;
    if (row.quantity < 0) return RowVerdict::negative_quantity;
    if (row.quantity > kUnitsMax) return RowVerdict::quantity_too_large;
    if (row.quantity == 0) return RowVerdict::bad_value;
    if (!row.segment.is_none() && !segments_.contains(row.segment))
        return RowVerdict::unknown_segment;
    if (is_kit) return RowVerdict::is_kit;
    NaiveBackorder before;
    if (known != backorders_.end()) before = known->second;
    NaiveBackorder after = before;
    after.wanted = row.quantity;
    after.priority = row.priority;
    after.strategy = row.strategy;
    after.latest = row.latest;
    after.segment = row.segment;
    if (row.day != kNoDay) after.day = row.day;
    if (after.day == kNoDay) after.day = today_;
    for (const auto& [now, was] :
         {std::pair(after.day, before.day), std::pair(after.latest, before.latest)}) {
        if (now == was || now == kNoDay) continue;
        if (now < today_) return RowVerdict::in_the_past;
        if (now > today_ + kDaysAheadMax) return RowVerdict::too_far_ahead;
    }
    if (after.latest != kNoDay && after.latest < after.day) return RowVerdict::bad_value;
    after.confirmed = std::min(after.confirmed, after.wanted);
    if (after.segment != before.segment) after.confirmed = 0;
    if (after.confirmed == 0) after.confirmed_day = kNoDay;
    if (known != backorders_.end() && after == before) return RowVerdict::unchanged;
    backorders_[name] = after;
    positions_.try_emplace(name.first);
    return RowVerdict::applied;
}

void NaiveEngine::put_backorders(
    std::span<const BackorderRow> rows, const CallContext& /*context*/, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    for (std::size_t row = 0; row < rows.size(); ++row)
        count_row(reply, row, change_backorder(rows[row]));
}

/// The backorder has what it had taken from nobody while it is served.
void NaiveEngine::serve_backorder(NaiveBackorder& backorder, PositionKey key, int last) {
    const Units units_before = std::exchange(backorder.confirmed, 0);
    const Day day_before = backorder.confirmed_day;
    const int days_ahead = horizon(key.first) == 0 ? int{kDaysAheadMax} : horizon(key.first);
    const int from = std::max<int>(backorder.day, today_);
    const Asking asking{.segment = backorder.segment};
    last = std::min(last, today_ + days_ahead);
    Units units = 0;
    int day = from;
    if (last >= from)
        units = std::min(backorder.wanted, promisable(key, static_cast<Day>(last), asking));
    // Beside groups not all days can be tried.
    const std::set<int> days =
        has_networks(key.first) ? days_that_differ(key.first) : std::set<int>{};
    while (day < last && promisable(key, static_cast<Day>(day), asking) < units) {
        ++day;
        if (days.empty()) continue;
        const auto next = days.lower_bound(day);
        day = next == days.end() ? last : std::min(*next, last);
    }
    const bool is_better =
        units > units_before || (units > 0 && units == units_before && day < day_before);
    backorder.confirmed = is_better ? units : units_before;
    backorder.confirmed_day = is_better ? static_cast<Day>(day) : day_before;
}

void NaiveEngine::confirm_at(PositionKey key) {
    const auto last_of = [](const NaiveBackorder& backorder) {
        return backorder.latest == kNoDay ? 1'000'000 : int{backorder.latest};
    };
    std::vector<BackorderKey> order = backorders_at(key);
    std::map<BackorderKey, std::pair<Units, Day>> before;
    const auto is_closed = [&](const NaiveBackorder& backorder) EARMARK_REQUIRES(mutex_) {
        return !nodes_.at(key.second) || is_stopped(key, {.segment = backorder.segment});
    };
    // Everybody but those who are skipped and those who keep at least puts back what it has.
    for (const BackorderKey& name : order) {
        NaiveBackorder& backorder = backorders_.at(name);
        before[name] = {backorder.confirmed, backorder.confirmed_day};
        const bool stays = backorder.strategy == BackorderStrategy::skip ||
                           backorder.strategy == BackorderStrategy::keep_at_least;
        if (!stays) backorder.confirmed = 0, backorder.confirmed_day = kNoDay;
    }
    // While nothing is sold there to somebody, that one gains nothing, and keeps what is covered.
    for (const BackorderStrategy strategy :
         {BackorderStrategy::improve, BackorderStrategy::redistribute, BackorderStrategy::give_up
         }) {
        for (const BackorderKey& name : order) {
            NaiveBackorder& backorder = backorders_.at(name);
            const auto& [units, day] = before.at(name);
            if (backorder.strategy != strategy || units == 0) continue;
            if (strategy != BackorderStrategy::improve && !is_closed(backorder)) continue;
            if (day > last_of(backorder)) continue;
            const Units covered = std::min(units, least_projected(key, std::max(day, today_), {}));
            if (covered <= 0) continue;
            backorder.confirmed = covered;
            backorder.confirmed_day = day;
        }
    }
    const auto serve_all = [&](bool gives_up) EARMARK_REQUIRES(mutex_) {
        for (const BackorderKey& name : order) {
            NaiveBackorder& backorder = backorders_.at(name);
            if (backorder.strategy == BackorderStrategy::skip || is_closed(backorder)) continue;
            if ((backorder.strategy == BackorderStrategy::give_up) != gives_up) continue;
            const bool stays =
                backorder.confirmed > 0 && backorder.confirmed == before.at(name).first;
            const int last =
                stays ? std::max<int>(backorder.confirmed_day, today_) : last_of(backorder);
            serve_backorder(backorder, key, last);
        }
    };
    serve_all(false);
    serve_all(true);
}

void NaiveEngine::confirm_backorders(
    const ConfirmRequest& request, const CallContext& /*context*/, ConfirmReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    const auto before = backorders_;
    std::set<PositionKey> keys;
    for (const auto& [name, backorder] : before) {
        const bool is_asked = (request.sku.is_none() || name.first.first == request.sku) &&
                              (request.node.is_none() || name.first.second == request.node);
        if (!is_asked) continue;
        keys.insert(name.first);
        ++reply.backorders;
    }
    for (const PositionKey& key : keys) {
        confirm_at(key);
        for (const BackorderKey& name : backorders_at(key)) {
            const NaiveBackorder& was = before.at(name);
            const NaiveBackorder& is = backorders_.at(name);
            if (was == is) continue;
            ConfirmedChange& change = reply.changes.emplace_back();
            change.now.sku = key.first;
            change.now.node = key.second;
            change.now.backorder = name.second;
            change.now.confirmed = is.confirmed;
            change.now.confirmed_day = is.confirmed_day;
            change.confirmed_before = was.confirmed;
            change.day_before = was.confirmed_day;
        }
        add_reasons(key, reply);
    }
    if (request.preview) backorders_ = before;
}

/// Why each lacks what it lacks, all having been served: what it would need, from the most to the
/// least that stands against it.
void NaiveEngine::add_reasons(PositionKey key, ConfirmReply& reply) {
    for (const BackorderKey& name : backorders_at(key)) {
        const NaiveBackorder& backorder = backorders_.at(name);
        const Units missing = backorder.wanted - backorder.confirmed;
        if (missing == 0) continue;
        const int days_ahead = horizon(key.first) == 0 ? int{kDaysAheadMax} : horizon(key.first);
        int until = today_ + days_ahead;
        if (backorder.latest != kNoDay) until = std::min<int>(until, backorder.latest);
        WaitingBackorder& waiting = reply.waiting.emplace_back();
        waiting.now.sku = key.first;
        waiting.now.node = key.second;
        waiting.now.backorder = name.second;
        waiting.until = static_cast<Day>(until);
        waiting.short_by = missing;
        waiting.reason = WaitingReason::no_day_left;
        if (until < std::max<int>(backorder.day, today_)) continue;
        const Units there = std::clamp<Units>(least_projected(key, until, {}), 0, missing);
        waiting.short_by = missing - there;
        const auto comes = [&](const auto& receipt) EARMARK_REQUIRES(mutex_) {
            return receipt.first.first == key && receipt.second.open > 0 &&
                   receipt.second.day <= until && counts(key.first, receipt.second, true);
        };
        const auto day = static_cast<Day>(until);
        const Asking asking{.segment = backorder.segment};
        const Asking all{.segment = backorder.segment, .ignore_safety = true};
        constexpr RuleId kSomeRule(1);
        if (is_stopped(key, asking)) {
            waiting.reason = WaitingReason::sale_stopped;
            waiting.rule = kSomeRule;
        } else if (!nodes_.at(key.second)) {
            waiting.reason = WaitingReason::node_disabled;
        } else if (there == 0) {
            const bool is_coming =
                unlimited_from(key.first) <= until || std::ranges::any_of(receipts_, comes);
            waiting.reason = is_coming ? WaitingReason::short_supply : WaitingReason::no_supply;
        } else if (atp(key, day, asking) > 0 && promisable(key, day, asking) == 0) {
            waiting.reason = WaitingReason::network_holds;
        } else if (atp(key, day, asking) > 0) {
            waiting.reason = backorder.strategy == BackorderStrategy::skip
                                 ? WaitingReason::left_as_it_is
                                 : WaitingReason::keeps_its_day;
        } else if (atp(key, day, all) > 0) {
            waiting.reason = WaitingReason::safety_stock;
            if (safety_rule(key, asking) != nullptr) waiting.rule = kSomeRule;
        } else {
            Units left = least_projected(key, until, {});
            for (const auto& [segment, granted] : grants(key, left, {}))
                left -= segment == backorder.segment ? 0 : granted;
            waiting.reason =
                left > 0 ? WaitingReason::over_ceiling : WaitingReason::kept_for_segments;
        }
    }
}

void NaiveEngine::claim_backorder(
    const ClaimRequest& request, const CallContext& context, ReservationReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    const std::string id(request.reservation);
    const std::string reference(request.reference.empty() ? request.backorder : request.reference);
    if (const auto known = reservations_.find(id); known != reservations_.end()) {
        const NaiveLine* first = known->second.lines.empty() ? nullptr : &known->second.lines[0];
        const bool is_same = first != nullptr && first->asked.line == 1 &&
                             first->asked.sku == request.sku && first->asked.node == request.node &&
                             known->second.reference == reference;
        reply.outcome = is_same ? Outcome::repeated : Outcome::id_used_differently;
        return fill_reply(known->second, reply);
    }
    const BackorderKey name{{request.sku, request.node}, std::string(request.backorder)};
    const auto found = backorders_.find(name);
    if (found == backorders_.end()) {
        reply.outcome = Outcome::unknown_backorder;
        return;
    }
    NaiveBackorder& backorder = found->second;
    if (backorder.confirmed == 0) {
        reply.outcome = Outcome::nothing_confirmed;
        return;
    }
    NaiveReservation made;
    NaiveLine& line = made.lines.emplace_back();
    line.asked = {1, request.sku, request.node, backorder.confirmed};
    line.day = backorder.confirmed_day;
    line.verdict = LineVerdict::reserved;
    line.granted = line.held = backorder.confirmed;
    made.has_days = true;
    made.segment = backorder.segment;
    made.made = ++moment_;
    made.hold_for = request.hold_for;
    made.expires_at = context.now + request.hold_for;
    made.first_lines = made.lines;
    made.reference = reference;
    made.made_by = context.actor;
    made.made_at = std::chrono::floor<std::chrono::seconds>(context.now);
    backorder.wanted -= backorder.confirmed;
    backorder.confirmed = 0;
    backorder.confirmed_day = kNoDay;
    if (backorder.wanted == 0) backorders_.erase(found);
    fill_reply(reservations_.emplace(id, std::move(made)).first->second, reply);
}

void NaiveEngine::backorders(const BackordersRequest& request, BackordersReply& reply) const {
    const MutexLock lock(mutex_);
    reply = {};
    std::set<PositionKey> keys;
    for (const auto& [name, backorder] : backorders_) {
        if (request.sku.is_none() || name.first.first == request.sku) keys.insert(name.first);
    }
    for (const PositionKey& key : keys) {
        for (const BackorderKey& name : backorders_at(key)) {
            const NaiveBackorder& backorder = backorders_.at(name);
            reply.backorders.push_back(
                {.sku = key.first,
                 .node = key.second,
                 .backorder = name.second,
                 .wanted = backorder.wanted,
                 .day = backorder.day,
                 .latest = backorder.latest,
                 .priority = static_cast<std::uint16_t>(backorder.priority),
                 .strategy = backorder.strategy,
                 .confirmed = backorder.confirmed,
                 .confirmed_day = backorder.confirmed_day,
                 .segment = backorder.segment}
            );
        }
    }
}

}  // namespace earmark
