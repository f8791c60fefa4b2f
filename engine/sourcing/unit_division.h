// The least cost at which nodes fill an order once it is decided what each node's load is charged:
// whole units, the most that each node carries, and linear costs of units and lines.
//
// Branch and bound over units (Land and Doig 1960). The relaxation lets units be divided; its
// prices on lines, loads and limits say what the best division costs at least, by the same sum as
// in load_bound.h. Values of plans differ by multiples of what moving a unit changes, so that a
// bound within less than that of the best division proves it.
//
// Where rates are not decided, the relaxation charges each load by a line below the steps that are
// left to it. Then it is a bound that says little of rates, but at once that no units at all keep
// to the loads and the limits together, which prices alone take long to find.
#pragma once

#include "engine/sourcing/boxed_simplex.h"
#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/order_model.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class UnitDivision {
  public:
    /// Cells of a node's load.
    struct Window {
        std::size_t first = 0;
        std::size_t last = 0;
    };
    struct Sender {
        std::uint32_t node = 0;         ///< PlanProblem::kNoTariff: is what is left short.
        Window window;                  ///< Where its load is; not of what is left short.
        std::span<const double> rates;  ///< By cell, never falling; whole numbers.
        bool may_be_closed = false;     ///< Then it costs nothing.
    };
    struct Loads {
        std::span<const Sender> senders;
        std::span<const double> line_grams;  ///< Of a unit, by line of the model.
        /// By cell: the most grams of a load in it. Those in the first are nothing, those in
        /// another more than the one before it has.
        std::span<const double> ends;
        std::int64_t cost = 0;  ///< Of the plan before its loads, units and lines.
    };

    /// Offers divisions; the incumbent keeps those that are better.
    ///
    /// Requires: lines may split; who is not among the senders ships nothing, and if the order
    /// need not be filled, one of them stands for what is left short; each sender has one rate,
    /// or costs nothing if it may be closed.
    /// Returns: what no plan of such loads is below, if that is less than the incumbent's value.
    std::int64_t run(
        OrderModel& model, const Loads& loads, Incumbent& incumbent, StepBudget& budget
    );

    /// What no plan of such loads is below, by the relaxation alone, whatever the rates are. Counts
    /// up to `limit`.
    std::int64_t bound(
        OrderModel& model, const Loads& loads, std::int64_t limit, std::uint64_t& steps
    );

    /// What bound()'s relaxation ships, in parts of units.
    double relaxed_units(std::size_t sender, std::size_t line) const {
        return relaxation_.value(column_of(sender, line));
    }

  private:
    struct Range {
        std::int64_t least = 0;
        std::int64_t most = 0;
    };
    /// Something of which a sender has so much, and a unit of each line takes some.
    struct Limit {
        std::size_t sender;
        double most;
        bool is_load;
    };
    /// Below all rates of a window.
    struct Line {
        double start = 0;
        double slope = 0;  ///< For a gram.
    };
    struct Frame {
        std::vector<Range> ranges;
        BoxedSimplex::Basis basis;
    };

    std::size_t column_of(std::size_t sender, std::size_t line) const {
        return sender * line_count_ + line;
    }
    bool is_short(std::size_t sender) const {
        return loads_.senders[sender].node == PlanProblem::kNoTariff;
    }
    std::int64_t unit_cost(std::size_t sender, std::size_t line) const;
    std::int64_t line_cost(std::size_t sender) const;
    void start(OrderModel& model, const Loads& loads, std::int64_t limit);
    void read();
    void add_limits(std::size_t sender);
    void find_lattice();
    void start_relaxation(std::int64_t value_limit);
    bool has_flat_rates() const;
    bool holds_leasts() const;
    double load_of(std::size_t sender) const;
    double least_load(std::size_t sender) const;
    Line line_below(std::size_t sender, double grams) const;
    double slope_of(std::size_t column) const;
    void set_boxes();
    std::int64_t relax(std::uint64_t& steps);
    std::int64_t find_bound();
    std::int64_t on_lattice(std::int64_t bound) const;
    void explore(std::int64_t inherited);
    void narrow();
    std::size_t branching_column() const;
    double unpaid_line(std::size_t column) const;
    void branch(std::size_t column, std::int64_t bound);
    void offer();

    OrderModel* model_ = nullptr;
    Incumbent* incumbent_ = nullptr;
    StepBudget* budget_ = nullptr;
    Loads loads_;
    std::size_t line_count_ = 0;
    std::size_t column_count_ = 0;
    std::int64_t unexplored_ = 0;
    double dear_ = 0;            ///< Of a unit that no sender has.
    std::int64_t base_ = 0;      ///< Values differ from it by multiples of
    std::int64_t unit_ = 0;      ///< this; 0: not at all.
    bool is_flat_ = false;       ///< Rates are decided.
    std::int64_t relaxed_ = 0;   ///< What the latest prices say.
    std::vector<Range> ranges_;  ///< By column.
    std::vector<Line> lines_;    ///< By sender.
    std::vector<Limit> limits_;
    std::vector<double> takes_;    ///< [limit * line_count_ + line]
    std::vector<double> prices_;   ///< By line, then by limit.
    std::vector<double> margins_;  ///< By column: a unit's cost beyond what prices pay.
    std::size_t depth_ = 0;
    std::vector<Frame> frames_;  ///< By depth.
    BoxedSimplex relaxation_;
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
