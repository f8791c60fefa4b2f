// What a node cannot ship of an order, planned anew and held in one step.
//
// As a first sourcing, the plan is made without locks and held only if all of it is still there and
// nobody changed the reservation meanwhile; after a few conflicts the last plan is made while the
// reservation and the items are locked.
#include "engine/base/check.h"
#include "engine/capacity/capacity_step.h"
#include "engine/contended_plan.h"
#include "engine/engine.h"
#include "engine/order_checks.h"
#include "engine/reservation_change.h"
#include "engine/resourcing/order_rewrite.h"
#include "engine/resourcing/remainder.h"
#include "engine/resourcing/replan_capacity.h"
#include "engine/resourcing/replan_step.h"
#include "engine/source_answer.h"
#include "engine/sourcing/plan_solver.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace earmark {

namespace {

constexpr std::uint64_t kResourceHash = 0x7265736f75726365;  ///< No step's content begins so.

struct ResourceWork {
    Remainder remainder;
    OrderRows rows;
    OrderCandidates candidates;
    PlanSolver solver;
    PlanSolver locked_solver{kLockedPlanSteps};
    Plan plan;
    SourceReply planned;
    std::uint16_t days_late = 0;
    std::vector<PositionDelta> deltas;
    std::vector<ReservationKey> keys;
};

ResourceWork& resource_work() {
    static thread_local ResourceWork kept;
    return kept;
}

OperationMark mark_of(const ResourceRequest& request) {
    const std::uint64_t head[2] = {
        (std::uint64_t{request.node.value()} << 32U) | static_cast<std::uint64_t>(request.cause),
        (request.correct_count ? 1U : 0U) |
            (request.filling ? 2U + 2U * static_cast<unsigned>(*request.filling) : 0U) |
            (request.keeps_date ? 8U : 0U)
    };
    std::uint64_t hash = hash_on(kResourceHash, head);
    for (const FoundUnits& found : request.found) {
        const std::uint64_t words[2] = {found.line, static_cast<std::uint64_t>(found.units)};
        hash = hash_on(hash, words);
    }
    for (const NodeId node : request.excluded_nodes) {
        const std::uint64_t word[1] = {node.value()};
        hash = hash_on(hash, word);
    }
    return operation_mark(request.operation, hash);
}

/// The node that falls short, and what is said of it.
Outcome check_short(
    const ReferenceData& reference, const ResourceRequest& request, std::string& detail
) {
    if (reference.nodes->find(request.node) == nullptr) {
        detail = "node handle " + std::to_string(request.node.value());
        return Outcome::unknown_node;
    }
    if (request.cause == ShortCause::declined && !request.found.empty()) {
        detail = found_expected("found", "units", "none of an order that the node declined");
        return Outcome::bad_value;
    }
    if (request.cause == ShortCause::declined && request.correct_count) {
        detail =
            found_expected("correct_count", "true", "false: who declines an order counts nothing");
        return Outcome::bad_value;
    }
    if (request.found.size() > kOrderLinesMax) {
        detail =
            found_expected("found", std::to_string(request.found.size()), "at most 1024 lines");
        return Outcome::too_many_lines;
    }
    if (request.excluded_nodes.size() > kOrderNodesMax) {
        detail = found_expected(
            "excluded_nodes",
            std::to_string(request.excluded_nodes.size()),
            "at most " + std::to_string(kOrderNodesMax)
        );
        return Outcome::bad_value;
    }
    return check_places(reference, request.excluded_nodes, detail);
}

Outcome check_request(
    const ReferenceData& reference,
    const ResourceRequest& request,
    const CallContext& context,
    std::string& detail
) {
    if (const Outcome bad = check_replan(request, context, detail); bad != Outcome::done)
        return bad;
    return check_short(reference, request, detail);
}

/// Finds what is missing; false: the request is answered. Holding the reservation's stripe.
bool look(
    const EngineState& state,
    const Reservation* reservation,
    const ResourceRequest& request,
    ResourceReply& reply
) {
    const auto find = [&](const Reservation& known) {
        return find_remainder(known, request, resource_work().remainder, reply.detail);
    };
    return look_at_order(state, reservation, request, mark_of(request), reply, find);
}

/// Where and when a plan looks for what is missing.
struct Search {
    const EngineState& state;
    const ReferenceData& reference;
    Time now;
    PlanSolver& solver;
};

/// Plans what is missing by the need-by day of the remainder; false: the solver refuses it.
bool plan_in_time(const Search& search) {
    ResourceWork& work = resource_work();
    work.planned = {};
    const OrderBeside missing{
        .request = work.remainder.request, .rows = work.rows, .so_far = work.remainder.so_far
    };
    const Status solved = solve_beside(
        search.state,
        search.reference,
        missing,
        search.now,
        work.candidates,
        search.solver,
        work.plan
    );
    if (!solved) {
        work.planned.outcome = Outcome::bad_value;
        work.planned.detail = solved.error().detail;
        return false;
    }
    answer_plan(work.candidates, work.plan, {}, work.remainder.request, work.planned);
    return true;
}

Units units_missing() {
    Units missing = 0;
    for (const UnfilledLine& line : resource_work().planned.unfilled)
        missing += line.quantity;
    return missing;
}

/// Plans as plan_in_time(), or by the first later day by which as much can be had as ever.
bool plan_late_if_need_be(const Search& search) {
    ResourceWork& work = resource_work();
    Day& need_by = work.remainder.request.delivery.need_by;
    const Day wanted = need_by;
    if (!plan_in_time(search)) return false;
    const Units missing_in_time = units_missing();
    if (wanted == kNoDay || missing_in_time == 0) return true;
    need_by = std::max(wanted, day_of(search.now)) + kDaysAheadMax;
    if (!plan_in_time(search)) return false;
    const Units missing_ever = units_missing();
    Day enough = wanted;
    if (missing_ever < missing_in_time) {
        for (const Shipment& shipment : work.planned.shipments)
            enough = std::max(enough, shipment.dates.delivery_day);
    }
    for (Day too_soon = wanted; enough > too_soon + 1;) {
        need_by = static_cast<Day>(too_soon + (enough - too_soon) / 2);
        if (!plan_in_time(search)) return false;
        (units_missing() == missing_ever ? enough : too_soon) = need_by;
    }
    need_by = enough;
    work.days_late = static_cast<std::uint16_t>(enough - wanted);
    return plan_in_time(search);
}

/// Plans on the stock of the moment; false: what is missing cannot be planned so.
bool make_remainder_plan(const Search& search, const ResourceRequest& request) {
    ResourceWork& work = resource_work();
    Remainder& remainder = work.remainder;
    find_shipments(search.state.items, request.node, remainder);
    work.rows = {};
    for (std::uint32_t index = 0; index < remainder.asked.size(); ++index) {
        const OrderLine& line = remainder.asked[index];
        work.rows.rows.push_back({.asked = index, .sku = line.sku, .quantity = line.quantity});
    }
    join_sets(remainder.order.together, remainder.asked, work.rows);
    work.days_late = 0;
    const bool is_solved = request.keeps_date ? plan_in_time(search) : plan_late_if_need_be(search);
    if (!is_solved) return false;
    if (work.planned.outcome == Outcome::done) return true;
    // Nothing can be shipped: then all that is missing is cancelled, if that is proven.
    return remainder.request.filling == Filling::partial && work.plan.has_plan();
}

void tell_plan(ResourceReply& reply) {
    ResourceWork& work = resource_work();
    reply.detail = work.planned.detail;
    reply.proven_optimal = work.planned.proven_optimal;
    reply.cost = work.planned.cost;
    reply.objective = work.planned.objective;
    reply.lower_bound = work.planned.lower_bound;
    reply.shipments = work.planned.shipments;
    reply.unfilled = work.planned.unfilled;
    reply.days_late = work.days_late;
    reply.joined.clear();
    for (const Shipment& shipment : reply.shipments) {
        const auto is_there = [&](const OpenShipment& open) { return open.node == shipment.node; };
        if (std::ranges::any_of(work.remainder.so_far.open, is_there))
            reply.joined.push_back(shipment.node);
    }
    reply.lsn = std::max(reply.lsn, work.planned.lsn);
}

/// Lowers on hand by what would be free at the node, for each item that fell short there. The
/// deltas are those of the step so far, merged. Holding the items.
Units correct_counts(const EngineState& state, const Asking& asking, NodeId node) {
    ResourceWork& work = resource_work();
    const ReferenceData& reference = state.reference.current();
    Units corrected = 0;
    for (PositionDelta& delta : work.deltas) {
        if (delta.node != node) continue;
        const auto position = state.items.position(delta.sku, node);
        if (!position) continue;
        SellingWalk selling(
            state.items, delta.sku, state.items.stock(delta.sku), reference, asking
        );
        const Units given_back = -(delta.reserved + delta.allocated);
        const PositionOffer offer = selling.at(*position, {.held = given_back});
        delta.on_hand = -std::clamp<Units>(offer.free, 0, position->on_hand());
        corrected -= delta.on_hand;
    }
    return corrected;
}

/// What a quote would lower on hand by.
Units quote_correction(const EngineState& state, const ResourceRequest& request) {
    ResourceWork& work = resource_work();
    move_missing(work.planned.shipments, work.remainder, work.deltas);
    merge_deltas(work.deltas);
    ItemLocks locks(state.items);
    for (const PositionDelta& delta : work.deltas)
        locks.add(delta.sku);
    locks.lock();
    return correct_counts(state, asking_of(work.remainder.request), request.node);
}

/// Notes what was cancelled, who declined, and that it was done under this name.
void settle(Reservation& reservation, const ResourceRequest& request, const Cancelled& cancelled) {
    if (cancelled.allocated > 0) reservation.last_order_step = OrderStep::cancelled;
    end_hold_if_empty(reservation);
    reservation.detail->operations.push_back(mark_of(request));
    if (request.cause != ShortCause::declined) return;
    auto& declined = resource_work().remainder.order.declined;
    const auto place = std::ranges::lower_bound(declined, request.node);
    if (place == declined.end() || *place != request.node) declined.insert(place, request.node);
    reservation.detail->order = encode_order(resource_work().remainder.order);
}

/// Holds the plan; its items are locked here unless the caller has done so. Holding the stripe.
/// Requires: the reservation is as the remainder was found.
Holding hold_remainder(
    EngineState& state,
    ReservationTable::Stripe& stripe,
    Reservation& known,
    const ResourceRequest& request,
    const CallContext& context,
    ResourceReply& reply,
    bool items_locked
) {
    ResourceWork& work = resource_work();
    const Asking asking = asking_of(work.remainder.request);
    const std::size_t lines_before = work.remainder.lines.size();
    const Cancelled cancelled = move_missing(work.planned.shipments, work.remainder, work.deltas);
    merge_deltas(work.deltas);
    reply.outcome = make_keys(work.remainder.lines, work.keys, reply.detail);
    if (reply.outcome != Outcome::done) return Holding::answered;
    const std::size_t lines_max = std::max(work.keys.size(), lines_before) + work.deltas.size();
    LogSpace space(state.log, reservation_record_bytes_max(lines_max, known.detail.get()));
    if (!space.granted()) {
        reply.outcome = space.refusal();
        return Holding::answered;
    }
    std::optional<ItemLocks> locks;
    if (!items_locked && !lock_planned(state, work.deltas, asking, locks)) return Holding::conflict;
    using Locked = CapacityStep::Locked;
    CapacityStep capacity(state, items_locked ? Locked::yes : Locked::no);
    const Replanned replanned{
        known,
        work.remainder.lines,
        work.planned.shipments,
        asking_of(work.remainder.request).method
    };
    if (!take_capacity(state, replanned, context.now, work.remainder.leaving, capacity))
        return Holding::conflict;
    if (request.correct_count) reply.corrected_units = correct_counts(state, asking, request.node);
    count_reservation(state, known, -1);
    Reservation& made = rewrite_lines(stripe, known, work.remainder.lines, work.keys);
    settle(made, request, cancelled);
    made.detail->leaving = work.remainder.leaving;
    schedule(state, stripe, made, context.now);
    log_reservation(state, space, ReservationEvent::resourced, context, made, work.deltas);
    capacity.give_back();
    count_reservation(state, made, +1);
    tell_plan(reply);
    tell_reservation(made, reply);
    return Holding::held;
}

/// What cannot be planned is told, and nothing changes.
void refuse_plan(ResourceReply& reply) {
    tell_plan(reply);
    reply.outcome = resource_work().planned.outcome;
}

/// The last resort: plans and holds while the reservation and the items are locked.
void resource_under_locks(
    EngineState& state,
    const ResourceRequest& request,
    const CallContext& context,
    ResourceReply& reply
) {
    ReservationLock stripe(state.reservations, request.id);
    Reservation* reservation = stripe->find(request.id);
    reply = {};
    if (!look(state, reservation, request, reply)) return;
    ItemLocks locks(state.items);
    for (const OrderLine& line : resource_work().remainder.asked)
        locks.add(line.sku);
    locks.lock();
    const CapacityLocks days(state.capacity_uses);
    PlanSolver& solver = resource_work().locked_solver;
    if (!make_remainder_plan({state, state.reference.current(), context.now, solver}, request))
        return refuse_plan(reply);
    const Holding what = hold_remainder(
        state, *stripe, *reservation, request, context, reply, /*items_locked=*/true
    );
    if (what != Holding::conflict) return;
    reply.outcome = Outcome::overloaded;
    reply.detail = "limits of capacity changed while the order was planned";
}

}  // namespace

std::string_view to_string(ShortCause cause) {
    switch (cause) {
        case ShortCause::declined:
            return "declined";
        case ShortCause::cannot_find:
            return "cannot_find";
        case ShortCause::short_pick:
            return "short_pick";
    }
    return "?";
}

void Engine::resource(
    const ResourceRequest& request, const CallContext& context, ResourceReply& reply
) {
    reply = {};
    EngineState& state = *state_;
    reply.outcome = check_request(state.reference.current(), request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;
    ResourceWork& work = resource_work();
    const auto attempt = [&] {
        reply = {};
        {
            ReservationLock stripe(state.reservations, request.id);
            if (!look(state, stripe->find(request.id), request, reply)) return Holding::answered;
        }
        const bool is_planned = make_remainder_plan(
            {state, state.reference.current(), context.now, work.solver}, request
        );
        if (request.mode == SourceMode::quote) {
            if (is_planned) {
                tell_plan(reply);
                if (request.correct_count) reply.corrected_units = quote_correction(state, request);
            } else {
                refuse_plan(reply);
            }
            return Holding::answered;
        }
        ReservationLock stripe(state.reservations, request.id);
        Reservation* reservation = stripe->find(request.id);
        // Changed meanwhile: what is missing is another, or this very step is done.
        if (reservation == nullptr || reservation->lsn != work.remainder.lsn)
            return Holding::conflict;
        if (!is_planned) {
            refuse_plan(reply);
            return Holding::answered;
        }
        return hold_remainder(
            state, *stripe, *reservation, request, context, reply, /*items_locked=*/false
        );
    };
    reply.replans = plan_until_held(state.plan_counts, attempt, [&] {
        resource_under_locks(state, request, context, reply);
    });
}

}  // namespace earmark
