// What every new plan of a sourced reservation does before it and around it: its request is
// checked, its order looked at, and its items are locked while what it takes is still there.
#pragma once

#include "engine/engine_state.h"
#include "engine/reply.h"
#include "engine/reservation_change.h"
#include "engine/resourcing/order_rewrite.h"
#include "engine/selling.h"

#include <optional>
#include <span>
#include <string>

namespace earmark {

/// The name of the step and of the reservation, and who asks: done, or what is wrong with them.
template <typename Request>
Outcome check_replan(const Request& request, const CallContext& context, std::string& detail) {
    if (const Outcome bad = check_id(request.id, detail); bad != Outcome::done) return bad;
    if (auto bad = bad_context(context)) {
        detail = std::move(*bad);
        return Outcome::bad_value;
    }
    if (const Outcome bad = check_operation(request.operation, detail); bad != Outcome::done)
        return bad;
    if (request.mode == SourceMode::reserve && request.operation.empty()) {
        detail = "it needs the name of an operation, so that repeating it is harmless";
        return Outcome::operation_missing;
    }
    return Outcome::done;
}

/// Looks at the reservation, or at null, and lets find() say what is to be planned of it unless
/// that was done under this name before; false: the request is answered. Holding its stripe.
template <typename Request, typename Reply, typename Find>
bool look_at_order(
    const EngineState& state,
    const Reservation* reservation,
    const Request& request,
    const OperationMark& mark,
    Reply& reply,
    const Find& find
) {
    if (reservation == nullptr) {
        reply.outcome = Outcome::unknown_reservation;
        reply.lsn = state.log->newest();
        return false;
    }
    reply.outcome = Outcome::done;
    if (request.mode == SourceMode::reserve)
        reply.outcome = check_operation(*reservation, request.operation, mark, reply.detail);
    if (reply.outcome == Outcome::done) reply.outcome = find(*reservation);
    tell_reservation(*reservation, reply);
    return reply.outcome == Outcome::done;
}

/// Locks the items of what is planned; false if what it takes is no longer there.
bool lock_planned(
    EngineState& state,
    std::span<const PositionDelta> deltas,
    const Asking& asking,
    std::optional<ItemLocks>& locks
);

}  // namespace earmark
