#include "engine/resourcing/order_rewrite.h"

#include "engine/change.h"
#include "engine/order_solver.h"

#include <algorithm>

namespace earmark {

Outcome recall_order(const Reservation& reservation, OrderMemory& order, std::string& detail) {
    if (!reservation.detail || reservation.detail->order.empty()) {
        detail = "the reservation was made without sourcing: it remembers no order";
        return Outcome::wrong_state;
    }
    if (!decode_order(reservation.detail->order, order)) {
        detail = "the reservation remembers its order in a form of a later version";
        return Outcome::wrong_state;
    }
    if (!reservation.is_finished()) return Outcome::done;
    detail = reservation.state == ReservationState::committed
                 ? "nothing is left to plan: all of it has shipped or was cancelled"
                 : "the reservation is " + std::string(to_string(reservation.state));
    return Outcome::wrong_state;
}

AmendedLine& place_at(
    std::vector<AmendedLine>& lines, std::uint32_t number, SkuId sku, NodeId node
) {
    const auto there = std::ranges::find_if(lines, [&](const AmendedLine& line) {
        return line.line == number && line.sku == sku && line.node == node &&
               line.part.kit.is_none() && line.day == kNoDay;
    });
    if (there != lines.end()) return *there;
    lines.push_back({.line = number, .sku = sku, .node = node});
    return lines.back();
}

Outcome make_keys(
    const std::vector<AmendedLine>& lines, std::vector<ReservationKey>& keys, std::string& detail
) {
    keys.clear();
    for (const AmendedLine& line : lines) {
        if (line.requested > kUnitsMax) {
            detail = found_expected(
                "units of line " + std::to_string(line.line) + " at one node",
                std::to_string(line.requested),
                "at most " + std::to_string(kUnitsMax)
            );
            return Outcome::bad_value;
        }
        keys.emplace_back(line.line, line.sku, line.node, line.requested);
    }
    if (keys.size() <= kReservationLinesMax) return Outcome::done;
    detail = found_expected(
        "lines of the reservation, by node", std::to_string(keys.size()), "at most 4096"
    );
    return Outcome::too_many_lines;
}

Reservation& rewrite_lines(
    ReservationTable::Stripe& stripe,
    Reservation& reservation,
    const std::vector<AmendedLine>& lines,
    const std::vector<ReservationKey>& keys
) {
    Reservation& made = std::ranges::equal(reservation.keys(), keys)
                            ? reservation
                            : stripe.remake(reservation, keys);
    const bool has_days = made.has_days();
    const bool has_kits = made.has_kits();
    made.detail->units.clear();
    made.detail->days.clear();
    made.detail->kits.clear();
    for (const AmendedLine& line : lines) {
        made.detail->units.push_back(line.units);
        if (has_days) made.detail->days.push_back(line.day);
        if (has_kits) made.detail->kits.push_back(line.part);
    }
    return made;
}

void end_hold_if_empty(Reservation& reservation) {
    if (reservation.state != ReservationState::held || reservation.has_held()) return;
    reservation.hold_end = HoldEnd::released;
    reservation.state =
        reservation.was_committed ? ReservationState::committed : ReservationState::released;
}

Status solve_beside(
    const EngineState& state,
    const ReferenceData& reference,
    const OrderBeside& order,
    Time now,
    OrderCandidates& candidates,
    PlanSolver& solver,
    Plan& plan
) {
    const auto solve = [&]() -> Status {
        candidates.look(
            state,
            reference,
            order.request,
            order.rows,
            now,
            {.open = order.so_far.open,
             .closed = order.so_far.closed,
             .own = order.own,
             .only_own = order.only_own,
             .own_days = order.own_days,
             .placed = order.so_far.placed,
             .anchored = order.anchored,
             .staying = order.so_far.staying}
        );
        if (Status weighed = candidates.weigh(state, reference); !weighed) return weighed;
        return OrderSolver(candidates, solver, solver.steps_max()).solve(plan);
    };
    Status solved = solve();
    if (solved || order.so_far.open.empty()) return solved;
    order.so_far.closed += order.so_far.open.size();
    order.so_far.open.clear();
    return solve();
}

}  // namespace earmark
