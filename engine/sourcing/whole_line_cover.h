// The best plan for an order of few lines, each leaving whole from one node: exact, by dynamic
// programming over sets of lines.
//
// block(S) is the least cost at which one node ships exactly the lines S; cover(S) splits off the
// block of the highest line: cover(S) = min over T of block(T) + cover(S \ T). Any cost of a
// shipment will do, tariffs with steps included: there are only 2^lines different shipments.
//
// The recurrence does not see that one node may ship two blocks. It does so only where these, taken
// as the one shipment that they are, break the node's capacity or cost more: fewer shipments come
// first. The node then leaves the common pool and gets a stage of its own, where it ships one set
// or nothing; then all is solved again.
//
// Of the plans of least cost that which comes first (plan.h) is found on the way back, over all the
// ways in which the table got its values.
#pragma once

#include "engine/sourcing/order_model.h"
#include "engine/sourcing/whole_line_choice.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class WholeLineCover {
  public:
    static constexpr std::size_t kLinesMax = WholeLineChoice::kLinesMax;

    /// Finds the plan of least value that comes first, of those in which any of `nodes` ships
    /// anything.
    ///
    /// Requires: model.line_count() from 1 to kLinesMax, no line split, nodes rising, not empty.
    /// Returns: its value, or kNoValue if there is none; adds to `steps`.
    std::int64_t solve(
        const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps
    );

    /// The plan that solve() found, by node, then line.
    std::span<const PlannedUnits> plan() const { return plan_; }

  private:
    using Lines = std::uint32_t;  ///< A set, one bit a line.
    struct NodeSets {
        std::vector<Lines> sets;
        std::vector<std::int64_t> costs;
    };

    void prepare(const OrderModel& model, std::span<const std::uint32_t> nodes);
    const std::vector<std::int64_t>& rates(std::uint32_t column);
    void price_blocks_of(std::uint32_t node);
    void find_pool_blocks();
    bool is_alone(std::uint32_t node) const;

    std::int64_t bound_by_three() const;
    std::int64_t solve_by_two();

    std::int64_t solve_pool();
    std::int64_t best_split(Lines lines) const;

    std::int64_t solve_staged();
    void fill_pool_stage();
    void fill_own_stage(std::size_t stage);
    std::int64_t& at(std::size_t stage, std::size_t level, Lines lines) {
        return stages_[(stage * levels_ + level) * set_count_ + lines];
    }
    std::int64_t before(std::size_t stage, std::size_t level, Lines lines);

    void offer(const WholeLineChoice& choice);
    void offer_splits(Lines lines, std::int64_t value);
    void forget_choices(std::size_t states);
    WholeLineChoice first_choice(std::size_t state);
    template <typename Consider>
    void each_split(Lines lines, std::int64_t value, const Consider& consider) const;
    template <typename Consider>
    void each_step(std::size_t state, const Consider& consider);
    template <typename Consider>
    void each_staged_step(std::size_t state, const Consider& consider);

    bool separate_misused_nodes();
    void write_plan();

    const OrderModel* model_ = nullptr;
    std::span<const std::uint32_t> nodes_;
    std::size_t line_count_ = 0;
    std::size_t set_count_ = 0;
    std::uint64_t steps_ = 0;
    std::vector<std::uint32_t> alone_;  ///< Nodes with a stage of their own.

    std::vector<std::int64_t> short_;               ///< By line: price of leaving it out.
    std::vector<std::int64_t> units_;               ///< By set.
    std::vector<ShipmentLoad> loads_;               ///< By set, with tariffs.
    std::vector<std::vector<std::int64_t>> rates_;  ///< By column and set, filled when needed.

    // One node's shipments: every set it can ship, and its cost.
    std::vector<Lines> node_sets_;
    std::vector<std::int64_t> node_costs_;
    std::vector<NodeSets> own_sets_;  ///< The same by stage, from the second on.

    std::vector<std::int64_t> block_;  ///< By set.
    std::vector<std::uint32_t> block_node_;
    std::vector<std::int64_t> cover_;
    std::size_t levels_ = 0;        ///< Counts of shipments told apart: exactly 0, 1, 2, ...
    bool last_level_open_ = false;  ///< The last level means "that many or more".
    std::vector<std::int64_t> stages_;
    bool is_staged_ = false;

    // The way back. A state is a place in cover_ or stages_.
    WholeLineChoice best_;
    bool has_best_ = false;
    std::vector<std::int32_t> choice_of_;  ///< By state: its place in choices_, or -1.
    std::vector<WholeLineChoice> choices_;
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
