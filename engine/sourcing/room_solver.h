// Sources one order whose units take more of a node's capacity than others
// (PlanProblem::room_per_unit), as kits do of a day's units.
//
// What a node's capacity leaves is a thing that its lines share (SharedStockSolver), over a problem
// that counts units: no more of them than there would be room for, were all the lightest that the
// node has. Where these are all alike that says it all. Where the tree ends without proof, the plan
// may be one that takes all units for the heaviest: there is one wherever that finds one.
//
// Refused: weights within the searches, whose flows and tables count units.
#pragma once

#include "engine/base/result.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/shared_stock.h"

#include <cstdint>
#include <vector>

namespace earmark {

class RoomSolver {
  public:
    /// The best plan of a problem with such units, by `solve`, which is given problems without.
    ///
    /// Requires: the problem was checked, and has no choices.
    /// Errors: those of `solve`.
    Status solve(
        const PlanProblem& problem,
        std::uint64_t steps_max,
        const SharedStockSolver::Solve& solve,
        Plan& plan
    );

  private:
    /// What the units that a node has of the order take.
    struct Weights {
        std::int64_t lightest = 1;
        std::int64_t heaviest = 1;
    };

    static Weights weights_at(const PlanProblem& problem, std::size_t node);
    static bool has_room_for_all(const PlanProblem& problem);
    void count_units(const PlanProblem& problem);
    Status solve_carefully(
        const PlanProblem& problem, const SharedStockSolver::Solve& solve, Plan& plan
    );

    PlanProblem open_;  ///< It counts units.
    std::vector<SharedStock> room_;
    SharedStockSolver shared_;
    Plan careful_;
};

}  // namespace earmark
