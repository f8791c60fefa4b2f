// Branch and bound over which nodes ship: for orders whose lines may split, and for many lines.
//
// Plans of one shipment are searched first, then of two, and so on, until the bound says that more
// cannot be better; where their number tells the bound nothing, all that are left are searched as
// one. Each step raises the bound of NodeBound, closes nodes that cannot be in a better plan, opens
// those that must be, tries the nodes that the bound favours as a plan, and branches on an
// undecided node: the most promising one, or, in long searches where bounds are soon found, the
// one of a few whose fate changes the bound most. Where few places are left, all sets of nodes that
// may fill them are looked at instead (NodeSets). Once every node is decided, the plan is the
// cheapest units (linear costs, no capacities), or UnitSearch finds it: at once if that is easy, or
// else at the end, when the best plan known leaves least to do. The order of everything is fixed,
// and the budget counts steps: the same problem gives the same plan everywhere.
//
// Where that takes long because lines of many units are billed by steps, LoadSearch proves what a
// plan costs at least, and this search goes on with what it found.
//
// A branch that could hold a plan as good as the best which comes first (plan.h) is searched, too.
#pragma once

#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/load_search.h"
#include "engine/sourcing/node_bound.h"
#include "engine/sourcing/node_dominance.h"
#include "engine/sourcing/node_sets.h"
#include "engine/sourcing/node_swaps.h"
#include "engine/sourcing/open_set_planner.h"
#include "engine/sourcing/unit_moves.h"
#include "engine/sourcing/unit_search.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class NodeSearch {
  public:
    /// Improves the incumbent to the best plan over `nodes`, and that to the one that comes first;
    /// ties_settled() tells whether the budget was enough for that.
    ///
    /// Returns: a lower bound on the value of every plan that ships anything; at least the
    /// incumbent's value if that is proven best.
    std::int64_t run(
        OrderModel& model,
        std::span<const std::uint32_t> nodes,
        Incumbent& incumbent,
        StepBudget& budget
    );

    bool ties_settled() const { return ties_settled_; }

  private:
    void search_root();
    void search_nodes();
    void search_in_turns(std::span<const std::uint32_t> nodes);
    void settle_ties(std::span<const std::uint32_t> nodes, std::uint64_t limit);
    void search_loads(std::span<const std::uint32_t> nodes);
    bool fills_parcels() const;
    void offer_single_nodes(std::span<const std::uint32_t> nodes);
    void forget();
    bool drop_nodes();
    void search_by_count();
    std::int64_t limit() const;
    bool may_come_first() const;
    bool settle_count();
    void find_dominance();
    bool is_priced_out();
    std::size_t fewest_shipments() const;
    void seek_cover();
    void try_all();
    void improve_locally();
    void exchange_among(std::int64_t rise);
    void reshape_best();
    void exchange();
    bool try_nodes(std::span<const std::uint32_t> table_nodes);
    void try_favoured();
    void rank_nodes();
    bool has_missing(std::size_t node) const;
    std::uint32_t node_that_earns_most();

    void explore(std::int64_t inherited);
    void explore_settled();
    void explore_bounded(std::int64_t inherited);
    void branch_both(std::size_t node, std::int64_t bound);
    void branch(std::size_t node, NodeFate fate, std::int64_t bound);
    void finish(std::int64_t bound);
    bool finish_by_sets(std::int64_t bound);
    void finish_chosen(std::int64_t bound);
    void put_off(std::int64_t bound);
    void finish_put_off();
    void settle_units();
    bool settle_nodes();
    void mark_earning();
    bool close_dear_nodes(bool& changed);
    bool keep_supply(bool& changed);
    bool can_cover() const;
    bool adds_up_to(std::int64_t missing, std::size_t places) const;
    bool set_fate(std::size_t node, NodeFate fate);
    bool follow(std::span<const std::uint32_t> others, NodeFate fate);
    bool close_crowded(bool& changed);
    std::int64_t rise_if_shipping(std::size_t node) const;
    std::int64_t rise_if_closed(std::size_t node) const;
    void compact();
    void undo_to(std::size_t mark);
    bool is_long() const;
    bool explore_all(std::int64_t bound, std::size_t most);
    bool explore_briefly();
    std::size_t branching_node();
    std::uint32_t telling_node();
    std::int64_t bound_with(std::uint32_t node, NodeFate fate);
    std::size_t node_for_scarcest_line() const;
    void count_supply();
    bool is_lossless() const {
        return !model_->has_capacities() && !model_->has_shared_items() && model_->is_linear();
    }
    /// Where lines of one item share what a node has: how many of its lines, of those that `wants`,
    /// are more than fit.
    template <typename Wants>
    std::int64_t lines_too_many(std::size_t node, const Wants& wants) const;

    OrderModel* model_ = nullptr;
    Incumbent* incumbent_ = nullptr;
    StepBudget* budget_ = nullptr;
    NodeTable table_;
    NodeTable root_table_;
    NodeDominance dominance_;
    bool knows_dominance_ = false;
    Incumbent found_;  ///< Of the nodes that were decided last.
    bool ties_settled_ = true;
    NodeBound bound_;
    OpenSetPlanner planner_;
    UnitMoves moves_;
    NodeSwaps swaps_;
    NodeSets sets_;
    UnitSearch unit_search_;
    LoadSearch load_search_;
    std::int64_t proven_ = 0;  ///< By loads: what no plan is below.

    std::size_t shipping_count_ = 0;
    std::vector<std::int64_t> supply_;     ///< By line: most units of nodes not closed.
    std::vector<std::int64_t> committed_;  ///< By line: most units of nodes that ship.
    std::vector<std::uint32_t> trail_;     ///< Nodes decided, latest last.
    std::vector<std::int64_t> root_prices_;
    std::vector<std::int64_t> count_prices_;  ///< Of plans of the number last settled.
    std::vector<std::int64_t> saved_prices_;  ///< A stack, line_count entries a level.
    std::vector<std::uint32_t> chosen_;
    std::vector<std::uint32_t> trial_;
    std::vector<std::uint32_t> trial_ids_;
    std::vector<PlannedUnits> trial_plan_;
    std::vector<std::uint32_t> by_profit_;
    struct Candidate {
        double doubt;  ///< At most a half: of a shipment, in the mix of the best prices.
        std::int64_t profit;
        std::uint32_t node;
    };
    std::vector<Candidate> candidates_;  ///< To branch on.
    std::vector<std::int64_t> earnings_;
    std::vector<std::int64_t> missing_prices_;
    std::vector<std::uint8_t> may_be_needed_;  ///< By node, as of mark_earning().
    std::vector<std::uint32_t> index_of_id_;   ///< By node of the problem: its place in the table.
    mutable std::vector<std::int64_t> cover_counts_;
    /// Sets of nodes whose units take long to find: done last, with the best plan known.
    struct PutOff {
        std::int64_t bound;
        std::size_t first;  ///< In put_off_ids_.
        std::size_t count;
    };
    std::vector<PutOff> put_off_;
    std::vector<std::uint32_t> put_off_ids_;
    std::vector<std::int64_t> put_off_prices_;  ///< line_count entries each.
    std::int64_t unexplored_ = 0;
    std::uint64_t long_from_ = 0;  ///< Of the budget: from there the search is long.
};

}  // namespace earmark
