// How NodeBound raises its bound by all prices at once.
#include "engine/sourcing/node_bound.h"

#include <algorithm>
#include <cmath>

namespace earmark {

std::int64_t NodeBound::polish(
    const NodeTable& table, std::int64_t target, std::size_t rounds, StepBudget& budget
) {
    return table.has_steps ? follow_subgradients(table, target, rounds, budget.used)
                           : solve_prices(table, target, rounds, budget);
}

/// Units by line that the nodes chosen ship at the present prices.
void NodeBound::count_units(const NodeTable& table) {
    shipped_.assign(table.line_count, 0);
    std::size_t places = ranked_.size();
    for (std::size_t node = 0; node < table.node_count; ++node) {
        bool ships = table.fate[node] == NodeFate::shipping;
        if (table.fate[node] == NodeFate::open && places > 0 && profits_[node] >= ranked_.back()) {
            ships = true;
            --places;
        }
        if (!ships) continue;
        best_shipment(table, node, -kNoValue);
        for (const ShipmentPricer::Units& units : pricer_.best())
            shipped_[units.line] += units.units;
    }
}

std::int64_t NodeBound::follow_subgradients(
    const NodeTable& table, std::int64_t target, std::size_t rounds, std::uint64_t& steps
) {
    constexpr std::size_t kPatience = 3;
    best_prices_ = prices_;
    std::int64_t best = bound_;
    double pace = 1.0;
    std::size_t failures = 0;
    for (std::size_t round = 0; round < rounds && best < target; ++round) {
        count_units(table);
        double norm = 0;
        for (std::size_t line = 0; line < table.line_count; ++line) {
            const auto lacking = static_cast<double>(table.need[line] - shipped_[line]);
            norm += lacking * lacking;
        }
        if (norm == 0) break;
        const double step = pace * static_cast<double>(target - bound_) / norm;
        for (std::size_t line = 0; line < table.line_count; ++line) {
            const auto lacking = static_cast<double>(table.need[line] - shipped_[line]);
            const double price = static_cast<double>(prices_[line]) + step * lacking;
            const auto price_max = static_cast<double>(table.price_max[line]);
            prices_[line] = price <= 0           ? 0
                            : price >= price_max ? table.price_max[line]
                                                 : static_cast<std::int64_t>(price);
        }
        find_gains(table);
        bound_ = evaluate(table);
        steps += table.node_count * table.line_count * 4;
        if (bound_ > best) {
            best = bound_;
            best_prices_ = prices_;
            failures = 0;
        } else if (++failures == kPatience) {
            failures = 0;
            pace /= 2;
            restore(table, best_prices_);
        }
    }
    return restore(table, best_prices_);
}

/// Raises the bound by the best prices of the linear relaxation.
std::int64_t NodeBound::solve_prices(
    const NodeTable& table, std::int64_t target, std::size_t rounds, StepBudget& budget
) {
    best_prices_ = prices_;
    std::int64_t best = bound_;
    if (best >= target || budget.is_spent()) return best;
    simplex_.begin(table, target);
    if (simplex_.is_empty()) {
        // At its own prices every node would ship: these tell more.
        rank_by([&](std::uint32_t node) { return static_cast<double>(profits_[node]); }, table);
        simplex_.improve(leaders_, budget.left());
    }
    for (std::size_t round = 0; round < rounds; ++round) {
        for (std::size_t line = 0; line < table.line_count; ++line) {
            const std::int64_t price = std::llround(simplex_.price(line));
            prices_[line] = std::clamp<std::int64_t>(price, 0, table.price_max[line]);
        }
        refresh(table);
        budget.used += table.node_count * table.line_count + simplex_.take_steps();
        if (bound_ > best) {
            best = bound_;
            best_prices_ = prices_;
            if (best >= target) break;
        }
        rank_by(
            [&](std::uint32_t node) {
                return simplex_.advantage(node, static_cast<double>(profits_[node]));
            },
            table
        );
        if (budget.is_spent() || !simplex_.improve(leaders_, budget.left())) break;
    }
    return prices_ == best_prices_ ? bound_ : restore(table, best_prices_);
}

/// Leaves in leaders_ the nodes of the highest scores, none of zero, a few for each line.
template <typename Score>
void NodeBound::rank_by(const Score& score, const NodeTable& table) {
    const std::size_t most = table.line_count * 2;
    by_score_.clear();
    for (std::uint32_t node = 0; node < table.node_count; ++node) {
        if (table.fate[node] == NodeFate::closed) continue;
        const double scored = score(node);
        if (scored != 0) by_score_.push_back({-scored, node});
    }
    const std::size_t count = std::min(most, by_score_.size());
    std::partial_sort(
        by_score_.begin(), by_score_.begin() + static_cast<std::ptrdiff_t>(count), by_score_.end()
    );
    leaders_.clear();
    for (std::size_t i = 0; i < count; ++i)
        leaders_.push_back(by_score_[i].second);
}

}  // namespace earmark
