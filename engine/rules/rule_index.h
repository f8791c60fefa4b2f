// RuleBook and RuleIndex: the rules of selling, and how a position finds those in effect for it.
//
// Both are parts of the reference data: one immutable version at a time. The index is built when a
// version is made and holds live rules only, so that a reader of an engine without any pays for
// one look at a null pointer, and an item that none concerns for three look-ups.
#pragma once

#include "engine/inventory/position.h"
#include "engine/rules/selling_rule.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace earmark {

struct Group;
struct GroupTable;
struct Node;
struct NodeDirectory;

/// By id: rules[id - 1]; null = gone.
struct RuleBook {
    std::vector<std::shared_ptr<const SellingRule>> rules;
    std::map<std::string, RuleId, std::less<>> ids;

    const SellingRule* find(RuleId id) const {
        return id.is_none() || id.value() > rules.size() ? nullptr : rules[id.value() - 1].get();
    }

    /// When the next rule begins or ends, in seconds since 1970.
    std::int64_t next_event_s = std::numeric_limits<std::int64_t>::max();

    /// A rule becomes so, or with null goes, unless what is there is newer.
    void set(RuleId id, Lsn lsn, std::shared_ptr<const SellingRule> rule);

    /// Call after the last set().
    void find_next_event();
};

/// What the rules make of a position.
struct RuleVerdict {
    Units safety = 0;
    RuleId safety_rule;  ///< None: the position's own figure.
    RuleId stop;         ///< None: may be sold.
};

class RuleIndex {
  public:
    /// The index of these parts; null if no rule is live. `before` is used again if it is of them.
    static std::shared_ptr<const RuleIndex> of(
        const std::shared_ptr<const RuleIndex>& before,
        const std::shared_ptr<const RuleBook>& book,
        const std::shared_ptr<const GroupTable>& groups
    );

    /// Whether any group keeps a network safety of anything.
    static bool has_network(const std::shared_ptr<const RuleIndex>& index) {
        return index != nullptr && index->has_network_;
    }

    struct LiveRule {
        RuleId id;
        std::uint16_t rank = 0;
        std::uint8_t specificity = 0;
        std::uint8_t method = 0;
        std::int8_t node_type = -1;  ///< -1 = any.
        SegmentBasis basis = SegmentBasis::units;
        SegmentId segment;
        const Group* group = nullptr;
        GroupId group_id;
        Units figure = 0;

        Units units_of(Units on_hand) const {
            return basis == SegmentBasis::percent ? on_hand * figure / kHundredPercent : figure;
        }
    };

  private:
    friend class RuleWalk;

    /// The strongest first.
    struct Rules {
        std::vector<LiveRule> safety;
        std::vector<LiveRule> stops;
        std::vector<LiveRule> network;  ///< Safety that is withheld once from a group.
    };

    /// Of an item, of a category, or of any item.
    struct RulesOf {
        Rules wide;  ///< Those that name no node.
        boost::unordered_flat_map<std::uint32_t, Rules> at_node;
    };

    void add(RuleId id, const SellingRule& rule);
    void sort();

    std::shared_ptr<const RuleBook> book_;
    std::shared_ptr<const GroupTable> groups_;  ///< Whose groups the rules point at.
    boost::unordered_flat_map<std::uint32_t, RulesOf> of_item_;
    boost::unordered_flat_map<std::uint32_t, RulesOf> of_category_;
    RulesOf of_any_;
    bool has_categories_ = false;
    bool has_network_ = false;
};

/// The rules that may concern an item, for one who asks.
class RuleWalk {
  public:
    RuleWalk() = default;
    /// category: called only if some rule names one.
    template <typename Category>
    RuleWalk(
        const RuleIndex* index,
        SkuId sku,
        SegmentId segment,
        std::uint8_t method,
        const Category& category
    )
        : segment_(segment), method_(method) {
        if (index == nullptr) return;
        any_ = &index->of_any_;
        item_ = find(index->of_item_, sku.value());
        if (index->has_categories_) category_ = find(index->of_category_, category());
        if (!index->has_network_) return;
        for (const RulesOf* of : {item_, category_, any_})
            has_network_ = has_network_ || (of != nullptr && !of->wide.network.empty());
    }

    bool empty() const { return any_ == nullptr; }

    RuleVerdict at(const Position& position, const NodeDirectory& nodes) const;

    /// Whether a group keeps a network safety of the item.
    bool has_network() const { return has_network_; }

    /// visit(rule): the network safeties of the item, the strongest of each group first.
    template <typename Visit>
    void visit_network(const Visit& visit) const {
        if (!has_network_) return;
        for (const RulesOf* of : {item_, category_, any_}) {
            if (of == nullptr) continue;
            for (const LiveRule& rule : of->wide.network)
                visit(rule);
        }
    }

    /// The rule whose network safety the group keeps; null if it keeps none.
    const RuleIndex::LiveRule* network_rule(GroupId group) const;

  private:
    using RulesOf = RuleIndex::RulesOf;
    using LiveRule = RuleIndex::LiveRule;

    template <typename Map>
    static const RulesOf* find(const Map& map, std::uint32_t key) {
        const auto found = map.find(key);
        return found == map.end() ? nullptr : &found->second;
    }

    const LiveRule* first(
        const std::vector<LiveRule>& rules, NodeId node, const NodeDirectory& nodes
    ) const;
    const LiveRule* safety_rule(const Position& position, const NodeDirectory& nodes) const;
    const LiveRule* stop(NodeId node, const NodeDirectory& nodes) const;

    const RulesOf* item_ = nullptr;
    const RulesOf* category_ = nullptr;
    const RulesOf* any_ = nullptr;
    SegmentId segment_;
    std::uint8_t method_ = 0;
    bool has_network_ = false;
};

}  // namespace earmark
