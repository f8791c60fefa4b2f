// The best plan from a given set of nodes, where that is more than taking the cheapest: capacities,
// cost per line, stepped tariffs, and lines that must stay whole.
//
// Branch and bound on boxes: each pair of node and line has a least and a most number of units. In
// a box, costs are replaced by straight lines under them, which leaves a transport problem; its
// answer is a plan, and its cost a bound. Where the plan costs more than the bound says, or splits
// a line that must stay whole, the box is cut in two. The lines fit better in smaller boxes, and
// exactly in the smallest. Under a stepped tariff straight lines fit badly, and a second bound is
// taken: prices on the lines, with each node's best shipment at these prices (ShipmentPricer).
// Before a box is cut, it is searched pair by pair at the best prices found (PairSearch), which is
// enough for most.
#pragma once

#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/pair_search.h"
#include "engine/sourcing/shipment_pricer.h"
#include "engine/sourcing/transport_flow.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class UnitSearch {
  public:
    /// Offers the best plan in which every one of `nodes` ships, or none but these ship.
    ///
    /// `prices` of the lines, per unit (per whole line where lines are not split), are where bounds
    /// by price start from.
    ///
    /// Returns: a bound below every plan in which all of `nodes` and no others ship; if that is
    /// below the incumbent's value, the budget ended first.
    std::int64_t run(
        OrderModel& model,
        std::span<const std::uint32_t> nodes,
        std::span<const std::int64_t> prices,
        Incumbent& incumbent,
        StepBudget& budget
    );

    /// The same with little effort; false if that was not enough, and nothing is proven.
    bool run_briefly(
        OrderModel& model,
        std::span<const std::uint32_t> nodes,
        std::span<const std::int64_t> prices,
        Incumbent& incumbent,
        StepBudget& budget
    );

    /// Of the plans as good as `best`, which ships from all of `nodes` and nowhere else, finds the
    /// one of these nodes that comes first (plan.h).
    ///
    /// Requires: no plan as good ships from fewer nodes.
    /// Returns: whether the budget was enough.
    bool settle_ties(
        OrderModel& model,
        std::span<const std::uint32_t> nodes,
        std::span<const std::int64_t> prices,
        Incumbent& best,
        StepBudget& budget
    );

  private:
    struct Cut {
        std::size_t pair;
        std::int64_t at;  ///< The lower half ends here.
        bool is_found;
    };
    struct Change {
        std::size_t pair;
        std::int64_t least;
        std::int64_t most;
    };

    void start(
        OrderModel& model,
        std::span<const std::uint32_t> nodes,
        std::span<const std::int64_t> prices,
        Incumbent& incumbent,
        StepBudget& budget
    );
    void load(OrderModel& model, std::span<const std::uint32_t> nodes);
    void explore();
    struct Effort {
        int rounds;
        std::uint64_t visits_max;
    };
    bool settle_whole(const Effort& effort, std::int64_t& bound);
    void cut_and_explore(std::int64_t bound);
    bool tighten();
    bool share_items();
    bool bound_box(std::int64_t& bound);
    std::int64_t price_node(std::size_t node);
    void offer_flow();
    bool is_priced_out(std::int64_t& bound, int rounds);
    std::int64_t bound_by_prices();
    std::int64_t best_shipment(std::size_t node);
    bool take_most(std::size_t pair, Incumbent& best);
    std::int64_t room_for(std::size_t pair) const;
    std::int64_t units_in(std::span<const PlannedUnits> plan, std::size_t pair) const;
    void offer_shipped();
    void move_prices(double room, double pace);
    Cut find_cut() const;
    Cut cut_of_split_line() const;
    Cut cut_of_overdrawn_item() const;
    Cut cut_of_pair(std::size_t pair) const;
    std::int64_t gap_of(std::size_t node) const;
    void descend(std::size_t pair, std::int64_t least, std::int64_t most);
    void narrow(std::size_t pair, std::int64_t least, std::int64_t most);
    void set_box(std::size_t pair, std::int64_t least, std::int64_t most);
    void undo_to(std::size_t mark);

    std::size_t line_count() const { return model_->line_count(); }
    /// Units that move together.
    std::int64_t unit_size(std::size_t line) const {
        return model_->is_split() ? 1 : model_->need(line);
    }
    ShipmentLoad unit_load(std::size_t line) const {
        return model_->tariff().unit_load(model_->lines()[line]);
    }

    OrderModel* model_ = nullptr;
    Incumbent* incumbent_ = nullptr;
    StepBudget* budget_ = nullptr;
    std::span<const std::uint32_t> nodes_;
    std::vector<std::int64_t> least_;  ///< [node * line_count + line]
    std::vector<std::int64_t> most_;
    std::vector<std::int64_t> units_;   ///< Of the flow, least_ included.
    std::vector<std::int64_t> bounds_;  ///< By node: what the box's bound says it costs.
    std::vector<Change> trail_;
    Incumbent tied_;  ///< Of searches for plans as good as the best.
    TransportFlow flow_;
    ShipmentPricer pricer_;
    PairSearch pair_search_;
    std::vector<std::int64_t> openings_;    ///< By node: of the straight lines.
    std::vector<std::int64_t> unit_costs_;  ///< By pair: of the straight lines.
    std::vector<std::int64_t> prices_;
    std::vector<std::int64_t> best_prices_;
    std::vector<std::int64_t> saved_prices_;  ///< A stack, line_count entries a level.
    std::vector<std::int64_t> missing_;       ///< By line, of the shipments at the present prices.
    std::vector<PlannedUnits> shipped_;
    std::vector<PlannedUnits> plan_;
    std::int64_t unexplored_ = 0;  ///< Least bound of a box that the budget left.
};

}  // namespace earmark
