// ReferenceData: nodes, groups, tariffs, zones and rules of selling: what changes rarely.
//
// One immutable version at a time. A change builds the next version and swaps it in whole; a reader
// takes the version of the moment and keeps it for its call. A part that did not change is shared
// between versions.
#pragma once

#include "engine/base/strong_id.h"
#include "engine/command.h"
#include "engine/conditions/sourcing_book.h"
#include "engine/profile/profile.h"
#include "engine/profile/scarcity.h"
#include "engine/reply.h"
#include "engine/rules/rule_index.h"
#include "engine/shipping/shipping_book.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// A point on the unit sphere, so that a distance is one scalar product.
struct SpherePoint {
    double x = 0;
    double y = 0;
    double z = 0;

    static SpherePoint of(Location location);

    /// The cosine of the angle between two points: larger is nearer.
    double nearness(const SpherePoint& other) const {
        return x * other.x + y * other.y + z * other.z;
    }

    /// Great-circle, by the mean radius of the earth.
    double kilometres_to(const SpherePoint& other) const;
};

struct Node : NodeView {
    std::optional<SpherePoint> point;
    Lsn lsn = 0;  ///< Of its last change.
};

/// What plans ask of each node of an order, in one cache line: they read hundreds, in any order.
struct NodeFacts {
    SpherePoint point;
    Micros handling_per_shipment = 0;
    Micros handling_per_line = 0;
    Micros handling_per_unit = 0;
    std::int32_t tariff = -1;   ///< Its index; -1 = none.
    std::uint32_t rank = 0;     ///< Its place among all by priority, then id.
    std::uint32_t charges = 0;  ///< The first node, from 0, with its tariff and handling costs.
    std::uint16_t origin = 0;   ///< The number of its postal prefix, if it has one.
    std::uint8_t methods = 0;   ///< By which it sells; none of a disabled node.
    bool has_point : 1 = false;
    bool has_origin : 1 = false;
    bool names_tariff : 1 = false;
};
static_assert(sizeof(NodeFacts) == 64);

/// By id: nodes[id - 1].
struct NodeDirectory {
    std::vector<std::shared_ptr<const Node>> nodes;
    std::map<std::string, NodeId, std::less<>> ids;
    std::vector<std::uint64_t> disabled;  ///< One bit per id.
    bool any_disabled = false;

    const Node* find(NodeId id) const {
        return id.is_none() || id.value() > nodes.size() ? nullptr : nodes[id.value() - 1].get();
    }
    bool is_disabled(NodeId id) const {
        // A position may be at a node that is newer than this version.
        return any_disabled && id.value() / 64 < disabled.size() &&
               ((disabled[id.value() / 64] >> (id.value() % 64)) & 1U) != 0;
    }
};

struct Group : GroupView {
    std::vector<std::uint64_t> member_bits;  ///< One bit per node id.
    Lsn lsn = 0;

    bool contains(NodeId id) const {
        const std::size_t word = id.value() / 64;
        return word < member_bits.size() && ((member_bits[word] >> (id.value() % 64)) & 1U) != 0;
    }
};

struct GroupTable {
    std::vector<std::shared_ptr<const Group>> groups;
    std::map<std::string, GroupId, std::less<>> ids;

    const Group* find(GroupId id) const {
        return id.is_none() || id.value() > groups.size() ? nullptr : groups[id.value() - 1].get();
    }
};

/// Rates by weight step and zone: one version of a tariff.
struct Tariff {
    struct Step {
        std::uint32_t weight_g_max = 0;
        std::vector<Micros> rates;  ///< By zone - 1; negative = not served.
    };

    std::string name;
    std::uint32_t dim_cm3_per_kg = 0;
    Micros surcharge_per_parcel = 0;
    std::vector<Step> steps;
    Day from = kNoDay;  ///< The first day on which it rates shipments; none = always.
    Lsn lsn = 0;

    std::size_t zones() const { return steps.empty() ? 0 : steps[0].rates.size(); }
    /// zone: from 1; 0 = none.
    bool serves(std::uint8_t zone) const {
        return zone != 0 && zone <= zones() && steps[0].rates[zone - 1U] >= 0;
    }
};

/// The versions of a tariff, by the days from which they rate: at least one.
struct DatedTariff {
    std::vector<std::shared_ptr<const Tariff>> versions;

    /// Null before the first.
    const Tariff* on(Day day) const {
        const Tariff* last = nullptr;
        for (const auto& version : versions)
            if (version->from <= day) last = version.get();
        return last;
    }
};

struct TariffTable {
    std::vector<DatedTariff> tariffs;
    std::map<std::string, std::uint32_t, std::less<>> indexes;
};

/// Zones by pairs of postal prefixes, and by distance where no pair says.
struct ZoneTable {
    std::size_t prefix_bytes = 0;
    std::map<std::string, std::uint16_t, std::less<>> prefixes;
    std::vector<std::vector<std::uint8_t>> zones;  ///< [destination][origin]; 0 = not said.
    std::vector<ZoneBand> bands;                   ///< Rising.
    std::vector<double> band_nearness;             ///< cos(miles_max / earth radius).
    Lsn lsn = 0;

    /// The number of a postal code's prefix; nothing if no pair names it.
    std::optional<std::uint16_t> prefix_of(std::string_view postal_code) const;

    /// 0 = no zone.
    std::uint8_t zone_by_distance(const SpherePoint& from, const SpherePoint& to) const;
};

class CapacityTable;
class ServiceRates;
class ServiceDates;

struct ReferenceData {
    std::shared_ptr<const NodeDirectory> nodes = std::make_shared<NodeDirectory>();
    std::shared_ptr<const GroupTable> groups = std::make_shared<GroupTable>();
    std::shared_ptr<const TariffTable> tariffs = std::make_shared<TariffTable>();
    std::shared_ptr<const ZoneTable> zones = std::make_shared<ZoneTable>();
    std::shared_ptr<const ProfileTable> profiles = std::make_shared<ProfileTable>();
    std::shared_ptr<const ScarcityTable> scarcity = std::make_shared<ScarcityTable>();

    std::shared_ptr<const RuleBook> rules = std::make_shared<RuleBook>();
    std::shared_ptr<const RuleIndex> rule_index;  ///< Of the live ones; null = none.

    std::shared_ptr<const ShippingBook> shipping = std::make_shared<ShippingBook>();
    std::shared_ptr<const ServiceRates> service_rates;  ///< Null: no node has a pickup.

    std::shared_ptr<const ServiceDates> service_dates;  ///< Null: no node says dates.

    std::shared_ptr<const CapacityTable> capacity;  ///< Null: no node has a limit.

    std::shared_ptr<const SourcingBook> sourcing = std::make_shared<SourcingBook>();
    std::shared_ptr<const SourcingIndex> sourcing_index;  ///< Null: there is no sourcing rule.

    std::vector<NodeFacts> node_facts;  ///< By node id - 1.

    /// Requires: the node is of this version.
    const NodeFacts& facts_of(NodeId id) const { return node_facts[id.value() - 1]; }
    /// Null of a node that is newer.
    const NodeFacts* find_facts(NodeId id) const {
        return id.is_none() || id.value() > node_facts.size() ? nullptr : &facts_of(id);
    }

    /// The zone of an address from a node, by the number of its postal prefix and its point if it
    /// has them; 0 = none.
    std::uint8_t zone_of(
        const NodeFacts& node,
        std::optional<std::uint16_t> destination,
        const std::optional<SpherePoint>& point
    ) const;

    /// Fills the table, the index and the rates above. Call after the parts were set.
    void connect();
};

}  // namespace earmark
