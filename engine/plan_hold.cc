#include "engine/plan_hold.h"

#include "engine/planned_stock.h"
#include "engine/repeated_order.h"
#include "engine/reservation_change.h"
#include "engine/resourcing/order_memory.h"
#include "engine/selling.h"
#include "engine/source_answer.h"

#include <cstddef>
#include <optional>
#include <utility>

namespace earmark {

PlanHold::PlanHold(
    EngineState& state,
    const SourceRequest& request,
    const OrderRows& rows,
    const CallContext& context,
    SourceReply& reply
)
    : state_(state),
      request_(request),
      rows_(rows),
      context_(context),
      reply_(reply),
      taken_(taken_of_thread()) {}

PlanHold::Taken& PlanHold::taken_of_thread() {
    static thread_local Taken kept;
    return kept;
}

Holding PlanHold::hold(ReservationTable::Stripe& stripe, PlannedUnder planned) {
    collect();
    if (taken_.keys.size() > kReservationLinesMax) {
        const std::string parts = std::to_string(taken_.keys.size());
        return refuse(
            Outcome::too_many_lines,
            found_expected("lines of the plan, by node", parts, "at most 4096")
        );
    }
    std::unique_ptr<ReservationDetail> detail = make_detail();
    const std::size_t record_bytes =
        reservation_record_bytes_max(taken_.keys.size(), detail.get()) +
        taken_bytes_max(request_.backorders.size());
    if (record_bytes > kRecordBytesMax) {
        const std::string most = "at most " + std::to_string(kRecordBytesMax);
        return refuse(
            Outcome::too_many_lines,
            found_expected("bytes of the plan's record", std::to_string(record_bytes), most)
        );
    }
    LogSpace space(state_.log, record_bytes);
    if (!space.granted()) return refuse(space.refusal());

    std::optional<ItemLocks> locks;
    const bool is_locked = planned == PlannedUnder::item_locks;
    if (!is_locked) lock_items(locks.emplace(state_.items));
    BackorderTake backorders;
    if (!settle_backorders(backorders)) return Holding::answered;
    CapacityStep capacity(state_, is_locked ? CapacityStep::Locked::yes : CapacityStep::Locked::no);
    if (!is_there(planned, backorders) || !take_days(*detail, capacity)) return Holding::conflict;

    Reservation& made = make(stripe, std::move(detail));
    const auto event = ReservationEvent::reserved;
    reply_.lsn =
        backorders.outcomes().empty()
            ? log_reservation(state_, space, event, context_, made, taken_.deltas)
            : log_taken(state_, space, context_, made, taken_.deltas, backorders.outcomes());
    schedule(state_, stripe, made, context_.now);
    count_reservation(state_, made, +1);
    reply_.expires_at = Time(Duration(made.due_us));
    return Holding::held;
}

bool PlanHold::is_final_quote() {
    collect();
    ItemLocks locks(state_.items);
    for (const PositionDelta& delta : taken_.deltas)
        locks.add(delta.sku);
    locks.lock();
    BackorderTake backorders;
    return !settle_backorders(backorders) ||
           still_there(state_, taken_.deltas, asking_of(request_), backorders.given_back());
}

void PlanHold::collect() {
    taken_.keys.clear();
    taken_.deltas.clear();
    for (const Shipment& shipment : reply_.shipments) {
        for (const ShipmentLine& line : shipment.lines) {
            taken_.keys.emplace_back(line.line, line.sku, shipment.node, line.quantity);
            taken_.deltas.push_back(
                {.sku = line.sku, .node = shipment.node, .reserved = line.quantity}
            );
        }
    }
    merge_deltas(taken_.deltas);
}

Holding PlanHold::refuse(Outcome outcome, std::string detail) {
    reply_ = {};
    reply_.outcome = outcome;
    reply_.detail = std::move(detail);
    return Holding::answered;
}

/// What the reservation keeps of its order, its answer and the days of its shipments.
std::unique_ptr<ReservationDetail> PlanHold::make_detail() const {
    auto detail = std::make_unique<ReservationDetail>();
    detail->origin = ReservationOrigin::source;
    detail->request_hash = request_hash(request_);
    detail->answer = encode_answer(reply_);
    detail->order = encode_order(memory_of(request_));
    add_leaving(
        state_.reference.current().capacity.get(),
        reply_.shipments,
        asking_of(request_).method,
        context_.now,
        detail->leaving
    );
    detail->units.reserve(taken_.keys.size());
    for (const ReservationKey& key : taken_.keys) {
        detail->units.push_back({.granted = key.quantity(), .held = key.quantity()});
        if (rows_.has_kits) detail->kits.push_back(rows_.part_of(request_, key.line(), key.sku()));
    }
    return detail;
}

/// The plan's items, and the order's kits: their stripes guard what is said of them.
void PlanHold::lock_items(ItemLocks& locks) const {
    for (const PositionDelta& delta : taken_.deltas)
        locks.add(delta.sku);
    for (std::size_t index = 0; index < rows_.rows.size() && rows_.has_kits; ++index) {
        const OrderRow& row = rows_.rows[index];
        if (!row.kit.is_none()) locks.add(request_.lines[row.asked].sku);
    }
    locks.lock();
}

/// What the plan takes of backorders; false: it cannot be held, and the reply says why. Holding the
/// items.
bool PlanHold::settle_backorders(BackorderTake& taken) {
    if (request_.backorders.empty()) return true;
    std::string detail;
    const Outcome outcome = taken.settle(state_, request_, context_.now, reply_.shipments, detail);
    if (outcome == Outcome::done) return true;
    refuse(outcome, std::move(detail));
    return false;
}

/// Whether the plan's units may all be sold still. Holding the items.
bool PlanHold::is_there(PlannedUnder planned, const BackorderTake& taken) const {
    const bool is_locked = planned == PlannedUnder::item_locks;
    // A plan may count what no backorder gives back.
    const bool may_be_gone = !is_locked || !request_.backorders.empty();
    if (may_be_gone && !still_there(state_, taken_.deltas, asking_of(request_), taken.given_back()))
        return false;
    return is_locked || !is_kit_stopped();
}

/// Whether a kit of the plan is stopped at a node where its parts are sold. Holding the items.
bool PlanHold::is_kit_stopped() const {
    const ReferenceData& reference = state_.reference.current();
    if (!rows_.has_kits || reference.rule_index == nullptr) return false;
    for (const Shipment& shipment : reply_.shipments) {
        for (const ShipmentLine& line : shipment.lines) {
            const SkuId kit = rows_.part_of(request_, line.line, line.sku).kit;
            if (kit.is_none()) continue;
            if (is_stopped(state_.items, reference, kit, shipment.node, asking_of(request_)))
                return true;
        }
    }
    return false;
}

/// Takes what the plan needs of its nodes' days. Holding the items.
bool PlanHold::take_days(const ReservationDetail& detail, CapacityStep& capacity) const {
    if (detail.leaving.empty()) return true;
    std::vector<CapacityLine> lines;
    lines.reserve(taken_.keys.size());
    for (const ReservationKey& key : taken_.keys)
        lines.push_back({key.line(), key.node(), key.quantity()});
    capacity.after(detail.leaving, lines);
    return capacity.take(state_.reference.current().capacity.get());
}

Reservation& PlanHold::make(
    ReservationTable::Stripe& stripe, std::unique_ptr<ReservationDetail> detail
) const {
    Reservation& made =
        stripe.create({request_.id, request_.reference, context_.actor}, taken_.keys);
    made.detail = std::move(detail);
    made.set_hold_for(request_.hold_for);
    made.set_made(0, request_.segment);
    made.partial = request_.filling == Filling::partial;
    made.made_s = whole_seconds(context_.now);
    made.due_us = (context_.now + request_.hold_for).time_since_epoch().count();
    return made;
}

}  // namespace earmark
