// RowsBuffer: segment rows that an item would have, in the form in which stock is read.
#pragma once

#include "engine/inventory/item_rows.h"
#include "engine/inventory/item_table.h"

#include <span>

namespace earmark {

class RowsBuffer {
  public:
    RowsBuffer() = default;
    RowsBuffer(const RowsBuffer&) = delete;
    RowsBuffer& operator=(const RowsBuffer&) = delete;

    /// The stock with these rows in place of its own. Requires: they are sorted by their keys.
    /// Valid until the next call.
    ItemStock with_segments(const ItemStock& stock, std::span<const SegmentRow> rows) {
        if (PositionBlock* block = rows_.segments.exchange(nullptr)) pool_.give_back(block);
        for (const SegmentRow& row : rows)
            put_row(rows_.segments, pool_, row);
        rows_.dated.store(stock.rows == nullptr ? nullptr : stock.rows->dated.load());
        rows_.assortment.store(stock.rows == nullptr ? nullptr : stock.rows->assortment.load());
        ItemStock copy = stock;
        copy.rows = &rows_;
        return copy;
    }

  private:
    PositionPool pool_;
    ItemRows rows_;
};

}  // namespace earmark
