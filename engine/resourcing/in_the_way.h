// What of a changed order is in the way of what is added to it, and is then planned anew.
//
// A line that may not split has a node, and what is added to it may leave from there alone; a
// shipment has a day, and what joins it leaves on that. They are loosened for it a step at a time,
// lines before days.
#pragma once

#include "engine/order_so_far.h"
#include "engine/reply.h"
#include "engine/resourcing/order_change.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// Each step has what the ones before have, too.
enum class InTheWay : std::uint8_t {
    unfilled_lines,  ///< Of lines that may not split, those that were left unfilled.
    whole_lines,     ///< All lines of which some is added and that may not split.
    full_days,       ///< And all that leaves from nodes whose days are limited.
};
inline constexpr std::array kInTheWay{
    InTheWay::unfilled_lines, InTheWay::whole_lines, InTheWay::full_days
};

/// Of lines of which some is loose, where their other units stay.
void find_anchors(const OrderChange& change, std::vector<PlacedLine>& anchors);

/// Loosens it, in a change of which nothing is planned yet. is_whole: lines may not split.
/// unfilled: what the last plan left out. Returns the number of places at which units became loose.
std::size_t loosen_more(
    InTheWay what, bool is_whole, std::span<const UnfilledLine> unfilled, OrderChange& change
);

}  // namespace earmark
