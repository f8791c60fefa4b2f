// Changing a sourced order: its quantities, lines, address and dates, in one step under its id.
//
// Only what must change is planned anew, with all that is remembered of the order; what has shipped
// stays. What is yet to leave may change whether it is held or allocated: the engine does not know
// what has been picked.
//
// Where quantities fall, or lines go, nothing else moves. Units are given back first at nodes that
// could not ship them any more (closed, without a lane), then where that leaves the cheapest of all
// plans that keep every other unit where it is. Held units go before allocated ones.
//
// Where quantities rise, or lines come, what the order has stays where it is, and the added units
// are planned beside it as a re-sourcing plans what is missing (engine/resourcing/resource.h): what
// joins a shipment costs what that then costs more, exactly. They are held while any of the order
// is held, and allocated once it is an order altogether. If some rise while others fall, the
// falling ones are given back first, and may be taken again.
//
// A line that may not split, by its order or by a rule, leaves whole: what is added to it from the
// node that its other units have, or, where that cannot be, all of it that has not left anew from
// one node. What of a line has left is no part of that. What joins a shipment leaves on its day
// where the node's days are limited; elsewhere the shipment, with what joins it, goes by the
// service that is the cheapest for all of it and in time for the order, maybe on another day.
// Where a day would keep the change from being made, the order's shipments from nodes with limited
// days are planned anew as well, and may leave later or from elsewhere. What is to stay of a line
// is never given up for more of another; in an order in part, nothing moves for days without room
// but a line that may not split.
//
// Another address (or whether people live there) changes the cost and the dates of all that is yet
// to leave: all of it is planned anew, its own units counted back. Shipments that have left went to
// the old address, and neither count towards the most shipments nor as the first of a split.
//
// A day by which the goods are needed moves only what its node, asked now, could not deliver by
// then; units that are given back are taken from there first. A wish, its price, and another
// profile are remembered, and move nothing unless all is to be planned anew.
//
// What a shipment that is planned anew takes of its node's day is not counted back: if the day is
// full without it, it leaves on the next with room.
//
// If the change cannot be made nothing is changed and the order keeps all it has. Where an order
// may be filled in part, what cannot be shipped of the units planned here is left out of the order;
// but never all of the order.
//
// Not changed: parts of kits, nor kits added (kits_not_planned); units that are promised for a day,
// or held by a group (wrong_state).
#pragma once

#include "engine/command.h"
#include "engine/reply.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// Of whom nothing is said stays as the order was asked.
struct ChangeOrderRequest {
    SourceMode mode = SourceMode::reserve;
    std::string_view id;
    std::string_view operation{};  ///< Names it, so that repeating it is harmless; to reserve.
    /// What each line is to be in all, shipped units included: 0 = it goes. A number that the order
    /// has not is a new line; of those that it has the item may be left out.
    std::span<const OrderLine> lines{};
    std::optional<ShipTo> ship_to{};
    std::optional<bool> residential{};
    std::optional<Day> need_by{};  ///< kNoDay = any day, from now on.
    std::optional<Day> wish_by{};  ///< Likewise.
    std::optional<Micros> lateness_per_day{};
    std::optional<ProfileId> profile{};
    bool plans_all = false;  ///< All that is yet to leave is planned anew, whatever changes.
    std::optional<Filling> filling{};  ///< Of this step; none = as the order was asked.
};

/// How much of what the order had was planned anew.
enum class OrderReplan : std::uint8_t { nothing, late_shipments, all, whole_lines, full_days };

std::string_view to_string(OrderReplan replan);

struct GivenBack {
    std::uint32_t line = 0;
    SkuId sku;
    NodeId node;
    Units units = 0;
};

struct ChangeOrderReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    OrderReplan replan = OrderReplan::nothing;
    bool proven_optimal = false;  ///< Of what is given back, and of what is planned.
    CostTerms cost;               ///< Of what is planned: added, or anew.
    Micros saved = 0;             ///< By what is given back from shipments that stay.
    Micros objective = 0;         ///< As in ResourceReply.
    Micros lower_bound = 0;
    std::vector<Shipment>
        shipments;               ///< Of what is planned; of a joined one, by how much it grows.
    std::vector<NodeId> joined;  ///< Whose shipment was there, and stays.
    std::vector<GivenBack> given_back;  ///< What the order has less of, line by line and node.
    std::vector<UnfilledLine> unfilled;
    ReservationState state = ReservationState::held;
    Time expires_at{};  ///< Of a held one.
    std::vector<ReservationLine>
        lines;                  ///< Of all the reservation, afterwards; in a quote, as now.
    std::uint32_t replans = 0;  ///< Conflicts met and planned around inside the call.
    Lsn lsn = 0;
};

}  // namespace earmark
