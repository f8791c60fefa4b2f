// Explain: an answer about availability with its sum (DOMAIN 3 and 4).
//
// What may be taken of an item at a node is what is on hand, less this, less that: each a term with
// its signed units and who or what caused it. The terms of a place add up to its ats exactly. They
// are the parts that SellingWalk itself computed, read in one moment with the answer; no formula is
// written a second time.
//
// Who holds the units is found in the table of reservations, which is looked through afterwards,
// stripe by stripe. If what is found there is not what the position counts, all is read again; if
// that goes on, the units are told without their holders and `are_holders_known` says so.
//
// A kit has no stock: it is explained by its parts.
#pragma once

#include "engine/command.h"
#include "engine/inventory/dated_row.h"
#include "engine/reply.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

inline constexpr std::uint32_t kExplainedHoldersMax = 100;
inline constexpr std::size_t kExplainedPositionsMax = 100;

enum class TermKind : std::uint8_t {
    on_hand,
    reserved,        ///< Held, by reservation and line; with a day: for that day, and due.
    allocated,       ///< Ordered, likewise.
    backorder,       ///< Confirmed to the backorder of that name, for that day.
    receipt,         ///< Comes by the day asked for, or by the least day after it.
    counted_back,    ///< Held by the asker itself.
    beyond_horizon,  ///< Nothing is promised so far ahead.
    unlimited,       ///< Replenished without end by then. In a total also what is over any count.
    shortage,        ///< Less than nothing is there: 0 is.
    safety,          ///< By the rule of that name; no name = the position's own figure.
    stop,            ///< All that is there, by the stop of that name.
    node_disabled,   ///< All that is there.
    later_promises,  ///< Kept for what is promised up to the day on which least is projected.
    floor,           ///< Kept for the segment of that name.
    ceiling,         ///< Over what the asking segment may have.
    network,         ///< Needed by holds of the groups of that name, wherever they end up.
    network_safety,  ///< Kept once for all nodes of the group of that name.
    group_kept,      ///< By groups that the nodes are in: their safety, and floors and ceilings of
                     ///< segments over them.
};

/// One part of a sum.
struct AvailabilityTerm {
    TermKind kind = TermKind::on_hand;
    Units units = 0;         ///< Signed: the sum of a place's terms is its ats.
    std::string name{};      ///< Reservation, receipt, rule, segment or group.
    std::uint32_t line = 0;  ///< Of a reservation.
    Day day = kNoDay;        ///< Of a receipt or a promise; of later promises the least day.
    std::uint16_t rank = 0;  ///< Of a floor.
    Units figure = 0;        ///< The safety stock or the ceiling as it is told; held by the groups.
    Units used = 0;          ///< Of the ceiling.
    std::uint32_t count = 1;  ///< How many these are together; 0 = is not known.
};

struct ExplainedPosition {
    NodeId node;
    Units ats = 0;
    std::vector<AvailabilityTerm> terms;
};

/// Who holds units of a group, which are bound to no node.
struct ExplainedGroup {
    GroupId group;
    std::string name;
    Units units = 0;
    std::vector<AvailabilityTerm> holders;  ///< Their sum is -units.
};

/// Units that are there and not for sale: no part of the sum.
struct StockAside {
    NodeId node;
    Disposition disposition = Disposition::damaged;
    Units units = 0;
};

/// One part of a kit, and how many kits it allows by itself at the place asked for.
struct ExplainedPart {
    SkuId sku;
    std::string name;
    Units quantity = 0;  ///< In one kit.
    Units ats = 0;       ///< Explained by asking for the part.
    Units kits = 0;
};

/// One item at a node, over a group, or (neither given) over all nodes.
struct ExplainRequest {
    SkuId sku;
    NodeId node{};
    GroupId group{};
    Asking asking{};  ///< With a day: what may be promised for it.
    std::string_view own_reservation{};
    std::uint32_t holders = 10;  ///< Told one by one, of each kind, the largest first; the rest
                                 ///< in one term. Receipts and floors likewise.
};

struct ExplainReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    QueryVerdict verdict = QueryVerdict::known;
    Day today = kNoDay;
    Lsn lsn = 0;
    Units ats = 0;
    bool are_holders_known = true;
    std::uint32_t position_count = 0;          ///< Of these, the first hundred are told.
    std::vector<AvailabilityTerm> total;       ///< All positions by kind, and the network.
    std::vector<ExplainedPosition> positions;  ///< By node.
    std::vector<ExplainedGroup> groups;        ///< Those that lean on what was asked for.
    std::vector<StockAside> aside;
    /// Of a kit, which has no sum of its own: as many as its scarcest part allows, of kits sold
    /// together at each node by itself.
    std::vector<ExplainedPart> parts;
};

std::string_view to_string(TermKind kind);

/// The sum of terms.
Units sum_of(const std::vector<AvailabilityTerm>& terms);

}  // namespace earmark
