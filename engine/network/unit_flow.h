// UnitFlow: the most units that can go from a source to a sink, by Dinic's algorithm.
//
// Whole units along shortest paths, phase by phase; the arcs that a phase found useless are not
// looked at again in it. Buffers keep their room, so that one object used again does not allocate.
#pragma once

#include "engine/limits.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace earmark {

class UnitFlow {
  public:
    static constexpr Units kAnyUnits = std::numeric_limits<Units>::max() / 4;

    /// Begins a graph without arcs. Vertices are 0 .. vertices - 1.
    void reset(std::uint32_t vertices);
    void add_arc(std::uint32_t from, std::uint32_t to, Units capacity);

    /// Uses the capacities up. Requires: the most is below kAnyUnits.
    Units most(std::uint32_t source, std::uint32_t sink);

  private:
    static constexpr std::uint32_t kNone = ~std::uint32_t{0};

    /// Arcs come in pairs: there, and back what went there.
    struct Arc {
        std::uint32_t to;
        std::uint32_t next;  ///< Of the same vertex.
        Units left;
    };

    bool find_levels(std::uint32_t source, std::uint32_t sink);
    Units send(std::uint32_t source, std::uint32_t sink);
    Units push_along_path();

    std::vector<Arc> arcs_;
    std::vector<std::uint32_t> first_;
    std::vector<std::uint32_t> current_;
    std::vector<std::uint32_t> level_;
    std::vector<std::uint32_t> queue_;
    std::vector<std::uint32_t> path_;
};

}  // namespace earmark
