#include "engine/resourcing/replan_capacity.h"

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

}  // namespace

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
