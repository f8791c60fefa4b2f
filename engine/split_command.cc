// Held units of a reservation go to a new one. No position changes: they are held all along, and
// one record says what both have become.
#include "engine/capacity/capacity_step.h"
#include "engine/engine.h"
#include "engine/first_answer.h"
#include "engine/reservation_change.h"

#include <algorithm>
#include <numeric>

namespace earmark {

namespace {

constexpr std::uint64_t kSplitHash = 0x73706c6974;  ///< No step's content begins so.

/// Buffers of one split, reused by the thread.
struct SplitBuffers {
    std::vector<Units> taken;  ///< By line of the reservation.
    std::vector<ReservationKey> rest;
    std::vector<LineUnits> rest_units;
    std::vector<ReservationKey> made;
    std::vector<Day> rest_days;  ///< Of reservations that have days.
    std::vector<Day> made_days;
    std::vector<PartOfKit> rest_kits;  ///< Of reservations with kits.
    std::vector<PartOfKit> made_kits;
};

SplitBuffers& split_buffers() {
    static thread_local SplitBuffers kept;
    return kept;
}

OperationMark mark_of(const SplitRequest& request) {
    std::uint64_t hash = kSplitHash;
    for (const std::string_view text : {request.into, request.reference}) {
        const OperationMark mark = operation_mark(text, 0);
        const std::uint64_t words[2] = {mark.name_hash_low, mark.name_hash_high};
        hash = hash_on(hash, words);
    }
    for (const PartLine& part : request.parts) {
        const std::uint64_t words[2] = {
            (std::uint64_t{part.line} << 32U) | part.node.value(),
            static_cast<std::uint64_t>(part.quantity)
        };
        hash = hash_on(hash, words);
    }
    return operation_mark(request.operation, hash);
}

Outcome check_request(
    const SplitRequest& request, const CallContext& context, std::string& detail
) {
    for (const std::string_view id : {request.id, request.into}) {
        if (const Outcome bad = check_id(id, detail); bad != Outcome::done) return bad;
    }
    if (auto bad = bad_context(context)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    if (const Outcome bad = check_operation(request.operation, detail); bad != Outcome::done)
        return bad;
    if (const Outcome bad = check_reference(request.reference, detail); bad != Outcome::done)
        return bad;
    if (request.id == request.into) {
        detail = "a reservation cannot be split into itself";
        return Outcome::bad_value;
    }
    if (request.parts.empty()) {
        detail = "the request names no lines that go";
        return Outcome::no_lines;
    }
    if (request.parts.size() > kReservationLinesMax) {
        detail = found_expected("parts", std::to_string(request.parts.size()), "at most 4096");
        return Outcome::too_many_lines;
    }
    if (request.operation.empty()) {
        detail = "a split needs the name of an operation, so that repeating it is harmless";
        return Outcome::operation_missing;
    }
    return Outcome::done;
}

/// Whether the split can be done; what goes is then in SplitBuffers::taken. Holding both stripes.
Outcome plan(
    const EngineState& state,
    const Reservation& reservation,
    const Reservation* into,
    const SplitRequest& request,
    std::string& detail
) {
    const Outcome known = check_operation(reservation, request.operation, mark_of(request), detail);
    if (known != Outcome::done) return known;
    if (!reservation.has_held()) {
        detail = "the reservation is " + std::string(to_string(reservation.state));
        return Outcome::wrong_state;
    }
    if (into != nullptr) {
        detail = "reservation '" + std::string(request.into) + "' is there already";
        return Outcome::id_used_differently;
    }
    std::vector<Units>& taken = split_buffers().taken;
    const Outcome bad = take_parts(reservation, request.parts, PartOf::held, taken, detail);
    if (bad != Outcome::done) return bad;
    bool is_rest = false;
    for (std::size_t index = 0; index < taken.size(); ++index)
        is_rest = is_rest || reservation.units(index).held > taken[index];
    if (!is_rest) {
        detail = "nothing would stay held in '" + std::string(request.id) + "'";
        return Outcome::no_lines;
    }
    return check_room(state, detail);
}

/// Divides the lines: what was given away altogether leaves no line behind.
void divide(const Reservation& reservation, SplitBuffers& work) {
    work.rest.clear();
    work.rest_units.clear();
    work.made.clear();
    work.rest_days.clear();
    work.made_days.clear();
    work.rest_kits.clear();
    work.made_kits.clear();
    for (std::size_t index = 0; index < reservation.line_count(); ++index) {
        const ReservationKey& key = reservation.keys()[index];
        const Units taken = work.taken[index];
        LineUnits units = reservation.units(index);
        units.granted -= taken;
        units.held -= taken;
        if (taken > 0) work.made.emplace_back(key.line(), key.sku(), key.node(), taken);
        if (taken > 0 && reservation.has_days()) work.made_days.push_back(reservation.day(index));
        if (taken > 0 && reservation.has_kits())
            work.made_kits.push_back(reservation.part_of_kit(index));
        if (taken > 0 && units.granted == 0) continue;
        if (reservation.has_days()) work.rest_days.push_back(reservation.day(index));
        if (reservation.has_kits()) work.rest_kits.push_back(reservation.part_of_kit(index));
        work.rest.emplace_back(key.line(), key.sku(), key.node(), key.quantity() - taken);
        work.rest_units.push_back(units);
    }
}

/// What goes leaves as a shipment of its own; the outcome if its day has no room for it.
Outcome take_capacity(
    const EngineState& state,
    const Reservation& reservation,
    const SplitBuffers& work,
    CapacityStep& capacity,
    std::string& detail
) {
    if (!reservation.detail || reservation.detail->leaving.empty()) return Outcome::done;
    std::vector<CapacityLine> rest;
    rest.reserve(work.rest.size());
    for (std::size_t index = 0; index < work.rest.size(); ++index) {
        const LineUnits& units = work.rest_units[index];
        const Units live = units.held + units.allocated + units.shipped;
        rest.push_back({work.rest[index].line(), work.rest[index].node(), live});
    }
    std::vector<CapacityLine> made;
    made.reserve(work.made.size());
    for (const ReservationKey& key : work.made)
        made.push_back({key.line(), key.node(), key.quantity()});
    capacity.before(reservation);
    capacity.after(reservation.detail->leaving, rest);
    capacity.after(reservation.detail->leaving, made);
    if (capacity.take(state.reference.current().capacity.get())) return Outcome::done;
    detail = "the day on which it is to leave has no room for another shipment of a node";
    return Outcome::no_capacity;
}

Reservation& create(
    ReservationTable::Stripe& stripe,
    const Reservation& from,
    const SplitRequest& request,
    const CallContext& context,
    const SplitBuffers& work
) {
    const ReservationTexts texts{
        .id = request.into,
        .reference = request.reference.empty() ? from.reference() : request.reference,
        .made_by = context.actor.empty() ? from.made_by() : context.actor,
    };
    Reservation& made = stripe.create(texts, work.made);
    made.made_s = whole_seconds(context.now);
    made.due_us = from.due_us;
    made.hold_for_s = from.hold_for_s;
    // Rules of segments go on counting the units by when they were taken.
    made.set_made(from.made(), from.segment());
    made.make_detail().origin = ReservationOrigin::split;
    made.detail->days = work.made_days;
    made.detail->kits = work.made_kits;
    if (from.detail) made.detail->order = from.detail->order;
    if (from.detail) made.detail->leaving = from.detail->leaving;
    return made;
}

Lsn log_split(
    LogSpace& space, const CallContext& context, const Reservation& rest, const Reservation& made
) {
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::split, context);
    put_reservation(out, rest);
    put_reservation(out, made);
    return space.append(buffer);
}

}  // namespace

void Engine::split(
    const SplitRequest& request, const CallContext& context, ReservationReply& reply
) {
    clear(reply);
    reply.outcome = check_request(request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;
    const ReservationPairLock locks(state_->reservations, request.id, request.into);
    auto& rest_stripe = locks.stripe(request.id);
    auto& made_stripe = locks.stripe(request.into);
    Reservation* reservation = rest_stripe.find(request.id);
    if (reservation == nullptr) {
        reply.outcome = Outcome::unknown_reservation;
        reply.lsn = state_->log->newest();
        return;
    }
    reply.outcome =
        plan(*state_, *reservation, made_stripe.find(request.into), request, reply.detail);
    if (reply.outcome != Outcome::done) return fill_reply(*reservation, reply);

    SplitBuffers& work = split_buffers();
    divide(*reservation, work);
    const std::size_t order_bytes =
        reservation->detail ? 4 + reservation->detail->order.size() +
                                  kLeavingBytesMax * reservation->detail->leaving.size() + 2
                            : 0;
    LogSpace space(
        state_->log,
        kHeadBytesMax +
            reservation_bytes_max(reservation->line_count(), reservation->detail.get()) +
            reservation_bytes_max(work.made.size(), nullptr) + order_bytes
    );
    if (!space.granted()) {
        reply.outcome = space.refusal();
        return fill_reply(*reservation, reply);
    }
    CapacityStep capacity(*state_);
    reply.outcome = take_capacity(*state_, *reservation, work, capacity, reply.detail);
    if (reply.outcome != Outcome::done) return fill_reply(*reservation, reply);
    Reservation& made = create(made_stripe, *reservation, request, context, work);
    count_reservation(*state_, *reservation, -1);
    keep_first_answer(*reservation);
    Reservation& rest = rest_stripe.remake(*reservation, work.rest);
    rest.detail->units = work.rest_units;
    rest.detail->days = work.rest_days;
    rest.detail->kits = work.rest_kits;
    rest.detail->operations.push_back(mark_of(request));
    schedule(*state_, rest_stripe, rest, context.now);
    schedule(*state_, made_stripe, made, context.now);
    rest.lsn = made.lsn = log_split(space, context, rest, made);
    capacity.give_back();
    count_reservation(*state_, rest, +1);
    count_reservation(*state_, made, +1);
    fill_reply(rest, reply);
}

}  // namespace earmark
