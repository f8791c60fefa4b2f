#include "engine/profile/plan_weighing.h"

#include "engine/base/check.h"
#include "engine/base/wide.h"

#include <algorithm>
#include <array>
#include <optional>

namespace earmark {

namespace {

/// More than any plan may cost: check_problem refuses it.
constexpr std::int64_t kTooDear = std::int64_t{1} << 61U;

std::int64_t clamped(Wide value) {
    return static_cast<std::int64_t>(std::min<Wide>(value, kTooDear));
}

void weigh(std::int64_t& amount, std::uint32_t weight) {
    amount = weighed_amount(amount, weight);
}

Status weigh_terms(const Profile& profile, const WeighedOrder& order, PlanProblem& problem) {
    const TermWeights& weights = profile.weights;
    for (std::size_t column = 0; column < problem.rate_columns.size(); ++column) {
        if (!order.weighed_columns.empty() && order.weighed_columns[column] != 0) continue;
        const RateColumn& range = problem.rate_columns[column];
        for (std::uint32_t step = 0; step < range.step_count; ++step) {
            weigh(
                problem.rate_steps[range.first_step + step].rate, weights.of(CostTerm::transport)
            );
        }
    }
    const std::uint32_t handling = weights.of(CostTerm::handling);
    const std::uint32_t scarcity = weights.of(CostTerm::scarcity);
    const std::size_t lines = problem.line_count;
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        std::int64_t lateness = order.nodes[node].lateness;
        problem.fixed_cost[node] -= lateness;
        weigh(problem.fixed_cost[node], handling);
        weigh(lateness, weights.of(CostTerm::lateness));
        std::int64_t preference = clamped(
            Wide{profile.per_priority} * order.nodes[node].priority + order.nodes[node].penalty
        );
        weigh(preference, weights.of(CostTerm::preference));
        std::int64_t load = order.nodes[node].load;
        weigh(load, weights.of(CostTerm::load));
        problem.fixed_cost[node] =
            clamped(Wide{problem.fixed_cost[node]} + preference + load + lateness);
        if (!problem.line_cost.empty()) weigh(problem.line_cost[node], handling);
        for (std::size_t at = node * lines; at < (node + 1) * lines; ++at) {
            weigh(problem.unit_cost[at], handling);
            std::int64_t price = order.scarcity.empty() ? 0 : order.scarcity[at];
            weigh(price, scarcity);
            problem.unit_cost[at] = clamped(Wide{problem.unit_cost[at]} + price);
        }
    }
    weigh(problem.split_penalty, weights.of(CostTerm::split));
    if (!problem.allow_partial || order.shortage.empty()) return Done{};
    problem.short_cost.assign(order.shortage.begin(), order.shortage.end());
    for (std::int64_t& price : problem.short_cost)
        weigh(price, weights.of(CostTerm::shortage));
    return Done{};
}

std::int64_t most_shipments(const PlanProblem& problem) {
    std::int64_t most = 0;
    for (const std::int64_t quantity : problem.quantity)
        most += problem.line_split ? quantity : 1;
    const std::size_t nodes = std::min(problem.node_count, problem.shipments_max);
    return std::min(most, static_cast<std::int64_t>(nodes));
}

/// Costs in units of `grain` micros; without the criterion they do not count.
void coarsen(PlanProblem& problem, bool counts, std::int64_t grain) {
    const auto round = [&](std::int64_t& amount) {
        amount = counts ? amount / grain + (amount % grain >= (grain + 1) / 2 ? 1 : 0) : 0;
    };
    for (RateStep& step : problem.rate_steps)
        round(step.rate);
    for (std::vector<std::int64_t>* amounts :
         {&problem.fixed_cost, &problem.line_cost, &problem.unit_cost}) {
        std::ranges::for_each(*amounts, round);
    }
}

/// What each criterion is multiplied by, so that it outweighs all after it together.
using Places = std::array<std::int64_t, kCriteria>;

std::optional<Places> places_of(
    const Profile& profile, const WeighedOrder& order, const PlanProblem& costs
) {
    const auto bounds = check_problem(costs);
    if (!bounds) return std::nullopt;
    const std::int64_t shipments = most_shipments(costs);
    std::int64_t priority = 0;
    std::int64_t kilometres = 0;
    std::int64_t days_late = 0;
    for (const WeighedNode& node : order.nodes) {
        priority = std::max<std::int64_t>(priority, node.priority);
        kilometres = std::max(kilometres, node.kilometres);
        days_late = std::max(days_late, node.days_late);
    }
    for (const std::int64_t days : order.late_choices)
        days_late = std::max(days_late, days);
    const auto most = [&](Criterion criterion) -> Wide {
        switch (criterion) {
            case Criterion::shipments:
                return shipments;
            case Criterion::priority:
                return Wide{priority} * shipments;
            case Criterion::distance:
                return Wide{kilometres} * shipments;
            case Criterion::cost:
                return bounds->cost_max;
            case Criterion::late_days:
                return Wide{days_late} * shipments;
        }
        return 0;
    };
    Places places{};
    Wide place = 1;
    for (std::size_t index = profile.criteria.size(); index-- > 0;) {
        const Criterion criterion = profile.criteria[index];
        places[static_cast<std::size_t>(criterion)] = clamped(place);
        place *= most(criterion) + 1;
        if (place > kTooDear) return std::nullopt;
    }
    return places;
}

void place_criteria(const WeighedOrder& order, const Places& places, PlanProblem& problem) {
    const auto place = [&](Criterion criterion) {
        return places[static_cast<std::size_t>(criterion)];
    };
    const std::int64_t cost = place(Criterion::cost);
    const auto scale = [&](std::int64_t& amount) { amount = clamped(Wide{amount} * cost); };
    for (RateStep& step : problem.rate_steps)
        scale(step.rate);
    std::ranges::for_each(problem.line_cost, scale);
    std::ranges::for_each(problem.unit_cost, scale);
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        const WeighedNode& weighed = order.nodes[node];
        problem.fixed_cost[node] = clamped(
            Wide{problem.fixed_cost[node]} * cost + place(Criterion::shipments) +
            Wide{place(Criterion::priority)} * weighed.priority +
            Wide{place(Criterion::distance)} * weighed.kilometres +
            Wide{place(Criterion::late_days)} * weighed.days_late
        );
    }
    for (std::size_t index = 0; index < problem.rate_choices.size(); ++index) {
        problem.rate_choices[index].extra =
            clamped(Wide{place(Criterion::late_days)} * order.late_choices[index]);
    }
    problem.split_penalty = 0;
}

Status place_in_order(const Profile& profile, const WeighedOrder& order, PlanProblem& problem) {
    const bool counts_cost =
        std::ranges::find(profile.criteria, Criterion::cost) != profile.criteria.end();
    constexpr std::int64_t kWholeMoney = 1'000'000;
    problem.split_penalty = 0;
    for (std::int64_t grain = 1; grain <= kWholeMoney; grain *= 10) {
        PlanProblem placed = problem;
        coarsen(placed, counts_cost, grain);
        if (const auto places = places_of(profile, order, placed)) {
            place_criteria(order, *places, placed);
            if (check_problem(placed)) {
                std::swap(problem, placed);
                return Done{};
            }
        }
        if (!counts_cost) break;
    }
    return Error{
        ErrorCode::limit_exceeded,
        "profile " + profile.name +
            ": the order is too large for its criteria together, expected fewer of them"
    };
}

}  // namespace

Status weigh_problem(const Profile& profile, const WeighedOrder& order, PlanProblem& problem) {
    EARMARK_CHECK(order.nodes.size() == problem.node_count);
    EARMARK_CHECK(order.late_choices.size() == problem.rate_choices.size());
    return profile.kind == ProfileKind::weighted ? weigh_terms(profile, order, problem)
                                                 : place_in_order(profile, order, problem);
}

}  // namespace earmark
