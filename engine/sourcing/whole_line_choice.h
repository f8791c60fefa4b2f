// Which node ships each line, as a part of a plan of whole lines: what WholeLineCover compares
// where costs are equal.
//
// The order is that of plan.h, and adding the same shipment to two choices keeps it: so that the
// choice that comes first is found set by set, like the least cost.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

namespace earmark {

/// Requires: a set of lines, one bit a line, not empty.
inline std::uint32_t highest_line(std::uint32_t lines) {
    return static_cast<std::uint32_t>(std::bit_width(lines)) - 1;
}

class WholeLineChoice {
  public:
    static constexpr std::size_t kLinesMax = 12;
    static constexpr std::uint32_t kNoNode = std::numeric_limits<std::uint32_t>::max();

    WholeLineChoice() { node_of_line_.fill(kNoNode); }

    /// Adds a shipment of `lines`, one bit a line, none of which is shipped yet.
    void add(std::uint32_t node, std::uint32_t lines) {
        std::size_t place = count_++;
        for (; place > 0 && nodes_[place - 1] > node; --place)
            nodes_[place] = nodes_[place - 1];
        nodes_[place] = node;
        for (std::size_t line = 0; lines >> line != 0; ++line)
            if ((lines >> line & 1U) != 0) node_of_line_[line] = node;
    }

    bool comes_before(const WholeLineChoice& other) const {
        if (count_ != other.count_) return count_ < other.count_;
        if (nodes_ != other.nodes_) return nodes_ < other.nodes_;
        return node_of_line_ < other.node_of_line_;
    }

    std::size_t count() const { return count_; }
    /// Of shipment `index`, in order; a node that ships twice is there twice.
    std::uint32_t node(std::size_t index) const { return nodes_[index]; }
    /// kNoNode if the line is left out.
    std::uint32_t node_of_line(std::size_t line) const { return node_of_line_[line]; }

  private:
    std::size_t count_ = 0;
    std::array<std::uint32_t, kLinesMax> nodes_{};  ///< Rising; 0 after the last.
    std::array<std::uint32_t, kLinesMax> node_of_line_;
};

}  // namespace earmark
