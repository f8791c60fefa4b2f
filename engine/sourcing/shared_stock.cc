#include "engine/sourcing/shared_stock.h"

#include "engine/base/check.h"

#include <algorithm>
#include <tuple>

namespace earmark {

Status SharedStockSolver::solve(
    PlanProblem& problem,
    const std::vector<SharedStock>& shared,
    const Solve& solve,
    std::uint64_t steps_max,
    Plan& plan,
    const OverdraftCheck& check
) {
    shared_ = &shared;
    const PlanTree::Limits limits{
        .solves_max = kSolvesMax,
        .steps_max = steps_max,
        .dives_max = kDivesMax,
        .known = check.known
    };
    return tree_.search(
        problem,
        limits,
        [&](const Branch&, std::uint64_t steps_before, Plan& tried) {
            Status solved = solve(problem, steps_before, tried);
            tried.steps += check.steps_of_unit * tried.shipments.size();
            return solved;
        },
        [&](const Plan& tried, const Branch& branch, std::vector<Branch>& branches) {
            auto over = overdraft(problem, tried);
            if (!over && check.find) over = check.find(tried);
            if (over) divide(problem, branch, *over, branches);
            return over.has_value();
        },
        plan
    );
}

/// The first overdraft of the plan, in the order of things and nodes.
std::optional<Overdraft> SharedStockSolver::overdraft(const PlanProblem& problem, const Plan& plan)
    const {
    std::vector<std::int64_t> taken;
    for (const SharedStock& shared : *shared_) {
        taken.assign(problem.node_count, 0);
        for (const PlannedUnits& planned : plan.shipments) {
            for (const SharedStock::Taker& taker : shared.takers) {
                if (taker.line == planned.line)
                    taken[planned.node] += taker.per_unit * planned.units;
            }
        }
        for (std::uint32_t node = 0; node < taken.size(); ++node) {
            if (taken[node] <= shared.stock[node]) continue;
            Overdraft over{
                .takers = {},
                .stock = shared.stock[node],
                .excess = taken[node] - shared.stock[node]
            };
            for (const PlannedUnits& planned : plan.shipments) {
                if (planned.node != node) continue;
                for (const SharedStock::Taker& taker : shared.takers) {
                    if (taker.line == planned.line)
                        over.takers.push_back({node, taker.line, taker.per_unit, planned.units});
                }
            }
            return over;
        }
    }
    return std::nullopt;
}

/// Leaves out takers without which the rest still takes too much: then each one that is left, less
/// what is too much, is still something.
void SharedStockSolver::leave_needed(Overdraft& over) {
    const auto taken_by = [](const Overdraft::Taker& taker) {
        return taker.per_unit * taker.units;
    };
    std::ranges::sort(over.takers, {}, [&](const Overdraft::Taker& taker) {
        return std::tuple(taken_by(taker), taker.line, taker.node);
    });
    std::erase_if(over.takers, [&](const Overdraft::Taker& taker) {
        if (over.excess - taken_by(taker) <= 0) return false;
        over.excess -= taken_by(taker);
        return true;
    });
}

/// Every plan that keeps to the stock is in one of the branches, and the plan at hand is in none.
/// With x units of each taker i, x' = x - d of it where all d together are less than what is too
/// much: either some taker but the last ships less than its x', or all ship at least that, and the
/// last no more than they leave. The d are large, so that a few levels of the tree are enough.
void SharedStockSolver::divide(
    const PlanProblem& problem, const Branch& branch, Overdraft& over, std::vector<Branch>& branches
) {
    leave_needed(over);
    const auto count = static_cast<std::int64_t>(over.takers.size());
    EARMARK_CHECK(count > 0);
    std::int64_t left = over.stock;
    for (std::int64_t index = 0; index < count; ++index) {
        const Overdraft::Taker& taker = over.takers[static_cast<std::size_t>(index)];
        const std::int64_t less = over.excess / (count * taker.per_unit);
        const bool is_last = index + 1 == count;
        const std::int64_t most = is_last ? left / taker.per_unit : taker.units - less - 1;
        EARMARK_CHECK(most >= 0 && most < taker.units);
        left -= taker.per_unit * (taker.units - less);
        Branch& made = branches.emplace_back(branch);
        made.cuts.emplace_back(taker.node * problem.line_count + taker.line, most);
    }
}

}  // namespace earmark
