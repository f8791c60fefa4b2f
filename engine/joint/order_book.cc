#include "engine/joint/order_book.h"

#include "engine/base/check.h"

#include <algorithm>

namespace earmark {

namespace {

/// Prices that are fractions of the money given get the bound this much closer.
constexpr std::int64_t kScaleMax = 1'024;
/// All costs and prices together, scaled, stay far below what a search may add up.
constexpr std::int64_t kScaledMax = std::int64_t{1} << 56U;

}  // namespace

JointPrices share_of(const JointPrices& prices, std::int64_t quarters) {
    JointPrices share = prices;
    for (std::vector<std::int64_t>* each : {&share.stock, &share.capacity}) {
        for (std::int64_t& price : *each)
            price = price * quarters / 4;
    }
    return share;
}

OrderBook::OrderBook(const JointProblem& problem, std::int64_t cost_max)
    : capacity_(problem.capacity), node_demand_(problem.node_count, 0) {
    while (scale_ < kScaleMax && cost_max <= kScaledMax / (scale_ * 2))
        scale_ *= 2;
    std::vector<std::uint32_t> pair_at(problem.node_count * problem.item_count, kNoPair);
    orders_.resize(problem.orders.size());
    for (std::size_t index = 0; index < problem.orders.size(); ++index)
        add_order(problem, index, pair_at);
}

void OrderBook::add_order(
    const JointProblem& problem, std::size_t index, std::vector<std::uint32_t>& at
) {
    const JointOrder& given = problem.orders[index];
    Order& order = orders_[index];
    const std::size_t lines = given.line_count();
    order.quantity = given.quantity;
    order.shipments_max = given.shipments_max;
    for (std::size_t line = 0; line < lines; ++line) {
        order.short_cost.push_back(given.short_cost[line] * scale_);
        order.short_value += given.short_cost[line] * scale_ * given.quantity[line];
        price_max_ = std::max(price_max_, given.short_cost[line] * scale_);
        const auto end = given.item.begin() + static_cast<std::ptrdiff_t>(line);
        if (std::find(given.item.begin(), end, given.item[line]) != end) order.repeats_items = true;
    }
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        const auto has_stock = [&](std::uint32_t item) { return problem.stock_of(node, item) > 0; };
        if (std::none_of(given.item.begin(), given.item.end(), has_stock)) continue;
        order.nodes.push_back(node);
        order.fixed_cost.push_back(given.fixed_cost[node] * scale_);
        for (std::size_t line = 0; line < lines; ++line) {
            const std::uint32_t item = given.item[line];
            order.unit_cost.push_back(given.unit_cost[node * lines + line] * scale_);
            std::uint32_t& pair = at[node * problem.item_count + item];
            const std::int64_t stock = problem.stock_of(node, item);
            if (pair == kNoPair && stock > 0) {
                pair = static_cast<std::uint32_t>(pairs_.size());
                pairs_.push_back({.node = node, .item = item, .stock = stock, .demand = 0});
            }
            order.pair.push_back(pair);
            if (pair == kNoPair) continue;
            pairs_[pair].demand += given.quantity[line];
            node_demand_[node] += std::min(given.quantity[line], stock);
        }
    }
}

JointStock OrderBook::all_stock() const {
    JointStock all;
    all.stock.reserve(pairs_.size());
    for (const Pair& pair : pairs_)
        all.stock.push_back(pair.stock);
    all.capacity = capacity_;
    return all;
}

void OrderBook::make_problem(
    std::size_t index, const JointPrices& prices, const JointStock& left, PlanProblem& problem
) const {
    const Order& order = orders_[index];
    const std::size_t lines = order.quantity.size();
    problem.reset(lines, order.nodes.size());
    problem.line_split = true;
    problem.allow_partial = true;
    problem.shipments_max = order.shipments_max;
    problem.quantity = order.quantity;
    problem.short_cost = order.short_cost;
    problem.fixed_cost = order.fixed_cost;
    bool is_limited = false;
    for (std::size_t at = 0; at < order.nodes.size(); ++at) {
        const std::uint32_t node = order.nodes[at];
        is_limited = is_limited || left.capacity[node] != PlanProblem::kUnlimited;
        for (std::size_t line = 0; line < lines; ++line) {
            const std::size_t place = at * lines + line;
            const std::uint32_t pair = order.pair[place];
            if (pair == kNoPair) continue;
            problem.stock[place] = std::min(left.stock[pair], order.quantity[line]);
            problem.unit_cost[place] =
                order.unit_cost[place] + prices.stock[pair] + prices.capacity[node];
        }
    }
    if (!is_limited) return;
    for (const std::uint32_t node : order.nodes)
        problem.capacity.push_back(left.capacity[node]);
}

std::int64_t OrderBook::cost_of(std::size_t index, std::span<const PlannedUnits> plan) const {
    const Order& order = orders_[index];
    const std::size_t lines = order.quantity.size();
    std::int64_t cost = order.short_value;
    std::uint32_t before = kNoPair;
    for (const PlannedUnits& planned : plan) {
        if (planned.node != before) cost += order.fixed_cost[planned.node];
        before = planned.node;
        cost += planned.units * (order.unit_cost[planned.node * lines + planned.line] -
                                 order.short_cost[planned.line]);
    }
    return cost;
}

void OrderBook::take(
    std::size_t index, std::span<const PlannedUnits> plan, std::int64_t sign, JointStock& left
) const {
    const Order& order = orders_[index];
    const std::size_t lines = order.quantity.size();
    for (const PlannedUnits& planned : plan) {
        left.stock[order.pair[planned.node * lines + planned.line]] -= sign * planned.units;
        std::int64_t& capacity = left.capacity[order.nodes[planned.node]];
        // What is left of a limit is never kUnlimited: a plan that would take below 0 is not kept.
        if (capacity_[order.nodes[planned.node]] != PlanProblem::kUnlimited)
            capacity -= sign * planned.units;
    }
}

bool OrderBook::fits(std::size_t index, std::span<const PlannedUnits> plan, JointStock& left)
    const {
    const Order& order = orders_[index];
    const std::size_t lines = order.quantity.size();
    take(index, plan, 1, left);
    const bool fits = std::all_of(plan.begin(), plan.end(), [&](const PlannedUnits& planned) {
        const std::uint32_t node = order.nodes[planned.node];
        return left.stock[order.pair[planned.node * lines + planned.line]] >= 0 &&
               (capacity_[node] == PlanProblem::kUnlimited || left.capacity[node] >= 0);
    });
    take(index, plan, -1, left);
    return fits;
}

void BookSolver::solve(Answer& answer) {
    const Status solved = solver_.solve(problem_, plan_);
    EARMARK_CHECK(solved && plan_.has_plan());  // The book was checked; nothing shipped is a plan.
    answer.plan.assign(plan_.shipments.begin(), plan_.shipments.end());
    answer.bound = plan_.lower_bound;
    answer.steps += plan_.steps;
}

void BookSolver::relaxed(
    std::size_t index, const JointPrices& prices, const JointStock& left, Answer& answer
) {
    answer.steps = 0;
    book_->make_problem(index, prices, left, problem_);
    solve(answer);
}

void BookSolver::fitting(
    std::size_t index, const JointPrices& prices, JointStock& left, Answer& answer
) {
    answer.steps = 0;
    book_->make_problem(index, prices, left, problem_);
    do {
        solve(answer);
    } while (book_->order(index).repeats_items && limit_repeated(index, left, answer));
}

/// Leaves to later lines of an item what the plan gives to earlier ones; whether it has to be
/// planned again.
bool BookSolver::limit_repeated(std::size_t index, const JointStock& left, const Answer& answer) {
    const OrderBook::Order& order = book_->order(index);
    const std::size_t lines = order.quantity.size();
    bool has_changed = false;
    for (const PlannedUnits& planned : answer.plan) {
        const std::uint32_t pair = order.pair[planned.node * lines + planned.line];
        std::int64_t rest = left.stock[pair];
        for (const PlannedUnits& other : answer.plan) {
            if (other.node == planned.node && other.line < planned.line &&
                order.pair[other.node * lines + other.line] == pair)
                rest -= other.units;
        }
        std::int64_t& stock = problem_.stock[planned.node * lines + planned.line];
        if (planned.units <= rest) continue;
        stock = std::max<std::int64_t>(rest, 0);
        has_changed = true;
    }
    return has_changed;
}

}  // namespace earmark
