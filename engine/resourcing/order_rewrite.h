// What every new plan of a sourced reservation shares: its order as it is remembered, its lines as
// they become, and the search among what the order has already.
#pragma once

#include "engine/amend_lines.h"
#include "engine/order_candidates.h"
#include "engine/reply.h"
#include "engine/reservation_change.h"
#include "engine/resourcing/order_memory.h"
#include "engine/resourcing/shipments_so_far.h"
#include "engine/sourcing/plan_solver.h"

#include <string>
#include <vector>

namespace earmark {

/// The order that the reservation remembers: done, or why it cannot be planned anew.
Outcome recall_order(const Reservation& reservation, OrderMemory& order, std::string& detail);

/// The place of a line at a node that is neither a kit's nor promised for a day; made if there is
/// none.
AmendedLine& place_at(
    std::vector<AmendedLine>& lines, std::uint32_t number, SkuId sku, NodeId node
);

/// The keys of the new lines, or why a reservation cannot have them.
Outcome make_keys(
    const std::vector<AmendedLine>& lines, std::vector<ReservationKey>& keys, std::string& detail
);

/// The reservation with these lines and their keys. Holding its stripe.
Reservation& rewrite_lines(
    ReservationTable::Stripe& stripe,
    Reservation& reservation,
    const std::vector<AmendedLine>& lines,
    const std::vector<ReservationKey>& keys
);

/// After a change of its lines: what is no longer held has ended.
void end_hold_if_empty(Reservation& reservation);

/// The reservation as it is, in a reply that has its state and lines.
template <typename Reply>
void tell_reservation(const Reservation& reservation, Reply& reply) {
    static thread_local ReservationReply kept;
    fill_reply(reservation, kept);
    reply.state = kept.state;
    reply.expires_at = kept.expires_at;
    reply.lsn = kept.lsn;
    reply.lines = kept.lines;
}

/// An order beside what it has, and where it is solved.
struct OrderBeside {
    const SourceRequest& request;
    const OrderRows& rows;
    ShipmentsSoFar& so_far;
    std::span<const OwnStock> own{};
    bool only_own = false;
    std::span<const CapacityLoad> own_days{};
    std::span<const PlacedLine> anchored{};
};

/// Looks at the stock of the moment and solves. Where the numbers of the shipments that are there
/// are too large for the solver beside those of the order, more of the order is planned as
/// shipments of their own: none of them is then open.
Status solve_beside(
    const EngineState& state,
    const ReferenceData& reference,
    const OrderBeside& order,
    Time now,
    OrderCandidates& candidates,
    PlanSolver& solver,
    Plan& plan
);

}  // namespace earmark
