// Requests: one struct each. Text and lines are borrowed from the caller for the call.
//
// Handles (SkuId, NodeId, ...) come from Engine::resolve, or from the answer that created the
// thing, and stay the same for the data folder's life.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/day.h"
#include "engine/base/strong_id.h"
#include "engine/inventory/segment_row.h"
#include "engine/limits.h"
#include "engine/outcome.h"
#include "engine/shipping/delivery_dates.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace earmark {

/// Goes with every command that changes something.
struct CallContext {
    Time now;                   ///< The caller reads the clock, once per command.
    std::string_view actor{};   ///< Who, if given: logged.
    std::string_view reason{};  ///< Why, if given: logged.
};

// ---- Reference data ------------------------------------------------------------------------

/// Creates an item or replaces its attributes.
struct ItemRow {
    std::string_view sku;
    std::string_view unit_of_measure;  ///< "piece", "kg", ... ; empty = "piece".
    std::uint8_t scale = 0;            ///< Decimals of a quantity: 0 = pieces, 3 = thousandths.
    std::uint32_t weight_g = 0;        ///< Of one unit of measure (10^scale smallest units).
    std::uint32_t length_mm = 0;
    std::uint32_t width_mm = 0;
    std::uint32_t height_mm = 0;
    Micros value_micros = 0;  ///< Of one unit of measure.
    std::string_view category;
    std::string_view attributes;  ///< Words with ';' between: "hazmat;oversize".
};

enum class NodeType : std::uint8_t { dc, store, vendor, third_party };

/// Delivery methods, as bits of NodeRow::methods.
enum DeliveryMethod : std::uint8_t {
    method_ship = 1,
    method_pickup = 2,
    method_ship_to_store = 4,
    method_same_day = 8,
};

/// A place on earth, in millionths of a degree.
struct Location {
    std::int32_t latitude_e6 = 0;
    std::int32_t longitude_e6 = 0;

    friend bool operator==(const Location&, const Location&) = default;
};

/// Creates a node or replaces its attributes.
struct NodeRow {
    std::string_view key;
    NodeType type = NodeType::dc;
    std::optional<Location> location;
    std::string_view country;  ///< ISO 3166-1 alpha-2.
    std::string_view postal_code;
    std::string_view time_zone;  ///< IANA name.
    std::uint8_t methods = method_ship;
    std::uint16_t priority = 0;  ///< Lower is preferred when costs are equal.
    std::string_view tariff;     ///< The tariff it ships by.
    Micros handling_per_shipment = 0;
    Micros handling_per_line = 0;
    Micros handling_per_unit = 0;  ///< Per unit of measure.
    bool enabled = true;           ///< A disabled node neither sells nor ships.
};

struct GroupMember {
    NodeId node;
    std::uint16_t priority = 0;
};

/// Creates a distribution group or replaces its members.
struct GroupRow {
    std::string_view name;
    std::span<const GroupMember> members;
};

/// Rates for shipments up to a weight, one per zone.
struct TariffStep {
    std::uint32_t weight_g_max = 0;
    std::span<const Micros> rates;  ///< rates[k] is for zone k + 1; negative = not served.
};

/// Creates or replaces a tariff, or its version of a day: weight steps, rising, by zones.
struct TariffRow {
    std::string_view name;
    std::uint32_t dim_cm3_per_kg = 0;  ///< Dimensional divisor; 0 = actual weight only.
    Micros surcharge_per_parcel = 0;   ///< Residential and the like.
    std::span<const TariffStep> steps;
    Day from = kNoDay;  ///< The first day on which it rates shipments; none = always.
};

/// A zone by the leading characters of two postal codes.
struct ZonePair {
    std::string_view origin_prefix;
    std::string_view destination_prefix;
    std::uint8_t zone = 0;  ///< 1 .. 32.
};

/// Great-circle distance up to which a zone reaches, where no pair says otherwise.
struct ZoneBand {
    std::uint32_t miles_max = 0;
    std::uint8_t zone = 0;
};

/// Replaces the bands; adds or replaces the pairs. All prefixes have the same length.
struct ZoneRows {
    std::span<const ZonePair> pairs;
    std::span<const ZoneBand> bands;  ///< Empty = leave as they are.
};

// ---- Supply --------------------------------------------------------------------------------

enum class SupplyChange : std::uint8_t {
    sync,    ///< On hand becomes `quantity`.
    adjust,  ///< On hand changes by `quantity`.
    safety,  ///< Safety stock becomes `quantity`.
};

struct SupplyRow {
    SkuId sku;
    NodeId node;
    SupplyChange change = SupplyChange::sync;
    Units quantity = 0;
    std::uint64_t sequence = 0;  ///< Of the source; 0 = not numbered: always applied.
    /// Of a sync: when it was so. What moved after it is kept. The epoch = as of now.
    Time as_of{};
};

/// A row of safety stock right after one of on hand, of the same position and number, is part of
/// the same message: it is taken if that was, and both are in one record of the log.
struct SupplyRequest {
    std::string_view source;  ///< Required if any row is numbered.
    std::span<const SupplyRow> rows;
};

// ---- Segments ------------------------------------------------------------------------------

/// What a segment may claim of an item at a node (DOMAIN 3): a floor that is kept for it, a ceiling
/// that it may not pass. `rank` settles which floor comes first where stock is scarce.
struct SegmentRule {
    SkuId sku;
    NodeId node;
    SegmentId segment;
    std::uint16_t rank = 0;  ///< 0 .. 65,534; lower = stronger. Different for each segment.
    SegmentBasis basis = SegmentBasis::units;
    Units floor = 0;             ///< Units, or hundredths of a percent.
    Units ceiling = kNoCeiling;  ///< Likewise.
    bool standing = false;  ///< Protects the next units, too: counts what is live, nothing shipped.
    std::optional<Time> from{};  ///< Whole seconds; none = from now on.
    std::optional<Time> until{};
};

/// What becomes of a rule, found by item, node, segment and its begin.
enum class SegmentChange : std::uint8_t {
    put,  ///< Made, or replaced with what it has counted kept.
    remove,
    allocate,    ///< Its floor grows by `floor` units.
    unallocate,  ///< Its floor falls by `floor` units.
    move,        ///< `floor` units of its floor go to the floor of `to_segment`.
};

struct SegmentRuleRow {
    SegmentChange change = SegmentChange::put;
    SegmentRule rule;
    SegmentId to_segment{};  ///< Of a move: has a rule of its own that is in effect with this one.
};

/// Who asks what may be sold, and for what: rules of selling and of segments look at it.
struct Asking {
    SegmentId segment{};  ///< None = no segment.
    std::uint8_t method = method_ship;
    bool ignore_safety = false;  ///< Safety stock is sold, too. Stops still stop.
    Day day = kNoDay;            ///< None = now.
};

// ---- Availability --------------------------------------------------------------------------

/// One item at a node, over a group, or (neither given) over all nodes.
struct AvailabilityQuery {
    SkuId sku;
    NodeId node;
    GroupId group;
};

struct AvailabilityRequest {
    std::span<const AvailabilityQuery> queries;
    std::string_view own_reservation{};  ///< Its held units are counted back.
    SegmentId segment{};                 ///< Who asks; none = no segment.
    std::uint8_t method = method_ship;
    bool ignore_safety = false;  ///< For callers who may: safety stock counts as available.
};

// ---- Reservations --------------------------------------------------------------------------

/// May a line be reserved in part?
enum class Filling : std::uint8_t { all_or_nothing, partial };

struct ReserveLine {
    std::uint32_t line = 0;  ///< The caller's line number; different within a request.
    SkuId sku;
    NodeId node;
    Units quantity = 0;
};

struct ReserveRequest {
    std::string_view id;
    std::span<const ReserveLine> lines;
    std::chrono::seconds hold_for = kHoldForDefault;
    Filling filling = Filling::all_or_nothing;
    std::optional<Time> stamped_at{};   ///< When the caller made the request.
    std::string_view reference{};       ///< The caller's cart, order or customer number, if any.
    SegmentId segment{};                ///< For whom; none = no segment.
    std::span<const Day> days{};        ///< For when each line is promised; empty = all for now.
    std::uint8_t method = method_ship;  ///< How the goods will leave.
    bool ignore_safety = false;         ///< For callers who may: safety stock is taken, too.

    Day day(std::size_t line) const { return days.empty() ? kNoDay : days[line]; }
};

/// What can happen to a reservation after it was made.
enum class ReservationStep : std::uint8_t {
    commit,   ///< Held units become allocated: an order.
    release,  ///< Held units become free.
    ship,     ///< Allocated units leave: on hand and allocated fall together.
    cancel,   ///< Allocated units become free.
};

struct PartLine {
    std::uint32_t line = 0;
    NodeId node{};  ///< Of a line that several nodes ship; none = in the order of the plan.
    Units quantity = 0;
};

struct StepRequest {
    ReservationStep step = ReservationStep::commit;
    std::string_view id;
    std::string_view operation{};       ///< Names a part, so that repeating it is harmless.
    std::span<const PartLine> parts{};  ///< Empty = everything there is.
};

/// What is held of a line at a node afterwards, or what moves there.
struct AmendLine {
    std::uint32_t line = 0;
    SkuId sku{};         ///< Of a line that is new to the reservation; of others it may be none.
    NodeId node{};       ///< None = where the line is, if that is one node.
    NodeId from{};       ///< Given: `quantity` units of the line move from there to `node`.
    Units quantity = 0;  ///< Without `from`: the units held there afterwards; 0 drops them.
};

/// Changes a held reservation in place: everything it says, or nothing. Lines apply in their order;
/// what the reservation does not hold yet must be available with its own units counted back.
struct AmendRequest {
    std::string_view id;
    std::string_view operation{};  ///< Names it, so that repeating it is harmless; lines need it.
    std::optional<std::chrono::seconds> hold_for{};  ///< From now on; none = it expires as before.
    std::span<const AmendLine> lines{};
    std::uint8_t method = method_ship;
    bool ignore_safety = false;
    /// For when each line of the request is promised; empty = as it is, what is new likewise to the
    /// rest of its line, or for now.
    std::span<const Day> days{};
};

/// Gives held units of a reservation to a new one, which expires with it. They are held all along.
struct SplitRequest {
    std::string_view id;
    std::string_view into;       ///< The new reservation's id.
    std::string_view operation;  ///< Names the split, so that repeating it is harmless.
    std::span<const PartLine> parts{};
    std::string_view reference{};  ///< Of the new one; empty = that of the first.
};

/// Which reservations; a field that is not given lets all pass.
struct ReservationFilter {
    std::string_view reference{};
    std::string_view made_by{};
    SkuId sku{};    ///< Has a line of this item,
    NodeId node{};  ///< at this node: both together of one line.
    std::optional<ReservationState> state{};
    std::chrono::seconds older_than{0};  ///< Made at least so long ago.
};

/// A report by pages: each is short, so that no lock is held long and any frame can carry it.
struct ListReservationsRequest {
    ReservationFilter filter{};
    std::string_view after{};  ///< `next` of the page before; empty = from the first.
    std::uint32_t limit = kReservationsPageMax;
};

// ---- Sourcing ------------------------------------------------------------------------------

struct OrderLine {
    std::uint32_t line = 0;
    SkuId sku;
    Units quantity = 0;
};

/// A line of an order that travels with all other lines of its set: they leave from one node in one
/// shipment, whole, or not at all. Sets have any numbers.
struct TogetherLine {
    std::uint32_t set = 0;
    std::uint32_t line = 0;

    friend bool operator==(const TogetherLine&, const TogetherLine&) = default;
};

/// A line of an order that takes the place of a backorder of its item: backorders/
/// taken_backorders.h. A line and a backorder stand in one of these at most.
struct TakenBackorder {
    std::uint32_t line = 0;
    NodeId node{};  ///< Where it waits.
    std::uint8_t name_bytes = 0;
    std::array<char, kReceiptIdBytesMax> name{};

    std::string_view id() const {
        return {name.data(), std::min<std::size_t>(name_bytes, name.size())};
    }
    /// What does not fit is cut off.
    void set_id(std::string_view id) {
        name_bytes = static_cast<std::uint8_t>(std::min(id.size(), name.size()));
        std::copy_n(id.begin(), name_bytes, name.begin());
    }

    friend bool operator==(const TakenBackorder&, const TakenBackorder&) = default;
};

struct ShipTo {
    std::string_view country;
    std::string_view postal_code;
    std::optional<Location> location;
};

enum class SourceMode : std::uint8_t { quote, reserve };
enum class LineSplit : std::uint8_t { whole_lines, may_split };

struct SourceRequest {
    SourceMode mode = SourceMode::quote;
    std::string_view id;  ///< Names the reservation; required to reserve.
    std::span<const OrderLine> lines;
    ShipTo ship_to;
    GroupId group{};  ///< Only nodes of this group, if given.
    /// Nodes, and groups as places (network_place.h): these mean the nodes that they have at the
    /// moment of planning, also when a held order is planned anew. Empty = all.
    std::span<const NodeId> allowed_nodes{};
    std::span<const NodeId> excluded_nodes{};  ///< Likewise; none of what is allowed besides.
    std::optional<std::uint32_t> shipments_max{};
    LineSplit splitting = LineSplit::whole_lines;
    Filling filling = Filling::all_or_nothing;
    Micros split_penalty = 0;  ///< Per shipment after the first; 0 = as the profile says.
    std::chrono::seconds hold_for = kHoldForDefault;
    std::optional<Time> stamped_at{};
    DeliveryWish delivery{};  ///< When the goods are to be there; the order is placed as it comes.
    std::string_view reference{};
    SegmentId segment{};         ///< For whom; none = no segment.
    bool ignore_safety = false;  ///< As in ReserveRequest.
    ProfileId profile{};         ///< What the plan is to be good at; none = least cost.
    bool residential = false;    ///< People live at the address: carriers may ask for that.
    /// ship; pickup: at the store, of what it has; ship_to_store: likewise, or of what other nodes
    /// ship there, whatever the address.
    std::uint8_t method = method_ship;
    NodeId store{};  ///< Where the goods are collected; none of an order that is shipped.
    std::string_view customer_class{};  ///< Who buys: sourcing rules look at it.
    /// Likewise nodes and groups: what a shipment of a node that is none of them costs besides, as
    /// SourcingEffect::prefer says. Both, or neither, are given.
    std::span<const NodeId> preferred_nodes{};
    Micros preference = 0;
    std::span<const TogetherLine> together{};  ///< Each line at most once; two or more of a set.
    /// Whose place lines take: these want no longer what is held, in the same step.
    std::span<const TakenBackorder> backorders{};
    /// A line that may split ships from no more nodes; lines of one item then count as one line,
    /// and so does each part of a kit that may ship apart. None = any number.
    std::optional<std::uint32_t> nodes_per_line_max{};
};

}  // namespace earmark
