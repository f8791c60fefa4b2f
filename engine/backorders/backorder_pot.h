// BackorderPot: what a node has to promise while its backorders are served: what is counted back of
// them, less what they took again, by day. Where groups matter to the item, what they hold and keep
// is left to them. Private to engine/backorders/*.cc.
#pragma once

#include "engine/engine_state.h"
#include "engine/network_holds.h"
#include "engine/selling.h"

#include <vector>

namespace earmark {

/// What backorders of an item would give back at nodes that were served before, and take again: a
/// preview leaves them as they are.
struct ServedElsewhere {
    std::vector<PositionDelta> own;
    std::vector<OwnUseAt> uses;

    void count_back(const DatedRow& row, Units units);
};

/// Holding the item's stripe for as long as it lives, as `elsewhere` has to.
class BackorderPot {
  public:
    BackorderPot(
        const EngineState& state, SkuId sku, NodeId node, const ServedElsewhere& elsewhere
    );

    Day today() const { return today_; }

    /// What the row has confirmed.
    void give_back(const DatedRow& row) { count_back(row, row.confirmed); }
    void take(const DatedRow& row) { count_back(row, -row.confirmed); }

    /// What the node has for a segment on a day, by all rules of selling, whatever groups need, and
    /// what these rules do.
    PositionOffer offer(SegmentId segment, Day day, bool ignore_safety = false) const;

    /// What of that may be promised, of so many that are wanted.
    Units promised(SegmentId segment, Day day, Units wanted) const;

    /// Whether the segment's ceiling stands against more of what is there for a day, safety stock
    /// included.
    bool is_over_ceiling(SegmentId segment, Day day) const;

    /// The least that is projected from a day on, whatever rules withhold.
    Units projected(Day day) const;

    /// What supply covers of it: what is confirmed stands, as a hold does, when its sale is stopped
    /// or safety stock is raised.
    Units covered(Day day, Units units) const;

    /// Whether nothing is sold there to the segment: the sale is stopped, or the node is disabled.
    bool is_closed(SegmentId segment) const { return offer(segment, today_).is_closed; }

    /// The first day from `from` to `last` that has so many; requires: `last` has.
    Day first_day(SegmentId segment, Day from, Day last, Units units) const;

    /// The last day on which anything may be promised.
    Day last_day() const;

    /// Whether supply is still to come there by a day, or is replenished by then.
    bool has_supply_by(Day day) const;

  private:
    void count_back(const DatedRow& row, Units units);
    OwnUnits own() const { return {.dated = own_, .uses = uses_}; }
    Units most_beside_groups(SegmentId segment, Day day, Units wanted) const;

    const ItemTable& items_;
    const ReferenceData& reference_;
    const Day today_;
    const SkuId sku_;
    const NodeId node_;
    const ServedElsewhere& elsewhere_;
    const bool has_networks_;
    std::vector<OwnDated> own_;
    std::vector<OwnUse> uses_;
};

/// The latest day on which a backorder is worth anything.
inline Day latest_of(const DatedRow& row) {
    return row.latest == kNoDay ? static_cast<Day>(kDayMax) : row.latest;
}

}  // namespace earmark
