// What an order wants, and a node that may ship some of it, as its plan sees them.
#pragma once

#include "engine/assortment/order_parts.h"
#include "engine/command.h"
#include "engine/engine_state.h"
#include "engine/service_choices.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

/// Why a node that has stock is not a candidate.
enum class Standing : std::uint8_t { candidate, not_allowed, no_lane, too_late, no_capacity };

struct PlanLine {
    SkuId sku;
    SkuId kit{};                       ///< Itself, or of which it is a part.
    std::uint32_t set = 0;             ///< Of lines that travel together; 0 = one line or more.
    std::span<const KitPart> parts{};  ///< Of a kit that ships together, or of the set.
    Units quantity = 0;
    Units item_quantity = 0;    ///< Of all lines of the item together.
    Units ats_anywhere = 0;     ///< At all nodes that sell and ship.
    Units ats_allowed = 0;      ///< Of these, at nodes that the request allows.
    Units ats_reachable = 0;    ///< Of these, at candidates.
    Units ats_single_max = 0;   ///< The most at one candidate.
    Units ats_late = 0;         ///< At nodes that are none only because they are too late,
    Units late_single_max = 0;  ///< and the most at one of these.
    Units ats_no_lane = 0;  ///< At allowed nodes from which it does not get to the address at all,
    Units no_lane_single_max = 0;  ///< and the most at one of these.
    Units ats_of_nodes = 0;     ///< At as many candidates as it may ship from, if that is limited.
    Units ats_full = 0;         ///< What candidates have no room for on the day it could leave,
    Units full_single_max = 0;  ///< and the most that one of these has.
    Units ats_ruled_out = 0;    ///< At nodes that the request allows and sourcing rules do not,
    Units ruled_out_single_max = 0;  ///< and the most at one of these.
    bool is_squeezed = false;        ///< A candidate ships less of all lines together than it has.
    bool is_known = false;
    bool is_stopped = false;  ///< A stop keeps something of it from sale.
    std::uint32_t rows = 0;   ///< Lines of the order that it stands for,
    std::uint32_t asked = 0;  ///< and the first of them, as OrderRow has it.
    Units counts_as = 1;      ///< Units that one unit of it counts as.
    bool has_rivals = false;  ///< Other lines want of the same stock,
    bool is_crowded = false;  ///< of which there is less than all of them want.
};

/// Of the line's own item; lines that travel together have none.
inline ItemFacts own_facts(const EngineState& state, const PlanLine& line) {
    return line.set != 0 ? ItemFacts() : state.items.facts(line.sku);
}

/// What of which items one unit of a line takes: visit(sku, units).
template <typename Visit>
void visit_items(const PlanLine& line, const Visit& visit) {
    if (line.parts.empty()) visit(line.sku, Units{1});
    for (const KitPart& part : line.parts)
        visit(part.sku, part.quantity);
}

/// Units of items that leave with one unit of a line.
inline Units item_units(const PlanLine& line) {
    Units units = 0;
    visit_items(line, [&](SkuId, Units each) { units += each; });
    return units;
}

/// Of one smallest unit at a price per unit of measure of so many; rounded up to a micro.
inline std::int64_t per_smallest_unit(Micros price, std::int64_t units) {
    return units == 1 ? price : (price + units - 1) / units;
}

inline Asking asking_of(const SourceRequest& request) {
    return {request.segment, request.method, request.ignore_safety};
}

/// When what is collected or taken by a courier is ready, and what its being late costs.
struct Collection {
    Micros extra = 0;
    Day leaves_from = kNoDay;
    std::uint16_t days_late = 0;
};

struct Candidate {
    NodeId node;
    std::uint8_t zone = 0;
    bool is_collected = false;            ///< The store's own stock: nothing is shipped.
    std::uint32_t lane = 0;               ///< Of its own rates and the zone.
    const CourierRow* courier = nullptr;  ///< Who takes it, on the day of the order.
    Collection collection{};              ///< Of these.
    const Tariff* rates = nullptr;        ///< Of its own, for its zone; null: it has none.
    ServiceChoices::Range services{};     ///< Empty: it ships by its own tariff.
    /// Those that the plan may choose from, one tariff to it; empty where it has several.
    ServiceChoices::Range planned{};
    Micros load = 0;  ///< Where it goes by no service: for how full its day is.
};

/// A day on which a candidate's shipment may leave.
struct ShipDay {
    Day day = kNoDay;
    /// What the shipment then costs besides the problem. Does not fall from day to day.
    Micros extra = 0;

    friend bool operator==(const ShipDay&, const ShipDay&) = default;
};

/// Days on which one of a candidate's services leaves, at the same rates.
struct ServiceShipDays {
    std::uint32_t service = 0;    ///< Of the candidate's, by place.
    Day first = kNoDay;           ///< kNoDay: it says no dates.
    Micros lateness = 0;          ///< As it costs on the first of the days;
    std::uint16_t days_late = 0;  ///< so many.
    std::vector<ShipDay> days{};
    std::uint32_t departures = ServiceChoice::kAnyDay;  ///< As ServiceChoice says.
};

}  // namespace earmark
