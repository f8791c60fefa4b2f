// The data and the requests of every benchmark, from a seed: what we load into Earmark is what we
// load into its peers, and what a reply must say can be computed.
#pragma once

#include "bench/key_choice.h"
#include "bench/random.h"
#include "engine/command.h"
#include "engine/limits.h"

#include <array>
#include <cstdint>
#include <string>

namespace earmark::bench {

inline constexpr std::size_t kReserveLines = 3;

/// Every item is at every node, or at some of them that follow one another.
struct DataShape {
    std::uint32_t items = 1'000'000;
    std::uint32_t nodes = 10;
    std::uint32_t nodes_per_item = 0;  ///< 0 = all.

    std::uint32_t places() const { return nodes_per_item == 0 ? nodes : nodes_per_item; }
    std::uint64_t positions() const { return std::uint64_t{items} * places(); }

    /// Of the item's places, counted from 0.
    std::uint32_t node_at(std::uint32_t item, std::uint32_t place) const {
        if (nodes_per_item == 0) return place;
        return static_cast<std::uint32_t>((Random::mix(item) + place) % nodes);
    }
};

struct Stock {
    Units on_hand = 0;
    Units safety = 0;

    Units ats() const { return on_hand > safety ? on_hand - safety : 0; }
};

/// Stock by rule: 1,000 to 1,999 units with a safety stock of 0 to 3; every 64th item is scarce (3
/// units at each node), so that refusals happen; item 0, the hot one, never runs out.
Stock initial_stock(std::uint32_t item, std::uint32_t node);

/// The sequence of the row that set it, from a source that numbers its rows.
inline std::uint64_t sequence_of(std::uint32_t item, std::uint32_t node, const DataShape& shape) {
    return std::uint64_t{item} * shape.nodes + node + 1;
}

/// Summed over all nodes that have it.
Stock initial_stock(std::uint32_t item, const DataShape& shape);

/// Somewhere in the forty-eight states, about.
Location location_of(std::uint64_t random_bits);

/// "SKU000000123": 12 bytes whatever the item.
std::string sku_of(std::uint32_t item);

/// "node-003".
std::string node_key_of(std::uint32_t node);

/// A line of an order: item and node as indexes from 0.
struct WantedLine {
    std::uint32_t item = 0;
    std::uint32_t node = 0;
    std::uint32_t units = 0;
};

using WantedOrder = std::array<WantedLine, kReserveLines>;

/// Draws queries and orders. One per thread, each with a seed of its own.
class Workload {
  public:
    /// Requires: shape.items >= kReserveLines, shape.nodes > 0.
    Workload(const DataShape& shape, KeySpread spread, std::uint64_t seed);

    std::uint32_t next_item() { return static_cast<std::uint32_t>(choice_.draw(random_)); }

    /// Three different items, 1 to 3 units each at any node. With KeySpread::hot the first is item
    /// 0 and the others are uniform: a flash-sale item in every order.
    WantedOrder next_order();

    Random& random() { return random_; }

  private:
    std::uint32_t item_of_line(std::size_t line);

    DataShape shape_;
    KeySpread spread_;
    KeyChoice choice_;
    Random random_;
};

}  // namespace earmark::bench
