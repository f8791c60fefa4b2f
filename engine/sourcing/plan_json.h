// `earmark plan`: sourcing problems in, plans out, one JSON object a line.
//
//     in:  {"id", "qty": [by line], "fixed": [by node], "unit": [node][line], "stock":
//     [node][line],
//           "capacity": null | [by node: most units, or null], "max_splits": null | most nodes that
//           may ship, "line_split": bool, "allow_partial": bool, "short_cost": null | [by line, per
//           unit]}
//     out: {"id", "status": "optimal" | "feasible" | "infeasible", "cost", "lower_bound",
//           "ship": [[node, line, units], ...], "short_units", "micros"}
//
// cost = fixed of each node that ships + unit x units + short_cost x units short. All numbers are
// whole and not negative, indices count from 0. Every key must be there, but for one that may be:
// "max_nodes_per_line": null | most nodes that ship some of one line. Others are ignored. The id
// may be anything and comes back as it was. "micros" is the time that solving took. An infeasible
// order has "cost": null and "ship": []. Should the step budget end before it is known whether
// there is any plan, the status is "undecided", with a null cost and a lower bound.
//
// With allow_partial and no short_cost, most units are filled first, then at least cost. Without
// allow_partial short_cost is not read.
//
// A line that does not mean a problem gives {"id", "error"} and the others go on.
#pragma once

#include "engine/sourcing/plan_solver.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>

namespace earmark {

/// Of one problem: as many as an order may have.
inline constexpr std::size_t kPlanLinesMax = 1'024;

struct PlanRunOptions {
    /// For each problem; 0: up to kProvenLinesMax lines until the plan is proven, beyond that
    /// kPlanStepsDefault.
    std::uint64_t steps_max = 0;
    std::function<void(std::uint64_t line_number)> on_begin = {};  ///< Of a problem; may be empty.
    std::function<void()> on_end = {};  ///< Before its answer is written.
};

/// Answers every line of `in` on `out`; says on `errors` if lines were wrong.
///
/// Returns: the exit code: 0, or 2 if any line was wrong.
int run_plan(
    std::istream& in, std::ostream& out, std::ostream& errors, const PlanRunOptions& options
);

/// Answers lines one at a time; keeps its buffers.
class PlanLineSolver {
  public:
    explicit PlanLineSolver(const PlanRunOptions& options)
        : solver_(
              options.steps_max == 0 ? PlanSolver::until_proven() : PlanSolver(options.steps_max)
          ) {}

    /// The answer to one line, without a line end; `line_number` is named in errors.
    std::string answer(std::string_view line, std::uint64_t line_number);

    bool has_failed() const { return failure_count_ > 0; }
    std::uint64_t failure_count() const { return failure_count_; }

  private:
    PlanSolver solver_;
    PlanProblem problem_;
    Plan plan_;
    std::uint64_t failure_count_ = 0;
};

}  // namespace earmark
