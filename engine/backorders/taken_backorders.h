// Orders that take the place of backorders: demand that waits, promised anew from wherever it costs
// least, by itself or with others (engine/joint_sourcing.h).
//
// A line of an order names the backorder that it stands for. What the backorder has confirmed is
// there for the order besides what may be sold, at its node. What is held of the line the backorder
// wants no longer: one record makes the reservation, lowers what is wanted, and gives back of what
// is confirmed what the order took of it and what is more than is still wanted. So no unit is
// promised twice at any moment, and none is lost.
//
// Lines of one item share what there is, so a plan may give what is confirmed to a line that stands
// for no backorder, while the backorder goes on waiting for it; or it counts units that come free
// only if all that is confirmed is given back. Such a plan is not held: the order is planned again,
// as if nothing were confirmed for it.
//
// What was promised stays promised: as many units as are given back of a day leave on that day, or
// by the day of the next pickup of the backorder's node, at the latest; or else nothing is held and
// the backorder keeps what it has. For what is there already would leave by that pickup, too.
#pragma once

#include "engine/change.h"
#include "engine/command.h"
#include "engine/engine_state.h"
#include "engine/network_holds.h"
#include "engine/outcome.h"
#include "engine/reply.h"
#include "engine/selling.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace earmark {

/// What is wrong with the backorders of a request by themselves; done if nothing is.
Outcome check_backorders(
    const ReferenceData& reference, const SourceRequest& request, std::string& detail
);

/// Whether each waits for as much as its line asks, for the order's segment.
Outcome check_waiting(const EngineState& state, const SourceRequest& request, std::string& detail);

/// Confirmed units of a backorder.
struct ConfirmedUnits {
    SkuId sku;
    NodeId node;
    Day day = kNoDay;
    SegmentId segment{};
    Units units = 0;
    std::uint32_t line = 0;  ///< Of the order, that takes the backorder's place.
};

/// Those of an item that the order's backorders have, up to what their lines ask: more is not given
/// back. The stock may be read without a lock.
void find_confirmed(
    const SourceRequest& request,
    SkuId sku,
    const ItemStock& stock,
    std::vector<ConfirmedUnits>& confirmed
);

/// Units of an item at a node that only one order can take now.
struct UnitsOfOrder {
    SkuId sku;
    NodeId node;
    Units units = 0;
};

/// By how much more the order can take than others, since its backorders have it confirmed: nothing
/// of what is confirmed from supply to come. Each item and node at most once. Of items that no
/// group holds or keeps back.
std::vector<UnitsOfOrder> only_for(const EngineState& state, const SourceRequest& request);

/// Confirmed units of one item as they are counted back.
class CountedBack {
  public:
    CountedBack() = default;
    CountedBack(std::span<const ConfirmedUnits> confirmed, SkuId sku);

    bool empty() const { return own_.empty(); }
    /// Valid until it is asked again.
    OwnUnits at(NodeId node);
    std::span<const PositionDelta> own() const { return own_; }
    std::span<const OwnUseAt> uses() const { return uses_; }

  private:
    std::vector<PositionDelta> own_;
    std::vector<OwnUseAt> uses_;
    std::vector<OwnDated> dated_here_;
    std::vector<OwnUse> uses_here_;
};

/// What a plan takes of an order's backorders, once it is held.
class BackorderTake {
  public:
    /// Outcomes: unknown_backorder, bad_value - it is not as the order saw it;
    ///           cannot_source - what was promised would leave too late. Holding the items.
    Outcome settle(
        const EngineState& state,
        const SourceRequest& request,
        Time now,
        const std::vector<Shipment>& shipments,
        std::string& detail
    );

    /// By item, rising; each has a backorder.
    std::span<const DatedOutcome> outcomes() const { return outcomes_; }
    std::span<const ConfirmedUnits> given_back() const { return given_back_; }

  private:
    void take(const DatedRow& row, SkuId sku, std::uint32_t line, Units taken, Units given);

    std::vector<DatedOutcome> outcomes_;
    std::vector<ConfirmedUnits> given_back_;
};

/// What the record takes beside that of the reservation, at most.
std::size_t taken_bytes_max(std::size_t backorders);

/// Appends the record of a reservation that takes the place of backorders, and applies what becomes
/// of these and then `deltas`, as log_reservation does.
Lsn log_taken(
    EngineState& state,
    LogSpace& space,
    const CallContext& context,
    Reservation& reservation,
    std::span<const PositionDelta> deltas,
    std::span<const DatedOutcome> outcomes
);

/// Of such a record, what follows the reservation.
bool get_taken_outcomes(ByteReader& in, std::vector<DatedOutcome>& outcomes);

}  // namespace earmark
