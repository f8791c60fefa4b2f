#include "engine/resourcing/shipments_so_far.h"

#include "engine/capacity/capacity_step.h"
#include "engine/network_holds.h"

#include <algorithm>
#include <array>

namespace earmark {

namespace {

constexpr std::array<std::int64_t, kQuantityScaleMax + 1> kPowersOfTen{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000
};

/// More grams or cubic millimetres, times parts, are not added up, but rated as a shipment of its
/// own.
constexpr std::int64_t kGramsMax = std::int64_t{1} << 50U;
constexpr std::int64_t kVolumeMax = std::int64_t{1} << 60U;

/// Adds units of an item to what a shipment carries; false if the sum is too large.
bool add_units(const ItemFacts& facts, Units units, OpenShipment& shipment) {
    shipment.tags |= facts.tags;
    const std::int64_t parts = kPowersOfTen[facts.scale];
    if (parts > shipment.parts) {
        const std::int64_t times = parts / shipment.parts;
        if (__builtin_mul_overflow(shipment.weight_g, times, &shipment.weight_g) ||
            __builtin_mul_overflow(shipment.volume_mm3, times, &shipment.volume_mm3))
            return false;
        shipment.parts = parts;
    }
    const Units finer = units * (shipment.parts / parts);
    const auto volume_mm3 = static_cast<std::int64_t>(facts.volume_mm3());
    std::int64_t weight = 0;
    std::int64_t volume = 0;
    if (__builtin_mul_overflow(finer, std::int64_t{facts.weight_g}, &weight) ||
        __builtin_mul_overflow(finer, volume_mm3, &volume) ||
        __builtin_add_overflow(weight, shipment.weight_g, &shipment.weight_g) ||
        __builtin_add_overflow(volume, shipment.volume_mm3, &shipment.volume_mm3))
        return false;
    return shipment.weight_g <= kGramsMax && shipment.volume_mm3 <= kVolumeMax;
}

Units units_staying(
    std::span<const AmendedLine> lines, std::span<const Units> less, std::size_t index
) {
    const LineUnits& units = lines[index].units;
    const Units gone = index < less.size() ? less[index] : 0;
    return units.held + units.allocated + units.shipped - gone;
}

/// What the shipments take of their days; of no day where that is not counted.
void find_staying_loads(
    std::span<const AmendedLine> lines,
    std::span<const Units> less,
    std::span<const Leaving> leaving,
    std::vector<CapacityLoad>& loads
) {
    std::vector<Leaving> all(leaving.begin(), leaving.end());
    std::vector<CapacityLine> counted;
    counted.reserve(lines.size());
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const NodeId node = lines[index].node;
        const Units units = units_staying(lines, less, index);
        counted.push_back({lines[index].line, node, std::max<Units>(units, 0)});
        if (std::ranges::find(all, node, &Leaving::node) == all.end())
            all.push_back({node, kNoDay, 0});
    }
    find_loads(all, counted, loads);
}

void find_placed(
    std::span<const AmendedLine> lines, std::span<const Units> less, std::vector<PlacedLine>& placed
) {
    placed.clear();
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const AmendedLine& line = lines[index];
        const Units units = units_staying(lines, less, index);
        if (units > 0 && !is_group_place(line.node)) placed.push_back({line.line, line.node});
    }
}

/// Of kits as many as their parts make; the parts are told beside them.
void add_kit(
    std::span<const AmendedLine> lines,
    const AmendedLine& part,
    Units units,
    std::vector<StayingUnits>& staying
) {
    staying.push_back({part.sku, part.part.kit, 0});
    const auto first = std::ranges::find_if(lines, [&](const AmendedLine& line) {
        return line.line == part.line && line.part.kit == part.part.kit;
    });
    if (first->sku == part.sku)
        staying.push_back({part.part.kit, SkuId(), units / std::max<Units>(1, part.part.per_kit)});
}

}  // namespace

void add_staying(
    std::span<const AmendedLine> lines,
    std::span<const Units> less,
    std::vector<StayingUnits>& staying
) {
    for (std::size_t index = 0; index < lines.size(); ++index) {
        const AmendedLine& line = lines[index];
        const Units units = units_staying(lines, less, index);
        if (units <= 0) continue;
        if (line.part.kit.is_none()) {
            staying.push_back({line.sku, SkuId(), units});
        } else {
            add_kit(lines, line, units, staying);
        }
    }
}

void find_shipments(
    const ItemTable& items,
    std::span<const AmendedLine> lines,
    std::span<const Units> less,
    std::span<const Leaving> leaving,
    NodeId closed_node,
    ShipmentsSoFar& so_far
) {
    so_far.open.clear();
    so_far.closed = 0;
    find_placed(lines, less, so_far.placed);
    so_far.staying.clear();
    add_staying(lines, less, so_far.staying);
    std::vector<CapacityLoad> loads;
    find_staying_loads(lines, less, leaving, loads);
    std::vector<NodeId> counted;
    for (const AmendedLine& line : lines) {
        if (is_group_place(line.node) || std::ranges::find(counted, line.node) != counted.end())
            continue;
        counted.push_back(line.node);
        OpenShipment shipment{.node = line.node};
        for (const CapacityLoad& load : loads) {
            if (load.node != line.node) continue;
            shipment.leaves_on = load.day;
            shipment.load = load.figures;
        }
        Units open = 0;
        Units shipped = 0;
        bool is_rated = line.node != closed_node;
        for (std::size_t index = 0; index < lines.size(); ++index) {
            const AmendedLine& other = lines[index];
            if (other.node != line.node) continue;
            Units units = other.units.held + other.units.allocated;
            if (index < less.size()) units -= less[index];
            open += units;
            shipped += other.units.shipped;
            if (units > 0) shipment.lines.push_back(other.line);
            if (is_rated && units > 0)
                is_rated = add_units(items.facts(other.sku), units, shipment);
        }
        // What has left travels apart from what is yet to leave.
        if (shipped > 0) ++so_far.closed;
        if (open == 0) continue;
        if (is_rated) {
            so_far.open.push_back(std::move(shipment));
        } else {
            ++so_far.closed;
        }
    }
}

}  // namespace earmark
