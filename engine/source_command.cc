// Planning an order, and holding the plan in the same step.
//
// A plan is made without any lock, on stock as it is read, and held under the locks of its items
// only if all of it is still there. If not, the order is planned again; after a few such conflicts
// the last plan is made while the order's items are locked, so that it is always held and no order
// starves however many fight for the last units.
#include "engine/assortment/order_parts.h"
#include "engine/assortment/ordering.h"
#include "engine/backorders/taken_backorders.h"
#include "engine/capacity/capacity_step.h"
#include "engine/contended_plan.h"
#include "engine/engine.h"
#include "engine/kit_planner.h"
#include "engine/order_candidates.h"
#include "engine/order_checks.h"
#include "engine/pinned_plan.h"
#include "engine/planned_stock.h"
#include "engine/planning/order_check.h"
#include "engine/reservation_change.h"
#include "engine/resourcing/order_memory.h"
#include "engine/selling.h"
#include "engine/source_answer.h"
#include "engine/sourcing/plan_solver.h"

#include <algorithm>
#include <xxhash.h>

namespace earmark {

namespace {

struct SourceBuffers {
    OrderRows rows;  ///< Kits as of when the order came.
    OrderCandidates candidates;
    PlanSolver solver;
    PlanSolver locked_solver{kLockedPlanSteps};
    Plan plan;
    std::vector<Units> granted;  ///< Of each row, where the plan alone does not say.
    std::vector<std::uint32_t> numbers;
    std::vector<PositionDelta> deltas;
    std::vector<ReservationKey> keys;
};

SourceBuffers& source_buffers() {
    static thread_local SourceBuffers kept;
    return kept;
}

std::string check_lines(const SourceRequest& request, SourceBuffers& work, Outcome& outcome) {
    outcome = Outcome::done;
    if (request.lines.empty()) {
        outcome = Outcome::no_lines;
        return "the order has no lines";
    }
    if (request.lines.size() > kOrderLinesMax) {
        outcome = Outcome::too_many_lines;
        return found_expected("lines", std::to_string(request.lines.size()), "at most 1024");
    }
    work.numbers.clear();
    Units sum = 0;
    for (const OrderLine& line : request.lines) {
        work.numbers.push_back(line.line);
        const bool overflow = __builtin_add_overflow(sum, line.quantity, &sum);
        if (line.quantity > 0 && line.quantity <= kUnitsMax && !overflow && sum <= kUnitsMax)
            continue;
        outcome = Outcome::bad_value;
        return found_expected(
            "quantity of line " + std::to_string(line.line),
            std::to_string(line.quantity),
            "1 to " + std::to_string(kUnitsMax) + ", all lines together"
        );
    }
    std::sort(work.numbers.begin(), work.numbers.end());
    if (std::adjacent_find(work.numbers.begin(), work.numbers.end()) != work.numbers.end()) {
        outcome = Outcome::repeated_line;
        return "two lines carry the same line number";
    }
    return {};
}

/// Whether the order can be collected where it is to be.
Outcome check_collection(
    const ReferenceData& reference, const SourceRequest& request, std::string& detail
) {
    if (request.method == method_same_day && !request.ship_to.location) {
        detail = found_expected("ship_to", "no coordinates", "those to which a courier goes");
        return Outcome::bad_value;
    }
    if (request.method == method_ship || request.method == method_same_day) {
        if (request.store.is_none()) return Outcome::done;
        detail = found_expected("store", "a node", "none of an order that is shipped");
        return Outcome::bad_value;
    }
    if (request.method != method_pickup && request.method != method_ship_to_store) {
        detail = found_expected("method", std::to_string(request.method), "one of 1, 2, 4 and 8");
        return Outcome::bad_value;
    }
    const Node* store = reference.nodes->find(request.store);
    if (store == nullptr) {
        detail = "store: node handle " + std::to_string(request.store.value());
        return Outcome::unknown_node;
    }
    if ((store->methods & request.method) != 0) return Outcome::done;
    detail = found_expected("store", "'" + store->key + "'", "a node that sells by this method");
    return Outcome::bad_value;
}

Outcome check_request(
    const ReferenceData& reference,
    const SourceRequest& request,
    const CallContext& context,
    std::string& detail
) {
    if (request.mode == SourceMode::reserve) {
        if (const Outcome bad = check_id(request.id, detail); bad != Outcome::done) return bad;
        if (const Outcome bad = check_nodes(request, detail); bad != Outcome::done) return bad;
    }
    if (auto bad = bad_context(context)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    Outcome outcome = Outcome::done;
    detail = check_lines(request, source_buffers(), outcome);
    if (outcome == Outcome::done && !request.backorders.empty())
        outcome = check_backorders(reference, request, detail);
    if (outcome == Outcome::done && !request.together.empty())
        outcome = check_together(request.together, source_buffers().numbers, detail);
    if (outcome != Outcome::done) return outcome;
    if (!request.group.is_none() && reference.groups->find(request.group) == nullptr) {
        detail = "group handle " + std::to_string(request.group.value());
        return Outcome::unknown_group;
    }
    if (const Outcome bad = check_places(reference, request, detail); bad != Outcome::done)
        return bad;
    if (!request.profile.is_none() && reference.profiles->find(request.profile) == nullptr) {
        detail = "profile handle " + std::to_string(request.profile.value());
        return Outcome::unknown_profile;
    }
    if (const Outcome bad = check_collection(reference, request, detail); bad != Outcome::done)
        return bad;
    if (request.split_penalty < 0 || request.split_penalty > kPenaltyMax) {
        detail = found_expected(
            "split_penalty", std::to_string(request.split_penalty), "0 to 1,000,000 units of money"
        );
        return Outcome::bad_value;
    }
    if (request.shipments_max && *request.shipments_max == 0) {
        detail = found_expected("shipments_max", "0", "at least 1");
        return Outcome::bad_value;
    }
    if (request.nodes_per_line_max && *request.nodes_per_line_max == 0) {
        detail = found_expected("nodes_per_line_max", "0", "at least 1");
        return Outcome::bad_value;
    }
    auto wrong = bad_address(request.ship_to);
    if (!wrong) wrong = bad_wish(request.delivery);
    if (!wrong) wrong = bad_customer_class(request.customer_class);
    if (wrong) {
        detail = std::move(*wrong);
        return Outcome::bad_value;
    }
    if (const Outcome bad = check_reference(request.reference, detail); bad != Outcome::done)
        return bad;
    return check_hold_for(request.hold_for, detail);
}

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
    return XXH3_64bits_withSeed(text.data(), text.size(), seed + text.size());
}

std::uint64_t hash_of(std::uint64_t number, std::uint64_t seed) {
    return XXH3_64bits_withSeed(&number, sizeof(number), seed);
}

/// A line takes one backorder at most: in whatever order a request tells them, it is the same.
std::vector<const TakenBackorder*> by_line(std::span<const TakenBackorder> backorders) {
    std::vector<const TakenBackorder*> sorted;
    sorted.reserve(backorders.size());
    for (const TakenBackorder& each : backorders)
        sorted.push_back(&each);
    std::ranges::sort(sorted, {}, &TakenBackorder::line);
    return sorted;
}

/// Of the lines in the upper half, of everything else in the lower; never 0.
std::uint64_t request_hash(const SourceRequest& request) {
    std::uint64_t lines = 1;
    for (const OrderLine& line : request.lines) {
        lines = hash_of(line.line, lines);
        lines = hash_of(line.sku.value(), lines);
        lines = hash_of(static_cast<std::uint64_t>(line.quantity), lines);
    }
    std::uint64_t rest = hash_of(request.ship_to.country, 1);
    rest = hash_of(request.ship_to.postal_code, rest);
    if (request.ship_to.location) {
        rest = hash_of(static_cast<std::uint32_t>(request.ship_to.location->latitude_e6), rest);
        rest = hash_of(static_cast<std::uint32_t>(request.ship_to.location->longitude_e6), rest);
    }
    rest = hash_of(request.group.value(), rest);
    for (const NodeId node : request.allowed_nodes)
        rest = hash_of(node.value(), rest);
    rest = hash_of(request.allowed_nodes.size(), rest);
    for (const NodeId node : request.excluded_nodes)
        rest = hash_of(node.value(), rest);
    rest = hash_of(request.shipments_max.value_or(0), rest);
    rest = hash_of(static_cast<std::uint64_t>(request.splitting), rest);
    rest = hash_of(static_cast<std::uint64_t>(request.filling), rest);
    rest = hash_of(static_cast<std::uint64_t>(request.split_penalty), rest);
    rest = hash_of(static_cast<std::uint64_t>(request.hold_for.count()), rest);
    rest = hash_of(request.reference, rest);
    rest = hash_of(std::uint64_t{request.segment.value()}, rest);
    if (!request.profile.is_none()) rest = hash_of(std::uint64_t{request.profile.value()}, rest);
    if (request.residential) rest = hash_of(std::uint64_t{1}, rest);  // Else as it always was.
    if (request.method != method_ship)
        rest = hash_of((std::uint64_t{request.method} << 32U) | request.store.value(), rest);
    if (!request.customer_class.empty()) rest = hash_of(request.customer_class, rest);
    for (const NodeId node : request.preferred_nodes)
        rest = hash_of(node.value(), rest);
    if (request.preference > 0)
        rest = hash_of(static_cast<std::uint64_t>(request.preference), rest);
    for (const TogetherLine& each : sorted_sets(request.together))
        rest = hash_of((std::uint64_t{each.set} << 32U) | each.line, rest);
    for (const TakenBackorder* each : by_line(request.backorders)) {
        rest = hash_of((std::uint64_t{each->line} << 32U) | each->node.value(), rest);
        rest = hash_of(each->id(), rest);
    }
    if (request.nodes_per_line_max)
        rest = hash_of((std::uint64_t{1} << 32U) | *request.nodes_per_line_max, rest);
    // Orders without a wish keep the hash that they had before there were any.
    if (const DeliveryWish& wish = request.delivery; !(wish == DeliveryWish{})) {
        rest = hash_of((std::uint64_t{wish.need_by} << 16U) | wish.wish_by, rest);
        rest = hash_of(static_cast<std::uint64_t>(wish.lateness_per_day), rest);
    }
    return ((lines >> 32U) << 32U) | (rest >> 32U) | 1U;
}

void answer_repeated(
    const Reservation& reservation, const SourceRequest& request, SourceReply& reply
) {
    reply = {};
    reply.lsn = reservation.lsn;
    const bool sourced =
        reservation.detail && reservation.detail->origin == ReservationOrigin::source;
    const std::uint64_t first = sourced ? reservation.detail->request_hash : 0;
    const std::uint64_t now = request_hash(request);
    if (first != now) {
        reply.outcome = Outcome::id_used_differently;
        reply.detail =
            "reservation '" + std::string(request.id) + "' was made " +
            (first == 0                     ? "without sourcing"
             : (first >> 32U) != now >> 32U ? "with other lines"
                                            : "with another address, reference or other limits");
        return;
    }
    decode_answer(reservation.detail->answer, reply);
    reply.expires_at = reservation.has_held() ? Time(Duration(reservation.due_us)) : Time{};
    reply.outcome = Outcome::repeated;
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
    const OrderSoFar so_far{.leaves_confirmed = confirmed == ConfirmedStock::is_left};
    work.candidates.look(state, reference, request, work.rows, now, so_far);
    work.granted.clear();
    if (const Status weighed = work.candidates.weigh(state, reference); !weighed) {
        reply.outcome = Outcome::bad_value;
        reply.detail = weighed.error().detail;
        return;
    }
    if (work.rows.has_bundles()) {
        const std::uint64_t steps_max =
            &solver == &work.solver ? kPlanStepsDefault : kLockedPlanSteps;
        reply.outcome = plan_kits(
            work.candidates, request, solver, steps_max, work.plan, work.granted, reply.detail
        );
        if (reply.outcome != Outcome::done) return;
    } else if (const Status solved = pinned != nullptr
                                         ? plan_pinned(*pinned, work.candidates, solver, work.plan)
                                         : solver.solve(work.candidates.problem(), work.plan);
               !solved) {
        reply.outcome = Outcome::bad_value;
        reply.detail = solved.error().detail;
        return;
    }
    answer_plan(work.candidates, work.plan, work.granted, request, reply);
}

/// Whether a kit of the plan is stopped at a node where its parts are sold. Holding the items.
bool is_kit_stopped(
    const EngineState& state, const SourceRequest& request, const SourceReply& reply
) {
    const ReferenceData& reference = state.reference.current();
    const OrderRows& rows = source_buffers().rows;
    if (!rows.has_kits || reference.rule_index == nullptr) return false;
    for (const Shipment& shipment : reply.shipments) {
        for (const ShipmentLine& line : shipment.lines) {
            const SkuId kit = rows.part_of(request, line.line, line.sku).kit;
            if (kit.is_none()) continue;
            if (is_stopped(state.items, reference, kit, shipment.node, asking_of(request)))
                return true;
        }
    }
    return false;
}

void collect_holds(const SourceReply& reply, SourceBuffers& work) {
    work.keys.clear();
    work.deltas.clear();
    for (const Shipment& shipment : reply.shipments) {
        for (const ShipmentLine& line : shipment.lines) {
            work.keys.emplace_back(line.line, line.sku, shipment.node, line.quantity);
            work.deltas.push_back(
                {.sku = line.sku, .node = shipment.node, .reserved = line.quantity}
            );
        }
    }
    merge_deltas(work.deltas);
}

/// The kits of an order: their stripes guard what is said of them.
void add_kits(const SourceRequest& request, const OrderRows& rows, ItemLocks& locks) {
    for (std::size_t index = 0; index < rows.rows.size() && rows.has_kits; ++index) {
        if (!rows.rows[index].kit.is_none()) locks.add(request.lines[rows.rows[index].asked].sku);
    }
}

/// Takes what the plan needs of its nodes' days. Holding the items.
bool take_capacity(
    const EngineState& state,
    const std::vector<Leaving>& leaving,
    std::span<const ReservationKey> keys,
    CapacityStep& capacity
) {
    if (leaving.empty()) return true;
    std::vector<CapacityLine> lines;
    lines.reserve(keys.size());
    for (const ReservationKey& key : keys)
        lines.push_back({key.line(), key.node(), key.quantity()});
    capacity.after(leaving, lines);
    return capacity.take(state.reference.current().capacity.get());
}

/// Where the last plan of an order is made: nothing of what it sees can be gone when it is held.
enum class PlannedUnder : std::uint8_t { no_locks, item_locks };

/// What the plan takes of backorders; false: it cannot be held, and the reply says why. Holding the
/// items.
bool settle_backorders(
    const EngineState& state,
    const SourceRequest& request,
    Time now,
    BackorderTake& taken,
    SourceReply& reply
) {
    if (request.backorders.empty()) return true;
    std::string detail;
    const Outcome outcome = taken.settle(state, request, now, reply.shipments, detail);
    if (outcome == Outcome::done) return true;
    reply = {};
    reply.outcome = outcome;
    reply.detail = std::move(detail);
    return false;
}

/// Holds the plan in the reply; its items are locked here unless the caller has done so.
Holding hold_plan(
    EngineState& state,
    ReservationTable::Stripe& stripe,
    const SourceRequest& request,
    const CallContext& context,
    SourceReply& reply,
    PlannedUnder planned
) {
    SourceBuffers& work = source_buffers();
    collect_holds(reply, work);
    if (work.keys.size() > kReservationLinesMax) {
        const std::string parts = std::to_string(work.keys.size());
        reply = {};
        reply.outcome = Outcome::too_many_lines;
        reply.detail = found_expected("lines of the plan, by node", parts, "at most 4096");
        return Holding::answered;
    }
    auto detail = std::make_unique<ReservationDetail>();
    detail->origin = ReservationOrigin::source;
    detail->request_hash = request_hash(request);
    detail->answer = encode_answer(reply);
    detail->order = encode_order(memory_of(request));
    add_leaving(
        state.reference.current().capacity.get(),
        reply.shipments,
        asking_of(request).method,
        context.now,
        detail->leaving
    );
    for (const ReservationKey& key : work.keys) {
        detail->units.push_back({.granted = key.quantity(), .held = key.quantity()});
        if (work.rows.has_kits)
            detail->kits.push_back(work.rows.part_of(request, key.line(), key.sku()));
    }
    const std::size_t record_bytes = reservation_record_bytes_max(work.keys.size(), detail.get()) +
                                     taken_bytes_max(request.backorders.size());
    if (record_bytes > kRecordBytesMax) {
        reply = {};
        reply.outcome = Outcome::too_many_lines;
        reply.detail = found_expected(
            "bytes of the plan's record",
            std::to_string(record_bytes),
            "at most " + std::to_string(kRecordBytesMax)
        );
        return Holding::answered;
    }
    LogSpace space(state.log, record_bytes);
    if (!space.granted()) {
        reply = {};
        reply.outcome = space.refusal();
        return Holding::answered;
    }
    std::optional<ItemLocks> locks;
    const bool is_locked = planned == PlannedUnder::item_locks;
    if (!is_locked) {
        locks.emplace(state.items);
        for (const PositionDelta& delta : work.deltas)
            locks->add(delta.sku);
        add_kits(request, work.rows, *locks);
        locks->lock();
    }
    BackorderTake taken;
    if (!settle_backorders(state, request, context.now, taken, reply)) return Holding::answered;
    // A plan may count what no backorder gives back.
    const bool may_be_gone = !is_locked || !request.backorders.empty();
    if (may_be_gone && !still_there(state, work.deltas, asking_of(request), taken.given_back()))
        return Holding::conflict;
    if (!is_locked && is_kit_stopped(state, request, reply)) return Holding::conflict;
    CapacityStep capacity(state, is_locked ? CapacityStep::Locked::yes : CapacityStep::Locked::no);
    if (!take_capacity(state, detail->leaving, work.keys, capacity)) return Holding::conflict;
    Reservation& made = stripe.create({request.id, request.reference, context.actor}, work.keys);
    made.detail = std::move(detail);
    made.set_hold_for(request.hold_for);
    made.set_made(0, request.segment);
    made.partial = request.filling == Filling::partial;
    made.made_s = whole_seconds(context.now);
    made.due_us = (context.now + request.hold_for).time_since_epoch().count();
    reply.lsn =
        taken.outcomes().empty()
            ? log_reservation(state, space, ReservationEvent::reserved, context, made, work.deltas)
            : log_taken(state, space, context, made, work.deltas, taken.outcomes());
    schedule(state, stripe, made, context.now);
    count_reservation(state, made, +1);
    reply.expires_at = Time(Duration(made.due_us));
    return Holding::held;
}

/// The plan of an order that takes the place of backorders, if these would let it be held.
void make_plan_beside_backorders(
    EngineState& state,
    const SourceRequest& request,
    Time now,
    PinnedPlan* pinned,
    SourceReply& reply
) {
    SourceBuffers& work = source_buffers();
    reply.outcome = check_waiting(state, request, reply.detail);
    for (const ConfirmedStock confirmed : {ConfirmedStock::counts, ConfirmedStock::is_left}) {
        if (reply.outcome != Outcome::done) return;
        make_plan(state, request, now, work.solver, pinned, reply, confirmed);
        if (reply.outcome != Outcome::done) return;
        collect_holds(reply, work);
        ItemLocks locks(state.items);
        for (const PositionDelta& delta : work.deltas)
            locks.add(delta.sku);
        locks.lock();
        BackorderTake taken;
        if (!settle_backorders(state, request, now, taken, reply) ||
            still_there(state, work.deltas, asking_of(request), taken.given_back()))
            return;
    }
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
        if (hold_plan(state, *stripe, request, context, reply, PlannedUnder::item_locks) !=
            Holding::conflict)
            return;
        if (request.backorders.empty()) break;
    }
    reply = {};
    reply.outcome = Outcome::overloaded;
    reply.detail = "limits of capacity changed while the order was planned";
}

}  // namespace

Outcome check_order(
    const EngineState& state,
    const ReferenceData& reference,
    const SourceRequest& request,
    const CallContext& context,
    std::string& detail
) {
    const Outcome outcome = check_request(reference, request, context, detail);
    return outcome == Outcome::done ? check_segment(state, request.segment, detail) : outcome;
}

void source_pinned(
    EngineState& state,
    const SourceRequest& request,
    PinnedPlan* pinned,
    const CallContext& context,
    SourceReply& reply
) {
    reply = {};
    reply.outcome = check_order(state, state.reference.current(), request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;
    PlanSolver& solver = source_buffers().solver;
    if (request.mode == SourceMode::quote) {
        if (!take_apart(state.items, request, source_buffers().rows, reply)) return;
        if (!request.backorders.empty())
            return make_plan_beside_backorders(state, request, context.now, pinned, reply);
        return make_plan(state, request, context.now, solver, pinned, reply);
    }

    const auto is_planned = [&] {
        if (!take_apart(state.items, request, source_buffers().rows, reply)) return false;
        reply.outcome = check_waiting(state, request, reply.detail);
        if (reply.outcome == Outcome::done)
            make_plan(state, request, context.now, solver, pinned, reply);
        return reply.outcome == Outcome::done;
    };
    const auto attempt = [&] {
        reply = {};
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
        const Holding what =
            hold_plan(state, *stripe, request, context, reply, PlannedUnder::no_locks);
        if (what == Holding::conflict && pinned != nullptr) pinned->is_stale = true;
        return what;
    };
    reply.replans =
        plan_until_held(attempt, [&] { plan_under_locks(state, request, context, pinned, reply); });
}

void Engine::source(const SourceRequest& request, const CallContext& context, SourceReply& reply) {
    source_pinned(*state_, request, nullptr, context, reply);
    offer_substitutes(*this, *state_, request, reply);
}

}  // namespace earmark
