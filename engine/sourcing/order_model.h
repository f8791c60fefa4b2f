// One order as the searches see it: only the lines that some node can help with, every line with a
// price for units left short, every plan with one number to compare by.
//
// That number, the value, is cost + price x units short + the split penalty once too often (every
// shipment pays it, so that bounds add up node by node; a plan that ships nothing pays it once,
// too). Where most units are to be filled first, the price of a short unit is more than any plan
// costs. Where the order must be complete, short units are priced so in bounds, and never accepted
// in plans.
#pragma once

#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/shipment_cost.h"
#include "engine/sourcing/tariff_minorant.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// Above every value and bound, with room to add a few.
inline constexpr std::int64_t kNoValue = std::int64_t{1} << 61U;

class OrderModel {
  public:
    /// Keeps a pointer to the problem until the next reset.
    void reset(const PlanProblem& problem, const PlanBounds& bounds);
    /// Finds what tariffs charge at least, line by line. Before this they are as good as free to
    /// opening costs and slopes, and the functions about minorants and steps must not be called.
    void bound_tariffs();

    const PlanProblem& problem() const { return *problem_; }
    const ShipmentTariff& tariff() const { return tariff_; }

    /// Lines that are searched, as indices into the problem; the functions below that take a `line`
    /// take a position in this list.
    std::span<const std::uint32_t> lines() const { return lines_; }
    std::size_t line_count() const { return lines_.size(); }
    /// Units wanted, at most what all nodes together have.
    std::int64_t need(std::size_t line) const { return needs_[line]; }
    /// Of one unit left short.
    std::int64_t short_price(std::size_t line) const { return short_prices_[line]; }
    /// Part of every value: the units that nobody has.
    std::int64_t constant() const { return constant_; }
    /// The order must be complete and cannot be.
    bool is_hopeless() const { return is_hopeless_; }
    /// True if no plan is accepted that leaves any unit short.
    bool must_fill() const { return !problem_->allow_partial; }

    /// Of all nodes and lines, or a little more.
    std::int64_t unit_cost_max() const { return unit_cost_max_; }
    std::int64_t capacity(std::size_t node) const {
        if (problem_->capacity.empty()) return kNoValue;
        return problem_->capacity[node] < 0 ? kNoValue : problem_->capacity[node];
    }
    bool has_capacities() const { return has_capacities_; }
    bool has_line_costs() const { return !problem_->line_cost.empty(); }
    std::int64_t line_cost(std::size_t node) const {
        return problem_->line_cost.empty() ? 0 : problem_->line_cost[node];
    }
    bool has_shared_items() const { return !item_groups_.empty(); }
    /// The lines of each item with several, those that want least first.
    std::span<const std::vector<std::uint32_t>> item_groups() const { return item_groups_; }
    /// Of two lines of the problem. Requires: has_shared_items().
    bool are_of_one_item(std::uint32_t a, std::uint32_t b) const {
        return problem_->item[a] == problem_->item[b];
    }
    /// What the node has of a line's item, whatever the line wants of it.
    std::int64_t item_stock(std::size_t node, std::size_t line) const {
        return problem_->stock_of(node, lines_[line]);
    }
    /// Whether the node has enough for all lines of the set, one bit a line, together.
    ///
    /// Requires: whole lines, each of which it could ship alone.
    bool has_stock_for(std::size_t node, std::uint32_t lines) const;

    /// Most units of the line that the node can ship in any plan.
    std::int64_t most_units(std::size_t node, std::size_t line) const {
        const std::int64_t stock = problem_->stock_of(node, lines_[line]);
        const std::int64_t most = std::min({stock, needs_[line], capacity(node)});
        return is_split() || most == needs_[line] ? most : 0;
    }

    /// What a shipment costs at least before its units: fixed cost, penalty, start of the tariff.
    std::int64_t opening_cost(std::size_t node) const {
        return problem_->fixed_cost[node] + problem_->split_penalty + tariff_intercept(node);
    }
    /// What the tariff charges for a shipment at least, before its units.
    std::int64_t tariff_intercept(std::size_t node) const {
        return minorants_.empty() ? 0 : minorant(node).intercept;
    }
    /// What one more unit adds to the tariff at least.
    std::int64_t tariff_slope(std::size_t node, std::size_t line) const {
        if (minorants_.empty()) return 0;
        const std::uint32_t column = problem_->tariff_column[node];
        return column == PlanProblem::kNoTariff ? 0 : slopes_[column * lines_.size() + line];
    }
    /// The same for the whole line at once, rounded once.
    std::int64_t tariff_slope_whole(std::size_t node, std::size_t line) const {
        if (minorants_.empty()) return 0;
        const std::uint32_t column = problem_->tariff_column[node];
        return column == PlanProblem::kNoTariff ? 0 : whole_slopes_[column * lines_.size() + line];
    }
    /// Whether linear bounds are exact once it is known which nodes ship.
    bool is_linear() const { return minorants_.empty() && (!has_line_costs() || !is_split()); }
    bool is_split() const { return problem_->line_split; }

    /// Whether bounds go by the volume of a shipment in this column, not by its weight.
    bool bills_volume(std::uint32_t column) const { return bills_volume_[column]; }

    /// Where a step ends, and what a shipment above the end costs more at least for each gram above
    /// it.
    struct StepEnd {
        double grams_max = 0;
        double slope = 0;
    };
    /// Of the step of ShipmentTariff::step_of() that a shipment of the order's lines is billed by.
    StepEnd step_end(std::uint32_t column, std::uint32_t step, ShipmentLoad load) const {
        if (step < problem_->rate_columns[column].step_count)
            return step_ends_[first_step_end_[column] + step];
        return step_end_of_parcels(column, load);
    }

    /// Holds for shipments of up to `heaviest`.
    TariffMinorant minorant_for(std::uint32_t column, ShipmentLoad heaviest) const;

    /// Slope of a minorant for one unit of a line.
    std::int64_t slope_of(std::uint32_t column, const TariffMinorant& line_under, std::size_t line)
        const;
    /// The same for `units` units together, rounded once.
    std::int64_t slope_of(std::uint32_t column, const TariffMinorant& line_under, ShipmentLoad load)
        const;

    /// Value of a plan, its lines named as in the problem; kNoValue if it breaks a limit.  A pair
    /// of node and line may occur once.
    std::int64_t value_of(std::span<const PlannedUnits> shipments);

    /// The plan's own cost, shipments and splits and priced shortage.
    std::int64_t cost_of(std::span<const PlannedUnits> shipments);
    std::int64_t short_units_of(std::span<const PlannedUnits> shipments) const;
    /// A bound on values, as a bound on costs of plans with as few units short as this plan.
    std::int64_t cost_bound(std::int64_t value_bound, std::int64_t short_units) const;

  private:
    struct NodeSum {
        ShipmentLoad load;
        std::int64_t units = 0;
        std::int64_t cost = 0;
        bool ships = false;
    };
    struct PlanSum {
        std::int64_t cost = 0;  ///< Without split penalties and shortage.
        std::int64_t shipments = 0;
        bool keeps_limits = true;
    };

    const TariffMinorant& minorant(std::size_t node) const {
        const std::uint32_t column = problem_->tariff_column[node];
        return column == PlanProblem::kNoTariff ? no_minorant_ : minorants_[column];
    }
    void find_lines(const PlanBounds& bounds);
    void find_item_groups();
    void find_step_ends(std::uint32_t column, std::int64_t grams);
    StepEnd step_end_of_parcels(std::uint32_t column, ShipmentLoad load) const;
    PlanSum sum_of(std::span<const PlannedUnits> shipments);
    bool overdraws_item(std::span<const PlannedUnits> shipments) const;

    const PlanProblem* problem_ = nullptr;
    ShipmentTariff tariff_;
    std::vector<std::uint32_t> lines_;
    std::vector<std::int64_t> needs_;
    std::vector<std::vector<std::uint32_t>> item_groups_;
    std::vector<std::int64_t> short_prices_;
    std::vector<std::int64_t> supplies_;  ///< By line of the problem.
    std::int64_t constant_ = 0;
    std::int64_t unit_cost_max_ = 0;
    std::int64_t fill_price_ = 0;
    bool is_hopeless_ = false;
    bool has_capacities_ = false;

    TariffMinorant no_minorant_;
    std::vector<TariffMinorant>
        minorants_;                     ///< By column; empty without tariffs, or not bound yet.
    std::vector<std::int64_t> slopes_;  ///< By column and line.
    std::vector<std::int64_t> whole_slopes_;
    std::vector<StepEnd> step_ends_;           ///< Column by column.
    std::vector<std::size_t> first_step_end_;  ///< By column, and the end.
    std::vector<bool> bills_volume_;  ///< By column: slopes count volume, the order's larger side.

    std::vector<NodeSum> node_sums_;  ///< By node, all reset between uses.
    std::vector<std::uint32_t> touched_;
    std::vector<std::int64_t> missing_;  ///< By line of the problem.
};

}  // namespace earmark
