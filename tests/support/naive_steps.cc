// The life cycle of a reservation, the obvious way.
#include "tests/support/naive_engine.h"

#include <algorithm>

namespace earmark {
namespace {

bool takes_held_units(ReservationStep step) {
    return step == ReservationStep::commit || step == ReservationStep::release;
}

Units& movable(NaiveLine& line, ReservationStep step) {
    return takes_held_units(step) ? line.held : line.allocated;
}

Units movable_sum(const NaiveReservation& reservation, ReservationStep step) {
    return reservation.sum(takes_held_units(step) ? &NaiveLine::held : &NaiveLine::allocated);
}

/// Nothing is left to do for this step, and it was this step that did it.
bool is_repeat(const NaiveReservation& reservation, ReservationStep step) {
    switch (step) {
        case ReservationStep::commit:
            return reservation.hold_ended_by == ReservationStep::commit;
        case ReservationStep::release:
            return reservation.hold_ended_by == ReservationStep::release;
        case ReservationStep::ship:
        case ReservationStep::cancel:
            return reservation.last_of_order == step;
    }
    return false;
}

/// What the step leaves: held until nothing is held any more.
void settle(NaiveReservation& reservation, ReservationStep step, Time now) {
    if (reservation.sum(&NaiveLine::held) > 0) return;
    if (reservation.state == ReservationState::held) {
        reservation.state =
            reservation.was_committed ? ReservationState::committed : ReservationState::released;
        reservation.hold_ended_by = step;
    }
    if (reservation.sum(&NaiveLine::allocated) == 0 && !reservation.finished_at)
        reservation.finished_at = now;
}

std::string text_of(const StepRequest& request) {
    std::string text = "step " + std::to_string(static_cast<int>(request.step));
    for (const PartLine& part : request.parts) {
        text += "; " + std::to_string(part.line) + " at " + std::to_string(part.node.value()) +
                ": " + std::to_string(part.quantity);
    }
    return text;
}

}  // namespace

void fill_reply(const NaiveReservation& reservation, ReservationReply& reply) {
    reply.state = reservation.state;
    if (reservation.sum(&NaiveLine::held) > 0) reply.expires_at = reservation.expires_at;
    reply.reference = reservation.reference;
    reply.made_by = reservation.made_by;
    reply.made_at = reservation.made_at;
    for (const NaiveLine& line : reservation.lines) {
        reply.lines.push_back(
            {.line = line.asked.line,
             .sku = line.asked.sku,
             .node = line.asked.node,
             .day = line.day,
             .requested = line.asked.quantity,
             .granted = line.granted,
             .held = line.held,
             .allocated = line.allocated,
             .shipped = line.shipped,
             .kit = line.kit,
             .per_kit = line.kit.is_none() ? 1 : line.per_kit}
        );
    }
}

void NaiveEngine::move_units(
    const NaiveReservation& reservation,
    NaiveLine& line,
    ReservationStep step,
    Units units,
    Units& corrected
) {
    if (units == 0) return;
    movable(line, step) -= units;
    if (step == ReservationStep::commit) line.allocated += units;
    if (step == ReservationStep::cancel) line.cancelled += units;
    if (step != ReservationStep::ship) return;
    line.shipped += units;
    shipments_[{line.asked.sku, line.asked.node}].push_back(
        {reservation.segment, reservation.made, ++moment_, units}
    );
    note_move({line.asked.sku, line.asked.node}, -units);
    Units& on_hand = positions_[{line.asked.sku, line.asked.node}].on_hand;
    const Units there = std::min(on_hand, units);
    on_hand -= there;
    corrected += units - there;
}

Outcome NaiveEngine::take_whole(
    NaiveReservation& reservation, ReservationStep step, Units& corrected
) {
    if (movable_sum(reservation, step) == 0)
        return is_repeat(reservation, step) ? Outcome::repeated : Outcome::wrong_state;
    std::vector<Units> moved;
    for (NaiveLine& line : reservation.lines)
        moved.push_back(movable(line, step));
    if (step == ReservationStep::commit && !bind_lines(reservation, moved))
        return Outcome::lines_refused;
    for (std::size_t i = 0; i < moved.size(); ++i)
        move_units(reservation, reservation.lines[i], step, moved[i], corrected);
    return Outcome::done;
}

Outcome NaiveEngine::take_parts(
    NaiveReservation& reservation, const StepRequest& request, Units& corrected
) {
    const std::string name(request.operation);
    const std::string content = text_of(request);
    if (const auto known = reservation.operations.find(name); known != reservation.operations.end())
        return known->second == content ? Outcome::repeated : Outcome::id_used_differently;

    const bool may_step = takes_held_units(request.step)
                              ? reservation.state == ReservationState::held
                              : movable_sum(reservation, request.step) > 0;
    if (!may_step) return Outcome::wrong_state;
    std::vector<Units> taken(reservation.lines.size());
    for (const PartLine& part : request.parts) {
        const auto figure =
            takes_held_units(request.step) ? &NaiveLine::held : &NaiveLine::allocated;
        const Outcome bad = take_part(part, reservation.lines, figure, taken);
        if (bad != Outcome::done) return bad;
    }
    if (request.step == ReservationStep::commit && !bind_lines(reservation, taken))
        return Outcome::lines_refused;
    for (std::size_t i = 0; i < taken.size(); ++i)
        move_units(reservation, reservation.lines[i], request.step, taken[i], corrected);
    reservation.operations.emplace(name, content);
    return Outcome::done;
}

void NaiveEngine::step(
    const StepRequest& request, const CallContext& context, ReservationReply& reply
) {
    const MutexLock lock(mutex_);
    now_ = context.now;
    reply = {};
    if (request.id.empty()) {
        reply.outcome = Outcome::id_missing;
        return;
    }
    if (request.id.size() > kReservationIdBytesMax) {
        reply.outcome = Outcome::id_too_long;
        return;
    }
    if (!request.parts.empty() && request.operation.empty()) {
        reply.outcome = Outcome::operation_missing;
        return;
    }
    const auto found = reservations_.find(request.id);
    if (found == reservations_.end()) {
        reply.outcome = Outcome::unknown_reservation;
        return;
    }
    NaiveReservation& reservation = found->second;
    reply.outcome = request.parts.empty()
                        ? take_whole(reservation, request.step, reply.corrected_units)
                        : take_parts(reservation, request, reply.corrected_units);
    if (reply.outcome == Outcome::done) {
        if (request.step == ReservationStep::commit) reservation.was_committed = true;
        if (!takes_held_units(request.step)) reservation.last_of_order = request.step;
        settle(reservation, request.step, context.now);
    }
    fill_reply(reservation, reply);
}

void NaiveEngine::reservation(std::string_view id, ReservationReply& reply) const {
    const MutexLock lock(mutex_);
    reply = {};
    const auto found = reservations_.find(id);
    if (found == reservations_.end()) {
        reply.outcome = Outcome::unknown_reservation;
        return;
    }
    fill_reply(found->second, reply);
}

}  // namespace earmark
