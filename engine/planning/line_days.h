// LineDays: when an order could have a line that it is short of, or that would come too late.
//
// Looked at are the nodes that may ship the line: those that sell by the order's method, that the
// order allows and sourcing rules do not keep from it, and from which its goods get to the address.
// What each may promise by a day leaves on that day or later, on the first that has room for it.
// Not looked at is the day by which the order needs its goods, so that a line that would be too
// late is told when it would be there.
//
// A line that stays whole is there when one node has all of it; one that may split when as many
// nodes as it may ship from have all of it together. A node that says no dates is counted by the
// day from which it has the goods, unless the order needs them by a day: then nothing is known of
// it. Where lines that stay whole compete for an item, a day is only told if all that the order
// wants of the item could leave one node then, and no line could be had before.
#pragma once

#include "engine/capacity/capacity_uses.h"
#include "engine/engine.h"
#include "engine/engine_state.h"
#include "engine/order_candidates.h"
#include "engine/order_dates.h"
#include "engine/planning/supposed_stock.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace earmark {

class LineDays {
  public:
    /// Whether the day is that on which the goods could be promised, or on which they would be
    /// there.
    enum class Of : std::uint8_t { stock, delivery };

    /// The candidates have looked at the order at `now`. All outlive this; null: no stock is
    /// supposed.
    LineDays(
        const Engine& engine,
        const EngineState& state,
        const ReferenceData& reference,
        const SourceRequest& request,
        OrderCandidates& candidates,
        const SupposedStock* supposed,
        Time now
    );

    /// Of a line of the order, whose first row is `begin`; nothing: no day is known.
    ///
    /// Cost: a look at the item's positions for each of them that may ship it, and day of supply.
    std::optional<Day> first(std::size_t begin, Of of);

  private:
    /// What a node could do.
    struct Offer {
        Day day = kNoDay;
        NodeId node;
        Units units = 0;
    };

    std::optional<Day> first_of_plan_line(std::size_t index, Of of);
    std::optional<Day> first_of_units(Units wanted) const;
    void find_offers(std::size_t index, Of of);
    void find_offers_of(NodeId node, std::size_t index, Of of);
    Time worked_on_from(NodeId node, Day from) const;
    void read_steps(NodeId node, const PlanLine& line);
    void read_steps_of(NodeId node, SkuId sku, std::vector<PromiseStep>& steps) const;

    std::optional<Day> delivery(NodeId node, std::size_t line, Day from, Units units);
    std::optional<Day> shipped(NodeId node, std::size_t line, Day from, Units units);
    std::optional<Day> collected(NodeId node, std::size_t line, Day from, Units units);
    std::optional<Day> by_courier(NodeId node, std::size_t line, Day from, Units units);
    std::optional<Day> without_dates(NodeId node, std::size_t line, Day from, Units units) const;
    template <typename Leave>
    std::optional<Day> first_with_room(
        NodeId node, std::size_t line, Day from, Units units, const Leave& leave
    ) const;
    bool has_room(NodeId node, std::size_t line, Day day, Units units) const;

    const Engine& engine_;
    const EngineState& state_;
    const ReferenceData& reference_;
    const SourceRequest& request_;
    OrderCandidates& candidates_;
    const SupposedStock* supposed_;
    const Time now_;
    const Day ordered_;  ///< UTC.
    OrderDates dates_;   ///< As if the order needed nothing by any day, of the offer looked at.
    std::vector<PromiseStep> steps_;
    std::vector<Offer> offers_;
};

}  // namespace earmark
