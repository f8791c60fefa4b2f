// What a backorder has confirmed becomes a reservation: in one record, so that its units are never
// free in between, nor held twice.
#include "engine/backorders/backorder_plan.h"
#include "engine/engine.h"
#include "engine/promising/dated_change.h"
#include "engine/reservation_change.h"

#include <algorithm>
#include <optional>

namespace earmark {

namespace {

constexpr std::uint32_t kLine = 1;

Outcome check_request(
    const ClaimRequest& request, const CallContext& context, std::string& detail
) {
    if (const Outcome bad = check_id(request.reservation, detail); bad != Outcome::done) return bad;
    if (const Outcome bad = check_reference(request.reference, detail); bad != Outcome::done)
        return bad;
    if (auto bad = bad_context(context)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    return check_hold_for(request.hold_for, detail);
}

std::string_view reference_of(const ClaimRequest& request) {
    return request.reference.empty() ? request.backorder : request.reference;
}

/// Whether the reservation is one that was claimed so.
bool is_claim_of(const Reservation& reservation, const ClaimRequest& request) {
    if (reservation.line_count() == 0) return false;
    const ReservationKey& key = reservation.keys()[0];
    return key.line() == kLine && key.sku() == request.sku && key.node() == request.node &&
           reservation.reference() == reference_of(request);
}

std::optional<DatedRow> find(const ItemTable& items, const ClaimRequest& request) {
    for (const DatedRow& row : backorders_at(items, request.sku, request.node)) {
        if (row.id() == request.backorder) return row;
    }
    return std::nullopt;
}

/// The backorder without what it had confirmed; gone if that was all.
DatedOutcome outcome_of(const ClaimRequest& request, const DatedRow& row) {
    DatedOutcome outcome;
    outcome.sku = request.sku;
    if (row.confirmed == row.wanted) {
        outcome.dropped.push_back(row);
        return outcome;
    }
    DatedRow rest = row;
    rest.wanted -= row.confirmed;
    rest.confirmed = 0;
    rest.confirmed_day = kNoDay;
    outcome.put.push_back(rest);
    return outcome;
}

Reservation& create(
    ReservationTable::Stripe& stripe,
    const ClaimRequest& request,
    const CallContext& context,
    const DatedRow& row
) {
    const ReservationKey key(kLine, request.sku, request.node, row.confirmed);
    Reservation& made =
        stripe.create({request.reservation, reference_of(request), context.actor}, {&key, 1});
    made.make_detail().days.assign(1, row.confirmed_day);
    made.set_hold_for(request.hold_for);
    made.made_s = whole_seconds(context.now);
    made.due_us = (context.now + request.hold_for).time_since_epoch().count();
    made.set_made(0, row.segment);
    return made;
}

std::size_t record_bytes() {
    constexpr std::size_t kCounts = 4 + 10 + 12;
    return reservation_record_bytes_max(1, nullptr) + kCounts + 2 * kDatedRowBytesMax;
}

}  // namespace

void Engine::claim_backorder(
    const ClaimRequest& request, const CallContext& context, ReservationReply& reply
) {
    clear(reply);
    reply.outcome = check_request(request, context, reply.detail);
    if (reply.outcome != Outcome::done) return;
    ReservationLock stripe(state_->reservations, request.reservation);
    if (const Reservation* known = stripe->find(request.reservation); known != nullptr) {
        reply.outcome =
            is_claim_of(*known, request) ? Outcome::repeated : Outcome::id_used_differently;
        if (reply.outcome == Outcome::id_used_differently) {
            reply.detail = "reservation '" + std::string(request.reservation) +
                           "' is there already, and is no claim of this backorder";
        }
        return fill_reply(*known, reply);
    }
    reply.outcome = check_room(*state_, reply.detail);
    if (reply.outcome != Outcome::done) return;
    LogSpace space(state_->log, record_bytes());
    if (!space.granted()) {
        reply.outcome = space.refusal();
        return;
    }
    ItemLocks locks(state_->items);
    if (state_->items.find_slot(request.sku) != nullptr) locks.add(request.sku);
    locks.lock();
    const std::optional<DatedRow> row = state_->items.find_slot(request.sku) == nullptr
                                            ? std::nullopt
                                            : find(state_->items, request);
    if (!row || row->confirmed == 0) {
        reply.outcome = row ? Outcome::nothing_confirmed : Outcome::unknown_backorder;
        reply.lsn = state_->log->newest();
        return;
    }
    Reservation& made = create(*stripe, request, context, *row);
    const DatedOutcome outcome = outcome_of(request, *row);
    auto& buffer = record_buffer();
    ByteWriter out(buffer);
    put_head(out, ChangeKind::claimed, context);
    put_reservation(out, made);
    put_dated_outcome(out, outcome);
    made.lsn = space.append(buffer);
    made.set_made(made.lsn, row->segment);
    EARMARK_CHECK(apply_dated_outcome(*state_, outcome, made.lsn, context.now, BackorderUnits::held)
    );
    schedule(*state_, *stripe, made, context.now);
    count_reservation(*state_, made, +1);
    fill_reply(made, reply);
}

}  // namespace earmark
