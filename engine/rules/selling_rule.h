// SellingRule: what keeps stock from sale beyond the figure that a position carries itself: a
// safety stock rule or a stop, with what it is about, for whom, and when.
//
// Both are one kind of thing, for they are found alike: by item or category, by node, type of node
// or group, by segment and by delivery method, between two dates. Of the safety rules that apply to
// a position one wins; of stops any one suffices. An item that may be sold from a date on has a
// stop until then; one that may be sold up to a date has a stop from then on; a paused node has a
// stop.
//
// The order of specificity is that of DOMAIN 3, decided by the first of these that differs:
//   what      item, category, any
//   where     node, type of node, group, any
//   for whom  a segment, anyone
//   how       a delivery method, any
// then the lower rank. Rules of one form and rank are not let in while both would be in effect;
// where groups came to overlap later, the lower handle wins. A position's own safety figure, if it
// has one, is the rule of its item and node for anyone, and gives way to a named rule of that very
// form, so that one with dates can take its place for a while.
//
// A network safety is apart from this order: it is withheld once from a group, and not at each of
// its nodes. While it is in effect what the group is asked for counts the safety stock of its nodes
// as sellable, and whatever is taken at its nodes has to leave the figure. Of the network safeties
// of one group the most specific applies to an item; those of groups that share nodes do not add
// up: each group by itself keeps its own.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/strong_id.h"
#include "engine/change_log.h"
#include "engine/command.h"
#include "engine/inventory/segment_row.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace earmark {

enum class RuleEffect : std::uint8_t { safety, stop };

/// What a rule is about; what is not given is any. At least one is given.
struct RuleScope {
    SkuId sku{};
    std::string_view category{};  ///< Or an item, not both.
    NodeId node{};
    std::optional<NodeType> node_type{};
    GroupId group{};  ///< One of node, type and group at most.
    SegmentId segment{};
    std::uint8_t method = 0;  ///< One DeliveryMethod; 0 = any.
};

enum class RuleChange : std::uint8_t {
    put,  ///< Made, or replaced.
    remove,
};

/// What becomes of a rule, found by its name.
struct SellingRuleRow {
    RuleChange change = RuleChange::put;
    std::string_view name;
    RuleEffect effect = RuleEffect::safety;
    RuleScope scope{};
    std::uint16_t rank = 0;                    ///< Lower = stronger, among rules of one form.
    SegmentBasis basis = SegmentBasis::units;  ///< Percent: of on hand, rounded down.
    Units figure = 0;                          ///< Units, or hundredths of a percent.
    std::optional<Time> from{};                ///< Whole seconds; none = from now on.
    std::optional<Time> until{};
    bool network = false;  ///< Safety that is withheld once from the group; for anyone.
};

/// A rule as the engine keeps it.
struct SellingRule {
    std::string name;
    RuleEffect effect = RuleEffect::safety;
    SkuId sku;
    std::string category;
    std::uint32_t category_number = 0;  ///< Of the item table, of this process.
    NodeId node;
    std::optional<NodeType> node_type;
    GroupId group;
    bool network = false;  ///< Withheld once from the group.
    SegmentId segment;
    std::uint8_t method = 0;
    std::uint16_t rank = 0;
    SegmentBasis basis = SegmentBasis::units;
    Units figure = 0;
    std::uint32_t from_s = 0;  ///< Seconds since 1970; 0 = open.
    std::uint32_t until_s = 0;
    bool active = false;  ///< Its time has come.
    Lsn lsn = 0;          ///< Of its last change.

    /// Higher = more specific.
    std::uint8_t specificity() const {
        const unsigned what = !sku.is_none() ? 2U : category.empty() ? 0U : 1U;
        const unsigned where = !node.is_none() ? 3U : node_type ? 2U : !group.is_none() ? 1U : 0U;
        return static_cast<std::uint8_t>(
            what * 16U + where * 4U + (segment.is_none() ? 0U : 2U) + (method == 0 ? 0U : 1U)
        );
    }

    /// Of a rule of an item at a node, for anyone: what a position's own figure stands for.
    static constexpr std::uint8_t kPositionSpecificity = 2U * 16U + 3U * 4U;
};

/// A rule with its handle, in a report.
struct SellingRuleEntry {
    RuleId id;
    SellingRule rule;
};

}  // namespace earmark
