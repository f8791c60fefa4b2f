#include "engine/resourcing/replan_capacity.h"

#include <algorithm>

namespace earmark {

namespace {

Units units_of(const AmendedLine& line) {
    return line.units.held + line.units.allocated + line.units.shipped;
}

/// Of what the node is to ship, or has, what was there before.
Units units_staying(const Replanned& order, NodeId node) {
    Units units = 0;
    for (const AmendedLine& line : order.lines)
        if (line.node == node) units += units_of(line);
    for (const Shipment& shipment : order.shipments) {
        if (shipment.node != node) continue;
        for (const ShipmentLine& line : shipment.lines)
            units -= line.quantity;
    }
    return units;
}

void find_lines_loads(
    std::span<const AmendedLine> lines,
    std::span<const Leaving> leaving,
    std::vector<CapacityLoad>& loads
) {
    std::vector<CapacityLine> counted;
    counted.reserve(lines.size());
    for (const AmendedLine& line : lines)
        counted.push_back({line.line, line.node, units_of(line)});
    find_loads(leaving, counted, loads);
}

}  // namespace

void find_freed_days(
    std::span<const AmendedLine> before,
    std::span<const AmendedLine> after,
    std::span<const Leaving> leaving,
    std::vector<CapacityLoad>& freed
) {
    freed.clear();
    if (leaving.empty()) return;
    find_lines_loads(before, leaving, freed);
    std::vector<CapacityLoad> stays;
    find_lines_loads(after, leaving, stays);
    for (const CapacityLoad& staying : stays) {
        const auto load = std::ranges::find(freed, staying.node, &CapacityLoad::node);
        if (load == freed.end()) continue;
        for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
            load->figures[unit] = std::max<Units>(0, load->figures[unit] - staying.figures[unit]);
    }
}

bool take_capacity(
    const EngineState& state,
    const Replanned& order,
    Time now,
    std::vector<Leaving>& leaving,
    CapacityStep& capacity
) {
    const CapacityTable* limits = state.reference.current().capacity.get();
    if (limits == nullptr && leaving.empty()) return true;
    std::erase_if(leaving, [&](const Leaving& leaves) {
        return units_staying(order, leaves.node) <= 0;
    });
    add_leaving(limits, order.shipments, order.method, now, leaving);
    capacity.before(order.known);
    if (!leaving.empty()) {
        std::vector<CapacityLine> lines;
        lines.reserve(order.lines.size());
        for (const AmendedLine& line : order.lines)
            lines.push_back({line.line, line.node, units_of(line)});
        capacity.after(leaving, lines);
    }
    return capacity.take(limits);
}

}  // namespace earmark
