#include "engine/joint/price_search.h"

#include "engine/base/parallel.h"
#include "engine/base/wide.h"
#include "engine/joint/price_approach.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

namespace earmark {

namespace {

constexpr std::size_t kOrdersAtOnce = 32;
constexpr std::uint64_t kRoundsWithoutRise = 3;
constexpr double kPaceLoss = 0.6;
constexpr double kPaceGain = 1.3;
constexpr double kTimeShare = 0.5;  ///< The rest is for plans.

// Of many orders.
constexpr double kBeginShare = 0.7;         ///< Of the prices to begin with: shipments cost, too.
constexpr double kApproachTimeShare = 0.3;  ///< And of all steps for prices, 2 of 3.
// Measured on loads like bench/joint_orders: after ten passes the bound is within 1 % of where it
// ends.
constexpr PriceApproach::Pace kApproachPace{.rate = 0.1, .decay = 0.7, .item_force = 10.0};
constexpr double kPaceNear = 0.03;
constexpr std::uint64_t kPassesMax = 64;
constexpr std::uint64_t kPassesAtOnce = 4;  ///< After which the bound is looked at.
constexpr std::size_t kRoundsSeen = 10;
constexpr std::uint64_t kFruitlessRounds = 2;
constexpr double kSlow = 0.01;  ///< Of the gap, in so many rounds.
constexpr double kPaceMost = 2.0;
constexpr double kPaceLeast = 0.0005;
constexpr std::uint64_t kRoundsMax = 1'000;
/// At absurd prices the bound is below all costs by more than a number may be.
constexpr std::int64_t kFarBelow = std::int64_t{1} << 62U;

/// 0, 2, 5, 10, 18, ...: often while prices change much.
std::uint64_t next_planned(std::uint64_t round) {
    return round + 2 + round / 2;
}

}  // namespace

std::uint64_t plan_each(
    const OrderBook& book,
    const JointPrices& prices,
    const JointStock& all,
    std::size_t threads,
    std::vector<BookSolver::Answer>& wishes
) {
    std::atomic<std::size_t> next{0};
    parallel_for_each_index(threads, threads, [&](std::size_t) {
        BookSolver solver(book, kJointSearchSteps);
        for (;;) {
            const std::size_t first = next.fetch_add(kOrdersAtOnce, std::memory_order_relaxed);
            if (first >= book.count()) return;
            const std::size_t end = std::min(first + kOrdersAtOnce, book.count());
            for (std::size_t index = first; index < end; ++index)
                solver.relaxed(index, prices, all, wishes[index]);
        }
    });
    std::uint64_t steps = 0;
    for (const BookSolver::Answer& wish : wishes)
        steps += wish.steps;
    return steps;
}

PriceSearch::PriceSearch(JointState& state)
    : state_(state),
      all_(state.book.all_stock()),
      prices_(state.prices),
      wishes_(state.book.count()) {
    const OrderBook& book = state.book;
    for (std::uint32_t pair = 0; pair < book.pairs().size(); ++pair)
        if (book.pairs()[pair].is_scarce()) scarce_pairs_.push_back(pair);
    for (std::uint32_t limit = 0; limit < book.limits().size(); ++limit)
        if (book.limits()[limit].is_scarce()) scarce_limits_.push_back(limit);
    excess_.resize(scarce_pairs_.size() + scarce_limits_.size());
    begin_prices();
}

/// An item of which there is less than is asked for begins at the worth of the first unit that is
/// left out if those to whom it is worth most get it.
void PriceSearch::begin_prices() {
    const OrderBook& book = state_.book;
    std::uint32_t items = 0;
    for (const OrderBook::Pair& pair : book.pairs())
        items = std::max(items, pair.item + 1);
    std::vector<std::int64_t> stock(items, 0);
    for (const OrderBook::Pair& pair : book.pairs())
        stock[pair.item] += pair.stock;
    std::vector<std::vector<std::pair<std::int64_t, std::int64_t>>> asked(items);
    for (std::size_t index = 0; index < book.count(); ++index) {
        const OrderBook::Order& order = book.order(index);
        const PlanProblem& problem = order.problem;
        const std::size_t lines = order.line_count();
        for (std::size_t line = 0; line < lines; ++line) {
            std::uint32_t item = OrderBook::kNoPair;
            std::int64_t cheapest = problem.short_cost[line];
            for (std::size_t place = line; place < order.pair.size(); place += lines) {
                if (order.pair[place] == OrderBook::kNoPair) continue;
                item = book.pairs()[order.pair[place]].item;
                cheapest = std::min(cheapest, problem.unit_cost[place]);
            }
            if (item == OrderBook::kNoPair) continue;
            asked[item].emplace_back(problem.short_cost[line] - cheapest, problem.quantity[line]);
        }
        for (const OrderBook::Part& part : order.parts) {
            const auto known = std::ranges::find_if(part.pair, [](std::uint32_t pair) {
                return pair != OrderBook::kNoPair;
            });
            if (known == part.pair.end()) continue;
            // Each item has its share of what the line is worth.
            asked[book.pairs()[*known].item].emplace_back(
                problem.short_cost[part.line] / problem.room_of(part.line),
                problem.quantity[part.line] * part.units
            );
        }
    }
    std::vector<std::int64_t> price(items, 0);
    for (std::uint32_t item = 0; item < items; ++item) {
        std::ranges::sort(asked[item], std::ranges::greater());
        std::int64_t left = stock[item];
        for (const auto& [worth, units] : asked[item]) {
            left -= units;
            if (left >= 0) continue;
            price[item] = worth;
            break;
        }
    }
    const double share = !state_.has_many() ? 1.0 : kBeginShare;
    for (const std::uint32_t pair : scarce_pairs_) {
        const auto worth = static_cast<double>(price[book.pairs()[pair].item]);
        prices_.stock[pair] = std::llround(share * worth);
    }
}

/// The orders' least costs at the prices, less what all there is is worth.
std::int64_t PriceSearch::bound() const {
    Wide sum = 0;
    for (const BookSolver::Answer& wish : wishes_)
        sum += wish.bound;
    for (const std::uint32_t pair : scarce_pairs_)
        sum -= Wide{prices_.stock[pair]} * all_.stock[pair];
    for (const std::uint32_t limit : scarce_limits_)
        sum -= Wide{prices_.limits[limit]} * all_.limits[limit];
    return static_cast<std::int64_t>(std::max<Wide>(sum, -kFarBelow));
}

void PriceSearch::count_wishes() {
    JointStock rest = all_;
    for (std::size_t index = 0; index < wishes_.size(); ++index)
        state_.book.take(index, wishes_[index].plan, 1, rest);
    std::size_t at = 0;
    for (const std::uint32_t pair : scarce_pairs_)
        excess_[at++] = -static_cast<double>(rest.stock[pair]);
    for (const std::uint32_t limit : scarce_limits_)
        excess_[at++] = -static_cast<double>(rest.limits[limit]);
}

void PriceSearch::average(bool is_first) {
    if (is_first) {
        mean_excess_ = excess_;
        return;
    }
    for (std::size_t i = 0; i < excess_.size(); ++i)
        mean_excess_[i] += share_ * (excess_[i] - mean_excess_[i]);
}

/// From the best prices along the mean excess; whether any price moved.
bool PriceSearch::move_prices() {
    struct Moved {
        std::int64_t* price;
        double most;
    };
    const OrderBook& book = state_.book;
    std::vector<Moved> prices;
    prices.reserve(excess_.size());
    JointPrices moved = state_.prices;
    for (const std::uint32_t pair : scarce_pairs_)
        prices.push_back({&moved.stock[pair], static_cast<double>(book.price_max())});
    for (const std::uint32_t limit : scarce_limits_) {
        const auto most = static_cast<double>(book.price_max(book.limits()[limit]));
        prices.push_back({&moved.limits[limit], most});
    }
    double norm = 0.0;
    for (std::size_t i = 0; i < prices.size(); ++i)
        if (*prices[i].price > 0 || mean_excess_[i] > 0) norm += mean_excess_[i] * mean_excess_[i];
    if (norm == 0.0) return false;
    const double step = pace_ * static_cast<double>(state_.best.cost - state_.bound) / norm;
    for (std::size_t i = 0; i < prices.size(); ++i) {
        const double price = static_cast<double>(*prices[i].price) + step * mean_excess_[i];
        *prices[i].price = std::llround(std::clamp(price, 0.0, prices[i].most));
    }
    std::swap(prices_, moved);
    return prices_.stock != state_.prices.stock || prices_.limits != state_.prices.limits;
}

/// Plans all orders at the prices; whether that gave the highest bound so far.
bool PriceSearch::is_best_round() {
    const std::uint64_t taken =
        plan_each(state_.book, prices_, all_, state_.options.threads, wishes_);
    steps_ += taken;
    state_.steps += taken;
    count_wishes();
    average(mean_excess_.empty());
    const std::int64_t bound_now = bound();
    const bool is_best = state_.rounds == 0 || bound_now > best_bound_;
    ++state_.rounds;
    if (is_best) {
        best_bound_ = bound_now;
        state_.bound = std::max(state_.bound, bound_now);
        state_.prices = prices_;
        state_.wishes = wishes_;
    }
    bounds_.push_back(state_.bound);
    return is_best;
}

/// Whether the last `rounds` closed next to nothing of the gap.
bool PriceSearch::is_slow(std::size_t rounds) const {
    if (bounds_.size() <= rounds) return false;
    const auto risen = static_cast<double>(state_.bound - bounds_[bounds_.size() - 1 - rounds]);
    return risen < kSlow * static_cast<double>(state_.best.cost - state_.bound);
}

/// Whether rounds near good prices have not raised the bound at all: of very many orders each takes
/// seconds that plans make more of.
bool PriceSearch::is_fruitless(std::uint64_t rounds, std::int64_t bound) const {
    return state_.bound == bound && state_.rounds >= rounds + kFruitlessRounds;
}

void PriceSearch::approach(std::uint64_t steps_max) {
    PriceApproach approach(state_, prices_, scarce_pairs_, scarce_limits_, kApproachPace);
    for (std::uint64_t pass = 1; pass <= kPassesMax; ++pass) {
        const std::uint64_t taken = approach.pass();
        steps_ += taken;
        state_.steps += taken;
        const bool is_last = steps_ >= steps_max || state_.time_spent() > kApproachTimeShare;
        if (!is_last && pass % kPassesAtOnce != 0) continue;
        mean_excess_.clear();
        prices_ = approach.mean_prices();
        is_best_round();
        state_.tell();
        if (is_last || state_.is_proven() || is_slow(1)) break;
    }
    pace_ = kPaceNear;
}

void PriceSearch::run(std::uint64_t steps_max, const MakePlan& make_plan) {
    const bool has_many = state_.has_many();
    if (has_many) {
        approach(steps_max / 3 * 2);
        make_plan(state_.prices, state_.wishes);
    }
    const std::uint64_t rounds_near = state_.rounds;
    const std::int64_t bound_near = state_.bound;
    std::uint64_t planned = 0;
    std::uint64_t since_rise = 0;
    const bool may_move = !has_many || move_prices();
    for (std::uint64_t round = 0; may_move && round < kRoundsMax; ++round) {
        if (is_best_round()) {
            since_rise = 0;
            double along = 0.0;
            for (std::size_t i = 0; i < excess_.size(); ++i)
                along += excess_[i] * mean_excess_[i];
            if (along > 0) pace_ = std::min(kPaceMost, pace_ * kPaceGain);
        } else if (++since_rise == kRoundsWithoutRise) {
            pace_ *= kPaceLoss;
            since_rise = 0;
        }
        if (!has_many && round == planned) {
            make_plan(prices_, wishes_);
            planned = next_planned(round);
        }
        state_.tell();
        if (state_.is_proven() || pace_ < kPaceLeast || steps_ >= steps_max ||
            (has_many && (is_slow(kRoundsSeen) || is_fruitless(rounds_near, bound_near))) ||
            state_.time_spent() > kTimeShare || !move_prices())
            break;
    }
    if (!has_many) make_plan(state_.prices, state_.wishes);
}

}  // namespace earmark
