// Makes a plan cheaper by moving units between its nodes: what straight lines under a tariff do not
// see is where a parcel ends just above a step.
#pragma once

#include "engine/sourcing/order_model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class UnitMoves {
  public:
    /// Moves units of one line, or of two lines there and back, while that costs less.
    ///
    /// Requires: lines may split.
    /// Returns: the plan, which fills as much and ships from no other nodes; its pairs in no order.
    std::span<const PlannedUnits> improve(
        const OrderModel& model, std::span<const PlannedUnits> plan, std::uint64_t& steps
    );

  private:
    struct Sender {
        std::uint32_t node;
        ShipmentLoad load;
        std::int64_t units;
        std::int64_t cost;  ///< Of the whole shipment.
    };
    /// Units of a line that leave from another node.
    struct Move {
        std::size_t line;
        std::size_t from;
        std::size_t to;
        std::int64_t units;
    };

    void read(std::span<const PlannedUnits> plan);
    bool move_some();
    bool exchange_some();
    bool try_moves(std::span<const Move> moves);
    void apply(const Move& move);
    std::int64_t most_movable(std::size_t line, std::size_t from, std::size_t to) const;
    std::int64_t cost_of(std::size_t sender) const;
    std::int64_t units(std::size_t sender, std::size_t line) const {
        return units_[sender * model_->line_count() + line];
    }

    const OrderModel* model_ = nullptr;
    std::uint64_t trials_ = 0;
    std::vector<Sender> senders_;
    std::vector<std::int64_t> units_;  ///< By sender and line.
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
