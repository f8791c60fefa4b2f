// Sources one order whose nodes may each ship a few lines only (PlanProblem::node_lines_max).
//
// The problem is solved without the limit, and many plans keep to it. Of a plan that does not, some
// node ships lines of more rows than it may: of the fewest of these that are too many at least one
// does not leave from there in any good plan, and each of them makes a branch (PlanTree).
//
// Refused: the limit within the searches. Lines are few where a node's day is nearly full, their
// trees are small, and the searches keep the bounds they have.
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

class NodeLinesSolver {
  public:
    /// Enough for nearly all orders; where it does not do, the plan is not proven.
    static constexpr std::size_t kSolvesMax = 512;

    /// Solves a problem without limits of nodes' lines, after so many steps of the whole.
    using Solve =
        std::function<Status(const PlanProblem& problem, std::uint64_t steps_before, Plan& plan)>;

    /// The best plan of a problem with such limits; undecided if none was found that keeps to them
    /// before the tree or the steps ended.
    ///
    /// Requires: the problem was checked.
    /// Errors: those of `solve`.
    Status solve(
        const PlanProblem& problem, std::uint64_t steps_max, const Solve& solve, Plan& plan
    );

  private:
    bool has_room_for_all() const;
    void leave_one_of_each_row();
    void keep_at(std::uint32_t node, std::uint32_t line, PlanTree::Branch& branch) const;
    bool divide(
        const Plan& plan, const PlanTree::Branch& branch, std::vector<PlanTree::Branch>& branches
    );

    const PlanProblem* problem_ = nullptr;
    PlanProblem open_;                  ///< Without limits.
    std::vector<std::uint32_t> lines_;  ///< Of one shipment.
    PlanTree tree_;
};

}  // namespace earmark
