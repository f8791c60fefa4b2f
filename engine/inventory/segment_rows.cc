#include "engine/inventory/segment_rows.h"

namespace earmark {

std::uint32_t SegmentRows::first_of(NodeId node) const {
    std::uint32_t low = 0;
    std::uint32_t high = count_;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (node_at(middle) < node) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

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
