// Answers: one struct each. A caller may reuse a reply: its vectors keep their room, so that a warm
// connection allocates nothing.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/command.h"
#include "engine/outcome.h"

#include <cstdint>
#include <string>
#include <vector>

namespace earmark {

/// A row that was not plainly applied.
struct RowAnswer {
    std::uint32_t row = 0;  ///< Index in the request, from 0.
    RowVerdict verdict = RowVerdict::applied;
    std::string detail{};  ///< For people; may be empty.
};

/// The answer to reference rows. ids[i] is the handle of row i, 0 where it was refused. Of rows
/// that were put the detail is something to know of them, or empty.
struct PutReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    std::vector<std::uint32_t> ids;
    std::vector<RowAnswer> answers;  ///< Of the rows refused or unchanged only.
    Lsn lsn = 0;
};

struct SupplyReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    std::uint32_t applied = 0;
    std::uint32_t unchanged = 0;
    std::uint32_t refused = 0;       ///< Stale ones included.
    std::vector<RowAnswer> answers;  ///< Of the rows refused only.
    Lsn lsn = 0;
};

/// The figures of one query (DOMAIN 3):
/// ats - shortage + withheld + kept = on_hand - reserved - allocated.
struct Availability {
    QueryVerdict verdict = QueryVerdict::known;
    Units ats = 0;
    Units on_hand = 0;
    Units reserved = 0;
    Units allocated = 0;
    Units safety = 0;
    Units withheld = 0;
    /// Kept from the asking segment: by floors of others, by its own ceiling, or for promises of
    /// later days.
    Units kept = 0;
    Units shortage = 0;
    Lsn lsn = 0;  ///< Of the newest change that the figures contain.
};

struct AvailabilityReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    std::vector<Availability> figures;  ///< One per query.
};

/// One item, node by node.
struct NodeAvailability {
    NodeId node;
    Availability figures;
    RuleId safety_rule{};  ///< What `safety` comes from; none = the position's own figure.
    RuleId stopped_by{};   ///< The stop that keeps it from sale, if one does.
};

struct LineAnswer {
    std::uint32_t line = 0;
    LineVerdict verdict = LineVerdict::reserved;
    Units reserved = 0;
    Units ats = 0;  ///< What was available to this line, seen in the same step.
};

/// An item that has what a line asked for, where the line's own is short. Nothing of it is held.
struct SubstituteOffer {
    std::uint32_t line = 0;
    SkuId sku;
    Units ats = 0;
};

struct ReserveReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    std::vector<LineAnswer> lines;
    Time expires_at{};
    ReservationState state = ReservationState::held;
    Lsn lsn = 0;
    std::vector<SubstituteOffer> substitutes{};  ///< By line, the best first.

    /// Whether there is a reservation of that id, so that `state` says something.
    bool has_state() const {
        return outcome == Outcome::done || outcome == Outcome::repeated ||
               outcome == Outcome::id_used_differently;
    }
    /// Whether what there is was looked at, so that the line's `ats` says something: not for a line
    /// that cannot be, nor for an answer given again.
    bool has_ats(const LineAnswer& answer) const {
        if (outcome == Outcome::repeated) return false;
        return answer.verdict == LineVerdict::reserved ||
               answer.verdict == LineVerdict::partly_reserved ||
               answer.verdict == LineVerdict::insufficient_stock;
    }
};

/// Where the units of a line are. granted = held + allocated + shipped + what was given back.
struct ReservationLine {
    std::uint32_t line = 0;
    SkuId sku;
    NodeId node;
    Day day = kNoDay;  ///< For when it is promised; none = now.
    Units requested = 0;
    Units granted = 0;
    Units held = 0;
    Units allocated = 0;
    Units shipped = 0;
    SkuId kit{};        ///< The line is a part of this kit; lines of its number are the others.
    Units per_kit = 1;  ///< Units of it in one kit.
};

struct ReservationReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    ReservationState state = ReservationState::held;
    Time expires_at{};  ///< Of a held one.
    std::vector<ReservationLine> lines;
    Units corrected_units = 0;  ///< Shipped beyond what was on hand: a logged correction.
    Lsn lsn = 0;
    std::vector<LineAnswer> answers{};  ///< To an amend: one per line of the request.
    std::string reference{};            ///< The caller's, as given when it was made.
    std::string made_by{};              ///< The actor who made it, if given.
    Time made_at{};                     ///< To the second.
};

/// A reservation in a report.
struct ReservationEntry {
    std::string id;
    ReservationState state = ReservationState::held;
    std::string reference;
    std::string made_by;
    Time made_at{};
    Time expires_at{};  ///< Of a held one.
    std::vector<ReservationLine> lines;
};

/// A page of a report. Each reservation is as it was in one moment, not all in the same. A page may
/// be empty and not the last: then it has looked at many that do not match.
struct ListReservationsReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    std::vector<ReservationEntry> reservations;
    std::string next;  ///< Where to go on; empty = that was all.
    Lsn lsn = 0;
};

// ---- Sourcing ------------------------------------------------------------------------------

struct CostTerms {
    Micros transport = 0;
    Micros handling = 0;
    Micros split = 0;
    Micros lateness = 0;    ///< Of deliveries after the order's wish.
    Micros preference = 0;  ///< For nodes that sourcing rules or the order's profile do not prefer.
    Micros scarcity = 0;    ///< This and those below: of orders with a profile only.
    Micros shortage = 0;
    Micros carbon = 0;  ///< What its grams of CO2e cost.
    Micros load = 0;    ///< For nodes whose days fill up.

    Micros total() const {
        return transport + handling + split + lateness + preference + scarcity + shortage + carbon +
               load;
    }
    CostTerms& operator+=(const CostTerms& more) {
        transport += more.transport;
        handling += more.handling;
        split += more.split;
        lateness += more.lateness;
        preference += more.preference;
        scarcity += more.scarcity;
        shortage += more.shortage;
        carbon += more.carbon;
        load += more.load;
        return *this;
    }
    friend bool operator==(const CostTerms&, const CostTerms&) = default;
};

struct ShipmentLine {
    std::uint32_t line = 0;
    SkuId sku;
    Units quantity = 0;
};

struct Shipment {
    NodeId node;
    std::uint8_t zone = 0;
    std::uint32_t parcels = 0;
    std::uint64_t billed_g = 0;
    Micros transport = 0;
    Micros handling = 0;
    std::vector<ShipmentLine> lines;
    std::string service{};  ///< The carrier service; empty of a node that ships by its own tariff.
    Micros lateness = 0;
    ShipmentDates dates{};
    std::uint64_t carbon_g = 0;  ///< Of CO2e, as the service emits; also where it has no price.
    Micros carbon = 0;           ///< What that costs by the order's profile.
    Micros load = 0;             ///< For how full the node's day is.
};

struct UnfilledLine {
    std::uint32_t line = 0;
    Units quantity = 0;  ///< Asked and not in the plan.
    Units ats = 0;       ///< What the allowed nodes together could give.
    UnfilledReason reason = UnfilledReason::no_stock;
};

struct SourceReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    bool proven_optimal = false;
    CostTerms cost;  ///< As it is, whatever the profile's weights.
    /// What the plan was chosen by: the cost, or its weighted sum, or the profile's criteria as one
    /// number, the most important in the highest places.
    Micros objective = 0;
    Micros lower_bound = 0;  ///< No plan has a smaller objective; equal to it if proven_optimal.
    std::vector<Shipment> shipments;
    std::vector<UnfilledLine> unfilled;
    Time expires_at{};
    std::uint32_t replans = 0;  ///< Conflicts met and planned around inside the call.
    Lsn lsn = 0;
    std::vector<SubstituteOffer> substitutes{};  ///< For lines that stock is short of.
};

// ---- Service -------------------------------------------------------------------------------

enum class NameKind : std::uint8_t { item, node, group, segment, profile };

/// id 0 = no such name.
struct ResolvedName {
    std::uint32_t id = 0;
    std::uint8_t scale = 0;  ///< Of an item.
};

/// Copies of an item's and a node's attributes, for people and tools.
struct ItemView {
    std::string sku;
    std::string unit_of_measure;
    std::uint8_t scale = 0;
    std::uint32_t weight_g = 0;
    std::uint32_t length_mm = 0;
    std::uint32_t width_mm = 0;
    std::uint32_t height_mm = 0;
    Micros value_micros = 0;
    std::string category;
    std::string attributes;
};

struct NodeView {
    std::string key;
    NodeType type = NodeType::dc;
    std::optional<Location> location;
    std::string country;
    std::string postal_code;
    std::string time_zone;
    std::uint8_t methods = method_ship;
    std::uint16_t priority = 0;
    std::string tariff;
    Micros handling_per_shipment = 0;
    Micros handling_per_line = 0;
    Micros handling_per_unit = 0;
    bool enabled = true;
};

struct GroupView {
    std::string name;
    std::vector<GroupMember> members;
};

/// A position whose counters do not equal the sum over live holds and orders.
///
/// With a segment: the units that its rules and uses count there, as reserved. Without an item: the
/// units that leave the node on that day.
struct AuditFinding {
    SkuId sku;
    NodeId node;
    SegmentId segment{};
    Day day = kNoDay;  ///< Of what is held and ordered for a day.
    Units reserved_counter = 0;
    Units reserved_sum = 0;
    Units allocated_counter = 0;
    Units allocated_sum = 0;
};

struct AuditReply {
    std::uint64_t positions = 0;
    std::uint64_t reservations = 0;
    std::uint64_t open_lines = 0;  ///< Lines with held or allocated units.
    std::uint64_t mismatches = 0;
    std::vector<AuditFinding> findings;  ///< The first hundred.
};

struct EngineStatus {
    std::uint64_t items = 0;
    std::uint64_t nodes = 0;
    std::uint64_t groups = 0;
    std::uint64_t positions = 0;
    std::uint64_t reservations_live = 0;  ///< Held.
    std::uint64_t orders_open = 0;        ///< Committed, with units not yet shipped or cancelled.
    std::uint64_t reservations_kept = 0;  ///< Finished, still remembered.
    bool expiry_paused = false;           ///< The clock jumped more than 5 s.
    Lsn newest_lsn = 0;
    Lsn durable_lsn = 0;
    std::uint64_t backorders = 0;               ///< Demand that waits, confirmed or not.
    Units backorder_units_waiting = 0;          ///< Wanted and not confirmed, of all items.
    std::uint64_t backorder_confirmations = 0;  ///< That fell to backorders since the start.
    /// Since the start: stock or capacity was gone before a plan was held, which was then made
    /// anew.
    std::uint64_t plan_conflicts = 0;
    std::uint64_t plans_under_locks = 0;  ///< Plans made so at last, for they met conflicts only.
};

}  // namespace earmark
