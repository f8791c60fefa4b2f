// Many orders to be sourced together under shared stock and capacity, as flat arrays: nothing of
// the engine.
//
// A plan gives units of the orders' lines to nodes. An order pays the fixed cost of each node that
// ships anything of it, the unit cost of each unit, and the short cost of each unit left out; the
// nodes' stock and capacity are shared by all orders. Lines may split, every order may be filled in
// part. Money is in one small unit throughout, quantities in the items' smallest units.
#pragma once

#include "engine/base/result.h"
#include "engine/sourcing/plan_problem.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

struct JointOrder {
    // By line.
    std::vector<std::uint32_t> item;  ///< Lines of one item share its stock.
    std::vector<std::int64_t> quantity;
    std::vector<std::int64_t> short_cost;  ///< Of leaving one unit out.

    std::vector<std::int64_t> fixed_cost;  ///< By node: of a shipment.
    std::vector<std::int64_t> unit_cost;   ///< [node * lines + line]
    std::size_t shipments_max = PlanProblem::kAnyCount;

    std::size_t line_count() const { return item.size(); }
};

struct JointProblem {
    std::size_t node_count = 0;
    std::size_t item_count = 0;
    std::vector<std::int64_t> stock;     ///< [node * items + item]
    std::vector<std::int64_t> capacity;  ///< By node: most units, or PlanProblem::kUnlimited.
    std::vector<JointOrder> orders;

    std::int64_t stock_of(std::size_t node, std::size_t item) const {
        return stock[node * item_count + item];
    }
};

/// Checks shapes, signs and sizes.
///
/// Returns: what neither a plan nor all prices of scarce units together pass.
/// Errors: bad_input - a wrong shape, a negative number or an item that is not there; the detail
///         names the field and place. limit_exceeded - a cost or a quantity could pass 2^60.
Result<std::int64_t> check_joint_problem(const JointProblem& problem);

struct JointUnits {
    std::uint32_t order;
    std::uint32_t node;
    std::uint32_t line;
    std::int64_t units;
    friend bool operator==(const JointUnits&, const JointUnits&) = default;
};

/// What one more unit would save, about: at a node of an item, or of a node's capacity.
struct ShadowPrice {
    std::uint32_t node;
    std::uint32_t item;  ///< kCapacity: of the node's capacity.
    double price;

    static constexpr std::uint32_t kCapacity = ~std::uint32_t{0};
};

struct JointPlan {
    std::int64_t cost = 0;
    std::int64_t lower_bound = 0;       ///< Proven: no plan costs less.
    std::vector<JointUnits> shipments;  ///< By order, node, line; each once.
    std::int64_t short_units = 0;
    std::vector<ShadowPrice> prices;  ///< Of what is scarce: above 0, by node, then item.
    std::uint64_t rounds = 0;         ///< In which all orders were planned at prices.
    std::uint64_t trials = 0;         ///< Of changing a few orders together.
    std::uint64_t steps = 0;          ///< Of all searches; about one nanosecond or two each.
};

}  // namespace earmark
