// Exact plans for orders of few whole lines, when prices already leave little between bound and
// plan.
//
// With prices on the lines, every shipment (a node and a set of lines) has a reduced cost: what it
// costs more than the prices of its lines, never negative. A plan costs the sum of the prices and
// of its shipments' reduced costs, so only shipments whose reduced cost is below the gap between
// the best plan and the bound matter. There are few: they are listed, and combined by depth-first
// search. A node is used once, so capacities and stepped tariffs are exact. Shipments that would
// make a plan just as good are listed, too, so that the plan which comes first is found.
#pragma once

#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/whole_line_rows.h"

#include <cstdint>
#include <vector>

namespace earmark {

class WholeLineSearch {
  public:
    /// Improves the incumbent to the best plan; false if there was too much to search, and nothing
    /// is proven: rows() then has what is left of the nodes.
    ///
    /// Requires: whole lines, from 1 to WholeLineRows::kLinesMax of them.
    bool run(OrderModel& model, Incumbent& incumbent, StepBudget& budget);

    const WholeLineRows& rows() const { return rows_; }

  private:
    using Lines = WholeLineRows::Lines;
    struct Shipment {
        Lines lines;
        std::uint32_t row;
        std::int64_t reduced;
    };

    bool is_settled() const;
    /// Rows and shipments that reach this cannot be in a plan as good as the best.
    std::int64_t gap() const { return incumbent_->tie_limit() - rows_.bound(); }
    void offer_tight_rows();
    bool list_shipments();
    bool list_shipments_of(std::size_t row);
    bool is_crowded_out(const Shipment& shipment);
    std::int64_t tariff_excess(std::size_t row, Lines lines);
    void sort_shipments();
    bool combine(Lines left, std::int64_t reduced, std::size_t places);
    void offer_combined();

    OrderModel* model_ = nullptr;
    Incumbent* incumbent_ = nullptr;
    WholeLineRows rows_;
    std::int64_t bound_ = 0;
    std::uint64_t combine_steps_left_ = 0;
    std::vector<std::uint32_t> tight_;
    /// Of a set of lines: the least reduced cost of its shipments, and how many cost that.
    struct Leaders {
        std::int64_t reduced;
        std::size_t count;
    };
    std::vector<Leaders> leaders_;     ///< By set of lines.
    std::vector<Shipment> made_;       ///< Of one row.
    std::vector<Shipment> shipments_;  ///< By highest line, then reduced cost.
    std::vector<std::uint32_t> first_of_line_;
    std::vector<std::uint32_t> chosen_;  ///< Indices into shipments_.
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
