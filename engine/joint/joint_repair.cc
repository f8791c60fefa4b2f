#include "engine/joint/joint_repair.h"

#include <algorithm>
#include <numeric>

namespace earmark {

void sort_by_loss(
    const OrderBook& book,
    const std::vector<BookSolver::Answer>& wishes,
    std::vector<std::uint32_t>& orders
) {
    std::vector<double> loss(book.count(), 0.0);
    for (const std::uint32_t index : orders) {
        const OrderBook::Order& order = book.order(index);
        const std::vector<std::int64_t>& quantity = order.problem.quantity;
        const std::int64_t units =
            std::accumulate(quantity.begin(), quantity.end(), std::int64_t{0});
        const std::int64_t saved = order.short_value - wishes[index].bound;
        loss[index] =
            static_cast<double>(saved) / static_cast<double>(std::max<std::int64_t>(units, 1));
    }
    std::ranges::sort(orders, [&](std::uint32_t left, std::uint32_t right) {
        return loss[left] != loss[right] ? loss[left] > loss[right] : left < right;
    });
}

JointChoice repaired(
    const OrderBook& book,
    const JointPrices& prices,
    const std::vector<BookSolver::Answer>& wishes,
    std::uint64_t& steps
) {
    BookSolver solver(book, kJointSearchSteps);
    JointChoice choice;
    choice.left = book.all_stock();
    choice.plans.resize(book.count());
    choice.cost = 0;
    BookSolver::Answer answer;
    std::vector<std::uint32_t> sequence(book.count());
    std::iota(sequence.begin(), sequence.end(), std::uint32_t{0});
    sort_by_loss(book, wishes, sequence);
    for (const std::uint32_t index : sequence) {
        std::vector<PlannedUnits>& plan = choice.plans[index];
        plan = wishes[index].plan;
        if (!book.fits(index, plan, choice.left)) {
            solver.fitting(index, prices, choice.left, answer);
            steps += answer.steps;
            plan = answer.plan;
        }
        book.take(index, plan, 1, choice.left);
        choice.cost += book.cost_of(index, plan);
    }
    return choice;
}

}  // namespace earmark
