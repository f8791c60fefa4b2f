// Joint planning of orders with tariffs, whole lines and penalties against every plan of small
// problems.
#include "engine/joint/waiting_orders.h"

#include "engine/joint/joint_planner.h"
#include "engine/joint/joint_state.h"
#include "tests/sourcing/brute_force.h"
#include "tests/sourcing/random_problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

namespace earmark {
namespace {

using Matrix = std::vector<std::vector<std::int64_t>>;

/// Waiting orders, and what they share: stock[node][item].
struct SharedWorld {
    WaitingOrders waiting;
    Matrix stock;
};

/// An order of its own kind, over some of the nodes, for what there is.
WaitingOrder random_order(Random& random, const ProblemMix& mix, const Matrix& stock) {
    WaitingOrder order;
    do {
        order.problem = random_problem(random, mix);
    } while (order.problem.line_count == 0 || order.problem.node_count > stock.size());
    PlanProblem& problem = order.problem;
    std::vector<std::uint32_t> nodes(stock.size());
    std::iota(nodes.begin(), nodes.end(), 0U);
    std::shuffle(nodes.begin(), nodes.end(), random);
    order.node.assign(
        nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(problem.node_count)
    );
    std::vector<std::uint32_t> items(stock.front().size());
    std::iota(items.begin(), items.end(), 0U);
    std::shuffle(items.begin(), items.end(), random);
    order.item.assign(
        items.begin(), items.begin() + static_cast<std::ptrdiff_t>(problem.line_count)
    );
    problem.item.clear();
    if (!problem.line_split && problem.line_count > 1 && draw(random, 0, 2) == 0) {
        order.item[1] = order.item[0];
        problem.item = order.item;
    }
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        for (std::size_t line = 0; line < problem.line_count; ++line) {
            const std::int64_t there = stock[order.node[node]][order.item[line]];
            problem.stock[node * problem.line_count + line] = there;
        }
    }
    if (problem.short_cost.empty() || !problem.allow_partial) {
        order.fills_most = problem.allow_partial;
        problem.short_cost.clear();
        problem.short_cost.reserve(problem.line_count);
        for (std::size_t line = 0; line < problem.line_count; ++line)
            problem.short_cost.push_back(draw(random, 0, 60));
    }
    return order;
}

/// Makes a line one of kits, of which there are as many as their parts allow.
void add_parts(Random& random, const Matrix& stock, WaitingOrder& order) {
    PlanProblem& problem = order.problem;
    const auto items = static_cast<std::int64_t>(stock.front().size());
    const auto line = static_cast<std::uint32_t>(
        draw(random, 0, static_cast<std::int64_t>(problem.line_count) - 1)
    );
    if (!problem.item.empty()) return;  // Two lines of one item.
    const std::int64_t first = draw(random, 0, items - 1);
    for (std::int64_t index = 0; index < std::min<std::int64_t>(items, 2); ++index) {
        const auto item = static_cast<std::uint32_t>((first + index) % items);
        WaitingPart part{.line = line, .item = item, .units = draw(random, 1, 2)};
        for (const std::uint32_t node : order.node)
            part.stock.push_back(stock[node][item]);
        order.parts.push_back(part);
    }
    problem.room_per_unit.assign(problem.line_count, 1);
    problem.room_per_unit[line] = 0;
    for (const WaitingPart& part : order.parts)
        problem.room_per_unit[line] += part.units;
    for (std::size_t node = 0; node < problem.node_count; ++node) {
        std::int64_t& kits = problem.stock[node * problem.line_count + line];
        kits = problem.quantity[line];
        for (const WaitingPart& part : order.parts)
            kits = std::min(kits, part.stock[node] / part.units);
    }
}

SharedWorld random_world(Random& random, std::int64_t orders_max, const ProblemMix& mix) {
    SharedWorld world;
    const std::int64_t items = static_cast<std::int64_t>(mix.lines_max) + draw(random, 0, 1);
    world.stock.assign(
        mix.nodes_max, std::vector<std::int64_t>(static_cast<std::size_t>(items), 0)
    );
    for (auto& row : world.stock) {
        for (std::int64_t& units : row)
            units = draw(random, 0, mix.quantity_max + 1);
    }
    world.waiting.node_count = world.stock.size();
    const std::int64_t orders = draw(random, 1, orders_max);
    for (std::int64_t order = 0; order < orders; ++order)
        world.waiting.orders.push_back(random_order(random, mix, world.stock));
    return world;
}

/// Days that each node may have, with limits of all kinds; what a day costs is the order's own.
void add_days(Random& random, SharedWorld& world) {
    std::vector<std::vector<std::vector<std::uint32_t>>> rooms_of(world.stock.size());
    for (auto& days : rooms_of) {
        const std::int64_t count = draw(random, 0, 2);
        for (std::int64_t day = 0; day < count; ++day) {
            std::vector<std::uint32_t>& rooms = days.emplace_back();
            const std::int64_t limits = draw(random, 0, 3) == 0 ? draw(random, 0, 3) : 1;
            for (std::int64_t limit = 0; limit < limits; ++limit) {
                rooms.push_back(static_cast<std::uint32_t>(world.waiting.rooms.size()));
                const auto of = static_cast<RoomOf>(draw(random, 0, 2));
                world.waiting.rooms.push_back({of, draw(random, 0, 4)});
            }
        }
    }
    const auto departures_of = [&](std::size_t node, std::size_t first_day) {
        Departures departures;
        std::int64_t extra = 0;
        for (std::size_t day = first_day; day < rooms_of[node].size(); ++day) {
            departures.push_back(
                {.extra = extra, .day = static_cast<std::uint32_t>(world.waiting.days.size())}
            );
            world.waiting.days.push_back(rooms_of[node][day]);
            extra += draw(random, 0, 9);
        }
        world.waiting.departures.push_back(std::move(departures));
        return static_cast<std::uint32_t>(world.waiting.departures.size() - 1);
    };
    for (WaitingOrder& order : world.waiting.orders) {
        order.departures.assign(order.node.size(), WaitingOrder::kAnyDay);
        const bool chooses = !order.problem.rate_choices.empty() && draw(random, 0, 4) != 0;
        for (std::uint32_t place = 0; place < order.node.size(); ++place) {
            const std::size_t node = order.node[place];
            if (rooms_of[node].empty()) continue;
            const bool may_choose = chooses && !order.problem.choices_of(place).empty();
            if (may_choose && draw(random, 0, 3) != 0) continue;
            order.departures[place] = departures_of(node, 0);
        }
        for (RateChoice& choice : order.problem.rate_choices) {
            choice.units_max = choice.rows_max = RateChoice::kUnlimited;
            if (!chooses) continue;
            // Some leave as soon as others do, some later, and some take of no room.
            const std::size_t days = rooms_of[order.node[choice.node]].size();
            const auto first = static_cast<std::size_t>(draw(random, 0, 2));
            const bool has_own = order.departures[choice.node] != WaitingOrder::kAnyDay;
            order.choice_departures.push_back(
                has_own || first >= days ? WaitingOrder::kAnyDay
                                         : departures_of(order.node[choice.node], first)
            );
        }
        if (draw(random, 0, 3) != 0) continue;
        for (std::size_t line = 0; line < order.item.size(); ++line)
            order.rows.push_back(draw(random, 1, 2));
    }
}

std::int64_t cost_of_nothing(const PlanProblem& problem) {
    std::int64_t cost = 0;
    for (std::size_t line = 0; line < problem.line_count; ++line)
        cost += problem.short_cost[line] * problem.quantity[line];
    return cost;
}

/// What the order's plan costs by the definition; nothing if it breaks a rule of the order.
std::optional<std::int64_t> cost_by_definition(const PlanProblem& problem, const Matrix& units) {
    const auto ships = [](const auto& row) {
        return std::ranges::any_of(row, [](std::int64_t u) { return u > 0; });
    };
    if (std::ranges::none_of(units, ships)) return cost_of_nothing(problem);
    const auto worth = worth_of(problem, units);
    if (!worth) return std::nullopt;
    return worth->cost;
}

/// A plan that an order may have.
struct Choice {
    Matrix units;
    std::vector<std::uint32_t> days;  ///< By node.
    std::int64_t cost = 0;
};

/// on_item(item, units): what a line's units take.
template <typename OnItem>
void visit_items(
    const WaitingOrder& order, std::size_t line, std::int64_t units, const OnItem& on_item
) {
    if (!order.has_parts(line)) return on_item(order.item[line], units);
    for (const WaitingPart& part : order.parts)
        if (part.line == line) on_item(part.item, units * part.units);
}

std::int64_t shipped_by(const Matrix& units, std::size_t node) {
    return std::accumulate(units[node].begin(), units[node].end(), std::int64_t{0});
}

/// How a shipment of the order leaves a node on one of its days.
struct Leaving {
    const Departure* departure = nullptr;  ///< Null: it takes of no room.
    const RateChoice* choice = nullptr;    ///< Null: by whichever is cheapest.
};

std::vector<Leaving> leavings_of(
    const WaitingOrders& waiting, const WaitingOrder& order, std::uint32_t node
) {
    std::vector<Leaving> leavings;
    const auto add = [&](std::uint32_t departures, const RateChoice* choice) {
        if (departures == WaitingOrder::kAnyDay) {
            leavings.push_back({nullptr, choice});
            return;
        }
        for (const Departure& departure : waiting.departures[departures])
            leavings.push_back({&departure, choice});
    };
    const auto choices = order.problem.choices_of(node);
    const bool has_own =
        !order.departures.empty() && order.departures[node] != WaitingOrder::kAnyDay;
    if (has_own || order.choice_departures.empty() || choices.empty()) {
        add(has_own ? order.departures[node] : WaitingOrder::kAnyDay, nullptr);
        return leavings;
    }
    for (const RateChoice& choice : choices) {
        const auto index = &choice - order.problem.rate_choices.data();
        add(order.choice_departures[static_cast<std::size_t>(index)], &choice);
    }
    return leavings;
}

/// What a plan of the order costs whose shipments leave so; nothing if it breaks a rule of the
/// order.
std::optional<std::int64_t> dated_cost(
    const WaitingOrders& waiting,
    const WaitingOrder& order,
    const Matrix& units,
    const std::vector<std::uint32_t>& days
) {
    PlanProblem problem = order.problem;
    problem.rate_choices.clear();
    problem.choice_carries.clear();
    std::int64_t extras = 0;
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        const Leaving leaving = leavings_of(waiting, order, node)[days[node]];
        const bool ships = shipped_by(units, node) > 0;
        if (ships && leaving.departure != nullptr) extras += leaving.departure->extra;
        for (const RateChoice& choice : order.problem.choices_of(node)) {
            if (ships && leaving.choice != nullptr && leaving.choice != &choice) continue;
            problem.rate_choices.push_back(choice);
            for (std::size_t line = 0; line < problem.line_count; ++line)
                problem.choice_carries.push_back(order.problem.carries(choice, line) ? 1 : 0);
        }
    }
    const std::optional<std::int64_t> cost = cost_by_definition(problem, units);
    return cost ? std::optional(*cost + extras) : std::nullopt;
}

/// Takes of the rooms what a shipment does; whether there was enough.
bool take_day(
    const WaitingOrders& waiting,
    const WaitingOrder& order,
    const Matrix& units,
    std::uint32_t node,
    std::uint32_t day,
    std::int64_t sign,
    std::vector<std::int64_t>& rooms
) {
    const Leaving leaving = leavings_of(waiting, order, node)[day];
    if (leaving.departure == nullptr) return true;
    bool fits = true;
    for (const std::uint32_t room : waiting.days[leaving.departure->day]) {
        std::int64_t amount = 1;
        if (waiting.rooms[room].of == RoomOf::units) {
            amount = 0;
            for (std::size_t line = 0; line < units[node].size(); ++line)
                amount += units[node][line] * order.problem.room_of(line);
        }
        if (waiting.rooms[room].of == RoomOf::lines) {
            amount = 0;
            for (std::size_t line = 0; line < units[node].size(); ++line) {
                const std::int64_t rows = order.rows.empty() ? 1 : order.rows[line];
                amount += units[node][line] > 0 ? rows : 0;
            }
        }
        rooms[room] -= sign * amount;
        fits = fits && rooms[room] >= 0;
    }
    return fits;
}

std::vector<std::int64_t> all_rooms(const WaitingOrders& waiting) {
    std::vector<std::int64_t> rooms;
    rooms.reserve(waiting.rooms.size());
    for (const DayRoom& room : waiting.rooms)
        rooms.push_back(room.most);
    return rooms;
}

std::vector<Choice> choices_of(const WaitingOrders& waiting, const WaitingOrder& order) {
    const PlanProblem& problem = order.problem;
    const Matrix nothing(problem.node_count, std::vector<std::int64_t>(problem.line_count, 0));
    const std::vector<std::uint32_t> first(problem.node_count, 0);
    std::vector<Choice> choices{{nothing, first, cost_of_nothing(problem)}};
    best_plan_by_force(problem, [&](const Matrix& units) {
        if (cost_by_definition(problem, units)) choices.push_back({units, first, 0});
        return true;
    });
    // Each with every day of each node that ships.
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        const std::size_t days = leavings_of(waiting, order, node).size();
        std::vector<Choice> dated;
        for (const Choice& choice : choices) {
            const bool ships = shipped_by(choice.units, node) > 0;
            for (std::uint32_t day = 0; day < (ships ? days : 1); ++day) {
                dated.push_back(choice);
                dated.back().days[node] = day;
            }
        }
        choices = std::move(dated);
    }
    std::erase_if(choices, [&](Choice& choice) {
        const auto cost = dated_cost(waiting, order, choice.units, choice.days);
        choice.cost = cost.value_or(0);
        return !cost;
    });
    return choices;
}

class AllJointPlans {
  public:
    explicit AllJointPlans(const SharedWorld& world)
        : world_(world), left_(world.stock), rooms_(all_rooms(world.waiting)) {
        choices_.reserve(world.waiting.orders.size());
        for (const WaitingOrder& order : world.waiting.orders)
            choices_.push_back(choices_of(world.waiting, order));
    }

    std::int64_t least_cost() {
        try_order(0, 0);
        return best_;
    }

  private:
    void try_order(std::size_t index, std::int64_t cost) {
        if (cost >= best_) return;
        if (index == choices_.size()) {
            best_ = cost;
            return;
        }
        for (const Choice& choice : choices_[index]) {
            const bool fits = take(index, choice, 1);
            if (fits) try_order(index + 1, cost + choice.cost);
            take(index, choice, -1);
        }
    }

    bool take(std::size_t index, const Choice& choice, std::int64_t sign) {
        const WaitingOrder& order = world_.waiting.orders[index];
        const Matrix& units = choice.units;
        bool fits = true;
        for (std::uint32_t node = 0; node < units.size(); ++node) {
            for (std::size_t line = 0; line < units[node].size(); ++line) {
                visit_items(order, line, units[node][line], [&](auto item, std::int64_t taken) {
                    std::int64_t& left = left_[order.node[node]][item];
                    left -= sign * taken;
                    fits = fits && left >= 0;
                });
            }
            if (shipped_by(units, node) == 0) continue;
            const bool has_room =
                take_day(world_.waiting, order, units, node, choice.days[node], sign, rooms_);
            fits = fits && has_room;
        }
        return fits;
    }

    const SharedWorld& world_;
    Matrix left_;
    std::vector<std::int64_t> rooms_;
    std::vector<std::vector<Choice>> choices_;
    std::int64_t best_ = std::numeric_limits<std::int64_t>::max();
};

WaitingPlan plan_of(
    const WaitingOrders& waiting, std::size_t threads = 1, std::uint64_t steps_max = 200'000'000
) {
    JointOptions options;
    options.threads = threads;
    options.steps_max = steps_max;
    WaitingPlan plan;
    const Status status = plan_jointly(waiting, options, plan);
    EXPECT_TRUE(status) << status.error().detail;
    return plan;
}

/// Each order's plan keeps its rules and costs what is said, and all together fit the stock and
/// the days.
void expect_sound_plan(const SharedWorld& world, const WaitingPlan& plan) {
    Matrix left = world.stock;
    std::vector<std::int64_t> rooms = all_rooms(world.waiting);
    std::int64_t sum = 0;
    ASSERT_EQ(plan.plans.size(), world.waiting.orders.size());
    for (std::size_t index = 0; index < plan.plans.size(); ++index) {
        const WaitingOrder& order = world.waiting.orders[index];
        Matrix units(
            order.problem.node_count, std::vector<std::int64_t>(order.problem.line_count, 0)
        );
        std::vector<std::uint32_t> days(order.problem.node_count, 0);
        for (const WaitingUnits& planned : plan.plans[index]) {
            units[planned.node][planned.line] += planned.units;
            days[planned.node] = planned.departure;
            visit_items(order, planned.line, planned.units, [&](auto item, std::int64_t taken) {
                left[order.node[planned.node]][item] -= taken;
            });
        }
        const auto cost = dated_cost(world.waiting, order, units, days);
        ASSERT_TRUE(cost) << "order " << index << " breaks a rule\n" << described(order.problem);
        for (std::uint32_t node = 0; node < units.size(); ++node) {
            if (shipped_by(units, node) == 0) continue;
            EXPECT_TRUE(take_day(world.waiting, order, units, node, days[node], 1, rooms))
                << "order " << index << " leaves on a full day";
        }
        EXPECT_EQ(*cost, plan.cost[index]) << "order " << index;
        sum += *cost;
    }
    EXPECT_EQ(sum, plan.joint.cost);
    for (const auto& row : left) {
        for (const std::int64_t units : row)
            EXPECT_GE(units, 0) << "more than there is";
    }
}

constexpr ProblemMix kSmall{
    .lines_max = 2, .nodes_max = 2, .quantity_max = 2, .may_cap = false, .may_have_tariffs = true
};
constexpr ProblemMix kSmallWithChoices{
    .lines_max = 2,
    .nodes_max = 2,
    .quantity_max = 2,
    .may_cap = false,
    .may_have_tariffs = true,
    .may_have_choices = true
};

enum class Kits : std::uint8_t { none, some };

void expect_plans_near_the_best(
    int rounds, bool with_days, const ProblemMix& mix = kSmall, Kits kits = Kits::none
) {
    const std::uint64_t seed = test_seed();
    Random random(seed);
    std::int64_t best_sum = 0;
    std::int64_t cost_sum = 0;
    for (int round = 0; round < rounds; ++round) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
        SharedWorld world = random_world(random, 3, mix);
        for (WaitingOrder& order : world.waiting.orders) {
            if (kits == Kits::some && draw(random, 0, 2) != 0)
                add_parts(random, world.stock, order);
        }
        if (with_days) add_days(random, world);
        const WaitingPlan plan = plan_of(world.waiting);
        expect_sound_plan(world, plan);
        const std::int64_t best = AllJointPlans(world).least_cost();
        EXPECT_LE(plan.joint.lower_bound, best);
        EXPECT_GE(plan.joint.cost, best);
        EXPECT_LE(plan.joint.cost, plan.first_come_cost);
        best_sum += best;
        cost_sum += plan.joint.cost;
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_LE(static_cast<double>(cost_sum), 1.05 * static_cast<double>(best_sum));
}

TEST(WaitingOrders, BoundsAndPlansAgreeWithEveryPlanOfSmallProblems) {
    expect_plans_near_the_best(/*rounds=*/300, /*with_days=*/false);
}

TEST(WaitingOrders, SoTheyDoWhereDaysAreLimited) {
    expect_plans_near_the_best(/*rounds=*/300, /*with_days=*/true);
}

TEST(WaitingOrders, SoTheyDoWhereChoicesLeaveOnDaysOfTheirOwn) {
    expect_plans_near_the_best(/*rounds=*/300, /*with_days=*/true, kSmallWithChoices);
}

TEST(WaitingOrders, SoTheyDoWhereLinesTakeOfSeveralItems) {
    expect_plans_near_the_best(/*rounds=*/300, /*with_days=*/false, kSmall, Kits::some);
    expect_plans_near_the_best(/*rounds=*/150, /*with_days=*/true, kSmallWithChoices, Kits::some);
}

/// A plan as the book names its nodes.
std::vector<PlannedUnits> in_book(const Choice& choice) {
    std::vector<PlannedUnits> plan;
    const auto nodes = static_cast<std::uint32_t>(choice.units.size());
    for (std::uint32_t node = 0; node < nodes; ++node) {
        for (std::uint32_t line = 0; line < choice.units[node].size(); ++line) {
            if (choice.units[node][line] == 0) continue;
            plan.push_back({node + nodes * choice.days[node], line, choice.units[node][line]});
        }
    }
    return plan;
}

TEST(WaitingOrders, NoPlanOfAnOrderCostsLessAtAnyPricesThanItsWish) {
    const std::uint64_t seed = test_seed();
    Random random(seed);
    for (int round = 0; round < 300; ++round) {
        SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
        const ProblemMix mix{
            .lines_max = 2,
            .nodes_max = 2,
            .quantity_max = 4,
            .may_cap = false,
            .may_have_tariffs = true,
            .may_have_choices = round % 2 == 1
        };
        SharedWorld world = random_world(random, 1, mix);
        if (round % 3 == 0) add_parts(random, world.stock, world.waiting.orders[0]);
        add_days(random, world);
        const auto cost_max = check_waiting_orders(world.waiting);
        ASSERT_TRUE(cost_max);
        const OrderBook book(world.waiting, *cost_max);
        JointPrices prices = book.no_prices();
        for (std::vector<std::int64_t>* each : {&prices.stock, &prices.limits}) {
            for (std::int64_t& price : *each)
                price = draw(random, 0, 9) * draw(random, 0, 1) * book.scale();
        }
        for (std::size_t node = 0; node < book.node_count(); ++node)
            prices.limits[node] = 0;
        JointStock all = book.all_stock();
        BookSolver solver(book, kJointSearchSteps);
        BookSolver::Answer wish;
        solver.relaxed(0, prices, all, wish);
        for (const Choice& choice : choices_of(world.waiting, world.waiting.orders[0])) {
            const std::vector<PlannedUnits> plan = in_book(choice);
            if (!book.fits(0, plan, all)) continue;
            EXPECT_LE(wish.bound, book.priced_cost(0, plan, prices));
        }
        if (HasFailure()) return;
    }
}

TEST(WaitingOrders, TheNumberOfThreadsChangesNothing) {
    constexpr std::uint64_t kFewSteps = 5'000'000;
    Random random(test_seed());
    const ProblemMix mix{.lines_max = 4, .nodes_max = 6, .quantity_max = 3, .may_cap = false};
    for (int round = 0; round < 3; ++round) {
        SharedWorld world = random_world(random, 12, mix);
        add_days(random, world);
        const WaitingPlan one = plan_of(world.waiting, 1, kFewSteps);
        const WaitingPlan three = plan_of(world.waiting, 3, kFewSteps);
        EXPECT_EQ(one.joint.cost, three.joint.cost);
        EXPECT_EQ(one.joint.lower_bound, three.joint.lower_bound);
        EXPECT_EQ(one.plans, three.plans);
        expect_sound_plan(world, one);
    }
}

TEST(WaitingOrders, NoneAreAPlan) {
    const WaitingPlan plan =
        plan_of({.node_count = 3, .rooms = {}, .days = {}, .departures = {}, .orders = {}});
    EXPECT_EQ(plan.joint.cost, 0);
    EXPECT_EQ(plan.joint.lower_bound, 0);
    EXPECT_TRUE(plan.plans.empty());
}

TEST(WaitingOrders, WrongOnesAreNamed) {
    WaitingOrders waiting{.node_count = 1, .rooms = {}, .days = {}, .departures = {}, .orders = {}};
    WaitingOrder& order = waiting.orders.emplace_back();
    order.problem.reset(1, 1);
    order.problem.quantity = {2};
    order.problem.short_cost = {5};
    order.node = {1};
    order.item = {0};
    WaitingPlan plan;
    Status status = plan_jointly(waiting, {}, plan);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().detail, "orders[0]: expected nodes that there are");
    order.node = {0};
    order.departures = {0};
    status = plan_jointly(waiting, {}, plan);
    ASSERT_FALSE(status);
    EXPECT_EQ(
        status.error().detail,
        "orders[0]: expected departures by node or choice and rows by line, or none"
    );
    waiting.departures = {{{.extra = 0, .day = 3}}};
    status = plan_jointly(waiting, {}, plan);
    ASSERT_FALSE(status);
    EXPECT_EQ(
        status.error().detail,
        "departures[0]: expected one or more, extras of 0 to 2^60 that do not fall, and rooms that "
        "there are"
    );
    waiting.departures.clear();
    order.departures.clear();
    order.problem.short_cost = {std::int64_t{1} << 59U};
    status = plan_jointly(waiting, {}, plan);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::limit_exceeded);
}

}  // namespace
}  // namespace earmark
