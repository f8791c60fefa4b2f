// The stages of joint planning, whatever form the orders came in: see joint_planner.h.
#pragma once

#include "engine/joint/joint_state.h"

namespace earmark {

/// Prices, repair, improvement. A best plan that is there is made better.
void run_joint_search(JointState& state);

/// Cost, bound, prices and counts; not the shipments.
void write_joint_figures(const JointState& state, JointPlan& plan);

}  // namespace earmark
