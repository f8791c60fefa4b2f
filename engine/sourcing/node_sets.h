// Lists the sets of nodes that may make a good plan with the nodes that already ship, where there
// are few places left.
//
// Near the end of a search, looking at every set is cheaper than raising the bound once more for
// each: a set costs some nanoseconds. Nodes are taken by profit, the highest first, at prices that
// do not change: so a loop ends where the bound reaches the limit. Sets that cannot fill the lines
// are dropped by counts of units, all lines at once, and the rest by what they cost by straight
// lines.
#pragma once

#include "engine/sourcing/node_bound.h"
#include "engine/sourcing/unit_ladders.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace earmark {

class NodeSets {
  public:
    static constexpr std::size_t kPlacesMax = 6;

    /// Lists all sets of `places` open nodes of the table that may make a plan of less than
    /// `limit`, those with the least bound first.
    ///
    /// With linear costs that are all there is, only those of least cost.
    ///
    /// Requires: bound has the table's profits; 0 < places <= kPlacesMax.
    /// Returns: false if there was too much to look at, and nothing is known.
    bool list(
        const NodeTable& table,
        const NodeBound& bound,
        std::size_t places,
        std::int64_t limit,
        bool is_lossless,
        std::uint64_t& steps
    );

    std::size_t count() const { return found_.size(); }
    /// Below every plan in which the set's nodes ship with those that did before, and no others.
    std::int64_t bound(std::size_t index) const { return found_[index].bound; }
    /// Indices into the table, of the nodes that shipped before, too.
    std::span<const std::uint32_t> nodes(std::size_t index) const {
        return std::span(members_).subspan(found_[index].first, width_);
    }

  private:
    static constexpr std::size_t kLanes = 16;
    /// Units by line, in parts so coarse that they fit; of the first lines only, if there are more.
    using Counts = std::array<std::uint8_t, kLanes>;
    struct Found {
        std::int64_t bound;
        std::size_t first;  ///< In members_.
    };

    void read(const NodeTable& table, const NodeBound& bound, std::size_t places);
    void read_units(const NodeTable& table, std::size_t places);
    bool extend(const NodeTable& table, std::size_t start, std::int64_t sum, const Counts& missing);
    bool close(const NodeTable& table, std::size_t start, std::int64_t sum, const Counts& missing);
    bool take(std::int64_t bound);
    /// What is earned by the next `places` nodes from `start`, and at most by any later ones.
    std::int64_t profit_of_next(std::size_t start, std::size_t places) const {
        std::int64_t sum = 0;
        for (std::size_t i = start; i < start + places; ++i)
            sum += profits_[i];
        return sum;
    }

    std::size_t places_ = 0;  ///< Left.
    std::size_t width_ = 0;
    std::int64_t base_ = 0;  ///< The bound before the open nodes' profits.
    std::int64_t limit_ = 0;
    bool is_lossless_ = false;
    std::uint64_t visits_left_ = 0;
    std::vector<std::uint32_t> open_;        ///< By profit, the highest first.
    std::vector<std::int64_t> profits_;      ///< By place in open_.
    std::vector<Counts> has_;                ///< By place in open_.
    Counts missing_{};                       ///< Without any of the open nodes.
    std::array<Counts, kPlacesMax> most_{};  ///< By number of nodes: what so many have at most.
    std::vector<std::uint32_t> chosen_;
    UnitLadders ladders_;
    std::vector<Found> found_;
    std::vector<std::uint32_t> members_;
};

}  // namespace earmark
