// Good sets of nodes by exchange: one node of a set for one outside, while that helps.
//
// The first plans decide how long a proof takes: what the bound cannot tell from a plan that is too
// dear must be searched.
#pragma once

#include "engine/sourcing/unit_ladders.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class NodeSwaps {
  public:
    /// What a missing unit of each line costs from now on.
    void set_prices(std::span<const std::int64_t> prices) { ladders_.set_prices(prices); }

    /// The nodes that may be added from now on.
    void set_candidates(std::span<const std::uint32_t> nodes) {
        candidates_.assign(nodes.begin(), nodes.end());
    }

    /// Adds open nodes, one by one that which saves most, until there are `count`, or none is left.
    void grow(
        const NodeTable& table,
        std::vector<std::uint32_t>& nodes,
        std::size_t count,
        std::uint64_t& steps
    );

    /// Exchanges nodes, but none that must ship, while the linear cost falls.
    void improve(const NodeTable& table, std::vector<std::uint32_t>& nodes, std::uint64_t& steps);

    /// Exchanges, adds and drops nodes, but none that must ship, while the linear cost falls; of no
    /// more than `count_max` nodes.
    void reshape(
        const NodeTable& table,
        std::vector<std::uint32_t>& nodes,
        std::size_t count_max,
        std::uint64_t& steps
    );

  private:
    struct Addition {
        std::uint32_t node;
        std::int64_t saving;  ///< Less the cost of opening.
    };

    Addition best_addition(
        const NodeTable& table, std::span<const std::uint32_t> nodes, std::uint64_t& steps
    ) const;

    UnitLadders ladders_;
    std::vector<std::uint32_t> candidates_;
    std::vector<std::uint32_t> rest_;
};

}  // namespace earmark
