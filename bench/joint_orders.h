// Seeded orders that wait together for stock that is short: what `joint_batch` plans.
#pragma once

#include "engine/joint/waiting_orders.h"

#include <cstddef>
#include <cstdint>

namespace earmark::bench {

struct JointShape {
    std::size_t orders = 10'000;
    std::size_t nodes = 500;
    std::size_t items = 5'000;
    std::size_t lines_max = 10;        ///< 1 to so many, each as likely; at most one an item.
    std::int64_t quantity_max = 3;     ///< Of a line.
    std::uint64_t stock_percent = 90;  ///< Of what all orders want of an item.
};

/// Orders and nodes lie on a map: ten distribution centres, the others stores. Of each item half of
/// the stock lies in up to three centres, half in stores, one to four units in each; few items are
/// wanted by many orders, many by few. Costs are as in OrderSource without a tariff; a unit left
/// out costs 15 to 60 by item. Lines may split and be filled in part.
///
/// Units: micros, whole cents.
WaitingOrders joint_orders(const JointShape& shape, std::uint64_t seed);

}  // namespace earmark::bench
