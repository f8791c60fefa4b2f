// SourcingBook and SourcingIndex: the sourcing rules, and which nodes each of them means.
//
// Both are parts of the reference data: one immutable version at a time. Without rules the index is
// null, and an order pays for one look at it.
#pragma once

#include "engine/change_log.h"
#include "engine/conditions/sourcing_rule.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace earmark {

struct GroupTable;

struct SourcingBook {
    std::map<std::string, SourcingRule, std::less<>> rules;  ///< By name.
    Lsn lsn = 0;                                             ///< Of its last change.
};

class SourcingIndex {
  public:
    struct Entry {
        const SourcingRule* rule = nullptr;
        std::vector<std::uint64_t> node_bits;  ///< Of its nodes and its groups' members, by id.

        bool names(NodeId node) const {
            const std::size_t word = node.value() / 64;
            return word < node_bits.size() && ((node_bits[word] >> (node.value() % 64)) & 1U) != 0;
        }
        /// Whether a line that meets the rule may not leave the node.
        bool rules_out(NodeId node) const {
            return keeps_nodes(rule->effect) &&
                   names(node) == (rule->effect == SourcingEffect::exclude);
        }
    };

    /// The index of these parts; null if there is no rule. `before` is used again if it is of them.
    static std::shared_ptr<const SourcingIndex> of(
        const std::shared_ptr<const SourcingIndex>& before,
        const std::shared_ptr<const SourcingBook>& book,
        const std::shared_ptr<const GroupTable>& groups
    );

    /// By name of the rule.
    const std::vector<Entry>& entries() const { return entries_; }

  private:
    std::shared_ptr<const SourcingBook> book_;
    std::shared_ptr<const GroupTable> groups_;
    std::vector<Entry> entries_;
};

/// Two rules, or one, that leave no node to what meets them, in effect on the same day: of the same
/// conditions and at least one of them `only`, or both `only` and one's conditions cover the
/// other's.
struct SourcingConflict {
    const SourcingRule* rule = nullptr;
    const SourcingRule* other = nullptr;  ///< Null: it leaves none by itself.
    Day day = kNoDay;  ///< The first, today or later, on which both are in effect.
};

/// The first conflict that concerns the named rule; `rule` is null if there is none. Rules that
/// have ended by today are in none.
SourcingConflict find_conflict(const SourcingIndex& index, const SourcingRule& rule, Day today);

}  // namespace earmark
