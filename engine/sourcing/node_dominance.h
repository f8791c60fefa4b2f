// Which nodes never ship unless another one does.
//
// Node a is above node b if a could ship whatever b ships, as cheaply, and comes first where the
// cost is the same: a costs less to open, or is earlier. Then a plan in which b ships and a does
// not is beaten, in cost or by the order of plans (plan.h), by the one in which a ships in b's
// place. So of the plans that matter none has b without a. Stores of a chain in one zone are alike
// but for their stock, and this tells many of them apart without a search.
//
// Where lines may split and a even has all that the order wants of what b has, b is not needed at
// all: a ships what both would, if one shipment of both costs no more than two.
#pragma once

#include "engine/sourcing/order_model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class NodeDominance {
  public:
    /// Compares `nodes`, indices into the problem, rising.
    ///
    /// Cost: quadratic in the nodes; of many only the first kNodesMax are compared.
    void find(const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps);

    /// Those without which the node does not ship, as indices into the problem; kAboveMax at most.
    std::span<const std::uint32_t> above(std::uint32_t node) const { return above_[node]; }
    /// Those that do not ship without the node.
    std::span<const std::uint32_t> below(std::uint32_t node) const { return below_[node]; }

    /// Those of `nodes`, rising, without which the least cost is the same. Apart from find().
    ///
    /// Cost: as find()'s; and quadratic in the steps of tariffs.
    std::span<const std::uint32_t> find_needed(
        const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps
    );

  private:
    static constexpr std::size_t kNodesMax = 512;
    static constexpr std::size_t kAboveMax = 16;  ///< More say little: few plans ship so often.

    void read_nodes(std::span<const std::uint32_t> nodes);
    template <typename Visit>
    void visit_above(std::size_t b, const Visit& visit);
    bool is_above(std::size_t a, std::size_t b) const;
    bool has_enough_for(std::size_t a, std::size_t b);
    std::int64_t lost_together(std::uint32_t column);
    void compare_columns();
    bool is_column_below(std::uint32_t a, std::uint32_t b) const;

    const OrderModel* model_ = nullptr;
    std::vector<std::vector<std::uint32_t>> above_;  ///< By node of the problem.
    std::vector<std::vector<std::uint32_t>> below_;
    std::vector<std::uint32_t> needed_;
    std::vector<std::uint32_t> compared_;  ///< By fixed cost, then node: none is above an earlier.
    std::vector<std::int64_t> most_;       ///< [place in compared_ * lines + line]
    std::vector<std::uint8_t> amounts_;    ///< The same, [line * places + place], up to 255.
    std::vector<std::uint8_t> may_be_above_;     ///< By place; the last one ends it.
    std::vector<std::uint8_t> is_never_dearer_;  ///< [column * columns + other column]
    std::vector<std::int64_t> lost_together_;    ///< By column; kNoValue: not looked at.
};

}  // namespace earmark
