// Of WholeLineRows: the one pass over all nodes.
#include "engine/sourcing/whole_line_rows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <nmmintrin.h>
#include <utility>

namespace earmark {

namespace {

constexpr std::int64_t kHalfWord = std::int64_t{1} << 32U;

/// x / lines, or one less: multiplying by a little less than 1 / lines never rounds up.
std::int64_t share_of(std::int64_t amount, std::size_t lines) {
    static constexpr auto kParts = [] {
        std::array<double, WholeLineRows::kLinesMax + 1> parts{};
        for (std::size_t i = 1; i < parts.size(); ++i)
            parts[i] = (1.0 - 1e-14) / static_cast<double>(i);
        return parts;
    }();
    return static_cast<std::int64_t>(static_cast<double>(amount) * kParts[lines]);
}

/// A number each of two lines.
struct Two {
    __m128i both;

    static Two of(const std::int64_t* numbers) {
        return {_mm_loadu_si128(reinterpret_cast<const __m128i*>(numbers))};
    }
    /// Of one line, and 0.
    static Two of_one(const std::int64_t* number) {
        return {_mm_loadl_epi64(reinterpret_cast<const __m128i*>(number))};
    }
    static Two twice(std::int64_t number) { return {_mm_set1_epi64x(number)}; }
    void write(std::int64_t* numbers) const {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(numbers), both);
    }
    Two operator+(Two other) const { return {_mm_add_epi64(both, other.both)}; }
    /// All bits of those that are above the other's.
    Two operator>(Two other) const { return {_mm_cmpgt_epi64(both, other.both)}; }
    Two operator|(Two other) const { return {_mm_or_si128(both, other.both)}; }
    /// The other number where all bits are set.
    Two but(Two other, Two where) const { return {_mm_blendv_epi8(both, other.both, where.both)}; }
    /// Requires: numbers below 2^32.
    Two times(Two other) const { return {_mm_mul_epu32(both, other.both)}; }
    std::int64_t sum() const { return _mm_extract_epi64(both, 0) + _mm_extract_epi64(both, 1); }
    /// The highest bit of each.
    std::uint32_t signs() const {
        return static_cast<std::uint32_t>(_mm_movemask_pd(_mm_castsi128_pd(both)));
    }
};

}  // namespace

/// Without capacities, tariffs, costs per line, or lines that nobody has, and in small numbers.
bool WholeLineRows::is_plain() const {
    const bool is_small =
        model_->unit_cost_max() < kHalfWord &&
        std::all_of(
            needs_.begin(), needs_.end(), [](std::int64_t units) { return units < kHalfWord; }
        );
    return is_small && !model_->has_capacities() && !model_->has_line_costs() &&
           !model_->problem().has_tariffs() && line_count_ == model_->problem().line_count;
}

/// Knowing the number of lines lets the compiler unroll the inner loops.
void WholeLineRows::scan_nodes_of_any_count() {
    using Scan = void (WholeLineRows::*)();
    const auto scan = [&]<std::size_t... kBefore>(std::index_sequence<kBefore...>) {
        static constexpr std::array<Scan, kLinesMax> kPlain{
            &WholeLineRows::scan_plain_nodes<kBefore + 1>...
        };
        static constexpr std::array<Scan, kLinesMax> kAny{&WholeLineRows::scan_nodes<kBefore + 1>...
        };
        (this->*(is_plain() ? kPlain : kAny)[line_count_ - 1])();
    };
    scan(std::make_index_sequence<kLinesMax>());
}

template <std::size_t kLines>
void WholeLineRows::scan_nodes() {
    const PlanProblem& problem = model_->problem();
    std::array<std::size_t, kLines> columns{};
    for (std::size_t line = 0; line < kLines; ++line)
        columns[line] = model_->lines()[line];
    // Locals: the compiler may keep them in registers, whatever the rows written are.
    const ByLine needs = needs_;
    ByLine prices = prices_;
    ByLine least = least_costs_;
    Openings openings = least_openings_;
    Row* kept = rows_.data();
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        const std::int64_t* stock = problem.stock.data() + node * problem.line_count;
        const std::int64_t* unit = problem.unit_cost.data() + node * problem.line_count;
        const std::int64_t capacity = model_->capacity(node);
        const std::int64_t line_cost = model_->line_cost(node);
        std::array<std::int64_t, kLines> costs;
        Lines lines = 0;
        std::int64_t sum = 0;
        for (std::size_t line = 0; line < kLines; ++line) {
            const std::int64_t most = std::min(stock[columns[line]], capacity);
            // All ones or none: half of the times a branch here would not be foreseen.
            const std::int64_t can_ship = (needs[line] - 1 - most) >> 63U;
            // Wraps around only where there is no stock: such costs are not checked, nor used.
            auto cost = static_cast<std::int64_t>(
                static_cast<std::uint64_t>(unit[columns[line]]) *
                static_cast<std::uint64_t>(needs[line])
            );
            cost &= can_ship;
            cost += (line_cost + model_->tariff_slope_whole(node, line)) & can_ship;
            costs[line] = cost | (kNoValue & ~can_ship);
            sum += cost;
            lines |= static_cast<Lines>(can_ship) & (Lines{1} << line);
        }
        if (lines == 0) continue;
        const std::int64_t opening = model_->opening_cost(node);
        const std::int64_t share =
            share_of(opening, static_cast<std::size_t>(std::popcount(lines)));
        for (std::size_t line = 0; line < kLines; ++line) {
            least[line] = std::min(least[line], costs[line]);
            if (costs[line] + share >= prices[line]) continue;
            prices[line] = costs[line] + share;
            cheapest_[line] = node;
        }
        const bool is_whole = lines == (Lines{1} << kLines) - 1 && all_units_ <= capacity;
        if (is_whole && opening + sum < single_value_) consider_single(node, opening + sum);
        note_opening(opening, openings);
        *kept++ = {node, lines, opening, 0};
    }
    row_count_ = static_cast<std::size_t>(kept - rows_.data());
    least_openings_ = openings;
    prices_ = prices;
    least_costs_ = least;
}

/// The same of plain nodes, two lines at a time.
template <std::size_t kLines>
void WholeLineRows::scan_plain_nodes() {
    constexpr std::size_t kTwos = (kLines + 1) / 2;
    const auto read = [](const std::int64_t* numbers, std::size_t two) {
        const std::int64_t* first = numbers + 2 * two;
        return 2 * two + 1 < kLines ? Two::of(first) : Two::of_one(first);
    };
    const PlanProblem& problem = model_->problem();
    const Two none = Two::twice(kNoValue);
    Two needs[kTwos];
    Two prices[kTwos];
    Two least[kTwos];
    for (std::size_t two = 0; two < kTwos; ++two) {
        needs[two] = Two::of(needs_.data() + 2 * two);
        prices[two] = Two::of(prices_.data() + 2 * two);
        least[two] = Two::of(least_costs_.data() + 2 * two);
    }
    const std::int64_t* stock = problem.stock.data();
    const std::int64_t* unit = problem.unit_cost.data();
    Openings openings = least_openings_;
    Row* kept = rows_.data();
    for (std::uint32_t node = 0; node < problem.node_count; ++node) {
        Two costs[kTwos];
        std::uint32_t lacking = 0;
        for (std::size_t two = 0; two < kTwos; ++two) {
            const Two lacks = needs[two] > read(stock, two);
            costs[two] = read(unit, two).times(needs[two]).but(none, lacks);
            lacking |= lacks.signs() << (2 * two);
        }
        stock += kLines;
        unit += kLines;
        const Lines lines = ~lacking & ((Lines{1} << kLines) - 1);
        if (lines == 0) continue;
        const std::int64_t opening = problem.fixed_cost[node] + problem.split_penalty;
        const std::int64_t share =
            share_of(opening, static_cast<std::size_t>(std::popcount(lines)));
        Two lowers = Two::twice(0);
        for (std::size_t two = 0; two < kTwos; ++two) {
            least[two] = least[two].but(costs[two], least[two] > costs[two]);
            lowers = lowers | (prices[two] > costs[two] + Two::twice(share));
        }
        if (lowers.signs() != 0) {
            std::int64_t cost[2 * kTwos];
            for (std::size_t two = 0; two < kTwos; ++two)
                costs[two].write(cost + 2 * two);
            for (std::size_t line = 0; line < kLines; ++line) {
                if (cost[line] + share >= prices_[line]) continue;
                prices_[line] = cost[line] + share;
                cheapest_[line] = node;
            }
            for (std::size_t two = 0; two < kTwos; ++two)
                prices[two] = Two::of(prices_.data() + 2 * two);
        }
        if (lines == (Lines{1} << kLines) - 1) {
            Two sums = costs[0];
            for (std::size_t two = 1; two < kTwos; ++two)
                sums = sums + costs[two];
            const std::int64_t whole = opening + sums.sum();
            if (whole < single_value_) consider_single(node, whole);
        }
        note_opening(opening, openings);
        *kept++ = {node, lines, opening, 0};
    }
    row_count_ = static_cast<std::size_t>(kept - rows_.data());
    least_openings_ = openings;
    for (std::size_t two = 0; two < kTwos; ++two)
        least[two].write(least_costs_.data() + 2 * two);
}

void WholeLineRows::consider_single(std::uint32_t node, std::int64_t linear) {
    if (!model_->has_stock_for(node, (Lines{1} << line_count_) - 1)) return;
    if (!all_rates_.empty()) {
        const std::uint32_t column = model_->problem().tariff_column[node];
        if (column != PlanProblem::kNoTariff) {
            std::int64_t& rate = all_rates_[column];
            const ShipmentTariff& tariff = model_->tariff();
            if (rate == kNoValue)
                rate = tariff.rate(column, tariff.billed_grams(column, all_load_));
            linear += rate - model_->tariff_intercept(node);
            for (std::size_t line = 0; line < line_count_; ++line)
                linear -= model_->tariff_slope_whole(node, line);
        }
    }
    if (linear >= single_value_) return;
    single_value_ = linear;
    single_node_ = node;
}

}  // namespace earmark
