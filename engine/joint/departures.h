// When shipments of waiting orders may leave the nodes, and what there is room for then.
#pragma once

#include <cstdint>
#include <vector>

namespace earmark {

/// What a limit counts of each shipment.
enum class RoomOf : std::uint8_t { shipments, lines, units };

/// What may still leave a node on a day, of all orders together.
struct DayRoom {
    RoomOf of = RoomOf::shipments;
    std::int64_t most = 0;
};

/// A day on which a shipment may leave a node.
struct Departure {
    std::int64_t extra = 0;              ///< What the shipment then costs besides.
    std::vector<std::uint32_t> rooms{};  ///< That it takes of; none: any number may leave.
};

/// Of a node, in the order in which first come, first served takes them while there is room: extras
/// do not fall.
using Departures = std::vector<Departure>;

}  // namespace earmark
