// Planning orders of a book one by one: at prices, with what is left.
#pragma once

#include "engine/joint/departure_choice.h"
#include "engine/joint/order_book.h"
#include "engine/sourcing/plan_solver.h"
#include "engine/sourcing/shared_stock.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace earmark {

/// Solves a problem some of whose lines share stock, if any is given. The problem is as before
/// afterwards.
///
/// Errors: those of check_problem.
Status solve_sharing(
    PlanSolver& solver,
    SharedStockSolver& sharing_solver,
    const std::vector<SharedStock>& shared,
    PlanProblem& problem,
    Plan& plan
);

/// Plans orders of a book by themselves; keeps its buffers.
///
/// Thread: one at a time; make one a thread.
class BookSolver {
  public:
    explicit BookSolver(const OrderBook& book, std::uint64_t steps_max)
        : book_(&book), departures_(book), solver_(steps_max) {}

    struct Answer {
        std::vector<PlannedUnits> plan;  ///< As OrderBook names its nodes.
        std::int64_t bound = 0;          ///< No plan costs less at these prices; scaled.
        std::uint64_t steps = 0;
    };

    /// The best plan at these prices, each line taking of all that is left: lines of one item, and
    /// those that share items, may take the same units.
    void relaxed(
        std::size_t index, const JointPrices& prices, const JointStock& left, Answer& answer
    );

    /// A plan that what is left can serve.
    void fitting(std::size_t index, const JointPrices& prices, JointStock& left, Answer& answer);

  private:
    void solve(std::size_t index, Answer& answer);
    bool limit_repeated(std::size_t index, const JointStock& left, const Answer& answer);

    const OrderBook* book_;
    DepartureChoice departures_;
    PlanSolver solver_;
    SharedStockSolver sharing_solver_;
    std::vector<SharedStock> shared_;
    PlanProblem problem_;
    Plan plan_;
};

}  // namespace earmark
