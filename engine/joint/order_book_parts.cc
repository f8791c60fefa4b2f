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
    };
    std::vector<Taking> takings;
    for (std::size_t index = 0; index < given.parts.size(); ++index) {
        const WaitingPart& part = given.parts[index];
        takings.push_back({part.item, {part.line, part.units}, &order.parts[index]});
    }
    for (std::uint32_t line = 0; line < order.line_count(); ++line)
        if (!given.has_parts(line)) takings.push_back({given.item[line], {line, 1}, nullptr});
    std::ranges::sort(takings, [](const Taking& left, const Taking& right) {
        return std::tie(left.item, left.taker.line) < std::tie(right.item, right.taker.line);
    });
    for (std::size_t begin = 0, end = 0; begin < takings.size(); begin = end) {
        Sharing sharing{{}, std::vector<std::uint32_t>(order.nodes.size(), kNoPair)};
        for (; end < takings.size() && takings[end].item == takings[begin].item; ++end) {
            const Taking& taking = takings[end];
            sharing.takers.push_back(taking.taker);
            for (std::size_t node = 0; node < order.nodes.size(); ++node) {
                const std::uint32_t pair =
                    taking.part != nullptr
                        ? taking.part->pair[node]
                        : order.pair[node * order.line_count() + taking.taker.line];
                if (pair != kNoPair) sharing.pair[node] = pair;
            }
        }
        if (sharing.takers.size() > 1) order.sharing.push_back(std::move(sharing));
    }
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
            shared[at].stock[node] = left.stock[sharing.pair[node]];
        }
    }
}

}  // namespace earmark
