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

template <std::size_t kCount>
std::size_t zone_of(double kilometres, const double (&ends)[kCount]) {
    return static_cast<std::size_t>(
        std::upper_bound(std::begin(ends), std::end(ends), kilometres) - std::begin(ends)
    );
}

constexpr double kGramsPerPound = 453.59237;

void add_tariff(const std::vector<double>& pounds, PlanProblem& problem) {
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

// Of eight zones of other breadths: the rate of a parcel rises by a root of its weight, and a step
// of a few pounds at a time is dearer than those beside it.
constexpr std::int64_t kZoneBase[] = {790, 845, 925, 1010, 1105, 1220, 1350, 1510};
constexpr std::int64_t kZoneRise[] = {130, 150, 175, 205, 240, 280, 325, 380};
constexpr double kZoneEnds[] = {150, 320, 600, 1000, 1500, 2100, 2800};
constexpr std::int64_t kDimCm3PerKg = 5000;

std::int64_t uneven_rate(std::size_t zone, std::int64_t pound) {
    const double root = std::pow(static_cast<double>(pound), 0.8);
    const std::int64_t surcharge = 60 * (pound / 5) + (pound > 20 ? 250 : 0);
    return (kZoneBase[zone] + std::llround(static_cast<double>(kZoneRise[zone]) * root) / 5 * 5 +
            surcharge) *
           kCent;
}

void add_dimensional_tariff(
    const std::vector<double>& pounds, Random& random, PlanProblem& problem
) {
    for (std::size_t zone = 0; zone < std::size(kZoneBase); ++zone) {
        const auto first = static_cast<std::uint32_t>(problem.rate_steps.size());
        problem.rate_columns.push_back({first, OrderSource::kPoundsMax, kDimCm3PerKg});
        for (std::int64_t pound = 1; pound <= OrderSource::kPoundsMax; ++pound) {
            problem.rate_steps.push_back(
                {std::llround(static_cast<double>(pound) * kGramsPerPound), uneven_rate(zone, pound)
                }
            );
        }
    }
    for (const double weight : pounds) {
        const std::int64_t grams = std::llround(weight * kGramsPerPound);
        problem.weight_grams.push_back(grams);
        // From a quarter to four times what the tariff bills by weight.
        const double density = std::exp2(4 * random.unit() - 2);
        problem.volume_mm3.push_back(std::llround(static_cast<double>(grams) * 5'000 * density));
    }
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
    if (shape_.dimensional) {
        add_dimensional_tariff(pounds, random_, problem);
    } else if (shape_.stepped) {
        add_tariff(pounds, problem);
    }
    const double x = random_.unit() * 4500;
    const double y = random_.unit() * 2500;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const Node& node = nodes_[i];
        const double distance = std::hypot(node.x - x, node.y - y);
        const std::size_t zone =
            shape_.dimensional ? zone_of(distance, kZoneEnds) : zone_of(distance, kZoneKilometres);
        const std::int64_t first_pound = shape_.has_tariff() ? 0 : kFirstPound[zone];
        problem.fixed_cost[i] = (first_pound + (node.is_store ? 120 : 60)) * kCent;
        if (shape_.has_tariff()) problem.tariff_column.push_back(static_cast<std::uint32_t>(zone));
        for (std::size_t line = 0; line < lines; ++line) {
            const std::size_t pair = i * lines + line;
            const std::int64_t carried =
                shape_.has_tariff()
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
