// ShippingDesk: rows about shipping, judged one by one against a working copy of the book, so that
// a row sees what the rows before it did.
#pragma once

#include "engine/engine_state.h"
#include "engine/judged_row.h"
#include "engine/shipping/shipping_book.h"

#include <optional>
#include <string>
#include <string_view>

namespace earmark {

class ShippingDesk {
  public:
    /// `state` outlives it. now: when the rows came. Holding reference_mutex.
    ShippingDesk(const EngineState& state, Time now)
        : items_(state.items),
          reference_(state.reference.current()),
          now_(now),
          book_(*reference_.shipping) {}

    /// Judges a row, and lets the working copy follow it if it is good.
    JudgedRow judge(const ShippingRowChange& change);

    /// The working copy.
    const ShippingBook& book() const { return book_; }

  private:
    using Bad = std::optional<JudgedRow>;

    Bad bad_row(const CalendarRow& row) const;
    Bad bad_row(const ServiceRow& row) const;
    Bad bad_row(const AreaRow& row) const;
    Bad bad_row(const HoursRow& row) const;
    Bad bad_row(const PickupRow& row) const;
    Bad bad_row(const CapacityRow& row) const;
    Bad bad_row(const CarbonRow& row) const;
    Bad bad_row(const CourierRow& row) const;
    Bad bad_refusals(const ServiceRow& row) const;
    Bad bad_transit(const ServiceRow& row) const;

    Bad in_use(const CalendarRow& row) const;
    Bad in_use(const ServiceRow& row) const;
    Bad in_use(const AreaRow& row) const;
    Bad in_use(const HoursRow& row) const;
    Bad in_use(const PickupRow& row) const;
    Bad in_use(const CapacityRow& row) const;
    Bad in_use(const CarbonRow& row) const;
    Bad in_use(const CourierRow& row) const;

    const ItemTable& items_;
    const ReferenceData& reference_;
    const Time now_;
    ShippingBook book_;
    ShippingBook put_;  ///< Rows of this request: each key once.
};

/// Why services could not go by the tariff `row` of the reference data; nothing if they can.
std::optional<std::string> breaks_services(const ReferenceData& reference, const TariffRow& row);

/// Why the hours of `node` cannot go by the clock of `time_zone`; nothing if they can, or if it has
/// none. A zone that the node has is never refused, though this machine may not know it.
std::optional<std::string> breaks_hours(
    const ReferenceData& reference, NodeId node, std::string_view time_zone
);

}  // namespace earmark
