#include "bench/sourcing_orders.h"

#include <algorithm>
#include <cmath>

namespace earmark::bench {

namespace {

constexpr std::int64_t kCent = 10'000;  // Micros.
constexpr std::size_t kCentresMax = 10;

// First pound and each further pound in cents, by zone 2 to 8, near a carrier's list prices of
// 2025.
constexpr std::int64_t kFirstPound[] = {1132, 1161, 1204, 1247, 1312, 1364, 1417};
constexpr std::int64_t kFurtherPound[] = {41, 48, 59, 70, 86, 101, 119};
constexpr double kZoneKilometres[] = {240, 480, 960, 1600, 2250, 2900};

std::size_t zone_of(double kilometres) {
    return static_cast<std::size_t>(
        std::upper_bound(std::begin(kZoneKilometres), std::end(kZoneKilometres), kilometres) -
        std::begin(kZoneKilometres)
    );
}

void add_tariff(const std::vector<double>& pounds, PlanProblem& problem) {
    constexpr double kGramsPerPound = 453.59237;
    for (std::size_t zone = 0; zone < std::size(kFirstPound); ++zone) {
        const auto first = static_cast<std::uint32_t>(problem.rate_steps.size());
        problem.rate_columns.push_back({first, OrderSource::kPoundsMax});
        for (std::int64_t pound = 1; pound <= OrderSource::kPoundsMax; ++pound) {
            problem.rate_steps.push_back(
                {std::llround(static_cast<double>(pound) * kGramsPerPound),
                 (kFirstPound[zone] + (pound - 1) * kFurtherPound[zone]) * kCent}
            );
        }
    }
    for (const double weight : pounds)
        problem.weight_grams.push_back(std::llround(weight * kGramsPerPound));
}

}  // namespace

OrderSource::OrderSource(const OrderShape& shape, std::uint64_t seed)
    : shape_(shape), random_(seed) {
    for (std::size_t i = 0; i < shape.nodes; ++i) {
        const double x = random_.unit() * 4500;
        const double y = random_.unit() * 2500;
        nodes_.push_back({x, y, i >= kCentresMax});
    }
}

void OrderSource::next(PlanProblem& problem) {
    const std::size_t lines =
        shape_.lines_min + random_.below(shape_.lines_max - shape_.lines_min + 1);
    problem.reset(lines, nodes_.size());
    problem.line_split = shape_.shallow;
    std::vector<double> pounds(lines);
    for (std::size_t line = 0; line < lines; ++line) {
        problem.quantity[line] = 1 + static_cast<std::int64_t>(random_.below(shape_.quantity_max));
        pounds[line] = 0.2 * std::exp(3.0 * random_.unit());
    }
    if (shape_.stepped) add_tariff(pounds, problem);
    const double x = random_.unit() * 4500;
    const double y = random_.unit() * 2500;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const Node& node = nodes_[i];
        const std::size_t zone = zone_of(std::hypot(node.x - x, node.y - y));
        const std::int64_t first_pound = shape_.stepped ? 0 : kFirstPound[zone];
        problem.fixed_cost[i] = (first_pound + (node.is_store ? 120 : 60)) * kCent;
        if (shape_.stepped) problem.tariff_column.push_back(static_cast<std::uint32_t>(zone));
        for (std::size_t line = 0; line < lines; ++line) {
            const std::size_t pair = i * lines + line;
            const std::int64_t carried =
                shape_.stepped
                    ? 0
                    : std::llround(pounds[line] * static_cast<double>(kFurtherPound[zone]));
            problem.unit_cost[pair] = (carried + (node.is_store ? 55 : 25)) * kCent;
            const std::uint64_t percent = shape_.shallow ? 45 : node.is_store ? 35 : 85;
            if (random_.below(100) >= percent) continue;
            const std::int64_t most = shape_.shallow ? 3 : 40;
            const std::int64_t least = shape_.shallow ? 1 : 4;
            problem.stock[pair] =
                least + static_cast<std::int64_t>(
                            random_.below(static_cast<std::uint64_t>(most - least + 1))
                        );
        }
    }
}

}  // namespace earmark::bench
