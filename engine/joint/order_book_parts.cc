// Of OrderBook: lines that take of several items.
#include "engine/joint/order_book.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace earmark {

void OrderBook::add_parts(const WaitingOrder& given, Order& order, PairIndex& at) {
    const PlanProblem& problem = order.problem;
    for (const WaitingPart& part : given.parts) {
        Part& added = order.parts.emplace_back(
            Part{part.line, part.units, std::vector<std::uint32_t>(order.nodes.size(), kNoPair)}
        );
        const std::int64_t wanted = problem.quantity[part.line] * part.units;
        for (std::size_t node = 0; node < order.nodes.size(); ++node) {
            if (problem.stock_of(node, part.line) == 0) continue;
            added.pair[node] =
                add_pair(given, order.nodes[node], part.item, part.stock[node], wanted, at);
        }
    }
}

/// Of each item that several lines take, unless the problem tells.
void OrderBook::find_sharing(const WaitingOrder& given, Order& order) {
    struct Taking {
        std::uint32_t item;
        SharedStock::Taker taker;
        const Part* part;  ///< Null: the line takes of nothing else.
        const WaitingPart* given;
    };
    std::vector<Taking> takings;
    for (std::size_t index = 0; index < given.parts.size(); ++index) {
        const WaitingPart& part = given.parts[index];
        takings.push_back({part.item, {part.line, part.units}, &order.parts[index], &part});
    }
    for (std::uint32_t line = 0; line < order.line_count(); ++line) {
        if (given.has_parts(line)) continue;
        takings.push_back({given.item[line], {line, 1}, nullptr, nullptr});
    }
    std::ranges::sort(takings, [](const Taking& left, const Taking& right) {
        return std::tie(left.item, left.taker.line) < std::tie(right.item, right.taker.line);
    });
    for (std::size_t begin = 0, end = 0; begin < takings.size(); begin = end) {
        Sharing sharing;
        sharing.pair.assign(order.nodes.size(), kNoPair);
        sharing.most.assign(order.nodes.size(), 0);
        for (; end < takings.size() && takings[end].item == takings[begin].item; ++end) {
            const Taking& taking = takings[end];
            sharing.takers.push_back(taking.taker);
            for (std::size_t node = 0; node < order.nodes.size(); ++node) {
                const std::uint32_t pair =
                    taking.part != nullptr
                        ? taking.part->pair[node]
                        : order.pair[node * order.line_count() + taking.taker.line];
                if (pair == kNoPair) continue;
                sharing.pair[node] = pair;
                const std::int64_t most = taking.part != nullptr
                                              ? taking.given->stock[node]
                                              : order.problem.stock_of(node, taking.taker.line);
                sharing.most[node] = std::max(sharing.most[node], most);
            }
        }
        if (sharing.takers.size() > 1) order.sharing.push_back(std::move(sharing));
    }
}

/// Whether lines that share items take no more of them together than the order itself could get.
bool OrderBook::keeps_to_own(const Order& order, std::span<const PlannedUnits> plan) {
    const auto taken_at = [&](const Sharing& sharing, std::uint32_t node) {
        std::int64_t units = 0;
        for (const PlannedUnits& planned : plan) {
            if (order.node_of(planned) != node) continue;
            for (const SharedStock::Taker& taker : sharing.takers)
                units += taker.line == planned.line ? planned.units * taker.per_unit : 0;
        }
        return units;
    };
    return std::ranges::all_of(order.sharing, [&](const Sharing& sharing) {
        return std::ranges::all_of(plan, [&](const PlannedUnits& planned) {
            const std::uint32_t node = order.node_of(planned);
            return taken_at(sharing, node) <= sharing.most[node];
        });
    });
}

void OrderBook::find_shared(
    std::size_t index, const JointStock& left, std::vector<SharedStock>& shared
) const {
    const Order& order = orders_[index];
    shared.resize(order.sharing.size());
    for (std::size_t at = 0; at < shared.size(); ++at) {
        const Sharing& sharing = order.sharing[at];
        shared[at].takers = sharing.takers;
        shared[at].stock.assign(order.nodes.size(), 0);
        for (std::size_t node = 0; node < order.nodes.size(); ++node) {
            if (sharing.pair[node] == kNoPair) continue;
            shared[at].stock[node] = std::min(left.stock[sharing.pair[node]], sharing.most[node]);
        }
    }
}

}  // namespace earmark
