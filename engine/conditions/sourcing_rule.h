// A sourcing rule: nodes that may not ship, alone may ship, or are to ship rather than others, what
// meets its conditions; or into how many parts an order may fall that does, and whether it may fall
// short.
//
// Conditions are about the order, the item and the days; each that is given has to hold, and of a
// list one entry is enough. A rule without conditions holds for every line of every order.
//
// A rule owns its texts: there are few, and they change rarely.
#pragma once

#include "engine/base/day.h"
#include "engine/base/strong_id.h"
#include "engine/limits.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace earmark {

enum class SourcingEffect : std::uint8_t {
    exclude,  ///< Its nodes ship no line that meets the rule.
    only,     ///< No other nodes ship a line that meets it.
    prefer,   ///< A shipment of any other node costs `penalty`. Has no conditions on items.
    // Of whole orders, and of no nodes: of conditions on items, one line that meets them is enough.
    most_shipments,       ///< No more shipments than `shipments_most`.
    keep_whole,           ///< None of its lines is split.
    most_nodes_per_line,  ///< None of its lines ships from more nodes than `nodes_per_line_most`.
    ship_complete,        ///< All of it, or nothing.
};

/// Whether it says from which nodes a line may leave.
constexpr bool keeps_nodes(SourcingEffect effect) {
    return effect == SourcingEffect::exclude || effect == SourcingEffect::only;
}
/// Whether it says into how many parts an order may fall, or that it may not fall short.
constexpr bool limits_orders(SourcingEffect effect) {
    return effect >= SourcingEffect::most_shipments;
}

inline constexpr std::uint32_t kShipmentsOfRuleMax = 1'000;
inline constexpr std::uint32_t kNodesPerLineOfRuleMax = 1'000;

/// Who lives at the address.
enum class AddressKind : std::uint8_t { any, residential, business };

/// Found by its name.
struct SourcingRule {
    std::string name;
    SourcingEffect effect = SourcingEffect::exclude;
    std::vector<NodeId> nodes{};    ///< Rising; these
    std::vector<GroupId> groups{};  ///< and those of these groups together. Rising.
    Day from = kNoDay;              ///< The days, UTC, on which orders are sourced; kNoDay = open.
    Day until = kNoDay;             ///< The last of them.

    // Of the order. Empty, 0 and `any` hold for all.
    std::vector<std::string> countries{};  ///< Where it goes, as orders write them.
    std::vector<std::string> postal_prefixes{};
    std::vector<std::string> customer_classes{};
    std::uint8_t methods = 0;  ///< Bits, as of nodes.
    AddressKind address = AddressKind::any;
    /// What is sourced of all its items together, in units of measure; 0 = no limit.
    std::int64_t units_least = 0;
    std::int64_t units_most = 0;
    Micros value_least = 0;  ///< Likewise what its items are worth by their own value.
    Micros value_most = 0;

    // Of the item, or of what a kit consists of.
    std::vector<std::string> attributes{};
    std::vector<std::string> categories{};
    std::vector<SkuId> skus{};  ///< Rising.

    Micros penalty = 0;                ///< Per shipment; of `prefer`.
    std::uint32_t shipments_most = 0;  ///< Of `most_shipments`: 1 to kShipmentsOfRuleMax.
    /// Of `most_nodes_per_line`: 1 to kNodesPerLineOfRuleMax.
    std::uint32_t nodes_per_line_most = 0;

    /// Whether it says no more than which orders.
    bool is_of_whole_orders() const {
        return attributes.empty() && categories.empty() && skus.empty();
    }
    bool is_in_effect(Day day) const {
        return (from == kNoDay || from <= day) && (until == kNoDay || day <= until);
    }
    /// Whether each order and line that meets one of the two meets the other, too, dates aside.
    bool has_conditions_of(const SourcingRule& other) const;
    /// True only if what meets the other meets this one, too, dates aside. Each condition is looked
    /// at by itself: of a category and the items in it this is not said.
    bool covers(const SourcingRule& other) const;

    friend bool operator==(const SourcingRule&, const SourcingRule&) = default;
};

enum class SourcingRuleChange : std::uint8_t { put, remove };

/// Of a removal only the name is read.
struct SourcingRuleRow {
    SourcingRuleChange change = SourcingRuleChange::put;
    SourcingRule rule{};

    friend bool operator==(const SourcingRuleRow&, const SourcingRuleRow&) = default;
};

std::string_view to_string(SourcingEffect effect);
std::string_view to_string(AddressKind kind);

}  // namespace earmark
