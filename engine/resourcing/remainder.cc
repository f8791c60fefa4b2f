#include "engine/resourcing/remainder.h"

#include "engine/change.h"
#include "engine/resourcing/order_rewrite.h"
#include "engine/resourcing/whole_sets.h"

#include <algorithm>

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
    remainder.excluded.clear();
    remainder.excluded.insert(
        remainder.excluded.end(), request.excluded_nodes.begin(), request.excluded_nodes.end()
    );
    remainder.excluded.push_back(request.node);
    const Filling as_asked = reservation.partial ? Filling::partial : Filling::all_or_nothing;
    remainder.request = request_of(remainder.order, remainder.excluded);
    remainder.request.mode = request.mode;
    remainder.request.id = request.id;
    remainder.request.lines = remainder.asked;
    remainder.request.filling = request.filling.value_or(as_asked);
    remainder.request.segment = reservation.segment();
}

Outcome check_sets(const Remainder& remainder, std::string& detail) {
    if (remainder.order.together.empty()) return Outcome::done;
    std::vector<Units> staying;
    staying.reserve(remainder.lines.size());
    for (const AmendedLine& line : remainder.lines)
        staying.push_back(line.units.held + line.units.allocated);
    for (const ShortLine& missing : remainder.missing)
        staying[missing.index] -= missing.units();
    return check_whole_sets(
        remainder.order.together, remainder.asked, remainder.lines, staying, detail
    );
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
    const Outcome unknown = recall_order(reservation, remainder.order, detail);
    if (unknown != Outcome::done) return unknown;
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
    return check_sets(remainder, detail);
}

void find_shipments(const ItemTable& items, NodeId short_node, Remainder& remainder) {
    std::vector<Units> leaving(remainder.lines.size(), 0);
    for (const ShortLine& missing : remainder.missing)
        leaving[missing.index] = missing.units();
    find_shipments(
        items, remainder.lines, leaving, remainder.leaving, short_node, remainder.so_far
    );
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
