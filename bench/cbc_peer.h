// CBC, a general solver of mixed-integer programs, on the same sourcing problems: to check our
// costs and to compare the time. It runs as a process of its own, from Debian's package coinor-cbc.
#pragma once

#include "engine/sourcing/plan_problem.h"

#include <cstdint>
#include <optional>
#include <string>

namespace earmark::bench {

struct CbcAnswer {
    enum class Kind { optimal, infeasible, gave_up } kind;
    std::int64_t cost = 0;  ///< As Plan::cost.
    std::int64_t short_units = 0;
    double seconds = 0;  ///< Of the process, its start and reading the problem included.
};

bool is_cbc_installed();

/// Solves the problem in a scratch folder of its own; nothing if the process could not be run.
///
/// Requires: the problem has no tariffs: a step is not a linear cost.
std::optional<CbcAnswer> solve_with_cbc(const PlanProblem& problem, double seconds_max);

}  // namespace earmark::bench
