#include "engine/order_solver.h"

#include <algorithm>
#include <optional>

namespace earmark {

Status OrderSolver::solve(Plan& plan) {
    Status solved = Done{};
    if (candidates_.shared().empty() && !candidates_.has_network_items()) {
        solved = solver_.solve(candidates_.problem(), plan);
    } else {
        FindOverdraft find;
        if (candidates_.has_network_items())
            find = [this](const Plan& tried) { return candidates_.find_overdraft(tried); };
        solved = shared_solver_.solve(
            candidates_.problem(), candidates_.shared(), solver_, steps_left_, plan, find
        );
    }
    if (solved) steps_left_ -= std::min(steps_left_, plan.steps);
    return solved;
}

}  // namespace earmark
