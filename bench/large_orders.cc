#include "bench/large_orders.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace earmark::bench {

namespace {

constexpr std::int64_t kUnitsMax = 60;
constexpr std::int64_t kMicrosPerCent = 10'000;  // Micros.
constexpr std::int64_t kSplitPenalty = 100 * kMicrosPerCent;

}  // namespace

OrderShape LargeOrderSource::shape_of(LargeOrderKind kind) {
    const bool is_dimensional = kind == LargeOrderKind::dimensional;
    return {
        .nodes = kind == LargeOrderKind::many_nodes ? std::size_t{100} : std::size_t{10},
        .lines_min = 12,
        .lines_max = 12,
        .shallow = true,
        .quantity_max = static_cast<std::uint64_t>(kUnitsMax),
        .stepped = !is_dimensional,
        .dimensional = is_dimensional
    };
}

LargeOrderSource::LargeOrderSource(LargeOrderKind kind, std::uint64_t seed)
    : kind_(kind), source_(shape_of(kind), seed), random_(seed + 1) {}

void LargeOrderSource::next(PlanProblem& problem) {
    source_.next(problem);
    const auto between = [&](std::int64_t least, std::int64_t most) {
        return least +
               static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most - least + 1))
               );
    };
    std::fill(problem.stock.begin(), problem.stock.end(), kUnitsMax);
    problem.split_penalty = kSplitPenalty;
    if (kind_ == LargeOrderKind::line_costs) {
        problem.line_cost.assign(problem.node_count, 0);
        for (std::int64_t& cost : problem.line_cost)
            cost = between(20, 150) * kMicrosPerCent;
    }
    if (kind_ == LargeOrderKind::capacity) {
        const std::int64_t units =
            std::accumulate(problem.quantity.begin(), problem.quantity.end(), std::int64_t{0});
        problem.capacity.assign(problem.node_count, 0);
        for (std::int64_t& capacity : problem.capacity)
            capacity = units * between(30, 70) / 100;
    }
    if (kind_ == LargeOrderKind::combining || kind_ == LargeOrderKind::two_nodes) {
        for (std::size_t node = 0; node < problem.node_count; ++node) {
            for (std::size_t line = 0; line < problem.line_count; ++line) {
                problem.stock[node * problem.line_count + line] =
                    problem.quantity[line] * between(50, 85) / 100 + 1;
            }
        }
    }
    if (kind_ == LargeOrderKind::two_nodes) problem.shipments_max = 2;
}

}  // namespace earmark::bench
