// Re-sourcing: what a node declined or did not find of a sourced order leaves from other nodes.
//
// In one step the units that the node cannot ship are released there, planned again over all other
// nodes with what the order was asked with (remembered since then: order_memory.h), and held in the
// same reservation: allocated where they were allocated, held where they were held. All its other
// shipments stay as they are.
//
// The plan knows them. A node that ships for the order may ship more in the same shipment: its
// handling per shipment and its split penalty are paid, and its transport is the rate of the
// shipment with the added units less the rate without them, exact by weight and volume. Its
// handling per line is charged anew for a line that it ships a part of already. Shipments that the
// order has, shipped ones too, count towards its most shipments; the shipment of the node that
// falls short counts if something is left in it. Likewise nodes that ship some of a line, or have
// shipped some, count towards the most nodes of that line, and may ship more of it.
//
// Where that is more than the solver can count (items of millionths, in orders that may be filled
// in part and limit their shipments), what is added is planned and rated as shipments of its own.
//
// Where the order's lines leave whole from one node, the units that are missing of a line do so:
// what the node found of it stays there.
//
// The day by which the order is needed is kept if possible. If more of what is missing can be had
// after it, all that can comes by the first day on which it can: as few days late as possible, and
// at the least cost that makes it so. A day that was missed stays the order's.
//
// A node that declined the order is remembered and ships nothing more for it, whatever happens
// later. One that did not find units is left out of the step alone: its stock may be put right.
//
// An order with a profile is planned by it again, but for its price of units left out: here most
// units are filled first.
//
// Not planned: units promised for a day (wrong_state: amend them), and parts of kits
// (kits_not_planned).
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

/// Why a node does not ship what it should.
enum class ShortCause : std::uint8_t {
    declined,     ///< It ships nothing of the order, and never will.
    cannot_find,  ///< It looked, and found only so many.
    short_pick,   ///< It picked only so many.
};

std::string_view to_string(ShortCause cause);

struct FoundUnits {
    std::uint32_t line = 0;
    Units units = 0;
};

struct ResourceRequest {
    SourceMode mode = SourceMode::reserve;
    std::string_view id;
    std::string_view operation{};  ///< Names it, so that repeating it is harmless; to reserve.
    NodeId node{};
    ShortCause cause = ShortCause::declined;
    /// What was found of the order's lines there; a line that is not named: nothing of it. None if
    /// declined.
    std::span<const FoundUnits> found{};
    /// Lowers on hand there by what would be free to sell afterwards, of every item that fell
    /// short: a correction as counts make them, and no movement. Not if declined.
    bool correct_count = false;
    std::span<const NodeId> excluded_nodes{};  ///< Of this step only; as those of a SourceRequest.
    /// Whether what no node can ship is cancelled (partial), or refuses the step. None = as the
    /// order was asked.
    std::optional<Filling> filling{};
    /// What cannot come by the order's need-by day does not come. Else it may come later.
    bool keeps_date = false;
};

struct ResourceReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    bool proven_optimal = false;
    CostTerms cost;        ///< Of what is added.
    Micros objective = 0;  ///< As in SourceReply; with a profile, of the shipments that stay, too.
    Micros lower_bound = 0;
    std::vector<Shipment>
        shipments;               ///< What is added: of a joined shipment, by how much it grows.
    std::vector<NodeId> joined;  ///< Whose shipment was there already.
    std::vector<UnfilledLine> unfilled;  ///< Cancelled, if done.
    std::uint16_t days_late = 0;  ///< What is added comes so many after the order's need-by day.
    Units corrected_units = 0;    ///< By how much on hand fell, of all items.
    ReservationState state = ReservationState::held;
    Time expires_at{};  ///< Of a held one.
    std::vector<ReservationLine>
        lines;                  ///< Of all the reservation, afterwards; in a quote, as now.
    std::uint32_t replans = 0;  ///< Conflicts met and planned around inside the call.
    Lsn lsn = 0;
};

}  // namespace earmark
