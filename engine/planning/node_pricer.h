// NodePricer: how much more the best plan costs that uses a node, or does without it.
//
// Without a node: the order is planned anew with nothing of it there.
//
// With a node: the order is planned once for each line that the node has, with units of that line
// bound to it. A line that does not split is bound as a whole. Of one that may split one unit is
// bound, as a line of its own that only this node has. That line would pay the node's handling per
// line a second time where more of the line comes from there: if the plan does so, that second time
// is taken off and nothing costs less; if not, it is tried with two units bound, and so on while
// that could cost less.
//
// Where units may be left out, those bound are priced so that they never are.
#pragma once

#include "engine/order_candidates.h"
#include "engine/planning/plan_question.h"
#include "engine/sourcing/plan_solver.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace earmark {

/// Buffers of a question, reused by its thread.
struct PlanWork {
    OrderRows rows;
    OrderCandidates candidates;
    PlanSolver solver;
    Plan plan;
    std::vector<Units> granted;
};

class NodePricer {
  public:
    /// The candidates as they were planned to `plan`, and their problem before it was. All outlive
    /// this.
    NodePricer(
        PlanWork& work,
        const SourceRequest& request,
        const PlanProblem& problem,
        const SourceReply& plan
    );

    /// Adds the figures to nodes that ship, and to those that could.
    void price(std::vector<ExplainedNode>& nodes);

  private:
    enum class Found : std::uint8_t { plan, none, unknown };

    /// Units of a line that a node has to ship.
    struct Bound {
        std::uint32_t node = 0;
        std::uint32_t line = 0;
        Units units = 0;
        std::uint32_t as_line = 0;  ///< Which line of the changed problem they are.
        bool is_lump = false;       ///< Counted as so many that leaving them out is never best.
    };

    void price(ExplainedNode& node, std::uint32_t place);
    Found find_without(std::uint32_t place);
    Found find_with(std::uint32_t place);
    Found find_bound(std::uint32_t place, std::uint32_t line);
    bool bind(Bound& bound);
    void share_row(const Bound& bound);
    void append_line(Bound& bound);
    void part_line_nodes(const Bound& bound);
    bool keep_filled(Bound& bound);
    Found solve();
    /// Of the changed problem's plan makes one of the order's. False: more of the line is from
    /// there than what was bound.
    bool translate(const Bound& bound);
    void keep_if_best();
    bool is_spent() const { return steps_ > kPricingStepsMax; }

    PlanWork& work_;
    const SourceRequest& request_;
    const PlanProblem& problem_;
    const SourceReply& plan_;
    Plan best_;
    bool has_best_ = false;
    bool is_proven_ = true;
    std::uint64_t steps_ = 0;
};

}  // namespace earmark
