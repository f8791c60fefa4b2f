// The days of shipments in a joint plan that others turned out not to need.
#pragma once

#include "engine/joint/joint_state.h"

namespace earmark {

/// Lets each shipment leave on the earliest of the days with room on which it costs least: while
/// the plan was made days had prices, by which a later one may have been taken that now costs as
/// much. Costs no more than before.
void leave_early(const OrderBook& book, JointChoice& choice);

}  // namespace earmark
