// The best prices of a NodeBound with linear costs: those of the linear relaxation's optimum.
//
// A column is one shipment of a node, of its most units of some lines; a mix of columns, at most
// one a node in all, fills the lines and keeps to the number of shipments. At the best prices no
// column is worth more than those of the cheapest mix. It is found by the simplex method, with
// columns made when they are wanted (Dantzig and Wolfe 1960) and one of each node, its key, kept
// out of the basis (generalised upper bounds, Dantzig and Van Slyke 1967): so the basis has a row a
// line and one for the number of shipments, however many nodes there are. What fates forbid is dear
// and not absent, so that the last mix is always a place to go on from.
//
// Prices are doubles and worth no more than a try: NodeBound computes exactly what they prove.
#pragma once

#include "engine/sourcing/node_table.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

class PriceSimplex {
  public:
    /// The next begin() starts from a mix of nothing, of nodes below `ids`.
    void forget(std::size_t ids) {
        place_.assign(ids, 0);
        rows_ = 0;
        changes_ = 0;
        steps_ = 0;
    }
    /// Goes by this table until the next begin(). What costs `limit` may cost any more.
    ///
    /// Requires: of the same problem as the tables before, unless it forgot those.
    void begin(const NodeTable& table, std::int64_t limit);

    bool is_empty() const { return is_empty_; }
    /// Of one unit.
    double price(std::size_t line) const { return prices_[line]; }
    /// By how much the best column of a node that may ship is better than what it has in the mix,
    /// given what that column earns at present prices; zero if that is not worth a change.
    double advantage(std::size_t node, double profit) const;
    /// How much of a shipment of the node is in the mix.
    double share(std::uint32_t id) const;
    /// Takes columns of these nodes into the mix until none is worth a change, or so many steps
    /// were taken; false if none was.
    bool improve(std::span<const std::uint32_t> nodes, std::uint64_t steps_max);

    /// Pairs of row and column looked at since the last call.
    std::uint64_t take_steps() { return std::exchange(steps_, 0); }

  private:
    static constexpr std::uint32_t kNothing = UINT32_MAX;
    static constexpr double kTiny = 1e-9;  ///< What rounding may make of zero.
    enum class Kind : std::uint8_t { shipment, nothing, missing, surplus, spare, excess };
    struct Column {
        Kind kind = Kind::nothing;
        std::uint32_t of = 0;  ///< Node of the problem, or line.
        double cost = 0;       ///< Of a shipment, whatever the node's fate.
    };
    /// What would leave the mix first.
    struct Leaving {
        double step;
        std::size_t row;   ///< rows_ if it is a key.
        std::uint32_t id;  ///< Its node.
    };

    void start_empty();
    void set_costs(std::int64_t limit);
    bool move_places();
    NodeFate fate_of(std::uint32_t id) const;
    bool is_of_node(const Column& column) const {
        return column.kind == Kind::shipment || column.kind == Kind::nothing;
    }
    double cost_of(const Column& column) const;
    double cost_of_nothing(std::uint32_t id) const {
        return fate_of(id) == NodeFate::shipping ? dear_ : 0;
    }
    double worth_in_mix(std::uint32_t id) const;
    void find_prices();
    double cost_of_units(std::size_t node, std::span<const double> units) const;
    bool improve_by(std::size_t node);
    bool improve_by_slack();
    bool improve_by_closing();
    double fill_best(std::size_t node, std::span<double> units) const;
    void add_entries(std::uint32_t column, double sign, std::span<double> entries) const;
    std::uint32_t make(Kind kind, std::uint32_t of, double cost);
    std::span<double> units_of(std::uint32_t column) {
        return std::span(units_).subspan(column * (rows_ - 1), rows_ - 1);
    }
    void enter(std::uint32_t column);
    void find_moves(std::uint32_t column);
    double cost_beside_key(const Column& column) const;
    double worth_of_entries() const;
    std::size_t row_of(std::uint32_t id) const;
    void set_key(std::uint32_t id, std::uint32_t column);
    void swap_key(std::uint32_t id, std::size_t row, bool is_entering);
    Leaving find_leaving(std::uint32_t entering_id) const;
    void replace(std::size_t row, std::uint32_t column, double step);
    bool invert();
    bool eliminate(std::size_t column, std::size_t width);

    const NodeTable* table_ = nullptr;
    std::size_t rows_ = 0;  ///< The lines, and the number of shipments.
    bool is_empty_ = true;
    bool is_limited_ = false;  ///< The number of shipments.
    double places_ = 0;
    double dear_ = 0;
    double spare_cost_ = 0;   ///< Of a shipment fewer,
    double excess_cost_ = 0;  ///< and more.
    double least_advantage_ = 0;
    std::vector<double> missing_costs_;  ///< By line.
    std::vector<std::uint32_t> place_;   ///< By node of the problem: where the table may have it.
    std::vector<std::uint32_t> keys_;    ///< By node of the problem; kNothing: it ships nothing.
    std::vector<Column> columns_;
    std::vector<double> units_;  ///< Of shipments, rows_ - 1 a column.
    std::vector<std::uint32_t> free_columns_;
    std::vector<std::uint32_t> basis_;  ///< By row.
    std::vector<std::uint32_t> nodes_;  ///< By row: whose column it is; kNothing: no node's.
    std::vector<double> inverse_;       ///< [row * rows_ + column]
    std::vector<double> values_;        ///< By row.
    std::vector<double> prices_;        ///< By row.
    std::vector<double> entries_;       ///< By row.
    std::vector<double> tableau_;
    std::vector<double> moves_;  ///< By row: what it gives up for one of the entering column.
    std::size_t changes_ = 0;
    std::uint64_t steps_ = 0;
};

}  // namespace earmark
