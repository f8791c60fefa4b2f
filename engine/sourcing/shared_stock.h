// Sources one order whose lines share stock in more ways than PlanProblem::item can tell: a unit of
// one line may take several units of a thing of which a unit of another line takes one, and lines
// may take of several things at once. So do kits and loose units of the same parts. Nodes may share
// stock as well: what groups hold or keep of an item may be at any of them. And what a node has
// room for is a thing of which kits take several units (RoomSolver).
//
// The best plan is found by a tree of problems in which nothing is shared (PlanTree): of a plan
// that takes too much of something at least one of the lines that take it ships fewer units from
// its node in every good plan. Each of these lines makes a branch.
//
// Refused: shared stock within PlanSolver's searches. Orders in which it is short are few, their
// trees are small, and the searches keep the bounds they have.
#pragma once

#include "engine/base/result.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/plan_tree.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace earmark {

/// A thing of which several lines take.
struct SharedStock {
    struct Taker {
        std::uint32_t line;
        std::int64_t per_unit;  ///< Of the thing, in one unit of the line.
    };
    std::vector<Taker> takers;        ///< Each line once.
    std::vector<std::int64_t> stock;  ///< By node.
};

/// What a plan takes too much of.
struct Overdraft {
    struct Taker {
        std::uint32_t node;
        std::uint32_t line;
        std::int64_t per_unit = 1;  ///< Of the thing, in one unit of the line.
        std::int64_t units = 0;
    };
    std::vector<Taker> takers;
    std::int64_t stock = 0;   ///< All of them together may take so much in any plan,
    std::int64_t excess = 0;  ///< and take more by this.
};

/// Finds one in a plan; nothing: there is none.
using FindOverdraft = std::function<std::optional<Overdraft>(const Plan& plan)>;

/// What else a plan may take too much of, and a plan that does not.
struct OverdraftCheck {
    FindOverdraft find{};
    std::uint64_t steps_of_unit = 0;  ///< What a look counts as, for each entry of the plan.
    const Plan* known = nullptr;      ///< Null: none is known.
};

class SharedStockSolver {
  public:
    /// Enough for nearly all orders; where it does not do, the plan is not proven.
    static constexpr std::size_t kSolvesMax = 512;

    /// Solves a problem in which nothing is shared, after so many steps of the whole.
    using Solve =
        std::function<Status(const PlanProblem& problem, std::uint64_t steps_before, Plan& plan)>;

    /// Where these end before there is a plan: as in PlanTree::Limits.
    static constexpr std::size_t kDivesMax = 64;

    /// The best plan of the problem with the shared stock, and whatever else is found too much of.
    /// Takes steps until `steps_max` are used.
    ///
    /// The plan is undecided if no plan was found that keeps to the stock before the tree or the
    /// steps ended. The problem is as before afterwards.
    ///
    /// Errors: those of `solve`.
    Status solve(
        PlanProblem& problem,
        const std::vector<SharedStock>& shared,
        const Solve& solve,
        std::uint64_t steps_max,
        Plan& plan,
        const OverdraftCheck& check = {}
    );

  private:
    using Branch = PlanTree::Branch;

    std::optional<Overdraft> overdraft(const PlanProblem& problem, const Plan& plan) const;
    static void leave_needed(Overdraft& over);
    static void divide(
        const PlanProblem& problem,
        const Branch& branch,
        Overdraft& over,
        std::vector<Branch>& branches
    );

    const std::vector<SharedStock>* shared_ = nullptr;
    PlanTree tree_;
};

}  // namespace earmark
