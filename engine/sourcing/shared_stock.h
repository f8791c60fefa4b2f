// Sources one order whose lines share stock in more ways than PlanProblem::item can tell: a unit of
// one line may take several units of a thing of which a unit of another line takes one, and lines
// may take of several things at once. So do kits and loose units of the same parts.
//
// The problem is solved as if nothing were shared. A plan that then takes no more than there is of
// anything is the best of all, since every plan of the order is one of those looked at. A plan that
// takes too much at some node tells what every good plan does: at least one of the lines that take
// it there ships fewer units from there. For each of these lines the problem is solved again with
// fewer units of it at that node, and so on: a tree, searched best first, whose leaves together
// hold every plan that keeps to the stock. What is proven of each leaf is proven of the whole.
//
// Refused: shared stock within PlanSolver's searches. Orders in which it is short are few, their
// trees are small, and the searches keep the bounds they have.
#pragma once

#include "engine/base/result.h"
#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"
#include "engine/sourcing/plan_solver.h"

#include <cstddef>
#include <cstdint>
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
    std::vector<Taker> takers;        ///< Each line once; none with PlanProblem::item shared.
    std::vector<std::int64_t> stock;  ///< By node: no line alone could take more of it there.
};

class SharedStockSolver {
  public:
    /// Enough for nearly all orders; where it does not do, the plan is not proven.
    static constexpr std::size_t kSolvesMax = 512;

    /// Like PlanSolver::solve, with the shared stock. Takes steps until `steps_max` are used.
    ///
    /// The plan is undecided if no plan was found that keeps to the stock before the tree or the
    /// steps ended. The problem is as before afterwards.
    Status solve(
        PlanProblem& problem,
        const std::vector<SharedStock>& shared,
        PlanSolver& solver,
        std::uint64_t steps_max,
        Plan& plan
    );

  private:
    /// Fewer units of a line at a node, by the place in PlanProblem::stock.
    using Cut = std::pair<std::size_t, std::int64_t>;

    struct Branch {
        std::int64_t short_units = 0;  ///< Of every plan of the branch at least.
        std::int64_t cost = 0;         ///< Of every plan with as few units short at least.
        std::vector<Cut> cuts;
    };

    /// What a plan takes too much of, and where.
    struct Overdraft {
        const SharedStock* of;
        std::uint32_t node;
        std::int64_t excess;
        std::vector<std::pair<SharedStock::Taker, std::int64_t>> takers;  ///< With their units.
    };

    static bool is_cheaper(const Branch& branch, const Branch& other);
    Status solve_branch(PlanProblem& problem, const Branch& branch, PlanSolver& solver);
    std::optional<Overdraft> overdraft(const PlanProblem& problem) const;
    static void leave_needed(Overdraft& over);
    void divide(const PlanProblem& problem, const Branch& branch, Overdraft& over);
    void keep_best();
    std::int64_t short_of(const Plan& plan) const { return fills_first_ ? plan.short_units : 0; }
    void finish(bool is_partial, std::uint64_t steps, Plan& plan) const;

    const std::vector<SharedStock>* shared_ = nullptr;
    std::vector<Branch> open_;  ///< A heap, the cheapest on top.
    std::vector<Branch> unproven_;
    bool fills_first_ = false;  ///< Fewer units short are better, whatever they cost.
    Plan tried_;
    Plan best_;
};

}  // namespace earmark
