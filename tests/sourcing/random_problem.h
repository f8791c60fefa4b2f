// Random orders for tests: every mix of features, small numbers so that ties and limits are common.
#pragma once

#include "engine/sourcing/plan.h"
#include "engine/sourcing/plan_problem.h"

#include <cstdint>
#include <random>
#include <string>

namespace earmark {

struct ProblemMix {
    std::size_t lines_max = 4;
    std::size_t nodes_max = 5;
    std::int64_t quantity_max = 3;
    bool may_split = true;
    bool may_cap = true;
    bool may_limit_shipments = true;
    /// Units of half of the problems take one to three of what is limited.
    bool may_weigh_units = false;
    bool may_be_partial = true;
    bool may_have_tariffs = true;
    bool may_have_line_costs = true;
    bool may_share_stock = false;
    /// Some nodes of problems with tariffs ship by several of them.
    bool may_have_choices = false;
    /// Lines ship from a few nodes at most, some of which do not count.
    bool limits_line_nodes = false;
    /// Half of the problems: costs of a few sizes only, so that many plans cost the same.
    bool may_have_few_costs = true;
};

using Random = std::mt19937_64;

/// Uniform in [least, most], the same on every platform.
std::int64_t draw(Random& random, std::int64_t least, std::int64_t most);

PlanProblem random_problem(Random& random, const ProblemMix& mix);

/// Of EARMARK_SEED, or a fixed one; printed, so that a failure can be repeated.
std::uint64_t test_seed();

/// The problem as a person can read it, for failure messages.
std::string described(const PlanProblem& problem);
std::string described(const Plan& plan);

}  // namespace earmark
