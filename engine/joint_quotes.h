// What the quotes of a batch take, for those after them: so that together they promise no more than
// could be held.
#pragma once

#include "engine/assortment/order_parts.h"
#include "engine/capacity/capacity_uses.h"
#include "engine/engine_state.h"
#include "engine/planning/plan_question.h"
#include "engine/reply.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <span>
#include <vector>

namespace earmark {

class JointQuotes {
  public:
    /// Adds what a plan takes, of an order made at `now`.
    void add(
        const EngineState& state, const SourceRequest& request, const SourceReply& plan, Time now
    );

    /// What is taken of an order's items, parts of kits too.
    std::span<const StockIf> stock_of(const OrderRows& rows);
    /// By node and day.
    std::span<const CapacityLoad> days() const { return days_; }

  private:
    void add_day(const CapacityLoad& load);

    /// By item: units taken at each node.
    boost::unordered_flat_map<std::uint32_t, boost::unordered_flat_map<std::uint32_t, Units>>
        units_;
    std::vector<CapacityLoad> days_;
    std::vector<StockIf> stock_;
    std::vector<CapacityLoad> loads_;
};

}  // namespace earmark
