#include "bench/joint_orders.h"

#include "bench/random.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <vector>

namespace earmark::bench {

namespace {

constexpr std::int64_t kJointCent = 10'000;  // Micros.
constexpr std::size_t kCentres = 10;
constexpr std::size_t kCentresOfItemMax = 3;

// As in sourcing_orders.cc: near a carrier's list prices of 2025, by zone 2 to 8.
constexpr std::int64_t kFirstPoundCents[] = {1132, 1161, 1204, 1247, 1312, 1364, 1417};
constexpr double kFurtherPoundCents[] = {41, 48, 59, 70, 86, 101, 119};
constexpr double kZoneKilometresMax[] = {240, 480, 960, 1600, 2250, 2900};  // Kilometres.

struct Place {
    double x = 0;
    double y = 0;
};

struct Item {
    double pounds = 0;
    std::int64_t short_cost = 0;
    std::int64_t wanted = 0;
    std::vector<std::pair<std::uint32_t, std::int64_t>> stock;  ///< Node and units; nodes rise.
};

class JointWorld {
  public:
    JointWorld(const JointShape& shape, std::uint64_t seed) : shape_(shape), random_(seed) {}

    WaitingOrders make() {
        nodes_.resize(shape_.nodes);
        for (Place& node : nodes_)
            node = random_place();
        items_.resize(shape_.items);
        for (Item& item : items_) {
            item.pounds = 0.2 * std::exp(3.0 * random_.unit());
            item.short_cost =
                (1'500 + static_cast<std::int64_t>(random_.below(4'501))) * kJointCent;
        }
        WaitingOrders waiting;
        waiting.node_count = shape_.nodes;
        waiting.orders.resize(shape_.orders);
        for (WaitingOrder& order : waiting.orders)
            choose_lines(order);
        for (Item& item : items_)
            lay_out(item);
        for (WaitingOrder& order : waiting.orders)
            offer(order);
        return waiting;
    }

  private:
    Place random_place() {
        const double x = random_.unit() * 4'500;
        return {x, random_.unit() * 2'500};
    }

    void choose_lines(WaitingOrder& order) {
        const std::size_t lines = 1 + random_.below(std::min(shape_.lines_max, shape_.items));
        while (order.item.size() < lines) {
            // The tenth most wanted part of the items gets about half of the lines.
            const double rank = std::pow(random_.unit(), 3.3) * static_cast<double>(shape_.items);
            const auto item = static_cast<std::uint32_t>(rank);
            if (std::ranges::find(order.item, item) != order.item.end()) continue;
            order.item.push_back(item);
        }
        order.problem.reset(lines, 0);
        order.problem.short_cost.resize(lines);
        for (std::size_t line = 0; line < lines; ++line) {
            const std::int64_t quantity =
                1 + static_cast<std::int64_t>(
                        random_.below(static_cast<std::uint64_t>(shape_.quantity_max))
                    );
            Item& item = items_[order.item[line]];
            order.problem.quantity[line] = quantity;
            order.problem.short_cost[line] = item.short_cost;
            item.wanted += quantity;
        }
    }

    void lay_out(Item& item) {
        const std::int64_t units = (item.wanted * static_cast<std::int64_t>(shape_.stock_percent) +
                                    static_cast<std::int64_t>(random_.below(100))) /
                                   100;
        std::vector<std::int64_t> at(shape_.nodes, 0);
        std::int64_t left = units;
        const std::size_t centres = std::min(kCentres, shape_.nodes);
        for (std::size_t i = 0; i < kCentresOfItemMax && left > 0; ++i) {
            const std::int64_t share = std::min(left, (units / 2 + 2) / 3);
            at[random_.below(centres)] += share;
            left -= share;
        }
        while (left > 0) {
            const std::int64_t share =
                std::min(left, 1 + static_cast<std::int64_t>(random_.below(4)));
            at[random_.below(shape_.nodes)] += share;
            left -= share;
        }
        for (std::uint32_t node = 0; node < at.size(); ++node)
            if (at[node] > 0) item.stock.emplace_back(node, at[node]);
    }

    void offer(WaitingOrder& order) {
        PlanProblem& problem = order.problem;
        const std::size_t lines = problem.line_count;
        for (const std::uint32_t item : order.item) {
            for (const auto& [node, units] : items_[item].stock)
                order.node.push_back(node);
        }
        std::ranges::sort(order.node);
        const auto repeated = std::ranges::unique(order.node);
        order.node.erase(repeated.begin(), repeated.end());
        const std::vector<std::int64_t> quantity = std::move(problem.quantity);
        const std::vector<std::int64_t> short_cost = std::move(problem.short_cost);
        problem.reset(lines, order.node.size());
        problem.quantity = quantity;
        problem.short_cost = short_cost;
        problem.line_split = true;
        problem.allow_partial = true;
        const Place to = random_place();
        std::vector<std::size_t> zone(order.node.size());
        for (std::size_t at = 0; at < order.node.size(); ++at) {
            const Place& from = nodes_[order.node[at]];
            const auto end = std::ranges::upper_bound(
                kZoneKilometresMax, std::hypot(from.x - to.x, from.y - to.y)
            );
            zone[at] = static_cast<std::size_t>(end - std::begin(kZoneKilometresMax));
            const bool is_store = order.node[at] >= kCentres;
            problem.fixed_cost[at] =
                (kFirstPoundCents[zone[at]] + (is_store ? 120 : 60)) * kJointCent;
        }
        for (std::size_t line = 0; line < lines; ++line) {
            const Item& item = items_[order.item[line]];
            for (const auto& [node, units] : item.stock) {
                const auto found = std::ranges::lower_bound(order.node, node);
                const auto at = static_cast<std::size_t>(found - order.node.begin());
                const std::int64_t carried =
                    std::llround(item.pounds * kFurtherPoundCents[zone[at]]);
                problem.stock[at * lines + line] = units;
                problem.unit_cost[at * lines + line] =
                    (carried + (node >= kCentres ? 55 : 25)) * kJointCent;
            }
        }
    }

    const JointShape& shape_;
    Random random_;
    std::vector<Place> nodes_;
    std::vector<Item> items_;
};

}  // namespace

WaitingOrders joint_orders(const JointShape& shape, std::uint64_t seed) {
    return JointWorld(shape, seed).make();
}

}  // namespace earmark::bench
