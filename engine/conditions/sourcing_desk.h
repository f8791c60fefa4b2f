// SourcingDesk: rows of sourcing rules, judged against a working copy of the book, so that rules of
// one request are weighed together.
#pragma once

#include "engine/conditions/sourcing_book.h"
#include "engine/engine_state.h"
#include "engine/judged_row.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace earmark {

class SourcingDesk {
  public:
    /// Of the rules of `reference`; both outlive it.
    SourcingDesk(const EngineState& state, const ReferenceData& reference, Day today)
        : state_(state), reference_(reference), today_(today), book_(*reference.sourcing) {}

    /// Judges a row by itself, brings its lists into order, and lets the working copy follow it if
    /// it is good.
    JudgedRow judge(SourcingRuleRow& row);

    /// After all rows: why a rule that was put contradicts others of the working copy.
    std::optional<JudgedRow> find_contradiction(const SourcingRule& rule);

    /// The working copy.
    const SourcingBook& book() const { return book_; }

  private:
    using Bad = std::optional<JudgedRow>;

    JudgedRow put(SourcingRule& rule);
    Bad bad_nodes(const SourcingRule& rule) const;
    Bad bad_order(const SourcingRule& rule) const;
    Bad bad_items(const SourcingRule& rule) const;
    Bad bad_country(std::string_view country) const;
    std::string stop_of_all(const SourcingRule& rule) const;

    const EngineState& state_;
    const ReferenceData& reference_;
    Day today_;
    SourcingBook book_;
    std::shared_ptr<const SourcingIndex> index_;  ///< Of the working copy, once it is whole.
    std::set<std::string, std::less<>> seen_;
};

}  // namespace earmark
