// Finds the best plan that keeps to a rule which PlanSolver's searches do not know.
//
// The problem is solved as if there were no such rule. A plan that keeps to it all the same is the
// best of all, since every plan of the order is one of those looked at. A plan that breaks it tells
// what every good plan does: one of a few things that this one does not. For each of these the
// problem is solved again with less stock, and so on: a tree, searched best first, whose leaves
// together hold every plan that keeps to the rule. What is proven of each leaf is proven of the
// whole.
#pragma once

#include "engine/base/result.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace earmark {

class PlanTree {
  public:
    /// At most so many units of a line at a node, by the place in PlanProblem::stock.
    using Cut = std::pair<std::size_t, std::int64_t>;

    struct Branch {
        std::int64_t short_units = 0;  ///< Of every plan of the branch at least.
        std::int64_t cost = 0;         ///< Of every plan with as few units short at least.
        std::vector<Cut> cuts;
        /// Places that ship something in the plans of the branch, where that matters to who divides
        /// and solves.
        std::vector<std::size_t> used{};
    };

    /// Solves the problem with the branch's cuts, after so many steps of the whole.
    using Solve =
        std::function<Status(const Branch& branch, std::uint64_t steps_before, Plan& plan)>;

    /// False: the plan keeps to the rule. Else adds branches, made of the one that the plan is of,
    /// that together hold all of that one's plans that keep to it, and not this plan.
    using Divide =
        std::function<bool(const Plan& plan, const Branch& branch, std::vector<Branch>& branches)>;

    struct Limits {
        std::size_t solves_max;
        std::uint64_t steps_max;
        /// Where these end before there is any plan: solves besides, each of a sixteenth of the
        /// steps, down one way of the tree after the other until there is one.
        std::size_t dives_max = 0;
        const Plan* known = nullptr;  ///< A plan that keeps to the rule, if there is one.
    };

    /// The plan is undecided if none was found that keeps to the rule before the tree or the steps
    /// ended. The problem's stock changes meanwhile, and is as before afterwards.
    ///
    /// Errors: those of `solve`.
    Status search(
        PlanProblem& problem,
        const Limits& limits,
        const Solve& solve,
        const Divide& divide,
        Plan& plan
    );

  private:
    /// What a search was called with.
    struct Search {
        PlanProblem& problem;
        const Solve& solve;
        const Divide& divide;
    };

    Status look_at(const Search& search, Branch branch, std::uint64_t steps_before);
    Status dive(const Search& search, const Limits& limits);
    Status solve_branch(const Search& search, const Branch& branch, std::uint64_t steps_before);
    void keep_best();
    std::int64_t short_of(const Plan& plan) const { return fills_first_ ? plan.short_units : 0; }
    void finish(bool is_partial, Plan& plan) const;

    std::vector<Branch> open_;  ///< A heap, the cheapest on top.
    std::vector<Branch> made_;  ///< Of the branch looked at last.
    std::uint64_t steps_ = 0;
    std::vector<Branch> unproven_;
    bool fills_first_ = false;  ///< Fewer units short are better, whatever they cost.
    Plan tried_;
    Plan best_;
};

}  // namespace earmark
