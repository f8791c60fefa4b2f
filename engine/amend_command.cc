// A held reservation changed in place: extended, its lines raised, lowered, moved, added, dropped.
//
// The lines of the request are applied one after the other to a copy of the reservation's lines.
// What the copy then holds more at a position than the reservation does now must be available
// there, once what it holds less there is given back: one check and one record for the whole.
#include "engine/amend_lines.h"
#include "engine/amend_stock.h"
#include "engine/capacity/capacity_step.h"
#include "engine/engine.h"
#include "engine/first_answer.h"
#include "engine/reservation_change.h"
#include "engine/selling.h"

#include <algorithm>

namespace earmark {

namespace {

AmendWork& workspace() {
    static thread_local AmendWork kept;
    return kept;
}

constexpr std::uint64_t kAmendHash = 0x616d656e64;  ///< No step's content begins so.

OperationMark mark_of(const AmendRequest& request) {
    const std::uint64_t head[2] = {
        request.hold_for ? 1U : 0U,
        static_cast<std::uint64_t>(request.hold_for.value_or(std::chrono::seconds(0)).count())
    };
    std::uint64_t hash = hash_on(kAmendHash, head);
    for (const AmendLine& line : request.lines) {
        const std::uint64_t words[3] = {
            (std::uint64_t{line.line} << 32U) | line.sku.value(),
            (std::uint64_t{line.node.value()} << 32U) | line.from.value(),
            static_cast<std::uint64_t>(line.quantity)
        };
        hash = hash_on(hash, words);
    }
    for (const Day day : request.days) {
        const std::uint64_t word[1] = {day};
        hash = hash_on(hash, word);
    }
    return operation_mark(request.operation, hash);
}

Outcome check_request(
    const AmendRequest& request, const CallContext& context, std::string& detail
) {
    if (const Outcome bad = check_id(request.id, detail); bad != Outcome::done) return bad;
    if (auto bad = bad_context(context)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    if (const Outcome bad = check_operation(request.operation, detail); bad != Outcome::done)
        return bad;
    if (request.lines.empty() && !request.hold_for) {
        detail = "the request has neither lines nor hold_for";
        return Outcome::no_lines;
    }
    if (request.lines.size() > kReservationLinesMax) {
        detail = found_expected("lines", std::to_string(request.lines.size()), "at most 4096");
        return Outcome::too_many_lines;
    }
    if (!request.days.empty() && request.days.size() != request.lines.size()) {
        detail = found_expected("days", std::to_string(request.days.size()), "one for each line");
        return Outcome::bad_value;
    }
    if (request.hold_for) {
        const Outcome bad = check_hold_for(*request.hold_for, detail);
        if (bad != Outcome::done) return bad;
    }
    if (!request.lines.empty() && request.operation.empty()) {
        detail = "lines need the name of an operation, so that repeating them is harmless";
        return Outcome::operation_missing;
    }
    return Outcome::done;
}

/// Returns whether the line is short.
bool answer_line(const AmendedLine& line, LineAnswer& answer) {
    answer.ats = line.ats;
    answer.reserved = line.units.held;
    if (line.is_short) answer.verdict = line.why_short;
    return line.is_short;
}

/// Likewise, of a kit by its first part: in kits, and short if any part is.
bool answer_kit(const AmendWork& work, const AmendedLine& first, LineAnswer& answer) {
    bool is_short = false;
    answer.ats = kUnitsMax;
    answer.reserved = first.units.held / first.part.per_kit;
    for (const AmendedLine& line : work.amended.lines) {
        if (line.line != first.line || line.node != first.node) continue;
        answer.ats = std::min(answer.ats, line.ats / line.part.per_kit);
        if (line.is_short && answer.verdict != LineVerdict::sale_stopped)
            answer.verdict = line.why_short;
        is_short = is_short || line.is_short;
    }
    return is_short;
}

/// Answers each line of the request; true if all can be done.
bool answer_lines(const AmendWork& work, std::vector<LineAnswer>& answers) {
    bool is_short = false;
    for (std::size_t index = 0; index < answers.size(); ++index) {
        const AmendedLine& line = work.amended.lines[work.amended.targets[index]];
        const bool is_line_short = line.part.kit.is_none() ? answer_line(line, answers[index])
                                                           : answer_kit(work, line, answers[index]);
        is_short = is_short || is_line_short;
    }
    if (!is_short) return true;
    for (LineAnswer& answer : answers)
        answer.reserved = 0;
    return false;
}

/// Gives the reservation the lines of the copy.
Reservation& rewrite(ReservationTable::Stripe& stripe, Reservation& reservation, AmendWork& work) {
    keep_first_answer(reservation);
    std::erase_if(work.amended.lines, [](const AmendedLine& line) {
        return line.is_touched && line.units.granted == 0;
    });
    work.keys.clear();
    for (const AmendedLine& line : work.amended.lines)
        work.keys.emplace_back(line.line, line.sku, line.node, line.requested);
    Reservation& made = std::ranges::equal(reservation.keys(), work.keys)
                            ? reservation
                            : stripe.remake(reservation, work.keys);
    made.detail->units.clear();
    made.detail->days.clear();
    made.detail->kits.clear();
    const bool has_kits = std::ranges::any_of(work.amended.lines, [](const AmendedLine& line) {
        return !line.part.kit.is_none();
    });
    const bool has_days = std::any_of(
        work.amended.lines.begin(),
        work.amended.lines.end(),
        [](const AmendedLine& line) { return line.day != kNoDay; }
    );
    for (const AmendedLine& line : work.amended.lines) {
        made.detail->units.push_back(line.units);
        if (has_days) made.detail->days.push_back(line.day);
        if (has_kits) made.detail->kits.push_back(line.part);
    }
    return made;
}

/// Takes what the new lines need of the days on which they leave; the outcome if there is no room.
/// Holding the items.
Outcome take_capacity(
    const EngineState& state,
    const Reservation& reservation,
    const AmendWork& work,
    CapacityStep& capacity,
    std::string& detail
) {
    if (!reservation.detail || reservation.detail->leaving.empty()) return Outcome::done;
    std::vector<CapacityLine> lines;
    lines.reserve(work.amended.lines.size());
    for (const AmendedLine& line : work.amended.lines) {
        const Units units = line.units.held + line.units.allocated + line.units.shipped;
        lines.push_back({line.line, line.node, units});
    }
    capacity.before(reservation);
    capacity.after(reservation.detail->leaving, lines);
    if (capacity.take(state.reference.current().capacity.get())) return Outcome::done;
    detail = "the day on which it is to leave has no room for more at a node";
    return Outcome::no_capacity;
}

/// Whether the reservation can be amended so; the copy then has its new lines.
Outcome plan(
    const EngineState& state,
    const Reservation& reservation,
    const AmendRequest& request,
    ReservationReply& reply
) {
    if (!request.operation.empty()) {
        const Outcome known =
            check_operation(reservation, request.operation, mark_of(request), reply.detail);
        if (known != Outcome::done) return known;
    }
    if (!reservation.has_held()) {
        reply.detail = "the reservation is " + std::string(to_string(reservation.state));
        return Outcome::wrong_state;
    }
    AmendWork& work = workspace();
    copy_lines(reservation, work.amended.lines);
    return request.lines.empty() ? Outcome::done : amend_lines(state, request, work.amended, reply);
}

}  // namespace

void Engine::amend(
    const AmendRequest& request, const CallContext& context, ReservationReply& reply
) {
    clear(reply);
    reply.outcome = check_request(request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;
    reply.outcome = check_method(request.method, reply.detail);
    if (reply.outcome != Outcome::done) return;
    ReservationLock stripe(state_->reservations, request.id);
    Reservation* reservation = stripe->find(request.id);
    if (reservation == nullptr) {
        reply.outcome = Outcome::unknown_reservation;
        reply.lsn = state_->log->newest();
        return;
    }
    AmendWork& work = workspace();
    reply.outcome = plan(*state_, *reservation, request, reply);
    if (reply.outcome != Outcome::done) return fill_reply(*reservation, reply);

    LogSpace space(
        // A line for another day changes two days.
        state_->log,
        reservation_record_bytes_max(2 * work.amended.lines.size(), reservation->detail.get())
    );
    if (!space.granted()) {
        reply.answers.clear();
        reply.outcome = space.refusal();
        return fill_reply(*reservation, reply);
    }
    ItemLocks locks(state_->items);
    for (const AmendedLine& line : work.amended.lines) {
        if (!line.is_touched) continue;
        locks.add(line.sku);
        if (!line.part.kit.is_none()) locks.add(line.part.kit);
    }
    locks.lock();
    const Asking asking{reservation->segment(), request.method, request.ignore_safety};
    const Lsn newest = judge_stock(*state_, *reservation, asking, work);
    if (!answer_lines(work, reply.answers)) {
        reply.outcome = Outcome::lines_refused;
        fill_reply(*reservation, reply);
        reply.lsn = std::max(reply.lsn, newest);
        return;
    }
    CapacityStep capacity(*state_);
    if (!request.lines.empty())
        reply.outcome = take_capacity(*state_, *reservation, work, capacity, reply.detail);
    if (reply.outcome != Outcome::done) {
        reply.answers.clear();
        return fill_reply(*reservation, reply);
    }
    count_reservation(*state_, *reservation, -1);
    if (!request.lines.empty()) reservation = &rewrite(*stripe, *reservation, work);
    if (!request.operation.empty())
        reservation->make_detail().operations.push_back(mark_of(request));
    if (request.hold_for)
        reservation->due_us = (context.now + *request.hold_for).time_since_epoch().count();
    schedule(*state_, *stripe, *reservation, context.now);
    log_reservation(*state_, space, ReservationEvent::amended, context, *reservation, work.deltas);
    capacity.give_back();
    count_reservation(*state_, *reservation, +1);
    fill_reply(*reservation, reply);
}

}  // namespace earmark
