// Sources one order some of whose nodes ship by several tariffs that differ in more than rates:
// they bill volume by other divisors, do not carry all of the order's lines, or leave on days that
// have room for some of it only.
//
// Each choice of such a node (PlanProblem::rate_choices) is a node of its own in the problem that
// is solved, with the stock of the lines that it carries and its own limits. There two choices of
// one node may ship beside each other; the plan that does so is divided (PlanTree) into one branch
// for each choice of the node, in which the node's others ship nothing. A plan of least cost in
// which no node ships twice is the best of all, and each of its shipments goes by the choice that
// is cheapest for it: with another the plan would cost less.
//
// Refused: several tariffs of a node within the searches. Their bounds and tables take a node's
// rate for a function of one billed weight, which is what makes them fast for nearly all orders.
#pragma once

#include "engine/base/result.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/plan_tree.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace earmark {

class ChoiceSolver {
  public:
    /// A tree of this many is far beyond what orders of up to a dozen lines need.
    static constexpr std::size_t kSolvesMax = 20'000;

    /// Where steps end before the tree has a plan: far more than an order has nodes to settle.
    static constexpr std::size_t kDivesMax = 64;

    /// Solves a problem without choices, after so many steps of the whole.
    using Solve =
        std::function<Status(const PlanProblem& problem, std::uint64_t steps_before, Plan& plan)>;

    /// The best plan of a problem with choices. Of equally good plans not always that which comes
    /// first by plan.h: where they ship from the same nodes, earlier choices come before others.
    ///
    /// Requires: the problem was checked.
    /// Errors: those of `solve`.
    Status solve(
        const PlanProblem& problem, std::uint64_t steps_max, const Solve& solve, Plan& plan
    );

  private:
    using Branch = PlanTree::Branch;

    void spread(const PlanProblem& problem);
    void add_node(const PlanProblem& problem, std::uint32_t node, const RateChoice* choice);
    bool divide(const Plan& plan, const Branch& branch, std::vector<Branch>& branches) const;

    PlanProblem spread_;                 ///< Each choice is a node.
    std::vector<std::uint32_t> origin_;  ///< By node of spread_: that of the problem.
    bool limits_units_ = false;
    bool limits_rows_ = false;
    PlanTree tree_;
};

}  // namespace earmark
