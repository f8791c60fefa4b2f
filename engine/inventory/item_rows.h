// ItemRows: what the stock of an item has besides positions: a list of rows for each kind.
//
// Most items have none of these and pay one null pointer for it. Once made, an item's lists stay at
// their place for as long as the table lives, so that a late reader never follows a reused one.
#pragma once

#include "engine/inventory/assortment_row.h"
#include "engine/inventory/dated_row.h"
#include "engine/inventory/position_block.h"
#include "engine/inventory/row_list.h"
#include "engine/inventory/segment_row.h"

#include <atomic>

namespace earmark {

struct ItemRows {
    std::atomic<PositionBlock*> segments{nullptr};
    std::atomic<PositionBlock*> dated{nullptr};
    std::atomic<PositionBlock*> assortment{nullptr};

    /// Where the rows of a kind are.
    template <typename Row>
    std::atomic<PositionBlock*>& list();

    template <typename Row>
    RowList<Row> rows() const {
        return RowList<Row>(const_cast<ItemRows*>(this)->list<Row>().load(std::memory_order_acquire)
        );
    }
};

template <>
inline std::atomic<PositionBlock*>& ItemRows::list<SegmentRow>() {
    return segments;
}

template <>
inline std::atomic<PositionBlock*>& ItemRows::list<DatedRow>() {
    return dated;
}

template <>
inline std::atomic<PositionBlock*>& ItemRows::list<AssortmentRow>() {
    return assortment;
}

using AssortmentRows = RowList<AssortmentRow>;
using DatedRows = RowList<DatedRow>;
using SegmentRows = RowList<SegmentRow>;

}  // namespace earmark
