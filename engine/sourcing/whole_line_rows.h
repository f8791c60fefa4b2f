// The candidate nodes of an order of few whole lines: one pass over all nodes that keeps only those
// that could be part of a plan better than the best single node's.
//
// Line j can be charged price[j] = min over nodes of (cost of j there + its share of the opening
// cost, split evenly over the lines the node can ship): such prices never pay a node more than it
// costs, so their sum is below every plan. A node's slack is what they fail to pay it; a plan that
// uses the node costs at least the sum plus the slack.
#pragma once

#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/order_model.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace earmark {

class WholeLineRows {
  public:
    static constexpr std::size_t kLinesMax = 12;
    using Lines = std::uint32_t;  ///< A set, one bit a line.

    struct Row {
        std::uint32_t node;
        Lines lines;  ///< That it can ship.
        std::int64_t opening;
        std::int64_t slack;
    };

    /// Reads all nodes, offers the best single node, and keeps what could still be better.
    ///
    /// Requires: whole lines, from 1 to kLinesMax of them.
    void scan(OrderModel& model, Incumbent& incumbent, StepBudget& budget);

    /// Raises the prices in turn as far as slacks allow, each by the gap at most.
    void raise_prices(std::int64_t gap);

    /// Drops rows whose slack reaches the gap.
    void drop_dear_rows(std::int64_t gap);

    /// Below every plan that ships anything.
    std::int64_t bound() const;

    std::size_t count() const { return row_count_; }
    const Row& row(std::size_t index) const { return rows_[index]; }
    /// Of the whole line, tariff slope and line cost included; kNoValue if the node cannot ship it.
    std::int64_t cost(std::size_t index, std::size_t line) const {
        return costs_[index * line_count_ + line];
    }
    std::int64_t price(std::size_t line) const { return prices_[line]; }
    /// Of leaving the line out; kNoValue where the order must be complete.
    std::int64_t short_price(std::size_t line) const { return short_prices_[line]; }
    std::size_t line_count() const { return line_count_; }

  private:
    using ByLine = std::array<std::int64_t, kLinesMax>;
    using Openings = std::array<std::int64_t, 2>;

    template <std::size_t kLines>
    void scan_nodes();
    template <std::size_t kLines>
    void scan_plain_nodes();
    void scan_nodes_of_any_count();
    static void note_opening(std::int64_t opening, Openings& least) {
        least[1] = std::min(least[1], std::max(opening, least[0]));
        least[0] = std::min(least[0], opening);
    }
    void consider_single(std::uint32_t node, std::int64_t linear);
    void offer_single();
    void offer_cheapest_sources();
    bool is_single_proven() const;
    bool is_plain() const;
    void keep_near_rows(std::int64_t gap);
    void read_costs(Row& row, std::int64_t* costs) const;

    OrderModel* model_ = nullptr;
    Incumbent* incumbent_ = nullptr;
    std::size_t line_count_ = 0;
    std::int64_t constant_ = 0;
    std::int64_t all_units_ = 0;
    std::vector<Row> rows_;  ///< The first row_count_ are in use: shrinking and growing would cost.
    std::size_t row_count_ = 0;
    std::vector<std::int64_t> costs_;  ///< [row * line_count + line]
    ByLine needs_{};                   ///< Past the last line 0, as prices and costs.
    ByLine prices_{};
    ByLine short_prices_{};
    ByLine least_costs_{};
    std::array<std::uint32_t, kLinesMax> cheapest_{};  ///< The node that sets the line's price.
    Openings least_openings_{};
    std::int64_t single_value_ = 0;
    std::uint32_t single_node_ = 0;
    ShipmentLoad all_load_;
    std::vector<std::int64_t>
        all_rates_;  ///< By column: of the whole order, kNoValue if not known.
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
