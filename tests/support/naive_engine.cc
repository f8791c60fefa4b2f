#include "tests/support/naive_engine.h"

#include "engine/network/network_place.h"
#include "tests/support/naive_rows.h"

#include <algorithm>
#include <tuple>

namespace earmark {

Units NaiveReservation::sum(Units NaiveLine::* figure) const {
    Units total = 0;
    for (const NaiveLine& line : lines)
        total += line.*figure;
    return total;
}

void NaiveEngine::know_item(SkuId sku, std::string category) {
    const MutexLock lock(mutex_);
    categories_[sku] = std::move(category);
    items_.insert(sku);
}

void NaiveEngine::know_node(NodeId node, bool enabled, NodeType type) {
    const MutexLock lock(mutex_);
    types_[node] = type;
    nodes_[node] = enabled;
}

void NaiveEngine::know_group(GroupId group, std::vector<NodeId> members) {
    const MutexLock lock(mutex_);
    groups_[group] = std::move(members);
}

void NaiveEngine::know_segment(SegmentId segment) {
    const MutexLock lock(mutex_);
    segments_.insert(segment);
}

// ---- Availability --------------------------------------------------------------------------

Availability NaiveEngine::figures(PositionKey key, std::string_view own, const Asking& asking)
    const {
    Availability figures;
    if (const auto position = positions_.find(key); position != positions_.end()) {
        figures.on_hand = position->second.on_hand;
        figures.safety = safety(key, asking);
    }
    for (const auto& [id, reservation] : reservations_) {
        for (const NaiveLine& line : reservation.lines) {
            if (PositionKey{line.asked.sku, line.asked.node} != key) continue;
            if (line.day > today_) continue;
            if (id != own) figures.reserved += line.held;
            figures.allocated += line.allocated;
        }
    }
    figures.reserved += confirmed_by(key, today_);
    const Units free = figures.on_hand - figures.reserved - figures.allocated;
    const auto node = nodes_.find(key.second);
    const bool sells = node != nodes_.end() && node->second && !is_stopped(key, asking);
    figures.shortage = std::max<Units>(0, -free);
    const Units there = sells ? std::max<Units>(0, free - figures.safety) : 0;
    figures.withheld = std::max<Units>(0, free) - there;
    const Units promised = std::max<Units>(0, least_projected(key, today_, own) - figures.safety);
    figures.ats = share(key, std::min(there, promised), own, asking.segment);
    figures.kept = there - figures.ats;
    return figures;
}

Units NaiveEngine::ats(PositionKey key, const Asking& asking) const {
    return figures(key, {}, asking).ats;
}

Availability NaiveEngine::answer(
    const AvailabilityQuery& query, std::string_view own, const Asking& asking
) const {
    Availability sum;
    if (!items_.contains(query.sku)) {
        sum.verdict = QueryVerdict::unknown_item;
        return sum;
    }
    std::vector<NodeId> asked;
    if (!query.node.is_none()) {
        if (!nodes_.contains(query.node)) {
            sum.verdict = QueryVerdict::unknown_node;
            return sum;
        }
        asked.push_back(query.node);
    } else if (!query.group.is_none()) {
        const auto group = groups_.find(query.group);
        if (group == groups_.end()) {
            sum.verdict = QueryVerdict::unknown_group;
            return sum;
        }
        asked = group->second;
    } else {
        for (const auto& [node, enabled] : nodes_)
            asked.push_back(node);
    }
    if (kits_.contains(query.sku)) return kit_answer(query, asked, own, asking);
    const bool is_group = query.node.is_none() && !query.group.is_none();
    Asking at_nodes = asking;
    if (is_group && network_rule(query.sku, query.group) != nullptr) at_nodes.ignore_safety = true;
    for (const NodeId node : asked) {
        const Availability one = figures({query.sku, node}, own, at_nodes);
        sum.ats += one.ats;
        sum.on_hand += one.on_hand;
        sum.reserved += one.reserved;
        sum.allocated += one.allocated;
        sum.safety += one.safety;
        sum.withheld += one.withheld;
        sum.kept += one.kept;
        sum.shortage += one.shortage;
    }
    leave_to_groups(query.sku, is_group ? place_of(query.group) : query.node, own, asking, sum);
    return sum;
}

void NaiveEngine::availability(const AvailabilityRequest& request, AvailabilityReply& reply) const {
    const MutexLock lock(mutex_);
    reply = {};
    if (!request.segment.is_none() && !segments_.contains(request.segment)) {
        reply.outcome = Outcome::unknown_segment;
        return;
    }
    const Asking asking{request.segment, request.method, request.ignore_safety};
    for (const AvailabilityQuery& query : request.queries)
        reply.figures.push_back(answer(query, request.own_reservation, asking));
}

Availability NaiveEngine::position(SkuId sku, NodeId node, const Asking& asking) const {
    const MutexLock lock(mutex_);
    return answer({sku, node, {}}, {}, asking);
}

Availability NaiveEngine::over(SkuId sku, GroupId group, const Asking& asking) const {
    const MutexLock lock(mutex_);
    return answer({sku, {}, group}, {}, asking);
}

// ---- Supply --------------------------------------------------------------------------------

RowVerdict NaiveEngine::apply_row(std::string_view source, const SupplyRow& row, bool is_rest) {
    if (!items_.contains(row.sku)) return RowVerdict::unknown_item;
    if (!nodes_.contains(row.node)) return RowVerdict::unknown_node;
    if (row.as_of != Time{}) {
        if (row.change != SupplyChange::sync || row.as_of > now_) return RowVerdict::bad_value;
        if (row.as_of < now_ - kKeepMovements) return RowVerdict::as_of_too_old;
    }
    if (kits_.contains(row.sku)) return RowVerdict::is_kit;
    const PositionKey key{row.sku, row.node};
    const bool is_new = !positions_.contains(key);
    NaivePosition changed = is_new ? NaivePosition{} : positions_.at(key);

    if (row.sequence != 0) {
        std::uint64_t& newest = changed.newest_sequence[std::string(source)];
        if (row.sequence <= newest && !is_rest) return RowVerdict::stale;
        newest = row.sequence;
    }
    const bool is_relative = row.change == SupplyChange::adjust;
    Units& figure = row.change == SupplyChange::safety ? changed.safety : changed.on_hand;
    const Units most = row.change == SupplyChange::safety ? kSafetyUnitsMax : kUnitsMax;
    const Units before = figure;
    Units after = row.quantity;
    const bool is_restated = row.as_of != Time{};
    if (is_restated) {
        if (row.quantity < 0) return RowVerdict::negative_quantity;
        if (row.quantity > most) return RowVerdict::quantity_too_large;
        after += moved_after(key, row.as_of);
        if (after < 0) return RowVerdict::below_zero;
    }
    if (is_relative && __builtin_add_overflow(before, row.quantity, &after))
        return RowVerdict::quantity_too_large;
    if (after < 0) return is_relative ? RowVerdict::below_zero : RowVerdict::negative_quantity;
    if (after > most) return RowVerdict::quantity_too_large;
    figure = after;
    const bool is_opening = row.change == SupplyChange::sync && !there_before_.contains(key);
    if (row.change != SupplyChange::safety && !is_restated && !is_opening)
        note_move(key, after - before);
    const bool same = !is_new && figure == before;
    positions_[key] = std::move(changed);
    return same ? RowVerdict::unchanged : RowVerdict::applied;
}

void NaiveEngine::apply_supply(
    const SupplyRequest& request, const CallContext& context, SupplyReply& reply
) {
    const MutexLock lock(mutex_);
    now_ = context.now;
    there_before_.clear();
    for (const auto& [key, position] : positions_)
        there_before_.insert(key);
    reply = {};
    const SupplyRow* taken = nullptr;  // The row before, unless it was refused.
    for (std::size_t row = 0; row < request.rows.size(); ++row) {
        const SupplyRow& given = request.rows[row];
        const bool is_rest = taken != nullptr && given.sequence != 0 &&
                             std::tie(taken->sku, taken->node, taken->sequence) ==
                                 std::tie(given.sku, given.node, given.sequence) &&
                             taken->change != SupplyChange::safety &&
                             given.change == SupplyChange::safety;
        const RowVerdict verdict = apply_row(request.source, given, is_rest);
        count_row(reply, row, verdict);
        const bool was_taken = verdict == RowVerdict::applied || verdict == RowVerdict::unchanged;
        taken = was_taken ? &given : nullptr;
    }
}

// ---- Reservations --------------------------------------------------------------------------

namespace {

bool breaks_any_request(LineVerdict verdict) {
    return verdict == LineVerdict::zero_quantity || verdict == LineVerdict::negative_quantity ||
           verdict == LineVerdict::quantity_too_large;
}

// The outcome that needs no look at the stock.
Outcome form_refusal(const ReserveRequest& request) {
    if (request.id.empty()) return Outcome::id_missing;
    if (request.id.size() > kReservationIdBytesMax) return Outcome::id_too_long;
    if (request.lines.empty()) return Outcome::no_lines;
    if (request.lines.size() > kReservationLinesMax) return Outcome::too_many_lines;
    if (request.hold_for.count() <= 0) return Outcome::bad_value;
    if (request.hold_for > kHoldForMax) return Outcome::hold_too_long;
    std::set<std::uint32_t> numbers;
    for (const ReserveLine& line : request.lines) {
        if (!numbers.insert(line.line).second) return Outcome::repeated_line;
    }
    return Outcome::done;
}

/// The field in which the request differs from what made the reservation; empty if in none.
std::string different_field(const ReserveRequest& request, const NaiveReservation& reservation) {
    if (!reservation.was_reserved) return "lines";
    if (request.lines.size() != reservation.first_lines.size()) return "lines";
    for (std::size_t i = 0; i < request.lines.size(); ++i) {
        const ReserveLine& now = request.lines[i];
        const ReserveLine& first = reservation.first_lines[i].asked;
        if (now.line != first.line || now.sku != first.sku || now.node != first.node ||
            now.quantity != first.quantity || request.day(i) != reservation.first_lines[i].day)
            return "lines";
    }
    if (request.hold_for != reservation.hold_for) return "hold_for";
    if (request.segment != reservation.segment) return "segment";
    if (request.filling != reservation.filling) return "filling";
    if (request.reference != reservation.reference) return "reference";
    return {};
}

void answer_again(
    const ReserveRequest& request, const NaiveReservation& reservation, ReserveReply& reply
) {
    reply.detail = different_field(request, reservation);
    if (!reply.detail.empty()) {
        reply.outcome = Outcome::id_used_differently;
        return;
    }
    reply.outcome = Outcome::repeated;
    for (const NaiveLine& line : reservation.first_lines) {
        reply.lines.push_back(
            {.line = line.asked.line, .verdict = line.verdict, .reserved = line.granted}
        );
    }
    if (reservation.sum(&NaiveLine::held) > 0) reply.expires_at = reservation.expires_at;
    reply.state = reservation.state;
}

/// What a reservation keeps of the request that made it.
void keep_request(
    const ReserveRequest& request, const CallContext& context, NaiveReservation& made
) {
    made.segment = request.segment;
    made.hold_for = request.hold_for;
    made.filling = request.filling;
    made.expires_at = context.now + request.hold_for;
    made.reference = request.reference;
    made.made_by = context.actor;
    made.made_at = std::chrono::floor<std::chrono::seconds>(context.now);
}

/// seen: what there was for each line.
void answer_lines(
    const std::vector<NaiveLine>& asked,
    const std::vector<Units>& seen,
    bool refused,
    ReserveReply& reply
) {
    for (std::size_t i = 0; i < asked.size(); ++i) {
        const NaiveLine& line = asked[i];
        reply.lines.push_back(
            {.line = line.asked.line,
             .verdict = line.verdict,
             .reserved = refused ? 0 : line.granted,
             .ats = seen[i]}
        );
    }
}

}  // namespace

void NaiveEngine::reserve(
    const ReserveRequest& request, const CallContext& context, ReserveReply& reply
) {
    const MutexLock lock(mutex_);
    reply = {};
    reply.outcome = form_refusal(request);
    if (reply.outcome != Outcome::done) return;
    if (!request.segment.is_none() && !segments_.contains(request.segment)) {
        reply.outcome = Outcome::unknown_segment;
        return;
    }
    if (const auto known = reservations_.find(request.id); known != reservations_.end()) {
        answer_again(request, known->second, reply);
        return;
    }
    if (request.stamped_at && *request.stamped_at < context.now - keep_finished_) {
        reply.outcome = Outcome::too_old;
        return;
    }

    // A quantity that cannot be refuses the request before any stock is looked at.
    bool is_broken = false;
    for (std::size_t i = 0; i < request.lines.size(); ++i) {
        const LineVerdict refusal = line_refusal(request.lines[i], request.day(i));
        is_broken = is_broken || breaks_any_request(refusal);
    }
    if (is_broken) {
        reply.outcome = Outcome::lines_refused;
        for (std::size_t i = 0; i < request.lines.size(); ++i) {
            const ReserveLine& line = request.lines[i];
            const LineVerdict verdict = first_refusal(line, request.day(i));
            reply.lines.push_back({.line = line.line, .verdict = verdict});
        }
        return offer_substitutes(request, reply);
    }
    NaiveReservation made;
    std::vector<NaiveLine> asked;
    std::vector<Units> seen;
    judge_lines(request, made, asked, seen);
    const bool any_short = std::any_of(asked.begin(), asked.end(), [](const auto& line) {
        return line.verdict != LineVerdict::reserved;
    });
    const bool refused =
        request.filling == Filling::all_or_nothing ? any_short : made.sum(&NaiveLine::granted) == 0;
    answer_lines(asked, seen, refused, reply);
    if (refused) {
        reply.outcome = Outcome::lines_refused;
        return offer_substitutes(request, reply);
    }
    for (const NaiveLine& line : made.lines) {
        made.has_days = made.has_days || line.day != kNoDay;
        if (is_group_place(line.asked.node) && line.granted > 0)
            group_places_.insert({line.asked.sku, line.asked.node});
    }
    keep_request(request, context, made);
    made.made = ++moment_;
    made.first_lines = asked;
    reply.expires_at = made.expires_at;
    reservations_.emplace(std::string(request.id), std::move(made));
    offer_substitutes(request, reply);
}

// ---- Time ----------------------------------------------------------------------------------

namespace {

/// The engine looks at the time by quarters of a second, and does nothing before its time.
bool is_due(Time due, Time now) {
    constexpr std::chrono::milliseconds kQuarter{250};
    const auto quarters = now.time_since_epoch() / kQuarter;
    return due.time_since_epoch() <= quarters * kQuarter;
}

}  // namespace

std::size_t NaiveEngine::tick(Time now, Duration steady) {
    const MutexLock lock(mutex_);
    const Duration offset = now.time_since_epoch() - steady;
    if (!clock_offset_ || is_clock_accepted_) clock_offset_ = offset;
    is_clock_accepted_ = false;
    if (std::chrono::abs(offset - *clock_offset_) > std::chrono::seconds(5)) return 0;
    clock_offset_ = offset;

    today_ = day_of(now);
    begin_and_end_rules(now);
    begin_and_end_selling_rules(now);
    std::size_t expired = 0;
    for (auto& [id, reservation] : reservations_) {
        if (reservation.state != ReservationState::held || !is_due(reservation.expires_at, now))
            continue;
        for (NaiveLine& line : reservation.lines)
            line.held = 0;
        reservation.state =
            reservation.was_committed ? ReservationState::committed : ReservationState::expired;
        if (reservation.sum(&NaiveLine::allocated) == 0) reservation.finished_at = now;
        ++expired;
    }
    std::erase_if(reservations_, [&](const auto& entry) {
        return entry.second.finished_at && is_due(*entry.second.finished_at + keep_finished_, now);
    });
    std::set<PositionKey> waiting;
    for (const auto& [key, backorder] : backorders_)
        waiting.insert(key.first);
    for (const PositionKey& key : waiting)
        confirm_at(key);
    return expired;
}

void NaiveEngine::accept_clock() {
    const MutexLock lock(mutex_);
    is_clock_accepted_ = true;
}

AuditReply NaiveEngine::audit() const {
    const MutexLock lock(mutex_);
    AuditReply reply;
    reply.positions = positions_.size() + group_places_.size();
    reply.reservations = reservations_.size();
    for (const auto& [id, reservation] : reservations_) {
        for (const NaiveLine& line : reservation.lines)
            reply.open_lines += line.held + line.allocated > 0 ? 1U : 0U;
    }
    return reply;
}

}  // namespace earmark
