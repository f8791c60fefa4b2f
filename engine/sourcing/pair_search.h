// The best units from a given set of nodes, pair by pair: how many units of a line leave from a
// node.
//
// With prices on the lines, what a node still costs depends only on its load and on the lines that
// are not decided: a table for each node has the least of that, the tariff's steps included. So the
// bound of the pattern formulation (ShipmentPricer), at prices that do not change, costs one look
// into a table for each pair that is decided. A node with few different shipments has an entry for
// each of them, with its exact cost; otherwise loads are counted in cells, rounded down, so that
// the tables are small.
#pragma once

#include "engine/sourcing/incumbent.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// The least and the most units of each pair of some nodes and the model's lines:
/// [node * line_count + line].
struct UnitBox {
    std::span<const std::uint32_t> nodes;  ///< Indices into the problem.
    std::span<const std::int64_t> least;
    std::span<const std::int64_t> most;
};

class PairSearch {
  public:
    /// Offers plans of the box until none is better in which all of its nodes ship.
    ///
    /// Requires: lines may split; `prices` of the lines, per unit, within their short prices.
    /// Returns: false if `visits_max` pairs were not enough, and nothing is proven.
    bool run(
        OrderModel& model,
        const UnitBox& box,
        std::span<const std::int64_t> prices,
        std::uint64_t visits_max,
        Incumbent& incumbent,
        std::uint64_t& steps
    );

  private:
    struct Node {
        std::uint32_t id;
        std::uint32_t column;
        bool bills_volume;
        bool is_exact;       ///< Its load is the number of the shipment so far, one cell each.
        unsigned cell_bits;  ///< A cell of load is 2^cell_bits.
        std::int64_t load;   ///< Of the units decided above the least, by the side that is billed.
        std::int64_t room;
    };
    struct Pair {
        std::int64_t least;
        std::int64_t most;
        std::int64_t least_after;  ///< Of the same line, in the nodes that follow.
        std::int64_t most_after;
        std::int64_t cost;  ///< Of a unit, less the line's price.
        std::int64_t load;  ///< Of a unit.
        std::int64_t units;
        std::size_t table;  ///< Of the node, before its units of this line are decided.
        std::size_t next_table;
    };
    struct Choice {
        std::int64_t units;
        std::int64_t bound;
    };

    bool fits(const UnitBox& box, std::span<const std::int64_t> prices) const;
    void order_lines();
    void read_node(
        const UnitBox& box,
        std::size_t node,
        std::span<const std::int64_t> prices,
        std::int64_t shipments_max
    );
    bool number_shipments(std::size_t node, std::int64_t shipments_max);
    void measure_loads(std::size_t node);
    void read_rest();
    void fill_tables(std::size_t node);
    void fill_exact_rates(std::size_t node);
    void fill_rates(std::size_t node, std::size_t cells);
    ShipmentLoad unit_load(std::size_t place) const {
        return model_->tariff().unit_load(model_->lines()[order_[place]]);
    }
    std::int64_t rate_at(const Node& node, std::int64_t load) const;
    bool descend(std::size_t at, std::int64_t left, std::int64_t bound);
    void list_choices(std::size_t at, std::int64_t left, std::int64_t bound);
    void offer();

    Pair& pair(std::size_t node, std::size_t place) { return pairs_[place * nodes_.size() + node]; }

    OrderModel* model_ = nullptr;
    Incumbent* incumbent_ = nullptr;
    std::uint64_t visits_left_ = 0;
    std::uint64_t table_steps_ = 0;
    std::vector<std::uint32_t> order_;         ///< Lines, the heaviest units first.
    std::vector<std::int64_t> short_reduced_;  ///< By place: of a unit short, less the price.
    std::vector<Node> nodes_;
    std::vector<Pair> pairs_;  ///< Line by line in order_, and in each node by node.
    std::vector<std::int64_t> tables_;
    struct Numbered {
        ShipmentLoad load;
        std::int64_t units;
    };
    std::vector<Numbered> numbered_;  ///< Shipments of one node.
    std::vector<Choice> choices_;     ///< A stack.
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
