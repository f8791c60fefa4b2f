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
/// So that thousands of shipments and a million lines of one order do, too.
constexpr std::int64_t kShipmentPriceMax = std::int64_t{1} << 46U;
constexpr std::int64_t kLinePriceMax = std::int64_t{1} << 38U;

std::int64_t own_units(const WaitingOrder& order, std::uint32_t node, std::uint32_t item) {
    for (const WaitingOwn& own : order.own) {
        if (own.node == node && own.item == item) return own.units;
    }
    return 0;
}

}  // namespace

JointPrices share_of(const JointPrices& prices, std::int64_t quarters) {
    JointPrices share = prices;
    for (std::vector<std::int64_t>* each : {&share.stock, &share.limits}) {
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
    : node_count_(problem.node_count) {
    choose_scale(cost_max);
    for (const std::int64_t most : problem.capacity)
        limits_.push_back({.most = most});
    std::vector<std::uint32_t> pair_at(problem.node_count * problem.item_count, kNoPair);
    orders_.resize(problem.orders.size());
    for (std::size_t index = 0; index < problem.orders.size(); ++index)
        add_order(problem, index, pair_at);
}

OrderBook::OrderBook(const WaitingOrders& waiting, std::int64_t cost_max)
    : limits_(waiting.node_count, Limit{.most = PlanProblem::kUnlimited}),
      node_count_(waiting.node_count) {
    choose_scale(cost_max);
    add_rooms(waiting);
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
        line_price_max_ =
            std::max(line_price_max_, problem.short_cost[line] * problem.quantity[line]);
    }
    order_price_max_ = std::max(order_price_max_, order.short_value);
    std::int64_t units = 0;
    for (std::size_t line = 0; line < problem.line_count; ++line)
        units += problem.quantity[line] * problem.room_of(line);
    units_max_ = std::max(units_max_, units);
}

std::int64_t OrderBook::price_max(const Limit& limit) const {
    switch (limit.of) {
        case RoomOf::shipments:
            return std::min(order_price_max_, kShipmentPriceMax);
        case RoomOf::lines:
            return std::min(line_price_max_, kLinePriceMax);
        case RoomOf::units:
            break;
    }
    return std::min(price_max_, kScaledMax / units_max_);
}

void OrderBook::add_rooms(const WaitingOrders& waiting) {
    for (const DayRoom& room : waiting.rooms)
        limits_.push_back({.most = room.most, .of = room.of});
    days_ = waiting.days;
    for (std::vector<std::uint32_t>& day : days_) {
        for (std::uint32_t& room : day)
            room += static_cast<std::uint32_t>(node_count_);
    }
    departures_ = waiting.departures;
    for (Departures& each : departures_) {
        for (Departure& departure : each)
            departure.extra *= scale_;
    }
    departures_.push_back({Departure{}});  // Of choices that take of no room.
}

void OrderBook::add_days(const WaitingOrder& given, Order& order) {
    order.departures = given.departures;
    order.choice_departures = given.choice_departures;
    order.rows = given.rows;
    for (std::uint32_t& each : order.choice_departures) {
        if (each == WaitingOrder::kAnyDay)
            each = static_cast<std::uint32_t>(departures_.size() - 1);
    }
    for (std::uint32_t node = 0; order.has_days() && node < order.nodes.size(); ++node) {
        if (!order.has_days(node)) continue;
        if (!order.chooses_days(node)) add_demand(order, node, nullptr);
        for (const RateChoice& choice : order.problem.choices_of(node))
            if (order.chooses_days(node)) add_demand(order, node, &choice);
    }
}

/// What the order would take of each day at most, by one choice or any.
void OrderBook::add_demand(const Order& order, std::uint32_t node, const RateChoice* by) {
    const PlanProblem& problem = order.problem;
    std::int64_t lines = 0;
    std::int64_t units = 0;
    for (std::size_t line = 0; line < problem.line_count; ++line) {
        if (by != nullptr && !problem.carries(*by, line)) continue;
        const std::int64_t most = std::min(problem.stock_of(node, line), problem.quantity[line]);
        units += most * problem.room_of(line);
        if (most > 0) lines += order.rows_of(line);
    }
    if (units == 0) return;
    const Departures& days = by == nullptr ? departures(order, node) : departures(order, *by);
    for (const Departure& departure : days) {
        for (const std::uint32_t index : limits_of(departure)) {
            Limit& limit = limits_[index];
            limit.demand += limit.of == RoomOf::shipments ? 1
                            : limit.of == RoomOf::lines   ? lines
                                                          : units;
        }
    }
}

OrderBook::Leaving OrderBook::leaving(const Order& order, const PlannedUnits& planned) const {
    const std::uint32_t node = order.node_of(planned);
    std::size_t number = order.departure_of(planned);
    if (!order.chooses_days(node)) return {&departures(order, node)[number], nullptr};
    const RateChoice* choice = order.problem.choices_of(node).data();
    while (number >= departures(order, *choice).size())
        number -= departures(order, *choice++).size();
    return {&departures(order, *choice)[number], choice};
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
            limits_[node].demand += std::min(given.quantity[line], stock);
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
        if (stock == 0) continue;
        if (!given.has_parts(line)) {
            order.pair[place] = add_pair(
                given,
                order.nodes[place / own.line_count],
                given.item[line],
                stock,
                own.quantity[line],
                at
            );
        }
        // Lines that share an item are each given all that there is of it.
        if (own.item.empty() && given.parts.empty()) stock = std::min(stock, own.quantity[line]);
    }
    if (!given.parts.empty()) {
        add_parts(given, order, at);
        find_sharing(given, order);
    }
    add_days(given, order);
    if (!own.has_tariffs()) return;
    const auto bounds = check_problem(own);
    EARMARK_CHECK(bounds.has_value());
    order.bounds = *bounds;
}

/// There is as much as the order sees, besides what is its own.
std::uint32_t OrderBook::add_pair(
    const WaitingOrder& given,
    std::uint32_t node,
    std::uint32_t item,
    std::int64_t stock,
    std::int64_t demand,
    PairIndex& at
) {
    const auto [known, is_new] = at.try_emplace(
        (std::uint64_t{node} << 32U) | item, static_cast<std::uint32_t>(pairs_.size())
    );
    if (is_new) pairs_.push_back({.node = node, .item = item, .stock = 0, .demand = 0});
    Pair& pair = pairs_[known->second];
    pair.stock = std::max(pair.stock, stock - own_units(given, node, item));
    pair.demand += demand;
    return known->second;
}

JointStock OrderBook::all_stock() const {
    JointStock all;
    all.stock.reserve(pairs_.size());
    for (const Pair& pair : pairs_)
        all.stock.push_back(pair.stock);
    all.limits.reserve(limits_.size());
    for (const Limit& limit : limits_)
        all.limits.push_back(limit.most);
    return all;
}

JointPrices OrderBook::no_prices() const {
    return {
        std::vector<std::int64_t>(pairs_.size(), 0), std::vector<std::int64_t>(limits_.size(), 0)
    };
}

void OrderBook::limit_stock(std::size_t index, const JointStock& left, PlanProblem& problem) const {
    const Order& order = orders_[index];
    for (std::size_t node = 0; node < order.nodes.size(); ++node) {
        for (std::size_t line = 0; line < order.line_count(); ++line) {
            std::int64_t& stock = problem.stock[node * order.line_count() + line];
            stock = std::min(stock, order.problem.stock_of(node, line));
            order.visit_pairs(node, line, [&](std::uint32_t pair, std::int64_t units) {
                stock = std::min(stock, left.stock[pair] / units);
            });
        }
    }
}

void OrderBook::make_problem(
    std::size_t index, const JointPrices& prices, const JointStock& left, PlanProblem& problem
) const {
    const Order& order = orders_[index];
    problem = order.problem;
    limit_stock(index, left, problem);
    bool is_limited = false;
    for (std::size_t at = 0; at < order.nodes.size(); ++at) {
        const std::uint32_t node = order.nodes[at];
        is_limited = is_limited || left.limits[node] != PlanProblem::kUnlimited;
        for (std::size_t line = 0; line < order.line_count(); ++line) {
            std::int64_t& cost = problem.unit_cost[at * order.line_count() + line];
            order.visit_pairs(at, line, [&](std::uint32_t pair, std::int64_t units) {
                cost += (prices.stock[pair] + prices.limits[node]) * units;
            });
        }
    }
    if (!is_limited) return;
    for (const std::uint32_t node : order.nodes)
        problem.capacity.push_back(left.limits[node]);
}

std::int64_t OrderBook::cost_of(std::size_t index, std::span<const PlannedUnits> plan) const {
    const Order& order = orders_[index];
    std::int64_t cost = order.short_value;
    for (const PlannedUnits& planned : plan)
        cost -= planned.units * order.problem.short_cost[planned.line];
    if (!order.has_days()) return cost + shipping_cost(order.problem, order.bounds, plan);
    static thread_local std::vector<PlannedUnits> of_nodes;
    of_nodes.assign(plan.begin(), plan.end());
    for (std::size_t at = 0; at < plan.size(); ++at) {
        const std::uint32_t node = of_nodes[at].node = order.node_of(plan[at]);
        const bool is_new = at == 0 || plan[at - 1].node != plan[at].node;
        if (is_new && order.has_days(node)) cost += leaving(order, plan[at]).departure->extra;
    }
    if (order.choice_departures.empty())
        return cost + shipping_cost(order.problem, order.bounds, of_nodes);
    const auto choice_of = [&](std::size_t first) { return leaving(order, plan[first]).choice; };
    return cost + shipping_cost(order.problem, order.bounds, of_nodes, choice_of);
}

std::int64_t OrderBook::priced_cost(
    std::size_t index, std::span<const PlannedUnits> plan, const JointPrices& prices
) const {
    std::int64_t cost = cost_of(index, plan);
    visit_taken(
        index,
        plan,
        [&](std::uint32_t pair, std::int64_t units) { cost += prices.stock[pair] * units; },
        [&](std::uint32_t limit, std::int64_t amount) { cost += prices.limits[limit] * amount; }
    );
    return cost;
}

void OrderBook::take(
    std::size_t index, std::span<const PlannedUnits> plan, std::int64_t sign, JointStock& left
) const {
    visit_taken(
        index,
        plan,
        [&](std::uint32_t pair, std::int64_t units) { left.stock[pair] -= sign * units; },
        [&](std::uint32_t limit, std::int64_t amount) {
            // What is left of a limit is never kUnlimited: a plan that would take below 0 is not
            // kept.
            if (limits_[limit].most != PlanProblem::kUnlimited) left.limits[limit] -= sign * amount;
        }
    );
}

bool OrderBook::fits(std::size_t index, std::span<const PlannedUnits> plan, JointStock& left)
    const {
    if (!keeps_to_own(orders_[index], plan)) return false;
    take(index, plan, 1, left);
    bool fits = true;
    visit_taken(
        index,
        plan,
        [&](std::uint32_t pair, std::int64_t) { fits = fits && left.stock[pair] >= 0; },
        [&](std::uint32_t limit, std::int64_t) {
            fits =
                fits && (limits_[limit].most == PlanProblem::kUnlimited || left.limits[limit] >= 0);
        }
    );
    take(index, plan, -1, left);
    return fits;
}

}  // namespace earmark
