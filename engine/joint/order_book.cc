#include "engine/joint/order_book.h"

#include "engine/base/check.h"
#include "engine/sourcing/plan_cost.h"

#include <algorithm>

namespace earmark {

namespace {

/// Prices that are fractions of the money given get the bound this much closer.
constexpr std::int64_t kScaleMax = 1'024;
/// All costs and prices together, scaled, stay far below what a search may add up.
constexpr std::int64_t kScaledMax = std::int64_t{1} << 56U;

std::int64_t own_units(const WaitingOrder& order, std::uint32_t node, std::uint32_t item) {
    for (const WaitingOwn& own : order.own) {
        if (own.node == node && own.item == item) return own.units;
    }
    return 0;
}

}  // namespace

JointPrices share_of(const JointPrices& prices, std::int64_t quarters) {
    JointPrices share = prices;
    for (std::vector<std::int64_t>* each : {&share.stock, &share.capacity}) {
        for (std::int64_t& price : *each)
            price = price * quarters / 4;
    }
    return share;
}

void OrderBook::choose_scale(std::int64_t cost_max) {
    while (scale_ < kScaleMax && cost_max <= kScaledMax / (scale_ * 2))
        scale_ *= 2;
}

OrderBook::OrderBook(const JointProblem& problem, std::int64_t cost_max)
    : capacity_(problem.capacity), node_demand_(problem.node_count, 0) {
    choose_scale(cost_max);
    std::vector<std::uint32_t> pair_at(problem.node_count * problem.item_count, kNoPair);
    orders_.resize(problem.orders.size());
    for (std::size_t index = 0; index < problem.orders.size(); ++index)
        add_order(problem, index, pair_at);
}

OrderBook::OrderBook(const WaitingOrders& waiting, std::int64_t cost_max)
    : capacity_(waiting.node_count, PlanProblem::kUnlimited), node_demand_(waiting.node_count, 0) {
    choose_scale(cost_max);
    PairIndex pair_at;
    orders_.reserve(waiting.orders.size());
    for (const WaitingOrder& order : waiting.orders)
        add_order(order, pair_at);
    for (const WaitingOrder& order : waiting.orders)
        add_own(order, pair_at);
}

void OrderBook::value_shortage(Order& order) {
    const PlanProblem& problem = order.problem;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        order.short_value += problem.short_cost[line] * problem.quantity[line];
        price_max_ = std::max(price_max_, problem.short_cost[line]);
    }
}

void OrderBook::add_order(
    const JointProblem& problem, std::size_t index, std::vector<std::uint32_t>& at
) {
    const JointOrder& given = problem.orders[index];
    Order& order = orders_[index];
    const std::size_t lines = given.line_count();
    for (std::size_t line = 0; line < lines; ++line) {
        const auto end = given.item.begin() + static_cast<std::ptrdiff_t>(line);
        if (std::find(given.item.begin(), end, given.item[line]) != end) order.repeats_items = true;
    }
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        const auto has_stock = [&](std::uint32_t item) { return problem.stock_of(node, item) > 0; };
        if (std::any_of(given.item.begin(), given.item.end(), has_stock))
            order.nodes.push_back(node);
    }
    PlanProblem& own = order.problem;
    own.reset(lines, order.nodes.size());
    own.line_split = true;
    own.allow_partial = true;
    own.shipments_max = given.shipments_max;
    own.quantity = given.quantity;
    own.short_cost = given.short_cost;
    for (std::int64_t& cost : own.short_cost)
        cost *= scale_;
    value_shortage(order);
    for (std::size_t place = 0; place < order.nodes.size(); ++place) {
        const std::uint32_t node = order.nodes[place];
        own.fixed_cost[place] = given.fixed_cost[node] * scale_;
        for (std::size_t line = 0; line < lines; ++line) {
            const std::uint32_t item = given.item[line];
            std::uint32_t& pair = at[node * problem.item_count + item];
            const std::int64_t stock = problem.stock_of(node, item);
            if (pair == kNoPair && stock > 0) {
                pair = static_cast<std::uint32_t>(pairs_.size());
                pairs_.push_back({.node = node, .item = item, .stock = stock, .demand = 0});
            }
            order.pair.push_back(pair);
            if (pair == kNoPair) continue;
            own.stock[place * lines + line] = std::min(stock, given.quantity[line]);
            own.unit_cost[place * lines + line] = given.unit_cost[node * lines + line] * scale_;
            pairs_[pair].demand += given.quantity[line];
            node_demand_[node] += std::min(given.quantity[line], stock);
        }
    }
}

/// What only one order may take is there as well.
void OrderBook::add_own(const WaitingOrder& given, const PairIndex& at) {
    for (const WaitingOwn& own : given.own) {
        const auto known = at.find((std::uint64_t{own.node} << 32U) | own.item);
        if (known != at.end()) pairs_[known->second].stock += own.units;
    }
}

void OrderBook::add_order(const WaitingOrder& given, PairIndex& at) {
    Order& order = orders_.emplace_back();
    order.nodes = given.node;
    PlanProblem& own = order.problem;
    own = given.problem;
    for (std::vector<std::int64_t>* costs :
         {&own.short_cost, &own.fixed_cost, &own.line_cost, &own.unit_cost}) {
        for (std::int64_t& cost : *costs)
            cost *= scale_;
    }
    for (RateStep& step : own.rate_steps)
        step.rate *= scale_;
    for (RateChoice& choice : own.rate_choices)
        choice.extra *= scale_;
    own.split_penalty *= scale_;
    value_shortage(order);
    order.pair.assign(own.stock.size(), kNoPair);
    for (std::size_t place = 0; place < own.stock.size(); ++place) {
        std::int64_t& stock = own.stock[place];
        const std::size_t line = place % own.line_count;
        const std::uint32_t node = order.nodes[place / own.line_count];
        const std::uint32_t item = given.item[line];
        if (stock == 0) continue;
        const auto [known, is_new] = at.try_emplace(
            (std::uint64_t{node} << 32U) | item, static_cast<std::uint32_t>(pairs_.size())
        );
        if (is_new) pairs_.push_back({.node = node, .item = item, .stock = 0, .demand = 0});
        Pair& pair = pairs_[known->second];
        pair.stock = std::max(pair.stock, stock - own_units(given, node, item));
        pair.demand += own.quantity[line];
        order.pair[place] = known->second;
        // Lines that share an item are each given all that there is of it.
        if (own.item.empty()) stock = std::min(stock, own.quantity[line]);
    }
    if (!own.has_tariffs()) return;
    const auto bounds = check_problem(own);
    EARMARK_CHECK(bounds.has_value());
    order.bounds = *bounds;
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
    const std::size_t lines = order.line_count();
    problem = order.problem;
    bool is_limited = false;
    for (std::size_t at = 0; at < order.nodes.size(); ++at) {
        const std::uint32_t node = order.nodes[at];
        is_limited = is_limited || left.capacity[node] != PlanProblem::kUnlimited;
        for (std::size_t line = 0; line < lines; ++line) {
            const std::size_t place = at * lines + line;
            const std::uint32_t pair = order.pair[place];
            if (pair == kNoPair) continue;
            problem.stock[place] = std::min(left.stock[pair], problem.stock[place]);
            problem.unit_cost[place] += prices.stock[pair] + prices.capacity[node];
        }
    }
    if (!is_limited) return;
    for (const std::uint32_t node : order.nodes)
        problem.capacity.push_back(left.capacity[node]);
}

std::int64_t OrderBook::cost_of(std::size_t index, std::span<const PlannedUnits> plan) const {
    const Order& order = orders_[index];
    std::int64_t cost = order.short_value;
    for (const PlannedUnits& planned : plan)
        cost -= planned.units * order.problem.short_cost[planned.line];
    return cost + shipping_cost(order.problem, order.bounds, plan);
}

void OrderBook::take(
    std::size_t index, std::span<const PlannedUnits> plan, std::int64_t sign, JointStock& left
) const {
    const Order& order = orders_[index];
    const std::size_t lines = order.line_count();
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
    const std::size_t lines = order.line_count();
    take(index, plan, 1, left);
    const bool fits = std::all_of(plan.begin(), plan.end(), [&](const PlannedUnits& planned) {
        const std::uint32_t node = order.nodes[planned.node];
        return left.stock[order.pair[planned.node * lines + planned.line]] >= 0 &&
               (capacity_[node] == PlanProblem::kUnlimited || left.capacity[node] >= 0);
    });
    take(index, plan, -1, left);
    return fits;
}

void BookSolver::solve(std::size_t index, Answer& answer) {
    const Status solved = solver_.solve(problem_, plan_);
    EARMARK_CHECK(solved);  // The book was checked.
    answer.steps += plan_.steps;
    answer.plan.clear();
    if (problem_.allow_partial) {
        // Nothing shipped is one. Only a tree of choices can end before it has any.
        EARMARK_CHECK(plan_.has_plan() || !problem_.rate_choices.empty());
        answer.plan.assign(plan_.shipments.begin(), plan_.shipments.end());
        answer.bound = plan_.lower_bound;
        return;
    }
    // All of it or nothing.
    const std::int64_t nothing = book_->order(index).short_value;
    answer.bound = plan_.status == PlanStatus::infeasible ? nothing
                   : plan_.has_plan()                     ? std::min(plan_.lower_bound, nothing)
                                                          : 0;
    if (plan_.has_plan() && plan_.cost < nothing)
        answer.plan.assign(plan_.shipments.begin(), plan_.shipments.end());
}

void BookSolver::relaxed(
    std::size_t index, const JointPrices& prices, const JointStock& left, Answer& answer
) {
    answer.steps = 0;
    book_->make_problem(index, prices, left, problem_);
    solve(index, answer);
}

void BookSolver::fitting(
    std::size_t index, const JointPrices& prices, JointStock& left, Answer& answer
) {
    answer.steps = 0;
    book_->make_problem(index, prices, left, problem_);
    do {
        solve(index, answer);
    } while (book_->order(index).repeats_items && limit_repeated(index, left, answer));
}

/// Leaves to later lines of an item what the plan gives to earlier ones; whether it has to be
/// planned again.
bool BookSolver::limit_repeated(std::size_t index, const JointStock& left, const Answer& answer) {
    const OrderBook::Order& order = book_->order(index);
    const std::size_t lines = order.line_count();
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
