// What the stages of joint planning hand to one another.
#pragma once

#include "engine/joint/book_solver.h"
#include "engine/joint/joint_planner.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace earmark {

/// A plan of each order, as its book names nodes, and what they leave.
struct JointChoice {
    std::vector<std::vector<PlannedUnits>> plans;
    JointStock left;
    std::int64_t cost = std::numeric_limits<std::int64_t>::max();  ///< Scaled.
};

struct JointState {
    JointState(const OrderBook& of, const JointOptions& by)
        : book(of), options(by), prices(of.no_prices()), wishes(of.count()) {}

    const OrderBook& book;
    const JointOptions& options;
    JointPrices prices;                      ///< Those of the highest bound so far.
    std::vector<BookSolver::Answer> wishes;  ///< What each order would take at `prices`.
    std::int64_t bound = 0;                  ///< Scaled.
    JointChoice best;
    std::uint64_t rounds = 0;
    std::uint64_t trials = 0;
    std::uint64_t steps = 0;

    /// In the problem's money, where costs are whole.
    std::int64_t lower_bound() const { return (bound + book.scale() - 1) / book.scale(); }
    std::int64_t cost() const { return best.cost / book.scale(); }
    bool is_proven() const { return lower_bound() >= cost(); }
    bool has_many() const { return book.count() >= options.many_orders; }
    double time_spent() const { return options.time_spent ? options.time_spent() : 0.0; }
    void tell() const {
        if (options.on_progress) options.on_progress({rounds, trials, cost(), lower_bound()});
    }
};

/// One search may take no longer: its bound is good all the same.
inline constexpr std::uint64_t kJointSearchSteps = 4'000'000;

}  // namespace earmark
