// SegmentRows: the segment rows of one item, as readers and writers walk them.
//
// They lie in a block of the position pool, two places a row, so that they share its promise to
// readers without a lock: what is read may be torn, but is well-formed and soon read again.
#pragma once

#include "engine/inventory/position_block.h"
#include "engine/inventory/segment_row.h"

#include <algorithm>
#include <cstdint>

namespace earmark {

class SegmentRows {
  public:
    explicit SegmentRows(const PositionBlock* block)
        : block_(block),
          count_(block == nullptr ? 0 : std::min(block->count(), block->capacity()) / kPlaces) {}

    bool empty() const { return count_ == 0; }
    std::uint32_t count() const { return count_; }

    /// Requires: index < count().
    SegmentRow load(std::uint32_t index) const {
        const Position low = block_->load(index * kPlaces);
        const Position high = block_->load(index * kPlaces + 1);
        SegmentRow::Words words;
        const auto middle = std::copy(low.words().begin(), low.words().end(), words.begin());
        std::copy(high.words().begin(), high.words().end(), middle);
        return SegmentRow::from(words);
    }
    NodeId node_at(std::uint32_t index) const { return SegmentRow::node_of(word_at(index)); }

    /// The index of the first row of the node, or of one after it.
    std::uint32_t first_of(NodeId node) const;

    static constexpr std::uint32_t kPlaces = sizeof(SegmentRow::Words) / sizeof(Position::Words);

  private:
    std::uint64_t word_at(std::uint32_t index) const {
        return block_->load(index * kPlaces).words()[0];
    }

    const PositionBlock* block_;
    std::uint32_t count_;
};

/// What a segment may take of positions that are asked for in the order of their nodes.
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
