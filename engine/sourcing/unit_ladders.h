// What a set of nodes costs by straight lines, and what one more node would save.
//
// A line's units in a set are a ladder, the cheapest first; what nobody has is at the top, at the
// price of missing units. One more node takes what it has off the top of each ladder, as long as it
// is cheaper. So one pass over all nodes finds the best to add.
#pragma once

#include "engine/sourcing/node_bound.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class UnitLadders {
  public:
    /// What a missing unit of each line costs from the next build() on.
    void set_prices(std::span<const std::int64_t> prices) {
        prices_.assign(prices.begin(), prices.end());
    }

    void build(const NodeTable& table, std::span<const std::uint32_t> nodes);

    /// Of the set: opening its nodes, and its units; at most what any plan costs in which they ship
    /// and no others.
    std::int64_t cost() const { return cost_; }

    /// What the cost falls by if the node is added.
    std::int64_t saving(const NodeTable& table, std::uint32_t node) const;

  private:
    struct Rung {
        std::int64_t cost;
        std::int64_t units;
    };

    void build_line(const NodeTable& table, std::size_t line, std::span<const std::uint32_t> nodes);

    std::vector<std::int64_t> prices_;
    std::vector<Rung> rungs_;              ///< Line by line, the cheapest first.
    std::vector<std::size_t> first_rung_;  ///< By line, and the end.
    std::int64_t cost_ = 0;
};

}  // namespace earmark
