// DatedWalk: what an item's positions may promise, asked for in the order of nodes.
#pragma once

#include "engine/inventory/item_table.h"
#include "engine/promising/projection.h"

namespace earmark {

/// What dated rows do to one position's offer.
struct DatedOffer {
    Units reserved_due = 0;   ///< Held for a day that has come: demand for now.
    Units allocated_due = 0;  ///< Ordered, likewise.
    Units least = kUnitsMax;  ///< Projected, from the day asked for on.
    Day least_day = kNoDay;   ///< The first with no more than that; none = unlimited or too far.
    bool is_behind_horizon = false;
};

class DatedWalk {
  public:
    explicit DatedWalk(const ItemStock& stock)
        : rows_(stock.rows_of<DatedRow>()), calendar_(stock.calendar) {}

    bool has_rows() const { return !rows_.empty(); }
    Day today() const { return calendar_ == nullptr ? kNoDay : calendar_->today(); }

    /// `free` is without dated demand; `day` none = today.
    DatedOffer at(NodeId node, Units free, const OwnUnits& own, Day day) const;

  private:
    RowList<DatedRow> rows_;
    const PromiseCalendar* calendar_;
};

/// The terms of an item: its own, or those of the engine.
PromiseTerms promise_terms(const RowList<DatedRow>& rows, const PromiseCalendar& calendar);

}  // namespace earmark
