// The best plan from a given set of nodes, where that is more than taking the cheapest: capacities,
// cost per line, stepped tariffs, and lines that must stay whole.
//
// Branch and bound on boxes: each pair of node and line has a least and a most number of units. In
// a box, costs are replaced by straight lines under them, which leaves a transport problem; its
// answer is a plan, and its cost a bound. Where the plan costs more than the bound says, or splits
// a line that must stay whole, the box is cut in two. The lines fit better in smaller boxes, and
// exactly in the smallest.
#pragma once

#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/transport_flow.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class UnitSearch {
  public:
    /// Offers the best plan in which every one of `nodes` ships, or none but these ship.
    ///
    /// Returns: a bound below every plan in which all of `nodes` and no others ship; if that is
    /// below the incumbent's value, the budget ended first.
    std::int64_t run(
        OrderModel& model,
        std::span<const std::uint32_t> nodes,
        Incumbent& incumbent,
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

    void load(OrderModel& model, std::span<const std::uint32_t> nodes);
    void explore();
    bool bound_box(std::int64_t& bound);
    std::int64_t price_node(std::size_t node);
    void offer_flow();
    Cut find_cut() const;
    Cut cut_of_split_line() const;
    Cut cut_of_pair(std::size_t pair) const;
    std::int64_t gap_of(std::size_t node) const;
    void descend(std::size_t pair, std::int64_t least, std::int64_t most);
    void set_box(std::size_t pair, std::int64_t least, std::int64_t most);
    void undo_to(std::size_t mark);

    std::size_t line_count() const { return model_->line_count(); }
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
    TransportFlow flow_;
    std::vector<PlannedUnits> plan_;
    std::int64_t unexplored_ = 0;  ///< Least bound of a box that the budget left.
};

}  // namespace earmark
