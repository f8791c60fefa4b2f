// Proves orders of many units that are billed by steps: branch and bound on what each node carries.
//
// Where lines of dozens of units may split, a shipment's weight can be made to end just below any
// step, and there are more ways to do so than any search of units can see. So this one decides only
// loads: between which bounds each node's lies, or that it does not ship. LoadBound says what an
// order costs at least with these loads, and closes those that are too dear; the order is found to
// cost that much by moving what its units are on average to whole units, and dividing them between
// each two nodes at best (LoadSplit). Whether any units make up such loads within the limits of
// nodes, and which where all that loads are charged is decided, UnitDivision says.
//
// Where few nodes have much, each set of nodes that a good plan may ship from is looked at by
// itself (LoadBound::list_sets): its loads are summed quickly, its prices are its own, and of two
// nodes all ways to divide the order are counted (LoadPair).
#pragma once

#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/load_bound.h"
#include "engine/sourcing/load_pair.h"
#include "engine/sourcing/load_split.h"
#include "engine/sourcing/unit_division.h"
#include "engine/sourcing/unit_moves.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class LoadSearch {
  public:
    /// Improves the incumbent over plans of `nodes`, until its value is proven least or the budget
    /// is spent. `prices` of the lines, per unit, are where bounds start from.
    ///
    /// Requires: lines may split; the problem has tariffs.
    /// Returns: a lower bound on the value of every plan that ships anything.
    std::int64_t run(
        OrderModel& model,
        std::span<const std::uint32_t> nodes,
        std::span<const std::int64_t> prices,
        Incumbent& incumbent,
        StepBudget& budget
    );

  private:
    bool may_list_sets() const;
    void search_counted();
    void search_branched(std::int64_t inherited);
    void search_listed();
    void keep_prices(
        const LoadBound::NodeSet& set, std::span<const double> prices, std::vector<double>& kept
    ) const;
    void take_set(const LoadBound::NodeSet& set, std::span<const double> prices);
    void bound_set(std::size_t at);
    void search_set(std::size_t at);
    bool can_fill(const LoadBound::NodeSet& set);
    std::int64_t divide_pair();
    bool read_allowances();
    LoadPair::Node priced_node(std::size_t node) const;
    void explore(std::int64_t inherited, int rounds);
    void explore_loads(std::int64_t inherited, int rounds);
    void divide_loads(std::int64_t bound);
    void finish_put_off();
    void branch(std::size_t node, std::int64_t bound);
    bool is_in_doubt(std::size_t node) const;
    bool keep_set(std::int64_t bound);
    std::size_t widest_node() const;
    std::size_t cut_of(std::size_t node);
    void round_units(std::span<const double> mean);
    void try_relaxed();
    void try_plan();
    bool is_new(std::span<const PlannedUnits> plan);

    OrderModel* model_ = nullptr;
    Incumbent* incumbent_ = nullptr;
    StepBudget* budget_ = nullptr;
    std::span<const std::uint32_t> nodes_;  ///< Of the bound at present.
    std::span<const std::uint32_t> all_nodes_;
    std::vector<std::uint32_t> set_nodes_;
    std::vector<LoadBound::NodeSet> sets_;
    bool lists_sets_ = false;                      ///< Looks only at which nodes ship.
    std::vector<std::vector<double>> set_prices_;  ///< The best known, by set.
    std::vector<std::size_t> order_;               ///< Of the sets.
    LoadPair pair_;
    std::vector<std::int64_t> pooled_;  ///< By line: what two nodes ship.
    std::int64_t unexplored_ = 0;
    std::size_t depth_ = 0;
    std::uint64_t began_ = 0;  ///< Steps used before.
    std::uint64_t steps_on_splits_ = 0;
    LoadBound bound_;
    LoadSplit split_;
    UnitDivision division_;
    UnitDivision::Loads loads_;
    std::vector<UnitDivision::Sender> senders_;
    UnitMoves moves_;
    std::vector<double> relaxed_;  ///< Units by node and line, and then those left short.
    std::vector<PlannedUnits> plan_;
    std::vector<PlannedUnits> moved_;
    std::vector<std::uint8_t> saved_cells_;  ///< A stack.
    std::vector<double> saved_prices_;       ///< A stack.
    /// Loads whose best units take long to find.
    struct PutOff {
        std::int64_t bound;
        std::vector<std::uint8_t> open;
    };
    std::vector<PutOff> put_off_;
    std::vector<std::uint64_t> tried_;  ///< Hashes of the plans that were improved.
};

}  // namespace earmark
