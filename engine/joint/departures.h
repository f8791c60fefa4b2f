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

/// The rooms that a shipment takes of which leaves a node on a day.
using DayRooms = std::vector<std::uint32_t>;

/// A day on which a shipment may leave a node.
struct Departure {
    static constexpr std::uint32_t kAnyNumber = ~std::uint32_t{0};

    std::int64_t extra = 0;          ///< What the shipment then costs besides.
    std::uint32_t day = kAnyNumber;  ///< Index of its DayRooms; kAnyNumber: it has none.
    std::uint32_t date = 0;          ///< Earlier days have lower ones.
};

/// Of a node, in the order in which first come, first served takes them while there is room: extras
/// do not fall.
using Departures = std::vector<Departure>;

}  // namespace earmark
