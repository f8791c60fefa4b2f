// SupposedStock: what may be sold, as a question supposes it.
#pragma once

#include "engine/planning/plan_question.h"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

class SupposedStock {
  public:
    /// Rows of one position count one after the other.
    explicit SupposedStock(std::span<const StockIf> rows);

    bool empty() const { return rows_.empty(); }

    /// Rewrites what was found of an item, node by node, in the order of nodes.
    void apply(SkuId sku, std::vector<std::pair<NodeId, Units>>& found) const;

    /// The most that is supposed to be taken of an item at any node.
    Units most_taken(SkuId sku) const;

  private:
    std::vector<StockIf> rows_;  ///< By item, then node; else as they came.
};

}  // namespace earmark
