#include "engine/bind_lines.h"
#include "engine/capacity/capacity_step.h"
#include "engine/engine.h"
#include "engine/reservation/reservation_state.h"
#include "engine/reservation_change.h"

#include <algorithm>
#include <xxhash.h>

namespace earmark {

namespace {

/// What a step takes from each line, by line index.
struct Moves {
    std::vector<Units> units;
    Units total = 0;
};

Moves& moves_buffer() {
    static thread_local Moves kept;
    return kept;
}

bool moves_held(ReservationStep step) {
    return step == ReservationStep::commit || step == ReservationStep::release;
}

OperationMark mark_of(const StepRequest& request) {
    std::uint64_t hash = XXH3_64bits(&request.step, sizeof(request.step));
    for (const PartLine& part : request.parts) {
        const std::uint64_t words[2] = {
            (std::uint64_t{part.line} << 32U) | part.node.value(),
            static_cast<std::uint64_t>(part.quantity)
        };
        hash = hash_on(hash, words);
    }
    return operation_mark(request.operation, hash);
}

/// Everything the step can move.
void plan_whole(const Reservation& reservation, ReservationStep step, Moves& moves) {
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const LineUnits units = reservation.units(index);
        moves.units[index] = moves_held(step) ? units.held : units.allocated;
        moves.total += moves.units[index];
    }
}

/// A whole step that finds nothing to move was done before, or never can be.
Outcome nothing_to_move(const Reservation& reservation, ReservationStep step) {
    const OrderStep last = reservation.last_order_step;
    const bool was_this =
        step == ReservationStep::ship ? last == OrderStep::shipped : last == OrderStep::cancelled;
    return was_this ? Outcome::repeated : Outcome::wrong_state;
}

/// Whether it was this step that left nothing held: what expired, or was released, is not committed
/// by asking again.
bool ended_hold(const Reservation& reservation, ReservationStep step) {
    return reservation.hold_end ==
           (step == ReservationStep::commit ? HoldEnd::committed : HoldEnd::released);
}

/// What the request means for this reservation: done with the moves planned, or the answer.
Outcome plan_step(
    const Reservation& reservation, const StepRequest& request, Moves& moves, std::string& detail
) {
    moves.units.assign(reservation.line_count(), 0);
    moves.total = 0;
    if (!request.parts.empty()) {
        const Outcome known =
            check_operation(reservation, request.operation, mark_of(request), detail);
        if (known != Outcome::done) return known;
    }
    const auto wrong_state = [&] {
        detail = "the reservation is " + std::string(to_string(reservation.state));
        return Outcome::wrong_state;
    };
    switch (step_rule(reservation.state, request.step)) {
        case StepRule::refuse:
            return wrong_state();
        case StepRule::repeat:
            return request.parts.empty() && ended_hold(reservation, request.step)
                       ? Outcome::repeated
                       : wrong_state();
        case StepRule::go:
            break;
    }
    if (!request.parts.empty()) {
        const bool open = moves_held(request.step) || reservation.has_allocated();
        if (!open) return wrong_state();
        const PartOf part_of = moves_held(request.step) ? PartOf::held : PartOf::allocated;
        return take_parts(reservation, request.parts, part_of, moves.units, detail);
    }
    plan_whole(reservation, request.step, moves);
    if (moves.total > 0) return Outcome::done;
    const Outcome outcome = nothing_to_move(reservation, request.step);
    if (outcome != Outcome::wrong_state) return outcome;
    if (!reservation.was_committed) return wrong_state();
    detail = std::string("nothing of the order is left to ") +
             (request.step == ReservationStep::ship ? "ship" : "cancel");
    return outcome;
}

/// Adds how the moves change positions. On hand never goes below zero: what is shipped beyond it is
/// returned as corrected. Holding the items.
Units collect_deltas(
    const EngineState& state,
    const Reservation& reservation,
    ReservationStep step,
    const Moves& moves,
    std::vector<PositionDelta>& deltas
) {
    for (std::size_t index = 0; index < moves.units.size(); ++index) {
        const Units units = moves.units[index];
        if (units == 0) continue;
        const ReservationKey& key = reservation.keys()[index];
        PositionDelta delta{.sku = key.sku(), .node = key.node(), .day = reservation.day(index)};
        (moves_held(step) ? delta.reserved : delta.allocated) = -units;
        if (step == ReservationStep::commit) delta.allocated = units;
        if (step == ReservationStep::ship) {
            delta.on_hand = -units;
            delta.shipped = units;
        }
        deltas.push_back(delta);
    }
    merge_deltas(deltas);
    Units corrected = 0;
    if (step != ReservationStep::ship) return corrected;
    Units there_is = 0;
    const PositionDelta* before = nullptr;
    for (PositionDelta& delta : deltas) {
        const auto position = state.items.position(delta.sku, delta.node);
        // What is there for lines of several days of one position, which follow one another.
        if (before == nullptr || before->sku != delta.sku || before->node != delta.node)
            there_is = position ? position->on_hand() : 0;
        before = &delta;
        const Units asked = -delta.on_hand;
        const Units taken = std::min(asked, there_is);
        corrected += asked - taken;
        there_is -= taken;
        delta.on_hand = -taken;
    }
    return corrected;
}

UnitsPlace place_after(ReservationStep step) {
    switch (step) {
        case ReservationStep::commit:
            return UnitsPlace::allocated;
        case ReservationStep::ship:
            return UnitsPlace::shipped;
        case ReservationStep::release:
        case ReservationStep::cancel:
            break;
    }
    return UnitsPlace::given_back;
}

void move_units(Reservation& reservation, const StepRequest& request, const Moves& moves) {
    if (request.parts.empty() && !reservation.detail) {
        reservation.place = place_after(request.step);
    } else {
        auto& detail = reservation.make_detail();
        for (std::size_t index = 0; index < moves.units.size(); ++index) {
            LineUnits& units = detail.units[index];
            (moves_held(request.step) ? units.held : units.allocated) -= moves.units[index];
            if (request.step == ReservationStep::commit) units.allocated += moves.units[index];
            if (request.step == ReservationStep::ship) units.shipped += moves.units[index];
        }
        if (!request.parts.empty()) detail.operations.push_back(mark_of(request));
    }
    if (request.step == ReservationStep::commit) reservation.was_committed = true;
    if (request.step == ReservationStep::ship) reservation.last_order_step = OrderStep::shipped;
    if (request.step == ReservationStep::cancel) reservation.last_order_step = OrderStep::cancelled;
    if (reservation.state == ReservationState::held && !reservation.has_held()) {
        reservation.hold_end =
            request.step == ReservationStep::commit ? HoldEnd::committed : HoldEnd::released;
        reservation.state =
            reservation.was_committed ? ReservationState::committed : ReservationState::released;
    }
}

ReservationEvent event_of(ReservationStep step) {
    switch (step) {
        case ReservationStep::commit:
            return ReservationEvent::committed;
        case ReservationStep::release:
            return ReservationEvent::released;
        case ReservationStep::ship:
            return ReservationEvent::shipped;
        case ReservationStep::cancel:
            break;
    }
    return ReservationEvent::cancelled;
}

Outcome check_request(const StepRequest& request, const CallContext& context, std::string& detail) {
    if (const Outcome bad = check_id(request.id, detail); bad != Outcome::done) return bad;
    if (auto bad = bad_context(context)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    if (const Outcome bad = check_operation(request.operation, detail); bad != Outcome::done)
        return bad;
    if (request.parts.size() > kReservationLinesMax) {
        detail = found_expected("parts", std::to_string(request.parts.size()), "at most 4096");
        return Outcome::too_many_lines;
    }
    if (!request.parts.empty() && request.operation.empty()) {
        detail = "a part needs the name of an operation, so that repeating it is harmless";
        return Outcome::operation_missing;
    }
    return Outcome::done;
}

}  // namespace

void Engine::step(const StepRequest& request, const CallContext& context, ReservationReply& reply) {
    clear(reply);
    reply.outcome = check_request(request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;

    ReservationLock stripe(state_->reservations, request.id);
    Reservation* reservation = stripe->find(request.id);
    if (reservation == nullptr) {
        reply.outcome = Outcome::unknown_reservation;
        reply.lsn = state_->log->newest();
        return;
    }
    Moves& moves = moves_buffer();
    reply.outcome = plan_step(*reservation, request, moves, reply.detail);
    if (reply.outcome != Outcome::done) return fill_reply(*reservation, reply);

    const bool gives_back =
        request.step == ReservationStep::release || request.step == ReservationStep::cancel;
    // An order is at nodes: what a group holds of it is bound to some in the same step.
    const ReferenceData& reference = state_->reference.current();
    std::size_t lines_max = reservation->line_count();
    const bool binds =
        request.step == ReservationStep::commit && moves_group_lines(*reservation, moves.units);
    if (binds) {
        reply.outcome =
            find_bound_lines_max(*reservation, moves.units, reference, lines_max, reply.detail);
    }
    if (reply.outcome != Outcome::done) return fill_reply(*reservation, reply);
    LogSpace space(
        state_->log,
        reservation_record_bytes_max(lines_max, reservation->detail.get()),
        gives_back ? LogSpace::For::release : LogSpace::For::change
    );
    if (!space.granted()) {
        reply.outcome = space.refusal();
        return fill_reply(*reservation, reply);
    }
    static thread_local std::vector<PositionDelta> deltas;
    static thread_local std::vector<BoundUnits> bound;
    deltas.clear();
    ItemLocks locks(state_->items);
    for (std::size_t index = 0; index < moves.units.size(); ++index) {
        if (moves.units[index] > 0) locks.add(reservation->keys()[index].sku());
    }
    locks.lock();
    if (binds) {
        reply.outcome =
            choose_nodes(*state_, reference, *reservation, moves.units, bound, reply.detail);
    }
    if (reply.outcome != Outcome::done) return fill_reply(*reservation, reply);
    CapacityStep capacity(*state_);
    capacity.before(*reservation);
    count_reservation(*state_, *reservation, -1);
    if (binds) reservation = &bind_lines(*stripe, *reservation, bound, moves.units, deltas);
    reply.corrected_units = collect_deltas(*state_, *reservation, request.step, moves, deltas);
    move_units(*reservation, request, moves);
    schedule(*state_, *stripe, *reservation, context.now);
    capacity.after(*reservation);
    capacity.take_whatever_limits();
    log_reservation(*state_, space, event_of(request.step), context, *reservation, deltas);
    capacity.give_back();
    count_reservation(*state_, *reservation, +1);
    fill_reply(*reservation, reply);
}

}  // namespace earmark
