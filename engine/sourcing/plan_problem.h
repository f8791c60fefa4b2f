// One order to be sourced, as flat arrays: what the solver works on, and nothing of the engine.
//
// A plan gives each line's units to nodes. A node that ships anything makes one shipment, whose
// cost is
//     tariff(billed grams) + fixed_cost[node] + line_cost[node] x its lines + unit_cost x its units
// and every shipment after the first adds split_penalty. With no tariff, line cost or penalty this
// is the fixed-charge problem that `earmark plan` reads. Money is in one small unit (micros)
// throughout, quantities in the item's smallest unit.
//
// Reuse one object for many orders: reset() keeps the buffers.
#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace earmark {

/// One step of a tariff: what a parcel of at most `grams_max` costs.
struct RateStep {
    std::int64_t grams_max;
    std::int64_t rate;
};

/// The steps of one zone of one tariff: a range of PlanProblem::rate_steps, at least one step,
/// grams_max rising, rates not falling. A shipment above the last step goes as full parcels of the
/// last step and a rest.
struct RateColumn {
    std::uint32_t first_step;
    std::uint32_t step_count;
    /// Cubic centimetres billed as one kilogram; 0: only the actual weight is billed.
    std::int64_t dim_cm3_per_kg = 0;
};

/// One of several columns that a node can ship by, each for shipments of lines that it carries.
struct RateChoice {
    static constexpr std::int64_t kUnlimited = -1;

    std::uint32_t node;
    std::uint32_t column;
    std::int64_t extra = 0;  ///< Per shipment, beside the rate.
    /// Most of what the units of a shipment, and the rows of its lines, add up to.
    std::int64_t units_max = kUnlimited;
    std::int64_t rows_max = kUnlimited;

    static bool is_within(std::int64_t most, std::int64_t taken) {
        return most == kUnlimited || taken <= most;
    }
};

struct PlanProblem {
    static constexpr std::int64_t kUnlimited = RateChoice::kUnlimited;
    static constexpr std::uint32_t kNoTariff = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::size_t kSharedLinesMax = 64;
    static constexpr std::size_t kAnyCount = std::numeric_limits<std::size_t>::max();

    std::size_t line_count = 0;
    std::size_t node_count = 0;

    // By line.
    std::vector<std::int64_t> quantity;
    /// Price of leaving one unit unfilled; read only if allow_partial. Empty: fill most units
    /// first, then least cost.
    std::vector<std::int64_t> short_cost;
    /// How many units one unit counts as where most units are filled first. Empty: 1.
    std::vector<std::int64_t> counts_as;
    /// Any numbers: lines with the same one share a node's stock, which is given for each of them.
    /// Empty: no two do. Only for up to kSharedLinesMax lines that do not split; others are to be
    /// given as one line.
    std::vector<std::uint32_t> item;

    // By node, in the order that breaks ties: of two equally good nodes the earlier one ships.
    std::vector<std::int64_t> fixed_cost;
    std::vector<std::int64_t> line_cost;  ///< Per line that the node ships. Empty: 0.
    /// Most that the units of its shipment add up to; kUnlimited: any. Empty: no limits.
    std::vector<std::int64_t> capacity;
    std::vector<std::uint32_t> tariff_column;  ///< Index or kNoTariff. Empty: no tariffs.

    // By node and line, node by node: [node * line_count + line].
    std::vector<std::int64_t> stock;  ///< What the node can give; 0: cannot serve the line.
    std::vector<std::int64_t> unit_cost;

    /// By line: the most nodes that ship some of it. Empty: any number.
    std::vector<std::int64_t> line_nodes_max;
    /// By node and line: 1 = the node does not count for the line. Empty: all count.
    std::vector<std::uint8_t> line_nodes_free;

    /// By node: the most that the rows of the lines in its shipment may add up to; kUnlimited: any.
    /// Empty: no limits.
    std::vector<std::int64_t> node_lines_max;
    std::vector<std::int64_t> line_rows;  ///< By line. Empty: 1.
    /// By line, any numbers: those with the same one are of the same rows, which count once. They
    /// have the same line_rows and rows_there. Empty: no two are.
    std::vector<std::uint32_t> row_group;
    /// By node and line: 1 = its rows are in the node's shipment as it is, and do not count again.
    /// Empty: none are.
    std::vector<std::uint8_t> rows_there;
    /// By line: as how much of a node's capacity one unit counts. Empty: 1.
    std::vector<std::int64_t> room_per_unit;

    std::size_t shipments_max = kAnyCount;
    std::int64_t split_penalty = 0;
    /// False: a line's filled units leave from one node, and they are the whole line or nothing.
    bool line_split = false;
    /// False: every line is filled, or the order is infeasible.
    bool allow_partial = false;

    // Tariffs, and what the lines weigh. Read only if tariff_column is not empty.
    std::vector<RateColumn> rate_columns;
    std::vector<RateStep> rate_steps;
    std::vector<std::int64_t> weight_grams;      ///< By line: of units_per_weight units together.
    std::vector<std::int64_t> volume_mm3;        ///< By line: of units_per_weight units. Empty: 0.
    std::vector<std::int64_t> units_per_weight;  ///< By line: 10^scale of the item. Empty: 1.

    /// By node, then as they are given; a node with some has no tariff_column. Its shipment costs
    /// the least of those choices that carry every line in it and have room for it, and there is
    /// none for which no choice does. Empty: nodes have one column at most.
    std::vector<RateChoice> rate_choices;
    std::vector<std::uint8_t> choice_carries;  ///< [choice * line_count + line]: 0 or 1.

    std::int64_t units_counted(std::size_t line) const {
        return counts_as.empty() ? 1 : counts_as[line];
    }
    /// That a line adds to a shipment of the node by itself.
    std::int64_t rows_of(std::size_t node, std::size_t line) const {
        if (!rows_there.empty() && rows_there[node * line_count + line] != 0) return 0;
        return line_rows.empty() ? 1 : line_rows[line];
    }
    bool are_of_one_row(std::size_t left, std::size_t right) const {
        return left == right || (!row_group.empty() && row_group[left] == row_group[right]);
    }
    std::int64_t room_of(std::size_t line) const {
        return room_per_unit.empty() ? 1 : room_per_unit[line];
    }
    bool counts_for(std::size_t node, std::size_t line) const {
        return line_nodes_free.empty() || line_nodes_free[node * line_count + line] == 0;
    }
    bool has_tariffs() const { return !tariff_column.empty(); }
    /// Whether the units, or the rows, of any node's shipment are limited.
    bool limits_units() const { return !capacity.empty() || any_limits(&RateChoice::units_max); }
    bool limits_rows() const {
        return !node_lines_max.empty() || any_limits(&RateChoice::rows_max);
    }
    std::int64_t stock_of(std::size_t node, std::size_t line) const {
        return stock[node * line_count + line];
    }
    std::int64_t unit_cost_of(std::size_t node, std::size_t line) const {
        return unit_cost[node * line_count + line];
    }

    /// The node's own, none for most.
    std::span<const RateChoice> choices_of(std::uint32_t node) const;
    /// Whether one of rate_choices carries a line.
    bool carries(const RateChoice& choice, std::size_t line) const {
        const auto index = static_cast<std::size_t>(&choice - rate_choices.data());
        return choice_carries[index * line_count + line] != 0;
    }

    /// Whether a choice limits what is in its shipments.
    bool any_limits(std::int64_t RateChoice::* most) const;

    /// Makes this an order of `lines` lines and `nodes` candidate nodes with no stock and no costs.
    void reset(std::size_t lines, std::size_t nodes);
};

/// What every number of a problem is below, so that no sum of the search can overflow.
struct PlanBounds {
    std::int64_t cost_max;       ///< No plan costs more.
    std::int64_t unit_cost_max;  ///< Of all nodes and lines, or a little more.
    std::int64_t units;          ///< Of all lines together.
    std::int64_t weight_lcd;     ///< Least common multiple of units_per_weight; 1 without tariffs.
};

/// PlanBounds::weight_lcd of a problem that was checked.
std::int64_t weight_lcd_of(const PlanProblem& problem);

/// Checks shapes, signs and sizes.
///
/// Errors: bad_input - a wrong shape or a negative number; the detail names the field and place.
///         limit_exceeded - the cost of a plan could pass 2^60 (times the units, if most units are
///         to be filled first), or its weight.
/// Cost: one pass over the arrays, no allocation unless it fails.
Result<PlanBounds> check_problem(const PlanProblem& problem);

}  // namespace earmark
