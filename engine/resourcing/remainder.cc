#include "engine/resourcing/remainder.h"

#include "engine/change.h"
#include "engine/network_holds.h"

#include <algorithm>
#include <array>

namespace earmark {

namespace {

std::string line_text(std::uint32_t line) {
    return "line " + std::to_string(line);
}

Outcome check_found(
    const ResourceRequest& request, const Remainder& remainder, std::string& detail
) {
    for (std::size_t index = 0; index < request.found.size(); ++index) {
        const FoundUnits& found = request.found[index];
        const auto before = request.found.first(index);
        const auto is_same = [&](const FoundUnits& other) { return other.line == found.line; };
        if (std::any_of(before.begin(), before.end(), is_same)) {
            detail = line_text(found.line) + " is named twice";
            return Outcome::repeated_line;
        }
        if (found.units < 0) {
            detail = found_expected(
                "units found of " + line_text(found.line), std::to_string(found.units), "0 or more"
            );
            return Outcome::bad_value;
        }
        const auto there =
            std::any_of(remainder.lines.begin(), remainder.lines.end(), [&](const auto& line) {
                return line.line == found.line && line.node == request.node;
            });
        if (there) continue;
        detail = line_text(found.line) + " is not in the reservation at that node";
        return Outcome::bad_value;
    }
    return Outcome::done;
}

/// What is missing of a line at the node; what was found stays allocated before it stays held.
Outcome note_missing(
    const ResourceRequest& request, std::size_t index, Remainder& remainder, std::string& detail
) {
    const AmendedLine& line = remainder.lines[index];
    const Units open = line.units.held + line.units.allocated;
    Units found = 0;
    for (const FoundUnits& each : request.found) {
        if (each.line == line.line) found = each.units;
    }
    if (found > open) {
        detail = found_expected(
            "units found of " + line_text(line.line),
            std::to_string(found),
            "at most " + std::to_string(open) + " that are to leave there"
        );
        return Outcome::more_than_there_is;
    }
    if (found == open) return Outcome::done;
    if (!line.part.kit.is_none()) {
        detail = line_text(line.line) + " holds parts of a kit: cancel it and source the kit anew";
        return Outcome::kits_not_planned;
    }
    if (line.day != kNoDay) {
        detail = line_text(line.line) + " is promised for a day: amend it";
        return Outcome::wrong_state;
    }
    const Units missing = open - found;
    const Units held = std::min(missing, line.units.held);
    remainder.missing.push_back({index, held, missing - held});
    remainder.asked.push_back({.line = line.line, .sku = line.sku, .quantity = missing});
    return Outcome::done;
}

/// The order as it was asked, but for the nodes that cannot ship it.
void ask_again(
    const Reservation& reservation, const ResourceRequest& request, Remainder& remainder
) {
    const OrderMemory& order = remainder.order;
    remainder.excluded.assign(order.excluded.begin(), order.excluded.end());
    remainder.excluded.insert(
        remainder.excluded.end(), order.declined.begin(), order.declined.end()
    );
    remainder.excluded.insert(
        remainder.excluded.end(), request.excluded_nodes.begin(), request.excluded_nodes.end()
    );
    remainder.excluded.push_back(request.node);
    const Filling as_asked = reservation.partial ? Filling::partial : Filling::all_or_nothing;
    remainder.request = {
        .mode = request.mode,
        .id = request.id,
        .lines = remainder.asked,
        .ship_to =
            {.country = order.country, .postal_code = order.postal_code, .location = order.location
            },
        .group = order.group,
        .allowed_nodes = order.allowed,
        .excluded_nodes = remainder.excluded,
        .shipments_max = order.shipments_max,
        .splitting = order.splitting,
        .filling = request.filling.value_or(as_asked),
        .split_penalty = order.split_penalty,
        .delivery = order.delivery,
        .segment = reservation.segment(),
        .ignore_safety = order.ignore_safety,
        .profile = order.profile,
        .residential = order.residential,
    };
}

constexpr std::array<std::int64_t, kQuantityScaleMax + 1> kPowersOfTen{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000
};

/// More than that of weight or volume is not added up, but rated as a shipment of its own.
constexpr std::int64_t kLoadMax = std::int64_t{1} << 50U;

/// Adds units of an item to what a shipment carries; false if the sum is too large.
bool add_units(const ItemFacts& facts, Units units, OpenShipment& shipment) {
    shipment.tags |= facts.tags;
    const std::int64_t parts = kPowersOfTen[facts.scale];
    if (parts > shipment.parts) {
        shipment.weight_g *= parts / shipment.parts;
        shipment.volume_cm3 *= parts / shipment.parts;
        shipment.parts = parts;
    }
    const Units finer = units * (shipment.parts / parts);
    const auto volume_cm3 = static_cast<std::int64_t>((facts.volume_mm3() + 999) / 1000);
    std::int64_t weight = 0;
    std::int64_t volume = 0;
    if (__builtin_mul_overflow(finer, std::int64_t{facts.weight_g}, &weight) ||
        __builtin_mul_overflow(finer, volume_cm3, &volume) ||
        __builtin_add_overflow(weight, shipment.weight_g, &shipment.weight_g) ||
        __builtin_add_overflow(volume, shipment.volume_cm3, &shipment.volume_cm3))
        return false;
    return shipment.weight_g <= kLoadMax && shipment.volume_cm3 <= kLoadMax;
}

/// Takes what is missing out of its line at the node. What will not be found elsewhere either has
/// been granted and is given back.
void release(AmendedLine& line, const ShortLine& missing, std::vector<PositionDelta>& deltas) {
    line.units.held -= missing.held;
    line.units.allocated -= missing.allocated;
    line.is_touched = true;
    deltas.push_back({
        .sku = line.sku,
        .node = line.node,
        .reserved = -missing.held,
        .allocated = -missing.allocated,
    });
}

/// The place of a line at a node, made if there is none.
AmendedLine& place_at(
    std::vector<AmendedLine>& lines, std::uint32_t number, SkuId sku, NodeId node
) {
    const auto there = std::find_if(lines.begin(), lines.end(), [&](const AmendedLine& line) {
        return line.line == number && line.sku == sku && line.node == node &&
               line.part.kit.is_none() && line.day == kNoDay;
    });
    if (there != lines.end()) return *there;
    lines.push_back({.line = number, .sku = sku, .node = node});
    return lines.back();
}

}  // namespace

Outcome find_remainder(
    const Reservation& reservation,
    const ResourceRequest& request,
    Remainder& remainder,
    std::string& detail
) {
    remainder.missing.clear();
    remainder.asked.clear();
    remainder.lsn = reservation.lsn;
    if (!reservation.detail || reservation.detail->order.empty()) {
        detail = "the reservation was made without sourcing: it remembers no order";
        return Outcome::wrong_state;
    }
    if (!decode_order(reservation.detail->order, remainder.order)) {
        detail = "the reservation remembers its order in a form of a later version";
        return Outcome::wrong_state;
    }
    if (reservation.is_finished()) {
        detail = "the reservation is " + std::string(to_string(reservation.state));
        return Outcome::wrong_state;
    }
    copy_lines(reservation, remainder.lines);
    remainder.leaving = reservation.detail->leaving;
    if (const Outcome bad = check_found(request, remainder, detail); bad != Outcome::done)
        return bad;
    for (std::size_t index = 0; index < remainder.lines.size(); ++index) {
        if (remainder.lines[index].node != request.node) continue;
        const Outcome bad = note_missing(request, index, remainder, detail);
        if (bad != Outcome::done) return bad;
    }
    if (remainder.missing.empty()) {
        detail = request.found.empty() ? "nothing of the order is to leave there any more"
                                       : "the node found all of the order that is to leave there";
        return Outcome::no_lines;
    }
    if (remainder.missing.size() > kOrderLinesMax) {
        detail = found_expected(
            "lines that are missing", std::to_string(remainder.missing.size()), "at most 1024"
        );
        return Outcome::too_many_lines;
    }
    ask_again(reservation, request, remainder);
    return Outcome::done;
}

void find_shipments(const ItemTable& items, NodeId short_node, Remainder& remainder) {
    remainder.open.clear();
    remainder.closed = 0;
    std::vector<NodeId> counted;
    for (const AmendedLine& line : remainder.lines) {
        if (is_group_place(line.node) || std::ranges::find(counted, line.node) != counted.end())
            continue;
        counted.push_back(line.node);
        OpenShipment shipment{.node = line.node};
        for (const Leaving& leaves : remainder.leaving)
            if (leaves.node == line.node) shipment.leaves_on = leaves.day;
        Units open = 0;
        Units shipped = 0;
        bool is_rated = line.node != short_node;
        for (const AmendedLine& other : remainder.lines) {
            if (other.node != line.node) continue;
            const Units units = other.units.held + other.units.allocated;
            open += units;
            shipped += other.units.shipped;
            if (is_rated) is_rated = add_units(items.facts(other.sku), units, shipment);
        }
        for (const ShortLine& missing : remainder.missing) {
            if (line.node == short_node) open -= missing.units();
        }
        if (open > 0 && is_rated) {
            remainder.open.push_back(shipment);
        } else if (open > 0 || shipped > 0) {
            ++remainder.closed;
        }
    }
}

Cancelled move_missing(
    const std::vector<Shipment>& shipments, Remainder& remainder, std::vector<PositionDelta>& deltas
) {
    deltas.clear();
    Cancelled cancelled;
    for (const ShortLine& missing : remainder.missing) {
        const AmendedLine source = remainder.lines[missing.index];
        release(remainder.lines[missing.index], missing, deltas);
        Units held = missing.held;
        Units allocated = missing.allocated;
        for (const Shipment& shipment : shipments) {
            for (const ShipmentLine& planned : shipment.lines) {
                if (planned.line != source.line) continue;
                AmendedLine& line =
                    place_at(remainder.lines, source.line, source.sku, shipment.node);
                const Units to_allocated = std::min(planned.quantity, allocated);
                const Units to_held = planned.quantity - to_allocated;
                EARMARK_CHECK(to_held <= held);
                held -= to_held;
                allocated -= to_allocated;
                line.is_touched = true;
                line.requested += planned.quantity;
                line.units.granted += planned.quantity;
                line.units.held += to_held;
                line.units.allocated += to_allocated;
                deltas.push_back({
                    .sku = source.sku,
                    .node = shipment.node,
                    .reserved = to_held,
                    .allocated = to_allocated,
                });
            }
        }
        const Units moved = missing.units() - held - allocated;
        remainder.lines[missing.index].requested -= moved;
        remainder.lines[missing.index].units.granted -= moved;
        cancelled.held += held;
        cancelled.allocated += allocated;
    }
    std::erase_if(remainder.lines, [](const AmendedLine& line) {
        return line.is_touched && line.units.granted == 0;
    });
    return cancelled;
}

}  // namespace earmark
