// A lower bound for orders of several parcels, which prices each node's load and keeps the sum.
//
// Prices on the lines let every node choose its shipment by itself. What is lost is that together
// the nodes carry exactly the order: by prices a node can carry a seventh of seven full parcels and
// never pays for the parcel that is half empty. Here prices still decide which units make up a
// node's load, but the loads must add up to that of the order. So
//     bound(p) = sum of need x p + min over loads that add up of the sum over nodes that ship of
//                opening + tariff(load) + least of (unit cost - p) over units of that load,
// the last by fractions of units, a convex function of the load. Loads are counted in cells that
// end where the steps of the tariff end, and the least over loads that add up is taken node by
// node. The bound is concave in p, and raised along subgradients.
//
// Only where every node is billed by one side of the load, weight or volume, is that side all that
// counts; otherwise the larger side of the order stands for both.
#pragma once

#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/load_cells.h"
#include "engine/sourcing/order_model.h"

#include <bitset>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class LoadBound {
  public:
    static constexpr std::size_t kNodesMax = 512;

    /// Of plans that ship from some of `nodes` and nowhere else.
    ///
    /// Requires: lines may split; the problem has tariffs.
    /// Returns: false if nothing weighs anything, or loads are too many to count: no bound.
    bool load(const OrderModel& model, std::span<const std::uint32_t> nodes);

    /// Starts from `prices` of the lines, per unit.
    void start(std::span<const std::int64_t> prices);

    /// Raises the bound from the best prices so far until it reaches `enough`, for some rounds, or
    /// until the budget is spent.
    ///
    /// Returns: what no plan of the loads that are open is below.
    std::int64_t raise(std::int64_t enough, int rounds, StepBudget& budget);

    /// Closes cells of nodes' loads that are in no plan of less than `limit`, at the best prices.
    void close_cells(std::int64_t limit, std::uint64_t& steps);

    /// Nodes that ship, and no others.
    struct NodeSet {
        std::bitset<kNodesMax> nodes;  ///< By place in load()'s nodes.
        std::int64_t bound = 0;
        double sum = 0;  ///< Part of the bound: what lines do not pay.
    };
    /// Lists the sets from which a plan of less than `limit` may ship, at the best prices.
    ///
    /// Requires: at most kNodesMax nodes.
    /// Returns: false if there are more than `sets_max`.
    bool list_sets(
        std::int64_t limit, std::size_t sets_max, std::vector<NodeSet>& sets, std::uint64_t& steps
    );
    /// Of plans that ship from every node, from now on.
    void require_all();

    std::size_t node_count() const { return loads_.node_count(); }
    std::size_t cell_count() const { return loads_.cells_max() + 1; }
    /// By node: which loads it may have; the last of each node's entries is that it does not ship.
    std::span<const std::uint8_t> open_cells() const { return open_; }
    std::span<std::uint8_t> open_cells_of(std::size_t node) {
        return std::span(open_).subspan(node * (cell_count() + 1), cell_count() + 1);
    }
    std::span<const std::uint8_t> open_cells_of(std::size_t node) const {
        return std::span(open_).subspan(node * (cell_count() + 1), cell_count() + 1);
    }
    /// Goes back to what open_cells() gave.
    void reopen(std::span<const std::uint8_t> open) { open_.assign(open.begin(), open.end()); }

    std::span<const double> prices() const { return best_prices_; }
    void set_prices(std::span<const double> prices) {
        prices_.assign(prices.begin(), prices.end());
        best_prices_ = prices_;
    }
    /// A node's load in the latest rounds: on average, and how far it was off that.
    struct Spread {
        double mean = 0;
        double square = 0;
        double variance() const { return square - mean * mean; }
    };
    std::span<const Spread> spreads() const { return spreads_; }
    /// The units of each node on average: [node * line_count + line].
    std::span<const double> mean_units() const { return mean_units_; }
    std::size_t cell_of(double grams) const { return loads_.cell_of(grams); }
    /// Whether the node's rate is the same for all of its loads that are open.
    bool is_flat(std::size_t index) const;

    /// The open loads of a node, and those between them.
    struct Allowance {
        std::uint32_t node;     ///< PlanProblem::kNoTariff: stands for what is left short.
        std::size_t first = 0;  ///< Cell of the lightest.
        std::size_t last = 0;   ///< Of the heaviest.
        bool may_ship = false;
        bool may_be_closed = false;
        std::span<const double> rates;  ///< By cell, with what opening it costs.
    };
    /// Of each of load()'s nodes, and then of what is left short, if anything may be.
    Allowance allowance(std::size_t index) const;
    /// By cell: most grams of a load in it.
    std::span<const double> ends() const { return loads_.ends(); }
    std::size_t place_count() const { return loads_.nodes().size(); }
    /// Of a unit, by line.
    std::span<const double> line_grams() const { return loads_.line_grams(); }

    /// Every plan's value is a multiple of this.
    std::int64_t value_unit() const { return loads_.value_unit(); }

  private:
    struct Slice {
        double ratio;  ///< Cost per gram.
        double grams;
        double cost;
        std::uint32_t line;
    };

    void scale_prices();
    double slice(std::size_t node);
    double priced(std::size_t node, std::size_t line) const {
        const std::size_t pair = node * model_->line_count() + line;
        return loads_.unit_costs()[pair] - prices_[line] + prices_[model_->line_count() + node];
    }
    void sum_behind();
    void cost_cells(std::size_t index);
    double evaluate();
    void find_live();
    void combine(std::size_t place);
    void add_to(std::size_t index, const double* from, double* to, std::uint16_t* chosen);
    double* layer(std::vector<double>& sums, std::size_t place, std::size_t shipments) {
        return sums.data() + (place * layer_count_ + shipments) * cell_count();
    }
    double count_load(std::size_t index, std::size_t own);
    void count_units();
    bool may_be_closed(std::size_t index) const { return open_cells_of(index).back() != 0; }
    double least_together(const double* some, const double* others);
    bool extend_set(const NodeSet& set, std::size_t next, std::vector<NodeSet>& sets);

    const OrderModel* model_ = nullptr;
    LoadCells loads_;
    std::vector<double> costs_;  ///< As the rates of loads_: with the best units at these prices.
    std::vector<Slice> slices_;
    std::vector<double> prices_;
    std::vector<double> best_prices_;
    std::vector<double> missing_;
    std::vector<double> mean_missing_;
    double heaviest_ = 1;          ///< Grams of a unit.
    std::vector<double> scales_;   ///< How far the prices move.
    std::size_t layer_count_ = 1;  ///< Shipments that sums tell apart, and none.
    std::vector<std::uint8_t> open_;
    std::vector<Spread> spreads_;
    std::vector<double> mean_units_;
    std::vector<double> shipped_;      ///< Of the present round: [node * line_count + line].
    std::vector<double> carried_;      ///< Grams, of the present round.
    std::vector<std::uint32_t> live_;  ///< Of the nodes: those that may carry anything.
    /// Least cost of the live nodes before one, by shipments and cells:
    /// [(place in live_ * layer_count_ + shipments) * cell_count() + cells]
    std::vector<double> sums_;
    std::vector<double> behind_;  ///< The same of the nodes after one.
    std::vector<double> others_;
    std::vector<std::uint16_t> chosen_;  ///< As sums_: the node's own cells; 0xffff: none.
    std::vector<double> set_sums_;       ///< By nodes of a set so far and cells.
    double dearest_ = 0;                 ///< That a set's sum may be.
    std::size_t sets_max_ = 0;
    double paid_ = 0;  ///< Part of the bound: what lines pay.
    double moved_ = 0;
    std::uint64_t steps_ = 0;
};

}  // namespace earmark
