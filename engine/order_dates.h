// OrderDates: when one order, placed at its moment, would leave each node by each service, when it
// would arrive, and what that is worth to it.
//
// Steps that all services of a node share are taken once a node. What misses the day by which the
// order needs its goods is out; so is what says no date, where one is needed. A service that says
// no date is never late.
//
// What is shipped to a store is handed out there: it counts as delivered on the first day of its
// hours on or after that on which it arrives, or when it arrives if the store has none.
#pragma once

#include "engine/network/reference_data.h"
#include "engine/network/service_dates.h"
#include "engine/shipping/delivery_dates.h"

#include <cstdint>
#include <optional>

namespace earmark {

class OrderDates {
  public:
    /// An order placed at `ordered`, whose shipments go to a store if one is given. `dates`
    /// outlives the questions about it.
    void start(const ServiceDates* dates, const DeliveryWish& wish, Time ordered, NodeId store);

    /// When a shipment leaves, how many days after the wish it arrives, and what that costs.
    struct Dispatch {
        Day shipped = kNoDay;  ///< kNoDay: the service says no dates.
        std::uint16_t days_late = 0;
        Micros lateness = 0;
    };
    /// Of a shipment that leaves on `from` or later; nothing if it must not go by the service,
    /// because it would miss the need-by day or never leave.
    std::optional<Dispatch> dispatch(
        NodeId node, std::uint32_t service, std::uint8_t zone, Day from
    );

    /// Likewise of goods that are collected at the node, ready on `from` or later.
    std::optional<Dispatch> collect(NodeId node, Day from) const;
    ShipmentDates of_collection(NodeId node, Day from) const;

    /// Likewise of goods that a courier of the node delivers on the day of the order: nothing on a
    /// day on which the node does not work, nor from the courier's cut-off on.
    std::optional<Dispatch> deliver_today(NodeId node, std::uint16_t cutoff_minute) const;
    ShipmentDates of_today(NodeId node, std::uint16_t cutoff_minute) const;

    /// For the reply; nothing said if the service says no dates. It leaves on `from` or later.
    ShipmentDates of(NodeId node, std::uint32_t service, std::uint8_t zone, Day from = kNoDay)
        const;

  private:
    struct Days {
        std::optional<Day> shipped{};  ///< Nothing: it never leaves.
        std::optional<Day> delivered{};
    };

    std::optional<Day> ready_day(NodeId node, Day from) const;
    std::optional<Dispatch> dispatch_of(Day shipped, Day delivered) const;

    /// Whether a service says when what it takes to the zone arrives.
    bool are_said(NodeId node, std::uint32_t service, std::uint8_t zone) const;
    Days days(
        NodeId node, std::uint32_t service, std::uint8_t zone, std::optional<Time> ready, Day from
    ) const;

    const ServiceDates* dates_ = nullptr;
    DeliveryWish wish_;
    Time ordered_{};
    const WorkingDays* store_days_ = nullptr;  ///< Null: what arrives is there at once.
    NodeId node_;                              ///< Which was asked about last,
    std::optional<Time> ready_;                ///< and when its parcel would be ready.
};

}  // namespace earmark
