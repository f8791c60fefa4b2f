// Sources one order exactly: the plan of least cost over all candidate nodes, proven, for orders of
// up to kProvenLinesMax lines; for larger ones, when the step budget ends first, a plan and a
// proven lower bound.
//
// A ladder that stops at the first rung that proves the optimum: up to 4 whole lines that ship by
// tariffs by shortlists of shipments (WholeLineShortlist), up to 12 by the few shipments that
// prices leave (WholeLineSearch) or by dynamic programming over sets of lines (WholeLineCover),
// everything else by branch and bound over nodes (NodeSearch). Pure: the same problem gives the
// same plan, whatever the time, the machine or the solver's past. Of equally good plans that which
// comes first is taken (plan.h). Where nodes can ship by several tariffs, a tree of such problems
// is solved (ChoiceSolver), and so is one where a line may ship from a few nodes only
// (LineNodesSolver), a node a few lines only (NodeLinesSolver), or where units take more of a
// node's capacity than others (RoomSolver).
#pragma once

#include "engine/base/result.h"
#include "engine/sourcing/choice_solver.h"
#include "engine/sourcing/incumbent.h"
#include "engine/sourcing/line_nodes_solver.h"
#include "engine/sourcing/node_lines_solver.h"
#include "engine/sourcing/node_search.h"
#include "engine/sourcing/order_model.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/room_solver.h"
#include "engine/sourcing/whole_line_cover.h"
#include "engine/sourcing/whole_line_search.h"
#include "engine/sourcing/whole_line_shortlist.h"

#include <cstdint>
#include <vector>

namespace earmark {

/// Orders of up to so many lines are searched until the plan is proven.
inline constexpr std::size_t kProvenLinesMax = 12;

/// Of such orders: ten to thirty seconds, so that none is searched for ever. Of 1,600 orders of
/// many units over nodes that have few, the hardest took a third of that. Orders of several hundred
/// units that may split can meet it: by dimensional weight, with costs by line, or with limits on
/// capacity.
inline constexpr std::uint64_t kProofStepsMax = 4'000'000'000;

/// Of larger orders: about a second. Then the plan is the best found, with a lower bound.
inline constexpr std::uint64_t kPlanStepsDefault = 400'000'000;

/// Holds the buffers of the search, so that solving allocates nothing once they have grown.
///
/// Thread: one at a time; make one a thread.
class PlanSolver {
  public:
    PlanSolver() = default;

    /// With one budget for all orders.
    explicit PlanSolver(std::uint64_t steps_max)
        : steps_max_(steps_max), proof_steps_max_(steps_max) {}

    /// Where nobody waits for the answer: without a budget for orders of up to kProvenLinesMax
    /// lines.
    static PlanSolver until_proven() {
        PlanSolver solver;
        solver.proof_steps_max_ = static_cast<std::uint64_t>(kNoValue);
        return solver;
    }

    /// Of one solve at most.
    std::uint64_t steps_max() const { return steps_max_; }

    /// Finds the plan; `plan` is overwritten, its buffers kept.
    ///
    /// Errors: those of check_problem; nothing is solved.
    Status solve(const PlanProblem& problem, Plan& plan);

  private:
    std::uint64_t steps_max_of(const PlanProblem& problem) const;
    Status solve_with_choices(const PlanProblem& problem, const PlanBounds& bounds, Plan& plan);
    Status solve_in_room(
        const PlanProblem& problem, const PlanBounds& bounds, std::uint64_t steps_before, Plan& plan
    );
    Status solve_limited(
        const PlanProblem& problem, const PlanBounds& bounds, std::uint64_t steps_before, Plan& plan
    );
    Status solve_open(
        const PlanProblem& problem, const PlanBounds& bounds, std::uint64_t steps_before, Plan& plan
    );
    void solve_checked(
        const PlanProblem& problem, const PlanBounds& bounds, std::uint64_t steps_before, Plan& plan
    );
    void search();
    void find_nodes();
    void write_plan(Plan& plan);

    std::uint64_t steps_max_ = kPlanStepsDefault;
    std::uint64_t proof_steps_max_ = kProofStepsMax;
    OrderModel model_;
    Incumbent incumbent_;
    StepBudget budget_{0};
    std::int64_t bound_ = 0;
    bool ties_settled_ = true;
    std::vector<std::uint32_t> nodes_;
    WholeLineShortlist shortlist_;
    WholeLineSearch line_search_;
    WholeLineCover cover_;
    NodeSearch node_search_;
    ChoiceSolver choices_;
    RoomSolver rooms_;
    LineNodesSolver line_nodes_;
    NodeLinesSolver node_lines_;
};

}  // namespace earmark
