#include "engine/sourcing/node_bound.h"

#include "engine/base/wide.h"

#include <algorithm>
#include <functional>

namespace earmark {

namespace {

constexpr std::int64_t kLowest = -kNoValue;
constexpr std::size_t kFirstOffers = 48;

std::int64_t margin_of(std::int64_t price, std::int64_t cost) {
    return std::max<std::int64_t>(price - cost, 0);
}

}  // namespace

void NodeBound::start(const NodeTable& table) {
    simplex_.forget(table.ids.empty() ? 0 : table.ids.back() + 1);
    prices_ = table.price_max;
    // What a node may earn with each line it has: its opening cost, in equal shares.
    std::vector<std::int64_t>& shares = thresholds_;
    shares.assign(table.node_count, 0);
    for (std::size_t line = 0; line < table.line_count; ++line) {
        const std::int64_t* most = table.most.data() + line * table.node_count;
        for (std::size_t node = 0; node < table.node_count; ++node)
            shares[node] += most[node] > 0 ? 1 : 0;
    }
    for (std::size_t node = 0; node < table.node_count; ++node) {
        const std::int64_t lines = shares[node];
        shares[node] = lines > 0 ? table.opening[node] / lines : 0;
    }
    for (std::size_t line = 0; line < table.line_count; ++line) {
        const std::int64_t* cost = table.cost.data() + line * table.node_count;
        const std::int64_t* most = table.most.data() + line * table.node_count;
        std::int64_t price = prices_[line];
        for (std::size_t node = 0; node < table.node_count; ++node) {
            if ((price - cost[node]) * most[node] <= shares[node])
                continue;  // Also if it has none.
            price = cost[node] + shares[node] / most[node];
        }
        prices_[line] = price;
    }
    find_gains(table);
    bound_ = evaluate(table);
}

std::int64_t NodeBound::restore(const NodeTable& table, std::span<const std::int64_t> prices) {
    prices_.assign(prices.begin(), prices.end());
    return refresh(table);
}

std::int64_t NodeBound::refresh(const NodeTable& table) {
    find_gains(table);
    return bound_ = evaluate(table);
}

void NodeBound::find_gains(const NodeTable& table) {
    gains_.assign(table.node_count, 0);
    for (std::size_t line = 0; line < table.line_count; ++line) {
        const std::int64_t price = prices_[line];
        const std::int64_t* cost = table.cost.data() + line * table.node_count;
        const std::int64_t* most = table.most.data() + line * table.node_count;
        for (std::size_t node = 0; node < table.node_count; ++node)
            gains_[node] += most[node] * margin_of(price, cost[node]);
    }
}

void NodeBound::set_price(const NodeTable& table, std::size_t line, std::int64_t price) {
    const std::int64_t before = prices_[line];
    if (price == before) return;
    prices_[line] = price;
    const std::int64_t* cost = table.cost.data() + line * table.node_count;
    const std::int64_t* most = table.most.data() + line * table.node_count;
    for (std::size_t node = 0; node < table.node_count; ++node) {
        gains_[node] += most[node] * (margin_of(price, cost[node]) - margin_of(before, cost[node]));
    }
}

/// Sets the line's price to the least one that maximises the bound: where the nodes that would earn
/// their opening cost have enough units.
void NodeBound::raise_line(const NodeTable& table, std::size_t line) {
    const std::int64_t price = prices_[line];
    const std::int64_t need = table.need[line];
    const std::int64_t* cost = table.cost.data() + line * table.node_count;
    const std::int64_t* most = table.most.data() + line * table.node_count;
    std::int64_t limit = table.price_max[line];
    std::int64_t offered = 0;
    offers_.clear();
    const auto dearer = [](const Offer& a, const Offer& b) { return a.price < b.price; };
    const auto slack_of = [&](std::size_t node) {
        const std::int64_t own = most[node] * margin_of(price, cost[node]);
        return std::max<std::int64_t>(thresholds_[node] - gains_[node] + own, 0);
    };
    // Not where the node has none of the line, or only at a cost above the limit.
    const auto may_offer = [&](std::size_t node, std::int64_t slack) {
        return slack < (limit - cost[node]) * most[node];
    };
    const auto look_at = [&](std::size_t node) {
        const std::int64_t slack = slack_of(node);
        if (!may_offer(node, slack)) return;
        offers_.push_back({cost[node] + slack / most[node], most[node]});
        std::push_heap(offers_.begin(), offers_.end(), dearer);
        offered += most[node];
        while (offered - offers_.front().units >= need) {
            offered -= offers_.front().units;
            std::pop_heap(offers_.begin(), offers_.end(), dearer);
            offers_.pop_back();
        }
        if (offered >= need) limit = offers_.front().price;
    };
    // The first nodes set a limit that few of the others are within: those are found without
    // branches, which would be as good as random.
    const std::size_t first = std::min(table.node_count, kFirstOffers);
    for (std::size_t node = 0; node < first; ++node)
        look_at(node);
    near_.resize(table.node_count);
    std::size_t count = 0;
    for (std::size_t node = first; node < table.node_count; ++node) {
        near_[count] = static_cast<std::uint32_t>(node);
        count += may_offer(node, slack_of(node)) ? 1U : 0U;
    }
    for (std::size_t i = 0; i < count; ++i)
        look_at(near_[i]);
    set_price(table, line, limit);
}

/// What each node must gain before the bound feels it. A limit on the number of shipments that
/// binds works like a price on each: what the last node chosen earns.
void NodeBound::find_thresholds(const NodeTable& table) {
    const std::int64_t price_of_place = least_profit_ == kNoValue ? 0 : least_profit_;
    thresholds_.resize(table.node_count);
    for (std::size_t node = 0; node < table.node_count; ++node) {
        thresholds_[node] = table.fate[node] == NodeFate::open
                                ? std::max<std::int64_t>(table.opening[node] + price_of_place, 0)
                            : table.fate[node] == NodeFate::shipping ? 0
                                                                     : kNoValue;
    }
}

std::int64_t NodeBound::raise(
    const NodeTable& table, std::int64_t enough, std::size_t passes, std::uint64_t& steps
) {
    find_thresholds(table);
    best_prices_ = prices_;
    std::int64_t best = bound_;
    for (std::size_t pass = 0; pass < passes && best < enough; ++pass) {
        for (std::size_t line = 0; line < table.line_count; ++line)
            raise_line(table, line);
        steps += table.node_count * table.line_count * 2;
        bound_ = evaluate(table);
        if (bound_ <= best) break;
        best = bound_;
        best_prices_ = prices_;
        find_thresholds(table);
    }
    if (bound_ < best) restore(table, best_prices_);
    return bound_;
}

/// What the node earns with its capacity, best margins per unit first.
std::int64_t NodeBound::earned(const NodeTable& table, std::size_t node) {
    wares_.clear();
    std::int64_t units = 0;
    for (std::size_t line = 0; line < table.line_count; ++line) {
        const std::int64_t most = table.most_of(node, line);
        if (most == 0) continue;
        const std::int64_t margin = prices_[line] - table.cost_of(node, line);
        if (margin <= 0) continue;
        wares_.push_back({margin, most, table.unit_size[line], line});
        units += most * table.unit_size[line];
    }
    std::int64_t room = table.capacity[node];
    if (room < units) {
        std::sort(wares_.begin(), wares_.end(), [](const Ware& a, const Ware& b) {
            const Wide left = static_cast<Wide>(a.margin) * b.size;
            const Wide right = static_cast<Wide>(b.margin) * a.size;
            return left != right ? left > right : a.line < b.line;
        });
    }
    std::int64_t sum = 0;
    for (const Ware& ware : wares_) {
        const std::int64_t taken = std::min(ware.units, room / ware.size);
        sum += taken * ware.margin;
        room -= taken * ware.size;
        if (taken == ware.units) continue;
        const Wide part = static_cast<Wide>(ware.margin) * room + ware.size - 1;
        sum += static_cast<std::int64_t>(part / ware.size);
        break;
    }
    return sum;
}

std::int64_t NodeBound::best_shipment(
    const NodeTable& table, std::size_t node, std::int64_t profit_floor
) {
    pricer_.start(*table.model, table.ids[node], table.opening[node]);
    for (std::size_t line = 0; line < table.line_count; ++line) {
        pricer_.add(
            {.line = line,
             .least = 0,
             .most = table.most_of(node, line),
             .size = table.unit_size[line],
             .price = prices_[line],
             .cost = table.cost_of(node, line)}
        );
    }
    return pricer_.solve(profit_floor);
}

std::int64_t NodeBound::linear_profit(const NodeTable& table, std::size_t node) {
    const bool is_capped = table.has_capacities && table.capacity[node] < kNoValue;
    return (is_capped ? earned(table, node) : gains_[node]) - table.opening[node];
}

/// What the node earns with the tariff as it is, if that is more than the floor.
void NodeBound::price_exactly(const NodeTable& table, std::size_t node, std::int64_t floor) {
    if (profits_[node] <= floor || is_exact_[node] != 0) return;
    profits_[node] = std::min(profits_[node], best_shipment(table, node, floor));
    is_exact_[node] = profits_[node] > floor ? 1 : 0;
}

/// Prices the open nodes that may be chosen, those with the highest linear profit first, until the
/// linear profit of the rest is below what is chosen.
void NodeBound::price_leaders(
    const NodeTable& table, std::size_t places_min, std::size_t places_max
) {
    constexpr std::size_t kBestKept = 32;
    by_profit_.clear();
    for (std::uint32_t node = 0; node < table.node_count; ++node)
        if (table.fate[node] == NodeFate::open) by_profit_.push_back({profits_[node], node});
    std::make_heap(by_profit_.begin(), by_profit_.end());
    best_profits_.clear();
    const std::size_t kept = std::min(std::max(places_min, places_max), kBestKept);
    while (!by_profit_.empty()) {
        const std::size_t count = best_profits_.size();
        std::int64_t floor = kLowest;
        if (count >= places_min) {
            floor = places_min == 0 ? 0 : std::min<std::int64_t>(best_profits_[places_min - 1], 0);
            if (places_max <= kept && count >= places_max)
                floor = places_max == 0 ? kNoValue : std::max(floor, best_profits_[places_max - 1]);
        }
        const auto [linear, node] = by_profit_.front();
        if (linear <= floor) return;
        std::pop_heap(by_profit_.begin(), by_profit_.end());
        by_profit_.pop_back();
        price_exactly(table, node, floor);
        const auto place = std::upper_bound(
            best_profits_.begin(), best_profits_.end(), profits_[node], std::greater<>()
        );
        best_profits_.insert(place, profits_[node]);
        if (best_profits_.size() > kept && kept >= places_min) best_profits_.pop_back();
    }
}

void NodeBound::sharpen(const NodeTable& table, std::int64_t value) {
    if (!table.has_steps) return;
    const std::int64_t floor = least_profit_ == kNoValue ? 0 : least_profit_ - (value - bound_);
    for (std::size_t node = 0; node < table.node_count; ++node)
        if (table.fate[node] == NodeFate::open) price_exactly(table, node, floor);
}

std::int64_t NodeBound::evaluate(const NodeTable& table) {
    profits_.resize(table.node_count);
    if (table.has_steps) is_exact_.assign(table.node_count, 0);
    std::int64_t sum = table.constant;
    for (std::size_t line = 0; line < table.line_count; ++line)
        sum += table.need[line] * prices_[line];
    std::size_t shipping = 0;
    std::size_t open = 0;
    for (std::size_t node = 0; node < table.node_count; ++node) {
        profits_[node] =
            table.has_capacities ? linear_profit(table, node) : gains_[node] - table.opening[node];
        if (table.fate[node] == NodeFate::open) ++open;
        if (table.fate[node] != NodeFate::shipping) continue;
        ++shipping;
        if (table.has_steps) price_exactly(table, node, kLowest);
        sum = std::max(sum - profits_[node], kLowest);
    }
    const bool all_count = table.shipments_min > 1;
    const auto places_after = [&](std::size_t count) {
        return count > shipping ? count - shipping : 0;
    };
    const std::size_t places_min = all_count ? places_after(table.shipments_min) : 0;
    const std::size_t places_max = std::min(places_after(table.shipments_max), open);
    if (places_min > places_max) return kNoValue;
    if (table.has_steps) price_leaders(table, places_min, places_max);
    ranked_.clear();
    for (std::size_t node = 0; node < table.node_count; ++node) {
        if (table.fate[node] != NodeFate::open) continue;
        if (all_count || profits_[node] > 0) ranked_.push_back(profits_[node]);
    }
    choose_best(places_min, places_max);
    for (const std::int64_t profit : ranked_)
        sum = std::max(sum - profit, kLowest);
    return sum;
}

/// Leaves in ranked_ what is chosen: all that earn something, within the limits.
void NodeBound::choose_best(std::size_t places_min, std::size_t places_max) {
    next_profit_ = 0;
    least_profit_ = 0;
    const auto earning = static_cast<std::size_t>(
        std::count_if(ranked_.begin(), ranked_.end(), [](auto profit) { return profit > 0; })
    );
    const std::size_t count = std::clamp(earning, places_min, places_max);
    if (earning <= places_min || earning >= places_max) {
        const auto end =
            ranked_.begin() + static_cast<std::ptrdiff_t>(std::min(count + 1, ranked_.size()));
        std::partial_sort(ranked_.begin(), end, ranked_.end(), std::greater<>());
        if (count == 0) {
            least_profit_ = places_max == 0 ? kNoValue : 0;
        } else if (earning >= places_max || earning < places_min) {
            least_profit_ = ranked_[count - 1];
        }
        if (earning > count || earning <= places_min) {
            next_profit_ = count < ranked_.size() ? ranked_[count] : kLowest;
        }
        if (places_min == 0) next_profit_ = std::max<std::int64_t>(next_profit_, 0);
    } else {
        std::sort(ranked_.begin(), ranked_.end(), std::greater<>());
    }
    ranked_.resize(count);
}

std::int64_t NodeBound::rise_if_shipping(std::size_t node) const {
    return std::max<std::int64_t>(least_profit_ - profits_[node], 0);
}

std::int64_t NodeBound::rise_if_closed(std::size_t node) const {
    return std::max<std::int64_t>(profits_[node] - next_profit_, 0);
}

}  // namespace earmark
