#include "engine/joint_quotes.h"

#include "engine/backorders/taken_backorders.h"
#include "engine/capacity/capacity_step.h"
#include "engine/order_candidates.h"

#include <algorithm>
#include <tuple>

namespace earmark {

void JointQuotes::add(
    const EngineState& state, const SourceRequest& request, const SourceReply& plan, Time now
) {
    std::vector<CapacityLine> lines;
    for (const Shipment& shipment : plan.shipments) {
        for (const ShipmentLine& line : shipment.lines) {
            lines.push_back({line.line, shipment.node, line.quantity});
            units_[line.sku.value()][shipment.node.value()] += line.quantity;
        }
    }
    // What its backorders have confirmed was not there for others: it is nothing that they lose.
    for (const UnitsOfOrder& own : only_for(state, request)) {
        const auto taken = units_.find(own.sku.value());
        if (taken == units_.end()) continue;
        Units& units = taken->second[own.node.value()];
        units = std::max<Units>(0, units - own.units);
    }
    const CapacityTable* limits = state.reference.current().capacity.get();
    if (limits == nullptr) return;
    std::vector<Leaving> leaving;
    add_leaving(limits, plan.shipments, asking_of(request).method, now, leaving);
    loads_.clear();
    find_loads(leaving, lines, loads_);
    std::ranges::for_each(loads_, [this](const CapacityLoad& load) { add_day(load); });
}

void JointQuotes::add_day(const CapacityLoad& load) {
    const auto key = [](const CapacityLoad& each) {
        return std::tuple(each.node, each.day, each.method);
    };
    auto at = std::ranges::lower_bound(days_, key(load), {}, key);
    if (at == days_.end() || key(*at) != key(load)) {
        days_.insert(at, load);
        return;
    }
    for (std::size_t unit = 0; unit < kCapacityUnits; ++unit)
        at->figures[unit] += load.figures[unit];
}

std::span<const StockIf> JointQuotes::stock_of(const OrderRows& rows) {
    stock_.clear();
    const auto add_item = [&](SkuId sku) {
        const auto known = units_.find(sku.value());
        if (known == units_.end()) return;
        const auto is_added = [&](const StockIf& row) { return row.sku == sku; };
        if (std::ranges::any_of(stock_, is_added)) return;
        for (const auto& [node, units] : known->second)
            if (units > 0) stock_.push_back({sku, NodeId(node), StockIfChange::add, -units});
    };
    for (const OrderRow& row : rows.rows)
        add_item(row.sku);
    for (const KitPart& part : rows.parts)
        add_item(part.sku);
    return stock_;
}

}  // namespace earmark
