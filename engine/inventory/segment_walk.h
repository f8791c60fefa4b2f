// SegmentWalk: what a segment may take of an item's positions, asked for in the order of nodes.
#pragma once

#include "engine/inventory/item_rows.h"
#include "engine/inventory/segment_row.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// What segments make of what is available at a position: that less the floors of others and less
/// what is over the ceiling is what the asking segment may take.
struct SegmentParts {
    struct Floor {
        SegmentId segment;
        std::uint16_t rank = 0;
        Units granted = 0;
    };
    std::vector<Floor> floors;  ///< Of other segments, those that were granted anything, by rank.
    Units over_ceiling = 0;
    Units ceiling = 0;  ///< Of the asking segment; means nothing where nothing is over it.
    Units used = 0;     ///< Of its ceiling.
};

class SegmentWalk {
  public:
    SegmentWalk(SegmentRows rows, SegmentId asking) : rows_(rows), asking_(asking) {}

    /// Whether nothing is shared anywhere.
    bool empty() const { return rows_.empty(); }

    /// Of `available` units at a position, `own` among them, what the asking segment may take; how
    /// that came to be is told in `parts`, if given.
    Units ats(
        const Position& position,
        Units available,
        const OwnUnits& own,
        SegmentParts* parts = nullptr
    ) {
        return rows_.empty() ? available : share(position, available, own, parts);
    }

  private:
    Units share(
        const Position& position, Units available, const OwnUnits& own, SegmentParts* parts
    );

    SegmentRows rows_;
    const SegmentId asking_;
    std::uint32_t at_ = 0;
};

}  // namespace earmark
