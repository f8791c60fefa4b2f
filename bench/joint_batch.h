// Plans many waiting orders together, beside first come, first served on the same stock.
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>

namespace earmark::bench {

/// Plans the orders of joint_orders.h for a minute on two threads and prints a line. The plan is
/// checked against the stock: units of the orders' lines, no more than lie there, at its cost.
///
/// Returns: a row of the common form: percent above the proven bound, ratio = cost / its cost.
boost::json::object joint_batch_row(std::uint64_t seed);

}  // namespace earmark::bench
