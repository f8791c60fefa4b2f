// How UnitSearch finds, of plans that are equally good, the one that comes first: pair by pair.
#include "engine/base/check.h"
#include "engine/sourcing/unit_search.h"

#include <algorithm>
#include <utility>

namespace earmark {

/// Most units that the pair could have, after what the box forces.
std::int64_t UnitSearch::room_for(std::size_t pair) const {
    std::int64_t room = model_->need(pair % line_count());
    for (std::size_t other = pair % line_count(); other < least_.size(); other += line_count())
        if (other != pair) room -= least_[other];
    return std::min(room, most_[pair]);
}

/// Gives the pair as many units as it has in any plan of the box that is as good as the best; false
/// if the budget ended first.
bool UnitSearch::take_most(std::size_t pair, Incumbent& best) {
    std::int64_t units = units_in(best.plan(), pair);
    bool settled = true;
    while (units < room_for(pair)) {
        tied_.reset(best.tie_limit(), best.value());
        unexplored_ = kNoValue;
        const std::size_t mark = trail_.size();
        narrow(pair, units + 1, most_[pair]);
        explore();
        undo_to(mark);
        if (!tied_.has_plan()) {
            settled = unexplored_ == kNoValue;
            break;
        }
        best.offer(tied_.plan(), tied_.value());
        const std::int64_t before = std::exchange(units, units_in(best.plan(), pair));
        EARMARK_CHECK(units > before);
    }
    narrow(pair, units, units);
    return settled;
}

std::int64_t UnitSearch::units_in(std::span<const PlannedUnits> plan, std::size_t pair) const {
    const std::uint32_t node = nodes_[pair / line_count()];
    const std::uint32_t line = model_->lines()[pair % line_count()];
    const auto at = std::find_if(plan.begin(), plan.end(), [&](const PlannedUnits& planned) {
        return planned.node == node && planned.line == line;
    });
    return at == plan.end() ? 0 : at->units;
}

bool UnitSearch::settle_ties(
    OrderModel& model,
    std::span<const std::uint32_t> nodes,
    std::span<const std::int64_t> prices,
    Incumbent& best,
    StepBudget& budget
) {
    incumbent_ = &tied_;
    budget_ = &budget;
    load(model, nodes);
    prices_.assign(prices.begin(), prices.end());
    bool settled = true;
    for (std::size_t line = 0; line < line_count(); ++line) {
        for (std::size_t node = 0; node < nodes.size(); ++node)
            settled &= take_most(node * line_count() + line, best);
    }
    return settled;
}

}  // namespace earmark
