#include "engine/joint/price_approach.h"

#include "engine/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

namespace earmark {

namespace {

constexpr std::size_t kBlocks = 32;
constexpr std::size_t kTakenAtOnce = 8;
/// Of one order: what it wishes need not be proven here.
constexpr std::uint64_t kWishSteps = 100'000;

constexpr double kPassesInMean = 1.0;

}  // namespace

PriceApproach::PriceApproach(
    JointState& state,
    const JointPrices& begin,
    std::span<const std::uint32_t> scarce_pairs,
    std::span<const std::uint32_t> scarce_limits,
    Pace pace
)
    : state_(state),
      scarce_pairs_(scarce_pairs),
      scarce_limits_(scarce_limits),
      pace_(pace),
      left_(state.book.all_stock()),
      prices_(begin),
      mean_(begin.stock.begin(), begin.stock.end()),
      limit_mean_(begin.limits.begin(), begin.limits.end()),
      sequence_(state.book.count()),
      solvers_(state.options.threads, BookSolver(state.book, kWishSteps)),
      wishes_(state.book.count()),
      excess_(state.book.pairs().size(), 0.0),
      limit_excess_(state.book.limits().size(), 0.0) {
    const OrderBook& book = state.book;
    std::iota(sequence_.begin(), sequence_.end(), std::uint32_t{0});
    std::mt19937_64 random(0x6561726d61726bULL);  // Always the same: so are the prices.
    for (std::size_t i = sequence_.size(); i > 1; --i)
        std::swap(sequence_[i - 1], sequence_[random() % i]);
    std::uint32_t items = 0;
    for (const OrderBook::Pair& pair : book.pairs())
        items = std::max(items, pair.item + 1);
    item_excess_.assign(items, 0.0);
    item_stock_.assign(items, 0.0);
    count_items();
    double worth = 0;
    double units = 0;
    for (std::size_t index = 0; index < book.count(); ++index) {
        worth += static_cast<double>(book.order(index).short_value);
        for (const std::int64_t quantity : book.order(index).problem.quantity)
            units += static_cast<double>(quantity);
    }
    unit_worth_ = worth / std::max(1.0, units);
}

void PriceApproach::count_items() {
    std::ranges::fill(item_stock_, 0.0);
    for (const std::uint32_t pair : scarce_pairs_) {
        const std::uint32_t item = state_.book.pairs()[pair].item;
        item_stock_[item] += static_cast<double>(left_.stock[pair]);
    }
}

void PriceApproach::narrow(std::span<const std::uint32_t> orders, const JointStock& left) {
    sequence_.assign(orders.begin(), orders.end());
    left_ = left;
    count_items();
}

std::uint64_t PriceApproach::plan_block(std::size_t first, std::size_t end) {
    std::atomic<std::size_t> next{first};
    parallel_for_each_index(solvers_.size(), solvers_.size(), [&](std::size_t thread) {
        for (;;) {
            const std::size_t from = next.fetch_add(kTakenAtOnce, std::memory_order_relaxed);
            if (from >= end) return;
            for (std::size_t at = from; at < std::min(from + kTakenAtOnce, end); ++at) {
                const std::uint32_t order = sequence_[at];
                solvers_[thread].relaxed(order, prices_, left_, wishes_[order]);
            }
        }
    });
    std::uint64_t steps = 0;
    for (std::size_t at = first; at < end; ++at)
        steps += wishes_[sequence_[at]].steps;
    return steps;
}

void PriceApproach::count_block(std::size_t first, std::size_t end) {
    const OrderBook& book = state_.book;
    const double share = static_cast<double>(end - first) / static_cast<double>(sequence_.size());
    for (const std::uint32_t pair : scarce_pairs_)
        excess_[pair] = -share * static_cast<double>(left_.stock[pair]);
    for (const std::uint32_t limit : scarce_limits_)
        limit_excess_[limit] = -share * static_cast<double>(left_.limits[limit]);
    const auto add_pair = [&](std::uint32_t pair, std::int64_t units) {
        excess_[pair] += static_cast<double>(units);
    };
    const auto add_limit = [&](std::uint32_t limit, std::int64_t amount) {
        limit_excess_[limit] += static_cast<double>(amount);
    };
    for (std::size_t at = first; at < end; ++at)
        book.visit_taken(sequence_[at], wishes_[sequence_[at]].plan, add_pair, add_limit);
    std::ranges::fill(item_excess_, 0.0);
    for (const std::uint32_t pair : scarce_pairs_)
        item_excess_[book.pairs()[pair].item] += excess_[pair];
}

void PriceApproach::move() {
    const OrderBook& book = state_.book;
    const double rate =
        pace_.rate / (1.0 + pace_.decay * static_cast<double>(passes_)) * unit_worth_;
    const auto move_by = [&](std::int64_t& price, double part, std::int64_t most) {
        const double moved = static_cast<double>(price) + rate * part;
        price = std::llround(std::clamp(moved, 0.0, static_cast<double>(most)));
    };
    for (const std::uint32_t pair : scarce_pairs_) {
        if (left_.stock[pair] == 0) continue;  // Nobody can take of it.
        const std::uint32_t item = book.pairs()[pair].item;
        const double here = excess_[pair] / static_cast<double>(left_.stock[pair]);
        const double everywhere = item_excess_[item] / item_stock_[item];
        move_by(prices_.stock[pair], here + pace_.item_force * everywhere, book.price_max());
    }
    for (const std::uint32_t limit : scarce_limits_) {
        const double there = static_cast<double>(std::max<std::int64_t>(1, left_.limits[limit]));
        const std::int64_t most = book.price_max(book.limits()[limit]);
        move_by(prices_.limits[limit], limit_excess_[limit] / there, most);
    }
}

void PriceApproach::average(double share) {
    for (const std::uint32_t pair : scarce_pairs_)
        mean_[pair] += share * (static_cast<double>(prices_.stock[pair]) - mean_[pair]);
    for (const std::uint32_t limit : scarce_limits_) {
        limit_mean_[limit] +=
            share * (static_cast<double>(prices_.limits[limit]) - limit_mean_[limit]);
    }
}

std::uint64_t PriceApproach::pass() {
    const std::size_t count = sequence_.size();
    const std::size_t blocks = std::min(count, kBlocks);
    std::uint64_t steps = 0;
    for (std::size_t block = 0; block < blocks; ++block) {
        const std::size_t first = count * block / blocks;
        const std::size_t end = count * (block + 1) / blocks;
        steps += plan_block(first, end);
        count_block(first, end);
        move();
        average(1.0 / (kPassesInMean * static_cast<double>(blocks)));
    }
    ++passes_;
    return steps;
}

JointPrices PriceApproach::mean_prices() const {
    JointPrices mean = prices_;
    for (const std::uint32_t pair : scarce_pairs_)
        mean.stock[pair] = std::llround(mean_[pair]);
    for (const std::uint32_t limit : scarce_limits_)
        mean.limits[limit] = std::llround(limit_mean_[limit]);
    return mean;
}

}  // namespace earmark
