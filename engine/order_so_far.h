// What an order has already when more of it is planned.
#pragma once

#include "engine/base/day.h"
#include "engine/base/strong_id.h"
#include "engine/capacity/capacity_uses.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

namespace earmark {

/// A shipment that the order has, which may carry more: what it carries by now.
struct OpenShipment {
    NodeId node;
    std::int64_t weight_g = 0;    ///< Times `parts`.
    std::int64_t volume_mm3 = 0;  ///< Likewise.
    std::int64_t parts = 1;       ///< A power of ten: items may be sold by fractions of a unit.
    std::uint64_t tags = 0;       ///< What its goods are: ItemFacts::tags.
    std::vector<std::uint32_t> lines{};  ///< Of the order, by number.
    Day leaves_on = kNoDay;              ///< Its day, where that is counted,
    CapacityFigures load{};              ///< and what it takes of it, or would.
};

/// What an order that is planned anew has itself of an item at a node, and may keep or move.
struct OwnStock {
    SkuId sku;
    NodeId node;
    Units units = 0;
};

/// A node that ships some of a line of the order already.
struct PlacedLine {
    std::uint32_t line = 0;
    NodeId node;

    friend auto operator<=>(const PlacedLine&, const PlacedLine&) = default;
};

/// Units of the order that are not planned, whatever became of them.
struct StayingUnits {
    SkuId sku;
    SkuId kit;        ///< Whose part it is; none = none's.
    Units units = 0;  ///< 0 of a part: kits are counted. Less than 0: so many of it will not stay.
};

/// A shipment that is planned already, of a node whose days are limited: it leaves on the first day
/// from `day` to `last` that has room for it.
struct PlannedDay {
    NodeId node;
    Day day = kNoDay;
    CapacityFigures need{};
    Day last = kDayMax;
};

/// What the order has besides what is planned.
struct OrderSoFar {
    std::span<const OpenShipment> open{};
    std::size_t closed = 0;  ///< Shipments that count, and carry nothing more.
    /// Each item and node once. Besides what may be sold there: a node that is closed ships nothing
    /// of it, nor one that the request does not allow; stops do not concern it.
    std::span<const OwnStock> own{};
    bool only_own = false;  ///< The order keeps to what it has: no rule limits its parts.
    /// What it has of its nodes' days, and may keep or move: room besides what is left of them.
    std::span<const CapacityLoad> own_days{};
    /// These nodes count towards the most of their lines, and may ship more of them. Each once.
    std::span<const PlacedLine> placed{};
    /// Where these lines may not split, more of them leaves from their nodes here, or from none.
    std::span<const PlacedLine> anchored{};
    /// What the order comes to contains them, and rules about whole orders see them.
    std::span<const StayingUnits> staying{};
    bool leaves_confirmed = false;  ///< As if its backorders had nothing confirmed.
    std::span<const PlannedDay> planned_days{};
};

}  // namespace earmark
