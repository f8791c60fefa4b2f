// Rating anew: what the shipments of past orders would have cost by other tariffs.
//
// Looked at are the reservations that source made and the engine still knows, ended ones too: their
// units that are held, ordered or shipped, node by node. Each shipment is rated twice, for the day
// it was to leave (of nodes with a capacity that of the plan; else the first that its services
// have, or the order's own where they say none): by the tariffs that are loaded, and by those with
// the given ones in their places on every day. Both times it goes by the cheapest service of its
// node that keeps the order's date; the nodes are those of the order. Items weigh and services pick
// up as they do today.
//
// Not rated: shipments with parts of kits, and those that no service of the node would take any
// more. What left before an order's address changed is rated to the new one.
#pragma once

#include "engine/command.h"
#include "engine/reply.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

inline constexpr std::size_t kRerateTariffsMax = 64;

struct RerateRequest {
    /// Of names that are loaded, each once; their days mean nothing. None of them is loaded.
    std::span<const TariffRow> tariffs{};
    Day since = kNoDay;        ///< Orders made on this day or later; none = from the first.
    Day until = kNoDay;        ///< And on this day or before.
    std::string_view after{};  ///< `next` of the page before; empty = from the first.
    std::uint32_t limit = kReservationsPageMax;  ///< Reservations looked at.
};

/// What a shipment costs.
struct RatedCost {
    bool is_rated = false;  ///< Else nothing below is said: it is not served any more.
    Micros cost = 0;
    std::uint64_t billed_g = 0;
    std::uint32_t parcels = 0;
    std::uint32_t step_g = 0;  ///< The tariff's step that one parcel is billed by; 0: several are.
    std::string tariff{};      ///< Empty of a node that ships for nothing.
    std::string service{};     ///< Empty of a node that ships by its own tariff.

    friend bool operator==(const RatedCost&, const RatedCost&) = default;
};

struct RatedShipment {
    std::string reservation;
    NodeId node;
    Day made = kNoDay;  ///< The order's.
    std::uint8_t zone = 0;
    std::uint64_t weight_g = 0;
    std::uint64_t volume_cm3 = 0;  ///< Rounded up for the shipment, as the weight is.
    RatedCost loaded;
    RatedCost proposed;
    bool goes_by_proposed = false;  ///< It was or would be rated by one of the given tariffs.
};

/// A page may be empty and not the last.
struct RerateReply {
    Outcome outcome = Outcome::done;
    std::string detail{};
    std::vector<RatedShipment> shipments{};
    std::uint64_t orders = 0;       ///< Made by sourcing, in the days asked, with units that count.
    std::uint64_t not_sourced = 0;  ///< Other reservations of these days.
    std::uint64_t with_kits = 0;    ///< Shipments that are not rated for their parts of kits.
    std::string next{};             ///< Where to go on; empty = that was all.
    Lsn lsn = 0;
};

}  // namespace earmark
