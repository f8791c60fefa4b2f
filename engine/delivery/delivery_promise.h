// Promises of delivery: by which day items could be at an address, and what that would cost: of
// each by itself (a page of a shop), and of all of them together (a cart).
//
// An offer is a plan of source() that could be held at that moment: the earliest is the plan of
// least cost among those that are there first, the cheapest the one of least cost, whenever it
// arrives. Nothing is held: to order one, source with its delivery day as need_by. An item leaves
// whole from one node, as a line of an order does.
//
// What stock is short of now is told with the day from which so many may be promised by a node that
// may ship it there.
#pragma once

#include "engine/command.h"
#include "engine/reply.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

inline constexpr std::size_t kDeliveryItemsMax = 1'000;  ///< Of one question.

struct WantedItem {
    SkuId sku;
    Units quantity = 1;
};

struct DeliveryRequest {
    std::span<const WantedItem> items;
    ShipTo ship_to;
    bool residential = false;           ///< People live at the address: carriers may ask for that.
    GroupId group{};                    ///< Only nodes of this group, if given.
    SegmentId segment{};                ///< For whom; none = no segment.
    bool as_cart = false;               ///< Whether all of them together are asked for, too.
    std::string_view customer_class{};  ///< Who buys: sourcing rules look at it.
    /// As of a SourceRequest: nodes, and groups as places.
    std::span<const NodeId> allowed_nodes{};
    std::span<const NodeId> excluded_nodes{};
    std::span<const NodeId> preferred_nodes{};
    Micros preference = 0;
};

/// Of the shipments of a plan together.
struct DeliveryOffer {
    Day delivery_day = kNoDay;  ///< On which the last arrives; kNoDay = one of them says no day.
    std::uint16_t window_from_minute = 0;  ///< Of one shipment that says so: local to the address;
    std::uint16_t window_until_minute = 0;
    Time order_by{};  ///< The last moment of ordering for that day, if it is said.
    Micros cost = 0;  ///< Transport and handling, and what leaving from there costs besides.
    std::uint32_t shipments = 0;
    NodeId node{};  ///< Of the first,
    std::string service{};

    friend bool operator==(const DeliveryOffer&, const DeliveryOffer&) = default;
};

/// Of an item, or of the cart.
struct DeliveryAnswer {
    Outcome outcome = Outcome::done;                   ///< As source() answers.
    UnfilledReason reason = UnfilledReason::no_stock;  ///< Of cannot_source: of what it is,
    std::uint32_t short_item = 0;                      ///< and its place in the question.
    Units ats = 0;  ///< What could be had of it, all nodes together.
    /// From when so many of it may be promised by nodes that may ship it; kNoDay = not known.
    Day in_stock_from = kNoDay;
    std::optional<DeliveryOffer> earliest{};  ///< Nothing where no plan says a day.
    std::optional<DeliveryOffer> cheapest{};

    friend bool operator==(const DeliveryAnswer&, const DeliveryAnswer&) = default;
};

struct DeliveryReply {
    Outcome outcome = Outcome::done;
    std::string detail;
    std::vector<DeliveryAnswer> items;  ///< As asked, one each.
    std::optional<DeliveryAnswer> cart{};
};

}  // namespace earmark
