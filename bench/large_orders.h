// Seeded orders of several hundred units, as businesses place them: twelve lines of up to sixty
// units, billed by a carrier's tariff, over ten nodes and more, in families that are hard to prove.
#pragma once

#include "bench/random.h"
#include "bench/sourcing_orders.h"
#include "engine/sourcing/plan_problem.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace earmark::bench {

enum class LargeOrderKind : std::uint8_t {
    stepped,      ///< Every node has all of it.
    dimensional,  ///< As stepped, billed by weight or volume.
    line_costs,   ///< As stepped, with handling for every line at a node.
    two_nodes,    ///< As combining, with two shipments at most.
    capacity,     ///< As stepped, and no node can ship more than a part of it.
    combining,    ///< A node has about two thirds of each line.
    many_nodes,   ///< As stepped, over a hundred nodes.
};

struct LargeOrderFamily {
    LargeOrderKind kind;
    std::string_view name;
};

inline constexpr std::array kLargeOrderFamilies = {
    LargeOrderFamily{LargeOrderKind::stepped, "stepped"},
    LargeOrderFamily{LargeOrderKind::dimensional, "dimensional"},
    LargeOrderFamily{LargeOrderKind::line_costs, "line_costs"},
    LargeOrderFamily{LargeOrderKind::two_nodes, "two_nodes"},
    LargeOrderFamily{LargeOrderKind::capacity, "capacity"},
    LargeOrderFamily{LargeOrderKind::combining, "combining"},
    LargeOrderFamily{LargeOrderKind::many_nodes, "many_nodes"},
};

class LargeOrderSource {
  public:
    LargeOrderSource(LargeOrderKind kind, std::uint64_t seed);

    /// Writes the next order into `problem`.
    void next(PlanProblem& problem);

  private:
    static OrderShape shape_of(LargeOrderKind kind);

    LargeOrderKind kind_;
    OrderSource source_;
    Random random_;
};

}  // namespace earmark::bench
