// CapacityTable: how much may leave the nodes on a day, ready to be asked.
//
// A limit counts shipments, lines or units, of one method or of all together. Of the rows about the
// same, the one for the date counts, else that for the weekday, else that for every day. What no
// row is about has no limit.
#pragma once

#include "engine/shipping/shipping_book.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace earmark {

/// What leaves a node on a day, by CapacityUnit.
using CapacityFigures = std::array<Units, kCapacityUnits>;

/// Of a figure that nothing limits: more than can be asked of any day.
inline constexpr Units kNoCapacityLimit = Units{1} << 60U;

/// 1 = Monday .. 7 = Sunday.
inline std::uint8_t weekday_of(Day day) {
    constexpr unsigned kFirstDay = 3;  // 1970-01-01 was a Thursday.
    return static_cast<std::uint8_t>((day + kFirstDay) % 7U + 1U);
}

class CapacityTable {
  public:
    /// Null if there are no rows. `before` is used again if it is of this book.
    static std::shared_ptr<const CapacityTable> of(
        const std::shared_ptr<const CapacityTable>& before,
        const std::shared_ptr<const ShippingBook>& book
    );

    /// Whether any row is about the node.
    bool limits(NodeId node) const { return !rows_of(node).empty(); }

    /// The most of one method (0 = of all together) on a day. Cost: a few searches.
    CapacityFigures most(NodeId node, Day day, std::uint8_t method) const;

    /// Whether there is a day on which a shipment by the method may leave.
    bool ever_ships(NodeId node, std::uint8_t method) const;

    /// The nodes with rows, rising.
    std::span<const NodeId> nodes() const { return nodes_; }

  private:
    std::span<const CapacityRow> rows_of(NodeId node) const {
        if (node.value() + std::size_t{1} >= first_.size()) return {};
        const std::uint32_t first = first_[node.value()];
        return std::span(rows_).subspan(first, first_[node.value() + std::size_t{1}] - first);
    }

    std::shared_ptr<const ShippingBook> book_;
    std::vector<CapacityRow> rows_;     ///< In the order of CapacityKey.
    std::vector<std::uint32_t> first_;  ///< By node id, one more than there are.
    std::vector<NodeId> nodes_;
};

}  // namespace earmark
