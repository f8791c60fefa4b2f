// Planning an order, and holding the plan in the same step.
//
// A plan is made without any lock, on stock as it is read, and held under the locks of its items
// only if all of it is still there. If not, the order is planned again; after a few such conflicts
// the last plan is made while the order's items are locked, so that it is always held and no order
// starves however many fight for the last units.
#include "engine/assortment/order_parts.h"
#include "engine/assortment/ordering.h"
#include "engine/backorders/taken_backorders.h"
#include "engine/capacity/capacity_uses.h"
#include "engine/contended_plan.h"
#include "engine/engine.h"
#include "engine/kit_planner.h"
#include "engine/order_candidates.h"
#include "engine/order_solver.h"
#include "engine/pinned_plan.h"
#include "engine/plan_hold.h"
#include "engine/planning/order_check.h"
#include "engine/repeated_order.h"
#include "engine/reservation_change.h"
#include "engine/source_answer.h"
#include "engine/sourcing/plan_solver.h"

#include <cstdint>
#include <vector>

namespace earmark {

namespace {

struct SourceBuffers {
    OrderRows rows;  ///< Kits as of when the order came.
    OrderCandidates candidates;
    PlanSolver solver;
    PlanSolver locked_solver{kLockedPlanSteps};
    Plan plan;
    std::vector<Units> granted;  ///< Of each row, where the plan alone does not say.
};

SourceBuffers& source_buffers() {
    static thread_local SourceBuffers kept;
    return kept;
}

/// Whether an order is planned with what the backorders whose place it takes have confirmed.
enum class ConfirmedStock : std::uint8_t { counts, is_left };

/// Plans on the stock and the network of the moment.
void make_plan(
    const EngineState& state,
    const SourceRequest& request,
    Time now,
    PlanSolver& solver,
    PinnedPlan* pinned,
    SourceReply& reply,
    ConfirmedStock confirmed = ConfirmedStock::counts
) {
    SourceBuffers& work = source_buffers();
    const ReferenceData& reference = state.reference.current();
    OrderSoFar so_far{.leaves_confirmed = confirmed == ConfirmedStock::is_left};
    if (pinned != nullptr && !pinned->is_stale) so_far.planned_days = pinned->days;
    const LookFor look_for = pinned == nullptr ? LookFor::first_plan : LookFor::all_nodes;
    work.candidates.look(state, reference, request, work.rows, now, so_far, look_for);
    work.granted.clear();
    if (const Status weighed = work.candidates.weigh(state, reference); !weighed) {
        reply.outcome = Outcome::bad_value;
        reply.detail = weighed.error().detail;
        return;
    }
    const std::uint64_t steps_max = &solver == &work.solver ? kPlanStepsDefault : kLockedPlanSteps;
    const bool is_pinned = pinned != nullptr && !pinned->is_stale;
    if (work.rows.has_bundles() && !is_pinned) {
        reply.outcome = plan_kits(
            work.candidates, request, solver, steps_max, work.plan, work.granted, reply.detail
        );
        if (reply.outcome != Outcome::done) return;
    } else if (const Status solved =
                   pinned != nullptr
                       ? plan_pinned(*pinned, work.candidates, solver, work.plan)
                       : OrderSolver(work.candidates, solver, steps_max).solve(work.plan);
               !solved) {
        reply.outcome = Outcome::bad_value;
        reply.detail = solved.error().detail;
        return;
    } else if (is_pinned && pinned->is_stale &&
               (work.rows.has_bundles() || !so_far.planned_days.empty())) {
        // It was looked at with days for that plan alone, or is planned in other ways.
        return make_plan(state, request, now, solver, pinned, reply, confirmed);
    }
    answer_plan(work.candidates, work.plan, work.granted, request, reply);
}

/// The plan of an order that takes the place of backorders, if these would let it be held.
void quote_beside_backorders(
    EngineState& state,
    const SourceRequest& request,
    const CallContext& context,
    PinnedPlan* pinned,
    SourceReply& reply
) {
    SourceBuffers& work = source_buffers();
    reply.outcome = check_waiting(state, request, reply.detail);
    for (const ConfirmedStock confirmed : {ConfirmedStock::counts, ConfirmedStock::is_left}) {
        if (reply.outcome != Outcome::done) return;
        make_plan(state, request, context.now, work.solver, pinned, reply, confirmed);
        if (reply.outcome != Outcome::done) return;
        if (PlanHold(state, request, work.rows, context, reply).is_final_quote()) return;
    }
}

/// The plan of an order that is not to be held.
void quote(
    EngineState& state,
    const SourceRequest& request,
    PinnedPlan* pinned,
    const QuotedBefore& before,
    const CallContext& context,
    SourceReply& reply
) {
    SourceBuffers& work = source_buffers();
    if (!take_apart(state.items, request, work.rows, reply)) return;
    work.candidates.suppose(before.stock);
    work.candidates.suppose_taken(before.days);
    if (request.backorders.empty()) {
        make_plan(state, request, context.now, work.solver, pinned, reply);
    } else {
        quote_beside_backorders(state, request, context, pinned, reply);
    }
    work.candidates.suppose(nullptr);
    work.candidates.suppose_taken({});
}

/// The answer to an id that is known; true if it is.
bool is_repeated(
    const ReservationTable::Stripe& stripe, const SourceRequest& request, SourceReply& reply
) {
    const Reservation* known = stripe.find(request.id);
    if (known != nullptr) answer_repeated(*known, request, reply);
    return known != nullptr;
}

/// The answer to an id that is known, or cannot be used; true if there is one.
bool is_answered(
    const EngineState& state,
    const ReservationTable::Stripe& stripe,
    const SourceRequest& request,
    const CallContext& context,
    SourceReply& reply
) {
    if (is_repeated(stripe, request, reply)) return true;
    reply.outcome = check_stamp(state, request.stamped_at, context.now, reply.detail);
    if (reply.outcome == Outcome::done) reply.outcome = check_room(state, reply.detail);
    return reply.outcome != Outcome::done;
}

/// The last resort: plans and holds while the order's items are locked.
void plan_under_locks(
    EngineState& state,
    const SourceRequest& request,
    const CallContext& context,
    PinnedPlan* pinned,
    SourceReply& reply
) {
    ReservationLock stripe(state.reservations, request.id);
    if (is_answered(state, *stripe, request, context, reply)) return;
    ItemLocks locks(state.items);
    for (const OrderLine& line : request.lines) {
        if (state.items.find_slot(line.sku) != nullptr) locks.add(line.sku);
    }
    const OrderRows& rows = source_buffers().rows;
    for (const OrderRow& row : rows.rows) {
        if (row.is_part()) locks.add(row.sku);
    }
    for (const KitPart& part : rows.parts)
        locks.add(part.sku);
    locks.lock();
    const CapacityLocks days(state.capacity_uses);
    PlanSolver& solver = source_buffers().locked_solver;
    for (const ConfirmedStock confirmed : {ConfirmedStock::counts, ConfirmedStock::is_left}) {
        reply = {};
        make_plan(state, request, context.now, solver, pinned, reply, confirmed);
        if (reply.outcome != Outcome::done) return;
        PlanHold plan(state, request, rows, context, reply);
        if (plan.hold(*stripe, PlannedUnder::item_locks) != Holding::conflict) return;
        if (request.backorders.empty()) break;
    }
    reply = {};
    reply.outcome = Outcome::overloaded;
    reply.detail = "limits of capacity changed while the order was planned";
}

}  // namespace

void source_pinned(
    EngineState& state,
    const SourceRequest& request,
    PinnedPlan* pinned,
    const QuotedBefore& before,
    const CallContext& context,
    SourceReply& reply
) {
    reply = {};
    // Its items come nearer while it is checked.
    for (const OrderLine& line : request.lines) {
        state.items.prefetch_slot(line.sku);
        state.items.prefetch_facts(line.sku);
    }
    reply.outcome = check_order(state, state.reference.current(), request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;
    if (request.mode == SourceMode::quote)
        return quote(state, request, pinned, before, context, reply);

    PlanSolver& solver = source_buffers().solver;
    const auto is_planned = [&] {
        if (!take_apart(state.items, request, source_buffers().rows, reply)) return false;
        reply.outcome = check_waiting(state, request, reply.detail);
        if (reply.outcome == Outcome::done)
            make_plan(state, request, context.now, solver, pinned, reply);
        return reply.outcome == Outcome::done;
    };
    const auto attempt = [&] {
        reply = {};
        for (const OrderLine& line : request.lines)
            state.items.prefetch_block(line.sku);
        {
            ReservationLock stripe(state.reservations, request.id);
            if (is_answered(state, *stripe, request, context, reply)) return Holding::answered;
        }
        const bool can_be_held = is_planned();
        ReservationLock stripe(state.reservations, request.id);
        if (!can_be_held) {
            // What is not there may be gone to the same request, asked at the same time.
            is_repeated(*stripe, request, reply);
            return Holding::answered;
        }
        if (is_answered(state, *stripe, request, context, reply)) return Holding::answered;
        PlanHold plan(state, request, source_buffers().rows, context, reply);
        const Holding what = plan.hold(*stripe, PlannedUnder::no_locks);
        if (what == Holding::conflict && pinned != nullptr) pinned->is_stale = true;
        return what;
    };
    reply.replans = plan_until_held(state.plan_counts, attempt, [&] {
        plan_under_locks(state, request, context, pinned, reply);
    });
}

void Engine::source(const SourceRequest& request, const CallContext& context, SourceReply& reply) {
    source_pinned(*state_, request, nullptr, {}, context, reply);
    offer_substitutes(*this, *state_, request, reply);
}

}  // namespace earmark
