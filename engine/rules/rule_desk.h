// RuleDesk: rows about rules of selling, judged one by one against a working copy of the book, so
// that a row sees what the rows before it did.
#pragma once

#include "engine/engine_state.h"
#include "engine/judged_row.h"
#include "engine/rules/rule_change.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace earmark {

class RuleDesk {
  public:
    /// Holding the reference mutex, or for a draft that is never made: the state is only read.
    RuleDesk(const EngineState& state, Time now);

    /// Judges a row, and lets the working copy follow it.
    JudgedRow judge(const SellingRuleRow& row);

    /// The working copy.
    const RuleBook& book() const { return book_; }

    /// What changed since the last call.
    RuleChanges take_changes() { return std::exchange(changes_, {}); }

  private:
    std::optional<JudgedRow> bad_scope(const SellingRuleRow& row) const;
    std::optional<JudgedRow> find_clash(const SellingRule& made, RuleId id) const;
    JudgedRow put(const SellingRuleRow& row);
    JudgedRow remove(const SellingRuleRow& row);
    RuleId fresh_id();
    void follow(RuleId id, std::shared_ptr<const SellingRule> rule);
    bool overlap(const SellingRule& made, const SellingRule& other) const;
    bool share_a_node(const SellingRule& left, const SellingRule& right) const;

    /// Rules of one form and rank, about the same things: but for groups, which may share nodes.
    using Form = std::vector<std::uint32_t>;
    static Form form_of(const SellingRule& rule);

    const EngineState& state_;
    const Time now_;
    RuleBook book_;
    std::vector<RuleId> free_;  ///< Handles of rules that are gone; the lowest last.
    std::map<Form, std::vector<RuleId>> by_form_;
    RuleChanges changes_;
};

}  // namespace earmark
