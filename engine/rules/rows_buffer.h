// RowsBuffer: rows of one kind that an item would have, in the form in which stock is read.
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
    template <typename Row>
    ItemStock with_rows(const ItemStock& stock, std::span<const Row> rows) {
        if (PositionBlock* block = made_.exchange(nullptr)) pool_.give_back(block);
        for (const Row& row : rows)
            put_row(made_, pool_, row);
        const auto own = [&](const std::atomic<PositionBlock*> ItemRows::* list) {
            return stock.rows == nullptr ? nullptr : (stock.rows->*list).load();
        };
        rows_.segments.store(own(&ItemRows::segments));
        rows_.dated.store(own(&ItemRows::dated));
        rows_.assortment.store(own(&ItemRows::assortment));
        rows_.list<Row>().store(made_.load());
        ItemStock copy = stock;
        copy.rows = &rows_;
        return copy;
    }

  private:
    PositionPool pool_;
    std::atomic<PositionBlock*> made_{nullptr};
    ItemRows rows_;
};

}  // namespace earmark
