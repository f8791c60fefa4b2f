#include "engine/inventory/segment_walk.h"

namespace earmark {

Units SegmentWalk::share(
    const Position& position, Units available, const OwnUnits& own, SegmentParts* parts
) {
    while (at_ < rows_.count() && rows_.node_at(at_) < position.node())
        ++at_;
    SegmentShares shares(asking_, available, position.on_hand(), own);
    for (; at_ < rows_.count() && rows_.node_at(at_) == position.node(); ++at_) {
        const SegmentRow row = rows_.load(at_);
        if (row.kind != SegmentRow::Kind::rule || !row.active) continue;
        const Units granted = shares.add(row);
        if (parts != nullptr && granted > 0 && row.segment != asking_)
            parts->floors.push_back({row.segment, row.rank, granted});
    }
    if (parts != nullptr) {
        parts->over_ceiling = shares.over_ceiling();
        parts->ceiling = shares.ceiling();
        parts->used = shares.used_of_ceiling();
    }
    return shares.ats();
}

}  // namespace earmark
