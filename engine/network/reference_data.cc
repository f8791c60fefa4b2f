#include "engine/network/reference_data.h"

#include "engine/network/service_dates.h"
#include "engine/network/service_rates.h"
#include "engine/shipping/capacity_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <tuple>
#include <utility>

namespace earmark {

SpherePoint SpherePoint::of(Location location) {
    constexpr double kRadiansPerE6 = std::numbers::pi / 180.0 / 1e6;
    const double latitude = location.latitude_e6 * kRadiansPerE6;
    const double longitude = location.longitude_e6 * kRadiansPerE6;
    return {
        std::cos(latitude) * std::cos(longitude),
        std::cos(latitude) * std::sin(longitude),
        std::sin(latitude)
    };
}

double SpherePoint::kilometres_to(const SpherePoint& other) const {
    constexpr double kEarthRadiusKm = 6371.0088;  // IUGG mean radius.
    return std::acos(std::clamp(nearness(other), -1.0, 1.0)) * kEarthRadiusKm;
}

std::optional<std::uint16_t> ZoneTable::prefix_of(std::string_view postal_code) const {
    if (prefix_bytes == 0 || postal_code.size() < prefix_bytes) return std::nullopt;
    const auto found = prefixes.find(postal_code.substr(0, prefix_bytes));
    if (found == prefixes.end()) return std::nullopt;
    return found->second;
}

std::uint8_t ZoneTable::zone_by_distance(const SpherePoint& from, const SpherePoint& to) const {
    const double nearness = from.nearness(to);
    // All are counted: which is the first cannot be foreseen, and they are few.
    std::size_t nearer = 0;
    for (const double least : band_nearness)
        nearer += nearness < least ? 1 : 0;
    return nearer < bands.size() ? bands[nearer].zone : std::uint8_t{0};
}

std::uint8_t ReferenceData::zone_of(
    const NodeFacts& node,
    std::optional<std::uint16_t> destination,
    const std::optional<SpherePoint>& point
) const {
    if (destination && *destination < zones->zones.size()) {
        const auto& row = zones->zones[*destination];
        if (node.has_origin && node.origin < row.size()) {
            const std::uint8_t zone = row[node.origin];
            if (zone != 0) return zone;
        }
    }
    if (point && node.has_point) return zones->zone_by_distance(node.point, *point);
    return 0;
}

void ReferenceData::connect() {
    rule_index = RuleIndex::of(rule_index, rules, groups);
    sourcing_index = SourcingIndex::of(sourcing_index, sourcing, groups);
    service_rates = ServiceRates::of(service_rates, shipping, tariffs);
    service_dates = ServiceDates::of(service_dates, shipping, *nodes);
    capacity = CapacityTable::of(capacity, shipping);
    const std::size_t count = nodes->nodes.size();
    constexpr std::int32_t kNamesNone = -2;
    node_facts.assign(count, {});
    std::map<std::tuple<std::int32_t, Micros, Micros, Micros>, std::uint32_t> first_with;
    for (std::size_t index = 0; index < count; ++index) {
        const Node* node = nodes->nodes[index].get();
        if (node == nullptr) continue;
        NodeFacts& facts = node_facts[index];
        facts.handling_per_shipment = node->handling_per_shipment;
        facts.handling_per_line = node->handling_per_line;
        facts.handling_per_unit = node->handling_per_unit;
        facts.names_tariff = !node->tariff.empty();
        const auto tariff = tariffs->indexes.find(node->tariff);
        if (tariff != tariffs->indexes.end())
            facts.tariff = static_cast<std::int32_t>(tariff->second);
        const auto origin = zones->prefix_of(node->postal_code);
        facts.has_origin = origin.has_value();
        facts.origin = origin.value_or(0);
        if (node->enabled) facts.methods = node->methods;
        facts.has_point = node->point.has_value();
        if (facts.has_point) facts.point = *node->point;
        const std::tuple charges(
            facts.names_tariff ? facts.tariff : kNamesNone,
            facts.handling_per_shipment,
            facts.handling_per_line,
            facts.handling_per_unit
        );
        facts.charges =
            first_with.emplace(charges, static_cast<std::uint32_t>(index)).first->second;
    }
    std::vector<std::uint32_t> by_priority(count);
    std::iota(by_priority.begin(), by_priority.end(), 0U);
    const auto priority_of = [&](std::uint32_t index) {
        const Node* node = nodes->nodes[index].get();
        return node == nullptr ? std::uint16_t{0} : node->priority;
    };
    std::sort(by_priority.begin(), by_priority.end(), [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(priority_of(a), a) < std::pair(priority_of(b), b);
    });
    for (std::uint32_t rank = 0; rank < count; ++rank)
        node_facts[by_priority[rank]].rank = rank;
}

}  // namespace earmark
