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

    /// How many more units than these are at a node; less than nothing: fewer.
    Units more_at(SkuId sku, NodeId node, Units units) const;

    /// Whether any row is about the item; adds the nodes of those that are, to nodes that rise.
    bool is_about(SkuId sku) const;
    void add_nodes(SkuId sku, std::vector<NodeId>& nodes) const;

    /// The most that is supposed to be taken of an item at any node.
    Units most_taken(SkuId sku) const;

  private:
    std::vector<StockIf> rows_;  ///< By item, then node; else as they came.
};

}  // namespace earmark
