// The candidate nodes of an order as the searches over nodes see them.
#pragma once

#include "engine/sourcing/order_model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// Whether a node of a NodeTable ships, as the search has decided so far.
enum class NodeFate : std::uint8_t { open, shipping, closed };

/// Candidate nodes with linear costs, line by line for fast passes over nodes.
///
/// Where lines are not split the unit here is the whole line: need 1, most 0 or 1.
struct NodeTable {
    std::size_t node_count = 0;
    std::size_t line_count = 0;
    std::int64_t constant = 0;
    std::size_t shipments_min = 1;  ///< Of the plans that are searched now.
    std::size_t shipments_max = 0;
    bool has_capacities = false;
    bool has_steps = false;             ///< Linear costs are below what shipments cost.
    const OrderModel* model = nullptr;  ///< That of the last load().

    std::vector<std::uint32_t> ids;       ///< By node: its index in the problem.
    std::vector<std::int64_t> opening;    ///< By node.
    std::vector<std::int64_t> capacity;   ///< By node, in the problem's units.
    std::vector<NodeFate> fate;           ///< By node.
    std::vector<std::int64_t> need;       ///< By line.
    std::vector<std::int64_t> price_max;  ///< By line: of one unit here left short.
    std::vector<std::int64_t> unit_size;  ///< By line: the problem's units in one unit here.
    std::vector<std::int64_t> cost;       ///< [line * node_count + node]
    std::vector<std::int64_t> most;       ///< [line * node_count + node]

    void load(const OrderModel& order, std::span<const std::uint32_t> nodes);
    /// Drops the nodes that are closed.
    void compact();

    std::vector<std::uint32_t> compact_scratch;
    std::vector<TariffMinorant> minorant_scratch;

    std::int64_t cost_of(std::size_t node, std::size_t line) const {
        return cost[line * node_count + node];
    }
    std::int64_t most_of(std::size_t node, std::size_t line) const {
        return most[line * node_count + node];
    }

  private:
    void load_plain(const OrderModel& order);
};

}  // namespace earmark
