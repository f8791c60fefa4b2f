// A lower bound on the value of every plan over a set of candidate nodes, by prices on the lines.
//
// Let p be any price per unit of each line. If lines pay p for each unit and nodes ship only what
// earns them something, then
//     bound(p) = sum of need x p - sum over nodes of max(0, gain(p) - opening cost),
//     gain(p) = sum over lines of most units x max(0, p - unit cost)
// is below every plan's value. Only the best nodes count if shipments are limited, and a node with
// a capacity earns only with its best units. The bound is concave in p: it is raised line by line,
// each time exactly (Erlenkotter's dual ascent, with limited stock), and then by all prices at
// once: to the linear relaxation's optimum, or along subgradients where tariffs have steps.
//
// A node's slack says how much the bound rises if the node ships: where that reaches the value of a
// known plan the node is out.
#pragma once

#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/node_table.h"
#include "engine/sourcing/price_simplex.h"
#include "engine/sourcing/shipment_pricer.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

class NodeBound {
  public:
    /// Starts from prices at which every node's gain is within its opening cost.
    void start(const NodeTable& table);

    /// Raises the bound until it stands still, reaches `enough`, or has made `passes` passes.
    std::int64_t raise(
        const NodeTable& table, std::int64_t enough, std::size_t passes, std::uint64_t& steps
    );

    /// Goes for the best prices, for some rounds: with linear costs those of PriceSimplex, else
    /// along subgradients. Keeps the best prices found, and to the budget.
    std::int64_t polish(
        const NodeTable& table, std::int64_t target, std::size_t rounds, StepBudget& budget
    );

    std::int64_t bound() const { return bound_; }
    std::span<const std::int64_t> prices() const { return prices_; }
    /// Goes back to prices that prices() gave.
    std::int64_t restore(const NodeTable& table, std::span<const std::int64_t> prices);

    /// The same prices, after nodes were dropped.
    std::int64_t refresh(const NodeTable& table);

    /// The same prices and nodes, after some were decided.
    std::int64_t reconsider(const NodeTable& table) { return bound_ = evaluate(table); }

    /// Makes profit() exact for every open node that could be in a plan of less than `value`.
    void sharpen(const NodeTable& table, std::int64_t value);

    /// Of pricing shipments, since the last call.
    std::uint64_t take_steps() { return pricer_.take_steps(); }

    /// How much of a shipment of this node of the problem the last polish() by linear costs ended
    /// with.
    double share_in_mix(std::uint32_t id) const { return simplex_.share(id); }

    /// What the node earns less its opening cost; negative: its slack.
    std::int64_t profit(std::size_t node) const { return profits_[node]; }
    /// The least rise of the bound if this open node ships.
    std::int64_t rise_if_shipping(std::size_t node) const;
    /// The least rise of the bound if this open node does not ship.
    std::int64_t rise_if_closed(std::size_t node) const;

  private:
    struct Offer {
        std::int64_t price;
        std::int64_t units;
    };
    struct Ware {
        std::int64_t margin;
        std::int64_t units;
        std::int64_t size;
        std::size_t line;
    };

    void raise_line(const NodeTable& table, std::size_t line);
    void set_price(const NodeTable& table, std::size_t line, std::int64_t price);
    void find_thresholds(const NodeTable& table);
    void find_gains(const NodeTable& table);
    std::int64_t evaluate(const NodeTable& table);
    std::int64_t best_shipment(const NodeTable& table, std::size_t node, std::int64_t profit_floor);
    std::int64_t linear_profit(const NodeTable& table, std::size_t node);
    void price_exactly(const NodeTable& table, std::size_t node, std::int64_t floor);
    void price_leaders(const NodeTable& table, std::size_t places_min, std::size_t places_max);
    void choose_best(std::size_t places_min, std::size_t places_max);
    std::int64_t earned(const NodeTable& table, std::size_t node);
    void count_units(const NodeTable& table);
    std::int64_t follow_subgradients(
        const NodeTable& table, std::int64_t target, std::size_t rounds, std::uint64_t& steps
    );
    std::int64_t solve_prices(
        const NodeTable& table, std::int64_t target, std::size_t rounds, StepBudget& budget
    );
    template <typename Score>
    void rank_by(const Score& score, const NodeTable& table);

    std::vector<std::int64_t> prices_;
    std::vector<std::int64_t> gains_;       ///< By node, without regard to its capacity.
    std::vector<std::int64_t> profits_;     ///< By node, as of the last evaluation.
    std::vector<std::int64_t> ranked_;      ///< Profits of the open nodes chosen, best first.
    std::vector<std::int64_t> thresholds_;  ///< By node: what it must gain before it earns.
    std::int64_t bound_ = 0;
    std::int64_t next_profit_ = 0;   ///< What would replace a chosen node earns.
    std::int64_t least_profit_ = 0;  ///< What the node that another would replace earns.
    std::vector<Offer> offers_;
    std::vector<std::uint32_t> near_;  ///< Nodes that may be among the offers.
    std::vector<Ware> wares_;
    ShipmentPricer pricer_;
    PriceSimplex simplex_;
    std::vector<std::pair<double, std::uint32_t>> by_score_;
    std::vector<std::uint32_t> leaders_;
    std::vector<std::uint8_t> is_exact_;  ///< By node: its profit is, not just an upper bound.
    std::vector<std::pair<std::int64_t, std::uint32_t>> by_profit_;  ///< A heap.
    std::vector<std::int64_t> best_profits_;
    std::vector<std::int64_t> shipped_;  ///< By line, at the present prices.
    std::vector<std::int64_t> best_prices_;
};

}  // namespace earmark
