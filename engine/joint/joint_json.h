// `earmark plan --joint`: many orders under shared stock and capacity in, one plan out; one JSON
// object a line.
//
//     in:  {"id", "stock": [node][sku], "capacity": null | [by node: most units, or null],
//           "orders": [{"sku": [by line: index], "qty": [by line], "fixed": [by node], "unit":
//           [node][line], "max_splits": null | most nodes that may ship, "short_cost": [by line,
//           per unit]}, ...]}
//     out: {"id", "cost", "lower_bound", "ship": [[order, node, line, units], ...], "short_units",
//           "micros"}
//
// cost = fixed of each node that ships anything of an order + unit x units + short_cost x units
// short. Lines may split, every order may be filled in part. All numbers are whole and not
// negative, indices count from 0. Every key must be there; others are ignored. The id may be
// anything and comes back as it was. No plan costs less than lower_bound. "micros" is the time that
// planning took. With `prices`, {"prices": [[node, sku, price], ...], "capacity_prices": [[node,
// price], ...]} follow: what one more unit there would save, about.
//
// A line that does not mean a problem gives {"id", "error"} and the others go on.
#pragma once

#include "engine/joint/joint_planner.h"

#include <istream>
#include <ostream>

namespace earmark {

struct JointRunOptions {
    JointOptions planning;
    double seconds_max = 0;  ///< For each problem, about; 0: as long as the steps last.
    bool prices = false;
    bool progress = false;  ///< On `errors`, for what takes longer than two seconds.
};

/// Answers every line of `in` on `out`; says on `errors` if lines were wrong.
///
/// Returns: the exit code: 0, or 2 if any line was wrong.
int run_joint_plan(
    std::istream& in, std::ostream& out, std::ostream& errors, const JointRunOptions& options
);

}  // namespace earmark
