// Sources one order exactly: the plan of least cost over all candidate nodes, or, when the step
// budget ends first, a plan and a proven lower bound.
//
// A ladder that stops at the first rung that proves the optimum: whole lines from one node by
// dynamic programming over sets of lines (WholeLineCover, to 12 lines), everything else by branch
// and bound over nodes (NodeSearch). Pure: the same problem gives the same plan, whatever the time,
// the machine or the solver's past. Of equally good plans that which comes first is taken (plan.h).
#pragma once

#include "engine/base/result.h"
#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/node_search.h"
#include "engine/sourcing/order_model.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/whole_line_cover.h"
#include "engine/sourcing/whole_line_search.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// Enough to prove nearly all orders of up to 12 lines; about a second where it is used up.
inline constexpr std::uint64_t kPlanStepsDefault = 400'000'000;

/// Holds the buffers of the search, so that solving allocates nothing once they have grown.
///
/// Thread: one at a time; make one a thread.
class PlanSolver {
  public:
    explicit PlanSolver(std::uint64_t steps_max = kPlanStepsDefault) : steps_max_(steps_max) {}

    /// Finds the plan; `plan` is overwritten, its buffers kept.
    ///
    /// Errors: those of check_problem; nothing is solved.
    Status solve(const PlanProblem& problem, Plan& plan);

  private:
    void search();
    void find_nodes();
    void write_plan(Plan& plan);

    std::uint64_t steps_max_;
    OrderModel model_;
    Incumbent incumbent_;
    StepBudget budget_{0};
    std::int64_t bound_ = 0;
    bool ties_settled_ = true;
    std::vector<std::uint32_t> nodes_;
    WholeLineSearch line_search_;
    WholeLineCover cover_;
    NodeSearch node_search_;
};

}  // namespace earmark
