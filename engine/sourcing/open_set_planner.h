// A good plan from a given set of nodes, quickly; the best one where costs are linear and there are
// no capacities, and where lines may split.
#pragma once

#include "engine/sourcing/order_model.h"
#include "engine/sourcing/transport_flow.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class OpenSetPlanner {
  public:
    /// Requires: `nodes` rising, each once.
    /// Returns: the plan's units; lines may be left short even where the order must be complete.
    std::span<const PlannedUnits> plan_from(
        const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps
    );

  private:
    struct Source {
        std::int64_t cost;
        std::uint32_t node;
        std::int64_t most;
    };

    std::int64_t unit_cost(const OrderModel& model, std::uint32_t node, std::size_t line) const;
    bool has_item_left(const OrderModel& model, std::uint32_t node, std::size_t line) const;
    void take_cheapest(const OrderModel& model, std::span<const std::uint32_t> nodes);
    void take_by_flow(
        const OrderModel& model, std::span<const std::uint32_t> nodes, std::uint64_t& steps
    );
    void take_whole_by_regret(const OrderModel& model, std::span<const std::uint32_t> nodes);

    TransportFlow flow_;
    std::vector<Source> sources_;
    std::vector<std::int64_t> room_;
    std::vector<std::uint8_t> is_placed_;
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
