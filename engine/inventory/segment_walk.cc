#include "engine/inventory/segment_walk.h"

namespace earmark {

Units SegmentWalk::share(const Position& position, Units available, const OwnUnits& own) {
    while (at_ < rows_.count() && rows_.node_at(at_) < position.node())
        ++at_;
    SegmentShares shares(asking_, available, position.on_hand(), own);
    for (; at_ < rows_.count() && rows_.node_at(at_) == position.node(); ++at_) {
        const SegmentRow row = rows_.load(at_);
        if (row.kind == SegmentRow::Kind::rule && row.active) shares.add(row);
    }
    return shares.ats();
}

}  // namespace earmark
