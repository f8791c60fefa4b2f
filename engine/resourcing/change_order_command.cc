// An order that its buyer changes, planned anew where it must be and held in one step.
//
// As re-sourcing: the plan is made without locks and held only if all that it takes more is still
// there and nobody changed the reservation meanwhile; after a few conflicts the last plan is made
// while the reservation and the items are locked.
#include "engine/assortment/order_parts.h"
#include "engine/contended_plan.h"
#include "engine/engine.h"
#include "engine/order_checks.h"
#include "engine/reservation_change.h"
#include "engine/resourcing/change_plan.h"
#include "engine/resourcing/replan_capacity.h"
#include "engine/resourcing/replan_step.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <xxhash.h>

namespace earmark {

namespace {

constexpr std::uint64_t kChangeHash = 0x6368616e6765;  ///< No step's content begins so.

struct ChangeWork {
    OrderChange change;
    ChangePlanner planner;
    PlanSolver solver;
    PlanSolver locked_solver{kLockedPlanSteps};
    std::vector<std::byte> remembered;
    std::vector<PositionDelta> deltas;
    std::vector<ReservationKey> keys;
};

ChangeWork& change_work() {
    static thread_local ChangeWork kept;
    return kept;
}

/// One word for a field that may be left out.
template <typename Value>
std::uint64_t word_of(const std::optional<Value>& value) {
    return value ? 1U + (static_cast<std::uint64_t>(*value) << 1U) : 0U;
}

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed + text.size());
}

OperationMark mark_of(const ChangeOrderRequest& request) {
    std::optional<std::uint16_t> profile;
    if (request.profile) profile = request.profile->value();
    const std::uint64_t head[6] = {
        word_of(request.residential) | (word_of(request.filling) << 2U) |
            (request.plans_all ? 1U << 8U : 0U) | (request.ship_to ? 1U << 9U : 0U),
        word_of(request.need_by),
        word_of(request.wish_by),
        word_of(request.lateness_per_day),
        word_of(profile),
        request.lines.size(),
    };
    std::uint64_t hash = hash_on(kChangeHash, head);
    for (const OrderLine& line : request.lines) {
        const std::uint64_t words[2] = {
            (std::uint64_t{line.line} << 32U) | line.sku.value(),
            static_cast<std::uint64_t>(line.quantity)
        };
        hash = hash_on(hash, words);
    }
    if (request.ship_to) {
        hash = hash_text(request.ship_to->country, hash);
        hash = hash_text(request.ship_to->postal_code, hash);
        const Location at = request.ship_to->location.value_or(Location{});
        const std::uint64_t words[2] = {
            request.ship_to->location ? 1U : 0U,
            (std::uint64_t{static_cast<std::uint32_t>(at.latitude_e6)} << 32U) |
                static_cast<std::uint32_t>(at.longitude_e6)
        };
        hash = hash_on(hash, words);
    }
    return operation_mark(request.operation, hash);
}

bool says_nothing(const ChangeOrderRequest& request) {
    return request.lines.empty() && !request.ship_to && !request.residential && !request.need_by &&
           !request.wish_by && !request.lateness_per_day && !request.profile && !request.plans_all;
}

Outcome check_content(
    const ReferenceData& reference, const ChangeOrderRequest& request, std::string& detail
) {
    if (says_nothing(request)) {
        detail = "the request changes nothing of the order";
        return Outcome::no_lines;
    }
    if (request.lines.size() > kOrderLinesMax) {
        detail = found_expected("lines", std::to_string(request.lines.size()), "at most 1024");
        return Outcome::too_many_lines;
    }
    if (request.profile && !request.profile->is_none() &&
        reference.profiles->find(*request.profile) == nullptr) {
        detail = "profile handle " + std::to_string(request.profile->value());
        return Outcome::unknown_profile;
    }
    if (!request.ship_to) return Outcome::done;
    auto bad = bad_address(*request.ship_to);
    if (!bad) return Outcome::done;
    detail = std::move(*bad);
    return Outcome::bad_value;
}

Outcome check_request(
    const ReferenceData& reference,
    const ChangeOrderRequest& request,
    const CallContext& context,
    std::string& detail
) {
    if (const Outcome bad = check_replan(request, context, detail); bad != Outcome::done)
        return bad;
    return check_content(reference, request, detail);
}

/// Finds what is to change; false: the request is answered. Holding the reservation's stripe.
bool look(
    const EngineState& state,
    const Reservation* reservation,
    const ChangeOrderRequest& request,
    ChangeOrderReply& reply
) {
    const auto find = [&](const Reservation& known) {
        return find_change(known, request, change_work().change, reply.detail);
    };
    return look_at_order(state, reservation, request, mark_of(request), reply, find);
}

/// Whether the lines that change are ordered in such quantities, and are no kits.
Outcome check_items(const ItemTable& items, ChangeOrderReply& reply) {
    static thread_local std::vector<OrderLine> named;
    static thread_local OrderRows rows;
    named.clear();
    for (const WantedLine& line : change_work().change.wanted) {
        const Units units = line.shipped + line.wanted;
        if (line.is_named && line.wanted != line.open && units > 0)
            named.push_back({.line = line.line, .sku = line.sku, .quantity = units});
    }
    SourceReply judged;
    const SourceRequest request{.id = {}, .lines = named, .ship_to = {}};
    const bool can_be = take_apart(items, request, rows, judged);
    for (const OrderLine& line : named) {
        if (items.find_slot(line.sku) == nullptr) {
            judged.outcome = Outcome::cannot_source;
            judged.unfilled.push_back(
                {.line = line.line,
                 .quantity = line.quantity,
                 .reason = UnfilledReason::unknown_item}
            );
        }
    }
    reply.unfilled = judged.unfilled;
    reply.detail = judged.detail;
    if (!can_be || !judged.unfilled.empty()) return judged.outcome;
    if (!rows.has_kits) return Outcome::done;
    reply.detail = "a kit is sourced as an order of its own";
    return Outcome::kits_not_planned;
}

/// Plans the change; false: the reply says why it cannot be made.
bool plan_change(
    const EngineState& state,
    const ReferenceData& reference,
    Time now,
    PlanSolver& solver,
    ChangeOrderReply& reply
) {
    ChangeWork& work = change_work();
    reply.outcome = check_items(state.items, reply);
    if (reply.outcome == Outcome::done)
        reply.outcome = work.planner.make(state, reference, now, solver, work.change, reply);
    return reply.outcome == Outcome::done;
}

/// Notes what the order is now, and that it was changed under this name.
void settle(Reservation& reservation, const ChangeOrderRequest& request) {
    ChangeWork& work = change_work();
    Units allocated = 0;
    for (const PositionDelta& delta : work.deltas)
        allocated += delta.allocated;
    if (allocated < 0) reservation.last_order_step = OrderStep::cancelled;
    end_hold_if_empty(reservation);
    reservation.detail->operations.push_back(mark_of(request));
    reservation.detail->order = work.remembered;
}

/// Makes the change as it is planned; its items are locked here unless the caller has done so.
/// Holding the stripe. Requires: the reservation is as the change was found.
Holding make_change(
    EngineState& state,
    ReservationTable::Stripe& stripe,
    Reservation& known,
    const ChangeOrderRequest& request,
    const CallContext& context,
    ChangeOrderReply& reply,
    bool items_locked
) {
    ChangeWork& work = change_work();
    find_deltas(work.change, work.deltas);
    std::erase_if(work.change.lines, [](const AmendedLine& line) {
        return line.is_touched && line.units.granted == 0;
    });
    reply.outcome = make_keys(work.change.lines, work.keys, reply.detail);
    if (reply.outcome != Outcome::done) return Holding::answered;
    work.remembered = encode_order(work.change.order);
    const std::size_t lines_max =
        std::max(work.keys.size(), work.change.before.size()) + work.deltas.size();
    LogSpace space(
        state.log,
        reservation_record_bytes_max(lines_max, known.detail.get()) + work.remembered.size()
    );
    if (!space.granted()) {
        reply.outcome = space.refusal();
        return Holding::answered;
    }
    std::optional<ItemLocks> locks;
    if (!items_locked &&
        !lock_planned(state, work.deltas, asking_of(work.planner.request()), locks))
        return Holding::conflict;
    using Locked = CapacityStep::Locked;
    CapacityStep capacity(state, items_locked ? Locked::yes : Locked::no);
    const Replanned replanned{
        known, work.change.lines, reply.shipments, asking_of(work.planner.request()).method
    };
    if (!take_capacity(state, replanned, context.now, work.change.leaving, capacity))
        return Holding::conflict;
    count_reservation(state, known, -1);
    Reservation& made = rewrite_lines(stripe, known, work.change.lines, work.keys);
    settle(made, request);
    made.detail->leaving = work.change.leaving;
    schedule(state, stripe, made, context.now);
    log_reservation(state, space, ReservationEvent::order_changed, context, made, work.deltas);
    capacity.give_back();
    count_reservation(state, made, +1);
    tell_reservation(made, reply);
    return Holding::held;
}

/// The last resort: plans and changes while the reservation and the items are locked.
void change_under_locks(
    EngineState& state,
    const ChangeOrderRequest& request,
    const CallContext& context,
    ChangeOrderReply& reply
) {
    ReservationLock stripe(state.reservations, request.id);
    Reservation* reservation = stripe->find(request.id);
    reply = {};
    if (!look(state, reservation, request, reply)) return;
    ChangeWork& work = change_work();
    ItemLocks locks(state.items);
    for (const WantedLine& line : work.change.wanted) {
        if (state.items.find_slot(line.sku) != nullptr) locks.add(line.sku);
    }
    for (const AmendedLine& line : work.change.before)
        locks.add(line.sku);
    locks.lock();
    const CapacityLocks days(state.capacity_uses);
    if (!plan_change(state, state.reference.current(), context.now, work.locked_solver, reply))
        return;
    if (make_change(state, *stripe, *reservation, request, context, reply, /*items_locked=*/true) !=
        Holding::conflict)
        return;
    reply.outcome = Outcome::overloaded;
    reply.detail = "limits of capacity changed while the order was planned";
}

}  // namespace

std::string_view to_string(OrderReplan replan) {
    switch (replan) {
        case OrderReplan::nothing:
            return "nothing";
        case OrderReplan::late_shipments:
            return "late_shipments";
        case OrderReplan::all:
            return "all";
        case OrderReplan::whole_lines:
            return "whole_lines";
        case OrderReplan::full_days:
            return "full_days";
    }
    return "?";
}

void Engine::change_order(
    const ChangeOrderRequest& request, const CallContext& context, ChangeOrderReply& reply
) {
    reply = {};
    EngineState& state = *state_;
    reply.outcome = check_request(state.reference.current(), request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;
    ChangeWork& work = change_work();
    const auto attempt = [&] {
        reply = {};
        {
            ReservationLock stripe(state.reservations, request.id);
            if (!look(state, stripe->find(request.id), request, reply)) return Holding::answered;
        }
        const bool is_planned =
            plan_change(state, state.reference.current(), context.now, work.solver, reply);
        if (request.mode == SourceMode::quote) return Holding::answered;
        ReservationLock stripe(state.reservations, request.id);
        Reservation* reservation = stripe->find(request.id);
        // Changed meanwhile: it is another order, and this step may be what changed it.
        if (reservation == nullptr || reservation->lsn != work.change.lsn) return Holding::conflict;
        if (!is_planned) return Holding::answered;
        return make_change(
            state, *stripe, *reservation, request, context, reply, /*items_locked=*/false
        );
    };
    reply.replans = plan_until_held(state.plan_counts, attempt, [&] {
        change_under_locks(state, request, context, reply);
    });
}

}  // namespace earmark
