#include "engine/joint/early_days.h"

#include "engine/joint/departure_choice.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace earmark {

namespace {

/// Whether the order's shipments leave otherwise now.
bool leave_early(
    const OrderBook& book, std::size_t index, const JointPrices& no_prices, JointChoice& choice
) {
    const OrderBook::Order& order = book.order(index);
    std::vector<PlannedUnits>& plan = choice.plans[index];
    if (!order.has_days() || plan.empty()) return false;
    std::vector<PlannedUnits> early = plan;
    for (PlannedUnits& planned : early)
        planned.node = order.node_of(planned);
    book.take(index, plan, -1, choice.left);
    DepartureChoice(book).assign(
        index, no_prices, choice.left, DepartureChoice::Days::that_fit, early
    );
    const bool is_other = early != plan;
    choice.cost += book.cost_of(index, early) - book.cost_of(index, plan);
    plan = std::move(early);
    book.take(index, plan, 1, choice.left);
    return is_other;
}

}  // namespace

void leave_early(const OrderBook& book, JointChoice& choice) {
    constexpr int kPassesMax = 16;  // What leaves earlier makes room for others.
    const JointPrices no_prices = book.no_prices();
    bool has_moved = true;
    for (int pass = 0; pass < kPassesMax && has_moved; ++pass) {
        has_moved = false;
        for (std::size_t index = 0; index < book.count(); ++index)
            has_moved = leave_early(book, index, no_prices, choice) || has_moved;
    }
}

}  // namespace earmark
