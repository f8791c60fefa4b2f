// Sources one order whose lines may each ship from a few nodes only (PlanProblem::line_nodes_max).
//
// The problem is solved without the limit, and most plans keep to it. Of a plan that does not, the
// line that passes it by most is divided (PlanTree): with its nodes a, b, c ... and a limit of two
// every good plan either takes nothing of it from a, or takes some from a and nothing from b, or
// takes all from a and b. Before a branch is solved, what its limits make impossible is left out:
// a complete order takes nothing from a node that has too little for the others to make up, and of
// one that may be filled in part no more of a line is asked than its best nodes have together.
//
// Refused: the limit within the searches. Their bounds take a line's nodes for independent.
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

class LineNodesSolver {
  public:
    static constexpr std::size_t kSolvesMax = 100'000;

    /// Solves a problem without limits of lines, after so many steps of the whole.
    using Solve =
        std::function<Status(const PlanProblem& problem, std::uint64_t steps_before, Plan& plan)>;

    /// The best plan of a problem with such limits.
    ///
    /// Requires: the problem was checked.
    /// Errors: those of `solve`.
    Status solve(
        const PlanProblem& problem, std::uint64_t steps_max, const Solve& solve, Plan& plan
    );

  private:
    using Branch = PlanTree::Branch;

    /// What is left of the limit of one line in a branch.
    struct Room {
        std::int64_t nodes = 0;       ///< That may still come to those which do not count.
        std::size_t coming = 0;       ///< That may, and have some.
        std::int64_t free_units = 0;  ///< Of those that do not count,
        std::size_t free_nodes = 0;   ///< of which so many have some.
        std::int64_t best_units = 0;  ///< Of the best that may come, together,
        std::int64_t last_units = 0;  ///< and of the last of these.
        bool is_ample = false;        ///< No more nodes have the line than may come.
    };

    Status search(std::uint64_t steps, const Solve& solve, Plan& plan);
    Status solve_branch(
        const Branch& branch, std::uint64_t steps_before, const Solve& solve, Plan& plan
    );
    bool narrow(const Branch& branch);
    bool narrow_line(std::size_t line, const Room& room);
    Room room_of(const Branch& branch, std::size_t line);
    bool counts(const Branch& branch, std::size_t node, std::size_t line) const;
    std::vector<PlannedUnits> counted_units(const Plan& plan, std::size_t line) const;
    bool keeps_limits(const Plan& plan) const;
    bool divide(const Plan& plan, const Branch& branch, std::vector<Branch>& branches) const;
    Branch nearest_branch(const Plan& plan) const;

    const PlanProblem* problem_ = nullptr;
    std::uint64_t steps_max_ = 0;
    PlanProblem open_;      ///< Without limits; has the cuts of the branch being solved.
    PlanProblem narrowed_;  ///< That without what the branch's limits make impossible.
    std::vector<std::int64_t> left_out_;  ///< By line: units that no plan of the branch has.
    std::vector<std::int64_t> units_;     ///< By node: of those that may come, else -1.
    std::vector<std::int64_t> best_;      ///< Of room_of(): what each that may come has.
    PlanTree tree_;
};

}  // namespace earmark
