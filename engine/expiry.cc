// What time alone changes: holds end, finished reservations are forgotten, rules begin and end. All
// are logged events; replay only repeats them.
#include "engine/backorders/confirm_backorders.h"
#include "engine/capacity/capacity_step.h"
#include "engine/count_change.h"
#include "engine/engine.h"
#include "engine/movement_change.h"
#include "engine/promising/dated_change.h"
#include "engine/reservation_change.h"
#include "engine/rules/rule_change.h"
#include "engine/segment_change.h"

#include <algorithm>

namespace earmark {

namespace {

/// Ends a hold; false if the log had no room, then it stays as it is.
bool expire(EngineState& state, Reservation& reservation, const CallContext& context) {
    LogSpace space(
        state.log,
        reservation_record_bytes_max(reservation.line_count(), reservation.detail.get()),
        LogSpace::For::release
    );
    if (!space.granted()) return false;
    static thread_local std::vector<PositionDelta> deltas;
    deltas.clear();
    ItemLocks locks(state.items);
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const Units held = reservation.units(index).held;
        if (held == 0) continue;
        const ReservationKey& key = reservation.keys()[index];
        locks.add(key.sku());
        deltas.push_back({
            .sku = key.sku(),
            .node = key.node(),
            .reserved = -held,
            .day = reservation.day(index),
        });
    }
    merge_deltas(deltas);
    locks.lock();
    CapacityStep capacity(state);
    capacity.before(reservation);
    count_reservation(state, reservation, -1);
    if (reservation.detail) {
        for (LineUnits& units : reservation.detail->units)
            units.held = 0;
    } else {
        reservation.place = UnitsPlace::given_back;
    }
    reservation.hold_end = HoldEnd::expired;
    reservation.state =
        reservation.was_committed ? ReservationState::committed : ReservationState::expired;
    if (reservation.is_finished()) {
        const Time forget_at = context.now + state.limits.keep_finished;
        reservation.due_us = std::max<std::int64_t>(1, forget_at.time_since_epoch().count());
    } else {
        reservation.due_us = 0;
    }
    capacity.after(reservation);
    log_reservation(state, space, ReservationEvent::expired, context, reservation, deltas);
    capacity.give_back();
    count_reservation(state, reservation, +1);
    return true;
}

bool forget(
    EngineState& state,
    ReservationTable::Stripe& stripe,
    Reservation& reservation,
    const CallContext& context
) {
    LogSpace space(state.log, kHeadBytesMax + 2 + kReservationIdBytesMax, LogSpace::For::release);
    if (!space.granted()) return false;
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::forgotten, context);
    out.put_text(reservation.id());
    space.append(buffer);
    CapacityStep capacity(state);
    capacity.before(reservation);
    count_reservation(state, reservation, -1);
    stripe.destroy(reservation);
    capacity.give_back();
    return true;
}

/// After recovery nothing waits in the wheels yet.
void fill_wheels(EngineState& state, std::int64_t now_us) {
    for (std::uint32_t index = 0; index < ReservationTable::kStripes; ++index) {
        ReservationLock stripe(state.reservations, index);
        for (Reservation* reservation : stripe->all()) {
            if (reservation->due_us != 0 && !reservation->in_wheel())
                stripe->wheel().add(*reservation, now_us);
        }
    }
}

}  // namespace

std::size_t Engine::tick(Time now, Duration steady) {
    const MutexLock lock(state_->tick_mutex);
    if (!state_->expiry_guard.believes(now, steady)) return 0;
    const std::int64_t now_us = now.time_since_epoch().count();
    if (!state_->wheels_filled) {
        fill_wheels(*state_, now_us);
        fill_segment_agenda(*state_);
        state_->wheels_filled = true;
    }
    const CallContext context{.now = now};
    turn_day(*state_, context);
    begin_and_end_rules(*state_, context);
    forget_movements(*state_, context);
    forget_counts(*state_, context);
    begin_and_end_selling_rules(*state_, context);
    if (!state_->backorders_looked_for) find_backorders(*state_);
    state_->backorders_looked_for = true;
    std::size_t expired = 0;
    static thread_local std::vector<Reservation*> due;
    for (std::uint32_t index = 0; index < ReservationTable::kStripes; ++index) {
        ReservationLock stripe(state_->reservations, index);
        due.clear();
        stripe->wheel().collect(now_us, due);
        for (Reservation* reservation : due) {
            if (reservation->has_held()) {
                if (expire(*state_, *reservation, context)) ++expired;
                if (reservation->due_us != 0) stripe->wheel().add(*reservation, now_us);
            } else if (!forget(*state_, *stripe, *reservation, context)) {
                stripe->wheel().add(*reservation, now_us);
            }
        }
    }
    // What ended just now is given out at once.
    confirm_changed_backorders(*state_, context);
    return expired;
}

void Engine::accept_clock() {
    state_->expiry_guard.accept();
}

}  // namespace earmark
