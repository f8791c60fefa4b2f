// Profiles: plans are compared by what they say, found exactly, and outlive the process.
#include "engine/profile/plan_weighing.h"
#include "engine/sourcing/plan_solver.h"
#include "tests/support/engine_copy.h"
#include "tests/support/random_seed.h"
#include "tests/support/shop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace earmark {
namespace {

/// An order small enough that every plan can be looked at: whole lines, one tariff column a node.
struct SmallOrder {
    PlanProblem problem;
    std::vector<WeighedNode> nodes;
    std::vector<std::int64_t> scarcity;
    std::vector<std::int64_t> shortage;

    WeighedOrder weighed() const { return {nodes, scarcity, shortage}; }
};

class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_(seed) {}
    std::int64_t roll(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
    }

  private:
    std::mt19937_64 random_;
};

SmallOrder random_order(Dice& dice) {
    SmallOrder order;
    const auto lines = static_cast<std::size_t>(dice.roll(1, 3));
    const auto nodes = static_cast<std::size_t>(dice.roll(1, 4));
    PlanProblem& problem = order.problem;
    problem.reset(lines, nodes);
    problem.allow_partial = dice.roll(0, 1) == 0;
    problem.split_penalty = dice.roll(0, 2) * 500'000;
    problem.line_cost.assign(nodes, 0);
    problem.weight_grams.assign(lines, 0);
    problem.volume_mm3.assign(lines, 0);
    problem.units_per_weight.assign(lines, 1);
    problem.tariff_column.assign(nodes, 0);
    for (std::size_t line = 0; line < lines; ++line) {
        problem.quantity[line] = dice.roll(1, 4);
        problem.weight_grams[line] = dice.roll(1, 900);
        order.shortage.push_back(dice.roll(1, 9) * 700'000);
    }
    for (std::size_t node = 0; node < nodes; ++node) {
        problem.fixed_cost[node] = dice.roll(0, 3'000'000);
        problem.line_cost[node] = dice.roll(0, 200'000);
        problem.tariff_column[node] = static_cast<std::uint32_t>(node);
        const auto first = static_cast<std::uint32_t>(problem.rate_steps.size());
        problem.rate_columns.push_back({.first_step = first, .step_count = 3});
        std::int64_t rate = dice.roll(1'000'000, 3'000'000);
        for (const std::int64_t grams : {500, 1'500, 4'000}) {
            problem.rate_steps.push_back({grams, rate});
            rate += dice.roll(0, 2'000'000);
        }
        order.nodes.push_back(
            {static_cast<std::uint16_t>(dice.roll(0, 3)), dice.roll(1, 3) * 700, dice.roll(0, 2)}
        );
        for (std::size_t line = 0; line < lines; ++line) {
            const std::size_t at = node * lines + line;
            problem.stock[at] = dice.roll(0, 2) == 0 ? 0 : dice.roll(1, 6);
            problem.unit_cost[at] = dice.roll(0, 300'000);
            order.scarcity.push_back(dice.roll(0, 2) == 0 ? dice.roll(0, 2'000'000) : 0);
        }
    }
    return order;
}

/// Of one plan, counted plainly: by line the node that ships it, or none.
struct Sums {
    std::int64_t short_units = 0;
    std::array<std::int64_t, kCostTerms> terms{};
    std::array<std::int64_t, kCriteria> criteria{};
};

std::int64_t& of(Sums& sums, CostTerm term) {
    return sums.terms[static_cast<std::size_t>(term)];
}

std::int64_t& of(Sums& sums, Criterion criterion) {
    return sums.criteria[static_cast<std::size_t>(criterion)];
}

std::int64_t rate_of(const PlanProblem& problem, std::size_t node, std::int64_t grams) {
    const RateColumn& column = problem.rate_columns[problem.tariff_column[node]];
    const RateStep* steps = problem.rate_steps.data() + column.first_step;
    const RateStep& last = steps[column.step_count - 1];
    std::int64_t rate = 0;
    for (; grams > last.grams_max; grams -= last.grams_max)
        rate += last.rate;
    const auto* step = std::find_if(steps, steps + column.step_count, [&](const RateStep& each) {
        return grams <= each.grams_max;
    });
    return rate + step->rate;
}

std::optional<Sums> sums_of(
    const SmallOrder& order, const Profile& profile, const std::vector<std::size_t>& node_of
) {
    const PlanProblem& problem = order.problem;
    Sums sums;
    std::vector<std::int64_t> grams(problem.node_count, 0);
    std::set<std::size_t> ships;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        const std::int64_t units = problem.quantity[line];
        const std::size_t node = node_of[line];
        if (node == problem.node_count) {
            if (!problem.allow_partial) return std::nullopt;
            sums.short_units += units;
            of(sums, CostTerm::shortage) += units * order.shortage[line];
            continue;
        }
        const std::size_t at = node * problem.line_count + line;
        if (problem.stock[at] < units) return std::nullopt;
        of(sums, CostTerm::handling) += problem.unit_cost[at] * units + problem.line_cost[node];
        of(sums, CostTerm::scarcity) += order.scarcity[at] * units;
        grams[node] += problem.weight_grams[line] * units;
        ships.insert(node);
    }
    for (const std::size_t node : ships) {
        of(sums, CostTerm::handling) += problem.fixed_cost[node];
        of(sums, CostTerm::transport) += rate_of(problem, node, grams[node]);
        of(sums, CostTerm::preference) += profile.per_priority * order.nodes[node].priority;
        of(sums, Criterion::priority) += order.nodes[node].priority;
        of(sums, Criterion::distance) += order.nodes[node].kilometres;
        of(sums, Criterion::late_days) += order.nodes[node].days_late;
    }
    const auto count = static_cast<std::int64_t>(ships.size());
    of(sums, CostTerm::split) = problem.split_penalty * std::max<std::int64_t>(0, count - 1);
    of(sums, Criterion::shipments) = count;
    of(sums, Criterion::cost) = of(sums, CostTerm::transport) + of(sums, CostTerm::handling);
    return sums;
}

/// Calls visit(sums) for every plan that keeps the limits.
template <typename Visit>
void visit_plans(const SmallOrder& order, const Profile& profile, const Visit& visit) {
    std::vector<std::size_t> node_of(order.problem.line_count, 0);
    for (;;) {
        if (const auto sums = sums_of(order, profile, node_of)) visit(*sums);
        std::size_t line = 0;
        while (line < node_of.size() && node_of[line] == order.problem.node_count)
            node_of[line++] = 0;
        if (line == node_of.size()) return;
        ++node_of[line];
    }
}

Sums planned_sums(const SmallOrder& order, const Profile& profile, const Plan& plan) {
    std::vector<std::size_t> node_of(order.problem.line_count, order.problem.node_count);
    for (const PlannedUnits& planned : plan.shipments)
        node_of[planned.line] = planned.node;
    const auto sums = sums_of(order, profile, node_of);
    EXPECT_TRUE(sums.has_value()) << "the plan breaks a limit";
    return sums.value_or(Sums());
}

TEST(Profiles, NoPlanHasALessWeightedSum) {
    for (const std::uint64_t seed : random_seeds(3'000)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        Dice dice(seed);
        const SmallOrder order = random_order(dice);
        Profile profile;
        for (std::uint32_t& weight : profile.weights.thousandths)
            weight = static_cast<std::uint32_t>(dice.roll(0, 4) * kWeightOne);
        profile.per_priority = dice.roll(0, 2) * 900'000;
        const auto weighted = [&](const Sums& sums) {
            std::int64_t sum = 0;
            for (std::size_t term = 0; term < kCostTerms; ++term)
                sum += sums.terms[term] * (profile.weights.thousandths[term] / kWeightOne);
            return sum;
        };
        PlanProblem problem = order.problem;
        ASSERT_TRUE(weigh_problem(profile, order.weighed(), problem));
        Plan plan;
        ASSERT_TRUE(PlanSolver().solve(problem, plan));
        std::optional<std::int64_t> least;
        visit_plans(order, profile, [&](const Sums& sums) {
            least = std::min(least.value_or(weighted(sums)), weighted(sums));
        });
        ASSERT_EQ(plan.has_plan(), least.has_value());
        if (!least) continue;
        EXPECT_EQ(plan.status, PlanStatus::optimal);
        EXPECT_EQ(plan.cost, *least);
        EXPECT_EQ(weighted(planned_sums(order, profile, plan)), *least);
    }
}

TEST(Profiles, NoPlanIsBetterByTheCriteriaInTheirOrder) {
    for (const std::uint64_t seed : random_seeds(3'000)) {
        SCOPED_TRACE("EARMARK_SEED=" + std::to_string(seed));
        Dice dice(seed);
        const SmallOrder order = random_order(dice);
        Profile profile;
        profile.kind = ProfileKind::lexicographic;
        std::vector<Criterion> all{
            Criterion::shipments,
            Criterion::priority,
            Criterion::distance,
            Criterion::cost,
            Criterion::late_days
        };
        std::shuffle(all.begin(), all.end(), std::mt19937_64(seed));
        all.resize(static_cast<std::size_t>(dice.roll(1, kCriteria)));
        profile.criteria = all;
        // Units first, where the order may be filled in part.
        const auto compared = [&](Sums sums) {
            std::vector<std::int64_t> figures{sums.short_units};
            for (const Criterion criterion : profile.criteria)
                figures.push_back(of(sums, criterion));
            return figures;
        };
        PlanProblem problem = order.problem;
        ASSERT_TRUE(weigh_problem(profile, order.weighed(), problem));
        Plan plan;
        ASSERT_TRUE(PlanSolver().solve(problem, plan));
        std::optional<std::vector<std::int64_t>> best;
        visit_plans(order, profile, [&](const Sums& sums) {
            best = std::min(best.value_or(compared(sums)), compared(sums));
        });
        ASSERT_EQ(plan.has_plan(), best.has_value());
        if (!best) continue;
        EXPECT_EQ(plan.status, PlanStatus::optimal);
        EXPECT_EQ(compared(planned_sums(order, profile, plan)), *best);
    }
}

TEST(Profiles, CriteriaThatLeaveNoRoomAreRefusedByName) {
    SmallOrder order;
    order.problem.reset(1, 1);
    order.problem.quantity = {std::int64_t{1} << 40U};
    order.problem.stock = order.problem.quantity;
    order.problem.unit_cost = {10'000'000};
    order.nodes = {{65'535, 20'000}};
    Profile profile;
    profile.name = "by-hand";
    profile.kind = ProfileKind::lexicographic;
    profile.criteria = {
        Criterion::shipments, Criterion::priority, Criterion::distance, Criterion::cost
    };
    const Status weighed = weigh_problem(profile, order.weighed(), order.problem);
    ASSERT_FALSE(weighed);
    EXPECT_EQ(weighed.error().code, ErrorCode::limit_exceeded);
    EXPECT_NE(weighed.error().detail.find("by-hand"), std::string::npos);
}

TEST(Profiles, OutliveTheProcessWithTheirPrices) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId north = shop.node("north");
    const std::array<Criterion, 2> criteria{Criterion::shipments, Criterion::cost};
    std::vector<ProfileRow> rows(2);
    rows[0].name = "by-hand";
    rows[0].kind = ProfileKind::lexicographic;
    rows[0].criteria = criteria;
    rows[1].name = "spare-stores";
    rows[1].per_priority = 5;
    PutReply reply;
    shop.engine().put_profiles(rows, shop.context(), reply);
    ASSERT_TRUE(reply.answers.empty());
    EXPECT_EQ(reply.ids, (std::vector<std::uint32_t>{1, 2}));
    const ScarcityRow price{cup, north, 700};
    shop.engine().put_scarcity({.replaces = true, .rows = {&price, 1}}, shop.context(), reply);
    ASSERT_EQ(reply.outcome, Outcome::done);

    const StateImage image = image_of(shop.engine(), shop.log());
    const auto replayed_engine = replayed(shop.log());
    const auto restored = recovered(image, shop.log(), shop.log().newest());
    EXPECT_EQ(replayed_engine->state_digest(), shop.engine().state_digest());
    EXPECT_EQ(restored->state_digest(), shop.engine().state_digest());
    ASSERT_EQ(restored->profiles().size(), 2U);
    EXPECT_EQ(restored->profiles()[0].profile.criteria.size(), 2U);

    // What they are is part of the state.
    shop.engine().put_scarcity({.replaces = true, .rows = {}}, shop.context(), reply);
    EXPECT_NE(restored->state_digest(), shop.engine().state_digest());
}

TEST(Profiles, AScarcityPriceOfNobodyIsRefusedByRowAndNoneIsTaken) {
    Shop shop;
    const SkuId cup = shop.item("cup");
    const NodeId north = shop.node("north");
    const std::array<ScarcityRow, 4> rows{
        ScarcityRow{SkuId(77), north, 1},
        ScarcityRow{cup, NodeId(77), 1},
        ScarcityRow{cup, north, -1},
        ScarcityRow{cup, north, 1},
    };
    const std::uint64_t before = shop.engine().state_digest();
    PutReply reply;
    shop.engine().put_scarcity({.replaces = true, .rows = rows}, shop.context(), reply);
    EXPECT_EQ(shop.engine().state_digest(), before);
    ASSERT_EQ(reply.answers.size(), 3U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::unknown_item);
    EXPECT_EQ(reply.answers[1].verdict, RowVerdict::unknown_node);
    EXPECT_EQ(reply.answers[2].verdict, RowVerdict::bad_value);
}

TEST(Profiles, AreAllMadeOrNone) {
    Shop shop;
    std::vector<ProfileRow> rows(3);
    rows[0].name = "good";
    rows[1].name = "heavy";
    rows[1].weights.thousandths[0] = kWeightMax + 1;
    rows[2].name = "fine";
    const std::uint64_t before = shop.engine().state_digest();
    PutReply reply;
    shop.engine().put_profiles(rows, shop.context(), reply);
    ASSERT_EQ(reply.answers.size(), 1U);
    EXPECT_EQ(reply.answers[0].row, 1U);
    EXPECT_EQ(shop.engine().state_digest(), before);

    // Nor are more than there is room for.
    std::vector<std::string> names;
    for (std::size_t index = 0; index <= kProfilesMax; ++index)
        names.push_back("p" + std::to_string(index));
    rows.assign(names.size(), {});
    for (std::size_t index = 0; index < names.size(); ++index)
        rows[index].name = names[index];
    shop.engine().put_profiles(rows, shop.context(), reply);
    ASSERT_EQ(reply.answers.size(), 1U);
    EXPECT_EQ(reply.answers[0].verdict, RowVerdict::over_budget);
    EXPECT_TRUE(shop.engine().profiles().empty());
    rows.pop_back();
    shop.engine().put_profiles(rows, shop.context(), reply);
    EXPECT_TRUE(reply.answers.empty());
    EXPECT_EQ(shop.engine().profiles().size(), kProfilesMax);
}

}  // namespace
}  // namespace earmark
