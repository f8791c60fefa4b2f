// SegmentWalk: what a segment may take of an item's positions, asked for in the order of nodes.
#pragma once

#include "engine/inventory/item_rows.h"
#include "engine/inventory/segment_row.h"

#include <cstdint>

namespace earmark {

class SegmentWalk {
  public:
    SegmentWalk(SegmentRows rows, SegmentId asking) : rows_(rows), asking_(asking) {}

    /// Of `available` units at a position, `own` among them, what the asking segment may take.
    Units ats(const Position& position, Units available, const OwnUnits& own) {
        return rows_.empty() ? available : share(position, available, own);
    }

  private:
    Units share(const Position& position, Units available, const OwnUnits& own);

    SegmentRows rows_;
    const SegmentId asking_;
    std::uint32_t at_ = 0;
};

}  // namespace earmark
