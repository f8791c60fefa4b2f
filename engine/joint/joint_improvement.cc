#include "engine/joint/joint_improvement.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>

namespace earmark {

namespace {

constexpr std::size_t kTrialsAtOnce = 32;
constexpr std::size_t kOrdersMax = 4;
constexpr double kHeat = 0.02;             ///< Of what an order costs, at the beginning.
constexpr double kHotShare = 0.9;          ///< Of the budget; then only what costs less is kept.
constexpr double kTrialsOfOrder = 10'000;  ///< Are a budget, too: few orders gain little by more.
constexpr std::int64_t kPriceShares[] = {0, 1, 2, 3, 4};  ///< In quarters.

}  // namespace

JointImprovement::JointImprovement(JointState& state) : state_(state), current_(state.best) {
    desks_.reserve(state.options.threads);
    for (std::size_t thread = 0; thread < state.options.threads; ++thread)
        desks_.emplace_back(state.book, state.best.left);
}

/// How much more the order's plan costs at the prices than what it wishes.
std::int64_t JointImprovement::regret(std::uint32_t order) const {
    return state_.book.priced_cost(order, current_.plans[order], state_.prices) -
           state_.wishes[order].bound;
}

void JointImprovement::add_user(std::uint32_t order, const std::vector<PlannedUnits>& plan) {
    const OrderBook& book = state_.book;
    book.visit_taken(
        order,
        plan,
        [&](std::uint32_t pair, std::int64_t) { users_[pair].push_back(order); },
        [&](std::uint32_t limit, std::int64_t) {
            if (limit >= book.node_count() && book.limits()[limit].is_scarce())
                users_[book.pairs().size() + limit].push_back(order);
        }
    );
}

/// Whether units that it could use have a price, and nobody has them.
bool JointImprovement::could_use_left(std::uint32_t order) const {
    bool could = false;
    state_.book.order(order).visit_all_pairs([&](std::uint32_t pair) {
        could = could || (current_.left.stock[pair] > 0 && state_.prices.stock[pair] > 0);
    });
    return could;
}

void JointImprovement::find_users() {
    const OrderBook& book = state_.book;
    users_.assign(book.pairs().size() + book.limits().size(), {});
    short_of_.assign(book.pairs().size(), {});
    unhappy_.clear();
    for (std::uint32_t index = 0; index < book.count(); ++index) {
        add_user(index, current_.plans[index]);
        if (regret(index) > 0 || could_use_left(index)) unhappy_.push_back(index);
        if (!current_.plans[index].empty()) continue;
        book.order(index).visit_all_pairs([&](std::uint32_t pair) {
            short_of_[pair].push_back(index);
        });
    }
}

std::uint32_t JointImprovement::draw(std::size_t count) {
    return static_cast<std::uint32_t>(random_() % count);
}

/// Something that a line takes at a node; kNoPair if there is nothing.
std::uint32_t JointImprovement::draw_pair(
    const OrderBook::Order& order, std::size_t node, std::size_t line
) {
    const std::uint32_t own = order.pair[node * order.line_count() + line];
    if (order.parts.empty() || own != OrderBook::kNoPair) return own;
    std::uint32_t drawn = OrderBook::kNoPair;
    std::size_t seen = 0;
    order.visit_pairs(node, line, [&](std::uint32_t pair, std::int64_t) {
        if (draw(++seen) == 0) drawn = pair;
    });
    return drawn;
}

/// Something that an order wishes or could use: its place in users_; nothing if that is nothing.
std::optional<std::size_t> JointImprovement::choose_wanted(std::uint32_t from) {
    const OrderBook& book = state_.book;
    const OrderBook::Order& order = book.order(from);
    const std::vector<PlannedUnits>& wish = state_.wishes[from].plan;
    if (order.pair.empty()) return std::nullopt;
    // Mostly what it wishes; sometimes anything that it could use.
    const std::size_t place = draw(order.pair.size());
    std::uint32_t pair = draw_pair(order, place / order.line_count(), place % order.line_count());
    if (!wish.empty() && draw(4) != 0) {
        const PlannedUnits& planned = wish[draw(wish.size())];
        const std::uint32_t node = order.node_of(planned);
        pair = draw_pair(order, node, planned.line);
        if (order.has_days(node)) {
            const auto limits = book.limits_of(*book.leaving(order, planned).departure);
            if (!limits.empty() && draw(2) == 0)
                return book.pairs().size() + limits[draw(limits.size())];
        }
    }
    if (pair == OrderBook::kNoPair) return std::nullopt;
    return pair;
}

/// An order that does not have what it wishes, and orders that have of it.
void JointImprovement::choose(Trial& trial) {
    trial.orders.assign(1, unhappy_[draw(unhappy_.size())]);
    trial.price_share = kPriceShares[draw(std::size(kPriceShares))];
    const std::size_t size = 1 + draw(kOrdersMax);
    for (std::size_t attempt = 0; attempt < 3 * size && trial.orders.size() < size; ++attempt) {
        const std::uint32_t from = trial.orders[draw(trial.orders.size())];
        const std::optional<std::size_t> wanted = choose_wanted(from);
        if (!wanted) continue;
        // Those that have nothing can only get something together, sometimes.
        const bool is_of_short =
            *wanted < short_of_.size() && !short_of_[*wanted].empty() && draw(4) == 0;
        const auto& rivals = is_of_short ? short_of_[*wanted] : users_[*wanted];
        if (rivals.empty()) continue;
        const std::uint32_t rival = rivals[draw(rivals.size())];
        if (std::ranges::find(trial.orders, rival) == trial.orders.end())
            trial.orders.push_back(rival);
    }
    for (std::size_t i = trial.orders.size(); i > 1; --i)
        std::swap(trial.orders[i - 1], trial.orders[draw(i)]);
}

void JointImprovement::try_out(Trial& trial, const JointPrices& prices, Desk& desk) const {
    const OrderBook& book = state_.book;
    trial.plans.assign(trial.orders.size(), {});
    trial.cost = 0;
    trial.steps = 0;
    for (const std::uint32_t order : trial.orders)
        book.take(order, current_.plans[order], -1, desk.left);
    for (std::size_t i = 0; i < trial.orders.size(); ++i) {
        const std::uint32_t order = trial.orders[i];
        desk.solver.fitting(order, prices, desk.left, desk.answer);
        trial.steps += desk.answer.steps;
        trial.plans[i] = desk.answer.plan;
        trial.cost += book.cost_of(order, trial.plans[i]);
        book.take(order, trial.plans[i], 1, desk.left);
    }
    for (std::size_t i = 0; i < trial.orders.size(); ++i)
        book.take(trial.orders[i], trial.plans[i], -1, desk.left);
    for (const std::uint32_t order : trial.orders)
        book.take(order, current_.plans[order], 1, desk.left);
}

bool JointImprovement::is_current(const Trial& trial) const {
    for (std::size_t i = 0; i < trial.orders.size(); ++i)
        if (trial.plans[i] != current_.plans[trial.orders[i]]) return false;
    return true;
}

/// Whether it costs less than before, or so little more, and still fits.
bool JointImprovement::keep(const Trial& trial, std::int64_t more_max) {
    const OrderBook& book = state_.book;
    std::int64_t before = 0;
    for (const std::uint32_t order : trial.orders)
        before += book.cost_of(order, current_.plans[order]);
    if (trial.cost >= before + more_max || is_current(trial)) return false;
    for (const std::uint32_t order : trial.orders)
        book.take(order, current_.plans[order], -1, current_.left);
    std::size_t taken = 0;
    while (taken < trial.orders.size() &&
           book.fits(trial.orders[taken], trial.plans[taken], current_.left)) {
        book.take(trial.orders[taken], trial.plans[taken], 1, current_.left);
        ++taken;
    }
    const bool is_kept = taken == trial.orders.size();
    for (std::size_t i = 0; !is_kept && i < taken; ++i)
        book.take(trial.orders[i], trial.plans[i], -1, current_.left);
    for (std::size_t i = 0; i < trial.orders.size(); ++i) {
        const std::uint32_t order = trial.orders[i];
        if (is_kept) {
            add_user(order, trial.plans[i]);
            current_.plans[order] = trial.plans[i];
        } else {
            book.take(order, current_.plans[order], 1, current_.left);
        }
    }
    if (is_kept) current_.cost += trial.cost - before;
    return is_kept;
}

/// How much dearer a plan may become at a time, on average; scaled.
double JointImprovement::heat(std::uint64_t steps, std::uint64_t steps_max, double time_begun)
    const {
    if (!state_.has_many()) return 0.0;
    const double of_steps = static_cast<double>(steps) / static_cast<double>(steps_max);
    const double of_time = (state_.time_spent() - time_begun) / std::max(1e-9, 1.0 - time_begun);
    const auto orders = static_cast<double>(state_.book.count());
    const double of_trials = static_cast<double>(state_.trials) / (kTrialsOfOrder * orders);
    const double order_cost = static_cast<double>(state_.best.cost) / orders;
    const double spent = std::max({of_steps, of_time, of_trials});
    return std::max(0.0, 1.0 - spent / kHotShare) * kHeat * order_cost;
}

/// A random amount, exponential with that mean.
std::int64_t JointImprovement::draw_more(double heat) {
    if (heat <= 0.0) return 0;
    const double part = static_cast<double>((random_() >> 11U) + 1) * 0x1.0p-53;
    return std::llround(-std::log(part) * heat);
}

void JointImprovement::save_best() {
    if (current_.cost < state_.best.cost) state_.best = current_;
}

void JointImprovement::run(std::uint64_t steps_max) {
    std::vector<Trial> trials(kTrialsAtOnce);
    std::vector<JointPrices> shares;
    for (std::int64_t quarters = 0; quarters <= 4; ++quarters)
        shares.push_back(share_of(state_.prices, quarters));
    const std::uint64_t patience = 2'000 + 20 * std::uint64_t{state_.book.count()};
    const double time_begun = state_.time_spent();
    std::uint64_t steps = 0;
    std::uint64_t since_gain = 0;
    std::uint64_t since_users = 0;
    find_users();
    while (!unhappy_.empty() && steps < steps_max && since_gain < patience && !state_.is_proven() &&
           state_.time_spent() < 1.0) {
        for (Trial& trial : trials)
            choose(trial);
        std::atomic<std::size_t> next{0};
        parallel_for_each_index(desks_.size(), desks_.size(), [&](std::size_t thread) {
            Desk& desk = desks_[thread];
            desk.left = current_.left;
            for (std::size_t i = next++; i < trials.size(); i = next++) {
                try_out(trials[i], shares[static_cast<std::size_t>(trials[i].price_share)], desk);
            }
        });
        const double hot = heat(steps, steps_max, time_begun);
        for (const Trial& trial : trials) {
            steps += trial.steps;
            const bool is_kept = keep(trial, draw_more(hot));
            since_gain = is_kept || hot > 0.0 ? 0 : since_gain + 1;
        }
        state_.trials += trials.size();
        since_users += trials.size();
        if (hot <= 0.0 && state_.lower_bound() * state_.book.scale() >= current_.cost) break;
        if (since_users < state_.book.count() && since_users < 8'192) continue;
        since_users = 0;
        save_best();
        find_users();
        state_.tell();
    }
    save_best();
    state_.steps += steps;
}

}  // namespace earmark
