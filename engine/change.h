// Change: what a record of the log says.
//
// A record holds the outcome of one command (what is so afterwards), never the command, so that
// replay needs no rules, no clock and no order between different items. Format: a kind, the time,
// who and why, then the body of that kind; integers little-endian, texts with their length before.
// The same bodies make up the chunks of a state image.
#pragma once

#include "engine/base/bytes.h"
#include "engine/base/clock.h"
#include "engine/change_log.h"
#include "engine/command.h"
#include "engine/inventory/dated_row.h"
#include "engine/inventory/segment_row.h"
#include "engine/reconcile/source_feeds.h"
#include "engine/reservation/reservation.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace earmark {

enum class ChangeKind : std::uint8_t {
    items = 1,
    nodes = 2,
    groups = 3,
    tariffs = 4,
    zones = 5,
    source = 6,
    supply = 7,
    reservation = 8,
    forgotten = 9,
    split = 10,
    segment = 11,
    segment_rows = 12,
    level_rules = 40,
    levels = 41,
    movements_kept = 45,
    count_closed = 46,   ///< A count's head; nothing is in it yet.
    count_found = 47,    ///< Corrections it found.
    count_settled = 48,  ///< Corrections made or rejected.
    count_forgotten = 49,
    day = 25,
    dated_rows = 26,
    past_due = 27,
    selling_rules = 20,
    claimed = 50,    ///< A backorder became a reservation.
    backorder = 65,  ///< A backorder made, changed or withdrawn by a caller: a DatedOutcome.
    backorders_confirmed = 66,  ///< Supply given out anew at a node: likewise.
    shipping = 70,              ///< What is kept about shipping: ShippingRow.
    profiles = 85,
    scarcity = 86,
    sourcing_rules = 90,     ///< Which nodes may ship what.
    backorders_taken = 100,  ///< A reservation took the place of backorders.
    assortment = 35,         ///< What an item is beyond its attributes: kit, units, quantities.
};

/// Why a reservation changed: for people and subscribers, replay does not look at it.
enum class ReservationEvent : std::uint8_t {
    reserved,
    committed,
    released,
    shipped,
    cancelled,
    expired,
    amended,
    resourced,  ///< What a node could not ship was planned again; on hand may be corrected.
    order_changed,
};

std::string_view to_string(ReservationEvent event);

/// Whether what it does to on hand is a movement. What a picker does not find is a correction of
/// the book, as a count's is (engine/reconcile/movements.h).
inline bool moves_stock(ReservationEvent event) {
    return event != ReservationEvent::resourced;
}

struct ChangeHead {
    ChangeKind kind{};
    Time time{};
    std::string_view actor;
    std::string_view reason;
};

void put_head(ByteWriter& out, ChangeKind kind, const CallContext& context);
ChangeHead get_head(ByteReader& in);

/// The space that put_head needs at most.
inline constexpr std::size_t kHeadBytesMax = 1 + 8 + 2 * (2 + kNoteBytesMax);

// ---- Bodies
// --------------------------------------------------------------------------------------

void put_item(ByteWriter& out, SkuId sku, const ItemRow& row);
ItemRow get_item(ByteReader& in, SkuId& sku);

void put_node(ByteWriter& out, NodeId id, const NodeRow& row);
NodeRow get_node(ByteReader& in, NodeId& id);

/// A position after a supply row.
struct SupplyOutcome {
    SkuId sku;
    NodeId node;
    Units on_hand = 0;
    Units safety = 0;
    std::uint64_t sequence = 0;  ///< 0 = the source's sequence did not change.
    Units moved = 0;             ///< How much of the change is a movement: reconcile/movements.h.
};
inline constexpr std::size_t kSupplyOutcomeBytesMax = 4 + 4 + 10 + 10 + 8 + 10;

void put_supply_outcome(ByteWriter& out, const SupplyOutcome& outcome);
SupplyOutcome get_supply_outcome(ByteReader& in);

/// A source as the head of a supply record: with a name, it has numbers.
inline constexpr std::size_t kFeedBytesMax = 2 + 3 * 8;
void put_feed(ByteWriter& out, SourceId source, const FeedNumbers& numbers);
SourceId get_feed(ByteReader& in, FeedNumbers& numbers);

/// How a reservation's change moved the counters of a position. Sorted by item in a record.
struct PositionDelta {
    SkuId sku;
    NodeId node;
    Units on_hand = 0;
    Units reserved = 0;
    Units allocated = 0;
    Units shipped = 0;  ///< Left the node for good, whether they were on hand by the book or not.
    Day day = kNoDay;   ///< For when the units are held or ordered; none = now.
};
inline constexpr std::size_t kPositionDeltaBytesMax = 4 + 4 + 4 * 10 + 2;

void put_delta(ByteWriter& out, const PositionDelta& delta);
PositionDelta get_delta(ByteReader& in);

/// Rows of an item's segments after a change, and the keys of those that are gone.
struct SegmentOutcome {
    SkuId sku;
    std::vector<SegmentRow> dropped;
    std::vector<SegmentRow> put;  ///< A rule with began 0 begins with this very record.
};
inline constexpr std::size_t kSegmentRowBytesMax = 4 + 2 + 2 + 1 + 5 * 10 + 4 + 4 + 8;

void put_segment_row(ByteWriter& out, const SegmentRow& row);
bool get_segment_row(ByteReader& in, SegmentRow& row);
void put_segment_outcome(ByteWriter& out, const SegmentOutcome& outcome);
bool get_segment_outcome(ByteReader& in, SegmentOutcome& outcome);

/// The number that a source gave to a row about an item: what it says of that position is known.
struct RowNumber {
    SourceId source{};  ///< None = the row was not numbered.
    NodeId node{};
    std::uint64_t sequence = 0;
    FeedNumbers feed{};  ///< What the source's numbers came to with it.
};
inline constexpr std::size_t kRowNumberBytesMax = kFeedBytesMax + 4 + 8;

/// The end of a record, where its row was numbered; others have no such end.
void put_row_number(ByteWriter& out, const RowNumber& number);
bool get_row_number(ByteReader& in, RowNumber& number);

/// Dated rows of an item after a change, those that are gone, and what moved on hand with them.
struct DatedOutcome {
    SkuId sku;
    std::vector<DatedRow> dropped;
    std::vector<DatedRow> put;
    std::vector<PositionDelta> moved;
    Units corrected = 0;  ///< Of a transfer: shipped, and never received.
    RowNumber number{};
};
inline constexpr std::size_t kDatedRowBytesMax =
    4 + 2 + 3 + 5 * 10 + 2 + 4 + 2 + 2 + 2 + 2 * 10 + 7 + 2 + kReceiptIdBytesMax;

void put_dated_row(ByteWriter& out, const DatedRow& row);
bool get_dated_row(ByteReader& in, DatedRow& row);
/// All but the number, which ends the record if there is one.
void put_dated_outcome(ByteWriter& out, const DatedOutcome& outcome);
bool get_dated_outcome(ByteReader& in, DatedOutcome& outcome);

/// All of a reservation but its LSN.
void put_reservation(ByteWriter& out, const Reservation& reservation);

/// What put_reservation wrote, before it becomes a Reservation.
struct ReservationImage {
    ReservationTexts texts;
    std::vector<ReservationKey> keys;
    ReservationHead head;
};
bool get_reservation(ByteReader& in, ReservationImage& image);

/// The items of its lines, and nothing else of it.
void get_reservation_items(ByteReader& in, std::vector<SkuId>& items);

/// What one entry of ReservationDetail::leaving takes.
inline constexpr std::size_t kLeavingBytesMax = 4 + 2 + 1;

/// The space that put_reservation needs at most.
std::size_t reservation_bytes_max(std::size_t lines, const ReservationDetail* detail);

}  // namespace earmark
