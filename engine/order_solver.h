// OrderSolver: the best plan of an order that was looked at, with all that its lines and nodes
// share.
#pragma once

#include "engine/base/result.h"
#include "engine/order_candidates.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_solver.h"
#include "engine/sourcing/shared_stock.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// Solves the candidates' problem as it stands, until its steps are used.
///
/// Thread: that of the candidates and the solver. Cost: the solver's, where nothing is shared.
class OrderSolver {
  public:
    OrderSolver(OrderCandidates& candidates, PlanSolver& solver, std::uint64_t steps_max)
        : candidates_(candidates), solver_(solver), steps_left_(steps_max) {}

    /// As SharedStockSolver::solve.
    Status solve(Plan& plan);
    std::uint64_t steps_left() const { return steps_left_; }

  private:
    Status solve_with(
        const std::vector<SharedStock>& shared, const OverdraftCheck& check, Plan& plan
    );
    Status solve_beside_groups(Plan& plan);
    Status solve_shared_out(Plan& plan);

    OrderCandidates& candidates_;
    PlanSolver& solver_;
    SharedStockSolver shared_solver_;
    std::uint64_t steps_left_;
};

}  // namespace earmark
