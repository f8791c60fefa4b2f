// The best plan of two nodes that fill an order together, over all ways to divide it.
//
// What the first node carries decides what the second does, so the least cost of the units of the
// lines so far, handling by line included, depends on one number, the first node's load: a table
// over exact loads, line by line, has all that can be. The table sees one side of the load, weight
// or volume, and prices on the units of nodes with a capacity; what it does not see can only make
// a plan dearer, so its least is a bound, and exact where a plan that it stands for costs that.
#pragma once

#include "engine/sourcing/incumbent.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class LoadPair {
  public:
    struct Node {
        std::uint32_t id;
        std::int64_t unit_price = 0;  ///< On what its capacity leaves; 0 without a capacity.
    };

    /// What is to be divided.
    struct Pool {
        std::span<const std::int64_t> units;   ///< By line of the model.
        std::span<const PlannedUnits> others;  ///< What other nodes ship of the order.
        std::int64_t cost_of_others = 0;       ///< As part of the order's value.
    };

    /// Offers plans in which the two nodes ship the pool.
    ///
    /// Requires: lines may split; the pool and the others fill the order; the problem has tariffs.
    /// Every cost is a multiple of `value_unit`, the prices on units too.
    /// Returns: what no plan is below in which both nodes ship the pool, and others what they do;
    /// -kNoValue if there are too many loads to count.
    /// Cost: lines x log(units) x loads; up to 60 MB, which are kept.
    std::int64_t run(
        OrderModel& model,
        const std::array<Node, 2>& nodes,
        const Pool& pool,
        std::int64_t value_unit,
        Incumbent& incumbent,
        std::uint64_t& steps
    );

  private:
    /// How many units of a line the first node may ship, and what that costs more.
    struct Line {
        std::int64_t least;
        std::int64_t most;
        std::int64_t need;
        std::int64_t cells;   ///< Of a unit.
        std::int32_t dearer;  ///< Of a unit that the first node ships rather than the second.
    };
    /// Loads of one rate: more than `from`, up to `to`, in cells.
    struct Flat {
        std::int64_t from;
        std::int64_t to;
        std::int64_t rate;
    };

    bool read_lines();
    bool fill_levels();
    void fill_level(std::size_t index);
    void add_units(
        const Line& line,
        std::int64_t least,
        std::int64_t most,
        std::int32_t fixed,
        std::span<const std::int32_t> from,
        std::span<std::int32_t> to
    );
    std::int32_t cost_of(const Line& line, std::int64_t units) const;
    Flat flat_at(std::uint32_t node, std::int64_t cell) const;
    std::int64_t find_least();
    void offer_cells(std::int64_t least);
    void offer(std::size_t cell);
    void take_back(std::size_t at, std::size_t cell, std::int64_t least, std::int64_t most);
    std::span<std::int32_t> level(std::size_t line) {
        return std::span(levels_).subspan(line * cell_count_, cell_count_);
    }

    OrderModel* model_ = nullptr;
    Incumbent* incumbent_ = nullptr;
    std::array<Node, 2> nodes_{};
    std::int64_t value_unit_ = 1;
    bool by_volume_ = false;
    std::int64_t cell_load_ = 1;
    std::size_t cell_count_ = 0;
    std::int64_t total_cells_ = 0;  ///< Of the order.
    std::int64_t constant_ = 0;     ///< Of every division: if the second node ships everything.
    std::array<std::int32_t, 2> line_costs_{};
    std::vector<Line> lines_;
    std::vector<std::int32_t> levels_;  ///< [line * cell_count_ + cell]: least cost before it.
    std::vector<std::int32_t> shifted_;
    struct Candidate {
        std::int64_t cost;
        std::size_t cell;
    };
    Pool pool_;
    std::vector<Candidate> candidates_;  ///< Loads at which a plan may be better than the best.
    std::vector<std::int64_t> units_;    ///< By line: of the first node.
    std::size_t tries_ = 0;
    bool is_taken_ = false;
    std::vector<PlannedUnits> plan_;
    std::uint64_t steps_ = 0;
};

}  // namespace earmark
