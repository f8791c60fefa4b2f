#include "bench/joint_batch.h"

#include "bench/joint_orders.h"
#include "engine/base/check.h"
#include "engine/joint/joint_planner.h"
#include "engine/joint/waiting_orders.h"

#include <boost/json/value.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace earmark::bench {

namespace {

constexpr double kSeconds = 60;
constexpr std::size_t kThreads = 2;

double cpu_seconds() {
    std::timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// What the order's plan costs, with what it leaves out; takes from what is left at node and item.
std::int64_t checked_cost(
    const WaitingOrder& order,
    const std::vector<WaitingUnits>& plan,
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t>& left
) {
    const PlanProblem& problem = order.problem;
    std::vector<std::int64_t> short_units = problem.quantity;
    std::vector<bool> ships(problem.node_count, false);
    std::int64_t cost = 0;
    for (const WaitingUnits& planned : plan) {
        const std::size_t place = planned.node * problem.line_count + planned.line;
        const auto at = std::pair(order.node[planned.node], order.item[planned.line]);
        std::int64_t& there = left.try_emplace(at, problem.stock[place]).first->second;
        there -= planned.units;
        short_units[planned.line] -= planned.units;
        EARMARK_CHECK(there >= 0 && planned.units > 0 && short_units[planned.line] >= 0);
        cost += planned.units * problem.unit_cost[place];
        if (!ships[planned.node]) cost += problem.fixed_cost[planned.node];
        ships[planned.node] = true;
    }
    for (std::size_t line = 0; line < problem.line_count; ++line)
        cost += short_units[line] * problem.short_cost[line];
    return cost;
}

void check(const WaitingOrders& waiting, const WaitingPlan& plan) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> left;
    std::int64_t cost = 0;
    for (std::size_t index = 0; index < waiting.orders.size(); ++index)
        cost += checked_cost(waiting.orders[index], plan.plans[index], left);
    EARMARK_CHECK(cost == plan.joint.cost);
    EARMARK_CHECK(plan.joint.lower_bound <= cost && cost <= plan.first_come_cost);
}

double percent_above(std::int64_t cost, std::int64_t bound) {
    return 100.0 * static_cast<double>(cost - bound) / static_cast<double>(bound);
}

}  // namespace

boost::json::object joint_batch_row(std::uint64_t seed) {
    const JointShape shape;
    const WaitingOrders waiting = joint_orders(shape, seed);
    const auto start = std::chrono::steady_clock::now();
    const double cpu_start = cpu_seconds();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    JointOptions options;
    options.threads = kThreads;
    options.steps_max = std::uint64_t{1} << 62U;  // The time ends it.
    options.time_spent = [&] { return seconds() / kSeconds; };
    WaitingPlan plan;
    const Status planned = plan_jointly(waiting, options, plan);
    EARMARK_CHECK(planned.has_value());
    const double took = seconds();
    const double cpu = cpu_seconds() - cpu_start;
    check(waiting, plan);

    const double above = percent_above(plan.joint.cost, plan.joint.lower_bound);
    const double first_come = percent_above(plan.first_come_cost, plan.joint.lower_bound);
    const double ratio =
        static_cast<double>(plan.joint.cost) / static_cast<double>(plan.first_come_cost);
    char how[400];
    std::snprintf(
        how,
        sizeof(how),
        "%zu orders x %zu nodes, %zu items, stock for %d %% of what is wanted, %zu threads, %.0f s "
        "(%.0f CPU s): cost %.0f, bound %.0f, first come, first served %.0f; units left out %lld, "
        "first come %lld; %llu rounds, %llu trials",
        shape.orders,
        shape.nodes,
        shape.items,
        static_cast<int>(shape.stock_percent),
        kThreads,
        took,
        cpu,
        static_cast<double>(plan.joint.cost) / 1e6,
        static_cast<double>(plan.joint.lower_bound) / 1e6,
        static_cast<double>(plan.first_come_cost) / 1e6,
        static_cast<long long>(plan.joint.short_units),
        static_cast<long long>(plan.first_come_short_units),
        static_cast<unsigned long long>(plan.joint.rounds),
        static_cast<unsigned long long>(plan.joint.trials)
    );
    std::printf("%-22s %6.2f %% above the bound; %s\n", "joint_batch", above, how);
    std::fflush(stdout);
    boost::json::object row;
    row["name"] = "joint_batch";
    row["value"] = above;
    row["unit"] = "% above the bound";
    row["peer"] = "first come, first served";
    row["peer_value"] = first_come;
    row["ratio"] = ratio;
    row["spread"] = nullptr;
    row["conditions"] = std::string(how) + "; ratio: of the costs";
    return row;
}

}  // namespace earmark::bench
