// Divides what two nodes ship together between them, at the least cost of all ways in which both
// do.
//
// What one of them carries decides what the other does, so the least cost of the units of the lines
// so far depends on one number only, the load of the first node: a table over loads, line by line,
// has all that can be. Single moves of units do not see such divisions, where a dozen lines change
// so that both parcels end just below a step. Of divisions that cost the same, the one that leaves
// one of the two the most room below its step is better: a third node may have use for it.
#pragma once

#include "engine/sourcing/order_model.h"

#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class LoadSplit {
  public:
    /// Divides the plan's units anew between two of its nodes, and two others, until no pair gets
    /// cheaper.
    ///
    /// Requires: lines may split; the problem has tariffs.
    /// Returns: the plan, which fills as much and ships from no other nodes, by node and line.
    std::span<const PlannedUnits> improve(
        const OrderModel& model, std::span<const PlannedUnits> plan, std::uint64_t& steps
    );

  private:
    struct Sender {
        std::uint32_t node;
        std::int64_t cost;
        std::int64_t room;  ///< Grams until it costs more.
    };
    struct Division {
        std::size_t cell = 0;
        std::int64_t cost = kNoValue;
        std::int64_t room = 0;  ///< The wider one.
    };
    /// Some units of a line that are with the one node or the other.
    struct Piece {
        std::uint32_t line;
        std::int64_t units;
        std::int64_t cost;  ///< If the first node ships them rather than the second.
        ShipmentLoad load;
        std::size_t cells;
    };
    struct State {
        std::int64_t cost;
        ShipmentLoad load;
    };

    void read(std::span<const PlannedUnits> plan);
    bool divide(std::size_t a, std::size_t b);
    void list_pieces(std::size_t a, std::size_t b);
    void fill_states(bool by_volume);
    void take_stock(std::size_t sender);
    std::int64_t room_of(std::uint32_t node, ShipmentLoad load) const;
    bool take_back(std::size_t a, std::size_t b, const Division& division);
    std::int64_t cost_of(std::size_t sender, std::span<const std::int64_t> units) const;
    std::span<std::int64_t> units_of(std::size_t sender) {
        return std::span(units_).subspan(sender * model_->line_count(), model_->line_count());
    }

    const OrderModel* model_ = nullptr;
    std::vector<Sender> senders_;
    std::vector<std::int64_t> units_;   ///< By sender and line.
    std::vector<std::int64_t> least_;   ///< By line: of the first node.
    std::vector<std::int64_t> pooled_;  ///< By line: of both.
    std::vector<std::int64_t> tried_;
    std::vector<Piece> pieces_;
    std::vector<State> states_;
    std::vector<std::uint8_t> has_piece_;  ///< By piece and cell: whether the best has it.
    std::size_t cell_count_ = 0;
    std::int64_t cell_load_ = 1;
    ShipmentLoad least_load_;
    ShipmentLoad pooled_load_;
    std::uint64_t steps_ = 0;
    std::vector<PlannedUnits> plan_;
};

}  // namespace earmark
